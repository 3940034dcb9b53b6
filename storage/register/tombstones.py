"""What stays of a purged pli: its row, its history, when it arrived. What would name somebody goes."""

import hashlib

from dossier.errors import WeatherError
from storage.register.history import append_event
from storage.register.models import Dossier, JoiningKeys, JoiningWord, Pli, Reference
from storage.register.models.event import Kind
from storage.register.text import storable
from storage.register.transitions import Status

PURGED_NAME = "purgé"
_VEILED = "purged:"
_MAIL = "imap:"  # such a source names a mailbox and a number, nobody


def require_kept(row: Pli, *, stored: bool) -> None:
    """Raises WeatherError while the pli's objects go, and when they are gone but the door has stored none anew."""
    if row.purge_begun_at is not None and (row.purged_at is None or not stored):
        raise WeatherError(f"Pli {row.id} is purged at this moment: receive it again")


def revive(row: Pli, *, key: str, name: str, who: str) -> None:
    """A purged pli, its row locked, waits again; its file lies at ``key``."""
    row.status = Status.WAITING
    row.nature = row.dossier = row.fault_code = row.fault_message = None
    row.attempts = row.failures = 0
    row.key = key
    row.name = storable(name)
    row.purge_begun_at = row.purged_at = None
    row.save()
    append_event(Kind.PLI, row.id, "received_after_purge", who=who)


def veiled(source: str) -> str:
    """Where a purged file lay, so that the same place told again is known and nobody can read it."""
    return _VEILED + hashlib.sha256(source.encode()).hexdigest()


def forget_pli(row: Pli) -> None:
    """Take out of a locked row, and of what hangs on it, all that names somebody."""
    row.sender = row.subject = row.message_id = None
    row.name = PURGED_NAME
    row.key = f"plis/{row.id}/"
    row.save()
    JoiningKeys.objects.filter(pli=row).delete()
    Reference.objects.filter(pli=row).delete()
    JoiningWord.objects.filter(pli=row).delete()
    for number, arrival in enumerate(row.arrivals.order_by("id"), start=1):
        arrival.name = f"{PURGED_NAME} ({number})"
        if arrival.source and not arrival.source.startswith((_MAIL, _VEILED)):
            arrival.source = veiled(arrival.source)
        arrival.save()


def forget_dossier(row: Dossier) -> None:
    row.nom = row.prenoms = row.numero_etranger = None
    row.save()
