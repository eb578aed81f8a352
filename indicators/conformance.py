"""Conformidad: an index that others published, computed again and compared figure by figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

import numpy as np

from indicators.matrix import AnswerMatrix, Floats
from indicators.ranks import EXACT, NOISE, TOLERANCE, UNRANKED, Ties, ranked, rounded
from indicators.scores import Scores, score
from indicators.tree import Method, Node, Policies


class Rounding(StrEnum):
    """How what was published was rounded."""

    NONE = "none"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


# From here on the noise of a float reaches the last decimal that was published.
SHARE_OF_STEP: Final = Decimal("1e-3")

_DECIMAL: Final = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


@dataclass(frozen=True, slots=True)
class Rules:
    """How figures were published.

    `scale`: what a value of one is; none where nodes in points are told as the sum of their
    points, and all others from 0 to 1. `tolerance`: how far a figure may lie from ours, rounded
    where it was; none is nothing for one that was, and `TOLERANCE` for others. `tie`: the widest
    gap between scores that share a place, as published.
    """

    scale: float | None = 1.0
    rounding: Rounding = Rounding.NONE
    decimals: int = 0
    tolerance: float | None = None
    ties: Ties = Ties.COMPETITION
    ranks_rounded: bool = False
    tie: float = TOLERANCE


@dataclass(frozen=True, slots=True)
class Published:
    """One row of what was published; either figure may be missing."""

    unit: str
    edition: str
    node: str
    score: Decimal | None
    rank: Decimal | None
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An index of others: its roots, its answers by edition, and what was published."""

    roots: tuple[Node, ...]
    policies: Policies
    rules: Rules
    answers: Mapping[str, AnswerMatrix]
    published: Sequence[Published]
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A figure that is not ours; `ours` is none where we have none."""

    published: Published
    ours: Decimal | None
    is_rank: bool = False


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """One node of one edition: how many figures were compared, and which differ.

    `largest`: the largest distance between our score, before any rounding, and theirs.
    """

    edition: str
    node: str
    compared: int
    largest: float
    ranks: int
    mismatches: tuple[Mismatch, ...]

    @property
    def scores_off(self) -> int:
        return sum(not each.is_rank for each in self.mismatches)

    @property
    def ranks_off(self) -> int:
        return sum(each.is_rank for each in self.mismatches)


def check(case: Case) -> tuple[NodeCheck, ...]:
    """Every published figure beside ours, by edition and node in the order of the tree."""
    by_place: dict[tuple[str, str], list[Published]] = {}
    for each in case.published:
        by_place.setdefault((each.edition, each.node), []).append(each)
    return tuple(_checks(case, by_place))


def _checks(
    case: Case, by_place: Mapping[tuple[str, str], Sequence[Published]]
) -> Iterator[NodeCheck]:
    for edition, matrix in case.answers.items():
        groups = [case.groups.get(unit, "") for unit in matrix.participants]
        for root in case.roots:
            found = score(root, matrix, case.policies)
            for column, node in enumerate(root.nodes()):
                rows = by_place.get((edition, node.code))
                if rows:
                    ours = _as_published(found, column, node, case.rules)
                    yield _compared(found, ours, groups, rows, case.rules)


def _as_published(found: Scores, column: int, node: Node, rules: Rules) -> Floats:
    """The values of a node on the scale they were published on."""
    values: Floats = found.values[:, column]
    if rules.scale is not None:
        return values * rules.scale
    if node.method is not Method.POINTS:
        return values
    return values * found.mass(node.code)


def _compared(
    found: Scores, ours: Floats, groups: Sequence[str], rows: Sequence[Published], rules: Rules
) -> NodeCheck:
    shown = [_shown(number, rules) for number in ours]
    ranking = np.array([_float(each) for each in shown]) if rules.ranks_rounded else ours
    ranks = ranked(ranking, groups, rules.ties, rules.tie + _slack(ranking, rules.tie))
    largest, mismatches = 0.0, []
    for each in rows:
        row = found.row(each.unit)
        if each.score is not None:
            if not np.isnan(ours[row]):
                largest = max(largest, abs(float(ours[row]) - float(each.score)))
            if not _is_same(shown[row], each.score, float(ours[row]), rules):
                mismatches.append(Mismatch(each, shown[row]))
        if each.rank is not None and ranks[row] != float(each.rank):
            mismatches.append(Mismatch(each, _place(float(ranks[row])), is_rank=True))
    return NodeCheck(
        rows[0].edition,
        rows[0].node,
        sum(each.score is not None for each in rows),
        largest,
        sum(each.rank is not None for each in rows),
        tuple(mismatches),
    )


def _slack(numbers: Floats, limit: float) -> float:
    """What sums may be off by, so that a gap as wide as the limit is within it."""
    size = float(np.abs(np.nan_to_num(numbers)).max(initial=0.0))
    return min(size * NOISE, limit * float(SHARE_OF_STEP))


def _place(rank: float) -> Decimal | None:
    """A place as people write it: 10 and 2.5."""
    if rank == UNRANKED:
        return None
    return Decimal(int(rank)) if rank.is_integer() else Decimal(repr(rank))


def _shown(number: float, rules: Rules) -> Decimal | None:
    """Ours as it would have been published."""
    if np.isnan(number):
        return None
    if rules.rounding is Rounding.NONE:
        return Decimal(repr(float(number)))
    return rounded(float(number), rules.decimals, _DECIMAL[rules.rounding])


def _is_same(ours: Decimal | None, theirs: Decimal, exact: float, rules: Rules) -> bool:
    """Whether theirs is ours; `exact` is ours before any rounding."""
    if ours is None:
        return False
    if rules.rounding is Rounding.NONE or rules.tolerance is not None:
        limit = TOLERANCE if rules.tolerance is None else rules.tolerance
        noise = _slack(np.array([exact]), limit)
        if abs(ours - theirs) <= Decimal(repr(limit)) + Decimal(noise):
            return True
    return rules.rounding is not Rounding.NONE and (
        ours == theirs
        or _is_beyond(exact, theirs, rules.decimals)
        or _is_beside_a_half(exact, theirs, rules)
    )


def _is_beside_a_half(exact: float, theirs: Decimal, rules: Rules) -> bool:
    """Whether ours, which is shown as if it were a half, is one so little that it is theirs.

    What the sums may be off by never decides it: at either end of that ours is theirs.
    """
    noise = abs(Decimal(exact)) * Decimal(NOISE)
    ends = (Decimal(exact) - noise, Decimal(exact) + noise)
    how = rules.decimals, _DECIMAL[rules.rounding]
    return all(rounded(end, *how) == theirs for end in ends)


def _is_beyond(exact: float, theirs: Decimal, decimals: int) -> bool:
    """Whether so many decimals are more than a float holds, and theirs is as near as it can tell.

    It is told in whole decimals, so that a shorter figure is never taken for a longer one.
    """
    step = Decimal(1).scaleb(-decimals)
    noise = abs(Decimal(exact)) * Decimal(NOISE)
    is_whole = theirs == theirs.quantize(step, ROUND_HALF_EVEN, EXACT)
    is_near = abs(Decimal(exact) - theirs) <= step / 2 + noise
    return noise > step * SHARE_OF_STEP and is_whole and is_near


def _float(number: Decimal | None) -> float:
    return np.nan if number is None else float(number)
