"""What takes the force out of a sentence: negation, condition, hedging, reported speech, generality, quotation."""

import re
from enum import StrEnum

from classify.document import Document
from classify.patterns import phrases
from classify.text import Sentence
from classify.tick_box import ticked


class Guard(StrEnum):
    NIE = "nie"
    CONDITIONNEL = "conditionnel"
    HESITE = "hesite"
    RAPPORTE = "rapporte"
    PASSAGER = "passager"
    GENERIQUE = "generique"
    QUESTION = "question"
    CITE = "cite"
    RESOLU = "resolu"
    NON_COCHE = "non_coche"
    ACCESSOIRE = "accessoire"
    AUTRE_CAS = "autre_cas"
    INTITULE = "intitule"


_QUOTED = re.compile(r"[«“]|(?<!\w)\"(?=\w)")
_UNQUOTED = re.compile(r"[»”]|(?<=[\w.!?])\"(?!\w)")
_UNTICKED = re.compile(r"^\s*(?:☐|□|❏|❑|\[\s*\]|\(\s*\)|O\s)")


def guards_of(document: Document, page: int, sentence: Sentence, start: int, end: int) -> frozenset[Guard]:
    """The guards on what ``document`` says from ``start`` to ``end`` of a page's folded text, within ``sentence``."""
    text = document.read[page].folded
    found: set[Guard] = set()
    if _conditional(text[sentence.start : sentence.end], start - sentence.start):
        found.add(Guard.CONDITIONNEL)
    if phrases("hesite").search(text, sentence.start, sentence.end):
        found.add(Guard.HESITE)
    if phrases("nie").search(text, sentence.start, sentence.end):
        found.add(Guard.NIE)
    if _before(text, sentence, end, "rapporte", end):
        found.add(Guard.RAPPORTE)
    if phrases("resolu").search(text, sentence.start, sentence.end):
        found.add(Guard.RESOLU)
    if _general(text[sentence.start : sentence.end]):
        found.add(Guard.GENERIQUE)
    if phrases("accessoire").search(text, max(start - 1, sentence.start), sentence.end):
        found.add(Guard.ACCESSOIRE)
    if _other_case(document, page, sentence):
        found.add(Guard.AUTRE_CAS)
    if _heading(text[sentence.start : sentence.end]):
        found.add(Guard.INTITULE)
    if sentence.asks:
        found.add(Guard.QUESTION)
    return frozenset(found | _layout_guards(document, page, sentence, start))


_CASE = re.compile(r"(?<!\S)(?:cas|hypothese|option|situation) ([a-d]|[1-4]|i{1,3})(?!\S)")
_FINITE = re.compile(
    r"(?<!\S)(?:est|sont|a|ont|peut|peuvent|pouvez|avez|etes|ne|n|avons|sommes|suis|ai|\w+ons|\w+ez|atteste\w*|certifie\w*"
    r"|confirme\w*|constate\w*|empeche\w*|permet\w*|rejette|refuse|vaut|fait|invite|\w+era|\w+ront|\w+ra|ok|admise?s?|accepte"
    r"|prends?|d accord|autorisee?s?|oui|aucune?|neant"
    r"|vous (?:prie|demande|propose))(?!\S)"
)
_HEADING = re.compile(r"(?:objet|sujet|subject|re|tr|reference|titre) ")


def _heading(words: str) -> bool:
    """Whether the sentence only announces what the document is about."""
    if _HEADING.match(words) is not None and len(words.split()) <= 22:
        return True
    return (
        len(words.split()) <= 16
        and _FINITE.search(words) is None
        and "impossible" not in words
        and "hors d" not in words
    )


def _other_case(document: Document, page: int, sentence: Sentence) -> bool:
    """Whether the sentence describes one of several cases, and another one is found to be this person's."""
    cases = _CASE.findall(document.folded)
    if len(set(cases)) < 2:
        return False
    text = document.read[page].folded
    before = _CASE.findall(text[max(sentence.start - 12, 0) : sentence.end])
    return not before or before[0] != cases[-1]


# Names of services and of the site, which say « étrangers » and « usagers » of nobody.
_NAMED_FOR_ALL = re.compile(
    r"(?<!\S)(?:administration numerique (?:pour|des|de) (?:les )?etrangers(?: en france)?|etrangers en france"
    r"|(?:assistance|accueil|appui|support|pole|service|bureau|section|cellule|plateforme|centre|direction|relations?)"
    r"(?: \S+){0,2}? (?:aux|des|avec les) (?:usagers|etrangers|demandeurs|personnes)(?: etrangers)?)(?!\S)"
)


def _general(words: str) -> bool:
    """Whether a sentence speaks of people at large: they are its subject, or nobody is spoken to."""
    words = _NAMED_FOR_ALL.sub(" ", words)
    match = phrases("generique").search(words)
    if match is None:
        return False
    addressed = re.search(r"(?<!\S)(?:vous|votre|vos)(?!\S)", words) is not None
    return not addressed or len(words[: match.start()].split()) <= 3


def _conditional(words: str, claim: int) -> bool:
    """Whether a condition governs the claim that begins at ``claim``: it comes first, or says that it does."""
    benign = [m.span() for m in phrases("conditionnel_benin").finditer(words)]
    strict = phrases("sous_condition").search(words)
    if strict is not None:
        return True
    for match in phrases("conditionnel").finditer(words, 0, len(words)):
        if match.start() < claim and not any(a <= match.start() < b for a, b in benign):
            return True
    return False


def _before(text: str, sentence: Sentence, end: int, name: str, limit: int) -> bool:
    """Whether a phrase of the list begins in the sentence before ``limit``."""
    match = phrases(name).search(text, sentence.start, min(end, sentence.end))
    return match is not None and match.start() < limit


def _layout_guards(document: Document, page: int, sentence: Sentence, start: int) -> set[Guard]:
    read = document.read[page]
    found: set[Guard] = set()
    if _in_quotes(document, page, start):
        found.add(Guard.CITE)
    if _UNTICKED.match(read.raw(sentence.start, sentence.end)) or ticked(document, page, sentence) is False:
        found.add(Guard.NON_COCHE)
    if _passing(text=read.folded, sentence=sentence):
        found.add(Guard.PASSAGER)
    return found


def _in_quotes(document: Document, page: int, start: int) -> bool:
    """Whether a place stands between quotation marks that hold a sentence, not a single term."""
    read = document.read[page]
    first, _ = read.word_range(start, start + 1)
    before = " ".join(word.text for word in read.page.words[max(first - 60, 0) : first + 1])
    opened = [m.end() for m in _QUOTED.finditer(before)]
    closed = [m.end() for m in _UNQUOTED.finditer(before)]
    return bool(opened) and (not closed or closed[-1] < opened[-1])


def _passing(text: str, sentence: Sentence) -> bool:
    """Whether the impossibility passes by itself: maintenance, « réessayez » here or in what follows at once."""
    return phrases("passager").search(text, sentence.start, min(sentence.end + 120, len(text))) is not None
