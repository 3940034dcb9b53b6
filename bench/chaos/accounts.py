"""What stands where afterwards: an account of its own, from what was fed, the register, the store and the consumer."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.chaos.deliveries import Deliveries
from bench.chaos.mail import Fate, Item
from storage.objects import ObjectStore


@dataclass(kw_only=True, slots=True)
class Accounts:
    """Counts of wrongs by kind, each with the names of the first few. All of them must be 0."""

    wrongs: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def right(self) -> bool:
        return not self.wrongs.total()

    def must(self, true: bool, wrong: str, of: object = "") -> None:
        self.wrongs[wrong] += not true
        if not true and len(self.examples[wrong]) < 5:
            self.examples[wrong].append(str(of))


def take_accounts(
    items: Sequence[Item], by_both: Collection[str], store: ObjectStore, deliveries: Deliveries
) -> Accounts:
    """Compares what was fed with everything that is there; ``by_both`` names what came in by both doors."""
    accounts = Accounts()
    objects = sorted(store.keys(""))
    _account_for_files(accounts, items, store, objects)
    _account_for_fates(accounts, items, by_both)
    listed = _account_for_dossiers(accounts, store)
    _account_for_register(accounts)
    _account_for_hand_over(accounts, deliveries)
    _account_for_objects(accounts, objects, listed)
    return accounts


def _account_for_files(accounts: Accounts, items: Sequence[Item], store: ObjectStore, objects: Sequence[str]) -> None:
    """Every file is registered and in the store with the same bytes, once."""
    from storage.register.models import Pli

    rows = {row.id: row for row in Pli.objects.filter(lot=None)}
    accounts.must(rows.keys() <= {item.pli for item in items}, "plis invented")
    originals = defaultdict(list)
    for key in objects:
        if key.startswith("plis/") and "/parts/" not in key:
            originals[key.split("/")[1]].append(key)
    for item in items:
        found = rows.get(item.pli)
        accounts.must(found is not None, "lost: never registered", item.name)
        if (row := found) is not None:
            kept = store.get_bytes(row.key) if row.key in objects else b""
            accounts.must(hashlib.sha256(kept).hexdigest() == item.sha256, "lost: not in the store", item.name)
            accounts.must(originals[item.pli] == [row.key], "doubled: originals", originals[item.pli])


def _account_for_fates(accounts: Accounts, items: Sequence[Item], by_both: Collection[str]) -> None:
    """Every pli ended, once, as it should."""
    from storage.register.models import Event, Pli

    rows = {row.id: row for row in Pli.objects.all()}
    by_name = {item.name: item for item in items}
    ends = Counter(Event.objects.filter(kind="pli", what="filed").values_list("subject", flat=True))
    for row in rows.values():
        accounts.must(row.status != "waiting", "stuck: waiting", f"{row.id} {row.name} {row.attempts}")
        accounts.must(ends[row.id] == (row.status == "filed"), "doubled: filed more than once", row.id)
    for item in items:
        if (known := rows.get(item.pli)) is None:
            continue
        row = known
        opener = by_name[item.follows] if item.follows else item
        wanted = "filed" if item.fate is Fate.JOINED else item.fate.value
        accounts.must(
            row.status == wanted, f"{item.fate} ended otherwise", f"{item.name} {row.status} {row.fault_code}"
        )
        if row.status == "filed":
            accounts.must(row.dossier_id == opener.dossier, "doubled: another dossier", f"{item.name} {row.dossier_id}")
        cut = [child for child in rows.values() if child.lot_id == row.id]
        if item.fate is Fate.DIVIDED:
            accounts.must(len(cut) == item.plis, "lot with another number of plis", item.name)
            accounts.must(all(child.status == "filed" for child in cut), "envelope ended otherwise", item.name)
        if item.name in by_both:
            accounts.must(row.arrivals.count() == 2, "arrivals of what came twice", item.name)


def _account_for_dossiers(accounts: Accounts, store: ObjectStore) -> set[str]:
    """Every manifest is whole: its revisions are there, its files too, each page stands once. The keys it lists."""
    from storage.register.models import Dossier

    listed: set[str] = set()
    for row in Dossier.objects.all():
        latest = json.loads(store.get_bytes(row.manifest))
        accounts.must(latest["revision"] == row.revision, "manifest of another revision than registered", row.id)
        accounts.must(latest["numero"] == row.numero, "manifest of another numero than registered", row.id)
        listed.add(row.manifest)
        for number in range(1, row.revision + 1):
            key = f"dossiers/{row.id}/revisions/{number}.json"
            revision = json.loads(store.get_bytes(key)) if store.exists(key) else None
            accounts.must(revision is not None, "revision missing", key)
            if revision is not None:
                listed |= {key, *_keys_of(revision)}
        accounts.must(revision == latest, "manifest differs from its revision", row.id)
        plis, told = set(row.plis.values_list("id", flat=True)), {pli["id"] for pli in latest["plis"]}
        accounts.must(plis == told, "plis listed and registered differ", (row.id, sorted(plis ^ told)))
        accounts.must(_listed_pages(latest) == _there(latest), "pages not listed once each", row.id)
        for piece in latest["pieces"]:
            there = store.exists(piece["key"])
            sha256 = hashlib.sha256(store.get_bytes(piece["key"])).hexdigest() if there else ""
            accounts.must(sha256 == piece["sha256"], "piece missing or another", piece["key"])
        for pli in latest["plis"] if plis == told else ():
            arrivals = set(row.plis.get(id=pli["id"]).arrivals.values_list("name", flat=True))
            accounts.must(arrivals == {one["name"] for one in pli["arrivals"]}, "arrivals not listed", pli["id"])
    return listed


def _keys_of(manifest: dict[str, Any]) -> Iterator[str]:
    yield from (piece["key"] for piece in manifest["pieces"])
    yield from (original["key"] for pli in manifest["plis"] for original in pli["originals"])


def _listed_pages(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    pages = [page for piece in manifest["pieces"] for page in piece["pages"]] + manifest["skipped_pages"]
    return sorted((page["original"], page["page"]) for page in pages)


def _there(manifest: dict[str, Any]) -> list[tuple[int, int]]:
    originals = [original for pli in manifest["plis"] for original in pli["originals"]]
    return [(at, page) for at, original in enumerate(originals) for page in range(1, original["pages"] + 1)]


def _account_for_register(accounts: Accounts) -> None:
    """Reconciled, nothing left to send, no history tampered with, no number given twice."""
    from storage.register.ledger import counts, find_tampering
    from storage.register.models import Dossier, Outbox

    plis = counts().plis
    whole = plis.filed + plis.courriers + plis.waiting + plis.quarantine
    accounts.must(plis.received == whole, "not reconciled", plis)
    for unsent in Outbox.objects.filter(sent_at=None):
        accounts.must(False, "stuck: unsent", unsent.dedup)
    for tampering in find_tampering():
        accounts.must(False, "history does not hold together", tampering)
    numeros = Counter(Dossier.objects.values_list("numero", flat=True))
    accounts.must(all(number == 1 for number in numeros.values()), "doubled: numero")


def _account_for_hand_over(accounts: Accounts, deliveries: Deliveries) -> None:
    """The consumer has every revision, and every repeat was the same message; its answers came back."""
    from storage.register.models import Dossier

    wanted = {(row.id, number) for row in Dossier.objects.all() for number in range(1, row.revision + 1)}
    for key in sorted(wanted - deliveries.revisions):
        accounts.must(False, "lost: not handed over", key)
    for key in sorted(deliveries.revisions - wanted):
        accounts.must(False, "handed over and not registered", key)
    for key in deliveries.differing:
        accounts.must(False, "repeated as another message", key)
    for row in Dossier.objects.exclude(stage="acknowledged"):
        accounts.must(False, "not acknowledged", f"{row.id} {row.stage}")


def _account_for_objects(accounts: Accounts, objects: Sequence[str], listed: set[str]) -> None:
    """Nothing lies in the store that nobody knows of."""
    from storage.register.models import Pli

    plis = {row.id: row for row in Pli.objects.all()}
    courriers = {name for name, row in plis.items() if row.status == "courrier"}
    faulty = {name for name, row in plis.items() if row.status == "quarantine" or row.fault_code}
    known = {"plis": set(plis), "courriers": courriers, "quarantine": faulty}
    for key in objects:
        kind, name = key.split("/")[:2]
        wanted = kind == "lots" or key in listed or name in known.get(kind, ())
        accounts.must(wanted, f"left over in {kind}/", key)


def left_files(folder: Path) -> list[str]:
    """What temporary files are there still."""
    return sorted(path.name for path in folder.iterdir())
