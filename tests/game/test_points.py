"""Puntos: what is worth points, and what no trick can gain.

answer                     no verdict   accepted   returned   rejected
yes, with evidence         5 + 0        0 + 10     0          0
no, with reason and plan   5 + 0        0 + 10     0          0
excused, with reason       5 + 0        0 + 10     0          0
yes, without evidence      0            0          0          0
half-filled                0            0          0          0
"""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Citation
from game.points import NO_POINTS, PointEvent, PointRules, Points, change, fold, points_of
from game.questionnaire import Item, Kind
from game.reviews import Verdict
from tests.game.builders import ONE_OF_EACH, a_claim, an_excuse, an_honest_no, an_item

RULES = PointRules({"percentage": 14, "number": 12}, default=10)
YES_NO = an_item()
SOMEWHERE_IN_A_FILE = (Citation("acta-de-cabildo", has_pages=True),)
WHOLE = {"claim": a_claim(YES_NO), "honest no": an_honest_no(YES_NO), "excuse": an_excuse(YES_NO)}
LACKING = {
    "bare claim": a_claim(YES_NO, evidence=()),
    "file without its page": a_claim(YES_NO, evidence=SOMEWHERE_IN_A_FILE),
    "no without a plan": an_honest_no(YES_NO, plan=""),
    "no with a plan for before the edition": an_honest_no(YES_NO, plan_by="2020-02-01"),
    "unexplained excuse": an_excuse(YES_NO, reason=" "),
    "nothing": Answer(YES_NO.code),
    "no answer": None,
}
VERDICTS = (None, *Verdict)
WORTH = {
    None: Points(provisional=5),
    Verdict.ACCEPTED: Points(settled=10),
    Verdict.RETURNED: NO_POINTS,
    Verdict.REJECTED: NO_POINTS,
}


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("answer", WHOLE.values(), ids=WHOLE)
def test_a_whole_answer_is_worth_the_same_whatever_it_says(
    answer: Answer, verdict: Verdict | None
) -> None:
    assert points_of(RULES, YES_NO, answer, verdict) == WORTH[verdict]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("answer", LACKING.values(), ids=LACKING)
def test_what_lacks_something_is_worth_nothing(
    answer: Answer | None, verdict: Verdict | None
) -> None:
    assert points_of(RULES, YES_NO, answer, verdict) == NO_POINTS


def test_harder_kinds_are_worth_more() -> None:
    assert [RULES.of(item) for item in ONE_OF_EACH] == [10, 10, 10, 12, 14, 10, 10]
    assert RULES.of(an_item(Kind.PERCENTAGE)) == 14


def test_points_add_up_in_two_parts() -> None:
    assert Points(5, 10) + Points(1, 2) == Points(6, 12)
    assert Points(5, 10) - Points(1, 2) == Points(4, 8)
    assert Points(5, 10).total == 15


def test_nothing_changed_is_no_event() -> None:
    assert change(Points(5), Points(5), "P1-01", "answered") is None


def test_settling_moves_points_from_one_part_to_the_other() -> None:
    event = change(Points(5), Points(0, 10), "P1-01", "accepted")
    assert event == PointEvent("P1-01", "accepted", Points(-5, 10))


# Laws, over every kind of item and any history of it. A state is an answer and its verdict.

items = st.sampled_from(ONE_OF_EACH)
verdicts = st.sampled_from(VERDICTS)


def answers_to(item: Item) -> st.SearchStrategy[Answer | None]:
    return st.sampled_from(
        [
            None,
            Answer(item.code),
            a_claim(item),
            replace(a_claim(item), evidence=()),
            replace(a_claim(item), evidence=SOMEWHERE_IN_A_FILE),
            an_honest_no(item),
            replace(an_honest_no(item), reason=""),
            replace(an_honest_no(item), plan_by="2020-02-01"),
            an_excuse(item),
        ]
    )


def histories(item: Item) -> st.SearchStrategy[list[Points]]:
    states = st.tuples(answers_to(item), verdicts)
    worth = states.map(lambda state: points_of(RULES, item, *state))
    return st.lists(worth, max_size=12).map(lambda later: [NO_POINTS, *later])


def ledger_of(item: Item, history: list[Points]) -> list[PointEvent]:
    moves = (change(a, b, item.code, "changed") for a, b in pairwise(history))
    return [event for event in moves if event is not None]


item_histories = items.flatmap(lambda item: histories(item).map(lambda past: (item, past)))


@given(items, verdicts)
def test_an_honest_no_settles_exactly_what_a_proved_yes_does(
    item: Item, verdict: Verdict | None
) -> None:
    worth = {
        points_of(RULES, item, answer, verdict)
        for answer in (a_claim(item), an_honest_no(item), an_excuse(item))
    }
    assert len(worth) == 1


@given(item_histories)
def test_the_ledger_folds_to_the_last_state(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    assert fold(ledger_of(item, history)) == history[-1]


@given(item_histories)
def test_a_rejected_answer_returns_to_exactly_nothing(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    rejected = points_of(RULES, item, a_claim(item), Verdict.REJECTED)
    assert fold(ledger_of(item, [*history, rejected])) == NO_POINTS


@given(items, st.integers(min_value=1, max_value=9))
def test_toggling_gains_nothing(item: Item, times: int) -> None:
    yes = points_of(RULES, item, a_claim(item), None)
    no = points_of(RULES, item, an_honest_no(item), None)
    blank = points_of(RULES, item, Answer(item.code), None)
    history = [NO_POINTS, *[yes, blank, no] * times, yes]
    assert fold(ledger_of(item, history)) == yes


@given(item_histories)
def test_no_history_is_worth_more_than_the_item(told: tuple[Item, list[Points]]) -> None:
    item, history = told
    ledger = ledger_of(item, history)
    running = [fold(ledger[:n]) for n in range(len(ledger) + 1)]
    assert all(0 <= points.total <= RULES.of(item) for points in running)
    assert all(points.provisional >= 0 and points.settled >= 0 for points in running)


@given(item_histories, item_histories, st.randoms(use_true_random=False))
def test_the_order_of_unrelated_events_changes_nothing(
    one: tuple[Item, list[Points]], other: tuple[Item, list[Points]], dice: object
) -> None:
    ledger = ledger_of(*one) + ledger_of(*other)
    shuffled = list(ledger)
    dice.shuffle(shuffled)
    assert fold(shuffled) == fold(ledger) == one[1][-1] + other[1][-1]
