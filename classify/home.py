"""Where the demandeur lives: the address that stands with their name."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from classify import fields, territory
from classify.fields import departement_in
from classify.folding import fold
from classify.person import PieceFacts
from classify.persons import words_of
from classify.text import ReadPage
from dossier.demandeur import Demandeur, FieldSource, Method

# Pièces that print a home, the surest first.
_HOMES = (
    "formulaire_demande",
    "justificatif_domicile",
    "courrier",
    "quittance_loyer",
    "bail",
    "attestation_hebergement",
    "invitation_prefecture",
    "attestation_ccc",
    "avis_imposition",
    "bulletin_paie",
    "courrier_prefecture",
    "reponse_ccc",
    "convocation",
)


def with_home(who: Demandeur, pieces: Sequence[PieceFacts]) -> Demandeur:
    """The home's address: on the form as labelled, else an address that stands with the demandeur's name."""
    if who.adresse is not None:
        code = departement_in(who.adresse)
        if code is not None and not _misread(code, set(_certain(pieces))):
            return replace(who, departement=code, sources=(*who.sources, *_copied(who, "adresse", "departement")))
    towns = _towns(pieces)
    for piece in sorted((p for p in pieces if p.document.type in _HOMES), key=lambda p: _HOMES.index(p.document.type)):
        for page in piece.document.read:
            found = _home_on(page, who)
            if found is not None:
                address, code = found[0], _settled(*found, towns)
                if _misread(code, set(_certain(pieces))):
                    continue
                sources = tuple(
                    FieldSource(field=f, piece=piece.rank, method=Method.TEXT) for f in ("adresse", "departement")
                )
                kept = tuple(s for s in who.sources if s.field != "adresse")
                return replace(who, adresse=address, departement=code, sources=(*kept, *sources))
    return _by_form(who, pieces)


def _by_form(who: Demandeur, pieces: Sequence[PieceFacts]) -> Demandeur:
    """The département alone, where the forms print postal codes of a single one but no address that can be read."""
    codes: dict[str, int] = {}
    for piece in pieces:
        if piece.document.type == "formulaire_demande":
            for page in piece.document.read:
                for code in _form_homes(page):
                    codes.setdefault(code, piece.rank)
    if who.nom is None or len(codes) != 1 or _misread(next(iter(codes)), set(_certain(pieces))):
        return who
    code, rank = next(iter(codes.items()))
    source = FieldSource(field="departement", piece=rank, method=Method.TEXT)
    return replace(who, departement=code, sources=(*who.sources, source))


def _form_homes(page: ReadPage) -> list[str]:
    """The départements of the legible addresses and labelled postal codes of a form's page, offices' left out."""
    own = [code for line, _, code in fields.addresses_on(page) if not _is_office(page, line) and _legible(page, line)]
    if page.page.confidence >= _LEGIBLE:
        own.extend(fields.labelled_departements(page))
    return own


_RECENT = frozenset(
    {"formulaire_demande", "courrier", "justificatif_domicile", "quittance_loyer", "bail", "courrier_avocat"}
)


def homes_of(who: Demandeur, pieces: Sequence[PieceFacts]) -> tuple[str, ...]:
    """The départements of all addresses that recent pièces give with the demandeur's name, each once."""
    found: list[str] = []
    certain, towns = set(_certain(pieces)), _towns(pieces)
    for piece in pieces:
        if piece.document.type not in _RECENT:
            continue
        for page in piece.document.read:
            if piece.document.type == "formulaire_demande":
                found.extend(code for code in _form_homes(page) if not _misread(code, certain))
            elif (home := _home_on(page, who)) is not None:
                found.append(_settled(*home, towns))
            if piece.document.type in _SAYS_TOWN:
                found.extend(_seat_named_on(page))
    return tuple(dict.fromkeys(found))


_SAYS_TOWN = frozenset({"formulaire_demande"})
_HOME_LABEL = re.compile(r"(?<!\S)(?:adresse|domicile|domiciliee?|demeurant|residant)(?!\S)")


def _seat_named_on(page: ReadPage) -> Iterator[str]:
    """The département whose seat or sub-seat ends the labelled address, where its postal code cannot be read."""
    for line in page.lines:
        text = page.folded[line.start : line.end]
        words = text.split()
        if not _HOME_LABEL.search(text) or fields.departement_in(line.text) or len(words) < 3 or len(words[-1]) < 6:
            continue
        if code := territory.departement_of_seat(words[-1]):  # no misreading makes the name of a town
            yield code


_SURE, _LEGIBLE = 0.85, 0.88  # mean confidence of a word, of a line or page, whose digits are believed


def _certain(pieces: Sequence[PieceFacts]) -> Iterator[str]:
    """The postal codes that print surely stands for, wherever they are."""
    for piece in pieces:
        for page in piece.document.read:
            for word in page.page.words:
                digits = word.text.strip(" ,.;")
                if word.confidence >= _SURE and len(digits) == 5 and digits.isdigit():
                    yield digits


def _towns(pieces: Sequence[PieceFacts]) -> Counter[tuple[str, str]]:
    """How often each (town, postal code) is printed in the pli."""
    addresses = (a for p in pieces for page in p.document.read for _, a, _ in fields.addresses_on(page))
    return Counter((town, code) for code, town in filter(None, map(fields.town_of, addresses)))


def _settled(address: str, departement: str, towns: Counter[tuple[str, str]]) -> str:
    """The département of ``address``; of its town where that is the seat of a (sous-)préfecture, or of the code
    that the pli gives its town oftener, where one digit differs: a digit was misread, not a name."""
    own = fields.town_of(address)
    if own is None:
        return departement
    seat = territory.departement_of_seat(own[1].split()[0])
    if seat is not None and sum(a != b for a, b in zip(seat, own[0], strict=False)) <= 1:
        return seat
    others = [(count, code) for (town, code), count in towns.items()
              if town == own[1] and sum(a != b for a, b in zip(code, own[0], strict=True)) == 1]  # fmt: skip
    count, code = max(others, default=(0, ""))
    better = territory.departement_of_postal_code(code) if count > towns[own[1], own[0]] else None
    return better or departement


def _legible(page: ReadPage, number: int) -> bool:
    digits = [w.confidence for w in page.lines[number].words if any(c.isdigit() for c in w.text)]
    return not digits or sum(digits) / len(digits) >= _LEGIBLE


def _misread(code: str, certain: set[str]) -> bool:
    """Whether no surely read postal code is of that département, though some are."""
    return bool(certain) and all(territory.departement_of_postal_code(c) != code for c in certain)


def _copied(who: Demandeur, source: str, target: str) -> tuple[FieldSource, ...]:
    return tuple(replace(s, field=target) for s in who.sources if s.field == source)


def _home_on(page: ReadPage, who: Demandeur) -> tuple[str, str] | None:
    """An address with the demandeur's surname on its line or on one of the three above."""
    surname = words_of(who.nom)
    for number, address, code in fields.addresses_on(page):
        above = " ".join(fold(line.text) for line in page.lines[max(number - 3, 0) : number + 1]).split()
        if surname and all(word in above for word in surname) and not _is_office(page, number):
            return address, code
    return None


def _is_office(page: ReadPage, number: int) -> bool:
    near = " ".join(fold(line.text) for line in page.lines[max(number - 2, 0) : number + 1])
    return any(word in near.split() for word in ("prefecture", "tribunal", "cabinet", "association", "cedex", "avocat"))
