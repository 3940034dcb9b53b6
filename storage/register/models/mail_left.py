"""Messages that could not be taken in and were left in their mailbox."""

from django.db import models
from django.db.models import Q


class MailLeft(models.Model):
    """One message, where it lies, and why it was passed over.

    ``code`` is a word for programs, ``message`` a sentence in French for people. ``received_at`` is its INTERNALDATE,
    null when the server did not even say that. ``attempts`` counts the times that it was tried, ``try_again_at`` is
    when it will be next.
    """

    account = models.TextField()
    folder = models.TextField()
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    received_at = models.DateTimeField(null=True)
    code = models.TextField()
    message = models.TextField()
    attempts = models.PositiveIntegerField(default=0)
    try_again_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="mail_left_once", fields=("account", "folder", "uidvalidity", "uid")),
            models.CheckConstraint(name="mail_left_attempts_from_one", condition=Q(attempts__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.folder}/{self.uidvalidity}/{self.uid}"
