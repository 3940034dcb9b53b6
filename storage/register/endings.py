"""Plis that open no dossier: mail that is no filing, and what nobody could read."""

from collections.abc import Sequence

from dossier.courrier import Courrier
from dossier.errors import Fault, OurError
from dossier.quarantine import Quarantine, gravest
from storage.register.history import append_event
from storage.register.models.event import Kind
from storage.register.rows import locked_pli
from storage.register.text import storable_or_none
from storage.register.transaction import register_transaction
from storage.register.transitions import Status, require_transition


def record_courrier(courrier: Courrier, *, faults: Sequence[Fault] = (), who: str = "worker") -> bool:
    """A pli is no filing; its ``courrier.json`` is stored. ``faults`` are its originals that could not be read.

    False when this was recorded before.
    """
    pli = courrier.pli
    with register_transaction():
        row = locked_pli(pli.id)
        if row.status == Status.COURRIER:
            return False
        require_transition(Status(row.status), Status.COURRIER)
        row.status = Status.COURRIER
        row.nature = pli.nature
        row.pages = sum(original.pages for original in pli.originals)
        row.received_at = pli.received_at
        row.received_at_source = pli.received_at_source
        row.sender = storable_or_none(pli.sender)
        row.subject = storable_or_none(pli.subject)
        row.message_id = storable_or_none(pli.message_id)
        row.alertes = len(courrier.alertes)
        told = gravest(faults)
        row.fault_code = told.code if told else None
        row.fault_message = told.message if told else None
        row.save()
        append_event(Kind.PLI, row.id, "courrier", who=who, why=pli.nature.value)
        return True


def record_quarantine(quarantine: Quarantine, *, pages: int | None = None, who: str = "worker") -> bool:
    """Nothing of a pli could be read, or it was tried too often; its ``reason.json`` is stored.

    ``pages`` when they are known (null stays null). False when this was recorded before.
    """
    told = gravest(quarantine.faults)
    if told is None:
        raise OurError("A pli cannot go to quarantine without a reason")
    with register_transaction():
        row = locked_pli(quarantine.pli)
        if row.status == Status.QUARANTINE:
            return False
        require_transition(Status(row.status), Status.QUARANTINE)
        row.status = Status.QUARANTINE
        row.fault_code = told.code
        row.fault_message = told.message
        row.pages = row.pages if pages is None else pages
        row.save()
        append_event(Kind.PLI, row.id, "quarantine", who=who, why=told.code)
        return True
