"""Pages of a third set of kinds, in other fonts, that no mend was made on: they are only measured.

The fonts of Debian's ``fonts-lato``, ``fonts-ebgaramond``, ``fonts-courier-prime``, ``fonts-open-sans``,
``fonts-kacst``, ``fonts-sil-scheherazade``, ``fonts-isabella`` and ``fonts-quicksand`` are used where they are
installed, those of the other kinds else.
"""

import random
from collections.abc import Callable

from bench.ocr.sheets import PHRASES

Rng = random.Random
Kind = Callable[[Rng], tuple[str, str]]

_NAMES = ("KONÉ Salimata", "ILIESCU Mihai", "FERREIRA Inês", "TADESSE Hana", "ZHANG Wei", "OKAFOR Chidi")
_TOWNS = ("31000 TOULOUSE", "76600 LE HAVRE", "80000 AMIENS", "38000 GRENOBLE", "97110 POINTE-À-PITRE")
_PRINT = ("EB Garamond, Liberation Serif", "Lato, Carlito", "Open Sans, DejaVu Sans", "Courier Prime, Liberation Mono")
_WRITTEN = ("Isabella", "Dancing Script", "Because We Learn", "Because We Build", "Breip")
_ARABIC = (
    ("الاسم", "يوسف"), ("اللقب", "بن علي"), ("تاريخ الولادة", "14 جانفي 1988"), ("مكان الولادة", "صفاقس"),
    ("اسم الأب", "المنصف بن محمد"), ("اسم الأم", "فاطمة الزهراء"), ("الجنسية", "تونسية"), ("رقم الرسم", "2217"),
    ("تاريخ الترسيم", "16 جانفي 1988"), ("الملاحظات", "لا شيء"),
)  # fmt: skip
_UKRAINIAN = (
    ("Прізвище", "КОВАЛЕНКО"), ("Ім'я", "Оксана"), ("Дата народження", "12 березня 1991"),
    ("Місце народження", "місто Харків"), ("Батько", "Коваленко Андрій"), ("Мати", "Коваленко Ірина"),
    ("Громадянство", "Україна"),
)  # fmt: skip
_SPANISH = (
    "Certificación literal de la inscripción de nacimiento", "Datos de identidad de la persona inscrita",
    "nacida a las diez horas del día veintitrés", "en el lugar de su residencia habitual",
    "El encargado del registro civil certifica que lo anterior", "concuerda fielmente con su original",
)  # fmt: skip


def _at(x: float, y: float, inner: str, more: str = "") -> str:
    return f'<div style="position:absolute;left:{x:.1f}mm;top:{y:.1f}mm;{more}">{inner}</div>'


def _face(rng: Rng, points: float) -> str:
    return f"font:{points}pt {rng.choice(_PRINT)}"


def _hand(rng: Rng, points: float = 16) -> str:
    return f"font:{points}pt '{rng.choice(_WRITTEN)}';color:#224"


def _climbing(x: float, y: float, text: str, more: str) -> str:
    return _at(x, y, text, f"transform:rotate(-90deg);transform-origin:0 0;white-space:nowrap;{more}")


def _falling(x: float, y: float, text: str, more: str) -> str:
    return _at(x, y, text, f"transform:rotate(90deg);transform-origin:0 0;white-space:nowrap;{more}")


def _portrait(wide: float, high: float) -> str:
    return f"width:{wide}mm;height:{high}mm;background:radial-gradient(circle at 50% 40%,#875 0,#764 30%,#aab 36%,#bbc)"


def _letter_in_columns(rng: Rng) -> tuple[str, str]:
    """A letter whose offices, hours and telephones stand in a narrow column of their own."""
    side = "".join(f"<p><b>{text.title()[:22]}</b><br>05 61 00 {rng.randrange(10, 99)} 00</p>" for text in PHRASES[:7])
    said = "".join(f"<p>{text.capitalize()}.</p>" for text in rng.sample(PHRASES, rng.randrange(3, 9)))
    body = _at(14, 40, side, f"width:38mm;{_face(rng, 7)}") + _at(62, 62, said, f"width:60mm;{_face(rng, 10)}")
    return "A4", body + _at(132, 62, said, f"width:60mm;{_face(rng, 10)}")


def _margins(rng: Rng) -> tuple[str, str]:
    """A form with print that climbs its left margin and falls along its right one."""
    rows = "".join(
        f'<p style="border-bottom:0.2mm dotted #555">{label} : '
        f'<span style="{_hand(rng)}">{rng.choice(_NAMES)}</span></p>'
        for label in rng.sample(("Je soussigné", "demeurant", "né le", "atteste héberger", "depuis le"), 4)
    )
    page = _climbing(8, 270, "EXEMPLAIRE À CONSERVER PAR LE DEMANDEUR — NE PAS ÉCRIRE DANS CETTE MARGE", _face(rng, 11))
    page += _falling(203, 40, "Imprimerie nationale — modèle 1185-B — " + PHRASES[3], _face(rng, 8))
    return "A4", page + _at(25, rng.uniform(30, 90), rows, f"width:155mm;{_face(rng, 11)}")


def _zone(*lines: str) -> str:
    """The lines of a machine-readable zone, which knows no accents."""
    plain = "<br>".join(line.replace("É", "E").replace("Ê", "E").replace("<", "&lt;") for line in lines)
    return f"<span style=\"font:8.8pt 'OCR B';white-space:nowrap\">{plain}</span>"


def _card(rng: Rng, *, back: bool) -> str:
    (surname, given), number = rng.choice(_NAMES).split(), rng.randrange(10**8, 10**9)
    if back:
        zone = _zone(f"I<FRA{number}{'<' * 16}", f"{number}4F31{number}FRA<<<<<<2", f"{surname}<<{'<' * 14}")
        return _at(3, 32, zone) + _at(4, 4, rng.choice(_TOWNS), "font-size:6pt")
    rows = f"NOM<br><b>{surname}</b><br>Prénom(s)<br><b>{given}</b><br>N° {number}"
    return _at(3, 10, "", _portrait(24, 31)) + _at(32, 9, rows, _face(rng, 7)) + _at(4, 2, "CARTE", "font-size:7pt")


def _copied_cards(rng: Rng) -> tuple[str, str]:
    """Both sides of one or two cards on one sheet, as a copier lays them."""
    box = "width:84mm;height:53mm;border:0.3mm solid #999;overflow:hidden"
    parts = []
    for i in range(rng.randrange(2, 5)):
        ground = rng.choice(("#dfe7ee", "#eadfe0", "#e4ebdc"))
        lean = f"transform:rotate({rng.uniform(-5, 5):.1f}deg);background:{ground}"
        parts.append(_at(15 + 95 * (i % 2), 30 + 75 * (i // 2), _card(rng, back=i % 2 == 1), f"{box};{lean}"))
    return "A4", "".join(parts)


def _wide_payslip(rng: Rng) -> tuple[str, str]:
    rows = "".join(
        f"<tr><td>{rng.randrange(1000, 9999)}</td><td>{label}</td>"
        + "".join(f"<td>{rng.uniform(0, 3000):.2f}</td>" for _ in range(7)) + "</tr>"
        for label in ("Salaire de base", "Heures supp.", "Santé", "Accidents", "Retraite", "Famille", "Chômage", "CSG")
    )  # fmt: skip
    page = _climbing(9, 165, "COTISATIONS ET CONTRIBUTIONS SOCIALES", _face(rng, 9))
    return "wide", page + _at(18, 25, f"{rng.choice(_NAMES)}<table>{rows}</table>", _face(rng, 8))


def _side_print(rng: Rng) -> tuple[str, str]:
    """A certificate with one large word along its side."""
    page = _climbing(
        12, 240, rng.choice(("DUPLICATA", "ORIGINAL", "COPIE CONFORME")), "font:bold 42pt Lato,Carlito;color:#889"
    )
    said = f"CERTIFICAT DE SCOLARITÉ<br><br>{rng.choice(PHRASES)}<br><br>{rng.choice(_NAMES)}<br>{rng.choice(_TOWNS)}"
    return "A4", page + _at(45, rng.uniform(40, 110), said, f"width:140mm;{_face(rng, 13)};line-height:1.6")


def _tunisian(rng: Rng) -> tuple[str, str]:
    """A certificate of birth in Arabic: a frame, labels to the right, values written in."""
    face = rng.choice(("KacstBook, Amiri", "Scheherazade, Amiri", "KacstNaskh, Amiri"))
    rows = "".join(
        f'<tr><td style="width:45mm">{label}</td><td style="width:95mm">{value}</td></tr>'
        for label, value in _ARABIC[: rng.randrange(5, 11)]
    )
    page = _at(60, 18, "الجمهورية التونسية<br>مضمون من رسوم الولادات", f"font:20pt {face};text-align:center;width:90mm")
    return "A4", page + _at(25, 60, f"<table>{rows}</table>", f"direction:rtl;font:{rng.choice((13, 15))}pt {face}")


def _ruled_paper(rng: Rng) -> tuple[str, str]:
    """A letter by hand on ruled paper with a margin."""
    rules = "".join(_at(0, 30 + 8 * i, "", "width:210mm;border-top:0.15mm solid #9ab") for i in range(32))
    said = "".join(f'<p style="margin:0">{text}</p>' for text in rng.sample(PHRASES, rng.randrange(2, 7)))
    margin = _at(35, 0, "", "height:297mm;border-left:0.25mm solid #c77")
    return "A4", rules + margin + _at(40, 31, said, f"width:155mm;line-height:8mm;{_hand(rng, rng.choice((15, 18)))}")


def _digits(rng: Rng) -> tuple[str, str]:
    """Nothing but figures."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{rng.randrange(10 ** rng.randrange(2, 7))}</td>" for _ in range(6)) + "</tr>"
        for _ in range(rng.randrange(6, 24))
    )
    return "A4", _at(25, 25, f"<table>{rows}</table>", _face(rng, 10))


def _held_receipt(rng: Rng) -> tuple[str, str]:
    """A narrow receipt that leans on a dark table."""
    items = "".join(
        f"<p>{rng.choice(('PAIN', 'LETTRE SUIVIE', 'TITRE T+', 'COPIE'))} x{i + 1}  {rng.uniform(1, 30):.2f}</p>"
        for i in range(rng.randrange(3, 10))
    )
    slip = f"width:58mm;min-height:90mm;background:#f3f1ea;padding:5mm;transform:rotate({rng.uniform(-12, 12):.1f}deg);"
    more = slip + "font:9pt Courier Prime,Liberation Mono;white-space:pre"
    ground = _at(0, 0, "", f"width:120mm;height:190mm;background:{rng.choice(('#4a3b30', '#30363c', '#6d5f4f'))}")
    return "phone table", ground + _at(
        28, 25, f"<p>MONOPRIX</p><p>{rng.choice(_TOWNS)}</p>{items}<p>TOTAL EUR</p>", more
    )


def _recommande(rng: Rng) -> tuple[str, str]:
    """The slip of a registered letter: bars, boxes, an address by hand."""
    bars = "".join(
        _at(20 + 1.1 * i, 12, "", f"width:{rng.choice((0.3, 0.6))}mm;height:14mm;background:#111") for i in range(50)
    )
    number = f"1A {rng.randrange(100, 999)} {rng.randrange(100, 999)} {rng.randrange(1000, 9999)} {rng.randrange(9)}"
    said = _at(20, 28, number, _face(rng, 11)) + _at(110, 10, "RECOMMANDÉ AVEC AVIS DE RÉCEPTION", _face(rng, 9))
    written = f"{rng.choice(_NAMES)}<br>{rng.randrange(1, 99)} rue du Port<br>{rng.choice(_TOWNS)}"
    return "DL", bars + said + _at(105, 40, written, _hand(rng)) + _at(
        20, 45, "Présenté / Avisé le : ....", _face(rng, 8)
    )


def _watermarked(rng: Rng) -> tuple[str, str]:
    """A bill under a word that runs across it."""
    mark = _at(
        20,
        200,
        rng.choice(("SPÉCIMEN", "COPIE", "PAYÉ")),
        "font:bold 95pt Lato,Carlito;color:#d5d5da;transform:rotate(-52deg);transform-origin:0 0",
    )
    head = _at(
        15, 15, "ÉNERGIE DU SUD", "background:#24506e;color:white;font:bold 15pt Lato,Carlito;padding:5mm;width:170mm"
    )
    rows = "".join(
        f"<tr><td>{text[:38]}</td><td>{rng.uniform(3, 200):.2f} €</td></tr>" for text in rng.sample(PHRASES, 6)
    )
    return "A4", mark + head + _at(15, 60, f"<table>{rows}</table>", _face(rng, 10))


def _stamp(rng: Rng, x: float) -> str:
    said = f"ENTRÉE<br>{rng.randrange(1, 28)} 06 25<br>F {rng.randrange(9)}"
    lean = f"transform:rotate({rng.uniform(-70, 70):.0f}deg)"
    return _at(x, 25, said, f"border:0.6mm solid #558;color:#558;padding:3mm;font-size:8pt;{lean}")


def _visa(rng: Rng) -> tuple[str, str]:
    """A visa stuck onto a page of a passport, beside stamps that lean every way."""
    name, number = rng.choice(_NAMES), rng.randrange(10**8, 10**9)
    zone = _zone(f"VDFRA{name.split()[0]}<<{'<' * 22}", f"{number}<4ETH{number}M{'<' * 10}")
    rows = f"VISA FRANCE<br>VALABLE POUR : FRANCE<br>DU 02-09-25 AU 02-09-26<br>TYPE DE VISA : D<br>{name}"
    inner = _at(3, 8, "", _portrait(26, 33)) + _at(33, 6, rows, _face(rng, 7)) + _at(3, 60, zone)
    sticker = _at(25, 90, inner, "width:112mm;height:76mm;background:#dbe6dd;border:0.2mm solid #9a9")
    return "A4", "".join(_stamp(rng, 20 + 55 * i) for i in range(rng.randrange(0, 3))) + sticker


def _consumption(rng: Rng) -> tuple[str, str]:
    """Bars of a year's consumption, their axis named along its side."""
    bars = ""
    for i, month in enumerate(("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août")):
        x, high = 30 + 11 * i, rng.uniform(10, 60)
        bars += _at(x, 120 - high, "", f"width:7mm;height:{high:.0f}mm;background:#678")
        bars += _at(x, 122, month, "font-size:7pt")
    axis = _climbing(20, 118, "Consommation (kWh)", _face(rng, 9))
    return "A4", bars + axis + _at(25, 140, rng.choice(PHRASES), f"width:150mm;{_face(rng, 10)}")


def _open_booklet(rng: Rng) -> tuple[str, str]:
    """Two pages of a family record book, filled in by hand."""

    def page(x: float) -> str:
        rows = "".join(f'<p>{label}<span style="{_hand(rng, 13)}"> {rng.choice(_NAMES).title()}</span></p>'
                       for label in ("Nom", "Prénoms", "né(e) le", "à", "fils / fille de"))  # fmt: skip
        return _at(
            x,
            22,
            f"<b>{rng.choice(('ÉPOUX', 'PREMIER ENFANT', 'DEUXIÈME ENFANT'))}</b>{rows}",
            f"width:90mm;{_face(rng, 10)}",
        )

    fold = _at(148, 0, "", "height:210mm;width:3mm;background:linear-gradient(90deg,#eee,#999,#eee)")
    return "wide", page(20) + (page(165) if rng.random() < 0.7 else "") + fold


def _ukrainian(rng: Rng) -> tuple[str, str]:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in _UKRAINIAN[: rng.randrange(4, 8)])
    head = _at(40, 20, "СВІДОЦТВО ПРО НАРОДЖЕННЯ", "font:bold 17pt Open Sans,DejaVu Sans")
    return "A4", head + _at(30, 50, f"<table>{rows}</table>", "font:12pt Open Sans,DejaVu Serif")


def _spanish(rng: Rng) -> tuple[str, str]:
    lines = "".join(f"<p>{text}</p>" for text in rng.sample(_SPANISH, rng.randrange(2, 7)))
    return "A4", _at(30, 35, lines, f"width:140mm;border:0.6mm solid #777;padding:8mm;{_face(rng, 12)}")


def _timetable(rng: Rng) -> tuple[str, str]:
    """A week's lessons on a wide sheet, hours that stand on end."""
    grid = ""
    for i, day in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi")):
        grid += _at(35 + 48 * i, 22, day, _face(rng, 11))
        for j in range(4):
            if rng.random() < 0.8:
                lesson = (
                    f"{rng.choice(('Droit', 'Anglais', 'Gestion', 'Statistique'))}<br>salle {rng.randrange(100, 400)}"
                )
                grid += _at(
                    33 + 48 * i,
                    30 + 38 * j,
                    lesson,
                    f"width:46mm;height:34mm;border:0.3mm solid #555;padding:3mm;{_face(rng, 9)}",
                )
    hours = "".join(_climbing(22, 62 + 38 * j, f"{8 + 2 * j}h00 - {10 + 2 * j}h00", _face(rng, 9)) for j in range(4))
    return "wide", grid + hours


def _dark_screen(rng: Rng) -> tuple[str, str]:
    """A desktop's window by night, wider than high."""
    menu = "".join(f"<p>{text}</p>" for text in ("Accueil", "Mes demandes", "Mes documents", "Messagerie", "Aide"))
    said = f"Une erreur est survenue (code {rng.randrange(400, 599)})<br><br>{rng.choice(PHRASES)}"
    page = _at(0, 0, "", "width:297mm;height:167mm;background:#1e1f22")
    page += _at(0, 15, menu, f"width:50mm;height:152mm;background:#2b2d30;color:#bbb;padding:5mm;{_face(rng, 10)}")
    return "screen", page + _at(70, 45, said, f"width:170mm;color:#ddd;{_face(rng, 13)}")


HELD_KINDS: dict[str, Kind] = {
    "letter in columns": _letter_in_columns, "margins": _margins, "copied cards": _copied_cards,
    "wide payslip": _wide_payslip, "side print": _side_print, "tunisian": _tunisian, "ruled paper": _ruled_paper,
    "digits": _digits, "receipt on a table": _held_receipt, "recommandé": _recommande, "watermarked": _watermarked,
    "visa": _visa, "consumption": _consumption, "open booklet": _open_booklet, "ukrainian": _ukrainian,
    "spanish": _spanish, "timetable": _timetable, "dark screen": _dark_screen,
}  # fmt: skip
HELD_PAPERS = {"phone table": "120mm 190mm", "screen": "297mm 167mm"}
