"""Encargo: who is to do what by when, and what becomes of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.assignments import (
    LONGEST_NOTE,
    Assignment,
    AssignmentMove,
    AssignmentState,
    Doer,
    assigned_to,
    change,
    give,
    in_order,
    move,
    moves_of,
    shown_state,
)
from game.rules import RuleBroken

TODAY, DUE, LATER = date(2026, 11, 28), date(2026, 12, 4), date(2026, 12, 11)
# Ana leads, Beto and Bruno fill, Sofía signs.
ANA, BETO, BRUNO = Doer("lead", 1), Doer("contributor", 2), Doer("contributor", 3)
SOFIA = Doer("signer", 4)
GIVEN = Assignment("P1", BETO.seat, DUE, note="Falta la gaceta.")
Is, Step = AssignmentState, AssignmentMove


def given_to(
    to: Doer = BETO, *, by: Doer = ANA, due: date | None = DUE, note: str = ""
) -> Assignment:
    return give("P1", "P1-03", to, due=due, note=note, by=by, on=TODAY)


def test_a_lead_gives_an_item_to_a_seat_that_answers() -> None:
    assert given_to(note="  Con la página. ") == Assignment(
        "P1", BETO.seat, DUE, "P1-03", "Con la página.", Is.GIVEN
    )
    assert given_to(ANA).seat == ANA.seat
    assert given_to(due=TODAY).due == TODAY


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({"by": BETO}, "role-forbids", id="a contributor gives nothing away"),
        pytest.param({"by": SOFIA}, "role-forbids", id="nor does a signer"),
        pytest.param({"to": SOFIA}, "assignee-cannot-answer", id="who signs never fills"),
        pytest.param({"due": None}, "due-required", id="a day is needed"),
        pytest.param({"due": date(2026, 11, 27)}, "due-in-the-past", id="one that has not passed"),
        pytest.param({"note": "x" * (LONGEST_NOTE + 1)}, "text-too-long", id="a note is a note"),
    ],
)
def test_what_cannot_be_given_is_refused(asked: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        given_to(**asked)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_another_seat_takes_over_with_another_day() -> None:
    changed = change(GIVEN, BRUNO, due=LATER, note="Pregunte a jurídico.", by=ANA, on=TODAY)
    assert changed == Assignment("P1", BRUNO.seat, LATER, note="Pregunte a jurídico.")


def test_one_that_is_late_may_keep_its_day_and_no_earlier_one() -> None:
    late = date(2026, 12, 20)
    assert change(GIVEN, BRUNO, due=DUE, note="", by=ANA, on=late).due == DUE
    with pytest.raises(RuleBroken, match="due-in-the-past"):
        change(GIVEN, BRUNO, due=date(2026, 12, 3), note="", by=ANA, on=late)


#                      given               done                withdrawn
CROSSTABLE = {
    Step.GIVE: (None, None, Is.GIVEN),
    Step.CHANGE: (Is.GIVEN, None, None),
    Step.FINISH: (Is.DONE, None, None),
    Step.REOPEN: (None, Is.GIVEN, None),
    Step.WITHDRAW: (Is.WITHDRAWN, Is.WITHDRAWN, None),
    Step.REMIND: (Is.GIVEN, None, None),
}


@pytest.mark.parametrize("source", [Is.GIVEN, Is.DONE, Is.WITHDRAWN])
@pytest.mark.parametrize("step", list(Step))
def test_a_lead_may_do_what_the_table_says(step: Step, source: Is) -> None:
    there = replace(GIVEN, state=source)
    to = CROSSTABLE[step][(Is.GIVEN, Is.DONE, Is.WITHDRAWN).index(source)]
    assert (step in moves_of(there, ANA)) == (to is not None)
    if to is None:
        with pytest.raises(RuleBroken, match="assignment-forbids"):
            move(there, step, ANA)
    else:
        assert move(there, step, ANA) == replace(GIVEN, state=to)


@pytest.mark.parametrize("step", list(Step))
def test_whoever_holds_it_says_it_is_done_and_nothing_else(step: Step) -> None:
    assert moves_of(GIVEN, BETO) == (Step.FINISH,)
    assert moves_of(GIVEN, BRUNO) == ()
    for who in (BETO, BRUNO) if step is not Step.FINISH else (BRUNO,):
        with pytest.raises(RuleBroken, match="role-forbids"):
            move(GIVEN, step, who)


@pytest.mark.parametrize(
    ("stored", "today", "touched", "shown"),
    [
        pytest.param(Is.GIVEN, TODAY, False, Is.GIVEN, id="just given"),
        pytest.param(Is.GIVEN, DUE, True, Is.STARTED, id="on its last day it is not late"),
        pytest.param(Is.GIVEN, LATER, True, Is.OVERDUE, id="late, started or not"),
        pytest.param(Is.DONE, LATER, True, Is.DONE, id="done is never late"),
        pytest.param(Is.WITHDRAWN, LATER, False, Is.WITHDRAWN, id="nor is what was taken back"),
    ],
)
def test_answers_and_calendar_tell_where_it_stands(
    stored: Is, today: date, touched: bool, shown: Is
) -> None:
    assert shown_state(replace(GIVEN, state=stored), today, is_touched=touched) is shown


def test_an_item_of_ones_own_goes_before_its_level() -> None:
    item = replace(GIVEN, item="P1-03", due=LATER)
    both = (GIVEN, item)
    assert assigned_to(BETO.seat, both, topic="P1", item="P1-03") == item
    assert assigned_to(BETO.seat, both, topic="P1", item="P1-04") == GIVEN
    assert assigned_to(BETO.seat, both, topic="I1", item="I1-01") is None
    assert assigned_to(BRUNO.seat, both, topic="P1", item="P1-03") is None
    assert assigned_to(BETO.seat, (replace(GIVEN, state=Is.DONE),), topic="P1", item="") is None


@given(
    st.permutations([GIVEN, replace(GIVEN, due=TODAY), replace(GIVEN, topic="I1", item="I1-02")])
)
def test_what_is_due_first_comes_first_whatever_came_in_first(some: list[Assignment]) -> None:
    assert [(each.due, each.topic) for each in in_order(some)] == [
        (TODAY, "P1"),
        (DUE, "I1"),
        (DUE, "P1"),
    ]
