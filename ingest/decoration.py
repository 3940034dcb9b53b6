"""Which of the files that a message carries only decorate it: signature logos, tracking pixels, electronic cards."""

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ingest.formats import IMAGES, Format

_SPECK_SIDE = 16  # px: tracking pixels, bullets, spacers
_ICON_SIDE = 72
_LOGO_PIXELS = 150_000  # an inline picture under this holds no legible document: 10 lines of print need more
_BANNER_HEIGHT = 260
_BANNER_RATIO = 3.0


def is_decoration(path: Path, format_: Format, inline: bool) -> bool:
    """True for an image too small to show a document, and for an inline one of the size of a logo or a banner.

    ``inline``: the message's text shows it. An image attached on purpose counts from icon size on, since an identity
    photo is small.
    """
    if format_ is Format.TEXT:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCARD")
    if format_ not in IMAGES:
        return False
    size = image_size(path)
    if size is None:
        return False
    width, height = size
    if min(width, height) <= _SPECK_SIDE or max(width, height) <= _ICON_SIDE:
        return True
    banner = width / height >= _BANNER_RATIO and height <= _BANNER_HEIGHT
    return inline and (width * height <= _LOGO_PIXELS or banner)


def image_size(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels, read from the header without decoding; None when it cannot be read."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
