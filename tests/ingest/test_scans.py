"""The scan folder: nothing taken before it is whole, nothing lost, nothing twice."""

import os
import threading
import time
from pathlib import Path

import pytest

from dossier.errors import DocumentError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from ingest.scans import ScanFolder, ScanSettings
from tests.ingest.folder_intake import FolderIntake

AT_ONCE = ScanSettings(settle_s=0.0, patience_s=0.0, poll_s=0.01)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


@pytest.fixture
def intake(tmp_path: Path) -> FolderIntake:
    return FolderIntake(tmp_path / "store")


def test_a_file_is_received_and_moved_to_done(scans: Path, intake: FolderIntake) -> None:
    (scans / "scan 1.pdf").write_bytes(PDF)
    os.utime(scans / "scan 1.pdf", (1_700_000_000, 1_700_000_000))
    assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 1
    assert intake.contents == {PDF}
    assert (scans / "done" / "scan 1.pdf").read_bytes() == PDF
    assert not (scans / "scan 1.pdf").exists()
    [arrival] = intake.arrivals
    assert arrival.name == "scan 1.pdf"
    assert (arrival.channel, arrival.received_at_source) == (Channel.POST, DateSource.FILE)
    assert arrival.received_at.timestamp() == 1_700_000_000


def test_a_sub_folder_is_an_entry_point(scans: Path, intake: FolderIntake) -> None:
    (scans / "guichet" / "nord").mkdir(parents=True)
    (scans / "guichet" / "nord" / "a.pdf").write_bytes(PDF)
    ScanFolder(scans, intake, AT_ONCE).take_all()
    assert intake.arrivals[0].entry == "guichet/nord"
    assert (scans / "done" / "guichet" / "nord" / "a.pdf").exists()


@pytest.mark.parametrize("name", [".hidden.pdf", "a.pdf.part", "b.tmp", "~$lettre.docx", ".sync/x.pdf", "done/x.pdf"])
def test_what_is_no_finished_mail_is_left_alone(scans: Path, intake: FolderIntake, name: str) -> None:
    (scans / name).parent.mkdir(parents=True, exist_ok=True)
    (scans / name).write_bytes(PDF)
    assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 0
    assert (scans / name).exists()


def test_a_link_is_not_followed(scans: Path, intake: FolderIntake, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(PDF)
    (scans / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 0


def test_a_file_still_being_written_is_not_taken(scans: Path, intake: FolderIntake) -> None:
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.05, patience_s=30.0, poll_s=0.01))
    growing = scans / "scan.pdf"
    growing.write_bytes(PDF[:20])
    assert folder.look().waiting == 1
    growing.write_bytes(PDF[:40])
    assert folder.look().waiting == 1
    time.sleep(0.06)
    assert folder.look().waiting == 1  # stands still, but a PDF without its end is not whole
    growing.write_bytes(PDF)
    folder.look()
    time.sleep(0.06)
    assert folder.look().received == 1
    assert intake.contents == {PDF}


def test_a_file_that_never_looks_whole_is_taken_after_a_while(scans: Path, intake: FolderIntake) -> None:
    (scans / "damaged.pdf").write_bytes(b"%PDF-1.4 cut")
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.0, patience_s=0.05, poll_s=0.01))
    assert folder.take_all().received == 1


def test_the_same_name_twice_overwrites_nothing(scans: Path, intake: FolderIntake) -> None:
    folder = ScanFolder(scans, intake, AT_ONCE)
    for content in (PDF, PDF + b"2"):
        (scans / "scan.pdf").write_bytes(content)
        folder.take_all()
    assert {path.read_bytes() for path in (scans / "done").iterdir()} == {PDF, PDF + b"2"}


def test_a_crash_before_the_store_has_it_loses_nothing(scans: Path, intake: FolderIntake) -> None:
    def crash(_: FileArrival) -> None:
        raise KeyboardInterrupt

    (scans / "scan.pdf").write_bytes(PDF)
    intake.before = crash
    with pytest.raises(KeyboardInterrupt):
        ScanFolder(scans, intake, AT_ONCE).take_all()
    intake.before = lambda _: None
    assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 1
    assert intake.contents == {PDF}


def test_a_crash_after_the_storing_hands_in_the_same_arrival_again(scans: Path, intake: FolderIntake) -> None:
    def crash(_: FileArrival) -> None:
        raise KeyboardInterrupt

    (scans / "scan.pdf").write_bytes(PDF)
    intake.after = crash
    with pytest.raises(KeyboardInterrupt):
        ScanFolder(scans, intake, AT_ONCE).take_all()
    intake.after = lambda _: None
    ScanFolder(scans, intake, AT_ONCE).take_all()
    first, second = intake.arrivals
    assert first == second
    assert (scans / "done" / "scan.pdf").exists()


def test_a_refused_file_is_set_apart_and_the_others_go_on(scans: Path, intake: FolderIntake) -> None:
    def refuse(arrival: FileArrival) -> None:
        if arrival.name == "a.pdf":
            raise DocumentError("refus", "Refusé.")

    for name in ("a.pdf", "b.pdf"):
        (scans / name).write_bytes(PDF + name.encode())
    intake.before = refuse
    outcome = ScanFolder(scans, intake, AT_ONCE).take_all()
    assert (outcome.received, outcome.refused) == (1, 1)
    assert (scans / "refused" / "a.pdf").exists()


def test_two_watchers_of_one_folder_exclude_each_other(scans: Path, intake: FolderIntake) -> None:
    seen: list[str] = []

    def try_another(_: FileArrival) -> None:
        with pytest.raises(WeatherError):
            ScanFolder(scans, intake, AT_ONCE).take_all()
        seen.append("refused")

    (scans / "scan.pdf").write_bytes(PDF)
    intake.before = try_another
    ScanFolder(scans, intake, AT_ONCE).take_all()
    assert seen == ["refused"]


def test_the_store_being_away_is_waited_out(scans: Path, intake: FolderIntake) -> None:
    failures = iter([WeatherError("away")])
    stop = threading.Event()

    def away(_: FileArrival) -> None:
        for failure in failures:
            raise failure

    intake.before = away
    intake.after = lambda _: stop.set()
    (scans / "scan.pdf").write_bytes(PDF)
    watcher = threading.Thread(target=ScanFolder(scans, intake, AT_ONCE).watch, args=(stop,))
    watcher.start()
    watcher.join(timeout=20)
    assert not watcher.is_alive()
    assert intake.contents == {PDF}
