"""The dozen filings that ``make run`` shows: post and e-mail, each outcome, a lot, a broken file, mail that is none."""

from collections.abc import Callable, Iterator

from specimens.broken import broken
from specimens.filings import filing
from specimens.lots import lot
from specimens.other_mail import other_mail
from specimens.template import templates
from specimens.truth import SpecimenFiling

_POST = (
    ("attestation", "gris", 6),
    ("invitation", "couleur", 6),
    ("conseil_ccc", "noir_et_blanc", 5),
    ("invitation_autre_prefecture", "gris", 5),
    ("recit", "photo", 4),
)
_MAIL = (
    ("attestation_message_joint", "each", 5),
    ("attestation_transferee", "bundle", 5),
    ("convocation", "zip", 5),
    ("avocat", "each", 4),
)
_LOT = ("invitation", "refus", "attestation_autre_personne")


def demo(
    *, separators: bytes | Callable[[int], bytes] | None = None, cover: int = 0, departement: str = "33"
) -> Iterator[SpecimenFiling]:
    """Twelve varied items, always the same, addressed to one préfecture.

    ``separators`` is the PDF of printed separator sheets for the lot of three envelopes (or what makes one, given
    how many envelopes), with ``cover`` sheets (0 or 1) before them; without it the lot is left out.
    """
    hand = frozenset(template.id for template in templates() if template.hand == "a")
    for number, (scenario, profile, size) in enumerate(_POST):
        yield filing(
            scenario,
            f"demo/{number}",
            by="scan",
            clean=True,
            profile=profile,
            size=size,
            departement=departement,
            only=hand,
        )
    if separators is not None:
        sheets = separators(len(_LOT)) if callable(separators) else separators
        yield lot(_LOT, "demo/lot", separators=sheets, cover=cover, size=3, departement=departement, only=hand)
    for number, (scenario, packing, size) in enumerate(_MAIL):
        yield filing(
            scenario,
            f"demo/m{number}",
            by="eml",
            clean=True,
            packing=packing,
            size=size,
            departement=departement,
            only=hand,
        )
    yield other_mail("question", "demo/o", departement=departement)
    yield broken("tronque", "demo/b", departement=departement)
