"""A lot: the envelopes of a morning in one scan file, a separator sheet before each."""

from collections.abc import Sequence
from dataclasses import replace

from dossier.mail import Channel
from dossier.piece import Skip
from specimens import carrier, scan
from specimens.compose import compose
from specimens.degrade import PROFILES
from specimens.filings import truth_of
from specimens.raster import page_count
from specimens.rng import source
from specimens.scan import Capture
from specimens.scenario import SCENARIOS
from specimens.truth import SpecimenFile, SpecimenFiling, Truth, TruthPage, TruthSkip


def lot(
    scenarios: Sequence[str],
    seed: str,
    *,
    separators: bytes,
    cover: int = 0,
    profile: str = "gris",
    size: int = 4,
    departement: str = "",
    only: frozenset[str] | None = None,
) -> SpecimenFiling:
    """One scan of several envelopes, the same for the same arguments, with a truth for each of them.

    ``separators`` is the PDF of the sheets as the program prints them, first ``cover`` pages that open the batch
    (0 or 1), then one page for each envelope. Page numbers in the truths count in the whole scan; each truth's
    ``skipped`` has the separator in front of its envelope. Raises ValueError when there are too few separator sheets.
    """
    if page_count(separators) < cover + len(scenarios):
        raise ValueError("a separator sheet is needed for each envelope")
    rng, name = source(seed, "lot"), f"lot-{source(seed, 'lot name').randint(100, 999)}"
    file = f"{name}.pdf"
    sheets = scan.capture(separators, PROFILES[profile], source(seed, "sheets"))
    sides: list[Capture] = list(sheets[:cover])
    truths: list[Truth] = []
    for number, scenario in enumerate(scenarios):
        first = len(sides) + 1
        envelope = compose(SCENARIOS[scenario], f"{seed}/{number}", size=size, departement=departement, only=only)
        ways = carrier.habits(rng, clean=True, profile=profile)
        inside = carrier.captured(envelope, file, rng, ways, first=first + 1)
        sides += [sheets[cover + number], *inside.sides]
        sheet = TruthSkip(page=TruthPage(original=file, page=first), why=Skip.SEPARATOR)
        truth = truth_of(envelope, inside.carried(SpecimenFile(name=file, data=b""), profile), id_=f"{seed}/{number}")
        truths.append(replace(truth, channel=Channel.POST, skipped=(sheet, *truth.skipped)))
    data = scan.to_pdf(sides)
    return SpecimenFiling(
        id=f"lot-{seed.replace('/', '-')}",
        kind="lot",
        files=(SpecimenFile(name=file, data=data),),
        truths=tuple(truths),
    )
