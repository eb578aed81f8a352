"""Hilos: what was said about returned items, read with its entries, kept as units.

An entry is kept only if the thread has as many entries as when it was decided: one that is sent
twice, even at once, is kept once.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from piccolo.querystring import QueryString

from game.answers import is_asked
from game.editions import Act, allows
from game.reviews import Verdict
from game.rules import RuleBroken
from game.threads import EntryKind, Thread, ThreadEntry, ThreadState, is_said, write_entry
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry, entries_of
from server.queries.kept import answers_of, plain
from server.queries.mail import Message, posting
from server.queries.stages import STAYS
from server.reading import read
from server.tables.threads import ThreadEntryRow, ThreadRow

ATTEMPTS: Final = 5

_HERE = (
    ThreadRow.participant == Param("participant"),
    ThreadRow.edition == Param("edition"),
    ThreadRow.item == Param("item"),
)
THREADS = statement(
    ThreadRow.select().where(
        ThreadRow.participant == Param("participant"), ThreadRow.edition == Param("edition")
    )
)
ENTRIES = statement(
    ThreadEntryRow.select()
    .where(
        ThreadEntryRow.participant == Param("participant"),
        ThreadEntryRow.edition == Param("edition"),
    )
    .order_by(ThreadEntryRow.id)
)
# A return opens the thread of its item, or opens it again.
OPEN = statement(
    ThreadRow.insert(params(ThreadRow, state=ThreadState.OPEN.value, entries=1)).on_conflict(
        target=(ThreadRow.participant, ThreadRow.edition, ThreadRow.item),
        action="DO UPDATE",
        values=[
            (ThreadRow.state, ThreadState.OPEN.value),
            (ThreadRow.entries, QueryString("thread.entries + 1")),
        ],
    )
)
NEXT = statement(
    ThreadRow.update(
        {ThreadRow.state: Param("state"), ThreadRow.entries: QueryString("thread.entries + 1")}
    )
    .where(*_HERE, ThreadRow.state == ThreadState.OPEN.value, ThreadRow.entries == Param("entries"))
    .returning(ThreadRow.entries)
)
ADD_ENTRY = statement(ThreadEntryRow.insert(params(ThreadEntryRow)))


@dataclass(frozen=True, slots=True)
class Begun:
    """An open thread of an item, of which government, and when it was begun."""

    edition: str
    government: str
    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadOf:
    """A thread, and whose it is."""

    entry: Entry
    thread: Thread


async def threads_of(participant: str, edition: str) -> Mapping[str, Thread]:
    """Item to its thread."""
    here = {"participant": participant, "edition": edition}
    rows = await read(THREADS, here)
    if not rows:
        return {}
    said = _by_item(await read(ENTRIES, here))
    return {row["item"]: _thread(row, said[row["item"]]) for row in rows}


async def open_threads_of(participant: str, edition: str) -> tuple[Thread, ...]:
    """The threads that are not resolved, by item; also of what is not asked any more."""
    found = await threads_of(participant, edition)
    return tuple(found[item] for item in sorted(found) if found[item].is_open)


async def threads_begun_by(account: int) -> tuple[Begun, ...]:
    """The open threads that a verifier began, in any edition, the oldest first."""
    rows = await ThreadEntryRow.raw(
        "SELECT thread.edition, participant.name, thread.item, thread_entry.at"
        " FROM thread JOIN thread_entry ON thread.participant = thread_entry.participant"
        " AND thread.edition = thread_entry.edition AND thread.item = thread_entry.item"
        " JOIN participant ON participant.code = thread.participant"
        " WHERE thread.state = 'open' AND thread_entry.account = {} AND thread_entry.id ="
        " (SELECT MIN(earliest.id) FROM thread_entry AS earliest"
        " WHERE earliest.participant = thread.participant"
        " AND earliest.edition = thread.edition AND earliest.item = thread.item)"
        " ORDER BY thread_entry.id",
        account,
    )
    return tuple(Begun(row["edition"], row["name"], row["item"], row["at"]) for row in rows)


async def open_threads(rules: EditionRules, own_state: str | None) -> tuple[ThreadOf, ...]:
    """The open threads of an edition that a verifier may write in, those that wait for them first.

    None of the own state's, none of what is not asked any more, and none once answers are not
    verified any more.
    """
    if not allows(rules.stage, Act.VERIFY):
        return ()
    rows = await ThreadRow.select().where(
        ThreadRow.edition == rules.code, ThreadRow.state == ThreadState.OPEN.value
    )
    entries = {
        entry.participant.code: entry
        for entry in await entries_of(rules.code)
        if own_state is None or entry.participant.state != own_state
    }
    said = await ThreadEntryRow.raw(
        "SELECT thread_entry.* FROM thread_entry JOIN thread"
        " ON thread.participant = thread_entry.participant"
        " AND thread.edition = thread_entry.edition AND thread.item = thread_entry.item"
        " WHERE thread.edition = {} AND thread.state = 'open' ORDER BY thread_entry.id",
        rules.code,
    )
    by_place: dict[tuple[str, str], list[ThreadEntry]] = defaultdict(list)
    for row in said:
        by_place[row["participant"], row["item"]].append(_entry(row))
    found = [
        ThreadOf(
            entries[row["participant"]], _thread(row, by_place[row["participant"], row["item"]])
        )
        for row in rows
        if row["participant"] in entries
    ]
    found = [each for each in found if await _is_asked(rules, each)]
    return tuple(sorted(found, key=_turn))


async def keep_entry(
    rules: EditionRules,
    entry: Entry,
    item: str,
    kind: EntryKind,
    text: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Say something in the thread of an item, or end it. The same sent twice is said once.

    `told`: who is told of it.
    """
    participant = entry.participant.code
    rules.questionnaire.item(item)
    for _ in range(ATTEMPTS):
        thread = (await threads_of(participant, rules.code)).get(item)
        if thread is not None and is_said(thread, kind, text, by.account):
            return
        words = write_entry(rules.stage, thread, kind, text)
        here = {
            "participant": participant,
            "edition": rules.code,
            "item": item,
            "stage": rules.stage.value,
            "state": (
                ThreadState.RESOLVED if kind is EntryKind.RESOLVED else ThreadState.OPEN
            ).value,
            "entries": len(thread.entries) if thread else 0,
            "kind": kind.value,
            "text": words,
            "account": by.account,
            "author": by.name,
            "role": by.role.value,
            "at": at,
            "action": f"thread-{kind.value}",
            "subject": item,
            "details": json.dumps({"entry": len(thread.entries) + 1 if thread else 1}),
        }
        try:
            await write(
                [
                    Step(STAYS, here, rows=1, otherwise="stage-forbids"),
                    Step(NEXT, here, rows=1),
                    Step(ADD_ENTRY, here),
                    Step(NOTE, here),
                    *(posting(each, at) for each in told),
                ]
            )
        except Refused as refused:
            if refused.code != "stale":
                raise RuleBroken(refused.code) from refused
        else:
            return
    raise RuleBroken("too-busy")


def thread_steps(here: Mapping[str, object], verdict: Verdict, thread: Thread | None) -> list[Step]:
    """What a verdict does to the thread of its item. `here` is the row of the verdict."""
    said = {**here, "author": here["verifier_name"], "account": here["verifier"]}
    if verdict is Verdict.RETURNED:
        entry = {**said, "kind": EntryKind.RETURNED.value, "text": here["reason"]}
        return [Step(OPEN, said), Step(ADD_ENTRY, entry)]
    if thread is None or not thread.is_open:
        return []
    ended = {
        **said,
        "kind": EntryKind.RESOLVED.value,
        "text": "",
        "state": ThreadState.RESOLVED.value,
        "entries": len(thread.entries),
    }
    return [Step(NEXT, ended, rows=1), Step(ADD_ENTRY, ended)]


async def _is_asked(rules: EditionRules, found: ThreadOf) -> bool:
    """Whether its item has a place on the page of its level; most items always have."""
    item = rules.questionnaire.item(found.thread.item)
    openers = rules.links.openers[item.code]
    if not openers:
        return True
    participant = found.entry.participant
    return is_asked(
        item, plain(await answers_of(participant.code, rules.code, openers)), participant
    )


def _turn(found: ThreadOf) -> tuple[bool, datetime, str, str]:
    last = found.thread.entries[-1].at
    who = found.entry.participant.code
    return found.thread.waits_for_answer, last, who, found.thread.item


def _by_item(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, list[ThreadEntry]]:
    said: dict[str, list[ThreadEntry]] = defaultdict(list)
    for row in rows:
        said[row["item"]].append(_entry(row))
    return said


def _thread(row: Mapping[str, Any], entries: Iterable[ThreadEntry]) -> Thread:
    return Thread(row["item"], ThreadState(row["state"]), tuple(entries))


def _entry(row: Mapping[str, Any]) -> ThreadEntry:
    return ThreadEntry(
        EntryKind(row["kind"]), row["text"], row["account"], row["author"], row["role"], row["at"]
    )
