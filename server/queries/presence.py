"""Presencia: who said a moment ago that they were typing, and at which item of a level.

One row for each person of a government, overwritten every few seconds while they type.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server.db import Param, Step, announce, params, statement, write
from server.live import NO_BOARD
from server.people import Person
from server.queries.editions import Entry
from server.reading import read
from server.tables.presence import PresenceRow

# Own rule: twice the pause between two signs of life of whoever goes on typing.
LASTS: Final = timedelta(seconds=8)

KEEP = statement(
    PresenceRow.insert(params(PresenceRow)).on_conflict(
        target=(PresenceRow.participant, PresenceRow.edition, PresenceRow.account),
        action="DO UPDATE",
        values=[PresenceRow.topic, PresenceRow.item, PresenceRow.name, PresenceRow.at],
    )
)
FIND = statement(
    PresenceRow.select().where(
        PresenceRow.participant == Param("participant"),
        PresenceRow.edition == Param("edition"),
        PresenceRow.topic == Param("topic"),
        PresenceRow.account != Param("account"),
        PresenceRow.item != "",
        PresenceRow.at > Param("since"),
    )
)


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody is typing at an item; that is so until then, unless they say so again."""

    item: str
    name: str
    until: datetime


async def keep_presence(entry: Entry, topic: str, item: str, *, by: Person, at: datetime) -> None:
    """Somebody types at an item of a level; without an item, they no longer do."""
    here = {
        "participant": entry.participant.code,
        "edition": entry.edition,
        "account": by.account,
        "topic": topic,
        "item": item,
        "name": by.name,
        "at": at,
    }
    where = {name: here[name] for name in ("edition", "participant", "topic")}
    await write([Step(KEEP, here), announce(json.dumps({**where, "league": NO_BOARD}))])


async def presences_of(
    participant: str, edition: str, topic: str, *, account: int, now: datetime
) -> tuple[Presence, ...]:
    """Who else of a participant is typing in a level, by name; never the account itself."""
    here = {
        "participant": participant,
        "edition": edition,
        "topic": topic,
        "account": account,
        "since": now - LASTS,
    }
    found = [
        Presence(row["item"], row["name"], row["at"] + LASTS) for row in await read(FIND, here)
    ]
    return tuple(sorted(found, key=lambda each: (each.item, each.name)))
