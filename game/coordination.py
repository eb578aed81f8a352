"""Coordinación: how far each participant has come, and what holds it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from game.days import days_between
from game.editions import Act, Edition, Stage, allows, next_stages


@dataclass(frozen=True, slots=True)
class Progress:
    """What a participant has done so far. `asked` follows from what it answered."""

    participant: str
    name: str
    league: str
    asked: int
    answered: int
    levels: int
    submitted: int
    returned: int
    last_at: datetime | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many days without activity are worth a word, and from when the deadline presses.

    Whoever has returned items is given a few days to come back to them.
    """

    quiet_days: int = 7
    returned_days: int = 3
    last_days: int = 7


class Hold(StrEnum):
    """Why a participant does not come forward."""

    NOT_STARTED = "not_started"
    QUIET = "quiet"
    RETURNED = "returned"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Stuck:
    """A participant with everything that holds it up."""

    progress: Progress
    holds: tuple[Hold, ...]
    quiet_days: int | None


#                 while answers are taken   while only returned items are mended
#   not started   nothing answered          -
#   quiet         no activity for days      -
#   returned      items wait to be mended and nobody came back for days, in both
#   deadline      few days, items missing   few days, items wait to be mended
def holds_of(
    progress: Progress, stage: Stage, now: datetime, deadline: datetime | None, patience: Patience
) -> tuple[Hold, ...]:
    """What holds a participant up in this stage; nothing once there is nothing to do."""
    missing = progress.answered < progress.asked and allows(stage, Act.ANSWER)
    waiting = progress.returned > 0 and allows(stage, Act.MEND)
    days_left = days_until(deadline, now)
    quiet = quiet_days(progress, now)
    found = {
        Hold.NOT_STARTED: missing and not progress.answered,
        Hold.QUIET: missing
        and progress.answered > 0
        and quiet is not None
        and quiet >= patience.quiet_days,
        Hold.RETURNED: waiting and (quiet is None or quiet >= patience.returned_days),
        Hold.DEADLINE: (missing or waiting)
        and days_left is not None
        and days_left <= patience.last_days,
    }
    return tuple(hold for hold, is_so in found.items() if is_so)


def stuck(
    progresses: Iterable[Progress], edition: Edition, now: datetime, patience: Patience
) -> tuple[Stuck, ...]:
    """Those who are held up, most held up and least advanced first."""
    deadline = deadline_of(edition)
    found = (
        Stuck(each, holds_of(each, edition.stage, now, deadline, patience), quiet_days(each, now))
        for each in progresses
    )
    return tuple(sorted((each for each in found if each.holds), key=_order))


def response_rate(progresses: Iterable[Progress]) -> Fraction | None:
    """Answered items among those asked; nothing when nobody is asked anything."""
    counted = tuple(progresses)
    asked = sum(each.asked for each in counted)
    return Fraction(sum(each.answered for each in counted), asked) if asked else None


def deadline_of(edition: Edition) -> datetime | None:
    """When the stage of the edition ends: the date of the next one."""
    return next((edition.dates.get(stage) for stage in next_stages(edition.stage)), None)


def days_until(deadline: datetime | None, now: datetime) -> int | None:
    """Days left on the calendar, 0 on the day itself and once it has passed."""
    return None if deadline is None else max(0, days_between(now, deadline))


def quiet_days(progress: Progress, now: datetime) -> int | None:
    """Whole days since the last activity; nothing for who has not begun."""
    return None if progress.last_at is None else max(0, (now - progress.last_at).days)


def _order(each: Stuck) -> tuple[int, Fraction, str]:
    done = response_rate([each.progress]) or Fraction(0)
    return -len(each.holds), done, each.progress.participant
