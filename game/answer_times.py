"""Tiempos de respuesta: how long a government takes to answer what is reported of it.

A wait begins when a report is published, and again when a dispute is, or when one that was merged
into another stands alone again; it ends with the answer, or when whoever sent the report closes it.
Merged into another, a report waits no more: the other one does. A wait is counted in working days,
the day it begins not being one of them, and is late by the term that was in force when it began,
whatever term an edition sets afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from game.reports import STARTS_CLOCK, Clock, Move

ENDS: frozenset[Move] = frozenset({Move.ANSWER, Move.CLOSE, Move.MERGE})


@dataclass(frozen=True, slots=True)
class Wait:
    """One answer that was waited for. `ended`: the day it was over, None while it is not.

    `until`: the last day of its term, as it was set when it began; None where nobody kept it.
    """

    began: date
    ended: date | None = None
    is_answered: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A move of a report, its day, and the last day of the term that it begins."""

    move: Move
    on: date
    term: date | None = None


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


def waits_of(lines: Iterable[Line]) -> tuple[Wait, ...]:
    """The waits of one report, from its moves in order."""
    waits: list[Wait] = []
    waiting: Wait | None = None
    for line in lines:
        if line.move in STARTS_CLOCK or (line.move is Move.RETURN and line.term is not None):
            waiting = Wait(line.on, until=line.term)
        elif line.move in ENDS and waiting is not None:
            if line.move is not Move.MERGE:
                is_answered = line.move is Move.ANSWER
                waits.append(Wait(waiting.began, line.on, is_answered, waiting.until))
            waiting = None
    return (*waits, waiting) if waiting is not None else tuple(waits)


def answer_times(waits: Iterable[Wait], clock: Clock, today: date) -> AnswerTimes:
    """All the waits of a participant, measured. `clock`: for those whose term nobody kept."""
    listed = tuple(waits)
    days = [
        clock.calendar.worked_between(each.began, each.ended)
        for each in listed
        if each.is_answered and each.ended is not None
    ]
    return AnswerTimes(
        answered=len(days),
        median=Fraction(median(days)) if days else None,
        late=sum((each.ended or today) > (each.until or clock.ends(each.began)) for each in listed),
        waiting=sum(each.ended is None for each in listed),
    )
