"""Who writes the documents: administrations by their plausible names; firms, lawyers and schools that do not exist."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from specimens import numbers, places
from specimens.people import Person, draw_french
from specimens.places import Prefecture


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """``lignes`` is the letterhead; ``du`` follows a noun; ``signataire`` signs, ``fonction`` is what they are.

    ``par_la_main`` says that letters are signed with a pen; machines do not.
    """

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
    par_la_main: bool = True

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
    formal = f"Pour le {prefecture.prefet} et par délégation,<br>{post} du bureau"
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
        fonction=rng.choice([formal, f"{post} du service"]),
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
        par_la_main=False,
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


@cache
def _kinds() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads((Path(__file__).parent / "data" / "issuers.toml").read_text(encoding="utf-8"))


def firm(kind: str, rng: Random, departement: str) -> Issuer:
    """An invented firm, school, court… of ``kind`` (a key of the list in the README) in ``departement``."""
    row = _kinds()[kind]
    place, who = places.address(rng, departement), draw_french(rng, departement=departement)
    town = (
        places.prefecture(departement).ville if kind in {"tribunal", "tribunal_judiciaire", "avocat"} else place.ville
    )
    words = {"n": who.nom.title(), "p": who.prenom, "v": town, "r": "Acacias"}
    nom = rng.choice(list(row["names"])).format(**words)
    plain = "".join(c for c in nom.lower() if c.isascii() and c.isalnum())[:18]
    return Issuer(
        nom=nom,
        lignes=(nom, rng.choice(list(row["second_line"])).format(**words)),
        rue=place.rue,
        code_postal=place.code_postal,
        ville=town,
        courriel=f"contact@{plain}.example.com",
        telephone=numbers.telephone(rng),
        site=f"www.{plain}.example.com",
        signataire=f"Me {who.nom_complet}" if kind == "avocat" else who.nom_complet,
        fonction=str(row["signs_as"]),
        siret=numbers.siret(rng),
        du=f"de {nom}",
        service=rng.choice(list(row["second_line"])).format(**words),
    )


def firm_kinds() -> tuple[str, ...]:
    return tuple(_kinds())
