"""Niveles: what of each topic has been submitted and signed, and by whom."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from game.answers import unpack
from server.db import Param, statement
from server.queries.kept import KeptAnswer
from server.reading import read
from server.tables.answers import AnswerRevisionRow
from server.tables.levels import LevelRow

ONE = statement(
    LevelRow.select().where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
    )
)


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """Who submitted a level and who signed it, when they have."""

    topic: str
    submitted_at: datetime | None = None
    submitted_by: int | None = None
    submitter_name: str = ""
    signed_at: datetime | None = None
    signed_by: int | None = None
    signer_name: str = ""


async def level_entries_of(participant: str, edition: str) -> Mapping[str, LevelEntry]:
    """Topic to its entry, for those that have been submitted at least once."""
    rows = await LevelRow.select().where(
        LevelRow.participant == participant, LevelRow.edition == edition
    )
    return {row["topic"]: _entry(row) for row in rows}


async def level_entry_of(participant: str, edition: str, topic: str) -> LevelEntry:
    """The entry of one topic; an empty one before it is submitted."""
    rows = await read(ONE, {"participant": participant, "edition": edition, "topic": topic})
    return _entry(rows[0]) if rows else LevelEntry(topic)


async def signed_levels_of(edition: str) -> frozenset[tuple[str, str]]:
    """(participant, topic) of every level that was signed: the rest are drafts of their own."""
    rows = await LevelRow.select(LevelRow.participant, LevelRow.topic).where(
        LevelRow.edition == edition, LevelRow.signed_at.is_not_null()
    )
    return frozenset((row["participant"], row["topic"]) for row in rows)


async def changed_since_signed(
    participant: str, edition: str, kept: Mapping[str, KeptAnswer], signed_at: datetime | None
) -> frozenset[str]:
    """The items among these whose answer is not the one that was signed.

    One that was changed and changed back is.
    """
    if signed_at is None:
        return frozenset()
    later = [item for item, each in kept.items() if each.saved_at > signed_at]
    if not later:
        return frozenset()
    revision = AnswerRevisionRow
    rows = (
        await revision.select(revision.item, revision.content)
        .where(
            revision.participant == participant,
            revision.edition == edition,
            revision.item.is_in(later),
            revision.saved_at <= signed_at,
        )
        .order_by(revision.revision)
    )
    signed = {row["item"]: unpack(json.loads(row["content"])) for row in rows}
    return frozenset(item for item in later if kept[item].answer != signed.get(item))


def _entry(row: Mapping[str, Any]) -> LevelEntry:
    return LevelEntry(**{name: row[name] for name in LevelEntry.__slots__})
