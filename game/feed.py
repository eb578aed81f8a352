"""Novedades: what became of the levels, the newest first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import nlargest

from game.reviews import Verdict

DECIDED = frozenset({Verdict.ACCEPTED, Verdict.REJECTED})


class LevelMove(StrEnum):
    """What is told of a level, in the order in which it happens."""

    SUBMITTED = "submitted"
    SIGNED = "signed"
    VERIFIED = "verified"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class LevelNews:
    """A level of a participant, what was done with it, and when."""

    participant: str
    topic: str
    move: LevelMove
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """The last verdict of an item, and when it was given."""

    verdict: Verdict
    at: datetime


def handed_in(news: Iterable[LevelNews]) -> Mapping[str, datetime]:
    """Topic to when it was handed in, of the levels that were not reopened since."""
    standing: dict[str, datetime] = {}
    for each in sorted(news, key=_age):
        if each.move is LevelMove.SUBMITTED:
            standing[each.topic] = each.at
        elif each.move is LevelMove.REOPENED:
            standing.pop(each.topic, None)
    return standing


def decided_at(asked: Collection[str], decisions: Mapping[str, Decision]) -> datetime | None:
    """When the last item of a level was decided for good; None while any waits."""
    found = [decisions.get(item) for item in asked]
    moments = [each.at for each in found if each is not None and each.verdict in DECIDED]
    return max(moments) if moments and len(moments) == len(asked) else None


def newest(news: Iterable[LevelNews], most: int) -> tuple[LevelNews, ...]:
    """The last ones; of one moment, what comes later in the life of a level is newer."""
    return tuple(nlargest(most, news, key=_age))


ORDER = {move: place for place, move in enumerate(LevelMove)}


def _age(each: LevelNews) -> tuple[datetime, int, str, str]:
    return each.at, ORDER[each.move], each.participant, each.topic
