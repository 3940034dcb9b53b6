"""Everything that reading one bundle found."""

from dataclasses import dataclass

from dossier.demandeur import Alerte, Demande, Demandeur, DeposePar
from dossier.mail import Nature
from dossier.piece import Piece, SkippedPage
from dossier.recevabilite import Recevabilite


@dataclass(frozen=True, kw_only=True, slots=True)
class NatureReason:
    """Why a pli was taken for a filing, or for something else: a code and a sentence in French."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What a bundle is. Each page of the bundle stands exactly once, in ``pieces`` or in ``skipped``."""

    nature: Nature
    nature_reasons: tuple[NatureReason, ...]
    pieces: tuple[Piece, ...]
    skipped: tuple[SkippedPage, ...]
    recevabilite: Recevabilite
    demandeur: Demandeur
    depose_par: DeposePar
    demandes: tuple[Demande, ...] = ()
    alertes: tuple[Alerte, ...] = ()
