"""Everything that the pages of a PDF are made of."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream


def dictionaries_of(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Each dictionary and stream of ``pdf`` that can be reached, once; what nothing refers to will not be saved."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Object] = [pdf.Root]
    while waiting:
        here = waiting.pop()
        if here.is_indirect:
            if here.objgen in seen:
                continue
            seen.add(here.objgen)
        if isinstance(here, Array):
            values = list(here)
        else:
            yield here
            values = [value for _, value in here.items()]
        waiting += [value for value in values if isinstance(value, Array | Dictionary | Stream)]
