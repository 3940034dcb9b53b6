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


def has_language(code: str) -> bool:
    return (tessdata_folder() / f"{code}.traineddata").is_file()
