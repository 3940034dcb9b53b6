"""The plan as rows of the register, table by table, in the order in which the database takes them."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Model

from bench.register.plan import Filing, Item, Lot, Plan
from classify.folding import fold
from dossier.ids import lot_id, manifest_key
from dossier.mail import Channel, DateSource, Nature
from storage.register import models
from storage.register.history import hash_of
from storage.register.models.event import Kind
from storage.register.outbox import HAND_OVER_ACTOR, HAND_OVER_QUEUE, Priority
from storage.register.transitions import Stage, Status

ACCOUNT = "depot@bench.test"
_HOUR = timedelta(hours=1)
_PREFECTURE = "33"


def rows_of(plan: Plan) -> Iterator[Model]:
    """Every row; what others point at comes before them."""
    for filing in plan.filings:
        yield _dossier(filing)
        yield _numero_row(filing)
    yield models.NumeroSequence(prefecture=_PREFECTURE, year=2026, last=len(plan.filings))
    first, last = plan.items[0].received_at, plan.items[-1].received_at
    yield models.Mailbox(account=ACCOUNT, folder="INBOX", last_success_at=last, created_at=first)
    for lot in plan.lots:
        yield _lot(lot)
        yield _batch(lot)
    for item in plan.items:
        yield _pli(item, plan)
    for item in plan.items:
        yield from _of_pli(item)
    for number, filing in enumerate(plan.filings):
        yield from _of_dossier(filing, sent=number < len(plan.filings) - 5)


def _numero(filing: Filing) -> str:
    return f"{filing.received_at.year}-{filing.rank + 1:06}"


def _numero_row(filing: Filing) -> models.Numero:
    return models.Numero(
        dossier_id=filing.id, prefecture=_PREFECTURE, numero=_numero(filing), created_at=filing.received_at
    )


def _dossier(filing: Filing) -> models.Dossier:
    later = filing.received_at + _HOUR
    revision = len(filing.plis)
    done = filing.stage is Stage.ACKNOWLEDGED
    return models.Dossier(
        id=filing.id,
        numero=_numero(filing),
        prefecture=_PREFECTURE,
        stage=filing.stage,
        revision=revision,
        outcome=filing.outcome,
        fondement=filing.fondement,
        confidence=0.5 + filing.rank % 50 / 100,
        nom=None if filing.purged else filing.nom,
        prenoms=None if filing.purged else filing.prenoms,
        numero_etranger=None if filing.purged else filing.numero_etranger,
        pieces=5 + filing.rank % 9,
        pages=12 * revision,
        received_at=filing.received_at,
        motif=filing.motif,
        alertes=int(filing.echeance is not None),
        echeance=filing.echeance,
        manifest=manifest_key(filing.id),
        created_at=later,
        updated_at=later + _HOUR,
        handed_over_at=later if filing.stage is not Stage.FILED else None,
        acknowledged_revision=revision if done else revision - 1,
        acknowledged_at=later + _HOUR if done else None,
        purge_begun_at=later + 300 * 24 * _HOUR if filing.purged else None,
        purged_at=later + 300 * 24 * _HOUR if filing.purged else None,
    )


def _pli(item: Item, plan: Plan) -> models.Pli:
    email, purged = item.channel is Channel.EMAIL, item.filing is not None and item.filing.purged
    fault = item.status is Status.QUARANTINE
    lot = plan.lots[item.lot] if item.lot is not None else None
    return models.Pli(
        id=item.id,
        channel=item.channel,
        status=item.status,
        nature=item.nature,
        sha256=item.sha256,
        key=f"plis/{item.id}/courriel.eml" if email else f"plis/{item.id}/pli.pdf",
        name="courriel.eml" if email else "pli.pdf",
        size_bytes=150_000 + 37 * item.number,
        received_at=item.received_at,
        received_at_source=DateSource.IMAP if email else DateSource.BATCH_SHEET,
        sender=_sender(item) if email and not purged else None,
        subject=f"Demande de titre de séjour {item.number}" if email and not purged else None,
        message_id=_message_id(item),
        lot_id=lot.id if lot else None,
        lot_position=item.place if lot else None,
        first_page=4 * item.place - 3 if lot else None,
        last_page=4 * item.place if lot else None,
        pages=None if item.status is Status.WAITING else 4 if lot else 12,
        attempts=item.number % 2 if item.status is Status.WAITING else 1,
        messages=1,
        alertes=int(item.status is Status.COURRIER and item.number % 100 == 0),
        fault_code="pdf_illisible" if fault else None,
        fault_message="Ce PDF ne s'ouvre pas." if fault else None,
        dossier_id=item.filing.id if item.filing else None,
        purge_begun_at=item.received_at + 300 * 24 * _HOUR if purged else None,
        purged_at=item.received_at + 300 * 24 * _HOUR if purged else None,
        created_at=item.received_at,
        updated_at=item.received_at + _HOUR,
    )


def _lot(lot: Lot) -> models.Pli:
    return models.Pli(
        id=lot.id,
        channel=Channel.POST,
        status=Status.DIVIDED,
        sha256=lot.sha256,
        key=f"lots/{lot_id(lot.sha256)}/lot.pdf",
        name="lot.pdf",
        size_bytes=9_000_000,
        received_at=lot.received_at,
        received_at_source=DateSource.BATCH_SHEET,
        pages=4 * len(lot.plis),
        attempts=1,
        messages=1,
        created_at=lot.received_at,
        updated_at=lot.received_at,
    )


def _batch(lot: Lot) -> models.Batch:
    off = lot.number % 25 == 0
    return models.Batch(
        number=f"L{lot.number:05}",
        expected=len(lot.plis) + int(off),
        arrived_on=lot.received_at.date(),
        created_at=lot.received_at,
        updated_at=lot.received_at,
    )


def _of_pli(item: Item) -> Iterator[Model]:
    """What hangs on a pli."""
    source = f"imap:{ACCOUNT}/INBOX/{item.number}" if item.channel is Channel.EMAIL else ""
    yield models.Arrival(
        pli_id=item.id, name="pli", received_at=item.received_at, source=source, created_at=item.received_at
    )
    if item.channel is Channel.EMAIL:
        yield models.MailLedger(
            account=ACCOUNT,
            folder="INBOX",
            uidvalidity=1,
            uid=item.number + 1,
            pli_id=item.id,
            created_at=item.received_at,
        )
    elif item.lot is not None:
        yield models.LotPlace(
            pli_id=item.id,
            batch_id=f"L{item.lot:05}",
            place=item.place,
            doubt="deja_numerise" if item.number % 400 == 0 else None,
        )
    yield _message(
        "pli_courriels", "lire_courriel", {"pli": item.id}, f"lire:{item.id}:1", item.received_at, pli=item.id
    )
    if item.status not in {Status.WAITING, Status.QUARANTINE} and not (item.filing and item.filing.purged):
        yield from _joining(item)
    said = ["registered", "attempt", item.status.value] if item.status is not Status.WAITING else ["registered"]
    yield from _history(Kind.PLI, item.id, said, item.received_at)


def _joining(item: Item) -> Iterator[Model]:
    filing = item.filing
    yield models.JoiningKeys(
        pli_id=item.id,
        received_at=item.received_at,
        message_id=_message_id(item),
        sender=_sender(item) if item.channel is Channel.EMAIL else None,
        nom=filing.nom if filing else None,
        prenoms=filing.prenoms if filing else None,
        person=" ".join(sorted(fold(filing.nom).split())) if filing else None,
        numero_etranger=filing.numero_etranger if filing else None,
        third_party=item.number % 10 == 0,
        several=False,
    )
    if item.nature is Nature.COMPLEMENT and item.channel is Channel.EMAIL:
        yield models.Reference(pli_id=item.id, message_id=f"<{max(0, item.number - 300)}@bench.test>")
    if item.status is Status.COURRIER and item.nature is Nature.COMPLEMENT and item.number % 3 == 0:
        yield models.JoiningWord(pli_id=item.id, word="none", who="agent:bench", at=item.received_at)


def _of_dossier(filing: Filing, *, sent: bool) -> Iterator[Model]:
    at = filing.received_at + _HOUR
    for revision in range(1, len(filing.plis) + 1):
        args = {"dossier": filing.id, "revision": revision, "cause": "filing", "schema": "pli.dossier/1"}
        dedup = f"{HAND_OVER_ACTOR}:{filing.id}:{revision}:{HAND_OVER_QUEUE}"
        yield _message(HAND_OVER_QUEUE, HAND_OVER_ACTOR, args, dedup, at, sent=sent)
    said = [word for _ in filing.plis for word in ("filing", "handed_over", "acknowledged")]
    yield from _history(Kind.DOSSIER, filing.id, said, at)


def _history(kind: Kind, subject: str, said: list[str], at: datetime) -> Iterator[models.Event]:
    previous = ""
    for position, what in enumerate(said, start=1):
        event = models.Event(
            kind=kind, subject=subject, position=position, at=at, who="worker", what=what, why="", previous=previous
        )
        previous = event.hash = hash_of(event)
        yield event


def _message(
    queue: str,
    actor: str,
    args: dict[str, object],
    dedup: str,
    at: datetime,
    *,
    pli: str | None = None,
    sent: bool = True,
) -> models.Outbox:
    return models.Outbox(
        queue=queue,
        actor=actor,
        args=args,
        pli_id=pli,
        message_id=str(uuid.uuid5(uuid.NAMESPACE_OID, dedup)),
        dedup=dedup,
        priority=Priority.TODAY,
        created_at=at,
        claimed_at=at,
        sent_at=at if sent else None,
        attempts=1,
    )


def _message_id(item: Item) -> str | None:
    return f"<{item.number}@bench.test>" if item.channel is Channel.EMAIL else None


def _sender(item: Item) -> str:
    """Every tenth message comes from one of fifty associations and lawyers, the others from somebody of their own."""
    if item.number % 10 == 0:
        return f"cabinet{item.number // 10 % 50}@avocats.test"
    return f"personne{item.filing.rank if item.filing else item.number}@courriel.test"
