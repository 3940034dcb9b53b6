"""From a bundle to its findings: pure composition, no clock, no files but the package's own data."""

from collections.abc import Sequence
from dataclasses import replace

from classify import court, recevabilite
from classify.assessment import Assessment, assess
from classify.context import Context
from classify.demandes import demandes_of
from classify.depose_par import depose_par
from classify.document import Document
from classify.home import homes_of
from classify.identity import resolve
from classify.issuer import IssuerKind
from classify.nature import nature_of
from classify.page_view import PageView
from classify.patterns import phrases
from classify.person import PieceFacts
from classify.several import several_persons
from classify.split import Cut, cut_bundle
from classify.types import view_page
from dossier.bundle import Bundle, BundlePage, Origin
from dossier.findings import Findings
from dossier.page import PageRef
from dossier.piece import Doubt, Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.recevabilite import Fondement, Motif
from dossier.types import piece_types

_SEPARATORS = ("PLI-SEP", "PLI-LOT")
_BY_HAND = 0.72  # mean confidence of handwriting, and of hardly any print
_LETTERS = frozenset({"attestation_ccc", "reponse_ccc", "invitation_prefecture", "courrier_prefecture", "convocation"})


def read_bundle(bundle: Bundle) -> Findings:
    """What a bundle is: pièces, recevabilité, demandeur, nature. Each page stands once, in a pièce or skipped."""
    skipped = tuple(s for page in bundle.pages if (s := _skip(page)) is not None)
    left_out = {s.ref for s in skipped}
    today = bundle.received_at.date()
    views = [view_page(page, today) for page in bundle.pages if page.ref not in left_out]
    cuts = cut_bundle(views, _borders(bundle, left_out))
    facts = _facts(views, cuts)
    demandeur = resolve(facts, bundle)
    homes = homes_of(demandeur, facts)
    context = Context(demandeur=demandeur, prefecture=bundle.prefecture, received=today, homes=homes)
    found = [_typed(assess(fact.document, context)) for fact in facts]
    facts = [replace(fact, document=a.document) for fact, a in zip(facts, found, strict=True)]
    documents = [fact.document for fact in facts]
    alertes = court.alertes_of(documents)
    finding = recevabilite.judge(bundle, found, several=several_persons(facts, demandeur, today))
    if alertes:
        finding = recevabilite.with_reason(finding, Motif.DECISION_DE_JUSTICE)
    if not bundle.channel_open:
        finding = recevabilite.with_reason(finding, Motif.CANAL_NON_AUTORISE)
    nature, why = nature_of(bundle, documents, found)
    return Findings(
        nature=nature,
        nature_reasons=(why,),
        pieces=tuple(_piece(d, cut) for d, cut in zip(documents, cuts, strict=True)),
        skipped=skipped,
        recevabilite=finding,
        demandeur=demandeur,
        depose_par=depose_par(bundle, documents),
        demandes=demandes_of(documents),
        alertes=alertes,
    )


def _skip(page: BundlePage) -> SkippedPage | None:
    if any(barcode.text.startswith(_SEPARATORS) for barcode in page.page.barcodes):
        return SkippedPage(ref=page.ref, why=Skip.SEPARATOR)
    if page.decoration:
        return SkippedPage(ref=page.ref, why=Skip.DECORATION)
    if page.page.blank and not page.page.words:
        return SkippedPage(ref=page.ref, why=Skip.BLANK)
    return None


def _borders(bundle: Bundle, left_out: set[PageRef]) -> list[bool]:
    """For each page kept: whether a pièce must begin on it. What was skipped before it may have been a border."""
    borders: list[bool] = []
    border = True
    before: BundlePage | None = None
    for page in bundle.pages:
        border = border or page.file_start or (before is not None and _carrier(page) != _carrier(before))
        before = page
        if page.ref in left_out:
            border = border or any(b.text.startswith(_SEPARATORS) for b in page.page.barcodes)
            continue
        borders.append(border)
        border = False
    return borders


def _carrier(page: BundlePage) -> tuple[object, ...]:
    """What two neighbouring pages must share to be one document."""
    return (page.ref.original, page.origin, page.depth, page.part if page.origin is Origin.MESSAGE else 0)


def _facts(views: Sequence[PageView], cuts: Sequence[Cut]) -> list[PieceFacts]:
    facts = []
    for index, cut in enumerate(cuts):
        run = views[cut.start : cut.end]
        document = Document(
            index=index,
            type=cut.type,
            pages=tuple(view.source for view in run),
            read=tuple(view.read for view in run),
        )
        zones = tuple(view.mrz for view in run if view.mrz is not None)
        codes = tuple(code for view in run for code in view.codes)
        fields = tuple(view.fields for view in run)
        facts.append(PieceFacts(rank=index + 1, document=document, zones=zones, codes=codes, fields=fields))
    return facts


def _typed(found: Assessment) -> Assessment:
    """The same with the document's type made to agree with what it says and who says it."""
    key = _type_of(found)
    return replace(found, document=_retyped(found.document, key)) if key != found.document.type else found


def _retyped(document: Document, key: str) -> Document:
    return Document(index=document.index, type=key, pages=document.pages, read=document.read)


def _type_of(found: Assessment) -> str:
    key, kind = found.document.type, found.issuer.kind
    if found.likely and kind in {IssuerKind.CCC, IssuerKind.PREFECTURE}:
        return "attestation_ccc" if found.fondement is Fondement.ATTESTATION_CCC else "invitation_prefecture"
    if key == "courrier" and found.document.confidence < _BY_HAND:
        return key  # whoever is named in its head, nobody but its writer could write it
    if kind is IssuerKind.CCC and key in _LETTERS | {"courrier", "notification_anef"}:
        return "reponse_ccc"
    if kind is IssuerKind.PREFECTURE and key in _LETTERS | {"courrier"}:
        return "convocation" if _summons(found) else "courrier_prefecture"
    if key in {"attestation_ccc", "invitation_prefecture"}:
        return "courrier" if kind in {IssuerKind.APPLICANT, IssuerKind.ASSOCIATION, IssuerKind.TIERS} else "autre"
    return key


def _summons(found: Assessment) -> bool:
    summons = phrases("convocation").search(found.document.folded) is not None
    return found.document.type == "convocation" or (Motif.CONVOCATION_SEULE in found.motifs and summons)


def _piece(document: Document, cut: Cut) -> Piece:
    return Piece(
        rank=document.index + 1,
        type=document.type,
        confidence=cut.confidence,
        sensibilite=_sensibilite(document),
        pages=tuple(PiecePage(ref=page.ref, rotation=page.page.rotation) for page in document.pages),
        doubts=tuple(Doubt(page=page - cut.start + 1, probability=likely) for page, likely in cut.doubts),
    )


def _sensibilite(document: Document) -> Sensibilite:
    """Medical for the types that are, and for any pièce that gives a state of health."""
    kind = piece_types()[document.type].sensibilite
    if kind is Sensibilite.MEDICALE or phrases("sante").search(document.folded):
        return Sensibilite.MEDICALE
    return Sensibilite.NORMALE
