"""Puntos: progress, never the measurement. A share when answered, the rest when verified.

Honest-no parity: an accepted "no" with its reason and plan settles exactly what an accepted
"yes" with its evidence does, and a rejected claim is worth nothing. So the points of an answer
depend on how complete and how true it is, and on how it came to be verified, never on what it
says: no rule here is given the words of an answer. Nor is that of a level signed in time: it looks
at days alone, so that hurrying pays the same for a no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from game.answers import Answer, is_complete
from game.days import today_of
from game.questionnaire import Item
from game.reviews import Verdict


@dataclass(frozen=True, slots=True)
class Points:
    """Provisional while nobody has verified, settled afterwards. Also a change of both."""

    provisional: int = 0
    settled: int = 0

    def __add__(self, other: "Points") -> "Points":
        return Points(self.provisional + other.provisional, self.settled + other.settled)

    def __sub__(self, other: "Points") -> "Points":
        return Points(self.provisional - other.provisional, self.settled - other.settled)

    @property
    def total(self) -> int:
        """What the board ranks by."""
        return self.provisional + self.settled


NO_POINTS = Points()


@dataclass(frozen=True, slots=True)
class Returns:
    """Own rule: an item returned more than `free` times settles this share of its points."""

    free: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Term:
    """Plazo: what a level has that is signed within so many days, the day of opening the first."""

    days: int
    points: int

    def last_day(self, opened: date) -> date:
        """The last one of them."""
        return opened + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class PointRules:
    """Whole points of an item by its kind, and the shares of them that are given when.

    Own rules, each with what it is where an edition says nothing. `provisional`: the share given
    for a complete answer that nobody has verified. `returns`: see there. `reply`: the share that
    an answer settles which was accepted only on a reply. Every share of the points of every kind
    is whole, and none that settles is below the provisional one, so that to be accepted never
    takes points away.

    `timeliness`: what a level has that is signed in time, the shortest term first and worth the
    most. Terms run from `opened`, the day of opening, which an edition under way does not move: a
    deadline that is put off takes from nobody what was earned, and gives it to nobody either.
    """

    by_kind: Mapping[str, int]
    default: int
    provisional: Fraction = Fraction(1, 2)
    returns: Returns | None = None
    reply: Fraction = Fraction(1)
    timeliness: tuple[Term, ...] = ()
    opened: date | None = None

    def of(self, item: Item) -> int:
        """The most an accepted answer to the item settles."""
        return self.by_kind.get(item.kind, self.default)

    @property
    def deadlines(self) -> tuple[tuple[date, int], ...]:
        """The last day of each term, and its points."""
        opened = self.opened
        if opened is None:
            return ()
        return tuple((term.last_day(opened), term.points) for term in self.timeliness)

    def timely(self, since: datetime | None) -> Points:
        """What a level has for being signed since that moment; nothing for one that is not.

        Own rule: they are settled at once, since nothing is left to verify of a day.
        """
        if since is None:
            return NO_POINTS
        given = (points for last, points in self.deadlines if today_of(since) <= last)
        return Points(settled=max(given, default=0))


@dataclass(frozen=True, slots=True)
class Course:
    """How an item came to its verdict: how often it was returned, and whether a reply led to it."""

    returns: int = 0
    by_reply: bool = False


STRAIGHT = Course()


class Reason(StrEnum):
    """Why points move. The ledger holds no other reason.

    `condition`: another answer decides whether the item is asked. `timely` is of a level as a
    whole, which was signed in time or is signed no more. The rest is what was done to the answer of
    the item itself.
    """

    ANSWERED = "answered"
    CONDITION = "condition"
    ACCEPTED = "accepted"
    ACCEPTED_AFTER_RETURNS = "accepted-after-returns"
    ACCEPTED_ON_REPLY = "accepted-on-reply"
    RETURNED = "returned"
    REJECTED = "rejected"
    TIMELY = "timely"


# What an event says in place of an item where it is of the whole level.
WHOLE_LEVEL: Final = ""


@dataclass(frozen=True, slots=True)
class PointEvent:
    """One entry of the ledger: what changed, for which item or the level as a whole, and why."""

    item: str
    reason: Reason
    points: Points


def points_of(
    rules: PointRules,
    item: Item,
    answer: Answer | None,
    verdict: Verdict | None,
    course: Course = STRAIGHT,
) -> Points:
    """`verdict` is the standing one: a returned answer that says something else now has none."""
    if answer is None or not is_complete(item, answer):
        return NO_POINTS
    return points_of_complete(rules, item, verdict, course)


def points_of_complete(
    rules: PointRules, item: Item, verdict: Verdict | None, course: Course = STRAIGHT
) -> Points:
    """The same for an answer known to be complete: whatever it says, it is worth as much."""
    full = rules.of(item)
    if verdict is None:
        return Points(provisional=int(full * rules.provisional))
    if verdict is not Verdict.ACCEPTED:
        return NO_POINTS
    return Points(settled=int(full * _settling(rules, course)[0]))


def reason_of(rules: PointRules, verdict: Verdict, course: Course = STRAIGHT) -> Reason:
    """Why a verdict moves points; one that settles less than all of them says by which rule."""
    if verdict is not Verdict.ACCEPTED:
        return Reason(verdict.value)
    return _settling(rules, course)[1]


def _settling(rules: PointRules, course: Course) -> tuple[Fraction, Reason]:
    """The share that an accepted answer settles, and why. Own rule: of two, the smaller one."""
    shares = [(Fraction(1), Reason.ACCEPTED)]
    if rules.returns is not None and course.returns > rules.returns.free:
        shares.append((rules.returns.share, Reason.ACCEPTED_AFTER_RETURNS))
    if course.by_reply:
        shares.append((rules.reply, Reason.ACCEPTED_ON_REPLY))
    return min(shares, key=lambda each: each[0])


def change(before: Points, after: Points, item: str, reason: Reason) -> PointEvent | None:
    """The event that leads from one state of an item to the next; none when nothing moves."""
    if before == after:
        return None
    return PointEvent(item, reason, after - before)


def timely_change(
    rules: PointRules, before: datetime | None, after: datetime | None
) -> PointEvent | None:
    """The event of a level that was signed since one moment, and now is since another, or not."""
    return change(rules.timely(before), rules.timely(after), WHOLE_LEVEL, Reason.TIMELY)


def fold(events: Iterable[PointEvent]) -> Points:
    """The points a ledger adds up to, in any order."""
    return sum((event.points for event in events), NO_POINTS)
