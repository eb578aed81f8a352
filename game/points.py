"""Puntos: progress, never the measurement. Half when answered, all when verified.

Honest-no parity: an accepted "no" with its reason and plan settles exactly what an accepted
"yes" with its evidence does, and a rejected claim is worth nothing. So the points of an answer
depend on how complete and how true it is, never on what it says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from game.answers import Answer, is_complete
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
class PointRules:
    """Whole even points of an item by its kind, so that half of them is whole too."""

    by_kind: Mapping[str, int]
    default: int

    def of(self, item: Item) -> int:
        """What an accepted answer to the item settles."""
        return self.by_kind.get(item.kind, self.default)


class Reason(StrEnum):
    """Why points move. The ledger holds no other reason.

    `condition`: another answer decides whether the item is asked. The rest is what was done to
    its own answer.
    """

    ANSWERED = "answered"
    CONDITION = "condition"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PointEvent:
    """One entry of the ledger: what changed, for which item, and why."""

    item: str
    reason: Reason
    points: Points


def points_of(
    rules: PointRules, item: Item, answer: Answer | None, verdict: Verdict | None
) -> Points:
    """`verdict` is the standing one: a returned answer that has changed since has none."""
    if answer is None or not is_complete(item, answer):
        return NO_POINTS
    return points_of_complete(rules, item, verdict)


def points_of_complete(rules: PointRules, item: Item, verdict: Verdict | None) -> Points:
    """The same for an answer known to be complete: whatever it says, it is worth as much."""
    full = rules.of(item)
    if verdict is None:
        return Points(provisional=full // 2)
    return Points(settled=full) if verdict is Verdict.ACCEPTED else NO_POINTS


def change(before: Points, after: Points, item: str, reason: Reason) -> PointEvent | None:
    """The event that leads from one state of an item to the next; none when nothing moves."""
    if before == after:
        return None
    return PointEvent(item, reason, after - before)


def fold(events: Iterable[PointEvent]) -> Points:
    """The points a ledger adds up to, in any order."""
    return sum((event.points for event in events), NO_POINTS)
