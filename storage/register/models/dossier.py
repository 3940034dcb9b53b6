"""A dossier as lists show it; the whole of it is in its manifest."""

from django.db import models
from django.db.models import F, Q

from dossier.recevabilite import Fondement, Outcome
from storage.register.models.values import values
from storage.register.transitions import Stage

_KEPT = Q(purge_begun_at=None)


class Dossier(models.Model):
    """The latest revision. ``numero`` is the arrival number for people, unique in its préfecture.

    ``motif`` is the code of the reason that decided; ``alertes`` and ``pieces`` are counts; ``echeance`` is the nearest
    deadline of an alert; ``manifest`` the key of ``dossier.json``. ``acknowledged_revision`` is 0 until the consumer
    of the hand-over has answered; ``acknowledged_at`` is when it last did. A dossier that is held is not purged. From
    ``purge_begun_at`` on its objects go, at ``purged_at`` they are gone: the row stays, without names.
    """

    id = models.TextField(primary_key=True)
    numero = models.TextField(null=True)
    prefecture = models.TextField(null=True)
    stage = models.TextField(default=Stage.FILED.value)
    revision = models.PositiveIntegerField()
    outcome = models.TextField()
    fondement = models.TextField(null=True)
    confidence = models.FloatField()
    nom = models.TextField(null=True)
    prenoms = models.TextField(null=True)
    numero_etranger = models.TextField(null=True, db_index=True)
    pieces = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    received_at = models.DateTimeField(db_index=True)
    motif = models.TextField(null=True)
    alertes = models.PositiveIntegerField(default=0)
    echeance = models.DateField(null=True)
    manifest = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    handed_over_at = models.DateTimeField(null=True)
    acknowledged_revision = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.TextField(null=True)
    held_why = models.TextField(null=True)
    purge_begun_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        # Lists show what is kept, by date: these hold all that a place in them or their count needs.
        indexes = (
            models.Index(fields=("received_at", "id"), name="dossier_kept_received", condition=_KEPT),
            models.Index(fields=("outcome", "received_at", "id"), name="dossier_kept_outcome", condition=_KEPT),
            models.Index(fields=("received_at", "id"), name="dossier_kept_alert", condition=_KEPT & Q(alertes__gt=0)),
            models.Index(fields=("outcome", "stage"), name="dossier_tally"),
            models.Index(fields=("stage", "handed_over_at"), name="dossier_stage_handed_over"),
            models.Index(fields=("numero",), name="dossier_numero"),
        )
        constraints = (
            models.CheckConstraint(name="dossier_stage_known", condition=Q(stage__in=values(Stage))),
            models.CheckConstraint(name="dossier_outcome_known", condition=Q(outcome__in=values(Outcome))),
            models.CheckConstraint(
                name="dossier_fondement_known", condition=Q(fondement=None) | Q(fondement__in=values(Fondement))
            ),
            models.CheckConstraint(
                name="dossier_recevable_has_fondement",
                condition=~Q(outcome=Outcome.RECEVABLE.value) | Q(fondement__isnull=False),
            ),
            models.CheckConstraint(name="dossier_confidence_range", condition=Q(confidence__gte=0, confidence__lte=1)),
            models.CheckConstraint(name="dossier_revision_from_one", condition=Q(revision__gte=1)),
            models.CheckConstraint(
                name="dossier_acknowledged_exists", condition=Q(acknowledged_revision__lte=F("revision"))
            ),
            models.CheckConstraint(
                name="dossier_handed_over_has_date",
                condition=~Q(stage=Stage.HANDED_OVER.value) | Q(handed_over_at__isnull=False),
            ),
            models.UniqueConstraint(name="dossier_numero_once", fields=("prefecture", "numero")),
            # Two nulls differ in SQL: without a préfecture the number alone must be unique.
            models.UniqueConstraint(
                name="dossier_numero_once_nowhere", fields=("numero",), condition=Q(prefecture=None)
            ),
        )

    def __str__(self) -> str:
        return self.numero or self.id
