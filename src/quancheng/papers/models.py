"""Counters of numbers that must have neither gaps nor doubles."""

from django.db import models


class Counter(models.Model):
    """The last number given in a series. Its row is locked in the step's transaction."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)
