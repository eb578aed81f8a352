"""Cambio: how an index moved between two editions, split exactly into its three causes.

An index is the sum of effective weight x factor, and a lift (`indicators.scores`). Three things
can have moved it: what the answers are worth (**performance**), the rules they are counted by
(tree, weights, items, policies: **method**), and which answers count at all, as "no aplica",
silence and what is not asked do not (**coverage**). Each is taken from the one edition or the
other, which makes eight indices that can all be computed; the first is the old one, the last the
new one. There are six orders in which to go from one to the other, moving one thing at a time, and
each cause is given the mean of what its step moved over the six: it adds up exactly, no cause is
privileged, and swapping the editions changes every sign.

    performance = sum over items of mean weight x (factor after - factor before)

where the mean weight is 1/3 of the old and of the new one, and 1/6 of either mixture: while the
same answers count it is the mid-point of Marshall and Edgeworth, (old + new) / 2. A step that moves
weights gives each item

    (contribution after - before) - (weight after - before) x (index after + before) / 2

which adds up to the step, for the weights sum to one on both sides: an item that enters below the
index takes from it, and one that leaves from below gives to it. In geometric and harmonic nodes the
weight of a difference is a chord of the mean, made of logarithmic means (`indicators.chords`).

Orders that pass a mixture without an index are left out. At least one stays while thin nodes count
for those above them; where they leave, none may, and then there is no split.

An item that only one edition has is taken as it was answered there whichever the answers, so that
asking it is method. What counts as zero or as one while nobody answered it counts all the same: to
answer it is performance where silence is a zero, and coverage where silence leaves.

Continued items are read across. Where several are one's (merged) or one is several's (split), an
item reads as the mean, by declared weight, of those of the others that were answered; if none was,
it is silent if any was, else it does not apply if any did not, else it is open whether it is asked
if that is of any, else it is not asked. `continues`
names one item at most, so a questionnaire can split; of what it merges only the item that is named
goes on. A lineage read from elsewhere may do both.

Sources: A. Marshall, "Remedies for fluctuations of general prices" (1887); A. F. Shorrocks,
"Decomposition procedures for distributional analysis: a unified framework based on the Shapley
value", Journal of Economic Inequality 11 (2013); B. W. Ang, "The LMDI approach to decomposition
analysis: a practical guide", Energy Policy 33 (2005).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, permutations, product
from typing import Final, NamedTuple

import numpy as np

from game.questionnaire import Questionnaire
from indicators.chords import pulls
from indicators.matrix import AnswerMatrix, AnswerState, Flags, Floats, States
from indicators.means import divided, total
from indicators.scores import TOLERANCE, Scores, number_of, score
from indicators.tree import Node, Policies, ThinNode

Lineage = Sequence[tuple[str, str]]

# What a step moves: a corner is which edition each of them is of, in this order.
METHOD: Final = 0
COVERAGE: Final = 1
PERFORMANCE: Final = 2
# The old edition and the new one.
BOTH: Final = (0, 1)

Corner = tuple[int, int, int]

# Of what several items say together, the last of these that any of them says, but for an answer.
_SOFTEST_FIRST: Final = (
    AnswerState.OPEN,
    AnswerState.NOT_APPLICABLE,
    AnswerState.UNKNOWN,
    AnswerState.NO_ANSWER,
)


@dataclass(frozen=True, slots=True)
class Split:
    """What each cause moved, in shares of one; less than nothing where it took."""

    performance: float
    method: float
    coverage: float

    @property
    def total(self) -> float:
        return self.performance + self.method + self.coverage


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what it continues: nothing before is added, nothing after is dropped.

    Where items were split or merged they all stand in one line.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    split: Split


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much is known of the items that both editions have, in each, and the least it asks for.

    A coverage is None where none of them was asked.
    """

    coverage: tuple[float | None, float | None]
    least: tuple[float, float]

    @property
    def lacking(self) -> tuple[int, ...]:
        """The editions, 0 the old and 1 the new one, where it is not enough for a figure."""
        return tuple(end for end in BOTH if not _is_enough(self.coverage[end], self.least[end]))


def _is_enough(coverage: float | None, least: float) -> bool:
    return coverage is not None and coverage >= least - TOLERANCE


@dataclass(frozen=True, slots=True)
class Change:
    """A node of a participant in both editions.

    `shared`: the change on the items that both editions have, by the rules of the one and of the
    other, in the mean; none where less of them is known than an edition asks of the node
    (`overlap`, None where there are no such items). `split` is there where both values are, and is
    the sum of the lines and of `lift`, which is what policies for zeros moved; a plain tree has
    none.
    """

    participant: str
    node: str
    before: float | None
    after: float | None
    shared: float | None = None
    overlap: Overlap | None = None
    split: Split | None = None
    lines: tuple[Line, ...] = ()
    lift: Split | None = None

    @property
    def total(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def lineage_of(before: Questionnaire, after: Questionnaire) -> tuple[tuple[str, str], ...]:
    """Pairs of an item that gives a score and the one that continues it and gives one too."""
    known = {item.code for item in before.items if item.is_scored}
    return tuple(
        (item.continues, item.code)
        for item in after.items
        if item.is_scored and item.continues in known
    )


def lineage_through(questionnaires: Sequence[Questionnaire]) -> tuple[tuple[str, str], ...]:
    """The same from the first of several, each of which continues the one before, to the last.

    An item goes on where it does at every step.
    """
    steps = [lineage_of(before, after) for before, after in pairwise(questionnaires)]
    first, *others = steps
    found = first
    for step in others:
        found = tuple((old, new) for old, middle in found for then, new in step if then == middle)
    return found


@dataclass(frozen=True, eq=False)
class Changes:
    """One node of all who are in either edition; without a node, the index.

    A node that only one edition has moved nowhere: it has one value and no split.
    """

    before: Scores
    after: Scores
    lineage: Lineage
    node: str | None = None

    def of(self, participant: str) -> Change:
        """A `KeyError` for who is in neither edition."""
        then, now = (_value(side, node, participant) for side, node in self._ends)
        if not any(participant in side.matrix.participants for side in (self.before, self.after)):
            raise KeyError(participant)
        name = self._ends[1][1]
        found = Change(participant, name, then, now)
        if participant not in self._rows or self._worlds is None:
            return found
        row = self._rows[participant]
        shared = self._worlds.shared
        found = replace(found, shared=number_of(shared.moved[row]), overlap=shared.overlap(row))
        if found.total is None or not self._worlds.is_known[row]:
            return found
        moved, lift = self._worlds.moved[:, :, row], self._worlds.lift[:, row]
        lines = tuple(
            Line(*family, _split(moved[:, line]))
            for line, family in enumerate(self._worlds.families)
        )
        return replace(
            found, split=_split(moved.sum(axis=1) + lift), lines=lines, lift=_split(lift)
        )

    def all(self) -> Iterator[Change]:
        """Those of the new edition in its order, then those who are only in the old one."""
        now = self.after.matrix.participants
        gone = (each for each in self.before.matrix.participants if each not in {*now})
        yield from (self.of(participant) for participant in (*now, *gone))

    @property
    def _ends(self) -> tuple[tuple[Scores, str], tuple[Scores, str]]:
        """Each edition with the code of the node in it."""
        return (
            (self.before, self.node or self.before.tree.code),
            (self.after, self.node or self.after.tree.code),
        )

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        """Who is in both."""
        then = {*self.before.matrix.participants}
        both = (each for each in self.after.matrix.participants if each in then)
        return {participant: row for row, participant in enumerate(both)}

    @cached_property
    def _worlds(self) -> "_Worlds | None":
        if not self._rows or any(node not in side.nodes for side, node in self._ends):
            return None
        sides = [_side(scores, node, [*self._rows]) for scores, node in self._ends]
        items = [frozenset(scores.items) for scores, _ in self._ends]
        pairs = [pair for pair in self.lineage if pair[0] in items[0] and pair[1] in items[1]]
        return _worlds_of((sides[0], sides[1]), pairs)


def _value(side: Scores, node: str, participant: str) -> float | None:
    if node not in side.nodes or participant not in side.matrix.participants:
        return None
    return side.value(participant, node)


def _split(moved: Floats) -> Split:
    return Split(float(moved[PERFORMANCE]), float(moved[METHOD]), float(moved[COVERAGE]))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """An edition as one end of a change: a tree of its own, and the rows of who is in both.

    `least`: the coverage that a value there needs.
    """

    tree: Node
    policies: Policies
    least: float
    weights: Mapping[str, float]
    matrix: AnswerMatrix

    def column(self, item: str) -> int:
        return self.matrix.items.index(item)


def _side(scores: Scores, node: str, participants: Sequence[str]) -> _Side:
    policies = scores.policies
    depth, root = _found(scores.tree, node, 0)
    rows = [scores.row(participant) for participant in participants]
    given = scores.matrix
    return _Side(
        _bare(root, policies, depth, is_root=True),
        replace(policies, thresholds=()),
        scores.threshold(node),
        {leaf.item: float(leaf.weight) for leaf in scores.tree.all_leaves()},
        AnswerMatrix(tuple(participants), given.items, given.states[rows], given.factors[rows]),
    )


def _found(tree: Node, code: str, depth: int) -> tuple[int, Node]:
    """A node that is there, and how deep it stands."""
    if tree.code == code:
        return depth, tree
    inside = next(child for child in tree.children if code in {n.code for n in child.nodes()})
    return _found(inside, code, depth + 1)


def _bare(node: Node, policies: Policies, depth: int, *, is_root: bool = False) -> Node:
    """The node with only the thresholds that decide what counts above it, as its own."""
    decides = policies.thin is ThinNode.LEAVES and not is_root
    threshold = node.threshold
    if threshold is None and depth < len(policies.thresholds):
        threshold = policies.thresholds[depth]
    return replace(
        node,
        children=tuple(_bare(child, policies, depth + 1) for child in node.children),
        threshold=threshold if decides else None,
    )


class _Answered(NamedTuple):
    """Participants x items of one tree: whether an answer counts, and what it counts as."""

    counts: Flags
    values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Worlds:
    """Causes x lines x participants, for all who are in both editions.

    `is_known`: at least one order has an index at each of its steps.
    """

    families: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    moved: Floats
    lift: Floats
    is_known: Flags
    shared: "_Shared"


def _worlds_of(sides: tuple[_Side, _Side], pairs: Lineage) -> _Worlds:
    answers = {(tree, given): _read(sides, tree, given, pairs) for tree in BOTH for given in BOTH}
    answered = {at: _counted(sides[at[0]], found) for at, found in answers.items()}
    corners = {
        (tree, counted, worth): _corner(
            sides[tree].tree,
            answers[tree, tree],
            answered[tree, counted].counts,
            answered[tree, worth],
            answered[tree, 1 - worth],
        )
        for tree, counted, worth in product(BOTH, repeat=3)
    }
    families = _families(sides, pairs)
    holds = [_membership(side.tree, families, end) for end, side in enumerate(sides)]
    moved, lift, orders = _shared_out(corners, holds, (len(families), len(sides[0].matrix.states)))
    return _Worlds(families, moved, lift, orders > 0, _on_shared(sides, answers, pairs))


def _read(sides: tuple[_Side, _Side], tree: int, given: int, pairs: Lineage) -> AnswerMatrix:
    """The answers of one edition as the tree of the same or of the other one reads them."""
    own, other = sides[tree], sides[given]
    items = tuple(leaf.item for leaf in own.tree.all_leaves())
    columns = [own.column(item) for item in items]
    states, factors = own.matrix.states[:, columns], own.matrix.factors[:, columns]
    if tree != given:
        for place, item in enumerate(items):
            linked = [pair[given] for pair in pairs if pair[tree] == item]
            if linked:
                states[:, place], factors[:, place] = _across(other, linked)
    return AnswerMatrix(own.matrix.participants, items, states, factors)


def _across(side: _Side, items: Sequence[str]) -> tuple[States, Floats]:
    """What some items say together, to one that continues them or is continued by them."""
    columns = [side.column(item) for item in items]
    states, factors = side.matrix.states[:, columns].T, side.matrix.factors[:, columns].T
    if len(items) == 1:
        return states[0], factors[0]
    answered = states == AnswerState.ANSWERED
    weights = np.array([side.weights[item] for item in items])[:, np.newaxis] * answered
    worth = divided(total(weights * np.where(answered, factors, 0.0)), total(weights))
    some = answered.any(axis=0)
    found = np.full(some.shape, AnswerState.NOT_ASKED, dtype=np.int8)
    for state in _SOFTEST_FIRST:
        found[(states == state).any(axis=0)] = state
    found[some] = AnswerState.ANSWERED
    return found, np.where(some, worth, np.nan)


def _counted(side: _Side, answers: AnswerMatrix) -> _Answered:
    """What a tree makes of answers: an item counts while no node above it is too thin to."""
    found = score(side.tree, answers, side.policies)
    counts = np.isfinite(found.factors)
    if side.policies.thin is ThinNode.LEAVES:
        for column, (_, path) in enumerate(_deciding(side.tree)):
            for node in path:
                counts[:, column] &= np.isfinite(found.values[:, found.nodes.index(node)])
    return _Answered(counts, found.factors)


def _deciding(tree: Node) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each item with the nodes below the root that it counts through: none inside a flat one."""
    if tree.method.is_flat:
        yield from ((leaf.item, ()) for leaf in tree.all_leaves())
        return
    for child in tree.children:
        for item, below in _deciding(child):
            yield item, (child.code, *below)
    for leaf in tree.leaves:
        yield leaf.item, ()


def _corner(
    tree: Node, answers: AnswerMatrix, counts: Flags, worth: _Answered, otherwise: _Answered
) -> Scores:
    """The index where `counts` count, as much as `worth` says, or the other where that is mute."""
    values = np.where(worth.counts, worth.values, otherwise.values)
    states = np.where(counts, AnswerState.ANSWERED, AnswerState.NOT_ASKED).astype(np.int8)
    made = AnswerMatrix(
        answers.participants, answers.items, states, np.where(counts, values, np.nan)
    )
    return score(tree, made, Policies())


def _families(
    sides: tuple[_Side, _Side], pairs: Lineage
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Items that continue each other stand together; in the order of the new tree, then the old."""
    linked: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for then, now in pairs:
        linked.setdefault((0, then), set()).add((1, now))
        linked.setdefault((1, now), set()).add((0, then))
    families, seen = [], set[tuple[int, str]]()
    for end in (1, 0):
        for leaf in sides[end].tree.all_leaves():
            kin, found = [(end, leaf.item)], list[tuple[int, str]]()
            while kin:
                each = kin.pop()
                if each not in seen:
                    seen.add(each)
                    found.append(each)
                    kin += sorted(linked.get(each, ()))
            if found:
                families.append((_codes(found, 0), _codes(found, 1)))
    return tuple(families)


def _codes(found: Sequence[tuple[int, str]], end: int) -> tuple[str, ...]:
    return tuple(sorted(item for at, item in found if at == end))


def _membership(
    tree: Node, families: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], end: int
) -> Sequence[int]:
    """The family of each item of a tree."""
    line = {item: n for n, family in enumerate(families) for item in family[end]}
    return [line[leaf.item] for leaf in tree.all_leaves()]


def _shared_out(
    corners: Mapping[Corner, Scores], holds: Sequence[Sequence[int]], shape: tuple[int, int]
) -> tuple[Floats, Floats, Floats]:
    """Causes x lines x participants, the lift, and how many of the six orders could be walked."""
    has = {at: np.isfinite(found.values[:, 0]) for at, found in corners.items()}
    moved, lift = np.zeros((3, *shape)), np.zeros((3, shape[1]))
    walks = np.zeros((3, 2, 2, 2, shape[1]))
    orders = np.zeros(shape[1])
    for order in permutations((METHOD, COVERAGE, PERFORMANCE)):
        steps = [*_walk(order)]
        can = np.logical_and.reduce([has[at] for step in steps for at in step[1:]])
        orders += can
        for cause, start, _ in steps:
            walks[(cause, *start)] += can
    for cause, start, end in sorted({step for o in permutations(range(3)) for step in _walk(o)}):
        share = divided(walks[(cause, *start)], orders)
        both = has[start] & has[end]
        step = _worth_step if cause == PERFORMANCE else _weight_step
        lines, lifted = step(corners[start], corners[end], holds[start[0]], holds[end[0]], shape)
        moved[cause] += share * np.where(both, lines, 0.0)
        lift[cause] += share * np.where(both, lifted, 0.0)
    return moved, lift, orders


def _walk(order: Sequence[int]) -> Iterator[tuple[int, Corner, Corner]]:
    """Each cause in that order, with the corner it starts from and the one it leads to."""
    at: Corner = (0, 0, 0)
    for cause in order:
        then, at = (
            at,
            (
                1 if cause == METHOD else at[METHOD],
                1 if cause == COVERAGE else at[COVERAGE],
                1 if cause == PERFORMANCE else at[PERFORMANCE],
            ),
        )
        yield cause, then, at


def _weight_step(
    start: Scores, end: Scores, then: Sequence[int], now: Sequence[int], shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Lines x participants of a step that moves weights, and the lift."""
    middle = (start.values[:, 0] + end.values[:, 0]) / 2
    lines, lifts = np.zeros(shape), []
    for found, families, sign in ((start, then, -1), (end, now, 1)):
        weights, given = found.weights.T, found.contributions.T
        np.add.at(lines, [*families], sign * (given - weights * middle))
        lifts.append(found.values[:, 0] - total(given))
    return lines, lifts[1] - lifts[0]


def _worth_step(
    start: Scores, end: Scores, then: Sequence[int], now: Sequence[int], shape: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The same where only factors move: no lift, for the chords close by themselves."""
    low, high = np.nan_to_num(start.factors.T), np.nan_to_num(end.factors.T)
    lines = np.zeros(shape)
    np.add.at(lines, [*now], pulls(start, end) * (high - low))
    return lines, np.zeros(shape[1])


class _Shared(NamedTuple):
    """On linked items: what moved, and the coverage in each edition by its own tree."""

    moved: Floats
    coverage: Sequence[Floats]
    least: tuple[float, float]

    def overlap(self, row: int) -> Overlap | None:
        if not self.coverage:
            return None
        then, now = (number_of(each[row]) for each in self.coverage)
        return Overlap((then, now), self.least)


def _on_shared(
    sides: tuple[_Side, _Side], answers: Mapping[tuple[int, int], AnswerMatrix], pairs: Lineage
) -> _Shared:
    """The change by each tree that both answers cover as it asks, in the mean.

    There is none where an edition's own answers do not.
    """
    size = len(sides[0].matrix.participants)
    moved, found, owned = np.zeros(size), np.zeros(size), np.ones(size, dtype=np.bool_)
    coverage = []
    pruned = (
        _pruned(side.tree, frozenset(p[end] for p in pairs)) for end, side in enumerate(sides)
    )
    trees = [tree for tree in pruned if tree is not None]
    for end, tree in enumerate(trees if len(trees) == len(BOTH) else ()):
        side = sides[end]
        scored = [score(tree, answers[end, given], side.policies) for given in BOTH]
        enough = [np.nan_to_num(s.coverage[:, 0]) >= side.least - TOLERANCE for s in scored]
        then, now = (
            np.where(ok, s.values[:, 0], np.nan) for ok, s in zip(enough, scored, strict=True)
        )
        both = np.isfinite(then) & np.isfinite(now)
        moved += np.where(both, now - then, 0.0)
        found += both
        owned &= enough[end]
        coverage.append(scored[end].coverage[:, 0])
    known = (found > 0) & owned
    mean: Floats = np.divide(moved, found, out=np.full(size, np.nan), where=known)
    return _Shared(mean, coverage, (sides[0].least, sides[1].least))


def _pruned(node: Node, items: frozenset[str]) -> Node | None:
    """What stands of a node with these items alone."""
    children = tuple(c for child in node.children if (c := _pruned(child, items)) is not None)
    leaves = tuple(leaf for leaf in node.leaves if leaf.item in items)
    return replace(node, children=children, leaves=leaves) if children or leaves else None
