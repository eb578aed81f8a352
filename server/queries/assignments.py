"""Encargos: read with who holds them and who touched what last, kept as units with their mail.

A move is kept only if the assignment still stands as whoever makes it saw it. Its event, its line
in the audit log and the message that tells about it are one unit.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from piccolo.query.functions import Max
from piccolo.querystring import QueryString

from game.assignments import (
    Assignment,
    AssignmentEvent,
    AssignmentMove,
    AssignmentState,
    in_order,
)
from game.rules import RuleBroken
from server.db import Param, Step, params, statement, write
from server.people import GOVERNMENT, Holder, Person, Role
from server.queries.audit import NOTE
from server.queries.boards import moment_of
from server.queries.editions import EditionRules, Entry
from server.queries.mail import Message, posting
from server.tables.accounts import AccountRow, SeatRow
from server.tables.answers import AnswerRevisionRow
from server.tables.assignments import AssignmentEventRow, AssignmentRow

_HERE = (
    AssignmentRow.participant == Param("participant"),
    AssignmentRow.edition == Param("edition"),
    AssignmentRow.topic == Param("topic"),
    AssignmentRow.item == Param("item"),
)
_ID = QueryString(
    "(SELECT id FROM assignment WHERE participant = {} AND edition = {} AND topic = {}"
    " AND item = {})",
    *(Param(name) for name in ("participant", "edition", "topic", "item")),
)
FIRST = statement(
    AssignmentRow.insert(params(AssignmentRow, version=1)).returning(AssignmentRow.id)
)
NEXT = statement(
    AssignmentRow.update(
        {
            AssignmentRow.seat: Param("seat"),
            AssignmentRow.due: Param("due"),
            AssignmentRow.note: Param("note"),
            AssignmentRow.state: Param("state"),
            AssignmentRow.version: Param("version"),
            AssignmentRow.given_at: Param("given_at"),
            AssignmentRow.giver_name: Param("giver_name"),
        }
    )
    .where(*_HERE, AssignmentRow.version == Param("seen"))
    .returning(AssignmentRow.id)
)
ADD_EVENT = statement(AssignmentEventRow.insert(params(AssignmentEventRow, assignment=_ID)))
# Nobody is reminded twice of the same on one day.
REMINDED = "reminded-today"


@dataclass(frozen=True, slots=True)
class KeptAssignment:
    """An assignment as it is kept: how often it changed, who gave it and who holds it now."""

    id: int
    assignment: Assignment
    version: int
    given_at: datetime
    giver: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class OpenAssignment:
    """An assignment that waits, and whose it is."""

    participant: str
    edition: str
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Touch:
    """The last time somebody saved an answer to an item."""

    item: str
    account: int
    author: str
    at: datetime


async def assignments_of(participant: str, edition: str) -> tuple[KeptAssignment, ...]:
    """Everything delegated in an edition, what was taken back too, in the order of its dates."""
    rows = await AssignmentRow.select().where(
        AssignmentRow.participant == participant, AssignmentRow.edition == edition
    )
    holders = {each.seat: each for each in await team_of(participant)}
    kept = {_assignment(row): _kept(row, holders) for row in rows}
    return tuple(kept[each] for each in in_order(kept))


async def assignment_of(participant: str, edition: str, code: int) -> KeptAssignment:
    """One of a participant's own; that of another is not there."""
    found = await assignments_of(participant, edition)
    kept = next((each for each in found if each.id == code), None)
    if kept is None:
        raise RuleBroken("unknown-assignment", assignment=code)
    return kept


async def team_of(participant: str) -> tuple[Holder, ...]:
    """The seats of a participant, with whoever sits in them."""
    rows = (
        await SeatRow.select()
        .where(SeatRow.participant == participant, SeatRow.role.is_in(sorted(GOVERNMENT)))
        .order_by(SeatRow.id)
    )
    accounts = [row["account"] for row in rows if row["account"] is not None]
    people = (
        await AccountRow.select().where(AccountRow.id.is_in(accounts), AccountRow.active.eq(True))
        if accounts
        else []
    )
    named = {row["id"]: row for row in people}
    return tuple(_holder(row, named.get(row["account"])) for row in rows)


async def touches_of(participant: str, edition: str) -> tuple[Touch, ...]:
    """Who saved something to which item, and when they last did; the latest first."""
    row = AnswerRevisionRow
    rows = (
        await row.select(row.item, row.account, row.author, Max(row.saved_at, alias="at"))
        .where(row.participant == participant, row.edition == edition)
        .group_by(row.item, row.account, row.author)
    )
    found = [Touch(r["item"], r["account"], r["author"], moment_of(r["at"])) for r in rows]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


async def assignment_log_of(
    participant: str, edition: str, most: int
) -> tuple[AssignmentEvent, ...]:
    """The last moves of all assignments of a participant, the newest first."""
    rows = await AssignmentRow.select().where(
        AssignmentRow.participant == participant, AssignmentRow.edition == edition
    )
    places = {row["id"]: (row["topic"], row["item"]) for row in rows}
    if not places:
        return ()
    events = (
        await AssignmentEventRow.select()
        .where(AssignmentEventRow.assignment.is_in(sorted(places)))
        .order_by(AssignmentEventRow.id, ascending=False)
        .limit(most)
    )
    return tuple(
        AssignmentEvent(
            *places[row["assignment"]],
            row["at"],
            AssignmentMove(row["move"]),
            row["holder"],
            row["due"],
            row["note"],
            row["author"],
        )
        for row in events
    )


async def assignments_due(first: date, last: date) -> tuple[OpenAssignment, ...]:
    """What is open and due between two days, in whichever government."""
    rows = (
        await AssignmentRow.select()
        .where(
            AssignmentRow.state == AssignmentState.GIVEN.value,
            AssignmentRow.due >= first,
            AssignmentRow.due <= last,
        )
        .order_by(AssignmentRow.id)
    )
    return tuple(
        OpenAssignment(row["participant"], row["edition"], _assignment(row)) for row in rows
    )


async def keep_assignment(
    rules: EditionRules,
    entry: Entry,
    seen: KeptAssignment | None,
    changed: Assignment,
    step: AssignmentMove,
    holder: Holder,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Keep what became of an assignment, if nobody moved it since it was seen.

    `seen` is None for one that never was. `holder`: whoever sits in its seat now. `told`: the
    messages that go out with it.
    """
    is_new = step is AssignmentMove.GIVE
    facts = {
        **_row(changed),
        "participant": entry.participant.code,
        "edition": rules.code,
        "version": 1 if seen is None else seen.version + 1,
        "seen": 0 if seen is None else seen.version,
        "given_at": at if is_new or seen is None else seen.given_at,
        "giver_name": by.name if is_new or seen is None else seen.giver,
        "at": at,
        "move": step.value,
        "holder": holder.name or holder.title,
        "account": by.account,
        "author": by.name,
        "role": by.role.value,
        "action": f"assignment-{step.value}",
        "subject": changed.item or changed.topic,
        "details": json.dumps({"seat": changed.seat, "due": changed.due.isoformat()}),
    }
    otherwise = "assignment-changed"
    keep = (
        Step(FIRST, facts, otherwise=otherwise)
        if seen is None
        else Step(NEXT, facts, rows=1, otherwise=otherwise)
    )
    await write(
        [
            keep,
            Step(ADD_EVENT, facts),
            Step(NOTE, facts),
            *(
                posting(each, at, once=REMINDED if step is AssignmentMove.REMIND else "")
                for each in told
            ),
        ]
    )


def at_place(kept: Sequence[KeptAssignment], topic: str, item: str) -> KeptAssignment | None:
    """What is delegated of a level as a whole (no item), or of one of its items."""
    return next(
        (each for each in kept if (each.assignment.topic, each.assignment.item) == (topic, item)),
        None,
    )


def _row(assignment: Assignment) -> dict[str, object]:
    named = {each.name: getattr(assignment, each.name) for each in fields(Assignment)}
    return {**named, "state": assignment.state.value}


def _assignment(row: Mapping[str, Any]) -> Assignment:
    named = {each.name: row[each.name] for each in fields(Assignment)}
    return Assignment(**{**named, "state": AssignmentState(row["state"])})


def _kept(row: Mapping[str, Any], holders: Mapping[int, Holder]) -> KeptAssignment:
    return KeptAssignment(
        row["id"],
        _assignment(row),
        row["version"],
        row["given_at"],
        row["giver_name"],
        holders[row["seat"]],
    )


def _holder(row: Mapping[str, Any], account: Mapping[str, Any] | None) -> Holder:
    empty = Holder(row["id"], Role(row["role"]), row["title"], None, "", "", "es")
    if account is None:
        return empty
    return replace(
        empty,
        account=account["id"],
        name=account["name"],
        email=account["email"],
        locale=account["locale"],
    )
