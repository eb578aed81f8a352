"""Ritmo: how much of what is asked had been answered, hour by hour and day by day.

Own rule: what counts are the items asked now. Each counts from the hour in which it was given
anything until whatever was given is taken back; a copy that nobody has confirmed is nothing yet.
So the last point is what is answered now, and an item that is asked no more was never counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from game.answers import Answer
from game.days import CENTRAL, today_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Save:
    """One save of an answer: a higher revision takes the place of a lower one."""

    item: str
    revision: int
    at: datetime
    is_given: bool


@dataclass(frozen=True, slots=True)
class Point:
    """How many items were answered at the end of an hour or a day, which began `at`.

    `gain`: how many more than at its beginning; fewer, when more was taken back.
    """

    at: datetime
    answered: int
    gain: int


def is_given(answer: Answer) -> bool:
    """Whether an answer is anything."""
    return not answer.is_blank and not answer.copied_from


def turns_of(saves: Iterable[Save], asked: Collection[str]) -> Mapping[datetime, int]:
    """The hours in which more or fewer of these items were answered than before, and how many.

    By the time of each save: one that arrives late counts where it belongs.
    """
    seen: dict[str, Save] = {}
    turns: Counter[datetime] = Counter()
    for save in sorted(saves, key=lambda each: (each.at, each.revision)):
        before = seen.get(save.item)
        if save.item not in asked or (before is not None and save.revision < before.revision):
            continue
        seen[save.item] = save
        change = save.is_given - (before is not None and before.is_given)
        if change:
            turns[hour_of(save.at)] += change
    return {at: count for at, count in turns.items() if count}


def together(turns: Iterable[Mapping[datetime, int]]) -> Mapping[datetime, int]:
    """The turns of many as if they were one."""
    found: dict[datetime, int] = {}
    for each in turns:
        for at, count in each.items():
            found[at] = found.get(at, 0) + count
    return found


def by_hour(turns: Mapping[datetime, int], last: datetime, hours: int) -> tuple[Point, ...]:
    """So many hours, the one of `last` as the last of them."""
    end = hour_of(last)
    first = end - HOUR * (hours - 1)
    return tuple(_points(turns, [first + HOUR * number for number in range(hours)]))


def by_day(turns: Mapping[datetime, int], first: date, last: datetime) -> tuple[Point, ...]:
    """Every day of central Mexico from the first one to that of `last`."""
    count = (today_of(last) - first).days + 1
    return tuple(_points(turns, [start_of(first + DAY * number) for number in range(count)]))


def hour_of(at: datetime) -> datetime:
    """When the hour of a moment began."""
    return at.astimezone(CENTRAL).replace(minute=0, second=0, microsecond=0)


def start_of(day: date) -> datetime:
    """Midnight in central Mexico: when a day begins."""
    return datetime.combine(day, time(), CENTRAL)


def _points(turns: Mapping[datetime, int], starts: list[datetime]) -> Iterator[Point]:
    """What turned before the first start is there from the beginning."""
    if not starts:
        return
    gains = Counter[datetime]()
    before, place = 0, 0
    for at in sorted(turns):
        while place + 1 < len(starts) and starts[place + 1] <= at:
            place += 1
        if at < starts[0]:
            before += turns[at]
        else:
            gains[starts[place]] += turns[at]
    reached = accumulate((gains[start] for start in starts), initial=before)
    next(reached)
    for start, answered in zip(starts, reached, strict=True):
        yield Point(start, answered, gains[start])
