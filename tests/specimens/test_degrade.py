import io

import numpy as np
import pytest
from PIL import Image

from specimens import degrade, scan
from specimens.draw import draw
from specimens.rng import source
from specimens.scene import draw_scene
from specimens.template import by_id


@pytest.fixture(scope="module")
def letter() -> bytes:
    return draw(by_id("invitation_prefecture/a-1"), draw_scene("letter"), seed="letter").pdf


@pytest.mark.parametrize("name", degrade.PROFILES)
def test_every_profile_captures_in_its_mode_and_resolution(name: str, letter: bytes) -> None:
    profile = degrade.PROFILES[name]
    side = scan.capture(letter, profile, source(name))[0]
    image = Image.open(io.BytesIO(side.data))
    assert image.mode == {"bitonal": "1", "grey": "L", "colour": "RGB"}[profile.mode]
    assert [round(float(dpi)) for dpi in image.info["dpi"]] == list(profile.dpi)


def test_a_turned_page_stands_upright_once_its_rotation_is_added(letter: bytes) -> None:
    profile = degrade.PROFILES["gris"]
    upright = np.asarray(Image.open(io.BytesIO(scan.capture(letter, profile, source("t"))[0].data)))
    rng = source("turned")
    for _ in range(4):
        side = scan.capture(letter, profile, rng, turned=1.0)[0]
        assert side.rotation in {90, 180, 270}
        image = Image.open(io.BytesIO(side.data)).rotate(-side.rotation, expand=True)  # Pillow turns the other way
        again = np.asarray(image)
        assert again.shape == upright.shape
        rows = [np.asarray(page, dtype=float).mean(axis=1) for page in (upright, again)]
        assert np.corrcoef(rows[0], rows[1])[0, 1] > 0.7


def test_duplex_adds_a_faint_back_to_every_side(letter: bytes) -> None:
    sides = scan.capture(letter, degrade.PROFILES["gris"], source("duplex"), duplex=True)
    assert [side.blank for side in sides] == [False, True]
    front, back = (np.asarray(Image.open(io.BytesIO(side.data)), dtype=float) for side in sides)
    assert back.std() < front.std() / 2


def test_a_tiff_of_several_pages_keeps_its_coding(letter: bytes) -> None:
    sides = scan.capture(letter, degrade.PROFILES["noir_et_blanc"], source("tiff"), duplex=True)
    image = Image.open(io.BytesIO(scan.to_tiff(sides)))
    assert getattr(image, "n_frames", 1) == 2
    assert image.info["compression"] == "group4"
