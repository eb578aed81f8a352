"""Niveles: what of each topic has been submitted and signed, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.db import Param, statement
from server.reading import read
from server.tables.levels import LevelRow
from server.tables.signatures import SignatureRow

ONE = statement(
    LevelRow.select().where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
    )
)


@dataclass(frozen=True, slots=True)
class LevelEntry:
    """Who submitted a level and whose signature of it is in force, where there is one."""

    topic: str
    submitted_at: datetime | None = None
    submitted_by: int | None = None
    submitter_name: str = ""
    signed_at: datetime | None = None
    signed_by: int | None = None
    signer_name: str = ""


async def level_entries_of(participant: str, edition: str) -> Mapping[str, LevelEntry]:
    """Topic to its entry, for those that have been submitted at least once.

    One that was reopened has an entry that says nothing.
    """
    rows = await LevelRow.select().where(
        LevelRow.participant == participant, LevelRow.edition == edition
    )
    return {row["topic"]: _entry(row) for row in rows}


async def level_entry_of(participant: str, edition: str, topic: str) -> LevelEntry:
    """The entry of one topic; an empty one before it is submitted."""
    rows = await read(ONE, {"participant": participant, "edition": edition, "topic": topic})
    return _entry(rows[0]) if rows else LevelEntry(topic)


async def signed_levels_of(edition: str) -> frozenset[tuple[str, str]]:
    """(participant, topic) of every level whose signature is in force."""
    rows = await LevelRow.select(LevelRow.participant, LevelRow.topic).where(
        LevelRow.edition == edition, LevelRow.signed_at.is_not_null()
    )
    return frozenset((row["participant"], row["topic"]) for row in rows)


async def once_signed_levels_of(edition: str) -> frozenset[tuple[str, str]]:
    """(participant, topic) of every level that was ever signed: the rest are drafts of their own.

    A signature that lost its effect counts: what was decided under it stands (`game/levels.py`).
    """
    rows = await SignatureRow.raw(
        "SELECT DISTINCT participant, topic FROM signature WHERE edition = {}", edition
    )
    return frozenset((row["participant"], row["topic"]) for row in rows)


def _entry(row: Mapping[str, Any]) -> LevelEntry:
    return LevelEntry(**{name: row[name] for name in LevelEntry.__slots__})
