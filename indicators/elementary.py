"""Logaritmo y exponencial: the same bits on every machine.

Those of numpy and of the system's library differ by a last digit from processor to processor.
These use nothing but sums, products and quotients of IEEE 754 in a fixed order, which do not.
"""

import numpy as np

from indicators.matrix import Floats

# ln 2 in two parts: whole multiples of the first are exact.
LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
HALF_ROOT = float.fromhex("0x1.6a09e667f3bcdp-1")
TERMS = 12
DEGREE = 14


def logarithm(values: Floats) -> Floats:
    """Of positive finite numbers, within two units in the last place."""
    mantissa, exponent = np.frexp(values)
    low = mantissa < HALF_ROOT
    mantissa = np.where(low, 2 * mantissa, mantissa)
    power = (exponent - low).astype(np.float64)
    part = (mantissa - 1) / (mantissa + 1)
    square = part * part
    # ln((1 + s) / (1 - s)) = 2 (s + s³/3 + s⁵/5 + ...), where s² is 0.0295 at most.
    series = np.full_like(square, 1 / (2 * TERMS + 1))
    for term in range(TERMS - 1, 0, -1):
        series = series * square + 1 / (2 * term + 1)
    near: Floats = 2 * part + 2 * part * square * series
    return power * LN2_HIGH + (near + power * LN2_LOW)


def exponential(values: Floats) -> Floats:
    """Of finite numbers whose result is neither zero nor infinite, within two units."""
    power = np.rint(values / (LN2_HIGH + LN2_LOW))
    rest = (values - power * LN2_HIGH) - power * LN2_LOW
    # Taylor's series, where the rest is 0.347 at most.
    series = np.ones_like(rest)
    for degree in range(DEGREE, 0, -1):
        series = 1 + series * rest / degree
    grown: Floats = np.ldexp(series, power.astype(np.int32))
    return grown
