"""Días: which day it is where governments keep their word."""

from datetime import date, datetime

from server.i18n import CENTRAL


def today_of(now: datetime) -> date:
    """The date in central Mexico."""
    return now.astimezone(CENTRAL).date()
