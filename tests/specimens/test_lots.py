from io import BytesIO

import pytest
from weasyprint import HTML

from dossier.mail import Nature
from dossier.piece import Skip
from specimens import broken, demo, generate_other, lot, other_mail
from specimens.broken import KINDS
from specimens.other_mail import kinds
from specimens.raster import page_count


def sheets(count: int) -> bytes:
    pages = "".join(f"<h1 style='break-after:page'>Séparateur {n + 1}</h1>" for n in range(count))
    out = BytesIO()
    HTML(string=pages).write_pdf(out)
    return out.getvalue()


def test_a_lot_tells_every_page_of_the_scan_once() -> None:
    made = lot(["refus", "attestation"], "l", separators=sheets(3), cover=1, size=2)
    told = [skip.page.page for truth in made.truths for skip in truth.skipped]
    told += [page.page for truth in made.truths for piece in truth.pieces for page in piece.pages]
    assert sorted(page for page in told if page) == list(range(2, page_count(made.file.data) + 1))
    assert [truth.skipped[0].why for truth in made.truths] == [Skip.SEPARATOR] * 2


def test_a_lot_wants_a_sheet_for_each_envelope() -> None:
    with pytest.raises(ValueError, match="separator"):
        lot(["refus", "attestation"], "l", separators=sheets(1), size=2)


def test_the_demonstration_is_varied() -> None:
    shown = list(demo(separators=sheets))
    assert len(shown) == 12
    assert sum(len(specimen.truths) for specimen in shown) == 14
    assert len({specimen.file.name for specimen in shown}) == 12
    assert {specimen.file.name.rsplit(".")[-1] for specimen in shown} >= {"pdf", "tif", "eml"}
    assert {truth.prefecture for specimen in shown for truth in specimen.truths} == {"33"}


@pytest.mark.parametrize("kind", kinds())
def test_mail_that_is_no_filing_says_so(kind: str) -> None:
    specimen = other_mail(kind, "o")
    assert specimen.truth.nature in {Nature.CORRESPONDANCE, Nature.INDESIRABLE}
    assert not specimen.truth.outcomes
    assert specimen == other_mail(kind, "o")


def test_other_mail_comes_in_turn_of_every_kind() -> None:
    assert {specimen.kind for specimen in generate_other(1, len(kinds()))} == set(kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_are_told_to_end_in_quarantine(kind: str) -> None:
    assert broken(kind, "b").truth.quarantine
