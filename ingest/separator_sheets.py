"""The sheets that the mailroom prints and lays between envelopes."""

import hashlib
from datetime import date, datetime
from html import escape
from pathlib import Path

import segno

from ingest.separator_codes import batch_code, separator_code

_CSS = """
@page { size: A4; margin: 0 }
html { font-family: "DejaVu Sans", "Liberation Sans", sans-serif; color: #000 }
section { position: relative; width: 210mm; height: 297mm; break-after: page; text-align: center; overflow: hidden }
section:last-child { break-after: auto }
svg { position: absolute; width: 42mm; height: 42mm }
.nw { left: 18mm; top: 18mm } .ne { right: 18mm; top: 18mm }
.sw { left: 18mm; bottom: 18mm } .se { right: 18mm; bottom: 18mm }
.middle { left: 75mm; top: 205mm; width: 60mm; height: 60mm }
main { position: absolute; left: 18mm; right: 18mm; top: 78mm }
h1 { font-size: 40pt; margin: 0 0 6mm 0; letter-spacing: 1pt }
p { font-size: 15pt; line-height: 1.4; margin: 0 0 4mm 0 }
strong { font-size: 34pt }
small { font-size: 10pt }
"""
_CORNERS = ("nw", "ne", "sw", "se", "middle")


def print_sheets(out: Path, count: int, batch: int | None = None, *, printed_on: date | None = None) -> None:
    """Writes ``count`` separator sheets as an A4 PDF at ``out``, one a page.

    ``batch`` puts a cover sheet first, which announces so many envelopes and bears ``printed_on`` (today when None).
    Each sheet bears its QR code five times, so that a skewed, upside-down, cropped or faxed one is still found. The
    same arguments give the same bytes.
    """
    from weasyprint import HTML

    day = printed_on or datetime.now().astimezone().date()  # the mailroom's own calendar day
    cover = [] if batch is None else [_cover(batch, day)]
    sheets = [*cover, *(_separator(number) for number in range(1, count + 1))]
    head = f'<head><meta charset="utf-8"><title>Feuilles de séparation</title><style>{_CSS}</style></head>'
    page = f'<!DOCTYPE html><html lang="fr">{head}<body>{"".join(sheets)}</body></html>'
    HTML(string=page).write_pdf(out, pdf_identifier=hashlib.sha256(page.encode()).digest()[:16])


def _separator(number: int) -> str:
    text = (
        "<h1>SÉPARATEUR</h1><p>Une nouvelle enveloppe commence après cette feuille.</p>"
        "<p>À poser devant chaque enveloppe, face lisible.<br>Cette feuille ressert autant de fois que l'on veut.</p>"
        f"<p><small>Feuille n° {number}</small></p>"
    )
    return _sheet(separator_code(number), text)


def _cover(expected: int, day: date) -> str:
    text = (
        f"<h1>LOT DE COURRIER</h1>"
        f"<p><strong>{expected}</strong><br>enveloppe{'s' if expected > 1 else ''} dans ce lot</p>"
        f"<p>Arrivée du {day:%d/%m/%Y}</p><p><small>À poser sur le lot, avant la première enveloppe.</small></p>"
    )
    return _sheet(batch_code(expected, day), text)


def _sheet(code: str, text: str) -> str:
    """QR codes at error level H: 30 % of each may be lost to a punch hole, a staple or a fax."""
    drawing = segno.make_qr(code, error="h").svg_inline(scale=4, border=4, omitsize=True)
    codes = "".join(drawing.replace("<svg ", f'<svg class="{corner}" ', 1) for corner in _CORNERS)
    return f"<section>{codes}<main>{text}</main><!-- {escape(code)} --></section>"
