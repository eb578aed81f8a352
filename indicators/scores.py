"""Puntaje: the index of every participant, node by node, with coverage, bounds and shares."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from indicators.matrix import AnswerMatrix, AnswerState, Flags, Floats
from indicators.means import geometric_mean, geometric_shares, mean, mean_shares, products
from indicators.tree import Coverage, Excuse, Leaf, Method, Node, Policies, Silence, ThinNode

TOLERANCE = 1e-9
NOISE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Participants x nodes; `weights` and `factors` participants x items. NaN is no value.

    Whoever has an index: index = sum of weights x factors + lift, and the weights sum to one.
    The lift is what floors of geometric nodes give: zero where every node is a mean.
    """

    tree: Node
    policies: Policies
    matrix: AnswerMatrix
    nodes: tuple[str, ...]
    items: tuple[str, ...]
    values: Floats
    coverage: Floats
    lower: Floats
    upper: Floats
    weights: Floats
    factors: Floats
    lift: Floats
    _rows: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = {code: row for row, code in enumerate(self.matrix.participants)}
        object.__setattr__(self, "_rows", rows)

    @property
    def contributions(self) -> Floats:
        counted: Floats = np.where(self.weights > 0, self.weights * self.factors, 0.0)
        return counted

    def value(self, participant: str, node: str) -> float | None:
        return self._at(self.values, participant, node)

    def coverage_of(self, participant: str, node: str) -> float | None:
        return self._at(self.coverage, participant, node)

    def bounds(self, participant: str, node: str) -> tuple[float | None, float | None]:
        """The value with all that is missing at zero, and with all of it at one."""
        return self._at(self.lower, participant, node), self._at(self.upper, participant, node)

    def row(self, participant: str) -> int:
        return self._rows[participant]

    def _at(self, numbers: Floats, participant: str, node: str) -> float | None:
        return number_of(numbers[self.row(participant), self.nodes.index(node)])


def number_of(cell: np.float64 | float) -> float | None:
    """A cell as a plain number, or None for no value."""
    return None if np.isnan(cell) else float(cell)


def score(tree: Node, matrix: AnswerMatrix, policies: Policies) -> Scores:
    """The whole tree for all participants at once."""
    leaves = tuple(tree.all_leaves())
    items = tuple(leaf.item for leaf in leaves)
    _check(tree, items, matrix)
    parts = _leaf_parts(leaves, matrix, policies.no_answer)
    growth = _Growth(policies, parts)
    top = growth.add(tree, depth=0)
    nodes = tuple(node.code for node in tree.nodes())
    worth = [growth.worth[code] for code in nodes]
    indexed = np.isfinite(growth.worth[tree.code].value)
    weights = growth.shares * indexed
    lift = np.where(indexed, top.value[0] - products(weights, parts.value), 0.0)
    return Scores(
        tree=tree,
        policies=policies,
        matrix=matrix,
        nodes=nodes,
        items=items,
        values=np.array([node.value for node in worth]).T,
        coverage=np.array([node.coverage for node in worth]).T,
        lower=np.array([node.lower for node in worth]).T,
        upper=np.array([node.upper for node in worth]).T,
        weights=weights.T,
        factors=np.where(parts.counts, parts.value, np.nan).T,
        lift=np.where(np.abs(lift) < NOISE, 0.0, lift),
    )


def _check(tree: Node, items: Sequence[str], matrix: AnswerMatrix) -> None:
    nodes = [node.code for node in tree.nodes()]
    if len({*nodes}) < len(nodes) or len({*items}) < len(items):
        raise ValueError("two nodes or two leaves of the tree have the same code")
    if strangers := {*items} - {*matrix.items}:
        raise ValueError(f"items of the tree that the matrix lacks: {sorted(strangers)}")


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Parts of a node, parts x participants: worth as known, with the missing at zero, at one."""

    weights: Floats
    value: Floats
    counts: Flags
    lower: Floats
    upper: Floats
    possible: Flags
    coverage: Floats
    asked: Flags

    def between(self, items: slice) -> "_Parts":
        return _Parts(*(getattr(self, part.name)[items] for part in fields(self)))


def _stacked(parts: Sequence[_Parts]) -> _Parts:
    names = [part.name for part in fields(_Parts)]
    return _Parts(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _leaf_parts(leaves: Sequence[Leaf], matrix: AnswerMatrix, silence: Silence) -> _Parts:
    columns = [matrix.items.index(leaf.item) for leaf in leaves]
    states = np.ascontiguousarray(matrix.states[:, columns].T)
    answered = states == AnswerState.ANSWERED
    excused = states == AnswerState.NOT_APPLICABLE
    silent = states == AnswerState.NO_ANSWER
    stays = np.array([leaf.excuse is not Excuse.EXCLUDE for leaf in leaves], dtype=np.bool_)
    full = np.array([leaf.excuse is Excuse.FULL for leaf in leaves], dtype=np.bool_)
    known = answered | (excused & stays[:, np.newaxis])
    factors = np.ascontiguousarray(matrix.factors[:, columns].T)
    value = np.where(answered, factors, excused & full[:, np.newaxis])
    asked = states != AnswerState.NOT_ASKED
    return _Parts(
        weights=np.array([float(leaf.weight) for leaf in leaves]),
        value=value,
        counts=known | silent if silence is Silence.ZERO else known,
        lower=value,
        upper=np.where(silent, 1.0, value),
        possible=known | silent,
        coverage=(asked & ~silent).astype(np.float64),
        asked=asked,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Worth:
    """What one node is worth to every participant; NaN is no value."""

    value: Floats
    coverage: Floats
    lower: Floats
    upper: Floats


class _Growth:
    """Walks the tree once, children before their parent, and keeps what every node is worth."""

    def __init__(self, policies: Policies, leaves: _Parts) -> None:
        self.policies = policies
        self.leaves = leaves
        self.shares: Floats = np.zeros(leaves.value.shape)
        self.worth: dict[str, _Worth] = {}
        self._reached = 0

    def add(self, node: Node, depth: int) -> _Parts:
        """The node as one part of its parent."""
        start = self._reached
        children = [self.add(child, depth + 1) for child in node.children]
        self._reached += len(node.leaves)
        items = slice(start, self._reached)
        if children and node.method is not Method.FLAT:
            parts = _stacked(children)
            sizes = [sum(1 for _ in child.all_leaves()) for child in node.children]
            self.shares[items] *= np.repeat(_shares(node, parts), sizes, axis=0)
        else:
            parts = self.leaves.between(items)
            self.shares[items] = _shares(node, parts)
        return self._keep(node, parts, self.policies.threshold(depth))

    def _keep(self, node: Node, parts: _Parts, threshold: float) -> _Parts:
        value = _mean(node, parts.weights, parts.value, parts.counts)
        lower = _mean(node, parts.weights, parts.lower, parts.possible)
        upper = _mean(node, parts.weights, parts.upper, parts.possible)
        present, possible = _any(parts.counts), _any(parts.possible)
        by_weight = self.policies.coverage is Coverage.WEIGHT
        sizes = parts.weights if by_weight else np.ones_like(parts.weights)
        covered = mean(sizes, parts.coverage, parts.asked)
        shown = present & (covered >= threshold - TOLERANCE)
        asked = _any(parts.asked)
        self.worth[node.code] = _Worth(
            np.where(shown, value, np.nan),
            np.where(asked, covered, np.nan),
            np.where(possible, lower, np.nan),
            np.where(possible, upper, np.nan),
        )
        counts = shown if self.policies.thin is ThinNode.LEAVES else present
        return _Parts(
            np.array([float(node.weight)]),
            value[np.newaxis],
            counts[np.newaxis],
            lower[np.newaxis],
            upper[np.newaxis],
            possible[np.newaxis],
            (covered if by_weight else shown.astype(np.float64))[np.newaxis],
            asked[np.newaxis],
        )


def _any(flags: Flags) -> Flags:
    found: Flags = np.logical_or.reduce(flags, axis=0)
    return found


def _mean(node: Node, weights: Floats, values: Floats, counts: Flags) -> Floats:
    if node.method is Method.GEOMETRIC:
        return geometric_mean(weights, values, counts, float(node.floor))
    return mean(weights, values, counts)


def _shares(node: Node, parts: _Parts) -> Floats:
    if node.method is Method.GEOMETRIC:
        floor = float(node.floor)
        whole = geometric_mean(parts.weights, parts.value, parts.counts, floor)
        return geometric_shares(parts.weights, parts.value, parts.counts, floor, whole)
    return mean_shares(parts.weights, parts.counts)
