"""A courrier: mail that is no filing. It opens no dossier and never reaches the instruction."""

from dataclasses import dataclass

from dossier.demandeur import Alerte
from dossier.findings import NatureReason
from dossier.mail import Pli

COURRIER_SCHEMA = "pli.courrier/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Courrier:
    """What ``courrier.json`` says. ``reasons`` are why it is no filing; ``belongs_to`` the ids of dossiers that it may
    belong to.
    """

    pli: Pli
    reasons: tuple[NatureReason, ...] = ()
    alertes: tuple[Alerte, ...] = ()
    belongs_to: tuple[str, ...] = ()
