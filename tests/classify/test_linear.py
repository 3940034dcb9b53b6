from io import BytesIO

import numpy as np
import pytest

from classify.linear import FieldRecipe, Input, LinearModel, features, read, write

MODEL = LinearModel(
    classes=("bail", "facture"),
    recipe={"text": FieldRecipe(words=2, chars=None)},
    vocabulary=("=pages", "text:w:bail", "text:w:facture"),
    weights=np.array([[10, -10], [127, -127], [-127, 127]], dtype=np.int8),
    scales=np.array([0.02, 0.03], dtype=np.float32),
    intercepts=np.array([0.5, 0.0], dtype=np.float32),
    dense=np.array([[0.0, 2.0]], dtype=np.float16),
)


def text(words: str) -> Input:
    return Input(fields={"text": words})


def test_sequences_of_words_and_of_letters_are_features() -> None:
    found = features(text("avis impot"), {"text": FieldRecipe(words=2, chars=(5, 6))})
    assert set(found) == {
        "text:w:avis",
        "text:w:impot",
        "text:w:avis impot",
        "text:c:_avis",
        "text:c:avis_",
        "text:c:_avis_",
        "text:c:_impo",
        "text:c:impot",
        "text:c:mpot_",
        "text:c:_impot",
        "text:c:impot_",
    }


def test_each_kind_of_feature_has_length_one_however_long_the_text() -> None:
    found = features(text("le bail du bail " * 40), {"text": FieldRecipe()})
    for kind in ("text:w:", "text:c:"):
        assert sum(v * v for name, v in found.items() if name.startswith(kind)) == pytest.approx(1.0)


@pytest.mark.parametrize(("digits", "word"), [(False, "text:w:00"), (True, "text:w:42")])
def test_figures_are_told_apart_only_where_the_recipe_says_so(digits: bool, word: str) -> None:
    assert set(features(text("42"), {"text": FieldRecipe(words=1, chars=None, digits=digits)})) == {word}


def test_named_features_stay_as_they_are() -> None:
    assert features(Input(fields={}, named={"pages": 0.25, "none": 0.0}), MODEL.recipe) == {"=pages": 0.25}


def test_the_likelier_class_has_the_larger_share_and_shares_add_up_to_one() -> None:
    shares = MODEL.probabilities(text("facture"))
    assert shares["facture"] > 0.99
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_text_without_known_features_says_what_the_intercepts_say() -> None:
    shares = MODEL.probabilities(text("xyz"))
    assert shares["bail"] / shares["facture"] == pytest.approx(np.exp(0.5))


def test_reasons_name_the_features_that_speak_for_a_class() -> None:
    assert [name for name, _ in MODEL.reasons(text("bail"), "bail")] == ["text:w:bail"]


def test_a_model_survives_writing_and_the_same_model_gives_the_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    write(MODEL, first)
    again = read(first.getvalue())
    write(again, second)
    assert first.getvalue() == second.getvalue()
    assert again.probabilities(text("bail")) == MODEL.probabilities(text("bail"))


def test_a_pickle_is_refused() -> None:
    buffer = BytesIO()
    np.savez(buffer, head=np.array([{"classes": ()}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        read(buffer.getvalue())
