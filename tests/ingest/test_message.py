"""What a message says, in parts."""

from pathlib import Path

import pytest

from dossier.errors import DocumentError
from dossier.mail import MessageHead
from ingest.formats import Format
from ingest.letter import Body, Letter
from ingest.message import message_parts, open_letter, says_something, shown_text
from tests.ingest.raw_mail import mail

WORDS = "nous vous invitons à déposer votre dossier par voie postale avant le trois mars prochain " * 3


def _letter(*bodies: Body) -> Letter:
    return Letter(head=MessageHead(), bodies=bodies)


def test_html_is_what_people_see() -> None:
    assert shown_text(Body(plain="autre chose", html="<p>vu</p>")) == "vu"


def test_a_plain_text_that_says_much_more_is_kept() -> None:
    assert shown_text(Body(plain=WORDS, html="<p>Votre lecteur ne montre pas ce message.</p>")) == WORDS


def test_bodies_follow_each_other() -> None:
    assert message_parts(_letter(Body(plain="un"), Body(html="<p>deux</p>"))) == ("un\n\ndeux",)


@pytest.mark.parametrize(
    "text",
    ["", "\n \n", "Envoyé de mon iPhone", "Sent from my Galaxy", "-- \n", "Télécharger Outlook pour iOS", "\u200b"],
)
def test_nothing_said_is_no_part(text: str) -> None:
    assert not says_something(text)
    assert message_parts(_letter(Body(plain=text))) == ()


def test_a_forward_without_a_word_keeps_its_place_at_one() -> None:
    parts = message_parts(_letter(Body(plain="Envoyé de mon iPhone\n\nDe : CCC\nEnvoyé : lundi\nObjet : x\n\nMadame")))
    assert parts[0] == ""
    assert parts[1].endswith("Madame")


def test_a_message_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(mail("\nBonjour"))
    letter = open_letter(tmp_path / "m", Format.MESSAGE)
    assert letter.head.subject == "Demande"
    assert message_parts(letter) == ("Bonjour",)


def test_what_is_no_message_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        open_letter(tmp_path / "m", Format.PDF)
