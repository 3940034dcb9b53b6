"""Each time that a file reached us, also when it was known."""

from django.db import models


class Arrival(models.Model):
    """Under which name and when. The same file twice is one pli with two arrivals."""

    pli = models.ForeignKey("register.Pli", on_delete=models.CASCADE, related_name="arrivals")
    name = models.TextField()
    received_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="arrival_once", fields=("pli", "name", "received_at")),)

    def __str__(self) -> str:
        return f"{self.pli_id} {self.received_at:%Y-%m-%d %H:%M}"
