"""Which dossier a pli may belong to: what is compared, what ties them, what keeps them apart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tie(StrEnum):
    """What speaks for one filing, the strongest first."""

    AGENT = "agent"  # an agent said so
    RESCAN = "nouvelle_numerisation"  # the same envelope of the same lot, scanned again after a resumption sheet
    THREAD = "fil"  # the message answers a message of the dossier, or the other way round
    SERIES_THREAD = "serie_du_fil"  # parts of one series that answer the same message
    NUMERO = "numero_etranger"  # both print the same numéro étranger
    PERSON = "meme_personne"  # same names and birth date
    NAME = "meme_nom"  # same names, a birth date is missing
    SERIES = "serie"  # parts of one series from one sender, without a thread
    SENDER = "meme_expediteur"  # same sender within the window


class Obstacle(StrEnum):
    """What keeps two plis apart whatever ties them."""

    OTHER_PERSON = "autre_personne"  # names, birth dates or numéros étrangers contradict each other
    SEVERAL_PERSONS = "plusieurs_personnes"  # one of them speaks of several demandeurs


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """What a subject says of a series: ``stem`` is the subject without it, folded; « 2/3 » is part 2 of 3.

    ``part`` and ``parts`` are None where they are not told (« suite », « partie 2 »).
    """

    stem: str
    part: int | None = None
    parts: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class JoiningFacts:
    """What of a pli is compared with dossiers. Names and dates are those read in its pièces, never a header's.

    ``namings`` are those whom letters of the services name, folded (« awa camara »): which words are the surname they
    do not tell. ``message_id`` is its own, ``references`` those that it answers (In-Reply-To and References).
    ``third_party``: a lawyer, an association or somebody else files, who may file for many. ``several``: it speaks of
    several persons.
    ``numero_etranger`` has 10 digits; ``date_naissance`` is YYYY-MM-DD, YYYY-MM or YYYY.
    """

    received_at: datetime
    message_id: str | None = None
    references: tuple[str, ...] = ()
    sender: str | None = None
    series: Series | None = None
    nom: str | None = None
    prenoms: str | None = None
    namings: tuple[str, ...] = ()
    date_naissance: str | None = None
    numero_etranger: str | None = None
    third_party: bool = False
    several: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A dossier that a pli may belong to, by what is known of each of its plis (at least one)."""

    dossier: str
    plis: tuple[JoiningFacts, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A dossier for an agent to look at: ``ties`` the strongest first; with an ``obstacle`` it is flagged."""

    dossier: str
    ties: tuple[Tie, ...]
    obstacle: Obstacle | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What to do with a pli: join it to dossier ``joins`` by ``tie``, or (None) leave it, with the proposals.

    ``who`` is set where an agent said so; ``own`` when an agent wants a dossier of its own for the pli. ``replaces`` is
    the pli of that dossier for which it stands from now on: the same envelope, scanned before.
    """

    joins: str | None = None
    tie: Tie | None = None
    proposals: tuple[Proposal, ...] = ()
    who: str | None = None
    own: bool = False
    replaces: str | None = None

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """The dossiers that it may belong to: those of another person are not among them."""
        return tuple(one.dossier for one in self.proposals if one.obstacle is not Obstacle.OTHER_PERSON)
