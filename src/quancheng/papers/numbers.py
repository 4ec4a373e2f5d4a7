"""Numbers: gap-free and without doubles, taken in the step's own transaction. A withdrawn number stays used."""

from django.db import transaction

from .models import Counter


def take(series: str) -> int:
    """The next number of the series, from 1. If the step fails, the number was never given."""
    with transaction.atomic():
        Counter.objects.get_or_create(series=series)
        row = Counter.objects.select_for_update().get(series=series)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last


def skip_to(series: str, number: int) -> None:
    """Let the series go on after `number`: numbers given on paper before this system."""
    with transaction.atomic():
        Counter.objects.get_or_create(series=series)
        row = Counter.objects.select_for_update().get(series=series)
        if row.last < number:
            row.last = number
            row.save(update_fields=["last"])
