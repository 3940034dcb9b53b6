"""Ranges of pages that several jobs read of one pli."""

from django.db import models
from django.db.models import Q


class PageRange(models.Model):
    """One range, while its pli waits: gone as soon as that has ended.

    ``source`` is the key of the stored file that the pages lie in; ``portions`` says which of its originals, as
    ``sha256:first-last`` with blanks between; ``mark`` stands for both. ``content`` holds the pages once they were
    read, null until then. ``attempts`` counts work begun, ``failures`` those that met an error of ours, ``messages``
    how often it was asked for. ``given_up``: it was tried as often as allowed.
    """

    pli = models.ForeignKey("register.Pli", on_delete=models.CASCADE, related_name="ranges")
    source = models.TextField()
    source_name = models.TextField()
    source_sha256 = models.TextField()
    portions = models.TextField()
    mark = models.TextField()
    pages = models.PositiveIntegerField()
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    given_up = models.BooleanField(default=False)
    messages = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="page_range_once", fields=("pli", "mark")),
            models.CheckConstraint(
                name="page_range_read_has_content",
                condition=Q(read_at=None, content=None) | Q(read_at__isnull=False, content__isnull=False),
            ),
        )
        indexes = (models.Index(fields=("pli",), name="page_range_unread", condition=Q(read_at=None)),)

    def __str__(self) -> str:
        return f"{self.pli_id} {self.portions}"
