"""After a jam: what is scanned again stands for what was scanned before, in one dossier, and nothing is dropped."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from dossier.errors import WeatherError
from dossier.mail import Channel, DateSource
from ingest.intake import FileArrival
from ingest.separators import print_sheets
from storage.register.ledger import batches_to_check, counts, doubts_in, latest_batches, see_batch
from storage.register.models import Dossier, Event, Outbox, Pli
from tests.classify.builders import PEOPLE
from tests.workers.mail import ATTESTATION, FORM
from workers.handling import Handler
from workers.intake import RegisterIntake
from workers.reception import Tools

pytestmark = pytest.mark.usefixtures("register")

LOT = "K7Q2XN4B"
DAY = date(2026, 11, 16)
HER, HIM = PEOPLE["nguyen"], PEOPLE["benali"]
Sheet = Callable[[Path], None]
Part = bytes | Sheet


def cover(expected: int, lot: str = LOT) -> Sheet:
    return lambda path: print_sheets(path, 0, expected, arrived_on=DAY, lot=lot)


def separator(path: Path) -> None:
    print_sheets(path, 1)


def resume(envelope: int) -> Sheet:
    return lambda path: print_sheets(path, 0, resume_at=[envelope])


class Mailroom:
    """Scans that are received and read, one after the other, as a worker does."""

    def __init__(self, tools: Tools, folder: Path) -> None:
        self.tools = tools
        self._folder = folder
        self._scans = 0
        self._handler = Handler(tools=tools, max_attempts=3)

    def receive(self, *parts: Part, embedded: bytes | None = None) -> str:
        """The scan of these parts, put together; ``embedded`` is a file in it."""
        self._scans += 1
        path = self._folder / f"scan-{self._scans}.pdf"
        with pikepdf.new() as lot:
            for number, part in enumerate(parts):
                one = self._folder / f"part-{self._scans}-{number}.pdf"
                if isinstance(part, bytes):
                    one.write_bytes(part)
                else:
                    part(one)
                with pikepdf.open(one) as pdf:
                    lot.pages.extend(pdf.pages)
            if embedded is not None:
                lot.attachments["facture.pdf"] = embedded
            lot.save(path)
        arrival = FileArrival(
            name=path.name,
            received_at=datetime(2026, 11, 16, 9, tzinfo=UTC) + timedelta(minutes=self._scans),
            received_at_source=DateSource.FILE,
            channel=Channel.POST,
        )
        return RegisterIntake(self.tools.store).receive(path, arrival).pli

    def read(self) -> None:
        """Every pli that waits, until none does."""
        while waiting := list(
            Pli.objects.filter(status="waiting").order_by("created_at", "id").values_list("id", flat=True)
        ):
            for pli in waiting:
                self._handler.handle(pli)

    def scan(self, *parts: Part) -> None:
        self.receive(*parts)
        self.read()

    def manifests(self) -> list[Any]:
        rows = Dossier.objects.order_by("created_at", "id")
        return [json.loads(self.tools.store.get_bytes(row.manifest)) for row in rows]


@pytest.fixture
def mailroom(tools: Tools, tmp_path: Path) -> Iterator[Mailroom]:
    folder = tmp_path / "scans"
    folder.mkdir()
    yield Mailroom(tools, folder)


@pytest.fixture
def pages(letter: Callable[..., bytes]) -> Callable[[str], bytes]:
    """A page that says this, its lines kept."""
    return lambda text: letter(f'<div style="white-space: pre-line">{text}</div>')


def _letters(who: Any, pages: Callable[[str], bytes]) -> tuple[bytes, bytes, bytes]:
    named = ATTESTATION.replace("Awa Camara", f"{who.prenoms} {who.nom}").replace(
        "née le 4 mars 1991, n° étranger 3301234567", ""
    )
    return pages(who.lettre), pages(who.formulaire), pages(named)


def _page_counts(manifest: Any) -> tuple[int, int]:
    """(pages of the originals, pages that stand somewhere)."""
    listed = sum(len(piece["pages"]) for piece in manifest["pieces"]) + len(manifest["skipped_pages"])
    return sum(original["pages"] for pli in manifest["plis"] for original in pli["originals"]), listed


def test_an_envelope_scanned_again_replaces_the_old_scan_in_its_dossier(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    (her_letter, her_form, her_proof), (his_letter, his_form, _) = _letters(HER, pages), _letters(HIM, pages)
    mailroom.scan(cover(2), her_letter, her_form, separator, his_letter, his_form)
    assert [row.outcome for row in Dossier.objects.all()] == ["irrecevable", "irrecevable"]
    her_old = Pli.objects.get(lot_position=1)
    mailroom.scan(cover(2), resume(1), her_letter, her_form, her_proof)  # the proof had stuck in the feeder

    assert Dossier.objects.count() == 2
    manifest = next(one for one in mailroom.manifests() if one["plis"][0]["id"] == her_old.id)
    old, new = manifest["plis"]
    assert (manifest["revision"], manifest["cause"]) == (2, "correction")
    assert (old["lot"]["replaces"], new["lot"]["replaces"]) == (None, her_old.id)
    assert new["received_at_source"] == "batch_sheet"
    assert manifest["recevabilite"]["fondement"] == "attestation_ccc"
    assert _page_counts(manifest) == (5, 5)
    assert [(one["page"], one["why"]) for one in manifest["skipped_pages"]] == [(1, "set_aside"), (2, "set_aside")]
    assert {page["original"] for piece in manifest["pieces"] for page in piece["pages"]} == {1}
    for pli in (old, new):
        assert mailroom.tools.store.exists(pli["originals"][0]["key"])
    assert mailroom.tools.store.exists(f"dossiers/{manifest['id']}/revisions/1.json")
    assert "replaced" in Event.objects.filter(subject=her_old.id).values_list("what", flat=True)
    [batch] = latest_batches()
    assert (batch.found, batch.expected, batch.to_check) == (2, 2, False)
    assert Outbox.objects.filter(actor="recevoir_dossier", args__revision=2, args__cause="correction").exists()
    tally = counts().plis
    assert tally.received == tally.filed + tally.courriers + tally.waiting + tally.quarantine == 3


def test_a_lot_that_a_jam_broke_off_goes_on_with_a_resumption_sheet(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    her, him = _letters(HER, pages), _letters(HIM, pages)
    mailroom.scan(cover(2), *her)
    assert batches_to_check() == 1
    [event] = Event.objects.filter(what="count_differs")
    assert event.why == "1 / 2"
    mailroom.scan(cover(2), resume(2), *him)
    assert Dossier.objects.count() == 2
    assert batches_to_check() == 0


def test_another_person_s_envelope_replaces_nobody_s(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    mailroom.scan(cover(1), *_letters(HER, pages))
    mailroom.scan(cover(1), resume(1), *_letters(HIM, pages))
    assert sorted(one["revision"] for one in mailroom.manifests()) == [1, 1]
    [doubt] = doubts_in(LOT)
    assert doubt.doubt == "autre_personne"
    assert batches_to_check() == 1
    assert see_batch(LOT, who="agent")
    assert not see_batch(LOT, who="agent")
    assert batches_to_check() == 0


def test_a_resumption_sheet_alone_sets_nobody_s_pages_aside(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    """It is laid at the wrong place, or somebody has put one into their envelope: what follows names nobody."""
    nameless = pages("Bonjour, voici la suite de mon courrier.")
    mailroom.scan(cover(2), *_letters(HER, pages), separator, nameless, resume(1), nameless)
    manifest = next(one for one in mailroom.manifests() if one["plis"][0]["lot"]["position"] == 1)
    assert (manifest["revision"], manifest["skipped_pages"]) == (1, [])
    assert [doubt.doubt for doubt in doubts_in(LOT)] == ["non_remplace"]
    assert batches_to_check() == 1


def test_a_lot_scanned_twice_without_a_resumption_sheet_is_for_a_person(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    her = _letters(HER, pages)
    mailroom.scan(cover(1), *her)
    mailroom.scan(cover(1), *her, pages("<p>Une page de plus</p>"))
    assert [doubt.doubt for doubt in doubts_in(LOT)] == ["deja_numerise"]
    [batch] = latest_batches()
    assert (batch.found, batch.count_differs, batch.to_check) == (2, True, True)


def test_a_resumption_sheet_without_its_cover_sheet_is_for_a_person(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    mailroom.scan(resume(1), *_letters(HER, pages))
    assert Dossier.objects.count() == 1
    assert [doubt.doubt for doubt in doubts_in(None)] == ["sans_feuille_de_tete"]


def test_a_new_scan_stands_for_one_that_nobody_could_read(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    mailroom.scan(cover(1), *[pages("&nbsp;")] * 3)  # laid in face down; the first one passes for the sheet's back
    [blank] = Pli.objects.filter(status="quarantine")
    mailroom.scan(cover(1), resume(1), *_letters(HER, pages))
    assert "replaced" in Event.objects.filter(subject=blank.id).values_list("what", flat=True)
    assert batches_to_check() == 0


def test_a_resumption_waits_for_the_first_scan_to_be_read(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    her = _letters(HER, pages)
    mailroom.receive(cover(1), *her)
    again = mailroom.receive(cover(1), resume(1), *her, pages("<p>Une page de plus</p>"))
    handler = Handler(tools=mailroom.tools, max_attempts=3)
    handler.handle(again)
    [child] = Pli.objects.filter(lot=again)
    with pytest.raises(WeatherError):
        handler.handle(child.id)
    mailroom.read()
    [manifest] = mailroom.manifests()
    assert (manifest["revision"], len(manifest["plis"])) == (2, 2)


def test_an_envelope_scanned_a_third_time_replaces_the_second(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    her: Sequence[bytes] = _letters(HER, pages)
    mailroom.scan(cover(1), her[0])
    mailroom.scan(cover(1), resume(1), *her[:2])
    mailroom.scan(cover(1), resume(1), *her)
    [manifest] = mailroom.manifests()
    first, second, third = manifest["plis"]
    assert [pli["lot"]["replaces"] for pli in manifest["plis"]] == [None, first["id"], second["id"]]
    assert manifest["recevabilite"]["fondement"] == "attestation_ccc"
    assert _page_counts(manifest) == (6, 6)
    assert {page["original"] for piece in manifest["pieces"] for page in piece["pages"]} == {2}
    assert third["lot"]["position"] == 1


def test_a_resumption_waits_for_what_it_replaces(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    """The proof waits to be joined to its dossier when the envelope's second scan is read: one stands in the end."""
    mailroom.scan(pages(FORM))
    handler = Handler(tools=mailroom.tools, max_attempts=3)
    lot = mailroom.receive(cover(2), pages(ATTESTATION), separator, pages(HIM.lettre))
    handler.handle(lot)
    again = mailroom.receive(cover(2), resume(1), pages(ATTESTATION), pages("<p>Sa deuxième page</p>"))
    handler.handle(again)
    old, [new] = Pli.objects.get(lot=lot, lot_position=1), Pli.objects.filter(lot=again)
    assert (old.status, new.status) == ("waiting", "waiting")
    with pytest.raises(WeatherError):
        handler.handle(new.id)
    mailroom.read()
    manifest = mailroom.manifests()[0]
    assert [pli["lot"]["replaces"] for pli in manifest["plis"][1:]] == [None, old.id]
    assert batches_to_check() == 0


def test_a_new_scan_that_joins_a_dossier_stands_for_one_that_nobody_could_read(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    mailroom.scan(pages(FORM))
    mailroom.scan(cover(1), *[pages("&nbsp;")] * 3)
    mailroom.scan(cover(1), resume(1), pages(ATTESTATION))
    [manifest] = mailroom.manifests()
    assert len(manifest["plis"]) == 2
    assert batches_to_check() == 0


def test_what_is_embedded_in_a_resumed_lot_is_never_dropped(mailroom: Mailroom, pages: Callable[[str], bytes]) -> None:
    """It goes with the first envelope, which is not read again without it: a person says what that replaces."""
    her = _letters(HER, pages)
    mailroom.scan(cover(1), *her[:2])
    mailroom.receive(cover(1), resume(1), *her, embedded=pages("<p>Facture d'électricité</p>"))
    mailroom.read()
    originals = [
        one["name"] for manifest in mailroom.manifests() for pli in manifest["plis"] for one in pli["originals"]
    ]
    assert any("facture" in name for name in originals)
    assert [doubt.doubt for doubt in doubts_in(LOT)] == ["non_remplace"]


def test_a_worker_killed_before_the_lot_is_recorded_leaves_nothing_twice(
    mailroom: Mailroom, pages: Callable[[str], bytes]
) -> None:
    """Its plis are stored, and nothing of it is in the register: read again it gives the same ids, and no others."""

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    lot = mailroom.receive(cover(2), pages(HER.lettre), separator, pages(HIM.lettre))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.handling.record", kill)
        with pytest.raises(Killed):
            Handler(tools=mailroom.tools, max_attempts=3).handle(lot)
    stored = set(mailroom.tools.store.keys("dossiers/")) | set(mailroom.tools.store.keys("plis/"))
    assert (Pli.objects.count(), Dossier.objects.count()) == (1, 0)
    mailroom.read()
    assert set(mailroom.tools.store.keys("dossiers/")) | set(mailroom.tools.store.keys("plis/")) == stored
    assert Dossier.objects.count() == Pli.objects.filter(lot=lot).count() == 2
    [batch] = latest_batches()
    assert (batch.found, batch.expected) == (2, 2)
