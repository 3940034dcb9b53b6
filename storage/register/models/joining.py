"""What a pli is joined by, and what agents said of it."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from storage.register.models.values import values


class JoiningKeys(models.Model):
    """What of a read pli is compared with dossiers; its dossier, if any, is the pli's.

    ``person`` is the folded surname, for looking up: names are compared as they are read. ``series_stem`` is null
    where the subject names no series. ``namings`` are a list of texts.
    """

    pli = models.OneToOneField("register.Pli", primary_key=True, on_delete=models.CASCADE, related_name="joining_keys")
    received_at = models.DateTimeField()
    message_id = models.TextField(null=True, db_index=True)
    sender = models.TextField(null=True)
    series_stem = models.TextField(null=True)
    series_part = models.PositiveIntegerField(null=True)
    series_parts = models.PositiveIntegerField(null=True)
    nom = models.TextField(null=True)
    prenoms = models.TextField(null=True)
    namings = models.JSONField(default=list)
    date_naissance = models.TextField(null=True)
    person = models.TextField(null=True, db_index=True)
    numero_etranger = models.TextField(null=True, db_index=True)
    third_party = models.BooleanField()
    several = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("sender", "received_at"), name="joining_sender_received"),)

    def __str__(self) -> str:
        return str(self.pli_id)


class Reference(models.Model):
    """A Message-ID that a pli answers (RFC 5322, 3.6.4: In-Reply-To and References)."""

    pli = models.ForeignKey("register.Pli", on_delete=models.CASCADE, related_name="references")
    message_id = models.TextField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="reference_once", fields=("pli", "message_id")),)

    def __str__(self) -> str:
        return str(self.pli_id)


class Word(StrEnum):
    """What an agent may say of a courrier."""

    JOIN = "join"  # it belongs to that dossier
    OWN = "own"  # it is a filing: it opens a dossier of its own
    NONE = "none"  # it belongs to no dossier: out of the tray


class JoiningWord(models.Model):
    """An agent's word on a courrier, the last one. ``dossier`` is set when it is ``join``."""

    pli = models.OneToOneField("register.Pli", primary_key=True, on_delete=models.CASCADE, related_name="joining_word")
    word = models.TextField()
    dossier = models.ForeignKey("register.Dossier", null=True, on_delete=models.CASCADE)
    who = models.TextField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="joining_word_known", condition=Q(word__in=values(Word))),
            models.CheckConstraint(
                name="joining_word_names_its_dossier",
                condition=Q(word=Word.JOIN.value, dossier__isnull=False) | (~Q(word=Word.JOIN.value) & Q(dossier=None)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.pli_id} {self.word}"
