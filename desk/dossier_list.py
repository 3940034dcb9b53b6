"""Which dossiers the list shows: what an agent asked for, as a query on the register."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from dossier.recevabilite import Outcome
from storage.register.joining import in_tray
from storage.register.models import Dossier, Pli
from storage.register.transitions import Stage, Status

_LONGEST_SEARCH = 100
_NUMERO = re.compile(r"(?:(?P<year>20\d\d)\s*[-/]\s*)?(?P<number>\d{1,6})")
_NUMERO_ETRANGER = re.compile(r"\d{10}")
_SHOWN_ALERTS = 5
_FIRST_YEAR = 2023  # of the arrêté: no arrival number is older


@dataclass(frozen=True, kw_only=True, slots=True)
class DossierQuery:
    """What was asked for. ``outcome`` None is every outcome; ``alerts`` only dossiers that carry an alert."""

    outcome: Outcome | None = None
    search: str = ""
    alerts: bool = False
    oldest_first: bool = False

    @classmethod
    def of(cls, untrusted: dict[str, str]) -> "DossierQuery":
        """The query of a URL; what it does not understand counts for nothing."""
        asked = untrusted.get("proposition", "")
        return cls(
            outcome=Outcome(asked) if asked in set(Outcome) else None,
            search=untrusted.get("q", "").replace("\0", "").strip()[:_LONGEST_SEARCH],
            alerts=untrusted.get("alertes") == "1",
            oldest_first=untrusted.get("tri") == "anciens",
        )

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out but by outcome."""
        return bool(self.search) or self.alerts

    def url(self, **changes: str | int | None) -> str:
        """The query string that asks for this with ``changes``; None takes a part away."""
        parts: dict[str, str | int | None] = {
            "proposition": self.outcome.value if self.outcome else None,
            "q": self.search or None,
            "alertes": "1" if self.alerts else None,
            "tri": "anciens" if self.oldest_first else None,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value is not None})

    def rows(self) -> QuerySet[Dossier]:
        """The dossiers, the latest arrival first unless asked otherwise."""
        rows = Dossier.objects.filter(purge_begun_at=None)
        rows = rows.order_by(*(("received_at", "id") if self.oldest_first else ("-received_at", "-id")))
        if self.outcome:
            rows = rows.filter(outcome=self.outcome)
        if self.alerts:
            rows = rows.filter(alertes__gt=0)
        return rows.filter(_matching(self.search)) if self.search else rows


def _matching(search: str) -> Q:
    """A number is an arrival number or a numéro étranger; words must all stand in the names."""
    compact = search.replace(" ", "")
    if _NUMERO_ETRANGER.fullmatch(compact):
        return Q(numero_etranger=compact)
    if found := _NUMERO.fullmatch(search):
        years = [found["year"]] if found["year"] else range(_FIRST_YEAR, timezone.localdate().year + 1)
        return Q(numero__in=[f"{year}-{int(found['number']):06}" for year in years])
    if re.fullmatch(r"[dp]-[0-9a-f]{24}", search):
        return Q(id=f"d-{search[2:]}")
    wanted = Q()
    for word in search.split():
        wanted &= Q(nom__icontains=word) | Q(prenoms__icontains=word)
    return wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class Tabs:
    """How many of each there are. Those ``a_rattacher`` are courriers too; a worker has or will have ``waiting``."""

    recevable: int
    a_verifier: int
    irrecevable: int
    a_rattacher: int
    courriers: int
    quarantaine: int
    waiting: int

    @property
    def dossiers(self) -> int:
        return self.recevable + self.a_verifier + self.irrecevable


def count_tabs() -> Tabs:
    """Counts over indexes: what every list shows above itself."""
    dossiers = Dossier.objects.filter(purge_begun_at=None)
    outcomes = {outcome: dossiers.filter(outcome=outcome).count() for outcome in Outcome}  # three looks into an index
    wanted = (Status.COURRIER, Status.QUARANTINE, Status.WAITING)
    plis = dict(
        Pli.objects.filter(status__in=wanted, purge_begun_at=None)
        .order_by()
        .values_list("status")
        .annotate(number=Count("*"))
    )
    return Tabs(
        recevable=outcomes[Outcome.RECEVABLE],
        a_verifier=outcomes[Outcome.A_VERIFIER],
        irrecevable=outcomes[Outcome.IRRECEVABLE],
        a_rattacher=in_tray().count(),
        courriers=plis.get(Status.COURRIER, 0),
        quarantaine=plis.get(Status.QUARANTINE, 0),
        waiting=plis.get(Status.WAITING, 0),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Alerts:
    """Dossiers whose alert nobody has taken over: the first few, the nearest deadline first, and how many in all."""

    first: tuple[Dossier, ...]
    total: int


def open_alerts() -> Alerts:
    """The instruction takes an alert over when it acknowledges the dossier."""
    rows = Dossier.objects.filter(alertes__gt=0, purge_begun_at=None).exclude(stage=Stage.ACKNOWLEDGED)
    ordered = rows.order_by(F("echeance").asc(nulls_last=True), "received_at", "id")
    first = tuple(ordered[: _SHOWN_ALERTS + 1])
    total = len(first) if len(first) <= _SHOWN_ALERTS else rows.count()
    return Alerts(first=first[:_SHOWN_ALERTS], total=total)
