"""Several messages of one filing, through real workers on real servers: one dossier, each revision handed over once."""

import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from storage.register.ledger import counts
from storage.register.models import Dossier, Pli
from storage.s3_store import S3Store
from tests.integration.running import running_consumer, running_worker, wait_until
from tests.workers.filings import NOW
from tests.workers.mail import ATTESTATION, COVER, FORM, LATE, a_mail
from workers.intake import RegisterIntake

pytestmark = pytest.mark.integration
Letter = Callable[..., bytes]


def _send(raw: bytes, name: str, store: S3Store, folder: Path) -> str:
    path = folder / name
    path.write_bytes(raw)
    arrival = FileArrival(name=name, received_at=NOW, received_at_source=DateSource.IMAP, channel=Channel.EMAIL)
    return RegisterIntake(store).receive(path, arrival).pli


def _filing(letter: Letter) -> bytes:
    return a_mail("Demande", "Voici mon dossier. Awa Camara", ("d.pdf", letter(FORM, COVER)), id_="<1@example.org>")


def _late(letter: Letter, number: int, *pages: str) -> bytes:
    return a_mail(
        f"Re: Demande {number}", LATE, (f"piece-{number}.pdf", letter(*pages)),
        id_=f"<late-{number}@example.org>", answers="<1@example.org>", day=20 + number,
    )  # fmt: skip


def _settled() -> bool:
    now = counts()
    return now.plis.waiting == 0 and now.unsent == 0


def _manifest(store: S3Store) -> dict[str, Any]:
    """``dossier.json`` of the one dossier: the latest revision, each page of each original once, each file there."""
    row = Dossier.objects.get()
    manifest: dict[str, Any] = json.loads(store.get_bytes(row.manifest))
    latest = store.get_bytes(f"dossiers/{row.id}/revisions/{row.revision}.json")
    assert json.loads(latest) == manifest
    listed = [page for piece in manifest["pieces"] for page in piece["pages"]] + manifest["skipped_pages"]
    originals = [original for pli in manifest["plis"] for original in pli["originals"]]
    there = [(at, page) for at, original in enumerate(originals) for page in range(1, original["pages"] + 1)]
    assert sorted((page["original"], page["page"]) for page in listed) == there
    assert all(store.exists(one["key"]) for one in (*manifest["pieces"], *originals))
    return manifest


def test_what_comes_late_is_the_next_revision_and_the_instruction_gets_each_once(
    settings: dict[str, str], store: S3Store, tmp_path: Path, letter: Letter
) -> None:
    """The attestation, then two more at the same time for two workers, then one of them again."""
    log, heard = tmp_path / "worker.log", tmp_path / "consumer.log"
    with ExitStack() as programs:
        programs.enter_context(running_consumer(settings["PLI_BROKER_URL"], heard))
        for _ in range(2):
            programs.enter_context(running_worker(settings, log))
        _send(_filing(letter), "1.eml", store, tmp_path)
        wait_until(lambda: _settled() and Dossier.objects.count() == 1, log)
        assert Dossier.objects.get().outcome == "irrecevable"
        _send(_late(letter, 1, ATTESTATION), "2.eml", store, tmp_path)
        wait_until(lambda: _settled() and Dossier.objects.get().revision == 2, log)
        assert Dossier.objects.get().outcome == "recevable"
        _send(_late(letter, 2, "<p>Facture EDF, Awa Camara</p>"), "3.eml", store, tmp_path)
        again = _late(letter, 3, "<p>Avis d'imposition, Awa Camara</p>")
        _send(again, "4.eml", store, tmp_path)
        wait_until(lambda: _settled() and Dossier.objects.get().revision == 4, log)
        _send(again, "4-bis.eml", store, tmp_path)
        wait_until(lambda: _settled() and Dossier.objects.get().revision == 5, log)
        wait_until(lambda: Dossier.objects.get().stage == "acknowledged", log)
    manifest = _manifest(store)
    assert manifest["cause"] == "correction"
    assert sorted(len(pli["arrivals"]) for pli in manifest["plis"]) == [1, 1, 1, 2]
    assert manifest["plis"][0]["message_id"] == "<1@example.org>"
    told = re.findall(r"revision (\d+): (\w+)", heard.read_text())
    assert told == [("1", "irrecevable"), *[(str(number), "recevable") for number in (2, 3, 4, 5)]]


@pytest.mark.parametrize("at", ["read", "stored"])
def test_a_worker_killed_while_it_joins_loses_nothing_and_joins_nothing_twice(
    settings: dict[str, str], store: S3Store, tmp_path: Path, letter: Letter, at: str
) -> None:
    """Killed once it has begun to read, or once it has stored the late originals; another worker goes on."""
    log = tmp_path / "worker.log"
    with running_worker(settings, log) as worker:
        _send(_filing(letter), "1.eml", store, tmp_path)
        wait_until(lambda: _settled() and Dossier.objects.count() == 1, log)
        pli = _send(_late(letter, 1, ATTESTATION, *[COVER] * 20), "2.eml", store, tmp_path)
        parts = f"plis/{pli}/parts/"
        begun: Callable[[], bool] = (
            (lambda: Pli.objects.get(id=pli).attempts == 1) if at == "read" else (lambda: any(store.keys(parts)))
        )
        wait_until(begun, log)
        worker.kill()
        worker.wait()
    with running_worker(settings, log):
        wait_until(lambda: _settled() and Dossier.objects.get().revision == 2, log)
    manifest = _manifest(store)
    assert [one["id"] for one in manifest["plis"]][1:] == [pli]
    assert not list(store.keys("courriers/"))
