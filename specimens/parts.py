"""Things that are drawn on a document rather than written: boxes, stamps, signatures, photographs, codes."""

import base64
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Protocol

import numpy as np
import segno
import zxingcpp
from markupsafe import Markup
from PIL import Image

from specimens import fonts, numbers
from specimens.portrait import portrait


class Named(Protocol):
    @property
    def nom_complet(self) -> str: ...
    @property
    def sexe(self) -> str: ...


class Parts:
    """The drawing functions that wordings and layouts call; what they vary comes from ``rng``."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._cross = rng.choice(["X", "✗", "✓", "x", "■"])
        self._hand = rng.choice(fonts.HANDWRITING)
        self._ink = rng.choice(["#1b2a7a", "#101010", "#23308f", "#2b2b33"])

    def case(self, ticked: bool = False) -> Markup:
        return Markup('<span class="case">{}</span>').format(self._cross if ticked else "\u00a0")

    def peigne(self, text: object, size: int = 0) -> Markup:
        """Comb boxes, one a letter."""
        cells = [Markup("<i>{}</i>").format(c if c != " " else "\u00a0") for c in str(text).upper().ljust(size)]
        return Markup('<span class="peigne">{}</span>').format(Markup("").join(cells))

    def champ(self, label: object, value: object = "") -> Markup:
        return Markup('<div class="champ"><span>{}</span><b>{}</b></div>').format(label, value)

    def main(self, text: object) -> Markup:
        """``text`` as if written by hand with a pen."""
        family, size = self._hand
        return Markup("<span style=\"font-family:'{}';font-size:{}pt;color:{};font-weight:normal\">{}</span>").format(
            family, size, self._ink, text
        )

    def signature_de(self, name: object) -> Markup:
        """A name in a hand, with a flourish over it."""
        rng = self._rng
        words = str(name).replace("Me ", "").split(" ")
        text = words[-1].title() if rng.random() < 0.5 else f"{words[0][:1]}. {words[-1].title()}"
        hand = Markup("<span style=\"font-family:'{}';font-size:{}pt\">{}</span>").format(
            rng.choice(fonts.SIGNATURES), rng.randint(17, 26), text
        )
        pen = Markup(
            '<svg width="190" height="60" viewBox="0 -10 200 70">'
            '<path d="{}" fill="none" stroke="{}" stroke-width="1.4"/></svg>'
        ).format(self._flourish(), self._ink)
        return Markup('<div class="signature" style="transform:rotate({}deg);color:{}">{}{}</div>').format(
            rng.randint(-14, 4), self._ink, hand, pen
        )

    def _flourish(self) -> str:
        rng, path = self._rng, "M 0 30"
        for _ in range(rng.randint(3, 6)):
            bend, end = (rng.randint(5, 18), rng.randint(-38, 30)), (rng.randint(18, 36), rng.randint(-14, 14))
            path += f" q {bend[0]} {bend[1]} {end[0]} {end[1]}"
        return path

    def tampon(self, text: object, colour: str = "") -> Markup:
        """A rubber stamp, lines divided by ``|``, a little askew."""
        rng = self._rng
        ink = colour or rng.choice(["#24408e", "#a02020", "#3a3a3a", "#5b2a86", "#1d6a3a"])
        shape = rng.choice(["border-radius:50%;padding:18px 14px", "border-radius:4px;padding:5px 10px"])
        return Markup(
            '<div class="tampon" style="color:{0};border-color:{0};{1};transform:rotate({2}deg)">{3}</div>'
        ).format(ink, shape, rng.randint(-13, 9), Markup("<br>").join(str(text).split("|")))

    def photo(self, person: Named, width_mm: int = 35) -> Markup:
        style = f"width:{width_mm}mm;height:{width_mm * 9 // 7}mm"
        return _image(portrait(person.nom_complet, person.sexe), "jpeg", style)

    def mrz(self, lines: Sequence[str]) -> Markup:
        return Markup('<pre class="mrz">{}</pre>').format("\n".join(lines))

    def codebarre(self, height: int = 34) -> Markup:
        """Bars that look like a code and are none."""
        rng, x, bars = self._rng, 0, []
        while x < 180:
            wide = rng.choice([1, 1, 2, 3])
            bars.append(Markup('<rect x="{}" y="0" width="{}" height="{}"/>').format(x, wide, height))
            x += wide + rng.choice([1, 1, 2, 3])
        return Markup('<svg class="codebarre" width="180" height="{}">{}</svg>').format(height, Markup("").join(bars))

    def qr(self, text: object = "", size_mm: int = 22) -> Markup:
        """A QR code with an invented address in it."""
        content = str(text) or f"https://verification.example.org/{numbers.digits(self._rng, 12)}"
        out = BytesIO()
        segno.make_qr(content).save(out, kind="png", scale=4, border=1)
        return _image(out.getvalue(), "png", f"width:{size_mm}mm")

    def datamatrix(self, size_mm: int = 18) -> Markup:
        """A DataMatrix as 2D-Docs have, with invented content that claims to be none."""
        content = numbers.letters(self._rng, 6) + numbers.digits(self._rng, 60)
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix)
        out = BytesIO()
        Image.fromarray(np.asarray(zxingcpp.write_barcode_to_image(code, scale=4))).save(out, "PNG")
        return _image(out.getvalue(), "png", f"width:{size_mm}mm")


def _image(data: bytes, kind: str, style: str) -> Markup:
    return Markup('<img style="{}" src="data:image/{};base64,{}">').format(style, kind, base64.b64encode(data).decode())
