"""What agents corrected: pages whose type an agent changed, out of a store's own layout (``dossiers/<dossier>/…``).

Such pages are personal data. They are read where they lie, and nothing of them but the counts of a linear model's
features leaves; a préfecture decides whether its dossiers may teach (see ``docs/bench/types.md``).
"""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2

_CORRECTED = "correction"
_Place = tuple[int, int]


def corrected_pages(store: Path) -> Iterator[tuple[str, str, str]]:
    """(text, type, dossier) of each page to which a correction gave another type than the revision before, by the last
    revision. The text is that of the searchable pièce. A dossier without corrections gives nothing."""
    for manifest in sorted(store.glob("dossiers/*/dossier.json")):
        latest = json.loads(manifest.read_text(encoding="utf-8"))
        changed = _changed(manifest.parent)
        for piece in latest["pieces"]:
            numbers = [n for n, page in enumerate(piece["pages"]) if (page["original"], page["page"]) in changed]
            if numbers:
                yield from ((text, piece["type"], latest["id"]) for text in _texts(store / piece["key"], numbers))


def _changed(folder: Path) -> set[_Place]:
    """The pages whose type some correction changed."""
    files = sorted(folder.glob("revisions/*.json"), key=lambda path: int(path.stem))
    revisions = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    changed: set[_Place] = set()
    for before, after in pairwise(revisions):
        if after["cause"] == _CORRECTED:
            was = _types(before)
            changed |= {place for place, type_ in _types(after).items() if was.get(place, type_) != type_}
    return changed


def _types(revision: Mapping[str, Any]) -> dict[_Place, str]:
    return {(page["original"], page["page"]): piece["type"] for piece in revision["pieces"] for page in piece["pages"]}


def _texts(path: Path, numbers: list[int]) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in numbers]
    finally:
        document.close()
