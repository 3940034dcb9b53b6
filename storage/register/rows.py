"""Rows of plis that must be there."""

from django.db.models import QuerySet

from dossier.errors import OurError
from storage.register.models import Pli


def known_pli(pli: str) -> Pli:
    """The row. Raises OurError when there is none."""
    return _only(Pli.objects.all(), pli)


def locked_pli(pli: str) -> Pli:
    """The row, locked until the transaction ends. Raises OurError when there is none."""
    return _only(Pli.objects.select_for_update(), pli)


def _only(rows: QuerySet[Pli], pli: str) -> Pli:
    row = rows.filter(id=pli).first()
    if row is None:
        raise OurError(f"The register knows no pli {pli}")
    return row
