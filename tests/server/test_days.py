"""Días: the days of rest of Mexican offices, from the library that keeps them."""

from datetime import date

import pytest

from server.days import calendar_of


@pytest.mark.parametrize(
    "rest",
    [
        date(2026, 1, 1),
        date(2026, 2, 2),  # Constitution Day, kept on the first Monday
        date(2026, 3, 16),  # the birth of Juárez, on the third one
        date(2026, 5, 1),
        date(2026, 9, 16),
        date(2026, 11, 16),  # Revolution Day, on the third one
        date(2026, 12, 25),
        date(2030, 10, 1),  # a new federal executive, every six years
    ],
)
def test_days_of_rest_of_the_labour_law_are_not_worked(rest: date) -> None:
    assert not calendar_of((2026, 2030)).is_worked(rest)


def test_an_edition_may_name_more_days_of_rest() -> None:
    eve = date(2026, 12, 24)
    assert calendar_of([2026]).is_worked(eve)
    assert not calendar_of([2026], [eve]).is_worked(eve)


def test_a_year_that_is_not_asked_for_has_its_weekends_alone() -> None:
    assert calendar_of([2025]).is_worked(date(2026, 12, 25))
