"""Pages and bundles made from lines of text, with plausible boxes: what reading a page would have given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from dossier.bundle import Bundle, BundlePage, Origin
from dossier.mail import Channel, MessageHead
from dossier.page import Barcode, Page, PageRef, TextSource
from dossier.word import Box, Word

RECEIVED = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)


def page_of(text: str, *, number: int = 1, confidence: float = 0.96, source: TextSource = TextSource.OCR,
            hidden: Sequence[str] = (), picture: float = 0.0, barcodes: Sequence[Barcode] = (),
            width: float = 595.0, height: float = 842.0) -> Page:  # fmt: skip
    """An A4 page: one line of text a line of the page, an empty line a gap. A letter is 0.0095 of the width or less."""
    words: list[Word] = []
    top, line, block = 0.06, 0, 0
    letter = min(0.0095, 0.82 / max((len(raw) for raw in text.splitlines()), default=1)) if text.strip() else 0.0095
    for raw in text.strip("\n").splitlines():
        if not raw.strip():
            top, block = top + 0.022, block + 1
            continue
        left = 0.1 + letter * (len(raw) - len(raw.lstrip()))
        for part in raw.split(" "):
            width_of = letter * max(len(part), 1)
            if part:
                box = Box(left, top, min(left + width_of, 0.99), top + 0.014)
                words.append(Word(text=part, box=box, confidence=confidence, line=line, block=block))
            left += width_of + letter if part else letter
        top, line = min(top + 0.0185, 0.97), line + 1
    return Page(number=number, width_pt=width, height_pt=height, words=tuple(words), source=source,
                hidden_words=tuple(hidden), picture=picture, barcodes=tuple(barcodes), blank=not words)  # fmt: skip


def scan(*pages: Page) -> tuple[BundlePage, ...]:
    """The pages as one scanned file."""
    return tuple(
        BundlePage(
            ref=PageRef(0, index),
            page=replace(page, number=index),
            origin=Origin.SCAN,
            file_name="scan.pdf",
            file_start=index == 1,
        )
        for index, page in enumerate(pages, start=1)
    )


def bundle_of(*texts: str, prefecture: str | None = "33") -> Bundle:
    """A posted pli, one page for each text."""
    return Bundle(
        pages=scan(*(page_of(t) for t in texts)), channel=Channel.POST, received_at=RECEIVED, prefecture=prefecture
    )


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A fictional demandeur and the pièces that they always send."""

    nom: str
    prenoms: str
    civilite: str
    naissance: str
    nationalite: str
    code: str
    numero: str
    rue: str
    ville: str
    courriel: str

    @property
    def lettre(self) -> str:
        return f"""
{self.prenoms} {self.nom}
{self.rue}
{self.ville}

Objet : demande de titre de séjour

Madame, Monsieur,
Je vous prie de bien vouloir trouver ci-joint mon dossier de demande de renouvellement de titre de séjour
ainsi que la liste des pièces. Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.
{self.prenoms} {self.nom}
"""

    @property
    def formulaire(self) -> str:
        return f"""
DEMANDE DE TITRE DE SÉJOUR
Formulaire à remplir en lettres capitales
Nom de naissance : {self.nom}
Prénoms : {self.prenoms}
Date de naissance : {self.naissance}
Nationalité : {self.nationalite}
N° étranger : {self.numero}
Situation familiale : célibataire
Adresse : {self.rue}, {self.ville}
Courriel : {self.courriel}
Motif de la demande : renouvellement
Je certifie l'exactitude des renseignements. Signature du demandeur
"""

    @property
    def facture(self) -> str:
        return f"""
EDF - Votre facture d'électricité
Référence client 4 221 887
{self.civilite} {self.nom} {self.prenoms}
{self.rue}
{self.ville}
Consommation 312 kWh    Abonnement 14,20    TVA 5,5 %
Montant TTC à payer 88,40 EUR
"""

    @property
    def passeport(self) -> str:
        return f"""
PASSEPORT    PASSPORT
Type P   Code du pays {self.code}
Nom / Surname {self.nom}
Prénoms / Given names {self.prenoms}
Date de naissance / Date of birth {self.naissance}
{passport_zone(self)}
"""


PEOPLE: Mapping[str, Somebody] = {
    "diallo": Somebody(
        nom="DIALLO",
        prenoms="Aminata",
        civilite="Mme",
        naissance="12/03/1991",
        nationalite="guinéenne",
        code="GIN",
        numero="3301234567",
        rue="14 rue des Faures",
        ville="33000 BORDEAUX",
        courriel="aminata.diallo@example.org",
    ),
    "nguyen": Somebody(
        nom="NGUYEN",
        prenoms="Thi Lan",
        civilite="Mme",
        naissance="05/09/1998",
        nationalite="vietnamienne",
        code="VNM",
        numero="6902345678",
        rue="8 cours Gambetta",
        ville="69003 LYON",
        courriel="lan.nguyen@example.org",
    ),
    "benali": Somebody(
        nom="BEN ALI",
        prenoms="Karim",
        civilite="M.",
        naissance="23/11/1985",
        nationalite="tunisienne",
        code="TUN",
        numero="7503456789",
        rue="27 rue Ordener",
        ville="75018 PARIS",
        courriel="karim.benali@example.org",
    ),
    "petrova": Somebody(
        nom="PETROVA",
        prenoms="Irina",
        civilite="Mme",
        naissance="30/07/1979",
        nationalite="russe",
        code="RUS",
        numero="0604567890",
        rue="3 avenue Jean Médecin",
        ville="06000 NICE",
        courriel="i.petrova@example.net",
    ),
    "silva": Somebody(
        nom="DA SILVA SANTOS",
        prenoms="João Pedro",
        civilite="M.",
        naissance="17/01/1993",
        nationalite="brésilienne",
        code="BRA",
        numero="9735678901",
        rue="12 rue Lallouette",
        ville="97300 CAYENNE",
        courriel="joao.silva@example.com",
    ),
    "kone": Somebody(
        nom="KONÉ",
        prenoms="Moussa",
        civilite="M.",
        naissance="01/12/2000",
        nationalite="malienne",
        code="MLI",
        numero="9306789012",
        rue="45 rue de la République",
        ville="93200 SAINT-DENIS",
        courriel="moussa.kone@example.org",
    ),
}


def passport_zone(who: Somebody) -> str:
    """Both lines of a passport's zone (ICAO 9303, TD3), check digits by the plain rule."""
    import unicodedata

    def letters(text: str) -> str:
        return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().upper().replace(" ", "<")

    def digit(data: str) -> str:
        return str(sum((0 if c == "<" else int(c, 36)) * w for c, w in zip(data, (7, 3, 1) * 20, strict=False)) % 10)

    first = f"P<{who.code}{letters(who.nom)}<<{letters(who.prenoms)}".ljust(44, "<")
    day, month, year = who.naissance.split("/")
    number, birth, expiry, optional = "AB1234567", year[2:] + month + day, "310604", "<" * 14
    head = (
        number
        + digit(number)
        + who.code
        + birth
        + digit(birth)
        + "F"
        + expiry
        + digit(expiry)
        + optional
        + digit(optional)
    )
    total = digit(number + digit(number) + birth + digit(birth) + expiry + digit(expiry) + optional + digit(optional))
    return f"{first}\n{head}{total}"


def bundle_of_filing(filing: Mapping[str, Any]) -> Bundle:
    """A filing of the TOML tables as a bundle: its own pages, then the person's standard pièces (``base``)."""
    who = PEOPLE[filing["person"]]
    by_mail = filing.get("channel") == "email"
    outer = MessageHead(sender=filing.get("sender"), subject=filing.get("subject")) if by_mail else None
    pages: list[BundlePage] = []
    for own in filing.get("page", []):
        page = page_of(own["text"], confidence=own.get("confidence", 0.96), hidden=own.get("hidden", "").split(),
                       picture=own.get("picture", 0.0))  # fmt: skip
        pages.append(_carried(page, own, outer, len(pages), previous=pages[-1] if pages else None))
    for kind in filing.get("base", ["lettre", "formulaire", "passeport", "facture"]):
        if kind == "lettre" and by_mail:
            continue
        original = pages[-1].ref.original if pages and not by_mail else len(pages)
        number = pages[-1].ref.page + 1 if pages and not by_mail else 1
        pages.append(
            BundlePage(
                ref=PageRef(original, number),
                page=page_of(getattr(who, kind), number=number),
                origin=Origin.ATTACHMENT if by_mail else Origin.SCAN,
                file_name=f"{kind}.pdf" if by_mail else "scan.pdf",
                file_start=by_mail or not pages,
                message=outer,
            )
        )
    received = datetime.fromisoformat(filing["received"]) if "received" in filing else RECEIVED
    return Bundle(pages=tuple(pages), channel=Channel.EMAIL if by_mail else Channel.POST, received_at=received,
                  prefecture=filing.get("prefecture"), message=outer)  # fmt: skip


def _carried(
    page: Page, own: Mapping[str, Any], outer: MessageHead | None, count: int, previous: BundlePage | None
) -> BundlePage:
    origin = Origin(own.get("origin", "attachment" if outer else "scan"))
    part, depth = own.get("part", 0), own.get("depth", 0)
    same_file = previous is not None and (origin is Origin.SCAN or (part > 0 and previous.depth == depth))
    ref = PageRef(previous.ref.original, previous.ref.page + 1) if same_file and previous else PageRef(count, 1)
    head = outer
    if origin is Origin.MESSAGE:
        head = MessageHead(sender=own.get("sender"), sender_name=own.get("sender_name"), subject=own.get("subject"),
                           recipients=tuple(own.get("recipients", ())))  # fmt: skip
    return BundlePage(ref=ref, page=replace(page, number=ref.page), origin=origin, file_name=f"piece-{count}",
                      file_start=not same_file, message=head, depth=depth, part=part)  # fmt: skip
