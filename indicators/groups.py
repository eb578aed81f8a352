"""Grupos: means, quartiles and lines of peers by league, region, size or sector, if not too few.

What is shown is chosen for all groups that are declared, at once (`indicators.suppression`); from
how many on, the edition says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist, fmean
from typing import Final

import numpy as np

from game.index import GroupRules
from indicators.report import Results
from indicators.scores import NOISE, Scores
from indicators.suppression import shown_of

# A group by its groupings and what it is called in each: one, two where crossed, none for all.
Key = tuple[tuple[str, str], ...]
EVERYBODY: Key = ()
USUAL: Final = GroupRules()
# Of a hundred intervals drawn as these are, how many hold what they are for.
CONFIDENCE: Final = 95
LEAGUE: Final = "league"
KIND: Final = "kind"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Participant to its group; who is not named is in none."""

    code: str
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
    """All that an edition lets be compared; `crossed` are pairs of groupings by their codes."""

    groupings: tuple[Grouping, ...]
    crossed: tuple[tuple[str, str], ...] = ()
    everybody: bool = True

    def members(self, participants: Iterable[str]) -> Mapping[Key, frozenset[str]]:
        """Every group with those of the participants who are in it; nobody is in none."""
        found: dict[Key, set[str]] = {}
        for participant in participants:
            for key in self.keys_of(participant):
                found.setdefault(key, set()).add(participant)
        return {key: frozenset(found[key]) for key in sorted(found)}

    def keys_of(self, participant: str) -> tuple[Key, ...]:
        """The groups that one is in, in the order in which they are declared."""
        named = {grouping.code: grouping.groups for grouping in self.groupings}
        tables = [*((code,) for code in named), *self.crossed]
        keys = [
            tuple((code, named[code][participant]) for code in codes)
            for codes in tables
            if all(participant in named[code] for code in codes)
        ]
        return (*keys, EVERYBODY) if self.everybody else tuple(keys)


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """Of those in a group who have a score. `quartiles`: the lower one, the median, the upper."""

    key: Key
    count: int
    mean: float
    quartiles: tuple[float, float, float] | None

    @property
    def group(self) -> str:
        """What it is called, where it is of one grouping."""
        return self.key[-1][1]


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which values a mean is, had others of the same sort been asked."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Peers:
    """The others of a group, and the interval of their mean."""

    statistics: GroupStatistics
    interval: Interval


@dataclass(frozen=True, eq=False)
class Comparison:
    """One node of all who have a score in it, by the groups that are declared and can be shown."""

    scores: Scores
    node: str
    declared: Declared
    rules: GroupRules = USUAL

    def statistics(self) -> tuple[GroupStatistics, ...]:
        """All that is shown, in the order of the keys."""
        return tuple(self._of(key, self._members[key]) for key in sorted(self.shown))

    def peers(self, participant: str) -> tuple[Peers, ...]:
        """Its groups without itself: of groups that are shown, if enough stay; equal ones once.

        Beside its own figure they say no more than the groups themselves: they are for whoever sees
        that figure, its own team or, where results are public, everybody. To others they would say
        the participant's. Whoever has no score is compared with the whole of its groups.
        """
        found: dict[frozenset[str], Key] = {}
        for key in self.declared.keys_of(participant):
            others = self._members.get(key, frozenset()) - {participant}
            if key in self.shown and len(others) >= self.rules.least:
                found.setdefault(others, key)
        return tuple(self._peers(key, others) for others, key in found.items())

    def interval(self, key: Key) -> Interval | None:
        """Of the mean of a group that is shown."""
        if key not in self.shown:
            return None
        return interval_of(self._values(self._members[key]), self.rules)

    def _peers(self, key: Key, others: frozenset[str]) -> Peers:
        return Peers(self._of(key, others), interval_of(self._values(others), self.rules))

    @cached_property
    def shown(self) -> frozenset[Key]:
        return shown_of(self._members, self.rules.least)

    @cached_property
    def _members(self) -> Mapping[Key, frozenset[str]]:
        return self.declared.members(self._scored)

    @cached_property
    def _scored(self) -> Mapping[str, float]:
        column = self.scores.values[:, self.scores.nodes.index(self.node)]
        pairs = zip(self.scores.matrix.participants, column, strict=True)
        return {participant: float(value) for participant, value in pairs if not np.isnan(value)}

    def _values(self, members: Iterable[str]) -> list[float]:
        return [self._scored[participant] for participant in sorted(members)]

    def _of(self, key: Key, members: Iterable[str]) -> GroupStatistics:
        values = self._values(members)
        quartiles = quartiles_of(values) if len(values) >= self.rules.quartiles else None
        return GroupStatistics(key, len(values), fmean(values), quartiles)


def declared_of(results: Results) -> Declared:
    """What any page may show of an edition: leagues and kinds, chosen together on every page.

    Leagues lie inside kinds, so that each page for itself would let the hidden league of one be
    worked out from the kind on another. A snapshot says nothing else of its participants that they
    could be grouped by.
    """
    return Declared(
        (
            Grouping(LEAGUE, {entry.participant: entry.league for entry in results.entries}),
            Grouping(KIND, {entry.participant: entry.kind for entry in results.entries}),
        ),
        everybody=False,
    )


def comparison_of(results: Results, node: str) -> Comparison:
    """One node of an edition, by all that it lets be compared and by its rules."""
    rules = results.definition.rules.groups
    return Comparison(results.scores, node, declared_of(results), rules)


def by_kind(results: Results, node: str) -> tuple[GroupStatistics, ...]:
    """Of each kind of participant that is shown beside the leagues; without the total of all."""
    found = comparison_of(results, node).statistics()
    return tuple(each for each in found if each.key[0][0] == KIND)


def quartiles_of(values: Iterable[float]) -> tuple[float, float, float]:
    """On straight lines between neighbours (type 7 of Hyndman and Fan, 1996)."""
    low, middle, high = np.quantile([*values], (0.25, 0.5, 0.75))
    return float(low), float(middle), float(high)


def interval_of(values: Iterable[float], rules: GroupRules = USUAL) -> Interval:
    """Of the mean: bootstrap, bias-corrected and accelerated (BCa).

    B. Efron, "Better bootstrap confidence intervals", Journal of the American Statistical
    Association 82 (1987). Equal values have an interval of no width.
    """
    # In order, so that the draws are those of the values, whoever has them.
    given = np.array(sorted(values))
    mean = given.mean()
    spread = given - mean
    if np.ptp(given) < NOISE:
        return Interval(float(mean), float(mean))
    rows = np.random.default_rng(rules.seed).integers(len(given), size=(rules.draws, len(given)))
    drawn = given[rows].mean(axis=1)
    below = (np.mean(drawn < mean - NOISE) + np.mean(drawn <= mean + NOISE)) / 2
    normal = NormalDist()
    step = 1 / (2 * rules.draws)
    bias = normal.inv_cdf(float(np.clip(below, step, 1 - step)))
    # Of a mean: leaving one out moves it by its distance over n - 1.
    acceleration = float(np.sum(spread**3) / (6 * np.sum(spread**2) ** 1.5))
    ends = []
    for tail in ((100 - CONFIDENCE) / 200, (100 + CONFIDENCE) / 200):
        reach = bias + normal.inv_cdf(tail)
        ends.append(normal.cdf(bias + reach / (1 - acceleration * reach)))
    low, high = np.quantile(drawn, ends)
    return Interval(float(low), float(high))
