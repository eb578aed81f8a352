"""Recordatorio: whom the coordination may remind of what waits, and when again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from game.coordination import Hold
from game.days import today_of
from game.rules import RuleBroken

# Own rule: a reminder is given some days to be of use before there is another one.
EVERY_DAYS = 3


@dataclass(frozen=True, slots=True)
class Reminder:
    """The latest of a participant: which one of all it was, when and by whom."""

    number: int
    at: datetime
    author: str


def again_on(last: Reminder) -> date:
    """The first day on which there may be another one."""
    return today_of(last.at) + timedelta(days=EVERY_DAYS)


def may_remind(last: Reminder | None, today: date) -> bool:
    """Whether the last one is old enough."""
    return last is None or today >= again_on(last)


def check_reminder(
    holds: Collection[Hold], last: Reminder | None, today: date, *, is_reached: bool
) -> None:
    """Refuse to remind whoever goes on, was reminded of late, or has nobody to be written to."""
    if not holds:
        raise RuleBroken("not-held-up")
    if last is not None and not may_remind(last, today):
        raise RuleBroken("reminded-lately", author=last.author, again=again_on(last))
    if not is_reached:
        raise RuleBroken("nobody-to-write-to")
