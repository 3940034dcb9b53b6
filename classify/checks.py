"""What may be off with a document that says the right thing: person, place, date, wholeness, blanks, refusal."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from classify.context import Context
from classify.dates import FoundDate, dates_in, delay_in
from classify.document import Document
from classify.issuer import Issuer, IssuerKind
from classify.patterns import phrases
from classify.persons import NamedPerson, may_be, named_persons, same_surname, words_of
from classify.text import Sentence
from classify.tick_box import ticked
from classify.wholeness import is_incomplete
from dossier.demandeur import Demandeur
from dossier.page import TextSource
from dossier.recevabilite import Fondement, Motif

_ARRETE = date(2023, 8, 1)
_OLDEST = timedelta(days=366)
_FOREIGN_WORDS = (
    "nee? naissances? arrete loi decret decision ordonnance avant jusqu au expir\\w* valable validite rendez rdv "
    "convocation code octobre imprimee? appel tentative depuis echeance annexe titre circulaire"
)
_OWN_WORDS = "le fait date delivree? etablie? envoyee? emise? emis edite edition sent"
_NOT_ITS_DATE = re.compile(rf"(?<!\S)(?:{'|'.join(_FOREIGN_WORDS.split())})(?: \S+){{0,2}}? (?:le |du |l |au )?$")
_ITS_DATE = re.compile(rf"(?<!\S)(?:{'|'.join(_OWN_WORDS.split())})(?: \S+){{0,3}}? $")
_ITEM_REACH = 0.06  # of the page's width, between where an item's box and its text begin
_NUMERO = re.compile(r"(?<!\S)(?!0806)\d{10}(?!\S)")  # the centre's own telephone is nobody's
_TELEPHONE = re.compile(r"(?<!\S)(?:tel|telephone|fax|telecopie|standard|appel\w*|joindre)(?: \S+){0,2} $")
_COMBED = re.compile(r"(?:[A-Za-zÀ-Ý\d][|,/!\[\]]{1,2}){4,}")  # letters in the boxes of a form, as a scan reads them
_BLANK = re.compile(
    r"(?:\.\s?){6,}|(?:…\s?){2,}|_{4,}|\{\{|<<|(?-i:«\s?[A-Z_ ]{3,30}\s?»|X{4,})|\bM\.?\s?/\s?Mme\b"
    r"|\[[^\]\d]{0,20}(?:nom|prénom|date|civilité|adresse|numéro|signature|usager|demandeur|lieu|préfecture)[^\]\d]{0,20}\]",
    re.IGNORECASE,
)


def day_of(document: Document) -> date | None:
    """The day that the document itself bears, None when it bears none."""
    if document.head is not None and document.first.part == 0 and document.head.sent_at is not None:
        return document.head.sent_at.date()
    for number, page in enumerate(document.read):
        found = dates_in(page.folded, _first_message(document) if number == 0 else 0)
        sure = _sure(page.folded, found)
        plain = [d for d in found if not _foreign(page.folded, d)]
        if sure or plain:
            return (sure or plain)[0].day
    return None


def own_dates(document: Document) -> list[date]:
    """The dates that the document says are its own (« le 3 mars 2026 », « fait… »), or that end a line (« Bordeaux,
    3 mars 2026 »)."""
    found = []
    for page in document.read:
        dates = dates_in(page.folded)
        ends = {line.end for line in page.lines}
        found += [d.day for d in _sure(page.folded, dates)]
        found += [d.day for d in dates if d.end in ends and not _foreign(page.folded, d)]
    return found


def _sure(text: str, found: Sequence[FoundDate]) -> list[FoundDate]:
    return [d for d in found if _ITS_DATE.search(text[max(d.start - 40, 0) : d.start]) and not _foreign(text, d)]


def _first_message(document: Document) -> int:
    """Where the printed message begins on the first page: what stands above was printed later. 0 without one."""
    blocks = document.mail_blocks
    return blocks[0][1].start if blocks and blocks[0][0] == 0 and not blocks[0][1].thread else 0


_AN_HOUR = re.compile(r" a \d{1,2} ?h(?: \d\d)?(?!\S)")  # « le lundi 23 novembre à 9 h 30 »: an appointment


def _foreign(text: str, found: FoundDate) -> bool:
    if _AN_HOUR.match(text, found.end):
        return True
    return _NOT_ITS_DATE.search(text[max(found.start - 40, 0) : found.start]) is not None or found.day.year < 2015


def doubts_of(
    document: Document, issuer: Issuer, *, fondement: Fondement | None, day: date | None, context: Context
) -> list[Motif]:
    """Everything that keeps a document from proving by itself, the weightiest first."""
    doubts: list[Motif] = []
    if issuer.suspect or _signed_by_demandeur(document, context.demandeur):
        doubts.append(Motif.CONFIANCE_FAIBLE)
    if document.cited_part:
        doubts.append(Motif.DOCUMENT_TRANSMIS_OU_CITE)
    named = issuer.kind is not IssuerKind.UNKNOWN  # of an office that nobody can read nothing is known
    if fondement is Fondement.INVITATION_PREFECTURE and named and not _competent(issuer, context):
        doubts.append(Motif.INVITATION_AUTRE_PREFECTURE)
    if _lives_elsewhere(context):
        doubts.append(Motif.RESIDENCE_AUTRE_DEPARTEMENT)
    if not _fits_person(document, context):
        doubts.append(Motif.IDENTITE_DISCORDANTE)
    if _date_off(document, day, context):
        doubts.append(Motif.DATE_INCOHERENTE)
    if _on_a_telephone(document):
        doubts.append(Motif.DOCUMENT_TRANSMIS_OU_CITE)
    if is_incomplete(document):
        doubts.append(Motif.DOCUMENT_INCOMPLET)
    return doubts


# ── place ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _competent(issuer: Issuer, context: Context) -> bool:
    """Whether the préfecture is the territorially competent one (arrêté du 1er août 2023, art. 4, al. 2 et art. 5)."""
    wanted = context.prefecture or context.demandeur.departement
    if wanted is None or issuer.codes is None:
        return False
    return wanted in issuer.codes


def _lives_elsewhere(context: Context) -> bool:
    """Whether a recent pièce gives the demandeur's home in a département that is not the receiving préfecture's."""
    homes = {*context.homes, *((context.demandeur.departement,) if context.demandeur.departement else ())}
    wanted = context.prefecture or context.demandeur.departement
    return wanted is not None and bool(homes - {wanted})


# ── person ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fits_person(document: Document, context: Context) -> bool:
    """Whether the document is about the demandeur, and about nobody else."""
    who = context.demandeur
    named = [person for page in document.read for person in named_persons(page)]
    if _contradicts(document, who):
        return False
    if who.nom is None:
        return bool(named) and not _several(named)
    return _named_right(document, named, who.nom, context)


def _contradicts(document: Document, who: Demandeur) -> bool:
    """Whether a number or a birth date is printed that is not the demandeur's."""
    if who.numero_etranger is not None and _stranger_number(document, who.numero_etranger):
        return True
    return who.date_naissance is not None and _other_birth(document, who.date_naissance)


def _named_right(document: Document, named: Sequence[NamedPerson], nom: str, context: Context) -> bool:
    """Whether the demandeur is named, or told by number or address, and nobody of the same surname beside."""
    who = context.demandeur
    if any(may_be(person.words, nom, who.prenoms) for person in named):
        return not _rival(named, nom, who.prenoms)
    if any(same_surname(person.words, nom) for person in named):
        return False
    if who.numero_etranger is not None and _bears_number(document, who.numero_etranger):
        return True
    if _named_without_civility(document, nom, who.prenoms):
        return True
    return not named and (_addressed(document, context) or _by_initial(document, nom, who.prenoms))


def _bears_number(document: Document, number: str) -> bool:
    """Whether a line holds the digits, in boxes or apart."""
    return any(number in re.sub(r"\D", "", line.text) for page in document.read for line in page.lines)


def _signed_by_demandeur(document: Document, who: Demandeur) -> bool:
    """Whether the demandeur's bare name ends it: their own writing, whoever it names and whatever it calls itself. A
    surname alone does where it begins it, too."""
    names, surname = {*words_of(who.nom, who.prenoms)}, {*words_of(who.nom)}
    if not surname or not document.read[-1].lines:
        return False
    last = {*words_of(max(document.read[-1].lines, key=lambda line: line.box.y0).text)}
    if surname < last <= names:
        return True
    return surname == last and any(surname <= {*words_of(line.text)} <= names for line in document.read[0].lines[:3])


def _several(named: Sequence[NamedPerson]) -> bool:
    return len({person.words for person in named}) > 2


def _rival(named: Sequence[NamedPerson], nom: str, prenoms: str | None) -> bool:
    """Whether somebody of the same surname and another given name stands beside: two persons in one letter."""
    return any(same_surname(p.words, nom) and not may_be(p.words, nom, prenoms) for p in named)


def _named_without_civility(document: Document, nom: str, prenoms: str | None) -> bool:
    words = document.folded.split()
    surname = words_of(nom)
    for index, word in enumerate(words):
        if word == surname[0] and words[index : index + len(surname)] == list(surname):
            around = words[max(index - 3, 0) : index] + words[index + len(surname) : index + len(surname) + 4]
            if not prenoms or any(given in around for given in words_of(prenoms)):
                return True
    return False


def _by_initial(document: Document, nom: str, prenoms: str | None) -> bool:
    """Whether an account's page names its owner « Anahit H. »."""
    given, surname = words_of(prenoms)[:1], words_of(nom)
    text = f" {document.folded} "
    return bool(given) and bool(surname) and f" {given[0]} {surname[0][0]} " in text


def _addressed(document: Document, context: Context) -> bool:
    """Whether the message went to the demandeur's own address."""
    head, who = document.head, context.demandeur
    addresses = set(head.recipients) if head is not None else set()
    addresses |= {w for w in document.folded.split() if "@" in w}
    if who.courriel and who.courriel.lower() in addresses:
        return True
    surname = "".join(words_of(who.nom))
    return len(surname) >= 4 and any(surname in re.sub(r"[^a-z]", "", a.split("@")[0]) for a in addresses)


def _stranger_number(document: Document, wanted: str) -> bool:
    """Whether a numéro étranger is printed as such, and none of them is the demandeur's."""
    pattern = re.compile(r"(?:etranger|agdref)(?: \S+){0,3}? (\d{10})(?!\d)")
    printed = set(pattern.findall(document.folded))
    return bool(printed) and wanted not in printed


def _other_birth(document: Document, wanted: str) -> bool:
    """Whether a birth date is printed that is not the demandeur's."""
    for page in document.read:
        for found in dates_in(page.folded):
            before = page.folded[max(found.start - 30, 0) : found.start]
            if re.search(r"(?<!\S)(?:nee?|naissance|ne e)(?: \S+){0,2}? $", before):
                return not found.day.isoformat().startswith(wanted)
    return False


# ── date ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _date_off(document: Document, day: date | None, context: Context) -> bool:
    """After its own arrival, before the arrêté, more than a year old, or past the term that it sets itself."""
    if day is not None and day > context.received + timedelta(days=1):
        return True
    old = day is not None and (day < _ARRETE or context.received - day > _OLDEST)
    if old and (document.head is not None or own_dates(document)):  # an old date that is not its own says nothing
        return True
    return _term_passed(document, day, context.received)


def _term_passed(document: Document, day: date | None, received: date) -> bool:
    pattern = re.compile(
        r"(?:valables?|validite|avant le|jusqu au|au plus tard|expire|delai de rigueur)(?: \S+){0,3}? ?$"
    )
    for page in document.read:
        for found in dates_in(page.folded):
            before = page.folded[max(found.start - 40, 0) : found.start]
            if found.day < received and pattern.search(before) and (day is None or found.day >= day):
                return True
        valid = re.search(r"(?:valables?|validite)(?: \S+){0,3}? (?=\d|un|deux|trois|six|quinze)", page.folded)
        if valid and day is not None:
            delay = delay_in(page.folded, valid.end(), min(valid.end() + 30, len(page.folded)))
            if delay is not None and day + delay < received:
                return True
    return False


# ── what it is ─────────────────────────────────────────────────────────────────────────────────────────────────────


_STATUS_BAR = re.compile(r"^\W*\d{1,2}\W?\d\d(?!\d).{0,40}?(?:\d{1,3} ?%|[45]G|LTE|wi-?fi)", re.IGNORECASE)
_BUTTONS = re.compile(r"(?<!\S)(?:repondre|transferer|a moi|supprimer|archiver)(?!\S)")


def _on_a_telephone(document: Document) -> bool:
    """Whether a message is shown on a telephone's screen: the hour and the battery above it, buttons around it."""
    lines = document.read[0].lines
    bar = any(_STATUS_BAR.match(line.text) for line in lines[:2])
    return bar and _BUTTONS.search(document.read[0].folded) is not None


_AUTOMATIC = re.compile(
    r"(?:(?:objet|sujet|subject) )?(?:(?:ceci|ce (?:message|courriel)) est une? |il s agit d une? )?"
    r"(?:reponse automatique|automatic reply|message automatique d absence)(?!\S)(?! (?:du|de|n)(?!\S))"
)
_HEAD = 300  # letters


def answers_by_itself(document: Document) -> bool:
    """Whether a line of the head calls it an automatic reply: it was written before anybody had read the request. One
    that only speaks of such a reply was written by somebody."""
    read = document.read[0]
    return any(_AUTOMATIC.match(read.folded, line.start) for line in read.lines if line.start < _HEAD)


_BOXED = re.compile(r"^\W{0,2}(?:[☐□❏❑▢☒☑■]|\[ ?[xX]?\]?|\(\s?\)|[CDO]\]|C[lI1]\b)\W")
_SIBLINGS, _AROUND = 2, 6


def box_unread(document: Document, page: int, sentence: Sentence) -> bool:
    """Whether a sentence read from a scan stands among items with boxes and has none: it was ticked, or its box was
    lost, and nobody can tell."""
    read = document.read[page]
    if read.page.source is not TextSource.OCR:
        return False
    place = next((n for n, line in enumerate(read.lines) if line.start <= sentence.start < line.end), None)
    if place is None or ticked(document, page, sentence) is not None or _BOXED.match(read.lines[place].text):
        return False
    here, around = read.lines[place].box.x0, read.lines[max(place - _AROUND, 0) : place + _AROUND + 1]
    boxed = [line for line in around if _BOXED.match(line.text) and abs(line.box.x0 - here) < _ITEM_REACH]
    return len(boxed) >= _SIBLINGS


def is_blank_model(document: Document, context: Context) -> bool:
    """Whether the document is a model with fields to fill, not a writing about this person."""
    blanks = sum(1 for page in document.read for line in page.lines if _BLANK.search(line.text))
    model = phrases("modele").search(document.folded) is not None
    who = context.demandeur
    nom = who.nom
    named = (person for page in document.read for person in named_persons(page))
    filled = nom is not None and (
        any(same_surname(person.words, nom) for person in named) or _named_without_civility(document, nom, who.prenoms)
    )
    numbered = _bears_a_number(document) or any(
        _filled_comb(match.group())
        for page in document.read
        for line in page.lines
        if (match := _COMBED.search(line.text))
    )
    return (
        (model and blanks >= 1 and not numbered)
        or (blanks >= 2 and not filled and not numbered)
        or (model and not filled and not numbered and _title_says_model(document))
    )


def _bears_a_number(document: Document) -> bool:
    """Whether ten digits stand there that are somebody's own, if not the demandeur's: no telephone of a service."""
    text = document.folded
    return any(not _TELEPHONE.search(text, max(m.start() - 30, 0), m.start()) for m in _NUMERO.finditer(text))


def _filled_comb(letters: str) -> bool:
    """Whether a comb's boxes hold more than what is to be written in them (« J|J|M|M|A|A|A|A »)."""
    return bool({c for c in letters.lower() if c.isalnum()} - set("jmady"))


def _title_says_model(document: Document) -> bool:
    return phrases("modele").search(" ".join(document.read[0].folded.split()[:25])) is not None


# ── refusal ────────────────────────────────────────────────────────────────────────────────────────────────────────


def refuses(document: Document, invites: bool) -> bool:
    """Whether a préfecture's letter refuses; where it also invites, only plain words of refusal count."""
    names = ("refus_net",) if invites else ("refus_net", "refus_souple")
    for page, sentence in document.sentences():
        text = document.read[page].folded
        if phrases(*names).search(text, sentence.start, sentence.end):
            incomplete = phrases("dossier_incomplet").search(text, sentence.start, sentence.end)
            conditional = phrases("conditionnel").search(text, sentence.start, sentence.end)
            if not incomplete and not conditional:
                return True
    return False
