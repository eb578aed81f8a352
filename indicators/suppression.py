"""Grupos que se muestran: which may be, so that none under the limit can be worked out from them.

Whoever sees how many are in a group and their mean knows their sum, and may add and subtract the
sums of all shown groups with any factors. What can be got are the sums over the vectors in the row
space of the shown groups (participants as columns, one where they are in the group). It must hold
no group of fewer than `least`, and no difference of two groups that differ by fewer than that:
both are vectors of 0, 1 and -1 with fewer than `least` entries, and all of those are tried. That
covers subtracting shown groups from the total, crossed tables at their margins, and filters that
are asked for one after the other.

What it does not cover: what a member of a group takes away by knowing its own figure (who fears
that sets the limit one higher), what follows from figures being between 0 and 1, and quartiles,
which are figures of somebody by themselves. Nodes are looked at one by one.

A server needs no memory for it: it shows the groups that an edition declares, chosen all at once,
and no other filter. Where free filters are wanted, a `Ledger` keeps what was shown to everybody.
"""

from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)

# Vectors are reckoned with modulo a prime, without rounding: that two which differ are taken for
# equal has a chance of one in two thousand million.
PRIME: Final = 2**31 - 1
# Of the numbers by which vectors are told apart; any will do.
_SEED: Final = 5


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was shown so far, and whether a further group may be.

    Order matters: of two groups that must not both be shown it is the first that is.
    """

    least: int
    shown: tuple[frozenset[str], ...] = field(default=())

    def allows(self, members: AbstractSet[str]) -> bool:
        """What was shown may be shown again."""
        if members in self.shown:
            return True
        return len(members) >= self.least and not leak_of([*self.shown, members], self.least)

    def adding(self, members: AbstractSet[str]) -> "Ledger":
        """The ledger once they are shown; a `ValueError` where they must not be."""
        if not self.allows(members):
            raise ValueError("with what was shown before, this gives a group away")
        if members in self.shown:
            return self
        return Ledger(self.least, (*self.shown, frozenset(members)))


def shown_of(groups: Mapping[Key, AbstractSet[str]], least: int) -> frozenset[Key]:
    """The groups that can all be shown, of those that somebody wants to see.

    Groups under the limit are hidden. While the others give one away, the smallest of those it is
    worked out from is hidden too; what need not have been is shown again, the largest first. No
    further group could be shown, though another choice might show more of them.
    """
    keys = [*groups]
    table, sizes = _table([*groups.values()])
    shown = [place for place, key in enumerate(keys) if len(groups[key]) >= least]
    hidden: list[int] = []
    while leak := _leak(table[shown], sizes, least):
        smallest = min(
            (shown[place] for place in reversed(leak)), key=lambda place: len(groups[keys[place]])
        )
        shown.remove(smallest)
        hidden.append(smallest)
    for place in sorted(hidden, key=lambda place: -len(groups[keys[place]])):
        if not _leak(table[[*shown, place]], sizes, least):
            shown.append(place)
    return frozenset(keys[place] for place in shown)


def leak_of(shown: Sequence[AbstractSet[str]], least: int) -> tuple[int, ...]:
    """The places of shown groups that give away one under the limit; none where nothing does.

    The time grows with the number of small groups to the power of half the limit.
    """
    return _leak(*_table(shown), least)


def _table(groups: Sequence[AbstractSet[str]]) -> tuple[Whole, Whole]:
    """Groups x sorts of member, and how many of each: nothing tells those of a sort apart."""
    held: dict[str, list[int]] = {}
    for place, group in enumerate(groups):
        for member in group:
            held.setdefault(member, []).append(place)
    sorts: dict[tuple[int, ...], int] = {}
    for places in held.values():
        sorts[tuple(places)] = sorts.get(tuple(places), 0) + 1
    table = np.zeros((len(groups), len(sorts)), dtype=np.int64)
    for column, held_by in enumerate(sorted(sorts)):
        table[[*held_by], column] = 1
    return table, np.array([sorts[held_by] for held_by in sorted(sorts)], dtype=np.int64)


def _leak(table: Whole, sizes: Whole, least: int) -> tuple[int, ...]:
    """The rows that give away a vector of few members."""
    told, sorts = np.unique(table, axis=1, return_inverse=True)
    counts = np.bincount(sorts.reshape(-1), weights=sizes, minlength=told.shape[1])
    seen = told.any(axis=0)
    told, counts = told[:, seen], counts[seen].astype(np.int64)
    reduced, made, pivots = _reduced(told)
    vector = _small_one(_unknown(reduced, pivots), counts, least)
    if vector is None:
        return ()
    factors = (made * vector[pivots][:, np.newaxis] % PRIME).sum(axis=0) % PRIME
    return tuple(int(place) for place in np.flatnonzero(factors))


def _reduced(table: Whole) -> tuple[Whole, Whole, list[int]]:
    """As many rows as are needed, each alone in a column of its own; their making; the columns."""
    height, width = table.shape
    rows = np.concatenate([table, np.eye(height, dtype=np.int64)], axis=1)
    pivots: list[int] = []
    for column in range(width):
        below = np.flatnonzero(rows[len(pivots) :, column])
        if below.size == 0:
            continue
        top = len(pivots)
        rows[[top, top + below[0]]] = rows[[top + below[0], top]]
        rows[top] = rows[top] * pow(int(rows[top, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != top]
        rows[others] = (rows[others] - rows[others, column][:, np.newaxis] * rows[top]) % PRIME
        pivots.append(column)
    return rows[: len(pivots), :width], rows[: len(pivots), width:], pivots


def _unknown(reduced: Whole, pivots: Sequence[int]) -> Whole:
    """A number for each column: those of a vector sum to zero where the rows make the vector."""
    width = reduced.shape[1]
    found: Whole = np.random.default_rng(_SEED).integers(1, PRIME, size=(width,))
    found[[*pivots]] = 0
    found[[*pivots]] = -((reduced * found % PRIME).sum(axis=1)) % PRIME
    return found


def _small_one(unknown: Whole, sizes: Whole, least: int) -> Whole | None:
    """A vector of few members that the shown groups leave no doubt about.

    It is the difference of two halves that are as unknown as each other.
    """
    halves = _halves(sizes, least)
    spots = halves @ unknown % PRIME
    order = np.argsort(spots, kind="stable")
    is_last = np.append(np.diff(spots[order]) != 0, [True])
    for place in np.flatnonzero(~is_last):
        reach = place + 1 + int(np.argmax(is_last[place:]))
        for second in order[place + 1 : reach]:
            vector: Whole = halves[order[place]] - halves[second]
            if 0 < np.abs(vector) @ sizes < least and np.abs(vector).max() == 1:
                return vector if vector.sum() >= 0 else -vector
    return None


def _halves(sizes: Whole, least: int) -> Whole:
    """Nothing, and all that can be half of a small vector: vectors of 0, 1 and -1, as rows."""
    small = np.flatnonzero(sizes < least)
    found = [np.zeros((1, sizes.size), dtype=np.int64)]
    for count in range(1, least // 2 + 1):
        chosen = np.array([*combinations(small, count)], dtype=np.int64).reshape(-1, count)
        chosen = chosen[sizes[chosen].sum(axis=1) < least]
        for signs in product((1, -1), repeat=count):
            half = np.zeros((len(chosen), sizes.size), dtype=np.int64)
            np.put_along_axis(half, chosen, np.array([signs]), axis=1)
            found.append(half)
    return np.concatenate(found)
