"""Recomendación: what is missing, what it would gain, what comes first."""

from fractions import Fraction

from game.questionnaire import Effort, Kind, Pillar, Questionnaire
from game.recommendations import Gap, gaps_of, recommendations_of
from tests.game.builders import a_topic, an_item, text

HARD = an_item(code="P1-01", effort=Effort.HIGH, recommendation=text("Reformar la ley."))
EASY = an_item(code="P1-02", effort=Effort.LOW)
HALF = an_item(Kind.SCALE, code="P1-03")
TOLD = an_item(Kind.TEXT, code="P1-04")
TOPIC = a_topic(HARD, EASY, HALF, TOLD)
TREE = Questionnaire("2026", "", (Pillar("P", text("Políticas"), Fraction(1), (TOPIC,)),))
ZERO, ONE = Fraction(0), Fraction(1)


def test_a_gap_is_anything_below_the_best_verified() -> None:
    factors = {"P1-01": ZERO, "P1-02": ONE, "P1-03": Fraction(1, 2), "P1-04": ZERO}
    assert gaps_of(TREE, factors) == (Gap(HARD, ZERO), Gap(HALF, Fraction(1, 2)))


def test_what_was_not_verified_is_a_whole_gap() -> None:
    assert gaps_of(TREE, {"P1-02": None}) == (Gap(EASY, ZERO),)


def test_the_largest_gain_comes_first_then_the_easiest() -> None:
    gaps = [Gap(HARD, ZERO), Gap(EASY, ZERO), Gap(HALF, Fraction(1, 2))]
    weights = {"P1-01": Fraction(1, 10), "P1-02": Fraction(1, 10), "P1-03": Fraction(1, 2)}
    advised = recommendations_of(gaps, weights)
    assert [(each.item.code, each.gain) for each in advised] == [
        ("P1-03", Fraction(1, 4)),
        ("P1-02", Fraction(1, 10)),
        ("P1-01", Fraction(1, 10)),
    ]
    assert advised[2].text.es == "Reformar la ley."
    assert advised[2].effort is Effort.HIGH


def test_an_item_without_weight_gains_nothing() -> None:
    [advice] = recommendations_of([Gap(EASY, ZERO)], {})
    assert advice.gain == 0
