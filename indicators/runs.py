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

Spots = npt.NDArray[np.int32]
# Which runs, and their places, runs x ranked participants.
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

    `rows` are theirs among the ranked; `leagues` the stretches of them that are ranked together.
    """

    root: Branch
    rows: npt.NDArray[np.intp]
    leagues: tuple[slice, ...]


class Runs:
    """An edition as its runs see it; `unverified`: an unverified answer may be a no or a yes.

    `trees` are those of the `scenarios`. `items` and `nodes` say in which column of `Draws.weights`
    each has what its weight is multiplied by. `rows` are who is ranked, by row of the matrix, each
    league together; `declared` is everybody's place by the edition.
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
        self._answers = self._answers_of(base)
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
            for start in range(0, len(which), BLOCK):
                block = which[start : start + BLOCK]
                take(block, self._spots(stage, draws, block))

    def places(self, draws: Draws) -> Places:
        """Runs x participants, in their orders; UNRANKED for who has no index in a run."""
        found = np.zeros((len(draws.scenarios), len(self.declared)), dtype=np.int64)

        def take(which: Choices, spots: Spots) -> None:
            found[which[:, np.newaxis], self.rows] = spots

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
        for tree in self.trees:
            root = branch_of(tree, self._answers, known)
            rows = np.flatnonzero(root.present)
            begins = np.flatnonzero(np.diff(self.codes[rows], prepend=-1, append=-1))
            leagues = tuple(slice(*pair) for pair in pairwise(begins.tolist()))
            stages.append(_Stage(root, rows, leagues))
        return tuple(stages)

    def _spots(self, stage: _Stage, draws: Draws, which: Choices) -> Spots:
        coins = None if draws.coins is None else draws.coins[np.ix_(which, self.rows)]
        turned = None if coins is None else np.ascontiguousarray(coins.T * 1.0)
        scores = Fast(stage.root, draws.weights[which], turned, CHUNK).scores()
        everybody = len(stage.rows) == len(self.rows)
        found, doubtful = spots_of(
            scores if everybody else scores[stage.rows], stage.leagues, self.ties
        )
        for run in np.flatnonzero(doubtful):
            values = with_coins(self._answers, None if coins is None else coins[run])
            alone = exact(stage.root, draws.weights[which[run]], values)[stage.rows]
            found[run] = ranked(alone, self.codes[stage.rows].tolist(), self.ties)
        if everybody:
            return found
        spots = np.zeros((len(which), len(self.rows)), dtype=np.int32)
        spots[:, stage.rows] = found
        return spots


def denied(matrix: AnswerMatrix) -> AnswerMatrix:
    """As if all that nobody verified were a no."""
    silent = matrix.states == AnswerState.NO_ANSWER
    return replace(
        matrix,
        states=np.where(silent, np.int8(AnswerState.ANSWERED), matrix.states),
        factors=np.where(silent, 0.0, matrix.factors),
    )


def spots_of(scores: Floats, leagues: Sequence[slice], ties: Ties) -> tuple[Spots, Flags]:
    """Places in each run (column) from the best down, and whether noise could change them.

    Floats from zero up are in order as the integers of the same bits. The last bits of each give
    way to who it belongs to, so that one sort of plain integers orders scores and participants.
    """
    count, runs = scores.shape
    keys = np.empty((runs, count), dtype=np.int64)
    keys[:] = scores.view(np.int64).T
    found = np.empty((runs, count), dtype=np.int32)
    firsts = count * np.arange(runs)[:, np.newaxis]
    doubtful = np.zeros(runs, dtype=np.bool_)
    best = max(1.0, float(scores.max(initial=0.0)))
    for league in leagues:
        size = league.stop - league.start
        bits = (size - 1).bit_length()
        who = np.int64((1 << bits) - 1)
        own = keys[:, league]
        own &= ~who
        own |= np.arange(size)
        np.negative(own, out=own)
        own.sort(axis=1)
        np.negative(own, out=own)
        order = own & who
        own &= ~who
        gaps = -np.diff(own.view(np.float64), axis=1)
        doubt = best * (NOISE + 2.0 ** (bits - MANTISSA))
        apart = np.ones((runs, size), dtype=np.bool_)
        np.greater(gaps, TOLERANCE, out=apart[:, 1:])
        near = (gaps > TOLERANCE - doubt) != (gaps > TOLERANCE + doubt)
        if near.any():
            doubtful |= near.any(axis=1)
        if ties is Ties.DENSE:
            place = np.cumsum(apart, axis=1, dtype=np.int32)
        else:
            place = np.where(apart, np.arange(1, size + 1, dtype=np.int32), np.int32(0))
            np.maximum.accumulate(place, axis=1, out=place)
        order += firsts + league.start
        found.ravel()[order] = place
    return found, doubtful
