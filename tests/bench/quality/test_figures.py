"""The measure itself: perfect for a perfect reader, and each error moves its own figure."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from bench.quality.endings import LOST, Ending, FoundOriginal, Kind
from bench.quality.figures import Figures, by_group, figures_of
from bench.quality.page_types import ABSENT, SKIPPED
from bench.quality.pairs import matched
from bench.quality.person import FIELDS, same
from bench.quality.share import Share
from dossier.demandeur import Demandeur
from dossier.findings import Findings
from dossier.mail import Nature
from dossier.page import PageRef
from dossier.piece import Piece, PiecePage, Skip, SkippedPage
from dossier.recevabilite import Evidence, Fondement, Motif, Outcome, Reason
from specimens import TruthPage, TruthPiece
from tests.bench.quality.fake import (
    ALL,
    BROKEN,
    MAILED,
    QUESTION,
    REFUSED,
    SCANNED,
    changed,
    pages_of,
    pair_of,
    perfect,
    perfect_pair,
)


def findings_of(ending: Ending) -> Findings:
    assert ending.dossier is not None
    return ending.dossier.findings


def judged(ending: Ending, truth: object = SCANNED) -> Figures:
    """Figures of the perfect rest and of ``ending`` in the place of one."""
    return figures_of([pair_of(each, ending if each is truth else perfect(each)) for each in ALL])


def with_outcome(truth: object, outcome: Outcome, confidence: float = 1.0) -> Ending:
    ending = perfect(next(each for each in ALL if each is truth))
    finding = replace(findings_of(ending).recevabilite, outcome=outcome, confidence=confidence)
    return changed(ending, recevabilite=finding)


def test_a_perfect_reader_has_perfect_figures() -> None:
    figures = figures_of([perfect_pair(truth) for truth in ALL])
    found = figures.recevabilite
    assert (found.false_recevables, found.false_irrecevables) == (Share(hits=0, of=3), Share(hits=0, of=2))
    for share in (found.recall, found.fondement, found.evidence):
        assert share == Share(hits=1, of=1)
    assert found.accepted == found.first_reason == Share(hits=3, of=3)
    assert (found.to_agents, found.needless) == (Share(hits=1, of=3), Share(hits=0, of=2))
    assert found.weighed == pytest.approx(0.08)
    cut = figures.cutting
    assert (cut.f1, cut.f1_all, cut.perfect, cut.perfect_bundles.value) == (1.0, 1.0, Share(hits=3, of=3), 1.0)
    assert (figures.types.accuracy.value, figures.types.macro_f1, figures.types.confusions) == (1.0, 1.0, Counter())
    assert all(field.right.value in (1.0, None) and not field.invented.hits for field in figures.person)
    nature = figures.nature
    assert (nature.right, nature.quarantine, nature.kept_out) == (
        Share(hits=4, of=4),
        Share(hits=1, of=1),
        Share(hits=4, of=4),
    )
    assert (nature.alertes, nature.depose_par) == (Share(hits=1, of=1), Share(hits=3, of=3))
    accounts = figures.accounts
    assert (accounts.once.value, accounts.as_blank.hits, accounts.blank_found.value, accounts.untold) == (
        1.0,
        0,
        1.0,
        0,
    )
    assert figures.calibration_error == 0.0
    assert figures.read_seconds == pytest.approx(2.0)


@pytest.mark.parametrize("truth", [REFUSED, MAILED])
def test_a_yes_where_none_may_be_is_a_false_recevable(truth: object) -> None:
    found = judged(with_outcome(truth, Outcome.RECEVABLE), truth).recevabilite
    assert found.false_recevables == Share(hits=1, of=3)
    assert found.accepted == Share(hits=2, of=3)
    assert found.recall == Share(hits=1, of=1)


def test_a_question_said_recevable_is_a_false_recevable() -> None:
    assert judged(perfect(SCANNED), QUESTION).recevabilite.false_recevables == Share(hits=1, of=3)


def test_a_no_where_a_yes_belongs_is_a_false_irrecevable_and_lowers_recall() -> None:
    found = judged(with_outcome(SCANNED, Outcome.IRRECEVABLE)).recevabilite
    assert found.false_irrecevables == Share(hits=1, of=2)
    assert found.recall == Share(hits=0, of=1)
    assert found.confusion[("recevable", "irrecevable")] == 1


def test_doubt_where_none_belongs_is_needless() -> None:
    found = judged(with_outcome(SCANNED, Outcome.A_VERIFIER)).recevabilite
    assert (found.needless, found.to_agents) == (Share(hits=1, of=2), Share(hits=2, of=3))
    assert found.weighed == pytest.approx(0.08 + 0.92 / 2)
    assert found.recall == Share(hits=0, of=1)


def test_an_accepted_doubt_is_neither_a_hit_nor_a_miss() -> None:
    truth = replace(SCANNED, outcomes=(Outcome.RECEVABLE, Outcome.A_VERIFIER))
    found = figures_of([pair_of(truth, with_outcome(SCANNED, Outcome.A_VERIFIER))]).recevabilite
    assert (found.recall.of, found.accepted) == (0, Share(hits=1, of=1))


def test_a_wrong_fondement_and_a_wrong_reason_are_seen() -> None:
    finding = findings_of(perfect(SCANNED)).recevabilite
    wrong = replace(
        finding,
        fondement=Fondement.INVITATION_PREFECTURE,
        reasons=(Reason(code=Motif.INVITATION_PREFECTURE, message="…"), *finding.reasons),
    )
    found = judged(changed(perfect(SCANNED), recevabilite=wrong)).recevabilite
    assert found.fondement == Share(hits=0, of=1)
    assert found.first_reason == Share(hits=2, of=3)


@pytest.mark.parametrize("rank", [1, 3, 9])
def test_evidence_from_another_document_is_seen(rank: int) -> None:
    finding = findings_of(perfect(SCANNED)).recevabilite
    quote = Evidence(piece=rank, page=1, quote="j'atteste", boxes=(), confidence=1.0)
    found = judged(changed(perfect(SCANNED), recevabilite=replace(finding, evidence=(quote,)))).recevabilite
    assert found.evidence == Share(hits=0, of=1)


def test_a_yes_without_evidence_counts_as_wrong_evidence() -> None:
    finding = findings_of(perfect(SCANNED)).recevabilite
    found = judged(changed(perfect(SCANNED), recevabilite=replace(finding, evidence=()))).recevabilite
    assert found.evidence == Share(hits=0, of=1)


def recut(*runs: tuple[str, tuple[int, ...]]) -> Ending:
    """The scanned filing with these pièces of these pages; page 5 is skipped as blank."""
    piece = findings_of(perfect(SCANNED)).pieces[0]
    pieces = tuple(
        replace(
            piece, rank=rank, type=type_, pages=tuple(PiecePage(ref=PageRef(0, page), rotation=0) for page in pages)
        )
        for rank, (type_, pages) in enumerate(runs, start=1)
    )
    return changed(perfect(SCANNED), pieces=pieces)


def test_a_torn_piece_costs_precision() -> None:
    ending = recut(("courrier", (1,)), ("attestation_ccc", (2,)), ("bail", (3,)), ("bail", (4,)), ("passeport", (6,)))
    cut = figures_of([pair_of(SCANNED, ending)]).cutting
    assert (cut.precision, cut.recall) == (Share(hits=3, of=4), Share(hits=3, of=3))
    assert cut.f1 == pytest.approx(6 / 7)
    assert cut.perfect == cut.perfect_bundles == Share(hits=0, of=1)


def test_joined_pieces_cost_recall_and_a_type() -> None:
    ending = recut(("courrier", (1, 2)), ("bail", (3, 4)), ("passeport", (6,)))
    figures = figures_of([pair_of(SCANNED, ending)])
    assert (figures.cutting.precision, figures.cutting.recall) == (Share(hits=2, of=2), Share(hits=2, of=3))
    assert figures.cutting.perfect == Share(hits=0, of=1)
    assert figures.types.accuracy == Share(hits=4, of=5)
    assert figures.types.confusions == Counter({("attestation_ccc", "courrier"): 1})


def test_a_blank_page_within_a_piece_is_no_error_of_cutting() -> None:
    ending = recut(("courrier", (1,)), ("attestation_ccc", (2,)), ("bail", (3, 4, 5)), ("passeport", (6,)))
    figures = figures_of([pair_of(SCANNED, changed(ending, skipped=()))])
    assert (figures.cutting.f1, figures.cutting.perfect.value) == (1.0, 1.0)
    assert figures.accounts.blank_found == Share(hits=0, of=1)


def test_a_type_that_a_reader_may_rightly_give_is_right() -> None:
    ending = recut(("courrier", (1,)), ("reponse_ccc", (2,)), ("bail", (3, 4)), ("passeport", (6,)))
    types = figures_of([pair_of(SCANNED, ending)]).types
    assert (types.accuracy.value, types.macro_f1) == (1.0, 1.0)


def test_macro_f1_weighs_every_type_alike() -> None:
    ending = recut(("courrier", (1,)), ("attestation_ccc", (2,)), ("bail", (3, 4)), ("bail", (6,)))
    types = figures_of([pair_of(SCANNED, ending)]).types
    assert types.f1_of["passeport"] == (0.0, 1)
    assert types.macro_f1 == pytest.approx((1 + 1 + 0.8 + 0) / 4)


def skipping(page: int, why: Skip) -> Ending:
    found = findings_of(perfect(SCANNED))
    ref = PageRef(0, page)
    kept = [replace(p, pages=tuple(each for each in p.pages if each.ref != ref)) for p in found.pieces]
    return changed(
        perfect(SCANNED),
        pieces=tuple(p for p in kept if p.pages),
        skipped=(*found.skipped, SkippedPage(ref=ref, why=why)),
    )


def test_a_page_that_says_something_and_is_skipped_as_blank_is_counted() -> None:
    figures = figures_of([pair_of(SCANNED, skipping(6, Skip.BLANK))])
    assert figures.accounts.as_blank == Share(hits=1, of=5)
    assert figures.accounts.once.value == 1.0
    assert figures.types.confusions == Counter({("passeport", SKIPPED): 1})
    assert figures.cutting.perfect == Share(hits=0, of=1)


def test_a_page_left_out_or_listed_twice_is_not_accounted_for() -> None:
    left_out = recut(("courrier", (1,)), ("attestation_ccc", (2,)), ("bail", (3, 4)))
    twice = recut(("courrier", (1,)), ("attestation_ccc", (2,)), ("bail", (3, 4)), ("passeport", (6, 1)))
    for ending in (left_out, twice):
        assert figures_of([pair_of(SCANNED, ending)]).accounts.once == Share(hits=5, of=6)
    assert figures_of([pair_of(SCANNED, left_out)]).types.confusions == Counter({("passeport", ABSENT): 1})


def test_an_original_that_was_not_opened_is_not_accounted_for() -> None:
    ending = perfect(MAILED)
    unopened = replace(
        ending, originals=tuple(replace(o, pages=0 if o.name == "IMG_2.jpg" else o.pages) for o in ending.originals)
    )
    figures = figures_of([pair_of(MAILED, unopened)])
    assert figures.accounts.once == Share(hits=5, of=6)
    assert figures.cutting.perfect == Share(hits=0, of=1)


def test_a_forwarded_part_without_a_page_of_its_own_is_a_missed_border_but_no_lost_page() -> None:
    ending = perfect(MAILED)
    one = changed(ending, pieces=(findings_of(ending).pieces[0], *findings_of(ending).pieces[2:]))
    one = replace(one, originals=(FoundOriginal(name="m.eml", pages=1, message=True), *ending.originals[1:]))
    figures = figures_of([pair_of(MAILED, one)])
    assert figures.cutting.recall == Share(hits=0, of=1)
    assert figures.cutting.perfect == Share(hits=0, of=1)
    assert figures.accounts.once.value == 1.0


def test_pages_of_one_part_of_a_message_count_as_one_piece() -> None:
    ending = perfect(MAILED)
    found = findings_of(ending)
    first = replace(found.pieces[0], pages=tuple(PiecePage(ref=PageRef(0, n), rotation=0) for n in (1, 2)))
    second = replace(found.pieces[1], pages=(PiecePage(ref=PageRef(0, 3), rotation=0),))
    long = changed(ending, pieces=(first, second, *found.pieces[2:]))
    long = replace(long, originals=(FoundOriginal(name="m.eml", pages=3, message=True), *ending.originals[1:]))
    figures = figures_of([pair_of(MAILED, long, {"m.eml": (0, 0, 1)})])
    assert (figures.cutting.f1, figures.types.accuracy.value) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("field", "found", "right", "missing", "wrong"),
    [
        ("nom", "Elodie Mbaye", 1, 0, 0),
        ("nom", "MBAYE", 0, 0, 1),
        ("nom", None, 0, 1, 0),
        ("date_naissance", "1990", 0, 1, 0),
        ("date_naissance", "1990-04-05", 0, 0, 1),
        ("telephone", "+33 6 39 98 00 00", 1, 0, 0),
    ],
)
def test_a_printed_field_is_right_missing_or_wrong(
    field: str, found: str | None, right: int, missing: int, wrong: int
) -> None:
    values: dict[str, Any] = {field: found}
    ending = changed(perfect(SCANNED), demandeur=replace(SCANNED.demandeur, **values))
    figure = figures_of([pair_of(SCANNED, ending)]).person[FIELDS.index(field)]
    assert (figure.right.hits, figure.missing.hits, figure.wrong.hits) == (right, missing, wrong)
    assert figure.invented.of == 0


@pytest.mark.parametrize(
    ("field", "found", "invented"),
    [
        ("nationalite", "MLI", 1),
        ("numero_etranger", "3300000002", 1),
        ("numero_etranger", "3300000001", 0),
        ("courriel", "Awa.Diop@example.org", 0),
        ("adresse", None, 0),
    ],
)
def test_a_field_that_is_not_printed_is_invented_unless_the_message_head_has_it(
    field: str, found: str | None, invented: int
) -> None:
    values: dict[str, Any] = {field: found}
    ending = changed(perfect(MAILED), demandeur=replace(Demandeur(nom="DIOP"), **values))
    figure = figures_of([pair_of(MAILED, ending)]).person[FIELDS.index(field)]
    assert figure.invented == Share(hits=invented, of=1)


def test_addresses_are_the_same_however_they_are_laid_out() -> None:
    assert same("adresse", "3 rue des Lilas, 33000 Bordeaux", "3 RUE DES LILAS 33000 BORDEAUX")
    assert not same("adresse", "3 rue des Lilas, 33000 Bordeaux", "7 quai des Tanneurs, 33400 Talence")


def test_natures_and_quarantine_are_told_apart() -> None:
    wrong = {QUESTION: Ending(kind=Kind.QUARANTINE, codes=("x",)), BROKEN: replace(perfect(QUESTION), originals=())}
    nature = figures_of([pair_of(each, wrong.get(each, perfect(each))) for each in ALL]).nature
    assert (nature.right, nature.quarantine) == (Share(hits=3, of=4), Share(hits=0, of=1))
    assert nature.kept_out == Share(hits=3, of=4)
    assert nature.confusion[("correspondance", "quarantine")] == 1


def test_a_filing_taken_for_a_letter_is_missed() -> None:
    letter = replace(perfect(QUESTION), nature=Nature.CORRESPONDANCE)
    figures = judged(letter)
    assert figures.recevabilite.recall == Share(hits=0, of=1)
    assert figures.recevabilite.confusion[("recevable", "correspondance")] == 1


def test_what_was_lost_is_not_accounted_for() -> None:
    figures = figures_of([pair_of(SCANNED, LOST)])
    assert figures.accounts.once == Share(hits=0, of=6)
    assert figures.nature.right == Share(hits=0, of=1)


def test_confidence_without_truth_shows_in_the_calibration() -> None:
    sure, doubtful = with_outcome(SCANNED, Outcome.IRRECEVABLE, 0.95), perfect(MAILED)
    figures = figures_of([pair_of(SCANNED, sure), pair_of(MAILED, doubtful)])
    assert [(each.low, each.count, each.right) for each in figures.reliability] == [(0.9, 2, 0.5)]
    assert figures.calibration_error == pytest.approx(0.975 - 0.5)


def test_plis_of_a_lot_find_their_own_truth() -> None:
    first, second = (
        replace(SCANNED, id=name, pieces=(TruthPiece(type="bail", pages=pages_of("lot.pdf", *pages)),), skipped=())
        for name, pages in (("one", (2, 3)), ("two", (5, 6)))
    )
    endings = [
        Ending(kind=Kind.DOSSIER, originals=(FoundOriginal(name="cut", pages=2, first_page=start),)) for start in (5, 2)
    ]
    assert matched((first, second), endings) == endings[::-1]
    assert matched((first, second), endings[:1]) == [LOST, endings[0]]


def test_pages_of_a_lot_are_found_by_their_place_in_it() -> None:
    pages = (TruthPage(original="lot.pdf", page=7), TruthPage(original="lot.pdf", page=8))
    truth = replace(SCANNED, pieces=(TruthPiece(type="bail", pages=pages),), skipped=())
    cut = (PiecePage(ref=PageRef(0, 1), rotation=0), PiecePage(ref=PageRef(0, 2), rotation=0))
    piece: Piece = replace(findings_of(perfect(SCANNED)).pieces[0], type="bail", pages=cut)
    ending = changed(perfect(SCANNED), pieces=(piece,), skipped=())
    ending = replace(ending, originals=(FoundOriginal(name="lot-p0007-0008.pdf", pages=2, first_page=7),))
    figures = figures_of([pair_of(truth, ending)])
    assert (figures.types.accuracy, figures.accounts.once) == (Share(hits=2, of=2), Share(hits=2, of=2))


def test_sets_are_judged_apart_and_together() -> None:
    pairs = [replace(perfect_pair(SCANNED), group=group) for group in ("a clean", "b clean", "b degraded", "other")]
    groups = by_group(pairs)
    assert {name: figures.plis for name, figures in groups.items()} == {
        "a clean": 1, "b clean": 1, "b degraded": 1, "other": 1, "all clean": 2, "all degraded": 1, "all": 4,
    }  # fmt: skip
