"""Visitas: noted one by one, read for a few participants at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from piccolo.query.functions import Count

from game.burden import Visit
from server.db import Step, params, statement, write
from server.tables.visits import VisitRow

KEEP_VISIT = statement(VisitRow.insert(params(VisitRow)))


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
