"""Meses: one after the other, whatever the year."""

from datetime import date

import pytest

from game.months import Month, month_named, month_of


@pytest.mark.parametrize(
    ("day", "code", "last"),
    [
        (date(2026, 3, 15), "2026-03", date(2026, 3, 31)),
        (date(2026, 12, 1), "2026-12", date(2026, 12, 31)),
        (date(2028, 2, 1), "2028-02", date(2028, 2, 29)),
    ],
)
def test_a_month_and_its_days(day: date, code: str, last: date) -> None:
    month = month_of(day)
    assert month.code == code
    assert month.first == day.replace(day=1)
    assert month.last == last
    assert month_named(code) == month


def test_a_year_ends_and_the_next_one_begins() -> None:
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).before == Month(2026, 12)
    assert Month(2026, 5).next.before == Month(2026, 5)
    assert Month(2026, 12) < Month(2027, 1)


@pytest.mark.parametrize(
    "code",
    ["", "2026", "2026-3", "2026-13", "2026-00", "0001-01", "9999-12", "2026-03-01", "२०२६-03"],
)
def test_what_is_no_month_is_none(code: str) -> None:
    assert month_named(code) is None
