"""Arrival numbers for people."""

from django.db.models import F

from storage.register.models import Numero, NumeroSequence
from storage.register.transaction import register_transaction


def reserve_numero(dossier: str, *, prefecture: str | None, year: int) -> str:
    """The number of a dossier, such as ``2026-000123``, given before it is filed since its manifest carries it.

    Numbers follow each other in a préfecture and year. The same dossier gets the same number for ever, so that work
    done again burns none.
    """
    where = prefecture or ""
    with register_transaction():
        NumeroSequence.objects.get_or_create(prefecture=where, year=year)
        sequence = NumeroSequence.objects.select_for_update().get(prefecture=where, year=year)
        given = Numero.objects.filter(dossier_id=dossier).first()
        if given is not None:
            return given.numero
        NumeroSequence.objects.filter(id=sequence.id).update(last=F("last") + 1)
        numero = f"{year}-{sequence.last + 1:06}"
        Numero.objects.create(dossier_id=dossier, prefecture=where, numero=numero)
        return numero
