"""The PDFs that pièces are copied from, kept open from one pièce to the next.

Opening a scan of a thousand pages takes a quarter of a second, and it may be cut into hundreds of pièces.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from dossier.errors import DocumentError
from ocr.clean_copy import flattened_forms, is_signed
from ocr.pdf_a import vouches_for_fonts

BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, RuntimeError)
"""What pikepdf raises on damaged structures, beyond its own PdfError."""

_State = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Original:
    """An open PDF, its forms flattened; whether it is ``signed``, and ``vouched``: sure to embed its fonts."""

    pdf: pikepdf.Pdf
    signed: bool
    vouched: bool


_kept: dict[_State, Original] = {}


@contextmanager
def open_originals(paths: Iterable[Path]) -> Iterator[Mapping[Path, Original]]:
    """Each of ``paths`` open. They stay so until others are asked for, or something goes wrong with them.

    Raises DocumentError ``pdf_protege`` or ``pdf_illisible``.
    """
    states = {path: _state(path) for path in paths}
    forget_originals(but=set(states.values()))
    try:
        yield {path: _original(path, state) for path, state in states.items()}
    except BaseException:
        forget_originals()
        raise


def forget_originals(but: Iterable[_State] = ()) -> None:
    """Close what is kept open, ``but`` for those."""
    for state in _kept.keys() - set(but):
        _kept.pop(state).pdf.close()


def _state(path: Path) -> _State:
    state = path.stat()
    return str(path.resolve()), state.st_mtime_ns, state.st_size


def _original(path: Path, state: _State) -> Original:
    if state not in _kept:
        _kept[state] = _opened(path)
    return _kept[state]


def _opened(path: Path) -> Original:
    try:
        pdf = pikepdf.open(path)
        original = Original(pdf=pdf, signed=is_signed(pdf), vouched=vouches_for_fonts(pdf))
        flattened_forms(pdf)
    except pikepdf.PasswordError as error:
        raise DocumentError("pdf_protege", "Ce PDF est protégé par un mot de passe.") from error
    except BROKEN as error:
        raise DocumentError("pdf_illisible", "Ce PDF est abîmé et ne peut pas être ouvert.") from error
    return original
