import pytest

from classify.rules import Ruling, Worth
from classify.weighing import weighed
from dossier.recevabilite import Motif


@pytest.mark.parametrize(
    ("proves", "ruled", "founded", "louder", "worth"),
    [
        (0.90, Worth.PROVES, True, 0.9, Worth.PROVES),
        (0.90, Worth.PROVES, True, -0.2, Worth.DOUBTFUL),
        (0.90, Worth.NEAR, False, 0.9, Worth.PROVES),
        (0.40, Worth.PROVES, True, 0.8, Worth.PROVES),
        (0.40, Worth.PROVES, True, 0.0, Worth.DOUBTFUL),
        (0.05, Worth.PROVES, True, 0.8, Worth.DOUBTFUL),
        (0.75, Worth.DOUBTFUL, True, 0.5, Worth.PROVES),
        (0.50, Worth.DOUBTFUL, True, 0.9, Worth.DOUBTFUL),
        (0.50, Worth.NEAR, False, 0.9, Worth.DOUBTFUL),
        (0.20, Worth.NEAR, False, 0.0, Worth.DOUBTFUL),
        (0.20, Worth.NEAR, True, 0.0, Worth.NEAR),
        (0.05, Worth.NEAR, False, 0.0, Worth.NEAR),
        (0.05, Worth.DOUBTFUL, False, 0.0, Worth.DOUBTFUL),
    ],
)
def test_only_what_both_readings_bear_out_is_certain(
    proves: float, ruled: Worth, founded: bool, louder: float, worth: Worth
) -> None:
    ruling = Ruling(worth=ruled, motif=Motif.REPONSE_CCC_SANS_ATTESTATION, founded=founded)
    assert weighed(proves, ruling, louder) is worth
