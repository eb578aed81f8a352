"""Ley abrogada: an answer is reviewed once, by its own government, and nothing moves by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from game.laws import (
    Abrogation,
    Given,
    LawEvent,
    LawMove,
    Lift,
    Lifting,
    check_abrogation,
    check_known_end,
    check_restoring,
    document_review_of,
    due_among,
    known_successor,
    review_of,
    standing,
)
from game.questionnaire import Law, Text
from game.rules import RuleBroken

NOON = datetime(2026, 12, 1, 18, tzinfo=UTC)
DAY = date(2026, 12, 1)
HOUR = timedelta(hours=1)
ENDED = Abrogation(1, "LGMR", DAY, NOON, "LNETB")
BEFORE, AFTER = Given("Ana", NOON - HOUR), Given("Beto", NOON + HOUR)
CONFIRMED = Lift(Lifting.CONFIRMED, "Ana", NOON + HOUR, "Igual.")
KNOWN = frozenset({"LGMR", "LNETB"})


def event(number: int, move: LawMove, law: str = "LGMR") -> LawEvent:
    return LawEvent(number, law, move, NOON, DAY if move is LawMove.ABROGATED else None)


def test_the_last_word_on_a_law_counts() -> None:
    abrogated, restored = event(1, LawMove.ABROGATED), event(2, LawMove.RESTORED)
    assert standing([abrogated])["LGMR"].event == 1
    assert standing([abrogated, restored]) == {}
    assert standing([abrogated, restored, event(3, LawMove.ABROGATED)])["LGMR"].event == 3
    assert set(standing([abrogated, event(2, LawMove.ABROGATED, "CFF")])) == {"LGMR", "CFF"}


@pytest.mark.parametrize(
    ("law", "replaced_by", "in_force", "code"),
    [
        pytest.param("XX", "", {}, "unknown-law", id="a law that nobody names"),
        pytest.param("LGMR", "XX", {}, "unknown-law", id="a successor that nobody names"),
        pytest.param("LGMR", "LGMR", {}, "law-replaces-itself", id="its own successor"),
        pytest.param("LGMR", "", {"LGMR": ENDED}, "already-abrogated", id="twice"),
        pytest.param("LNETB", "LGMR", {"LGMR": ENDED}, "successor-abrogated", id="in a circle"),
    ],
)
def test_what_cannot_be_abrogated_is_refused(
    law: str, replaced_by: str, in_force: dict[str, Abrogation], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_abrogation(law, replaced_by, KNOWN, in_force)
    assert refused.value.code == code


def test_only_an_abrogated_law_is_restored() -> None:
    check_abrogation("LGMR", "LNETB", KNOWN, {})
    assert check_restoring("LGMR", KNOWN, {"LGMR": ENDED}) is ENDED
    with pytest.raises(RuleBroken, match="law-in-force"):
        check_restoring("LGMR", KNOWN, {})
    with pytest.raises(RuleBroken, match="unknown-law"):
        check_restoring("XX", KNOWN, {})


@pytest.mark.parametrize(
    ("today", "is_due"),
    [(date(2026, 11, 30), False), (DAY, True), (date(2026, 12, 2), True)],
)
def test_nothing_is_asked_before_the_day(today: date, is_due: bool) -> None:
    assert due_among(["CFF", "LGMR", "LGMR"], {"LGMR": ENDED}, today) == (
        (ENDED,) if is_due else ()
    )


@pytest.mark.parametrize(
    ("given", "confirmed", "how"),
    [
        pytest.param(BEFORE, None, None, id="as it was: to be reviewed"),
        pytest.param(BEFORE, CONFIRMED, Lifting.CONFIRMED, id="confirmed"),
        pytest.param(AFTER, None, Lifting.CHANGED, id="changed afterwards"),
        pytest.param(AFTER, CONFIRMED, Lifting.CONFIRMED, id="confirmed, then changed"),
    ],
)
def test_an_answer_is_reviewed_until_it_is_confirmed_or_changed(
    given: Given, confirmed: Lift | None, how: Lifting | None
) -> None:
    review = review_of(ENDED, given, confirmed)
    assert review.is_pending == (how is None)
    assert (review.lift.how if review.lift else None) == how


def test_who_lifts_it_by_changing_is_who_changed_it() -> None:
    review = review_of(ENDED, AFTER, None)
    assert review.lift == Lift(Lifting.CHANGED, "Beto", AFTER.at)


@pytest.mark.parametrize(
    ("since", "declared", "saved", "is_pending"),
    [
        pytest.param(DAY, NOON - 48 * HOUR, NOON - 24 * HOUR, True, id="changed before its day"),
        pytest.param(DAY, NOON - 48 * HOUR, NOON, False, id="changed on its day"),
        pytest.param(
            date(2026, 11, 1), NOON, NOON - 24 * HOUR, True, id="changed before anybody was told"
        ),
    ],
)
def test_a_change_counts_once_it_could_be_known(
    since: date, declared: datetime, saved: datetime, is_pending: bool
) -> None:
    ended = Abrogation(1, "LGMR", since, declared)
    assert review_of(ended, Given("Ana", saved), None).is_pending == is_pending


@pytest.mark.parametrize(
    ("document", "confirmed", "answers", "is_pending"),
    [
        pytest.param(BEFORE, None, [BEFORE], True, id="cited as it was"),
        pytest.param(BEFORE, CONFIRMED, [BEFORE], False, id="confirmed"),
        pytest.param(AFTER, None, [BEFORE], False, id="brought afterwards"),
        pytest.param(BEFORE, None, [AFTER], False, id="whoever cites it changed the answer"),
        pytest.param(BEFORE, None, [AFTER, BEFORE], True, id="another answer cites it as it was"),
    ],
)
def test_a_document_is_reviewed_by_itself(
    document: Given, confirmed: Lift | None, answers: list[Given], is_pending: bool
) -> None:
    assert document_review_of(ENDED, document, confirmed, answers).is_pending == is_pending


NEW = Law("LNETB", Text("Ley Nacional", "National Law"))
OLD = Law("LGMR", Text("Ley General", "General Law"), None, date(2025, 7, 16), NEW.name)


@pytest.mark.parametrize(
    ("law", "since", "is_refused"),
    [
        pytest.param(OLD, date(2025, 7, 16), False, id="its last day"),
        pytest.param(OLD, date(2025, 7, 17), False, id="the first without it"),
        pytest.param(OLD, date(2025, 7, 18), True, id="later"),
        pytest.param(OLD, date(2025, 7, 15), True, id="earlier"),
        pytest.param(NEW, date(2030, 1, 1), False, id="nothing known"),
    ],
)
def test_a_law_ends_when_its_edition_says(law: Law, since: date, *, is_refused: bool) -> None:
    if not is_refused:
        check_known_end(law, since)
        return
    with pytest.raises(RuleBroken) as refused:
        check_known_end(law, since)
    assert refused.value.code == "law-ended-before"
    assert refused.value.facts["first"] == "2025-07-17"


def test_its_successor_is_known_by_its_name() -> None:
    assert known_successor(OLD, [OLD, NEW]) == "LNETB"
    assert known_successor(OLD, [OLD]) == ""
    assert known_successor(NEW, [OLD, NEW]) == ""
