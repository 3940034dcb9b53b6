"""Pages of many kinds, upright: those whose way up is easily told, and those with few words, cards, hands, scripts.

Drawn from HTML with free fonts of the system: ``pictures(kind, count, seed)`` are grey pictures at :data:`DPI`.
"""

import random
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from weasyprint import HTML

from bench.ocr.prints import print_sheets
from bench.ocr.sheets import PHRASES, Grey
from bench.ocr.upright_held_kinds import HELD_KINDS, HELD_PAPERS
from bench.ocr.upright_later_kinds import LATER_KINDS
from bench.ocr.upright_new_kinds import NEW_KINDS, NEW_PAPERS
from specimens import raster

DPI = 200
_FACES = ("Liberation Sans", "Carlito", "Liberation Serif", "DejaVu Sans", "Liberation Sans Narrow", "Comic Neue")
_HANDS = ("DkgHandwriting", "Rufscript", "Steve", "Delphine", "Dancing Script", "Breip")
_NAMES = ("BENHADDOU Aïcha", "TRAORÉ Mamadou", "NGUYEN Thi Lan", "PETROVA Olga", "DIALLO Fatoumata", "SILVA João")
_STREETS = ("rue des Glycines", "avenue du Général-Leclerc", "impasse de l'Église", "boulevard Jean-Jaurès")
_TOWNS = ("33000 BORDEAUX", "69003 LYON", "13001 MARSEILLE", "93000 BOBIGNY", "59000 LILLE")
_ARABIC = (
    "الجمهورية الجزائرية الديمقراطية الشعبية", "وزارة الداخلية والجماعات المحلية", "مستخرج من سجلات عقود الميلاد",
    "في اليوم الثاني عشر من شهر ماي سنة ألف وتسعمائة وتسعين", "ولدت بوهران المسماة عائشة ابنة محمد",
    "حرر هذا العقد بناء على تصريح الأب وبعد تلاوته", "ضابط الحالة المدنية بالنيابة عن رئيس البلدية",
    "المملكة المغربية عمالة مراكش الجماعة الحضرية", "نشهد نحن ضابط الحالة المدنية بصحة هذه البيانات",
)  # fmt: skip
_ENGLISH = (
    "This is to certify that the following is a true copy of an entry in the register of births",
    "The holder of this document has completed the requirements for the degree of bachelor of science",
    "Given under my hand and seal of office at the district registry on the date stated below",
    "Name of the father and occupation, name and maiden surname of the mother, place of residence",
    "Any person who falsifies any of the particulars on this certificate is liable to prosecution",
    "To whom it may concern, we hereby confirm that the above named employee has worked with us since",
)
_PAPERS = (
    {
        "A4": "210mm 297mm",
        "wide": "297mm 210mm",
        "C5": "229mm 162mm",
        "DL": "220mm 110mm",
        "till": "80mm 190mm",
    }
    | NEW_PAPERS
    | HELD_PAPERS
)

Rng = random.Random


def pictures(kind: str, count: int, seed: int) -> Iterator[Grey]:
    """``count`` different upright pages of ``kind`` (a key of :data:`KINDS`); the same seed, the same pages."""
    if kind == "prints":
        for sheet in print_sheets(count, seed):
            small = cv2.resize(sheet.picture, None, fx=DPI / 300, fy=DPI / 300, interpolation=cv2.INTER_AREA)
            yield np.asarray(small, dtype=np.uint8)
        return
    for number in range(count):
        rng = random.Random(f"{kind}/{seed}/{number}")
        paper, body = KINDS[kind](rng)
        style = (
            f"@page{{size:{_PAPERS[paper]};margin:0}}body{{margin:0;font:{rng.choice((10, 11, 12))}pt "
            f"'{rng.choice(_FACES)}';position:relative}}p{{margin:0 0 2mm 0}}div{{box-sizing:border-box}}"
            "td{border:0.3mm solid #444;padding:1.2mm 2.5mm}table{border-collapse:collapse}"
        )
        pdf = HTML(string=f"<style>{style}</style><body>{body}</body>").write_pdf()
        yield next(raster.pages(pdf, dpi=DPI, grey=True))


def _at(x: float, y: float, inner: str, more: str = "") -> str:
    """``inner`` at ``x``, ``y`` millimetres from the top left."""
    return f'<div style="position:absolute;left:{x:.1f}mm;top:{y:.1f}mm;{more}">{inner}</div>'


def _address(rng: Rng) -> str:
    return f"{rng.choice(_NAMES)}<br>{rng.randrange(1, 190)} {rng.choice(_STREETS)}<br>{rng.choice(_TOWNS)}"


def _envelope(rng: Rng) -> tuple[str, str]:
    paper = rng.choice(("C5", "DL"))
    wide, high = (229, 162) if paper == "C5" else (220, 110)
    hand = f"font:{rng.randrange(16, 22)}pt '{rng.choice(_HANDS)}'" if rng.random() < 0.4 else "font-size:13pt"
    office = f"Préfecture<br>Bureau du séjour<br>{rng.randrange(1, 90)} {rng.choice(_STREETS)}<br>{rng.choice(_TOWNS)}"
    parts = [_at(wide * 0.48, high * 0.5, office, hand)]
    if rng.random() < 0.6:
        parts.append(_at(10, 8, "Exp. : " + _address(rng), "font-size:8pt"))
    if rng.random() < 0.5:
        ring = f"{rng.randrange(1, 28)}-{rng.randrange(1, 12)}-26<br>LA POSTE"
        parts.append(
            _at(wide - 75, 8, ring, "width:26mm;height:26mm;border:0.6mm solid #333;border-radius:50%;"
                "text-align:center;padding-top:8mm;font-size:7pt;transform:rotate(14deg)")
        )  # fmt: skip
    parts.append(_at(wide - 34, 6, "", "width:25mm;height:30mm;background:#889;border:1mm dashed #ddd"))
    return paper, "".join(parts)


def _three_lines(rng: Rng) -> tuple[str, str]:
    lines = [*rng.sample(PHRASES, 2), "Cordialement, " + rng.choice(_NAMES).title()]
    top, left = rng.uniform(25, 120), rng.uniform(20, 30)
    return "A4", "".join(_at(left, top + 9 * i, text, "width:165mm") for i, text in enumerate(lines))


def _two_words(rng: Rng) -> tuple[str, str]:
    title = rng.choice(
        (
            "Pièces jointes",
            "Annexe n° 2",
            "Justificatif de domicile",
            "Acte de naissance",
            "Photographies",
            "TRADUCTION",
        )
    )
    return "A4", _at(rng.uniform(20, 100), rng.uniform(20, 240), title, f"font-size:{rng.randrange(12, 30)}pt")


def _hand(rng: Rng) -> tuple[str, str]:
    face, size = rng.choice(_HANDS), rng.randrange(15, 20)
    lines = "".join(f"<p>{text}</p>" for text in rng.sample(PHRASES, rng.randrange(2, 7)))
    head = f"{_address(rng)}<br>Tél. 06 {rng.randrange(10, 99)} {rng.randrange(10, 99)} 00 00"
    written = f"font:{size}pt '{face}';width:170mm;color:#223"
    return "A4", _at(20, 15, head) + _at(22, rng.uniform(60, 90), lines, written)


def _card(rng: Rng, *, back: bool) -> str:
    name = rng.choice(_NAMES).split()
    ground = rng.choice(("#e6d3d8", "#cfdde8", "#dfe6d2", "#eeeae0"))
    box = f"width:85.6mm;height:54mm;background:{ground};border:0.2mm solid #999;border-radius:3mm;position:relative"
    if back:
        number = rng.randrange(10**8, 10**9)
        held = f"{rng.randrange(10**5, 10**6)}9F{rng.randrange(10**5, 10**6)}6DZA"
        lines = (
            f"IRFRA{number}&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;",
            f"{held}&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;4",
            f"{name[0].upper().replace('É', 'E')}&lt;&lt;{name[1].upper().replace('Ï', 'I').replace('Ã', 'A')}"
            "&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;&lt;",
        )
        inner = _at(4, 4, "Date de délivrance / Issued<br>12 03 2024", "font-size:5pt")
        inner += _at(4, 14, "Adresse / Address<br>" + _address(rng), "font-size:5.5pt")
        inner += _at(4, 33, "<br>".join(lines), "font:8.8pt 'OCR B';white-space:nowrap")
    else:
        labels = (("Nom / Surname", name[0]), ("Prénoms / Given names", name[1]), ("Nationalité", "ALGÉRIENNE"),
                  ("Né(e) le", f"{rng.randrange(10, 28)} 05 19{rng.randrange(60, 99)}"), ("Valable jusqu'au", "11 03 2034"))  # fmt: skip  # noqa: E501
        text = "".join(
            f'<p style="margin:0 0 0.8mm 0"><span style="font-size:4.5pt">{label}</span><br>'
            f'<span style="font-size:7pt">{value}</span></p>'
            for label, value in labels
        )
        inner = _at(3, 2, "TITRE DE SÉJOUR", "font-size:8pt;font-weight:bold") + _at(33, 9, text)
        face = "width:24mm;height:31mm;background:radial-gradient(circle at 50% 42%,#a77 0,#865 30%,#ccc 34%,#bbb 100%)"
        inner += _at(4, 12, "", face) + _at(60, 3, "RÉPUBLIQUE FRANÇAISE", "font-size:4.5pt")
    return f'<div style="{box}">{inner}</div>'


def _card_recto(rng: Rng) -> tuple[str, str]:
    return "A4", _at(rng.uniform(15, 100), rng.uniform(15, 200), _card(rng, back=False))


def _card_verso(rng: Rng) -> tuple[str, str]:
    return "A4", _at(rng.uniform(15, 100), rng.uniform(15, 200), _card(rng, back=True))


def _card_both(rng: Rng) -> tuple[str, str]:
    x, y = rng.uniform(40, 80), rng.uniform(30, 60)
    more = f"transform:scale({rng.choice((1.0, 1.0, 1.6))});transform-origin:0 0"
    return "A4", _at(x - 20, y, _card(rng, back=False), more) + _at(x - 20, y + 110, _card(rng, back=True), more)


def _arabic(rng: Rng) -> tuple[str, str]:
    lines = "".join(f"<p>{text}</p>" for text in rng.choices(_ARABIC, k=rng.randrange(6, 22)))
    return "A4", _at(20, 20, lines, "width:170mm;direction:rtl;font:15pt 'Amiri'")


def _mixed(rng: Rng) -> tuple[str, str]:
    lines = "".join(
        f'<p style="direction:rtl;font:15pt Amiri">{rng.choice(_ARABIC)}</p><p>{rng.choice(PHRASES)}</p>'
        for _ in range(rng.randrange(4, 9))
    )
    return "A4", _at(20, 20, lines, "width:170mm")


def _english(rng: Rng) -> tuple[str, str]:
    lines = "".join(f"<p>{text}</p>" for text in rng.choices(_ENGLISH, k=rng.randrange(4, 16)))
    return "A4", _at(22, 25, lines, "width:165mm")


def _seal(rng: Rng) -> str:
    text = f"PRÉFECTURE<br>REÇU LE<br>{rng.randrange(1, 28)} NOV. 2026<br>COURRIER"
    return _at(
        rng.uniform(30, 120), rng.uniform(30, 200), text,
        f"border:0.9mm solid #445;border-radius:{rng.choice(('50%', '0'))};padding:9mm;color:#445;text-align:center;"
        f"transform:rotate({rng.uniform(-30, 30):.0f}deg);font:bold 13pt 'Liberation Sans'",
    )  # fmt: skip


def _stamped(rng: Rng) -> tuple[str, str]:
    lines = "".join(f"<p>{text}</p>" for text in rng.sample(PHRASES, rng.randrange(2, 6)))
    return "A4", _at(22, rng.uniform(30, 80), lines, "width:165mm") + _seal(rng)


def _figures(rng: Rng, paper: str, columns: int, rows: int) -> tuple[str, str]:
    labels = ("Salaire", "CSG", "Retraite", "Loyer", "Virement", "Retrait", "Prime", "Total")
    body = "".join(
        f"<tr><td>{rng.choice(labels)}</td>"
        + "".join(f"<td>{rng.uniform(5, 2500):.2f}</td>".replace(".", ",") for _ in range(columns))
        + "</tr>"
        for _ in range(rows)
    )
    return paper, _at(15, 20, f'<table style="font-size:9pt">{body}</table>')


def _table(rng: Rng) -> tuple[str, str]:
    return _figures(rng, "A4", rng.randrange(2, 7), rng.randrange(8, 30))


def _wide_table(rng: Rng) -> tuple[str, str]:
    return _figures(rng, "wide", rng.randrange(7, 11), rng.randrange(8, 18))


def _form(rng: Rng) -> tuple[str, str]:
    labels = (
        "Nom",
        "Prénoms",
        "Né(e) le",
        "à",
        "Nationalité",
        "Adresse",
        "Courriel",
        "Profession",
        "Fait à",
        "Signature",
    )
    rows = "".join(
        f'<tr><td style="border:0">{i + 1}. {label}</td><td style="width:110mm;height:8mm;font-family:'
        f"'{rng.choice(_HANDS)}'\">{rng.choice(_NAMES) if rng.random() < 0.6 else ''}</td></tr>"
        for i, label in enumerate(labels[: rng.randrange(5, 11)])
    )
    return "A4", _at(20, 25, f"<b>DEMANDE</b><table>{rows}</table>")


def _receipt(rng: Rng) -> tuple[str, str]:
    items = "".join(f"<p>ARTICLE {i + 1}  {rng.uniform(1, 60):.2f} EUR</p>" for i in range(rng.randrange(3, 9)))
    more = "font:9pt 'Liberation Mono';white-space:pre"
    return "till", _at(6, 8, f"<p>LA POSTE</p><p>{rng.choice(_TOWNS)}</p>{items}<p>MERCI ET A BIENTOT</p>", more)


def _photos(rng: Rng) -> tuple[str, str]:
    face = "width:35mm;height:45mm;background:radial-gradient(circle at 50% 42%,#976 0,#865 30%,#ddd 34%,#ccc 100%)"
    grid = "".join(_at(30 + 42 * i, 50, "", face) for i in range(rng.randrange(1, 4)))
    caption = f"Photographies d'identité de {rng.choice(_NAMES)}"
    return "A4", grid + _at(30, rng.choice((35, 105)), caption)


def _screen(rng: Rng) -> tuple[str, str]:
    bar = "background:#1b3a78;color:white;width:150mm;padding:4mm;font-size:12pt"
    shown = "<br>".join(rng.sample(PHRASES, 2))
    error = _at(
        30, 60, f"Erreur {rng.randrange(400, 599)}<br>{shown}", "width:140mm;border:0.4mm solid #a22;padding:5mm"
    )
    return "A4", _at(25, 20, "Étrangers en France", bar) + error


KINDS: dict[str, Callable[[Rng], tuple[str, str]]] = {
    "envelope": _envelope, "three lines": _three_lines, "two words": _two_words, "handwriting": _hand,
    "card recto": _card_recto, "card verso": _card_verso, "card both sides": _card_both, "arabic": _arabic,
    "arabic and french": _mixed, "english": _english, "stamped": _stamped, "table": _table, "wide table": _wide_table,
    "form": _form, "receipt": _receipt, "photographs": _photos, "screen": _screen,
}  # fmt: skip
KINDS |= NEW_KINDS | HELD_KINDS | LATER_KINDS
ALL_KINDS = ("prints", *KINDS)
