"""Which wordings and which ordinary pièces a filing gets."""

from random import Random

from specimens.meaning import plain_sense
from specimens.scenario import Want
from specimens.scene import Scene
from specimens.template import Template, WordingError, templates

_ALWAYS = ("passeport", "justificatif_domicile", "photo_identite")
_HOME = ("justificatif_domicile", "quittance_loyer", "bail", "attestation_hebergement")
_MEANS = {
    "salarié": ("contrat_travail", "bulletin_paie", "bulletin_paie", "attestation_employeur", "autorisation_travail"),
    "étudiant": ("certificat_scolarite", "releve_notes", "releve_bancaire", "diplome"),
    "passeport talent": ("contrat_travail", "diplome", "bulletin_paie", "avis_imposition"),
    "visiteur": ("releve_bancaire", "attestation_droits", "declaration_honneur"),
    "vie privée et familiale": ("acte_mariage", "livret_famille", "avis_imposition", "attestation_droits"),
    "conjoint de Français": ("acte_mariage", "carte_identite", "attestation_langue", "livret_famille"),
    "parent d'enfant français": ("acte_naissance", "livret_famille", "jugement", "certificat_scolarite"),
    "entrepreneur": ("releve_bancaire", "avis_imposition", "rib", "diplome"),
    "réfugié": ("decision_asile", "acte_naissance", "attestation_droits"),
    "carte de résident": ("avis_imposition", "bulletin_paie", "attestation_langue", "bail"),
}
_ANY = ("timbre_fiscal", "visa", "certificat_medical", "rib", "declaration_honneur", "avis_imposition", "autre")


def wording(rng: Random, type_: str, sens: str, only: frozenset[str] | None) -> Template:
    """A wording of this type and ``sens`` (the plain one when empty), within ``only`` when given.

    Raises :class:`WordingError` when there is none.
    """
    found = [t for t in templates(type_, sens or plain_sense(type_)) if only is None or t.id in only]
    if not found:
        raise WordingError(f"no wording for {type_} ({sens or 'plain'}) among those allowed")
    return rng.choice(found)


def ordinary(rng: Random, scene: Scene, count: int) -> list[str]:
    """Types of about ``count`` pièces that such a demandeur sends, in the order of the bundle."""
    stay = ["titre_sejour"] if scene.demande.procedure == "renouvellement" else ["visa"]
    if rng.random() < 0.3:
        stay.append("recepisse")
    home = [rng.choice(_HOME)]
    pool = [*_MEANS[scene.demande.categorie], *rng.sample(_ANY, 2), "engagement_republique"]
    core = ["formulaire_demande", "passeport", *stay, *home, "photo_identite"]
    extra = [type_ for type_ in dict.fromkeys(pool) if type_ not in core]
    room = max(0, count - len(core))
    chosen = core[: max(count, 2)] + rng.sample(extra, k=min(room, len(extra)))
    return chosen if rng.random() < 0.7 else rng.sample(chosen, k=len(chosen))


_ASIDES = (
    Want(type="capture_anef"),
    Want(type="capture_anef", sens="tableau_de_bord"),
    Want(type="reponse_ccc", sens="accuse", days=50),
    Want(type="reponse_ccc", sens="conseil", days=45),
    Want(type="notification_anef", sens="depot", days=200),
    Want(type="notification_anef", sens="cloture", days=60),
    Want(type="texte_reglementaire", sens="page"),
    Want(type="convocation", sens="pan", days=30),
    Want(type="convocation", sens="remise", days=400),
)


def asides(rng: Random) -> list[Want]:
    """Now and then one or two documents that look as if they might decide and do not."""
    return rng.sample(_ASIDES, k=rng.choice([0, 0, 0, 1, 1, 2]))
