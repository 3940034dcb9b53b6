"""What happened to a pli or a dossier, and who did it: written once, never changed."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from storage.register.models.values import values


class Kind(StrEnum):
    """Whose history an event belongs to."""

    PLI = "pli"
    DOSSIER = "dossier"


class Event(models.Model):
    """One line of a history. ``position`` counts from 1 in it; ``hash`` covers the line and the one before.

    ``what`` is a constant word, ``why`` a code or a short text without personal data. The database refuses to change
    or delete a line.
    """

    kind = models.TextField()
    subject = models.TextField()
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    who = models.TextField()
    what = models.TextField()
    why = models.TextField()
    previous = models.TextField()
    hash = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="event_position_once", fields=("kind", "subject", "position")),
            models.CheckConstraint(name="event_kind_known", condition=Q(kind__in=values(Kind))),
            models.CheckConstraint(name="event_position_from_one", condition=Q(position__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} #{self.position} {self.what}"
