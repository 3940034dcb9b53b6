"""Whether two plis speak of one person: contradictions keep them apart, agreement confirms."""

from classify.folding import fold
from classify.persons import may_be
from dossier.joining import JoiningFacts

_WHOLE_DATE = 10  # YYYY-MM-DD


def contradict(one: JoiningFacts, other: JoiningFacts) -> bool:
    """Whether what both say of the person cannot be one person's: another numéro, birth date or name.

    A name that is part of the other's (a second given name, « épouse ») is none; a misread letter is: an agent looks.
    """
    return _numeros_differ(one, other) or _births_differ(one, other) or _names_differ(one, other)


def same_person(one: JoiningFacts, other: JoiningFacts) -> bool:
    """Whether both print the same names and the same whole birth date."""
    return same_name(one, other) and _whole_birth(one) is not None and _whole_birth(one) == _whole_birth(other)


def same_name(one: JoiningFacts, other: JoiningFacts) -> bool:
    """Whether surname and given names are known on both sides and agree, in the pièces or in the services' letters."""
    if one.nom and one.prenoms and other.nom and other.prenoms:
        return not _names_differ(one, other)
    if one.nom or other.nom:
        return _letter_names(one, other) or _letter_names(other, one)
    return bool(set(one.namings) & set(other.namings))


def _numeros_differ(one: JoiningFacts, other: JoiningFacts) -> bool:
    return bool(one.numero_etranger and other.numero_etranger) and one.numero_etranger != other.numero_etranger


def _births_differ(one: JoiningFacts, other: JoiningFacts) -> bool:
    first, second = one.date_naissance, other.date_naissance
    return bool(first and second and not first.startswith(second) and not second.startswith(first))


def _names_differ(one: JoiningFacts, other: JoiningFacts) -> bool:
    if _letters_differ(one, other) or _letters_differ(other, one):
        return True
    if _all_names(one) == _all_names(other):  # surname and given names told the other way round
        return False
    return _differ(one.nom, other.nom) or _differ(one.prenoms, other.prenoms)


def _letters_differ(one: JoiningFacts, other: JoiningFacts) -> bool:
    """Whether the services' letters of one pli name people, and not the person of the other."""
    if not one.namings:
        return False
    if other.nom:
        return not any(may_be(naming.split(), other.nom, other.prenoms) for naming in one.namings)
    namings = [frozenset(naming.split()) for naming in other.namings]
    mine = [frozenset(naming.split()) for naming in one.namings]
    return bool(namings) and not any(a <= b or b <= a for a in mine for b in namings)


def _letter_names(one: JoiningFacts, other: JoiningFacts) -> bool:
    """Whether a letter of one pli names the person of the other, a given name too."""
    if not other.nom or not other.prenoms:
        return False
    surname = len(other.nom.split())
    return any(
        len(naming.split()) > surname and may_be(naming.split(), other.nom, other.prenoms) for naming in one.namings
    )


def _differ(first: str | None, second: str | None) -> bool:
    names, others = _words(first), _words(second)
    return bool(names and others) and not names <= others and not others <= names


def _all_names(facts: JoiningFacts) -> frozenset[str]:
    return _words(facts.nom) | _words(facts.prenoms)


def _words(name: str | None) -> frozenset[str]:
    return frozenset(fold(name or "").split())


def _whole_birth(facts: JoiningFacts) -> str | None:
    birth = facts.date_naissance
    return birth if birth and len(birth) == _WHOLE_DATE else None
