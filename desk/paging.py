"""Lists that are long: one page of them, without reading the rows before it."""

from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def page_of(rows: "QuerySet[M]", number: str | None, *, size: int) -> "Page[M]":
    """The page of this number, from 1; what is no number is the first, what is beyond the last is the last.

    The ids first, which an index of the order holds, then those rows whole.
    """
    page = Paginator(rows, size).get_page(number)
    start = (page.number - 1) * size
    ids = list(rows.values_list("pk", flat=True)[start : start + size])
    found = rows.model._default_manager.in_bulk(ids)
    page.object_list = [found[pk] for pk in ids if pk in found]
    return page
