"""Niveles reabiertos: a level handed in that is opened again in public, kept as a unit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.querystring import QueryString

from game.levels import reopen
from game.rules import RuleBroken
from game.signatures import Cause, Voiding
from server.db import Param, Refused, Step, announce, params, statement, write
from server.people import Person, Role
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry
from server.queries.mail import Message, posting
from server.queries.signatures import voiding_steps
from server.queries.stages import STAYS
from server.queries.submissions import state_of
from server.reading import read
from server.tables.levels import LevelRow
from server.tables.reopenings import ReopeningRow

OPEN_AGAIN = statement(
    LevelRow.update(
        {LevelRow.submitted_at: None, LevelRow.submitted_by: None, LevelRow.submitter_name: ""}
    )
    .where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
        LevelRow.submitted_at.is_not_null(),
    )
    .returning(LevelRow.topic)
)
OPENED_AGAIN = statement(
    ReopeningRow.select()
    .where(
        ReopeningRow.participant == Param("participant"), ReopeningRow.edition == Param("edition")
    )
    .order_by(ReopeningRow.id)
)
KEEP_REOPENING = statement(
    ReopeningRow.insert(
        params(
            ReopeningRow,
            seat_title=QueryString(
                "COALESCE((SELECT title FROM seat WHERE id = {}), '')", Param("seat")
            ),
        )
    )
)


@dataclass(frozen=True, slots=True)
class Reopening:
    """A level that was opened again: from which seat, when, and why. It names nobody."""

    edition: str
    topic: str
    at: datetime
    role: Role
    seat_title: str
    reason: str


async def reopenings_of(participant: str) -> tuple[Reopening, ...]:
    """Every level of a government that was opened again, in any edition, the newest first."""
    rows = (
        await ReopeningRow.select()
        .where(ReopeningRow.participant == participant)
        .order_by(ReopeningRow.id, ascending=False)
    )
    return tuple(map(_reopening, rows))


async def last_reopenings_of(participant: str, edition: str) -> Mapping[str, Reopening]:
    """Topic to when it was last opened again, whatever became of it since."""
    rows = await read(OPENED_AGAIN, {"participant": participant, "edition": edition})
    return {row["topic"]: _reopening(row) for row in rows}


async def reopen_level(
    rules: EditionRules,
    entry: Entry,
    topic: str,
    reason: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Open a level handed in again; its signature loses its effect. `told`: who is told of it."""
    participant = entry.participant.code
    state = await state_of(rules, entry, rules.questionnaire.topic(topic))
    words = reopen(rules.stage, state.level, reason)
    here = {
        "participant": participant,
        "edition": rules.code,
        "stage": rules.stage.value,
        "topic": topic,
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "seat": by.seat,
        "reason": words,
        "action": "level-reopened",
        "subject": topic,
        "details": json.dumps({"reason": words}, ensure_ascii=False),
    }
    voiding = Voiding(at, by.name, Cause.REOPENED)
    void = voiding_steps(rules, entry, {topic: state.signatures}, voiding, by=by)
    try:
        await write(
            [
                Step(STAYS, here, rows=1, otherwise="stage-forbids"),
                *void,
                Step(OPEN_AGAIN, here, rows=1, otherwise="stale"),
                Step(KEEP_REOPENING, here),
                Step(NOTE, here),
                *(posting(each, at) for each in told),
                announce(json.dumps({"edition": rules.code, "league": entry.league})),
            ]
        )
    except Refused as refused:
        raise RuleBroken(refused.code) from refused


def _reopening(row: Mapping[str, Any]) -> Reopening:
    return Reopening(
        row["edition"],
        row["topic"],
        row["at"],
        Role(row["role"]),
        row["seat_title"],
        row["reason"],
    )
