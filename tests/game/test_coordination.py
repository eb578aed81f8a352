"""Coordinación: who is stuck, by examples a coordinator could check by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from game.coordination import (
    Hold,
    Order,
    Progress,
    days_left,
    days_until,
    deadline_of,
    followed,
    holds_in,
    holds_of,
    level_now,
    quiet_days,
    response_rate,
)
from game.editions import Edition, Stage, Thresholds
from game.questionnaire import Text
from game.room import Patience, Room

NOW = datetime(2026, 3, 20, 18, tzinfo=UTC)
FAR = NOW + timedelta(days=30)
NEAR = NOW + timedelta(days=3)
HALF = Thresholds(Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def progress(
    participant: str = "20",
    *,
    asked: int = 10,
    answered: int = 4,
    returned: int = 0,
    last_at: datetime | None = NOW,
    name: str = "Oaxaca",
) -> Progress:
    return Progress(participant, name, "states", asked, answered, 3, 1, returned, last_at)


def edition(stage: Stage, dates: dict[Stage, datetime]) -> Edition:
    name = Text("Edición 2026", "2026 edition")
    return Edition("2026", "ligamr", name, stage, ("state",), (), dates, "exclude", HALF)


NEW = progress(answered=0, last_at=None)
SILENT = progress(last_at=days_ago(7))
RECENT = progress(last_at=days_ago(6))
RETURNED = progress(answered=10, returned=2, last_at=days_ago(3))
JUST_RETURNED = progress(answered=10, returned=2, last_at=days_ago(2))
DONE = progress(answered=10, last_at=days_ago(20))
LEFT = replace(RECENT, lost_lead=True)
# Everything is answered: what waits is to be handed in, or to be signed, by now or anew.
FULL = replace(progress(answered=10, last_at=days_ago(7)), unsent=3)
JUST_FULL = replace(FULL, last_at=days_ago(6))
UNSIGNED = replace(progress(answered=10), unsigned=2, unsigned_since=days_ago(5))
JUST_HANDED_IN = replace(UNSIGNED, unsigned_since=days_ago(4))
VOIDED = replace(progress(answered=10), voided=1, voided_since=days_ago(5))
JUST_VOIDED = replace(VOIDED, voided_since=days_ago(4))


@pytest.mark.parametrize(
    ("who", "stage", "deadline", "holds"),
    [
        pytest.param(NEW, Stage.OPEN, FAR, (Hold.NOT_STARTED,), id="nothing answered yet"),
        pytest.param(SILENT, Stage.OPEN, FAR, (Hold.QUIET,), id="a week without a word"),
        pytest.param(RECENT, Stage.OPEN, FAR, (), id="six days are no reason"),
        pytest.param(RETURNED, Stage.OPEN, FAR, (Hold.RETURNED,), id="returned items wait"),
        pytest.param(JUST_RETURNED, Stage.OPEN, FAR, (), id="two days are given to mend"),
        pytest.param(RECENT, Stage.OPEN, NEAR, (Hold.DEADLINE,), id="the deadline presses"),
        pytest.param(LEFT, Stage.OPEN, FAR, (Hold.NO_LEAD,), id="whose lead left"),
        pytest.param(LEFT, Stage.REVIEW, FAR, (Hold.NO_LEAD,), id="whose lead left in review"),
        pytest.param(LEFT, Stage.REPLY, FAR, (), id="in reply a lead is not waited for"),
        pytest.param(SILENT, Stage.OPEN, NEAR, (Hold.QUIET, Hold.DEADLINE), id="both"),
        pytest.param(RECENT, Stage.OPEN, None, (), id="no date set"),
        pytest.param(DONE, Stage.OPEN, NEAR, (), id="who has answered all is not stuck"),
        pytest.param(SILENT, Stage.REVIEW, NEAR, (), id="in review nobody answers"),
        pytest.param(
            RETURNED, Stage.REVIEW, NEAR, (Hold.RETURNED, Hold.DEADLINE), id="in review one mends"
        ),
        pytest.param(RETURNED, Stage.REPLY, NEAR, (), id="in reply nothing is mended"),
        pytest.param(NEW, Stage.PUBLISHED, None, (), id="published is over"),
        pytest.param(FULL, Stage.OPEN, FAR, (Hold.UNSENT,), id="complete and not handed in"),
        pytest.param(JUST_FULL, Stage.OPEN, FAR, (), id="six days to hand in are no reason"),
        pytest.param(JUST_FULL, Stage.OPEN, NEAR, (Hold.DEADLINE,), id="but near the deadline"),
        pytest.param(FULL, Stage.REVIEW, NEAR, (), id="in review nothing is handed in"),
        pytest.param(UNSIGNED, Stage.OPEN, FAR, (Hold.UNSIGNED,), id="handed in and not signed"),
        pytest.param(JUST_HANDED_IN, Stage.OPEN, FAR, (), id="four days are given to sign"),
        pytest.param(JUST_HANDED_IN, Stage.OPEN, NEAR, (Hold.DEADLINE,), id="not near the end"),
        pytest.param(UNSIGNED, Stage.REVIEW, NEAR, (), id="in review it is too late to sign first"),
        pytest.param(VOIDED, Stage.OPEN, FAR, (Hold.VOIDED,), id="its signature is without effect"),
        pytest.param(JUST_VOIDED, Stage.OPEN, FAR, (), id="four days to sign anew"),
        pytest.param(
            VOIDED, Stage.REVIEW, NEAR, (Hold.VOIDED, Hold.DEADLINE), id="in review one signs anew"
        ),
        pytest.param(VOIDED, Stage.REPLY, NEAR, (), id="in reply nothing is signed"),
    ],
)
def test_holds(who: Progress, stage: Stage, deadline: datetime | None, holds: tuple) -> None:
    assert holds_of(who, stage, NOW, deadline, Patience()) == holds


@pytest.mark.parametrize(
    ("who", "deadline", "patience", "holds"),
    [
        pytest.param(RECENT, FAR, Patience(quiet_days=6), (Hold.QUIET,), id="six days are enough"),
        pytest.param(SILENT, FAR, Patience(quiet_days=8), (), id="a week is not"),
        pytest.param(
            JUST_RETURNED, FAR, Patience(returned_days=2), (Hold.RETURNED,), id="two to mend"
        ),
        pytest.param(RETURNED, FAR, Patience(returned_days=4), (), id="three to mend are few"),
        pytest.param(RECENT, NEAR, Patience(last_days=2), (), id="three days are far"),
        pytest.param(RECENT, FAR, Patience(last_days=30), (Hold.DEADLINE,), id="a month presses"),
        pytest.param(JUST_FULL, FAR, Patience(unsent_days=6), (Hold.UNSENT,), id="six to hand in"),
        pytest.param(UNSIGNED, FAR, Patience(unsigned_days=6), (), id="five to sign are few"),
        pytest.param(
            JUST_VOIDED, FAR, Patience(unsigned_days=4), (Hold.VOIDED,), id="four to sign anew"
        ),
    ],
)
def test_an_edition_has_its_own_patience(
    who: Progress, deadline: datetime, patience: Patience, holds: tuple
) -> None:
    assert holds_of(who, Stage.OPEN, NOW, deadline, patience) == holds
    here = replace(edition(Stage.OPEN, {Stage.REVIEW: deadline}), room=Room(held_up=patience))
    (found,) = followed([who], here, NOW)
    assert found.holds == holds


@pytest.mark.parametrize("stage", Stage)
def test_nothing_else_holds_anybody_up_in_a_stage(stage: Stage) -> None:
    everybody = (NEW, SILENT, RECENT, RETURNED, DONE, LEFT, FULL, UNSIGNED, VOIDED)
    found = {hold for each in everybody for hold in holds_of(each, stage, NOW, NEAR, Patience())}
    assert found == set(holds_in(stage))


#   participant                answered  silent for  held up by
#   01  never begun            0         always      not started
#   02  quiet, much answered   8         9 days      quiet, deadline
#   03  quiet, little          2         12 days     quiet, deadline
#   04  returned items         10        4 days      returned, deadline
#   05  busy today             9         0 days      deadline
#   06  as busy, another name  9         0 days      deadline
#   07  done                   10        20 days     nothing
EVERYBODY = (
    progress("07", answered=10, last_at=days_ago(20), name="Colima"),
    progress("06", answered=9, name="Ácatl"),
    progress("05", answered=9, name="Baja"),
    progress("04", answered=10, returned=1, last_at=days_ago(4), name="Durango"),
    progress("03", answered=2, last_at=days_ago(12), name="Estado"),
    progress("02", answered=8, last_at=days_ago(9), name="Fresnillo"),
    progress("01", answered=0, last_at=None, name="Guanajuato"),
)


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        pytest.param(Order.REASON, "01 03 02 04 06 05 07", id="the gravest reason, then silence"),
        pytest.param(Order.SILENCE, "01 07 03 02 04 06 05", id="the longest silence"),
        pytest.param(Order.ANSWERED, "01 03 02 06 05 07 04", id="the least answered"),
        pytest.param(Order.NAME, "06 05 07 04 03 02 01", id="by name, accents apart"),
    ],
)
def test_order(order: Order, codes: str) -> None:
    here = edition(Stage.OPEN, {Stage.REVIEW: NEAR})
    found = followed(EVERYBODY, here, NOW, order)
    assert [each.progress.participant for each in found] == codes.split()


def test_everybody_is_followed_and_who_goes_on_has_nothing_to_explain() -> None:
    found = followed([DONE, SILENT], edition(Stage.OPEN, {}), NOW)
    assert [each.holds for each in found] == [(Hold.QUIET,), ()]
    assert [each.quiet_days for each in found] == [7, 20]


def test_response_rate_counts_items_not_participants() -> None:
    assert response_rate([progress(asked=10, answered=5), progress(asked=30, answered=5)]) == (
        Fraction(1, 4)
    )


def test_response_rate_of_nobody_is_not_zero() -> None:
    assert response_rate([]) is None


@pytest.mark.parametrize(
    ("stage", "dates", "deadline"),
    [
        pytest.param(Stage.OPEN, {Stage.REVIEW: NEAR}, NEAR, id="open ends when review begins"),
        pytest.param(Stage.OPEN, {}, None, id="no date"),
        pytest.param(Stage.PUBLISHED, {Stage.PUBLISHED: NEAR}, None, id="nothing follows"),
    ],
)
def test_deadline(stage: Stage, dates: dict[Stage, datetime], deadline: datetime | None) -> None:
    assert deadline_of(edition(stage, dates)) == deadline


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        pytest.param(NOW + timedelta(days=3, hours=5), 3, id="days of the calendar"),
        pytest.param(NOW + timedelta(hours=12), 1, id="tomorrow, twelve hours from now"),
        pytest.param(datetime(2026, 3, 21, 5, 59, tzinfo=UTC), 0, id="tonight, in Mexico"),
        pytest.param(datetime(2026, 4, 13, 6, tzinfo=UTC), 24, id="at the first minute of a day"),
        pytest.param(NOW + timedelta(hours=5), 0, id="the last day"),
        pytest.param(NOW - timedelta(days=2), 0, id="past"),
        pytest.param(None, None, id="none"),
    ],
)
def test_days_until(deadline: datetime | None, days: int | None) -> None:
    assert days_until(deadline, NOW) == days


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        pytest.param(datetime(2026, 4, 13, 6, tzinfo=UTC), 23, id="a midnight ends the day before"),
        pytest.param(datetime(2026, 4, 13, 6, 1, tzinfo=UTC), 24, id="a minute later, that day"),
        pytest.param(NOW + timedelta(hours=5), 0, id="today"),
        pytest.param(datetime(2026, 3, 21, 6, tzinfo=UTC), 0, id="at midnight, with hours left"),
        pytest.param(NOW - timedelta(days=2), 0, id="past"),
        pytest.param(None, None, id="none"),
    ],
)
def test_days_left_are_up_to_the_last_day(deadline: datetime | None, days: int | None) -> None:
    assert days_left(deadline, NOW) == days


def test_activity_noted_by_a_faster_clock_is_of_today() -> None:
    assert quiet_days(progress(last_at=NOW + timedelta(minutes=2)), NOW) == 0


@pytest.mark.parametrize(
    ("handed", "last", "level"),
    [
        pytest.param(set(), None, "P1", id="nothing saved"),
        pytest.param(set(), "I1", "I1", id="where it saved last"),
        pytest.param({"I1"}, "I1", "P1", id="that one is handed in"),
        pytest.param({"P1"}, "P1", "I1", id="the first that is left"),
        pytest.param({"P1", "I1", "H1"}, "H1", "", id="all handed in"),
        pytest.param(set(), "X9", "P1", id="asked no more"),
    ],
)
def test_a_participant_is_at_the_level_it_saved_last(
    handed: set[str], last: str | None, level: str
) -> None:
    assert level_now(["P1", "I1", "H1"], handed, last) == level
