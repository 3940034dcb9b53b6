"""What one pièce says of the demandeur: from its zone, its signed code, its labelled fields and its words."""

import re
from collections.abc import Iterator

from classify import fields
from classify.fields import Field
from classify.folding import fold
from classify.issuer import IssuerKind, issuer_of
from classify.person import PieceFacts, Reading
from classify.persons import name_words, named_persons
from classify.text import ReadPage
from dossier.demandeur import Method

OWN = (
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
_LETTERS = frozenset({"courrier", "attestation_ccc", "invitation_prefecture", "reponse_ccc", "courrier_prefecture",
                      "convocation", "declaration_honneur"})  # fmt: skip
_OTHERS = frozenset({IssuerKind.ASSOCIATION, IssuerKind.LAWYER, IssuerKind.EMPLOYER, IssuerKind.TIERS})
_MRZ_TYPES = frozenset({"passeport", "titre_sejour", "visa", "carte_identite", "recepisse"})


_ADDRESSED = frozenset(
    {"formulaire_demande", "courrier", "declaration_honneur", "recepisse", "titre_sejour", "engagement_republique"}
)


def _office_words(address: str) -> bool:
    """Whether an address is an office's, where things are sent."""
    return any(word in fold(address).split() for word in ("prefecture", "bureau", "service", "direction", "tribunal"))


def readings_of(piece: PieceFacts) -> list[Reading]:
    """What a pièce says of the demandeur: one reading, or none where it is not theirs."""
    kind = piece.document.type
    if kind not in OWN:
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
    if kind not in _ADDRESSED or _of_another(piece):
        for own in ("telephone", "courriel"):  # an office's or an adviser's
            values.pop(own, None)
    if "adresse" in values and (kind not in _ADDRESSED or _office_words(values["adresse"][0])):
        del values["adresse"]
    return [Reading(piece=piece.rank, type=kind, values=_printed_names(piece, values))] if values else []


def _of_another(piece: PieceFacts) -> bool:
    """Whether a letter is written by an adviser, an employer or a relative: what it prints of a writer is theirs."""
    return piece.document.type == "courrier" and issuer_of(piece.document).kind in _OTHERS


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
            ids = {"nom": "62", "prenoms": "60", "date_naissance": "69", "numero_etranger": "6Q"}
            found = {name: code.fields.get(id_) for name, id_ in ids.items()}
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
    for labelled in piece.fields:
        for name, value in _values_of(labelled):
            values.setdefault(name, (value, Method.TEXT))
    return values


_READERS = {
    "date_naissance": fields.birth_of,
    "nationalite": fields.nationality_of,
    "numero_etranger": fields.number_of,
    "courriel": fields.email_of,
    "telephone": fields.phone_of,
}


def _values_of(labelled: Field) -> Iterator[tuple[str, str]]:
    name, value = labelled.name, labelled.value
    if name in {"nom", "prenoms"}:
        if cleaned := _clean_name(value):
            yield name, cleaned
    elif name == "nom_prenoms":
        yield from _both_names(value)
    elif name == "adresse":
        if fields.departement_in(value) is not None:
            yield name, value
    else:
        read = _READERS[name](value)
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
    if document.type not in _LETTERS:
        return {}
    values: dict[str, tuple[str, Method]] = {}
    if document.type == "courrier" and issuer_of(document).kind in _OTHERS:
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
    for line in page.lines[:4]:
        name = dict(_both_names(re.sub(r"<[^>]*>", "", line.text)))
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
