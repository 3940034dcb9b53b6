"""PDFs written by hand, with whatever objects an attacker likes."""

import io
import zlib
from collections.abc import Mapping

NULLS = 1024 * 1024
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def raw_pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A file of ``objects`` (number to body) with a sound table of references; object 1 is the catalog."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in sorted(places.items()):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, trailer, table))
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def one_page(
    content: bytes, resources: bytes = b"", *, page: bytes = b"", others: Mapping[int, bytes] | None = None
) -> bytes:
    """A file of one page that draws ``content``; ``others`` are objects 10 and up that it refers to."""
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %b >> %b >>"
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: leaf % (resources, page),
            4: content if content.startswith(b"<<") else stream(content),
            **(others or {}),
        }
    )


def packed(size_bytes: int, unit: bytes = b"\0") -> bytes:
    """``unit`` again and again, ``size_bytes`` of it, packed by Flate to about a thousandth; made in little memory."""
    packer = zlib.compressobj(9)
    block = unit * (NULLS // len(unit))
    return b"".join(packer.compress(block) for _ in range(size_bytes // len(block))) + packer.flush()


def image(data: bytes, width: int, height: int, entries: bytes) -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d %b" % (width, height, entries)
    return stream(data, head)


def of_image(data: bytes, width: int, height: int, entries: bytes) -> bytes:
    """A page that one image fills."""
    return one_page(
        b"q 595 0 0 842 0 0 cm /Im Do Q", b"/XObject << /Im 10 0 R >>", others={10: image(data, width, height, entries)}
    )
