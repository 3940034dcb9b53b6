"""Whose filing it is: names, birth date, nationality, numéro étranger and address, each with its source.

Null is better than a guess. Every pièce is asked for the persons that it names; readings of one person come together,
and the person for whom most pièces speak is the demandeur. A host's, an employer's, an agent's or a spouse's part in a
pièce speaks against them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from classify.folding import fold
from classify.home import with_home
from classify.numbers import numero_etranger
from classify.person import PieceFacts, Reading
from classify.persons import resembles, words_of
from classify.piece_reading import names_of, readings_of
from classify.spelling import with_right_names
from dossier.bundle import Bundle
from dossier.demandeur import Demandeur, FieldSource, Method

_ENOUGH = 0.8  # one bill that names somebody is not enough
_TRUST = {Method.MRZ: 2.0, Method.DEUX_D_DOC: 3.0, Method.TEXT: 1.0, Method.HEADER: 0.5}
_OWN_KIND = frozenset({"formulaire_demande", "titre_sejour", "recepisse", "courrier", "declaration_honneur"})
_BY_HAND = frozenset({"formulaire_demande", "courrier", "declaration_honneur"})
_Saying = tuple[object, ...]


def resolve(pieces: Sequence[PieceFacts], bundle: Bundle) -> Demandeur:
    """The demandeur of a bundle; fields that no pièce of theirs prints stay None."""
    readings = _borne_out([reading for piece in pieces for reading in readings_of(piece)])
    same = _demandeurs(readings)
    if not same:
        return _with_header(Demandeur(), bundle)
    who = _merged(same)
    if who.nom is None:
        who = _split_by_custom(who, same)
    who = with_right_names(who, [r for r in same if "nom" in r.values], pieces)
    who = _with_number(who, same, pieces, readings)
    return _with_header(with_home(who, pieces), bundle)


def _borne_out(readings: Sequence[Reading]) -> list[Reading]:
    """The readings; of a machine-readable zone without its names where another pièce gives the same surname, born the
    same day, another given name: no check digit stands over names, and a scan reads fillers as letters."""
    births = {(r.piece, r.values["date_naissance"][0]) for r in readings if "date_naissance" in r.values}
    return [_nameless(r) if _misread_zone(r, readings, births) else r for r in readings]


def _misread_zone(reading: Reading, readings: Sequence[Reading], births: set[tuple[int, str]]) -> bool:
    if "prenoms" not in reading.values or reading.values["prenoms"][1] is not Method.MRZ:
        return False
    given, names = words_of(reading.values["prenoms"][0]), words_of(reading.values["nom"][0])[:1]
    own = {birth for piece, birth in births if piece == reading.piece}
    twins = [
        other
        for other in readings
        if other.piece != reading.piece and "prenoms" in other.values and _shared(names, names_of(other))
        and other.values.get("date_naissance", ("",))[0] in own
    ]  # fmt: skip
    return bool(twins) and not any(resembles(word, name) for word in given for t in twins for name in names_of(t))


def _nameless(reading: Reading) -> Reading:
    kept = {field: value for field, value in reading.values.items() if field not in {"nom", "prenoms"}}
    return replace(reading, values=kept, words=words_of(reading.values["nom"][0])[:1])


def _demandeurs(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of the person for whom most pièces speak; empty where nothing speaks enough for anybody."""
    named = [reading for reading in readings if names_of(reading)]
    sayings = [_saying(reading) for reading in named]
    spokesmen = dict(zip(sayings, named, strict=True))  # a pli of a thousand pages says few things, each many times
    heard: set[_Saying] = set()
    best: list[Reading] = []
    most = 0.0
    for anchor, saying in sorted(zip(named, sayings, strict=True), key=lambda pair: -pair[0].standing):
        if anchor.standing <= 0 or (len(names_of(anchor)) < 2 and "nom" not in anchor.values and best):
            continue
        if saying in heard:  # whom it brings together, another reading that says the same has
            continue
        agreeing = {other for other, reading in spokesmen.items() if _same(anchor, reading)}
        same = [r for r, other in zip(named, sayings, strict=True) if r is anchor or other in agreeing]
        heard |= {saying} & agreeing
        spoken = _spoken_for(same)
        if spoken > most + 1e-9:
            best, most = same, spoken
    return [reading for reading in best if reading.standing > 0 or most >= 2.0] if most >= _ENOUGH else []


def _saying(reading: Reading) -> _Saying:
    """All of a reading that :func:`_same` compares."""
    said = (reading.values.get(field, (None,))[0] for field in ("nom", "prenoms", "date_naissance"))
    return (reading.type, reading.noisy, reading.words, *said)


def _spoken_for(same: Sequence[Reading]) -> float:
    """What all pièces together say for one person: of each pièce its strongest word for and against."""
    for_: dict[int, float] = {}
    against: dict[int, float] = {}
    for reading in same:
        for_[reading.piece] = max(for_.get(reading.piece, 0.0), reading.standing)
        against[reading.piece] = min(against.get(reading.piece, 0.0), reading.standing)
    return float(sum(for_.values()) + sum(against.values()))


def _same(one: Reading, other: Reading) -> bool:
    names, others = names_of(one), names_of(other)
    if not names or not others:
        return False
    births = {r.values["date_naissance"][0] for r in (one, other) if "date_naissance" in r.values}
    if len(births) == 2 and not _birth_agrees(*births) and set(names) != set(others):
        return False
    shared = _shared(names, others)
    if one.noisy or other.noisy:
        shared = max(shared, _resembling(names, others))
    if len(names) == 1 or len(others) == 1:
        return shared >= 1 and _surname_alone(one, other)
    if _hand_of(one, other):
        return True
    return shared >= min(2, len(names), len(others)) and not _siblings(one, other)


def _siblings(one: Reading, other: Reading) -> bool:
    """Whether surnames agree and no given name does: a couple, a parent, a namesake."""
    if "prenoms" not in one.values or "prenoms" not in other.values:
        return False
    given, others = words_of(one.values["prenoms"][0]), words_of(other.values["prenoms"][0])
    names, other_names = names_of(one), names_of(other)
    alike = _resembling if one.noisy or other.noisy else _shared
    return not alike(given, other_names) and not alike(others, names)


@lru_cache(maxsize=16384)  # a pli names few persons, in many pièces each
def _resembling(names: tuple[str, ...], others: tuple[str, ...]) -> int:
    return sum(1 for n in set(names) if len(n) > 2 and any(len(o) > 2 and resembles(n, o) for o in others))


def _surname_alone(one: Reading, other: Reading) -> bool:
    """Whether the one word of a naming (« Madame KANE ») is the other's surname."""
    lone, full = (one, other) if len(names_of(one)) == 1 else (other, one)
    nom = full.values["nom"][0] if "nom" in full.values else " ".join(full.words)
    return bool(_shared(names_of(lone), words_of(nom)))


def _hand_of(one: Reading, other: Reading) -> bool:
    """Whether one is read from a form filled by hand, and has the other's surname: its given names may be anything."""
    hand = next((r for r in (one, other) if r.type == "formulaire_demande" and r.noisy), None)
    if hand is None or one.type == other.type or "nom" not in one.values or "nom" not in other.values:
        return False
    surname, others = words_of(one.values["nom"][0]), words_of(other.values["nom"][0])
    return _shared(surname, others) >= 1 or _resembling(surname, others) >= 1


def _birth_agrees(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


@lru_cache(maxsize=16384)
def _shared(names: tuple[str, ...], others: tuple[str, ...]) -> int:
    if "".join(names) == "".join(others):  # « LEHOANG » in boxes
        return max(len(names), len(others))
    return sum(1 for n in set(names) if any(Levenshtein.distance(n, o) <= len(n) // 4 for o in others))


# ── fields ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _merged(same: Sequence[Reading]) -> Demandeur:
    values: dict[str, str] = {}
    sources: list[FieldSource] = []
    for name in (
        "nom",
        "prenoms",
        "date_naissance",
        "nationalite",
        "numero_etranger",
        "adresse",
        "courriel",
        "telephone",
    ):
        have = [reading for reading in same if name in reading.values]
        if not have:
            continue
        value, reading = _best(name, have)
        values[name] = value
        sources.append(FieldSource(field=name, piece=reading.piece, method=reading.values[name][1]))
    return Demandeur(**values, sources=tuple(sources))


def _best(name: str, have: Sequence[Reading]) -> tuple[str, Reading]:
    """The value that most trusted pièces give, and the surest reading of it. A year agrees with a full date."""
    weights: dict[str, float] = {}
    for reading in have:
        value = reading.values[name][0]
        weights[value] = weights.get(value, 0.0) + _trust(name, reading)
    if name == "date_naissance":
        weights = {v: sum(w for o, w in weights.items() if v.startswith(o)) for v in weights}
    value = max(weights, key=lambda v: (weights[v], len(v)))
    return value, max((r for r in have if r.values[name][0] == value), key=lambda r: _trust(name, r))


def _trust(name: str, reading: Reading) -> float:
    method = reading.values[name][1]
    hand = 0.5 if reading.type in _BY_HAND and reading.noisy and method is Method.TEXT else 1.0
    return _TRUST[method] * hand * max(reading.standing, 0.2)


def _split_by_custom(who: Demandeur, same: Sequence[Reading]) -> Demandeur:
    """Where nothing tells the surname from the given names: given names first, as people sign; a lone word after a
    civility is the surname."""
    reading = max(same, key=lambda r: (len(r.words) >= 2, r.standing))
    words = reading.words
    if not words:
        return who
    capitals = all(word.isupper() for word in words)
    if len(words) > 1 and capitals:
        return who
    source = FieldSource(field="nom", piece=reading.piece, method=Method.TEXT)
    if len(words) == 1:
        return replace(who, nom=words[0], sources=(*who.sources, source))
    given = replace(source, field="prenoms")
    return replace(who, nom=words[-1], prenoms=" ".join(words[:-1]), sources=(*who.sources, source, given))


def _with_number(
    who: Demandeur, same: Sequence[Reading], pieces: Sequence[PieceFacts], readings: Sequence[Reading]
) -> Demandeur:
    """The numéro étranger that the person's own pièces, and the services' writings to them, print."""
    own = {reading.piece for reading in same if reading.standing > 0}
    named: Mapping[int, bool] = {r.piece: True for r in readings if "nom" in r.values and r.standing > 0}
    theirs = [p for p in pieces if p.rank in own or (p.rank not in named and _speaks_of(p, who))]
    found = numero_etranger(theirs)
    if found is None or _is_phone(found.number, who):
        return who
    source = FieldSource(field="numero_etranger", piece=found.piece, method=Method.TEXT)
    kept = tuple(s for s in who.sources if s.field != "numero_etranger")
    return replace(who, numero_etranger=found.number, sources=(*kept, source))


def _speaks_of(piece: PieceFacts, who: Demandeur) -> bool:
    """Whether a pièce is of a kind that people write or hold themselves, or has the surname: any other number may be
    somebody else's."""
    surname = words_of(who.nom)
    return piece.document.type in _OWN_KIND or any(word in piece.document.folded.split() for word in surname)


def _is_phone(number: str, who: Demandeur) -> bool:
    return who.telephone is not None and number == who.telephone.replace(" ", "")


def _with_header(who: Demandeur, bundle: Bundle) -> Demandeur:
    """The sender's address, where the message is the demandeur's own (its name says so, or nobody else is named)."""
    head = bundle.message
    if who.courriel is not None or head is None or head.sender is None or head.auto or head.bulk:
        return who
    name = "".join(words_of(who.nom))
    local = "".join(c for c in fold(head.sender.split("@")[0]) if c.isalpha())
    named = words_of(head.sender_name)
    if name and (name in local or (named and all(word in named for word in words_of(who.nom)))):
        source = FieldSource(field="courriel", piece=None, method=Method.HEADER)
        return replace(who, courriel=head.sender, sources=(*who.sources, source))
    return who
