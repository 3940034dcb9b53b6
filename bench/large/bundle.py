"""A bundle of many pages, fictional: scans and pages with a text layer, in turns."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Dictionary, Name

LINES = (
    "Madame, Monsieur,",
    "Je vous adresse les pièces de ma demande de renouvellement de titre de séjour.",
    "Vous trouverez ci-joint la copie de mon passeport et un justificatif de domicile.",
    "Mes bulletins de paie des douze derniers mois sont joints à ce courrier.",
    "Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",
)
SCAN_DPI = 200


def write_bundle(path: Path, pages: int, *, scans_of_ten: int, who: str = "Camara") -> None:
    """A PDF of ``pages`` pages of one person, of each ten ``scans_of_ten`` scanned ones; no two say the same."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        for number in range(pages):
            lines = (f"Page {number + 1} du dossier de Awa {who}, née le 3 mai 1990", *LINES * 5)
            page = pdf.add_blank_page(page_size=(595, 842))
            if number % 10 < scans_of_ten:
                _scan(pdf, page, lines)
            else:
                page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
                page.obj.Contents = pdf.make_stream(_shown(lines))
        pdf.save(path)


def _shown(lines: Sequence[str]) -> bytes:
    words = (b"(" + line.encode("cp1252").replace(b"(", b"\\(") + b") Tj 0 -26 Td" for line in lines)
    return b"BT /F1 11 Tf 60 780 Td " + b"\n".join(words) + b" ET"


def _scan(pdf: pikepdf.Pdf, page: pikepdf.Page, lines: Sequence[str]) -> None:
    jpeg, width, height = _picture(lines)
    image = pdf.make_stream(
        jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")


def _picture(lines: Sequence[str]) -> tuple[bytes, int, int]:
    """The page as a JPEG, with its width and height in pixels."""
    sheet = io.BytesIO()
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(_shown(lines))
        pdf.save(sheet)
    document = pdfium.PdfDocument(sheet.getvalue())
    picture = document[0].render(scale=SCAN_DPI / 72).to_pil()
    document.close()
    jpeg = io.BytesIO()
    picture.convert("RGB").save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue(), picture.width, picture.height
