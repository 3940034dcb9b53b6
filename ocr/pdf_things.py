"""Everything that the pages of a PDF are made of."""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, Stream

_NAMED_RESOURCES = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"},
)
_RESOURCES, _NAMED_GLYPHS = "/Resources", "/CharProcs"
_TELLING = frozenset({_RESOURCES, _NAMED_GLYPHS})


def dictionaries_of(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Each dictionary and stream of ``pdf`` that can be reached, once; what nothing refers to will not be saved.

    Left out are the dictionaries whose keys are names that the file chose, of its fonts, pictures or glyphs: « /AA »
    may be a picture there. What they name is given.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[str, Object]] = [("", pdf.Root)]
    while waiting:
        role, here = waiting.pop()
        if here.is_indirect:
            if here.objgen in seen:
                continue
            seen.add(here.objgen)
        if isinstance(here, Array):
            waiting += [("", value) for value in here if _holds_things(value)]
            continue
        names = isinstance(here, Dictionary) and (role in _NAMED_RESOURCES or role == _NAMED_GLYPHS)
        if not names:
            yield here
        telling = frozenset() if names else _NAMED_RESOURCES if role == _RESOURCES else _TELLING
        waiting += [(key if key in telling else "", value) for key, value in here.items() if _holds_things(value)]


def _holds_things(value: Object) -> bool:
    return isinstance(value, Array | Dictionary | Stream)
