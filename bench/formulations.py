"""Planteamientos: the same index and the same runs, as one would write them by hand.

`plain` is the floor: numpy alone, answers scattered by their codes, levels as matrix products.
`pandas` and `numba` are what else comes to mind; numba is no part of the product, and is measured
where somebody has installed it. All give what ours gives, which is checked before it is measured.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from indicators.matrix import AnswerState, OptionTables
from indicators.tree import Leaf, Node, Policies

PARTICIPANTS, ITEMS, TOPICS, PILLARS, LEAGUES = 2_500, 200, 24, 3, 5
REFERENCE = Policies(thresholds=(Fraction(3, 4), Fraction(2, 3), Fraction(1, 2)))
TOLERANCE = 1e-9
#   no     yes    in part, of three and of two   does not apply, nothing, not asked, not known
OPTIONS = (0.0, 1.0, 1 / 3, 2 / 3, 0.5, None, None, None, None)
STATES = (*[AnswerState.ANSWERED] * 5, *[AnswerState(n) for n in range(1, 5)])
CHANCES = (0.25, 0.33, 0.07, 0.08, 0.12, 0.05, 0.06, 0.03, 0.01)

Array = Any


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Answers by position, in no order; one government in five answers all as another does."""

    participants: tuple[str, ...]
    items: tuple[str, ...]
    rows: Array
    columns: Array
    options: Array
    tables: OptionTables
    leagues: tuple[str, ...]
    tree: Node

    @property
    def league_codes(self) -> Array:
        return np.array([int(league[1:]) for league in self.leagues])


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that passed, seconds of processor."""

    wall: float
    cpu: float


def took(work: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def made_up(seed: int = 2026) -> Coded:
    """Governments that are better and worse, so that the places lie apart as they do in life."""
    draw = np.random.default_rng(seed)
    chances = np.cumsum(CHANCES)
    strength = draw.normal(0, 0.12, PARTICIPANTS)
    drawn = np.clip(draw.random((PARTICIPANTS, ITEMS)), 0, 0.999_999)
    given = np.searchsorted(chances, drawn).astype(np.int16)
    better = (given == 0) & (draw.random(given.shape) < strength[:, None])
    worse = (given == 1) & (draw.random(given.shape) < -strength[:, None])
    given[better], given[worse] = 1, 0
    alike = draw.permutation(PARTICIPANTS)[: 2 * (PARTICIPANTS // 5)].reshape(2, -1)
    given[alike[0]] = given[alike[1]]
    order = draw.permutation(given.size)
    factors = np.array([np.nan if each is None else each for each in OPTIONS])
    return Coded(
        tuple(f"{row:05}" for row in range(PARTICIPANTS)),
        tuple(f"I{column:03}" for column in range(ITEMS)),
        (order // ITEMS).astype(np.int32),
        (order % ITEMS).astype(np.int32),
        given.ravel()[order],
        OptionTables(
            np.tile(np.array(STATES, dtype=np.int8), (ITEMS, 1)), np.tile(factors, (ITEMS, 1))
        ),
        tuple(f"L{row % LEAGUES}" for row in range(PARTICIPANTS)),
        _tree(),
    )


def _tree() -> Node:
    """The index, 3 pillars, 24 topics: 28 nodes."""
    bounds = [*pairwise(np.linspace(0, ITEMS, TOPICS + 1).astype(int).tolist())]
    topics = [
        Node(
            f"T{topic:02}",
            Fraction(1 + topic % 3),
            leaves=tuple(Leaf(f"I{n:03}", Fraction(1 + n % 2)) for n in range(*bound)),
        )
        for topic, bound in enumerate(bounds)
    ]
    size = TOPICS // PILLARS
    pillars = (
        Node(f"P{n}", Fraction(1 + n), tuple(topics[n * size : (n + 1) * size]))
        for n in range(PILLARS)
    )
    return Node("index", children=tuple(pillars))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The tree as matrices: weights of items in topics, of topics in pillars, of those in all."""

    levels: tuple[Array, Array, Array]
    thresholds: tuple[float, float, float]

    @classmethod
    def of(cls, coded: Coded) -> "Shape":
        pillars = coded.tree.children
        topics = [topic for pillar in pillars for topic in pillar.children]
        items = [leaf for topic in topics for leaf in topic.leaves]
        down = [float(each) for each in REFERENCE.thresholds]
        return cls(
            (
                _block([float(leaf.weight) for leaf in items], [len(t.leaves) for t in topics]),
                _block(
                    [float(topic.weight) for topic in topics], [len(p.children) for p in pillars]
                ),
                _block([float(pillar.weight) for pillar in pillars], [len(pillars)]),
            ),
            (down[2], down[1], down[0]),
        )


def _block(weights: list[float], sizes: list[int]) -> Array:
    """Each part's weight in the column of what it is a part of."""
    found = np.zeros((len(weights), len(sizes)))
    found[np.arange(len(weights)), np.repeat(np.arange(len(sizes)), sizes)] = weights
    return found


def divided(upper: Array, lower: Array) -> Array:
    return np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)


def looked_up(coded: Coded) -> tuple[Array, Array, Array, Array]:
    """Factors, what counts, what is known and what was asked, by a table of the options."""
    states, width = coded.tables.states, coded.tables.states.shape[1]
    counts = states == AnswerState.ANSWERED
    known = counts | (states == AnswerState.NOT_APPLICABLE)
    tables = (
        np.nan_to_num(coded.tables.factors),
        counts * 1.0,
        known * 1.0,
        (states != AnswerState.NOT_ASKED) * 1.0,
    )
    codes = np.full((PARTICIPANTS, ITEMS), OPTIONS.index(None) + 1, dtype=np.int64)
    codes[coded.rows, coded.columns] = coded.options
    codes += np.arange(ITEMS) * width
    factors, counting, knowing, asked = (table.ravel()[codes] for table in tables)
    return factors, counting, knowing, asked


def plain(coded: Coded, shape: Shape) -> tuple[Array, Array, Array]:
    """Values, coverage and places of all nodes: matrix products, one sort for each node."""
    value, counts, covered, asked = looked_up(coded)
    values, coverage = [], []
    for weights, threshold in zip(shape.levels, shape.thresholds, strict=True):
        whole, all_asked = counts @ weights, asked @ weights
        value = divided(value @ weights, whole)
        covered = divided(covered @ weights, all_asked)
        counts, asked = (whole > 0) * 1.0, (all_asked > 0) * 1.0
        enough = (covered >= threshold - TOLERANCE) & (whole > 0)
        values.append(np.where(enough, value, np.nan))
        coverage.append(np.where(asked > 0, covered, np.nan))
    found = np.hstack(values[::-1])
    return found, np.hstack(coverage[::-1]), places_by_node(found, coded.league_codes)


def places_by_node(values: Array, leagues: Array) -> Array:
    """Competition places in each league; one stable sort by league serves after that by score."""
    found = np.zeros(values.shape, dtype=np.int64)
    position = np.arange(len(values))
    small = leagues.astype(np.uint8)
    for column in range(values.shape[1]):
        scores = values[:, column]
        order = np.argsort(-scores)
        order = order[np.argsort(small[order], kind="stable")]
        league, sorted_scores = leagues[order], scores[order]
        begins = np.diff(league, prepend=-1) != 0
        gap = begins | (np.abs(np.diff(sorted_scores, prepend=np.inf)) > TOLERANCE)
        gap |= np.isnan(sorted_scores)
        first = np.maximum.accumulate(np.where(begins, position, 0))
        best = np.maximum.accumulate(np.where(gap, position, 0))
        found[order, column] = np.where(np.isnan(sorted_scores), 0, best - first + 1)
    return found


def by_pandas(coded: Coded, shape: Shape) -> tuple[Array, Array, Array]:
    """A pivot of the answers, levels as products of frames, `rank` of each node in each league."""
    import pandas as pd

    told = pd.DataFrame({"row": coded.rows, "column": coded.columns, "option": coded.options})
    wide = told.pivot(index="row", columns="column", values="option").to_numpy()  # noqa: PD010
    states = coded.tables.states[0][wide]
    factors = coded.tables.factors[0][wide]
    asked = pd.DataFrame(states != AnswerState.NOT_ASKED).astype(float)
    counts = pd.DataFrame(states == AnswerState.ANSWERED).astype(float)
    covered = counts + (states == AnswerState.NOT_APPLICABLE)
    value = pd.DataFrame(factors).fillna(0.0)
    values, coverage = [], []
    for weights, threshold in zip(shape.levels, shape.thresholds, strict=True):
        whole, all_asked = counts @ weights, asked @ weights
        value = ((value @ weights) / whole).fillna(0.0)
        covered = ((covered @ weights) / all_asked).fillna(0.0)
        counts, asked = (whole > 0).astype(float), (all_asked > 0).astype(float)
        values.append(value.where((covered >= threshold - TOLERANCE) & (whole > 0)))
        coverage.append(covered.where(asked > 0))
    found = pd.concat(values[::-1], axis=1, ignore_index=True)
    # Without the snap to nine digits noise would split the ties.
    places = found.round(9).groupby(list(coded.leagues)).rank(ascending=False, method="min")
    return (
        found.to_numpy(),
        pd.concat(coverage[::-1], axis=1).to_numpy(),
        places.fillna(0).to_numpy(dtype=np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Shaken:
    """What the runs of the mean and the weights alone need, for a formulation by hand."""

    factors: Array
    counts: Array
    levels: tuple[Array, Array, Array]
    weights: Array


def shaken(coded: Coded, shape: Shape, weights: Array) -> Shaken:
    factors, counts, _, _ = looked_up(coded)
    return Shaken(factors * counts, counts, shape.levels, weights)


def runs_by_numpy(given: Shaken) -> Array:
    """Run by run: three levels of products, one sort, places by gaps, counted."""
    count = len(given.factors)
    frequency = np.zeros((count, count + 1), dtype=np.int32)
    everybody, position = np.arange(count), np.arange(count)
    bounds = np.cumsum([0, *(len(level) for level in given.levels)])
    for run in given.weights:
        value, counts = given.factors, given.counts
        for level, (start, stop) in zip(given.levels, pairwise(bounds.tolist()), strict=True):
            weights = level * run[start:stop, np.newaxis]
            whole = counts @ weights
            value, counts = divided(value @ weights, whole), (whole > 0) * 1.0
        scores = value[:, 0]
        order = np.argsort(-scores)
        gap = np.abs(np.diff(scores[order], prepend=np.inf)) > TOLERANCE
        place = np.maximum.accumulate(np.where(gap, position, 0)) + 1
        frequency[everybody[order], place] += 1
    return frequency


def runs_by_pandas(given: Shaken) -> Array:
    """The same with `rank`."""
    import pandas as pd

    count = len(given.factors)
    frequency = np.zeros((count, count + 1), dtype=np.int32)
    everybody = np.arange(count)
    bounds = np.cumsum([0, *(len(level) for level in given.levels)])
    for run in given.weights:
        value, counts = pd.DataFrame(given.factors), pd.DataFrame(given.counts)
        for level, (start, stop) in zip(given.levels, pairwise(bounds.tolist()), strict=True):
            weights = level * run[start:stop, np.newaxis]
            whole = counts @ weights
            value = ((value @ weights) / whole).fillna(0.0)
            counts = (whole > 0).astype(float)
        place = value[0].round(9).rank(ascending=False, method="min")
        frequency[everybody, place.to_numpy(dtype=np.int64)] += 1
    return frequency


def runs_by_numba(given: Shaken) -> Array:
    """A compiled kernel, run by run on all processors; no part of the product needs numba."""
    from bench.kernel import places_of

    first, second, _ = given.levels
    base = np.concatenate([level.sum(axis=1) for level in given.levels])
    below = np.argmax(first, axis=1), np.argmax(second, axis=1)
    places = places_of(given.factors, given.counts, *below, base * given.weights)
    width = len(given.factors) + 1
    return np.array([np.bincount(own, minlength=width) for own in places.T], dtype=np.int32)
