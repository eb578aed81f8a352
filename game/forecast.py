"""Pronóstico: how much will be answered by the deadline, between which bounds.

It looks at progress alone and says nothing of the index. Own method, a bootstrap of working days:

1. For each government, what it advanced in each of the last working days that are over.
   What is done on a day of rest counts with the next working day. Doing again what was taken back
   is no advance.
2. One course to the deadline: of those days a part is drawn, with repetition, and of what came
   out a day is drawn for each working day left. The first draw stands for how little so few
   days tell (fewer than there are, because their spread understates it), the second for how days
   differ. The drawn days are the same for all, so that what moved everybody on one day moves
   everybody together; and each government adds what it did itself on those days, so that who is
   stopped stays stopped, up to what it is asked.
3. Many courses; the middle one is expected, and most of them lie between the bounds.

How many days, which part of them, how many courses and how many of those between the bounds is
data of the edition (`ForecastRules`).

The draws come from the digest of the seed: the same facts give the same figures all day, in every
process. A longer term draws further days after the same ones, so that it never gives less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from hashlib import shake_256
from itertools import pairwise
from typing import NamedTuple

from game.days import Calendar
from game.room import ForecastRules

# Of the digest, for each draw: enough for any number of days.
BYTES = 4


@dataclass(frozen=True, slots=True)
class Advance:
    """What there is to do, what of it was done when this day began, and the gains before it.

    `gains`: one for each working day of the window, the oldest first.
    """

    whole: int
    done: int
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a government stands: items answered and levels handed in."""

    answers: Advance
    levels: Advance


@dataclass(frozen=True, slots=True)
class Range:
    """What is expected by the deadline, between two bounds, of so many."""

    low: int
    middle: int
    high: int
    whole: int

    def at_least(self, reached: int) -> "Range":
        """The same, once so many are reached: nobody falls behind what is done."""
        return Range(
            max(self.low, reached),
            max(self.middle, reached),
            max(self.high, reached),
            self.whole,
        )


@dataclass(frozen=True, slots=True)
class Forecast:
    """By the deadline: items answered, levels handed in, and governments that lack no answer."""

    answers: Range
    levels: Range
    complete: Range

    @property
    def is_baseless(self) -> bool:
        """Whether nobody had answered anything: there is nothing to go on."""
        return not self.answers.high

    def at_least(self, answered: int, submitted: int, complete: int) -> "Forecast":
        """The same, once so much is reached."""
        return Forecast(
            self.answers.at_least(answered),
            self.levels.at_least(submitted),
            self.complete.at_least(complete),
        )


def window_before(today: date, opened: date, calendar: Calendar, most: int) -> tuple[date, ...]:
    """The last working days before today, the oldest first: none before the opening."""
    found: list[date] = []
    day = today - timedelta(days=1)
    while len(found) < most and day >= opened:
        if calendar.is_worked(day):
            found.append(day)
        day -= timedelta(days=1)
    return tuple(reversed(found))


def working_days_left(today: date, last: date, calendar: Calendar) -> int:
    """Working days from today to the last one, both of them in."""
    return calendar.worked_between(today - timedelta(days=1), last)


def gains_of(reached: Sequence[int]) -> tuple[int, ...]:
    """What each day added, from what had been reached before the first one and after each.

    To come back to where one had been adds nothing.
    """
    highest = list(reached[:1])
    for each in reached[1:]:
        highest.append(max(highest[-1], each))
    return tuple(later - earlier for earlier, later in pairwise(highest))


@lru_cache(maxsize=64)
def forecast(
    every: tuple[Course, ...], left: int, seed: str, rules: ForecastRules
) -> Forecast | None:
    """What is expected after so many working days; None while too few are over to tell.

    The days of all courses are the same ones. Whoever watches asks again and again.
    """
    days = min((len(each.answers.gains) for each in every), default=0)
    if days < rules.fewest:
        return None
    draws = _Draws(seed, left, rules.runs, int(rules.pool * days))
    answered = [_ends(each.answers, draws) for each in every]
    submitted = [_ends(each.levels, draws) for each in every]
    complete = [
        tuple(end >= each.answers.whole for end in ends)
        for each, ends in zip(every, answered, strict=True)
    ]
    return Forecast(
        _range(answered, sum(each.answers.whole for each in every), rules.outside),
        _range(submitted, sum(each.levels.whole for each in every), rules.outside),
        _range(complete, len(every), rules.outside),
    )


class _Draws(NamedTuple):
    """What all courses of a forecast have in common: `pool` days are drawn first, then `left`."""

    seed: str
    left: int
    runs: int
    pool: int


def _range(ends: Sequence[Sequence[int]], whole: int, outside: Fraction) -> Range:
    sums = sorted(map(sum, zip(*ends, strict=True)))
    cut = int(outside * len(sums))
    return Range(sums[cut], sums[len(sums) // 2], sums[-1 - cut], whole)


@lru_cache(maxsize=16_384)
def _ends(advance: Advance, draws: _Draws) -> tuple[int, ...]:
    """Where each course takes one government."""
    moved = [(place, gain) for place, gain in enumerate(advance.gains) if gain]
    if not moved or advance.done >= advance.whole:
        return (min(advance.done, advance.whole),) * draws.runs
    return tuple(
        min(advance.whole, advance.done + sum(times[place] * gain for place, gain in moved))
        for times in _times(len(advance.gains), draws)
    )


@lru_cache(maxsize=16)
def _times(days: int, draws: _Draws) -> tuple[tuple[int, ...], ...]:
    """For each course how often each day of the window comes out."""
    found = []
    for run in range(draws.runs):
        first, second = f"{draws.seed}:{run}:first", f"{draws.seed}:{run}:second"
        pool = _drawn(first, days, draws.pool)
        times = [0] * days
        for place in _drawn(second, len(pool), draws.left):
            times[pool[place]] += 1
        found.append(tuple(times))
    return tuple(found)


def _drawn(seed: str, below: int, count: int) -> list[int]:
    """So many numbers below a bound. The first ones are the same however many are drawn."""
    digest = shake_256(seed.encode()).digest(BYTES * count)
    parts = (digest[start : start + BYTES] for start in range(0, len(digest), BYTES))
    return [int.from_bytes(part) * below >> (8 * BYTES) for part in parts]
