"""Recibo: every score is a list of contributions that adds up."""

from fractions import Fraction

import pytest

from indicators.receipt import Receipt, receipt_of
from indicators.scores import Scores, score
from tests.indicators.builders import (
    ALL_YES,
    EXCLUDING,
    NA,
    SMALL,
    UNASKED,
    matrix,
)

#   index = (P + I + 2 H) / 4; I1-02 is a quarter of a half of it, H1-04 half of a quarter.
ANSWERS = {
    "20": {**ALL_YES, "I1-02": 0, "H1-04": Fraction(1, 2), "P1-01": NA, "H1-03": UNASKED},
    "31": dict(ALL_YES),
}


def scores() -> Scores:
    return score(SMALL, matrix(ANSWERS), EXCLUDING)


def oaxaca() -> Receipt:
    return receipt_of(scores(), "20")


def test_the_lines_add_up_to_the_score() -> None:
    receipt = oaxaca()
    assert receipt.score == pytest.approx((1 + 1 / 2 + 2 * 2.5 / 3) / 4, abs=1e-15)
    assert sum(line.contribution for line in receipt.lines) == pytest.approx(
        receipt.score, abs=1e-12
    )
    assert receipt.lift == 0


def test_a_line_says_factor_weight_and_contribution() -> None:
    line = next(line for line in oaxaca().lines if line.item == "H1-04")
    assert (line.path, line.factor) == (("H", "H1"), 0.5)
    assert line.weight == pytest.approx(1 / 6)
    assert line.contribution == pytest.approx(1 / 12)


def test_what_left_has_no_factor_and_no_weight() -> None:
    left = [line for line in oaxaca().lines if line.factor is None]
    assert [(line.item, line.weight, line.contribution) for line in left] == [
        ("P1-01", 0, 0),
        ("H1-03", 0, 0),
    ]
    assert not any(line.is_gap or line.is_strength for line in left)


def test_a_pillar_has_its_lines() -> None:
    assert [line.item for line in oaxaca().part("P")] == ["P1-01", "P1-02", "P2-01"]
    assert [line.item for line in oaxaca().part("I1")] == ["I1-01", "I1-02"]


def test_strengths_are_the_heaviest_items_at_their_best() -> None:
    assert [line.item for line in oaxaca().strengths][:2] == ["P2-01", "H1-01"]
    assert "I1-02" not in {line.item for line in oaxaca().strengths}
