"""From ``dossier.json`` back to the domain's classes. Tolerant, as the contract asks of readers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dossier.decision import Decision
from dossier.demandeur import Alerte, Demande, Demandeur, DeposePar, FieldSource, Method, Qualite
from dossier.errors import OurError
from dossier.filing import DOSSIER_SCHEMA, Antivirus, Cause, Dossier, OcrUse, StoredPiece
from dossier.findings import Findings
from dossier.mail import Arrival, Channel, DateSource, Dkim, DkimFault, DkimResult, LotRange, Nature, Original, Pli
from dossier.page import PageRef
from dossier.piece import Doubt, Piece, PiecePage, Sensibilite, Skip, SkippedPage
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason, Recevabilite
from dossier.types import AUTRE, piece_types
from dossier.word import Box

Json = Mapping[str, Any]


def dossier_from_json(document: Json) -> Dossier:
    """The dossier that :func:`storage.manifest.dossier_json` wrote; moments to the second.

    Unknown fields are ignored, an unknown type of pièce or code of a reason is ``autre``. ``nature_reasons`` are not in
    a manifest and come back empty. Raises OurError for another schema or what is no manifest.
    """
    if document.get("schema") != DOSSIER_SCHEMA:
        raise OurError(f"Not a manifest of {DOSSIER_SCHEMA}")
    try:
        return _dossier(document)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise OurError(f"A manifest that cannot be read: {type(error).__name__}") from error


def _dossier(document: Json) -> Dossier:
    ocr = document["processing"]["ocr"]
    return Dossier(
        id=document["id"],
        revision=document["revision"],
        cause=Cause(document["cause"]),
        created_at=datetime.fromisoformat(document["created_at"]),
        prefecture=document["prefecture"],
        numero=document["numero"],
        plis=tuple(_pli(pli) for pli in document["plis"]),
        findings=_findings(document),
        stored_pieces=tuple(
            StoredPiece(rank=piece["rank"], key=piece["key"], sha256=piece["sha256"]) for piece in document["pieces"]
        ),
        version=document["processing"]["version"],
        ocr=OcrUse(
            engine=ocr["engine"],
            languages=tuple(ocr["languages"]),
            pages_ocr=ocr["pages_ocr"],
            pages_text_layer=ocr["pages_text_layer"],
            seconds=ocr["seconds"],
        ),
        antivirus=Antivirus(document["processing"].get("antivirus", Antivirus.NOT_CONFIGURED)),
        decision=_decision(document["decision"]) if document["decision"] else None,
    )


def _pli(pli: Json) -> Pli:
    return Pli(
        id=pli["id"],
        channel=Channel(pli["channel"]),
        backlog=pli["backlog"],
        nature=Nature(pli["nature"]),
        received_at=datetime.fromisoformat(pli["received_at"]),
        received_at_source=DateSource(pli["received_at_source"]),
        sender=pli["sender"],
        subject=pli["subject"],
        message_id=pli["message_id"],
        arrivals=tuple(
            Arrival(name=arrival["name"], received_at=datetime.fromisoformat(arrival["received_at"]))
            for arrival in pli["arrivals"]
        ),
        lot=_lot(pli["lot"]) if pli["lot"] else None,
        recommande=pli.get("recommande"),
        dkim=_dkim(pli.get("dkim")),
        originals=tuple(_original(original) for original in pli["originals"]),
    )


def _lot(lot: Json) -> LotRange:
    return LotRange(
        id=lot["id"],
        position=lot["position"],
        first_page=lot["first_page"],
        last_page=lot["last_page"],
        replaces=lot["replaces"],
    )


def _original(original: Json) -> Original:
    return Original(
        name=original["name"],
        key=original["key"],
        sha256=original["sha256"],
        size_bytes=original["bytes"],
        media_type=original["media_type"],
        pages=original["pages"],
        error=original["error"],
        dkim=_dkim(original.get("dkim")),
    )


def _dkim(result: Json | None) -> DkimResult | None:
    """A fault that is not known here says nothing good either."""
    if result is None:
        return None
    fault = result["fault"]
    known = DkimFault(fault) if fault in set(DkimFault) else DkimFault.UNSOUND
    return DkimResult(
        state=Dkim(result["state"]),
        domain=result["domain"],
        fault=known if fault else None,
        aligned=result["aligned"],
    )


def _findings(document: Json) -> Findings:
    depose_par = document["depose_par"]
    return Findings(
        nature=Nature(document["plis"][0]["nature"]),
        nature_reasons=(),
        pieces=tuple(_piece(piece) for piece in document["pieces"]),
        skipped=tuple(
            SkippedPage(ref=PageRef(skipped["original"], skipped["page"]), why=Skip(skipped["why"]))
            for skipped in document["skipped_pages"]
        ),
        recevabilite=_recevabilite(document["recevabilite"]),
        demandeur=_demandeur(document["demandeur"]),
        depose_par=DeposePar(qualite=Qualite(depose_par["qualite"]), nom=depose_par["nom"]),
        demandes=tuple(_demande(demande) for demande in document["demandes"]),
        alertes=tuple(
            Alerte(code=alerte["code"], echeance=alerte["echeance"], piece=alerte["piece"])
            for alerte in document["alertes"]
        ),
    )


def _piece(piece: Json) -> Piece:
    return Piece(
        rank=piece["rank"],
        type=piece["type"] if piece["type"] in piece_types() else AUTRE,
        confidence=piece["confidence"],
        sensibilite=Sensibilite(piece["sensibilite"]),
        pages=tuple(
            PiecePage(ref=PageRef(page["original"], page["page"]), rotation=page["rotation"]) for page in piece["pages"]
        ),
        doubts=tuple(Doubt(page=doubt["page"], probability=doubt["probability"]) for doubt in piece.get("doubts", ())),
    )


def _recevabilite(finding: Json) -> Recevabilite:
    return Recevabilite(
        outcome=Outcome(finding["outcome"]),
        fondement=Fondement(finding["fondement"]) if finding["fondement"] else None,
        confidence=finding["confidence"],
        reasons=tuple(
            Reason(code=_motif(reason["code"]), message=reason["message"], rule=reason["rule"] or "")
            for reason in finding["reasons"]
        ),
        evidence=tuple(_evidence(evidence) for evidence in finding["evidence"]),
    )


def _motif(code: str) -> Motif:
    return Motif(code) if code in set(Motif) else Motif.AUTRE


def _evidence(evidence: Json) -> Evidence:
    return Evidence(
        piece=evidence["piece"],
        page=evidence["page"],
        quote=evidence["quote"],
        boxes=tuple(Box(*box) for box in evidence["boxes"]),
        confidence=evidence["confidence"],
    )


def _demandeur(demandeur: Json) -> Demandeur:
    return Demandeur(
        nom=demandeur["nom"],
        prenoms=demandeur["prenoms"],
        date_naissance=demandeur["date_naissance"],
        nationalite=demandeur["nationalite"],
        numero_etranger=demandeur["numero_etranger"],
        adresse=demandeur["adresse"],
        departement=demandeur["departement"],
        courriel=demandeur["courriel"],
        telephone=demandeur["telephone"],
        sources=tuple(
            FieldSource(field=source["field"], piece=source["piece"], method=Method(source["method"]))
            for source in demandeur["sources"]
        ),
    )


def _demande(demande: Json) -> Demande:
    return Demande(
        procedure=demande["procedure"],
        categorie=demande["categorie"],
        evidence=tuple(_evidence(evidence) for evidence in demande["evidence"]),
    )


def _decision(decision: Json) -> Decision:
    return Decision(
        outcome=Outcome(decision["outcome"]),
        motive=decision["motive"],
        agent=decision["agent"],
        at=datetime.fromisoformat(decision["at"]),
    )
