"""Who files: the demandeur, their lawyer, an association or somebody else."""

import re
from collections.abc import Sequence

from classify.document import Document
from classify.issuer import IssuerKind, issuer_of
from dossier.bundle import Bundle
from dossier.demandeur import DeposePar, Qualite

_LAWYER_NAME = re.compile(r"(?:Ma[iî]tre|Me|MA[IÎ]TRE) +([A-ZÀ-Ý][\wÀ-ÿ'’\-]*(?: +[A-ZÀ-Ý][\wÀ-ÿ'’\-]*){0,3})")
_ASSOCIATION_NAME = re.compile(
    r"(?:[Aa]ssociation|ASSOCIATION) +([A-ZÀ-Ý][\wÀ-ÿ'’\-]*(?: +[A-ZÀ-Ý][\wÀ-ÿ'’\-]*){0,4})"
    r"|\b(La Cimade|Cimade|GISTI|Gisti|Secours Catholique|Emmaüs)\b"
)
_QUALITE = {
    IssuerKind.LAWYER: Qualite.AVOCAT,
    IssuerKind.ASSOCIATION: Qualite.ASSOCIATION,
    IssuerKind.EMPLOYER: Qualite.TIERS,
    IssuerKind.TIERS: Qualite.TIERS,
}


def depose_par(bundle: Bundle, documents: Sequence[Document]) -> DeposePar:
    """Who files, from the covering letter or message."""
    covering = [
        d for d in documents if d.type in {"courrier", "courrier_avocat"} and not d.first.depth and not d.cited_part
    ]
    for document in covering:
        kind = issuer_of(document).kind
        if document.type == "courrier_avocat" and kind is not IssuerKind.LAWYER:
            kind = IssuerKind.LAWYER
        if kind in _QUALITE:
            return DeposePar(qualite=_QUALITE[kind], nom=_name(kind, document, bundle))
        if kind is IssuerKind.APPLICANT:
            return DeposePar()
    return DeposePar()


def _name(kind: IssuerKind, document: Document, bundle: Bundle) -> str | None:
    text = " \n".join(page.page.text for page in document.read)
    pattern = {IssuerKind.LAWYER: _LAWYER_NAME, IssuerKind.ASSOCIATION: _ASSOCIATION_NAME}.get(kind)
    match = pattern.search(text) if pattern else None
    if match:
        return next(group for group in match.groups() if group).strip()
    return bundle.message.sender_name if bundle.message is not None and document.head is not None else None
