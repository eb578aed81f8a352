"""Ausencias: when an item that depends on others was not asked.

P1-01 opens P1-02, which opens P1-03:

day     1         2        3     4          5
P1-01   yes                no               yes
P1-02             yes            (not applicable)
P1-03             asked    not   not        not
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.absences import Absence, absences_of, openers_of
from game.answers import Answer, is_asked
from game.questionnaire import Item
from tests.game.builders import OAXACA, an_excuse, an_item, asked_after

FIRST = an_item()
SECOND = an_item(code="P1-02", asked_when=asked_after(FIRST, "yes"))
THIRD = an_item(code="P1-03", asked_when=asked_after(SECOND, "yes"))

Saves = list[tuple[datetime, Answer]]


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 18, tzinfo=UTC)


def says(item: Item, option: str) -> Answer:
    return Answer(item.code, chosen=(option,))


def found(item: Item, saves: Saves) -> list[Absence]:
    return list(absences_of(item, OAXACA, saves))


def test_what_opens_an_item_is_everything_before_it() -> None:
    assert openers_of(FIRST) == frozenset()
    assert openers_of(THIRD) == {"P1-01", "P1-02"}


@pytest.mark.parametrize(
    ("saves", "absences"),
    [
        pytest.param([], [], id="never asked"),
        pytest.param([(day(1), says(FIRST, "no"))], [], id="not asked yet"),
        pytest.param([(day(1), says(FIRST, "yes"))], [], id="asked"),
        pytest.param(
            [(day(1), says(FIRST, "yes")), (day(3), says(FIRST, "no"))],
            [Absence("P1-02", day(3))],
            id="no longer asked",
        ),
        pytest.param(
            [(day(1), says(FIRST, "yes")), (day(3), an_excuse(FIRST))],
            [Absence("P1-02", day(3))],
            id="what opened it does not apply",
        ),
        pytest.param(
            [
                (day(1), says(FIRST, "yes")),
                (day(3), says(FIRST, "no")),
                (day(4), Answer(FIRST.code)),
                (day(5), says(FIRST, "yes")),
            ],
            [Absence("P1-02", day(3), day(5))],
            id="asked again",
        ),
    ],
)
def test_when_it_was_not_asked(saves: Saves, absences: list[Absence]) -> None:
    assert found(SECOND, saves) == absences


def test_what_opens_its_opener_opens_it_too() -> None:
    saves = [
        (day(1), says(FIRST, "yes")),
        (day(2), says(SECOND, "yes")),
        (day(3), says(FIRST, "no")),
        (day(4), an_excuse(SECOND)),
        (day(5), says(FIRST, "yes")),
    ]
    assert found(THIRD, saves) == [Absence("P1-03", day(3))]


@pytest.mark.parametrize(
    ("end", "holds"), [(2, False), (3, False), (4, True), (5, True), (6, False)]
)
def test_it_holds_after_it_began_and_up_to_its_end(end: int, holds: bool) -> None:
    assert Absence("P1-02", day(3), day(5)).holds(day(end)) is holds
    assert Absence("P1-02", day(3)).holds(day(end)) is (end > 3)


@given(
    st.lists(
        st.tuples(st.sampled_from((FIRST, SECOND)), st.sampled_from(("yes", "no"))), max_size=20
    )
)
def test_between_its_absences_an_item_is_asked(told: list[tuple[Item, str]]) -> None:
    saves = [(day(1 + number), says(*each)) for number, each in enumerate(told)]
    absences, answers, was_asked = found(THIRD, saves), {}, False
    for at, answer in saves:
        answers[answer.item] = answer
        asked = is_asked(THIRD, answers, OAXACA)
        was_asked = was_asked or asked
        after = at.replace(minute=1)
        assert any(each.holds(after) for each in absences) is (was_asked and not asked)
