"""A scan with separator sheets: one pli an envelope, no page lost, the lot stored once."""

import json
from collections.abc import Callable
from pathlib import Path

import pikepdf

from ingest.separators import print_sheets
from tests.workers.mail import ATTESTATION, COVER
from workers.batch import Door, find_files, process_all, receptions
from workers.reception import Tools


def _lot(folder: Path, parts: list[bytes | None]) -> Path:
    """A scan of these letters in order; None stands for a separator sheet."""
    sheet = folder / "sheet.pdf"
    print_sheets(sheet, 1, None)
    with pikepdf.new() as lot:
        for number, part in enumerate(parts):
            path = folder / f"part-{number}.pdf"
            if part:
                path.write_bytes(part)
            with pikepdf.open(path if part else sheet) as pdf:
                lot.pages.extend(pdf.pages)
        (folder / "mail").mkdir()
        lot.save(folder / "mail" / "scan-0042.pdf")
    return folder / "mail"


def test_each_envelope_of_a_lot_is_a_dossier(tmp_path: Path, tools: Tools, letter: Callable[..., bytes]) -> None:
    folder = _lot(tmp_path, [letter(COVER), None, letter(COVER, ATTESTATION), None, None, letter(ATTESTATION)])
    done = process_all(receptions(find_files([folder], excluded=tmp_path / "out"), Door()), tools, 2, lambda done: None)
    manifests = [json.loads(tools.store.get_bytes(key)) for item in done for key in item.manifests]
    lots = [manifest["plis"][0]["lot"] for manifest in manifests]
    assert [(lot["position"], lot["first_page"], lot["last_page"]) for lot in lots] == [(1, 1, 1), (2, 3, 4), (3, 7, 7)]
    assert [manifest["recevabilite"]["outcome"] for manifest in manifests] == ["irrecevable", "recevable", "recevable"]
    assert len([key for key in tools.store.keys("lots/") if key.endswith("scan-0042.pdf")]) == 1
    again = process_all(
        receptions(find_files([folder], excluded=tmp_path / "out"), Door()), tools, 2, lambda done: None
    )
    assert [item.manifests for item in again] == [item.manifests for item in done]


def test_a_lot_that_arrives_again_under_another_name_brings_all_its_plis_again(
    tmp_path: Path, tools: Tools, letter: Callable[..., bytes]
) -> None:
    folder = _lot(tmp_path, [letter(COVER), None, letter(ATTESTATION)])
    first, again = folder / "scan-0042.pdf", folder / "copie.pdf"
    process_all(receptions([first], Door()), tools, 2, lambda done: None)
    [done] = process_all(receptions([first.rename(again)], Door()), tools, 2, lambda done: None)
    manifests = [json.loads(tools.store.get_bytes(key)) for key in done.manifests]
    names = [[arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] for manifest in manifests]
    assert names == [["scan-0042.pdf", "copie.pdf"]] * 2


def test_a_lot_whose_name_is_as_long_as_a_name_may_be_is_divided(
    tmp_path: Path, tools: Tools, letter: Callable[..., bytes]
) -> None:
    folder = _lot(tmp_path, [letter(COVER), None, letter(ATTESTATION)])
    (folder / "scan-0042.pdf").rename(folder / f"{'é' * 125}.pdf")
    [done] = process_all(receptions(find_files([folder], tmp_path / "out"), Door()), tools, 2, lambda done: None)
    assert done.failure is None
    assert len(done.manifests) == 2


def test_a_scan_of_separators_alone_is_shown_to_a_person(tmp_path: Path, tools: Tools) -> None:
    folder = _lot(tmp_path, [None, None])
    [done] = process_all(
        receptions(find_files([folder], excluded=tmp_path / "out"), Door()), tools, 2, lambda done: None
    )
    assert [fault.code for quarantine in done.quarantines for fault in quarantine.faults] == ["lot_vide"]
