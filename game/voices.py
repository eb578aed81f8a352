"""Voces: where what the government says, what was verified and what is reported do not agree.

The three are never made one: this only says which of them disagree, and about what.

    kind                   says one thing                       says another
    done_not_found         government: reported done            observatory: sent back, not met, or
                                                                verified again and found not kept
    verified_contradicted  observatory: found kept              reports: not kept, since the verdict
    done_contradicted      government: reported done, nobody    reports: not kept, since it said so
                           has verified it yet
    not_met_supported      observatory: not met                 reports: kept, since the verdict
    progress_overdue       government: reports progress         the date it gave has passed

A report counts while it is published and not closed. Own rule; it moves no status.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from game.commitments import TEAM, Commitment, Move, Status, shown_status
from game.following import Dated
from game.reports import OPEN, Bearing
from game.reports import Status as ReportStatus


class Side(StrEnum):
    """Whose word it is; a date says something too, once it has passed."""

    PARTICIPANT = "participant"
    OBSERVATORY = "observatory"
    REPORTS = "reports"
    DUE = "due"


class Kind(StrEnum):
    """What they disagree about."""

    DONE_NOT_FOUND = "done_not_found"
    VERIFIED_CONTRADICTED = "verified_contradicted"
    DONE_CONTRADICTED = "done_contradicted"
    NOT_MET_SUPPORTED = "not_met_supported"
    PROGRESS_OVERDUE = "progress_overdue"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a report says of a commitment, and since when in public."""

    bearing: Bearing
    status: ReportStatus
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Who disagrees. `reports`: how many of them say so, where they are one of the sides."""

    kind: Kind
    sides: tuple[Side, Side]
    reports: int = 0


KEPT = frozenset({Move.VERIFY, Move.UPHOLD})
NOT_KEPT = frozenset({Move.SEND_BACK, Move.MARK_NOT_MET, Move.REVERSE})


def disagreements(
    commitment: Commitment, history: Sequence[Dated], heard: Iterable[Heard], today: date
) -> tuple[Disagreement, ...]:
    """Where the voices of a commitment do not agree now, what weighs most first.

    `history`: oldest first.
    """
    reports = tuple(heard)
    found = (
        _done_not_found(history),
        _verified_contradicted(commitment, history, reports),
        _done_contradicted(commitment, history, reports),
        _not_met_supported(commitment, history, reports),
        _progress_overdue(commitment, history, today),
    )
    return tuple(each for each in found if each is not None)


def _done_not_found(history: Sequence[Dated]) -> Disagreement | None:
    """The government's last word is that it is done; the observatory's, after it, that it is not.

    Whoever moves the date or finishes another step afterwards no longer says that it is done.
    """
    said, found = _own(history), _verdict(history)
    if said is None or found is None or said.event.move is not Move.REPORT_DONE:
        return None
    if found.event.move not in NOT_KEPT or _place(found) < _place(said):
        return None
    return Disagreement(Kind.DONE_NOT_FOUND, (Side.PARTICIPANT, Side.OBSERVATORY))


def _verified_contradicted(
    commitment: Commitment, history: Sequence[Dated], reports: Sequence[Heard]
) -> Disagreement | None:
    found = _verdict(history)
    if commitment.status is not Status.VERIFIED or found is None:
        return None
    return _reported(
        Kind.VERIFIED_CONTRADICTED, Side.OBSERVATORY, Bearing.CONTRADICTS, reports, found.at
    )


def _done_contradicted(
    commitment: Commitment, history: Sequence[Dated], reports: Sequence[Heard]
) -> Disagreement | None:
    said = _own(history)
    if commitment.status is not Status.REPORTED_DONE or said is None:
        return None
    return _reported(
        Kind.DONE_CONTRADICTED, Side.PARTICIPANT, Bearing.CONTRADICTS, reports, said.at
    )


def _not_met_supported(
    commitment: Commitment, history: Sequence[Dated], reports: Sequence[Heard]
) -> Disagreement | None:
    found = _verdict(history)
    if commitment.status is not Status.NOT_MET or found is None:
        return None
    return _reported(Kind.NOT_MET_SUPPORTED, Side.OBSERVATORY, Bearing.SUPPORTS, reports, found.at)


def _progress_overdue(
    commitment: Commitment, history: Sequence[Dated], today: date
) -> Disagreement | None:
    said = _own(history)
    progresses = any(step.done_on is not None for step in commitment.milestones)
    if not progresses or shown_status(commitment, today) is not Status.OVERDUE:
        return None
    if said is not None and said.event.move is Move.REPORT_DONE:
        return None
    return Disagreement(Kind.PROGRESS_OVERDUE, (Side.PARTICIPANT, Side.DUE))


def _reported(
    kind: Kind, side: Side, bearing: Bearing, reports: Sequence[Heard], since: datetime
) -> Disagreement | None:
    """What came before could be known to whoever spoke then: it contradicts nobody."""
    count = sum(
        each.bearing is bearing
        and each.status in OPEN
        and each.published_at is not None
        and each.published_at > since
        for each in reports
    )
    return Disagreement(kind, (side, Side.REPORTS), count) if count else None


def _own(history: Sequence[Dated]) -> Dated | None:
    """The last word of the government."""
    return next((line for line in reversed(history) if line.event.by_role in TEAM), None)


def _verdict(history: Sequence[Dated]) -> Dated | None:
    """The last word of the observatory on whether it is kept."""
    moves = KEPT | NOT_KEPT
    return next((line for line in reversed(history) if line.event.move in moves), None)


def _place(line: Dated) -> tuple[datetime, int]:
    return line.at, line.number
