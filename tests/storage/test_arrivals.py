"""Further arrivals of a file that is filed already."""

import json
from datetime import timedelta

from dossier.filing import Cause
from dossier.mail import Arrival
from storage.arrivals import courrier_with_arrivals, with_arrivals
from storage.manifest import PARIS, courrier_bytes
from storage.schema import validate
from tests.storage.samples import NOON, a_courrier, a_dossier, a_pli

FIRST = Arrival(name="scan.pdf", received_at=NOON)
AGAIN = Arrival(name="copie.pdf", received_at=NOON + timedelta(days=3))


def test_a_new_arrival_makes_the_next_revision_in_which_nothing_else_changes() -> None:
    before, now = a_dossier(), NOON + timedelta(days=4)
    after = with_arrivals(before, a_pli().id, [FIRST, AGAIN], now)
    assert after is not None
    assert (after.revision, after.cause, after.created_at) == (2, Cause.CORRECTION, now)
    assert after.plis[0].arrivals == (FIRST, AGAIN)
    assert (after.findings, after.stored_pieces, after.numero) == (before.findings, before.stored_pieces, before.numero)
    assert with_arrivals(after, a_pli().id, [AGAIN, FIRST], now) is None


def test_arrivals_are_told_apart_to_the_second_as_manifests_tell_them() -> None:
    sooner = Arrival(name="scan.pdf", received_at=NOON + timedelta(microseconds=400))
    assert with_arrivals(a_dossier(), a_pli().id, [sooner], NOON) is None


def test_two_arrivals_of_one_name_and_second_are_two() -> None:
    after = with_arrivals(a_dossier(), a_pli().id, [FIRST, FIRST], NOON)
    assert after is not None
    assert after.plis[0].arrivals == (FIRST, FIRST)


def test_a_courrier_takes_arrivals_too() -> None:
    after = courrier_with_arrivals(courrier_bytes(a_courrier()), [FIRST, AGAIN], PARIS)
    assert after is not None
    document = json.loads(after)
    validate(document, "courrier")
    assert [arrival["name"] for arrival in document["arrivals"]] == ["scan.pdf", "copie.pdf"]
    assert courrier_with_arrivals(after, [AGAIN, FIRST], PARIS) is None


def test_arrivals_of_another_pli_are_not_mixed_in() -> None:
    assert with_arrivals(a_dossier(), "p-another", [AGAIN], NOON) is None
