"""Who writes a document, as its letterhead, sender line, signature and voice claim; verified by nobody."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from classify import territory
from classify.document import Document
from classify.folding import fold, plain
from classify.letter_place import codes_of_letter
from classify.letterhead import is_of_a_hidden_office, letterhead
from classify.patterns import phrases
from classify.signing import signed_by_charge, signed_by_state
from classify.text import ReadPage
from dossier.bundle import Origin
from dossier.page import TextSource


class IssuerKind(StrEnum):
    CCC = "ccc"
    PREFECTURE = "prefecture"
    ANEF = "anef"
    LAWYER = "lawyer"
    ASSOCIATION = "association"
    EMPLOYER = "employer"
    TIERS = "tiers"
    APPLICANT = "applicant"
    COURT = "court"
    LAW = "law"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """``codes`` are the départements that a préfecture serves: empty when it serves none, None when it names none.

    ``clear`` is False where the issuer shows only in passing; ``suspect`` says that a private address bears the name
    of a service.
    """

    kind: IssuerKind
    codes: tuple[str, ...] | None = None
    clear: bool = True
    suspect: bool = False


_CCC_DOMAIN = re.compile(
    r"@(?:[\w-]+\.)*(?:ants|francetitres|france-titres|administration-etrangers-en-france\.interieur)\.gouv\.fr"
    r"(?![\w-]|\.\w)"
)
_STATE_DOMAIN = re.compile(r"@(?:[\w-]+\.)*gouv\.fr(?![\w-]|\.\w)")
_TO_PREFECT = re.compile(
    r"^(?:a |a l'attention de )?(?:monsieur|madame|mr|m\.|mme),? (?:le|la) (?:sous-? ?)?prefete?\b"
    r"(?!.*\bde la republique\b)"
)


def issuer_of(document: Document) -> Issuer:
    """The issuer of a document's own words (of its first message, where it prints several)."""
    if (by_message := _by_message(document)) is not None:
        return by_message
    if _is_law(document):
        return Issuer(kind=IssuerKind.LAW)
    blocks = document.mail_blocks
    if (answers := _who_answers(document)) is not None:
        return answers
    if blocks and not blocks[0][1].opening and blocks[0][0] == 0 and blocks[0][1].start <= _early(document.read[0]):
        return by_mail_block(document, 0)
    return _with_place(_by_letter(document), document)


def by_mail_block(document: Document, number: int) -> Issuer:
    """The issuer of the ``number``-th message that the document prints."""
    page, block = document.mail_blocks[number]
    text = document.read[page].folded[block.start : block.end]
    if document.read[page].page.source is not TextSource.OCR:
        return _by_sender(block.sender, text) or _by_text(text)
    sender = _repaired(block.sender)
    if _DOMAIN.search(sender) or phrases("ccc", "prefecture").search(fold(sender)):
        return _by_sender(sender, text) or _by_text(text)
    found = _by_text(text)  # an address that nobody can read is nobody's
    of_the_state = "gouv" in fold(sender).split() or found.kind not in {IssuerKind.CCC, IssuerKind.PREFECTURE}
    return found if of_the_state else replace(found, suspect=True)


_GOUV = re.compile(
    r"[.,\s]{1,2}g[o0][uvn][vuryn][.,\s]{1,2}[fti][rtv]\w?\b|(?<=[@.]interieur)[.,\s]{0,2}gouv[.,\s]{0,2}fr\b"
)
_DOMAIN = re.compile(r"@(?:[\w-]+\.)+[a-z]{2,6}(?!\w)")


def _repaired(sender: str) -> str:
    """A sender line read from a scan, with the State's domain as it is written (« @nord gouv.fr », « .gouv.ir »)."""
    return _GOUV.sub(".gouv.fr", plain(sender)) if "@" in sender else sender


_SPEAKS = re.compile(
    r"(?<!\S)(?:je|j|(?<!contactez )nous(?! (?:contacter|ecrire|joindre|suivre|rejoindre))|madame|bonjour|soussignee?s?"
    r"|ci (?:dessous|apres|joint))(?!\S)"
)


def _who_answers(document: Document) -> Issuer | None:
    """The service whose exchange with somebody a page of an account or of its site prints, where nobody speaks above
    it, in a letter that hands it on."""
    blocks = document.mail_blocks
    if not blocks or not blocks[0][1].opening:
        return None
    head = document.read[blocks[0][0]].folded[: blocks[0][1].end]
    if _SPEAKS.search(head) or phrases("association", "employer", "lawyer_strong").search(head):
        return None
    senders = [fold(block.sender) for _, block in blocks if block.thread]
    if any(phrases("ccc_name").search(sender) for sender in senders):
        return Issuer(kind=IssuerKind.CCC)
    office = next((sender for sender in senders if phrases("prefecture").search(sender)), None)
    return _with_place(_prefecture(office), document) if office is not None else None


def _early(page: ReadPage) -> int:
    """Where the first lines of a page end: a header of a printed message stands in them."""
    return page.lines[min(8, len(page.lines) - 1)].end if page.lines else 0


def _by_message(document: Document) -> Issuer | None:
    head = document.head
    if head is None or document.first.origin is not Origin.MESSAGE:
        return None
    if document.cited_part:
        return _by_letter(document) if not document.mail_blocks else by_mail_block(document, 0)
    sender = f"{head.sender_name or ''} <{head.sender or ''}>"
    return _by_sender(sender, document.folded) or _private_voice(document.folded)


def _by_sender(sender: str, text: str) -> Issuer | None:
    """The issuer that a sender line names; an address outside the State's domains is never the State's."""
    address = plain(sender)
    if _CCC_DOMAIN.search(address):
        service = phrases("ccc_name").search(text) is None and phrases("anef_service").search(text) is not None
        return Issuer(kind=IssuerKind.ANEF if service else IssuerKind.CCC)
    if _STATE_DOMAIN.search(address):
        return _state_sender(address, text)
    if "@" in address:
        return _under_a_name(address) or _private_voice(text)
    name = fold(sender)
    if phrases("ccc").search(name):
        return Issuer(kind=IssuerKind.CCC)
    if phrases("prefecture").search(name):
        office = territory.office_in(name) or territory.office_in(text)
        return Issuer(kind=IssuerKind.PREFECTURE, codes=office[1] if office else None)
    return _private_voice(text) if name else None


def _under_a_name(address: str) -> Issuer | None:
    """A private address that calls itself a service of the State."""
    name = fold(re.sub(r"\S+@\S+", " ", address))
    if phrases("ccc_name").search(name):
        return Issuer(kind=IssuerKind.CCC, suspect=True)
    if phrases("prefecture").search(name):
        office = territory.office_in(name)
        return Issuer(kind=IssuerKind.PREFECTURE, codes=office[1] if office else None, suspect=True)
    return None


def _state_sender(address: str, text: str) -> Issuer:
    match = re.search(r"[\w.+-]+@[\w.-]+", address)
    code = territory.departement_of_address(match.group(0)) if match else None
    if phrases("ccc_name").search(fold(address)) or (code is None and phrases("ccc_name").search(text[-250:])):
        return Issuer(kind=IssuerKind.CCC)
    office = territory.office_in(text)
    if code is not None:
        return Issuer(kind=IssuerKind.PREFECTURE, codes=(code,))
    if re.search(r"\bpp-|prefecturedepolice", address):
        return Issuer(kind=IssuerKind.PREFECTURE, codes=("75",))
    if office is not None or phrases("prefecture").search(text) or "pref" in address:
        return Issuer(kind=IssuerKind.PREFECTURE, codes=office[1] if office else None)
    return Issuer(kind=IssuerKind.ANEF)


def _private_voice(text: str) -> Issuer:
    """Who a private writer is, from their words."""
    if phrases("lawyer_strong").search(text):
        return Issuer(kind=IssuerKind.LAWYER)
    if phrases("association").search(text[:400] + text[-300:]) and not _applicant(text):
        return Issuer(kind=IssuerKind.ASSOCIATION)
    if phrases("employer").search(text) and not _applicant(text):
        return Issuer(kind=IssuerKind.EMPLOYER)
    return Issuer(kind=IssuerKind.APPLICANT)


def _applicant(text: str) -> bool:
    """Whether the text speaks of its own filing (« ma demande ») more than to somebody about theirs."""
    own = len(phrases("applicant_voice").findall(text))
    other = len(phrases("second_person").findall(text))
    return own >= 1 and own > other / 2 if own < 2 else own > other


def _by_text(text: str) -> Issuer:
    if _applicant(text):
        return Issuer(kind=IssuerKind.APPLICANT)
    return _by_signature(text) or Issuer(kind=IssuerKind.UNKNOWN, clear=False)


def _by_letter(document: Document) -> Issuer:
    page = document.read[0]
    text = " ".join(read.unquoted for read in document.read)
    head = letterhead(page.lines, page)
    if not phrases("ccc", "prefecture", "association", "employer", "lawyer_strong").search(head):
        head = letterhead(sorted(page.lines, key=lambda line: line.box.y0), page)  # columns read one after the other
    if _is_law(document):
        return Issuer(kind=IssuerKind.LAW)
    if phrases("court").search(head) and phrases("ordonnance").search(text):
        return Issuer(kind=IssuerKind.COURT)
    if (private := _private_letter(head, text)) is not None:
        return private
    if _private_head(page) or _to_prefect(page):
        return _private_voice(text)
    return _state_letter(head, text)


_PRIVATE_MARK = re.compile(
    r"(?<!\S)(?:[\w.+-]+@(?!(?:[\w-]+\.)*gouv\.fr)[\w.-]+|0[67](?: \d\d){4}|je m appelle|mes? coordonnees)(?!\S)"
)


# A line that a webmail prints over a message: whose mailbox it is, and when it was printed.
_MAILBOX = re.compile(
    r"(?<!\S)(?:boites? (?:de reception|d envoi|mail|aux lettres)|inbox|imprimee?|messagerie|webmail"
    r"|\d+ messages?)(?!\S)"
)


def _private_head(page: ReadPage) -> bool:
    """Whether a private address, e-mail or mobile stands in the head before any office is named: the sender's own."""
    for line in page.lines[:14]:
        head = page.folded[line.start : line.end]
        if phrases("ccc", "prefecture").search(head):
            return False
        if _MAILBOX.search(head):
            continue
        if _PRIVATE_MARK.search(head) and not _ADDRESSEE.match(plain(line.text)):
            return True
    return False


_ADDRESSEE = re.compile(r"^\W*(?:a|to|pour|destinataire|cc)\s?:")


def _to_prefect(page: ReadPage) -> bool:
    """Whether the letter greets a préfet: it is written to the préfecture, not by it."""
    return any(_TO_PREFECT.match(plain(line.text)) for line in page.lines if len(line.words) <= 7)


_FAX = re.compile(r"^(?:\S+ ){0,2}?(?:fax|telecopie) (?:(?:\d+|de|a|du|le|p|page|pages|from|to|h) )+")  # its own line
_HEAD_WORDS = 12  # of a letterhead: who writes stands first


def _private_letter(head: str, text: str) -> Issuer | None:
    state_head = phrases("ccc").search(head) or phrases("prefecture").search(head)
    if phrases("lawyer_strong").search(head) or re.search(r"(?<!\S)m(?:on|a) cliente?(?!\S)", text):
        return Issuer(kind=IssuerKind.LAWYER)
    # An office named first writes, whichever it names further down.
    first = " ".join(_FAX.sub(" ", head).split()[:_HEAD_WORDS])
    if not phrases("ccc", "prefecture").search(first):
        if phrases("third_state").search(first):
            return Issuer(kind=IssuerKind.TIERS)
        if phrases("association").search(first) and not _applicant(text):
            return Issuer(kind=IssuerKind.ASSOCIATION)
    signed = phrases("soussigne").search(text)
    officer = signed is not None and (
        signed_by_state(text, signed.start()) or (signed_by_charge(first, head, text) and not _applicant(text))
    )
    if signed is not None and not officer:
        return _signatory(head, text)
    if _applicant(text) and not (phrases("association").search(head) and not state_head):
        return Issuer(kind=IssuerKind.APPLICANT)
    return None if state_head else _private_body(head)


def _private_body(head: str) -> Issuer | None:
    """An association or a firm, by its letterhead."""
    for kind in (IssuerKind.ASSOCIATION, IssuerKind.EMPLOYER):
        if phrases(kind.value).search(head):
            return Issuer(kind=kind)
    return None


def _signatory(head: str, text: str) -> Issuer:
    if phrases("lawyer_strong").search(text):
        return Issuer(kind=IssuerKind.LAWYER)
    if phrases("association").search(head) or phrases("association").search(text):
        return Issuer(kind=IssuerKind.ASSOCIATION)
    if phrases("employer").search(text):
        return Issuer(kind=IssuerKind.EMPLOYER)
    if phrases("tiers").search(text):
        return Issuer(kind=IssuerKind.TIERS)
    return Issuer(kind=IssuerKind.APPLICANT if _applicant(text) else IssuerKind.TIERS)


_REFERENCE = re.compile(
    r"(?:contact(?:er|ez)|appel(?:er|ez)|joindre|saisir|saisissez|solliciter|aupres (?:du|de)|adresser au?) "
    r"(?:le |la |l )?(?:service |support )?(?:centre\S* (?:de )?contact\S*(?: \S*citoyens?)?|ccc|ants)"
)
_YOUR_OFFICE = re.compile(r"(?<!\S)(?:votre|sa|leur|cette|une|toute) (?:sous )?prefecture(?! (?:de|du|des|d) )")


def _state_letter(head: str, text: str) -> Issuer:
    head = _YOUR_OFFICE.sub(" ", _REFERENCE.sub(" ", head))  # who is to be called does not write
    ccc, prefecture = phrases("ccc").search(head), phrases("prefecture").search(head)
    anef = re.search(r"administration numerique (?:pour les|des) etrangers en france", head)
    if anef and not prefecture and not phrases("ccc_name").search(head):
        return Issuer(kind=IssuerKind.ANEF)
    if ccc and (prefecture is None or ccc.start() < prefecture.start() or not territory.office_in(head)):
        return Issuer(kind=IssuerKind.CCC)
    if prefecture and not territory.office_in(head) and (_ccc_foot(text) or _for_a_prefecture(text)):
        return Issuer(kind=IssuerKind.CCC)
    if prefecture:
        return _prefecture(head)
    return _headless(head, text)


def _headless(head: str, text: str) -> Issuer:
    """The issuer of a letter whose head names none that is known."""
    if _EMPLOYS.search(text):
        return Issuer(kind=IssuerKind.EMPLOYER)
    if is_of_a_hidden_office(head):
        return Issuer(kind=IssuerKind.PREFECTURE)
    return _by_signature(text) or Issuer(kind=IssuerKind.UNKNOWN, clear=False)


_EMPLOYS = re.compile(r"(?<!\S)(?:notre|nos|mon|ma) (?:salariee?s?|employee?s?)(?!\S)")
_DESTINED = re.compile(
    r"(?<!\S)(?:votre prefecture|(?:aupres de|present\w+ a|produi\w+ a|produi\w+ en|remett\w+ a|remis\w* a|destinee? a"
    r"|connaissance de|present\w+ en|transmett\w+ a) (?:la |votre )?prefecture)(?!\S)"
)


def _for_a_prefecture(text: str) -> bool:
    """Whether a letter of the centre is meant to be shown to a préfecture: then none writes it."""
    own = phrases("ccc").search(text) is not None or "charleville" in text
    return own and _DESTINED.search(text) is not None and not phrases("pref_statement").search(text)


def _ccc_foot(text: str) -> bool:
    """Whether the foot of the page gives the centre's own address: a later page of its letter has no other head."""
    foot = text[-220:]
    return bool(phrases("ccc_name").search(foot) and re.search(r"(?<!\S)(?:806 001 620|bp \d+ ?\d*)(?!\S)", foot))


def _prefecture(text: str) -> Issuer:
    office = territory.office_in(text)
    return Issuer(kind=IssuerKind.PREFECTURE, codes=office[1] if office else None)


def _with_place(found: Issuer, document: Document) -> Issuer:
    """A préfecture whose head names no place, told by what its letter says of it elsewhere."""
    if found.kind is not IssuerKind.PREFECTURE or found.codes is not None:
        return found
    return replace(found, codes=codes_of_letter(document.read))


def _by_signature(text: str) -> Issuer | None:
    """The issuer that signs, or that speaks of itself in the third person."""
    closing = text[-260:]
    own = phrases("self_statement").search(text)
    pref = phrases("pref_statement").search(text)
    if own and (pref is None or own.start() < pref.start()):
        return Issuer(kind=IssuerKind.CCC)
    if pref:
        return _prefecture(text)
    last = list(phrases("ccc_name", "prefecture").finditer(closing))
    if not last:
        return None
    if phrases("ccc_name").fullmatch(last[-1].group(0)):
        return Issuer(kind=IssuerKind.CCC, clear=False)
    return _prefecture(closing)


def _is_law(document: Document) -> bool:
    """Whether the document is written for everybody: a law, an article, a page of a site."""
    text = " ".join(page.unquoted for page in document.read)
    web = {m.group(0) for m in phrases("page_web").finditer(text)}
    if len(web) >= 2:
        return True
    marks = {m.group(0) for m in phrases("texte_de_loi").finditer(text)} | web
    own = len(phrases("second_person").findall(text)) + len(phrases("applicant_voice").findall(text))
    return len(marks) >= 2 and own <= len(marks) - 1 and bool(phrases("generique").search(text) or len(marks) >= 4)
