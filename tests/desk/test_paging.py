"""One page of a long list."""

import pytest

from desk.paging import page_of
from storage.register.models import Pli
from tests.storage.samples import arrived


@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [
        (None, 1, [4, 3]),
        ("2", 2, [2, 1]),
        ("3", 3, [0]),
        ("999", 3, [0]),
        ("0", 3, [0]),
        ("zwei", 1, [4, 3]),
    ],
)
def test_a_page_has_its_rows_in_the_order_asked_for(
    register: str, asked: str | None, number: int, shown: list[int]
) -> None:
    plis = [arrived(str(name)) for name in range(5)]
    page = page_of(Pli.objects.order_by("-created_at"), asked, size=2)
    assert [plis.index(row.id) for row in page] == shown
    assert (page.number, page.paginator.count, page.paginator.num_pages) == (number, 5, 3)


def test_an_empty_list_has_one_empty_page(register: str) -> None:
    page = page_of(Pli.objects.order_by("id"), "7", size=2)
    assert (list(page), page.number, page.paginator.num_pages) == ([], 1, 1)
