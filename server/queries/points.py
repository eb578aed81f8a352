"""Puntos: the ledger of one participant, event by event, as it was kept."""

from dataclasses import dataclass
from datetime import datetime

from game.points import PointEvent, Points, Reason
from server.db import Param, statement
from server.queries.editions import Entry
from server.reading import read
from server.tables.points import PointEventRow

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
