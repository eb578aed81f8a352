"""Voces: which of them do not agree, told from what each said and when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from game.commitments import Commitment, Event, Milestone, Move, Status
from game.following import Dated
from game.reports import Bearing
from game.reports import Status as Report
from game.voices import Disagreement, Heard, Kind, Side, disagreements

DUE = date(2026, 6, 30)
BEFORE, AFTER = date(2026, 6, 1), date(2026, 7, 1)
PROMISE = Commitment("20", "Meta", "Prueba", "Cargo", DUE, Status.IN_PROGRESS, code=7)
WHO = {
    Move.VERIFY: "verifier",
    Move.SEND_BACK: "verifier",
    Move.MARK_NOT_MET: "verifier",
    Move.REVERSE: "verifier",
    Move.UPHOLD: "verifier",
    Move.INHERIT: "coordinator",
    Move.ASK_REVIEW: "",
}


def at(day: int) -> datetime:
    return datetime(2026, 5, day, 18, tzinfo=UTC)


def lived(*moves: Move) -> tuple[Dated, ...]:
    """One move a day, from the first of May on; statuses do not matter here."""
    return tuple(
        Dated(
            number,
            at(number),
            Event(move, None, Status.AGREED, WHO.get(move, "lead"), date(2026, 5, number)),
        )
        for number, move in enumerate(moves, 1)
    )


def against(day: int, status: Report = Report.PUBLISHED) -> Heard:
    return Heard(Bearing.CONTRADICTS, status, at(day))


def kinds(
    status: Status,
    history: Sequence[Dated],
    *heard: Heard,
    today: date = BEFORE,
    done: bool = False,
) -> list[Kind]:
    step = Milestone("Paso", DUE, done_on=BEFORE if done else None)
    promise = replace(PROMISE, status=status, milestones=(step,))
    return [each.kind for each in disagreements(promise, history, heard, today)]


REPORTED = (Move.PROPOSE, Move.AGREE, Move.REPORT_DONE)  # reported on the 3rd


# The government and the observatory


@pytest.mark.parametrize(
    ("status", "moves", "found"),
    [
        pytest.param(Status.REPORTED_DONE, (), [], id="nobody judged it yet"),
        pytest.param(Status.IN_PROGRESS, (Move.SEND_BACK,), [Kind.DONE_NOT_FOUND], id="sent back"),
        pytest.param(
            Status.NOT_MET, (Move.MARK_NOT_MET,), [Kind.DONE_NOT_FOUND], id="declared not met"
        ),
        pytest.param(
            Status.IN_PROGRESS,
            (Move.VERIFY, Move.ASK_REVIEW, Move.REVERSE),
            [Kind.DONE_NOT_FOUND],
            id="verified again and not found",
        ),
        pytest.param(
            Status.IN_PROGRESS,
            (Move.SEND_BACK, Move.FINISH_MILESTONE),
            [],
            id="whoever goes on no longer says that it is done",
        ),
        pytest.param(
            Status.REPORTED_DONE,
            (Move.SEND_BACK, Move.REPORT_DONE),
            [],
            id="reported again, and not judged again yet",
        ),
        pytest.param(Status.WITHDRAWN, (Move.SEND_BACK, Move.WITHDRAW), [], id="given up"),
        pytest.param(Status.VERIFIED, (Move.VERIFY,), [], id="both agree"),
    ],
)
def test_done_says_one_and_not_found_the_other(
    status: Status, moves: tuple[Move, ...], found: list[Kind]
) -> None:
    assert kinds(status, lived(*REPORTED, *moves)) == found


def test_not_met_is_no_disagreement_where_nobody_said_that_it_was_done() -> None:
    history = lived(Move.PROPOSE, Move.AGREE, Move.START, Move.MARK_NOT_MET)
    assert kinds(Status.NOT_MET, history) == []


# The observatory and the reports


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        pytest.param(against(5), [Kind.VERIFIED_CONTRADICTED], id="since the verdict"),
        pytest.param(against(3), [], id="known to whoever verified it"),
        pytest.param(against(5, Report.CLOSED), [], id="closed by whoever sent it"),
        pytest.param(against(5, Report.REJECTED), [], id="never published"),
        pytest.param(
            against(5, Report.ANSWERED),
            [Kind.VERIFIED_CONTRADICTED],
            id="answered, and still open",
        ),
        pytest.param(Heard(Bearing.SUPPORTS, Report.PUBLISHED, at(5)), [], id="says the same"),
        pytest.param(Heard(Bearing.OTHER, Report.PUBLISHED, at(5)), [], id="says something else"),
        pytest.param(
            Heard(Bearing.CONTRADICTS, Report.CONFIRMED, None), [], id="nobody has read it yet"
        ),
    ],
)
def test_what_was_verified_is_contradicted(heard: Heard, found: list[Kind]) -> None:
    history = lived(*REPORTED, Move.VERIFY)
    assert kinds(Status.VERIFIED, history, heard) == found


def test_a_verdict_that_was_upheld_starts_anew() -> None:
    history = lived(*REPORTED, Move.VERIFY, Move.ASK_REVIEW, Move.UPHOLD)
    assert kinds(Status.VERIFIED, history, against(5)) == []
    assert kinds(Status.VERIFIED, history, against(7)) == [Kind.VERIFIED_CONTRADICTED]


def test_how_many_say_so_and_between_whom() -> None:
    promise = replace(PROMISE, status=Status.VERIFIED)
    history = lived(*REPORTED, Move.VERIFY)
    (found,) = disagreements(promise, history, [against(5), against(6), against(2)], BEFORE)
    assert found == Disagreement(
        Kind.VERIFIED_CONTRADICTED, (Side.OBSERVATORY, Side.REPORTS), reports=2
    )


def test_not_met_is_contradicted_by_who_says_that_it_is_kept() -> None:
    history = lived(Move.PROPOSE, Move.AGREE, Move.MARK_NOT_MET)
    kept = Heard(Bearing.SUPPORTS, Report.PUBLISHED, at(5))
    assert kinds(Status.NOT_MET, history, kept) == [Kind.NOT_MET_SUPPORTED]
    assert kinds(Status.NOT_MET, history, against(5)) == []


# The government and the reports, and its own date


def test_what_is_reported_done_is_contradicted_before_anybody_verifies_it() -> None:
    assert kinds(Status.REPORTED_DONE, lived(*REPORTED), against(4)) == [Kind.DONE_CONTRADICTED]
    assert kinds(Status.REPORTED_DONE, lived(*REPORTED), against(2)) == []


@pytest.mark.parametrize(
    ("today", "done", "found"),
    [
        pytest.param(AFTER, True, [Kind.PROGRESS_OVERDUE], id="a step is done, and it is late"),
        pytest.param(DUE, True, [], id="on its day it is not late"),
        pytest.param(AFTER, False, [], id="late, and nothing else is said"),
    ],
)
def test_progress_is_reported_of_what_is_overdue(
    today: date, done: bool, found: list[Kind]
) -> None:
    history = lived(Move.PROPOSE, Move.AGREE, Move.FINISH_MILESTONE)
    assert kinds(Status.IN_PROGRESS, history, today=today, done=done) == found


def test_what_was_sent_back_and_is_late_is_told_once() -> None:
    history = lived(*REPORTED, Move.SEND_BACK)
    assert kinds(Status.IN_PROGRESS, history, today=AFTER, done=True) == [Kind.DONE_NOT_FOUND]
