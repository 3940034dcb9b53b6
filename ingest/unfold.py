"""One file of mail becomes all the originals in it: attachments, attached messages, members of archives."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pikepdf

from dossier.bundle import Origin
from dossier.errors import DocumentError
from dossier.mail import MessageHead
from dossier.settings import Limits
from ingest.archive import Extraction, extract
from ingest.budget import Budget
from ingest.decoration import is_decoration
from ingest.formats import ARCHIVES, MESSAGES, Format, media_type, sniff, suffix
from ingest.letter import Letter
from ingest.message import message_parts, open_letter
from ingest.names import UniqueNames, shown_name
from ingest.pdf_attached import embedded_files, strung_files
from ingest.signature import Wrapper, signed_content, wrapper_of
from ingest.tarball import extract_gzip, extract_tar

_CHUNK = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class UnfoldedFile:
    """One original as found: the file itself, or one packed in it.

    ``name`` is unique within the pli; what is packed in something that is no message of the pli itself stands under
    its name (``a.zip/b.pdf``). ``path`` is a readable copy, left alone by whoever reads it. ``head`` is the message's
    own, or that of the message that carries the file. ``depth`` counts the messages around it: 0 for the file as
    received, 1 for what the received message carries. ``decoration``: a logo or the like, no pièce. ``container``: it
    only holds other files and shows no page of its own. ``fault``: why it, or a part of it, cannot be read.
    ``within``: the index, among all that :func:`unfold` gives, of the file that it was packed in; None for the first.
    """

    name: str
    path: Path
    format: Format
    media_type: str
    sha256: str
    size_bytes: int
    origin: Origin
    head: MessageHead | None = None
    depth: int = 0
    decoration: bool = False
    container: bool = False
    fault: DocumentError | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file was found: the name it is under, the message that carries it, how deep it is packed."""

    prefix: str = ""
    letter: Letter | None = None
    depth: int = 0
    nesting: int = 0
    inline: bool = False
    within: int | None = None


def unfold(
    path: Path, name: str, work: Path, limits: Limits, may_open: Collection[str] | None = None
) -> list[UnfoldedFile]:
    """The file at ``path`` first, then everything packed in it, depth first; packed files are written under ``work``.

    ``may_open``: the SHA-256 of those that may be opened, None for all; the others are listed, and what is in them is
    not. Never raises for what a document holds: a file that cannot be opened is listed with its ``fault``, its siblings
    go on. Nothing is left out silently.
    """
    return _Unfolding(work, limits, may_open).run(path, name)


class _Unfolding:
    def __init__(self, work: Path, limits: Limits, may_open: Collection[str] | None) -> None:
        self.work = work / "unfolded"
        self.may_open = may_open
        self.budget = Budget(limits)
        self.names = UniqueNames()
        self.found: list[UnfoldedFile] = []
        self.written = 0

    def run(self, path: Path, name: str) -> list[UnfoldedFile]:
        self.work.mkdir(parents=True, exist_ok=True)
        self._visit(path, shown_name(name) or "fichier", _Place())
        return self.found

    def _new_file(self) -> Path:
        self.written += 1
        return self.work / f"{self.written:05d}"

    def _visit(self, path: Path, name: str, place: _Place) -> None:
        index = len(self.found)
        format_ = sniff(path)
        unique = self.names.take(place.prefix + (name or f"piece-jointe-{index}{suffix(format_)}"))
        file = self._described(path, unique, format_, place)
        self.found.append(file)
        if self.may_open is not None and file.sha256 not in self.may_open:
            return
        carried = place.letter is not None or place.nesting > 0
        self._note(index, decoration=carried and is_decoration(path, format_, place.inline))
        try:
            self._open(index, place)
        except DocumentError as fault:
            self._note(index, fault=fault)

    def _note(self, index: int, **changes: Any) -> UnfoldedFile:
        """Adds to what is known of a file that was found, and gives it back."""
        self.found[index] = replace(self.found[index], **changes)
        return self.found[index]

    def _described(self, path: Path, name: str, format_: Format, place: _Place) -> UnfoldedFile:
        carried = place.letter is not None or place.nesting > 0
        origin = Origin.MESSAGE if format_ in MESSAGES else Origin.ATTACHMENT if carried else Origin.SCAN
        return UnfoldedFile(
            name=name,
            path=path,
            format=format_,
            media_type=media_type(format_),
            sha256=sha256_of(path),
            size_bytes=path.stat().st_size,
            origin=origin,
            head=place.letter.head if place.letter else None,
            depth=place.depth,
            container=format_ in ARCHIVES,
            within=place.within,
        )

    def _open(self, index: int, place: _Place) -> None:
        """Visits what the file holds."""
        file = self.found[index]
        limit = self.budget.limits.file_bytes
        if file.size_bytes > limit:
            raise DocumentError(
                "fichier_trop_gros",
                f"Ce fichier dépasse la taille permise ({limit // (1024 * 1024)} Mo) ; il n'a pas été ouvert.",
            )
        if file.format in MESSAGES:
            self._open_message(index, place)
        elif file.format in ARCHIVES:
            self._open_archive(index, place)
        elif file.format is Format.SIGNATURE:
            self._open_signature(index, place)
        elif file.format is Format.PDF and place.nesting <= self.budget.limits.archive_depth:
            self._open_pdf(index, place)

    def _open_message(self, index: int, place: _Place) -> None:
        self.budget.check_depth(place.nesting)
        file = self.found[index]
        letter = open_letter(file.path, file.format)
        wrapped = file.format is Format.TNEF and place.letter is not None
        if wrapped and place.letter is not None:  # winmail.dat is its carrier's own text and files, not another message
            letter = replace(letter, head=place.letter.head)
            self._note(index, container=_repeats(letter, place.letter))
        file = self._note(index, head=letter.head, fault=letter.fault)
        inside = _Place(
            prefix=f"{file.name}/" if place.nesting else "",
            letter=letter,
            depth=place.depth + (0 if wrapped else 1),
            nesting=place.nesting + 1,
            within=index,
        )
        for carried in letter.carried:
            try:
                content = carried.read()
            except DocumentError as fault:
                self._note(index, fault=fault)
                continue
            self._add(content, shown_name(carried.untrusted_name), replace(inside, inline=carried.inline))

    def _open_archive(self, index: int, place: _Place) -> None:
        self.budget.check_depth(place.nesting)
        file = self.found[index]
        extraction = self._extracted(file)
        self._note(index, fault=extraction.fault)
        for member in extraction.members:
            self._visit(member.path, member.name, self._under(index, place))

    def _open_pdf(self, index: int, place: _Place) -> None:
        """The files embedded in it. Several PDFs in one file make it a container of them."""
        path, inside = self.found[index].path, self._under(index, place)
        strung = strung_files(path)
        if strung:
            self._note(index, container=True)
        for number, content in enumerate(strung, start=1):
            self._add(content, f"document-{number}.pdf", inside)
        if not strung:
            for name, content in _embedded(path, self.budget.limits):
                self._add(content, shown_name(name), inside)

    def _extracted(self, file: UnfoldedFile) -> Extraction:
        if file.format is Format.TAR:
            return extract_tar(file.path, self._new_file, self.budget)
        if file.format is Format.COMPRESSED:
            return extract_gzip(file.path, file.name.rsplit("/", 1)[-1], self._new_file, self.budget)
        return extract(file.path, self._new_file, self.budget)

    def _open_signature(self, index: int, place: _Place) -> None:
        file = self.found[index]
        content = file.path.read_bytes()
        kind = wrapper_of(content)
        if kind is Wrapper.ENCRYPTED:
            raise DocumentError(
                "fichier_chiffre",
                "Ce fichier est chiffré (S/MIME ou PGP) : il ne peut pas être lu sans la clé du destinataire.",
            )
        if kind is Wrapper.SIGNED:
            self.budget.check_depth(place.nesting)
            self._note(index, container=True)
            name = re.sub(r"\.(?:p7m|p7s|sig)$", "", file.name.rsplit("/", 1)[-1], flags=re.I)
            self._add(signed_content(content), name, self._under(index, place))

    def _add(self, content: bytes, name: str, place: _Place) -> None:
        self.budget.take_member()
        self.budget.take_bytes(len(content))
        target = self._new_file()
        target.write_bytes(content)
        self._visit(target, name, place)

    def _under(self, index: int, place: _Place) -> _Place:
        name = self.found[index].name
        return replace(place, prefix=f"{name}/", nesting=place.nesting + 1, inline=False, within=index)


def _embedded(path: Path, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The files embedded in a PDF; none where it cannot be opened (making its pages says why)."""
    try:
        yield from embedded_files(path, limits)
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return


def _repeats(inner: Letter, outer: Letter) -> bool:
    """Whether ``inner`` says nothing that ``outer`` does not say: Outlook sends the same text in both."""
    words = set(re.findall(r"\w{2,}", " ".join(message_parts(inner)).lower()))
    said = set(re.findall(r"\w{2,}", " ".join(message_parts(outer)).lower()))
    return len(words & said) >= 0.8 * len(words)


def sha256_of(path: Path) -> str:
    """SHA-256 of the file in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
