"""Lugares: ties share a place; numbers round as people round them."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.ranks import places, places_of, round_half_up
from tests.indicators.builders import LAW


def test_ties_share_a_place_and_the_next_one_waits() -> None:
    assert places_of([0.4, 0.9, 0.7, 0.7]) == (4, 1, 2, 2)


def test_float_noise_does_not_split_a_tie() -> None:
    assert places_of([0.1 + 0.2, 0.3, 0.3 - 2e-9]) == (1, 1, 3)


def test_a_score_of_none_stays_unranked() -> None:
    assert places_of([None, 0.2, 0.9]) == (None, 2, 1)
    assert places_of([None]) == (None,)


def test_each_group_is_ranked_by_itself() -> None:
    scores, leagues = [0.2, 0.8, 0.5, 0.8, None, 0.1], ["a", "b", "a", "b", "a", "b"]
    assert places_of(scores, leagues) == (2, 1, 1, 1, None, 3)


@LAW
@given(st.lists(st.sampled_from([None, 0.0, 0.25, 0.5, 1.0]), max_size=12))
def test_a_place_is_one_more_than_those_ahead(scores: list) -> None:
    ahead = [
        None if s is None else 1 + sum(o is not None and o > s for o in scores) for s in scores
    ]
    assert places_of(scores) == tuple(ahead)


@LAW
@given(st.permutations(range(6)))
def test_order_of_arrival_does_not_matter(order: list[int]) -> None:
    scores = np.array([0.3, 0.1 + 0.2, 0.9, 0.0, np.nan, 0.9])
    assert places(scores[order]).tolist() == places(scores)[order].tolist()


@pytest.mark.parametrize(
    ("number", "digits", "rounded"),
    [
        pytest.param(2.5, 0, "3", id="half goes up"),
        pytest.param(0.285, 2, "0.29", id="though the float lies under the half"),
        pytest.param(100 * 0.285, 0, "29", id="and after a product"),
        pytest.param(28.4999, 0, "28", id="not what is truly under"),
        pytest.param(-2.5, 0, "-3", id="away from zero below it"),
        pytest.param(-0.0001, 2, "0.00", id="no negative zero"),
        pytest.param(Fraction(57, 200), 2, "0.29", id="a fraction is exact"),
        pytest.param(Fraction(1, 3), 12, "0.333333333333", id="also one that never ends"),
        pytest.param(Decimal("0.28499999999999"), 2, "0.28", id="a decimal is taken at its word"),
        pytest.param(1e22, 1, "10000000000000000000000.0", id="large"),
    ],
)
def test_rounding(number: float | Fraction | Decimal, digits: int, rounded: str) -> None:
    assert str(round_half_up(number, digits)) == rounded
