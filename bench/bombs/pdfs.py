"""PDFs that loop, nest, swell or draw without end."""

import io
import zlib

from PIL import Image

from bench.bombs.case import Case, written
from bench.bombs.raw_pdf import FONT, of_image, one_page, packed, raw_pdf, stream

GIGABYTE = 1024**3
SIDE = 30_000
_GREY = b"/ColorSpace /DeviceGray /BitsPerComponent 8"


def _page_tree_loop() -> bytes:
    kids = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [3 0 R] /Count 2 >>"}
    return raw_pdf(kids | {3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2 >>"})


def _page_tree_of_doubles() -> bytes:
    """Thirty levels, each naming the next one twice: a thousand million pages in thirty objects."""
    levels = {
        number: b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (number + 1, number + 1)
        for number in range(2, 32)
    }
    leaf = {32: b"<< /Type /Page /MediaBox [0 0 595 842] >>"}
    return raw_pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>"} | levels | leaf)


def _xref_loop() -> bytes:
    sound = one_page(b"0 0 9 9 re f")
    table = sound.rindex(b"xref\n", 0, sound.rindex(b"startxref"))
    return sound.replace(b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % table)


def _object_stream_bomb() -> bytes:
    objects = stream(packed(GIGABYTE, b"5 0 "), b"/Type /ObjStm /N 100000000 /First 8 /Filter /FlateDecode")
    return one_page(b"/Im Do", b"/XObject 10 0 R", others={10: objects})


def _stacked() -> bytes:
    twice = zlib.compress(packed(GIGABYTE), 9)
    return one_page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))


def _hundred_thousand_pages() -> bytes:
    count = 100_000
    kids = b" ".join(b"%d 0 R" % (number + 10) for number in range(count))
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    pages = {number + 10: leaf for number in range(count)}
    return raw_pdf(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)} | pages
    )


def _forms_of_forms() -> bytes:
    """Ten levels of forms, each drawing the next one ten times: ten thousand million drawings."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>"
    levels = {number: stream(b"/F Do " * 10, head % (number + 1)) for number in range(10, 20)}
    last = {20: stream(b"0 0 5 5 re f", head % 20)}
    return one_page(b"/F Do", b"/XObject << /F 10 0 R >>", others=levels | last)


def _form_in_itself() -> bytes:
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 10 0 R >> >>"
    return one_page(b"/F Do", b"/XObject << /F 10 0 R >>", others={10: stream(b"/F Do /F Do", head)})


def _type3_in_itself() -> bytes:
    glyph = stream(b"500 0 d0 BT /T 9 Tf (aaaa) Tj ET")
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97"
    font += b" /Widths [500] /CharProcs << /a 11 0 R >> /Encoding << /Differences [97 /a] >>"
    font += b" /Resources << /Font << /T 10 0 R >> >> >>"
    return one_page(b"BT /T 12 Tf (aaaaaaaa) Tj ET", b"/Font << /T 10 0 R >>", others={10: font, 11: glyph})


def _tiny_tiles() -> bytes:
    head = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << >>"
    drawn = b"/Pattern cs /P scn 0 0 595 842 re f"
    return one_page(drawn, b"/Pattern << /P 10 0 R >>", others={10: stream(b"0 0 1 1 re f", head)})


def _pattern_in_itself() -> bytes:
    head = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9"
    head += b" /Resources << /Pattern << /P 10 0 R >> >>"
    drawn = b"/Pattern cs /P scn 0 0 595 842 re f"
    return one_page(drawn, b"/Pattern << /P 10 0 R >>", others={10: stream(drawn, head)})


def _postscript_function() -> bytes:
    program = b"{ " + b"dup mul " * 200_000 + b"{ " * 5000 + b"} " * 5000 + b"}"
    shading = (
        b"<< /ShadingType 1 /ColorSpace /DeviceGray /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function 11 0 R >>"
    )
    function = stream(program, b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1]")
    return one_page(b"/S sh", b"/Shading << /S 10 0 R >>", others={10: shading, 11: function})


def _sampled_function() -> bytes:
    head = b"/FunctionType 0 /Domain [0 1 0 1 0 1 0 1] /Range [0 1] /Size [60000 60000 60000 60000] /BitsPerSample 32"
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceGray /Function 11 0 R >>"
    return one_page(b"/S sh", b"/Shading << /S 10 0 R >>", others={10: shading, 11: stream(b"\0" * 64, head)})


def _soft_mask_in_itself() -> bytes:
    state = b"<< /Type /ExtGState /SMask << /S /Luminosity /G 11 0 R >> >>"
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>"
    form = stream(b"/G gs 0 0 99 99 re f", head + b" /Resources << /ExtGState << /G 10 0 R >> >>")
    return one_page(b"/G gs 0 0 595 842 re f", b"/ExtGState << /G 10 0 R >>", others={10: state, 11: form})


def _font_bomb() -> bytes:
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 11 0 R"
    font += b" /FirstChar 32 /LastChar 32 /Widths [500] >>"
    about = b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 12 0 R >>"
    program = stream(packed(GIGABYTE), b"/Filter /FlateDecode /Length1 1073741824")
    shown = b"BT /A 12 Tf (A A A) Tj ET"
    return one_page(shown, b"/Font << /A 10 0 R >>", others={10: font, 11: about, 12: program})


def _unicode_bomb() -> bytes:
    ranges = (
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        + b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange\n" * 2000
    )
    font = FONT[:-2] + b"/ToUnicode 11 0 R >>"
    return one_page(b"BT /A 12 Tf (AAA) Tj ET", b"/Font << /A 10 0 R >>", others={10: font, 11: stream(ranges)})


def _embedded_in_itself() -> bytes:
    """A thousand PDFs, each embedded in the next one."""
    inner = one_page(b"0 0 9 9 re f")
    for _ in range(1000):
        head = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.pdf) 5 0 R] >> >> >>"
        inner = raw_pdf(
            {
                1: head,
                2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
                5: b"<< /Type /Filespec /F (a.pdf) /EF << /F 6 0 R >> >>",
                6: stream(zlib.compress(inner), b"/Type /EmbeddedFile /Filter /FlateDecode"),
            }
        )
    return inner


def _names_in_a_loop() -> bytes:
    tree = b"<< /Kids [5 0 R 5 0 R] /Limits [(a) (z)] >>"
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 5 0 R >> /Outlines 6 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            5: tree,
            6: b"<< /Type /Outlines /First 7 0 R /Last 7 0 R >>",
            7: b"<< /Title (a) /Next 7 0 R /First 7 0 R /Parent 7 0 R >>",
        }
    )


def _fields_in_a_loop() -> bytes:
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (a) /Rect [0 0 9 9]"
    field += b" /Parent 10 0 R /Kids [10 0 R 10 0 R] >>"
    sound = one_page(b"0 0 9 9 re f", page=b"/Annots [10 0 R 10 0 R]", others={10: field})
    return sound.replace(b"/Catalog /Pages", b"/Catalog /AcroForm << /Fields [10 0 R] /NeedAppearances true >> /Pages")


def _a_million_marks() -> bytes:
    mark = b"<< /Type /Annot /Subtype /Square /Rect [0 0 9 9] /C [1 0 0] >> "
    return one_page(b"0 0 9 9 re f", page=b"/Annots [%b]" % (mark * 200_000))


def jpeg_said_to_be(side: int) -> bytes:
    """A small JPEG whose header says that it is ``side`` pixels wide and high."""

    buffer = io.BytesIO()
    Image.new("L", (64, 64), 128).save(buffer, "JPEG")
    content = bytearray(buffer.getvalue())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = side.to_bytes(2, "big") * 2
    return bytes(content)


def _jpeg_2000(side: int) -> bytes:

    buffer = io.BytesIO()
    Image.new("L", (64, 64), 128).save(buffer, "JPEG2000")
    content = bytearray(buffer.getvalue())
    for mark, place in ((b"ihdr", 4), (b"\xff\x51", 6)):
        start = content.index(mark) + place
        content[start : start + 8] = side.to_bytes(4, "big") * 2
    return bytes(content)


_JBIG2 = bytes.fromhex("0000000030000100000013") + b"\0\0\x75\x30\0\0\x75\x30" + b"\0" * 8 + b"\0\0\0"


PDFS = (
    Case(name="PDF: page tree that goes round in a circle", suffix="pdf", make=written(_page_tree_loop)),
    Case(name="PDF: page tree of 2^30 pages in 32 objects", suffix="pdf", make=written(_page_tree_of_doubles)),
    Case(name="PDF: table of references that goes round", suffix="pdf", make=written(_xref_loop), harmless=True),
    Case(name="PDF: object stream of 1 GB", suffix="pdf", make=written(_object_stream_bomb)),
    Case(name="PDF: page content of 1 GB", suffix="pdf",
         make=written(lambda: one_page(stream(packed(GIGABYTE, b"0 0 m "), b"/Filter /FlateDecode")))),
    Case(name="PDF: page content of 1 GB behind two filters", suffix="pdf", make=written(_stacked)),
    Case(name="PDF: page content of 90 MB", suffix="pdf", harmless=True,
         make=written(lambda: one_page(stream(packed(90 * 1024**2, b"0 0 9 9 re f\n   "), b"/Filter /FlateDecode")))),
    Case(name="PDF: 100,000 pages", suffix="pdf", make=written(_hundred_thousand_pages)),
    Case(name="PDF: arrays 500,000 deep", suffix="pdf", harmless=True,
         make=written(lambda: one_page(b"0 0 9 9 re f", b"/A " + b"[" * 500_000 + b"]" * 500_000))),
    Case(name="PDF: dictionaries 500,000 deep", suffix="pdf", harmless=True,
         make=written(lambda: one_page(b"0 0 9 9 re f", b"/A " + b"<< /A " * 500_000 + b">> " * 500_000))),
    Case(name="PDF: 2 million saved states", suffix="pdf", harmless=True,
         make=written(lambda: one_page(b"q " * 2_000_000 + b"0 0 9 9 re f"))),
    Case(name="PDF: forms drawn 10^10 times", suffix="pdf", make=written(_forms_of_forms), harmless=True),
    Case(name="PDF: form that draws itself", suffix="pdf", make=written(_form_in_itself), harmless=True),
    Case(name="PDF: Type 3 font that shows itself", suffix="pdf", make=written(_type3_in_itself), harmless=True),
    Case(name="PDF: pattern of 5 * 10^11 tiles", suffix="pdf", make=written(_tiny_tiles), harmless=True),
    Case(name="PDF: pattern painted with itself", suffix="pdf", make=written(_pattern_in_itself), harmless=True),
    Case(name="PDF: soft mask masked by itself", suffix="pdf", make=written(_soft_mask_in_itself), harmless=True),
    Case(name="PDF: PostScript function, long and deep", suffix="pdf",
         make=written(_postscript_function), harmless=True),
    Case(name="PDF: function of 10^19 samples", suffix="pdf", make=written(_sampled_function), harmless=True),
    Case(name="PDF: font of 1 GB", suffix="pdf", make=written(_font_bomb)),
    Case(name="PDF: character map of 2,000 full ranges", suffix="pdf", make=written(_unicode_bomb), harmless=True),
    Case(name="PDF: 1,000 PDFs embedded one in the other", suffix="pdf", make=written(_embedded_in_itself)),
    Case(name="PDF: name tree and outline that go round", suffix="pdf", make=written(_names_in_a_loop), harmless=True),
    Case(name="PDF: form fields that go round", suffix="pdf", make=written(_fields_in_a_loop), harmless=True),
    Case(name="PDF: 200,000 annotations", suffix="pdf", make=written(_a_million_marks), harmless=True),
    Case(name="PDF: page of 10^9 by 10^9 points", suffix="pdf", harmless=True,
         make=written(lambda: one_page(b"0 0 9 9 re f").replace(b"0 0 595 842", b"0 0 1000000000 1000000000"))),
    Case(name="PDF: picture of 30,000 x 30,000, Flate", suffix="pdf",
         make=written(lambda: of_image(packed(SIDE * SIDE), SIDE, SIDE, _GREY + b" /Filter /FlateDecode"))),
    Case(name="PDF: picture of 30,000 x 30,000, JPEG", suffix="pdf",
         make=written(lambda: of_image(jpeg_said_to_be(SIDE), SIDE, SIDE, _GREY + b" /Filter /DCTDecode"))),
    Case(name="PDF: JPEG of 30,000 x 30,000 said to be small", suffix="pdf", harmless=True,
         make=written(lambda: of_image(jpeg_said_to_be(SIDE), 64, 64, _GREY + b" /Filter /DCTDecode"))),
    Case(name="PDF: JPEG 2000 of 30,000 x 30,000 said to be small", suffix="pdf", harmless=True,
         make=written(lambda: of_image(_jpeg_2000(SIDE), 64, 64, b"/Filter /JPXDecode"))),
    Case(name="PDF: JBIG2 of 30,000 x 30,000", suffix="pdf",
         make=written(lambda: of_image(_JBIG2, SIDE, SIDE,
                      b"/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode"))),
    Case(name="PDF: fax of 30,000 x 30,000", suffix="pdf",
         make=written(lambda: of_image(b"\0" * 4000, SIDE, SIDE, b"/ColorSpace /DeviceGray /BitsPerComponent 1 "
                      b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 30000 /Rows 30000 >>"))),
    Case(name="PDF: predictor of 2^31 columns", suffix="pdf", harmless=True,
         make=written(lambda: of_image(zlib.compress(b"\0" * 4096), 64, 64, _GREY + b" /Filter /FlateDecode "
                      b"/DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>"))),
)  # fmt: skip
