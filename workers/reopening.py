"""Plis that are filed already are opened and read again, so that a dossier can be judged as a whole."""

from collections.abc import Sequence
from pathlib import Path

from dossier.mail import Original, Pli
from workers.lots import OpenedPli
from workers.originals import OpenedOriginal, open_originals, with_duplicates
from workers.pages import read_pages
from workers.reception import RECEIVED, Reception, Tools


def reopen_pli(pli: Pli, tools: Tools, work: Path) -> OpenedPli:
    """A filed pli as it was read, its originals in the order of the manifest. ``work`` is an empty folder.

    What is found in its first file today and was not then stays out: originals are never renumbered.
    Raises DocumentError when its first file cannot be opened any more.
    """
    found = _open(pli, pli.originals[0], tools, work / "000")
    originals = with_duplicates(
        _take(original, found) or _open(pli, original, tools, work / f"{at:03}")[0]
        for at, original in enumerate(pli.originals)
    )
    return OpenedPli(id=pli.id, originals=originals, pages=tuple(read_pages(originals, tools)), lot=pli.lot)


def together(name: str, plis: Sequence[OpenedPli]) -> OpenedPli:
    """All originals of several plis, one after the other; a file that an earlier pli has already is its duplicate."""
    return OpenedPli(
        id=name,
        originals=with_duplicates(original for pli in plis for original in pli.originals),
        pages=tuple(pages for pli in plis for pages in pli.pages),
    )


def _open(pli: Pli, original: Original, tools: Tools, folder: Path) -> list[OpenedOriginal]:
    """An original and all that is packed in it, from the store."""
    folder.mkdir(parents=True)
    path = folder / RECEIVED
    tools.store.fetch_file(original.key, path)
    reception = Reception(
        id=pli.id,
        path=path,
        name=original.name,
        sha256=original.sha256,
        received_at=pli.received_at,
        received_at_source=pli.received_at_source,
        arrivals=pli.arrivals,
        key=original.key,
    )
    return open_originals(reception, tools, folder)


def _take(original: Original, found: list[OpenedOriginal]) -> OpenedOriginal | None:
    """The original among those found in the first file, each taken once; None when it is not there."""
    for at, one in enumerate(found):
        if one.file.sha256 == original.sha256 and one.file.name == original.name:
            return found.pop(at)
    return None
