"""Encargo: a level or one item of it, delegated to a seat of the team, with a date and a note.

An assignment names who is to do something; it never keeps anybody else from doing it. Whoever
holds the seat later inherits it. What was given, changed, finished or taken back stays in the log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from game.editions import Act, Stage, allows, check_allowed
from game.rules import RuleBroken


class AssignmentState(StrEnum):
    """Where an assignment stands. Started and overdue are told by answers and calendar."""

    GIVEN = "given"
    STARTED = "started"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class AssignmentMove(StrEnum):
    """What can happen to an assignment."""

    GIVE = "give"
    CHANGE = "change"
    FINISH = "finish"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """Who makes a move and from where; without a `to` the state stays as it is.

    `by_holder`: also whoever sits in the seat it was given to.
    """

    sources: frozenset[AssignmentState]
    to: AssignmentState | None = None
    by_holder: bool = False


OPEN = frozenset({AssignmentState.GIVEN})
GIVERS = frozenset({"lead"})
# A signer never fills what they sign.
DOERS = frozenset({"contributor", "lead"})
LONGEST_NOTE = 1_000
# No edition lasts longer: a later day is a slip of the keyboard.
LONGEST_YEARS = 2

MOVES: Mapping[AssignmentMove, AssignmentRule] = MappingProxyType(
    {
        AssignmentMove.GIVE: AssignmentRule(
            frozenset({AssignmentState.WITHDRAWN}), AssignmentState.GIVEN
        ),
        AssignmentMove.CHANGE: AssignmentRule(OPEN),
        AssignmentMove.FINISH: AssignmentRule(OPEN, AssignmentState.DONE, by_holder=True),
        AssignmentMove.REOPEN: AssignmentRule(
            frozenset({AssignmentState.DONE}), AssignmentState.GIVEN
        ),
        AssignmentMove.WITHDRAW: AssignmentRule(
            OPEN | {AssignmentState.DONE}, AssignmentState.WITHDRAWN
        ),
        AssignmentMove.REMIND: AssignmentRule(OPEN),
    }
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """`item` is empty for a whole level. `state` is the stored one; `shown_state` adds the rest."""

    topic: str
    seat: int
    due: date
    item: str = ""
    note: str = ""
    state: AssignmentState = AssignmentState.GIVEN

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class AssignmentEvent:
    """One line of the log: the move, and seat, date and note as they were left."""

    topic: str
    item: str
    at: datetime
    move: AssignmentMove
    holder: str
    due: date
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Whoever makes a move: their role and the seat they work from."""

    role: str
    seat: int


def give(
    topic: str, item: str, to: Doer, *, due: date | None, note: str, by: Doer, on: date
) -> Assignment:
    """A new assignment to a seat that answers, for a day that has not passed.

    Refused from whoever is no lead (`role-forbids`), to a seat that does not answer
    (`assignee-cannot-answer`), without a date (`due-required`), for a past one
    (`due-in-the-past`), with a note nobody would read (`text-too-long`).
    """
    _check_may(AssignmentMove.GIVE, by)
    return _checked(Assignment(topic, to.seat, due or on, item, note.strip()), to, due, on)


def change(
    assignment: Assignment, to: Doer, *, due: date | None, note: str, by: Doer, on: date
) -> Assignment:
    """Another seat, date or note. One that has not passed, unless it is the date that it had."""
    _check_may(AssignmentMove.CHANGE, by)
    _check_from(assignment, AssignmentMove.CHANGE)
    changed = replace(assignment, seat=to.seat, due=due or on, note=note.strip())
    earliest = min(on, assignment.due)
    return _checked(changed, to, due, earliest)


def move(assignment: Assignment, step: AssignmentMove, by: Doer) -> Assignment:
    """The assignment after a move that brings nothing with it; or the refusal."""
    rule = MOVES[step]
    if not (rule.by_holder and by.seat == assignment.seat):
        _check_may(step, by)
    _check_from(assignment, step)
    return replace(assignment, state=rule.to or assignment.state)


def moves_of(assignment: Assignment, by: Doer) -> tuple[AssignmentMove, ...]:
    """What somebody may do with it now, in the order of the table."""
    return tuple(
        step
        for step, rule in MOVES.items()
        if assignment.state in rule.sources
        and (by.role in GIVERS or (rule.by_holder and by.seat == assignment.seat))
    )


def shown_state(assignment: Assignment, today: date, *, is_touched: bool) -> AssignmentState:
    """As people see it: past its day it is overdue; once its holder saved something, started."""
    if not assignment.is_open:
        return assignment.state
    if today > assignment.due:
        return AssignmentState.OVERDUE
    return AssignmentState.STARTED if is_touched else AssignmentState.GIVEN


def assigned_to(
    seat: int, assignments: Iterable[Assignment], *, topic: str, item: str
) -> Assignment | None:
    """What of a seat's covers an item: the one of the item itself before that of its level."""
    own = [each for each in assignments if each.is_open and each.seat == seat]
    return next(
        (each for scope in (item, "") for each in own if (each.topic, each.item) == (topic, scope)),
        None,
    )


def in_order(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """What is due first comes first; of one day, as the questionnaire is numbered."""
    return tuple(sorted(assignments, key=lambda each: (each.due, each.topic, each.item)))


def may_assign(stage: Stage) -> bool:
    """Whether there is anything left to do that could be delegated."""
    return allows(stage, Act.ANSWER) or allows(stage, Act.MEND)


def check_may_assign(stage: Stage) -> None:
    """Refuse any move where nothing can be answered or mended any more."""
    if not may_assign(stage):
        check_allowed(stage, Act.ANSWER)


def _check_may(step: AssignmentMove, by: Doer) -> None:
    if by.role not in GIVERS:
        raise RuleBroken("role-forbids", role=by.role, move=step)


def _check_from(assignment: Assignment, step: AssignmentMove) -> None:
    if assignment.state not in MOVES[step].sources:
        raise RuleBroken("assignment-forbids", state=assignment.state, move=step)


def _checked(assignment: Assignment, to: Doer, due: date | None, earliest: date) -> Assignment:
    if to.role not in DOERS:
        raise RuleBroken("assignee-cannot-answer", field="seat")
    if due is None:
        raise RuleBroken("due-required", field="due")
    if due < earliest:
        raise RuleBroken("due-in-the-past", due=due, field="due")
    if due.year > earliest.year + LONGEST_YEARS:
        raise RuleBroken("due-too-far", years=LONGEST_YEARS, field="due")
    if len(assignment.note) > LONGEST_NOTE:
        raise RuleBroken("text-too-long", limit=LONGEST_NOTE, field="note")
    return assignment
