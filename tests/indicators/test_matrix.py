"""Matriz: answers become numbers, and what is not an answer says why."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer
from game.participants import Participant
from game.questionnaire import Audience, Condition, Item, Kind
from game.reviews import Verdict
from indicators.frames import factor_frame, state_frame
from indicators.matrix import (
    AnswerMatrix,
    AnswerState,
    Given,
    OptionTables,
    known_of,
    matrix_of,
    matrix_of_codes,
    matrix_of_values,
    verified,
)
from tests.indicators.builders import LAW, an_item, cell

ANSWERED = AnswerState.ANSWERED
PLAIN = an_item("P1-01")
EXCUSABLE = an_item("I1-01", policy="exclude")
TEXT = an_item("P1-03", kind=Kind.TEXT)


def says(item: Item, *chosen: str, not_applicable: bool = False, text: str = "") -> Answer:
    return Answer(item.code, chosen=chosen, not_applicable=not_applicable, text=text)


def test_a_pair_that_nobody_mentions_was_asked_and_not_answered() -> None:
    found = matrix_of(["20", "31"], ["a", "b"], [cell("31", "a", Fraction(1, 4))])
    assert found.states.tolist() == [[2, 2], [0, 2]]
    assert found.factors[1, 0] == 0.25
    assert np.isnan(found.factors).sum() == 3


def test_frames_carry_the_codes() -> None:
    found = matrix_of(["20"], ["a", "b"], [cell("20", "a", 1), cell("20", "b", ANSWERED.NOT_ASKED)])
    assert factor_frame(found).loc["20", "a"] == 1
    assert state_frame(found).loc["20"].tolist() == ["answered", "not_asked"]


def test_measured_values_keep_their_scale_and_gaps() -> None:
    found = matrix_of_values(["AUS"], ["LPI", "Gas"], np.array([[93.5, np.nan]]))
    assert found.states.tolist() == [[0, 2]]


#   item   option 0    1           2
#   a      yes 1       half 1/2    does not apply
#   b      yes 1       no 0        (has no third: no answer)
TABLES = OptionTables(
    np.array([[0, 0, 1], [0, 0, 2]], dtype=np.int8), np.array([[1, 0.5, np.nan], [1, 0, np.nan]])
)
TOLD = (
    [[ANSWERED, 1], [ANSWERED, Fraction(1, 2)], [AnswerState.NOT_APPLICABLE, None]],
    [
        [ANSWERED, 1],
        [ANSWERED, 0],
        [AnswerState.NO_ANSWER, None],
    ],
)


def coded(*answers: tuple[int, int, int]) -> AnswerMatrix:
    """Answers as (participant, item, option), all by position."""
    rows, columns, options = np.array(answers, dtype=np.int16).reshape(-1, 3).T
    return matrix_of_codes(["20", "31"], ["a", "b"], rows, columns, options, TABLES)


@LAW
@given(st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 1)), st.integers(0, 2)))
def test_coded_answers_are_the_same_answers(options: dict) -> None:
    found = coded(*((*place, option) for place, option in options.items()))
    told = [(["20", "31"][r], "ab"[c], *TOLD[c][option]) for (r, c), option in options.items()]
    plain = matrix_of(["20", "31"], ["a", "b"], told)
    assert np.array_equal(found.states, plain.states)
    assert np.array_equal(found.factors, plain.factors, equal_nan=True)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        pytest.param([(1, 0, 0), (0, 0, 1), (1, 0, 1)], "two answers of 31 to a", id="twice"),
        pytest.param([(0, 1, 1), (0, 1, 1)], "two answers of 20 to b", id="the same twice"),
        pytest.param([(2, 0, 0)], "no such participant: 2", id="stranger"),
        pytest.param([(0, -1, 0)], "no such item: -1", id="unknown item"),
        pytest.param([(0, 0, 3)], "no such option: 3", id="unknown option"),
    ],
)
def test_codes_that_cannot_be_are_refused(answers: list, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        coded(*answers)


def test_codes_come_in_threes_and_tables_with_a_row_for_every_item() -> None:
    one, two = np.zeros(1, dtype=np.int64), np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="a participant, an item and an option"):
        matrix_of_codes(["20"], ["a", "b"], one, one, two, TABLES)
    with pytest.raises(ValueError, match="a row for every item"):
        matrix_of_codes(["20"], ["a"], one, one, one, TABLES)


@pytest.mark.parametrize(
    ("states", "factors", "reason"),
    [
        pytest.param([[0, 2]], [[1.0]], "items x options", id="of two shapes"),
        pytest.param([[0]], [[1.5]], r"in 0\.\.1", id="above one"),
        pytest.param([[0]], [[np.nan]], r"in 0\.\.1", id="answers with nothing"),
        pytest.param([[2]], [[0.0]], r"in 0\.\.1", id="no answer with a factor"),
    ],
)
def test_tables_that_cannot_be_are_refused(states: list, factors: list, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        OptionTables(np.array(states, dtype=np.int8), np.array(factors))


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        pytest.param([cell("20", "a", 1), cell("20", "a", 0)], "two answers", id="twice"),
        pytest.param([cell("99", "a", 1)], "no such", id="stranger"),
        pytest.param([cell("20", "z", 1)], "no such", id="unknown item"),
        pytest.param([cell("20", "a", Fraction(3, 2))], r"not in 0\.\.1", id="above one"),
        pytest.param([cell("20", "a", Fraction(-1, 2))], r"not in 0\.\.1", id="below zero"),
        pytest.param([("20", "a", ANSWERED, None)], r"not in 0\.\.1", id="answered with nothing"),
    ],
)
def test_what_cannot_be_is_refused(cells: list, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        matrix_of(["20"], ["a"], cells)


def test_codes_stand_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        matrix_of(["20", "20"], ["a"], [])


def test_arrays_fit_their_codes_and_each_other() -> None:
    states = np.zeros((1, 1), dtype=np.int8)
    with pytest.raises(ValueError, match="shape"):
        AnswerMatrix(("20",), ("a", "b"), states, np.ones((1, 1)))
    with pytest.raises(ValueError, match="finite"):
        AnswerMatrix(("20",), ("a",), states, np.full((1, 1), np.nan))


#     what the government said    verdict     what the index takes
VERIFIED = [
    pytest.param(PLAIN, None, None, (AnswerState.NO_ANSWER, None), id="nothing said"),
    pytest.param(PLAIN, says(PLAIN), None, (AnswerState.NO_ANSWER, None), id="blank"),
    pytest.param(
        PLAIN, says(PLAIN, "maybe"), Verdict.ACCEPTED, (AnswerState.NO_ANSWER, None), id="invalid"
    ),
    pytest.param(PLAIN, says(PLAIN, "yes"), None, (AnswerState.NO_ANSWER, None), id="not yet read"),
    pytest.param(PLAIN, says(PLAIN, "yes"), Verdict.RETURNED, (ANSWERED, 0), id="returned"),
    pytest.param(PLAIN, says(PLAIN, "yes"), Verdict.ACCEPTED, (ANSWERED, 1), id="accepted"),
    pytest.param(PLAIN, says(PLAIN, "half"), Verdict.ACCEPTED, (ANSWERED, 0.5), id="in part"),
    pytest.param(PLAIN, says(PLAIN, "yes"), Verdict.REJECTED, (ANSWERED, 0), id="rejected"),
    pytest.param(PLAIN, says(PLAIN, "no"), Verdict.ACCEPTED, (ANSWERED, 0), id="honest no"),
    pytest.param(PLAIN, says(PLAIN, "no"), None, (AnswerState.NO_ANSWER, None), id="no, not read"),
    pytest.param(
        EXCUSABLE,
        says(EXCUSABLE, not_applicable=True),
        Verdict.ACCEPTED,
        (AnswerState.NOT_APPLICABLE, None),
        id="excuse accepted",
    ),
    pytest.param(
        EXCUSABLE,
        says(EXCUSABLE, not_applicable=True),
        Verdict.REJECTED,
        (ANSWERED, 0),
        id="excuse rejected",
    ),
    pytest.param(
        EXCUSABLE,
        says(EXCUSABLE, not_applicable=True),
        None,
        (AnswerState.NO_ANSWER, None),
        id="excuse not yet read",
    ),
    pytest.param(
        TEXT, says(TEXT, text="Así"), Verdict.ACCEPTED, (AnswerState.NO_ANSWER, None), id="told"
    ),
]


@pytest.mark.parametrize(("item", "answer", "verdict", "taken"), VERIFIED)
def test_what_the_index_takes_from_an_answer(item, answer, verdict, taken) -> None:
    assert verified(item, answer, verdict) == taken


CITIES = Participant("20067", "municipality", "Oaxaca de Juárez", "20")
OAXACA = Participant("20", "state", "Oaxaca", "20")
FIRST = an_item("a")
SECOND = replace(an_item("b"), asked_when=Condition("a", frozenset({"yes"})))
THIRD = replace(
    an_item("c"),
    asked_when=Condition("b", frozenset({"no"}), SECOND.audience, SECOND.asked_when),
)
CLAIMED = (says(FIRST, "yes"), None)
YES = (says(FIRST, "yes"), Verdict.ACCEPTED)
NO = (says(FIRST, "no"), Verdict.ACCEPTED)


@pytest.mark.parametrize(
    ("given", "second", "third"),
    [
        pytest.param({}, AnswerState.OPEN, AnswerState.OPEN, id="nothing is known"),
        pytest.param({"a": CLAIMED}, AnswerState.OPEN, AnswerState.OPEN, id="nobody verified it"),
        pytest.param({"a": YES}, AnswerState.NO_ANSWER, AnswerState.OPEN, id="the first opens"),
        pytest.param(
            {"a": NO}, AnswerState.NOT_ASKED, AnswerState.NOT_ASKED, id="the first opens none"
        ),
        pytest.param({"a": YES, "b": YES}, ANSWERED, AnswerState.NOT_ASKED, id="the second shuts"),
        pytest.param({"a": YES, "b": NO}, ANSWERED, AnswerState.NO_ANSWER, id="both open"),
        pytest.param(
            {"a": CLAIMED, "b": NO}, AnswerState.OPEN, AnswerState.OPEN, id="verified too early"
        ),
        pytest.param({"b": YES}, AnswerState.OPEN, AnswerState.NOT_ASKED, id="shut whichever"),
    ],
)
def test_what_stands_behind_an_unverified_answer_is_open(
    given: Given, second: AnswerState, third: AnswerState
) -> None:
    found = [known_of(item, given, OAXACA)[0] for item in (SECOND, THIRD)]
    assert found == [second, third]


def test_what_its_own_audience_leaves_out_is_not_open() -> None:
    of_states = replace(SECOND, audience=Audience(frozenset({"state"})))
    assert known_of(of_states, {}, CITIES) == (AnswerState.NOT_ASKED, None)
    behind = replace(THIRD, asked_when=replace(THIRD.asked_when, audience=of_states.audience))
    assert known_of(behind, {}, CITIES) == (AnswerState.NOT_ASKED, None)
    assert known_of(behind, {}, OAXACA) == (AnswerState.OPEN, None)
