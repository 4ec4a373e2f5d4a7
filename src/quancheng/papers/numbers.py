"""Numbers: gap-free and without doubles, taken in the step's own transaction. A withdrawn number stays used."""

from django.db import transaction
from django.db.models import F

from .models import Counter


def take(series: str) -> int:
    """The next number of the series, from 1. If the step fails, the number was never given."""
    rows = Counter.objects.filter(series=series)
    with transaction.atomic(savepoint=False):
        if not rows.update(last=F("last") + 1):  # the update holds the row until the step's transaction ends
            Counter.objects.get_or_create(series=series)
            rows.update(last=F("last") + 1)
        return rows.values_list("last", flat=True).get()


def skip_to(series: str, number: int) -> None:
    """Let the series go on after `number`: numbers given on paper before this system."""
    with transaction.atomic():
        Counter.objects.get_or_create(series=series)
        row = Counter.objects.select_for_update().get(series=series)
        if row.last < number:
            row.last = number
            row.save(update_fields=["last"])
