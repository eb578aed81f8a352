"""Cotas: between what every value lies, whatever becomes of what is not known.

What is missing may be answered in any way, turn out not to apply, not be asked, or stay as it is.
Every mean grows with its parts. A part at zero makes none of its siblings' mean larger, and one at
one makes none smaller: so of the items that are missing the bounds take all, at zero and at one. A
node that may or may not count is another thing, for the least it can be is not always zero, where
zeros are lifted: of such nodes those are taken that make the mean the least, and those that make it
the most. In order of their values these are the first so many.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from indicators.leaves import Leaves
from indicators.matrix import Flags, Floats
from indicators.means import Mean
from indicators.tree import Node

Turned = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Of one node, one figure for each participant: NaN where it can have no value.

    `stays`: it counts for the one above it whatever comes.
    """

    low: Floats
    high: Floats
    stays: Flags


def bounds_of(tree: Node, leaves: Leaves) -> dict[str, Bound]:
    """What every node can be worth, by its code."""
    return dict(_bounds(tree, leaves, 0))


def _bounds(node: Node, leaves: Leaves, start: int) -> Iterator[tuple[str, Bound]]:
    """Those of all below it and then its own; its leaves begin at `start`."""
    below, reached = list[Bound](), start
    for child in node.children:
        found = dict(_bounds(child, leaves, reached))
        reached += sum(1 for _ in child.all_leaves())
        below.append(found[child.code])
        yield from found.items()
    end = reached + len(node.leaves)
    own = slice(start if node.method.is_flat else reached, end)
    yield node.code, _bound(node, leaves, own, [] if node.method.is_flat else below)


def _bound(node: Node, leaves: Leaves, own: slice, below: list[Bound]) -> Bound:
    known, missing = leaves.known[own], leaves.missing[own]
    size = (-1, leaves.values.shape[1])
    stays = np.reshape([child.stays for child in below], size).astype(np.bool_)
    weights = np.array(
        [*(float(c.weight) for c in node.children[: len(below)]), *leaves.weights[own]]
    )
    surely = np.concatenate([stays, known | missing])

    def end(children: list[Floats], missed: float, sign: int) -> Floats:
        values = np.reshape(children, size)
        perhaps = np.isfinite(values) & ~stays
        values = np.concatenate(
            [np.nan_to_num(values), np.where(missing, missed, leaves.values[own])]
        )
        perhaps = np.concatenate([perhaps, np.zeros_like(missing)])
        return _furthest(Mean.of(node), weights, values, surely, perhaps, sign)

    return Bound(
        low=end([child.low for child in below], 0.0, -1),
        high=end([child.high for child in below], 1.0, 1),
        stays=np.logical_or.reduce(np.concatenate([stays, known]), axis=0),
    )


def _furthest(
    mean: Mean, weights: Floats, values: Floats, surely: Flags, perhaps: Flags, sign: int
) -> Floats:
    """The most (or with a sign of minus one the least) that a mean of them can be; NaN of none."""
    order = np.argsort(np.where(perhaps, -sign * values, np.inf), axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    pick = np.fmax if sign > 0 else np.fmin
    found = np.full(values.shape[1], np.nan)
    for count in range(1 + int(perhaps.sum(axis=0).max(initial=0))):
        chosen = surely | (perhaps & (rank < count))
        value = mean.value(weights, values, chosen)
        found = pick(found, np.where(chosen.any(axis=0), value, np.nan))
    return found
