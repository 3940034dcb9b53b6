from collections import Counter
from pathlib import Path

import pytest

from bench.quality.made import kept_items, make, make_all
from bench.quality.plan import OTHER, orders
from bench.quality.wordings import allowed, preferred, tells
from specimens import by_id, split, templates
from specimens.scenario import SCENARIOS


@pytest.mark.parametrize("hand", ["b", "c"])
def test_a_hand_stands_for_itself_wherever_it_wrote_something(hand: str) -> None:
    ids = allowed(preferred(hand, held_out=False))
    wrote = {(t.type, t.sens) for t in templates() if t.hand == hand}
    for id_ in ids:
        template = by_id(id_)
        assert (template.hand == hand) == ((template.type, template.sens) in wrote)
    assert {(by_id(id_).type, by_id(id_).sens) for id_ in ids} == {(t.type, t.sens) for t in templates()}


def test_held_out_wordings_were_never_learnt_from() -> None:
    assert preferred("a", held_out=True) <= split().held_out


def test_a_hand_tells_only_what_it_wrote() -> None:
    b = preferred("b", held_out=False)
    assert tells(SCENARIOS["attestation"], b)
    assert not tells(SCENARIOS["complement"], b)


def test_filings_are_divided_among_the_hands_and_scenarios_take_turns() -> None:
    planned = list(orders(["a", "b"], 40, 31, seed=1))
    assert Counter(order.group for order in planned if order.group != OTHER) == {
        "a clean": 20, "b clean": 20, "a degraded": 16, "b degraded": 15,
    }  # fmt: skip
    names = Counter(order.names[0] for order in planned if order.kind == "filing")
    assert len(names) > 40
    assert {order.kind for order in planned if order.group == OTHER} == {"other", "broken", "lot"}


def test_the_same_seed_plans_the_same() -> None:
    assert list(orders(["c"], 9, 9, seed=4)) == list(orders(["c"], 9, 9, seed=4))
    assert list(orders(["c"], 9, 9, seed=4)) != list(orders(["c"], 9, 9, seed=5))


def test_degraded_filings_are_worn_scans_where_they_can_be() -> None:
    worn = [order for order in orders(["a"], 0, 16, seed=2, extras=False) if order.by == "scan"]
    assert len(worn) > 8
    assert all(order.profile and not order.clean for order in worn)


def test_mail_is_written_apart_from_its_truth_and_as_old_as_its_arrival(tmp_path: Path) -> None:
    broken = [order for order in orders(["a"], 0, 0, seed=3) if order.names == ("vide",)]
    (item,) = make_all(broken, tmp_path, jobs=1)
    path = tmp_path / "mail" / item.path
    assert path.read_bytes() == make(broken[0]).file.data
    assert item.path.startswith(f"{item.truths[0].prefecture}/")
    assert kept_items(tmp_path) == [item]
