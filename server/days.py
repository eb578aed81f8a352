"""Días: which day it is where governments keep their word, and which days are worked there."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from holidays import country_holidays

from game.days import Calendar, today_of

__all__ = ["calendar_of", "today_of"]


def calendar_of(years: Iterable[int], more: Iterable[date] = ()) -> Calendar:
    """The working days of these years: the days of rest of the Ley Federal del Trabajo, and `more`.

    Article 74, as the library `holidays` keeps it, the change of the federal executive included.
    """
    named = frozenset[date]().union(*(_rest_of(year) for year in years))
    return Calendar(named.union(more))


@cache
def _rest_of(year: int) -> frozenset[date]:
    return frozenset(country_holidays("MX", years=year))
