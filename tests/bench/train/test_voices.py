from bench.train.sentences import examples_of
from bench.train.voices import letters
from classify.speech import Speech


def test_every_voice_labels_its_sentences_with_known_kinds_of_speech() -> None:
    read = letters()
    assert {letter.worth for letter in read} <= {"proves", "doubtful", "near"}
    assert len({letter.voice for letter in read}) >= 10
    assert {speech for letter in read for speech, _ in letter.lines} == set(Speech)


def test_one_example_is_made_of_each_sentence_and_grouped_by_its_voice() -> None:
    read = letters()[:5]
    examples = examples_of(read)
    assert len(examples) == sum(len(letter.lines) for letter in read)
    assert {example.group for example in examples} == {letter.voice for letter in read}
