"""Pages drawn for the tests with pdfium's own fonts, as PDFs and as scans."""

import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name

from ocr.engine import Grey

A4 = (595.0, 842.0)
LETTER = (
    "Préfecture de la Gironde",
    "Direction des migrations et de l'intégration",
    "Objet : impossibilité de déposer votre demande en ligne",
    "Madame, Monsieur,",
    "Vous nous avez signalé un blocage lors du dépôt de votre demande de renouvellement.",
    "Après vérification par nos services, nous attestons que le téléservice ne permet pas",
    "de traiter votre situation en raison d'une anomalie technique constatée le 12 mars 2026.",
    "Vous êtes invitée à transmettre votre dossier complet par voie postale, accompagné de",
    "la copie de votre passeport, d'un justificatif de domicile et de trois photographies.",
    "Le présent document est à joindre à votre envoi, adressé à la préfecture de votre",
    "département de résidence, au bureau du séjour, avant la date d'expiration du titre.",
    "Veuillez agréer, Madame, Monsieur, l'expression de nos salutations distinguées.",
    "Le centre de contact citoyens",
)


def stream_of(lines: Sequence[str], *, size: float = 12, left: float = 70, top: float = 760, lead: float = 26) -> bytes:
    """A content stream that shows ``lines`` in Helvetica."""
    shown = [f"/F1 {size} Tf {left} {top} Td".encode()]
    for line in lines:
        text = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown.append(b"(" + text + b") Tj 0 %d Td" % -lead)
    return b"BT " + b"\n".join(shown) + b" ET\n"


def new_pdf(contents: Sequence[bytes], size: tuple[float, float] = A4) -> pikepdf.Pdf:
    """A PDF with one page per content stream; ``/F1`` is Helvetica."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    for content in contents:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font), XObject=Dictionary())
        page.obj.Contents = pdf.make_stream(content)
    return pdf


def saved(pdf: pikepdf.Pdf, path: Path) -> Path:
    pdf.save(path, deterministic_id=True)
    return path


def printed(
    lines: Sequence[str] = LETTER, *, dpi: int = 300, size: float = 12, left: float = 70, top: float = 760
) -> Grey:
    """An A4 sheet with ``lines`` printed on it."""
    buffer = io.BytesIO()
    new_pdf([stream_of(lines, size=size, left=left, top=top)]).save(buffer)
    document = pdfium.PdfDocument(buffer.getvalue())
    page = document[0]
    sheet = np.array(page.render(scale=dpi / 72, grayscale=True).to_numpy()).reshape(round(A4[1] * dpi / 72 + 0.49), -1)
    page.close()
    document.close()
    return np.ascontiguousarray(sheet)


def scanned(sheet: Grey, *, noise: float = 5, seed: int = 1, quality: int = 85) -> Grey:
    """The sheet as a scanner gives it: not quite white, a little soft, noisy."""
    soft = cv2.GaussianBlur(sheet, (0, 0), 0.8).astype(np.float32)
    noisy = 20 + soft * (225 / 255) + np.random.default_rng(seed).normal(0, noise, sheet.shape)
    _, jpeg = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)
    assert decoded is not None
    return np.asarray(decoded, dtype=np.uint8)


def leaning(sheet: Grey, degrees: float) -> Grey:
    """The sheet turned clockwise by a few degrees in the scanner."""
    height, width = sheet.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return np.asarray(cv2.warpAffine(sheet, turn, (width, height), borderValue=245), dtype=np.uint8)


def scan_page(pdf: pikepdf.Pdf, picture: Grey, *, dpi: float = 300, rotate: int = 0, over: bytes = b"") -> pikepdf.Page:
    """Add a page that one JPEG fills, with ``over`` as further content."""
    encoded, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert encoded
    height, width = picture.shape
    page = pdf.add_blank_page(page_size=(width / dpi * 72, height / dpi * 72))
    image = pdf.make_stream(
        jpeg.tobytes(),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image), Font=Dictionary(F1=pdf.make_indirect(font)))
    place = f"q {width / dpi * 72:.3f} 0 0 {height / dpi * 72:.3f} 0 0 cm /Im0 Do Q\n".encode()
    page.obj.Contents = pdf.make_stream(place + over)
    if rotate:
        page.obj.Rotate = rotate
    return page


def scan_pdf(path: Path, picture: Grey, *, dpi: float = 300, rotate: int = 0, over: bytes = b"") -> Path:
    """A PDF of one scanned page."""
    pdf = pikepdf.new()
    scan_page(pdf, picture, dpi=dpi, rotate=rotate, over=over)
    return saved(pdf, path)


def raw_image_page(pdf: pikepdf.Pdf, data: bytes, width: int, height: int, **entries: object) -> pikepdf.Page:
    """Add an A4 page filled by an image whose dictionary has ``entries``."""
    page = pdf.add_blank_page(page_size=A4)
    image = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, **entries)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /Im0 Do Q".encode())
    return page


def array(*values: float) -> Array:
    return Array(list(values))
