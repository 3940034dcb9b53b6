"""Every page of every original stands exactly once."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossier.errors import OurError
from dossier.filing import Dossier
from dossier.page import PageRef
from dossier.piece import Skip, SkippedPage
from storage.accounting import unaccounted
from storage.manifest import dossier_json
from tests.storage.samples import a_dossier
from tests.storage.strategies import dossiers, without


def with_skipped(dossier: Dossier, ref: PageRef) -> Dossier:
    skipped = (*dossier.findings.skipped, SkippedPage(ref=ref, why=Skip.DUPLICATE))
    return replace(dossier, findings=replace(dossier.findings, skipped=skipped))


def pages_of(dossier: Dossier) -> list[PageRef]:
    files = [original for pli in dossier.plis for original in pli.originals]
    return [PageRef(i, number) for i, file in enumerate(files) for number in range(1, file.pages + 1)]


@settings(max_examples=40)
@given(dossiers())
def test_a_dossier_that_lists_each_page_once_has_all_of_them(dossier: Dossier) -> None:
    assert unaccounted(dossier) == ()


@settings(max_examples=40)
@given(dossiers(), st.data())
def test_a_page_left_out_is_found(dossier: Dossier, data: st.DataObject) -> None:
    pages = pages_of(dossier)
    assume(pages)
    left_out = data.draw(st.sampled_from(pages))
    assert unaccounted(without(dossier, left_out)) == (left_out,)


@settings(max_examples=40)
@given(dossiers(), st.data())
def test_a_page_listed_twice_is_found(dossier: Dossier, data: st.DataObject) -> None:
    pages = pages_of(dossier)
    assume(pages)
    doubled = data.draw(st.sampled_from(pages))
    assert unaccounted(with_skipped(dossier, doubled)) == (doubled,)


@pytest.mark.parametrize("ref", [PageRef(0, 4), PageRef(0, 0), PageRef(1, 1), PageRef(-1, 1)])
def test_a_page_that_no_original_has_is_found(ref: PageRef) -> None:
    assert unaccounted(with_skipped(a_dossier(), ref)) == (ref,)


def test_a_dossier_that_lost_a_page_is_not_written() -> None:
    with pytest.raises(OurError, match=r"not accounted for exactly once: \[\(0, 3\)\]"):
        dossier_json(without(a_dossier(), PageRef(0, 3)))
