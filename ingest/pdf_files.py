"""PDF files as they come: checked, and repaired into a copy where they must be."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.xfa import is_dynamic_form

_STREAM_BYTES = 100 * 1024 * 1024  # PDFium unpacks a page's content whole; 100 MB of drawing is no document
_MOST_SWELLING = 1040  # Flate's highest ratio is 1032
_CHUNK = 1024 * 1024
_BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError, OSError)


@dataclass(frozen=True, kw_only=True, slots=True)
class UsablePdf:
    """A PDF that every reader opens: ``path``, its number of ``pages``, and those (from 1) whose content is ``lost``.

    A page is lost when the file was damaged and nothing stands on the page after the repair. ``doubtful`` says that the
    repair may have left pages out.
    """

    path: Path
    pages: int
    lost: frozenset[int] = frozenset()
    doubtful: bool = False


def usable_pdf(path: Path, work: Path, limits: Limits) -> UsablePdf:
    """``path`` itself, or a repaired copy of it under ``work``.

    Raises :class:`DocumentError`: ``fichier_chiffre`` when it wants a password, ``fichier_illisible`` when nothing
    can be repaired, ``sans_page``, ``trop_de_pages``, ``formulaire_xfa``.
    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            _check(path, pdf, pages, limits)
            if _clean(path, pdf, pages):
                return UsablePdf(path=path, pages=pages)
            repaired = work / f"{path.stem}-repare.pdf"
            pdf.save(repaired, encryption=False, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise DocumentError(
            "fichier_chiffre",
            "Ce PDF est protégé par un mot de passe ; demandez à l'expéditeur un fichier sans mot de passe.",
        ) from error
    except _BROKEN as error:  # pikepdf on damaged structures, beyond its own PdfError
        repaired = work / f"{path.stem}-relu.pdf"
        if not _rewritten(path, repaired, limits):
            raise _unreadable() from error
        return replace(_repaired(repaired), doubtful=True)
    return _repaired(repaired)


def _unreadable() -> DocumentError:
    return DocumentError("fichier_illisible", "Ce PDF est endommagé : il n'a pu être ni ouvert ni réparé.")


def _check(path: Path, pdf: pikepdf.Pdf, pages: int, limits: Limits) -> None:
    if pages == 0:
        raise DocumentError("sans_page", "Ce PDF ne contient aucune page.")
    if pages > limits.pages:
        raise DocumentError("trop_de_pages", f"Ce PDF compte {pages} pages ; la limite est de {limits.pages}.")
    if any(_swells(thing) for thing in pdf.objects):
        raise DocumentError(
            "fichier_piege",
            "Ce PDF est anormalement compressé (fichier piégé probable) ; il n'a pas été ouvert.",
        )
    if "/AcroForm" in pdf.Root and is_dynamic_form(pdf, _first_words(path)):
        raise DocumentError(
            "formulaire_xfa",
            "Ce formulaire PDF dynamique (XFA) ne s'affiche que dans Adobe Reader ; "
            "demandez-en une version imprimée en PDF.",
        )


def _swells(thing: pikepdf.Object) -> bool:
    """Whether a stream unpacks beyond all measure. Of a picture packed once its own words tell the size."""
    if not isinstance(thing, pikepdf.Stream):
        return False
    filters = thing.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    times = next((at for at, name in enumerate(names) if name != "/FlateDecode"), len(names))
    if not times or (times == 1 and thing.get("/Subtype") == "/Image"):
        return False
    if int(thing.get("/Length", 0)) * _MOST_SWELLING**times < _STREAM_BYTES:
        return False
    return _unpacks_beyond(thing.read_raw_bytes(), times)


def _unpacks_beyond(packed: bytes, times: int) -> bool:
    """Whether any of ``times`` unpackings, one after the other, gives more than a stream may hold."""
    pieces: Iterator[bytes] = iter([packed])
    for _ in range(times):
        pieces = _inflated(pieces)
    try:
        for _ in pieces:
            pass
    except OverflowError:
        return True
    return False


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    """The data unpacked, a megabyte at a time; what is damaged ends there. Raises OverflowError when it is too much."""
    inflater, unpacked = zlib.decompressobj(), 0
    for piece in packed:
        rest = piece
        while rest and not inflater.eof:
            try:
                given = inflater.decompress(rest, _CHUNK)
            except zlib.error:
                return
            unpacked += len(given)
            if unpacked > _STREAM_BYTES:
                raise OverflowError
            yield given
            rest = inflater.unconsumed_tail


def _clean(path: Path, pdf: pikepdf.Pdf, pages: int) -> bool:
    """Whether qpdf had nothing to repair and PDFium sees the same pages."""
    with path.open("rb") as stream:
        starts_right = stream.read(5) == b"%PDF-"
    return starts_right and not pdf.get_warnings() and _pdfium_pages(path) == pages


def _pdfium_pages(path: Path) -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return -1
    try:
        return len(document)
    finally:
        document.close()


def _first_words(path: Path) -> str:
    """The words of the first page as PDFium reads them; empty when it does not."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return ""
    try:
        words: str = document[0].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return ""
    finally:
        document.close()
    return words


def _rewritten(path: Path, out: Path, limits: Limits) -> bool:
    """Whether PDFium, which forgives a page tree that qpdf does not, could write the pages anew at ``out``."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return False
    copy = pypdfium2.PdfDocument.new()
    try:
        if not 0 < len(document) <= limits.pages:
            return False
        copy.import_pages(document)
        copy.save(out)
    except pypdfium2.PdfiumError:
        return False
    finally:
        copy.close()
        document.close()
    return True


def _repaired(path: Path) -> UsablePdf:
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            lost = frozenset(number for number, page in enumerate(pdf.pages, start=1) if _holds_nothing(page))
    except _BROKEN as error:
        raise _unreadable() from error
    if len(lost) == pages or _pdfium_pages(path) != pages:
        raise _unreadable()
    return UsablePdf(path=path, pages=pages, lost=lost)


def _holds_nothing(page: pikepdf.Page) -> bool:
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    written = any(isinstance(stream, pikepdf.Stream) and stream.read_raw_bytes() for stream in streams)
    return not written and "/Annots" not in page.obj
