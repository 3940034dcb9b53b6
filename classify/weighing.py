"""Two readings of a letter weighed into one: what the phrase lists make of it, and how likely it proves at all.

The thresholds are read off letters in voices that neither reading knew (``python -m bench.speech``): a letter proves
where both agree on what it says and nothing louder speaks against it, or where the probability leaves hardly a doubt;
it is a near-miss only where both say so; all else is for a person.
"""

from classify.rules import Ruling, Worth

# How likely the letter must prove by itself, by what the phrase lists find: a proof, half a proof, none.
_BY_ITSELF = {Worth.PROVES: 0.8, Worth.DOUBTFUL: 0.7, Worth.NEAR: 0.85, Worth.NOTHING: 0.85}
_BORNE_OUT = 0.3  # where the phrase lists find a proof and the model hears it
_LOUDER = 0.1  # by so much what proves is louder than what speaks against it
_NO_PROOF = 0.12
_UNHEARD = 0.02  # of 43 letters under it in which the phrase lists found a proof, or half a one, two proved
_NO_PROOF_FOUND = 0.35  # where the phrase lists know why it is a near-miss


def weighed(proves: float, ruling: Ruling, louder: float) -> Worth:
    """What a letter is worth that the phrase lists take for ``ruling`` and that proves with probability ``proves``.

    ``louder``: by how much what would prove is heard more surely than what speaks against it, -1..1.
    """
    borne_out = ruling.worth is Worth.PROVES and louder >= _LOUDER and proves >= _BORNE_OUT
    if borne_out or (proves >= _BY_ITSELF[ruling.worth] and louder >= 0):
        return Worth.PROVES
    if proves < _UNHEARD:
        return Worth.NEAR
    if ruling.worth is Worth.NEAR and proves < (_NO_PROOF_FOUND if ruling.founded else _NO_PROOF):
        return Worth.NEAR
    return Worth.DOUBTFUL
