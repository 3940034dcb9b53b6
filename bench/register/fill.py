"""Rows into the register in bulk, through the models: every constraint holds, every row is dated as it says."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, Model

_CHUNK = 2000  # rows of one INSERT; SQLite takes fewer values at a time, which Django knows


def fill(rows: Iterable[Model]) -> int:
    """Insert ``rows``, whose order is kept between tables that point at each other; how many."""
    waiting: dict[type[Model], list[Model]] = {}
    number = 0
    with _dated_as_told():
        for kind, run in groupby(rows, key=type):
            for row in run:
                number += 1
                waiting.setdefault(kind, []).append(row)
            if len(waiting[kind]) >= _CHUNK:
                _insert(waiting)
        _insert(waiting)
    return number


def tidy() -> None:
    """What PostgreSQL's autovacuum does within minutes of such a load, and SQLite's ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _insert(waiting: dict[type[Model], list[Model]]) -> None:
    """In the order in which the tables first came: it is that in which they point at each other."""
    for kind, rows in waiting.items():
        kind._default_manager.bulk_create(rows, batch_size=_CHUNK)
        rows.clear()


@contextmanager
def _dated_as_told() -> Iterator[None]:
    """Dates that Django would set to now stay as the rows have them."""
    dated = [
        (field, field.auto_now, field.auto_now_add)
        for model in apps.get_app_config("register").get_models()
        for field in model._meta.fields
        if isinstance(field, DateTimeField)
    ]
    for field, _, _ in dated:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, now, now_add in dated:
            field.auto_now, field.auto_now_add = now, now_add
