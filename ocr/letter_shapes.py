"""Whether the letters that a text layer claims have the shape of what is drawn.

A font may draw one text and name another (a wrong or forged /ToUnicode), and marked content may replace what is drawn
(/ActualText). PDFium's boxes are those of the glyphs drawn: where « l » is claimed to stand beside « e », one must be
higher than the other. That is seen without drawing the page.
"""

from collections.abc import Sequence

_HIGH = frozenset("bdfhklABCDEFGHIKLMNOPRSTUVWXYZ")
_LOW = frozenset("acemnorsuvwxz")
_DEEP = frozenset("gpqy")
_LEAST_STEP = 0.05  # of the word's height: between the top of « l » and that of « e »
_FEW_LETTERS = 3
_SPECK = 0.25  # of the word's height: « a » is half as high as « À », in any print

CharBox = tuple[float, float, float, float]
"""left, right, bottom, top in user space, of one glyph of text that runs to the right."""


def fit_their_boxes(text: str, boxes: Sequence[CharBox]) -> bool:
    """Whether high, low and deep letters of the word ``text`` stand out from each other in ``boxes``, one a character,
    and none is but a speck beside the others.

    True where the word has no two letters to compare.
    """
    if len(text) != len(boxes) or len(text) < _FEW_LETTERS:
        return True
    high = [box for char, box in zip(text, boxes, strict=True) if char in _HIGH]
    low = [box for char, box in zip(text, boxes, strict=True) if char in _LOW]
    deep = [box for char, box in zip(text, boxes, strict=True) if char in _DEEP]
    height = max(box[3] for box in boxes) - min(box[2] for box in boxes)
    if any(box[3] - box[2] < _SPECK * height for box in (*high, *low, *deep)):
        return False
    step = _LEAST_STEP * height
    if high and low and min(box[3] for box in high) - max(box[3] for box in low) < step:
        return False
    return not (deep and low and min(box[2] for box in low) - max(box[2] for box in deep) < step)
