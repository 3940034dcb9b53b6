"""The house rules as tests: import arrows, file lengths, nothing left lying about."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("pli", "dossier", "ingest", "ocr", "classify", "storage", "workers", "desk", "specimens", "tests", "bench")
ALLOWED = {
    "dossier": set[str](),
    "ingest": {"dossier"},
    "ocr": {"dossier"},
    "classify": {"dossier"},
    "storage": {"dossier"},
    "workers": {"dossier", "ingest", "ocr", "classify", "storage"},
    "desk": {"dossier", "storage", "workers"},
    "specimens": {"dossier"},
    "pli": {"dossier", "ingest", "ocr", "classify", "storage", "workers", "desk", "specimens"},
    "bench": set(OURS) - {"desk"},  # of tests the servers only, which both start
}


def _sources(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_imports_follow_the_arrows_of_the_plan(package: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources(package)
        for name in _imports(path)
        if name in OURS and name not in ALLOWED[package] | {package}
    }
    assert not wrong


@pytest.mark.parametrize("package", ["ocr", "classify", "ingest"])
def test_siblings_need_neither_django_nor_a_queue(package: str) -> None:
    names = {name for path in _sources(package) for name in _imports(path)}
    assert not names & {"django", "dramatiq", "minio", "redis"}


def test_no_source_file_is_an_attic() -> None:
    long = {
        f"{path.relative_to(ROOT)}: {lines} lines"
        for package in OURS
        for path in _sources(package)
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_every_lock_line_has_a_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry.partition("\n")[0])


def test_git_tracks_no_mail_and_no_environment() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # a checkout without its history: nothing to compare
        return
    assert not [name for name in listed.stdout.splitlines() if re.search(r"\.(eml|msg|sqlite3)$|^\.venv/|^data/", name)]
