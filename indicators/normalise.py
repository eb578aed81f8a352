"""Normalización: measured values of any unit on one scale, better always upwards."""

from collections.abc import Sequence

import numpy as np

from indicators.matrix import Floats


def directed(values: Floats, directions: Sequence[int]) -> Floats:
    """Columns where less is better (-1) change their sign."""
    turned: Floats = values * np.asarray(directions, dtype=np.float64)
    return turned


def min_max(values: Floats, low: float = 0.0, high: float = 1.0) -> Floats:
    """The worst of each column at `low`, the best at `high`; NaN stays.

    A column with one value only says nothing about anybody: everyone stands half-way.
    """
    least, most = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    spread = most - least
    share = np.where(spread > 0, (values - least) / np.where(spread > 0, spread, 1.0), 0.5)
    scaled: Floats = np.where(np.isnan(values), np.nan, low + share * (high - low))
    return scaled
