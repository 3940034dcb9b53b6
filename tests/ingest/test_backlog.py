"""Bulk rescans: every file once, resumed where it stopped, all of them accounted for."""

from pathlib import Path

import pytest

from dossier.errors import DocumentError, WeatherError
from ingest.backlog import Journal, feed_backlog, walk
from ingest.intake import FileArrival
from tests.ingest.folder_intake import FolderIntake


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "fonds"
    for name in ("2024/b.pdf", "2024/a.pdf", "2025/deep/c.tif", "z.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    (root / ".hidden").write_bytes(b"x")
    (root / "Thumbs.db").write_bytes(b"x")
    (root / "loop").symlink_to(root)
    return root


@pytest.fixture
def intake(tmp_path: Path) -> FolderIntake:
    return FolderIntake(tmp_path / "store")


def test_the_walk_is_in_order_and_follows_no_links(tree: Path) -> None:
    assert [str(p.relative_to(tree)) for p in walk([tree])] == ["2024/a.pdf", "2024/b.pdf", "2025/deep/c.tif", "z.jpg"]


def test_every_file_is_received_as_backlog(tree: Path, intake: FolderIntake) -> None:
    seen: list[Path] = []
    report = feed_backlog([tree], intake, on_file=seen.append)
    assert (report.found, report.received, report.known, report.refused) == (4, 4, 0, ())
    assert len(seen) == 4
    assert all(arrival.backlog for arrival in intake.arrivals)


def test_the_same_content_under_two_names_is_known(tree: Path, intake: FolderIntake) -> None:
    (tree / "copy.pdf").write_bytes((tree / "z.jpg").read_bytes())
    report = feed_backlog([tree], intake)
    assert (report.found, report.received, report.known) == (5, 4, 1)


def test_a_second_run_resumes_without_reading_again(tree: Path, intake: FolderIntake, tmp_path: Path) -> None:
    def interrupt(arrival: FileArrival) -> None:
        if arrival.name == "c.tif":
            raise KeyboardInterrupt

    intake.before = interrupt
    with pytest.raises(KeyboardInterrupt):
        feed_backlog([tree], intake, journal=Journal(tmp_path / "journal"))
    intake.before = lambda _: None
    report = feed_backlog([tree], intake, journal=Journal(tmp_path / "journal"))
    assert (report.found, report.resumed, report.received) == (4, 2, 2)
    assert len(intake.contents) == 4


def test_a_changed_file_is_not_taken_for_the_journalled_one(tree: Path, intake: FolderIntake, tmp_path: Path) -> None:
    feed_backlog([tree], intake, journal=Journal(tmp_path / "journal"))
    (tree / "z.jpg").write_bytes(b"another scan")
    assert feed_backlog([tree], intake, journal=Journal(tmp_path / "journal")).received == 1


def test_refused_files_are_named_and_the_rest_goes_on(tree: Path, intake: FolderIntake) -> None:
    def refuse(arrival: FileArrival) -> None:
        if arrival.name == "b.pdf":
            raise DocumentError("refus", "Refusé parce que.")

    intake.before = refuse
    report = feed_backlog([tree], intake)
    assert report.refused == ((tree / "2024" / "b.pdf", "Refusé parce que."),)
    assert report.found == report.received + len(report.refused) == 4


def test_bad_weather_is_waited_out_then_told(tree: Path, intake: FolderIntake) -> None:
    def storm(_: FileArrival) -> None:
        raise WeatherError("away")

    waits: list[float] = []
    intake.before = storm
    with pytest.raises(WeatherError):
        feed_backlog([tree], intake, pause=waits.append)
    assert len(waits) >= 3
    assert waits[-1] > waits[0]
