"""What is kept of DKIM signatures: of the message as received, and of those attached to it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from dossier.errors import OurError
from dossier.ids import pli_id
from dossier.mail import Arrival, DateSource
from tests.ingest.signed_mail import MESSAGE, NAME, by_hand, record, signed
from tests.servers.nameserver import Nameserver
from tests.workers.conftest import NOW
from workers.pipeline import process
from workers.reception import RECEIVED, Reception, Tools
from workers.signatures import open_signatures

KEY = generate_private_key(65537, 2048)
VERIFIED = {"state": "passed", "domain": "ants.gouv.fr", "aligned": True, "fault": None}
UNKNOWN = {"state": "not_checked", "domain": None, "aligned": False, "fault": None}
NONE = {"state": "absent", "domain": None, "aligned": False, "fault": None}


@pytest.fixture
def nameserver() -> Iterator[Nameserver]:
    with Nameserver() as server:
        server.publish(NAME, record(KEY))
        yield server


def forwarding(attached: bytes) -> bytes:
    """A filing whose sender attached a message of somebody else's as a message of its own, byte for byte."""
    head = (
        "From: Awa Camara <awa.camara@example.org>\r\nTo: pref-sejour@gironde.example.org\r\nSubject: Ma demande\r\n"
        "Date: Mon, 16 Nov 2026 08:12:00 +0100\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="cut"\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\n'
        "Bonjour, je demande un titre de sejour. Ci-joint le message du centre de contact.\r\n--cut\r\n"
        'Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename="ccc.eml"\r\n\r\n'
    )
    return head.encode() + attached + b"\r\n--cut--\r\n"


def filed(content: bytes, tools: Tools, folder: Path) -> dict[str, Any]:
    """The one pli of the manifest."""
    path = folder / RECEIVED
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    arrival = Arrival(name="message.eml", received_at=NOW)
    reception = Reception(
        id=pli_id(sha256), path=path, name="message.eml", sha256=sha256, received_at=NOW,
        received_at_source=DateSource.IMAP, arrivals=(arrival,),
    )  # fmt: skip
    process(reception, tools, folder)
    keys = (key for area in ("dossiers/", "courriers/") for key in tools.store.keys(area))
    (key,) = (key for key in keys if key.endswith(("/dossier.json", "/courrier.json")))
    document = json.loads(tools.store.get_bytes(key))
    (pli,) = document.get("plis", [document])
    return dict(pli)


def asking(tools: Tools, nameserver: Nameserver) -> Tools:
    return replace(tools, signatures=open_signatures(f"{nameserver.address}:{nameserver.port}"))


@pytest.mark.parametrize("form", ["simple", "relaxed"])
def test_an_attached_message_of_the_ccc_can_be_verified(
    form: str, nameserver: Nameserver, tools: Tools, tmp_path: Path
) -> None:
    letter = signed(MESSAGE, KEY, tmp_path, "--hcanon", form)
    pli = filed(forwarding(letter), asking(tools, nameserver), tmp_path)
    assert pli["dkim"] == NONE
    assert [(one["name"], one["dkim"]) for one in pli["originals"]] == [
        ("message.eml", None),
        ("ccc.eml", VERIFIED),
    ]


def test_the_message_as_received_is_verified_too(nameserver: Nameserver, tools: Tools, tmp_path: Path) -> None:
    pli = filed(signed(MESSAGE, KEY, tmp_path), asking(tools, nameserver), tmp_path)
    assert pli["dkim"] == VERIFIED


def test_nobody_is_asked_unless_the_settings_say_so(nameserver: Nameserver, tools: Tools, tmp_path: Path) -> None:
    pli = filed(by_hand(KEY), tools, tmp_path)
    assert pli["dkim"] == UNKNOWN
    assert nameserver.asked == []


def test_a_scan_has_no_signature(tools: Tools, tmp_path: Path, letter: Any) -> None:
    pli = filed(letter("<p>Bonjour, je dépose ma demande de titre de séjour.</p>"), tools, tmp_path)
    assert pli["dkim"] is None
    assert [one["dkim"] for one in pli["originals"]] == [None]


@pytest.mark.parametrize("server", ["", "ns.example.org", "10.0.0.1:x", "https://10.0.0.1/dns-query", "10.0.0.1:99999"])
def test_a_dns_server_that_cannot_be_one_is_refused(server: str) -> None:
    with pytest.raises(OurError):
        open_signatures(server)


@pytest.mark.parametrize("server", ["system", "10.0.0.1", "10.0.0.1:5353", "::1", "[2001:db8::1]:53"])
def test_a_dns_server_is_named_by_its_address(server: str) -> None:
    assert open_signatures(server) is not None
