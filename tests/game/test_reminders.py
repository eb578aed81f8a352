"""Recordatorios: who may be reminded, and from which day again."""

from datetime import UTC, date, datetime

import pytest

from game.coordination import Hold
from game.reminders import Reminder, again_on, check_reminder, may_remind
from game.rules import RuleBroken

# Late in the evening of 3 March in central Mexico.
LATE = datetime(2026, 3, 4, 4, tzinfo=UTC)
LAST = Reminder(2, LATE, "Elena Paz")
STUCK = (Hold.QUIET,)


@pytest.mark.parametrize(("every", "again"), [(1, 4), (3, 6), (10, 13)])
def test_days_are_counted_on_the_calendar_of_central_mexico(every: int, again: int) -> None:
    assert again_on(LAST, every) == date(2026, 3, again)
    assert not may_remind(LAST, date(2026, 3, again - 1), every)
    assert may_remind(LAST, date(2026, 3, again), every)
    assert may_remind(None, date(2026, 3, 3), every)


@pytest.mark.parametrize(("last", "day"), [(None, 3), (LAST, 6), (LAST, 9)])
def test_who_is_stuck_may_be_reminded(last: Reminder | None, day: int) -> None:
    check_reminder(STUCK, last, date(2026, 3, day), 3, is_reached=True)


@pytest.mark.parametrize(
    ("holds", "last", "is_reached", "code"),
    [
        pytest.param(STUCK, LAST, True, "reminded-lately", id="lately"),
        pytest.param(STUCK, None, False, "nobody-to-write-to", id="nobody there"),
        pytest.param((), None, True, "not-held-up", id="goes on"),
    ],
)
def test_others_are_not(
    holds: tuple[Hold, ...], last: Reminder | None, *, is_reached: bool, code: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_reminder(holds, last, date(2026, 3, 5), 3, is_reached=is_reached)
    assert broken.value.code == code
