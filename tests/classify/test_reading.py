import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from classify.reading import read_bundle
from dossier.bundle import Bundle
from dossier.findings import Findings
from dossier.mail import Channel
from dossier.page import Barcode, PageRef
from dossier.piece import Skip
from dossier.recevabilite import Motif, Outcome
from dossier.word import Box
from tests.classify.builders import RECEIVED, bundle_of, bundle_of_filing, page_of, scan

HERE = Path(__file__).parent


def filings() -> list[Mapping[str, Any]]:
    files = sorted(HERE.glob("filings_*.toml"))
    return [filing for file in files for filing in tomllib.loads(file.read_text(encoding="utf-8"))["filing"]]


def accounted(findings: Findings) -> list[PageRef]:
    pieces = [page.ref for piece in findings.pieces for page in piece.pages]
    return sorted(pieces + [page.ref for page in findings.skipped])


@pytest.mark.parametrize("filing", filings(), ids=lambda filing: filing["name"])
def test_a_filing_has_the_outcome_that_the_contract_asks_for(filing: Mapping[str, Any]) -> None:
    bundle = bundle_of_filing(filing)
    findings = read_bundle(bundle)
    finding = findings.recevabilite
    assert finding.outcome.value in {filing["expect"], filing.get("or", filing["expect"])}
    assert (finding.fondement and finding.fondement.value) == filing.get(
        "fondement", finding.fondement and finding.fondement.value
    )
    if "reasons" in filing:
        assert finding.reasons[0].code.value in filing["reasons"]
    if "alerte" in filing:
        assert [alerte.code for alerte in findings.alertes] == [filing["alerte"]]
    assert accounted(findings) == sorted(page.ref for page in bundle.pages)


@pytest.mark.parametrize("filing", filings(), ids=lambda filing: filing["name"])
def test_evidence_is_the_words_of_the_page_it_points_at(filing: Mapping[str, Any]) -> None:
    bundle = bundle_of_filing(filing)
    findings = read_bundle(bundle)
    if findings.recevabilite.outcome is Outcome.RECEVABLE:
        assert findings.recevabilite.evidence
    pages = {page.ref: page.page for page in bundle.pages}
    for evidence in findings.recevabilite.evidence:
        ref = findings.pieces[evidence.piece - 1].pages[evidence.page - 1].ref
        assert evidence.quote in pages[ref].text.replace("\n", " ")
        assert all(0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1 for box in evidence.boxes)


@pytest.mark.parametrize(
    "name", ["no head: an invitation whose office cannot be read", "refusal of the prefecture", "both documents"]
)
def test_a_channel_that_is_not_open_is_said_and_decides_nothing(name: str) -> None:
    bundle = bundle_of_filing(next(filing for filing in filings() if filing["name"] == name))
    found = read_bundle(bundle).recevabilite
    elsewhere = read_bundle(replace(bundle, channel_open=False)).recevabilite
    assert [r.code for r in elsewhere.reasons] == [*(r.code for r in found.reasons), Motif.CANAL_NON_AUTORISE]
    assert (elsewhere.outcome, elsewhere.confidence) == (found.outcome, found.confidence)


def test_a_bundle_without_a_readable_page_still_has_findings() -> None:
    findings = read_bundle(Bundle(pages=(), channel=Channel.POST, received_at=RECEIVED))
    assert findings.pieces == ()
    assert findings.recevabilite.outcome is Outcome.IRRECEVABLE


def test_blank_pages_and_separator_sheets_are_skipped_and_listed() -> None:
    code = Barcode(symbology="QRCode", content=b"PLI-SEP:1:7", box=Box(0.4, 0.4, 0.6, 0.6))
    pages = scan(page_of("", barcodes=[code]), page_of("Bulletin de paie\nNet à payer 1200,00"), page_of(""))
    findings = read_bundle(Bundle(pages=pages, channel=Channel.POST, received_at=RECEIVED))
    assert {skipped.ref.page: skipped.why for skipped in findings.skipped} == {1: Skip.SEPARATOR, 3: Skip.BLANK}
    assert [piece.type for piece in findings.pieces] == ["bulletin_paie"]


def test_the_same_bundle_read_twice_gives_the_same_findings() -> None:
    bundle = bundle_of("Centre de contact citoyens\nMadame X\nNous avons pris note.", "Contrat de travail")
    assert read_bundle(bundle) == read_bundle(bundle)
