"""Meses: the pages of a calendar, one after the other."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12
# Four digits of these two millennia: no month of them is without one before and after it.
CODE = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """`number` from 1 to 12."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """As it stands in an address: 2026-03."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return self._moved(1)

    @property
    def before(self) -> "Month":
        return self._moved(-1)

    def _moved(self, by: int) -> "Month":
        years, month = divmod(self.number - 1 + by, MONTHS)
        return Month(self.year + years, month + 1)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def month_named(code: str) -> Month | None:
    """The month that an address names; None where it names none."""
    found = CODE.fullmatch(code)
    return Month(int(found[1]), int(found[2])) if found else None
