"""Whose filing it is: names, birth date, nationality, numéro étranger and address, each with its source.

Null is better than a guess. A host's, an employer's, a lawyer's or a spouse's identity is not the demandeur's: only
pièces that speak of the demandeur are asked, in the order of their authority.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from classify import fields
from classify.deux_d_doc import DeuxDDoc
from classify.document import Document
from classify.fields import Field
from classify.folding import fold
from classify.issuer import IssuerKind, issuer_of
from classify.mrz import Mrz
from classify.persons import name_words, named_persons, words_of
from classify.text import ReadPage
from dossier.bundle import Bundle
from dossier.demandeur import Demandeur, FieldSource, Method

# Pièces that are the demandeur's own, the most telling first; other pièces may be a host's or an employer's.
_OWN = (
    "formulaire_demande",
    "titre_sejour",
    "recepisse",
    "visa",
    "passeport",
    "courrier",
    "attestation_ccc",
    "invitation_prefecture",
    "declaration_honneur",
    "reponse_ccc",
    "courrier_prefecture",
    "convocation",
    "notification_anef",
    "engagement_republique",
    "acte_naissance",
    "carte_identite",
)
_HOMES = ("formulaire_demande", "justificatif_domicile", "courrier", "quittance_loyer", "bail", "attestation_hebergement",
          "invitation_prefecture", "attestation_ccc", "avis_imposition", "bulletin_paie")  # fmt: skip
_MRZ_TYPES = frozenset({"passeport", "titre_sejour", "visa", "carte_identite", "recepisse"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one pièce says of one person: values by the field names of :class:`~dossier.demandeur.Demandeur`."""

    piece: int
    type: str
    values: dict[str, tuple[str, Method]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PieceFacts:
    """A pièce with its machine-readable parts. ``rank`` counts from 1."""

    rank: int
    document: Document
    zones: tuple[Mrz, ...]
    codes: tuple[DeuxDDoc, ...]


def resolve(pieces: Sequence[PieceFacts], bundle: Bundle) -> Demandeur:
    """The demandeur of a bundle; fields that no pièce of theirs prints stay None."""
    readings = sorted((r for p in pieces for r in readings_of(p)), key=lambda r: (_OWN.index(r.type), r.piece))
    anchor = _anchor(readings)
    if anchor is None:
        return _with_header(Demandeur(), bundle)
    same = [r for r in readings if r is anchor or _same(anchor, r)]
    who = _with_number(_merged(same), same, pieces)
    return _with_header(_with_home(who, pieces), bundle)


def _anchor(readings: Sequence[Reading]) -> Reading | None:
    """The reading that names the demandeur: the first with a name, preferring a name that two pièces agree on."""
    named = [r for r in readings if "nom" in r.values]
    for reading in named:
        if any(other.piece != reading.piece and _same(reading, other) for other in named):
            return reading
    return named[0] if named else None


def _same(one: Reading, other: Reading) -> bool:
    if "nom" not in other.values or "nom" not in one.values:
        return False
    first, second = one.values, other.values
    births = {v["date_naissance"][0] for v in (first, second) if "date_naissance" in v}
    if len(births) == 2 and not _birth_agrees(*births):
        return False
    names = words_of(first["nom"][0], first.get("prenoms", ("",))[0])
    others = words_of(second["nom"][0], second.get("prenoms", ("",))[0])
    shared = _shared(names, others)
    return shared >= min(2, len(names), len(others))


def _birth_agrees(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)


def _shared(names: Sequence[str], others: Sequence[str]) -> int:
    from rapidfuzz.distance import Levenshtein

    return sum(1 for n in set(names) if any(Levenshtein.distance(n, o) <= (1 if len(n) > 4 else 0) for o in others))


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
    return Demandeur(**values, sources=tuple(sources))  # type: ignore[arg-type]  # field names are checked by the tests


def _by_trust(readings: Sequence[Reading], name: str) -> Iterator[Reading]:
    """Readings that have the field: checked by digits first for birth date and nationality, printed words for names."""
    have = [r for r in readings if name in r.values]
    if name in {"date_naissance", "nationalite"}:
        have.sort(key=lambda r: r.values[name][1] is not Method.MRZ)
    yield from have


def _with_home(who: Demandeur, pieces: Sequence[PieceFacts]) -> Demandeur:
    """The home's address: on the form as labelled, else an address that stands with the demandeur's name."""
    if who.adresse is not None:
        code = _departement_in(who.adresse)
        if code is not None:
            return replace(who, departement=code, sources=(*who.sources, *_copied(who, "adresse", "departement")))
    for piece in sorted((p for p in pieces if p.document.type in _HOMES), key=lambda p: _HOMES.index(p.document.type)):
        for page in piece.document.read:
            found = _home_on(page, who)
            if found is not None:
                address, code = found
                sources = tuple(
                    FieldSource(field=f, piece=piece.rank, method=Method.TEXT) for f in ("adresse", "departement")
                )
                kept = tuple(s for s in who.sources if s.field != "adresse")
                return replace(who, adresse=address, departement=code, sources=(*kept, *sources))
    return who


_RECENT = frozenset(
    {"formulaire_demande", "courrier", "justificatif_domicile", "quittance_loyer", "bail", "courrier_avocat"}
)


def homes_of(who: Demandeur, pieces: Sequence[PieceFacts]) -> tuple[str, ...]:
    """The départements of all addresses that recent pièces give with the demandeur's name, each once."""
    found: list[str] = []
    for piece in pieces:
        if piece.document.type not in _RECENT:
            continue
        for page in piece.document.read:
            if piece.document.type == "formulaire_demande":
                found.extend(code for line, _, code in fields.addresses_on(page) if not _is_office(page, line))
            elif (home := _home_on(page, who)) is not None:
                found.append(home[1])
    return tuple(dict.fromkeys(found))


_NUMBER = re.compile(r"(?<![\d/+])(?:\d{10})(?![\d/])")


def _with_number(who: Demandeur, same: Sequence[Reading], pieces: Sequence[PieceFacts]) -> Demandeur:
    """The numéro étranger where no label names it: ten digits in one, that two of the person's own pièces print."""
    if who.numero_etranger is not None:
        return who
    own = {reading.piece for reading in same}
    seen: dict[str, list[int]] = {}
    for piece in pieces:
        if piece.rank in own or piece.document.type in _OWN:
            for number in set(_NUMBER.findall(" ".join(p.page.text for p in piece.document.read))):
                seen.setdefault(number, []).append(piece.rank)
    twice = [(number, ranks) for number, ranks in seen.items() if len(ranks) >= 2 and not _is_phone(number, who)]
    if len(twice) != 1:
        return who
    number, ranks = twice[0]
    source = FieldSource(field="numero_etranger", piece=ranks[0], method=Method.TEXT)
    return replace(who, numero_etranger=number, sources=(*who.sources, source))


def _is_phone(number: str, who: Demandeur) -> bool:
    return who.telephone is not None and number == who.telephone.replace(" ", "")


def _copied(who: Demandeur, source: str, target: str) -> tuple[FieldSource, ...]:
    return tuple(replace(s, field=target) for s in who.sources if s.field == source)


def _departement_in(address: str) -> str | None:
    from classify.fields import _TOWN
    from classify.territory import departement_of_postal_code

    match = _TOWN.search(address)
    return departement_of_postal_code(match.group(1)) if match else None


def _home_on(page: ReadPage, who: Demandeur) -> tuple[str, str] | None:
    """An address with the demandeur's surname on its line or on one of the three above."""
    surname = words_of(who.nom)
    for number, address, code in fields.addresses_on(page):
        above = " ".join(fold(line.text) for line in page.lines[max(number - 3, 0) : number + 1]).split()
        if surname and all(word in above for word in surname) and not _is_office(page, number):
            return address, code
    return None


_ADDRESSED = frozenset(
    {"formulaire_demande", "courrier", "declaration_honneur", "recepisse", "titre_sejour", "engagement_republique"}
)


def _office_words(address: str) -> bool:
    """Whether an address is an office's, where things are sent."""
    return any(word in fold(address).split() for word in ("prefecture", "bureau", "service", "direction", "tribunal"))


def _is_office(page: ReadPage, number: int) -> bool:
    near = " ".join(fold(line.text) for line in page.lines[max(number - 2, 0) : number + 1])
    return any(word in near.split() for word in ("prefecture", "tribunal", "cabinet", "association", "cedex", "avocat"))


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


# ── readings of one pièce ──────────────────────────────────────────────────────────────────────────────────────────


def readings_of(piece: PieceFacts) -> list[Reading]:
    """What a pièce says of the demandeur: one reading, or none where it is not theirs."""
    kind = piece.document.type
    if kind not in _OWN:
        return []
    values: dict[str, tuple[str, Method]] = {}
    for source in (
        _from_zone(piece),
        _from_code(piece),
        _from_fields(piece),
        _from_letter(piece),
        _from_own_letter(piece),
    ):
        for name, value in source.items():
            values.setdefault(name, value)
    if _french(piece, values):
        return []
    if "adresse" in values and (kind not in _ADDRESSED or _office_words(values["adresse"][0])):
        del values["adresse"]
    return [Reading(piece=piece.rank, type=kind, values=_printed_names(piece, values))] if values else []


def _french(piece: PieceFacts, values: dict[str, tuple[str, Method]]) -> bool:
    """A French card or passport is a host's, a spouse's or a child's, never the demandeur's."""
    return piece.document.type in _MRZ_TYPES and values.get("nationalite", ("",))[0] == "FRA"


def _from_zone(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    if not piece.zones or piece.document.type not in _MRZ_TYPES:
        return {}
    zone = max(piece.zones, key=lambda z: z.checked)
    nationality = zone.nationality if zone.nationality in fields.nationality_codes() else None
    found = {"nom": zone.surname, "prenoms": zone.given, "date_naissance": zone.birth, "nationalite": nationality}
    return {name: (value, Method.MRZ) for name, value in found.items() if value}


def _from_code(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    """Fields of a « document étranger » (type 13) or an asylum attestation (16)."""
    for code in piece.codes:
        if code.type in {"13", "16", "07", "08"} and code.verified is not False:
            found = {"nom": code.fields.get("62"), "prenoms": code.fields.get("60"), "date_naissance": code.fields.get("69"),
                     "numero_etranger": code.fields.get("6Q")}  # fmt: skip
            if found["numero_etranger"] and not (
                found["numero_etranger"].isdigit() and len(found["numero_etranger"]) == 10
            ):
                found["numero_etranger"] = None
            return {
                name: (value[:10] if name == "date_naissance" else value, Method.DEUX_D_DOC)
                for name, value in found.items()
                if value
            }
    return {}


def _from_fields(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    values: dict[str, tuple[str, Method]] = {}
    for page in piece.document.read:
        for labelled in fields.fields_on(page):
            for name, value in _values_of(labelled):
                values.setdefault(name, (value, Method.TEXT))
    return values


def _values_of(labelled: Field) -> Iterator[tuple[str, str]]:
    name, value = labelled.name, labelled.value
    if name in {"nom", "prenoms"}:
        if cleaned := _clean_name(value):
            yield name, cleaned
    elif name == "nom_prenoms":
        yield from _both_names(value)
    elif name == "adresse":
        if _departement_in(value) is not None:
            yield name, value
    else:
        readers = {"date_naissance": fields.birth_of, "nationalite": fields.nationality_of,
                   "numero_etranger": fields.number_of, "courriel": fields.email_of, "telephone": fields.phone_of}  # fmt: skip
        read = readers[name](value)
        if read:
            yield name, read


def _clean_name(value: str) -> str | None:
    """A name as printed, up to a wide gap; None for what cannot be one."""
    first = re.split(r"\s{3,}", value)[0].strip(" .:,;-_()/")
    if not first or any(c.isdigit() for c in first) or len(first) < 2 or len(first.split()) > 6 or "@" in first:
        return None
    if not name_words(first) or not re.fullmatch(r"[A-Za-zÀ-ÿŒœ'’ .\-]+", first):
        return None
    return first


def _both_names(value: str) -> Iterator[tuple[str, str]]:
    """« DIALLO Aminata » or « Aminata DIALLO »: the words in capitals are the surname."""
    cleaned = _clean_name(value.split(",", maxsplit=1)[0])
    if cleaned is None:
        return
    words = [w for w in cleaned.split() if fold(w) not in {"m", "mme", "monsieur", "madame", "mlle"}]
    surname = [w for w in words if w.isupper() and len(w) > 1]
    given = [w for w in words if w not in surname]
    if surname and given:
        yield "nom", " ".join(surname)
        yield "prenoms", " ".join(given)


def _from_letter(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    """Whom a letter of the services is to, or who writes one to them."""
    document = piece.document
    if document.type not in {"courrier", "attestation_ccc", "invitation_prefecture", "reponse_ccc", "courrier_prefecture", "convocation", "declaration_honneur"}:  # fmt: skip
        return {}
    values: dict[str, tuple[str, Method]] = {}
    if document.type == "courrier" and issuer_of(document).kind in {IssuerKind.ASSOCIATION, IssuerKind.LAWYER, IssuerKind.EMPLOYER, IssuerKind.TIERS}:  # fmt: skip
        return {}
    for page in document.read:
        for name, value in _names_in_letter(page):
            values.setdefault(name, (value, Method.TEXT))
    return values


def _names_in_letter(page: ReadPage) -> Iterator[tuple[str, str]]:
    for person in named_persons(page):
        raw = page.raw(person.start, person.end)
        kept = [w.strip(".,;:()") for w in raw.split()]
        words = [w for w in kept if fold(w) in person.words]
        surname = [w for w in words if w.isupper() and len(w) > 1]
        given = [w for w in words if w not in surname]
        if surname and given:
            yield "nom", " ".join(surname)
            yield "prenoms", " ".join(given)
            return
    yield from _soussigne(page)


def _from_own_letter(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    """The head of a letter that the demandeur writes: the name on top that also signs, e-mail, telephone."""
    document = piece.document
    if document.type != "courrier" or issuer_of(document).kind is not IssuerKind.APPLICANT:
        return {}
    page = document.read[0]
    found: dict[str, tuple[str, Method]] = {}
    closing = " ".join(fold(line.text) for line in document.read[-1].lines[-6:])
    for line in page.lines[:3]:
        name = dict(_both_names(line.text))
        if len(name) == 2 and len(line.words) <= 6 and fold(name["nom"]) in closing:
            found |= {key: (value, Method.TEXT) for key, value in name.items()}
            break
    if not found:
        return {}
    text = "\n".join(line.text for line in page.lines)
    own = [w for w in text.replace("<", " ").replace(">", " ").split() if "@" in w and ".gouv.fr" not in w]
    if own and (email := fields.email_of(own[0])):
        found["courriel"] = (email, Method.TEXT)
    if phone := fields.phone_of(text):
        found["telephone"] = (phone, Method.TEXT)
    return found


def _soussigne(page: ReadPage) -> Iterator[tuple[str, str]]:
    for line in page.lines:
        match = re.search(r"soussign[ée]+e?\)?,?\s+(?:M\.|Mme|Monsieur|Madame)?\s*([A-ZÀ-Ý][\wÀ-ÿ'\- ]+)", line.text)
        if match:
            yield from _both_names(" ".join(match.group(1).split()[:5]))


def _printed_names(piece: PieceFacts, values: dict[str, tuple[str, Method]]) -> dict[str, tuple[str, Method]]:
    """Names of a zone, which has no accents, in the spelling that the same pièce prints beside it."""
    printed = _from_fields(piece) if piece.zones else {}
    for name in ("nom", "prenoms"):
        if name in values and name in printed and fold(values[name][0]) == fold(printed[name][0]):
            values = {**values, name: (printed[name][0], values[name][1])}
    return values
