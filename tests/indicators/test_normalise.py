"""Normalización: the best at the top whatever the unit."""

import numpy as np
import pytest

from indicators.normalise import directed, min_max, z_scores


def test_less_is_better_turns_around() -> None:
    days = np.array([[2.0], [10.0], [6.0]])
    assert min_max(directed(days, [-1])).ravel().tolist() == [1, 0, 0.5]


def test_gaps_stay_gaps_and_the_scale_is_the_callers() -> None:
    found = min_max(np.array([[1.0], [np.nan], [3.0]]), 1, 100)
    assert found[0, 0] == 1
    assert np.isnan(found[1, 0])
    assert found[2, 0] == 100


def test_what_is_the_same_for_all_tells_nobody_apart() -> None:
    assert min_max(np.array([[4.0], [4.0]])).tolist() == [[0.5], [0.5]]


@pytest.mark.parametrize("same", [0.1, 0.3, 1 / 3, 1e8 + 0.1, 1e-300])
def test_nobody_is_away_from_the_mean_of_equal_numbers(same: float) -> None:
    column = np.array([[same]] * 3 + [[np.nan]])
    assert z_scores(column)[:3].tolist() == [[0.0]] * 3
    assert z_scores(-column, 100, 10)[:3].tolist() == [[100.0]] * 3
    assert min_max(column)[:3].tolist() == [[0.5]] * 3


#   1, 2 and 4 have the mean 7/3 and the deviation sqrt(7/3), wherever they begin and whatever
#   the step: 2**-20 is exact beside a hundred million.
@pytest.mark.parametrize("step", [1.0, 2.0**-20])
def test_near_numbers_of_large_size_are_told_apart_as_small_ones_are(step: float) -> None:
    column = np.array([[1.0], [2.0], [4.0]])
    large = z_scores(1e8 + column * step)
    assert large == pytest.approx((column - 7 / 3) / (7 / 3) ** 0.5, rel=1e-12)
