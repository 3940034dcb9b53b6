import json
from dataclasses import replace
from pathlib import Path

from bench.quality.endings import Kind, endings_of
from bench.quality.figures import figures_of
from bench.quality.made import Item
from bench.quality.pairs import pairs_of
from bench.quality.parts import message_parts
from dossier.courrier import Courrier
from dossier.errors import Fault
from dossier.ids import lot_id, pli_id
from dossier.mail import Nature
from dossier.quarantine import Quarantine
from specimens import filing
from storage.manifest import courrier_bytes, dossier_bytes, reason_bytes
from tests.bench.quality.fake import HASH, NOON, SCANNED, dossier_of, originals_of


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_dossier_on_disk_is_judged_as_it_was_written(tmp_path: Path) -> None:
    manifest = dossier_bytes(dossier_of(SCANNED))
    write(tmp_path / "out/dossiers" / f"d-{pli_id(HASH)[2:]}" / "dossier.json", manifest)
    item = Item(group="a clean", path="33/000/scan.pdf", sha256=HASH, truths=(SCANNED,))
    (pair,) = pairs_of([item], tmp_path)
    assert (pair.ending.kind, pair.ending.originals) == (Kind.DOSSIER, originals_of(SCANNED))
    figures = figures_of([pair])
    assert (figures.cutting.f1, figures.types.accuracy.value, figures.recevabilite.recall.value) == (1.0, 1.0, 1.0)


def test_letters_and_quarantine_are_read(tmp_path: Path) -> None:
    pli = replace(dossier_of(SCANNED).plis[0], nature=Nature.INDESIRABLE)
    write(tmp_path / "courriers" / pli_id(HASH) / "courrier.json", courrier_bytes(Courrier(pli=pli)))
    (ending,) = endings_of(HASH, tmp_path)
    assert (ending.kind, ending.nature, ending.originals[0].pages) == (Kind.COURRIER, Nature.INDESIRABLE, 6)
    other = "1" * 64
    fault = Fault(original="a.pdf", key="quarantine/a.pdf", code="fichier_vide", message="Ce fichier est vide.")
    reason = reason_bytes(Quarantine(pli=pli_id(other), received_at=NOON, faults=(fault,)))
    write(tmp_path / "quarantine" / pli_id(other) / "reason.json", reason)
    (ending,) = endings_of(other, tmp_path)
    assert (ending.kind, ending.codes) == (Kind.QUARANTINE, ("fichier_vide",))


def test_a_lot_ends_as_its_plis(tmp_path: Path) -> None:
    write(tmp_path / "lots" / lot_id(HASH) / "lot.json", json.dumps({"plis": ["p-a", "p-b"]}).encode())
    write(tmp_path / "dossiers/d-b/dossier.json", dossier_bytes(dossier_of(SCANNED)))
    assert [ending.kind for ending in endings_of(HASH, tmp_path)] == [Kind.DOSSIER]


def test_nothing_written_is_no_ending(tmp_path: Path) -> None:
    assert endings_of(HASH, tmp_path) == []


def test_a_forwarded_message_shows_its_parts_in_order(tmp_path: Path) -> None:
    specimen = filing("attestation_transferee", "parts", by="eml", clean=True, packing="each", size=2)
    path = tmp_path / specimen.file.name
    path.write_bytes(specimen.file.data)
    parts = message_parts(path)
    assert sorted(set(parts[specimen.file.name])) == [0, 1]
