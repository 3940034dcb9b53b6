from dataclasses import replace

import pytest

from classify.folding import fold
from classify.text import ReadPage
from dossier.page import TextSource
from dossier.word import Box
from tests.classify.builders import page_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’État, s'il vous plaît", "l etat s il vous plait"),
        ("œuvre CŒUR Æ", "oeuvre coeur ae"),
        ("R. 431-2", "r 431 2"),
        ("a.b@ants.gouv.fr", "a.b@ants.gouv.fr"),
        ("ne peut être / peut-être", "ne peut etre peutetre"),
        ("accueil | aide", "accueil aide"),
    ],
)
def test_folding_leaves_words_alone(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_word_hyphenated_over_a_line_is_one_word_and_quoted_as_it_stands() -> None:
    page = ReadPage(page_of("vous êtes dans l'impossi-\nbilité de déposer"))
    at = page.folded.index("impossibilite")
    quote = page.quote(at, at + len("impossibilite"))
    assert quote.text == "l'impossi- bilité"
    assert len(quote.boxes) == 2


def test_a_title_with_spaced_letters_is_one_word() -> None:
    assert ReadPage(page_of("A T T E S T A T I O N")).folded == "attestation"


@pytest.mark.parametrize(
    ("read", "meant"),
    [("téIéservice", "teleservice"), ("impossibilite", "impossibilite"), ("technlque", "technique"),
     ("anornalie", "anomalie"),
     ("dép0ser", "deposer"), ("possibilité", "possibilite"), ("agent", "agent"), ("Denis", "denis"),
     ("constitution", "constitution"), ("Finistère", "finistere"), ("Finistcre", "finistere"), ("Aveyron", "aveyron")],
)  # fmt: skip
def test_slips_are_repaired_towards_known_words_and_words_stay_themselves(read: str, meant: str) -> None:
    assert ReadPage(page_of(read, source=TextSource.OCR)).folded == meant


def test_sentences_end_at_points_and_headings_but_not_at_abbreviations() -> None:
    page = ReadPage(
        page_of("CENTRE DE CONTACT\nLe 3 mars\nM. Diallo, vu l'art. R. 431-2 du code.\nIl a tort. Pourquoi ?")
    )
    sentences = [(page.folded[s.start : s.end], s.asks) for s in page.sentences]
    assert sentences == [
        ("centre de contact", False),
        ("le 3 mars", False),
        ("m diallo vu l art r 431 2 du code", False),
        ("il a tort", False),
        ("pourquoi", True),
    ]


def test_what_stands_in_quotation_marks_can_be_left_out() -> None:
    page = ReadPage(page_of("Il m'a dit : « vous ne pouvez pas » puis a raccroché."))
    assert page.unquoted == "il m a dit puis a raccroche"


def test_a_page_without_words_has_no_sentences() -> None:
    page = ReadPage(page_of(""))
    assert (page.folded, page.lines, page.sentences, page.raw(0, 5)) == ("", (), (), "")


@pytest.mark.parametrize(
    ("read", "meant"),
    [("nous vous proposons|de nous envoyer", "nous vous proposons de nous envoyer"), ("té|éservice", "teleservice")],
)
def test_a_bar_between_words_parts_them_and_one_within_a_word_is_a_letter(read: str, meant: str) -> None:
    assert ReadPage(page_of(read)).folded == meant


def test_a_box_begins_a_sentence_and_a_box_beside_a_word_does_not() -> None:
    page = ReadPage(page_of("Résultat du traitement [] L'incident est résolu et fermé.\nSexe ☐ M ☒ F"))
    assert [page.raw(s.start, s.end) for s in page.sentences] == [
        "Résultat du traitement",
        "L'incident est résolu et fermé.",
        "Sexe ☐ M ☒ F",
    ]


def test_an_item_with_a_box_ends_with_its_short_line_and_hard_wrapped_text_goes_on() -> None:
    lines = [
        "[] transmis au service, en attente",
        "problème non résolu : le dépôt est impossible pour l'usager de ce compte",
        "depuis le",
        "3 mai dernier",
    ]
    page = ReadPage(page_of("\n".join(lines)))
    assert [page.raw(s.start, s.end) for s in page.sentences][1:] == [" ".join(lines[1:])]


def test_a_word_of_a_thousand_letters_is_read_at_once() -> None:
    word = "".join(chr(97 + n * n % 26) + chr(97 + n % 25) for n in range(1500))
    assert ReadPage(page_of(f"attestation {word}")).folded == f"attestation {word}"


def test_a_title_in_capitals_is_no_part_of_the_sentence_under_it() -> None:
    title, body = "ATTESTATION D'IMPOSSIBILITÉ DE DÉPÔT", "Je soussignée certifie que le dépôt échoue."
    page = ReadPage(page_of(f"{title}\n{body}"))
    assert [page.raw(s.start, s.end) for s in page.sentences] == [title, body]


def test_a_row_apart_from_the_paragraph_under_it_is_a_sentence_of_its_own() -> None:
    lines = ["Résultat des essais faits au point d'accueil par l'agent : échec du téléservice à chaque fois",
             "L'impossibilité de déposer la demande en ligne étant établie, l'usager est invité à envoyer son",
             "dossier à la préfecture par courrier, avec les pièces et la présente fiche, à l'adresse donnée",
             "ci-dessus, et sera reçu sur rendez-vous."]  # fmt: skip
    close, apart = page_of("\n".join(lines)), page_of("\n".join(lines))
    lowered = tuple(
        word._replace(box=Box(word.box.x0, word.box.y0 + 0.008, word.box.x1, word.box.y1 + 0.008))
        if word.line else word
        for word in apart.words
    )  # fmt: skip
    assert len(ReadPage(close).sentences) == 1
    assert [ReadPage(page).raw(s.start, s.end) for page in [replace(apart, words=lowered)]
            for s in ReadPage(page).sentences] == [lines[0], " ".join(lines[1:])]  # fmt: skip
