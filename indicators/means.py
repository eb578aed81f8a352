"""Medias: weighted means of many participants at once, and what each part gave to them.

Arrays are parts x participants. Sums go part after part, so that the same answers give the same
bits on every machine.
"""

from dataclasses import dataclass

import numpy as np

from indicators.elementary import exponential, logarithm
from indicators.matrix import Flags, Floats
from indicators.tree import Method, Node, Zeros

NEAR = 1e-6
# Of `Zeros.SHIFT`: 1 + 0.99 x on a scale of a hundred.
LEAST_SHIFTED = 0.01


def total(rows: Floats) -> Floats:
    """Row after row: numpy's own sum changes its order with the machine."""
    running = np.zeros(rows.shape[1])
    for row in rows:
        running += row
    return running


def products(weights: Floats, values: Floats | Flags) -> Floats:
    """The sum of weights x values, part after part."""
    return total(weights * values)


def mean(weights: Floats, values: Floats | Flags, counts: Flags) -> Floats:
    """Zero where nothing counts."""
    counted = weights[:, np.newaxis] * counts
    return divided(products(counted, values), total(counted))


def any_of(flags: Flags) -> Flags:
    """Whether any part is so."""
    found: Flags = np.logical_or.reduce(flags, axis=0)
    return found


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of one kind: its value, and the shares of one that each part has in it."""

    method: Method = Method.MEAN
    zeros: Zeros = Zeros.STRICT
    floor: float = 0.0
    most: float = 1.0

    @classmethod
    def of(cls, node: Node) -> "Mean":
        return cls(node.method, node.zeros, float(node.floor), float(node.most))

    def value(self, weights: Floats, values: Floats, counts: Flags) -> Floats:
        """Zero where nothing counts."""
        if not self.method.has_zeros:
            return mean(weights, values, counts)
        entering = self.entering(values)
        positive = entering > 0
        dead = (counts & ~positive).any(axis=0)
        safe = np.where(positive, entering, 1.0)
        if self.method is Method.GEOMETRIC:
            found = exponential(mean(weights, logarithm(safe), counts))
        else:
            found = divided(np.ones(dead.shape), mean(weights, 1 / safe, counts))
        return np.where(counts.any(axis=0) & ~dead, found, 0.0)

    def shares(self, weights: Floats, values: Floats, counts: Flags, whole: Floats) -> Floats:
        """Shares of one that make the value, `whole`, of what enters: whole = sum of s x v."""
        pulls = self.pulls(weights, values, counts, whole)
        return divided(pulls, total(pulls))

    def pulls(self, weights: Floats, values: Floats, counts: Flags, whole: Floats) -> Floats:
        """The shares before they are made to add up to one.

        In a geometric mean a part weighs its weight over the logarithmic mean of its value and the
        whole; in a harmonic one, over its value. Where a part at zero makes the whole zero, the
        parts at zero share it all.
        """
        if not self.method.has_zeros:
            return weights[:, np.newaxis] * counts
        entering = self.entering(values)
        dead = counts & (entering <= 0)
        usual = counts & (entering > 0) & (whole > 0)
        part, all_of_it = np.where(usual, entering, 1.0), np.where(usual, whole, 1.0)
        between = logarithmic_mean(part, all_of_it) if self.method is Method.GEOMETRIC else part
        return np.where(usual, weights[:, np.newaxis] / between, weights[:, np.newaxis] * dead)

    def entering(self, values: Floats) -> Floats:
        """The parts as the policy for zeros lets them in."""
        if self.zeros is Zeros.SHIFT:
            shifted: Floats = LEAST_SHIFTED * self.most + (1 - LEAST_SHIFTED) * values
            return shifted
        lifted: Floats = np.maximum(values, self.floor)
        return lifted


def logarithmic_mean(left: Floats, right: Floats) -> Floats:
    """(a - b) / ln(a / b); near a = b by its series, where the quotient loses its digits."""
    ratio = logarithm(left / right)
    near = np.abs(ratio) < NEAR
    series = np.sqrt(left * right) * (1 + ratio * ratio / 24)
    quotient = (left - right) / np.where(near, 1.0, ratio)
    mixed: Floats = np.where(near, series, quotient)
    return mixed


def divided(upper: Floats, lower: Floats) -> Floats:
    """The quotient, zero where there is nothing to divide by."""
    quotient: Floats = np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)
    return quotient
