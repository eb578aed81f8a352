"""Normalización: the best at the top whatever the unit."""

import numpy as np

from indicators.normalise import directed, min_max


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
