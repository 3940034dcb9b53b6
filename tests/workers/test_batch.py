"""Files in, the object layout out: every file ends once, every page stands once, nothing is filed twice."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dossier.mail import Channel
from tests.workers.mail import ATTESTATION, COVER, message
from workers.batch import Done, Door, find_files, process_all, receptions
from workers.reception import Tools
from workers.sandbox import Sandbox

Letter = Callable[..., bytes]


def _ignore(done: Done) -> None:
    del done


def _process(folder: Path, tools: Tools, door: Door | None = None) -> list[Done]:
    return process_all(receptions(find_files([folder], excluded=folder / "out"), door or Door()), tools, 2, _ignore)


def _dossiers(tools: Tools, done: list[Done]) -> list[dict[str, Any]]:
    return [json.loads(tools.store.get_bytes(key)) for item in done for key in item.manifests]


def _pages_of(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    stood = [(page["original"], page["page"]) for piece in manifest["pieces"] for page in piece["pages"]]
    return sorted(stood + [(page["original"], page["page"]) for page in manifest["skipped_pages"]])


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


def test_a_pdf_becomes_a_dossier_with_its_finding_and_its_pieces(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "envoi.pdf").write_bytes(letter(COVER, ATTESTATION))
    [manifest] = _dossiers(tools, _process(mail, tools))
    assert manifest["recevabilite"]["outcome"] == "recevable"
    assert manifest["recevabilite"]["fondement"] == "attestation_ccc"
    assert "impossibilité" in manifest["recevabilite"]["evidence"][0]["quote"]
    assert [piece["type"] for piece in manifest["pieces"]] == ["courrier", "attestation_ccc"]
    assert _pages_of(manifest) == [(0, 1), (0, 2)]
    for piece in manifest["pieces"]:
        with pikepdf.open(BytesIO(tools.store.get_bytes(piece["key"]))) as pdf:
            assert len(pdf.pages) == len(piece["pages"])


def test_a_message_and_its_attachments_are_one_pli(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "a.eml").write_bytes(message(("attestation.pdf", letter(ATTESTATION)), ("abime.pdf", b"%PDF-1.7 abc")))
    [done] = _process(mail, tools)
    [manifest] = _dossiers(tools, [done])
    [pli] = manifest["plis"]
    assert pli["channel"] == "email"
    assert pli["received_at"] == "2026-11-16T08:12:00+01:00"
    assert pli["received_at_source"] == "header"
    assert [(o["name"], o["pages"], o["error"]) for o in pli["originals"]] == [
        ("a.eml", 1, None),
        ("attestation.pdf", 1, None),
        ("abime.pdf", 0, "fichier_illisible"),
    ]
    reason = json.loads(tools.store.get_bytes(f"quarantine/{pli['id']}/reason.json"))
    assert [error["original"] for error in reason["errors"]] == ["abime.pdf"]
    assert tools.store.get_bytes(reason["errors"][0]["key"]) == b"%PDF-1.7 abc"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02garbage" * 40, b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_cannot_be_read_is_kept_untouched_with_a_reason(mail: Path, tools: Tools, content: bytes) -> None:
    (mail / "x.bin").write_bytes(content)
    [done] = _process(mail, tools)
    [quarantine] = done.quarantines
    [fault] = quarantine.faults
    assert tools.store.get_bytes(fault.key) == content
    assert fault.message.endswith(".")


@pytest.mark.parametrize("name", ["reason.json", "parts"])
def test_a_file_named_like_one_of_ours_is_kept_beside_it(mail: Path, tools: Tools, name: str) -> None:
    broken, letter = b"\x00\x01\x02garbage" * 40, message(("abime.pdf", b"%PDF-1.7 abc"))
    (mail / name).write_bytes(broken if name == "reason.json" else letter)
    [done] = _process(mail, tools)
    assert done.failure is None
    kept = {tools.store.get_bytes(key) for key in tools.store.keys("") if key.endswith(f"/_{name}")}
    assert kept == {(mail / name).read_bytes()}


def test_the_same_bytes_twice_are_one_pli_with_both_arrivals(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "un.pdf").write_bytes(letter(COVER))
    shutil.copy2(mail / "un.pdf", mail / "deux.pdf")
    [manifest] = _dossiers(tools, _process(mail, tools))
    assert sorted(arrival["name"] for arrival in manifest["plis"][0]["arrivals"]) == ["deux.pdf", "un.pdf"]


def test_a_second_run_files_nothing_twice(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "un.pdf").write_bytes(letter(COVER))
    (mail / "vide.pdf").write_bytes(b"")
    _process(mail, tools)
    before = {key: tools.store.get_bytes(key) for key in tools.store.keys("")}
    _process(mail, tools)
    assert {key: tools.store.get_bytes(key) for key in tools.store.keys("")} == before


def test_a_new_arrival_of_a_filed_file_is_the_next_revision_of_its_dossier(
    mail: Path, tools: Tools, letter: Letter
) -> None:
    (mail / "un.pdf").write_bytes(letter(COVER))
    [first] = _dossiers(tools, _process(mail, tools))
    folder = f"dossiers/{first['id']}"
    filed = tools.store.get_bytes(f"{folder}/revisions/1.json")
    (mail / "trois.pdf").write_bytes((mail / "un.pdf").read_bytes())
    [second] = _dossiers(tools, _process(mail, tools))
    assert (second["id"], second["revision"], second["cause"]) == (first["id"], 2, "correction")
    assert {arrival["name"] for arrival in second["plis"][0]["arrivals"]} == {"un.pdf", "trois.pdf"}
    assert second["pieces"] == first["pieces"]
    assert tools.store.get_bytes(f"{folder}/revisions/1.json") == filed
    assert tools.store.get_bytes(f"{folder}/revisions/2.json") == tools.store.get_bytes(f"{folder}/dossier.json")


def test_the_same_attachment_twice_in_a_message_is_read_once(mail: Path, tools: Tools, letter: Letter) -> None:
    pdf = letter(ATTESTATION)
    (mail / "a.eml").write_bytes(message(("un.pdf", pdf), ("deux.pdf", pdf)))
    [manifest] = _dossiers(tools, _process(mail, tools))
    assert {"original": 2, "page": 1, "why": "duplicate"} in manifest["skipped_pages"]
    assert _pages_of(manifest) == [(0, 1), (1, 1), (2, 1)]


def test_links_are_not_followed_and_the_output_is_not_read(mail: Path, tmp_path: Path) -> None:
    (mail / "out").mkdir()
    (mail / "out" / "old.pdf").write_bytes(b"x")
    (tmp_path / "elsewhere.pdf").write_bytes(b"x")
    (mail / "link.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    (mail / "real.pdf").write_bytes(b"x")
    assert [path.name for path in find_files([mail], excluded=mail / "out")] == ["real.pdf"]


def test_mail_in_the_output_folder_itself_is_read_and_what_was_written_there_is_not(
    tmp_path: Path, tools: Tools, letter: Letter
) -> None:
    out = tmp_path / "out"
    (out / "un.pdf").write_bytes(letter(COVER))
    door = Door()
    process_all(receptions(find_files([out], excluded=out), door), tools, 2, _ignore)
    assert [path.name for path in find_files([out], excluded=out)] == ["un.pdf"]
    assert list(find_files([out / "dossiers"], excluded=out)) == []


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(mail: Path) -> None:
    (mail / "a.pdf").write_bytes(b"x")
    told: list[OSError] = []
    received = receptions([mail / "gone.pdf", mail / "a.pdf"], Door(), told.append)
    assert [reception.name for reception in received] == ["a.pdf"]
    assert list(find_files([mail / "no-folder"], mail / "out", told.append)) == []
    assert [str(error.filename) for error in told] == [str(mail / "gone.pdf"), str(mail / "no-folder")]


def test_a_name_that_is_no_utf_8_is_read_and_known_again(mail: Path, tools: Tools, letter: Letter) -> None:
    path = mail / os.fsdecode(b"re\xe7u\xff.pdf")
    path.write_bytes(letter(COVER))
    for _ in range(2):
        [manifest] = _dossiers(tools, _process(mail, tools))
        assert [arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] == ["re\ufffdu\ufffd.pdf"]


def test_a_file_that_changes_while_it_is_read_is_no_pli(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "un.pdf").write_bytes(letter(COVER))
    received = receptions([mail / "un.pdf"], Door())
    (mail / "un.pdf").write_bytes(letter(ATTESTATION))
    [done] = process_all(received, tools, 2, _ignore)
    assert "changed" in str(done.failure)
    assert list(tools.store.keys("")) == []


def test_an_interrupted_batch_ends_at_once(mail: Path, tools: Tools, letter: Letter) -> None:
    for number in range(4):
        (mail / f"{number}.pdf").write_bytes(letter(*[f"<p>{number}</p>{COVER}"] * 10) if number else b"")
    files = receptions(find_files([mail], mail / "out"), Door())

    def interrupt(done: Done) -> None:
        raise KeyboardInterrupt

    with Sandbox(1, tools.limits) as sandbox, pytest.raises(KeyboardInterrupt):
        process_all(files, replace(tools, sandbox=sandbox), 2, interrupt)
    assert len([key for key in tools.store.keys("") if key.endswith("dossier.json")]) <= 1


def test_documents_are_judged_by_the_day_that_the_command_line_gives(tools: Tools, mail: Path, letter: Letter) -> None:
    (mail / "a.eml").write_bytes(message(("attestation.pdf", letter(ATTESTATION))))
    door = Door(received_on=datetime(2020, 1, 6, tzinfo=UTC))
    [manifest] = _dossiers(tools, _process(mail, tools, door))
    assert manifest["plis"][0]["received_at_source"] == "agent"
    assert "date_incoherente" in [reason["code"] for reason in manifest["recevabilite"]["reasons"]]


def test_what_the_command_line_says_of_the_channel_wins(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "un.pdf").write_bytes(letter(COVER))
    [manifest] = _dossiers(tools, _process(mail, tools, Door(channel=Channel.EMAIL)))
    assert manifest["plis"][0]["channel"] == "email"


def test_a_pli_of_blank_pages_alone_is_shown_to_a_person(mail: Path, tools: Tools, letter: Letter) -> None:
    (mail / "vide.pdf").write_bytes(letter("", ""))
    [done] = _process(mail, tools)
    assert [fault.code for quarantine in done.quarantines for fault in quarantine.faults] == ["pages_blanches"]
