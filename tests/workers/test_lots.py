"""A scan with separator sheets: one pli an envelope, no page lost, the lot stored once."""

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ingest.separators import print_sheets
from tests.classify.builders import PEOPLE, Somebody
from tests.workers.mail import ATTESTATION, COVER
from workers.batch import Done, Door, find_files, process_all, receptions
from workers.reception import Tools

LOT = "K7Q2XN4B"
DAY = date(2026, 11, 16)
Sheet = Callable[[Path], None]


def _lot(folder: Path, parts: Sequence[bytes | Sheet | None]) -> Path:
    """A scan of these letters and sheets in order; None stands for a separator sheet."""
    with pikepdf.new() as lot:
        for number, part in enumerate(parts):
            path = folder / f"part-{number}.pdf"
            if isinstance(part, bytes):
                path.write_bytes(part)
            else:
                (part or separator)(path)
            with pikepdf.open(path) as pdf:
                lot.pages.extend(pdf.pages)
        (folder / "mail").mkdir()
        lot.save(folder / "mail" / "scan-0042.pdf")
    return folder / "mail"


def separator(path: Path) -> None:
    print_sheets(path, 1, None)


def cover(expected: int, day: date = DAY) -> Sheet:
    return lambda path: print_sheets(path, 0, expected, arrived_on=day, lot=LOT)


def _processed(folder: Path, tools: Tools, door: Door | None = None) -> tuple[Done, list[Any]]:
    """What ``pli process`` makes of the one scan in ``folder``: what it reports, and the manifests."""
    files = find_files([folder], excluded=folder.parent / "out")
    [done] = process_all(receptions(files, door or Door()), tools, 2, lambda done: None)
    return done, [json.loads(tools.store.get_bytes(key)) for key in done.manifests]


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


def test_the_cover_sheet_dates_its_envelopes_and_its_count_is_compared(
    tmp_path: Path, tools: Tools, letter: Callable[..., bytes]
) -> None:
    folder = _lot(tmp_path, [letter(COVER), cover(3), letter(ATTESTATION), None, letter(COVER, ATTESTATION)])
    done, manifests = _processed(folder, tools)
    plis = [manifest["plis"][0] for manifest in manifests]
    assert [pli["received_at_source"] for pli in plis] == ["file", "batch_sheet", "batch_sheet"]
    assert [pli["received_at"] for pli in plis[1:]] == ["2026-11-16T00:00:00+01:00"] * 2
    assert [(lot.lot, lot.found, lot.expected) for lot in done.lots] == [(LOT, 2, 3)]
    [key] = [key for key in tools.store.keys("lots/") if key.endswith("lot.json")]
    [batch] = json.loads(tools.store.get_bytes(key))["batches"]
    assert (batch["count_differs"], batch["found"], batch["expected"]) == (True, 2, 3)
    again, _ = _processed(folder, tools)
    assert again.lots == done.lots


def test_a_count_that_agrees_is_no_news(tmp_path: Path, tools: Tools, letter: Callable[..., bytes]) -> None:
    done, manifests = _processed(_lot(tmp_path, [cover(2), letter(ATTESTATION), None, letter(COVER)]), tools)
    assert (len(manifests), done.lots) == (2, ())


@pytest.mark.parametrize(
    ("day", "scanned", "said"),
    [
        (DAY, datetime(2026, 11, 16, 10, 30, tzinfo=UTC), ("batch_sheet", "2026-11-16T11:30:00+01:00")),
        (DAY, datetime(2000, 1, 1, tzinfo=UTC), ("batch_sheet", "2026-11-16T00:00:00+01:00")),
        (date(2026, 11, 23), datetime(2026, 11, 21, 8, tzinfo=UTC), ("file", "2026-11-21T09:00:00+01:00")),
    ],
)
def test_the_day_on_the_cover_sheet_is_believed_unless_it_has_not_come(
    tools: Tools, letter: Callable[..., bytes], day: date, scanned: datetime, said: tuple[str, str], *, tmp_path: Path
) -> None:
    folder = _lot(tmp_path, [cover(1, day), letter(ATTESTATION)])
    os.utime(folder / "scan-0042.pdf", (scanned.timestamp(), scanned.timestamp()))
    _, [manifest] = _processed(folder, tools)
    [pli] = manifest["plis"]
    assert (pli["received_at_source"], pli["received_at"]) == said


def test_the_day_given_by_hand_goes_before_the_cover_sheet_s(
    tmp_path: Path, tools: Tools, letter: Callable[..., bytes]
) -> None:
    given = datetime(2026, 11, 12, tzinfo=UTC)
    folder = _lot(tmp_path, [cover(1), letter(ATTESTATION)])
    _, [manifest] = _processed(folder, tools, Door(received_on=given))
    assert manifest["plis"][0]["received_at_source"] == "agent"


def test_a_document_that_lay_on_a_separator_is_seen(tmp_path: Path, tools: Tools, letter: Callable[..., bytes]) -> None:
    def covered(path: Path) -> None:
        sheet, document = path.with_suffix(".sheet"), path.with_suffix(".document")
        print_sheets(sheet, 1, None)
        document.write_bytes(letter(f'<div style="margin-top: 11cm">{ATTESTATION}</div>'))
        with pikepdf.open(sheet) as under, pikepdf.open(document) as over:
            under.pages[0].add_overlay(over.pages[0], None)
            under.save(path)

    _, manifests = _processed(_lot(tmp_path, [letter(COVER), covered, letter(COVER)]), tools)
    assert [manifest["plis"][0]["lot"]["first_page"] for manifest in manifests] == [1, 2]
    assert manifests[1]["pieces"][0]["pages"][0]["page"] == 1
    assert "attestation_ccc" in {piece["type"] for piece in manifests[1]["pieces"]}


def _filing_of(person: Somebody) -> list[str]:
    return [person.lettre, ATTESTATION.replace("Awa Camara", f"{person.prenoms} {person.nom}"), person.formulaire]


def test_two_persons_in_one_envelope_are_flagged(tmp_path: Path, tools: Tools, letter: Callable[..., bytes]) -> None:
    """A separator that was drawn in together with another sheet: nobody sees it, and two filings are one pli."""
    pages = [
        f'<div style="white-space: pre-line">{text}</div>'
        for who in ("nguyen", "benali")
        for text in _filing_of(PEOPLE[who])
    ]
    folder = _lot(tmp_path, [None, *(letter(page) for page in pages)])
    _, [manifest] = _processed(folder, tools)
    assert "plusieurs_personnes" in [reason["code"] for reason in manifest["recevabilite"]["reasons"]]
    assert manifest["recevabilite"]["outcome"] == "a_verifier"


def test_blank_backs_are_skipped_and_stay_in_the_original(
    tmp_path: Path, tools: Tools, letter: Callable[..., bytes]
) -> None:
    """Duplex: the back of the separator is the separator's, that of a letter stays listed."""
    blank = letter("<p>&nbsp;</p>")
    folder = _lot(tmp_path, [None, blank, letter(ATTESTATION), blank, letter(COVER), blank, None, blank, letter(COVER)])
    _, manifests = _processed(folder, tools)
    first = manifests[0]
    assert [(one["page"], one["why"]) for one in first["skipped_pages"]] == [(2, "blank"), (4, "blank")]
    assert first["plis"][0]["originals"][0]["pages"] == 4
    with pikepdf.open(BytesIO(tools.store.get_bytes(first["plis"][0]["originals"][0]["key"]))) as kept:
        assert len(kept.pages) == 4
    assert manifests[1]["plis"][0]["lot"]["first_page"] == 9
