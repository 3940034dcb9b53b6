"""A mailbox's folder that we read: who reads it, and when it was last read."""

from django.db import models


class Mailbox(models.Model):
    """One folder of one account; the row is made when a reader first tries to read it.

    ``holder`` is the reader that has the lease until ``held_until`` (the database's clock), empty for nobody.
    ``last_success_at`` is the last time that the folder was read to its end, or the server said that nothing is new.
    """

    account = models.TextField()
    folder = models.TextField()
    holder = models.TextField(default="")
    held_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="mailbox_once", fields=("account", "folder")),)

    def __str__(self) -> str:
        return self.folder
