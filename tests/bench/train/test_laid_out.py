from collections import Counter

import pytest

from bench.train.laid_out import page_of, worn
from dossier.page import TextSource
from specimens.rng import source

TEXT = "\n".join(["Attestation de droits à l'assurance maladie"] * 12)


def test_a_line_of_text_is_a_line_of_the_page() -> None:
    page = page_of("Quittance de loyer\n\nReçu   la somme")
    assert [[w.text for w in line] for line in page.lines()] == [["Quittance", "de", "loyer"], ["Reçu", "la", "somme"]]
    assert [word.block for word in page.words] == [0, 0, 0, 1, 1, 1]
    assert all(0 <= word.box.x0 < word.box.x1 <= 1 for word in page.words)


def test_a_page_without_text_has_no_source() -> None:
    assert page_of("").source is TextSource.NONE


@pytest.mark.parametrize(("slips", "least", "most"), [(0.0, 1.0, 1.0), (0.03, 0.4, 0.95), (0.4, 0.0, 0.3)])
def test_the_worse_the_scan_the_less_is_right(slips: float, least: float, most: float) -> None:
    kept = Counter(worn(TEXT, source("worn"), slips).split()) & Counter(TEXT.split())
    assert least <= kept.total() / len(TEXT.split()) <= most


def test_the_same_lot_wears_alike() -> None:
    assert worn(TEXT, source(1), 0.1) == worn(TEXT, source(1), 0.1)
