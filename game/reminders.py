"""Recordatorio: whom the coordination may remind of what waits, and when again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from game.coordination import Hold
from game.days import today_of
from game.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Reminder:
    """The latest of a participant: which one of all it was, when and by whom."""

    number: int
    at: datetime
    author: str


def again_on(last: Reminder, every: int) -> date:
    """The first day on which there may be another one: it is given days (`every`) to be of use."""
    return today_of(last.at) + timedelta(days=every)


def may_remind(last: Reminder | None, today: date, every: int) -> bool:
    """Whether the last one is old enough."""
    return last is None or today >= again_on(last, every)


def check_reminder(
    holds: Collection[Hold], last: Reminder | None, today: date, every: int, *, is_reached: bool
) -> None:
    """Refuse to remind whoever goes on, was reminded of late, or has nobody to be written to."""
    if not holds:
        raise RuleBroken("not-held-up")
    if last is not None and not may_remind(last, today, every):
        raise RuleBroken("reminded-lately", author=last.author, again=again_on(last, every))
    if not is_reached:
        raise RuleBroken("nobody-to-write-to")
