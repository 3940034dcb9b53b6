"""How an envelope's documents become an e-mail: its text; attachments singly, in one PDF, zipped or photographed."""

import zipfile
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

from PIL import Image

from dossier.demandeur import Qualite
from dossier.piece import Skip
from specimens import carrier, message, portrait, scan
from specimens.carrier import Carried, Habits, piece_of
from specimens.compose import Document, Envelope
from specimens.degrade import PROFILES
from specimens.draw import write
from specimens.message import Attachment, Mail
from specimens.rng import source
from specimens.truth import SpecimenFile, TruthPage, TruthPiece, TruthSkip

_NAMES = {
    "passeport": ("passeport", "Passport scan", "passeport {nom}"),
    "attestation_ccc": ("attestation CCC", "document ccc", "Attestation_ANTS", "message"),
    "invitation_prefecture": ("courrier préfecture", "lettre pref", "invitation"),
    "justificatif_domicile": ("facture", "justif domicile", "justificatif de domicile"),
    "titre_sejour": ("carte de séjour", "TS recto verso", "titre"),
}
_OTHER = ("scan{n:04}", "document ({n})", "IMG_{n:04}", "{type}", "{type} {nom}", "pièce {n}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Packed:
    attachments: tuple[Attachment, ...]
    pieces: tuple[TruthPiece, ...]
    skipped: tuple[TruthSkip, ...] = ()


def emailed(envelope: Envelope, name: str, rng: Random, ways: Habits, *, packing: str = "") -> Carried:
    """A message from the demandeur (or who files for them) to the préfecture's public mailbox.

    ``packing``: ``each``, ``bundle``, ``zip``, ``photos``; drawn by lot when empty.
    """
    file = f"{name}.eml"
    letter = envelope.letter
    sheets = [document for document in envelope.documents if document.want.how not in {"message", "inline"}]
    packed = _pack(sheets, envelope, rng, ways, packing or rng.choice(["each", "each", "bundle", "zip", "photos"]))
    nested = _pack_messages([d for d in envelope.documents if d.want.how == "message"])
    html, pieces = _text(envelope, letter, file)
    inline = [document for document in envelope.documents if document.want.how == "inline"]
    for part, document in enumerate(inline, start=1):
        html += message.forwarded(_mail_of(document), style=rng.choice(["gmail", "outlook", "quoted"]))
        pieces.append(piece_of(document, (TruthPage(original=file, page=None, part=part),)))
    logo = _logo(rng) if rng.random() < 0.25 else None
    mail = Mail(
        seed=envelope.seed,
        sender=_sender(envelope),
        to=(envelope.scene.prefecture.nom, envelope.scene.prefecture.courriel),
        subject=_subject(envelope, rng, inline=bool(inline)),
        html=html,
        day=envelope.scene.reception,
        attachments=(*nested.attachments, *packed.attachments, *((logo,) if logo else ())),
        text_only=not inline and rng.random() < 0.2,
    )
    skipped = list(packed.skipped)
    if logo:
        skipped.append(TruthSkip(page=TruthPage(original=logo.name, page=1), why=Skip.DECORATION))
    return Carried(
        file=SpecimenFile(name=file, data=message.to_bytes(message.build(mail))),
        pieces=(*pieces, *nested.pieces, *packed.pieces),
        skipped=tuple(skipped),
        carrier="eml",
    )


def _sender(envelope: Envelope) -> tuple[str, str]:
    scene, qualite = envelope.scene, envelope.scenario.qualite
    if qualite is Qualite.DEMANDEUR:
        scene.printed.update({"nom", "prenoms", "courriel"})
        return scene.demandeur.nom_complet, scene.demandeur.courriel
    office = scene.issuer("avocat" if qualite is Qualite.AVOCAT else "association")
    return office.signataire, office.courriel


def _subject(envelope: Envelope, rng: Random, *, inline: bool) -> str:
    me = envelope.scene.demandeur
    if inline:
        return rng.choice(["TR: Votre demande", "Fwd: réponse reçue", f"Tr : {me.nom} dossier titre de séjour"])
    return rng.choice(
        [
            f"Dépôt de dossier – {me.nom} {me.prenoms}",
            "demande de titre de sejour",
            f"Solution de substitution – {me.nom_complet}",
            f"Dossier {envelope.scene.demande.procedure} {me.numero_etranger}",
            "Renouvellement URGENT",
        ]
    )


def _text(envelope: Envelope, letter: Document | None, file: str) -> tuple[str, list[TruthPiece]]:
    page = TruthPage(original=file, page=None, part=0)
    if letter is None:
        html = "<p>Bonjour,</p><p>Veuillez trouver ci-joint un dossier à enregistrer.</p><p>Cordialement</p>"
        return html, [TruthPiece(type="courrier", also=("courrier_avocat",), pages=(page,))]
    scene = replace(letter.scene, printed=envelope.scene.printed)  # the drawn letter is not sent, its words are
    written = write(letter.drawn.template, scene, source(letter.seed, "mail"))
    html = f"{written.body}<p>{written.head['formule']}</p><p>{written.head['signature'] or _sender(envelope)[0]}</p>"
    return html, [piece_of(letter, (page,))]


def _mail_of(document: Document) -> Mail:
    """The document as the message that its writer sent to the demandeur."""
    scene, template = document.scene, document.drawn.template
    written = write(template, scene, source(document.seed, "mail"))
    office = scene.issuer(template.emetteur or "ccc")
    return Mail(
        seed=document.seed,
        sender=(office.nom, office.courriel),
        to=(scene.demandeur.nom_complet, scene.demandeur.courriel),
        subject=str(written.head["objet"] or written.head["titre"] or "Votre demande"),
        html=f"{written.body}<p>{written.head['signature'] or office.signataire}<br>{office.nom}</p>",
        day=scene.date,
    )


def _pack_messages(documents: list[Document]) -> _Packed:
    attachments, pieces = [], []
    for number, document in enumerate(documents, start=1):
        name = f"message transmis {number}.eml"
        attachments.append(Attachment(name=name, message=message.build(_mail_of(document))))
        pieces.append(piece_of(document, (TruthPage(original=name, page=None, part=0),)))
    return _Packed(attachments=tuple(attachments), pieces=tuple(pieces))


def _file_name(document: Document, number: int, rng: Random) -> str:
    type_, person = document.drawn.template.type, document.scene.demandeur
    pattern = rng.choice(_NAMES.get(type_, _OTHER) if rng.random() < 0.6 else _OTHER)
    stem = pattern.format(n=number * 7 + 12, type=type_.replace("_", " "), nom=person.nom.title())
    return f"{number:02}-{stem}" if rng.random() < 0.3 else f"{stem}_{number}"


def _pack(documents: list[Document], envelope: Envelope, rng: Random, ways: Habits, packing: str) -> _Packed:
    if packing == "bundle":
        whole = carrier.scanned(_without_letter(envelope, documents), f"dossier {rng.randint(1, 9)}", rng, ways)
        kind = "image/tiff" if whole.file.name.endswith("tif") else "application/pdf"
        attachment = Attachment(name=whole.file.name, data=whole.file.data, media_type=kind)
        return _Packed(attachments=(attachment,), pieces=whole.pieces, skipped=whole.skipped)
    if packing == "photos":
        return _photographs(documents, rng)
    packed = [_one_file(document, number, rng, ways) for number, document in enumerate(documents, start=1)]
    if packing == "zip" and packed:
        return _zipped([item for item, _ in packed], [piece for _, piece in packed])
    return _Packed(attachments=tuple(item for item, _ in packed), pieces=tuple(piece for _, piece in packed))


def _without_letter(envelope: Envelope, documents: list[Document]) -> Envelope:
    return replace(envelope, letter=None, documents=tuple(documents))


def _one_file(document: Document, number: int, rng: Random, ways: Habits) -> tuple[Attachment, TruthPiece]:
    """Office papers as they were made, the others scanned."""
    name = _file_name(document, number, rng) + ".pdf"
    plain = document.drawn.template.type not in {
        "passeport",
        "titre_sejour",
        "visa",
        "carte_identite",
        "photo_identite",
    }
    if document.want.how == "hidden" or (plain and rng.random() < 0.55):
        data, rotations = document.drawn.pdf, [0] * document.drawn.pages
    else:
        sides = scan.capture(document.drawn.pdf, ways.profile, rng, turned=ways.turned)
        data, rotations = scan.to_pdf(sides), [side.rotation for side in sides]
    pages = tuple(TruthPage(original=name, page=n, rotation=turn) for n, turn in enumerate(rotations, start=1))
    return Attachment(name=name, data=data), piece_of(document, pages)


def _zipped(items: list[Attachment], pieces: list[TruthPiece]) -> _Packed:
    out, archive = BytesIO(), "pieces jointes.zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = b"SPECIMEN - document fictif"
        for item in items:
            file.writestr(zipfile.ZipInfo(item.name, (2026, 1, 2, 3, 4, 6)), item.data, zipfile.ZIP_DEFLATED)
    inside = tuple(
        replace(piece, pages=tuple(replace(page, original=f"{archive}/{page.original}") for page in piece.pages))
        for piece in pieces
    )
    attachment = Attachment(name=archive, data=out.getvalue(), media_type="application/zip")
    return _Packed(attachments=(attachment,), pieces=inside)


def _photographs(documents: list[Document], rng: Random) -> _Packed:
    """Each page a JPEG from a telephone: every file is a pièce's start, so a document of two pages is two files."""
    attachments, pieces, number = [], [], rng.randint(1000, 8000)
    for document in documents:
        pages = []
        for side in scan.capture(document.drawn.pdf, PROFILES["photo"], rng):
            number += rng.randint(1, 3)
            name = f"IMG_{number}.jpg"
            attachments.append(Attachment(name=name, data=side.data, media_type="image/jpeg"))
            pages.append(TruthPage(original=name, page=1))
        pieces.append(piece_of(document, tuple(pages)))
    return _Packed(attachments=tuple(attachments), pieces=tuple(pieces))


def _logo(rng: Random) -> Attachment:
    """A small picture under a signature."""
    image = Image.open(BytesIO(portrait.portrait(f"logo {rng.randint(1, 20)}", "M"))).resize((96, 48))
    out = BytesIO()
    image.save(out, "PNG")
    return Attachment(
        name="image001.png",
        data=out.getvalue(),
        media_type="image/png",
        inline_id=f"<logo{rng.randint(1, 999)}@example.org>",
    )
