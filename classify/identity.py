"""Whose filing it is: names, birth date, nationality, numéro étranger and address, each with its source.

Null is better than a guess. A host's, an employer's, a lawyer's or a spouse's identity is not the demandeur's: only
pièces that speak of the demandeur are asked, in the order of their authority.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from classify.folding import fold
from classify.home import with_home
from classify.numbers import numero_etranger
from classify.person import PieceFacts, Reading
from classify.persons import words_of
from classify.piece_reading import OWN, readings_of
from classify.spelling import best_supported, with_right_names
from dossier.bundle import Bundle
from dossier.demandeur import Demandeur, FieldSource, Method


def _with_number(who: Demandeur, same: Sequence[Reading], pieces: Sequence[PieceFacts]) -> Demandeur:
    """The numéro étranger that the person's own pièces, and the services' writings to them, print."""
    own = {reading.piece for reading in same}
    theirs = [p for p in pieces if p.rank in own or (p.document.type in OWN and not _anothers(p, same))]
    found = numero_etranger(theirs)
    if found is None or _is_phone(found.number, who):
        return who
    source = FieldSource(field="numero_etranger", piece=found.piece, method=Method.TEXT)
    kept = tuple(s for s in who.sources if s.field != "numero_etranger")
    return replace(who, numero_etranger=found.number, sources=(*kept, source))


def _anothers(piece: PieceFacts, same: Sequence[Reading]) -> bool:
    """Whether the pièce names somebody, and not the demandeur."""
    named = [r for r in readings_of(piece) if "nom" in r.values]
    return bool(named) and not any(_same(one, reading) for one in same for reading in named)


def _is_phone(number: str, who: Demandeur) -> bool:
    return who.telephone is not None and number == who.telephone.replace(" ", "")


def resolve(pieces: Sequence[PieceFacts], bundle: Bundle) -> Demandeur:
    """The demandeur of a bundle; fields that no pièce of theirs prints stay None."""
    readings = sorted((r for p in pieces for r in readings_of(p)), key=lambda r: (OWN.index(r.type), r.piece))
    anchor = _anchor(readings, pieces)
    if anchor is None:
        return _with_header(Demandeur(), bundle)
    same = [r for r in readings if r is anchor or _same(anchor, r)]
    who = with_right_names(_merged(same), same, pieces)
    who = _with_number(who, same, pieces)
    return _with_header(with_home(who, pieces), bundle)


def _anchor(readings: Sequence[Reading], pieces: Sequence[PieceFacts]) -> Reading | None:
    """The reading that names the demandeur: the first with a name, preferring a name that two pièces agree on."""
    named = [r for r in readings if "nom" in r.values]
    for reading in named:
        if any(other.piece != reading.piece and _same(reading, other) for other in named):
            return reading
    return best_supported(named, pieces) if named else None


def _same(one: Reading, other: Reading) -> bool:
    if "nom" not in other.values or "nom" not in one.values:
        return False
    first, second = one.values, other.values
    names = words_of(first["nom"][0], first.get("prenoms", ("",))[0])
    others = words_of(second["nom"][0], second.get("prenoms", ("",))[0])
    births = {v["date_naissance"][0] for v in (first, second) if "date_naissance" in v}
    if len(births) == 2 and not _birth_agrees(*births) and set(names) != set(others):
        return False
    if _hand_of(one, other):
        return True
    shared = _shared(names, others)
    return shared >= min(2, len(names), len(others))


def _hand_of(one: Reading, other: Reading) -> bool:
    """Whether a form, of which a hand's given names may be misread, has the surname and the full birth date."""
    first, second = one.values, other.values
    if "formulaire_demande" not in {one.type, other.type} or not {"date_naissance", "nom"} <= first.keys():
        return False
    birth = first["date_naissance"][0]
    same_birth = len(birth) == 10 and second.get("date_naissance", ("",))[0] == birth
    return same_birth and _shared(words_of(first["nom"][0]), words_of(second["nom"][0])) >= 1


def _birth_agrees(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


def _shared(names: Sequence[str], others: Sequence[str]) -> int:
    from rapidfuzz.distance import Levenshtein

    return sum(1 for n in set(names) if any(Levenshtein.distance(n, o) <= len(n) // 4 for o in others))


def _merged(readings: Sequence[Reading]) -> Demandeur:
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
        for reading in _by_trust(readings, name):
            value, method = reading.values[name]
            values[name] = value
            sources.append(FieldSource(field=name, piece=reading.piece, method=method))
            break
    return Demandeur(**values, sources=tuple(sources))


def _by_trust(readings: Sequence[Reading], name: str) -> Iterator[Reading]:
    """Readings that have the field: checked by digits first for birth date and nationality, printed words for names."""
    have = [r for r in readings if name in r.values]
    if name in {"date_naissance", "nationalite"}:
        have.sort(key=lambda r: r.values[name][1] is not Method.MRZ)
    yield from have


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
