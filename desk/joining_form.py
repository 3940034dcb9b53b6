"""What an agent answered on a courrier: joined to a dossier, a filing by itself, or neither."""

import re
from dataclasses import dataclass

from django.http import QueryDict

from storage.register.models import Dossier
from workers.agents_word import attach, leave_alone, open_own

_NUMERO = re.compile(r"(?P<year>20\d\d)\s*[-/ ]\s*(?P<number>\d{1,6})")


@dataclass(frozen=True, kw_only=True, slots=True)
class JoiningAnswer:
    """The form as it was sent. ``error`` is a sentence in French; ``dossier`` the one chosen, None for the others."""

    choice: str
    numero: str
    dossier: Dossier | None = None
    error: str | None = None

    @classmethod
    def of(cls, untrusted: QueryDict) -> "JoiningAnswer":
        choice = untrusted.get("choix", "").replace("\0", "")
        numero = untrusted.get("numero", "").replace("\0", "").strip()[:40]
        if choice in {"depot", "aucun"}:
            return cls(choice=choice, numero=numero)
        if choice == "autre":
            return cls._by_number(numero)
        dossier = Dossier.objects.filter(id=choice.removeprefix("dossier:"), purge_begun_at=None).first()
        error = None if dossier else "Choisissez ce qu'il faut faire de ce courrier."
        return cls(choice=choice, numero=numero, dossier=dossier, error=error)

    @classmethod
    def _by_number(cls, numero: str) -> "JoiningAnswer":
        found = _NUMERO.fullmatch(numero)
        if found is None:
            return cls(choice="autre", numero=numero, error="Saisissez un numéro d'arrivée, par exemple 2026-000123.")
        said = f"{found['year']}-{int(found['number']):06}"
        rows = list(Dossier.objects.filter(numero=said, purge_begun_at=None)[:2])
        if len(rows) != 1:
            why = "Plusieurs préfectures ont" if rows else "Aucun dossier n'a"
            return cls(choice="autre", numero=numero, error=f"{why} ce numéro.")
        return cls(choice="autre", numero=numero, dossier=rows[0])

    def carry_out(self, pli: str, *, who: str) -> str:
        """Tell it to the register; a sentence in French that says what happens now."""
        if self.dossier is not None:
            done = attach(pli, self.dossier.id, who=who)
            told = f"Le courrier est rattaché au dossier {self.dossier} : il est relu avec lui dans quelques instants."
        elif self.choice == "depot":
            done = open_own(pli, who=who)
            told = "Le courrier ouvre un dossier : il apparaîtra dans la liste dans quelques instants."
        else:
            done = leave_alone(pli, who=who)
            told = "Le courrier reste parmi les courriers, sans dossier."
        return told if done else "Ce courrier a déjà été traité."
