"""Which message of which mailbox is which pli."""

from django.db import models


class MailLedger(models.Model):
    """One UID of one folder, under the UIDVALIDITY that gives it a meaning (RFC 3501, 2.3.1.1)."""

    account = models.TextField()
    folder = models.TextField()
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    pli = models.ForeignKey("register.Pli", on_delete=models.CASCADE, related_name="mails")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="mail_uid_once", fields=("account", "folder", "uidvalidity", "uid")),
        )

    def __str__(self) -> str:
        return f"{self.folder}/{self.uidvalidity}/{self.uid}"
