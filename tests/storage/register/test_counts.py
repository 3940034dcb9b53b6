"""received = filed + courriers + waiting + quarantine, whatever happened."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier.errors import OurError
from dossier.recevabilite import Outcome
from storage.register import models
from storage.register.ledger import (
    Tally,
    acknowledge,
    begin_attempt,
    counts,
    mark_sent,
    record_courrier,
    record_division,
    record_filing,
    record_quarantine,
    unsent,
)
from tests.storage.register.test_division import cut
from tests.storage.samples import READ, a_courrier, a_dossier, a_quarantine, arrived


def test_an_empty_register_counts_nothing(any_register: str) -> None:
    nothing = Tally(received=0, filed=0, courriers=0, waiting=0, quarantine=0)
    assert (counts().plis, counts().pages, counts().oldest_waiting) == (nothing, nothing, None)


def test_every_pli_and_page_is_somewhere(any_register: str) -> None:
    for name in ("1", "2", "3", "4", "5"):
        arrived(name)
    record_filing(arrived("1"), a_dossier("1"), manifest="m")
    record_filing(arrived("2"), a_dossier("2", outcome=Outcome.A_VERIFIER), manifest="m")
    record_courrier(a_courrier("3"))
    record_quarantine(a_quarantine("4"), pages=7)
    numbers = counts()
    assert numbers.plis == Tally(received=5, filed=2, courriers=1, waiting=1, quarantine=1)
    assert numbers.pages == Tally(received=16, filed=6, courriers=3, waiting=0, quarantine=7)
    assert (numbers.dossiers.recevable, numbers.dossiers.a_verifier, numbers.dossiers.irrecevable) == (1, 1, 0)
    assert (numbers.handed_over, numbers.unsent) == (0, 7)
    assert numbers.oldest_waiting == models.Pli.objects.get(status="waiting").created_at


def test_hand_overs_count_when_the_broker_has_them(any_register: str) -> None:
    record_filing(arrived("1"), a_dossier("1"), manifest="m")
    mark_sent([message.id for message in unsent(10)])
    assert (counts().handed_over, counts().acknowledged, counts().unsent) == (1, 0, 0)
    acknowledge(a_dossier("1").id, 1)
    assert (counts().handed_over, counts().acknowledged) == (1, 1)


STEPS: dict[str, Callable[[str], object]] = {
    "arrive": arrived,
    "attempt": lambda name: begin_attempt(arrived(name), holder="w"),
    "file": lambda name: record_filing(arrived(name), a_dossier(name), manifest="m"),
    "set_aside": lambda name: record_courrier(a_courrier(name)),
    "quarantine": lambda name: record_quarantine(a_quarantine(name)),
    "divide": lambda name: record_division(arrived(name), [cut(1, 2, 4, name), cut(2, 6, 6, name)], pages=6, job=READ),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from("abc")), max_size=12))
def test_the_sum_is_right_after_any_steps_in_any_order(register: str, steps: list[tuple[str, str]]) -> None:
    for step, name in steps:
        with suppress(OurError):  # a transition that is not allowed: nothing may have happened
            STEPS[step](name)
        for tally in (counts().plis, counts().pages):
            assert tally.received == tally.filed + tally.courriers + tally.waiting + tally.quarantine
        leaves = models.Pli.objects.exclude(status="divided").count()
        assert counts().plis.received == leaves
