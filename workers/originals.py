"""Step 1: the file that arrived becomes its originals, each with a PDF to read its pages from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.errors import DocumentError, OurError
from dossier.page_range import SourceFile
from ingest.pages import PagedFile
from ingest.unfold import UnfoldedFile
from workers.paging import page_files
from workers.reception import Reception, Tools
from workers.scanning import unfold_scanned


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
    files = unfold_scanned(reception, tools, work)
    if files[0].file.sha256 != reception.sha256:
        raise OurError("the file changed while it was read")
    source = None
    if reception.key is not None:
        source = SourceFile(key=reception.key, name=reception.name, sha256=reception.sha256)
    opened = (
        OpenedOriginal(file=one.file, paged=pages.paged, fault=one.held or one.file.fault or pages.fault, source=source)
        for one, pages in zip(files, page_files(files, tools, work), strict=True)
    )
    return list(with_duplicates(opened))


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
