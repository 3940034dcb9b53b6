"""Ordered mail, made and written where ``pli process`` finds it, with what is true of it beside."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bench.quality.plan import Order
from ingest.separator_sheets import print_sheets
from specimens import SpecimenFiling, Truth, broken, filing, lot, other_mail

_PARIS = ZoneInfo("Europe/Paris")
_TRUTH = "truth.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One file of mail: ``path`` from ``folder/mail``, ``truths`` as in :class:`specimens.SpecimenFiling`."""

    group: str
    path: str
    sha256: str
    truths: tuple[Truth, ...]


_ITEMS = TypeAdapter(list[Item])


def make_all(orders: Sequence[Order], folder: Path, *, jobs: int) -> list[Item]:
    """The mail of ``orders`` in ``folder/mail/<préfecture>/``, as old as its arrival: dates are judged against that.

    What is true of it goes to ``folder/truth.json``, outside of what the program is shown.
    """
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        made = zip(orders, pool.map(make, orders), strict=True)
        items = [_saved(order, number, specimen, folder) for number, (order, specimen) in enumerate(made)]
    (folder / _TRUTH).write_bytes(_ITEMS.dump_json(items, indent=1))
    return items


def kept_items(folder: Path) -> list[Item]:
    """What :func:`make_all` made there earlier."""
    return _ITEMS.validate_json((folder / _TRUTH).read_bytes())


def make(order: Order) -> SpecimenFiling:
    """One item of mail, the same for the same order."""
    if order.kind == "other":
        return other_mail(order.names[0], order.seed, departement=order.departement)
    if order.kind == "broken":
        return broken(order.names[0], order.seed, departement=order.departement)
    if order.kind == "lot":
        sheets = _separators(len(order.names))
        return lot(order.names, order.seed, separators=sheets, size=order.size, departement=order.departement)
    return filing(
        order.names[0],
        order.seed,
        by=order.by,
        clean=order.clean,
        profile=order.profile,
        size=order.size,
        departement=order.departement,
        only=order.only,
    )


def _separators(count: int) -> bytes:
    with TemporaryDirectory() as work:
        path = Path(work) / "sheets.pdf"
        print_sheets(path, count)
        return path.read_bytes()


def _saved(order: Order, number: int, specimen: SpecimenFiling, folder: Path) -> Item:
    truth = specimen.truth
    path = folder / "mail" / str(truth.prefecture) / f"{number:03}" / specimen.file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(specimen.file.data)
    moment = datetime.combine(truth.reception, time(9, 0), tzinfo=_PARIS).timestamp()
    os.utime(path, (moment, moment))
    return Item(
        group=order.group,
        path=str(path.relative_to(folder / "mail")),
        sha256=hashlib.sha256(specimen.file.data).hexdigest(),
        truths=specimen.truths,
    )
