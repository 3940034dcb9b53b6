"""A message file opened, whichever format it came in, and what it says, its own words apart from quoted ones."""

import re
from pathlib import Path

from dossier.errors import DocumentError
from ingest.formats import Format
from ingest.html_text import html_to_text, read_html
from ingest.letter import Body, Letter
from ingest.message_pdf import CUT
from ingest.mime import open_mime_stream
from ingest.outlook import open_msg
from ingest.quotes import split_quotes
from ingest.tnef import open_tnef

_MAX_LINES = 20_000
_MAX_CHARS = 2_000_000
_PLAIN_SAYS_MORE = 1.5  # how many times the words of the HTML the plain text must have to be the one that people see
_FILLER = re.compile(
    r"^\s*(?:(?:envoyé|sent)\s+(?:de|depuis|from)\s+(?:mon|ma|my)\s+.{2,60}|envoyé (?:de|depuis) .{2,40}|"
    r"télécharger outlook pour .{2,20}|get outlook for .{2,20}|provenance : .{2,40}|--\s*|[_\-=*]{3,})\s*$",
    re.I,
)


def open_letter(path: Path, format_: Format) -> Letter:
    """The message at ``path`` opened. Raises :class:`DocumentError` when nothing of it can be read."""
    if format_ is Format.MSG:
        return open_msg(path)
    if format_ is Format.TNEF:
        return open_tnef(path)
    if format_ is Format.MESSAGE:
        with path.open("rb") as stream:
            return open_mime_stream(stream)
    raise DocumentError("message_illisible", "Ce fichier n'est pas un message électronique lisible.")


def message_parts(letter: Letter) -> tuple[str, ...]:
    """The text of a message: part 0 what its sender wrote (possibly empty), then each quoted or forwarded part.

    Empty tuple when the message says nothing.
    """
    text = _cut("\n\n".join(filter(None, (shown_text(body) for body in letter.bodies))))
    own, *quoted = split_quotes(text)
    if not says_something(own):
        own = ""
    return (own, *quoted) if own or quoted else ()


def _cut(text: str) -> str:
    """As much of ``text`` as anybody will ever be shown; the message itself is kept whole."""
    lines = text[:_MAX_CHARS].split("\n", _MAX_LINES)
    return text if len(text) <= _MAX_CHARS and len(lines) <= _MAX_LINES else "\n".join([*lines[:_MAX_LINES], CUT])


def hidden_words(letter: Letter) -> tuple[str, ...]:
    """The words that the HTML of a message holds and does not show."""
    return tuple(word for body in letter.bodies if body.html for word in read_html(body.html).hidden)


def shown_text(body: Body) -> str:
    """The words of ``body`` as people see them: of the HTML, unless the plain text has many more."""
    if body.html is None:
        return body.plain or ""
    shown = html_to_text(body.html)
    if body.plain is None:
        return shown
    return body.plain if _words(body.plain) > _PLAIN_SAYS_MORE * _words(shown) + 20 else shown


def _words(text: str) -> int:
    return len(re.findall(r"\w{2,}", re.sub(r"https?://\S+", "", text)))


def says_something(text: str) -> bool:
    """False for nothing but blanks and what a telephone writes by itself (« Envoyé de mon iPhone »)."""
    return any(re.search(r"\w", line) and not _FILLER.match(line) for line in text.split("\n"))
