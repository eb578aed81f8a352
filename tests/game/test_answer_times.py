"""Tiempos de respuesta, in working days that one can count on a calendar."""

from datetime import date
from fractions import Fraction

from game.answer_times import AnswerTimes, Line, Wait, answer_times, waits_of
from game.days import Calendar
from game.reports import Clock, Move

# March 2026: the 2nd is a Monday; the 16th is a day of rest.
CLOCK = Clock(Calendar(frozenset({date(2026, 3, 16)})), 10)
TODAY = date(2026, 3, 31)


def on(day: int) -> date:
    return date(2026, 3, day)


def told(*moves: tuple[Move, int]) -> list[Line]:
    """Lines of which nobody kept a term."""
    return [Line(move, on(day)) for move, day in moves]


def test_a_dispute_begins_a_wait_of_its_own() -> None:
    lines = [
        Line(Move.PUBLISH, on(2), on(17)),
        Line(Move.ANSWER, on(6)),
        Line(Move.RELEASE, on(10), on(25)),
        Line(Move.ANSWER, on(12)),
    ]
    assert waits_of(lines) == (
        Wait(on(2), on(6), is_answered=True, until=on(17)),
        Wait(on(10), on(12), is_answered=True, until=on(25)),
    )


def test_what_is_closed_waits_no_more_and_was_not_answered() -> None:
    assert waits_of(told((Move.PUBLISH, 2), (Move.CLOSE, 5))) == (Wait(on(2), on(5)),)
    closed_later = told((Move.PUBLISH, 2), (Move.ANSWER, 3), (Move.CLOSE, 5))
    assert waits_of(closed_later) == (Wait(on(2), on(3), is_answered=True),)


def test_what_nobody_answered_waits() -> None:
    assert waits_of(told((Move.PUBLISH, 2))) == (Wait(on(2)),)
    assert waits_of([]) == ()


def test_the_median_and_how_many_were_late() -> None:
    waits = [
        Wait(on(2), on(6), is_answered=True),  # 4 working days
        Wait(on(2), on(17), is_answered=True),  # 10: the 16th is none, so that is in time
        Wait(on(2), on(18), is_answered=True),  # 11: late
        Wait(on(3)),  # late since the 18th, and still not answered
        Wait(on(20)),  # in time until April
        Wait(on(2), on(30)),  # closed by whoever sent it, long after the term
    ]
    assert answer_times(waits, CLOCK, TODAY) == AnswerTimes(
        answered=3, median=Fraction(10), late=3, waiting=2
    )


def test_late_is_what_came_after_the_term_of_its_day_whatever_the_term_is_now() -> None:
    """With 10 days the 17th was in time; with 3 days the 6th was the last one."""
    ten, three = on(17), on(6)
    waits = [
        Wait(on(2), on(17), is_answered=True, until=ten),
        Wait(on(2), on(9), is_answered=True, until=three),
        Wait(on(2), until=three),
    ]
    for days in (1, 3, 10, 60):
        found = answer_times(waits, Clock(CLOCK.calendar, days), TODAY)
        assert (found.answered, found.late, found.waiting) == (2, 2, 1), days


def test_what_was_merged_waits_elsewhere_and_returns_with_a_term_of_its_own() -> None:
    lines = [
        Line(Move.PUBLISH, on(2), on(17)),
        Line(Move.MERGE, on(4)),
        Line(Move.RETURN, on(23), on(31)),
        Line(Move.ANSWER, on(25)),
    ]
    assert waits_of(lines[:2]) == ()
    assert waits_of(lines) == (Wait(on(23), on(25), is_answered=True, until=on(31)),)
    # One that nobody had published returns to be read: no clock runs.
    assert waits_of([Line(Move.MERGE, on(4)), Line(Move.RETURN, on(23))]) == ()


def test_between_two_answers_the_median_is_a_half() -> None:
    waits = [Wait(on(2), on(3), is_answered=True), Wait(on(2), on(4), is_answered=True)]
    assert answer_times(waits, CLOCK, TODAY).median == Fraction(3, 2)


def test_without_answers_there_is_no_median() -> None:
    assert answer_times([], CLOCK, TODAY) == AnswerTimes(0, None, 0, 0)
