from datetime import date, timedelta

import pytest

from classify.dates import dates_in, delay_in
from classify.folding import fold


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 2 avril 2026", date(2026, 4, 2)),
        ("1er août 2023", date(2023, 8, 1)),
        ("12/03/1991", date(1991, 3, 12)),
        ("12.03.91", date(1991, 3, 12)),
        ("2026-04-02", date(2026, 4, 2)),
        ("05 Sept. 2024", date(2024, 9, 5)),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, day: date) -> None:
    assert [found.day for found in dates_in(fold(text))] == [day]


@pytest.mark.parametrize("text", ["31 février 2026", "99/99/2026", "0 806 001 620", "R. 431-2"])
def test_what_is_no_date_gives_none(text: str) -> None:
    assert dates_in(fold(text)) == []


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("dans un délai de quinze jours", 15),
        ("sous 48 heures", 2),
        ("un mois", 30),
        ("deux (2) mois", 60),
        ("soon", None),
    ],
)
def test_a_delay_is_counted_in_days(text: str, delay: int | None) -> None:
    assert delay_in(fold(text)) == (timedelta(days=delay) if delay else None)
