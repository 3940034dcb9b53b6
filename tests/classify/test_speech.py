import pytest

from classify.issuer import IssuerKind
from classify.speech import Said, Speech, heard, sentence_model


@pytest.mark.parametrize(
    ("raw", "ticked"),
    [
        ("☐ Demande à refaire en ligne", False),
        ("[ ] Demande à refaire en ligne", False),
        ("☒ Invité à déposer au guichet", True),
        ("[X] Invité à déposer au guichet", True),
        ("X Invité à déposer au guichet", True),
        ("Invité à déposer au guichet", None),
        ("Xavier est invité à déposer au guichet", None),
    ],
)
def test_a_box_before_a_sentence_is_seen_and_whether_it_is_ticked(raw: str, ticked: bool | None) -> None:
    assert Said.of(raw).ticked is ticked


def test_what_folding_hides_is_kept_beside_the_words() -> None:
    said = Said.of("Vous écriviez : « le site est bloqué » ?")
    assert (said.words, said.asks, said.quoted) == ("vous ecriviez le site est bloque", True, True)


def test_the_model_knows_every_kind_of_speech_and_its_shares_add_up_to_one() -> None:
    assert set(sentence_model().classes) == set(Speech)
    (shares,) = heard([Said.of("Cordialement,")], IssuerKind.CCC.value)
    assert sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("sentence", "kind", "speech"),
    [
        ("Nous certifions que votre demande ne peut être saisie sur le portail.", IssuerKind.CCC, Speech.ATTESTE),
        ("Vous produirez ce courrier à l'appui de votre dossier papier.", IssuerKind.CCC, Speech.INSTRUMENT),
        ("Vous pouvez déposer votre dossier papier au guichet mardi.", IssuerKind.PREFECTURE, Speech.INVITE),
        ("Videz le cache de votre navigateur.", IssuerKind.CCC, Speech.CONSEIL),
        ("Veuillez agréer, Madame, mes salutations distinguées.", IssuerKind.PREFECTURE, Speech.AUTRE),
    ],
)  # fmt: skip
def test_plain_sentences_are_heard_for_what_they_do(sentence: str, kind: IssuerKind, speech: Speech) -> None:
    letter = [Said.of("Madame Awa DIOP,"), Said.of(sentence), Said.of("Bien à vous,")]
    _, shares, _ = heard(letter, kind.value)
    assert max(shares, key=shares.__getitem__) == speech
