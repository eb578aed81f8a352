"""Cumplimiento: how many commitments were made, kept, are late or given up, and the share kept.

    made    every commitment that was ever proposed, whatever became of it
    ripe    of these, those that ended (verified, not met, withdrawn) or whose date has passed
    share   verified / ripe; where nothing is ripe yet there is none

Withdrawing a commitment or moving its status does not better the share: what is withdrawn is ripe.
Own rule; the edition of 2019 counted all that were registered (`Reference`), ripe or not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from game.commitments import Commitment, Move, Status, shown_status

ENDED = frozenset({Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are of each; no commitment is in two of the four that have a name."""

    made: int = 0
    verified: int = 0
    overdue: int = 0
    not_met: int = 0
    withdrawn: int = 0
    ripe: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.made + other.made,
            self.verified + other.verified,
            self.overdue + other.overdue,
            self.not_met + other.not_met,
            self.withdrawn + other.withdrawn,
            self.ripe + other.ripe,
        )

    @property
    def under_way(self) -> int:
        """Neither ended nor overdue: to be kept, or to be verified."""
        return self.made - self.verified - self.overdue - self.not_met - self.withdrawn

    @property
    def unverified(self) -> int:
        """Its date has passed, and it is neither ended nor overdue: it waits for somebody."""
        return self.ripe - self.verified - self.overdue - self.not_met - self.withdrawn

    @property
    def share(self) -> Fraction | None:
        """What part of the ripe ones was verified; None where there is none."""
        return Fraction(self.verified, self.ripe) if self.ripe else None


def reported_on(commitment: Commitment) -> date | None:
    """When the government last said that it is kept, where that still stands or was verified."""
    if commitment.status not in {Status.REPORTED_DONE, Status.VERIFIED}:
        return None
    return _last(commitment, frozenset({Move.REPORT_DONE}))


def verified_on(commitment: Commitment) -> date | None:
    """When the observatory first found kept what stands as verified."""
    if commitment.status is not Status.VERIFIED:
        return None
    return _last(commitment, frozenset({Move.VERIFY}))


def days_late(commitment: Commitment, today: date) -> int | None:
    """Calendar days after the date in force: of the report, or until today where it is overdue.

    0 where it was reported in time; None where nothing can be said: it is not due, or it ended
    otherwise. The history is needed.
    """
    if shown_status(commitment, today) is Status.OVERDUE:
        return (today - commitment.due).days
    reported = reported_on(commitment)
    return None if reported is None else max(0, (reported - commitment.due).days)


def _last(commitment: Commitment, moves: frozenset[Move]) -> date | None:
    found = [event.on for event in commitment.history if event.move in moves]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Reference:
    """What somebody else published: of which edition, how many were made and met, and where.

    `share`: as it was published, rounded.
    """

    instrument: str
    edition: str
    made: int
    met: int
    share: Fraction
    source: str


class Group(StrEnum):
    """Where a commitment stands on the page of its participant, what presses first."""

    LATE = "late"
    PROMISED = "promised"
    INHERITED = "inherited"
    KEPT = "kept"
    NOT_MET = "not_met"
    WITHDRAWN = "withdrawn"


_GROUPS = {
    Status.OVERDUE: Group.LATE,
    Status.VERIFIED: Group.KEPT,
    Status.NOT_MET: Group.NOT_MET,
    Status.WITHDRAWN: Group.WITHDRAWN,
    Status.INHERITED: Group.INHERITED,
}


def is_ripe(commitment: Commitment, today: date) -> bool:
    """Whether it ended or its date has passed: the day itself has not."""
    return commitment.status in ENDED or today > commitment.due


def tally_of(commitments: Iterable[Commitment], today: date) -> Tally:
    """All of these, counted."""
    tally = Tally()
    for each in commitments:
        shown = shown_status(each, today)
        tally += Tally(
            made=1,
            verified=shown is Status.VERIFIED,
            overdue=shown is Status.OVERDUE,
            not_met=shown is Status.NOT_MET,
            withdrawn=shown is Status.WITHDRAWN,
            ripe=is_ripe(each, today),
        )
    return tally


def group_of(commitment: Commitment, today: date) -> Group:
    """One inherited and past its date is late, like any other."""
    return _GROUPS.get(shown_status(commitment, today), Group.PROMISED)
