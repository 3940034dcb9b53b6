"""``python -m bench.doors --files 200000``: files a second walked and fed, memory at 1/20 and at all of them, and scans
a second taken from a folder.

Each measure runs in a process of its own, so that the peak of its memory is its own. The store is a folder and the
register SQLite on the same disk: what a door costs beside them is seen with ``hash only``, where nothing is stored.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest.intake import FileArrival, Intake, Receipt

_PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
_A_FOLDER = 5000


class HashOnly:
    """An intake that reads a file and keeps nothing: what is left is the door's own cost."""

    def receive(self, file: Path, arrival: FileArrival) -> Receipt:
        from dossier.ids import pli_id
        from workers.files import sha256_of

        del arrival
        return Receipt(pli=pli_id(sha256_of(file)), known=False)


def _real_intake(data: Path) -> Intake:
    """The register and a store in a folder."""
    os.environ["PLI_DATA"] = str(data)
    from pli.settings import load_settings
    from pli.wiring import use_django

    (data / "register").mkdir(parents=True, exist_ok=True)
    use_django(load_settings(data=data))
    from django.core.management import call_command

    from storage.directory_store import DirectoryStore
    from workers.intake import RegisterIntake

    call_command("migrate", verbosity=0)
    return RegisterIntake(DirectoryStore(data / "store"))


def make_tree(root: Path, files: int) -> None:
    """``files`` small scans, each another, some thousands in a folder."""
    for number in range(files):
        folder = root / f"{number // _A_FOLDER:04}"
        if number % _A_FOLDER == 0:
            folder.mkdir(parents=True)
        (folder / f"scan-{number:07}.pdf").write_bytes(_PDF + b"%d" % number)


def measure_walk(tree: Path, data: Path) -> int:
    from ingest.backlog import walk

    del data
    return sum(1 for _ in walk([tree]))


def measure_hash_only(tree: Path, data: Path) -> int:
    return _feed(tree, data, HashOnly())


def measure_fed(tree: Path, data: Path) -> int:
    return _feed(tree, data, _real_intake(data))


def measure_resumed(tree: Path, data: Path) -> int:
    """A second run over a tree that was fed: the journal alone is asked."""
    return _feed(tree, data, HashOnly())


def measure_scans(tree: Path, data: Path) -> int:
    from ingest.scans import ScanFolder, ScanSettings

    pace = ScanSettings(settle_s=0.0, patience_s=0.0, poll_s=0.01)
    return ScanFolder(tree, _real_intake(data), pace).take_all().received


def _feed(tree: Path, data: Path, intake: Intake) -> int:
    from ingest.backlog import feed_backlog
    from ingest.backlog_journal import Journal

    with Journal(data / "journal.sqlite3") as journal:
        return feed_backlog([tree], intake, journal).found


MEASURES: dict[str, Callable[[Path, Path], int]] = {
    "walk": measure_walk,
    "hash only": measure_hash_only,
    "resumed": measure_resumed,
    "fed": measure_fed,
    "scans": measure_scans,
}


def _child(name: str, tree: Path, data: Path) -> None:
    os.environ["PLI_LOG_LEVEL"] = "error"
    from pli.logs import set_up_logs

    set_up_logs("error")
    started = time.monotonic()
    files = MEASURES[name](tree, data)
    seconds = time.monotonic() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"files": files, "seconds": seconds, "peak_mb": peak_mb}))


def _run(name: str, tree: Path, data: Path) -> None:
    data.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "bench.doors", "--child", name, str(tree), str(data)]
    answer = subprocess.run(words, check=True, capture_output=True, text=True)
    found = json.loads(answer.stdout.splitlines()[-1])
    rate = found["files"] / found["seconds"]
    print(f"{name:10} {found['files']:8} files  {rate:9.0f} /s  peak {found['peak_mb']:6.1f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.doors", description=__doc__)
    parser.add_argument("--files", type=int, default=200_000, help="files of the large tree; the small one has 1/20")
    parser.add_argument("--stored", type=int, default=3000, help="files that are stored and registered for real")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        name, tree, data = arguments.child
        _child(name, Path(tree), Path(data))
        return
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="pli-bench-") as folder:
        for files in (arguments.files // 20, arguments.files):
            tree, data = Path(folder) / f"tree-{files}", Path(folder) / f"data-{files}"
            make_tree(tree, files)
            for name in ("walk", "hash only", "resumed"):
                _run(name, tree, data)
        for name in ("fed", "scans"):
            tree = Path(folder) / f"tree-{name}"
            make_tree(tree, arguments.stored)
            _run(name, tree, Path(folder) / f"data-{name}")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
