import json
from pathlib import Path
from typing import Any

import pytest
from weasyprint import HTML

from bench.train.corrections import corrected_pages
from bench.train.types import corrected

RIB, BILL = "RELEVÉ D'IDENTITÉ BANCAIRE IBAN FR76 3000 4000", "Votre facture d'électricité"


def revision(cause: str, *types: str) -> dict[str, Any]:
    """A pièce a page, all of one original."""
    pieces = [
        {"rank": n, "type": type_, "key": f"dossiers/d-1/pieces/{n:02}.pdf",
         "pages": [{"original": 0, "page": n, "rotation": 0}]}
        for n, type_ in enumerate(types, start=1)
    ]  # fmt: skip
    return {"id": "d-1", "cause": cause, "pieces": pieces}


def store(folder: Path, *revisions: dict[str, Any]) -> Path:
    dossier = folder / "dossiers" / "d-1"
    for part in ("revisions", "pieces"):
        (dossier / part).mkdir(parents=True)
    for number, content in enumerate(revisions, start=1):
        (dossier / "revisions" / f"{number}.json").write_text(json.dumps(content))
    (dossier / "dossier.json").write_text(json.dumps(revisions[-1]))
    for number, text in enumerate((RIB, BILL), start=1):
        HTML(string=f"<p>{text}</p>").write_pdf(dossier / "pieces" / f"{number:02}.pdf")
    return folder


def test_a_page_that_an_agent_gave_another_type_teaches_that_type(tmp_path: Path) -> None:
    kept = store(tmp_path, revision("filing", "releve_bancaire", "justificatif_domicile"),
                 revision("correction", "rib", "justificatif_domicile"))  # fmt: skip
    ((text, type_, dossier),) = corrected_pages(kept)
    assert (" ".join(text.split()), type_, dossier) == (RIB, "rib", "d-1")
    (example,) = corrected(kept)
    assert (example.label, example.group) == ("rib", "d-1")


@pytest.mark.parametrize("cause", ["complement", "rereading", "decision"])
def test_what_another_reading_changed_teaches_nothing(tmp_path: Path, cause: str) -> None:
    kept = store(tmp_path, revision("filing", "releve_bancaire", "autre"), revision(cause, "rib", "autre"))
    assert list(corrected_pages(kept)) == []


def test_a_correction_of_another_kind_teaches_nothing(tmp_path: Path) -> None:
    kept = store(tmp_path, revision("filing", "rib", "autre"), revision("correction", "rib", "autre"))
    assert list(corrected_pages(kept)) == []


def test_a_corrected_page_teaches_what_it_is_at_last(tmp_path: Path) -> None:
    kept = store(tmp_path, revision("filing", "autre", "autre"), revision("correction", "releve_bancaire", "autre"),
                 revision("correction", "rib", "autre"))  # fmt: skip
    assert [type_ for _, type_, _ in corrected_pages(kept)] == ["rib"]
