"""Cotas: between what every value lies, whatever becomes of what is not known.

What is missing may be answered in any way, turn out not to apply, not be asked, or stay as it is.
Every mean grows with its parts. A part at zero makes none of its siblings' mean larger, and one at
one makes none smaller: so of the items that are missing the bounds take all, at zero and at one. A
node that may or may not count, as nothing of it is known, or as it may be too thin where thin nodes
leave, is another thing: what is known of it is between zero and one, and zeros may be lifted. Of
such nodes those are taken that make the mean the least, and those that make it the most. In order
of their values these are the first so many.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from indicators.leaves import Leaves
from indicators.matrix import Flags, Floats
from indicators.means import Mean, any_of, mean
from indicators.tree import Coverage, Node, Policies, ThinNode

# As for a value of its own: a coverage that is short by noise is enough.
TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """Of one node, one figure for each participant: NaN where it can have no value.

    `stays`: it counts for the one above it whatever comes; `sure`: it has a value of its own.
    `least`: the least coverage that it may have, if any of it `may` be asked.
    """

    low: Floats
    high: Floats
    stays: Flags
    sure: Flags
    least: Floats
    may: Flags


def bounds_of(tree: Node, leaves: Leaves, policies: Policies) -> dict[str, Bound]:
    """What every node can be worth, by its code."""
    return dict(_bounds(tree, leaves, policies, 0, 0))


def _bounds(
    node: Node, leaves: Leaves, policies: Policies, depth: int, start: int
) -> Iterator[tuple[str, Bound]]:
    """Those of all below it and then its own; its leaves begin at `start`."""
    below, reached = list[Bound](), start
    for child in node.children:
        found = dict(_bounds(child, leaves, policies, depth + 1, reached))
        reached += sum(1 for _ in child.all_leaves())
        below.append(found[child.code])
        yield from found.items()
    end = reached + len(node.leaves)
    own = slice(start if node.method.is_flat else reached, end)
    parts = _Parts.of(node, leaves, own, [] if node.method.is_flat else below)
    yield node.code, _bound(parts, policies, policies.threshold(node, depth) - TOLERANCE)


def _bound(parts: "_Parts", policies: Policies, limit: float) -> Bound:
    least, present = parts.least(policies.coverage), any_of(parts.stays)
    sure = present & (least >= limit)
    return Bound(
        low=parts.furthest(parts.low, -1),
        high=parts.furthest(parts.high, 1),
        stays=sure if policies.thin is ThinNode.LEAVES else present,
        sure=sure,
        least=least,
        may=any_of(parts.may),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What a node is made of, parts x participants: the nodes and then the items.

    `surely` are those that count in both bounds, `perhaps` those that may count; `known` is how
    much of each is known at the least, and `sure` whether it has a value of its own.
    """

    mean: Mean
    weights: Floats
    low: Floats
    high: Floats
    stays: Flags
    surely: Flags
    perhaps: Flags
    known: Floats
    sure: Flags
    may: Flags

    @classmethod
    def of(cls, node: Node, leaves: Leaves, own: slice, below: Sequence[Bound]) -> "_Parts":
        missing, values = leaves.missing[own], leaves.values[own]
        counts, asked = leaves.known[own], leaves.asked[own]
        size = (len(below), leaves.values.shape[1])

        def all_of(nodes: Iterable[Floats | Flags], items: Any) -> Any:
            return np.concatenate([np.reshape([*nodes], size).astype(items.dtype), items])

        low = all_of((each.low for each in below), np.where(missing, 0.0, values))
        high = all_of((each.high for each in below), np.where(missing, 1.0, values))
        stays = all_of((each.stays for each in below), counts)
        surely = all_of((each.stays for each in below), counts | missing)
        told = asked & ~leaves.silent[own]
        return cls(
            mean=Mean.of(node),
            weights=np.array(
                [*(float(c.weight) for c in node.children[: len(below)]), *leaves.weights[own]]
            ),
            low=np.nan_to_num(low),
            high=np.nan_to_num(high),
            stays=stays,
            surely=surely,
            perhaps=all_of((np.isfinite(e.low) for e in below), np.zeros_like(missing)) & ~surely,
            known=all_of((each.least for each in below), told * 1.0),
            sure=all_of((each.sure for each in below), told),
            may=all_of((each.may for each in below), asked | missing),
        )

    def least(self, coverage: Coverage) -> Floats:
        """The coverage if all that may be asked is, and nothing more is ever known."""
        if coverage is Coverage.WEIGHT:
            return mean(self.weights, self.known, self.may)
        return mean(np.ones_like(self.weights), self.sure, self.may)

    def furthest(self, values: Floats, sign: int) -> Floats:
        """The most (or with a sign of minus one the least) that they can make; NaN of none."""
        order = np.argsort(np.where(self.perhaps, -sign * values, np.inf), axis=0, kind="stable")
        rank = np.argsort(order, axis=0, kind="stable")
        pick = np.fmax if sign > 0 else np.fmin
        found = np.full(values.shape[1], np.nan)
        for count in range(1 + int(self.perhaps.sum(axis=0).max(initial=0))):
            chosen = self.surely | (self.perhaps & (rank < count))
            value = self.mean.value(self.weights, values, chosen)
            found = pick(found, np.where(any_of(chosen), value, np.nan))
        return found
