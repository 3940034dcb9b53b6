"""Rows taken for writing."""

from dossier.errors import OurError
from storage.register.models import Pli


def locked_pli(pli: str) -> Pli:
    """The row, locked until the transaction ends. Raises OurError when there is none."""
    row = Pli.objects.select_for_update().filter(id=pli).first()
    if row is None:
        raise OurError(f"The register knows no pli {pli}")
    return row
