"""Step 1: the file that arrived becomes its originals, each with a PDF to read its pages from."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError, OurError
from dossier.page_range import SourceFile
from ingest.formats import MESSAGES
from ingest.pages import PagedFile, to_pages
from ingest.unfold import UnfoldedFile, unfold
from workers.reception import Reception, Tools
from workers.sandbox import result_of


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedOriginal:
    """An original, and its pages if it has any. ``fault`` says why it, or a part of it, cannot be read.

    ``same_as`` is the index of an earlier original of the same pli with the same bytes: its pages are duplicates.
    ``set_aside``: a later scan of the same envelope replaces it; its pages are listed and say nothing.
    ``source`` is the stored file that it came out of, None where that is not stored yet.
    """

    file: UnfoldedFile
    paged: PagedFile | None
    fault: DocumentError | None
    same_as: int | None = None
    set_aside: bool = False
    source: SourceFile | None = None

    @property
    def pages(self) -> int:
        return self.paged.pages if self.paged else 0


def open_originals(reception: Reception, tools: Tools, work: Path) -> list[OpenedOriginal]:
    """All originals in the received file, the file itself first.

    Nothing is parsed natively that the antivirus has not seen. Raises DocumentError when the file itself cannot be
    opened at all, WeatherError when it could not be scanned.
    """
    if reception.path.stat().st_size > tools.limits.file_bytes:
        limit = tools.limits.file_bytes // (1024 * 1024)
        raise DocumentError("fichier_trop_gros", f"Le fichier dépasse la taille permise ({limit} Mo).")
    tools.antivirus.examine(reception.path)
    timeout_s = tools.limits.file_seconds
    files = tools.sandbox.run(unfold, reception.path, reception.name, work, tools.limits, timeout_s=timeout_s)
    if files[0].sha256 != reception.sha256:
        raise OurError("the file changed while it was read")
    found = [_found_in(file, reception, tools) for file in files]
    paging = _paging(files, found, tools, work)
    opened = (_opened(file, future, fault) for file, future, fault in zip(files, paging, found, strict=True))
    source = None
    if reception.key is not None:
        source = SourceFile(key=reception.key, name=reception.name, sha256=reception.sha256)
    return list(with_duplicates(replace(original, source=source) for original in opened))


def _paging(
    files: Sequence[UnfoldedFile], found: Sequence[DocumentError | None], tools: Tools, work: Path
) -> "list[Future[PagedFile | None] | None]":
    """The pages of each file, asked for once where a thousand attachments are the same one."""
    asked: dict[tuple[str, bool], Future[PagedFile | None]] = {}
    paging: list[Future[PagedFile | None] | None] = []
    for file, fault in zip(files, found, strict=True):
        same = (file.sha256, file.fault is None)
        if fault is not None:
            paging.append(None)
        elif same in asked:
            paging.append(asked[same])
        else:
            future = tools.sandbox.submit(to_pages, file, work, tools.limits, timeout_s=tools.limits.file_seconds)
            paging.append(future)
            if file.format not in MESSAGES:  # a message's page shows who carried it, too
                asked[same] = future
    return paging


def with_duplicates(originals: Iterable[OpenedOriginal]) -> tuple[OpenedOriginal, ...]:
    """The same, each that has the bytes of an earlier one marked as its duplicate."""
    first_with: dict[str, int] = {}
    marked = []
    for index, original in enumerate(originals):
        if original.set_aside:
            marked.append(original)
            continue
        first = first_with.setdefault(original.file.sha256, index)
        marked.append(replace(original, same_as=first if first != index and original.paged else None))
    return tuple(marked)


def _found_in(file: UnfoldedFile, reception: Reception, tools: Tools) -> DocumentError | None:
    """What the antivirus says against a file that came out of the received one; that one it has seen already."""
    if file.sha256 == reception.sha256:
        return None
    try:
        tools.antivirus.examine(file.path)
    except DocumentError as fault:
        return fault
    return None


def _opened(
    file: UnfoldedFile, future: "Future[PagedFile | None] | None", found: DocumentError | None
) -> OpenedOriginal:
    if future is None:
        return OpenedOriginal(file=file, paged=None, fault=found)
    paged, fault = _outcome(future)
    return OpenedOriginal(file=file, paged=paged, fault=file.fault or fault)


def _outcome(future: "Future[PagedFile | None]") -> tuple[PagedFile | None, DocumentError | None]:
    try:
        paged = result_of(future)
        return paged, paged.fault if paged else None
    except DocumentError as fault:
        return None, fault
