"""Puntaje: the index of every participant, node by node, with coverage, bounds and shares.

What nobody asks for is not computed: bounds and shares are worked out when they are first read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from indicators.bounds import Bound, bounds_of
from indicators.leaves import Leaves, leaves_of
from indicators.matrix import AnswerMatrix, Flags, Floats
from indicators.means import Mean, any_of, mean, products, total
from indicators.tree import (
    Coverage,
    Node,
    Policies,
    ThinNode,
    TreeProblem,
)

TOLERANCE = 1e-9
NOISE = 1e-12


@dataclass(frozen=True, eq=False)
class Scores:
    """Participants x nodes; `weights` and `factors` participants x items. NaN is no value.

    Whoever has an index: index = sum of weights x factors + lift, and the weights sum to one.
    The lift is what the policies for zeros give: zero where every node is a plain mean.
    """

    tree: Node
    policies: Policies
    matrix: AnswerMatrix
    nodes: tuple[str, ...]
    items: tuple[str, ...]
    values: Floats
    coverage: Floats
    _leaves: "Leaves"
    _parts: dict[str, "_Part"]

    @cached_property
    def raw(self) -> Floats:
        """The values as they are whatever the coverage: under a threshold, what is known counts.

        NaN where nothing below counts.
        """
        return _ends(self._parts, self.nodes)

    @cached_property
    def lower(self) -> Floats:
        """The least that every value can be, whatever becomes of what is missing."""
        return _stack(self._bounds[code].low for code in self.nodes)

    @cached_property
    def upper(self) -> Floats:
        """The most that every value can be."""
        return _stack(self._bounds[code].high for code in self.nodes)

    @cached_property
    def earlier_bounds(self) -> tuple[Floats, Floats]:
        """The least and the most as they were told before: whatever is missing counts, at 0 and 1.

        That holds no threshold against it: where thin nodes leave, a score may lie outside.
        """
        leaves = self._leaves
        counts = leaves.known | leaves.missing
        low, high = (
            _Growth(leaves, values, counts, Policies()).grown(self.tree)
            for values in (leaves.values, np.where(leaves.missing, 1.0, leaves.values))
        )
        return _ends(low, self.nodes), _ends(high, self.nodes)

    @cached_property
    def sure(self) -> Flags:
        """Who has each value whatever becomes of what is missing, also if it stays so."""
        sure: Flags = np.array([self._bounds[code].sure for code in self.nodes]).T
        return sure

    @cached_property
    def weights(self) -> Floats:
        """How much of the index each item is to each participant; zero without an index."""
        return self._shares_of(self.tree.code)

    @cached_property
    def factors(self) -> Floats:
        """What each item counted as: NaN where it left."""
        return np.where(self._leaves.counts, self._leaves.values, np.nan).T

    @cached_property
    def lift(self) -> Floats:
        """What the index has over its contributions."""
        index = self.values[:, 0]
        given = products(self.weights.T, self._leaves.values)
        lift = np.where(np.isfinite(index), index - given, 0.0)
        return np.where(np.abs(lift) < NOISE, 0.0, lift)

    @property
    def contributions(self) -> Floats:
        counted: Floats = np.where(self.weights > 0, self.weights * self.factors, 0.0)
        return counted

    def value(self, participant: str, node: str) -> float | None:
        return self._at(self.values, participant, node)

    def coverage_of(self, participant: str, node: str) -> float | None:
        return self._at(self.coverage, participant, node)

    def bounds(self, participant: str, node: str) -> tuple[float | None, float | None]:
        """The least and the most that the value can be; None where nothing can be asked."""
        return self._at(self.lower, participant, node), self._at(self.upper, participant, node)

    def mass(self, node: str) -> Floats:
        """The weight of all items below a node that count, for each participant."""
        span = self._places[node].span
        return total(self._leaves.weights[span, np.newaxis] * self._leaves.counts[span])

    def shares(self, node: str) -> Floats:
        """Participants x items: how much of a node each item is; zero without a value of its own.

        Whoever has one: value = sum of shares x factors + lift, and the shares sum to one.
        """
        return self.weights if node == self.tree.code else self._shares_of(node)

    def node(self, code: str) -> Node:
        """A node of the tree. A `KeyError` where there is none."""
        return self._places[code].node

    def threshold(self, node: str) -> float:
        """The least coverage for a value of its own there."""
        found = self._places[node]
        return self.policies.threshold(found.node, found.depth)

    def parts(self, node: str) -> "Parts":
        """What a node is made of: its nodes and then its own items, or in a flat one every item."""
        place = self._places[node]
        is_flat, leaves = place.node.method.is_flat, place.node.leaves
        own = place.span if is_flat else slice(place.span.stop - len(leaves), place.span.stop)
        weights, values, counts = _parts_of(place.node, self._leaves, self._parts, own)
        whole = self._parts[node].value
        shares = Mean.of(place.node).shares(weights, values, counts, whole) * self._has(node)
        items = [*place.node.all_leaves()] if is_flat else leaves
        nodes = () if is_flat else place.node.children
        return Parts(
            codes=(*(child.code for child in nodes), *(leaf.item for leaf in items)),
            weights=(*(child.weight for child in nodes), *(leaf.weight for leaf in items)),
            values=np.where(counts, values, np.nan).T,
            shares=shares.T,
        )

    def counts_above(self, node: str) -> Flags:
        """Of whom a node counts for the one it is a part of."""
        return self._parts[node].counts

    def row(self, participant: str) -> int:
        return self._rows[participant]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {code: row for row, code in enumerate(self.matrix.participants)}

    @cached_property
    def _places(self) -> dict[str, "_Place"]:
        return {place.node.code: place for place in _placed(self.tree)}

    def _shares_of(self, node: str) -> Floats:
        place = self._places[node]
        shares = np.zeros(self._leaves.values.shape)
        shares[place.span] = 1.0
        _share_out(place.node, self._leaves, self._parts, shares, place.span.start)
        return (shares * self._has(node)).T

    def _has(self, node: str) -> Flags:
        """Who has a value of its own there."""
        return np.isfinite(self.values[:, self.nodes.index(node)])

    @cached_property
    def _bounds(self) -> dict[str, Bound]:
        return bounds_of(self.tree, self._leaves, self.policies)

    def _at(self, numbers: Floats, participant: str, node: str) -> float | None:
        return number_of(numbers[self.row(participant), self.nodes.index(node)])


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of one node: `values` (NaN where one left) and `shares` are participants x parts.

    The shares of whoever has a value of that node sum to one; those of the others are zero.
    """

    codes: tuple[str, ...]
    weights: tuple[Fraction, ...]
    values: Floats
    shares: Floats


def number_of(cell: np.float64 | float) -> float | None:
    """A cell as a plain number, or None for no value."""
    return None if np.isnan(cell) else float(cell)


def score(tree: Node, matrix: AnswerMatrix, policies: Policies) -> Scores:
    """The whole tree for all participants at once.

    A `TreeProblem` where a code stands twice or an item has no answers to look at.
    """
    items = tuple(leaf.item for leaf in tree.all_leaves())
    nodes = tuple(node.code for node in tree.nodes())
    _check(nodes, items, matrix)
    leaves = leaves_of(tuple(tree.all_leaves()), matrix, policies.no_answer)
    parts = _Growth(leaves, leaves.values, leaves.counts, policies).grown(tree)
    found = [parts[code] for code in nodes]
    return Scores(
        tree=tree,
        policies=policies,
        matrix=matrix,
        nodes=nodes,
        items=items,
        values=_stack(np.where(part.is_shown, part.value, np.nan) for part in found),
        coverage=_stack(np.where(part.asked, part.covered, np.nan) for part in found),
        _leaves=leaves,
        _parts=parts,
    )


def _stack(columns: Iterator[Floats]) -> Floats:
    return np.array([*columns]).T


def _ends(parts: dict[str, "_Part"], nodes: Sequence[str]) -> Floats:
    """What is known of every node; NaN where nothing below it counts."""
    found = (parts[code] for code in nodes)
    return _stack(np.where(part.present, part.value, np.nan) for part in found)


def _check(nodes: Sequence[str], items: Sequence[str], matrix: AnswerMatrix) -> None:
    for codes, what in ((nodes, "two nodes"), (items, "two leaves")):
        seen: set[str] = set()
        for code in codes:
            if code in seen:
                raise TreeProblem(code, f"{what} of the tree have the same code")
            seen.add(code)
    if strangers := sorted({*items} - {*matrix.items}):
        raise TreeProblem(strangers[0], f"items of the tree that the matrix lacks: {strangers}")


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A node as a part of its parent, one figure for each participant.

    `present`: something below it counts. `is_shown`: it has a value of its own.
    """

    value: Floats
    present: Flags
    counts: Flags
    is_shown: Flags
    covered: Floats
    asked: Flags


class _Growth:
    """Walks the tree once, children before their parent."""

    def __init__(self, leaves: Leaves, values: Floats, counts: Flags, policies: Policies) -> None:
        self._leaves = leaves
        self._values = values
        self._counts = counts
        self._known = leaves.asked & ~leaves.silent
        self._policies = policies
        self._parts: dict[str, _Part] = {}

    def grown(self, tree: Node) -> dict[str, _Part]:
        """What every node is worth, by its code."""
        self._grow(tree, depth=0, start=0)
        return self._parts

    def _grow(self, node: Node, depth: int, start: int) -> int:
        """Where the leaves of the next node begin."""
        reached = start
        for child in node.children:
            reached = self._grow(child, depth + 1, reached)
        end = reached + len(node.leaves)
        own = slice(start if node.method.is_flat else reached, end)
        children = [] if node.method.is_flat else [self._parts[c.code] for c in node.children]
        weights, values, counts, covered, asked = self._parts_of(node, children, own)
        present = any_of(counts)
        by_weight = self._policies.coverage is Coverage.WEIGHT
        coverage = mean(weights if by_weight else np.ones_like(weights), covered, asked)
        enough = coverage >= self._policies.threshold(node, depth) - TOLERANCE
        shown = present & enough
        self._parts[node.code] = _Part(
            value=Mean.of(node).value(weights, values, counts),
            present=present,
            counts=shown if self._policies.thin is ThinNode.LEAVES else present,
            is_shown=shown,
            covered=coverage,
            asked=any_of(asked),
        )
        return end

    def _parts_of(
        self, node: Node, children: Sequence[_Part], own: slice
    ) -> tuple[Floats, Floats, Flags, Floats | Flags, Flags]:
        """Weights, values, whether they count, coverage, whether asked: of all parts of a node."""
        leaves = self._leaves
        of_leaves = (
            leaves.weights[own],
            self._values[own],
            self._counts[own],
            self._known[own],
            leaves.asked[own],
        )
        if not children:
            return of_leaves
        by_weight = self._policies.coverage is Coverage.WEIGHT
        of_children = (
            np.array([float(child.weight) for child in node.children]),
            np.array([part.value for part in children]),
            np.array([part.counts for part in children]),
            np.array([part.covered if by_weight else part.is_shown * 1.0 for part in children]),
            np.array([part.asked for part in children]),
        )
        if not node.leaves:
            return of_children
        both = zip(of_children, of_leaves, strict=True)
        weights, values, counts, covered, asked = (np.concatenate(pair) for pair in both)
        return weights, values, counts, covered, asked


@dataclass(frozen=True, slots=True)
class _Place:
    """A node, how far below the root it stands, and where the items below it do."""

    node: Node
    depth: int
    span: slice


def _placed(node: Node, depth: int = 0, start: int = 0) -> Iterator[_Place]:
    """Every node, children before their parent."""
    reached = start
    for child in node.children:
        for place in _placed(child, depth + 1, reached):
            yield place
        reached = place.span.stop
    yield _Place(node, depth, slice(start, reached + len(node.leaves)))


def _share_out(
    node: Node, leaves: Leaves, parts: dict[str, _Part], shares: Floats, start: int
) -> int:
    """Give each leaf below a node its share of it, onto what is there; where the next begin."""
    reached, spans = start, []
    for child in node.children:
        end = _share_out(child, leaves, parts, shares, reached)
        spans.append(slice(reached, end))
        reached = end
    end = reached + len(node.leaves)
    # In a flat one what stands between has no part.
    own = slice(start if node.method.is_flat else reached, end)
    given = Mean.of(node).shares(*_parts_of(node, leaves, parts, own), parts[node.code].value)
    if not node.method.is_flat:
        for span, share in zip(spans, given, strict=False):
            shares[span] *= share
        given = given[len(spans) :]
    shares[own] = given
    return end


def _parts_of(
    node: Node, leaves: Leaves, parts: dict[str, _Part], own: slice
) -> tuple[Floats, Floats, Flags]:
    """Weights, values and whether they count: of the nodes a node is made of, then its leaves."""
    children = () if node.method.is_flat else node.children
    below = [parts[child.code] for child in children]
    size = (len(below), leaves.values.shape[1])
    values = np.reshape([part.value for part in below], size)
    counts = np.reshape([part.counts for part in below], size).astype(np.bool_)
    return (
        np.array([*(float(child.weight) for child in children), *leaves.weights[own]]),
        np.concatenate([values, leaves.values[own]]),
        np.concatenate([counts, leaves.counts[own]]),
    )
