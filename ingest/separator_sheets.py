"""The sheets that the mailroom prints and lays between envelopes."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path

import segno

from ingest.separator_codes import batch_code, new_lot_number, resume_code, separator_code

_CSS = """
@page { size: A4; margin: 0 }
html { font-family: "DejaVu Sans", "Liberation Sans", sans-serif; color: #000 }
section { position: relative; width: 210mm; height: 297mm; break-after: page; text-align: center; overflow: hidden }
section:last-child { break-after: auto }
svg { position: absolute; width: 58mm; height: 58mm }
.nw { left: 10mm; top: 10mm } .n { left: 76mm; top: 10mm } .ne { right: 10mm; top: 10mm }
.sw { left: 10mm; bottom: 10mm } .s { left: 76mm; bottom: 10mm } .se { right: 10mm; bottom: 10mm }
main { position: absolute; left: 18mm; right: 18mm; top: 84mm }
h1 { font-size: 40pt; margin: 0 0 6mm 0; letter-spacing: 1pt }
p { font-size: 15pt; line-height: 1.4; margin: 0 0 4mm 0 }
strong { font-size: 34pt }
small { font-size: 10pt }
"""
_PLACES = ("nw", "n", "ne", "sw", "s", "se")


def print_sheets(
    out: Path,
    count: int,
    batch: int | None = None,
    *,
    arrived_on: date | None = None,
    lot: str | None = None,
    resume_at: Sequence[int] = (),
) -> None:
    """Writes sheets as an A4 PDF at ``out``, one a page: a cover sheet, resumption sheets, ``count`` separators.

    ``batch`` makes the cover sheet, which announces so many envelopes that arrived on ``arrived_on`` (today when None)
    and bears the number ``lot`` (a new one when None); ``resume_at`` makes a sheet « reprise à l'enveloppe n » for
    each n. Each sheet bears its QR code six times, so that a skewed, upside-down, cropped or faxed one is still found.
    The same arguments with a ``lot`` give the same bytes.
    """
    from weasyprint import HTML

    day = arrived_on or datetime.now().astimezone().date()  # the mailroom's own calendar day
    cover = [] if batch is None else [_cover(batch, day, lot or new_lot_number())]
    resume = [_resume(envelope) for envelope in resume_at]
    sheets = [*cover, *resume, *(_separator(number) for number in range(1, count + 1))]
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


def _cover(expected: int, day: date, lot: str) -> str:
    text = (
        f"<h1>LOT DE COURRIER</h1>"
        f"<p><strong>{expected}</strong><br>enveloppe{'s' if expected > 1 else ''} dans ce lot</p>"
        f"<p>Arrivée du <b>{day:%d/%m/%Y}</b></p>"
        "<p>À poser sur le lot, avant la première enveloppe.<br>À garder avec le lot ; ne sert qu'à lui.</p>"
        f"<p>Lot n° <b>{escape(lot[:4])} {escape(lot[4:])}</b></p>"
    )
    return _sheet(batch_code(lot, expected, day), text)


def _resume(envelope: int) -> str:
    text = (
        f"<h1>REPRISE</h1><p>à l'enveloppe n°<br><strong>{envelope}</strong></p>"
        "<p>Après un bourrage : la feuille de tête du lot, puis cette feuille,<br>puis l'enveloppe, entière, "
        "et les suivantes s'il en reste.</p><p><small>Ce qui est numérisé de nouveau remplace l'ancien.</small></p>"
    )
    return _sheet(resume_code(envelope), text)


def _sheet(code: str, text: str) -> str:
    """QR codes at error level H: 30 % of each may be lost to a punch hole, a staple or a fax."""
    drawing = segno.make_qr(code, error="h", boost_error=False).svg_inline(scale=4, border=4, omitsize=True)
    codes = "".join(drawing.replace("<svg ", f'<svg class="{place}" ', 1) for place in _PLACES)
    return f"<section>{codes}<main>{text}</main><!-- {escape(code)} --></section>"
