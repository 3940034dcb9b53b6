"""A pli becomes a dossier, or a revision of one; the hand-over waits in the outbox from the same instant."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from dossier.errors import Fault, OurError, WeatherError
from dossier.filing import DOSSIER_SCHEMA, Dossier
from dossier.mail import Pli
from dossier.quarantine import gravest
from storage.register import models
from storage.register.arrivals import POSSIBLE_DOUBLON, possible_doublon_of
from storage.register.history import append_event
from storage.register.models.event import Kind
from storage.register.outbox import HAND_OVER_ACTOR, HAND_OVER_QUEUE, URGENT_QUEUE, Priority, post
from storage.register.rows import locked_pli
from storage.register.text import storable_or_none
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Stage, Status, require_transition


def record_filing(
    pli: str,
    dossier: Dossier,
    *,
    manifest: str,
    faults: Sequence[Fault] = (),
    hand_over: bool = True,
    who: str = "worker",
    why: str = "",
) -> bool:
    """A pli's pages stand in ``dossier``, whose manifest lies at ``manifest``, stored and verified.

    ``faults`` are its originals that could not be read: it counts as filed all the same. ``why`` says what joined it
    to a dossier that was there. False when this was recorded before (a message delivered twice). Raises WeatherError
    when another filing took the revision: read the dossier again and make the next one.
    """
    with register_transaction():
        row = locked_pli(pli)
        if row.status == Status.FILED and row.dossier_id == dossier.id:
            return False
        require_transition(Status(row.status), Status.FILED)
        _save_dossier(dossier, manifest, who, why)
        filed = next(one for one in dossier.plis if one.id == pli)
        _save_pli(row, filed, dossier, faults)
        append_event(Kind.PLI, pli, "filed", who=who, why=dossier.id)
        if (twin := possible_doublon_of(pli)) is not None:
            append_event(Kind.DOSSIER, dossier.id, POSSIBLE_DOUBLON, who=who, why=twin)
        if hand_over:
            _hand_over(dossier, manifest)
        return True


def record_revision(dossier: Dossier, *, manifest: str, hand_over: bool = True, who: str, why: str = "") -> bool:
    """A new revision without a new pli: a correction, a decision, a rereading. False when recorded before."""
    with register_transaction():
        known = models.Dossier.objects.select_for_update().filter(id=dossier.id, revision=dossier.revision)
        if known.exists():
            return False
        _save_dossier(dossier, manifest, who, why)
        if hand_over:
            _hand_over(dossier, manifest)
        return True


def current_revision(dossier: str) -> int:
    """The number of a dossier's latest revision; 0 when it was never filed."""
    with register_reading():
        return models.Dossier.objects.filter(id=dossier).values_list("revision", flat=True).first() or 0


def hold_revision(dossier: str, revision: int) -> None:
    """Lock a dossier that is at ``revision`` until the caller's transaction ends: what follows it may be stored now.

    Raises WeatherError when another revision was filed meanwhile (read the dossier again and make the next one) or it
    was purged,
    OurError when there is no such dossier.
    """
    row = models.Dossier.objects.select_for_update().filter(id=dossier).first()
    if row is None:
        raise OurError(f"The register knows no dossier {dossier}")
    if row.purge_begun_at is not None:
        raise WeatherError(f"Dossier {dossier} is purged: what was to follow it stands alone")
    if row.revision != revision:
        raise WeatherError(f"Dossier {dossier} is at revision {row.revision}, not {revision} any more")


def acknowledge(dossier: str, revision: int, *, who: str = "instruction") -> bool:
    """The consumer has this revision. False when there is no such revision; an older answer never takes one back."""
    with register_transaction():
        row = models.Dossier.objects.select_for_update().filter(id=dossier).first()
        if row is None or not 1 <= revision <= row.revision:
            return False
        if revision <= row.acknowledged_revision:
            return True
        row.acknowledged_revision = revision
        row.acknowledged_at = timezone.now()
        if revision == row.revision:
            row.stage = Stage.ACKNOWLEDGED
            row.handed_over_at = row.handed_over_at or timezone.now()
        row.save()
        append_event(Kind.DOSSIER, dossier, "acknowledged", who=who, why=f"revision {revision}")
        return True


def _save_dossier(dossier: Dossier, manifest: str, who: str, why: str = "") -> None:
    row = models.Dossier.objects.select_for_update().filter(id=dossier.id).first()
    known = row.revision if row else 0
    if dossier.revision != known + 1:
        raise WeatherError(f"Dossier {dossier.id} is at revision {known}: {dossier.revision} cannot follow")
    row = row or models.Dossier(id=dossier.id)
    _fill(row, dossier, manifest)
    row.save()
    append_event(Kind.DOSSIER, dossier.id, dossier.cause.value, who=who, why=why or f"revision {dossier.revision}")


def _fill(row: models.Dossier, dossier: Dossier, manifest: str) -> None:
    finding = dossier.findings.recevabilite
    demandeur = dossier.findings.demandeur
    row.numero = dossier.numero
    row.prefecture = dossier.prefecture
    row.stage = Stage.FILED
    row.revision = dossier.revision
    row.outcome = finding.outcome
    row.fondement = finding.fondement
    row.confidence = finding.confidence
    row.motif = finding.reasons[0].code if finding.reasons else None
    row.nom = storable_or_none(demandeur.nom)
    row.prenoms = storable_or_none(demandeur.prenoms)
    row.numero_etranger = demandeur.numero_etranger
    row.pieces = len(dossier.findings.pieces)
    row.pages = sum(_pages_of(pli) for pli in dossier.plis)
    row.received_at = min(pli.received_at for pli in dossier.plis)
    row.alertes = len(dossier.findings.alertes)
    row.echeance = _first_deadline(dossier)
    row.manifest = manifest
    row.purge_begun_at = row.purged_at = None


def _save_pli(row: models.Pli, pli: Pli, dossier: Dossier, faults: Sequence[Fault]) -> None:
    row.status = Status.FILED
    row.nature = pli.nature
    row.dossier_id = dossier.id
    row.pages = _pages_of(pli)
    row.received_at = pli.received_at
    row.received_at_source = pli.received_at_source
    row.sender = storable_or_none(pli.sender)
    row.subject = storable_or_none(pli.subject)
    row.message_id = storable_or_none(pli.message_id)
    row.alertes = len(dossier.findings.alertes)
    told = gravest(faults)
    row.fault_code = told.code if told else None
    row.fault_message = told.message if told else None
    row.save()


def _hand_over(dossier: Dossier, manifest: str) -> None:
    """The contract's message; one with a deadline goes first, and on the urgent queue too."""
    alertes = [
        {"code": alerte.code, "echeance": alerte.echeance, "piece": alerte.piece} for alerte in dossier.findings.alertes
    ]
    args = {
        "dossier": dossier.id,
        "revision": dossier.revision,
        "cause": dossier.cause.value,
        "manifest": manifest,
        "outcome": dossier.findings.recevabilite.outcome.value,
        "alertes": alertes,
        "schema": DOSSIER_SCHEMA,
    }
    urgent = _first_deadline(dossier) is not None
    for queue in (URGENT_QUEUE, HAND_OVER_QUEUE) if urgent else (HAND_OVER_QUEUE,):
        post(
            queue,
            HAND_OVER_ACTOR,
            args,
            dedup=f"{HAND_OVER_ACTOR}:{dossier.id}:{dossier.revision}:{queue}",
            priority=Priority.ALERT if urgent else Priority.TODAY,
        )


def _pages_of(pli: Pli) -> int:
    return sum(original.pages for original in pli.originals)


def _first_deadline(dossier: Dossier) -> date | None:
    try:
        return min((date.fromisoformat(one.echeance) for one in dossier.findings.alertes if one.echeance), default=None)
    except ValueError:
        raise OurError(f"Dossier {dossier.id}: the deadline of an alert is no day") from None
