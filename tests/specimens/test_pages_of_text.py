import re

import pytest

from dossier.types import piece_types
from specimens.pages_of_text import PageForm, filled, page_forms
from specimens.rng import source


def form(text: str) -> PageForm:
    return PageForm(id="x-1", type="bail", text=text, also=(), picture=0.0, card=False, handwritten=False)


def test_every_type_has_forms_and_every_form_a_type() -> None:
    assert {form.type for form in page_forms()} == set(piece_types())
    assert {type_ for form in page_forms() for type_ in form.also} <= set(piece_types())


@pytest.mark.parametrize("form", page_forms(), ids=lambda form: form.id)
def test_a_form_is_filled_without_a_blank_left(form: PageForm) -> None:
    assert not re.search(r"[{}|]", filled(form, source("test", form.id)))


def test_alternatives_nest() -> None:
    texts = {filled(form("[un|[deux|trois] et]"), source(n)) for n in range(30)}
    assert texts == {"un", "deux et", "trois et"}


def test_a_blank_in_capitals_is_filled_in_capitals() -> None:
    assert filled(form("{NOM} {n4}"), source("a")).split()[0].isupper()
    assert re.fullmatch(r"\d{4}", filled(form("{n4}"), source("a")))


def test_the_same_lot_gives_the_same_page() -> None:
    one = page_forms()[0]
    assert filled(one, source("s")) == filled(one, source("s")) != filled(one, source("t"))
