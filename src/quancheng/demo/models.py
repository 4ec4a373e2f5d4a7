"""Whether this database was created by the demo: role cards exist only then."""

from django.db import models

from quancheng.record import clock


class DemoMark(models.Model):
    """One row, written by `quancheng demo load` before anything else."""

    created_at = models.DateTimeField(default=clock.now)
    day = models.DateField(null=True, help_text="the county's own day when it was loaded; it goes on from there")
