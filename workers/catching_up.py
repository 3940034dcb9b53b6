"""A file that is filed already arrived again: its manifest comes to list that too."""

from collections.abc import Callable

from dossier.errors import WeatherError
from dossier.ids import courrier_key
from storage.arrivals import courrier_with_arrivals, with_arrivals
from storage.objects import ObjectMissing
from storage.register.ledger import (
    arrivals_of,
    current_revision,
    dossier_of,
    hold_revision,
    record_revision,
    register_transaction,
)
from workers.reception import Tools
from workers.revisions import JSON, load_revision, put_revision


def catch_up(pli: str, tools: Tools, keep: Callable[[], bool]) -> bool:
    """Let the manifest of a pli list all its arrivals; False when it does, or when it has none (quarantine).

    A dossier lists them in its next revision, handed over as any other. Safe to do again. The caller has the pli in
    hand, and ``keep()`` says whether it still has: raises WeatherError where another worker has taken it over.
    """
    dossier = dossier_of(pli)
    return _dossier_lists(dossier, pli, tools) if dossier else _courrier_lists(pli, tools, keep)


def _dossier_lists(dossier: str, pli: str, tools: Tools) -> bool:
    revision = current_revision(dossier)
    following = with_arrivals(load_revision(dossier, revision, tools), pli, arrivals_of(pli), tools.now())
    if following is None:
        return False
    with register_transaction():
        hold_revision(dossier, revision)
        record_revision(following, manifest=put_revision(following, tools), who="worker", why="arrived_again")
    return True


def _courrier_lists(pli: str, tools: Tools, keep: Callable[[], bool]) -> bool:
    try:
        document = tools.store.get_bytes(courrier_key(pli))
    except ObjectMissing:
        return False
    listing = courrier_with_arrivals(document, arrivals_of(pli), tools.zone)
    if listing is None:
        return False
    with register_transaction():  # nobody takes it over before this ends
        if not keep():
            raise WeatherError(f"another worker has taken pli {pli} over")
        tools.store.put_bytes(courrier_key(pli), listing, JSON)
    return True
