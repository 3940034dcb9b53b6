"""Seeded French A4 sheets with their words known, and what scanners and people do to them."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pikepdf import Dictionary, Name

Grey = NDArray[np.uint8]

_WIDTH_PT, _HEIGHT_PT = 595.0, 842.0
_FONTS = ("Helvetica", "Times-Roman", "Courier", "Helvetica-Bold", "Times-Italic")
PHRASES = (
    "nous avons bien reçu votre courrier relatif au renouvellement de votre titre de séjour",
    "après étude de votre situation il apparaît que le téléservice n'a pas permis le dépôt de la demande",
    "vous trouverez ci-joint la copie de l'acte de naissance et de sa traduction assermentée",
    "le montant net à payer avant impôt sur le revenu figure en bas du bulletin de salaire",
    "les cotisations de retraite complémentaire sont réparties entre l'employeur et le salarié",
    "je soussigné certifie sur l'honneur héberger à mon domicile la personne désignée ci-dessus",
    "cette attestation est établie pour servir et valoir ce que de droit auprès de l'administration",
    "la facture d'électricité est payable à réception et au plus tard le quinze du mois suivant",
    "le locataire verse un dépôt de garantie égal à un mois de loyer hors charges",
    "l'étudiante est régulièrement inscrite en deuxième année de licence pour l'année universitaire",
    "en cas de contestation vous disposez d'un délai de deux mois pour saisir le tribunal administratif",
    "la présente décision peut faire l'objet d'un recours gracieux ou hiérarchique",
    "aucune anomalie n'a été constatée lors du contrôle effectué par nos services techniques",
    "veuillez vous présenter muni de votre passeport et de trois photographies d'identité récentes",
    "l'assurance couvre les dommages causés à des tiers à l'intérieur du logement occupé",
    "le relevé des opérations mentionne les virements, prélèvements et retraits de la période",
    "votre référence à rappeler dans toute correspondance est indiquée en tête de ce document",
    "le contrat est conclu pour une durée indéterminée à compter du premier septembre",
    "pièces jointes : justificatif de domicile, avis d'imposition, quittances et certificat de scolarité",
    "l'intéressée déclare vivre en France de manière ininterrompue depuis plus de cinq ans",
)
_NAMES = ("Mme Aïcha Benhaddou", "M. Étienne Lefèvre", "Mme Zoé Nguyễn".replace("ễ", "e"), "M. Óscar Muñoz")
_STREETS = ("rue des Glycines", "avenue du Général-Leclerc", "impasse de l'Église", "boulevard Jean-Jaurès")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One printed side: its lines of text, and its picture at ``dpi`` before any scanner saw it."""

    lines: tuple[str, ...]
    picture: Grey
    dpi: int

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for line in self.lines for word in line.split())


@dataclass(frozen=True, slots=True)
class _Print:
    """A line of text: where its baseline begins, in points from the bottom left, and in which font and size."""

    text: str
    x: float
    y: float
    font: int
    size: float


def sheets(count: int, seed: int, dpi: int = 300) -> list[Sheet]:
    """``count`` different sheets: letters, dense contracts, tables, short notes. The same seed, the same sheets."""
    rng = random.Random(seed)
    layouts = (_letter, _dense, _table, _letter, _note)
    return [_printed(layouts[i % len(layouts)](rng), dpi) for i in range(count)]


def _letter(rng: random.Random) -> list[_Print]:
    font, size = rng.randrange(3), rng.choice((10.0, 11.0, 12.0))
    head = [rng.choice(_NAMES), f"{rng.randrange(1, 180)} {rng.choice(_STREETS)}", f"{rng.randrange(10, 95)}000 Ville"]
    prints = [_Print(text, 60, 780 - 14 * i, font, size) for i, text in enumerate(head)]
    prints.append(_Print(f"Le {rng.randrange(1, 28)} mars {rng.randrange(2024, 2027)}", 380, 720, font, size))
    prints.append(_Print(f"Objet : dossier n° {rng.randrange(10**9, 10**10)}", 60, 680, 3, size))
    return prints + _paragraphs(rng, font, size, top=640, bottom=rng.randrange(120, 380))


def _dense(rng: random.Random) -> list[_Print]:
    font, size = rng.randrange(2), rng.choice((8.0, 8.5, 9.0))
    title = _Print("Conditions générales du contrat", 60, 790, 3, 14)
    return [title, *_paragraphs(rng, font, size, top=760, bottom=60)]


def _note(rng: random.Random) -> list[_Print]:
    return _paragraphs(rng, rng.choice((1, 4)), 13.0, top=700, bottom=560)


def _table(rng: random.Random) -> list[_Print]:
    prints = [_Print("Bulletin de paie", 60, 790, 3, 13)]
    labels = (
        "Salaire de base",
        "Heures supplémentaires",
        "Sécurité sociale",
        "Retraite",
        "Prévoyance",
        "CSG déductible",
    )
    for row in range(rng.randrange(18, 30)):
        y = 740 - 20 * row
        prints.append(_Print(rng.choice(labels), 60, y, 0, 9))
        for column in range(3):
            amount = f"{rng.uniform(5, 2500):.2f}".replace(".", ",")
            prints.append(_Print(amount, 260 + 100 * column, y, 0, 9))
    return prints


def _paragraphs(rng: random.Random, font: int, size: float, *, top: float, bottom: float) -> list[_Print]:
    prints: list[_Print] = []
    y, per_line = top, int(475 / (size * (0.6 if font == 2 else 0.49)))
    while y > bottom:
        text = ", ".join(rng.sample(PHRASES, rng.randrange(2, 5))).capitalize() + "."
        for line in _wrapped(text, per_line):
            prints.append(_Print(line, 60, y, font, size))
            y -= size * 1.35
        y -= size
    return [line for line in prints if line.y > 40]


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _printed(prints: Sequence[_Print], dpi: int) -> Sheet:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(_WIDTH_PT, _HEIGHT_PT))
    page.obj.Resources = Dictionary(
        Font=Dictionary(
            {
                f"/F{i}": Dictionary(
                    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{font}"), Encoding=Name.WinAnsiEncoding
                )
                for i, font in enumerate(_FONTS)
            }
        )
    )
    page.obj.Contents = pdf.make_stream(b"\n".join(_shown(line) for line in prints))
    buffer = io.BytesIO()
    pdf.save(buffer)
    picture = rendered(buffer.getvalue(), dpi)
    return Sheet(lines=tuple(line.text for line in prints), picture=picture, dpi=dpi)


def _shown(line: _Print) -> bytes:
    text = line.text.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        text = text.replace(special, b"\\" + special)
    return f"BT /F{line.font} {line.size} Tf {line.x} {line.y} Td (".encode() + text + b") Tj ET"


def rendered(pdf: bytes, dpi: int, number: int = 1) -> Grey:
    """Page ``number`` of a PDF in grey."""
    document = pdfium.PdfDocument(pdf)
    page = document[number - 1]
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    picture: Grey = np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width)
    page.close()
    document.close()
    return picture


def noisy(picture: Grey, seed: int) -> Grey:
    """An ordinary office scan: a little soft, unevenly lit by a dozen levels, noisy, JPEG quality 80."""
    height, width = picture.shape
    light = np.linspace(-6, 6, width, dtype=np.float32)[None, :] + np.linspace(-4, 4, height, dtype=np.float32)[:, None]
    soft = cv2.GaussianBlur(picture, (0, 0), 0.7).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0, 5, picture.shape).astype(np.float32)
    return _jpeg(np.clip(25 + soft * (220 / 255) + light + noise, 0, 255).astype(np.uint8), 80)


def degraded(picture: Grey, seed: int) -> Grey:
    """A bad copy: skewed up to 6 degrees, blurred, pale, noisy, lit from one corner, JPEG quality 45."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape
    angle = float(rng.uniform(-6, 6))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.97)
    skewed = cv2.warpAffine(picture, turn, (width, height), borderValue=255)
    soft = cv2.GaussianBlur(skewed, (0, 0), 1.2).astype(np.float32)
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :] + np.linspace(0, 1, height, dtype=np.float32)[:, None]
    noise = rng.normal(0, 10, picture.shape).astype(np.float32)
    return _jpeg(np.clip((60 + soft * (180 / 255)) * (1 - 0.22 * across) + noise, 0, 255).astype(np.uint8), 45)


def lying(picture: Grey, seed: int) -> Grey:
    """Laid into the scanner in any of the four ways."""
    return np.ascontiguousarray(np.rot90(picture, seed % 4))


def _jpeg(picture: Grey, quality: int) -> Grey:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    if decoded is None:
        raise ValueError("OpenCV could not read its own JPEG")
    return np.asarray(decoded, dtype=np.uint8)


def scan_pdf(pictures: Sequence[Grey], dpi: int, quality: int = 80) -> bytes:
    """One JPEG a page, as scanners write it."""
    pdf = pikepdf.new()
    for picture in pictures:
        height, width = picture.shape
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        page = pdf.add_blank_page(page_size=(width / dpi * 72, height / dpi * 72))
        image = pdf.make_stream(
            data.tobytes(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
        place = f"q {width / dpi * 72:.3f} 0 0 {height / dpi * 72:.3f} 0 0 cm /Im0 Do Q"
        page.obj.Contents = pdf.make_stream(place.encode())
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()
