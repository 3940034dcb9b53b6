"""The registered letter that a pli came in: read from codes and words, never guessed."""

import pytest

from dossier.page import Barcode, Page
from dossier.word import Box, Word
from ingest.recommande import recommande_of

BOX = Box(0, 0, 1, 1)


def page(*codes: tuple[str, str], text: str = "") -> Page:
    words = tuple(Word(text=word, box=BOX, confidence=0.9, line=0, block=0) for word in text.split())
    barcodes = tuple(Barcode(symbology=kind, content=content.encode(), box=BOX) for kind, content in codes)
    return Page(number=1, width_pt=595, height_pt=842, words=words, barcodes=barcodes)


@pytest.mark.parametrize(
    ("pages", "number"),
    [
        ([page(("Code128", "RR473124829US"))], "RR473124829US"),
        ([page(("Code128", "RR 47 312 482 9 US"))], "RR473124829US"),
        ([page(("Code128", "RR473124828US"))], None),
        ([page(("Code128", "1A04787720243"))], "1A04787720243"),
        ([page(("DataMatrix", "ARLAPOSTE;01;1A0478772024;3"))], "1A04787720243"),
        ([page(), page(("Code128", "1A04787720243"), ("DataMatrix", "ARLAPOSTE;01;1A0478772024;3"))], "1A04787720243"),
        ([page(("Code128", "1A04787720243")), page(("Code128", "1A04787720250"))], None),
        ([page(text="LETTRE RECOMMANDÉE avec avis de réception 1A 047 877 2024 3")], "1A04787720243"),
        ([page(text="Recommandé international RR 47 312 482 9 US")], "RR473124829US"),
        ([page(text="N° client 1A 047 877 2024 3")], None),
        ([page(text="par lettre recommandée 1A 047 877 2024 3 " + "mot " * 200)], None),
        ([page(text="recommandé 91A 047 877 2024 35")], None),
        ([page(("QRCode", "https://example.org/1A047877"))], None),
        ([page()], None),
        ([], None),
    ],
)
def test_a_number_is_read_when_there_is_one_and_only_one(pages: list[Page], number: str | None) -> None:
    assert recommande_of(pages) == number
