"""Messages that a broker must get: committed with what they tell of, sent afterwards."""

from django.db import models
from django.db.models import F, Q


class Outbox(models.Model):
    """One message. ``args`` are its keyword arguments, ``message_id`` the broker's id, fixed here so that a message
    sent twice is the same message; ``dedup`` says in words what it is for. ``priority`` 0..9, the highest goes first
    (as AMQP has it). ``pli`` is set on a worker's message. ``claimed_at`` is when a relay last took it to send;
    ``attempts`` how often.
    """

    queue = models.TextField()
    actor = models.TextField()
    args = models.JSONField()
    pli = models.ForeignKey("register.Pli", null=True, on_delete=models.CASCADE, related_name="messages_posted")
    message_id = models.TextField(unique=True)
    dedup = models.TextField(unique=True)
    priority = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(F("priority").desc(), "id", name="outbox_unsent", condition=Q(sent_at=None)),)
        constraints = (
            models.CheckConstraint(name="outbox_priority_range", condition=Q(priority__gte=0, priority__lte=9)),
        )

    def __str__(self) -> str:
        return self.dedup
