"""Bloques: every figure on the way from factors to the index, as the formulas of the book give it.

Arrays are participants long; NaN is nothing. A part at zero of a mean that it makes zero has no
logarithm: `DEAD` stands for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indicators.layout import own_leaves, parts_of
from indicators.matrix import AnswerState, Flags, Floats, States
from indicators.means import Mean, total
from indicators.scores import Scores
from indicators.tree import Method, Node

DEAD = float("inf")


@dataclass(frozen=True)
class Blocks:
    """The figures of one index; `of` gives a column by the key that it has in the book."""

    scores: Scores

    @cached_property
    def states(self) -> States:
        """Participants x items, in the order of the tree."""
        matrix = self.scores.matrix
        places = [matrix.items.index(item) for item in self.scores.items]
        return matrix.states[:, places]

    @cached_property
    def columns(self) -> dict[str, Floats]:
        scores = self.scores
        found: dict[str, Floats] = {}
        shares = dict(self._shares(scores.tree, np.isfinite(scores.values[:, 0]) * 1.0))
        for place, code in enumerate(scores.nodes):
            node = scores.node(code)
            enters = np.where(scores.counts_above(code), scores.raw[:, place], np.nan)
            found |= {
                f"covered:{code}": scores.coverage[:, place],
                f"raw:{code}": scores.raw[:, place],
                f"own:{code}": scores.values[:, place],
                f"enters:{code}": enters,
                f"low:{code}": scores.lower[:, place],
                f"high:{code}": scores.upper[:, place],
                f"mass:{code}": self._mass(node),
                f"share:{code}": shares.get(code, np.full(len(enters), np.nan)),
            }
            if node.method.has_zeros:
                found |= self._turned(node)
        return found

    def leaf_bound(self, item: str, *, upper: bool) -> Floats:
        """What an item counts as with all that is missing at zero or at one."""
        place = self.scores.items.index(item)
        state, factor = self.states[:, place], self.scores.factors[:, place]
        missing = np.isin(state, (AnswerState.NO_ANSWER, AnswerState.UNKNOWN, AnswerState.OPEN))
        bound: Floats = np.where(missing, float(upper), factor)
        return bound

    def _parts(self, node: Node) -> tuple[Floats, Floats, Flags]:
        """Weights, values and whether they count, parts x participants."""
        scores = self.scores
        children = () if node.method.is_flat else node.children
        leaves = own_leaves(node)
        weights = np.array(
            [*(float(each.weight) for each in children), *(float(each.weight) for each in leaves)]
        )
        nodes = [self._enters(child.code) for child in children]
        items = [scores.factors[:, scores.items.index(leaf.item)] for leaf in leaves]
        values = np.reshape([*nodes, *items], (len(weights), len(scores.values)))
        counts = np.isfinite(values)
        return weights, np.where(counts, values, 0.0), counts

    def _enters(self, code: str) -> Floats:
        place = self.scores.nodes.index(code)
        entering: Floats = np.where(
            self.scores.counts_above(code), self.scores.raw[:, place], np.nan
        )
        return entering

    def _mass(self, node: Node) -> Floats:
        weights, _, counts = self._parts(node)
        if node.method.has_zeros:
            return total(np.nan_to_num(self._pulls(node)))
        return total(weights[:, np.newaxis] * counts)

    def _whole(self, node: Node) -> Floats:
        return self.scores.raw[:, self.scores.nodes.index(node.code)]

    def _pulls(self, node: Node) -> Floats:
        """The shares of the parts before they are made to add up to one."""
        weights, values, counts = self._parts(node)
        whole = np.nan_to_num(self._whole(node))
        return np.where(counts, Mean.of(node).pulls(weights, values, counts, whole), np.nan)

    def _turned(self, node: Node) -> dict[str, Floats]:
        found = {}
        pulls = self._pulls(node)
        for row, part in enumerate(parts_of(node)):
            sources = {"": self._source(node, part, ""), "low_": self._source(node, part, "low")}
            sources["high_"] = self._source(node, part, "high")
            for name, values in sources.items():
                entering = Mean.of(node).entering(values)
                entering = np.where(np.isfinite(values), entering, np.nan)
                found[f"{name}in:{node.code}:{part}"] = entering
                found[f"{name}turned:{node.code}:{part}"] = self._turn(node, entering)
            found[f"pull:{node.code}:{part}"] = pulls[row]
        return found

    def _source(self, node: Node, part: str, bound: str) -> Floats:
        if any(child.code == part for child in node.children):
            if not bound:
                return self._enters(part)
            bounds = self.scores.lower if bound == "low" else self.scores.upper
            return bounds[:, self.scores.nodes.index(part)]
        if bound:
            return self.leaf_bound(part, upper=bound == "high")
        return self.scores.factors[:, self.scores.items.index(part)]

    def _turn(self, node: Node, entering: Floats) -> Floats:
        usual = np.where(entering > 0, entering, 1.0)
        turned = np.log(usual) if node.method is Method.GEOMETRIC else 1 / usual
        kept: Floats = np.where(entering > 0, turned, np.where(entering <= 0, DEAD, np.nan))
        return kept

    def _shares(self, node: Node, share: Floats) -> Iterator[tuple[str, Floats]]:
        """The share of every node in the index; those that a flat one goes past have none."""
        yield node.code, share
        if node.method.is_flat or not node.children:
            return
        given = Mean.of(node).shares(*self._parts(node), np.nan_to_num(self._whole(node)))
        for place, child in enumerate(node.children):
            yield from self._shares(child, share * given[place])
