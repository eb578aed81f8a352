"""Robustez: which places hold when weights and method are others that could as well be defended.

Nobody can say that a weight must be 2 and not 2.2. So the index is made thousands of times: every
weight w is w (1 + u), u evenly from -25 to 25 % (or as the edition says), on every level; crossed
with each way of making the index of its pillars (arithmetic, geometric) and with leaving out none
or one of them. What each participant's places were in those runs is its uncertainty: it is not a
margin of error of the answers.

After Saisana, Saltelli and Tarantola (2005), "Uncertainty and sensitivity analysis techniques as
tools for the quality assessment of composite indicators", J. R. Stat. Soc. A 168(2), and OECD/JRC
(2008), Handbook on Constructing Composite Indicators, step 7.
"""

from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from game.index import RobustnessRules
from indicators.draws import Chance, Choices, Draws, by_code, in_turn
from indicators.matrix import Flags, Floats
from indicators.ranks import UNRANKED, Places, Ties
from indicators.runs import Runs, Spots
from indicators.scores import Scores

Counts = npt.NDArray[np.int32]
# What the numbers of one seed are for.
WEIGHTS, COINS = 0, 1
# Runs whose places are held in memory at a time.
ROUND = 10_000
# From so many places on another process gives more than it takes to come up.
WORTHWHILE = 10_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How firm a place is.

    `median`, `low` and `high` are places: half of the runs are at the median or before it, and the
    share outside of low..high is at most what the edition says, on each side. `shift`: by how many
    places a run is away from the place given, in the mean. `top`: the share of runs among the first
    so many. `place` is None for who has no index yet, and `shift` with it.
    """

    participant: str
    group: Hashable
    place: int | None
    median: int
    low: int
    high: int
    shift: float | None
    top: float
    band: int


@dataclass(frozen=True, slots=True)
class Band:
    """Participants of a group that the runs do not tell apart, by number from the best.

    Intervals link those that overlap, and a band is all that are linked, if need be by way of
    others. So the one claim that is made is made of every pair: of two in different bands, the
    intervals do not meet, and the one in the earlier band stands before the other. Inside of a band
    nothing is claimed; two at its ends may well differ, which `Robustness.rivals` tells pair by
    pair. To begin a band where the next does not overlap with the first of it would claim a
    difference between neighbours whose intervals overlap.
    """

    group: Hashable
    number: int
    low: int
    high: int
    members: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Robustness:
    """`frequency`: participants x places, in how many runs each had which, from the first place."""

    rules: RobustnessRules
    participants: tuple[str, ...]
    groups: tuple[Hashable, ...]
    places: Places
    frequency: Counts

    @cached_property
    def runs(self) -> Places:
        """In how many each had a place: whose index is of one pillar alone has none without it."""
        counts: Places = self.frequency.sum(axis=1, dtype=np.int64)
        return counts

    @cached_property
    def median(self) -> Places:
        return self.quantile(Fraction(1, 2))

    @cached_property
    def low(self) -> Places:
        return self.quantile(self.rules.outside)

    @cached_property
    def high(self) -> Places:
        return self.quantile(1 - self.rules.outside)

    def quantile(self, share: Fraction) -> Places:
        """The first place where at least such a share of the runs is at it or before it.

        Always a place that was had, never one between two. UNRANKED without any.
        """
        until = np.cumsum(self.frequency, axis=1, dtype=np.int64) * share.denominator
        before = until < (self.runs * share.numerator)[:, np.newaxis]
        return np.where(self.runs > 0, 1 + np.count_nonzero(before, axis=1), UNRANKED)

    @cached_property
    def shift(self) -> Floats:
        """Places between a run and the place given, in the mean; NaN where either is missing."""
        return np.where(self._is_compared, self._away / np.maximum(self.runs, 1), np.nan)

    @property
    def mean_shift(self) -> float:
        """Of all participants and runs: Saisana's average shift in rank."""
        return self._mean_shift(self._is_compared)

    def mean_shift_in(self, group: Hashable) -> float:
        """The same of one group."""
        return self._mean_shift(self._is_compared & [own == group for own in self.groups])

    def _mean_shift(self, among: Flags) -> float:
        runs = int(self.runs[among].sum())
        return int(self._away[among].sum()) / runs if runs else 0.0

    def top(self, first: int) -> Floats:
        """The share of runs in which each is among the first so many of its group."""
        among = self.frequency[:, :first].sum(axis=1, dtype=np.int64)
        shares: Floats = among / np.maximum(self.runs, 1)
        return shares

    def rivals(self, participant: str) -> tuple[str, ...]:
        """The others of its group whose intervals overlap with its own: no pair is told apart."""
        row = self.participants.index(participant)
        meets = (self.runs > 0) & (self.low <= self.high[row]) & (self.high >= self.low[row])
        everybody = zip(self.participants, self.groups, meets, strict=True)
        return tuple(
            code
            for code, group, is_near in everybody
            if is_near and group == self.groups[row] and code != participant
        )

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """Of every group, from its best."""
        ranked: dict[Hashable, list[int]] = {}
        for row in np.flatnonzero(self.runs).tolist():
            ranked.setdefault(self.groups[row], []).append(row)
        return tuple(band for group, rows in ranked.items() for band in self._bands(group, rows))

    def standings(self) -> Iterator[Standing]:
        """Of all that had a place in any run, in the order of the participants."""
        top = self.top(self.rules.top)
        band = {code: each.number for each in self.bands for code in each.members}
        for row in np.flatnonzero(self.runs).tolist():
            code = self.participants[row]
            yield Standing(
                code,
                self.groups[row],
                int(self.places[row]) or None,
                int(self.median[row]),
                int(self.low[row]),
                int(self.high[row]),
                float(self.shift[row]) if self.places[row] else None,
                float(top[row]),
                band[code],
            )

    @property
    def _is_compared(self) -> Flags:
        compared: Flags = (self.runs > 0) & (self.places != UNRANKED)
        return compared

    @cached_property
    def _away(self) -> Places:
        """All shifts of all runs added, which is a whole number and so has no noise."""
        away = np.zeros(len(self.participants), dtype=np.int64)
        for place, counts in enumerate(self.frequency.T, start=1):
            away += counts * np.abs(place - self.places)
        return away

    def _bands(self, group: Hashable, rows: Sequence[int]) -> Iterator[Band]:
        """Intervals from the first to begin, each linked to those before while it meets one."""
        linked: list[list[int]] = []
        reached = UNRANKED
        for row in sorted(rows, key=lambda row: int(self.low[row])):
            if self.low[row] > reached:
                linked.append([])
            linked[-1].append(row)
            reached = max(reached, int(self.high[row]))
        for number, members in enumerate(linked, start=1):
            yield Band(
                group,
                number,
                int(self.low[members].min()),
                int(self.high[members].max()),
                tuple(self.participants[row] for row in sorted(members, key=self._by_median)),
            )

    def _by_median(self, row: int) -> tuple[int, int, int, str]:
        return (
            int(self.median[row]),
            int(self.low[row]),
            int(self.high[row]),
            self.participants[row],
        )


def robustness_of(
    scores: Scores,
    groups: Sequence[Hashable],
    rules: RobustnessRules,
    *,
    unverified: bool = False,
    ties: Ties = Ties.COMPETITION,
    beside: Executor | None = None,
) -> Robustness:
    """Places of an edition, each group by itself, in as many runs as its rules say.

    `unverified`, for results that are not final: in each run a coin for each participant says
    whether all it was asked and nobody verified is a no or a yes. One coin for all of it keeps the
    interval as wide as what may still come: with one for each item the noes and yeses would cancel
    out. As in its bounds, nothing is then missing, and whoever has any index so is ranked.

    `beside`: another process, which makes a part of many runs meanwhile. The same seed gives the
    same counts with it or without, on every machine, whatever the order of the participants.
    """
    runs = Runs(scores, groups, rules, unverified=unverified, ties=ties)
    if beside is None or rules.runs * len(runs.rows) < WORTHWHILE:
        counted = _counted(runs, rules, range(rules.runs))
    else:
        # The other has to come up first, and to be told what there is to do.
        own = rules.runs * 13 // 20
        rest = range(own, rules.runs)
        others = beside.submit(_counted_anew, scores, groups, rules, unverified, ties, rest)
        counted = _counted(runs, rules, range(own))
        counted += others.result()
    frequency = np.zeros((len(runs.declared), max(0, counted.shape[1] - 1)), dtype=np.int32)
    frequency[runs.rows] = counted[runs.kinds, 1:]
    return Robustness(rules, runs.participants, tuple(groups), runs.declared, frequency)


def _counted_anew(
    scores: Scores,
    groups: Sequence[Hashable],
    rules: RobustnessRules,
    unverified: bool,
    ties: Ties,
    which: range,
) -> Counts:
    """The same as `_counted`, in a process that is told of it."""
    return _counted(Runs(scores, groups, rules, unverified=unverified, ties=ties), rules, which)


def _counted(runs: Runs, rules: RobustnessRules, which: range) -> Counts:
    """Kinds x places from none to the last: in how many of these runs each had which."""
    largest = int(np.bincount(runs.codes).max()) if runs.rows.size else 0
    kinds = int(runs.kinds.max(initial=-1)) + 1
    counted = np.zeros((kinds, largest + 1), dtype=np.int32)
    for draws in drawn(runs, rules, which):
        places = np.zeros((kinds, len(draws.scenarios)), dtype=np.min_scalar_type(largest))

        # Runs of one scenario stand together, and so do those that are given here.
        def take(which: Choices, spots: Spots, places: npt.NDArray[Any] = places) -> None:
            places[:, which[0] : which[-1] + 1] = spots

        runs.each(draws, take)
        for row, own in enumerate(places):
            counted[row] += np.bincount(own, minlength=largest + 1)
    return counted


def drawn(runs: Runs, rules: RobustnessRules, which: range) -> Iterator[Draws]:
    """What chance says of each of these runs, some at a time; no scenario more often than another.

    Runs of one scenario stand together.
    """
    weights, coins = Chance(rules.seed, WEIGHTS), Chance(rules.seed, COINS)
    weights.skip_shares(which.start, runs.width)
    coins.skip_coins(which.start, len(runs.participants))
    for start in range(0, rules.runs, ROUND):
        scenarios = np.sort(in_turn(start, min(ROUND, rules.runs - start), len(runs.scenarios)))
        own = scenarios[max(0, which.start - start) : max(0, which.stop - start)]
        if own.size:
            yield Draws(
                weights.multipliers(len(own), runs.width, float(rules.spread)),
                own,
                by_code(coins.coins(len(own), len(runs.participants)), runs.participants)
                if runs.unverified
                else None,
            )
