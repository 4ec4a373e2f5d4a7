"""The demo's own day: the county goes on from the last day of its data, so that it looks alive whenever it is seen."""

from datetime import date, timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from quancheng.record import clock

from .models import DemoMark


def follow() -> timedelta:
    """Let the clock of this process follow the demo's day, if this database is a demo's. Called once at start."""
    by = timedelta()
    try:
        if _there() and DemoMark._meta.db_table in connection.introspection.table_names():
            mark = DemoMark.objects.exclude(day=None).order_by("pk").first()
            by = mark.day - timezone.localdate(mark.created_at) if mark and mark.day else by
    except DatabaseError:
        by = timedelta()
    clock.shift(by)
    return by


def _there() -> bool:
    """Asking SQLite would make the file of a database that is not there yet."""
    return connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).exists()


def shown() -> date | None:
    """The demo's day where it is another than the calendar's, for a page to say so; else None."""
    return clock.today() if clock.today() != clock.calendar() else None
