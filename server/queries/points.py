"""Puntos: the ledger of one participant, event by event, and the step that keeps an event."""

from dataclasses import dataclass
from datetime import datetime

from game.points import PointEvent, Points, Reason
from server.db import Param, Step, params, statement
from server.queries.editions import Entry
from server.reading import read
from server.tables.points import PointEventRow

KEEP_POINTS = statement(PointEventRow.insert(params(PointEventRow)))
LEDGER = statement(
    PointEventRow.select(
        PointEventRow.topic,
        PointEventRow.item,
        PointEventRow.reason,
        PointEventRow.provisional,
        PointEventRow.settled,
        PointEventRow.revision,
        PointEventRow.at,
    )
    .where(
        PointEventRow.edition == Param("edition"),
        PointEventRow.league == Param("league"),
        PointEventRow.participant == Param("participant"),
    )
    .order_by(PointEventRow.at)
    .order_by(PointEventRow.id)
)


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """An event as it was kept. `revision`: of the answer that moved the points, if one did."""

    topic: str
    event: PointEvent
    revision: int | None
    at: datetime


def keeping_points(
    entry: Entry, topic: str, event: PointEvent | None, at: datetime, revision: int | None = None
) -> list[Step]:
    """The step that keeps an event; none where nothing moves. `revision`: of its answer."""
    if event is None:
        return []
    row = {
        "participant": entry.participant.code,
        "edition": entry.edition,
        "league": entry.league,
        "topic": topic,
        "item": event.item,
        "reason": event.reason.value,
        "provisional": event.points.provisional,
        "settled": event.points.settled,
        "revision": revision,
        "at": at,
    }
    return [Step(KEEP_POINTS, row)]


async def ledger_of(entry: Entry) -> tuple[LedgerEvent, ...]:
    """Every event of a participant in its league in the order of time, the first one first."""
    here = {
        "edition": entry.edition,
        "league": entry.league,
        "participant": entry.participant.code,
    }
    return tuple(
        LedgerEvent(
            row["topic"],
            PointEvent(
                row["item"], Reason(row["reason"]), Points(row["provisional"], row["settled"])
            ),
            row["revision"],
            row["at"],
        )
        for row in await read(LEDGER, here)
    )
