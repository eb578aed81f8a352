"""Ejemplo: what is worked out on paper is what the engine gives, by whatever rules."""

from fractions import Fraction
from itertools import product
from math import exp

import pytest

from game.answers import factor_of
from game.index import IndexRules, NodeRule
from game.questionnaire import Pillar, Questionnaire, Topic
from indicators.definition import Definition
from indicators.example import Example, Step, worked_example
from indicators.tree import Method, tree_of
from tests.indicators.builders import REFERENCE, a_questionnaire, a_text, an_item

QUESTIONNAIRE = a_questionnaire()
ITEMS = {item.code: item for item in QUESTIONNAIRE.items}
RULES = [
    NodeRule("mean"),
    NodeRule("leaf_mean"),
    NodeRule("points"),
    NodeRule("geometric"),
    NodeRule("geometric", "shift"),
    NodeRule("geometric", "floor", Fraction(1, 10)),
    NodeRule("harmonic"),
    NodeRule("harmonic", "floor", Fraction(1, 10)),
]


def of(questionnaire: Questionnaire, **given: NodeRule) -> Example:
    rules = IndexRules(**given)
    tree = tree_of(questionnaire, rules)
    return worked_example(Definition("2026", "v1", tree, REFERENCE, rules), questionnaire)


def worked_out(step: Step) -> float:
    """What whoever follows the formula on paper comes to."""
    if step.is_dead:
        return 0.0
    quotient = step.above / step.below
    return exp(quotient) if step.method is Method.GEOMETRIC else quotient


@pytest.mark.parametrize(("index", "topics"), [*product(RULES, RULES)])
def test_paper_and_engine_agree(index: NodeRule, topics: NodeRule) -> None:
    found = of(QUESTIONNAIRE, index=index, topics=topics)
    assert [step.method.value for step in found.steps] == [topics.method, "mean", index.method]
    for step in found.steps:
        assert worked_out(step) == pytest.approx(step.score, abs=1e-12)
        if step.terms and step.method is not Method.HARMONIC:
            assert sum(term.term for term in step.terms) == pytest.approx(step.above)
            assert step.below == sum(term.weight for term in step.terms)


#   I1: one item is had; the other does not apply and counts one all the same
def test_it_goes_from_the_items_of_a_topic_to_the_index() -> None:
    found = of(QUESTIONNAIRE)
    assert found.topic == "I1"
    topic, pillar, index = found.steps
    assert [(term.code, term.value, term.weight) for term in topic.terms] == [
        ("I1-01", 1.0, 1),
        ("I1-02", 1.0, 1),
    ]
    assert (pillar.terms[0].code, pillar.terms[0].value) == ("I1", topic.score)
    assert [term.code for term in index.terms] == ["P", "I", "H"]
    assert index.terms[1].value == pillar.score


def test_its_answers_can_be_given_and_one_does_not_apply() -> None:
    given = of(QUESTIONNAIRE).answers
    assert {*given} == {"I1-01", "I1-02"}
    assert factor_of(ITEMS["I1-01"], given["I1-01"]) == 1
    assert given["I1-02"].not_applicable


#   yes, in part, no, and one that leaves: (1 + 1/2 + 0) / 3
def test_what_leaves_and_what_is_zero_are_in_it() -> None:
    items = (*(an_item(f"P1-0{n}") for n in range(1, 4)), an_item("P1-04", policy="exclude"))
    topic = Topic("P1", "P", a_text("Marco"), Fraction(1), 10, items)
    pillar = Pillar("P", a_text("Políticas"), Fraction(1), (topic,))
    (step, *_) = of(Questionnaire("2026", "v1", (pillar,))).steps
    assert [term.value for term in step.terms] == [1, 0.5, 0]
    assert (step.left, step.score) == (("P1-04",), 0.5)


def test_no_part_is_at_zero_where_a_zero_would_decide_alone() -> None:
    steps = of(QUESTIONNAIRE, index=NodeRule("geometric")).steps
    assert all(term.value > 0 for step in steps for term in step.terms)
