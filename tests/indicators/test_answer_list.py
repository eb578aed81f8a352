"""Lista de respuestas: what each row tells of an answer, and what it never does."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from game.answers import Answer
from game.participants import Participant
from game.questionnaire import Condition, Questionnaire
from game.reviews import Verdict
from indicators.answer_list import (
    AnswerList,
    ListCover,
    ListedAnswer,
    Who,
    condition_of,
    day_in,
    number_in,
)
from indicators.given import Evidence
from indicators.matrix import AnswerState
from tests.indicators.builders import a_questionnaire, an_item

DAY = date(2026, 3, 3)
OAXACA = Participant("20", "state", "Oaxaca", "20", 4_132_148)
WHO = Who(OAXACA, "Estado", "Oaxaca", "Estados")
COVER = ListCover("Edición 2026", "2026", "v1", DAY, "es", synthetic=False)
GAZETTE = Evidence("Gaceta", "https://example.org/20", "art. 5")


def a_list(**given: Any) -> AnswerList:
    return AnswerList(a_questionnaire(), replace(COVER, **given))


def told(listed: ListedAnswer, **given: Any) -> dict[str, Any]:
    """The cells of a row by the keys of their columns."""
    found = a_list(**given)
    (row,) = found.rows(WHO, [listed])
    return dict(zip(found.columns, row, strict=True))


def first_item(questionnaire: Questionnaire) -> str:
    return questionnaire.items[0].code


ITEM = first_item(a_questionnaire())
YES = ListedAnswer(Answer(ITEM, chosen=("yes",)), 3, evidence=(GAZETTE,), saved_on=DAY)


def test_a_row_says_who_answered_what_and_what_proves_it() -> None:
    row = told(YES)
    assert row["participant"] == "20"
    assert (row["item"], row["condition"], row["chosen"]) == (ITEM, "respondido", "yes")
    assert (row["evidence_count"], row["evidence_title"]) == (1, "Gaceta")
    assert (row["evidence_place"], row["evidence_page"]) == ("https://example.org/20", "art. 5")
    assert (row["revision"], row["saved_on"], row["verdict"]) == (3, DAY, None)


def test_a_verdict_is_told_with_its_day_and_its_factor() -> None:
    decided = replace(
        YES,
        verdict=Verdict.REJECTED,
        reason="Falta.",
        decider="Vera",
        decided_on=DAY,
        factor=Fraction(1, 2),
    )
    row = told(decided)
    keys = ("verdict", "verdict_reason", "verifier", "decided_on", "factor")
    assert [row[key] for key in keys] == ["rechazada", "Falta.", "Vera", DAY, 0.5]


def test_in_public_nobody_is_named() -> None:
    columns = a_list(sha256="ab", has_factors=True).columns
    assert not {"verifier", "saved_on"} & set(columns)
    assert "decider_seat" in columns


def test_rows_are_in_the_order_of_the_items_and_what_is_not_asked_there_is_left_out() -> None:
    codes = [item.code for item in a_questionnaire().items[:3]]
    listed = [ListedAnswer(Answer(code), 1) for code in (*reversed(codes), "Z9-99")]
    found = a_list()
    place = found.columns.index("item")
    assert [row[place] for row in found.rows(WHO, listed)] == codes


def test_the_first_sheet_says_what_is_left_out_until_results_are_published() -> None:
    before = {str(row[0]): row[1] for row in a_list().facts(7, 2)}
    assert before["Respuestas sin firmar, que no están"].value == 2  # type: ignore[union-attr]
    assert "hasta entonces su columna está vacía" in str(before["Resultados"])
    after = {str(row[0]): row[1] for row in a_list(has_factors=True, sha256="ab").facts(7, 0)}
    assert "Resultados" not in after
    assert after["Huella SHA-256 de lo publicado"] == "ab"


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("", None),
        ("12", 12),
        ("1,234.5", 1234.5),
        ("12 %", 12),
        ("doce", "doce"),
        ("=1+1", "=1+1"),
        pytest.param("1234567890123456", "1234567890123456", id="more digits than a cell keeps"),
    ],
)
def test_numbers(typed: str, cell: object) -> None:
    assert number_in(typed) == cell


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("", None),
        ("2026-03-01", date(2026, 3, 1)),
        ("1/3/2026", date(2026, 3, 1)),
        ("mañana", "mañana"),
        pytest.param("1810-09-16", "1810-09-16", id="before spreadsheets count days"),
    ],
)
def test_days(typed: str, cell: object) -> None:
    assert day_in(typed) == cell


@pytest.mark.parametrize(
    ("answer", "opener", "state"),
    [
        (Answer("b", chosen=("yes",)), "yes", AnswerState.ANSWERED),
        (Answer("b"), "yes", AnswerState.NO_ANSWER),
        (Answer("b", chosen=("yes",)), "no", AnswerState.NOT_ASKED),
        (Answer("b", not_applicable=True, reason="No hay."), "yes", AnswerState.NOT_APPLICABLE),
    ],
)
def test_what_was_answered(answer: Answer, opener: str, state: AnswerState) -> None:
    above = an_item("a")
    item = replace(
        an_item("b", policy="exclude"),
        asked_when=Condition("a", frozenset({"yes"}), above.audience, above.asked_when),
    )
    answers = {"a": Answer("a", chosen=(opener,)), "b": answer}
    assert condition_of(item, answers, OAXACA) is state
