"""Tiempos de respuesta, in working days that one can count on a calendar."""

from datetime import date
from fractions import Fraction

from game.answer_times import AnswerTimes, Wait, answer_times, waits_of
from game.days import Calendar
from game.reports import Clock, Move

# March 2026: the 2nd is a Monday; the 16th is a day of rest.
CLOCK = Clock(Calendar(frozenset({date(2026, 3, 16)})), 10)
TODAY = date(2026, 3, 31)


def on(day: int) -> date:
    return date(2026, 3, day)


def test_a_dispute_begins_a_wait_of_its_own() -> None:
    moves = [
        (Move.PUBLISH, on(2)),
        (Move.ANSWER, on(6)),
        (Move.RELEASE, on(10)),
        (Move.ANSWER, on(12)),
    ]
    assert waits_of(moves) == (
        Wait(on(2), on(6), is_answered=True),
        Wait(on(10), on(12), is_answered=True),
    )


def test_what_is_closed_waits_no_more_and_was_not_answered() -> None:
    assert waits_of([(Move.PUBLISH, on(2)), (Move.CLOSE, on(5))]) == (Wait(on(2), on(5)),)
    closed_later = [(Move.PUBLISH, on(2)), (Move.ANSWER, on(3)), (Move.CLOSE, on(5))]
    assert waits_of(closed_later) == (Wait(on(2), on(3), is_answered=True),)


def test_what_nobody_answered_waits() -> None:
    assert waits_of([(Move.PUBLISH, on(2))]) == (Wait(on(2)),)
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


def test_between_two_answers_the_median_is_a_half() -> None:
    waits = [Wait(on(2), on(3), is_answered=True), Wait(on(2), on(4), is_answered=True)]
    assert answer_times(waits, CLOCK, TODAY).median == Fraction(3, 2)


def test_without_answers_there_is_no_median() -> None:
    assert answer_times([], CLOCK, TODAY) == AnswerTimes(0, None, 0, 0)
