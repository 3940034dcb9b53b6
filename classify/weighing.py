"""Two readings of a letter weighed into one: what the phrase lists make of it, and how likely it proves at all.

The thresholds are read off letters in voices that neither reading knew (``python -m bench.speech``): a letter proves
where both agree, or where the probability leaves hardly a doubt; it is a near-miss only where both say so; all else is
for a person.
"""

from classify.rules import Ruling, Worth

_AGREED = 0.2  # with phrase lists that find a proof
_BY_ITSELF = 0.85  # without them
_NO_PROOF = 0.12
_NO_PROOF_FOUND = 0.45  # where the phrase lists know why it is a near-miss


def weighed(proves: float, ruling: Ruling) -> Worth:
    """What a letter is worth that the phrase lists take for ``ruling`` and that proves with probability ``proves``."""
    if proves >= (_AGREED if ruling.worth is Worth.PROVES else _BY_ITSELF):
        return Worth.PROVES
    if ruling.worth is Worth.NEAR and proves < (_NO_PROOF_FOUND if ruling.founded else _NO_PROOF):
        return Worth.NEAR
    return Worth.DOUBTFUL
