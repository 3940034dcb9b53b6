"""Where the trained data of Tesseract lies on this machine, and which languages it holds."""

import os
import re
import subprocess
from functools import cache
from pathlib import Path

from dossier.errors import OurError

_USUAL_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


_VERSION_COMPONENT, _MOST_COMPONENTS = 23, 64
_LONGEST_VERSION = 80


@cache
def tessdata_folder() -> Path:
    """The folder of ``*.traineddata``: TESSDATA_PREFIX, the usual places, or what the tesseract command says.

    Raises OurError when none is found.
    """
    prefix = os.environ.get("TESSDATA_PREFIX")
    candidates = [Path(prefix), Path(prefix) / "tessdata"] if prefix else []
    candidates += [Path(folder) for folder in _USUAL_FOLDERS]
    for folder in candidates:
        if any(folder.glob("*.traineddata")):
            return folder
    asked = _folder_that_the_command_names()
    if asked is None:
        raise OurError("no Tesseract language data found: install tesseract-ocr-fra or set TESSDATA_PREFIX")
    return asked


def _folder_that_the_command_names() -> Path | None:
    try:
        answer = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    named = re.search(r'in "([^"]+)"', answer.stdout + answer.stderr)
    return Path(named[1]) if named and any(Path(named[1]).glob("*.traineddata")) else None


def require_languages(languages: tuple[str, ...]) -> str:
    """``fra+ara`` for Tesseract. Raises OurError that names the languages whose data is missing."""
    missing = [code for code in languages if not (tessdata_folder() / f"{code}.traineddata").is_file()]
    if missing or not languages:
        raise OurError(f"Tesseract language data missing: {', '.join(missing) or 'no language asked for'}")
    return "+".join(languages)


def installed_of(languages: tuple[str, ...], allowed: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``languages`` that are ``allowed``, not ``known`` yet, and whose data is installed."""
    return tuple(code for code in languages if code in allowed and code not in known and has_language(code))


@cache
def data_versions(languages: tuple[str, ...]) -> str:
    """``fra 4.00.00alpha:fra:synth20170629``: each language with the version that its data names."""
    return ", ".join(f"{code} {_data_version(code)}".strip() for code in languages)


def _data_version(code: str) -> str:
    """The version component of ``*.traineddata``; empty where there is none.

    The file begins with the number of components and the place of each, or -1 (tessdatamanager.h of Tesseract).
    """
    with (tessdata_folder() / f"{code}.traineddata").open("rb") as file:
        count = int.from_bytes(file.read(4), "little")
        if not _VERSION_COMPONENT < count < _MOST_COMPONENTS:
            return ""
        places = [int.from_bytes(file.read(8), "little", signed=True) for _ in range(count)]
        begin = places[_VERSION_COMPONENT]
        if begin < 0:
            return ""
        end = min((place for place in places if place > begin), default=begin + _LONGEST_VERSION)
        file.seek(begin)
        version = file.read(min(end - begin, _LONGEST_VERSION))
    told = version.decode("ascii", "replace").partition(":[")[0]  # then the shape of its network
    return "".join(char for char in told if char.isprintable()).strip()


def has_language(code: str) -> bool:
    return (tessdata_folder() / f"{code}.traineddata").is_file()
