"""The wordings: one file a document as somebody might write it (``wordings/README.md`` says how)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from specimens.meaning import plain_sense

_FOLDER = Path(__file__).parent / "wordings"


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One wording. ``id`` is ``<type>/<hand>-<n>``; ``head`` the texts that the layout shows, still Jinja."""

    id: str
    type: str
    hand: str
    sens: str
    layouts: tuple[str, ...]
    emetteur: str
    destinataire: str
    also: tuple[str, ...]
    reason: str | None
    head: dict[str, str]
    body: str


class WordingError(Exception):
    """A wording that cannot be read; says which file and why."""


def parse(text: str, *, type_: str, name: str) -> Template:
    """The template in ``text``. Raises :class:`WordingError` when head and body are not divided by ``+++`` lines."""
    parts = text.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise WordingError(f"{type_}/{name}: the head stands between two lines +++")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise WordingError(f"{type_}/{name}: {error}") from error
    return Template(
        id=f"{type_}/{name}",
        type=type_,
        hand=name.split("-", maxsplit=1)[0],
        sens=head.pop("sens", "") or plain_sense(type_),
        layouts=tuple(head.pop("layouts", ["page"])),
        emetteur=head.pop("emetteur", ""),
        destinataire=head.pop("destinataire", "demandeur"),
        also=tuple(head.pop("also", ())),
        reason=head.pop("reason", None),
        head={key: str(value) for key, value in head.items()},
        body=parts[2],
    )


@cache
def templates(type_: str = "", sens: str = "") -> tuple[Template, ...]:
    """All wordings, in the order of their ids; of one type and one ``sens`` when these are given."""
    return tuple(
        template for template in _all() if (not type_ or template.type == type_) and (not sens or template.sens == sens)
    )


@cache
def _all() -> tuple[Template, ...]:
    paths = sorted(_FOLDER.glob("*/*.j2"))
    return tuple(parse(path.read_text(encoding="utf-8"), type_=path.parent.name, name=path.stem) for path in paths)


def by_id(id_: str) -> Template:
    """The wording ``id_``. Raises :class:`WordingError` when there is none."""
    for template in _all():
        if template.id == id_:
            return template
    raise WordingError(f"no wording {id_}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """Ids of the wordings to learn from, and of those that are kept to judge."""

    train: frozenset[str]
    held_out: frozenset[str]


def split(seed: int = 0, share: float = 0.25) -> Split:
    """Divides the wordings by whole templates, the same way every time for the same ``seed`` and files.

    Of each type and ``sens`` with at least two wordings at least one is held out and one is left to learn from;
    about ``share`` (0..1) in all.
    """
    held: set[str] = set()
    for key in sorted({(template.type, template.sens) for template in _all()}):
        ids = [template.id for template in templates(*key)]
        if len(ids) < 2:
            continue
        count = min(len(ids) - 1, max(1, round(len(ids) * share)))
        held.update(Random(f"{seed}/{key}").sample(ids, count))
    return Split(train=frozenset(t.id for t in _all()) - held, held_out=frozenset(held))


def split_by_hand(held_out: str) -> Split:
    """Keeps all wordings of one hand to judge: what the others wrote is learnt from."""
    held = frozenset(template.id for template in _all() if template.hand == held_out)
    return Split(train=frozenset(t.id for t in _all()) - held, held_out=held)
