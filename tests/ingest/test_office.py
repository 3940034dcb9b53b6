"""Office documents through a converter that may fail in every way. Its stand-ins here are small shell programs."""

import os
import subprocess
import time
from pathlib import Path

import pikepdf
import pytest

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.office import office_to_pdf
from tests.ingest.raw_mail import pdf

PARSE = 'while [ $# -gt 1 ]; do case "$1" in --outdir) out="$2";; -env:*) profile="$1";; esac; shift; done\n'


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "lettre"
    path.write_bytes(b"{\\rtf1 Bonjour}")
    (tmp_path / "ready.pdf").write_bytes(pdf())
    return path


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Install":
    return Install(tmp_path / "bin", monkeypatch)


class Install:
    """Puts a ``soffice`` of one's own first in PATH."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        folder.mkdir()
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def __call__(self, body: str) -> None:
        program = self._folder / "soffice"
        program.write_text(f"#!/bin/sh\n{PARSE}{body}\n")
        program.chmod(0o755)


def test_what_it_converts_is_used(install: Install, document: Path, tmp_path: Path) -> None:
    install(f'cp {tmp_path}/ready.pdf "$out/document.pdf"')
    with pikepdf.open(office_to_pdf(document, tmp_path / "w", Limits())) as converted:
        assert len(converted.pages) == 1


def test_without_it_the_agent_is_told_what_to_ask_for(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError) as caught:
        office_to_pdf(document, tmp_path / "w", Limits())
    assert caught.value.code == "format_bureautique"
    assert "PDF" in caught.value.message


@pytest.mark.parametrize("body", ["exit 1", "exit 0", "kill -9 $$"])
def test_a_converter_that_gives_nothing_is_the_document_s_fault(
    body: str, install: Install, document: Path, tmp_path: Path
) -> None:
    install(body)
    with pytest.raises(DocumentError) as caught:
        office_to_pdf(document, tmp_path / "w", Limits())
    assert caught.value.code == "fichier_illisible"


def test_one_that_hangs_is_killed_with_all_that_it_started(install: Install, document: Path, tmp_path: Path) -> None:
    mark = f"{time.time_ns()}"
    install(f"sleep 300{mark[-9:]} &\nsetsid sleep 300{mark[-9:]} &\nwait")
    started = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        office_to_pdf(document, tmp_path / "w", Limits(file_seconds=0.7))
    assert caught.value.code == "delai_depasse"
    assert time.monotonic() - started < 10
    time.sleep(0.2)
    assert (
        f"300{mark[-9:]}"
        not in subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    )


def test_it_knows_nothing_of_us(
    install: Install, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLI_S3_SECRET_KEY", "a-secret")
    install(f'env > "$out/env"; ls "$HOME" > "$out/home"; cp {tmp_path}/ready.pdf "$out/document.pdf"')
    out = office_to_pdf(document, tmp_path / "w", Limits())
    assert "a-secret" not in (out.parent / "env").read_text()
    profile = out.parent / "profil" / "user" / "registrymodifications.xcu"
    assert "MacroSecurityLevel" in profile.read_text()


@pytest.mark.parametrize(
    ("content", "trapped"),
    [
        (b"{\\rtf1 \\bin2147483647 " + b"a" * 1000 + b"}", True),
        (b"{\\rtf1 {\\pict\\bin5 abcde}Bonjour}", False),
        (b"{\\rtf1 C:\\\\bin2147483647}", False),
        (b"PK\3\4 \\bin2147483647", False),
    ],
    ids=["more than there is", "as much as there is", "a path", "no RTF"],
)
def test_rtf_that_announces_more_than_it_has_is_not_opened(
    content: bytes, trapped: bool, install: Install, document: Path, tmp_path: Path
) -> None:
    install(f'touch {tmp_path}/opened; cp {tmp_path}/ready.pdf "$out/document.pdf"')
    document.write_bytes(content)
    try:
        office_to_pdf(document, tmp_path / "w", Limits())
    except DocumentError as fault:
        assert fault.code == "fichier_piege"
    assert (tmp_path / "opened").exists() is not trapped
