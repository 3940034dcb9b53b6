"""A pièce that cannot be copied costs nothing but its copy: the pli is filed, and an agent told."""

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from storage.register.models import Pli
from storage.schema import validate
from tests.workers import faulty
from tests.workers.mail import ATTESTATION, COVER
from tests.workers.office import Letter, Office, the_dossier

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture(autouse=True)
def _no_copy_of_the_attestation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.pieces._build", faulty.build_badly)


def _text_of(office: Office, piece: dict[str, Any]) -> str:
    with pdfium.PdfDocument(office.tools.store.get_bytes(piece["key"])) as pdf:
        assert len(pdf) == len(piece["pages"])
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def _reason(office: Office, pli: str) -> dict[str, Any]:
    reason: dict[str, Any] = json.loads(office.tools.store.get_bytes(f"quarantine/{pli}/reason.json"))
    validate(reason, "reason")
    return reason


def test_its_pages_stand_in_it_as_pictures_with_their_words(office: Office, letter: Letter) -> None:
    pli = office.read(letter(COVER, ATTESTATION), "scan.pdf")
    manifest = office.manifest(the_dossier())
    assert manifest["recevabilite"]["outcome"] == "recevable", "what was read is judged as it was read"
    [attestation] = [piece for piece in manifest["pieces"] if piece["type"] == "attestation_ccc"]
    assert "centre de contact citoyens" in _text_of(office, attestation)
    with pikepdf.open(io.BytesIO(office.tools.store.get_bytes(attestation["key"]))) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [1]
    row = Pli.objects.get(id=pli)
    assert (row.status, row.fault_code) == ("filed", "piece_en_image")
    assert f"La pièce {attestation['rank']} (Attestation" in str(row.fault_message)
    [error] = _reason(office, pli)["errors"]
    assert (error["original"], error["key"], error["code"]) == ("scan.pdf", row.key, "piece_en_image")


def test_where_even_drawing_ends_badly_its_pages_say_where_they_are(
    office: Office, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.pieces._stand_in", faulty.draw_badly)
    pli = office.read(letter(COVER, ATTESTATION), "scan.pdf")
    [attestation] = [piece for piece in office.manifest(the_dossier())["pieces"] if piece["type"] == "attestation_ccc"]
    assert "conservé tel quel : page 2" in _text_of(office, attestation)
    assert Pli.objects.get(id=pli).fault_code == "piece_non_reproduite"


def test_a_late_pli_joins_its_dossier_and_its_own_files_are_named(office: Office, filing: bytes, late: bytes) -> None:
    opener, pli = office.read(filing, "1.eml"), office.read(late, "2.eml")
    assert office.manifest(the_dossier())["revision"] == 2
    [error] = _reason(office, pli)["errors"]
    assert (error["original"], error["code"]) == ("attestation.pdf", "piece_en_image")
    assert Pli.objects.get(id=opener).fault_code is None


def test_its_reason_stays_when_the_pli_is_handled_again(office: Office, letter: Letter, tmp_path: Path) -> None:
    pli = office.read(letter(COVER, ATTESTATION), "scan.pdf")
    office.handler.handle(pli)
    assert _reason(office, pli)["errors"]
