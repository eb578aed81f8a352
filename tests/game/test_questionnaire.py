"""Cuestionario: finding things in the tree, and who is asked."""

from fractions import Fraction

import pytest

from game.participants import Participant
from game.questionnaire import Audience, Kind, Pillar, Questionnaire, Text
from game.rules import RuleBroken
from tests.game.builders import MERIDA, NEW, OAXACA, SMALL, a_topic, an_item, asked_of, text

P1 = a_topic(an_item(code="P1-01"), an_item(code="P1-02"))
H1 = a_topic(an_item(Kind.TEXT, "H1-01"), code="H1")
TREE = Questionnaire(
    "2026",
    "abc",
    (
        Pillar("P", text("Políticas"), Fraction(1), (P1,)),
        Pillar("H", text("Herramientas"), Fraction(1), (H1,)),
    ),
)


def test_topics_and_items_come_in_order() -> None:
    assert [topic.code for topic in TREE.topics] == ["P1", "H1"]
    assert [item.code for item in TREE.items] == ["P1-01", "P1-02", "H1-01"]


def test_things_are_found_by_code() -> None:
    assert TREE.item("P1-02") is P1.items[1]
    assert TREE.topic("H1") is H1
    assert TREE.pillar_of("H1").code == "H"


def test_an_unknown_item_is_refused_by_name() -> None:
    with pytest.raises(RuleBroken, match=r"unknown-item \(item=X9\)") as refused:
        TREE.item("X9")
    assert refused.value.code == "unknown-item"
    assert refused.value.facts == {"item": "X9"}


def test_an_unknown_topic_is_refused() -> None:
    with pytest.raises(RuleBroken, match="unknown-topic"):
        TREE.pillar_of("X9")


def test_a_refusal_without_facts_is_its_code() -> None:
    assert str(RuleBroken("not-submitted")) == "not-submitted"


def test_text_is_spanish_unless_english_is_asked_for() -> None:
    wording = Text("Sí", "Yes")
    assert (wording.of("es"), wording.of("en"), wording.of("fr")) == ("Sí", "Yes", "Sí")


def test_free_text_is_not_scored() -> None:
    assert P1.items[0].is_scored
    assert not H1.items[0].is_scored


#                                       Oaxaca   Mérida    small     new
#                                       state    995,129   61,997    unknown
@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        pytest.param(Audience(), (True, True, True, True), id="everyone"),
        pytest.param(asked_of("state"), (True, False, False, False), id="states"),
        pytest.param(asked_of("municipality"), (False, True, True, True), id="municipalities"),
        pytest.param(asked_of(at_least=500_000), (True, True, False, True), id="large ones"),
        pytest.param(asked_of(at_most=61_997), (True, False, True, True), id="small ones"),
    ],
)
def test_audience(audience: Audience, asked: tuple[bool, ...]) -> None:
    people: tuple[Participant, ...] = (OAXACA, MERIDA, SMALL, NEW)
    assert tuple(audience.includes(each) for each in people) == asked
