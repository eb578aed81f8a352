"""Seguimiento: what happened, once each; who is told of it, and when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.commitments import Change, Commitment, Event, Move, Status, Term
from game.days import CENTRAL, Calendar
from game.following import (
    USUAL,
    Dated,
    Focus,
    Happening,
    Kind,
    Rhythm,
    concerns,
    happenings,
    told_until,
)

DUE = date(2026, 6, 30)
LATER = date(2026, 9, 30)
PROMISE = Commitment("20", "Meta", "Prueba", "Cargo", DUE, Status.AGREED, pillar="P", code=7)


def line(number: int, move: Move, to: Status, on: date, before: Status | None = None) -> Dated:
    at = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    return Dated(number, at, Event(move, before, to, "lead", on))


PROPOSED = line(1, Move.PROPOSE, Status.PROPOSED, date(2026, 3, 3))
AGREED = line(2, Move.AGREE, Status.AGREED, date(2026, 3, 5), Status.PROPOSED)


def moved(number: int, on: date, before: date, after: date) -> Dated:
    """A date that moved, in the open."""
    amended = line(number, Move.AMEND, Status.AGREED, on, Status.AGREED)
    return replace(amended, event=replace(amended.event, due_before=before, due_after=after))


def keys(*history: Dated, today: date, due: date = DUE) -> list[str]:
    promise = replace(PROMISE, due=due)
    return [each.key for each in happenings(promise, history, today)]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        pytest.param(DUE, ["event.1", "event.2"], id="on its day it is not late"),
        pytest.param(
            DUE + timedelta(days=1),
            ["event.1", "event.2", "overdue.7.2026-06-30"],
            id="the day after it is, whoever looks",
        ),
        pytest.param(
            DUE + timedelta(days=90),
            ["event.1", "event.2", "overdue.7.2026-06-30"],
            id="and only once",
        ),
    ],
)
def test_the_calendar_tells_of_a_missed_date(today: date, found: list[str]) -> None:
    assert keys(PROPOSED, AGREED, today=today) == found


def test_it_is_dated_when_the_day_after_begins_in_mexico() -> None:
    (*_, missed) = happenings(PROMISE, (PROPOSED, AGREED), LATER)
    assert missed.on == date(2026, 7, 1)
    assert missed.at == datetime(2026, 7, 1, tzinfo=CENTRAL)
    assert (missed.move, missed.event, missed.due) == (None, None, DUE)


def test_a_missed_date_is_told_though_it_was_mended_before_anybody_asked() -> None:
    mended = moved(3, date(2026, 7, 4), DUE, LATER)
    found = keys(PROPOSED, AGREED, mended, today=date(2026, 7, 5), due=LATER)
    assert found == ["event.1", "event.2", "overdue.7.2026-06-30", "event.3"]


def test_a_date_that_moved_in_time_was_never_missed() -> None:
    early = moved(3, date(2026, 6, 1), DUE, LATER)
    assert keys(PROPOSED, AGREED, early, today=LATER, due=LATER)[-1] == "event.3"
    after = keys(PROPOSED, AGREED, early, today=LATER + timedelta(days=1), due=LATER)
    assert after[-1] == "overdue.7.2026-09-30"


def test_what_was_only_proposed_is_late_like_any_other() -> None:
    assert keys(PROPOSED, today=LATER) == ["event.1", "overdue.7.2026-06-30"]


def test_sent_back_after_its_date_it_is_late_from_then_on() -> None:
    reported = line(3, Move.REPORT_DONE, Status.REPORTED_DONE, date(2026, 6, 20), Status.AGREED)
    back = line(4, Move.SEND_BACK, Status.IN_PROGRESS, date(2026, 7, 15), Status.REPORTED_DONE)
    (*_, missed) = happenings(PROMISE, (PROPOSED, AGREED, reported, back), LATER)
    assert missed.key == "overdue.7.2026-06-30"
    assert missed.on == date(2026, 7, 15)
    assert missed.at == back.at


def test_a_status_is_told_only_where_it_changed() -> None:
    step = line(3, Move.FINISH_MILESTONE, Status.AGREED, date(2026, 4, 1), Status.AGREED)
    found = happenings(PROMISE, (PROPOSED, AGREED, step), date(2026, 4, 2))
    assert [each.status for each in found] == [Status.PROPOSED, Status.AGREED, None]


@given(
    st.lists(st.integers(1, 40), max_size=6),
    st.integers(0, 300),
)
def test_whatever_day_it_is_asked_nothing_told_before_is_lost_or_told_anew(
    gaps: list[int], days: int
) -> None:
    """What happened by one day is the beginning of what happened by any later one."""
    on, due, history = date(2026, 3, 5), DUE, [PROPOSED, AGREED]
    for number, gap in enumerate(gaps, 3):
        on += timedelta(days=gap)
        after = on + timedelta(days=gap)
        history.append(moved(number, on, due, after))
        due = after
    promise = replace(PROMISE, due=due)
    first = happenings(promise, history, on + timedelta(days=days))
    second = happenings(promise, history, on + timedelta(days=days + 30))
    assert second[: len(first)] == first
    told = [each.key for each in second]
    assert len(told) == len(set(told))
    assert [each.at for each in second] == sorted(each.at for each in second)


HAPPENED = Happening(
    "event.2", 7, date(2026, 3, 5), AGREED.at, DUE, Status.AGREED, Move.AGREE, event=2
)


@pytest.mark.parametrize(
    ("focus", "is_told"),
    [
        (Focus(Kind.ALL), True),
        (Focus(Kind.PARTICIPANT, "20"), True),
        (Focus(Kind.PARTICIPANT, "2"), False),
        (Focus(Kind.COMMITMENT, "7"), True),
        (Focus(Kind.COMMITMENT, "77"), False),
        (Focus(Kind.PILLAR, "P"), True),
        (Focus(Kind.PILLAR, "I"), False),
        (Focus(Kind.STATUS, "agreed"), True),
        (Focus(Kind.STATUS, "verified"), False),
    ],
)
def test_who_is_told_follows_it(focus: Focus, is_told: bool) -> None:
    assert concerns(focus, HAPPENED, "20", "P") is is_told


def test_whoever_follows_a_status_hears_nothing_of_what_leaves_it_as_it_is() -> None:
    assert not concerns(Focus(Kind.STATUS, "agreed"), replace(HAPPENED, status=None), "20", "P")


#  Monday the 16th of March 2026 is a day of rest: the third Monday of March.
RESTING = Calendar(frozenset({date(2026, 3, 16)}))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CENTRAL)


@pytest.mark.parametrize(
    ("rhythm", "now", "until"),
    [
        pytest.param(Rhythm.AT_ONCE, at(15, 3), at(15, 3), id="at once means now"),
        pytest.param(Rhythm.DAILY, at(12, 7, 59), at(11, 8), id="before offices open"),
        pytest.param(Rhythm.DAILY, at(12, 8), at(12, 8), id="as they open"),
        pytest.param(Rhythm.DAILY, at(15, 20), at(13, 8), id="on a Sunday it was Friday"),
        pytest.param(Rhythm.DAILY, at(16, 20), at(13, 8), id="a day of rest is none"),
        pytest.param(Rhythm.WEEKLY, at(13, 20), at(9, 8), id="of the week on Monday"),
        pytest.param(Rhythm.WEEKLY, at(16, 20), at(9, 8), id="unless Monday is a day of rest"),
        pytest.param(Rhythm.WEEKLY, at(17, 8), at(17, 8), id="then on Tuesday"),
        pytest.param(Rhythm.WEEKLY, at(18, 8), at(17, 8), id="and not again on Wednesday"),
    ],
)
def test_the_hour_of_a_summary(rhythm: Rhythm, now: datetime, until: datetime) -> None:
    assert told_until(rhythm, now, RESTING, USUAL) == until


@given(st.sampled_from(Rhythm), st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_later_hour_never_tells_less(rhythm: Rhythm, minutes: int, more: int) -> None:
    now = at(2, 0) + timedelta(minutes=minutes)
    until = told_until(rhythm, now, RESTING, USUAL)
    assert until <= now
    assert until <= told_until(rhythm, now + timedelta(minutes=more), RESTING, USUAL)
    assert told_until(rhythm, until, RESTING, USUAL) == until


def test_a_topic_is_followed_by_what_its_items_were_promised_for() -> None:
    focus = Focus(Kind.TOPIC, "P1")
    assert concerns(focus, HAPPENED, "20", "P", {"P1", "P2"})
    assert not concerns(focus, HAPPENED, "20", "P", {"P2"})
    assert not concerns(focus, HAPPENED, "20", "P1")


def test_an_amendment_is_told_with_its_words() -> None:
    worded = (Change(Term.GOAL, "Antes", "Después"),)
    amended = Dated(
        3,
        datetime(2026, 4, 1, 18, tzinfo=CENTRAL),
        Event(Move.AMEND, Status.AGREED, Status.AGREED, "lead", date(2026, 4, 1), changes=worded),
    )
    (*_, told) = happenings(PROMISE, (PROPOSED, AGREED, amended), date(2026, 4, 2))
    assert (told.changes, told.status, told.due) == (worded, None, DUE)
