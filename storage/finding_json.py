"""Findings as ``dossier.json`` writes them."""

from typing import Any

from dossier.demandeur import Alerte, Demande, Demandeur, DeposePar
from dossier.findings import Findings
from dossier.recevabilite import Evidence, Recevabilite
from storage.mail_json import share, text


def recevabilite_json(finding: Recevabilite) -> dict[str, Any]:
    return {
        "outcome": finding.outcome.value,
        "fondement": finding.fondement.value if finding.fondement else None,
        "confidence": share(finding.confidence),
        "reasons": [
            {"code": reason.code.value, "message": reason.message, "rule": text(reason.rule)}
            for reason in finding.reasons
        ],
        "evidence": [_evidence_json(evidence) for evidence in finding.evidence],
    }


def demandeur_json(demandeur: Demandeur) -> dict[str, Any]:
    return {
        "nom": text(demandeur.nom),
        "prenoms": text(demandeur.prenoms),
        "date_naissance": text(demandeur.date_naissance),
        "nationalite": text(demandeur.nationalite),
        "numero_etranger": text(demandeur.numero_etranger),
        "adresse": text(demandeur.adresse),
        "departement": text(demandeur.departement),
        "courriel": text(demandeur.courriel),
        "telephone": text(demandeur.telephone),
        "sources": [
            {"field": source.field, "piece": source.piece, "method": source.method.value}
            for source in demandeur.sources
        ],
    }


def depose_par_json(depose_par: DeposePar) -> dict[str, Any]:
    return {"qualite": depose_par.qualite.value, "nom": text(depose_par.nom)}


def demande_json(demande: Demande) -> dict[str, Any]:
    return {
        "procedure": demande.procedure,
        "categorie": text(demande.categorie),
        "evidence": [_evidence_json(evidence) for evidence in demande.evidence],
    }


def alerte_json(alerte: Alerte) -> dict[str, Any]:
    return {"code": alerte.code, "echeance": text(alerte.echeance), "piece": alerte.piece}


def evidence_piece_pages(findings: Findings) -> list[tuple[int, int]]:
    """(rank, page of the pièce) of every quote."""
    quotes = [*findings.recevabilite.evidence, *(one for demande in findings.demandes for one in demande.evidence)]
    return [(quote.piece, quote.page) for quote in quotes]


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    return {
        "piece": evidence.piece,
        "page": evidence.page,
        "quote": evidence.quote,
        "boxes": [[_in_page(side) for side in box] for box in evidence.boxes],
        "confidence": share(evidence.confidence),
    }


def _in_page(side: float) -> float:
    """A side of a box: arithmetic may have pushed it a hair over the page's border."""
    return round(min(max(side, 0.0), 1.0), 5)
