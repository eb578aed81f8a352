"""Tabla de posiciones: places of one league by progress points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from game.participants import alphabetical
from game.points import Points


@dataclass(frozen=True, slots=True)
class Contender:
    """What a participant brings to the board: points and the level finished last."""

    participant: str
    name: str
    points: Points
    last_level: str | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A row of the board. `movement` is places gained since before; losses are negative."""

    participant: str
    name: str
    points: Points
    last_level: str | None
    last_at: datetime | None
    place: int
    movement: int


def rank(
    rows: Iterable[Contender], previous_places: Mapping[str, int] | None = None
) -> tuple[Standing, ...]:
    """Competition places (1, 2, 2, 4); whoever ties shares the place, in alphabetical order."""
    ordered = sorted(rows, key=_order)
    first_with: dict[int, int] = {}
    for position, row in enumerate(ordered, start=1):
        first_with.setdefault(row.points.total, position)
    before = previous_places or {}
    return tuple(_standing(row, first_with[row.points.total], before) for row in ordered)


def _standing(row: Contender, place: int, before: Mapping[str, int]) -> Standing:
    return Standing(
        participant=row.participant,
        name=row.name,
        points=row.points,
        last_level=row.last_level,
        last_at=row.last_at,
        place=place,
        movement=before.get(row.participant, place) - place,
    )


def _order(row: Contender) -> tuple[int, str, str]:
    """Álamos stands beside Alamos, not after Zapopan."""
    return -row.points.total, alphabetical(row.name), row.participant
