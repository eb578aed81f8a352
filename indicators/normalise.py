"""Normalización: measured values of any unit on one scale, better always upwards.

Arrays are participants x items; NaN is what could not be measured, and stays.
"""

from collections.abc import Sequence

import numpy as np

from indicators.matrix import Floats


def directed(values: Floats, directions: Sequence[int]) -> Floats:
    """Columns where less is better (-1) change their sign."""
    turned: Floats = values * np.asarray(directions, dtype=np.float64)
    return turned


def min_max(values: Floats, low: float = 0.0, high: float = 1.0) -> Floats:
    """The worst of each column at `low`, the best at `high`.

    A column with one value only says nothing about anybody: everyone stands half-way.
    """
    least = _least(values)
    most = np.where(np.isnan(values), -np.inf, values).max(axis=0, initial=-np.inf)
    spread = most - least
    share = np.where(spread > 0, (values - least) / np.where(spread > 0, spread, 1.0), 0.5)
    scaled: Floats = np.where(np.isnan(values), np.nan, low + share * (high - low))
    return scaled


def _least(values: Floats) -> Floats:
    """Of each column; infinite where nothing was measured."""
    least: Floats = np.where(np.isnan(values), np.inf, values).min(axis=0, initial=np.inf)
    return least


def z_scores(values: Floats, mean: float = 0.0, deviation: float = 1.0) -> Floats:
    """Each column with this mean and this deviation, which is that of a sample (n - 1).

    A column with one value only says nothing about anybody: everyone stands at the mean.
    """
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    # From the least of them, so that equal ones are nothing apart and near ones keep their digits.
    above = np.where(there, values - _least(values), 0.0)
    apart = np.where(there, above - above.sum(axis=0) / np.maximum(count, 1), 0.0)
    spread = np.sqrt((apart * apart).sum(axis=0) / np.maximum(count - 1, 1))
    standard = apart / np.where(spread > 0, spread, 1.0)
    scaled: Floats = np.where(there, mean + standard * deviation, np.nan)
    return scaled


def goalposts(values: Floats, worst: Floats, best: Floats) -> Floats:
    """From 0 at the worst of each column to 1 at its best, and no further.

    Either may be the larger; they are given, and do not depend on who takes part.
    """
    reached: Floats = np.clip((values - worst) / (best - worst), 0.0, 1.0)
    return reached
