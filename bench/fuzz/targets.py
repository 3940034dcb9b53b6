"""What is fuzzed: each target reads one input as the product does. DocumentError is an answer, all else a finding."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.decoration import is_decoration
from ingest.formats import IMAGES, sniff
from ingest.html_text import read_html
from ingest.images import image_to_pdf
from ingest.letter import Letter
from ingest.message import hidden_words, message_parts
from ingest.mime import open_mime
from ingest.outlook import open_msg
from ingest.pdf_files import usable_pdf
from ingest.rtf import rtf_body, unpack_rtf
from ingest.tnef import open_tnef
from ingest.unfold import unfold

LIMITS = Limits(archive_bytes=64 * 1024 * 1024, file_bytes=32 * 1024 * 1024, archive_members=50)


def _read(letter: Letter) -> None:
    message_parts(letter)
    hidden_words(letter)
    for carried in letter.carried:
        carried.read()


def _message(content: bytes, _: Path, __: Path) -> None:
    _read(open_mime(content))


def _unfolded(_: bytes, path: Path, work: Path) -> None:
    for file in unfold(path, "entrée", work, LIMITS):
        assert file.path.exists()


def _tnef(_: bytes, path: Path, __: Path) -> None:
    _read(open_tnef(path))


def _msg(_: bytes, path: Path, __: Path) -> None:
    _read(open_msg(path))


def _pdf(_: bytes, path: Path, work: Path) -> None:
    _unfolded(_, path, work)
    usable_pdf(path, work, LIMITS)


def _image(_: bytes, path: Path, work: Path) -> None:
    format_ = sniff(path)
    if format_ in IMAGES:
        is_decoration(path, format_, inline=True)
        image_to_pdf(path, format_, work / "out.pdf", LIMITS)


def _rtf(content: bytes, _: Path, __: Path) -> None:
    rtf_body(content)
    rtf_body(unpack_rtf(content))


def _html(content: bytes, path: Path, work: Path) -> None:
    sniff(path)
    read_html(content.decode("utf-8", "replace"))


_READERS: Mapping[str, Callable[[bytes, Path, Path], None]] = {
    "message": _message,
    "zip": _unfolded,
    "tnef": _tnef,
    "msg": _msg,
    "pdf": _pdf,
    "image": _image,
    "rtf": _rtf,
    "html": _html,
}
TARGETS = tuple(_READERS)


def read(target: str, content: bytes) -> None:
    """Reads ``content`` as ``target``. Raises whatever is a finding."""
    with tempfile.TemporaryDirectory(prefix="pli-fuzz-") as folder:
        work = Path(folder)
        path = work / "input"
        path.write_bytes(content)
        try:
            _READERS[target](content, path, work)
        except DocumentError:
            return
