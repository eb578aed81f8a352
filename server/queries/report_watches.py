"""Seguimiento de observadores: the participants and topics somebody keeps an eye on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from server.db import Param, Step, params, statement, write
from server.tables.reports import WatchRow

PARTICIPANT: Final = "participant"
TOPIC: Final = "topic"

ADD = statement(
    WatchRow.insert(params(WatchRow)).on_conflict(
        target=(WatchRow.account, WatchRow.kind, WatchRow.code), action="DO NOTHING"
    )
)
DROP = statement(
    WatchRow.delete().where(
        WatchRow.account == Param("account"),
        WatchRow.kind == Param("kind"),
        WatchRow.code == Param("code"),
    )
)


@dataclass(frozen=True, slots=True)
class Watched:
    """The codes of what is watched, by kind."""

    participants: Collection[str]
    topics: Collection[str]


async def watched_by(account: int) -> Watched:
    """What an account keeps an eye on."""
    rows = await WatchRow.select().where(WatchRow.account == account).order_by(WatchRow.id)
    by_kind = {
        kind: tuple(row["code"] for row in rows if row["kind"] == kind)
        for kind in (PARTICIPANT, TOPIC)
    }
    return Watched(by_kind[PARTICIPANT], by_kind[TOPIC])


async def watch(account: int, kind: str, code: str, at: datetime) -> None:
    """Keep an eye on one more; the same again is the same."""
    await write([Step(ADD, {"account": account, "kind": kind, "code": code, "at": at})])


async def unwatch(account: int, kind: str, code: str) -> None:
    """Keep an eye on one less."""
    await write([Step(DROP, {"account": account, "kind": kind, "code": code})])
