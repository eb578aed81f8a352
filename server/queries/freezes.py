"""Tabla detenida: the moment from which public boards stand still, set, moved and lifted."""

import json
from datetime import datetime
from typing import Final

from game.editions import Edition, FreezeAct, Stage, check_freeze, check_lift
from game.rules import RuleBroken
from server.db import Refused, Step, announce, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.boards import moment_of
from server.queries.editions import rules_of
from server.queries.stages import MOVE_FREEZE, STAYS, stage_changes_of
from server.tables.audit import AuditRow

DECLARED: Final = "freeze-declared"
LIFTED: Final = "freeze-lifted"


ACTS: Final = """
    SELECT audit_event.at AS at, audit_event.details AS details, account.name AS author
    FROM audit_event
    LEFT JOIN account ON account.id = audit_event.account
    WHERE audit_event.participant IS NULL AND audit_event.edition = {}
        AND audit_event.action IN ({}, {})
    ORDER BY audit_event.id
"""


async def declare_freeze(edition: str, freeze_at: datetime, *, by: Person, at: datetime) -> None:
    """Set the freeze of an edition, or move one that is still to come."""
    found = (await rules_of(edition)).edition
    check_freeze(found, freeze_at, at)
    await _move(found, freeze_at, DECLARED, by, at)


async def lift_freeze(edition: str, *, by: Person, at: datetime) -> None:
    """Take the freeze away: the boards go on, with everything that came meanwhile."""
    found = (await rules_of(edition)).edition
    check_lift(found)
    await _move(found, None, LIFTED, by, at)


async def last_freeze_of(
    edition: Edition, now: datetime
) -> tuple[datetime, datetime | None] | None:
    """From when to when the boards last stood still: None as the end while they do.

    Nothing where they never did. The publication ends a freeze too.
    """
    if edition.freeze is not None and edition.freeze <= now:
        stages = dict(await stage_changes_of(edition.code))
        return edition.freeze, stages.get(Stage.PUBLISHED)
    for act in reversed(await freeze_acts_of(edition.code)):
        if act.lifts and act.was is not None:
            return act.was, act.at
    return None


async def lifted_freeze_of(edition: Edition, now: datetime) -> datetime | None:
    """Since when the boards stood still that go on again, or are final; None otherwise."""
    found = await last_freeze_of(edition, now)
    return found[0] if found and found[1] else None


async def freeze_acts_of(edition: str) -> tuple[FreezeAct, ...]:
    """What the observatory did with the freeze, the oldest first."""
    rows = await AuditRow.raw(ACTS, edition, DECLARED, LIFTED)
    told = [(row, json.loads(row["details"])) for row in rows]
    return tuple(
        FreezeAct(
            moment_of(row["at"]), _moment(said["from"]), _moment(said["to"]), row["author"] or ""
        )
        for row, said in told
    )


async def _move(found: Edition, to: datetime | None, action: str, by: Person, at: datetime) -> None:
    """What was decided on is what stands, or nothing is kept."""
    edition, was = found.code, found.freeze
    facts = {
        "edition": edition,
        "stage": found.stage.value,
        "freeze_at": to,
        "was": was,
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": action,
        "participant": None,
        "subject": "",
        "details": json.dumps(
            {"from": was.isoformat() if was else None, "to": to.isoformat() if to else None}
        ),
    }
    try:
        await write(
            [
                Step(STAYS, facts, rows=1, otherwise="stage-forbids"),
                Step(MOVE_FREEZE, facts, rows=1, otherwise="stale"),
                Step(NOTE, facts),
                announce(json.dumps({"edition": edition, "league": None})),
            ]
        )
    except Refused as refused:
        raise RuleBroken(refused.code, edition=edition) from refused


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
