"""Persons from running text: who is named, and what the text goes on to say of them.

« Monsieur Ibrahim SOW, né le 1er janvier 1980 à Conakry, de nationalité guinéenne »: an attribute belongs to the person
named last before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from classify import fields
from classify.naming import Naming, naming_of
from classify.patterns import alternatives
from classify.spaced_line import aligned
from classify.text import ReadPage
from dossier.demandeur import Method

_CIVILITY = r"(?:Monsieur|Madame|Mademoiselle|M\.|Mm[eéèê]\.?|Mlle\.?|Mr\.?|MONSIEUR|MADAME|MME|MLLE|M(?= [A-ZÀ-Ý]))"
_WORD = r"(?:[A-ZÀ-ÝŒ][\wÀ-ÿœŒĀ-žḀ-ỿ'’\-]*|de|da|do|dos|el|van|von|ben|bin|al|di|du|le|la)"
_NAME = rf"{_WORD}(?:[ \n]{_WORD}){{0,6}}"
_TIED = rf"{_NAME}(?:,? (?:née?|épouse|ép\.|veuve|NÉE|ÉPOUSE) {_NAME})?"
_NAMED = re.compile(rf"(?<![\w'’]){_CIVILITY}\s+(?P<name>{_TIED})")
_SELF = re.compile(
    rf"(?:[Ss]oussign[ée]+e?(?:\(e\))?,?\s+|[Jj]e m['’]appelle\s+|[Jj]e me (?:nomme|présente)[ ,:]+|[Mm]on nom est\s+"
    rf"|Moi,\s+)"
    rf"(?:{_CIVILITY}\s+)?(?P<name>{_TIED})"
)
_GREETED = re.compile(rf"(?:Bonjour|BONJOUR|Cher|Chère)\s+(?:{_CIVILITY}\s+)?(?P<name>{_NAME}) ?[,!]")
_GIVEN, _FAMILY = r"[A-ZÀ-Ý][\wÀ-ÿ'’\-]*[a-zà-ÿ]", r"[A-ZÀ-ÝŒ][A-ZÀ-ÝŒ'’\-]+"
_GIVENS, _FAMILIES = rf"{_GIVEN}(?:[ \n]{_GIVEN}){{0,3}}", rf"{_FAMILY}(?:[ \n]{_FAMILY}){{0,3}}"
# Without a civility: given names and a surname in capitals, after a word that leads to a person.
_SPOKEN_OF = re.compile(
    rf"(?:\b(?:que|concernant|usag(?:er|ère)|demandeu(?:r|se)|dossier de|demande de|nom de|situation de)|\bqu['’])"
    rf"[ \n:]*(?P<name>{_GIVENS}[ \n]{_FAMILIES}|{_FAMILIES}[ \n]{_GIVENS})"
)
_BORN = re.compile(r"\bnee?(?:\(e\)|\.e)? ?(?:le |en |vers |le:|: ?)?(?P<value>[^\n]{0,24}(?:\n[^\n]{0,20})?)")
_YEAR = re.compile(r"(?:en|vers) (?P<year>19\d\d|20[01]\d)\b")
_NATIONALITY = re.compile(
    r"\b(?:de nationalite|nationalite ?:|ressortissante?|citoyen(?:ne)?|nationalite)\s+(?P<value>\w+(?:[ -]\w+)?)"
)
_AWAY = 320  # characters: what is said further from a name is not said of that person
_OTHERS = re.compile(rf"\b{alternatives('personnes.toml', 'autre_avant')}\b[ ,:.()\w]{{0,12}}$")
_OTHERS_AFTER = re.compile(rf"\s*,?\s*\(?{alternatives('personnes.toml', 'autre_apres')}")
_CLIENT = re.compile(rf"\b{alternatives('personnes.toml', 'interesse_avant')}\b[ ,:.\w()']{{0,30}}$")


@dataclass(kw_only=True, slots=True)
class Mention:
    """A person named in the text. ``other``: in another part than the demandeur's; ``self``: by themselves;
    ``client``: as the one whom the writing is about. ``at`` is the offset in the page's text."""

    naming: Naming
    at: int
    end: int
    other: bool = False
    self: bool = False
    client: bool = False
    values: dict[str, tuple[str, Method]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """The persons of a page, and what it says of somebody before anybody is named (the writer of a letter)."""

    mentions: tuple[Mention, ...]
    unnamed: dict[str, tuple[str, Method]]


def prose_on(page: ReadPage) -> Prose:
    """Everyone whom the running text of a page names, in order, with what it says of them."""
    text = "\n".join(line.text for line in page.lines)
    plain = aligned(text)
    mentions = _mentions(text, plain)
    unnamed: dict[str, tuple[str, Method]] = {}
    for at, name, value in _attributes(plain, text):
        holder = next((m for m in reversed(mentions) if m.end <= at), None)
        near = holder is not None and at - holder.end <= _AWAY
        values = holder.values if holder is not None and near else unnamed
        values.setdefault(name, (value, Method.TEXT))
    return Prose(mentions=tuple(mentions), unnamed=unnamed)


def _mentions(text: str, plain: str) -> list[Mention]:
    found: dict[int, Mention] = {}
    for pattern, own in ((_SELF, True), (_NAMED, False), (_GREETED, False), (_SPOKEN_OF, False)):
        for match in pattern.finditer(text):
            at = match.start("name")
            if any(m.at <= at < m.end for m in found.values()):
                continue
            naming = naming_of(_one_line(match.group("name")))
            if naming is None:
                continue
            before, after = plain[max(match.start() - 48, 0) : match.start()].replace("\n", " "), plain[match.end() :]
            other = not own and (_OTHERS.search(before) is not None or _OTHERS_AFTER.match(after[:60]) is not None)
            client = not other and (pattern in {_GREETED, _SPOKEN_OF} or _CLIENT.search(before) is not None)
            found[at] = Mention(naming=naming, at=at, end=match.end(), other=other, self=own, client=client)
    return [found[at] for at in sorted(found)]


def _one_line(name: str) -> str:
    """The name; over a line's end only where the first line holds given names and no word in capitals."""
    first, _, rest = name.partition("\n")
    if rest and any(len(w) > 1 and w.isupper() for w in first.split()):
        return first
    return f"{first} {rest}".strip()


def _attributes(plain: str, text: str) -> Iterator[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    for match in _BORN.finditer(plain):
        if (day := fields.birth_of(match.group("value").replace("\n", " "))) is not None:
            found.append((match.start(), "date_naissance", day))
        elif year := _YEAR.search(plain, match.start(), match.start() + 18):
            found.append((match.start(), "date_naissance", year.group("year")))
    for match in _NATIONALITY.finditer(plain):
        code = fields.nationality_of(text[match.start("value") : match.end("value")])
        found.extend([(match.start(), "nationalite", code)] if code else [])
    yield from sorted(found)
