"""Visitas: noted one by one, read for a few participants at a time, and forgotten at the end.

Once nothing of an edition moves any more, the time that was measured is kept and who opened what is
not (`forget_visits`).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from piccolo.query.functions import Count

from game.burden import Visit
from server.db import Param, Step, params, statement, write
from server.tables.visits import TimeRow, VisitRow

MICROSECOND: Final = timedelta(microseconds=1)
KEEP_VISIT = statement(VisitRow.insert(params(VisitRow)))
# What was measured first stays: a visit may be noted just after it.
KEEP_TIME = statement(
    TimeRow.insert(params(TimeRow)).on_conflict(
        target=(TimeRow.edition, TimeRow.participant), action="DO NOTHING"
    )
)
FORGET = statement(
    VisitRow.delete().where(
        VisitRow.edition == Param("edition"), VisitRow.participant == Param("participant")
    )
)


async def keep_visit(
    participant: str, edition: str, topic: str, *, account: int, at: datetime
) -> None:
    """Note that somebody who answers for the participant opened the level."""
    row = {
        "participant": participant,
        "edition": edition,
        "topic": topic,
        "account": account,
        "at": at,
    }
    await write([Step(KEEP_VISIT, row)])


async def visit_counts_of(edition: str) -> Mapping[str, int]:
    """Participant to how many visits there are: a row is never changed, so it tells of new ones."""
    rows = await (
        VisitRow.select(VisitRow.participant, Count(alias="visits"))
        .where(VisitRow.edition == edition)
        .group_by(VisitRow.participant)
    )
    return {row["participant"]: row["visits"] for row in rows}


async def visits_of(edition: str, participants: Sequence[str]) -> Mapping[str, tuple[Visit, ...]]:
    """The visits of these participants, by participant."""
    rows = await VisitRow.select(
        VisitRow.participant, VisitRow.account, VisitRow.topic, VisitRow.at
    ).where(VisitRow.edition == edition, VisitRow.participant.is_in(list(participants)))
    found: dict[str, list[Visit]] = {}
    for row in rows:
        visit = Visit(row["account"], row["topic"], row["at"])
        found.setdefault(row["participant"], []).append(visit)
    return {participant: tuple(visits) for participant, visits in found.items()}


async def times_of(edition: str) -> Mapping[str, Mapping[str, timedelta]]:
    """Participant to the time of each item, of those whose visits were forgotten."""
    rows = await TimeRow.select(TimeRow.participant, TimeRow.content).where(
        TimeRow.edition == edition
    )
    return {
        row["participant"]: {
            item: number * MICROSECOND for item, number in json.loads(row["content"]).items()
        }
        for row in rows
    }


async def forget_visits(edition: str, participant: str, spent: Mapping[str, timedelta]) -> None:
    """Keep the time of each item and forget who opened which level, and when: both or nothing."""
    content = {item: time // MICROSECOND for item, time in sorted(spent.items())}
    here = {"participant": participant, "edition": edition}
    await write([Step(KEEP_TIME, {**here, "content": json.dumps(content)}), Step(FORGET, here)])
