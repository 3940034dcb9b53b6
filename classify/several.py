"""Whether a pli holds the requests of several persons: two forms, or two adults' own papers, of different people."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from classify.person import PieceFacts
from classify.persons import resembles, words_of
from classify.piece_reading import readings_of
from dossier.demandeur import Demandeur, Method

_FORMS = frozenset({"formulaire_demande"})
_PAPERS = frozenset({"passeport", "titre_sejour", "recepisse", "visa", "carte_identite"})
_MAJORITY = 18
# Pièces in which somebody else stands by right: who lodges, marries, employs, gives birth.
_ABOUT_OTHERS = frozenset(
    {"attestation_hebergement", "acte_mariage", "livret_famille", "acte_naissance", "jugement", "contrat_travail",
     "attestation_employeur", "bail", "quittance_loyer", "justificatif_domicile", "avis_imposition"}
)  # fmt: skip
_BY_HAND = frozenset({"attestation_hebergement"})  # written by hand: its surname is told, its given names often not
_RELATION = re.compile(
    r"(?<!\S)(?:conjointe?|epou(?:x|se)|mari|femme|pere|mere|parents?|enfants?|fils|fille|heberge\w*|hebergeante?|logeur|logeuse"
    r"|concubine?|partenaire|pacse\w*|employeur|employeuse|frere|soeur|tuteur|tutrice|bailleur|proprietaire|garante?"
    r"|compagne|compagnon|famille|traducteur|traductrice|interprete)(?!\S)"
)


_BOTH = re.compile(
    r"(?<!\S)(?:nos (?:deux )?(?:dossiers|demandes)|(?:les|le|la|l) (?:deux )?(?:dossiers?|demandes?) (?:de|d) "
    r"(?:ma|mon) (?:femme|mari|epoux|epouse|conjointe?|compagnon|compagne|soeur|frere|fils|fille)"
    r"|(?:dossier|demande) et (?:celui|celle) (?:de|d) (?:ma|mon|mes)"
    r"|(?:demandons|sollicitons|deposons|renouvelons|adressons|faisons) (?:chacune?|tous les deux|l un et l autre)"
    r"|et moi(?: meme)? (?:\S+ )?(?:demandons|sollicitons|deposons|souhaitons|renouvelons|faisons)"
    r"|deux demandes|nos (?:deux )?(?:titres|cartes|renouvellements))(?!\S)"
)
_LODGES = re.compile(r"(?<!\S)heberge(?:r|ons|ant)?(?!\S)")
_LONG = 5  # letters: shorter words are too like each other


@dataclass(frozen=True, kw_only=True, slots=True)
class _Holder:
    """Whom a pièce names as its own person. ``sure``: by a machine-readable zone."""

    piece: int
    names: tuple[str, ...]
    given: tuple[str, ...]
    birth: str | None
    sure: bool


def several_persons(pieces: Sequence[PieceFacts], demandeur: Demandeur, received: date) -> bool:
    """True where two forms, or the papers of two adults, name two persons, and nothing tells that one of them stands
    there for the other (spouse, host, employer, parent)."""
    forms, papers = list(_holders(pieces, _FORMS)), list(_holders(pieces, _PAPERS))
    if any(_two_forms(one, other, pieces) for one, other in combinations(forms, 2)):
        return True
    adults = [holder for holder in papers if not _minor(holder, received)]
    if (_forms_in(pieces) >= 2 or _announced(pieces)) and any(
        one.sure and other.sure and (_apart(one, other) or _siblings(one, other))
        for one, other in combinations(adults, 2)
    ):
        return True
    return any(_two_adults(one, other, pieces, demandeur) for one, other in combinations(adults, 2))


def _forms_in(pieces: Sequence[PieceFacts]) -> int:
    """How many forms of request there are, readable or not."""
    return sum(piece.document.type in _FORMS for piece in pieces)


def _announced(pieces: Sequence[PieceFacts]) -> bool:
    """Whether a letter says that it brings another's request besides its writer's."""
    return any(piece.document.type == "courrier" and _BOTH.search(piece.document.folded) for piece in pieces)


def _holders(pieces: Sequence[PieceFacts], kinds: frozenset[str]) -> Iterator[_Holder]:
    for piece in pieces:
        if piece.document.type not in kinds:
            continue
        every = readings_of(piece)
        readings = [r for r in every if r.standing > 0 and {"nom", "prenoms"} <= r.values.keys()]
        french = any(r.values.get("nationalite", ("",))[0] == "FRA" for r in every)
        if readings and not french:  # a French person asks for no titre de séjour: they lodge, marry, employ
            values = max(readings, key=lambda reading: reading.standing).values
            birth = values["date_naissance"][0] if "date_naissance" in values else None
            given = words_of(values["prenoms"][0])
            yield _Holder(piece=piece.rank, names=words_of(values["nom"][0]), given=given, birth=birth,
                          sure=values["nom"][1] is not Method.TEXT)  # fmt: skip


def _minor(holder: _Holder, received: date) -> bool:
    return holder.birth is not None and received.year - int(holder.birth[:4]) < _MAJORITY


def _apart(one: _Holder, other: _Holder) -> bool:
    """Whether births do not agree and no name of one is like any of the other's."""
    if one.birth is not None and one.birth == other.birth:
        return False
    mine, theirs = (*one.names, *one.given), (*other.names, *other.given)
    return not any(resembles(word, held) for word in mine if len(word) > 2 for held in theirs)


def _siblings(one: _Holder, other: _Holder) -> bool:
    """Whether surnames are alike, and births and given names surely are not: a couple, brothers, a namesake."""
    born_apart = one.birth is not None and other.birth is not None and one.birth != other.birth
    same_given = any(resembles(word, held) for word in one.given for held in other.given)
    return born_apart and not same_given


def _two_forms(one: _Holder, other: _Holder, pieces: Sequence[PieceFacts]) -> bool:
    if not (_apart(one, other) or _siblings(one, other)):
        return False
    first, second = _text(pieces, one.piece), _text(pieces, other.piece)
    # A form filled in by hand and misread is no second person's where it names the first one elsewhere.
    return not (_names(first, other) or _names(second, one))


def _two_adults(one: _Holder, other: _Holder, pieces: Sequence[PieceFacts], demandeur: Demandeur) -> bool:
    apart = _apart(one, other) and (one.sure or other.sure or (one.birth is not None and other.birth is not None))
    if not (apart or (one.sure and other.sure and _siblings(one, other))):
        return False
    strangers = [holder for holder in (one, other) if not _is(holder, demandeur)]
    return not any(_related(holder, pieces) for holder in strangers)


def _is(holder: _Holder, demandeur: Demandeur) -> bool:
    own = words_of(demandeur.nom)
    given = words_of(demandeur.prenoms)
    return any(resembles(w, held) for w in holder.names for held in own) and (
        not given or any(resembles(w, held) for w in holder.given for held in given)
    )


def _text(pieces: Sequence[PieceFacts], rank: int) -> str:
    return next(piece.document.folded for piece in pieces if piece.rank == rank)


def _names(text: str, holder: _Holder) -> bool:
    words = set(text.split())
    return all(word in words or _like_one(word, words) for word in (*holder.names, *holder.given[:1]))


def _like_one(word: str, words: Iterable[str]) -> bool:
    """Whether a long word stands there with one letter misread."""
    return len(word) >= _LONG and any(Levenshtein.distance(word, held, score_cutoff=1) <= 1 for held in words)


def _lodged(text: str, holder: _Holder) -> bool:
    """Whether somebody's word that they lodge a person is about this one: a filing of their own wants it."""
    lodging = _LODGES.search(text)
    at = text.find(holder.names[0])
    return lodging is not None and at > lodging.end() and text.find(holder.names[0], 0, lodging.start()) < 0


def _related(holder: _Holder, pieces: Sequence[PieceFacts]) -> bool:
    """Whether a pièce says why this person's papers are there; their own form says why they file."""
    own = {form.piece for form in _holders(pieces, _FORMS) if not (_apart(form, holder) or _siblings(form, holder))}
    for piece in pieces:
        text = piece.document.folded
        if piece.rank == holder.piece or piece.rank in own or not _names(text, replace(holder, given=())):
            continue
        if piece.document.type in _BY_HAND and _lodged(text, holder):
            continue
        if piece.document.type in _BY_HAND or (piece.document.type in _ABOUT_OTHERS and _names(text, holder)):
            return True
        if not _names(text, holder):
            continue
        at = text.find(holder.names[0])
        while at >= 0:
            if _RELATION.search(text, max(at - 70, 0), min(at + 70, len(text))):
                return True
            at = text.find(holder.names[0], at + 1)
    return False
