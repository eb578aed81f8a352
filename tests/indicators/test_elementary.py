"""Logaritmo y exponencial: right to the last digits, and the same bits everywhere."""

import hashlib
from decimal import Decimal, localcontext

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indicators.elementary import exponential, logarithm
from tests.indicators.builders import LAW

ULP = np.finfo(np.float64).eps


def exact(function: str, number: float) -> float:
    with localcontext(prec=60):
        return float(getattr(Decimal(number), function)())


@LAW
@given(st.floats(1e-300, 1e300))
def test_a_logarithm_is_right_to_the_last_digits(number: float) -> None:
    found, true = float(logarithm(np.array([number]))[0]), exact("ln", number)
    assert abs(found - true) <= 2 * ULP * abs(true)


@LAW
@given(st.floats(-690, 690))
def test_an_exponential_is_right_to_the_last_digits(number: float) -> None:
    found, true = float(exponential(np.array([number]))[0]), exact("exp", number)
    assert abs(found - true) <= 2 * ULP * true


def test_what_is_exact_stays_exact() -> None:
    assert logarithm(np.array([1.0])).tolist() == [0.0]
    assert exponential(np.array([0.0])).tolist() == [1.0]


def test_the_bits_are_the_same_on_every_machine() -> None:
    numbers = np.arange(1, 4001) / 1000.0
    both = np.concatenate([logarithm(numbers), exponential(numbers)])
    assert hashlib.sha256(both.astype("<f8").tobytes()).hexdigest() == PINNED


PINNED = "9f848b5a4aee60e3a30c9c2e9a40d6807e1067bbfbf9310b6b2fa6297d737ab3"
