"""Histories: every change leaves a line that covers the line before, so that tampering shows."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from storage.register.models import Event
from storage.register.models.event import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Tampering:
    """A history that does not hold together from ``position`` on."""

    kind: Kind
    subject: str
    position: int


def append_event(kind: Kind, subject: str, what: str, *, who: str, why: str = "") -> None:
    """Add a line. The caller holds the subject's row locked, so that positions follow each other."""
    last = Event.objects.filter(kind=kind, subject=subject).order_by("-position").first()
    event = Event(
        kind=kind,
        subject=subject,
        position=last.position + 1 if last else 1,
        at=timezone.now(),
        who=who,
        what=what,
        why=why,
        previous=last.hash if last else "",
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)


def hash_of(event: Event) -> str:
    """SHA-256, in hexadecimal, of everything that the line says and of the hash before it."""
    said = (event.kind, event.subject, event.position, event.at.timestamp(), event.who, event.what, event.why)
    return hashlib.sha256(json.dumps([*said, event.previous]).encode()).hexdigest()


def find_tampering() -> Iterator[Tampering]:
    """Each history in which a line was changed, removed, inserted or moved, once, at its first wrong line.

    A chain alone cannot show that its last lines were cut off: keep the last hashes elsewhere for that (a backup).
    """
    events = Event.objects.order_by("kind", "subject", "position").iterator(chunk_size=2000)
    for (kind, subject), lines in groupby(events, key=lambda event: (event.kind, event.subject)):
        position = _first_wrong(lines)
        if position is not None:
            yield Tampering(kind=Kind(kind), subject=subject, position=position)


def _first_wrong(lines: Iterable[Event]) -> int | None:
    previous = ""
    for expected, event in enumerate(lines, start=1):
        if event.position != expected or event.previous != previous or event.hash != hash_of(event):
            return expected
        previous = event.hash
    return None
