"""Who writes the documents: administrations by their plausible names, and firms, lawyers and schools that do not exist."""

from dataclasses import dataclass
from random import Random

from specimens import numbers, places
from specimens.people import Person, draw_french
from specimens.places import Prefecture


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """``lignes`` is the letterhead; ``du`` follows a noun; ``signataire`` a person's name, ``fonction`` what they are."""

    nom: str
    lignes: tuple[str, ...]
    rue: str = ""
    code_postal: str = ""
    ville: str = ""
    courriel: str = ""
    telephone: str = ""
    site: str = ""
    signataire: str = ""
    fonction: str = ""
    siret: str = ""
    du: str = ""
    service: str = ""

    @property
    def adresse(self) -> str:
        return f"{self.rue}, {self.code_postal} {self.ville}" if self.rue else ""


_STATE = ("RÉPUBLIQUE FRANÇAISE", "Liberté Égalité Fraternité")
_CCC = (
    "Centre de contact citoyens",
    "Centre de contact citoyen (CCC)",
    "Centre de contact citoyens de l'ANTS",
    "France Titres – Centre de contact citoyens",
    "Assistance ANEF – Centre de contact citoyens",
)
_CCC_MAIL = ("ne-pas-repondre@ants.gouv.fr", "centre-contact@ants.gouv.fr", "noreply.anef@interieur.gouv.fr")


def ccc(rng: Random) -> Issuer:
    """The Centre de contact citoyens; its sender's address is not public, these are plausible ones (FACTS §1.1)."""
    nom = rng.choice(_CCC)
    agency = rng.choice(["Agence nationale des titres sécurisés", "France Titres (ANTS)", "Ministère de l'Intérieur"])
    return Issuer(
        nom=nom,
        lignes=(agency, nom),
        rue="BP 70474",
        code_postal="08101",
        ville="Charleville-Mézières Cedex",
        courriel=rng.choice(_CCC_MAIL),
        telephone="0 806 001 620",
        site="administration-etrangers-en-france.interieur.gouv.fr",
        signataire=f"{rng.choice(['Sylvie', 'Karine', 'Julien', 'Mathis', 'Leïla'])} {rng.choice('BDGLMPRT')}.",
        fonction=rng.choice(["Conseiller n° 214", "Opérateur niveau 2", "Chargé de relation usagers"]),
        du=f"du {nom[0].lower()}{nom[1:]}" if nom.startswith("Centre") else f"de {nom}",
        service=agency,
    )


def of_prefecture(rng: Random, prefecture: Prefecture) -> Issuer:
    """A préfecture as a writer of letters."""
    who = draw_french(rng, departement=prefecture.code)
    post = "La cheffe" if who.sexe == "F" else "Le chef"
    return Issuer(
        nom=prefecture.nom,
        lignes=(*_STATE[:1], prefecture.nom.upper(), prefecture.service),
        rue=prefecture.rue,
        code_postal=prefecture.code_postal,
        ville=prefecture.ville,
        courriel=prefecture.courriel,
        telephone=prefecture.telephone,
        site=prefecture.site,
        signataire=who.nom_complet,
        fonction=rng.choice(
            [f"Pour le {prefecture.prefet} et par délégation,<br>{post} du bureau", f"{post} du service"]
        ),
        du=prefecture.du,
        service=prefecture.service,
    )


def anef() -> Issuer:
    return Issuer(
        nom="Administration numérique pour les étrangers en France",
        lignes=("Ministère de l'Intérieur", "Étrangers en France", "Administration numérique (ANEF)"),
        courriel="ne-pas-repondre@administration-etrangers-en-france.interieur.gouv.fr",
        telephone="0 806 001 620",
        site="administration-etrangers-en-france.interieur.gouv.fr",
        signataire="L'administration numérique pour les étrangers en France",
        du="de l'ANEF",
    )


def of_person(person: Person) -> Issuer:
    """A private person who writes."""
    return Issuer(
        nom=person.nom_complet,
        lignes=(person.nom_complet,),
        rue=person.rue,
        code_postal=person.code_postal,
        ville=person.ville,
        courriel=person.courriel,
        telephone=person.telephone,
        signataire=person.nom_complet,
    )


_KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "avocat": (("Cabinet {n}", "{n} & Associés, avocats", "SELARL {n}"), ("Avocat au barreau de {v}",), "Avocat à la cour"),
    "association": (
        ("Association Passerelle {v}", "Collectif Droits & Accueil {v}", "Maison des Exilés de {v}"),
        ("Permanence juridique", "Accès aux droits des étrangers"),
        "Bénévole de la permanence",
    ),
    "employeur": (
        ("{n} Propreté SARL", "Restaurant Chez {p}", "BTP {n} SAS", "{n} Services à la personne", "Datalys Conseil SAS"),
        ("Siège social",),
        "Gérant",
    ),
    "bailleur": (
        ("Habitat {v} Métropole", "Régie {n} Immobilier", "SCI du {n}", "Résidences Horizon"),
        ("Service de gestion locative",),
        "Gestionnaire",
    ),
    "fournisseur": (
        ("Lumélec", "Gazélia Énergies", "Eau de {v} Régie", "Fibrane Télécom", "Assurances Le Chêne"),
        ("Service clients",),
        "Le service clients",
    ),
    "banque": (("Banque Rivage", "Crédit Solidaire de {v}", "Caisse Populaire d'Aquilon"), ("Agence de {v}",), "Conseiller"),
    "ecole": (
        ("Université de {v}-Les Rives", "École supérieure Galilée", "Lycée Rosa-Bonheur", "Institut Atlas de management"),
        ("Service de la scolarité",),
        "Responsable de la scolarité",
    ),
    "mairie": (("Ville de {v}",), ("Service de l'état civil",), "Officier de l'état civil"),
    "tribunal": (("Tribunal administratif de {v}",), ("Juge des référés",), "Le greffier"),
    "tribunal_judiciaire": (("Tribunal judiciaire de {v}",), ("Affaires familiales",), "Le greffier"),
    "impots": (
        ("Direction générale des finances publiques",),
        ("Centre des finances publiques – SIP de {v}",),
        "Le comptable public",
    ),
    "consulat": (("Consulat général à {v}", "Ambassade – section consulaire"), ("Section consulaire",), "Le consul"),
    "ofpra": (("Office français de protection des réfugiés et apatrides",), ("Division de la protection",), "Le directeur général"),
    "assurance_maladie": (("Caisse primaire d'assurance maladie de {v}",), ("l'Assurance Maladie",), "Le directeur"),
    "caf": (("Caisse d'allocations familiales de {v}",), ("Allocations familiales",), "Le directeur"),
    "france_travail": (("France Travail – agence de {v}",), ("Service indemnisation",), "Le directeur d'agence"),
    "medecin": (("Cabinet médical des {r}", "Centre hospitalier de {v}"), ("Médecine générale",), "Docteur"),
    "ofii": (("Office français de l'immigration et de l'intégration",), ("Direction territoriale de {v}",), "Le directeur territorial"),
    "organisme_langue": (("Institut Parlange", "Centre de langues Méridien"), ("Centre agréé d'examens",), "Responsable des épreuves"),
    "traducteur": (("Traductions {n}",), ("Expert près la cour d'appel de {v}",), "Traducteur assermenté"),
}  # fmt: skip


def firm(kind: str, rng: Random, departement: str) -> Issuer:
    """An invented firm, school, court… of ``kind`` (a key of the list in the README) in ``departement``."""
    names, second, function = _KINDS[kind]
    place, who = places.address(rng, departement), draw_french(rng, departement=departement)
    town = (
        places.prefecture(departement).ville if kind in {"tribunal", "tribunal_judiciaire", "avocat"} else place.ville
    )
    words = {"n": who.nom.title(), "p": who.prenom, "v": town, "r": "Acacias"}
    nom = rng.choice(names).format(**words)
    plain = "".join(c for c in nom.lower() if c.isascii() and c.isalnum())[:18]
    return Issuer(
        nom=nom,
        lignes=(nom, rng.choice(second).format(**words)),
        rue=place.rue,
        code_postal=place.code_postal,
        ville=town,
        courriel=f"contact@{plain}.example.com",
        telephone=numbers.telephone(rng),
        site=f"www.{plain}.example.com",
        signataire=f"Me {who.nom_complet}" if kind == "avocat" else who.nom_complet,
        fonction=function,
        siret=numbers.siret(rng),
        du=f"de {nom}",
        service=rng.choice(second).format(**words),
    )


def firm_kinds() -> tuple[str, ...]:
    return tuple(_KINDS)
