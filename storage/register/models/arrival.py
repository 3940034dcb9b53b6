"""Each time that a file reached us, also when it was known."""

from django.db import models


class Arrival(models.Model):
    """Under which name and when. The same file twice is one pli with two arrivals.

    ``source`` is where exactly it lay, empty when the door did not say: told again it is the same arrival.
    """

    pli = models.ForeignKey("register.Pli", on_delete=models.CASCADE, related_name="arrivals")
    name = models.TextField()
    received_at = models.DateTimeField()
    source = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="arrival_once", fields=("pli", "name", "received_at"), condition=models.Q(source="")
            ),
            models.UniqueConstraint(
                name="arrival_source_once", fields=("pli", "source"), condition=~models.Q(source="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.pli_id} {self.received_at:%Y-%m-%d %H:%M}"
