from collections import Counter

import pytest

from dossier.types import piece_types
from specimens.draw import layouts
from specimens.meaning import PLAIN
from specimens.template import WordingError, by_id, parse, split, split_by_hand, templates

DECISIVE = (
    "attestation_ccc",
    "invitation_prefecture",
    "reponse_ccc",
    "convocation",
    "courrier_prefecture",
    "capture_anef",
    "notification_anef",
)


@pytest.mark.parametrize("type_", piece_types())
def test_every_type_has_enough_layouts_and_wordings(type_: str) -> None:
    found = templates(type_)
    assert len(found) >= (5 if type_ in DECISIVE else 3)
    prints = {(template.id, layout) for template in found for layout in template.layouts}
    assert len(prints) >= (5 if type_ in DECISIVE else 3)


@pytest.mark.parametrize("type_", DECISIVE)
def test_types_that_decide_have_several_layouts(type_: str) -> None:
    assert len({layout for template in templates(type_) for layout in template.layouts}) >= 2


def test_wordings_are_of_known_types_and_layouts() -> None:
    known = set(layouts())
    for template in templates():
        assert template.type in piece_types(), template.id
        assert set(template.layouts) <= known, template.id
        assert set(template.also) <= set(piece_types()), template.id


def test_no_wording_says_specimen_in_its_text() -> None:
    assert not [template.id for template in templates() if "specimen" in (template.body + str(template.head)).lower()]


def test_plain_documents_of_every_type_exist() -> None:
    for type_ in piece_types():
        assert templates(type_, PLAIN.get(type_, "plain")), type_


def test_a_split_keeps_whole_wordings_apart_and_is_always_the_same() -> None:
    first, again = split(seed=3), split(seed=3)
    assert first == again
    assert not first.train & first.held_out
    assert first.train | first.held_out == {template.id for template in templates()}
    assert split(seed=4) != first


def test_a_split_leaves_something_to_learn_from_for_every_meaning() -> None:
    learnt = Counter((template.type, template.sens) for template in templates() if template.id in split().train)
    assert all(learnt[template.type, template.sens] for template in templates())


def test_a_hand_can_be_held_out() -> None:
    held = split_by_hand("a")
    assert all(by_id(id_).hand == "a" for id_ in held.held_out)
    assert not any(by_id(id_).hand == "a" for id_ in held.train)


@pytest.mark.parametrize("text", ["no head at all", "+++\nlayouts = \n+++\nbody", "before\n+++\n+++\nbody"])
def test_a_wording_with_a_broken_head_is_named(text: str) -> None:
    with pytest.raises(WordingError, match="rib/x-1"):
        parse(text, type_="rib", name="x-1")
