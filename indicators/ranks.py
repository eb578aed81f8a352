"""Lugares: places with ties, and rounding as people round by hand."""

from collections.abc import Hashable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from indicators.matrix import Floats

Places = npt.NDArray[np.int64]
TOLERANCE = 1e-9
UNRANKED = 0

_EXACT = Context(prec=400)
_SNAP = Decimal("1e-9")


class Ties(StrEnum):
    """What comes after scores that share a place, and which place they share.

    Of 0.9, 0.7, 0.7, 0.4: `competition` 1, 2, 2, 4; `dense` 1, 2, 2, 3; `average` 1, 2.5, 2.5, 4.
    """

    COMPETITION = "competition"
    DENSE = "dense"
    AVERAGE = "average"


def places(
    scores: Floats, groups: Sequence[Hashable] | None = None, tolerance: float = TOLERANCE
) -> Places:
    """1, 2, 2, 4 from the best down, each group by itself; NaN is UNRANKED.

    Scores share a place when no gap between neighbours is wider than the tolerance.
    """
    return ranked(scores, groups, tolerance=tolerance).astype(np.int64)


def ranked(
    scores: Floats,
    groups: Sequence[Hashable] | None = None,
    ties: Ties = Ties.COMPETITION,
    tolerance: float = TOLERANCE,
) -> Floats:
    """The places by any rule for ties: whole numbers but for averages; NaN is UNRANKED."""
    present = np.flatnonzero(~np.isnan(scores))
    codes = _group_codes(groups, len(scores))
    order = present[np.lexsort((-scores[present], codes[present]))]
    given = np.full(len(scores), float(UNRANKED))
    if order.size == 0:
        return given
    position = np.arange(order.size)
    new_group = np.diff(codes[order], prepend=-1) != 0
    first = np.maximum.accumulate(np.where(new_group, position, 0))
    gap = new_group | (np.abs(np.diff(scores[order], prepend=np.inf)) > tolerance)
    best = np.maximum.accumulate(np.where(gap, position, 0))
    if ties is Ties.DENSE:
        step = np.cumsum(gap)
        given[order] = step - step[first] + 1
    elif ties is Ties.AVERAGE:
        sharing = np.diff(np.append(np.flatnonzero(gap), order.size))
        given[order] = best - first + (np.repeat(sharing, sharing) + 1) / 2
    else:
        given[order] = best - first + 1
    return given


def places_of(
    scores: Sequence[float | None], groups: Sequence[Hashable] | None = None
) -> tuple[int | None, ...]:
    """The same for plain numbers; None stays unranked."""
    numbers = np.array([np.nan if score is None else score for score in scores], dtype=np.float64)
    return tuple(int(place) or None for place in places(numbers, groups))


def round_half_up(number: float | Fraction | Decimal, digits: int = 0) -> Decimal:
    """2.5 is 3 and 0.285 is 0.29. A float is first freed of its noise below 1e-9."""
    return rounded(number, digits, ROUND_HALF_UP)


def rounded(number: float | Fraction | Decimal, digits: int, rounding: str) -> Decimal:
    """The same by any rounding that `decimal` names."""
    step = Decimal(1).scaleb(-digits)
    nearest = _exact(number).quantize(step, rounding, _EXACT)
    return abs(nearest) if nearest.is_zero() else nearest


def _exact(number: float | Fraction | Decimal) -> Decimal:
    """A fraction that never ends is cut far behind any digit that is asked for."""
    if isinstance(number, Fraction):
        return _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    if isinstance(number, Decimal):
        return number
    return Decimal(number).quantize(_SNAP, ROUND_HALF_EVEN, _EXACT)


def _group_codes(groups: Sequence[Hashable] | None, size: int) -> Places:
    if groups is None:
        return np.zeros(size, dtype=np.int64)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)
