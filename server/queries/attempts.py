"""Intentos: how many came from a source lately, as every process sees it. Sources are hashes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from server.db import Param, Step, params, statement, write
from server.tables.attempts import AttemptRow

ADD = statement(AttemptRow.insert(params(AttemptRow)))
FORGET = statement(AttemptRow.delete().where(AttemptRow.source == Param("source")))
FORGET_OLD = statement(AttemptRow.delete().where(AttemptRow.at < Param("before")))


async def attempts_since(
    sources: Collection[str], since: datetime
) -> Mapping[str, tuple[datetime, ...]]:
    """When each of these sources tried after that moment, the first time first."""
    found: dict[str, tuple[datetime, ...]] = defaultdict(tuple)
    rows = (
        await AttemptRow.select(AttemptRow.source, AttemptRow.at)
        .where(AttemptRow.source.is_in(sorted(sources)), AttemptRow.at > since)
        .order_by(AttemptRow.at)
    )
    for row in rows:
        found[row["source"]] += (row["at"],)
    return found


async def keep_attempt(sources: Collection[str], at: datetime) -> None:
    """Count one more attempt of each source."""
    await write([Step(ADD, {"source": source, "at": at}) for source in sorted(sources)])


async def forget_attempts(sources: Collection[str]) -> None:
    """Count nothing of these sources any more."""
    await write([Step(FORGET, {"source": source}) for source in sorted(sources)])


async def forget_old_attempts(before: datetime) -> None:
    """Drop what came longer ago than anybody asks."""
    await write([Step(FORGET_OLD, {"before": before})])
