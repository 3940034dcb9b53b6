"""The accounts of the chaos bench: nothing is wrong with what was filed well, and each kind of wrong is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.models import F
from django.utils import timezone

from bench.chaos.accounts import take_accounts
from bench.chaos.deliveries import Deliveries, read_deliveries
from bench.chaos.mail import Fate, Item, make_mail
from ingest.separators import print_sheets
from storage.register.history import append_event
from storage.register.ledger import acknowledge
from storage.register.models import Dossier, Outbox, Pli
from storage.register.models.event import Kind
from tests.workers.office import Office

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def items(office: Office, tmp_path: Path) -> list[Item]:
    """Mail of every fate, read and filed; every dossier is acknowledged."""
    print_sheets(tmp_path / "sheets.pdf", 4)
    fed: dict[Fate, Item] = {}
    for item in make_mail(120, tmp_path / "sheets.pdf", seed=1):
        if item.fate is Fate.JOINED or (item.fate is Fate.FILED and item.name.endswith(".eml")):
            continue  # of a thread both parts would be wanted
        fed.setdefault(item.fate, item)
    for item in fed.values():
        office.read(item.content, item.name)
    Outbox.objects.update(sent_at=timezone.now())
    for row in Dossier.objects.all():
        assert acknowledge(row.id, row.revision)
    return list(fed.values())


def _deliveries() -> Deliveries:
    revisions = frozenset(Dossier.objects.values_list("id", "revision"))
    return Deliveries(revisions=revisions, repeats=0, differing=())


def _lose_an_original(office: Office, item: Item) -> None:
    office.tools.store.delete(Pli.objects.get(id=item.pli).key)


def _leave_something(office: Office, item: Item) -> None:
    office.tools.store.put_bytes(f"dossiers/{item.dossier}/pieces/99-autre.pdf", b"%PDF", "application/pdf")


def _lose_a_piece(office: Office, item: Item) -> None:
    office.tools.store.delete(office.manifest(item.dossier)["pieces"][0]["key"])


def _wait(office: Office, item: Item) -> None:
    office.receive(item.content + b"%", "autre.pdf")


def _not_sent(_: Office, item: Item) -> None:
    Outbox.objects.filter(queue="instruction").update(sent_at=None)


def _another_revision(_: Office, item: Item) -> None:
    Dossier.objects.filter(id=item.dossier).update(revision=F("revision") + 1)


def _file_twice(_: Office, item: Item) -> None:
    append_event(Kind.PLI, item.pli, "filed", who="worker", why=item.dossier)


@pytest.mark.parametrize(
    ("spoil", "wrong"),
    [
        (_lose_an_original, "lost: not in the store"),
        (_lose_a_piece, "piece missing or another"),
        (_leave_something, "left over in dossiers/"),
        (_wait, "stuck: waiting"),
        (_not_sent, "stuck: unsent"),
        (_another_revision, "manifest of another revision than registered"),
        (_file_twice, "doubled: filed more than once"),
    ],
)
def test_what_went_well_is_right_and_each_wrong_is_found(
    office: Office, items: list[Item], spoil: Callable[[Office, Item], None], wrong: str
) -> None:
    accounts = take_accounts(items, (), office.tools.store, _deliveries())
    assert accounts.right, accounts.examples
    spoil(office, next(item for item in items if item.fate is Fate.FILED))
    assert take_accounts(items, (), office.tools.store, _deliveries()).wrongs[wrong]


def test_a_file_that_ended_otherwise_than_its_content_asks_for_is_found(office: Office, items: list[Item]) -> None:
    [absence] = (item for item in items if item.fate is Fate.COURRIER)
    wanted = [replace(item, fate=Fate.QUARANTINE) if item is absence else item for item in items]
    wrongs = take_accounts(wanted, (), office.tools.store, _deliveries()).wrongs
    assert wrongs["quarantine ended otherwise"] == 1


def test_a_file_that_nobody_registered_is_found_and_so_is_one_that_nobody_fed(
    office: Office, items: list[Item]
) -> None:
    other = replace(items[0], name="autre.pdf", content=items[0].content + b"%")
    wrongs = take_accounts([*items, other], (), office.tools.store, _deliveries()).wrongs
    assert wrongs["lost: never registered"] == 1
    assert take_accounts(items[1:], (), office.tools.store, _deliveries()).wrongs["plis invented"] == 1


def test_a_hand_over_that_never_came_or_came_as_another_is_found(office: Office, items: list[Item]) -> None:
    none = take_accounts(items, (), office.tools.store, Deliveries(revisions=frozenset(), repeats=0, differing=()))
    assert none.wrongs["lost: not handed over"] == Dossier.objects.count()
    dossier = Dossier.objects.first()
    assert dossier is not None
    came = _deliveries()
    other = Deliveries(revisions=came.revisions, repeats=1, differing=((dossier.id, 1),))
    assert take_accounts(items, (), office.tools.store, other).wrongs["repeated as another message"] == 1


def test_a_repeat_is_the_same_message_or_it_is_told(tmp_path: Path) -> None:
    notes = tmp_path / "deliveries.jsonl"
    first, same, other = (json.dumps({"id": name, "dossier": "d", "revision": 1}) for name in ("a", "a", "b"))
    notes.write_text("\n".join([first, same, '{"id": "a", "doss']), encoding="utf-8")
    assert read_deliveries(notes) == Deliveries(revisions=frozenset({("d", 1)}), repeats=1, differing=())
    notes.write_text(f"{first}\n{other}", encoding="utf-8")
    assert read_deliveries(notes).differing == (("d", 1),)
