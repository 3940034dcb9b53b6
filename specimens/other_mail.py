"""Mail that is no filing: what a public mailbox and a postbag bring besides. Its texts are in ``mails/<kind>/``."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from dossier.mail import Channel, Nature
from specimens import message
from specimens.context import FILTERS, context
from specimens.message import Mail
from specimens.prose import to_html
from specimens.rng import source
from specimens.scene import draw_scene
from specimens.truth import SpecimenFile, SpecimenFiling, Truth, TruthPage, TruthPiece

_FOLDER = Path(__file__).parent / "mails"


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherMail:
    """One wording: as those of documents, with a sender, a subject and headers. ``natures``: acceptable, best first."""

    id: str
    kind: str
    de: str
    adresse: str
    objet: str
    natures: tuple[Nature, ...]
    type: str
    also: tuple[str, ...]
    headers: dict[str, str]
    body: str


@cache
def other_mails() -> tuple[OtherMail, ...]:
    """All of them, in the order of their ids (``<kind>/<hand>-<n>``)."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*/*.j2")))


def _read(path: Path) -> OtherMail:
    _, head_text, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    head = tomllib.loads(head_text)
    return OtherMail(
        id=f"{path.parent.name}/{path.stem}",
        kind=path.parent.name,
        de=head["de"],
        adresse=head["adresse"],
        objet=head["objet"],
        natures=tuple(Nature(nature) for nature in head["natures"]),
        type=head["type"],
        also=tuple(head.get("also", ())),
        headers=dict(head.get("entetes", {})),
        body=body,
    )


def kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(mail.kind for mail in other_mails()))


def other_mail(kind: str, seed: str, *, departement: str = "") -> SpecimenFiling:
    """One message that opens no dossier, the same for the same arguments. Raises ValueError on an unknown kind."""
    rng = source(seed, "other", kind)
    found = [mail for mail in other_mails() if mail.kind == kind]
    if not found:
        raise ValueError(f"no mail of kind {kind}")
    other, scene = rng.choice(found), draw_scene(seed, departement=departement)
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(FILTERS)
    values = context(scene.on(scene.reception), rng, "")

    def said(text: str) -> str:
        return environment.from_string(text).render(values)

    mail = Mail(
        seed=seed,
        sender=(said(other.de), said(other.adresse)),
        to=(scene.prefecture.nom, scene.prefecture.courriel),
        subject=said(other.objet),
        html=to_html(said(other.body)),
        day=scene.reception,
        headers={name: said(value) for name, value in other.headers.items()},
        text_only=rng.random() < 0.3,
    )
    name = f"{scene.reception:%Y%m%d}-{rng.getrandbits(32):08x}.eml"
    page = TruthPage(original=name, page=None, part=0)
    truth = Truth(
        id=f"{kind}-{seed}",
        scenario=kind,
        channel=Channel.EMAIL,
        reception=scene.reception,
        prefecture=scene.prefecture.code,
        natures=other.natures,
        pieces=(TruthPiece(type=other.type, also=other.also, template=other.id, pages=(page,)),),
        carrier="eml",
    )
    data = message.to_bytes(message.build(mail))
    return SpecimenFiling(
        id=f"{kind}-{seed.replace('/', '-')}", kind=kind, files=(SpecimenFile(name=name, data=data),), truths=(truth,)
    )


def generate_other(seed: int, count: int) -> Iterator[SpecimenFiling]:
    """``count`` messages that are no filings, in turn of every kind."""
    names = kinds()
    for number in range(count):
        yield other_mail(names[number % len(names)], f"{seed}/o{number}")
