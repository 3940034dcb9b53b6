"""Lists that are long: one page of them, without reading the rows before it."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Rows:
    """A query's rows by their place: the ids first, which an index of the order holds, then those rows whole."""

    def __init__(self, rows: "QuerySet[M]") -> None:
        self._rows = rows
        self.ordered = True  # what Django's paginator asks of an object that it cuts

    def count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[M]:
        ids = list(self._rows.values_list("pk", flat=True)[wanted])
        found = self._rows.model._default_manager.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]


def page_of(rows: "QuerySet[M]", number: str | None, *, size: int) -> "Page[M]":
    """The page of this number, from 1; what is no number is the first, what is beyond the last is the last."""
    return Paginator(Rows(rows), size).get_page(number)
