"""Lots as the mailroom counts them: a cover sheet, and the envelopes that were scanned under it."""

from django.db import models


class Batch(models.Model):
    """A cover sheet that was scanned. ``expected`` is how many envelopes it announces, ``arrived_on`` when they came.

    ``seen_by`` and ``seen_at`` say that an agent has looked at what is off with it as it stands since.
    """

    number = models.TextField(primary_key=True)
    expected = models.PositiveIntegerField()
    arrived_on = models.DateField()
    seen_by = models.TextField(null=True)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.number


class LotPlace(models.Model):
    """Which envelope of which batch a pli is. Batch and place are null after a resumption sheet without its lot.

    ``again``: it came after a resumption sheet. ``replaced_by`` is the later scan of the same envelope; ``doubt`` a
    code of what only a person can tell.
    """

    pli = models.OneToOneField("register.Pli", primary_key=True, on_delete=models.CASCADE, related_name="lot_place")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="places")
    place = models.PositiveIntegerField(null=True)
    again = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("register.Pli", null=True, on_delete=models.SET_NULL, related_name="replaces")
    doubt = models.TextField(null=True)

    class Meta:
        indexes = (models.Index(fields=("batch", "place"), name="lot_place_batch_place"),)

    def __str__(self) -> str:
        return str(self.pli_id)
