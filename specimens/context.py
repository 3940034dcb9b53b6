"""What a wording can use: people, offices, dates, lots and drawings, by the names in ``wordings/README.md``."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from specimens import boilerplate, french, issuers, mrz, numbers
from specimens.parts import Parts
from specimens.scene import Scene
from specimens.seen import Blank, Seen, SeenLetterhead

_DRAWN = ("case", "peigne", "champ", "main", "signature_de", "tampon", "photo", "mrz", "codebarre", "qr", "datamatrix")
_PEOPLE = ("conjoint", "enfant", "hebergeur", "autre")
_OFFICES = ("prefecture", "sous_prefecture", "autre_prefecture")

FILTERS: dict[str, Callable[..., str]] = {
    "longue": french.longue,
    "courte": french.courte,
    "avec_mois": french.avec_mois,
    "jour": french.jour,
    "euros": french.euros,
    "capitalize": lambda text: str(text)[:1].upper() + str(text)[1:],
    "majuscules": lambda text: str(text).upper(),
    "mrz_nom": mrz.clean,
}


class _Lazy(dict[str, Any]):
    """Writers are drawn when a wording first names them."""

    def __init__(self, scene: Scene, values: dict[str, Any]) -> None:
        super().__init__(values)
        for kind in ("ccc", "anef", *issuers.firm_kinds()):
            if kind not in self:
                self[kind] = scene.issuer(kind)


def context(scene: Scene, rng: Random, emetteur: str) -> dict[str, Any]:
    """The names that a wording's Jinja sees."""
    me: Any = Blank() if scene.blank else Seen(scene.demandeur, scene.printed)
    parts = Parts(rng)
    values: dict[str, Any] = {name: getattr(parts, name) for name in _DRAWN}
    values |= {name: getattr(scene, name) for name in (*_PEOPLE, *_OFFICES, "demande", "date", "reception")}
    values |= {"demandeur": me, "style": _style(rng), "mois": lambda n: french.months_from(scene.date, n)}
    values["jours"] = lambda n: french.days_from(scene.date, n)
    values |= _lots(rng) | _zones(me, scene)
    values["notices"] = boilerplate.notices(rng, emetteur)
    values["clauses"] = lambda kind, count, first=1: boilerplate.clauses(rng, kind, count, first)
    if emetteur:
        office = scene.issuer(emetteur)
        values["emetteur"] = SeenLetterhead(office, scene.printed) if emetteur == "demandeur" else office
    return _Lazy(scene, values)


def _lots(rng: Random) -> dict[str, Any]:
    return {
        "choix": lambda *options: rng.choice(options),
        "parmi": lambda options, count: rng.sample(list(options), count),
        "entier": rng.randint,
        "chiffres": lambda count: numbers.digits(rng, count),
        "lettres": lambda count: numbers.letters(rng, count),
        "montant": lambda low, high: round(rng.uniform(low, high), 2),
        "siret": lambda: numbers.siret(rng),
        "iban": lambda: _spaced(numbers.iban(rng, "39999", "00" + numbers.digits(rng, 3))),
        "numero_fiscal": lambda: numbers.numero_fiscal(rng),
        "recommande": lambda: numbers.recommande(rng),
        "telephone": lambda: numbers.telephone(rng),
    }


def _spaced(text: str) -> str:
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def _zones(me: Any, scene: Scene) -> dict[str, Any]:
    """The machine readable zones of the filing's own papers; any person may be handed to them."""
    expires = scene.demande.expiration

    def later(years: int) -> date:
        return scene.date.replace(day=1) + timedelta(days=365 * years + 40)

    def who(person: Any) -> dict[str, Any]:
        return {"nom": person.nom, "prenoms": person.prenoms, "born": person.date_naissance, "sex": person.sexe}

    return {
        "mrz_passeport": lambda p=me: mrz.passport(
            country=p.code_nationalite, number=p.passeport, expires=later(3), **who(p)
        ),
        "mrz_titre": lambda p=me: mrz.permit(
            number=scene.demande.titre_numero,
            optional=p.numero_etranger,
            expires=expires,
            nationality=p.code_nationalite,
            **who(p),
        ),
        "mrz_visa": lambda p=me: mrz.visa(
            number=p.passeport[::-1], nationality=p.code_nationalite, expires=later(0), **who(p)
        ),
        "mrz_cni": lambda p=me: mrz.identity_card(
            country=p.code_nationalite, number=p.passeport, expires=later(5), **who(p)
        ),
        "mrz_cni_ancienne": lambda p=me: mrz.old_french_card(
            office="751002", place="751", issued=date(2012, 4, 3), serial=numbers.digits(Random(p.nom), 5), **who(p)
        ),
        "passeport_expire": later(3),
    }


def _style(rng: Random) -> dict[str, Any]:
    """What varies from one print of a layout to the next."""
    from specimens import fonts

    family, size = rng.choice(fonts.HANDWRITING)
    return {
        "font": rng.choice(fonts.OFFICE),
        "serif": rng.choice(["Liberation Serif", "DejaVu Serif"]),
        "size": rng.choice([9.5, 10, 10.5, 11, 11.5]),
        "leading": rng.choice([1.25, 1.35, 1.5]),
        "accent": rng.choice(["#1f3a93", "#000091", "#333333", "#7a1f1f", "#0b5d4e", "#5a3d7a", "#b45309"]),
        "margin": rng.choice([17, 20, 23, 26]),
        "hand": family,
        "hand_size": size,
        "ink": rng.choice(["#1b2a7a", "#151515", "#23308f"]),
        "typewriter": rng.choice(fonts.TYPEWRITER),
        "align": rng.choice(["left", "justify"]),
        "right": rng.choice([True, True, False]),
    }
