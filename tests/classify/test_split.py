import tomllib
from pathlib import Path
from typing import Any

import pytest

from classify.reading import read_bundle
from tests.classify.builders import bundle_of

BUNDLES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "bundles_hard.toml").read_text(encoding="utf-8")
)["bundle"]


@pytest.mark.parametrize("bundle", BUNDLES, ids=[bundle["name"] for bundle in BUNDLES])
def test_a_bundle_meant_to_fool_is_cut_right(bundle: dict[str, Any]) -> None:
    pieces = read_bundle(bundle_of(*bundle["pages"], prefecture="77")).pieces
    assert [[piece.type, len(piece.pages)] for piece in pieces] == bundle["runs"]
