"""Coordinación: how far each participant has come, and what holds it up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from game.days import days_between, last_day_of, today_of
from game.editions import Act, Edition, Stage, allows, next_stages
from game.participants import alphabetical
from game.room import Patience


@dataclass(frozen=True, slots=True)
class Progress:
    """What a participant has done so far. `asked` follows from what it answered.

    `lost_lead`: it has had a lead, and nobody holds that seat now.
    `unsent`: levels complete and not handed in. `unsigned`: levels handed in that nobody has
    signed, `unsigned_since`: the first of them; `voided`: those whose signature is without effect
    and waits for another, `voided_since`: the first of them.
    `to_review`: its answers that rest on a law that was abrogated. `level`: the topic it is at.
    """

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
    signed: int = 0
    lost_lead: bool = False
    voided: int = 0
    to_review: int = 0
    level: str = ""
    unsent: int = 0
    unsigned: int = 0
    unsigned_since: datetime | None = None
    voided_since: datetime | None = None


class Hold(StrEnum):
    """Why a participant does not come forward, the gravest reason first."""

    NO_LEAD = "no_lead"
    NOT_STARTED = "not_started"
    QUIET = "quiet"
    RETURNED = "returned"
    UNSENT = "unsent"
    UNSIGNED = "unsigned"
    VOIDED = "voided"
    DEADLINE = "deadline"


class Order(StrEnum):
    """By what those who are followed can be put in order; each puts first whom to call first."""

    REASON = "reason"
    SILENCE = "silence"
    ANSWERED = "answered"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Followed:
    """A participant with everything that holds it up, the gravest first; nothing if it goes on."""

    progress: Progress
    holds: tuple[Hold, ...]
    quiet_days: int | None


#                 while answers are taken   while only returned items are mended
#   no lead       nobody holds its seat, in both
#   not started   nothing answered          -
#   quiet         no activity for days      -
#   returned      items wait to be mended and nobody came back for days, in both
#   unsent        levels complete, and no   -
#                 activity for days
#   unsigned      levels handed in wait     -
#                 for days to be signed
#   voided        levels wait for days to be signed anew, in both
#   deadline      few days, items missing   few days, items wait to be mended
#                 or any of these waits     or levels to be signed anew
def holds_in(stage: Stage) -> tuple[Hold, ...]:
    """What can hold somebody up in this stage."""
    answering, mending = allows(stage, Act.ANSWER), allows(stage, Act.MEND)
    sending, signing = allows(stage, Act.SUBMIT), allows(stage, Act.SIGN)
    found = {
        Hold.NO_LEAD: answering or mending,
        Hold.NOT_STARTED: answering,
        Hold.QUIET: answering,
        Hold.RETURNED: mending,
        Hold.UNSENT: sending,
        Hold.UNSIGNED: sending and signing,
        Hold.VOIDED: signing,
        Hold.DEADLINE: answering or mending,
    }
    return tuple(hold for hold, is_so in found.items() if is_so)


def holds_of(
    progress: Progress, stage: Stage, now: datetime, deadline: datetime | None, patience: Patience
) -> tuple[Hold, ...]:
    """What holds a participant up in this stage; nothing once there is nothing to do."""
    missing = progress.answered < progress.asked and allows(stage, Act.ANSWER)
    waits = waiting_in(progress, stage)
    left = days_left(deadline, now)
    quiet = quiet_days(progress, now)
    found = {
        Hold.NO_LEAD: progress.lost_lead and Hold.NO_LEAD in holds_in(stage),
        Hold.NOT_STARTED: missing and not progress.answered,
        Hold.QUIET: missing
        and progress.answered > 0
        and quiet is not None
        and quiet >= patience.quiet_days,
        Hold.RETURNED: Hold.RETURNED in waits
        and (quiet is None or quiet >= patience.returned_days),
        Hold.UNSENT: Hold.UNSENT in waits and quiet is not None and quiet >= patience.unsent_days,
        Hold.UNSIGNED: Hold.UNSIGNED in waits
        and _lasts(progress.unsigned_since, now, patience.unsigned_days),
        Hold.VOIDED: Hold.VOIDED in waits
        and _lasts(progress.voided_since, now, patience.unsigned_days),
        Hold.DEADLINE: (missing or bool(waits)) and left is not None and left <= patience.last_days,
    }
    return tuple(hold for hold, is_so in found.items() if is_so)


def waiting_in(progress: Progress, stage: Stage) -> frozenset[Hold]:
    """What was begun and waits for somebody of the participant to go on with it in this stage."""
    counts = {
        Hold.RETURNED: progress.returned,
        Hold.UNSENT: progress.unsent,
        Hold.UNSIGNED: progress.unsigned,
        Hold.VOIDED: progress.voided,
    }
    possible = holds_in(stage)
    return frozenset(hold for hold, count in counts.items() if count and hold in possible)


SIGNING = frozenset({Hold.UNSIGNED, Hold.VOIDED})


def is_awaited(progress: Progress, stage: Stage) -> bool:
    """Whether anything but a signature waits: those who answer have something to do."""
    missing = progress.answered < progress.asked and allows(stage, Act.ANSWER)
    return missing or bool(waiting_in(progress, stage) - SIGNING)


def _lasts(since: datetime | None, now: datetime, days: int) -> bool:
    return since is not None and (now - since).days >= days


def followed(
    progresses: Iterable[Progress],
    edition: Edition,
    now: datetime,
    order: Order = Order.REASON,
) -> tuple[Followed, ...]:
    """Everybody with what holds them up, in that order; equals by name."""
    deadline, patience = deadline_of(edition), edition.room.held_up
    found = (
        Followed(
            each, holds_of(each, edition.stage, now, deadline, patience), quiet_days(each, now)
        )
        for each in progresses
    )
    return tuple(sorted(found, key=lambda each: (*_key(each, order), *_name(each))))


def level_now(topics: Sequence[str], handed: Collection[str], last: str | None) -> str:
    """The level a participant is at, of those not handed in: where it saved last, or the first.

    Nothing once all are. `topics`: those that ask it something, in order.
    """
    left = [topic for topic in topics if topic not in handed]
    return last if last in left and last is not None else next(iter(left), "")


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


def days_left(deadline: datetime | None, now: datetime) -> int | None:
    """Days of the calendar up to the last one of a term: 0 on that day and once it has passed."""
    if deadline is None:
        return None
    return max(0, (last_day_of(deadline) - today_of(now)).days)


def quiet_days(progress: Progress, now: datetime) -> int | None:
    """Whole days since the last activity; nothing for who has not begun."""
    return None if progress.last_at is None else max(0, (now - progress.last_at).days)


GRAVITY: Mapping[Hold, int] = {hold: place for place, hold in enumerate(Hold)}
GOES_ON = len(Hold)


def _key(each: Followed, order: Order) -> tuple[object, ...]:
    match order:
        case Order.REASON:
            gravest = min((GRAVITY[hold] for hold in each.holds), default=GOES_ON)
            return gravest, *_silence(each)
        case Order.SILENCE:
            return _silence(each)
        case Order.ANSWERED:
            # Thousands are compared: equal shares are the same float too, in a tenth of the time.
            asked = each.progress.asked
            return (each.progress.answered / asked if asked else 0.0, *_silence(each))
        case Order.NAME:
            return ()


def _silence(each: Followed) -> tuple[object, ...]:
    """The longest first; whoever was never heard has been silent from the beginning."""
    last = each.progress.last_at
    return (False,) if last is None else (True, last)


def _name(each: Followed) -> tuple[str, str]:
    return alphabetical(each.progress.name), each.progress.participant
