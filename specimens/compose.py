"""From a scenario to the drawn documents of one filing, in the order in which they lie in the envelope."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from dossier.demandeur import Demandeur, DeposePar, Qualite
from dossier.recevabilite import Motif, Outcome
from specimens import choose, places
from specimens.draw import Drawn, draw, write
from specimens.meaning import reason_of
from specimens.rng import source
from specimens.scenario import Scenario, Want
from specimens.scene import Scene, draw_scene
from specimens.template import Template

_SCREENS = frozenset({"courriel_mobile", "capture_telephone", "capture_navigateur", "messagerie_anef"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A drawn document and how it travels (``Want.how``)."""

    drawn: Drawn
    want: Want
    scene: Scene
    seed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """Everything of one filing before it is scanned or mailed. ``letter`` is the cover letter or message, if any.

    ``asides`` are (type, sens) of documents that came along and decide nothing.
    """

    scenario: Scenario
    scene: Scene
    letter: Document | None
    documents: tuple[Document, ...]
    asides: tuple[tuple[str, str], ...]
    seed: str

    @property
    def reasons(self) -> tuple[Motif, ...]:
        """Where nothing decides, what else lies in the envelope may be named first."""
        if Outcome.IRRECEVABLE not in self.scenario.outcomes:
            return self.scenario.reasons
        return tuple(dict.fromkeys((*self.scenario.reasons, *(reason_of(*aside) for aside in self.asides))))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """A document shown on a screen may be read as such or left to an agent (CONTRACT, outcomes)."""
        found = self.scenario.outcomes
        screen = any(document.drawn.layout in _SCREENS for document in self.documents if document.want.type in _DECIDES)
        return (*found, Outcome.A_VERIFIER) if found == (Outcome.RECEVABLE,) and screen else found

    @property
    def demandeur(self) -> Demandeur:
        """The fields that the documents print."""
        person, seen = self.scene.demandeur, self.scene.printed
        values = {
            "nom": person.nom,
            "prenoms": person.prenoms,
            "date_naissance": person.date_naissance.isoformat(),
            "nationalite": person.code_nationalite,
            "numero_etranger": person.numero_etranger,
            "adresse": person.adresse,
            "departement": person.departement,
            "courriel": person.courriel,
            "telephone": person.telephone,
        }
        printed: dict[str, Any] = {key: value for key, value in values.items() if key in seen}
        return Demandeur(**printed)

    @property
    def depose_par(self) -> DeposePar:
        qualite = self.scenario.qualite
        kinds = {Qualite.AVOCAT: "avocat", Qualite.ASSOCIATION: "association"}
        nom = self.scene.issuer(kinds[qualite]).signataire if qualite in kinds else None
        return DeposePar(qualite=qualite, nom=nom)


_DECIDES = ("attestation_ccc", "invitation_prefecture")


def compose(
    scenario: Scenario,
    seed: str,
    *,
    size: int = 8,
    departement: str = "",
    post: bool = True,
    only: frozenset[str] | None = None,
) -> Envelope:
    """The documents of one filing of about ``size`` pages; with ``post`` its envelope may lie on top.

    Raises :class:`~specimens.template.WordingError` when ``only`` leaves no wording for one of them.
    """
    rng = source(seed, "compose")
    before = draw_scene(seed, departement=departement)
    scene = _moved(before, rng) if scenario.elsewhere else before
    letter = _letter(scenario, scene if post else replace(scene, printed=set()), rng, only)
    wanted = [_document(want, before, f"{seed}/{number}", rng, only) for number, want in enumerate(scenario.wants)]
    pages = sum(document.drawn.pages for document in wanted)
    asides = choose.asides(rng) if scenario.rest and size > 4 else []
    types = choose.ordinary(rng, scene, max(2, size - pages - len(asides) - 1)) if scenario.rest else []
    wants = [*asides, *(Want(type=type_) for type_ in types)]
    rest = [_document(want, scene, f"{seed}/r{number}", rng, only) for number, want in enumerate(wants)]
    place = rng.choice([0, 0, 0, 1, len(rest)])
    documents = [*rest[:place], *wanted, *rest[place:]]
    if post and scenario.rest and rng.random() < 0.25:
        documents.insert(0, _document(Want(type="enveloppe", days=2), scene, f"{seed}/e", rng, only))
    return Envelope(
        scenario=scenario,
        scene=scene,
        letter=letter,
        documents=tuple(documents),
        asides=tuple((want.type, want.sens) for want in asides),
        seed=seed,
    )


def _letter(scenario: Scenario, scene: Scene, rng: Random, only: frozenset[str] | None) -> Document | None:
    if scenario.qualite is Qualite.AVOCAT and scenario.letter:
        return _document(Want(type="courrier_avocat", days=4), scene, f"{scene.seed}/letter", rng, only)
    if not scenario.letter:
        return None
    want = Want(type="courrier", sens=scenario.letter, days=3)
    return _document(want, scene, f"{scene.seed}/letter", rng, only)


def _moved(scene: Scene, rng: Random) -> Scene:
    """The demandeur lives in another département than the préfecture that wrote."""
    home = places.address(rng, scene.autre_prefecture.code)
    person = replace(
        scene.demandeur, rue=home.rue, code_postal=home.code_postal, ville=home.ville, departement=home.departement
    )
    return replace(scene, demandeur=person)


def staged(want: Want, scene: Scene, rng: Random) -> Scene:
    """The scene as this document knows it: its date, whom it is about, which préfecture writes."""
    days = rng.randint(4, 40) if want.days is None else want.days
    out = replace(scene, date=scene.reception - timedelta(days=days))
    if want.who == "autre":
        out = replace(out, demandeur=scene.autre, printed=set())
    if want.who == "personne":
        out = replace(out, blank=True)
    if want.office == "autre":
        other = scene.autre_prefecture
        out = replace(out, prefecture=other, sous_prefecture=places.sous_prefecture(other.code), seed=f"{scene.seed}/o")
    return out


def _document(want: Want, scene: Scene, seed: str, rng: Random, only: frozenset[str] | None) -> Document:
    stage = staged(want, scene, rng)
    template = choose.wording(rng, want.type, want.sens, only)
    if want.how == "hidden":
        cover = choose.wording(rng, "courrier", "", only)
        drawn = draw(cover, stage, seed=seed, extra=_hidden_words(template, stage, seed, rng))
        return Document(drawn=drawn, want=replace(want, type="courrier"), scene=stage, seed=seed)
    on_paper = want.how not in {"message", "inline"}
    drawn = draw(template, stage if on_paper else replace(stage, printed=set()), seed=seed)
    return Document(drawn=drawn, want=want, scene=stage, seed=seed)


def _hidden_words(template: Template, stage: Scene, seed: str, rng: Random) -> str:
    """The wanted document's text, to stand under a harmless letter: white on white, tiny or transparent."""
    words = write(template, stage, source(seed, "hidden")).body
    style = rng.choice(["color:#fff;font-size:9pt", "color:#fefefe;font-size:1pt", "opacity:0;font-size:8pt"])
    return f'<div style="{style}">{words}</div>'
