"""Influencia: what each item does to the places: all is computed again without it.

Leave-one-out, as in OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt

import numpy as np

from indicators.matrix import AnswerMatrix, AnswerState, Floats
from indicators.ranks import Ties, ranked
from indicators.scores import Scores, score

# Rows of a comparison of all pairs that are held in memory at a time.
PAIRS = 256


@dataclass(frozen=True, slots=True)
class Influence:
    """What one item does to the places of a group.

    Of those that have an index with it and without: the `mean_shift` in places and the
    `largest_shift`, by how much a score changes in the mean, and how both rankings go together
    (Spearman's rho and Kendall's tau-b, None where all share one place).
    """

    item: str
    group: Hashable
    compared: int
    mean_shift: float
    largest_shift: int
    mean_change: float
    spearman: float | None
    kendall: float | None


def influence_of(
    scores: Scores, groups: Sequence[Hashable], ties: Ties = Ties.COMPETITION
) -> Iterator[Influence]:
    """Of every item in every group, in their orders; without it, nobody was asked it."""
    rows_of: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        rows_of.setdefault(group, []).append(row)
    index = scores.values[:, 0]
    places = ranked(index, groups, ties)
    for item in scores.items:
        without = score(scores.tree, _without(scores.matrix, item), scores.policies).values[:, 0]
        moved = ranked(without, groups, ties) - places
        both = np.isfinite(index) & np.isfinite(without)
        for group, rows in rows_of.items():
            own = np.array(rows)[both[rows]]
            yield _influence(item, group, index[own], without[own], moved[own])


def _without(matrix: AnswerMatrix, item: str) -> AnswerMatrix:
    column = matrix.items.index(item)
    states, factors = matrix.states.copy(), matrix.factors.copy()
    states[:, column] = AnswerState.NOT_ASKED
    factors[:, column] = np.nan
    return replace(matrix, states=states, factors=factors)


def _influence(
    item: str, group: Hashable, index: Floats, without: Floats, moved: Floats
) -> Influence:
    count = len(index)
    away = np.abs(moved).astype(np.int64)
    return Influence(
        item,
        group,
        count,
        int(away.sum()) / count if count else 0.0,
        int(away.max(initial=0)),
        fsum(np.abs(without - index)) / count if count else 0.0,
        spearman(index, without),
        kendall(index, without),
    )


def spearman(left: Floats, right: Floats) -> float | None:
    """How two rankings go together, from -1 to 1; who shares a place has the middle of them."""
    # Twice the places are whole numbers, and their sums are exact.
    one, two = (
        (2 * ranked(scores, ties=Ties.AVERAGE)).astype(np.int64).tolist()
        for scores in (left, right)
    )
    count, sums = len(one), (sum(one), sum(two))
    across = count * sum(a * b for a, b in zip(one, two, strict=True)) - sums[0] * sums[1]
    within = [
        count * sum(a * a for a in own) - whole**2
        for own, whole in zip((one, two), sums, strict=True)
    ]
    return across / sqrt(within[0] * within[1]) if all(within) else None


def kendall(left: Floats, right: Floats) -> float | None:
    """Pairs in the same order less those in the other, as a share of all in an order: tau-b."""
    one, two = (ranked(scores, ties=Ties.DENSE).astype(np.int32) for scores in (left, right))
    same = other = in_one = in_two = 0
    for start in range(0, len(one), PAIRS):
        ahead = one[start : start + PAIRS, np.newaxis] < one
        ahead_too = two[start : start + PAIRS, np.newaxis] < two
        behind = two[start : start + PAIRS, np.newaxis] > two
        same += int(np.count_nonzero(ahead & ahead_too))
        other += int(np.count_nonzero(ahead & behind))
        in_one += int(np.count_nonzero(ahead))
        in_two += int(np.count_nonzero(ahead_too))
    return (same - other) / sqrt(in_one * in_two) if in_one and in_two else None
