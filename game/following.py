"""Seguimiento: what somebody follows, what happened to it, and when they are told.

Whatever happens to a commitment has a key of its own, also what the calendar does to it while
nobody clicks: by that key everybody is told once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from game.commitments import Change, Commitment, Event, Move, Status, first_due, shown_status
from game.days import CENTRAL, Calendar

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


class Kind(StrEnum):
    """What can be followed."""

    ALL = "all"
    PARTICIPANT = "participant"
    COMMITMENT = "commitment"
    PILLAR = "pillar"
    TOPIC = "topic"
    STATUS = "status"


class Rhythm(StrEnum):
    """How often somebody is told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Focus:
    """One thing that is followed. Who follows all of them needs no code."""

    kind: Kind
    code: str = ""


@dataclass(frozen=True, slots=True)
class FollowRules:
    """Figures of our own, none of which moves a point or the index.

    `hour`: when a summary is put together, in central Mexico, as offices open. `confirm_days`: how
    long an address that nobody confirmed is kept; a weekend lies within. `most_asked`: letters that
    ask one address to confirm, in a day: a stranger who types it in cannot fill its mailbox.
    `most_refused`: how many letters in a row a mailbox refuses for good before it is let go; one
    refusal may be a mistake of its server. `kept_days`: how long what was sent is kept, so that a
    fault can be looked into.
    """

    hour: int = 8
    confirm_days: int = 3
    most_asked: int = 5
    most_refused: int = 3
    kept_days: int = 30


USUAL = FollowRules()


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of the history with its number in it and its moment."""

    number: int
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a commitment: a move, or the calendar where there is none.

    `status`: the one it brought, where it brought another one. `due`: the date in force then.
    """

    key: str
    commitment: int
    on: date
    at: datetime
    due: date
    status: Status | None
    move: Move | None = None
    event: int | None = None
    note: str = ""
    due_before: date | None = None
    due_after: date | None = None
    changes: tuple[Change, ...] = ()


def happenings(
    commitment: Commitment, history: Sequence[Dated], today: date
) -> tuple[Happening, ...]:
    """All that happened so far, oldest first. Each missed date is there once.

    A commitment is overdue from the day after its date, whether anybody looked or not: also one
    that was mended before this was asked.
    """
    found: list[Happening] = []
    now = replace(commitment, status=Status.PROPOSED, due=_first_due(commitment, history))
    since = history[0].at if history else None
    for line in history:
        found += _missed(now, since, line.event.on, found)
        found.append(_moved(now, line))
        after = line.event.due_after or now.due
        now, since = replace(now, status=line.event.to_status, due=after), line.at
    found += _missed(now, since, today, found)
    return tuple(found)


def concerns(
    focus: Focus, happening: Happening, participant: str, pillar: str, topics: Collection[str] = ()
) -> bool:
    """Whether somebody who follows this is told.

    `topics`: of the items that the commitment answers for. A status is followed by what comes to
    it, by a move or by the calendar: what stands in it already, or goes on standing in it, is no
    news, and neither is what leaves it.
    """
    match focus.kind:
        case Kind.ALL:
            return True
        case Kind.PARTICIPANT:
            return focus.code == participant
        case Kind.COMMITMENT:
            return focus.code == str(happening.commitment)
        case Kind.PILLAR:
            return focus.code == pillar
        case Kind.TOPIC:
            return focus.code in topics
        case Kind.STATUS:
            return happening.status is not None and focus.code == happening.status.value


def told_until(rhythm: Rhythm, now: datetime, calendar: Calendar, rules: FollowRules) -> datetime:
    """The last moment up to which what happened is told now: what came later waits.

    A summary of the day comes on working days, one of the week on its first working day.
    """
    if rhythm is Rhythm.AT_ONCE:
        return now
    day = now.astimezone(CENTRAL).date()
    while not (_is_day_of(rhythm, day, calendar) and _opening(day, rules) <= now):
        day -= A_DAY
    return _opening(day, rules)


def _is_day_of(rhythm: Rhythm, day: date, calendar: Calendar) -> bool:
    if not calendar.is_worked(day):
        return False
    monday = day - timedelta(days=day.weekday())
    before = (monday + timedelta(days=n) for n in range(day.weekday()))
    return rhythm is Rhythm.DAILY or not any(calendar.is_worked(each) for each in before)


def _opening(day: date, rules: FollowRules) -> datetime:
    return datetime.combine(day, time(rules.hour), CENTRAL)


def _first_due(commitment: Commitment, history: Sequence[Dated]) -> date:
    return first_due(replace(commitment, history=tuple(line.event for line in history)))


def _moved(before: Commitment, line: Dated) -> Happening:
    """A move as something that happened. The first one brings its status too."""
    event = line.event
    brings = event.from_status != event.to_status
    return Happening(
        key=f"event.{line.number}",
        commitment=before.code or 0,
        on=event.on,
        at=line.at,
        due=event.due_after or before.due,
        status=event.to_status if brings else None,
        move=event.move,
        event=line.number,
        note=event.note,
        due_before=event.due_before,
        due_after=event.due_after,
        changes=event.changes,
    )


def _missed(
    standing: Commitment, since: datetime | None, day: date, found: Collection[Happening]
) -> tuple[Happening, ...]:
    """That a date passed, if it has by this day and was not told of it before."""
    key = f"overdue.{standing.code}.{standing.due}"
    is_told = any(each.key == key for each in found)
    if since is None or is_told or shown_status(standing, day) is not Status.OVERDUE:
        return ()
    # Sent back after its date, a commitment is overdue from then on.
    at = max(datetime.combine(standing.due + A_DAY, time(), CENTRAL), since)
    on = at.astimezone(CENTRAL).date()
    return (Happening(key, standing.code or 0, on, at, standing.due, Status.OVERDUE),)
