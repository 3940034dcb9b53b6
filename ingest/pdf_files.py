"""PDF files as they come: checked, repaired into a copy where they must be, and what is embedded in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from dossier.errors import DocumentError
from dossier.settings import Limits

_BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, RuntimeError, OSError)
_MAX_EMBEDDED = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class UsablePdf:
    """A PDF that every reader opens: ``path``, its number of ``pages``, and those (from 1) whose content is ``lost``.

    A page is lost when the file was damaged and nothing stands on the page after the repair.
    """

    path: Path
    pages: int
    lost: frozenset[int] = frozenset()


def usable_pdf(path: Path, work: Path, limits: Limits) -> UsablePdf:
    """``path`` itself, or a repaired copy of it under ``work``.

    Raises :class:`DocumentError`: ``fichier_chiffre`` when it wants a password, ``fichier_illisible`` when nothing
    can be repaired, ``sans_page``, ``trop_de_pages``, ``formulaire_xfa``.
    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            _check(pdf, pages, limits)
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
        raise _unreadable() from error
    return _repaired(repaired)


def _unreadable() -> DocumentError:
    return DocumentError("fichier_illisible", "Ce PDF est endommagé : il n'a pu être ni ouvert ni réparé.")


def _check(pdf: pikepdf.Pdf, pages: int, limits: Limits) -> None:
    if pages == 0:
        raise DocumentError("sans_page", "Ce PDF ne contient aucune page.")
    if pages > limits.pages:
        raise DocumentError("trop_de_pages", f"Ce PDF compte {pages} pages ; la limite est de {limits.pages}.")
    form = pdf.Root.get("/AcroForm")
    needs_adobe = pdf.Root.get("/NeedsRendering", False)
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and needs_adobe:
        raise DocumentError(
            "formulaire_xfa",
            "Ce formulaire PDF dynamique (XFA) ne s'affiche que dans Adobe Reader ; "
            "demandez-en une version imprimée en PDF.",
        )


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


def embedded_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each file embedded in the PDF, as portfolios and attachments hold them.

    Machine-readable doubles of the document itself (Factur-X) do not count. Raises pikepdf.PdfError.
    """
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        try:
            names = list(pdf.attachments.keys())[:_MAX_EMBEDDED]
        except _BROKEN:
            return
        for name in names:
            try:
                specification = pdf.attachments[name]
                if str(specification.obj.get("/AFRelationship", "")) in {"/Alternative", "/Data", "/Source"}:
                    continue
                content = specification.get_file().read_bytes()
            except _BROKEN:
                continue
            yield specification.filename or name, content
