"""Many doors, workers and relays at once, on either database."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from dossier.errors import WeatherError
from storage.register import models
from storage.register.ledger import (
    begin_attempt,
    find_tampering,
    mark_sent,
    record_filing,
    reserve_numero,
    unsent,
)
from tests.storage.samples import a_dossier, arrived

T = TypeVar("T")
THREADS = 8


def together(job: Callable[[int], T], times: int) -> list[T]:
    """The results of ``job(0..times-1)``, run on several threads, each with its own connection."""

    def one(number: int) -> T:
        try:
            return job(number)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(times)))


def test_doors_that_receive_the_same_file_register_it_once(any_register: str) -> None:
    together(lambda _: arrived("same.pdf"), 24)
    assert models.Pli.objects.count() == models.Arrival.objects.count() == models.Outbox.objects.count() == 1


def test_a_filing_told_by_many_workers_is_one_filing(any_register: str) -> None:
    pli = arrived()
    told = together(lambda _: record_filing(pli, a_dossier(), manifest="m"), 16)
    assert Counter(told) == {True: 1, False: 15}
    assert models.Outbox.objects.filter(actor="recevoir_dossier").count() == 1


def test_of_many_workers_one_has_the_pli_in_hand(any_register: str) -> None:
    pli = arrived()

    def begin(number: int) -> str:
        try:
            return "begun" if begin_attempt(pli, holder=f"w{number}") else "ended"
        except WeatherError:
            return "in other hands"

    assert Counter(together(begin, 20)) == {"begun": 1, "in other hands": 19}
    assert models.Pli.objects.get().attempts == 1
    assert list(find_tampering()) == []


def test_no_number_is_given_twice_and_none_is_left_out(any_register: str) -> None:
    given = together(lambda n: reserve_numero(f"d-{n % 20}", prefecture="33", year=2026), 40)
    assert sorted(set(given)) == [f"2026-{n:06}" for n in range(1, 21)]


def test_relays_share_the_outbox_without_sending_anything_twice(any_register: str) -> None:
    for number in range(60):
        arrived(f"{number}.pdf")

    def relay(_: int) -> list[int]:
        mine = [message.id for message in unsent(5)]
        mark_sent(mine)
        return mine

    sent = [id_ for batch in together(relay, 16) for id_ in batch]
    assert len(sent) == len(set(sent)) == 60
    assert not models.Outbox.objects.filter(sent_at=None).exists()
