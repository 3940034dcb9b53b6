"""One- and two-page PDFs with a text layer, written by hand: what is measured is the machinery, not OCR."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf

_A4 = (595, 842)
_LINE = 16


def letter(*pages: str) -> bytes:
    """A PDF; each argument is the text of a page, its lines as they are."""
    pdf = pikepdf.new()
    for text in pages:
        _add_page(pdf, text)
    return _bytes_of(pdf)


def bundle(parts: Sequence[bytes], separators: Path) -> bytes:
    """One scan of several envelopes, printed separator sheets between them."""
    pdf = pikepdf.new()
    with pikepdf.open(separators) as sheets:
        for number, part in enumerate(parts):
            if number:
                pdf.pages.append(sheets.pages[number - 1])
            with pikepdf.open(io.BytesIO(part)) as envelope:
                pdf.pages.extend(envelope.pages)
        return _bytes_of(pdf)


def _add_page(pdf: pikepdf.Pdf, text: str) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pdf.add_blank_page(page_size=_A4)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=pdf.make_indirect(font)))
    page.Contents = pdf.make_stream(_drawn(text))


def _drawn(text: str) -> bytes:
    head = f"BT /F 11 Tf {_LINE} TL 60 780 Td".encode()
    return b"\n".join([head, *(b"(" + _escaped(line) + b") Tj T*" for line in text.splitlines()), b"ET"])


def _escaped(line: str) -> bytes:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def _bytes_of(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
