"""Drawn documents on paper and back: sheets captured page by page, into a PDF, a TIFF or JPEG files, without loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

import cv2
import img2pdf
import numpy as np
import pikepdf
from PIL import Image

from specimens import degrade, raster
from specimens.degrade import Profile
from specimens.raster import Picture

_MARK = "SPECIMEN - document fictif"


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One captured side. ``rotation``: degrees clockwise to add to stand upright. ``data``: a TIFF or a JPEG file."""

    data: bytes
    rotation: int = 0
    blank: bool = False


def capture(pdf: bytes, profile: Profile, rng: Random, *, turned: float = 0.0, duplex: bool = False) -> list[Capture]:
    """Every page of ``pdf`` captured; ``turned`` is the chance (0..1) of a page that lies on its side or head.

    With ``duplex`` each side is followed by its blank back.
    """
    sides: list[Capture] = []
    for picture in raster.pages(pdf, dpi=max(profile.dpi), grey=profile.mode != "colour"):
        rotation = rng.choice([90, 180, 270]) if rng.random() < turned else 0
        sides.append(_side(picture, profile, rng, rotation=rotation))
        if duplex:
            back = degrade.bleed_through(picture, rng)
            sides.append(_side(back, profile, rng, rotation=0, blank=True))
    return sides


def _side(picture: Picture, profile: Profile, rng: Random, *, rotation: int, blank: bool = False) -> Capture:
    worn = profile.wear(picture, rng)
    if rotation:
        # The page lies turned by 360 - rotation clockwise: adding ``rotation`` clockwise makes it stand.
        worn = np.ascontiguousarray(np.rot90(worn, k=rotation // 90))
    if profile.dpi[0] != profile.dpi[1]:
        size = (worn.shape[1], worn.shape[0] * profile.dpi[1] // profile.dpi[0])
        worn = degrade.binarise(np.asarray(cv2.resize(worn, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), 170)
    return Capture(data=encode(worn, profile), rotation=rotation, blank=blank)


def encode(picture: Picture, profile: Profile) -> bytes:
    """The file of one side: CCITT G4 TIFF, or JPEG."""
    out = BytesIO()
    if profile.mode == "bitonal":
        image = Image.fromarray(picture).convert("1", dither=Image.Dither.NONE)
        image.save(out, "TIFF", compression="group4", dpi=profile.dpi, description=_MARK)
    else:
        shown = picture[..., ::-1] if picture.ndim == 3 else picture
        image = Image.fromarray(np.ascontiguousarray(shown))
        image.save(out, "JPEG", quality=profile.quality, dpi=profile.dpi, comment=_MARK)
    return out.getvalue()


def to_pdf(sides: Sequence[Capture]) -> bytes:
    """The captures as they are, a page each."""
    made = BytesIO()
    img2pdf.convert(
        [side.data for side in sides],
        outputstream=made,
        nodate=True,
        subject=_MARK,
        keywords=["SPECIMEN"],
        producer="Numeriseur 4.2",
    )
    out = BytesIO()
    with pikepdf.open(made) as pdf:
        del pdf.trailer["/ID"]  # half of it was drawn by lot
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def to_tiff(sides: Sequence[Capture]) -> bytes:
    """One TIFF of several pages; bitonal ones keep their G4 coding, the others are stored as JPEG in TIFF."""
    images = [Image.open(BytesIO(side.data)) for side in sides]
    bitonal = images[0].mode == "1"
    out = BytesIO()
    images[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=images[1:],
        compression="group4" if bitonal else "jpeg",
        dpi=images[0].info.get("dpi", (200, 200)),
        description=_MARK,
    )
    return out.getvalue()
