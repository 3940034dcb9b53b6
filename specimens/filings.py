"""Filings by seed: from a scenario to a file and its truth."""

from collections.abc import Iterator, Sequence
from random import Random

from dossier.mail import Channel
from specimens import carrier, emailed
from specimens.carrier import Carried
from specimens.compose import Envelope, compose
from specimens.rng import source
from specimens.scenario import BORN, EML, SCAN, SCENARIOS, Scenario, groups
from specimens.truth import SpecimenFiling, Truth

_CARRIERS = {SCAN: 0.5, BORN: 0.1, EML: 0.4}


def filing(
    scenario: str,
    seed: str,
    *,
    by: str = "",
    clean: bool = False,
    profile: str = "",
    packing: str = "",
    size: int = 8,
    departement: str = "",
    only: frozenset[str] | None = None,
) -> SpecimenFiling:
    """One filing, the same for the same arguments.

    ``by``: ``scan``, ``born`` or ``eml``; ``profile``: a key of :data:`specimens.degrade.PROFILES`; ``packing``: how an
    e-mail's attachments come; ``size``: about how many pages; ``only``: ids of the wordings that may be used.
    ``clean`` keeps sheets upright, grey and readable. Raises :class:`~specimens.template.WordingError` when ``only`` is
    too narrow, KeyError on an unknown scenario.
    """
    plan, rng = SCENARIOS[scenario], source(seed, "filing")
    how = by or _pick(plan, rng)
    envelope = compose(plan, seed, size=size, departement=departement, post=how != EML, only=only)
    name = _name(envelope, rng, how)
    carried = _carry(envelope, name, rng, how=how, clean=clean, profile=profile, packing=packing)
    return SpecimenFiling(
        id=f"{scenario}-{seed.replace('/', '-')}",
        kind=scenario,
        files=(carried.file,),
        truths=(truth_of(envelope, carried, id_=f"{scenario}-{seed}"),),
    )


def _pick(plan: Scenario, rng: Random) -> str:
    return rng.choices(plan.carriers, [_CARRIERS[each] for each in plan.carriers])[0]


def _carry(envelope: Envelope, name: str, rng: Random, *, how: str, clean: bool, profile: str, packing: str) -> Carried:
    ways = carrier.habits(rng, clean=clean, profile=profile)
    if how == BORN:
        return carrier.born(envelope, name)
    if how == EML:
        return emailed.emailed(envelope, name, rng, ways, packing=packing)
    return carrier.scanned(envelope, name, rng, ways)


def _name(envelope: Envelope, rng: Random, how: str) -> str:
    day = envelope.scene.reception
    if how == EML:
        return f"{day:%Y%m%d}-{rng.getrandbits(32):08x}"
    return rng.choice(
        [
            f"SCAN_{day:%Y%m%d}_{rng.randint(1, 999):03}",
            f"scan-{rng.randint(1, 9999):04}",
            f"{day:%y%m%d}{rng.randint(100000, 999999)}",
        ]
    )


def truth_of(envelope: Envelope, carried: Carried, *, id_: str) -> Truth:
    plan = envelope.scenario
    return Truth(
        id=id_,
        scenario=plan.name,
        channel=Channel.EMAIL if carried.carrier == "eml" else Channel.POST,
        reception=envelope.scene.reception,
        prefecture=envelope.scene.prefecture.code,
        natures=plan.natures,
        outcomes=envelope.outcomes,
        fondement=plan.fondement,
        reasons=envelope.reasons,
        alertes=plan.alertes,
        demandeur=envelope.demandeur,
        depose_par=envelope.depose_par,
        pieces=carried.pieces,
        skipped=carried.skipped,
        unread=carried.unread,
        carrier=carried.carrier,
    )


def generate(
    seed: int,
    count: int,
    *,
    scenarios: Sequence[str] = (),
    by: str = "",
    clean: bool = False,
    profile: str = "",
    size: int | None = None,
    only: frozenset[str] | None = None,
) -> Iterator[SpecimenFiling]:
    """``count`` filings, each the same for the same ``seed`` and place in the row.

    ``scenarios`` names those to draw from (all, by their shares, when empty); ``by`` leaves out those that cannot come
    this way. Other arguments as in :func:`filing`.
    """
    for number, name in enumerate(drawn_scenarios(seed, count, scenarios=scenarios, by=by)):
        key = f"{seed}/{number}"
        pages = size or source(key, "size").choice([4, 6, 8, 8, 10, 12])
        yield filing(name, key, by=by, clean=clean, profile=profile, size=pages, only=only)


def drawn_scenarios(seed: int, count: int, *, scenarios: Sequence[str] = (), by: str = "") -> list[str]:
    """The names of the scenarios that :func:`generate` makes for the same arguments, without making them."""
    return [_scenario(source(f"{seed}/{number}", "generate"), scenarios, by) for number in range(count)]


def _scenario(rng: Random, scenarios: Sequence[str], by: str) -> str:
    def possible(plans: Sequence[Scenario]) -> list[str]:
        return [plan.name for plan in plans if not by or by in plan.carriers]

    if scenarios:
        return rng.choice(possible([SCENARIOS[name] for name in scenarios]))
    shares = groups()
    _, group = rng.choices(shares, [share for share, _ in shares])[0]
    return rng.choice(possible(group))
