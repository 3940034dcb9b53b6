"""Things that are drawn on a document rather than written: boxes, stamps, signatures, photographs, codes."""

import base64
from collections.abc import Sequence
from io import BytesIO
from random import Random
from typing import Protocol

import segno
from markupsafe import Markup, escape

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
        mark = self._cross if ticked else "&nbsp;"
        return Markup(f'<span class="case">{mark}</span>')

    def peigne(self, text: object, size: int = 0) -> Markup:
        """Comb boxes, one a letter."""
        letters = str(text).upper().ljust(size)
        cells = "".join(f"<i>{escape(c) if c != ' ' else '&nbsp;'}</i>" for c in letters)
        return Markup(f'<span class="peigne">{cells}</span>')

    def champ(self, label: object, value: object = "") -> Markup:
        return Markup(f'<div class="champ"><span>{escape(label)}</span><b>{escape(value)}</b></div>')

    def main(self, text: object) -> Markup:
        """``text`` as if written by hand with a pen."""
        family, size = self._hand
        return Markup(
            f"<span style=\"font-family:'{family}';font-size:{size}pt;color:{self._ink};font-weight:normal\">{escape(text)}</span>"
        )

    def signature_de(self, name: object) -> Markup:
        """A scrawl over a name in a hand."""
        rng, family = self._rng, self._rng.choice(fonts.SIGNATURES)
        turn, x, y = rng.randint(-14, 4), 0, 30
        path = f"M {x} {y}"
        for _ in range(rng.randint(3, 6)):
            x += rng.randint(18, 38)
            path += f" q {rng.randint(5, 18)} {rng.randint(-38, 30)} {rng.randint(18, 36)} {rng.randint(-14, 14)}"
        words = str(name).replace("Me ", "").split(" ")
        text = escape(words[-1].title() if rng.random() < 0.5 else f"{words[0][:1]}. {words[-1].title()}")
        return Markup(
            f'<div class="signature" style="transform:rotate({turn}deg);color:{self._ink}">'
            f"<span style=\"font-family:'{family}';font-size:{rng.randint(17, 26)}pt\">{text}</span>"
            f'<svg width="190" height="60" viewBox="0 -10 200 70"><path d="{path}" fill="none" stroke="{self._ink}" '
            f'stroke-width="1.4"/></svg></div>'
        )

    def tampon(self, text: object, colour: str = "") -> Markup:
        """A rubber stamp, lines divided by ``|``, a little askew."""
        rng = self._rng
        ink = colour or rng.choice(["#24408e", "#a02020", "#3a3a3a", "#5b2a86", "#1d6a3a"])
        shape = rng.choice(["border-radius:50%;padding:18px 14px", "border-radius:4px;padding:5px 10px"])
        lines = "<br>".join(str(escape(line)) for line in str(text).split("|"))
        return Markup(
            f'<div class="tampon" style="color:{ink};border-color:{ink};{shape};transform:rotate({rng.randint(-13, 9)}deg)">{lines}</div>'
        )

    def photo(self, person: Named, width_mm: int = 35) -> Markup:
        return _image(
            portrait(person.nom_complet, person.sexe), "jpeg", f"width:{width_mm}mm;height:{width_mm * 9 // 7}mm"
        )

    def mrz(self, lines: Sequence[str]) -> Markup:
        return Markup(f'<pre class="mrz">{chr(10).join(str(escape(line)) for line in lines)}</pre>')

    def codebarre(self, height: int = 34) -> Markup:
        """Bars that look like a code and are none."""
        rng, x, bars = self._rng, 0, ""
        while x < 180:
            wide = rng.choice([1, 1, 2, 3])
            bars += f'<rect x="{x}" y="0" width="{wide}" height="{height}"/>'
            x += wide + rng.choice([1, 1, 2, 3])
        return Markup(f'<svg class="codebarre" width="180" height="{height}">{bars}</svg>')

    def qr(self, text: object = "", size_mm: int = 22) -> Markup:
        """A QR code with an invented address in it."""
        content = str(text) or f"https://verification.example.org/{numbers.digits(self._rng, 12)}"
        out = BytesIO()
        segno.make_qr(content).save(out, kind="png", scale=4, border=1)
        return _image(out.getvalue(), "png", f"width:{size_mm}mm")

    def datamatrix(self, size_mm: int = 18) -> Markup:
        """A DataMatrix as 2D-Docs have, with invented content that claims to be none."""
        import zxingcpp

        content = numbers.letters(self._rng, 6) + numbers.digits(self._rng, 60)
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.DataMatrix)
        pixels = zxingcpp.write_barcode_to_image(code, scale=4)
        from PIL import Image

        out = BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        return _image(out.getvalue(), "png", f"width:{size_mm}mm")


def _image(data: bytes, kind: str, style: str) -> Markup:
    return Markup(f'<img style="{style}" src="data:image/{kind};base64,{base64.b64encode(data).decode()}">')
