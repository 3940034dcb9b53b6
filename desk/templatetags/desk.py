"""Filters that turn codes and numbers into French."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from desk.labels import label
from dossier.word import Box

register = template.Library()

_THIN_NBSP = "\u202f"
_NBSP = "\u00a0"
_UNITS = ("octets", "Ko", "Mo", "Go")


@register.filter
def libelle(code: str | None, table: str) -> str:
    """``{{ dossier.outcome|libelle:"outcome" }}``: « Recevable »."""
    return label(table, code)


@register.filter
def nombre(value: int) -> str:
    """1234567 as « 1 234 567 », with spaces that do not break."""
    return f"{value:,}".replace(",", _THIN_NBSP)


@register.filter
def pour_cent(value: float) -> str:
    """0.974 as « 97 % ». Never 100 % for what is not certain, nor 0 % for what is not excluded."""
    whole = round(value * 100)
    if value < 1:
        whole = min(whole, 99)
    if value > 0:
        whole = max(whole, 1)
    return f"{whole}{_NBSP}%"


@register.filter
def certitude(value: float) -> str:
    """A probability in one word."""
    if value >= 0.9:
        return "élevée"
    return "moyenne" if value >= 0.7 else "faible"


@register.filter
def taille(size_bytes: int) -> str:
    """A file's size: « 1,4 Mo »."""
    size, unit = float(size_bytes), 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    shown = f"{size:.0f}" if unit == 0 or size >= 100 else f"{size:.1f}".replace(".", ",")
    return f"{shown}{_NBSP}{_UNITS[unit]}"


@register.filter
def pluriel(count: int) -> str:
    """The « s » of a French plural, which begins at two: « 0 page », « 2 pages »."""
    return "s" if count >= 2 else ""


@register.filter
def jour(value: date) -> str:
    """A day in full: « 1er décembre 2026 ». A moment is taken in the time zone of the préfecture."""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, "j F Y") if day.day > 1 else f"1er {date_format(day, 'F Y')}"


@register.filter
def date_partielle(value: str) -> str:
    """A date as far as it is known: 1990-03-12, 1990-03 or 1990, as « 12 mars 1990 », « mars 1990 », « 1990 »."""
    try:
        whole = date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return value
    if len(value) > 7:
        return jour(whole)
    return date_format(whole, "F Y" if len(value) > 4 else "Y")


@register.inclusion_tag("desk/_surlignage.html")
def surlignage(boxes: tuple[Box, ...]) -> dict[str, object]:
    """The rectangles of a quote, over the page's image. Attributes of SVG, since the CSP refuses inline styles."""
    return {"rects": [{"x": _dot(b.x0), "y": _dot(b.y0), "w": _dot(b.width), "h": _dot(b.height)} for b in boxes]}


def _dot(fraction: float) -> str:
    """A decimal point whatever the language of the page."""
    return f"{fraction:.5f}"
