"""Whatever comes between, a joining is done once and nothing of it is lost."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dossier.errors import DocumentError, OurError, WeatherError
from storage.directory_store import DirectoryStore
from storage.register.joining import in_tray
from storage.register.ledger import unsent
from storage.register.models import Dossier, Pli
from tests.workers.mail import ATTESTATION, FORM, LATE, a_mail
from tests.workers.office import Letter, Office, before_recording, hand_overs, the_dossier
from workers.handling import Handler
from workers.jobs import MAIL

pytestmark = pytest.mark.usefixtures("register")


def test_a_filing_and_its_complement_read_at_the_same_time_are_one_dossier(
    office: Office, filing: bytes, late: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filing is recorded between the complement's reading and its own recording."""
    first, second = office.receive(filing, "1.eml"), office.receive(late, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    office.handler.handle(second)
    assert Pli.objects.get(id=second).attempts == 0
    office.settle()
    assert office.manifest(the_dossier())["revision"] == 2
    assert not list(office.tools.store.keys("courriers/"))


def test_parts_of_a_series_read_at_the_same_time_are_one_dossier(
    office: Office, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    part_1 = a_mail("Demande CAMARA 1/2", "Mon dossier de titre de séjour.", ("d.pdf", letter(FORM)), id_="<1@ex>")
    part_2 = a_mail(
        "Re: Demande CAMARA 2/2", "La suite.", ("a.pdf", letter(ATTESTATION)), id_="<2@ex>", answers="<1@ex>"
    )
    first, second = office.receive(part_1, "1.eml"), office.receive(part_2, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    office.handler.handle(second)
    office.settle()
    manifest = office.manifest(the_dossier())
    assert len(manifest["plis"]) == 2
    assert {key.split("/")[1] for key in office.tools.store.keys("dossiers/")} == {manifest["id"]}


def test_of_two_complements_at_the_same_time_none_is_lost(
    office: Office, filing: bytes, late: bytes, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were made from revision 1: the second finds that out when it is recorded, and is made again."""
    office.read(filing)
    other = a_mail(
        "Re: Demande", LATE, ("photo.pdf", letter("<p>Justificatif de domicile, facture EDF, Awa Camara</p>")),
        id_="<9@example.org>", answers="<1@example.org>", day=29,
    )  # fmt: skip
    first, second = office.receive(late, "1.eml"), office.receive(other, "2.eml")
    before_recording(monkeypatch, lambda: office.handler.handle(first))
    with pytest.raises(WeatherError):
        office.handler.handle(second)
    assert office.manifest(the_dossier())["revision"] == 2
    office.settle()
    manifest = office.manifest(the_dossier())
    assert manifest["revision"] == 3
    assert [pli["id"] for pli in manifest["plis"][1:]] == [first, second]
    assert [revision for _, revision, _ in hand_overs()] == [1, 2, 3]


def test_a_complement_is_not_to_blame_for_a_file_of_its_dossier(
    office: Office, filing: bytes, late: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored of the dossier cannot be opened any more: the complement waits, and its letter says why."""
    office.read(filing)

    def unreadable(*_: Any) -> None:
        raise DocumentError("fichier_illisible", "Ce fichier ne s'ouvre plus.")

    monkeypatch.setattr("workers.joined.reopen_pli", unreadable)
    pli = office.read(late)
    courrier = json.loads(office.tools.store.get_bytes(f"courriers/{pli}/courrier.json"))
    assert courrier["reasons"][-1]["code"] == "relecture_impossible"
    assert courrier["belongs_to"] == [the_dossier()]
    assert [row.id for row in in_tray()] == [pli]


def test_the_same_file_again_after_filing_is_listed_in_the_next_revision(office: Office, filing: bytes) -> None:
    office.read(filing, "un.eml")
    pli = office.receive(filing, "deux.eml")
    for _ in range(2):  # the message may come twice
        office.handler.handle(pli)
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], manifest["cause"]) == (2, "correction")
    assert [arrival["name"] for arrival in manifest["plis"][0]["arrivals"]] == ["un.eml", "deux.eml"]
    assert [revision for _, revision, _ in hand_overs()] == [1, 2]


def test_the_same_file_that_arrives_while_it_is_read_is_listed_too(
    office: Office, filing: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_recording(monkeypatch, lambda: office.receive(filing, "deux.eml"))
    pli = office.receive(filing, "un.eml")
    office.handler.handle(pli)
    asked = [message.args["pli"] for message in unsent(10) if message.actor == MAIL.actor]
    assert asked == [pli, pli]
    office.handler.handle(pli)
    assert len(office.manifest(the_dossier())["plis"][0]["arrivals"]) == 2


def test_a_joined_pli_that_arrives_again_is_listed_in_its_dossier(office: Office, filing: bytes, late: bytes) -> None:
    office.read(filing)
    office.read(late, "un.eml")
    office.handler.handle(office.receive(late, "deux.eml"))
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], len(manifest["plis"][1]["arrivals"])) == (3, 2)


class Dying(DirectoryStore):
    """A store whose process dies at the n-th write."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self.left = writes

    def put_bytes(self, key: str, data: bytes, media_type: str) -> Any:
        self._count()
        return super().put_bytes(key, data, media_type)

    def put_file(self, key: str, path: Path, media_type: str) -> Any:
        self._count()
        return super().put_file(key, path, media_type)

    def delete(self, key: str) -> None:
        self._count()
        super().delete(key)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OurError("killed")


@pytest.mark.parametrize("writes", range(10))
def test_broken_off_at_any_write_a_joining_is_done_again_as_if_nothing_had_been(
    office: Office, filing: bytes, late: bytes, tmp_path: Path, writes: int
) -> None:
    office.read(filing)
    first = office.tools.store.get_bytes(f"dossiers/{the_dossier()}/revisions/1.json")
    pli = office.receive(late)
    dying = Dying(tmp_path / "out", writes)
    try:
        Handler(tools=replace(office.tools, store=dying), max_attempts=3).handle(pli)
    except OurError:
        assert Dossier.objects.get().revision == 1
        assert Pli.objects.get(id=pli).status == "waiting"
        assert [revision for _, revision, _ in hand_overs()] == [1]
    else:
        assert dying.left >= 0
    office.settle()
    manifest = office.manifest(the_dossier())
    assert (manifest["revision"], len(manifest["plis"])) == (2, 2)
    assert office.tools.store.get_bytes(f"dossiers/{the_dossier()}/revisions/1.json") == first
    assert [revision for _, revision, _ in hand_overs() if revision > 1] == [2]
