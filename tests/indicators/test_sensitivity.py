"""Sensibilidad: known functions, and editions whose answer one can see."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from game.index import RobustnessRules
from indicators.draws import Chance
from indicators.matrix import Floats
from indicators.runs import Runs
from indicators.scores import Scores, score
from indicators.sensitivity import (
    Design,
    Sensitivity,
    _columns_of,
    indices_of,
    sensitivity_of,
)
from indicators.tree import Leaf, Node
from tests.indicators.builders import EXCLUDING, ITEMS, REFERENCE, SILENT, SMALL, matrix

SHAKEN = RobustnessRules(runs=100, seed=7)
SMALL_DESIGN = Design(base=64)
ROWS = 8_192


def known(function: Callable[[Floats], Floats], factors: str) -> Sensitivity:
    """The indices of a function of as many numbers from 0 to 1."""
    left, right = (Chance(3, side).shares(ROWS, len(factors)) for side in (0, 1))
    mixed = {}
    for column, factor in enumerate(factors):
        sample = left.copy()
        sample[:, column] = right[:, column]
        mixed[factor] = function(sample)
    return indices_of(function(left), function(right), mixed)


def ishigami(sample: Floats) -> Floats:
    x, y, z = (2 * sample.T - 1) * np.pi
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


@pytest.mark.parametrize(
    ("function", "first", "total"),
    [
        #   variances 9, 1 and 0 of 10
        pytest.param(lambda x: 3 * x[:, 0] + x[:, 1], [0.9, 0.1, 0.0], [0.9, 0.1, 0.0], id="a sum"),
        #   of x y about their means only both together say anything
        pytest.param(
            lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5), [0, 0, 0], [1, 1, 0], id="a product"
        ),
        #   Ishigami and Homma (1990), with a = 7 and b = 0.1
        pytest.param(ishigami, [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437], id="Ishigami"),
    ],
)
def test_known_functions_have_their_indices(function, first: list, total: list) -> None:
    found = known(function, "xyz")
    assert [each.first for each in found.indices] == pytest.approx(first, abs=0.04)
    assert [each.total for each in found.indices] == pytest.approx(total, abs=0.04)
    for each, one, all_of_it in zip(found.indices, first, total, strict=True):
        assert abs(each.first - one) <= 4 * each.first_error + 0.02
        assert abs(each.total - all_of_it) <= 4 * each.total_error + 0.02


def test_where_nothing_varies_nothing_is_to_be_shared_out() -> None:
    found = known(lambda x: np.ones(len(x)), "xy")
    assert (found.mean, found.variance) == (1, 0)
    assert {(each.first, each.total, each.total_error) for each in found.indices} == {(0, 0, 0)}


#   Two pillars, one item each. 20 is first unless the first pillar leaves.
PAIR = Node("index", children=(Node("A", leaves=(Leaf("a"),)), Node("B", leaves=(Leaf("b"),))))


def pair(**answers: dict) -> Scores:
    return score(PAIR, matrix(answers, ("a", "b")), EXCLUDING)


def test_all_is_of_the_one_thing_that_matters() -> None:
    found = pair(g20={"a": 1, "b": 0.1}, g31={"a": 0.2, "b": 0.2})
    runs = Runs(found, ["x"] * 2, SHAKEN)
    shares = sensitivity_of(runs, SHAKEN, Design(base=512, participant="g20"))
    weights, method, dropped = shares.indices
    assert shares.mean == pytest.approx(4 / 3, abs=0.05)
    assert (weights.factor, method.factor, dropped.factor) == ("weights", "method", "dropped")
    assert (weights.total, method.total) == (0, 0)
    assert dropped.first == pytest.approx(1, abs=0.1)
    assert dropped.total == pytest.approx(1, abs=0.1)


def test_only_what_may_vary_is_a_factor() -> None:
    found = pair(g20={"a": 1, "b": SILENT}, g31={"a": 0.4, "b": 0.4})
    still = replace(SHAKEN, spread=Fraction(0), methods=("mean",), drops=False)
    runs = Runs(found, ["x"] * 2, still, unverified=True)
    (alone,) = sensitivity_of(runs, still, SMALL_DESIGN).indices
    assert alone.factor == "unverified"
    assert sensitivity_of(Runs(found, ["x"] * 2, still), still, SMALL_DESIGN).indices == ()


def crowd() -> Scores:
    answers = {
        f"{k:02}": {item: Fraction(k * k * (n + 1) % 13, 12) for n, item in enumerate(ITEMS)}
        for k in range(12)
    }
    return score(SMALL, matrix(answers), EXCLUDING)


def test_weights_may_be_a_factor_for_each_pillar_and_one_between_them() -> None:
    runs = Runs(crowd(), ["x"] * 12, SHAKEN)
    found = sensitivity_of(runs, SHAKEN, replace(SMALL_DESIGN, by_pillar=True))
    named = [each.factor for each in found.indices]
    assert named[:4] == ["weights:index", "weights:P", "weights:I", "weights:H"]
    whole = sensitivity_of(runs, SHAKEN, SMALL_DESIGN)
    assert [each.factor for each in whole.indices] == ["weights", "method", "dropped"]
    assert all(each.total >= 0 for each in (*found.indices, *whole.indices))


def test_every_weight_is_of_one_factor() -> None:
    runs = Runs(crowd(), ["x"] * 12, SHAKEN)
    columns = [*_columns_of(runs, by_pillar=True).values()]
    assert sorted(np.concatenate(columns).tolist()) == list(range(len(ITEMS) + 7))


def test_a_seed_gives_the_same_indices() -> None:
    runs = Runs(crowd(), ["x"] * 12, SHAKEN)
    once, again = (sensitivity_of(runs, SHAKEN, SMALL_DESIGN) for _ in range(2))
    assert once == again
    assert once != sensitivity_of(runs, replace(SHAKEN, seed=8), SMALL_DESIGN)


def test_whoever_has_no_index_in_a_run_stands_behind_the_last() -> None:
    found = pair(g20={"a": 1, "b": SILENT}, g31={"a": 0.4, "b": 0.4}, g40={"a": 0.1, "b": 0})
    only = replace(SHAKEN, spread=Fraction(0), methods=("mean",))
    runs = Runs(found, ["x"] * 3, only)
    figure = sensitivity_of(runs, only, replace(SMALL_DESIGN, base=512, participant="g20"))
    #   first with both pillars and with A alone, without an index where only B is left
    assert figure.mean == pytest.approx((1 + 1 + 4) / 3, abs=0.1)


def test_who_has_no_index_at_all_has_no_place_to_be_explained() -> None:
    answers = {"20": dict.fromkeys(ITEMS, 1), "31": {"P1-01": 1}}
    found = score(SMALL, matrix(answers), REFERENCE)
    runs = Runs(found, ["x"] * 2, SHAKEN)
    with pytest.raises(ValueError, match="31 has no index"):
        sensitivity_of(runs, SHAKEN, replace(SMALL_DESIGN, participant="31"))


def test_a_design_has_rows_enough_to_tell_its_own_error() -> None:
    runs = Runs(crowd(), ["x"] * 12, SHAKEN)
    with pytest.raises(ValueError, match="fewer than 32"):
        sensitivity_of(runs, SHAKEN, Design(base=31))
