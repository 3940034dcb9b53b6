"""Arrival numbers for people."""

from dataclasses import replace

from storage.register import models
from storage.register.ledger import record_filing, reserve_numero
from tests.storage.samples import a_dossier, arrived


def test_numbers_follow_each_other(any_register: str) -> None:
    given = [reserve_numero(f"d-{n}", prefecture="33", year=2026) for n in range(3)]
    assert given == ["2026-000001", "2026-000002", "2026-000003"]


def test_each_prefecture_and_each_year_counts_for_itself(any_register: str) -> None:
    where_and_when = [("33", 2026), ("75", 2026), (None, 2026), ("33", 2027)]
    given = [reserve_numero(f"d-{p}-{y}", prefecture=p, year=y) for p, y in where_and_when]
    assert given == ["2026-000001", "2026-000001", "2026-000001", "2027-000001"]


def test_work_done_again_burns_no_number(any_register: str) -> None:
    first = reserve_numero("d-1", prefecture="33", year=2026)
    assert reserve_numero("d-1", prefecture="33", year=2027) == first
    assert reserve_numero("d-2", prefecture="33", year=2026) == "2026-000002"


def test_a_filed_dossier_bears_its_number(any_register: str) -> None:
    dossier = a_dossier()
    numero = reserve_numero(dossier.id, prefecture=dossier.prefecture, year=2026)
    record_filing(arrived(), replace(dossier, numero=numero), manifest="m")
    assert models.Dossier.objects.get().numero == numero == "2026-000001"
