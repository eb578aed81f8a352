"""Insignias y racha: what a participant achieved in an edition, folded from what happened.

Which badges there are is data of the edition; this is what each kind of them means. Own rules:

- **A badge rests on what was done, and stays while it is done.** Of levels signed it is lost when
  one is opened again or otherwise left unsigned; mending what a verifier returned leaves it signed.
- **What was verified stays**, and so does a run of days: neither can be undone.
- **Mending in time** is of all that was returned: it is earned once enough was mended and nothing
  waits to be, and lost for the edition with the first term that passes. An answer that comes back
  to what was returned was never mended (`game/substance.py`); one that is accepted as it was
  returned has nothing to mend, and one that is no longer asked is left out (`game/absences.py`).
- **Improvement** is known when the edition is published; whoever ties for the first place has it.
- **Help** is counted as `game/exchanges.py` says, and each confirmation stays.
- **A streak** is of working days with a save, one after the other; a save that leaves what was
  returned as it was is none. Days that are not worked neither count nor break it; the day that runs
  breaks nothing until it is over.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from game.absences import Absence
from game.days import Calendar, today_of
from game.questionnaire import Text
from game.reviews import Verdict
from game.signatures import Signature, signed_since, signing_since


class BadgeKind(StrEnum):
    """What a badge is given for."""

    LEVELS = "levels"
    PILLAR = "pillar"
    MENDED = "mended"
    STREAK = "streak"
    IMPROVED = "improved"
    HELPED = "helped"


class Reach(StrEnum):
    """How far a level has to have come: signed, or every answer of it accepted."""

    SIGNED = "signed"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of an edition, with what its kind needs; the rest is empty.

    levels: `levels` of them `reached`. pillar: all of that `pillar` reached. mended: `items` or
    more, each within `working_days`. streak: of `working_days`. improved: first, by `points`.
    helped: peers with `items`, as often as that counts.
    """

    code: str
    kind: BadgeKind
    name: Text
    description: Text
    levels: int = 0
    reached: Reach = Reach.SIGNED
    pillar: str = ""
    items: int = 0
    working_days: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on an item, and when it was given."""

    item: str
    verdict: Verdict
    at: datetime


@dataclass(frozen=True, slots=True)
class Mending:
    """What a save made of an item that had been returned; a later one has a larger `revision`.

    `stands`: it was then complete and said something else than what was returned.
    """

    item: str
    at: datetime
    stands: bool = True
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Improvement:
    """What a participant added to the last edition, its place by it, and since when it is known."""

    points: int
    place: int
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a participant in an edition, each with its time, in any order.

    `absences`: of what was returned. `helps`: when peers confirmed each help that counts.
    """

    saves: Collection[datetime] = ()
    signatures: Collection[Signature] = ()
    decisions: Collection[Decision] = ()
    mendings: Collection[Mending] = ()
    absences: Collection[Absence] = ()
    improvement: Improvement | None = None
    helps: Collection[datetime] = ()

    def until(self, end: datetime) -> "History":
        """As it stood just before a moment."""
        return History(
            saves=[at for at in self.saves if at < end],
            signatures=[_before(each, end) for each in self.signatures if each.at < end],
            decisions=[each for each in self.decisions if each.at < end],
            mendings=[each for each in self.mendings if each.at < end],
            absences=[
                replace(each, until=None) if each.holds(end) else each
                for each in self.absences
                if each.since < end
            ],
            improvement=self.improvement
            if self.improvement is not None and self.improvement.at < end
            else None,
            helps=tuple(at for at in self.helps if at < end),
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a history is judged. `levels`: pillar to the levels it asks of the participant.

    `now`: the moment up to which terms run: none passes once nothing can be mended any more.
    """

    levels: Mapping[str, Collection[str]]
    calendar: Calendar
    now: datetime


@dataclass(frozen=True, slots=True)
class Award:
    """A badge as it stands: when it was earned, or how much of it is done.

    `is_out`: it can be earned no more in this edition.
    """

    badge: Badge
    earned_at: datetime | None = None
    done: int = 0
    of: int = 0
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Streak:
    """Working days with a save, one after the other, up to the last one; none where it broke."""

    days: int = 0
    last: date | None = None


def awards_of(badges: Iterable[Badge], history: History, ground: Ground) -> tuple[Award, ...]:
    """Every badge of an edition as it stands, in the order of the edition."""
    return tuple(_KINDS[badge.kind](badge, history, ground) for badge in badges)


def streak_of(saves: Iterable[datetime], calendar: Calendar, today: date) -> Streak:
    """The run that goes on today: its last day is today, or the last one worked before."""
    days, last = 0, None
    for day, length in _runs(saves, calendar):
        days, last = length, day
    if last is None or calendar.worked_between(last, today - timedelta(days=1)):
        return Streak()
    return Streak(days, last)


def _before(signature: Signature, end: datetime) -> Signature:
    lost, outdone = signature.voiding, signature.outdone
    return replace(
        signature,
        voiding=lost if lost is not None and lost.at < end else None,
        outdone=outdone if outdone is not None and outdone.at < end else None,
    )


def _of_levels(badge: Badge, history: History, ground: Ground) -> Award:
    known = {topic for topics in ground.levels.values() for topic in topics}
    return _reached(badge, history, known, badge.levels)


def _of_pillar(badge: Badge, history: History, ground: Ground) -> Award:
    topics = ground.levels.get(badge.pillar, ())
    return _reached(badge, history, topics, len(topics))


def _reached(badge: Badge, history: History, topics: Collection[str], count: int) -> Award:
    """So many of these levels; none of none is nothing achieved."""
    since = _verified(history) if badge.reached is Reach.VERIFIED else _signed(history)
    moments = sorted(at for topic, at in since.items() if topic in topics)
    done = min(len(moments), count)
    return Award(badge, moments[count - 1] if 0 < count <= len(moments) else None, done, count)


def _signed(history: History) -> Mapping[str, datetime]:
    """Level to since when it is signed, those too that wait to be signed again after mending."""
    found = {}
    for topic, signatures in _by_topic(history).items():
        since, last = signed_since(signatures), signatures[-1]
        if since is not None:
            found[topic] = since
        elif last.keeps_its_day:
            found[topic] = signing_since(signatures, last.at)
    return found


def _verified(history: History) -> Mapping[str, datetime]:
    """Level to when all that one signature was over was accepted, while it was in force."""
    accepted = {
        each.item: each.at for each in history.decisions if each.verdict is Verdict.ACCEPTED
    }
    found: dict[str, datetime] = {}
    for each in history.signatures:
        moments = [accepted[item] for item in each.revisions if item in accepted]
        if moments and len(moments) == len(each.revisions):
            at, lost = max(each.at, *moments), each.voiding
            if lost is None or at <= lost.at:
                found[each.topic] = min(at, found.get(each.topic, at))
    return found


def _by_topic(history: History) -> Mapping[str, Sequence[Signature]]:
    found: dict[str, list[Signature]] = {}
    for signature in sorted(history.signatures, key=lambda each: each.at):
        found.setdefault(signature.topic, []).append(signature)
    return found


@dataclass(frozen=True, slots=True)
class _Turn:
    """Something that was returned: since when it is mended, or since when it need not be.

    `is_asked`: it is now.
    """

    returned: datetime
    mended: datetime | None
    spared: datetime | None
    is_asked: bool

    @property
    def ended(self) -> datetime | None:
        return self.mended or self.spared

    def waits(self, at: datetime) -> bool:
        return self.returned <= at and (self.ended is None or self.ended > at)


def _of_mending(badge: Badge, history: History, ground: Ground) -> Award:
    turns = list(_turns(history))
    for each in turns:
        term = ground.calendar.after(today_of(each.returned), badge.working_days)
        if today_of(each.ended or ground.now) > term:
            return Award(badge, of=badge.items, is_out=True)
    mended = [each.mended for each in turns if each.mended is not None and each.is_asked]
    whole = (
        at
        for at in sorted(each.ended for each in turns if each.ended is not None)
        if sum(each <= at for each in mended) >= badge.items
        and not any(each.waits(at) for each in turns)
    )
    return Award(badge, next(whole, None), min(len(mended), badge.items), badge.items)


def _turns(history: History) -> Iterator[_Turn]:
    """What became of every return, those of an item from its last one back."""
    for item, returns in _returns(history).items():
        accepted = [
            each.at
            for each in history.decisions
            if each.item == item and each.verdict is Verdict.ACCEPTED and each.at >= returns[-1]
        ]
        gone = [each.since for each in history.absences if each.item == item and not each.until]
        spared = min([*accepted, *gone], default=None)
        mended, after = None, None
        for returned in reversed(returns):
            # Returned again as it was, it is mended when it was mended the next time.
            mended = _mended_since(history, item, returned, after) or mended
            yield _Turn(returned, mended, spared, is_asked=not gone)
            after = returned


def _returns(history: History) -> Mapping[str, Sequence[datetime]]:
    found: dict[str, list[datetime]] = {}
    for each in sorted(history.decisions, key=lambda each: each.at):
        if each.verdict is Verdict.RETURNED:
            found.setdefault(each.item, []).append(each.at)
    return found


def _mended_since(
    history: History, item: str, returned: datetime, after: datetime | None
) -> datetime | None:
    """Since when it stood mended as the next return found it, or as it is now."""
    since = None
    for each in sorted(history.mendings, key=lambda each: (each.at, each.revision, each.stands)):
        if each.item == item and each.at >= returned and (after is None or each.at < after):
            since = (since or each.at) if each.stands else None
    return since


def _of_streak(badge: Badge, history: History, ground: Ground) -> Award:
    firsts: dict[date, datetime] = {}
    for at in sorted(history.saves):
        firsts.setdefault(today_of(at), at)
    count = badge.working_days
    for day, length in _runs(history.saves, ground.calendar):
        if length == count:
            return Award(badge, firsts[day], count, count)
    return Award(
        badge, None, streak_of(history.saves, ground.calendar, today_of(ground.now)).days, count
    )


def _runs(saves: Iterable[datetime], calendar: Calendar) -> Iterator[tuple[date, int]]:
    """Each working day with a save, and the length of the run that it ends."""
    before, length = None, 0
    for day in sorted({today_of(at) for at in saves}):
        if calendar.is_worked(day):
            goes_on = before is not None and calendar.worked_between(before, day) == 1
            before, length = day, length + 1 if goes_on else 1
            yield day, length


def _of_improvement(badge: Badge, history: History, _: Ground) -> Award:
    found = history.improvement
    if found is None or found.place != 1 or found.points < badge.points:
        return Award(badge)
    return Award(badge, found.at)


def _of_helping(badge: Badge, history: History, _: Ground) -> Award:
    moments, count = sorted(history.helps), badge.items
    done = min(len(moments), count)
    return Award(badge, moments[count - 1] if 0 < count <= len(moments) else None, done, count)


_KINDS: Mapping[BadgeKind, Callable[[Badge, History, Ground], Award]] = {
    BadgeKind.LEVELS: _of_levels,
    BadgeKind.PILLAR: _of_pillar,
    BadgeKind.MENDED: _of_mending,
    BadgeKind.STREAK: _of_streak,
    BadgeKind.IMPROVED: _of_improvement,
    BadgeKind.HELPED: _of_helping,
}
