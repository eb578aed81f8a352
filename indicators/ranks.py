"""Lugares: competition places with ties, and rounding as people round by hand."""

from collections.abc import Hashable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from indicators.matrix import Floats

Places = npt.NDArray[np.int64]
TOLERANCE = 1e-9
UNRANKED = 0

_EXACT = Context(prec=400)
_SNAP = Decimal("1e-9")


def places(
    scores: Floats, groups: Sequence[Hashable] | None = None, tolerance: float = TOLERANCE
) -> Places:
    """1, 2, 2, 4 from the best down, each group by itself; NaN is UNRANKED.

    Scores share a place when no gap between neighbours is wider than the tolerance.
    """
    ranked = np.flatnonzero(~np.isnan(scores))
    codes = _group_codes(groups, len(scores))
    order = ranked[np.lexsort((-scores[ranked], codes[ranked]))]
    given = np.full(len(scores), UNRANKED, dtype=np.int64)
    if order.size == 0:
        return given
    position = np.arange(order.size)
    new_group = np.diff(codes[order], prepend=-1) != 0
    first = np.maximum.accumulate(np.where(new_group, position, 0))
    gap = np.abs(np.diff(scores[order], prepend=np.inf)) > tolerance
    best = np.maximum.accumulate(np.where(new_group | gap, position, 0))
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
    step = Decimal(1).scaleb(-digits)
    rounded = _exact(number).quantize(step, ROUND_HALF_UP, _EXACT)
    return abs(rounded) if rounded.is_zero() else rounded


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
