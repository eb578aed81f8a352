"""Influencia: what the ranking would be without one item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.influence import Influence, influence_of, kendall, spearman
from indicators.scores import score
from indicators.tree import Leaf, Node
from tests.indicators.builders import EXCLUDING, ITEMS, LAW, REFERENCE, SMALL, UNASKED, matrix

FLAT = Node("index", leaves=(Leaf("a"), Leaf("b"), Leaf("c")))


#          a    b    c    index   without c
#   20     1    0    0    1/3     1/2          1 -> 1
#   31     0    0    1    1/3     0            1 -> 3
#   40     .5   0    0    1/6     1/4          3 -> 2
def test_an_item_leaves_and_the_places_move() -> None:
    answers = {
        "20": {"a": 1, "b": 0, "c": 0},
        "31": {"a": 0, "b": 0, "c": 1},
        "40": {"a": 0.5, "b": 0, "c": 0},
    }
    found = score(FLAT, matrix(answers, ("a", "b", "c")), EXCLUDING)
    a, b, c = influence_of(found, ["x"] * 3)
    assert (c.item, c.group, c.compared) == ("c", "x", 3)
    assert (c.mean_shift, c.largest_shift) == (1, 2)
    assert c.mean_change == pytest.approx((1 / 6 + 1 / 3 + 1 / 12) / 3)
    assert c.kendall == pytest.approx(0)
    assert (b.mean_shift, b.largest_shift, b.kendall, b.spearman) == (0, 0, 1, 1)
    assert a.mean_shift == 2 / 3


def test_each_group_is_told_by_itself_and_who_loses_its_index_is_left_out() -> None:
    answers = {
        "20": dict.fromkeys(ITEMS, 1),
        "31": dict.fromkeys(ITEMS, 0),
        "40": {**dict.fromkeys(ITEMS, UNASKED), "P2-01": 1},
    }
    found = score(SMALL, matrix(answers), REFERENCE)
    told = [each for each in influence_of(found, ["a", "a", "b"]) if each.item == "P2-01"]
    assert told == [
        Influence("P2-01", "a", 2, 0.0, 0, 0.0, 1.0, 1.0),
        Influence("P2-01", "b", 0, 0.0, 0, 0.0, None, None),
    ]


worth = st.sampled_from([0.0, 0.1 + 0.2, 0.3, 0.5, 1.0])


@LAW
@given(
    st.integers(2, 9).flatmap(
        lambda n: st.tuples(*[st.lists(worth, min_size=n, max_size=n) for _ in range(2)])
    )
)
def test_rankings_go_together_as_pairs_and_products_say(both: tuple) -> None:
    left, right = (np.array(each) for each in both)
    one, two = (np.round(each, 9) for each in (left, right))
    pairs = np.sign(one[:, None] - one), np.sign(two[:, None] - two)
    tied = [np.abs(each).sum() for each in pairs]
    tau = (pairs[0] * pairs[1]).sum() / np.sqrt(tied[0] * tied[1]) if all(tied) else None
    assert kendall(left, right) == (tau if tau is None else pytest.approx(tau))
    middle = [each.sum(axis=1) for each in pairs]
    rho = np.corrcoef(*middle)[0, 1] if all(tied) else None
    assert spearman(left, right) == (rho if rho is None else pytest.approx(rho))


def test_more_than_are_compared_at_a_time() -> None:
    many = np.arange(600) / 600
    assert kendall(many, -many) == -1
    assert kendall(many, np.where(many < 0.5, many + 0.5, many - 0.5)) == pytest.approx(
        (2 * 300 * 299 / 2 - 300 * 300) / (600 * 599 / 2)
    )
