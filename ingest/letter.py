"""A message opened: its head, its bodies and the files it carries, whichever format it came in."""

from collections.abc import Callable
from dataclasses import dataclass

from dossier.errors import DocumentError
from dossier.mail import MessageHead


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """One piece of what the message says, as plain text, as HTML, or as both (two renderings of the same words)."""

    plain: str | None = None
    html: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """One file that a message carries.

    ``untrusted_name`` is what the sender called it, empty when it has no name. ``read`` gives its bytes, decoded only
    when called so that one attachment at a time is in memory; it raises DocumentError when they are damaged.
    ``inline`` says that the text shows it (by Content-ID, or disposition inline): a logo may be decoration, a file
    attached on purpose is not.
    """

    untrusted_name: str
    read: Callable[[], bytes]
    inline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message opened. ``fault`` is what kept a part of it from being read; the rest stands all the same."""

    head: MessageHead
    bodies: tuple[Body, ...] = ()
    carried: tuple[Carried, ...] = ()
    fault: DocumentError | None = None
