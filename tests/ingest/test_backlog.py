"""Bulk rescans: every file once, resumed where it stopped, all of them accounted for by name."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.errors import DocumentError, OurError, WeatherError
from ingest.backlog import BacklogReport, feed_backlog, walk
from ingest.backlog_journal import Fate, Journal
from ingest.intake import FileArrival
from tests.ingest.folder_intake import FolderIntake

FILES = ("2024/a.pdf", "2024/b.pdf", "2025/deep/c.tif", "z.jpg")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "fonds"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    (root / ".hidden").write_bytes(b"x")
    (root / "Thumbs.db").write_bytes(b"x")
    (root / "loop").symlink_to(root)
    return root


@pytest.fixture
def intake(tmp_path: Path) -> FolderIntake:
    return FolderIntake(tmp_path / "store")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3") as one:
        yield one


def _again(tree: Path, intake: FolderIntake, journal: Journal) -> BacklogReport:
    """Another run of the command, over the journal that the others wrote."""
    path = Path(journal._rows.execute("PRAGMA database_list").fetchone()[2])  # a second process
    with Journal(path) as other:
        return feed_backlog([tree], intake, other)


def test_the_walk_finds_every_file_and_follows_no_links(tree: Path) -> None:
    assert sorted(str(path.relative_to(tree)) for path in walk([tree])) == sorted(FILES)


def test_every_file_is_received_as_backlog(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    seen: list[Path] = []
    report = feed_backlog([tree], intake, journal, on_file=seen.append)
    assert report == BacklogReport(found=4, received=4)
    assert report.is_whole
    assert len(seen) == 4
    assert all(arrival.backlog for arrival in intake.arrivals)
    assert [line.path for line in journal.lines()] == [tree / name for name in FILES]
    assert all(line.pli for line in journal.lines())


def test_the_same_content_under_two_names_is_known(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    (tree / "copy.pdf").write_bytes((tree / "z.jpg").read_bytes())
    assert feed_backlog([tree], intake, journal) == BacklogReport(found=5, received=4, known=1)


@pytest.mark.parametrize("after", range(4))
def test_a_run_that_was_broken_off_is_resumed_and_still_accounts_for_all(
    tree: Path, intake: FolderIntake, journal: Journal, after: int
) -> None:
    def interrupt(_: FileArrival) -> None:
        if len(intake.arrivals) == after:
            raise KeyboardInterrupt

    intake.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        feed_backlog([tree], intake, journal)
    intake.before = lambda _: None
    assert _again(tree, intake, journal) == BacklogReport(found=4, resumed=after, received=4 - after)
    assert len(intake.contents) == 4


def test_lines_that_a_crash_lost_cost_a_second_reading_only(tree: Path, intake: FolderIntake, tmp_path: Path) -> None:
    with Journal(tmp_path / "one") as lost:
        feed_backlog([tree], intake, lost)
    with Journal(tmp_path / "two") as fresh:
        assert feed_backlog([tree], intake, fresh) == BacklogReport(found=4, known=4)
    assert len(intake.contents) == 4


def test_two_backlogs_over_one_tree_at_once_take_each_file_in_once(
    tree: Path, intake: FolderIntake, journal: Journal
) -> None:
    inner: list[BacklogReport] = []

    def start_another(arrival: FileArrival) -> None:
        intake.before = lambda _: None
        inner.append(_again(tree, intake, journal))

    intake.before = start_another
    report = feed_backlog([tree], intake, journal)
    assert inner == [BacklogReport(found=4, received=4)]
    assert report == BacklogReport(found=4, known=1, resumed=3)
    assert len(intake.contents) == 4


def test_a_changed_file_is_not_taken_for_the_journalled_one(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    feed_backlog([tree], intake, journal)
    (tree / "z.jpg").write_bytes(b"another scan")
    assert _again(tree, intake, journal) == BacklogReport(found=4, resumed=3, received=1)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (DocumentError("refus", "Refusé parce que."), (Fate.REFUSED, "Refusé parce que.")),
        (OurError("the file changed while it was received"), (Fate.UNREADABLE, "a changé")),
        (FileNotFoundError(2, "No such file"), (Fate.UNREADABLE, "a disparu")),
        (OSError(5, "Input/output error"), (Fate.UNREADABLE, "Input/output error")),
    ],
)
def test_what_is_not_taken_in_is_named_and_the_rest_goes_on_and_it_is_tried_again(
    tree: Path, intake: FolderIntake, journal: Journal, failure: Exception, told: tuple[Fate, str]
) -> None:
    def fail(arrival: FileArrival) -> None:
        if arrival.name == "b.pdf":
            raise failure

    intake.before = fail
    report = feed_backlog([tree], intake, journal)
    assert (report.found, report.received, report.refused + report.unreadable) == (4, 3, 1)
    assert not report.is_whole
    [line] = [line for line in journal.lines() if line.pli is None]
    assert (line.path, line.fate) == (tree / "2024" / "b.pdf", told[0])
    assert told[1] in line.message
    intake.before = lambda _: None
    assert _again(tree, intake, journal) == BacklogReport(found=4, resumed=3, received=1)


def test_a_file_that_vanishes_after_it_was_listed_is_named(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    def vanish(_: Path) -> None:
        (tree / "2024" / "a.pdf").unlink(missing_ok=True)
        (tree / "2024" / "b.pdf").unlink(missing_ok=True)

    report = feed_backlog([tree], intake, journal, on_file=vanish)
    assert report.found == report.received + report.unreadable


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(
    tree: Path, intake: FolderIntake, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = os.scandir

    def denied(folder: Path) -> object:
        if Path(folder).name == "2024":
            raise PermissionError(13, "Permission denied")
        return listing(folder)

    monkeypatch.setattr(os, "scandir", denied)
    report = feed_backlog([tree], intake, journal)
    assert report == BacklogReport(found=2, received=2, folders=1)
    assert not report.is_whole
    [line] = [line for line in journal.lines() if line.pli is None]
    assert (line.path, "Permission denied" in line.message) == (tree / "2024", True)


def test_a_link_that_was_given_is_named(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    assert feed_backlog([tree / "loop"], intake, journal) == BacklogReport(folders=1)
    assert "lien" in next(journal.lines()).message


@pytest.mark.parametrize("name", [b"latin-\xe9.pdf", "numérisé 📎.pdf".encode(), b"line\nbreak.pdf"])
def test_any_name_is_taken(tree: Path, intake: FolderIntake, journal: Journal, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tree) + b"/" + name))
    path.write_bytes(b"odd")
    assert feed_backlog([tree], intake, journal).received == 5
    assert path in [line.path for line in journal.lines()]
    assert all((arrival.name + arrival.source).encode() for arrival in intake.arrivals)


def test_bad_weather_is_waited_out_then_told(tree: Path, intake: FolderIntake, journal: Journal) -> None:
    def storm(_: FileArrival) -> None:
        raise WeatherError("away")

    waits: list[float] = []
    intake.before = storm
    with pytest.raises(WeatherError):
        feed_backlog([tree], intake, journal, pause=waits.append)
    assert len(waits) >= 3
    assert waits[-1] > waits[0]
