"""Arrival numbers for people: 2026-000123, counted for each préfecture and year."""

from django.db import models


class NumeroSequence(models.Model):
    """The last number given. ``prefecture`` is empty when none is configured."""

    prefecture = models.TextField()
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(name="numero_sequence_once", fields=("prefecture", "year")),)

    def __str__(self) -> str:
        return f"{self.prefecture} {self.year}: {self.last}"


class Numero(models.Model):
    """A number given to a dossier before it is filed, since its manifest carries it; kept for ever."""

    dossier_id = models.TextField(primary_key=True)
    prefecture = models.TextField()
    numero = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="numero_once", fields=("prefecture", "numero")),)

    def __str__(self) -> str:
        return self.numero
