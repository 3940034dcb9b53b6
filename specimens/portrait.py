"""Portraits of nobody: a drawn face on a light ground, blurred a little, as a photograph comes out of a copier."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

from specimens.rng import source

_SKIN = ((242, 214, 190), (224, 182, 148), (198, 148, 110), (150, 102, 70), (110, 72, 50), (86, 56, 40))
_HAIR = ((25, 20, 18), (50, 34, 24), (92, 62, 36), (130, 130, 130), (30, 24, 30))


@lru_cache(maxsize=64)
def portrait(name: str, sex: str) -> bytes:
    """A JPEG of 350 x 450 pixels (35 x 45 mm), the same for the same name."""
    rng = source("portrait", name)
    skin, hair, cloth = rng.choice(_SKIN), rng.choice(_HAIR), tuple(rng.randint(20, 160) for _ in range(3))
    image = Image.new("RGB", (350, 450), rng.choice([(232, 234, 236), (214, 222, 232), (245, 245, 242)]))
    draw = ImageDraw.Draw(image)
    wide = rng.randint(78, 95)
    if sex == "F":
        draw.ellipse((175 - wide - 34, 70, 175 + wide + 34, 400), fill=hair)
    draw.ellipse((30, 355, 320, 620), fill=cloth)
    draw.rectangle((140, 290, 210, 385), fill=tuple(int(c * 0.9) for c in skin))
    draw.ellipse((175 - wide, 95, 175 + wide, 340), fill=skin)
    draw.pieslice((175 - wide - 6, 70, 175 + wide + 6, 330), 190, 350, fill=hair)
    draw.ellipse((175 - wide + 8, 125, 175 + wide - 8, 300), fill=skin)
    _features(draw, rng.randint(-6, 6), skin, hair)
    out = BytesIO()
    image.filter(ImageFilter.GaussianBlur(2.2)).save(out, "JPEG", quality=70)
    return out.getvalue()


def _features(draw: ImageDraw.ImageDraw, shift: int, skin: tuple[int, int, int], hair: tuple[int, ...]) -> None:
    dark = tuple(int(c * 0.55) for c in skin)
    for x in (140, 210):
        draw.ellipse((x - 15, 195 + shift, x + 15, 211 + shift), fill=(240, 240, 238))
        draw.ellipse((x - 7, 195 + shift, x + 7, 211 + shift), fill=(30, 25, 22))
        draw.line((x - 19, 184 + shift, x + 19, 181 + shift), fill=hair, width=6)
    draw.line((175, 208, 168, 248), fill=dark, width=4)
    draw.line((166, 250, 186, 250), fill=dark, width=4)
    draw.arc((145, 255, 205, 295), 20, 160, fill=(150, 70, 70), width=7)
