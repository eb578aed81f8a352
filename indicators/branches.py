"""Ramas: the scores of everybody in many runs at once, each with weights of its own.

There are two ways from the same answers to the same numbers. `exact` goes as `scores` does, part
after part, one run at a time: the same bits everywhere. `Fast` takes a block of runs together with
matrix products and the logarithms of the system: the same but for the last digits.

Arrays are participants x runs, and whatever stands for an item has its own row or column of
participants in the order of `Answers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from indicators.matrix import Flags, Floats
from indicators.means import Mean
from indicators.tree import Method, Node

Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Items x participants: what each is worth and whether it counts, which no run changes.

    `unsure`: worth zero here, but one where the coin of the participant says so. `above`: of whom
    a node counts for the one it is a part of. `items` and `nodes`: where a run has what to multiply
    their weights by.
    """

    values: Floats
    counts: Flags
    unsure: Flags
    above: dict[str, Flags]
    items: dict[str, int]
    nodes: dict[str, int]

    def of(self, participants: Positions) -> "Answers":
        """Those of some participants, in that order."""
        return replace(
            self,
            values=self.values[:, participants],
            counts=self.counts[:, participants],
            unsure=self.unsure[:, participants],
            above={node: own[participants] for node, own in self.above.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A node: its children, then the items that it is made of itself, which are `leaves`.

    `weights` are those that the edition says, `columns` where a run has what to multiply them by.
    Of whom the same parts count, the weights sum to the same: `patterns` x parts says which count,
    `pattern` which of them is a participant's. `masks`: who has a value of a child that does not
    count above it.
    """

    code: str
    mean: Mean
    children: tuple["Branch", ...]
    masks: tuple[Floats | None, ...]
    leaves: Positions
    weights: Floats
    columns: Positions
    counts: Flags
    worth: Floats
    unsure: Floats | None
    patterns: Floats
    pattern: Positions

    @property
    def present(self) -> Flags:
        """Who has anything that counts."""
        found: Flags = np.logical_or.reduce(self.counts, axis=0)
        return found


def branch_of(node: Node, answers: Answers, known: dict[str, Branch]) -> Branch:
    """The branch of a node; those below it are kept in `known`, for the next tree."""
    for child in () if node.method.is_flat else node.children:
        if child.code not in known:
            known[child.code] = branch_of(child, answers, known)
    parts = () if node.method.is_flat else node.children
    own = [*node.all_leaves()] if node.method.is_flat else node.leaves
    children = tuple(known[child.code] for child in parts)
    leaves = np.array([answers.items[leaf.item] for leaf in own], dtype=np.intp)
    above = [answers.above[child.code] for child in parts]
    counts = np.concatenate([_rows(above, answers.counts), answers.counts[leaves]])
    patterns, pattern = _patterns(counts)
    unsure = answers.unsure[leaves].T.astype(np.float64)
    return Branch(
        code=node.code,
        mean=Mean.of(node),
        children=children,
        masks=tuple(
            None
            if np.array_equal(counted, child.present)
            else counted[:, np.newaxis].astype(np.float64)
            for child, counted in zip(children, above, strict=True)
        ),
        leaves=leaves,
        weights=np.array([float(part.weight) for part in (*parts, *own)]),
        columns=np.array([*(answers.nodes[child.code] for child in parts), *leaves], np.intp),
        counts=counts,
        worth=np.ascontiguousarray((answers.values * answers.counts)[leaves].T),
        unsure=unsure if unsure.any() else None,
        patterns=patterns,
        pattern=pattern,
    )


def _rows(rows: Sequence[npt.NDArray[Any]], like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows as one array, of the width and kind of another; there may be none."""
    return np.array(rows, dtype=like.dtype).reshape(len(rows), like.shape[1])


def _patterns(counts: Flags) -> tuple[Floats, Positions]:
    """The columns that differ, as rows, and which of them each column is."""
    if not counts.size:
        return np.zeros((1, len(counts))), np.zeros(counts.shape[1], np.intp)
    packed = np.packbits(counts, axis=0).T
    _, first, pattern = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return counts[:, first].T.astype(np.float64), pattern.ravel()


def exact(branch: Branch, run: Floats, values: Floats) -> Floats:
    """Of every participant in one run, part after part; `run` has what to multiply weights by."""
    below = [exact(child, run, values) for child in branch.children]
    parts = np.concatenate([_rows(below, values), values[branch.leaves]])
    return branch.mean.value(branch.weights * run[branch.columns], parts, branch.counts)


class Fast:
    """A block of runs: what each multiplies weights by, runs x columns, and its coins, turned."""

    def __init__(self, root: Branch, runs: Floats, coins: Floats | None, chunk: int) -> None:
        self._root = root
        self._runs = np.ascontiguousarray(runs.T)
        self._coins = coins
        self._chunk = chunk
        self._ready: dict[str, tuple[Floats, Floats | None, Floats | None]] = {}
        depth = self._prepare(root, None)
        self._spare = np.empty((depth, chunk, len(runs)))

    def scores(self) -> Floats:
        """Of everybody in every run; zero for who has nothing that counts."""
        found = np.empty((self._root.counts.shape[1], self._runs.shape[1]))
        with np.errstate(divide="ignore", invalid="ignore"):
            for start in range(0, len(found), self._chunk):
                rows = slice(start, start + self._chunk)
                self._grow(self._root, rows, found[rows], 0)
        return found

    def _prepare(self, branch: Branch, scale: Floats | None) -> int:
        """What does not depend on the participant; how deep it goes.

        A plain mean is multiplied at once by the weight that it has in another, `scale`; and where
        the same parts count for everybody, so are they, and there is no rate left for the whole.
        """
        weights = branch.weights[:, np.newaxis] * self._runs[branch.columns]
        whole = branch.patterns @ weights
        whole[whole <= 0] = np.inf
        is_plain = not branch.mean.method.has_zeros
        upper = 1.0 if scale is None or not is_plain else scale
        rate: Floats | None = np.divide(upper, whole, out=whole)
        if rate is not None and is_plain and len(rate) == 1:
            weights *= rate
            rate = None
        self._ready[branch.code] = weights, rate, None if is_plain else scale
        below = [
            self._prepare(child, row if is_plain else None)
            for child, row in zip(branch.children, weights, strict=False)
        ]
        return 1 + max(below, default=0)

    def _grow(self, branch: Branch, rows: slice, out: Floats, depth: int) -> None:
        if branch.mean.method.has_zeros:
            self._feel(branch, rows, out, depth)
        else:
            self._add(branch, rows, out, depth)

    def _add(self, branch: Branch, rows: slice, out: Floats, depth: int) -> None:
        """A plain mean: products of weights and parts, summed, times what the weights sum to."""
        weights, rate, _ = self._ready[branch.code]
        spare = self._spare[depth, : len(out)]
        target = out
        if not branch.columns.size:
            out[:] = 0
        for child, mask in zip(branch.children, branch.masks, strict=True):
            self._grow(child, rows, target, depth + 1)
            if mask is not None:
                target *= mask[rows]
            if target is spare:
                out += spare
            target = spare
        if branch.leaves.size:
            own = weights[len(branch.children) :]
            np.matmul(branch.worth[rows], own, out=target)
            if branch.unsure is not None and self._coins is not None:
                target += (branch.unsure[rows] @ own) * self._coins[rows]
            if target is spare:
                out += spare
        if rate is not None:
            out *= np.take(rate, branch.pattern[rows], axis=0, out=spare, mode="clip")

    def _feel(self, branch: Branch, rows: slice, out: Floats, depth: int) -> None:
        """A geometric or harmonic mean, part by part."""
        weights, rate, scale = self._ready[branch.code]
        spare = self._spare[depth, : len(out)]
        is_geometric = branch.mean.method is Method.GEOMETRIC
        out[:] = 0
        for part, (weight, counts) in enumerate(zip(weights, branch.counts, strict=True)):
            entering = branch.mean.entering(self._part(branch, part, rows, spare, depth))
            turned = np.log(entering) if is_geometric else 1 / entering
            if not counts[rows].all():
                turned = np.where(counts[rows, np.newaxis], turned, 0.0)
            out += np.multiply(turned, weight, out=spare)
        if rate is not None:
            out *= np.take(rate, branch.pattern[rows], axis=0, out=spare, mode="clip")
        if is_geometric:
            np.exp(out, out=out)
        else:
            np.divide(1.0, out, out=out)
        out[~branch.present[rows]] = 0
        if scale is not None:
            out *= scale

    def _part(self, branch: Branch, part: int, rows: slice, spare: Floats, depth: int) -> Floats:
        if part < len(branch.children):
            self._grow(branch.children[part], rows, spare, depth + 1)
            return spare
        leaf = part - len(branch.children)
        worth = branch.worth[rows, leaf, np.newaxis]
        if branch.unsure is None or self._coins is None:
            return worth
        return worth + branch.unsure[rows, leaf, np.newaxis] * self._coins[rows]


def with_coins(answers: Answers, coins: Sequence[bool] | Flags | None) -> Floats:
    """The values of one run, whose unsure answers count as the coin of each participant says."""
    if coins is None:
        return answers.values
    return np.where(answers.unsure & np.asarray(coins), 1.0, answers.values)
