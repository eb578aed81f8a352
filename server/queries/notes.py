"""Notas del equipo: texts that gave way and stay beside their item until somebody resolves them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from game.answers import Answer
from game.rules import RuleBroken
from server.db import Param, Step, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.editions import Entry
from server.queries.kept import answer_in
from server.reading import read
from server.tables.answers import AnswerNoteRow

KEEP_NOTE = statement(
    AnswerNoteRow.insert(params(AnswerNoteRow, resolved_at=None, resolved_by=None))
)
RESOLVE = statement(
    AnswerNoteRow.update(
        {
            AnswerNoteRow.resolved_at: Param("at"),
            AnswerNoteRow.resolved_by: Param("account"),
            AnswerNoteRow.resolver_name: Param("author"),
        }
    )
    .where(AnswerNoteRow.id == Param("note"), AnswerNoteRow.resolved_at.is_null())
    .returning(AnswerNoteRow.id)
)
NOTES = """
    SELECT answer_note.id AS id, answer_note.item AS item, answer_note.revision AS revision,
        answer_note.resolved_at AS resolved_at, answer_note.resolver_name AS resolver_name,
        answer_revision.content AS content, answer_revision.account AS account,
        answer_revision.author AS author, answer_revision.saved_at AS saved_at
    FROM answer_note
    JOIN answer_revision ON answer_revision.participant = answer_note.participant
        AND answer_revision.edition = answer_note.edition
        AND answer_revision.item = answer_note.item
        AND answer_revision.revision = answer_note.revision
    WHERE answer_note.participant = {} AND answer_note.edition = {}
    ORDER BY answer_note.id
"""
FIND_NOTES = statement(AnswerNoteRow.raw(NOTES, Param("participant"), Param("edition")))


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote to an item and did not put in force; the revision that holds it."""

    id: int
    item: str
    revision: int
    answer: Answer
    account: int
    author: str
    at: datetime
    resolved_at: datetime | None
    resolver: str

    @property
    def is_open(self) -> bool:
        """Nobody has resolved it yet."""
        return self.resolved_at is None


async def notes_of(participant: str, edition: str) -> tuple[Note, ...]:
    """Every note of a participant's team, the oldest first, the resolved ones too."""
    rows = await read(FIND_NOTES, {"participant": participant, "edition": edition})
    return tuple(_note(row) for row in rows)


async def resolve_note(entry: Entry, item: str, number: int, *, by: Person, at: datetime) -> None:
    """Take a note away from its item. The history keeps it; resolving it again changes nothing."""
    notes = await notes_of(entry.participant.code, entry.edition)
    found = next((note for note in notes if (note.id, note.item) == (number, item)), None)
    if found is None:
        raise RuleBroken("unknown-note", item=item)
    facts = {
        "note": found.id,
        "at": at,
        "account": by.account,
        "author": by.name,
        "role": by.role.value,
        "action": "note-resolved",
        "participant": entry.participant.code,
        "edition": entry.edition,
        "subject": item,
        "details": json.dumps({"revision": found.revision}),
    }
    if found.is_open:
        await write([Step(RESOLVE, facts, rows=1, otherwise="stale"), Step(NOTE, facts)])


def _note(row: Mapping[str, Any]) -> Note:
    return Note(
        row["id"],
        row["item"],
        row["revision"],
        answer_in(row["content"]),
        row["account"],
        row["author"],
        row["saved_at"],
        row["resolved_at"],
        row["resolver_name"],
    )
