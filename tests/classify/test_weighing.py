import pytest

from classify.rules import Ruling, Worth
from classify.weighing import weighed
from dossier.recevabilite import Motif


@pytest.mark.parametrize(
    ("proves", "ruled", "founded", "worth"),
    [
        (0.90, Worth.PROVES, True, Worth.PROVES),
        (0.90, Worth.NEAR, False, Worth.PROVES),
        (0.50, Worth.PROVES, True, Worth.PROVES),
        (0.05, Worth.PROVES, True, Worth.DOUBTFUL),
        (0.50, Worth.NEAR, False, Worth.DOUBTFUL),
        (0.20, Worth.NEAR, False, Worth.DOUBTFUL),
        (0.20, Worth.NEAR, True, Worth.NEAR),
        (0.05, Worth.NEAR, False, Worth.NEAR),
        (0.05, Worth.DOUBTFUL, False, Worth.DOUBTFUL),
    ],
)
def test_only_what_both_readings_bear_out_is_certain(proves: float, ruled: Worth, founded: bool, worth: Worth) -> None:
    ruling = Ruling(worth=ruled, motif=Motif.REPONSE_CCC_SANS_ATTESTATION, founded=founded)
    assert weighed(proves, ruling) is worth
