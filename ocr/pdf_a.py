"""Whether a copy may call itself PDF/A-2b (ISO 19005-2:2011, level B), and what it then must carry.

Nothing is converted: a scan is PDF/A once it has a colour profile and says so, and so is what we render ourselves. A
file that somebody else made stays what it says it is, if it holds with what the standard forbids. Whether the widths
and the glyphs of foreign fonts are right would cost more to check than the copy itself, and in one file of eight they
are not: who does not call such a file PDF/A gets no PDF/A. In doubt a copy claims nothing.
"""

import re
import zlib
from collections.abc import Iterable
from enum import StrEnum

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from ocr.srgb_profile import srgb_profile


class Obstacle(StrEnum):
    """What keeps a copy from being PDF/A-2b, with the clause of ISO 19005-2."""

    FONT = "6.2.11: a font is not embedded, its encoding is not one that the standard takes, or nobody vouches for it"
    COLOUR = "6.2.4: device-dependent colours other than grey and RGB, or a damaged profile"
    FILTER = "6.1.7: a stream is packed with JPEG 2000, a cipher, an unknown filter, or a picture's and LZW"
    IMAGE = "6.2.8: a picture asks to be smoothed or has an uncommon depth"
    DRAWING = "6.2.5, 6.2.9, 6.2.10: transfer functions, halftones, PostScript, unknown blend modes"
    ANNOTATION = "6.3: an annotation has no appearance"
    CONTENT = "6.2.2: a drawing uses what its resources do not name, or cannot be read"
    SIZE = "6.1.13: a page is smaller than 3 or larger than 14,400 units"


# qpdf unpacks chains of these and packs them with Flate when it saves, so that LZW does not last.
_PLAIN_FILTERS = frozenset(
    {"/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/LZWDecode"},
)
_FILTERS = _PLAIN_FILTERS - {"/LZWDecode"} | {"/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode"}
_FOREIGN_COLOURS = frozenset({"/DeviceCMYK", "/CMYK", "/DeviceN", "/Separation"})
_BLEND_MODES = frozenset(
    {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn"}
    | {"/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"}
)
_INTENTS = frozenset({"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"})
_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_OUR_RENDERER = "WeasyPrint"
_SYMBOLIC = 4
_DEEPEST_SPACE = 4
# Colours in CMYK, and pictures within the content, which may be packed or coloured in any way.
_DOUBTFUL = re.compile(rb"(?:^|[\s\])])(?:[kK]|BI)(?=[\s\[(<]|$)")
_MOST_CONTENT_BYTES = 8 * 1024 * 1024


def vouches_for_fonts(original: pikepdf.Pdf) -> bool:
    """Whether the file calls itself PDF/A, of any part, or is of our own renderer, which embeds what it shows."""
    if str(original.docinfo.get("/Producer", "")).startswith(_OUR_RENDERER):
        return True
    metadata = original.Root.get("/Metadata")
    return isinstance(metadata, Stream) and b"pdfaid:part" in metadata.read_bytes()


def obstacles_of(piece: pikepdf.Pdf, things: Iterable[Object], *, vouched: bool) -> set[Obstacle]:
    """What keeps ``piece`` from being PDF/A-2b; ``things`` are its dictionaries and streams. Empty: it may be one.

    ``vouched``: whether all files that it was copied from vouch for their fonts.
    """
    found: set[Obstacle] = set()
    for thing in things:
        found |= {obstacle for obstacle, stands in _CHECKS if obstacle not in found and stands(thing)}
        if not vouched and thing.get("/Type") == Name.Font:
            found.add(Obstacle.FONT)
    for page in piece.pages:
        found |= _page_obstacles(page)
        if not found and not all(isinstance(stream, Stream) and _is_plain(stream) for stream in _contents(page)):
            found.add(Obstacle.CONTENT)
    return found


def _page_obstacles(page: pikepdf.Page) -> set[Obstacle]:
    found = set()
    if not all(_fits(page.obj[key]) for key in _BOXES if key in page.obj):
        found.add(Obstacle.SIZE)
    if "/Annots" in page.obj:
        found.add(Obstacle.ANNOTATION)
    return found


def _contents(page: pikepdf.Page) -> list[Object]:
    drawn = page.obj.get("/Contents", Array())
    return list(drawn) if isinstance(drawn, Array) else [drawn]


def declare(piece: pikepdf.Pdf) -> None:
    """Give ``piece`` the output condition that PDF/A asks for: sRGB. Its XMP metadata say the rest."""
    profile = piece.make_stream(srgb_profile(), N=3)
    piece.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name("/GTS_PDFA1"),
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                RegistryName=pikepdf.String("http://www.color.org"),
                DestOutputProfile=profile,
            )
        ]
    )
    for thing in piece.objects:
        if isinstance(thing, Dictionary) and "/CIDSet" in thing:  # may be left out, but not be wrong (6.2.11.4.2)
            del thing["/CIDSet"]


def _is_bad_font(thing: Object) -> bool:
    if isinstance(thing, Stream) or thing.get("/Type") != Name.Font:
        return False
    kind = str(thing.get("/Subtype"))
    if kind == "/Type3":
        return "/Resources" not in thing
    if kind == "/Type0":
        encoding = thing.get("/Encoding")
        return not isinstance(encoding, Stream) and encoding not in {Name("/Identity-H"), Name("/Identity-V")}
    program = thing.get("/FontDescriptor", Dictionary())
    if not any(isinstance(program.get(key), Stream) for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        return True
    if kind == "/CIDFontType2":
        return "/CIDToGIDMap" not in thing
    return kind == "/TrueType" and not _is_well_encoded(thing, program)


def _is_well_encoded(font: Object, program: Object) -> bool:
    """A symbolic TrueType font names no encoding, another one of the two that every reader has (6.2.11.6)."""
    encoding = font.get("/Encoding")
    if int(program.get("/Flags", 0)) & _SYMBOLIC:
        return encoding is None
    base = encoding.get("/BaseEncoding") if isinstance(encoding, Dictionary) else encoding
    return base in {Name.WinAnsiEncoding, Name.MacRomanEncoding} and (
        not isinstance(encoding, Dictionary) or "/Differences" not in encoding
    )


def _has_bad_colours(thing: Object) -> bool:
    for key in ("/ColorSpace", "/CS", "/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
        if key in thing and _is_bad_space(thing[key], 0):
            return True
    return False


def _is_bad_space(space: Object, depth: int) -> bool:
    match space:
        case Name():
            return str(space) in _FOREIGN_COLOURS
        case Dictionary():  # the named spaces of a resource dictionary
            return depth > 0 or any(_is_bad_space(named, 1) for _, named in space.items())
        case Array() if len(space) and depth < _DEEPEST_SPACE:
            return _is_bad_family(space, depth)
    return True


def _is_bad_family(space: Array, depth: int) -> bool:
    if space[0] == Name.ICCBased:
        return len(space) < 2 or not _is_sound_profile(space[1])
    if space[0] in {Name.Indexed, Name.Pattern}:
        return len(space) > 1 and _is_bad_space(space[1], depth + 1)
    return str(space[0]) in _FOREIGN_COLOURS


def _is_sound_profile(profile: Object) -> bool:
    if not isinstance(profile, Stream):
        return False
    try:
        head = profile.read_bytes()[:128]
    except pikepdf.PdfError:
        return False
    sound = len(head) == 128 and head[36:40] == b"acsp" and head[8] <= 4 and head[12:16] in _CLASSES
    return sound and _CHANNELS.get(head[16:20]) == profile.get("/N")


def _is_badly_packed(thing: Object) -> bool:
    if not isinstance(thing, Stream):
        return False
    filters = thing.get("/Filter", Array())
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    return not (_FILTERS.issuperset(names) or _PLAIN_FILTERS.issuperset(names))


def _is_bad_picture(thing: Object) -> bool:
    if not isinstance(thing, Stream) or thing.get("/Subtype") != Name.Image:
        return False
    intent = thing.get("/Intent")
    return (
        bool(thing.get("/Interpolate", False))
        or thing.get("/BitsPerComponent", 1) not in {1, 2, 4, 8, 16}
        or (intent is not None and str(intent) not in _INTENTS)
    )


def _draws_badly(thing: Object) -> bool:
    if isinstance(thing, Stream):
        if thing.get("/Subtype") == Name.Form:
            return "/Resources" not in thing or "/PS" in thing or "/Subtype2" in thing
        return thing.get("/Subtype") == Name.PS or "/HalftoneType" in thing
    if thing.get("/Type") == Name.Mask or "/G" in thing:  # a soft mask has a /TR of its own kind
        return False
    modes = thing.get("/BM", Name.Normal)
    named = [str(mode) for mode in modes] if isinstance(modes, Array) else [str(modes)]
    transfers = "/TR" in thing or "/HTP" in thing or "/HT" in thing or thing.get("/TR2", Name.Default) != Name.Default
    return transfers or not _BLEND_MODES.issuperset(named) or str(thing.get("/RI", "/Perceptual")) not in _INTENTS


def _draws_doubtfully(thing: Object) -> bool:
    """Whether a form's or a pattern's content names CMYK colours, holds pictures, or is too large to be looked at."""
    return isinstance(thing, Stream) and _is_drawing(thing) and not _is_plain(thing)


def _is_drawing(stream: Stream) -> bool:
    return stream.get("/Subtype") == Name.Form or "/PatternType" in stream


def _is_plain(content: Stream) -> bool:
    kind, packed = content.get("/Filter"), content.read_raw_bytes()
    if kind is not None and kind != Name.FlateDecode:
        return False
    try:
        drawn = packed if kind is None else zlib.decompressobj().decompress(packed, _MOST_CONTENT_BYTES)
    except zlib.error:
        return False
    return len(drawn) < _MOST_CONTENT_BYTES and _DOUBTFUL.search(drawn) is None


_CHECKS = (
    (Obstacle.FONT, _is_bad_font),
    (Obstacle.COLOUR, _has_bad_colours),
    (Obstacle.FILTER, _is_badly_packed),
    (Obstacle.IMAGE, _is_bad_picture),
    (Obstacle.DRAWING, _draws_badly),
    (Obstacle.CONTENT, _draws_doubtfully),
)


def _fits(box: Object) -> bool:
    try:
        x0, y0, x1, y1 = (float(value) for value in box)
    except (TypeError, ValueError):
        return False
    return 3 <= abs(x1 - x0) <= 14400 and 3 <= abs(y1 - y0) <= 14400
