"""Sorteos: what chance decides in each run of an index, the same on every machine.

All of it comes from the raw output of PCG64, which numpy promises never to change; what its
generators make of that output may change with a release (NEP 19).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import PCG64, SeedSequence

from indicators.matrix import Flags, Floats

Choices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Of some runs, one row each.

    `weights`: by how much each weight of the tree is multiplied. `scenarios`: which of the ways to
    make the index. `coins`: whether what nobody verified of each participant counts as yes, where
    that is uncertain.
    """

    weights: Floats
    scenarios: Choices
    coins: Flags | None = None


class Chance:
    """One source of numbers, which goes on where it stopped."""

    def __init__(self, seed: int, *path: int) -> None:
        self._source = PCG64(SeedSequence((seed, *path)))

    def skip_shares(self, rows: int, columns: int) -> None:
        """Go on as if so many shares had been drawn."""
        self._source.advance(rows * columns)

    def skip_coins(self, rows: int, columns: int) -> None:
        """Go on as if so many coins had been tossed."""
        self._source.advance(rows * _words(columns))

    def shares(self, rows: int, columns: int) -> Floats:
        """From 0 up to 1, and never 1."""
        raw = self._source.random_raw(rows * columns).astype(np.uint64)
        high: Floats = (raw >> np.uint64(11)).astype(np.float64)
        return (high * 2.0**-53).reshape(rows, columns)

    def multipliers(self, rows: int, columns: int, spread: float) -> Floats:
        """1 + u, where u lies evenly between -spread and spread."""
        return 1.0 + spread * (2.0 * self.shares(rows, columns) - 1.0)

    def choices(self, rows: int, count: int) -> Choices:
        """One of so many for each row, each as likely."""
        return (self.shares(rows, 1)[:, 0] * count).astype(np.int64)

    def coins(self, rows: int, columns: int) -> Flags:
        """Yes or no, one as likely as the other."""
        words = _words(columns)
        raw = self._source.random_raw(rows * words).astype("<u8").view(np.uint8)
        bits = np.unpackbits(raw.reshape(rows, 8 * words), axis=1)
        return bits[:, :columns].astype(np.bool_)


def _words(coins: int) -> int:
    """How many numbers of 64 bits hold the coins of a row."""
    return -(-coins // 64)


def in_turn(start: int, runs: int, count: int) -> Choices:
    """Each of so many as often as any other, one run after the other."""
    return np.arange(start, start + runs, dtype=np.int64) % count


def by_code(coins: Flags, participants: Sequence[str]) -> Flags:
    """Columns drawn in the order of the codes, put in the order of the participants."""
    order = np.argsort(np.array(participants))
    placed = np.empty_like(coins)
    placed[:, order] = coins
    return placed
