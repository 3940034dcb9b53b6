"""Pages of kinds that were drawn before the reader was mended on the others, and only measured: other documents of
identity, narrow print that stands on end, scripts that are not installed, screens of telephones.
"""

import random
from collections.abc import Callable

from bench.ocr.sheets import PHRASES

Rng = random.Random
Kind = Callable[[Rng], tuple[str, str]]

_NAMES = ("OUEDRAOGO Issa", "KOWALSKA Marta", "HADDAD Rania", "MENDES Tomás", "RAKOTO Lova", "YILMAZ Emre")
_TOWNS = ("44000 NANTES", "67000 STRASBOURG", "06300 NICE", "97400 SAINT-DENIS", "35200 RENNES")
_HANDS = ("Ecolier_court", "Kristi", "femkeklaver", "Tomson Talks", "Breip")
_RUSSIAN = (
    "Свидетельство о рождении", "Гражданин родился в городе Саратове", "о чем в книге регистрации актов",
    "составлена запись акта о рождении", "Место государственной регистрации", "Отец гражданин России",
    "Дата выдачи двадцать второго марта", "Руководитель органа записи", "Подпись и печать учреждения",
)  # fmt: skip
_TURKISH = (
    "Nüfus kayıt örneği aşağıda belirtilmiştir", "Doğum tarihi ve yeri kütükte yazılıdır", "Baba adı, anne adı",
    "İşbu belge ilgilinin isteği üzerine verilmiştir", "Müdürlüğümüz kayıtlarına göre düzenlenmiştir",
    "Evlenme kayıt örneği, mühür ve imza", "Belgeyi düzenleyen memur",
)  # fmt: skip


def _at(x: float, y: float, inner: str, more: str = "") -> str:
    return f'<div style="position:absolute;left:{x:.1f}mm;top:{y:.1f}mm;{more}">{inner}</div>'


def _photo(wide: float, high: float) -> str:
    return f"width:{wide}mm;height:{high}mm;background:radial-gradient(circle at 50% 40%,#754 0,#643 32%,#bbc 35%,#aab)"


def _zone(rng: Rng, first: str, width: int, lines: int) -> str:
    """Lines of a machine-readable zone; what they say is nobody's."""
    surname, given = (part.upper().replace("Á", "A") for part in rng.choice(_NAMES).split())
    names = f"{first}{surname}<<{given}"
    digits = "".join(rng.choice("0123456789ABCDEFGH") for _ in range(width // 2))
    rows = [names, *(f"{digits}{rng.randrange(10**6)}F{rng.randrange(10**6)}" for _ in range(lines - 1))]
    return "<br>".join(row[:width].ljust(width, "<").replace("<", "&lt;") for row in rows)


def _passport(rng: Rng) -> tuple[str, str]:
    """The page of a passport that bears the photo, alone on a sheet."""
    fields = (("Type / Type", "P"), ("Nom / Surname", rng.choice(_NAMES).split()[0]), ("Sexe / Sex", "F"),
              ("Lieu de naissance / Place", rng.choice(_TOWNS)[6:]), ("Autorité", "PRÉFECTURE"))  # fmt: skip
    text = "".join(
        f'<p style="margin:0 0 1mm 0"><span style="font-size:5pt">{label}</span><br><b>{value}</b></p>'
        for label, value in fields
    )
    page = _at(4, 4, "PASSEPORT / PASSPORT", "font-size:9pt") + _at(5, 18, "", _photo(35, 45)) + _at(46, 12, text)
    page += _at(4, 74, _zone(rng, "P<TUR", 44, 2), "font:9.3pt 'OCR B';white-space:nowrap")
    ground = rng.choice(("#ecdfe4", "#dfe8ee"))
    box = f"width:125mm;height:88mm;background:{ground};border:0.3mm solid #888;font-size:7pt"
    return "A4", _at(rng.uniform(15, 70), rng.uniform(15, 180), page, box)


def _laminated(rng: Rng) -> tuple[str, str]:
    """A laminated identity card with two lines of 36 at its foot."""
    lines = f"Nom : {rng.choice(_NAMES)}<br>Sexe : M  Taille : 1,7{rng.randrange(9)}m<br>Né(e) à {rng.choice(_TOWNS)}"
    card = _at(2, 2, "CARTE NATIONALE D'IDENTITÉ N° : 0904334", "font-size:6.5pt") + _at(3, 12, "", _photo(28, 36))
    card += _at(35, 14, lines, "font-size:7pt")
    card += _at(4, 62, _zone(rng, "IDFRA", 36, 2), "font:9pt 'OCR B';white-space:nowrap")
    box = "width:105mm;height:74mm;background:#d6e3ee;border:0.3mm solid #679"
    return "A4", _at(rng.uniform(20, 80), rng.uniform(15, 190), card, box)


def _held_card(rng: Rng) -> tuple[str, str]:
    """A picture of nothing but a card on something dark, text light on one band of it."""
    band = _at(0, 0, "PERMIS DE CONDUIRE", "width:90mm;padding:1.5mm;background:#a55b78;color:white;font-size:8pt")
    surname, given = rng.choice(_NAMES).split()
    rows = f"1. {surname}<br>2. {given}<br>3. 0{rng.randrange(1, 9)}.05.1986<br>4a. 11.03.2019 4c. PRÉFET"
    card = band + _at(4, 12, "", _photo(22, 29)) + _at(32, 12, rows, "font-size:7pt;line-height:1.4")
    box = "width:90mm;height:56mm;background:#e9d4dc;overflow:hidden"
    return "card", _at(0, 0, "", "width:110mm;height:74mm;background:#3b3634") + _at(10, 8, card, box)


def _dark_card(rng: Rng) -> tuple[str, str]:
    """White on dark green: cards of insurers and of health."""
    said = f"CARTE VITALE<br>{rng.choice(_NAMES)}<br>2 86 05 {rng.randrange(10, 99)} {rng.randrange(100, 999)} 021 44"
    box = "width:86mm;height:54mm;background:#1f5f3f;color:white;padding:6mm;font:11pt 'Liberation Sans';line-height:2"
    return "A4", _at(rng.uniform(20, 100), rng.uniform(20, 200), said, box)


def _payslip(rng: Rng) -> tuple[str, str]:
    """Small columns of figures, and a line that climbs the margin."""
    labels = ("Sécurité sociale plafonnée", "Complémentaire santé", "CSG déductible", "Assurance chômage", "Prévoyance")
    rows = "".join(
        f"<tr><td>{rng.choice(labels)}</td>"
        + "".join(f"<td>{rng.uniform(0, 2900):.2f}</td>" for _ in range(6))
        + "</tr>"
        for _ in range(rng.randrange(14, 30))
    )
    climbing = "transform:rotate(-90deg);transform-origin:0 0;white-space:nowrap;font-size:6pt"
    side = _at(6, 250, "Dans votre intérêt, conservez ce bulletin sans limitation de durée", climbing)
    return "A4", side + _at(14, 18, f'<b>BULLETIN DE PAIE</b><table style="font-size:7pt">{rows}</table>')


def _heads_on_end(rng: Rng) -> tuple[str, str]:
    """Marks under heads of columns that stand on end."""
    subjects = ("Mathématiques", "Histoire", "Géographie", "Anglais", "Physique", "Dessin", "Philosophie")
    heads = "".join(
        _at(52 + 18 * i, 62, name, "transform:rotate(-90deg);transform-origin:0 0;white-space:nowrap;font-size:11pt")
        for i, name in enumerate(subjects)
    )
    marks = "".join(
        _at(20, 70 + 9 * row, f"{row + 1}e période")
        + "".join(_at(52 + 18 * i, 70 + 9 * row, f"{rng.randrange(6, 20)}") for i in range(7))
        for row in range(rng.randrange(2, 6))
    )
    return "A4", heads + marks


def _two_receipts(rng: Rng) -> tuple[str, str]:
    def slip() -> str:
        rows = "".join(f"<p>RECOMMANDE {i}  {rng.uniform(1, 60):.2f}</p>" for i in range(rng.randrange(3, 12)))
        return f"<p>TABAC DE LA GARE</p>{rows}<p>TIMBRE FISCAL {rng.choice((50, 225, 340))} EUR</p>"

    more = "font:8pt 'Liberation Mono';white-space:pre;width:60mm;border:0.2mm dashed #aaa;padding:3mm"
    lean = f"transform:rotate({rng.uniform(-8, 8):.1f}deg)"
    return "A4", _at(20, 25, slip(), more) + _at(110, rng.uniform(30, 120), slip(), more + ";" + lean)


def _combs(rng: Rng) -> tuple[str, str]:
    """A printed form with a box for each letter, filled by hand."""
    rows = []
    for i, label in enumerate(("NOM", "PRÉNOM", "NÉ(E) LE", "PAYS", "VILLE", "RUE", "TÉL.")[: rng.randrange(3, 8)]):
        word = rng.choice((*_NAMES, *_TOWNS)).upper().replace(" ", "")[:14]
        boxes = "".join(
            f'<span style="display:inline-block;width:6mm;height:7mm;border:0.2mm solid #777;text-align:center">'
            f"{letter}</span>"
            for letter in word.ljust(18)
        )
        hand = f"font:14pt '{rng.choice(_HANDS)}';white-space:nowrap"
        rows.append(_at(15, 40 + 16 * i, label, "font-size:7pt") + _at(45, 37 + 16 * i, boxes, hand))
    return "A4", _at(15, 18, "<b>CERFA N° 15186</b> Demande de titre") + "".join(rows)


def _russian(rng: Rng) -> tuple[str, str]:
    lines = "".join(f"<p>{text}</p>" for text in rng.choices(_RUSSIAN, k=rng.randrange(5, 16)))
    return "A4", _at(25, 30, lines, f"width:150mm;font:13pt '{rng.choice(('DejaVu Serif', 'Liberation Serif'))}'")


def _turkish(rng: Rng) -> tuple[str, str]:
    """An extract of a register in a Latin script with other letters, in a frame."""
    lines = "".join(f"<p>{text} {rng.randrange(1, 99)}</p>" for text in rng.choices(_TURKISH, k=rng.randrange(4, 14)))
    return "A4", _at(18, 22, lines, "width:165mm;border:1.2mm double #555;padding:6mm;font:11pt 'Liberation Serif'")


def _extract(rng: Rng) -> tuple[str, str]:
    """The extract in many languages of the commission of civil status: small heads, few typed values."""
    heads = ("Jour/Tag/Day/Día/Gün", "Nom/Name/Surname/Soyadı", "Prénoms/Vornamen/Adı", "Père/Vater/Father/Baba",
             "Mère/Mutter/Mother/Ana", "Lieu/Ort/Place/Lugar/Yer")  # fmt: skip
    rows = ""
    for i, head in enumerate(heads):
        typed = rng.choice((*_NAMES, *_TOWNS)) if rng.random() < 0.7 else ""
        rows += f'<tr><td style="font-size:6pt;width:70mm">{i + 1} {head}</td>'
        rows += f'<td style="font:10pt GNUTypewriter;width:90mm">{typed}</td></tr>'
    return "A4", _at(18, 30, f"<table>{rows}</table>")


def _diploma(rng: Rng) -> tuple[str, str]:
    said = f"UNIVERSITÉ DE {rng.choice(_TOWNS)[6:]}<br><br>Diplôme de licence<br><br>décerné à<br>{rng.choice(_NAMES)}"
    box = "width:250mm;height:170mm;border:4mm ridge #986;padding:18mm;text-align:center;font:24pt 'Dancing Script'"
    return "wide", _at(20, 15, said, box)


def _last_page(rng: Rng) -> tuple[str, str]:
    """The end of a letter: a place, a date, a name, a signature."""
    name = rng.choice(_NAMES)
    hand = f"font:{rng.randrange(22, 34)}pt '{rng.choice(_HANDS)}';transform:rotate(-9deg)"
    sign = _at(120, 80, name.split()[1], hand)
    return "A4", _at(110, 40, f"Fait à {rng.choice(_TOWNS)[6:].title()}, le 3 mai 2026<br>{name}") + sign


def _statement(rng: Rng) -> tuple[str, str]:
    """Dates and amounts, hardly a word."""
    rows = "".join(
        f"<p>{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}  {rng.randrange(10**5, 10**6)}      "
        f"{rng.uniform(1, 4000):9.2f}</p>"
        for _ in range(rng.randrange(6, 34))
    )
    return "A4", _at(40, 20, rows, "font:9pt 'Liberation Mono';white-space:pre")


def _telephone(rng: Rng) -> tuple[str, str]:
    """A screen of a telephone, light on dark."""
    texts = "".join(
        f'<div style="background:#333;border-radius:3mm;padding:3mm;margin:0 0 4mm 0">{text}</div>'
        for text in rng.sample(PHRASES, rng.randrange(2, 5))
    )
    page = _at(0, 0, texts, "width:70mm;height:150mm;background:#111;color:#eee;padding:6mm;font-size:9pt")
    return "phone", page


NEW_KINDS: dict[str, Kind] = {
    "passport": _passport, "laminated card": _laminated, "card held up": _held_card, "dark card": _dark_card,
    "payslip": _payslip, "heads on end": _heads_on_end, "two receipts": _two_receipts, "letters in boxes": _combs,
    "russian": _russian, "turkish": _turkish, "many languages": _extract, "diploma": _diploma, "last page": _last_page,
    "statement": _statement, "telephone": _telephone,
}  # fmt: skip
NEW_PAPERS = {"card": "110mm 74mm", "phone": "70mm 150mm"}
