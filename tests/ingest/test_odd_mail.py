"""Mail of every program: who wrote it, what they said themselves and what they pass on."""

import base64
from pathlib import Path

import pytest

from dossier.settings import Limits
from ingest.message import message_parts
from ingest.mime import open_mime
from ingest.unfold import unfold
from tests.ingest.odd_mail import BULK, BY_MACHINES, CCC, OWN, QUOTING
from tests.ingest.raw_mail import mail, pdf, picture


def _said(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("program", QUOTING)
def test_own_words_stand_apart_from_what_somebody_else_said(program: str) -> None:
    own, *others = message_parts(open_mime(QUOTING[program]))
    assert OWN in _said(own)
    assert CCC not in _said(own)
    assert CCC in _said(" ".join(others))
    assert OWN not in _said(" ".join(others))


@pytest.mark.parametrize("program", QUOTING)
def test_who_wrote_it_is_known(program: str) -> None:
    head = open_mime(QUOTING[program]).head
    assert (head.sender, head.sender_name, head.recipients) == ("awa@example.org", "Awa Sarr", ("pref@example.org",))
    assert not head.auto
    assert not head.bulk


@pytest.mark.parametrize("kind", BY_MACHINES)
def test_machines_are_known(kind: str) -> None:
    assert open_mime(BY_MACHINES[kind]).head.auto


@pytest.mark.parametrize("kind", BULK)
def test_bulk_is_known(kind: str) -> None:
    assert open_mime(BULK[kind]).head.bulk


def _part(kind: str, name: str, content: bytes, more: str = "Content-Disposition: attachment") -> str:
    packed = base64.encodebytes(content).decode()
    return f"Content-Type: {kind}; name={name}\n{more}; filename={name}\nContent-Transfer-Encoding: base64\n\n{packed}"


def test_a_scanner_s_mail_is_its_scan(tmp_path: Path) -> None:
    text = "Content-Type: text/plain; charset=us-ascii\n\nScanned from a Xerox Multifunction Printer."
    body = f"--x\n{text}\n--x\n{_part('application/octet-stream', 'DOC020326.pdf', pdf(3))}\n--x--\n"
    (tmp_path / "m").write_bytes(mail(f"X-Mailer: WorkCentre\nContent-Type: multipart/mixed; boundary=x\n\n{body}"))
    message, scan = unfold(tmp_path / "m", "m.eml", tmp_path / "w", Limits())
    assert (scan.name, scan.media_type, scan.decoration) == ("DOC020326.pdf", "application/pdf", False)
    assert message.head is not None


def test_signature_logos_and_trackers_decorate_and_a_photo_in_the_text_does_not(tmp_path: Path) -> None:
    html = '<p>Bonjour</p><img src="cid:logo"><img src="cid:pixel"><img src="cid:photo">'
    shown = "Content-ID: <{}>\nContent-Disposition: inline"
    parts = (
        f"Content-Type: text/html\n\n{html}",
        _part("image/png", "image001.png", picture(180, 60), shown.format("logo")),
        _part("image/gif", "p.gif", picture(1, 1, "GIF", "L"), shown.format("pixel")),
        _part("image/jpeg", "IMG_1.jpeg", picture(1200, 1600, "JPEG"), shown.format("photo")),
    )
    body = "".join(f"--x\n{part}\n" for part in parts)
    (tmp_path / "m").write_bytes(mail(f"Content-Type: multipart/related; boundary=x\n\n{body}--x--\n"))
    files = unfold(tmp_path / "m", "m.eml", tmp_path / "w", Limits())[1:]
    assert {file.name: file.decoration for file in files} == {"image001.png": True, "p.gif": True, "IMG_1.jpeg": False}


def test_a_mac_s_doubles_are_no_faults(tmp_path: Path) -> None:
    fork = bytes.fromhex("0005160700020000") + b"\0" * 80
    parts = (_part("application/applefile", "a.pdf", fork), _part("application/pdf", "a.pdf", pdf()))
    body = "".join(f"--x\n{part}\n" for part in parts) + "--x--\n"
    (tmp_path / "m").write_bytes(mail(f"Content-Type: multipart/appledouble; boundary=x\n\n{body}"))
    files = unfold(tmp_path / "m", "m.eml", tmp_path / "w", Limits())
    assert [(file.name, file.fault) for file in files[1:]] == [("a.pdf", None), ("a (2).pdf", None)]
