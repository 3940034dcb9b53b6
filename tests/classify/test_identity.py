"""Whose filing it is, in papers of many layouts: forms, cards, letters, with hosts, spouses and advisers beside."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from classify.reading import read_bundle
from tests.classify.builders import bundle_of

CASES = {
    case["name"]: case
    for case in tomllib.loads(Path(__file__).with_name("persons.toml").read_text(encoding="utf-8"))["case"]
}


@pytest.mark.parametrize("name", CASES)
def test_the_demandeur_is_who_the_papers_are_about(name: str) -> None:
    case: dict[str, Any] = CASES[name]
    wanted = {**case["demandeur"], **dict.fromkeys(case["absent"])}
    found = read_bundle(bundle_of(*case["pages"], prefecture=None)).demandeur
    assert {field: plain(field, getattr(found, field)) for field in wanted} == {
        field: plain(field, value) for field, value in wanted.items()
    }


def plain(field: str, value: str | None) -> str | None:
    """Case and the layout of numbers do not count."""
    if value is None:
        return None
    return value.replace(" ", "") if field == "telephone" else value.upper()
