"""Fillers of a zone read as letters do not stay on a name."""

import pytest

from classify.reading import read_bundle
from tests.classify.builders import PEOPLE, bundle_of

WHO = PEOPLE["diallo"]


@pytest.mark.parametrize("noise", ["K", "L<ELLELLKELLE", "KLLLELLELLLEC", "<KKKLELLES"])
def test_filler_noise_is_cut_off_a_name_of_a_zone(noise: str) -> None:
    first, second = WHO.passeport.strip().splitlines()[-2:]
    name = first.rstrip("<")
    zone = "\n".join(("PASSEPORT PASSPORT", (name + noise).ljust(44, "<"), second))
    demandeur = read_bundle(bundle_of(WHO.lettre, zone)).demandeur
    assert (demandeur.nom, (demandeur.prenoms or "").upper()) == ("DIALLO", "AMINATA")
