"""The files that a PDF carries: attachments, members of a portfolio, whole PDFs one behind the other in one file."""

import io
import mmap
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf

from dossier.errors import DocumentError
from dossier.settings import Limits

_BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError, OSError)
_MAX_EMBEDDED = 500
_MAX_STRUNG = 100
_CHUNK = 1024 * 1024
_NEXT_FILE = re.compile(rb"%%EOF[\s\0]{0,64}(?=%PDF-[12]\.\d)")
_DOUBLES = frozenset({"/Alternative", "/Data", "/Source"})  # machine-readable twins of the document (Factur-X)


def embedded_files(path: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each file embedded in the PDF, in its list of attachments or pinned on a page.

    Machine-readable doubles of the document itself do not count. Raises pikepdf.PdfError, and DocumentError
    ``archive_piegee``, after all others were given, for one that unpacks beyond all measure.
    """
    seen: set[tuple[int, int]] = set()
    fault: DocumentError | None = None
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        for name, specification in [*_listed(pdf), *_pinned(pdf)][:_MAX_EMBEDDED]:
            try:
                stream = specification.EF.F
                if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen:
                    continue
                if stream.objgen != (0, 0):
                    seen.add(stream.objgen)
                if str(specification.get("/AFRelationship", "")) in _DOUBLES:
                    continue
                called = str(specification.get("/UF", "") or specification.get("/F", ""))
                content = _unpacked(stream, limits)
            except DocumentError as found:
                fault = found
                continue
            except _BROKEN:
                continue
            yield called or name, content
    if fault:
        raise fault


def _listed(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    try:
        return [(name, pdf.attachments[name].obj) for name in list(pdf.attachments.keys())[:_MAX_EMBEDDED]]
    except _BROKEN:
        return []


def _pinned(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """The files of the pages' FileAttachment annotations (PDF 1.7, 12.5.6.15)."""
    try:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        pinned = [note.get("/FS") for note in notes if note.get("/Subtype") == "/FileAttachment"]
    except _BROKEN:
        return []
    return [("", specification) for specification in pinned if isinstance(specification, pikepdf.Dictionary)]


def _unpacked(stream: pikepdf.Stream, limits: Limits) -> bytes:
    """The stream decoded. Flate, which can swell a thousandfold, goes through zlib piece by piece."""
    filters = stream.get("/Filter")
    if filters is None:
        return stream.read_raw_bytes()
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names == ["/FlateDecode"] and "/DecodeParms" not in stream:
        return _inflated(stream.read_raw_bytes(), limits)
    if len(names) > 1 and any(name in {"/FlateDecode", "/LZWDecode"} for name in names[:-1]):
        raise _bomb()
    return stream.read_bytes()


def _inflated(packed: bytes, limits: Limits) -> bytes:
    inflater = zlib.decompressobj()
    most = min(limits.file_bytes, max(len(packed) * limits.archive_ratio, 10 * _CHUNK))
    unpacked = io.BytesIO()
    try:
        while packed and unpacked.tell() <= most:
            unpacked.write(inflater.decompress(packed, _CHUNK))
            packed = inflater.unconsumed_tail
    except zlib.error:
        if not unpacked.tell():
            raise ValueError("damaged") from None
    if unpacked.tell() > most:
        raise _bomb()
    return unpacked.getvalue()


def _bomb() -> DocumentError:
    return DocumentError(
        "archive_piegee",
        "Un fichier joint à ce PDF est anormalement compressé (fichier piégé probable) ; il n'a pas été ouvert.",
    )


def strung_files(path: Path) -> list[bytes]:
    """The PDFs that stand one behind the other in the file, each whole in itself; empty when it is one document.

    Readers show the last one only. A document that was saved again behind itself (an incremental update) is one.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        starts = [0, *(match.end() for match in _NEXT_FILE.finditer(content))]
        if not 1 < len(starts) <= _MAX_STRUNG:
            return []
        pieces = [content[start:end] for start, end in pairwise([*starts, len(content)])]
    return pieces if all(_stands_alone(piece) for piece in pieces) else []


def _stands_alone(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
            return len(pdf.pages) > 0
    except pikepdf.PasswordError:
        return True
    except _BROKEN:
        return False
