"""Further arrivals of a file that is filed already."""

import json
from datetime import timedelta

from dossier.mail import Arrival
from storage.arrivals import with_arrivals
from storage.manifest import PARIS, courrier_bytes, dossier_bytes, dossier_from_json
from storage.schema import validate
from tests.storage.samples import NOON, a_courrier, a_dossier, a_pli

FIRST = Arrival(name="scan.pdf", received_at=NOON)
AGAIN = Arrival(name="copie.pdf", received_at=NOON + timedelta(days=3))


def test_a_new_arrival_is_added_once_and_nothing_else_changes() -> None:
    before = dossier_bytes(a_dossier())
    after = with_arrivals(before, a_pli().id, [FIRST, AGAIN], PARIS)
    assert after is not None
    assert dossier_from_json(json.loads(after)).plis[0].arrivals == (FIRST, AGAIN)
    assert (
        after.replace(
            b',\n    {\n     "name": "copie.pdf",\n     "received_at": "2026-11-24T13:00:00+01:00"\n    }', b""
        )
        == before
    )
    assert with_arrivals(after, a_pli().id, [AGAIN, FIRST], PARIS) is None


def test_a_courrier_takes_arrivals_too() -> None:
    after = with_arrivals(courrier_bytes(a_courrier()), a_pli().id, [AGAIN], PARIS)
    assert after is not None
    document = json.loads(after)
    validate(document, "courrier")
    assert [arrival["name"] for arrival in document["arrivals"]] == ["scan.pdf", "copie.pdf"]


def test_arrivals_of_another_pli_are_not_mixed_in() -> None:
    assert with_arrivals(dossier_bytes(a_dossier()), "p-another", [AGAIN], PARIS) is None
