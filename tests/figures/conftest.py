"""The year is lived through once; every test sees it and leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from quancheng.record import clock
from quancheng.record.locks import count_rows

from .handled import TODAY, Year, handled_year


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    with django_db_blocker.unblock(), clock.at(TODAY), transaction.atomic():
        made = handled_year()
        count_rows()
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def year(lived: Year, db: None) -> Year:
    return lived
