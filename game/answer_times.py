"""Tiempos de respuesta: how long a government takes to answer what is reported of it.

A wait begins when a report is published, and again when a dispute is; it ends with the answer, or
when whoever sent the report closes it. It is counted in working days, the day it begins not being
one of them, by the term that is in force now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from game.reports import STARTS_CLOCK, Clock, Move


@dataclass(frozen=True, slots=True)
class Wait:
    """One answer that was waited for. `ended`: the day it was over, None while it is not."""

    began: date
    ended: date | None = None
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """`median`: of the answers there were, in working days; None where there was none.

    `late`: waits that went past their term, with an answer at last or without. `waiting`: those
    that are not over.
    """

    answered: int
    median: Fraction | None
    late: int
    waiting: int


def waits_of(moves: Iterable[tuple[Move, date]]) -> tuple[Wait, ...]:
    """The waits of one report, from its moves in order."""
    waits: list[Wait] = []
    began: date | None = None
    for move, on in moves:
        if move in STARTS_CLOCK:
            began = on
        elif move in {Move.ANSWER, Move.CLOSE} and began is not None:
            waits.append(Wait(began, on, is_answered=move is Move.ANSWER))
            began = None
    return (*waits, Wait(began)) if began is not None else tuple(waits)


def answer_times(waits: Iterable[Wait], clock: Clock, today: date) -> AnswerTimes:
    """All the waits of a participant, measured."""
    listed = tuple(waits)
    days = [
        clock.calendar.worked_between(each.began, each.ended)
        for each in listed
        if each.is_answered and each.ended is not None
    ]
    return AnswerTimes(
        answered=len(days),
        median=Fraction(median(days)) if days else None,
        late=sum((each.ended or today) > clock.ends(each.began) for each in listed),
        waiting=sum(each.ended is None for each in listed),
    )
