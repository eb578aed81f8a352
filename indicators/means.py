"""Medias: weighted means of many participants at once, and what each part gave to them.

Arrays are parts x participants. The plain mean uses only sums, products and quotients in a fixed
order, so that the same answers give the same bits on every machine.
"""

import numpy as np

from indicators.matrix import Flags, Floats

NEAR = 1e-6


def total(rows: Floats) -> Floats:
    """Row after row: numpy's own sum changes its order with the machine."""
    running = np.zeros(rows.shape[1])
    for row in rows:
        running += row
    return running


def products(weights: Floats, values: Floats) -> Floats:
    """The sum of weights x values, part after part."""
    return total(weights * values)


def mean(weights: Floats, values: Floats, counts: Flags) -> Floats:
    """Zero where nothing counts."""
    counted = weights[:, np.newaxis] * counts
    return _divided(products(counted, values), total(counted))


def mean_shares(weights: Floats, counts: Flags) -> Floats:
    """Shares of one that make the mean: mean = sum of shares x values."""
    counted = weights[:, np.newaxis] * counts
    return _divided(counted, total(counted))


def geometric_mean(weights: Floats, values: Floats, counts: Flags, floor: float) -> Floats:
    """Exp of the weighted mean of logarithms, parts below the floor lifted to it."""
    lifted = np.maximum(values, floor)
    dead = (counts & (lifted <= 0)).any(axis=0)
    logarithms = np.log(lifted, out=np.zeros_like(lifted), where=lifted > 0)
    alive = counts.any(axis=0) & ~dead
    return np.where(alive, np.exp(mean(weights, logarithms, counts)), 0.0)


def geometric_shares(
    weights: Floats, values: Floats, counts: Flags, floor: float, whole: Floats
) -> Floats:
    """Shares of one that make the geometric mean of the lifted parts: whole = sum of s x v.

    A part weighs its weight over the logarithmic mean of its value and the whole; where a part
    at zero makes the whole zero, the parts at zero share it all.
    """
    lifted = np.maximum(values, floor)
    dead = counts & (lifted <= 0)
    usual = counts & (lifted > 0) & (whole > 0)
    between = _logarithmic_mean(np.where(usual, lifted, 1.0), np.where(usual, whole, 1.0))
    raw = np.where(usual, weights[:, np.newaxis] / between, weights[:, np.newaxis] * dead)
    return _divided(raw, total(raw))


def _logarithmic_mean(left: Floats, right: Floats) -> Floats:
    """(a - b) / ln(a / b); near a = b by its series, where the quotient loses its digits."""
    ratio = np.log(left / right)
    near = np.abs(ratio) < NEAR
    series = np.sqrt(left * right) * (1 + ratio * ratio / 24)
    quotient = (left - right) / np.where(near, 1.0, ratio)
    mixed: Floats = np.where(near, series, quotient)
    return mixed


def _divided(upper: Floats, lower: Floats) -> Floats:
    quotient: Floats = np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)
    return quotient
