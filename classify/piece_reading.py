"""What one pièce says of persons: from its zones, its signed codes, its labelled fields and its words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from classify import fields
from classify.dates import dates_in
from classify.folding import fold
from classify.issuer import IssuerKind, issuer_of
from classify.naming import Naming, naming_of
from classify.patterns import phrases
from classify.person import PieceFacts, Reading
from classify.persons import words_of
from classify.prose_persons import Mention, Prose, prose_on
from classify.records import Record, records_on
from classify.text import ReadPage
from dossier.demandeur import Method

# How much a pièce speaks for the person that it names: whose filing it is must show in several.
_STANDING = {
    "formulaire_demande": 4.0,
    "titre_sejour": 3.0,
    "recepisse": 3.0,
    "visa": 2.5,
    "passeport": 2.5,
    "courrier": 2.0,
    "declaration_honneur": 2.0,
    "engagement_republique": 2.0,
    "attestation_ccc": 1.5,
    "invitation_prefecture": 1.5,
    "reponse_ccc": 1.5,
    "courrier_prefecture": 1.5,
    "convocation": 1.5,
    "notification_anef": 1.5,
    "capture_anef": 1.2,
    "courrier_avocat": 1.5,
    "acte_naissance": 1.5,
    "carte_identite": 1.5,
    "decision_asile": 1.5,
    "ordonnance_justice": 1.2,
    "autorisation_travail": 1.0,
    "attestation_langue": 1.0,
    "diplome": 0.9,
    "releve_notes": 0.9,
    "certificat_scolarite": 0.9,
    "autre": 1.0,
    "attestation_hebergement": 0.6,
    "acte_mariage": 0.4,
    "livret_famille": 0.4,
}
_READ_WELL = 0.85  # confidence of printed names; a hand's is lower
_USUAL, _AGAINST, _FRENCH = 0.7, -1.0, -2.5
_CARDS = frozenset({"passeport", "titre_sejour", "visa", "carte_identite", "recepisse"})
_ADVISERS = frozenset({IssuerKind.ASSOCIATION, IssuerKind.LAWYER, IssuerKind.EMPLOYER})
# Whoever speaks in these in the first person is not the one whom they are about.
_BY_OTHERS = frozenset(
    {"attestation_hebergement", "attestation_employeur", "contrat_travail", "certificat_medical", "quittance_loyer",
     "bail", "certificat_scolarite", "courrier_avocat", "jugement", "ordonnance_justice", "autorisation_travail"}
)  # fmt: skip
_SERVICES = frozenset(
    {
        "attestation_ccc",
        "invitation_prefecture",
        "reponse_ccc",
        "courrier_prefecture",
        "convocation",
        "notification_anef",
    }
)
_ADDRESSED = frozenset(
    {"formulaire_demande", "courrier", "declaration_honneur", "recepisse", "titre_sejour", "engagement_republique",
     "autre"}
)  # fmt: skip
_OWN_WAYS = ("telephone", "courriel", "adresse")  # an office's or an adviser's, unless the demandeur writes
_HEAD, _FOOT = 6, 9  # lines at the top and at the end of a letter where its writer's name stands
_HOSTS = re.compile(r"(?<!\S)(?:heberge\w*|loge (?:a|chez)|employe (?:m|mme|monsieur|madame)|avoir examine)(?!\S)")


def readings_of(piece: PieceFacts) -> list[Reading]:
    """The persons that a pièce names, with what it says of each."""
    found = [*_from_zones(piece), *_from_codes(piece), *_from_words(piece)]
    kept = [_without_foreign_ways(piece, reading) for reading in found]
    return [_weighed(piece, reading) for reading in kept if reading.values or reading.words]


def _weighed(piece: PieceFacts, reading: Reading) -> Reading:
    """A French card or passport is a host's, a spouse's or a child's, never the demandeur's."""
    if piece.document.type in _CARDS and reading.values.get("nationalite", ("",))[0] == "FRA":
        return replace(reading, standing=_FRENCH)
    return reading


def _without_foreign_ways(piece: PieceFacts, reading: Reading) -> Reading:
    kind = piece.document.type
    values = dict(reading.values)
    if kind not in _ADDRESSED or reading.standing <= 0 or _by_adviser(piece):
        for name in _OWN_WAYS:
            values.pop(name, None)
    if "adresse" in values and _office_words(values["adresse"][0]):
        del values["adresse"]
    return replace(reading, values=values)


def _office_words(address: str) -> bool:
    """Whether an address is an office's, where things are sent."""
    return any(word in fold(address).split() for word in ("prefecture", "bureau", "service", "direction", "tribunal"))


def _by_adviser(piece: PieceFacts) -> bool:
    """Whether a letter is written by an adviser, an employer or a relative: what it prints of a writer is theirs."""
    if piece.document.type != "courrier":
        return False
    kind = issuer_of(piece.document).kind
    return kind in _ADVISERS or (
        kind is IssuerKind.TIERS and phrases("tiers").search(piece.document.folded) is not None
    )


def _standing(piece: PieceFacts) -> float:
    return _STANDING.get(piece.document.type, _USUAL)


# ── machine-readable ───────────────────────────────────────────────────────────────────────────────────────────────


def _from_zones(piece: PieceFacts) -> Iterator[Reading]:
    if not piece.zones or piece.document.type not in _CARDS:
        return
    zone = max(piece.zones, key=lambda z: z.checked)
    codes = fields.nationality_codes()
    of_state = zone.issuer if zone.document.startswith("P") else None  # who has a State's passport is its national
    nationality = next((code for code in (zone.nationality, of_state) if code in codes), None)
    found = {"nom": zone.surname, "prenoms": zone.given, "date_naissance": zone.birth, "nationalite": nationality}
    values = {name: (value, Method.MRZ) for name, value in found.items() if value}
    yield Reading(piece=piece.rank, type=piece.document.type, values=_spelled(piece, values),
                  standing=_standing(piece), noisy=True)  # fmt: skip


def _spelled(piece: PieceFacts, values: dict[str, tuple[str, Method]]) -> dict[str, tuple[str, Method]]:
    """Names of a zone, which has no accents, in the spelling that the same pièce prints beside it."""
    for page, found in zip(piece.document.read, piece.fields, strict=True):
        for record in records_on(page, [f for f in found if f.name in {"nom", "prenoms"}]):
            for name in ("nom", "prenoms"):
                if name in values and name in record.values and _alike(values[name][0], record.values[name][0]):
                    values = {**values, name: (record.values[name][0], values[name][1])}
    return values


def _alike(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _from_codes(piece: PieceFacts) -> Iterator[Reading]:
    """Fields of a « document étranger » (type 13) or an asylum attestation (16)."""
    for code in piece.codes:
        if code.type not in {"13", "16", "07", "08"} or code.verified is False:
            continue
        ids = {"nom": "62", "prenoms": "60", "date_naissance": "69", "numero_etranger": "6Q"}
        found = {name: code.fields.get(id_) for name, id_ in ids.items()}
        number = found["numero_etranger"]
        if number and not (number.isdigit() and len(number) == 10):
            found["numero_etranger"] = None
        values = {
            name: (value[:10] if name == "date_naissance" else value, Method.DEUX_D_DOC)
            for name, value in found.items()
            if value
        }
        yield Reading(piece=piece.rank, type=piece.document.type, values=values, standing=_standing(piece) + 1.0)
        return


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _from_words(piece: PieceFacts) -> list[Reading]:
    """Labelled records, persons named in sentences, and the writer of a letter; what is said of nobody by name goes to
    the one whom the pièce is about."""
    records = _records(piece)
    prose = [prose_on(page) for page in piece.document.read]
    found = [_of_record(piece, record) for record in records if record.words or "nom" in record.values]
    found += [_of_mention(piece, mention) for page in prose for mention in page.mentions]
    if (writer := _writer(piece)) is not None:
        found.append(writer)
    loose = {**_printed_on_card(piece), **_loose(records, prose)}
    subject = _subject(found)
    if subject is None:
        return [*found, Reading(piece=piece.rank, type=piece.document.type, values=loose, standing=0.0)]
    place = found.index(subject)
    found[place] = replace(subject, values={**loose, **subject.values})
    return found


def _records(piece: PieceFacts) -> list[Record]:
    """The labelled persons of all pages; what follows on the next page without a name is the last one's."""
    found: list[Record] = []
    for number, page in enumerate(piece.document.read):
        for record in records_on(page, piece.fields[number], of_child=piece.document.type == "acte_naissance"):
            last = found[-1] if found else None
            nameless = not record.words and "nom" not in record.values
            if last is not None and nameless and not record.other and not record.values.keys() & last.values.keys():
                last.values.update(record.values)
            else:
                found.append(record)
    return found


def _loose(records: Sequence[Record], prose: Sequence[Prose]) -> dict[str, tuple[str, Method]]:
    values: dict[str, tuple[str, Method]] = {}
    for record in records:
        if not record.words and "nom" not in record.values and not record.other:
            values = {**record.values, **values}
    for page in prose:
        values = {**page.unnamed, **values}
    return values


_GROWN = 14  # years between a holder's birth and the latest date on their card, at least
_RUN_TOGETHER = re.compile(r"(?<!\S)(\d{2})(\d{2}) (\d{4})(?!\S)")


def _printed_on_card(piece: PieceFacts) -> dict[str, tuple[str, Method]]:
    """What a card prints without labels that can be read: the earliest of its dates, long before the others, is the
    birth; a passport bears its State's name."""
    values: dict[str, tuple[str, Method]] = {}
    if piece.document.type not in _CARDS:
        return values
    text = " ".join(_RUN_TOGETHER.sub(r"\1 \2 \3", page.folded) for page in piece.document.read)
    days = sorted(found.day for found in dates_in(text))
    if days and days[-1].year - days[0].year >= _GROWN:
        values["date_naissance"] = (days[0].isoformat(), Method.TEXT)
    if piece.document.type == "passeport":
        heads = (line.text for page in piece.document.read for line in page.lines)
        named = (fields.nationality_of(head) for head in heads if _OF_STATE.search(fold(head)))
        if (code := next((code for code in named if code not in {None, "FRA"}), None)) is not None:
            values["nationalite"] = (code, Method.TEXT)
    return values


_OF_STATE = re.compile(r"passe?port|republi|royaume|kingdom|state of|islami")


def _subject(found: Sequence[Reading]) -> Reading | None:
    """The one whom the pièce is about: the best standing, None where two persons stand equal."""
    standing = [reading for reading in found if reading.standing > 0]
    best = max(standing, key=lambda reading: reading.standing, default=None)
    if best is None:
        return None
    rivals = [r for r in standing if r.standing == best.standing and not _may_be_one(best, r)]
    return None if rivals else best


def _may_be_one(one: Reading, other: Reading) -> bool:
    return bool(set(names_of(one)) & set(names_of(other)))


def names_of(reading: Reading) -> tuple[str, ...]:
    """All words of a reading's name, folded."""
    if "nom" in reading.values:
        return words_of(reading.values["nom"][0], reading.values.get("prenoms", ("",))[0])
    return words_of(*reading.words)


def _of_record(piece: PieceFacts, record: Record) -> Reading:
    noisy = record.confidence < _READ_WELL
    usual = _standing(piece) * (max(record.confidence, 0.3) if noisy else 1.0)
    return Reading(piece=piece.rank, type=piece.document.type, values=dict(record.values), words=record.words,
                   standing=_AGAINST if record.other else usual, noisy=noisy)  # fmt: skip


def _of_mention(piece: PieceFacts, mention: Mention) -> Reading:
    return Reading(
        piece=piece.rank,
        type=piece.document.type,
        values={**_named(mention.naming), **mention.values},
        words=mention.naming.words,
        standing=_mention_standing(piece, mention),
    )


def _mention_standing(piece: PieceFacts, mention: Mention) -> float:
    kind, usual = piece.document.type, _standing(piece)
    if mention.other:
        return _AGAINST
    if mention.self:
        others = kind in _BY_OTHERS or _by_adviser(piece) or _HOSTS.search(piece.document.folded)
        return _AGAINST if others else usual
    if len(mention.naming.words) == 1 and kind not in _SERVICES:
        return 0.2  # a scrawl after « M », half a name
    if mention.client:
        return usual
    if kind == "courrier":
        return 1.0 if _by_adviser(piece) else 0.3  # in the demandeur's own letter others are named
    return 0.8 * usual


def _named(naming: Naming) -> dict[str, tuple[str, Method]]:
    if naming.nom is None or naming.prenoms is None:
        return {}
    return {"nom": (naming.nom, Method.TEXT), "prenoms": (naming.prenoms, Method.TEXT)}


# ── the writer of a letter ─────────────────────────────────────────────────────────────────────────────────────────

_WRITTEN = frozenset({"courrier", "declaration_honneur", "formulaire_demande", "autre"})


def _writer(piece: PieceFacts) -> Reading | None:
    """Who writes a letter of their own: the name at its top that also signs it, with the ways to reach them."""
    document = piece.document
    if document.type not in _WRITTEN or issuer_of(document).kind is not IssuerKind.APPLICANT:
        return None
    page = document.read[0]
    closing = " ".join(fold(line.text) for line in document.read[-1].lines[-_FOOT:][-_FOOT:])
    for number, line in enumerate(page.lines[:_HEAD]):
        naming = naming_of(re.sub(r"<[^>]*>", "", line.text))
        if naming is None or not _is_heading_name(line.text, naming):
            continue
        signed = _signed(naming, closing) and (len(page.lines) > _HEAD or number == 0)
        if signed or _heads_address(page, number):
            values = _named(naming) | _ways(page)
            standing = _standing(piece) * (1.0 if signed else 0.7)
            return Reading(piece=piece.rank, type=document.type, values=values, words=naming.words, standing=standing)
    return None


def _signed(naming: Naming, closing: str) -> bool:
    """Whether the end of the letter has at least half the name's words, as a signature may be read."""
    words = set(words_of(*naming.words))
    return 2 * len(words & set(closing.split())) >= len(words)


def _heads_address(page: ReadPage, number: int) -> bool:
    """Whether a private address stands under the first line: a letterhead, though the signature cannot be read."""
    return number == 0 and any(
        1 <= line <= 3 and not _office_words(address) for line, address, _ in fields.addresses_on(page)
    )


def _is_heading_name(text: str, naming: Naming) -> bool:
    """Whether a line is a name and nothing else, two words at least, each with a capital."""
    words = [w for w in re.sub(r"<[^>]*>", "", text).split() if w.strip(" .,;:")]
    own = [w for w in naming.words if w[:1].isupper()]
    return len(naming.words) >= 2 and len(own) >= 2 and len(words) <= len(naming.words) + 1


def _ways(page: ReadPage) -> dict[str, tuple[str, Method]]:
    """The first e-mail address and telephone of a letter's first page."""
    text = "\n".join(line.text for line in page.lines)
    found: dict[str, tuple[str, Method]] = {}
    own = [w for w in text.replace("<", " ").replace(">", " ").split() if "@" in w and ".gouv.fr" not in w]
    if own and (email := fields.email_of(own[0])):
        found["courriel"] = (email, Method.TEXT)
    if phone := fields.phone_of(text):
        found["telephone"] = (phone, Method.TEXT)
    return found
