from io import BytesIO

import numpy as np

from bench.train.fit import Example, Fit, fit, out_of_fold
from classify.linear import FieldRecipe, Input, write

HOW = Fit(recipe={"text": FieldRecipe(words=1, chars=(3, 4))}, folds=3)
SUBJECTS = {
    "bail": ("le bailleur donne en location", "loyer mensuel et charges", "depot de garantie du locataire"),
    "facture": ("montant de la facture", "consommation en kwh", "facture a regler avant le"),
    "paie": ("salaire brut et net a payer", "cotisations du salaire", "net imposable du mois"),
}


def examples() -> list[Example]:
    return [
        Example(given=Input(fields={"text": f"{words} {word} loyer salaire"}), label=label, group=label + str(n))
        for label, texts in SUBJECTS.items()
        for n, words in enumerate(texts)
        for word in (label, texts[0])
    ]  # fmt: skip


def test_what_was_learnt_is_known_again() -> None:
    model = fit(examples(), HOW)
    shares = [model.probabilities(example.given) for example in examples()]
    assert [max(s, key=s.__getitem__) for s in shares] == [example.label for example in examples()]


def test_the_same_examples_give_the_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    write(fit(examples(), HOW), first)
    write(fit(examples(), HOW), second)
    assert first.getvalue() == second.getvalue()


def test_only_the_weightiest_features_are_kept() -> None:
    assert len(fit(examples(), Fit(recipe=HOW.recipe, folds=3, most=20)).vocabulary) == 20


def test_a_feature_of_one_group_alone_is_left_out_where_two_are_asked_for() -> None:
    assert "text:w:kwh" not in fit(examples(), HOW).vocabulary
    assert "text:w:salaire" in fit(examples(), HOW).vocabulary


def test_no_group_judges_itself() -> None:
    told = [
        Example(given=Input(fields={"text": word}), label=label, group=word)
        for label, words in {"a": ("un", "deux", "trois"), "b": ("quatre", "cinq", "six")}.items()
        for word in words
    ]
    known = Fit(recipe={"text": FieldRecipe(words=1, chars=None)}, min_groups=1, folds=6)
    logits = out_of_fold(told, known)
    assert np.argmax(logits, axis=1).tolist() == [1, 1, 1, 0, 0, 0]  # each is judged by the others' majority


def test_two_classes_are_told_apart_too() -> None:
    two = [example for example in examples() if example.label != "paie"]
    shares = fit(two, HOW).probabilities(two[0].given)
    assert shares["bail"] > 0.5
