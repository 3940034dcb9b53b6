import pytest

from classify.rules import Ruling, Worth
from classify.weighing import mixed, weighed
from dossier.recevabilite import Motif


@pytest.mark.parametrize(
    ("proves", "ruled", "founded", "louder", "worth"),
    [
        (0.90, Worth.PROVES, True, 0.9, Worth.PROVES),
        (0.90, Worth.PROVES, True, -0.2, Worth.PROVES),
        (0.70, Worth.PROVES, True, -0.2, Worth.DOUBTFUL),
        (0.70, Worth.PROVES, True, 0.05, Worth.PROVES),
        (0.90, Worth.NEAR, False, 0.9, Worth.PROVES),
        (0.40, Worth.PROVES, True, 0.8, Worth.PROVES),
        (0.40, Worth.PROVES, True, 0.0, Worth.DOUBTFUL),
        (0.05, Worth.PROVES, True, 0.8, Worth.DOUBTFUL),
        (0.75, Worth.DOUBTFUL, True, 0.5, Worth.DOUBTFUL),
        (0.85, Worth.DOUBTFUL, True, 0.5, Worth.PROVES),
        (0.50, Worth.DOUBTFUL, True, 0.9, Worth.DOUBTFUL),
        (0.50, Worth.NEAR, False, 0.9, Worth.DOUBTFUL),
        (0.20, Worth.NEAR, False, 0.0, Worth.DOUBTFUL),
        (0.15, Worth.NEAR, True, 0.0, Worth.NEAR),
        (0.05, Worth.NEAR, False, 0.0, Worth.NEAR),
        (0.05, Worth.DOUBTFUL, False, 0.0, Worth.DOUBTFUL),
    ],
)
def test_only_what_both_readings_bear_out_is_certain(
    proves: float, ruled: Worth, founded: bool, louder: float, worth: Worth
) -> None:
    ruling = Ruling(worth=ruled, motif=Motif.REPONSE_CCC_SANS_ATTESTATION, founded=founded)
    assert weighed(proves, ruling, louder) is worth


def test_what_both_readings_hear_is_surer_than_either_and_a_doubt_of_one_weighs() -> None:
    unknown_words = Ruling(worth=Worth.NEAR, motif=Motif.REPONSE_CCC_SANS_ATTESTATION)
    assert mixed(0.8, 0.9, unknown_words) > 0.85
    assert mixed(0.8, 0.1, unknown_words) < 0.5
    assert mixed(0.0, 0.0, unknown_words) < 0.01
    assert mixed(1.0, 1.0, unknown_words) > 0.98


def test_of_plain_words_the_reading_of_the_whole_takes_nothing_away() -> None:
    plain_words = Ruling(worth=Worth.PROVES, motif=Motif.REPONSE_CCC_SANS_ATTESTATION)
    assert mixed(0.8, 0.1, plain_words) == 0.8
    assert mixed(0.8, 0.9, plain_words) > 0.85
