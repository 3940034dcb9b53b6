"""Barcodes of a page, read once on its picture: QR, DataMatrix (2D-Doc), Aztec, PDF417, Code 128, Code 39."""

from functools import cache
from typing import Any

import zxingcpp

from dossier.page import Barcode
from dossier.word import Box
from ocr.document import turned_box
from ocr.engine import Grey

_SYMBOLOGIES = ("QRCode", "DataMatrix", "Aztec", "PDF417", "Code128", "Code39")
# Shorter linear codes are read into tables and hatchings.
_SHORTEST_LINEAR = 6


@cache
def _formats() -> Any:
    return zxingcpp.barcode_formats_from_str(",".join(_SYMBOLOGIES))


def barcodes_of(image: Grey, rotation: int = 0) -> tuple[Barcode, ...]:
    """The codes on ``image``, from top to bottom once the picture is turned ``rotation`` degrees clockwise."""
    found = zxingcpp.read_barcodes(image, formats=_formats(), try_invert=False, text_mode=zxingcpp.TextMode.Plain)
    codes = [_barcode(code, image, rotation) for code in found if _is_likely(code)]
    return tuple(sorted(codes, key=lambda code: (code.box.y0, code.box.x0)))


def turned_codes(codes: tuple[Barcode, ...], rotation: int) -> tuple[Barcode, ...]:
    """The same codes on the page turned ``rotation`` degrees clockwise."""
    moved = [
        Barcode(symbology=code.symbology, content=code.content, box=turned_box(code.box, rotation)) for code in codes
    ]
    return tuple(sorted(moved, key=lambda code: (code.box.y0, code.box.x0)))


def _is_likely(code: Any) -> bool:
    linear = code.format in (zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.Code39)
    return bool(code.valid) and (not linear or len(code.bytes) >= _SHORTEST_LINEAR)


def _barcode(code: Any, image: Grey, rotation: int) -> Barcode:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    height, width = image.shape
    box = Box(
        max(min(xs) / width, 0.0),
        max(min(ys) / height, 0.0),
        min(max(xs) / width, 1.0),
        min(max(ys) / height, 1.0),
    )
    return Barcode(symbology=code.format.name, content=bytes(code.bytes), box=turned_box(box, rotation))
