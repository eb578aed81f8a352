"""Días: terms in working days, counted as procedures count them."""

from datetime import date

import pytest

from game.days import Calendar

# A Monday of rest in 2026, as Revolution Day is kept.
NOVEMBER = Calendar(frozenset({date(2026, 11, 16)}))


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 11, 13), True),
        (date(2026, 11, 14), False),
        (date(2026, 11, 15), False),
        (date(2026, 11, 16), False),
        (date(2026, 11, 17), True),
    ],
)
def test_weekends_and_days_of_rest_are_not_worked(day: date, is_worked: bool) -> None:
    assert NOVEMBER.is_worked(day) is is_worked


@pytest.mark.parametrize(
    ("count", "last"),
    [
        (0, date(2026, 11, 13)),
        (1, date(2026, 11, 17)),
        (4, date(2026, 11, 20)),
        (5, date(2026, 11, 23)),
    ],
)
def test_a_term_begins_the_day_after_its_notice(count: int, last: date) -> None:
    assert NOVEMBER.after(date(2026, 11, 13), count) == last


def test_working_days_between_are_the_term_that_ends_there() -> None:
    friday = date(2026, 11, 13)
    assert [NOVEMBER.worked_between(friday, NOVEMBER.after(friday, n)) for n in range(9)] == list(
        range(9)
    )
    assert NOVEMBER.worked_between(friday, friday) == 0
    assert NOVEMBER.worked_between(friday, date(2026, 11, 1)) == 0
