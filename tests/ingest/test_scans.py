"""The scan folder: nothing taken before it is whole, nothing lost, nothing twice."""

import errno
import fcntl
import os
import threading
import time
from pathlib import Path

import pytest

from dossier.errors import DocumentError, OurError, WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from ingest.scans import ScanFolder, ScanPass, ScanSettings
from tests.ingest.folder_intake import FolderIntake

AT_ONCE = ScanSettings(settle_s=0.0, patience_s=0.0, poll_s=0.01)
QUICK = ScanSettings(settle_s=0.0, patience_s=0.2, poll_s=0.01, retry_s=0.001)
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


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.pdf", "a.pdf.part", "b.tmp", "~$lettre.docx", ".sync/x.pdf", "done/x.pdf", "refused/x.pdf", "scan.LCK",
        "nord/Thumbs.db", "desktop.ini", "scan.pdf~",
    ],
)  # fmt: skip
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
    time.sleep(0.2)
    assert folder.look().waiting == 1  # stands still, but a PDF without its end is not whole
    growing.write_bytes(PDF)
    assert _looked_until_received(folder) == 1
    assert intake.contents == {PDF}


def _looked_until_received(folder: ScanFolder, within_s: float = 10.0) -> int:
    """How many files the first look took that took any; 0 when none did."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if done := folder.look().received:
            return done
        time.sleep(0.01)
    return 0


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


def test_a_pdf_that_is_whole_after_each_page_is_taken_after_its_last(scans: Path, intake: FolderIntake) -> None:
    """A scanner that takes longer for a page than a file must stand still: its pace is learnt."""
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.05, patience_s=30.0, poll_s=0.01))
    scan = scans / "scan.pdf"
    content = PDF
    scan.write_bytes(content)
    folder.look()
    time.sleep(0.04)
    for page in range(4):
        content += b"%d 0 obj<<>>endobj\n%%%%EOF\n" % page
        scan.write_bytes(content)
        paused = time.monotonic()
        while time.monotonic() - paused < 0.04 * (page + 1):
            assert folder.look().received == 0
            time.sleep(0.005)
    assert _looked_until_received(folder) == 1
    assert intake.contents == {content}


def test_a_file_that_somebody_still_writes_to_is_not_taken(scans: Path, intake: FolderIntake) -> None:
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.02, patience_s=0.05, poll_s=0.01))
    with (scans / "scan.pdf").open("wb") as writer:
        writer.write(PDF)
        writer.flush()
        for _ in range(10):
            assert folder.look() == ScanPass(waiting=1)
            time.sleep(0.02)
    assert _looked_until_received(folder) == 1


def test_a_claim_that_still_grows_is_handed_in_when_it_has_stopped(scans: Path, intake: FolderIntake) -> None:
    """The scanner had the file open (a network disk does not tell) when it was renamed."""
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.05, patience_s=30.0, poll_s=0.01))
    (scans / "scan.pdf").write_bytes(PDF)
    claim = scans / ".pli" / "claimed" / "scan.pdf"
    while not claim.exists():
        folder.look()
    claim.write_bytes(PDF + b"page 2\n%%EOF\n")
    assert _looked_until_received(folder) == 1
    assert intake.contents == {PDF + b"page 2\n%%EOF\n"}


def test_what_a_file_became_while_it_was_received_comes_in_too(scans: Path, intake: FolderIntake) -> None:
    grown = PDF + b"page 2\n%%EOF\n"

    def grow(_: FileArrival) -> None:
        (scans / ".pli" / "claimed" / "scan.pdf").write_bytes(grown)
        intake.after = lambda _: None

    intake.after = grow
    (scans / "scan.pdf").write_bytes(PDF)
    assert ScanFolder(scans, intake, QUICK).take_all().received == 1
    assert intake.contents == {PDF, grown}
    assert (scans / "done" / "scan.pdf").read_bytes() == grown


def test_a_new_scan_under_the_name_of_one_just_claimed_is_another(scans: Path, intake: FolderIntake) -> None:
    def overwrite(_: FileArrival) -> None:
        (scans / "scan.pdf").write_bytes(PDF + b"second")
        intake.before = lambda _: None

    intake.before = overwrite
    (scans / "scan.pdf").write_bytes(PDF)
    folder = ScanFolder(scans, intake, AT_ONCE)
    assert folder.take_all().received + folder.take_all().received == 2
    assert intake.contents == {PDF, PDF + b"second"}
    assert {path.read_bytes() for path in (scans / "done").iterdir()} == {PDF, PDF + b"second"}


@pytest.mark.parametrize(
    "failure", [OSError(errno.EIO, "Input/output error"), OurError("it changed while it was read")]
)
def test_a_file_that_fails_each_time_is_set_apart_with_a_note_and_stops_nobody(
    scans: Path, intake: FolderIntake, failure: Exception
) -> None:
    def fail(arrival: FileArrival) -> None:
        if arrival.name == "a.pdf":
            raise failure

    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (scans / name).write_bytes(PDF + name.encode())
    intake.before = fail
    folder = ScanFolder(scans, intake, QUICK)
    assert folder.look() == ScanPass(received=2, waiting=1)
    assert folder.take_all() == ScanPass(refused=1)
    assert (scans / "refused" / "a.pdf").exists()
    assert "malgré plusieurs essais" in (scans / "refused" / "a.pdf.motif.txt").read_text(encoding="utf-8")
    assert not list((scans / ".pli" / "claimed").rglob("*.pdf"))


def test_a_file_with_a_weather_of_its_own_stops_nobody(scans: Path, intake: FolderIntake) -> None:
    def choke(arrival: FileArrival) -> None:
        if arrival.name == "a.pdf":
            raise WeatherError("the server chokes on it")

    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (scans / name).write_bytes(PDF + name.encode())
    intake.before = choke
    folder = ScanFolder(scans, intake, QUICK)
    assert folder.look() == ScanPass(received=2, waiting=1)
    intake.before = lambda _: None
    assert folder.take_all().received == 1


def test_a_full_disk_is_no_fault_of_the_file(scans: Path, intake: FolderIntake) -> None:
    def full(_: FileArrival) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (scans / "a.pdf").write_bytes(PDF)
    intake.before = full
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.0, patience_s=0.0, poll_s=0.01, retry_s=0.0, tries=2))
    for _ in range(5):
        with pytest.raises(WeatherError):
            folder.look()
    intake.before = lambda _: None
    assert folder.take_all().received == 1


def test_a_scan_that_cannot_be_moved_when_it_is_stored_is_not_stored_again(scans: Path, intake: FolderIntake) -> None:
    (scans / "done").symlink_to(scans / "a disk that is away" / "done")
    (scans / "a.pdf").write_bytes(PDF)
    folder = ScanFolder(scans, intake, QUICK)
    for _ in range(QUICK.tries + 2):
        assert folder.look().refused == 0
        time.sleep(0.002)
    (scans / "done").unlink()
    assert folder.take_all().received == 1
    assert len(intake.arrivals) == 1


@pytest.mark.parametrize(
    "name",
    [b"num\xc3\xa9ris\xc3\xa9 \xf0\x9f\x93\x8e.pdf", b"latin-\xe9.pdf", b"x" * 251 + b".pdf", b"line\nbreak.pdf"],
)
def test_any_name_is_taken(scans: Path, intake: FolderIntake, name: bytes) -> None:
    for content in (PDF, PDF + b"2"):
        Path(os.fsdecode(os.fsencode(scans) + b"/" + name)).write_bytes(content)
        assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 1
    assert intake.contents == {PDF, PDF + b"2"}
    assert len(list((scans / "done").iterdir())) == 2
    for arrival in intake.arrivals:
        assert (arrival.name + arrival.source).encode()


@pytest.mark.parametrize("moment", [-(10**10), 0, 2**31, 10**11])
def test_the_scanner_s_clock_may_say_anything(scans: Path, intake: FolderIntake, moment: int) -> None:
    (scans / "a.pdf").write_bytes(PDF)
    os.utime(scans / "a.pdf", (moment, moment))
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.01, patience_s=1.0, poll_s=0.01))
    assert folder.take_all().received == 1
    assert 0 <= intake.arrivals[0].received_at.timestamp() <= time.time() + 1


def test_a_folder_that_cannot_be_listed_hides_no_other(scans: Path, intake: FolderIntake) -> None:
    (scans / "closed").mkdir()
    (scans / "z.pdf").write_bytes(PDF)
    listing = os.scandir

    def denied(folder: Path) -> object:
        if Path(folder).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listing(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", denied)
        assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 1


def test_a_file_that_is_held_is_left_and_told_and_the_others_go_on(scans: Path, intake: FolderIntake) -> None:
    for name in ("a.pdf", "b.pdf"):
        (scans / name).write_bytes(PDF + name.encode())
    renaming = Path.rename

    def held(self: Path, target: Path) -> Path:
        if self.name == "a.pdf" and self.parent == scans:
            raise PermissionError(errno.EACCES, "Permission denied")
        return renaming(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", held)
        assert ScanFolder(scans, intake, AT_ONCE).take_all() == ScanPass(received=1, waiting=1)
    assert ScanFolder(scans, intake, AT_ONCE).take_all() == ScanPass(received=1)


def test_an_empty_file_is_waited_for_and_then_taken_all_the_same(scans: Path, intake: FolderIntake) -> None:
    (scans / "a.pdf").write_bytes(b"")
    folder = ScanFolder(scans, intake, ScanSettings(settle_s=0.01, patience_s=0.3, poll_s=0.01))
    time.sleep(0.05)
    assert folder.look() == ScanPass(waiting=1)
    assert folder.take_all().received == 1


def test_a_disk_without_locks_is_watched_all_the_same(scans: Path, intake: FolderIntake) -> None:
    def no_locks(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    (scans / "a.pdf").write_bytes(PDF)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fcntl, "flock", no_locks)
        assert ScanFolder(scans, intake, AT_ONCE).take_all().received == 1


def test_a_claim_that_cannot_even_be_looked_at_stops_nobody(scans: Path, intake: FolderIntake) -> None:
    """A damaged directory entry, or somebody who takes the file away while it fails."""

    def take_away(arrival: FileArrival) -> None:
        if arrival.name == "a.pdf":
            (scans / ".pli" / "claimed" / "a.pdf").unlink()
            raise OSError(errno.EIO, "Input/output error")

    for name in ("a.pdf", "b.pdf"):
        (scans / name).write_bytes(PDF + name.encode())
    intake.before = take_away
    assert ScanFolder(scans, intake, QUICK).take_all() == ScanPass(received=1)
