"""Dates, sums and names as French papers print them."""

from datetime import date, timedelta

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def longue(day: date) -> str:
    """3 novembre 2026; dots for the year 1, a blank model's date."""
    if day.year == 1:
        return "…… / …… / ………"
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def courte(day: date) -> str:
    return "…… / …… / ………" if day.year == 1 else f"{day:%d/%m/%Y}"


def avec_mois(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def jour(day: date) -> str:
    """mardi 3 novembre 2026."""
    return f"{DAYS[day.weekday()]} {longue(day)}"


def euros(value: float) -> str:
    """1 234,50 without a sign."""
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


def months_from(day: date, count: int) -> date:
    """The same day ``count`` months on, at most the 28th."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def days_from(day: date, count: int) -> date:
    return day + timedelta(days=count)
