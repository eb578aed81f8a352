"""Recomendación: what is missing, what it would gain, what comes first."""

from datetime import date
from fractions import Fraction

import pytest

from game.questionnaire import Effort, Kind, Pillar, Questionnaire
from game.recommendations import (
    Decision,
    Gap,
    check_decision,
    decision_of,
    gain_per_effort,
    gaps_of,
    hardest,
    recommendations_of,
    suggested_due,
)
from game.room import EffortRules, TermRules
from game.rules import RuleBroken
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


# What was issued


@pytest.mark.parametrize(
    ("goal", "decision"),
    [
        ("Expedir  el\nreglamento", Decision.ACCEPTED),
        ("Expedir el reglamento en dos municipios", Decision.ADAPTED),
    ],
)
def test_a_goal_takes_a_recommendation_over_or_adapts_it(goal: str, decision: Decision) -> None:
    assert decision_of("Expedir el reglamento", goal) is decision


@pytest.mark.parametrize(
    ("last", "role", "code"),
    [
        (None, "lead", ""),
        (Decision.DECLINED, "signer", ""),
        (Decision.ADAPTED, "lead", "recommendation-answered"),
        (None, "contributor", "role-forbids"),
    ],
)
def test_who_answers_a_recommendation(last: Decision | None, role: str, code: str) -> None:
    found = ""
    try:
        check_decision(last, role)
    except RuleBroken as refused:
        found = refused.code
    assert found == code


#   gain   effort    counts   per effort
#   0.03   low       1        0.03      first
#   0.08   high      4        0.02      second, although it gains most
def test_a_plan_begins_with_the_most_for_the_least() -> None:
    rules = EffortRules(low=1, medium=2, high=4)
    easy = gain_per_effort(0.03, Effort.LOW, rules)
    hard = gain_per_effort(0.08, Effort.HIGH, rules)
    assert easy > hard == pytest.approx(0.02)


def test_several_together_are_as_hard_as_the_hardest() -> None:
    assert hardest([Effort.LOW, Effort.HIGH, Effort.MEDIUM]) is Effort.HIGH


@pytest.mark.parametrize(
    ("planned", "effort", "day"),
    [
        pytest.param(date(2027, 1, 5), Effort.LOW, date(2027, 1, 5), id="what was planned"),
        pytest.param(None, Effort.LOW, None, id="nothing was planned"),
        pytest.param(date(2026, 11, 9), Effort.LOW, date(2027, 2, 7), id="today is too late"),
        pytest.param(date(2025, 12, 14), Effort.MEDIUM, date(2027, 5, 8), id="long past"),
        pytest.param(date(2025, 12, 14), Effort.HIGH, date(2027, 11, 9), id="a reform"),
    ],
)
def test_a_form_begins_with_a_day_to_come(
    planned: date | None, effort: Effort, day: date | None
) -> None:
    assert suggested_due(planned, effort, TermRules(), date(2026, 11, 9)) == day


def test_an_edition_suggests_terms_of_its_own() -> None:
    own = TermRules(low=10, medium=20, high=30)
    found = [suggested_due(date(2026, 1, 1), each, own, date(2026, 11, 9)) for each in Effort]
    assert found == [date(2026, 11, 19), date(2026, 11, 29), date(2026, 12, 9)]
