"""What a pli was before, or nearly became, is gone from the store once it has ended."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from dossier.errors import OurError
from dossier.ids import dossier_id
from storage.directory_store import DirectoryStore
from storage.register.ledger import Word, retry, say
from storage.register.models import Dossier, Pli
from tests.workers.mail import ATTESTATION, FORM, LATE, a_mail
from tests.workers.office import Office, before_recording
from workers.handling import Handler
from workers.jobs import MAIL

pytestmark = pytest.mark.usefixtures("register")


def _stumble(*_: object) -> None:
    raise OurError("a bug")


def _break_off(office: Office, pli: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is stored, and the worker stumbles before anything is recorded."""
    before_recording(monkeypatch, _stumble)
    with pytest.raises(OurError):
        office.handler.handle(pli)


def test_reasons_of_a_quarantine_that_was_left_are_gone(
    office: Office, filing: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pli = office.receive(filing)
    for _ in range(3):
        _break_off(office, pli, monkeypatch)
    office.handler.handle(pli)
    assert Pli.objects.get().status == "quarantine"
    assert list(office.tools.store.keys(f"quarantine/{pli}/"))
    assert not list(office.tools.store.keys("dossiers/")), "what was stored of a dossier that never came to be"
    retry(pli, MAIL, who="agent:7")
    office.settle()
    assert Dossier.objects.count() == 1
    assert not list(office.tools.store.keys("quarantine/"))
    assert office.tools.store.exists(Pli.objects.get().key)


def test_faults_of_a_filed_pli_keep_their_reasons(office: Office, letter: Callable[..., bytes]) -> None:
    raw = a_mail("Demande", "Mon dossier.", ("a.pdf", letter(FORM)), ("b.pdf", b"%PDF-1.7 rien"), id_="<1@ex>")
    pli = office.read(raw)
    assert Pli.objects.get().status == "filed"
    reason = json.loads(office.tools.store.get_bytes(f"quarantine/{pli}/reason.json"))
    assert [error["original"] for error in reason["errors"]] == ["b.pdf"]


def test_faults_of_a_courrier_keep_their_reasons(office: Office, letter: Callable[..., bytes]) -> None:
    parts = (("a.pdf", letter(ATTESTATION)), ("b.pdf", b"%PDF-1.7 rien"))
    pli = office.read(a_mail("Re: Demande de renouvellement", LATE, *parts, id_="<2@ex>", answers="<1@ex>"))
    row = Pli.objects.get()
    assert (row.status, row.fault_code) == ("courrier", "fichier_illisible")
    reason = json.loads(office.tools.store.get_bytes(f"quarantine/{pli}/reason.json"))
    assert [error["original"] for error in reason["errors"]] == ["b.pdf"]


def test_a_dossier_that_a_late_piece_nearly_opened_is_gone(
    office: Office, filing: bytes, late: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = office.receive(late, "2.eml")
    _break_off(office, second, monkeypatch)
    office.tools.store.put_bytes(f"dossiers/{dossier_id(second)}/dossier.json", b"{}", "application/json")
    office.read(filing, "1.eml")
    office.settle()
    first = Dossier.objects.get().id
    assert {key.split("/")[1] for key in office.tools.store.keys("dossiers/")} == {first}
    assert not list(office.tools.store.keys("courriers/"))


def test_who_was_overtaken_removes_nothing_of_what_was_filed_meanwhile(
    office: Office, late: bytes, tmp_path: Path
) -> None:
    pli = office.read(late)
    own = dossier_id(pli)
    office.tools.store.put_bytes(f"dossiers/{own}/dossier.json", b"{}", "application/json")

    class Asleep(DirectoryStore):
        def keys(self, prefix: str, *, deleted: bool = False) -> Iterator[str]:
            found = list(super().keys(prefix, deleted=deleted))
            if found:  # an agent says meanwhile that it is a filing of its own
                Pli.objects.update(held_until=timezone.now() - timedelta(seconds=1))
                assert say(pli, Word.OWN, MAIL, who="agent:7")
                office.settle()
            return iter(found)

    Handler(tools=replace(office.tools, store=Asleep(tmp_path / "out")), max_attempts=3).handle(pli)
    assert Pli.objects.get().status == "filed"
    assert office.manifest(own)["revision"] == 1


class Unerasable(DirectoryStore):
    """A store that lets nobody remove anything, as a key that may only write."""

    def delete(self, key: str) -> None:
        raise OurError(f"refused: {key}")


def test_a_store_that_lets_nothing_be_removed_stops_nobody(office: Office, filing: bytes, tmp_path: Path) -> None:
    pli = office.receive(filing)
    store = Unerasable(tmp_path / "out")
    office.tools.store.put_bytes(f"courriers/{pli}/courrier.json", b"{}", "application/json")
    Handler(tools=replace(office.tools, store=store), max_attempts=3).handle(pli)
    assert Pli.objects.get().status == "filed"
