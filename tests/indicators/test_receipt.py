"""Recibo: every score is a list of contributions that adds up, and every gap has its gain."""

from fractions import Fraction

import pytest

from indicators.receipt import Receipt, gains_of, receipt_of
from indicators.scores import Scores, score
from tests.indicators.builders import (
    ALL_YES,
    EXCLUDING,
    NA,
    REFERENCE,
    SILENT,
    SMALL,
    UNASKED,
    ZEROING,
    matrix,
)

#   index = (P + I + 2 H) / 4; I1-02 is a quarter of a half of it, H1-04 half of a quarter.
ANSWERS = {
    "20": {**ALL_YES, "I1-02": 0, "H1-04": Fraction(1, 2), "P1-01": NA, "H1-03": UNASKED},
    "31": dict(ALL_YES),
    "09": {"P1-01": 1},
}


def scores(policies=EXCLUDING) -> Scores:
    return score(SMALL, matrix(ANSWERS), policies)


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


def test_gaps_are_ordered_by_what_closing_them_gives() -> None:
    first, second = gains_of(scores(), "20")
    assert (first.item, first.factor) == ("I1-02", 0)
    assert first.gain == pytest.approx(1 / 8)
    assert (second.item, second.factor) == ("H1-04", 0.5)
    assert second.gain == pytest.approx(1 / 12)


def test_whoever_has_everything_has_nothing_to_gain() -> None:
    assert gains_of(scores(), "31") == ()


def test_silence_is_a_gap_too() -> None:
    given = {"20": {**ALL_YES, "H1-01": SILENT}}
    (gain,) = gains_of(score(SMALL, matrix(given), ZEROING), "20")
    assert (gain.item, gain.gain) == ("H1-01", pytest.approx(1 / 8))


def test_without_an_index_there_are_gaps_but_no_gain() -> None:
    found = scores(REFERENCE)
    assert receipt_of(found, "09").score is None
    assert {gain.gain for gain in gains_of(found, "09")} == {None}
    assert len(gains_of(found, "09")) == 8
