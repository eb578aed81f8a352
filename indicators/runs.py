"""Corridas: everybody's place when the weights and the way of making the index are others.

A run multiplies each weight of the tree, may make the index of its parts by another mean and may
leave one of them out. Who counts with what, who has an index and what silence does stay as the
edition says: a run asks what the same answers would give by other weights. Siblings need no
renormalising, because a weighted mean divides by their sum.

A place is what `ranked` says of scores whose sums go part after part (`branches.exact`), and so the
same on every machine. To get ten thousand of them in a second most are found in a faster way, whose
last digits differ from processor to processor. That shows in no place, unless a gap between two
neighbours is as wide as the tolerance for ties, give or take those digits: a run with such a gap is
ranked again by the definition.

Participants of one league whose answers are all alike have one score in every run, and one place.
So what is worked out is that of each kind of them.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from game.index import RobustnessRules
from indicators.branches import Answers, Branch, Fast, branch_of, exact, with_coins
from indicators.draws import Choices, Draws
from indicators.matrix import AnswerMatrix, AnswerState, Flags, Floats
from indicators.ranks import TOLERANCE, Places, Ties, ranked
from indicators.scores import Scores, score
from indicators.tree import Method, Node, Zeros

# Runs and participants worked on together: what stays in the cache of a processor.
BLOCK = 64
CHUNK = 256
# More than the sums and logarithms of a fast run are off by, for a score of one.
NOISE = 1e-12
# The digits of a float behind its first, in bits.
MANTISSA = 52
# About so many of them say whose a score is: those that are left tell the tolerance from nothing.
OWNER = 20

Positions = npt.NDArray[np.intp]
Spots = npt.NDArray[np.int32]
# Which runs, and their places, kinds x runs.
Take = Callable[[Choices, Spots], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A way to make the index of its parts; `dropped` is the one it does without."""

    method: Method
    dropped: str | None = None


def scenarios_of(tree: Node, rules: RobustnessRules) -> tuple[Scenario, ...]:
    """Every method, with no part left out and with each of them, where another remains."""
    alone = len(tree.children) + len(tree.leaves) < 2
    dropped = [] if alone or not rules.drops else [child.code for child in tree.children]
    return tuple(Scenario(Method(m), d) for m, d in product(rules.methods, (None, *dropped)))


def made_by(tree: Node, scenario: Scenario, rules: RobustnessRules) -> Node:
    """The tree of a scenario."""
    children = tuple(child for child in tree.children if child.code != scenario.dropped)
    if scenario.method is tree.method:
        return replace(tree, children=children)
    zeros = Zeros(rules.zeros) if scenario.method.has_zeros else Zeros.STRICT
    return replace(tree, children=children, method=scenario.method, zeros=zeros, floor=Fraction(0))


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """A scenario with who has an index in it: all, but for who had nothing else than what left.

    `rows` are theirs among the kinds; `leagues` the stretches of them that are ranked together.
    """

    root: Branch
    rows: npt.NDArray[np.intp]
    leagues: tuple[slice, ...]


class Runs:
    """An edition as its runs see it; `unverified`: an unverified answer may be a no or a yes.

    `trees` are those of the `scenarios`. `items` and `nodes` say in which column of `Draws.weights`
    each has what its weight is multiplied by. `rows` are who is ranked, by row of the matrix, each
    league together, and `kinds` which kind each of them is; `declared` is everybody's place by the
    edition.
    """

    def __init__(
        self,
        scores: Scores,
        groups: Sequence[Hashable],
        rules: RobustnessRules,
        *,
        unverified: bool = False,
        ties: Ties = Ties.COMPETITION,
    ) -> None:
        if ties is Ties.AVERAGE:
            raise ValueError("places are counted, and an average of places is not one of them")
        base = score(scores.tree, denied(scores.matrix), scores.policies) if unverified else scores
        numbers: dict[Hashable, int] = {}
        codes = np.array([numbers.setdefault(group, len(numbers)) for group in groups], np.intp)
        order = np.argsort(codes, kind="stable")
        self.scores = scores
        self.ties = ties
        self.unverified = unverified
        self.items = {item: column for column, item in enumerate(scores.items)}
        self.nodes = {node: column for column, node in enumerate(scores.nodes[1:], len(self.items))}
        self.declared: Places = ranked(scores.values[:, 0], groups, ties).astype(np.int64)
        self.rows = order[np.isfinite(base.values[order, 0])]
        self.codes = codes[self.rows]
        self._groups = tuple(numbers)
        self.scenarios = scenarios_of(scores.tree, rules)
        self.trees = tuple(made_by(scores.tree, each, rules) for each in self.scenarios)
        everybody = self._answers_of(base)
        firsts, self.kinds = kinds_of(everybody, self.codes)
        self._firsts, self._many = firsts, np.bincount(self.kinds)
        self._answers = everybody.of(firsts)
        if (self._answers.values < 0).any():
            raise ValueError("values under zero have no geometric mean: bring them to 0..1 first")
        self._stages = self._stages_of()

    @property
    def participants(self) -> tuple[str, ...]:
        return self.scores.matrix.participants

    @property
    def width(self) -> int:
        """How many weights there are to multiply."""
        return len(self.items) + len(self.nodes)

    @property
    def stretches(self) -> dict[Hashable, slice]:
        """Where those of each group stand among the ranked; of groups that have any."""
        begins = np.flatnonzero(np.diff(self.codes, prepend=-1, append=len(self._groups)))
        return {self._groups[self.codes[a]]: slice(a, b) for a, b in pairwise(begins.tolist())}

    def ranked_at(self, participant: str) -> int:
        """Where a participant stands among the ranked; a `ValueError` if it has no index."""
        (found,) = np.nonzero(self.rows == self.scores.row(participant))
        if not found.size:
            raise ValueError(f"{participant} has no index, and so no place in any run")
        return int(found[0])

    def each(self, draws: Draws, take: Take) -> None:
        """Give the places of all runs to `take`, some at a time."""
        for scenario, stage in enumerate(self._stages):
            which = np.flatnonzero(draws.scenarios == scenario)
            size = max(1, min(BLOCK, (1 << OWNER) // max(1, len(stage.rows))))
            for start in range(0, len(which), size):
                block = which[start : start + size]
                take(block, self._spots(stage, draws, block))

    def places(self, draws: Draws) -> Places:
        """Runs x participants, in their orders; UNRANKED for who has no index in a run."""
        found = np.zeros((len(draws.scenarios), len(self.declared)), dtype=np.int64)

        def take(which: Choices, spots: Spots) -> None:
            found[which[:, np.newaxis], self.rows] = spots[self.kinds].T

        self.each(draws, take)
        return found

    def _answers_of(self, base: Scores) -> Answers:
        """Those of the ranked alone."""
        rows = self.rows
        factors = base.factors[rows].T
        columns = [base.matrix.items.index(item) for item in base.items]
        states = self.scores.matrix.states[np.ix_(rows, columns)].T
        unsure = states == AnswerState.NO_ANSWER
        return Answers(
            values=np.nan_to_num(factors),
            counts=~np.isnan(factors),
            unsure=unsure if self.unverified else np.zeros_like(unsure),
            above={node: base.counts_above(node)[rows] for node in base.nodes},
            items=self.items,
            nodes=self.nodes,
        )

    def _stages_of(self) -> tuple[_Stage, ...]:
        known: dict[str, Branch] = {}
        stages = []
        codes = self.codes[self._firsts]
        for tree in self.trees:
            root = branch_of(tree, self._answers, known)
            rows = np.flatnonzero(root.present)
            begins = np.flatnonzero(np.diff(codes[rows], prepend=-1, append=-1))
            leagues = tuple(slice(*pair) for pair in pairwise(begins.tolist()))
            stages.append(_Stage(root, rows, leagues))
        return tuple(stages)

    def _spots(self, stage: _Stage, draws: Draws, which: Choices) -> Spots:
        own = self.rows[self._firsts]
        coins = None if draws.coins is None else draws.coins[np.ix_(which, own)]
        turned = None if coins is None else np.ascontiguousarray(coins.T * 1.0)
        scores = Fast(stage.root, draws.weights[which], turned, CHUNK).scores()
        everybody = len(stage.rows) == len(own)
        found, doubtful = spots_of(
            scores if everybody else scores[stage.rows],
            self._many[stage.rows],
            stage.leagues,
            self.ties,
        )
        for run in doubtful:
            values = with_coins(self._answers, None if coins is None else coins[run])
            alone = exact(stage.root, draws.weights[which[run]], values)
            found[:, run] = self._exactly(stage, alone)
        if everybody:
            return found
        spots = np.zeros((len(own), len(which)), dtype=np.int32)
        spots[stage.rows] = found
        return spots

    def _exactly(self, stage: _Stage, scores: Floats) -> Places:
        """The places of the kinds of a stage by the definition, which ranks participants."""
        kinds = self.kinds[stage.root.present[self.kinds]]
        places = np.zeros(len(scores), dtype=np.int64)
        codes = self.codes[self._firsts][kinds].tolist()
        places[kinds] = ranked(scores[kinds], codes, self.ties)
        return places[stage.rows]


def kinds_of(answers: Answers, codes: Choices) -> tuple[Positions, Positions]:
    """The first of every kind, in order, and which kind each participant is.

    Two are of a kind if they are in one group, by its code, and no answer tells them apart. Where a
    coin is tossed for an answer, everybody is a kind of their own.
    """
    count = answers.values.shape[1]
    if answers.unsure.any():
        return np.arange(count), np.arange(count)
    told = np.concatenate(
        [answers.values, answers.counts, [*answers.above.values()], codes[np.newaxis]]
    )
    known: dict[bytes, int] = {}
    kinds = np.array([known.setdefault(own.tobytes(), len(known)) for own in told.T], np.intp)
    _, firsts = np.unique(kinds, return_index=True)
    return firsts, kinds


def denied(matrix: AnswerMatrix) -> AnswerMatrix:
    """As if all that nobody verified were a no."""
    silent = matrix.states == AnswerState.NO_ANSWER
    return replace(
        matrix,
        states=np.where(silent, np.int8(AnswerState.ANSWERED), matrix.states),
        factors=np.where(silent, 0.0, matrix.factors),
    )


def spots_of(
    scores: Floats, many: Positions, leagues: Sequence[slice], ties: Ties
) -> tuple[Spots, Positions]:
    """Places of each kind (row) in each run (column) from the best down, `many` of each kind.

    And the runs in which noise could change a place.

    Floats from zero up are in order as the integers of the same bits. The last bits of each give
    way to where its place belongs, so that one sort of plain integers orders scores and kinds.
    """
    count, runs = scores.shape
    column = (runs - 1).bit_length()
    bits = column + (count - 1).bit_length()
    owner = np.int64((1 << bits) - 1)
    keys = np.empty((runs, count), dtype=np.int64)
    np.bitwise_and(scores.view(np.int64).T, ~owner, out=keys)
    keys |= (np.arange(count) << column) + np.arange(runs)[:, np.newaxis]
    doubt = max(1.0, float(scores.max(initial=0.0))) * (NOISE + 2.0 ** (bits - MANTISSA))
    doubtful = np.zeros(runs, dtype=np.bool_)
    found = np.empty((count, 1 << column), dtype=np.int32)
    for league in leagues:
        own = keys[:, league]
        own.sort(axis=1)
        gaps = np.diff(own.view(np.float64), axis=1)[:, ::-1]
        order = (own & owner)[:, ::-1]
        places = np.empty(order.shape, dtype=np.int32)
        if ties is Ties.DENSE or (many[league] == 1).all():
            places[:] = np.arange(1, order.shape[1] + 1)
        else:
            alike = many.astype(np.int32)[order >> column]
            np.cumsum(alike, axis=1, out=places)
            places += 1 - alike
        close = np.flatnonzero(gaps.min(axis=1, initial=np.inf) <= TOLERANCE + doubt)
        if close.size:
            near = gaps[close]
            doubtful[close] |= (np.abs(near - TOLERANCE) <= doubt).any(axis=1)
            places[close] = _sharing(places[close], near > TOLERANCE, ties)
        found.ravel()[order] = places
    return found[:, :runs], np.flatnonzero(doubtful)


def _sharing(places: Spots, apart: Flags, ties: Ties) -> Spots:
    """Places from the best down, where whoever is not `apart` from the one before shares its."""
    if ties is Ties.DENSE:
        places[:, 1:] = apart
        np.cumsum(places, axis=1, out=places)
    else:
        places[:, 1:] *= apart
        np.maximum.accumulate(places, axis=1, out=places)
    return places
