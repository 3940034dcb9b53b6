"""What plis are joined by, the dossiers that they may belong to, and what agents said of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from dossier.errors import OurError
from dossier.joining import Candidate, JoiningFacts, Series
from storage.register.arrivals import reopen
from storage.register.history import append_event
from storage.register.models import Dossier, JoiningKeys, JoiningWord, Pli, Reference
from storage.register.models.event import Kind
from storage.register.models.joining import Word
from storage.register.outbox import Job
from storage.register.rows import locked_pli
from storage.register.text import storable, storable_or_none
from storage.register.transaction import register_reading, register_transaction
from storage.register.transitions import Status

_MOST_CANDIDATES = 20  # the latest: a busy address, or a number that many dossiers print, must not read all of them
_MOST_OF_A_KIND = 100  # plis of one kind of tie
_MOST_KEYS = 500  # looked up at once: a hostile header names any number of messages, a database takes so many values
_LONGEST_KEY = 500  # characters: PostgreSQL indexes no longer row than 2,704 bytes
_SENDER_YEARS = timedelta(days=365)
_LOCK = 0x506C69  # what transactions that look for dossiers and open some hold on PostgreSQL, one after the other


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentWord:
    """What an agent said of a courrier: ``dossier`` is set when it is to be joined to one."""

    word: Word
    dossier: str | None
    who: str


def save_joining_keys(pli: str, facts: JoiningFacts, *, person: str | None) -> None:
    """Keep what a read pli is joined by, over what was kept before. ``person`` is the folded surname."""
    series = facts.series
    with register_transaction():
        JoiningKeys.objects.update_or_create(
            pli_id=pli,
            defaults={
                "received_at": facts.received_at,
                "message_id": _key(facts.message_id),
                "sender": _key(facts.sender),
                "series_stem": storable(series.stem) if series else None,
                "series_part": series.part if series else None,
                "series_parts": series.parts if series else None,
                "nom": storable_or_none(facts.nom),
                "prenoms": storable_or_none(facts.prenoms),
                "namings": [storable(naming) for naming in facts.namings],
                "date_naissance": facts.date_naissance,
                "person": _key(person),
                "numero_etranger": facts.numero_etranger,
                "third_party": facts.third_party,
                "several": facts.several,
            },
        )
        references = {key for reference in facts.references[:_MOST_KEYS] if (key := _key(reference))}
        Reference.objects.filter(pli_id=pli).exclude(message_id__in=references).delete()
        Reference.objects.bulk_create(
            [Reference(pli_id=pli, message_id=reference) for reference in sorted(references)], ignore_conflicts=True
        )


def joining_facts_of(pli: str) -> JoiningFacts | None:
    """What was kept of a read pli; None when nothing was."""
    with register_reading():
        found = _facts_of(JoiningKeys.objects.filter(pli_id=pli))
    return found[0][1] if found else None


def candidates_for(pli: str, facts: JoiningFacts, *, persons: Collection[str] = ()) -> list[Candidate]:
    """The dossiers that anything ties to a pli, its own left out: those of a thread or a number first, each the latest
    first, so that a busy address never crowds them out.

    ``persons`` are the folded surnames that the person may have.
    """
    with register_reading():
        strong = _strongly_tied(facts)
        found = [*_dossiers_of(strong), *_dossiers_of(_weakly_tied(facts, persons) - strong)]
        if not found:
            return []
        own = Pli.objects.filter(id=pli).values_list("dossier_id", flat=True).first()
        dossiers = [one for one in dict.fromkeys(found) if one != own][:_MOST_CANDIDATES]
        facts_by_dossier = _facts_of(JoiningKeys.objects.filter(pli__dossier_id__in=dossiers))
    return [
        Candidate(dossier=dossier, plis=tuple(one for at, one in facts_by_dossier if at == dossier))
        for dossier in dossiers
    ]


def waiting_for(facts: JoiningFacts) -> list[str]:
    """Plis in the tray that a thread or a numéro étranger ties to ``facts``, which were just filed."""
    with register_reading():
        rows = in_tray().filter(id__in=_strongly_tied(facts))
        return list(rows.order_by("received_at").values_list("id", flat=True)[:_MOST_CANDIDATES])


def tied_in_tray(facts: JoiningFacts, *, persons: Collection[str] = ()) -> list[str]:
    """Plis in the tray that anything ties to ``facts``, the latest first."""
    with register_reading():
        rows = in_tray().filter(id__in=_strongly_tied(facts) | _weakly_tied(facts, persons))
        return list(rows.order_by("-received_at").values_list("id", flat=True)[:_MOST_CANDIDATES])


def in_tray() -> QuerySet[Pli]:
    """Complements that wait « à rattacher »: read, not joined, and no agent has put them aside. What was purged forgets
    that an agent did."""
    waiting = Pli.objects.filter(status=Status.COURRIER, nature="complement", purge_begun_at=None)
    return waiting.exclude(joining_word__word=Word.NONE)


def word_on(pli: str) -> AgentWord | None:
    """What an agent said of the pli, the last word; None when none did."""
    with register_reading():
        row = JoiningWord.objects.filter(pli_id=pli).first()
    return AgentWord(word=Word(row.word), dossier=row.dossier_id, who=row.who) if row else None


def say(pli: str, word: Word, job: Job, *, dossier: str | None = None, who: str) -> bool:
    """An agent's word on a courrier: the pli is read again to be joined or filed, or leaves the tray.

    False when it is no courrier any more (the page was old, or the form was sent twice). Raises OurError when there is
    no such pli or dossier.
    """
    with register_transaction():
        row = locked_pli(pli)
        if row.status != Status.COURRIER:
            return False
        if word is Word.JOIN and not Dossier.objects.select_for_update().filter(id=dossier, purge_begun_at=None):
            raise OurError(f"The register knows no dossier {dossier}")
        target = dossier if word is Word.JOIN else None
        JoiningWord.objects.update_or_create(pli=row, defaults={"word": word, "dossier_id": target, "who": who})
        append_event(Kind.PLI, pli, f"joining_{word.value}", who=who, why=target or "")
        if word is not Word.NONE:
            reopen(row, job, who=who, why=f"joining_{word.value}")
        return True


def take_from_tray(pli: str, job: Job, *, who: str, why: str) -> bool:
    """Have a courrier read again; False when it is none any more."""
    with register_transaction():
        row = locked_pli(pli)
        if row.status != Status.COURRIER:
            return False
        reopen(row, job, who=who, why=why)
        return True


def one_at_a_time() -> None:
    """Let no other transaction look for dossiers, or open one, until this one ends.

    Two parts of one filing that are read at the same time would not see each other. On SQLite each transaction that
    writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _weakly_tied(facts: JoiningFacts, persons: Collection[str]) -> set[str]:
    """The plis of a person of that name, and those of the sender, each kind of tie asked for over its own index."""
    tied: set[str] = set()
    if persons:
        tied |= _latest(JoiningKeys.objects.filter(person__in=list(persons)[:_MOST_KEYS]))
    if facts.sender:
        near = (facts.received_at - _SENDER_YEARS, facts.received_at + _SENDER_YEARS)
        tied |= _latest(JoiningKeys.objects.filter(sender=facts.sender, received_at__range=near))
    return tied


def _strongly_tied(facts: JoiningFacts) -> set[str]:
    """The plis of the thread, and those that name the same numéro étranger."""
    tied: set[str] = set()
    references = facts.references[:_MOST_KEYS]
    if references:
        tied |= _latest(JoiningKeys.objects.filter(message_id__in=references))
    if references and facts.series:
        tied |= _answering(references)
    if facts.message_id:
        tied |= _answering([facts.message_id])
    if facts.numero_etranger:
        tied |= _latest(JoiningKeys.objects.filter(numero_etranger=facts.numero_etranger))
    return tied


def _dossiers_of(plis: Collection[str]) -> list[str]:
    """The dossiers that these are filed in, the latest first."""
    if not plis:
        return []
    keys = JoiningKeys.objects.filter(pli_id__in=plis, pli__dossier__isnull=False)
    return list(keys.order_by("-received_at").values_list("pli__dossier_id", flat=True))


def _key(untrusted_text: str | None) -> str | None:
    """The text as an index can hold it; None for one that is too long to be anybody's address, name or Message-ID."""
    return storable(untrusted_text) if untrusted_text and len(untrusted_text) <= _LONGEST_KEY else None


def _latest(keys: QuerySet[JoiningKeys]) -> set[str]:
    return set(keys.order_by("-received_at").values_list("pli_id", flat=True)[:_MOST_OF_A_KIND])


def _answering(message_ids: Collection[str]) -> set[str]:
    rows = Reference.objects.filter(message_id__in=message_ids).order_by("-id")
    return set(rows.values_list("pli_id", flat=True)[:_MOST_OF_A_KIND])


def _facts_of(keys: QuerySet[JoiningKeys]) -> list[tuple[str | None, JoiningFacts]]:
    """(dossier, facts) of each row."""
    rows = list(keys.select_related("pli").order_by("received_at", "pli_id"))
    references: dict[str, list[str]] = {}
    for pli, message_id in Reference.objects.filter(pli_id__in=[row.pli_id for row in rows]).values_list(
        "pli_id", "message_id"
    ):
        references.setdefault(pli, []).append(message_id)
    return [(row.pli.dossier_id, _facts(row, references.get(row.pli_id, ()))) for row in rows]


def _facts(row: JoiningKeys, references: Sequence[str]) -> JoiningFacts:
    series = None
    if row.series_stem is not None:
        series = Series(stem=row.series_stem, part=row.series_part, parts=row.series_parts)
    return JoiningFacts(
        received_at=row.received_at,
        message_id=row.message_id,
        references=tuple(references),
        sender=row.sender,
        series=series,
        nom=row.nom,
        prenoms=row.prenoms,
        namings=tuple(row.namings),
        date_naissance=row.date_naissance,
        numero_etranger=row.numero_etranger,
        third_party=row.third_party,
        several=row.several,
    )
