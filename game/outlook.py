"""Panorama: how each participant came to where it stands, and what all of them come to."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Final

from game.coordination import deadline_of
from game.days import Calendar, last_day_of, today_of
from game.editions import Act, Edition, Stage, allows
from game.feed import LevelNews, newest
from game.forecast import (
    Advance,
    Course,
    Forecast,
    forecast,
    gains_of,
    window_before,
    working_days_left,
)
from game.pace import Point, by_day, by_hour, start_of, together

MOST_NEWS: Final = 15
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """How a participant came to where it stands.

    `turns`: the hours in which more or fewer items were answered. `handed`: topic to when it was
    handed in, if it was not reopened since. `level`: the topic it is at. `unsent`: how many are
    complete and not handed in.
    """

    league: str
    asked: int
    answered: int
    levels: int
    turns: Mapping[datetime, int]
    handed: Mapping[str, datetime]
    news: tuple[LevelNews, ...]
    level: str
    unsent: int


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an edition or one of its leagues has come."""

    participants: int
    begun: int
    asked: int
    answered: int
    levels: int
    submitted: int
    complete: int

    @property
    def share(self) -> Fraction | None:
        """Answered items among those asked; nothing when nobody is asked anything."""
        return Fraction(self.answered, self.asked) if self.asked else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where an edition has come from and where it is going; by league too.

    `until`: the working day by whose end it is to be done; None while nothing is answered.
    `forecasts` lack what too few days tell.
    """

    reached: Reached
    by_league: Mapping[str, Reached]
    hours: tuple[Point, ...]
    days: tuple[Point, ...]
    until: date | None
    forecast: Forecast | None
    forecasts: Mapping[str, Forecast | None]
    news: tuple[LevelNews, ...]


def outlook_of(
    edition: Edition, tracks: Mapping[str, Track], now: datetime, calendar: Calendar
) -> Outlook:
    """What the tracks say at this moment. `calendar`: of the years of the edition."""
    everybody = tuple(tracks.values())
    leagues = {
        league.code: tuple(each for each in everybody if each.league == league.code)
        for league in edition.leagues
    }
    turns = together(each.turns for each in everybody)
    first = opened_on(edition, now)
    until = _last_day(edition, now)
    return Outlook(
        reached=_reached(everybody),
        by_league={code: _reached(members) for code, members in leagues.items()},
        hours=by_hour(turns, now, edition.room.pace_hours),
        days=by_day(turns, first, now),
        until=until,
        forecast=_forecast(edition, everybody, (first, until), now, calendar),
        forecasts={
            code: _forecast(edition, members, (first, until), now, calendar)
            for code, members in leagues.items()
        },
        news=newest((news for each in everybody for news in each.news), MOST_NEWS),
    )


def _reached(tracks: tuple[Track, ...]) -> Reached:
    return Reached(
        participants=len(tracks),
        begun=sum(each.answered > 0 for each in tracks),
        asked=sum(each.asked for each in tracks),
        answered=sum(each.answered for each in tracks),
        levels=sum(each.levels for each in tracks),
        submitted=sum(len(each.handed) for each in tracks),
        complete=sum(each.answered >= each.asked for each in tracks),
    )


def opened_on(edition: Edition, now: datetime) -> date:
    """The day on which the edition opened, by its dates."""
    return today_of(min(edition.dates.get(Stage.OPEN, now), now))


def _last_day(edition: Edition, now: datetime) -> date | None:
    """The last day on which answers are taken."""
    deadline = deadline_of(edition)
    if deadline is None or deadline <= now or not allows(edition.stage, Act.ANSWER):
        return None
    return last_day_of(deadline)


def _forecast(
    edition: Edition,
    tracks: tuple[Track, ...],
    term: tuple[date, date | None],
    now: datetime,
    calendar: Calendar,
) -> Forecast | None:
    """`term`: from the opening to the last day on which answers are taken."""
    opened, until = term
    if until is None:
        return None
    today, rules = today_of(now), edition.room.forecast
    window = window_before(today, opened, calendar, rules.window)
    found = forecast(
        tuple(_course(each, window, today) for each in tracks),
        working_days_left(today, until, calendar),
        f"{edition.code}:{today}",
        rules,
    )
    if found is None:
        return None
    reached = _reached(tracks)
    return found.at_least(reached.answered, reached.submitted, reached.complete)


@lru_cache(maxsize=4096)
def _course(track: Track, window: tuple[date, ...], today: date) -> Course:
    """What a participant advanced on each day of the window, with the days of rest before it.

    The last of them lasts until today, so that all that was done before today counts.
    """
    ends = [start_of(day + A_DAY) for day in window]
    ends = [start_of(window[0]), *ends[:-1], start_of(today)] if window else [start_of(today)]
    return Course(
        _advance(track.turns, ends, track.asked),
        _advance(Counter(track.handed.values()), ends, track.levels),
    )


def _advance(turns: Mapping[datetime, int], ends: Sequence[datetime], whole: int) -> Advance:
    """What had been reached by each of these moments, and what each of them added."""
    added = [0] * (len(ends) + 1)
    for at, count in turns.items():
        added[bisect_right(ends, at)] += count
    reached = list(accumulate(added[:-1]))
    return Advance(whole, reached[-1], gains_of(reached))
