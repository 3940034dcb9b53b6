"""Whether a pli holds the requests of several persons: two forms, or two proofs, that name different people."""

from collections.abc import Sequence

from classify.person import PieceFacts
from classify.persons import may_be, words_of
from classify.piece_reading import readings_of

_ONE_EACH = ("formulaire_demande", "attestation_ccc", "invitation_prefecture", "titre_sejour", "recepisse")


def several_persons(pieces: Sequence[PieceFacts]) -> bool:
    """True where two pièces of one kind, of which a person has their own, name two persons."""
    for kind in _ONE_EACH:
        named = [
            r.values
            for p in pieces
            if p.document.type == kind
            for r in readings_of(p)
            if {"nom", "prenoms"} <= r.values.keys()
        ]
        for index, one in enumerate(named):
            for other in named[index + 1 :]:
                words = words_of(other["nom"][0], other["prenoms"][0])
                if not may_be(words, one["nom"][0], one["prenoms"][0]) and kind in {
                    "formulaire_demande",
                    "titre_sejour",
                }:
                    return True
    return False
