"""Días: which day a moment falls on where governments keep their word."""

from datetime import date, datetime, timedelta, timezone

# Central Mexico keeps this offset all year since 2022; a fixed one needs no time zone files.
CENTRAL = timezone(timedelta(hours=-6), "centro")


def today_of(now: datetime) -> date:
    """The date in central Mexico."""
    return now.astimezone(CENTRAL).date()


def days_between(now: datetime, then: datetime) -> int:
    """Calendar days from one moment to another, as a person counts them: tomorrow is one."""
    return (today_of(then) - today_of(now)).days
