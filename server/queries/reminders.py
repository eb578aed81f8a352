"""Recordatorios: the last one of each participant, and another one kept with its letters."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from game.reminders import Reminder
from game.rules import RuleBroken
from server.db import Param, Refused, Step, announce, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry
from server.queries.mail import Message, posting
from server.queries.stages import STAYS
from server.reading import read
from server.tables.accounts import SeatRow
from server.tables.reminders import ReminderRow

LAST = statement(
    ReminderRow.raw(
        """
        SELECT reminder.participant AS participant, reminder.number AS number,
            reminder.at AS at, reminder.author AS author
        FROM reminder
        WHERE reminder.edition = {} AND NOT EXISTS (
            SELECT 1 FROM reminder AS later
            WHERE later.edition = reminder.edition
                AND later.participant = reminder.participant
                AND later.number > reminder.number
        )
        """,
        Param("edition"),
    )
)
# Whoever sits for a participant and reads mail.
REACHED = statement(
    SeatRow.raw(
        "SELECT DISTINCT seat.participant AS participant FROM seat"
        " JOIN account ON account.id = seat.account AND account.active"
        " WHERE seat.participant IS NOT NULL AND account.email <> ''"
    )
)
# Its number is taken once: of two at the same time the second one is refused.
KEEP = statement(ReminderRow.insert(params(ReminderRow)))


async def last_reminders_of(edition: str) -> Mapping[str, Reminder]:
    """Participant to the last time it was reminded in this edition."""
    rows = await read(LAST, {"edition": edition})
    return {row["participant"]: Reminder(row["number"], row["at"], row["author"]) for row in rows}


async def reached_participants() -> frozenset[str]:
    """Those with somebody who can be written to."""
    return frozenset(row["participant"] for row in await read(REACHED, {}))


async def keep_reminder(
    rules: EditionRules,
    entry: Entry,
    last: Reminder | None,
    told: Sequence[Message],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Keep a reminder with its letters, if there was no other one since the last that was seen."""
    participant = entry.participant.code
    facts = {
        "participant": participant,
        "edition": rules.code,
        "stage": rules.stage.value,
        "number": 1 if last is None else last.number + 1,
        "at": at,
        "account": by.account,
        "author": by.name,
        "role": by.role.value,
        "action": "reminded",
        "subject": participant,
        "details": json.dumps({"letters": len(told)}),
    }
    try:
        await write(
            [
                Step(STAYS, facts, rows=1, otherwise="stage-forbids"),
                Step(KEEP, facts, otherwise="reminded-already"),
                Step(NOTE, facts),
                *(posting(each, at) for each in told),
                announce(json.dumps({"edition": rules.code, "league": entry.league})),
            ]
        )
    except Refused as refused:
        raise RuleBroken(refused.code) from refused
