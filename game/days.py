"""Días: which day a moment falls on where governments keep their word, and which are worked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

# Central Mexico keeps this offset all year since 2022; a fixed one needs no time zone files.
CENTRAL = timezone(timedelta(hours=-6), "centro")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Calendario: worked are Monday to Friday, but for the days of rest that it names."""

    rest: frozenset[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day.weekday() < SATURDAY and day not in self.rest

    def after(self, day: date, count: int) -> date:
        """The last day of a term of so many working days (1 or more), which begins the day after.

        As procedures count: the day of the notice is not part of the term.
        """
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_worked(day)
        return day

    def worked_between(self, first: date, last: date) -> int:
        """Working days after the first day, the last one included; 0 when it is not later."""
        days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(self.is_worked(day) for day in days)


def today_of(now: datetime) -> date:
    """The date in central Mexico."""
    return now.astimezone(CENTRAL).date()


def start_of(day: date) -> datetime:
    """The moment at which a day begins in central Mexico."""
    return datetime(day.year, day.month, day.day, tzinfo=CENTRAL)


def last_day_of(deadline: datetime) -> date:
    """The last day of a term that ends at this moment: one that ends at midnight, the day before.

    Every sentence that tells a deadline names this day.
    """
    return today_of(deadline - timedelta(microseconds=1))


def days_between(now: datetime, then: datetime) -> int:
    """Calendar days from one moment to another, as a person counts them: tomorrow is one."""
    return (today_of(then) - today_of(now)).days
