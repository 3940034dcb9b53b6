"""Two readings of a letter weighed into one: what the phrase lists make of it, and how likely it proves at all.

The thresholds are read off letters in voices that neither reading knew (``python -m bench.speech``): a letter proves
where the probability leaves hardly a doubt, or a smaller one where the phrase lists find a proof and nothing louder
speaks against it; it is a near-miss only where both say so; all else is for a person.
"""

from math import exp, log

from classify.rules import Ruling, Worth

_BY_ITSELF = 0.8  # how likely the letter must prove, whatever the phrase lists find
_BORNE_OUT = 0.3  # where the phrase lists find a proof and the model hears it
_LIKELY = 0.6  # the same, where nothing louder speaks against it
_LOUDER = 0.1  # by so much what proves is louder than what speaks against it
_NO_PROOF = 0.08
_UNHEARD = 0.02  # of the few letters under it in which the phrase lists found a proof none proved
_NO_PROOF_FOUND = 0.2  # where the phrase lists know why it is a near-miss


# What the two readings of a letter weigh, fitted on voices that neither had read (``python -m bench.speech``).
_SENTENCES, _WHOLE, _BIAS = 0.69, 0.54, -0.17
EDGE = 1e-4  # no reading is surer


def mixed(sentences: float, whole: float, ruling: Ruling) -> float:
    """How likely a letter proves, by what its sentences do and by the letter as a whole, 0..1 each. Plain words, which
    the phrase lists know, are rare among the letters that the whole was learnt from: there it takes nothing away."""
    both = 1 / (1 + exp(-(_SENTENCES * _logit(sentences) + _WHOLE * _logit(whole) + _BIAS)))
    return max(both, sentences) if ruling.worth is Worth.PROVES else both


def _logit(share: float) -> float:
    return log((share + EDGE) / (1 - share + EDGE))


def weighed(proves: float, ruling: Ruling, louder: float) -> Worth:
    """What a letter is worth that the phrase lists take for ``ruling`` and that proves with probability ``proves``.

    ``louder``: by how much what would prove is heard more surely than what speaks against it, -1..1.
    """
    surely = louder >= _LOUDER and proves >= _BORNE_OUT
    if (ruling.worth is Worth.PROVES and (surely or (louder >= 0 and proves >= _LIKELY))) or proves >= _BY_ITSELF:
        return Worth.PROVES
    if proves < _UNHEARD and ruling.worth is not Worth.DOUBTFUL:
        return Worth.NEAR
    if ruling.worth is Worth.NEAR and proves < (_NO_PROOF_FOUND if ruling.founded else _NO_PROOF):
        return Worth.NEAR
    return Worth.DOUBTFUL
