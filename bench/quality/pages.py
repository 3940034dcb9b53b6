"""Pages as found beside pages as they are: what each measure of cutting and of types counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.quality.endings import Ending, FoundOriginal
from dossier.filing import Dossier
from dossier.page import PageRef
from dossier.piece import Skip
from specimens import Truth, TruthPage, TruthPiece


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedPage:
    """One page. ``file`` is its original's name and ``number`` its page there (of the lot, for a pli of one).

    What is true: ``piece`` (None where nothing is known or the page belongs to none) and ``group``, equal for pages of
    one pièce within one file, since files are hard borders; ``skip`` where it should be skipped; ``told`` is false for
    a page that the truth does not know. What was found: ``rank`` and ``type`` of its pièce, or ``why`` it was skipped.
    ``ref`` is how the manifest names it. ``times``: how often it is listed; 0 also for a part of a message that got no
    page of its own (``made`` is false).
    """

    file: str
    number: int
    ref: PageRef | None = None
    told: bool = True
    piece: TruthPiece | None = None
    group: tuple[int, str] | None = None
    skip: Skip | None = None
    rank: int | None = None
    type: str = ""
    why: Skip | None = None
    times: int = 0
    made: bool = True


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the truth puts a page."""

    index: int
    piece: TruthPiece | None
    skip: Skip | None = None


_Key = tuple[str, int | None, int]
_Listed = tuple[int | None, str, Skip | None]


def compared_pages(truth: Truth, ending: Ending, parts: Mapping[str, tuple[int, ...]]) -> tuple[ComparedPage, ...]:
    """Every page that was found, in order, then those of ``truth`` that were not. ``parts`` by message's name."""
    places = _places(truth)
    found = _found(ending.dossier) if ending.dossier else {}
    pages: list[ComparedPage] = []
    reached: set[_Key] = set()
    for index, original in enumerate(ending.originals):
        for number in range(1, original.pages + 1):
            key = _key(original, number, truth, parts, places)
            reached.add(key)
            ref = PageRef(index, number)
            pages.append(_compared(key, ref, places.get(key), found.get(ref, [])))
    left = [_absent(key, place) for key, place in places.items() if key not in reached and _is_ours(place)]
    return tuple(_with_absent(pages, left))


def _is_ours(place: _Place) -> bool:
    """A separator lies between the plis of a lot, in none of their originals."""
    return place.skip is not Skip.SEPARATOR


def _places(truth: Truth) -> dict[_Key, _Place]:
    places: dict[_Key, _Place] = {}
    for index, piece in enumerate(truth.pieces):
        places |= {_true_key(page): _Place(index, piece) for page in piece.pages}
    return places | {_true_key(skipped.page): _Place(-1, None, skipped.why) for skipped in truth.skipped}


def _true_key(page: TruthPage) -> _Key:
    return page.original, page.page, page.part


def _found(dossier: Dossier) -> dict[PageRef, list[_Listed]]:
    """By page reference: each (rank, type, why) under which it is listed."""
    found: dict[PageRef, list[_Listed]] = {}
    for piece in dossier.findings.pieces:
        for page in piece.pages:
            found.setdefault(page.ref, []).append((piece.rank, piece.type, None))
    for skipped in dossier.findings.skipped:
        found.setdefault(skipped.ref, []).append((None, "", skipped.why))
    return found


def _key(
    original: FoundOriginal,
    number: int,
    truth: Truth,
    parts: Mapping[str, tuple[int, ...]],
    places: Mapping[_Key, _Place],
) -> _Key:
    """A page of a message by its part, or by the last part before it that the truth knows; others by their number."""
    if original.message:
        of_page = parts.get(original.name, ())
        part = of_page[number - 1] if number <= len(of_page) else 0
        known = [number for number in range(part, -1, -1) if (original.name, None, number) in places]
        return original.name, None, known[0] if known else part
    shift = original.first_page - 1
    name = _lot_name(truth) if shift else original.name
    return name, number + shift, 0


def _lot_name(truth: Truth) -> str:
    """The scan that a pli of a lot was cut from: its own original has another name."""
    return truth.pieces[0].pages[0].original if truth.pieces else ""


def _compared(key: _Key, ref: PageRef, place: _Place | None, listed: list[_Listed]) -> ComparedPage:
    rank, type_, why = listed[0] if listed else (None, "", None)
    return ComparedPage(
        file=key[0],
        number=key[1] or ref.page,
        ref=ref,
        told=place is not None,
        piece=place.piece if place else None,
        group=(place.index, key[0]) if place and place.piece else None,
        skip=place.skip if place else None,
        rank=rank,
        type=type_,
        why=why,
        times=len(listed),
    )


def _absent(key: _Key, place: _Place) -> ComparedPage:
    return ComparedPage(
        file=key[0],
        number=key[1] or 0,
        piece=place.piece,
        group=(place.index, key[0]) if place.piece else None,
        skip=place.skip,
        made=key[1] is not None,
    )


def _with_absent(pages: list[ComparedPage], left: list[ComparedPage]) -> Iterator[ComparedPage]:
    """Pages that were not found stand after the last one of their file, else at the end."""
    files = {page.file for page in pages}
    for number, page in enumerate(pages):
        yield page
        if number + 1 == len(pages) or pages[number + 1].file != page.file:
            yield from (each for each in left if each.file == page.file)
    yield from (each for each in left if each.file not in files)
