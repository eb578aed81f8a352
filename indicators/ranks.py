"""Lugares: places with ties, and rounding as people round by hand."""

from collections.abc import Hashable, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from indicators.matrix import Flags, Floats

Places = npt.NDArray[np.int64]
TOLERANCE = 1e-9
UNRANKED = 0

EXACT = Context(prec=400)
# A float is as good as a half when it is this near to one: so much in all, but no more than this
# share of the last digit that is shown.
_SNAP = Decimal("0.5e-9")
_SHARE = Decimal("5e-6")
# What the sums behind a score may be off by, as a share of it; of the last digit that is shown no
# more than a thousandth is ever taken for that.
NOISE = 2.0**-48
_MOST = Decimal("1e-3")
# A little more than either, and where a float has no digits left behind the point.
_DOUBT, _DOUBT_OF_STEP = 0.6e-9, 6e-6
_LAST_BIT = 2.0**-47
_LARGE = 2.0**52
# In halves of a step, and more than any noise.
_FAR = 3e-3


class Ties(StrEnum):
    """What comes after scores that share a place, and which place they share.

    Of 0.9, 0.7, 0.7, 0.4: `competition` 1, 2, 2, 4; `dense` 1, 2, 2, 3; `average` 1, 2.5, 2.5, 4.
    """

    COMPETITION = "competition"
    DENSE = "dense"
    AVERAGE = "average"


def places(
    scores: Floats,
    groups: Sequence[Hashable] | None = None,
    tolerance: float = TOLERANCE,
    digits: int | None = None,
) -> Places:
    """1, 2, 2, 4 from the best down, each group by itself; NaN is UNRANKED.

    Scores share a place when no gap between neighbours is wider than the tolerance.
    """
    return ranked(scores, groups, tolerance=tolerance, digits=digits).astype(np.int64)


def place_bounds(
    lower: Floats,
    upper: Floats,
    own: int,
    ties: Ties = Ties.COMPETITION,
    tolerance: float = TOLERANCE,
    sure: Flags | None = None,
) -> tuple[int, int] | None:
    """The best and the worst place of one, whatever all scores turn out between their bounds.

    At best only those are ahead whose lower bound is above one's upper one, of those who have a
    score whatever comes (`sure`; without it, all); at worst all whose upper bound is above one's
    lower one. Whoever has no bounds has no place and is ahead of nobody.
    Dense places count the scores ahead, and at best as many of those as can be are shared.
    """
    if np.isnan(lower[own]):
        return None
    others = ~np.isnan(lower)
    others[own] = False
    low, high = lower[others], upper[others]
    surely, perhaps = low > upper[own] + tolerance, high > lower[own] + tolerance
    if sure is not None:
        surely &= sure[others]
    if ties is not Ties.DENSE:
        return 1 + int(surely.sum()), 1 + int(perhaps.sum())
    best = 1 + _fewest_scores(low[surely], high[surely], tolerance)
    return best, 1 + _most_scores(low[perhaps], high[perhaps], tolerance)


def _fewest_scores(lower: Floats, upper: Floats, tolerance: float) -> int:
    """Into how few different scores they may fall: whoever can shares the highest of the lowest."""
    found, last = 0, -np.inf
    for low, high in sorted(zip(lower, upper, strict=True), key=lambda pair: float(pair[1])):
        if low > last + tolerance:
            found, last = found + 1, high
    return found


def _most_scores(lower: Floats, upper: Floats, tolerance: float) -> int:
    """Into how many: what is open can be told from all others, what is known may be equal."""
    known = np.sort(lower[upper - lower <= tolerance])
    equal = int((np.diff(known) <= tolerance).sum())
    return len(lower) - equal


def ranked(
    scores: Floats,
    groups: Sequence[Hashable] | None = None,
    ties: Ties = Ties.COMPETITION,
    tolerance: float = TOLERANCE,
    digits: int | None = None,
) -> Floats:
    """The places by any rule for ties: whole numbers but for averages; NaN is UNRANKED.

    Participants stand along the last axis, and every row before it is a ranking of its own.
    `digits`: by the scores as they are shown, rounded half up to so many, and not as they are.
    Of large scores what their sums may be off by is no gap, however narrow the tolerance.
    """
    shown = scores if digits is None else rounded_half_up(scores, digits)
    unranked = np.isnan(shown)
    codes = _group_codes(groups, shown.shape[-1])
    order = _best_first(shown, codes)
    ordered, group = np.take_along_axis(shown, order, axis=-1), codes[order]
    position = np.arange(order.shape[-1])
    new_group = np.diff(group, axis=-1, prepend=-1) != 0
    first = _last(new_group, position)
    apart = np.abs(np.diff(ordered, axis=-1, prepend=np.inf)) > _widest(ordered, tolerance)
    gap = new_group | apart | np.isnan(ordered)
    best = _last(gap, position)
    if ties is Ties.DENSE:
        step = np.cumsum(gap, axis=-1)
        place = step - np.take_along_axis(step, first, axis=-1) + 1.0
    elif ties is Ties.AVERAGE:
        worst = _next(gap, position) - 1
        place = (best + worst) / 2 - first + 1
    else:
        place = best - first + 1.0
    given = np.empty(shown.shape)
    np.put_along_axis(given, order, place, axis=-1)
    given[unranked] = UNRANKED
    return given


def places_of(
    scores: Sequence[float | None], groups: Sequence[Hashable] | None = None
) -> tuple[int | None, ...]:
    """The same for plain numbers; None stays unranked."""
    numbers = np.array([np.nan if score is None else score for score in scores], dtype=np.float64)
    return tuple(int(place) or None for place in places(numbers, groups))


def round_half_up(number: float | Fraction | Decimal, digits: int = 0) -> Decimal:
    """2.5 is 3 and 0.285 is 0.29. A float that is but for its noise a half is one."""
    return rounded(number, digits, ROUND_HALF_UP)


def closing(parts: Sequence[float], whole: Decimal, digits: int) -> tuple[Decimal, ...]:
    """The parts rounded half up, and then as few as need be by one step so that they add up.

    What moves up is what rounding took most from, what moves down what it gave most to; what is
    nothing stays nothing. `whole` has no more digits, and is the sum of the parts rounded, or the
    difference of two roundings: then no part changes its sign, nor moves by two steps.
    """
    step = Decimal(1).scaleb(-digits)
    found = [round_half_up(part, digits) for part in parts]
    off = int((whole - sum(found, Decimal(0))) / step)
    sign = 1 if off > 0 else -1
    can = [place for place, part in enumerate(parts) if abs(part) >= TOLERANCE]
    can.sort(key=lambda place: sign * (float(found[place]) - parts[place]))
    for place in can[: abs(off)]:
        found[place] += sign * step
    return tuple(found)


def rounded(number: float | Fraction | Decimal, digits: int, rounding: str) -> Decimal:
    """The same by any rounding that `decimal` names."""
    step = Decimal(1).scaleb(-digits)
    nearest = _exact(number, digits, step).quantize(step, rounding, EXACT)
    return abs(nearest) if nearest.is_zero() else nearest


def rounded_half_up(numbers: Floats, digits: int = 0) -> Floats:
    """What `round_half_up` gives of each, as the nearest float; NaN stays.

    Only what is so near to a half that its noise could decide is worked out in decimals.
    """
    size = np.abs(numbers)
    scaled = size * 10.0**digits
    with np.errstate(invalid="ignore"):
        below = np.floor(scaled)
        near = (
            np.abs(scaled - below - 0.5)
            <= min(_DOUBT * 10.0**digits, _DOUBT_OF_STEP) + scaled * _LAST_BIT
        )
        near |= scaled >= _LARGE
    found: Floats = np.copysign((below + (scaled - below >= 0.5)) / 10.0**digits, numbers) + 0.0
    for place in np.flatnonzero(near & np.isfinite(numbers)):
        found.flat[place] = float(round_half_up(float(numbers.flat[place]), digits))
    return found


def _exact(number: float | Fraction | Decimal, digits: int, step: Decimal) -> Decimal:
    """A fraction that never ends is cut far behind any digit that is asked for.

    A float is put on the half of a step that it differs from by noise alone, and stays otherwise.
    """
    if isinstance(number, Fraction):
        return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    exact = Decimal(number)
    if isinstance(number, Decimal) or _is_far(number, digits):
        return exact
    halves = EXACT.divide(exact, step / 2).to_integral_value(ROUND_HALF_EVEN)
    near = EXACT.multiply(halves, step / 2)
    told = max(min(_SNAP, step * _SHARE), abs(exact) * Decimal(NOISE))
    return near if abs(EXACT.subtract(exact, near)) <= min(told, step * _MOST) else exact


def _is_far(number: float, digits: int) -> bool:
    """Whether it is surely no half of a step, which is faster to tell."""
    halves = abs(number) * 2 * 10.0**digits
    return halves < _LARGE and abs(halves - round(halves)) > _FAR + halves * _LAST_BIT


def _widest(scores: Floats, tolerance: float) -> Floats | float:
    """The widest gap between a score and the one before it that is none."""
    ends = (end.reduce(scores, axis=None, initial=0.0) for end in (np.fmin, np.fmax))
    if max(abs(float(end)) for end in ends) * NOISE <= tolerance:
        return tolerance
    size = np.abs(scores)
    wider: Floats = np.maximum(size, np.roll(size, 1, axis=-1)) * NOISE
    return np.where(np.isfinite(wider), np.maximum(wider, tolerance), tolerance)


def _best_first(scores: Floats, codes: Places) -> Places:
    """Where each row has its best, group after group; NaN is last in its group."""
    order = np.argsort(-scores, axis=-1)
    if not codes.any():
        return order
    # Small codes are sorted by counting, and that keeps the order inside each group.
    small = codes.astype(np.uint16) if codes.max() < 2**16 else codes
    return np.take_along_axis(order, np.argsort(small[order], axis=-1, kind="stable"), axis=-1)


def _last(begins: Flags, position: Places) -> Places:
    """Where what each stands in began."""
    where: Places = np.maximum.accumulate(np.where(begins, position, 0), axis=-1)
    return where


def _next(begins: Flags, position: Places) -> Places:
    """Where what follows it begins."""
    size = begins.shape[-1]
    following = np.full(begins.shape, size)
    following[..., :-1] = np.where(begins[..., 1:], position[1:], size)
    where: Places = np.minimum.accumulate(following[..., ::-1], axis=-1)[..., ::-1]
    return where


def _group_codes(groups: Sequence[Hashable] | None, size: int) -> Places:
    if groups is None:
        return np.zeros(size, dtype=np.int64)
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], dtype=np.int64)
