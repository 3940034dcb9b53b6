"""A pli, or the lot that plis are cut from."""

from django.db import models
from django.db.models import Q

from dossier.mail import Channel, DateSource, Nature
from storage.register.models.values import values
from storage.register.transitions import Status

_KEPT = Q(purge_begun_at=None)


class Pli(models.Model):
    """One item of mail. ``key`` is where the file as received lies in the store.

    ``pages`` is null until somebody has counted. ``attempts`` counts work begun and not given back, ``failures`` those
    of them that ended in an error of ours, ``messages`` how often work was asked for. ``holder`` is who works on it
    until ``held_until`` (the database's clock), empty for nobody. ``fault_code`` and ``fault_message`` say why it is in
    quarantine; on a filed pli or a courrier, why one of its originals is.
    From ``purge_begun_at`` on its objects go, at ``purged_at`` they are gone: the row keeps its status, but no names.
    A pli cut from a lot has all of ``lot``, ``lot_position``, ``first_page`` and ``last_page``.
    """

    id = models.TextField(primary_key=True)
    channel = models.TextField()
    backlog = models.BooleanField(default=False)
    status = models.TextField(default=Status.WAITING.value)
    nature = models.TextField(null=True)
    sha256 = models.TextField(db_index=True)
    key = models.TextField()
    name = models.TextField()
    size_bytes = models.BigIntegerField()
    received_at = models.DateTimeField()
    received_at_source = models.TextField()
    sender = models.TextField(null=True)
    subject = models.TextField(null=True)
    message_id = models.TextField(null=True, db_index=True)
    lot = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="plis")
    lot_position = models.PositiveIntegerField(null=True)
    first_page = models.PositiveIntegerField(null=True)
    last_page = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    holder = models.TextField(default="")
    held_until = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    alertes = models.PositiveIntegerField(default=0)
    fault_code = models.TextField(null=True)
    fault_message = models.TextField(null=True)
    dossier = models.ForeignKey("register.Dossier", null=True, on_delete=models.PROTECT, related_name="plis")
    purge_begun_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (
            models.Index(fields=("status", "updated_at"), name="pli_status_updated"),
            models.Index(fields=("status", "received_at", "id"), name="pli_kept_received", condition=_KEPT),
            models.Index(
                fields=("received_at", "id"),
                name="pli_kept_tray",
                condition=_KEPT & Q(status=Status.COURRIER.value, nature=Nature.COMPLEMENT.value),
            ),
            models.Index(
                fields=("received_at", "id"),
                name="pli_kept_courrier_alert",
                condition=_KEPT & Q(status=Status.COURRIER.value, alertes__gt=0),
            ),
            models.Index(fields=("status", "created_at", "pages"), name="pli_tally"),
        )
        constraints = (
            models.CheckConstraint(name="pli_status_known", condition=Q(status__in=values(Status))),
            models.CheckConstraint(name="pli_channel_known", condition=Q(channel__in=values(Channel))),
            models.CheckConstraint(name="pli_nature_known", condition=Q(nature=None) | Q(nature__in=values(Nature))),
            models.CheckConstraint(
                name="pli_date_source_known", condition=Q(received_at_source__in=values(DateSource))
            ),
            models.CheckConstraint(
                name="pli_dossier_when_filed",
                condition=Q(status=Status.FILED.value, dossier__isnull=False, pages__isnull=False)
                | (~Q(status=Status.FILED.value) & Q(dossier=None)),
            ),
            models.CheckConstraint(
                name="pli_filed_is_a_filing",
                condition=~Q(status=Status.FILED.value)
                | Q(nature__in=[Nature.DEPOT.value, Nature.COMPLEMENT.value], nature__isnull=False),
            ),
            models.CheckConstraint(
                name="pli_courrier_is_no_depot",
                condition=~Q(status=Status.COURRIER.value)
                | Q(
                    nature__in=[Nature.COMPLEMENT.value, Nature.CORRESPONDANCE.value, Nature.INDESIRABLE.value],
                    nature__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="pli_quarantine_has_a_reason",
                condition=~Q(status=Status.QUARANTINE.value) | Q(fault_code__isnull=False, fault_message__isnull=False),
            ),
            models.CheckConstraint(
                name="pli_lot_range_whole",
                condition=Q(lot=None, lot_position=None, first_page=None, last_page=None)
                | Q(
                    lot__isnull=False,
                    lot_position__gte=1,
                    first_page__gte=1,
                    last_page__gte=models.F("first_page"),
                    lot_position__isnull=False,
                    first_page__isnull=False,
                    last_page__isnull=False,
                ),
            ),
            models.CheckConstraint(name="pli_lot_is_not_cut", condition=~Q(status=Status.DIVIDED.value) | Q(lot=None)),
            models.UniqueConstraint(name="pli_lot_range_once", fields=("lot", "first_page", "last_page")),
        )

    def __str__(self) -> str:
        return self.id
