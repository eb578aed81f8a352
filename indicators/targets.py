"""Metas: what each gap would gain, and the fewest that reach a place or a score.

Everybody else stays as they are. To close a gap is to give the item its best answer. Where that
asks items that were not asked, they begin without an answer, as silence is taken in the edition;
where it no longer asks some, those leave. So an opener closed alone may gain little, or lose: what
it gains with all it opens is told beside it.

Of a route, this is guaranteed. It is verified: the answers are scored again with all of it closed.
Nothing of it can be left out. It is the smallest where `is_smallest` says so: where gains add up,
which they do while every node is a plain mean, every gap counts already and none opens another,
the largest gains are taken, and of the routes as short the one with the fewest hard and then the
fewest middling ones; elsewhere the best next step is taken until it is reached, what is not needed
is left out, and all smaller sets are tried if they are few enough. Where they are too many, a
smaller one may exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations
from math import comb
from types import MappingProxyType
from typing import Final

import numpy as np

from game.participants import Participant
from game.questionnaire import Effort, Item, Kind, Questionnaire
from indicators.matrix import AnswerMatrix, AnswerState, Floats, States
from indicators.ranks import TOLERANCE, ranked
from indicators.receipt import BEST, receipt_of
from indicators.report import Results
from indicators.scores import number_of, score
from indicators.tree import ThinNode

# How many sets are tried, at most, to see whether a smaller one does.
TRIES: Final = 2_000
# What an answer to its opener may yet ask.
_UNASKED: Final = (AnswerState.NOT_ASKED, AnswerState.OPEN)
# Below any index: who has none comes nearer to one by what is known of it.
_WITHOUT: Final = -2.0
_HARDEST_LAST: Final = tuple(Effort)
MIDDLING: Final = _HARDEST_LAST.index(Effort.MEDIUM)


@dataclass(frozen=True, slots=True)
class Openings:
    """Item to those that its best answer asks, and to those that it no longer asks."""

    opens: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def below(self, item: str) -> tuple[str, ...]:
        """All that is asked by its answer, whichever."""
        return (*self.opens.get(item, ()), *self.shuts.get(item, ()))


NO_OPENINGS: Final = Openings()
NO_AIMS: Final[Mapping[str, str]] = MappingProxyType({})
ALL_THE_WAY: Final[Mapping[str, float]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Gain:
    """A gap, and what the index would rise by, to which place of the league.

    `gain`, `place`: if only this were closed; None without an index. `opens`: what would be asked
    then, and what that asks; `full_gain`, `full_place`: with all of that closed too.
    """

    item: str
    factor: float | None
    gain: float | None
    place: int | None = None
    opens: tuple[str, ...] = ()
    full_gain: float | None = None
    full_place: int | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A score from 0 to 1, or a place of the league to have or share."""

    score: float | None = None
    place: int | None = None

    def __post_init__(self) -> None:
        if (self.score is None) == (self.place is None):
            raise ValueError("a goal is a score or a place")


@dataclass(frozen=True, slots=True)
class Route:
    """The gaps to close, what opens others before it, and where that leads."""

    items: tuple[str, ...]
    score: float
    place: int | None
    is_smallest: bool


def openings_of(
    questionnaire: Questionnaire, participant: Participant, aims: Mapping[str, str] = NO_AIMS
) -> Openings:
    """What the best answers of a participant ask of it; of several as good, the one asking most.

    `aims`: item to the option that is aimed at, where it is not the best.
    """
    opens: dict[str, tuple[str, ...]] = {}
    shuts: dict[str, tuple[str, ...]] = {}
    for item in questionnaire.items:
        if item.asked_when is None or not item.audience.includes(participant):
            continue
        opener = questionnaire.item(item.asked_when.item)
        aimed = frozenset({aims[opener.code]}) if opener.code in aims else _best(opener)
        found = shuts if item.asked_when.any_of.isdisjoint(aimed) else opens
        found[opener.code] = (*found.get(opener.code, ()), item.code)
    return Openings(opens, shuts)


def gains_of(
    results: Results, participant: str, openings: Openings = NO_OPENINGS
) -> tuple[Gain, ...]:
    """The gaps of a participant, worth most first; what they open counts with them."""
    here = _Position(results, participant, openings)
    gaps = [line for line in receipt_of(results.scores, participant).lines if line.is_gap]
    alone = [here.closed([gap.item]) for gap in gaps]
    opened = [here.opened_by(gap.item) for gap in gaps]
    full = [here.closed([gap.item, *more]) for gap, more in zip(gaps, opened, strict=True)]
    reached = [here.place_of(value) for value in here.values([*alone, *full])]
    gains = [
        Gain(gap.item, gap.factor, *first, tuple(more), *last)
        for gap, more, first, last in zip(
            gaps, opened, reached[: len(gaps)], reached[len(gaps) :], strict=True
        )
    ]
    return tuple(sorted(gains, key=lambda each: -max(each.gain or 0.0, each.full_gain or 0.0)))


def gain_together(
    results: Results,
    participant: str,
    items: Iterable[str],
    openings: Openings = NO_OPENINGS,
    reached: Mapping[str, float] = ALL_THE_WAY,
) -> tuple[float | None, int | None]:
    """What the index rises by, and to which place, with all of these closed and what they open.

    What is no gap any more, or not asked, adds nothing. `reached`: the factor from 0 to 1 that an
    item comes to, where it is not closed all the way; none falls below what it has.
    """
    here = _Position(results, participant, openings)
    gaps = {line.item for line in receipt_of(results.scores, participant).lines if line.is_gap}
    wanted = [item for item in items if item in gaps]
    opened = [each for item in wanted for each in here.opened_by(item)]
    (value,) = here.values([here.closed(dict.fromkeys([*wanted, *opened]), reached)])
    return here.place_of(float(value))


def route_to(
    results: Results,
    participant: str,
    goal: Goal,
    efforts: Mapping[str, Effort],
    openings: Openings = NO_OPENINGS,
    tries: int = TRIES,
) -> Route | None:
    """The fewest gaps to close for a goal: none if it is reached, None if all do not reach it.

    What has no effort of its own takes a middling one.
    """
    here = _Position(results, participant, openings, goal)
    if here.is_reached(here.now):
        return here.route((), is_smallest=True)
    hard = {item: _HARDEST_LAST.index(effort) for item, effort in efforts.items()}
    exact = here.smallest_sum(hard)
    if exact is not None and here.is_reached(here.values([here.closed(exact)])[0]):
        return here.route(exact, is_smallest=True)
    found = here.pruned(here.climbed(hard), hard)
    smaller, is_smallest = here.smaller(len(found) if found else None, hard, tries)
    items = smaller or found
    return here.route(items, is_smallest=is_smallest) if items else None


def _best(opener: Item) -> frozenset[str]:
    """The options of the best answer, or of any of those as good."""
    if opener.kind is Kind.MULTIPLE:
        return frozenset(option.code for option in opener.options if not option.exclusive)
    best = max((option.factor for option in opener.options), default=None)
    return frozenset(option.code for option in opener.options if option.factor == best)


Row = tuple[States, Floats]


class _Position:
    """One participant among its league, and what becomes of it if it closes some of its gaps."""

    def __init__(
        self, results: Results, participant: str, openings: Openings, goal: Goal | None = None
    ) -> None:
        self._scores = scores = results.scores
        self._openings = openings
        self._goal = goal or Goal(score=BEST)
        self._ties = results.definition.ties
        self._row = row = scores.row(participant)
        self._states, self._factors = scores.matrix.states[row], scores.matrix.factors[row]
        self._places = {item: place for place, item in enumerate(scores.matrix.items)}
        self._scored = {*scores.items}
        leagues = [entry.league for entry in results.entries]
        peers = [n for n, league in enumerate(leagues) if league == leagues[row] and n != row]
        self._others = scores.values[peers, 0]
        self.now = float(scores.values[row, 0])

    def opened_by(self, item: str) -> list[str]:
        """What is asked once it is closed, and what that asks in turn, in order."""
        found, waiting = set[str](), [item]
        while waiting:
            for below in self._openings.opens.get(waiting.pop(), ()):
                if self._is_unasked(below) and below not in found:
                    found.add(below)
                    waiting.append(below)
        return [each for each in self._places if each in found & self._scored]

    def closed(
        self, items: Iterable[str], reached: Mapping[str, float] = ALL_THE_WAY
    ) -> Row | None:
        """The answers with these closed, openers first; None where one of them cannot be."""
        states, factors = self._states.copy(), self._factors.copy()
        for item in sorted(items, key=self._places.__getitem__):
            if not _is_gap(states, factors, self._places[item]):
                return None
            self._close(states, factors, item, reached.get(item, BEST))
        return states, factors

    def values(self, rows: Sequence[Row | None]) -> Floats:
        """The index of each row; whoever has none stands below all by what is not known."""
        can = [row for row in rows if row is not None]
        found = np.full(len(rows), np.nan)
        if can:
            matrix = AnswerMatrix(
                tuple(str(n) for n in range(len(can))),
                self._scores.matrix.items,
                np.array([states for states, _ in can]),
                np.array([factors for _, factors in can]),
            )
            scored = score(self._scores.tree, matrix, self._scores.policies)
            index, known = scored.values[:, 0], np.nan_to_num(scored.coverage[:, 0])
            found[[row is not None for row in rows]] = np.where(
                np.isnan(index), _WITHOUT + known, index
            )
        return found

    def place_of(self, value: float) -> tuple[float | None, int | None]:
        """The rise and the place with an index of that value."""
        if np.isnan(value) or value < 0:
            return None, None
        return number_of(value - self.now), self._place(value)

    def is_reached(self, value: float) -> bool:
        if np.isnan(value) or value < 0:
            return False
        if self._goal.score is not None:
            return value >= self._goal.score - TOLERANCE
        return self._place(value) <= (self._goal.place or 0)

    def route(self, items: Iterable[str], *, is_smallest: bool) -> Route:
        ordered = tuple(sorted(items, key=self._places.__getitem__))
        value = float(self.values([self.closed(ordered)])[0])
        return Route(ordered, value, self._place(value), is_smallest)

    def smallest_sum(self, hard: Mapping[str, int]) -> tuple[str, ...] | None:
        """The smallest set where gains add up; None where they do not, or all do not reach it.

        Of those as small: for each number of hard, middling and easy ones the largest gains make
        the largest sum, so that trying the numbers tries all.
        """
        if not self._adds_up():
            return None
        worth = self._scores.weights[self._row] * (BEST - self._scores.factors[self._row])
        gains = dict(zip(self._scores.items, worth, strict=True))
        gaps = sorted(self._gaps(), key=lambda item: -gains[item])
        sums = enumerate(accumulate((gains[item] for item in gaps), initial=0.0))
        size = next((n for n, rise in sums if self.is_reached(self.now + rise)), None)
        if size is None:
            return None
        sorts = [[item for item in gaps if hard.get(item, MIDDLING) == sort] for sort in range(3)]
        mixes = (
            (size - most - middling, middling, most)
            for most in range(size + 1)
            for middling in range(size - most + 1)
        )
        sets = (
            tuple(i for count, own in zip(mix, sorts, strict=True) for i in own[:count])
            for mix in mixes
        )
        enough = (
            each
            for each in sets
            if len(each) == size and self.is_reached(self.now + sum(gains[i] for i in each))
        )
        return next(enough, tuple(gaps[:size]))

    def climbed(self, hard: Mapping[str, int]) -> tuple[str, ...] | None:
        """The best next step, and of equals the easiest, until it is reached.

        What a step no longer asks is not closed any more: it is left for that step.
        """
        taken: list[str] = []
        while True:
            steps = self._gaps(self.closed(taken))
            sets = [self._with(taken, step) for step in steps]
            values = self.values([self.closed(each) for each in sets])
            can = [n for n, value in enumerate(values) if not np.isnan(value)]
            if not can:
                return None
            best = min(
                can, key=lambda n: (-round(float(values[n]), 12), hard.get(steps[n], MIDDLING))
            )
            taken = sets[best]
            if self.is_reached(values[best]):
                return tuple(taken)

    def pruned(
        self, items: tuple[str, ...] | None, hard: Mapping[str, int]
    ) -> tuple[str, ...] | None:
        """The same without what it reaches the goal without, the hardest first."""
        kept = items
        while kept:
            sets = [(left, tuple(each for each in kept if each != left)) for left in kept]
            values = self.values([self.closed(fewer) for _, fewer in sets])
            spare = [
                (hard.get(left, MIDDLING), n, fewer)
                for n, ((left, fewer), value) in enumerate(zip(sets, values, strict=True))
                if self.is_reached(value)
            ]
            if not spare:
                break
            kept = max(spare)[-1]
        return kept

    def smaller(
        self, size: int | None, hard: Mapping[str, int], tries: int
    ) -> tuple[tuple[str, ...] | None, bool]:
        """A smaller set that does, and whether it or the one at hand is the smallest.

        Where none of any size is at hand, any.
        """
        gaps = self._gaps()
        near = [*gaps, *{each: None for gap in gaps for each in self.opened_by(gap)}]
        for count in range(1, len(near) + 1 if size is None else size):
            tries -= comb(len(near), count)
            if tries < 0:
                return None, False
            sets = [*combinations(near, count)]
            values = self.values([self.closed(each) for each in sets])
            done = [n for n, value in enumerate(values) if self.is_reached(value)]
            if done:
                best = min(done, key=lambda n: (_hardness(sets[n], hard), -values[n]))
                return sets[best], True
        return None, True

    def _adds_up(self) -> bool:
        """Closing one changes no weight, so that its gain is its own whatever else is closed."""
        counts = dict(zip(self._scores.items, self._scores.factors[self._row], strict=True))
        gaps = self._gaps()
        return (
            not np.isnan(self.now)
            and self._scores.policies.thin is ThinNode.COUNTS
            and not any(node.method.has_zeros for node in self._scores.tree.nodes())
            and not any(np.isnan(counts[gap]) for gap in gaps)
            and not any(
                self._is_unasked(i) for gap in gaps for i in self._openings.opens.get(gap, ())
            )
            and all(self._is_unasked(i) for gap in gaps for i in self._openings.shuts.get(gap, ()))
        )

    def _gaps(self, row: Row | None = None) -> list[str]:
        states, factors = row or (self._states, self._factors)
        gaps = (item for item, place in self._places.items() if _is_gap(states, factors, place))
        return [item for item in gaps if item in self._scored]

    def _with(self, taken: Sequence[str], step: str) -> list[str]:
        """These and one more, without what nobody asks any more then."""
        shut, waiting = set[str](), [*self._openings.shuts.get(step, ())]
        while waiting:
            below = waiting.pop()
            shut.add(below)
            waiting += self._openings.below(below)
        return [*(each for each in taken if each not in shut), step]

    def _is_unasked(self, item: str) -> bool:
        """What the matrix does not have is asked, and counts for nothing."""
        place = self._places.get(item)
        return place is not None and self._states[place] in _UNASKED

    def _close(self, states: States, factors: Floats, item: str, reached: float) -> None:
        states[self._places[item]] = AnswerState.ANSWERED
        factors[self._places[item]] = np.fmax(factors[self._places[item]], reached)
        for below in self._openings.opens.get(item, ()):
            place = self._places.get(below)
            if place is not None and states[place] in _UNASKED:
                states[place] = AnswerState.NO_ANSWER
        waiting = [*self._openings.shuts.get(item, ())]
        while waiting:
            shut = waiting.pop()
            waiting += self._openings.below(shut)
            if shut in self._places:
                states[self._places[shut]] = AnswerState.NOT_ASKED
                factors[self._places[shut]] = np.nan

    def _place(self, value: float) -> int:
        return int(ranked(np.append(self._others, value), ties=self._ties)[-1])


def _is_gap(states: States, factors: Floats, place: int) -> bool:
    """As a line of the receipt: answered below its best, or not answered."""
    if states[place] == AnswerState.ANSWERED:
        return bool(factors[place] < BEST)
    return bool(states[place] == AnswerState.NO_ANSWER)


def _hardness(items: Iterable[str], hard: Mapping[str, int]) -> tuple[int, ...]:
    """How many hard ones, and how many middling ones."""
    sorts = [hard.get(item, MIDDLING) for item in items]
    return tuple(sorts.count(sort) for sort in range(len(_HARDEST_LAST) - 1, MIDDLING - 1, -1))
