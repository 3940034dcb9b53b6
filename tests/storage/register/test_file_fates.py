"""What received files are by now: a lot is as far as the worst of its plis."""

import pytest

from dossier.errors import Fault
from dossier.mail import LotRange
from dossier.quarantine import Quarantine
from storage.register.ledger import CutPli, file_fates, record_division, record_quarantine
from storage.register.transitions import Status
from tests.storage.samples import NOON, arrived

pytestmark = pytest.mark.usefixtures("register")


def test_a_file_waits_until_all_of_it_is_read() -> None:
    lot = arrived("lot.pdf")
    assert [(fate.pli, fate.status) for fate in file_fates([lot, "p-unknown"])] == [(lot, Status.WAITING)]
    where = LotRange(id="l-lot", position=1, first_page=2, last_page=3)
    cut = CutPli(id="p-cut", lot=where, sha256="c" * 64, key="plis/p-cut/c.pdf", name="c.pdf", size_bytes=1)
    record_division(lot, [cut], pages=3, job=None)
    assert [fate.status for fate in file_fates([lot])] == [Status.WAITING]
    fault = Fault(original="c.pdf", key="quarantine/p-cut/c.pdf", code="illisible", message="Illisible.")
    record_quarantine(Quarantine(pli="p-cut", received_at=NOON, faults=(fault,)))
    assert [(fate.status, fate.message) for fate in file_fates([lot])] == [(Status.QUARANTINE, "Illisible.")]
