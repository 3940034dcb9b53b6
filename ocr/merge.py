"""One page's words out of two sources: its text layer, and what was read in its pictures."""

from collections.abc import Sequence
from itertools import groupby

from rapidfuzz import fuzz

from dossier.word import Box, Word, enclosing
from ocr.agreement import plain
from ocr.document import turned_box
from ocr.text_layer import LayerWord

_SAME = 60.0


def layer_to_words(layer: Sequence[LayerWord], rotation: int) -> tuple[Word, ...]:
    """Words of a trusted text layer on the page turned ``rotation`` degrees clockwise, cut to the page."""
    lines = {number: i for i, number in enumerate(dict.fromkeys(word.line for word in layer))}
    blocks = {number: i for i, number in enumerate(dict.fromkeys(word.block for word in layer))}
    return tuple(
        Word(
            text=word.text,
            box=_on_page(turned_box(word.box, rotation)),
            confidence=1.0,
            line=lines[word.line],
            block=blocks[word.block],
        )
        for word in layer
    )


def reading_rotation(layer: Sequence[LayerWord]) -> int:
    """Degrees clockwise that turn the page so that most letters of its text layer stand upright."""
    weights = {0: 1e-6}
    for word in layer:
        weights[word.angle] = weights.get(word.angle, 0.0) + len(word.text)
    angle = max(weights, key=lambda key: weights[key])
    return (360 - angle) % 360


def merged(layer: tuple[Word, ...], read: tuple[Word, ...]) -> tuple[Word, ...]:
    """Both, block by block from the top of the page; what was read again over a word of the layer is left out."""
    fresh = tuple(word for word in read if not any(_says_same(word, known) for known in layer))
    if not fresh:
        return layer
    blocks = [*_blocks(layer), *_blocks(fresh)]
    own = len(_blocks(layer))
    order = sorted(range(len(blocks)), key=lambda i: (_rank(i, blocks, own), i >= own))
    words: list[Word] = []
    line = -1
    for number, i in enumerate(order):
        for _, line_words in groupby(blocks[i], key=lambda word: word.line):
            line += 1
            words += [
                Word(text=word.text, box=word.box, confidence=word.confidence, line=line, block=number)
                for word in line_words
            ]
    return tuple(words)


def _blocks(words: tuple[Word, ...]) -> list[list[Word]]:
    return [list(block) for _, block in groupby(words, key=lambda word: word.block)]


def _rank(i: int, blocks: list[list[Word]], own: int) -> float:
    """The layer's blocks keep their order; a picture's block comes after the last of them that begins above it."""
    if i < own:
        return float(i)
    top = enclosing([word.box for word in blocks[i]]).y0
    above = [j for j in range(own) if enclosing([word.box for word in blocks[j]]).y0 <= top]
    return max(above, default=-1) + 0.5 + min(top, 1.0) * 0.4


def _says_same(word: Word, known: Word) -> bool:
    across = min(word.box.x1, known.box.x1) - max(word.box.x0, known.box.x0)
    down = min(word.box.y1, known.box.y1) - max(word.box.y0, known.box.y0)
    if across <= 0.3 * min(word.box.width, known.box.width) or down <= 0.3 * min(word.box.height, known.box.height):
        return False
    return fuzz.ratio(plain(word.text), plain(known.text)) >= _SAME


def _on_page(box: Box) -> Box:
    return Box(*(min(max(value, 0.0), 1.0) for value in box))
