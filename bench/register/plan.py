"""What mail of two years looks like: which pli came when, what became of it, whose dossier it opened or joined."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from dossier.ids import dossier_id, lot_pli_id, pli_id
from dossier.mail import Channel, Nature
from dossier.recevabilite import Fondement, Motif, Outcome
from specimens.people import draw_person
from storage.register.transitions import Stage, Status

YEARS = timedelta(days=2 * 365)
LOT_SIZE = 20
_PURGED_SHARE = 0.05  # the oldest filings, whose time is over
_WAITING_SHARE = 0.03  # the latest plis, that nobody has read yet
_OPEN_SHARE = 0.08  # the latest filings, whose hand-over nobody has acknowledged yet

_OFF = (Motif.CONFIANCE_FAIBLE, Motif.IDENTITE_DISCORDANTE, Motif.DOCUMENT_INCOMPLET, Motif.PLUSIEURS_PERSONNES)
_NOTHING = (Motif.AUCUN_JUSTIFICATIF, Motif.CONVOCATION_SEULE, Motif.REPONSE_CCC_SANS_ATTESTATION)


@dataclass(kw_only=True, slots=True)
class Filing:
    """A dossier. ``plis`` are the numbers of those filed in it, the first first; ``rank`` counts from 0."""

    rank: int
    id: str
    nom: str
    prenoms: str
    numero_etranger: str | None
    received_at: datetime
    outcome: Outcome
    fondement: Fondement | None
    motif: Motif
    echeance: date | None
    stage: Stage = Stage.ACKNOWLEDGED
    purged: bool = False
    plis: list[int] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Item:
    """A pli. ``lot`` is the number of the lot that it was cut from, ``place`` its place there, from 1."""

    number: int
    id: str
    sha256: str
    received_at: datetime
    channel: Channel
    status: Status
    nature: Nature | None
    filing: Filing | None
    lot: int | None
    place: int


@dataclass(kw_only=True, slots=True)
class Lot:
    number: int
    id: str
    sha256: str
    received_at: datetime
    plis: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    items: list[Item]
    filings: list[Filing]
    lots: list[Lot]


def make_plan(plis: int, *, seed: int, now: datetime | None = None) -> Plan:
    """``plis`` plis, evenly over two years until ``now``, and the lots that some of them were cut from."""
    now = now or datetime.now(UTC)
    rng = random.Random(seed)
    plan = Plan(items=[], filings=[], lots=[])
    for number in range(plis):
        received_at = now - YEARS * (1 - (number + rng.random()) / plis)
        waits = number >= plis * (1 - _WAITING_SHARE)
        plan.items.append(_item(plan, number, received_at, rng, waits=waits))
    for filing in plan.filings[: int(len(plan.filings) * _PURGED_SHARE)]:
        filing.purged = True
    for filing in plan.filings[-int(len(plan.filings) * _OPEN_SHARE) :]:
        filing.stage = Stage.HANDED_OVER if filing.rank % 10 else Stage.FILED
    return plan


def _item(plan: Plan, number: int, received_at: datetime, rng: random.Random, *, waits: bool) -> Item:
    sha256 = f"{rng.getrandbits(256):064x}"
    channel = Channel.EMAIL if rng.random() < 0.6 else Channel.POST
    lot, place, id_ = None, 0, pli_id(sha256)
    if channel is Channel.POST and not waits:
        found = _lot(plan, received_at, rng)
        found.plis.append(number)
        lot, place = found.number, len(found.plis)
        id_ = lot_pli_id(found.sha256, 4 * place - 3, 4 * place)
    status, nature = (Status.WAITING, None) if waits else _ending(rng, can_continue=bool(plan.filings))
    filing = None
    if status is Status.FILED:
        filing = _filing(plan, nature, id_, received_at, rng)
        filing.plis.append(number)
    return Item(
        number=number,
        id=id_,
        sha256=sha256,
        received_at=received_at,
        channel=channel,
        status=status,
        nature=nature,
        filing=filing,
        lot=lot,
        place=place,
    )


def _lot(plan: Plan, received_at: datetime, rng: random.Random) -> Lot:
    if not plan.lots or len(plan.lots[-1].plis) == LOT_SIZE:
        sha256 = f"{rng.getrandbits(256):064x}"
        number = len(plan.lots)
        plan.lots.append(Lot(number=number, id=pli_id(sha256), sha256=sha256, received_at=received_at))
    return plan.lots[-1]


def _ending(rng: random.Random, *, can_continue: bool) -> tuple[Status, Nature | None]:
    drawn = rng.random()
    if drawn < 0.78 or (drawn < 0.86 and not can_continue):
        return Status.FILED, Nature.DEPOT
    if drawn < 0.86:
        return Status.FILED, Nature.COMPLEMENT
    if drawn < 0.90:
        return Status.COURRIER, Nature.COMPLEMENT
    if drawn < 0.95:
        return Status.COURRIER, Nature.CORRESPONDANCE
    return (Status.COURRIER, Nature.INDESIRABLE) if drawn < 0.97 else (Status.QUARANTINE, None)


def _filing(plan: Plan, nature: Nature | None, pli: str, received_at: datetime, rng: random.Random) -> Filing:
    """A new one, or for a complement one of the latest."""
    if nature is Nature.COMPLEMENT:
        return plan.filings[max(0, len(plan.filings) - 1 - int(rng.expovariate(1 / 500)))]
    person = draw_person(rng, departement="33")
    outcome = rng.choices(tuple(Outcome), weights=(50, 30, 20))[0]
    fondement = rng.choice(tuple(Fondement)) if outcome is not Outcome.IRRECEVABLE else None
    filing = Filing(
        rank=len(plan.filings),
        id=dossier_id(pli),
        nom=person.nom,
        prenoms=person.prenoms,
        numero_etranger=person.numero_etranger if rng.random() < 0.7 else None,
        received_at=received_at,
        outcome=outcome,
        fondement=fondement,
        motif=_motif(outcome, fondement, rng),
        echeance=received_at.date() + timedelta(days=rng.randrange(60)) if rng.random() < 0.02 else None,
    )
    plan.filings.append(filing)
    return filing


def _motif(outcome: Outcome, fondement: Fondement | None, rng: random.Random) -> Motif:
    if outcome is Outcome.RECEVABLE and fondement is not None:
        return Motif(fondement.value)
    return rng.choice(_OFF if outcome is Outcome.A_VERIFIER else _NOTHING)
