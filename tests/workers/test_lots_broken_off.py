"""A lot whose worker is killed while it is cut leaves nothing in the store that nobody knows of."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import structlog

from dossier.errors import OurError
from dossier.ids import dossier_id
from ingest.separators import print_sheets
from storage.directory_store import DirectoryStore
from storage.register.models import Dossier, Pli
from tests.workers.mail import ATTESTATION, COVER
from tests.workers.office import Letter, Office, before_recording
from tests.workers.test_joined_safely import Dying
from workers.handling import Handler

pytestmark = pytest.mark.usefixtures("register")


def _lot(folder: Path, letters: Sequence[bytes]) -> bytes:
    """A scan of these letters with a separator sheet between them."""
    print_sheets(folder / "sheet.pdf", 1, None)
    with pikepdf.new() as lot, pikepdf.open(folder / "sheet.pdf") as sheet:
        for number, letter in enumerate(letters):
            if number:
                lot.pages.extend(sheet.pages)
            with pikepdf.open(io.BytesIO(letter)) as envelope:
                lot.pages.extend(envelope.pages)
        scan = io.BytesIO()
        lot.save(scan, deterministic_id=True)
    return scan.getvalue()


@pytest.fixture
def scan(tmp_path: Path, letter: Letter) -> bytes:
    return _lot(tmp_path, [letter(COVER, ATTESTATION), letter(f"<p>Deux</p>{COVER}")])


def _unknown(office: Office) -> list[str]:
    """The objects that belong to no registered pli or dossier."""
    plis = set(Pli.objects.values_list("id", flat=True))
    dossiers = set(Dossier.objects.values_list("id", flat=True))
    lots = {pli.id for pli in Pli.objects.filter(status="divided")}
    known = {"plis": plis, "courriers": plis, "quarantine": plis, "dossiers": dossiers}
    keys = sorted(office.tools.store.keys(""))
    ends = [key for key in keys if not key.startswith("lots/") and key.split("/")[1] not in known[key.split("/")[0]]]
    return ends if lots else ends + [key for key in keys if key.startswith("lots/")]


def _killed_after(writes: int, office: Office, pli: str, folder: Path) -> bool:
    """Whether the worker died before it was done."""
    try:
        Handler(tools=replace(office.tools, store=Dying(folder / "out", writes)), max_attempts=1).handle(pli)
    except OurError:
        return True
    return False


@pytest.mark.parametrize("writes", (1, 3, 6, 10))
def test_given_up_none_of_its_plis_stays_in_the_store(office: Office, scan: bytes, tmp_path: Path, writes: int) -> None:
    lot = office.receive(scan, "lot.pdf")
    if not _killed_after(writes, office, lot, tmp_path):
        pytest.fail("the lot is written with fewer writes")
    Handler(tools=office.tools, max_attempts=1).handle(lot)
    assert Pli.objects.get().status == "quarantine"
    assert _unknown(office) == []
    assert office.tools.store.exists(Pli.objects.get().key)


@pytest.mark.parametrize("writes", (1, 3, 6, 10))
def test_cut_again_it_is_as_if_nothing_had_been(office: Office, scan: bytes, tmp_path: Path, writes: int) -> None:
    lot = office.receive(scan, "lot.pdf")
    assert _killed_after(writes, office, lot, tmp_path)
    office.settle()
    assert Pli.objects.get(id=lot).status == "divided"
    assert Dossier.objects.count() == 2
    assert _unknown(office) == []
    listed = {key.rpartition("/")[2] for key in office.tools.store.keys("lots/")}
    assert listed == {"lot.pdf", "lot.json", "begun.json"}


def _stumble(*_: object) -> None:
    raise OurError("killed")


def _break_off(office: Office, pli: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before_recording(monkeypatch, _stumble)
    with pytest.raises(OurError):
        office.handler.handle(pli)


def test_read_as_one_pli_the_second_time_those_that_were_cut_are_gone(
    office: Office, scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page with the sheet could not be read any more, say."""
    lot = office.receive(scan, "lot.pdf")
    _break_off(office, lot, monkeypatch)
    monkeypatch.setattr("workers.pipeline.division_of", lambda pages: None)
    office.settle()
    assert Dossier.objects.get().id == dossier_id(lot)
    assert _unknown(office) == []


def test_what_an_envelope_nearly_became_is_gone_when_it_became_another_thing(
    office: Office, scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = office.receive(scan, "lot.pdf")
    _break_off(office, lot, monkeypatch)
    first = {key for key in office.tools.store.keys("dossiers/") if key.endswith("dossier.json")}
    assert len(first) == 2
    monkeypatch.setattr("workers.finishing.all", lambda pages: True, raising=False)  # every page is blank
    office.settle()
    assert set(Pli.objects.exclude(id=lot).values_list("status", flat=True)) == {"quarantine"}
    assert _unknown(office) == []
    assert {pli.attempts for pli in Pli.objects.exclude(id=lot)} == {0}


class Guarded(DirectoryStore):
    """With a key that may not delete originals."""

    def delete(self, key: str) -> None:
        if key.startswith(("plis/", "lots/")):
            raise OurError("refused")
        super().delete(key)


def test_a_key_that_may_not_delete_originals_leaves_no_manifest_and_is_refused_at_no_whole_lot(
    office: Office, scan: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded = Handler(tools=replace(office.tools, store=Guarded(tmp_path / "out")), max_attempts=1)
    lot = office.receive(scan, "lot.pdf")
    with structlog.testing.capture_logs() as whole:
        guarded.handle(lot)
    assert "left_in_store" not in {line["event"] for line in whole}
    other = office.receive(scan + b"%", "autre.pdf")
    with monkeypatch.context() as patch:
        patch.setattr("workers.handling.record", _stumble)
        with pytest.raises(OurError):
            guarded.handle(other)
    with structlog.testing.capture_logs() as given_up:
        guarded.handle(other)
    assert "left_in_store" in {line["event"] for line in given_up}
    assert {key.split("/")[0] for key in _unknown(office)} == {"plis"}
