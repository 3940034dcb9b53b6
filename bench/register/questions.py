"""What people and machines ask of the register: each list of the desk, its pages, the numbers."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from bench.register.desk_client import DeskClient
from bench.register.manifests import put_courrier, put_dossier
from pli.metrics import metrics_text, read_metrics
from storage.objects import ObjectStore
from storage.register.joining import in_tray
from storage.register.ledger import batches_to_check, counts, doubtful_places, unfinished, unsent
from storage.register.models import Dossier

Question = Callable[[], object]
_PLI = re.compile(r"/courriers/(p-[0-9a-f]{24})/rattachement/")


def questions(desk: DeskClient, store: ObjectStore) -> Iterator[tuple[str, Question]]:
    for name, path in _lists():
        for at in ("1", "middle", "last"):
            asked = _paged(desk, path, at)
            _put_manifests(store, desk.page(asked))
            yield f"{name}, page {at}", partial(desk.page, asked)
    for name, query in _searches():
        yield f"search {name}", partial(desk.page, f"/?{query}")
    yield from _single_pages(desk, store)
    yield from _numbers()


def _lists() -> Iterator[tuple[str, str]]:
    yield "dossiers", "/?"
    yield "dossiers, oldest first", "/?tri=anciens"
    for outcome in ("recevable", "a_verifier", "irrecevable"):
        yield f"dossiers {outcome}", f"/?proposition={outcome}"
    yield "dossiers with an alert", "/?alertes=1"
    yield "courriers", "/courriers/?"
    yield "à rattacher", "/courriers/a-rattacher/?"
    yield "quarantine", "/quarantaine/?"


def _searches() -> Iterator[tuple[str, str]]:
    yield "arrival number", "q=2026-040000"
    yield "number without its year", "q=40000"
    yield "numéro étranger", "q=1234567890"
    yield "a frequent name", "q=diallo"
    yield "name and given name", "q=diallo+awa"
    yield "a name, one outcome, last page", "q=diallo&proposition=recevable&page=999999"
    yield "nobody", "q=zzzzzz"


def _paged(desk: DeskClient, path: str, at: str) -> str:
    if at == "1":
        return path
    if at == "last":
        return f"{path}&page=999999"  # a page beyond the last is the last
    last = re.search(r"[Pp]age (\d[\d\s\u202f\xa0]*) sur (\d[\d\s\u202f\xa0]*)", desk.page(f"{path}&page=999999"))
    pages = int(re.sub(r"\D", "", last[2])) if last else 1
    return f"{path}&page={max(1, pages // 2)}"


def _single_pages(desk: DeskClient, store: ObjectStore) -> Iterator[tuple[str, Question]]:

    kept = Dossier.objects.filter(purge_begun_at=None)
    for name, found in (("one pli", kept.filter(revision=1)), ("most plis", kept.order_by("-revision"))):
        dossier = found.values_list("id", flat=True)[0]
        put_dossier(store, dossier)
        yield f"a dossier of {name}", partial(desk.page, f"/dossiers/{dossier}/")
    courrier = in_tray().values_list("id", flat=True)[0]
    put_courrier(store, courrier)
    yield "a courrier with its proposals", partial(desk.page, f"/courriers/{courrier}/rattachement/")
    yield "lots", partial(desk.page, "/lots/")


def _numbers() -> Iterator[tuple[str, Question]]:

    yield "pli stats", lambda: (counts(), batches_to_check(), doubtful_places())
    yield "pli check, the register's line", counts
    yield "/metrics", lambda: metrics_text(read_metrics())
    yield "the relay: unsent", lambda: unsent(100)
    yield "the sweeper: unfinished", lambda: unfinished(timedelta(minutes=10))


def _put_manifests(store: ObjectStore, page: str) -> None:

    for pli in set(_PLI.findall(page)):
        put_courrier(store, pli)
