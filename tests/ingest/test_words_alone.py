"""What a message says, written out without what it carries."""

from pathlib import Path

import pytest

from dossier.errors import DocumentError
from ingest.formats import Format
from ingest.message import open_letter
from ingest.words_alone import write_words_alone
from tests.ingest.raw_mail import mail, pdf, with_files

HTML = "Content-Type: text/html; charset=utf-8\n\n<p>Né à Évry<span style='display:none'>caché</span></p>\n"


@pytest.mark.parametrize(
    "raw",
    [
        with_files({"a.pdf": pdf()}, text="Né à Évry"),
        mail(f"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nNé à Évry\n--b\n{HTML}--b--\n"),
        mail(HTML),
        mail("\nNé à Évry\n--b--\n\n"),
        mail(HTML.replace("utf-8", "iso-8859-1")),
    ],
    ids=["plain", "both", "html", "a boundary in it", "latin"],
)
def test_every_body_is_there_and_nothing_else(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(raw)
    write_words_alone(tmp_path / "in", Format.MESSAGE, tmp_path / "out")
    was, alone = (open_letter(tmp_path / name, Format.MESSAGE) for name in ("in", "out"))
    said = [text.strip() for body in was.bodies for text in (body.plain, body.html) if text]
    assert said
    assert sorted(text.strip() for body in alone.bodies for text in (body.plain, body.html) if text) == sorted(said)
    assert alone.carried == ()
    assert (alone.head.sender, alone.head.subject) == ("awa@example.org", "Demande")


def test_what_is_no_message_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(pdf())
    with pytest.raises(DocumentError):
        write_words_alone(tmp_path / "in", Format.PDF, tmp_path / "out")
