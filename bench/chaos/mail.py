"""Fictional mail of every fate, and what must become of each piece of it."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

from bench.chaos.letters import bundle, letter
from dossier.ids import dossier_id, pli_id

_FIRST = ("Awa", "Moussa", "Fatou", "Ibrahim", "Mariam", "Ousmane", "Aminata", "Karim", "Leila", "Yacine")
_SYLLABLES = ("ba", "do", "ke", "li", "mo", "na", "ra", "si", "ta", "vo", "zu", "fe", "ga", "jo", "pu")
_ENVELOPES = 3  # in a lot
_TODAY = date(2026, 11, 16)

_FORM = """Demande de titre de séjour
Formulaire de demande de renouvellement
Nom : {nom}
Prénoms : {prenom}
Née le : {jour}
Nationalité : sénégalaise
Numéro étranger : {numero}
Adresse : {rue} rue des Faures, 33000 Bordeaux
Signature"""
_ATTESTATION = """Agence nationale des titres sécurisés
Centre de contact citoyens
{prenom} {nom}, n° étranger {numero}
Madame, Monsieur,
Après examen de votre demande, le centre de contact citoyens atteste de l'impossibilité
technique de déposer en ligne votre demande de renouvellement de titre de séjour
sur le site de l'ANEF.
Le présent document est à joindre à votre dossier.
Fait le 12 novembre 2026"""


class Fate(StrEnum):
    """What must become of a file."""

    FILED = "filed"  # a dossier of its own
    JOINED = "joined"  # the next revision of the dossier that it answers
    COURRIER = "courrier"
    QUARANTINE = "quarantine"
    DIVIDED = "divided"  # a lot: each of its envelopes is a dossier


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One file to feed. ``follows`` names the file whose dossier it joins; ``pages`` are of the file, None unknown.

    ``twice``: the same bytes come once more, through the other door.
    """

    name: str
    content: bytes = field(repr=False)
    fate: Fate
    follows: str | None = None
    pages: int | None = None
    twice: bool = False

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def pli(self) -> str:
        return pli_id(self.sha256)

    @property
    def dossier(self) -> str:
        """The dossier that it opens."""
        return dossier_id(self.pli)

    @property
    def plis(self) -> int:
        """How many plis it counts for."""
        return _ENVELOPES if self.fate is Fate.DIVIDED else 1


@dataclass(frozen=True, kw_only=True, slots=True)
class _Person:
    nom: str
    prenom: str
    numero: str
    jour: str
    rue: int

    def letter(self, *texts: str) -> bytes:
        return letter(*(text.format(**{name: getattr(self, name) for name in self.__slots__}) for text in texts))

    @property
    def address(self) -> str:
        return f"{self.prenom.lower()}.{self.nom.lower()}@example.org"


def make_mail(plis: int, separators: Path, *, seed: int) -> list[Item]:
    """At least ``plis`` plis, in a random order but for the answers, which come after what they answer."""
    rng, items, count = random.Random(seed), list[Item](), 0
    makers = (_filing, _thread, _automatic, _damaged, _lot)
    shares = (0.80, 0.09, 0.04, 0.05, 0.02)
    people = _people(rng)
    while count < plis:
        [make] = rng.choices(makers, shares)
        made = list(make(len(items), people, rng, separators))
        items += made
        count += sum(item.plis for item in made)
    return items


def _people(rng: random.Random) -> Iterator[_Person]:
    """Persons that nothing ties to each other."""
    seen = set[str]()
    while True:
        nom = "".join(rng.sample(_SYLLABLES, 4)).capitalize()
        if nom not in seen:
            seen.add(nom)
            born = date(1960, 1, 1) + timedelta(days=rng.randrange(16_000))
            yield _Person(
                nom=nom,
                prenom=rng.choice(_FIRST),
                numero=str(3_300_000_000 + 7919 * len(seen)),
                jour=f"{born:%d/%m/%Y}",
                rue=rng.randrange(1, 300),
            )


def _filing(number: int, people: Iterator[_Person], rng: random.Random, _: Path) -> Iterator[Item]:
    texts = (_FORM, _ATTESTATION) if rng.random() < 0.3 else (_FORM,)
    content = next(people).letter(*texts)
    yield Item(
        name=f"{number:05}-depot.pdf", content=content, fate=Fate.FILED, pages=len(texts), twice=rng.random() < 0.05
    )


def _thread(number: int, people: Iterator[_Person], rng: random.Random, _: Path) -> Iterator[Item]:
    """A filing by e-mail, and the attestation as an answer to it."""
    person, first = next(people), f"<{number}.{rng.randrange(10**9)}@example.org>"
    text = "Bonjour, je dépose ma demande de titre de séjour, je ne peux pas le faire en ligne."
    content = _message(person, "Demande de renouvellement", text, person.letter(_FORM), id_=first)
    opening = Item(name=f"{number:05}-depot.eml", content=content, fate=Fate.FILED)
    yield opening
    text = "Bonjour, veuillez trouver ci-joint la pièce complémentaire pour mon dossier déjà déposé."
    late = _message(
        person,
        "Re: Demande de renouvellement",
        text,
        person.letter(_ATTESTATION),
        id_=first.replace("<", "<re."),
        answers=first,
    )
    yield Item(name=f"{number:05}-suite.eml", content=late, fate=Fate.JOINED, follows=opening.name)


def _automatic(number: int, people: Iterator[_Person], _: random.Random, __: Path) -> Iterator[Item]:
    person = next(people)
    message = _mail(person, "Absence", f"Je suis absent jusqu'au 30 novembre. {person.prenom}", f"<a{number}@ex.org>")
    message["Auto-Submitted"] = "auto-replied"
    yield Item(name=f"{number:05}-absence.eml", content=message.as_bytes(), fate=Fate.COURRIER)


def _damaged(number: int, _: Iterator[_Person], rng: random.Random, __: Path) -> Iterator[Item]:
    content = b"%PDF-1.7 " + rng.randbytes(200)
    yield Item(name=f"{number:05}-abime.pdf", content=content, fate=Fate.QUARANTINE, pages=0)


def _lot(number: int, people: Iterator[_Person], _: random.Random, separators: Path) -> Iterator[Item]:
    content = bundle([next(people).letter(_FORM) for _ in range(_ENVELOPES)], separators)
    yield Item(name=f"{number:05}-lot.pdf", content=content, fate=Fate.DIVIDED, pages=2 * _ENVELOPES - 1)


def _message(person: _Person, subject: str, text: str, pdf: bytes, *, id_: str, answers: str | None = None) -> bytes:
    mail = _mail(person, subject, f"{text} {person.prenom} {person.nom}", id_)
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="piece.pdf")
    mail.set_boundary(f"b{person.numero}")  # the same seed makes the same bytes
    return mail.as_bytes()


def _mail(person: _Person, subject: str, text: str, id_: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"{person.prenom} {person.nom} <{person.address}>"
    mail["To"] = "pref-sejour@gironde.example.org"
    mail["Subject"] = subject
    mail["Date"] = f"{_TODAY:%d} Nov 2026 08:12:00 +0100"
    mail["Message-ID"] = id_
    mail.set_content(text)
    return mail
