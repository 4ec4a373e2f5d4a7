"""Local norms as the county or township adopted them. The same format as the shipped files."""

from django.db import models

from quancheng.record import clock


class LocalNorm(models.Model):
    """One local norm: its text in TOML, since when it is in the book, and whether it was taken out again."""

    slug = models.SlugField(max_length=60, unique=True)
    area = models.CharField(max_length=12)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    entered_at = models.DateTimeField(default=clock.now)
    in_book = models.BooleanField(default=True)
