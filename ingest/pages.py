"""Any original as a PDF with pages: PDFs in place, pictures without loss, texts rendered."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError
from dossier.settings import Limits
from ingest.calendar import calendar_text
from ingest.formats import ARCHIVES, IMAGES, MESSAGES, Format, as_text
from ingest.html_text import QUOTE_END, QUOTE_START, read_html
from ingest.images import image_to_pdf
from ingest.message import hidden_words, message_parts, open_letter, says_something
from ingest.message_pdf import Rendered, render_message, render_text
from ingest.names import shown_name
from ingest.office import office_to_pdf
from ingest.pdf_files import usable_pdf
from ingest.unfold import UnfoldedFile
from ingest.xfa import filled_in

_TEXT_BYTES = 8 * 1024 * 1024
_SILENT = ARCHIVES | {Format.SIGNATURE, Format.SIDECAR}
_PACKED = "une archive d'un format rare ; demandez les fichiers un par un ou dans une archive zip"
_KNOWN_STARTS = (
    (b"Rar!", "une archive RAR ; demandez les fichiers un par un ou dans une archive zip"),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7-Zip ; demandez les fichiers un par un ou dans une archive zip"),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x1f\x9d", _PACKED),
    (b"LZIP", _PACKED),
    (b"MSCF", _PACKED),
    (b"\x60\xea", _PACKED),
    (b"ISc(", _PACKED),
    (b"StuffIt", _PACKED),
    (b"SIT!", _PACKED),
    (b"%!PS", "un fichier PostScript, qui ne peut pas être affiché ; demandez-le en PDF"),
    (b"\xc5\xd0\xd3\xc6", "un fichier PostScript, qui ne peut pas être affiché ; demandez-le en PDF"),
    (b"MZ", "un programme ; il n'a pas été ouvert"),
    (b"\x7fELF", "un programme ; il n'a pas été ouvert"),
    (b"ID3", "un enregistrement sonore, qui ne peut pas être affiché"),
    (b"OggS", "un enregistrement, qui ne peut pas être affiché"),
    (b"\x1aE\xdf\xa3", "une vidéo, qui ne peut pas être affichée"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PagedFile:
    """An original's pages. ``parts[i]`` is the part of the message's text that page i renders, 0 for other files.

    ``hidden_words`` are those that an HTML body or file holds and does not show: on none of the pages, never evidence.
    ``lost`` are the pages (from 1) of a damaged file that nothing is left of: they must not pass for blank ones.
    ``fault`` says what these pages do not show of the file.
    """

    pdf: Path
    pages: int
    parts: tuple[int, ...]
    hidden_words: tuple[str, ...] = ()
    lost: frozenset[int] = frozenset()
    fault: DocumentError | None = None


def to_pages(file: UnfoldedFile, work: Path, limits: Limits) -> PagedFile | None:
    """The pages of ``file``; None when it has nothing to show (a container, a signature, a message that says nothing).

    A PDF that opens cleanly is ``file.path`` itself; anything else is written under ``work``. Raises
    :class:`DocumentError`, whose message tells an agent what to do, when it cannot be shown.
    """
    if file.container or (file.format in _SILENT and file.fault is None):
        return None
    if file.fault is not None and file.format not in MESSAGES and file.format is not Format.PDF:
        raise file.fault
    if file.fault is not None and file.fault.code == "fichier_trop_gros":
        raise file.fault
    work.mkdir(parents=True, exist_ok=True)
    out = work / f"{hashlib.sha256(file.name.encode()).hexdigest()[:12]}-{file.sha256[:24]}.pdf"
    if file.format is Format.PDF:
        return _pdf(file, out, work, limits)
    if file.format in IMAGES:
        frames = image_to_pdf(file.path, file.format, out, limits)
        return replace(_plain(out, frames.pages), lost=frames.lost)
    if file.format in MESSAGES:
        return _message(file, out, limits)
    if file.format in {Format.TEXT, Format.HTML, Format.CALENDAR}:
        return _text(file, out, limits)
    if file.format is Format.OFFICE:
        return _in_place(office_to_pdf(file.path, work, limits), work, limits)
    raise _unsupported(file)


def _plain(pdf: Path, pages: int) -> PagedFile:
    return PagedFile(pdf=pdf, pages=pages, parts=(0,) * pages)


def _in_place(path: Path, work: Path, limits: Limits) -> PagedFile:
    usable = usable_pdf(path, work, limits)
    fault = DocumentError(
        "fichier_endommage", "Ce PDF est endommagé : il peut manquer des pages à ce qui est montré ici."
    )
    return replace(_plain(usable.path, usable.pages), lost=usable.lost, fault=fault if usable.doubtful else None)


def _pdf(file: UnfoldedFile, out: Path, work: Path, limits: Limits) -> PagedFile:
    """The PDF's pages; of a form that only Adobe Reader draws, what was filled in, with the fault that says so."""
    try:
        return _in_place(file.path, work, limits)
    except DocumentError as fault:
        values = filled_in(file.path) if fault.code == "formulaire_xfa" else ""
        if not values:
            raise
        return replace(_rendered(render_text(values, out, limits), ()), fault=fault)


def _rendered(rendered: Rendered, hidden: tuple[str, ...]) -> PagedFile:
    return PagedFile(pdf=rendered.pdf, pages=len(rendered.parts), parts=rendered.parts, hidden_words=hidden)


def _message(file: UnfoldedFile, out: Path, limits: Limits) -> PagedFile | None:
    letter = open_letter(file.path, file.format)
    parts = message_parts(letter)
    if not parts:
        return None
    names = [shown_name(carried.untrusted_name) for carried in letter.carried if not carried.inline]
    rendered = render_message(file.head or letter.head, parts, [name for name in names if name], out, limits)
    return _rendered(rendered, hidden_words(letter))


def _text(file: UnfoldedFile, out: Path, limits: Limits) -> PagedFile | None:
    with file.path.open("rb") as stream:
        text = as_text(stream.read(_TEXT_BYTES)) or ""
    hidden: tuple[str, ...] = ()
    if file.format is Format.HTML:
        words = read_html(text)
        text, hidden = words.text.replace(QUOTE_START, "").replace(QUOTE_END, ""), words.hidden
    if file.format is Format.CALENDAR:
        text = calendar_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").strip("\n")
    return _rendered(render_text(text, out, limits), hidden) if says_something(text) else None


def _unsupported(file: UnfoldedFile) -> DocumentError:
    if file.format is Format.EMPTY:
        return DocumentError("fichier_vide", "Ce fichier est vide ; demandez à l'expéditeur de le renvoyer.")
    with file.path.open("rb") as stream:
        start = stream.read(16)
    what = next((words for magic, words in _KNOWN_STARTS if start.startswith(magic)), None)
    if what is None and start[4:8] == b"ftyp":
        what = "une vidéo, qui ne peut pas être affichée"
    if what is None:
        return DocumentError(
            "format_inconnu", "Ce fichier n'est ni un PDF, ni une image, ni un message lisible ; demandez-le en PDF."
        )
    return DocumentError("format_non_pris_en_charge", f"Ce fichier est {what}.")
