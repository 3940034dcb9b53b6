"""By which channels a préfecture takes filings: one that came another way says so in its manifest."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dossier.ids import pli_id
from dossier.mail import Arrival, Channel, DateSource
from tests.workers.conftest import NOW
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools

MESSAGE = (
    b"From: Awa Camara <awa.camara@example.org>\r\nTo: pref-sejour@gironde.example.org\r\nSubject: Ma demande\r\n"
    b"Date: Mon, 16 Nov 2026 08:12:00 +0100\r\n\r\n"
    b"Bonjour, je demande un titre de sejour, mon dossier est joint.\r\n"
)


@pytest.mark.parametrize(("channel", "said"), [(Channel.POST, True), (Channel.EMAIL, False)])
def test_a_filing_by_a_channel_that_is_not_open_says_so(
    tools: Tools, tmp_path: Path, channel: Channel, said: bool
) -> None:
    path = tmp_path / RECEIVED
    path.write_bytes(MESSAGE)
    sha256 = hashlib.sha256(MESSAGE).hexdigest()
    reception = Reception(
        id=pli_id(sha256), path=path, name="message.eml", sha256=sha256, received_at=NOW,
        received_at_source=DateSource.IMAP, arrivals=(Arrival(name="message.eml", received_at=NOW),),
    )  # fmt: skip
    process(reception, replace(tools, channels=frozenset({channel})), tmp_path)
    (key,) = (key for key in tools.store.keys("dossiers/") if key.endswith("/dossier.json"))
    reasons = json.loads(tools.store.get_bytes(key))["recevabilite"]["reasons"]
    assert ("canal_non_autorise" in [reason["code"] for reason in reasons]) is said
