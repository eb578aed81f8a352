"""Lugares: ties share a place; numbers round as people round them."""

import math
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.matrix import AnswerState, matrix_of_values
from indicators.ranks import (
    Ties,
    closing,
    place_bounds,
    places,
    places_of,
    ranked,
    round_half_up,
    rounded_half_up,
)
from indicators.scores import score
from indicators.tree import Leaf, Node, Policies, Silence
from tests.indicators.builders import ITEMS, LAW, SMALL, matrix
from tests.indicators.exact import exact_value


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


@pytest.mark.parametrize(
    ("ties", "given"),
    [
        pytest.param(Ties.COMPETITION, [1, 2, 2, 4, 1], id="competition"),
        pytest.param(Ties.DENSE, [1, 2, 2, 3, 1], id="dense"),
        pytest.param(Ties.AVERAGE, [1, 2.5, 2.5, 4, 1], id="average"),
    ],
)
def test_each_rule_for_ties_in_each_group(ties: Ties, given: list) -> None:
    found = ranked(np.array([0.9, 0.7, 0.7, 0.4, 0.1, np.nan]), [*"aaaabb"], ties)
    assert found.tolist() == [*given, 0]


def test_places_may_go_by_what_is_shown() -> None:
    scores = np.array([0.854, 0.8461, 0.845, 0.8449])
    assert places(scores).tolist() == [1, 2, 3, 4]
    assert places(scores, digits=2).tolist() == [1, 1, 1, 4]


@LAW
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 0.25, 0.1 + 0.2, 0.3, 1.0, np.nan]), min_size=6, max_size=6),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.sampled_from("abc"), min_size=6, max_size=6),
    st.sampled_from(Ties),
)
def test_several_rankings_at_once_are_each_one_of_them(rows: list, groups: list, ties) -> None:
    together = ranked(np.array(rows), groups, ties)
    assert together.tolist() == [ranked(np.array(row), groups, ties).tolist() for row in rows]


# Thirds, halves and quarters, so that many sums are equal fractions by different ways.
facts = st.sampled_from(
    [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(1)]
) | st.sampled_from([AnswerState.NOT_APPLICABLE, AnswerState.NO_ANSWER])


def ahead_of_each(several: list, policies: Policies) -> list[int]:
    """One more than those whose exact fraction is larger; zero for who has none."""
    exact = [exact_value(SMALL, answers, policies) for answers in several]
    scores = [value for value in exact if value is not None]
    larger = {one: sum(other > one for other in scores) for one in {*scores}}
    return [0 if value is None else 1 + larger[value] for value in exact]


def places_by_floats(several: list, policies: Policies) -> list[int]:
    named = {f"{n:03}": answers for n, answers in enumerate(several)}
    return places(score(SMALL, matrix(named), policies).values[:, 0]).tolist()


@LAW
@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, facts)), min_size=2, max_size=12),
    st.sampled_from(Silence),
)
def test_noise_never_splits_a_tie_of_equal_fractions_nor_makes_one(
    several: list, silence: Silence
) -> None:
    policies = Policies(no_answer=silence)
    assert places_by_floats(several, policies) == ahead_of_each(several, policies)


def test_nor_among_hundreds_most_of_whom_share_a_place() -> None:
    chance = Random(20260)
    worth = [Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(1), AnswerState.NOT_APPLICABLE]
    several = [{item: chance.choice(worth) for item in ITEMS} for _ in range(800)]
    expected = ahead_of_each(several, Policies())
    assert len({*expected}) < 700
    assert places_by_floats(several, Policies()) == expected


@LAW
@given(st.permutations(range(6)))
def test_order_of_arrival_does_not_matter(order: list[int]) -> None:
    scores = np.array([0.3, 0.1 + 0.2, 0.9, 0.0, np.nan, 0.9])
    assert places(scores[order]).tolist() == places(scores)[order].tolist()


def bounds_of(bounds: list, ties: Ties = Ties.COMPETITION) -> list[tuple[int, int] | None]:
    lower, upper = np.array(bounds).T
    return [place_bounds(lower, upper, own, ties) for own in range(len(bounds))]


#   a  0.9         all of it known: nobody reaches it
#   b  0.5 to 0.8  may end behind c, d or both
#   c  0.6         known
#   d  0.1 to 0.6  may share the place of c, and no more
def test_open_answers_leave_a_place_open() -> None:
    bounds = [(0.9, 0.9), (0.5, 0.8), (0.6, 0.6), (0.1, 0.6)]
    assert bounds_of(bounds) == [(1, 1), (2, 4), (2, 3), (2, 4)]


def test_where_nothing_is_open_the_place_is_the_place() -> None:
    bounds = [(0.4, 0.4), (0.9, 0.9), (0.1 + 0.2, 0.3), (0.3, 0.3), (0.4, 0.4)]
    assert bounds_of(bounds) == [(2, 2), (1, 1), (4, 4), (4, 4), (2, 2)]
    assert bounds_of(bounds, Ties.DENSE) == [(2, 2), (1, 1), (3, 3), (3, 3), (2, 2)]


def test_whoever_has_no_bounds_moves_no_place() -> None:
    assert bounds_of([(0.2, 0.9), (np.nan, np.nan), (0.5, 0.5)]) == [(1, 2), None, (1, 2)]


bounds = st.tuples(*[st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])] * 2).map(sorted)


@LAW
@given(st.lists(bounds, min_size=1, max_size=8), st.data())
def test_no_answers_to_come_bring_a_place_outside_its_bounds(
    bounds: list, data: st.DataObject
) -> None:
    """And both are reached: all at their worst and one at its best, and the other way round."""
    found = bounds_of(bounds)
    scores = [data.draw(st.floats(low, high)) for low, high in bounds]
    for own, (best, worst) in enumerate(found):
        assert best <= places_of(scores)[own] <= worst
        ahead = [high if own == other else low for other, (low, high) in enumerate(bounds)]
        behind = [low if own == other else high for other, (low, high) in enumerate(bounds)]
        assert (places_of(ahead)[own], places_of(behind)[own]) == (best, worst)


STEPS = [step / 8 for step in range(9)]


@LAW
@given(st.lists(bounds, min_size=1, max_size=3))
def test_dense_places_reach_their_bounds_too(bounds: list) -> None:
    """Of all that three may have between their bounds, in steps so fine that they may differ."""
    steps = [[x for x in STEPS if low <= x <= high] for low, high in bounds]
    places = np.array([ranked(np.array(x), None, Ties.DENSE) for x in product(*steps)]).T
    for own, found in enumerate(bounds_of(bounds, Ties.DENSE)):
        assert (places[own].min(), places[own].max()) == found


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


@LAW
@given(
    st.lists(
        st.floats(-1e6, 1e6)
        | st.fractions(-50, 50, max_denominator=2000).map(float)
        | st.integers(-9999, 9999).map(lambda n: (n + 0.5) / 1000)
        | st.sampled_from([0.285, 100 * 0.285, -0.0, 1e22, 2.0**53 + 2, np.nan]),
        max_size=20,
    ),
    st.sampled_from([0, 1, 2, 3, 9, 12]),
)
def test_many_are_rounded_as_one(numbers: list, digits: int) -> None:
    found = rounded_half_up(np.array(numbers, dtype=np.float64), digits)
    alone = [n if np.isnan(n) else float(round_half_up(n, digits)) for n in numbers]
    assert np.array_equal(found, alone, equal_nan=True)
    assert not np.signbit(found[found == 0]).any()


@LAW
@given(
    st.lists(st.integers(10**9, 10**10), min_size=8, max_size=8),
    st.sampled_from([1e-2, 1.0, 1e6]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_a_sum_tells_nobody_apart(parts: list, unit: float, chance: Random) -> None:
    """Twelve with the same numbers in another order share a place; one a step apart does not."""
    rows = [chance.sample(parts, 8) for _ in range(12)]
    values = np.array([*rows, [*parts[:7], parts[7] - 1]]) * unit
    scored = score(
        Node("r", leaves=tuple(Leaf(f"i{n}") for n in range(8))),
        matrix_of_values([str(n) for n in range(13)], [f"i{n}" for n in range(8)], values),
        Policies(),
    )
    assert ranked(scored.values[:, 0]).tolist() == [1] * 12 + [13]


def by_hand(exact: Fraction, digits: int) -> Decimal:
    """Half up, in whole numbers."""
    scaled = abs(exact) * 10**digits
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if exact >= 0 else -whole).scaleb(-digits)


@LAW
@given(
    st.fractions(0, 1, max_denominator=1200),
    st.sampled_from([1, 100]),
    st.integers(0, 15),
)
@example(Fraction(1, 19), 100, 8)
@example(Fraction(57, 200), 1, 2)
@example(Fraction(1, 3), 1, 12)
def test_a_float_is_rounded_as_its_fraction_is(share: Fraction, scale: int, digits: int) -> None:
    """Wherever both ends of what the float may stand for are rounded alike."""
    exact = share * scale
    doubt = Fraction(math.ulp(float(exact)))
    if by_hand(exact - doubt, digits) == by_hand(exact + doubt, digits):
        assert round_half_up(float(exact), digits) == by_hand(exact, digits)


# Parts that add up as they are shown


@pytest.mark.parametrize(
    ("parts", "whole", "shown"),
    [
        pytest.param([3.14, 1.38, -0.29], "4.2", "3.1 1.4 -0.3", id="as they are"),
        pytest.param([1.04, 1.04, 1.04], "3.1", "1.1 1.0 1.0", id="one is lifted"),
        pytest.param([1.06, 1.07, -0.01], "2.1", "1.0 1.1 0.0", id="one is lowered"),
        pytest.param([0, 4.23, 0], "4.3", "0.0 4.3 0.0", id="what is nothing stays nothing"),
        pytest.param([0, 0, 0], "0.0", "0.0 0.0 0.0", id="nothing moved"),
    ],
)
def test_parts_are_rounded_to_their_sum(parts: list, whole: str, shown: str) -> None:
    found = closing(parts, Decimal(whole), 1)
    assert " ".join(str(each) for each in found) == shown


@LAW
@given(
    st.lists(st.just(0.0) | st.floats(-50, 50), min_size=1, max_size=8),
    st.floats(0, 100),
    st.integers(0, 2),
)
def test_what_is_shown_adds_up_to_what_is_shown(parts: list, before: float, digits: int) -> None:
    """Whatever the scores are rounded to, no part changes its sign or is off by two steps."""
    after = before + sum(parts)
    whole = round_half_up(after, digits) - round_half_up(before, digits)
    found = closing(parts, whole, digits)
    assert sum(found) == whole
    for part, shown in zip(parts, found, strict=True):
        assert abs(Decimal(part) - shown) < Decimal("1.51").scaleb(-digits)
        assert part * float(shown) >= 0
        assert abs(part) > 1e-9 or shown == 0
