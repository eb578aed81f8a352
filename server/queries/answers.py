"""Respuestas: put in force one after the other. Nothing typed is lost, nothing is kept twice.

A save says the revision it was based on and the key of the sheet it was typed on
(`queries/receipts.py`). The same save again is the same answer; one that did not see what
somebody else wrote is refused with what they wrote. What is left is a unit (`queries/saves.py`).
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from game.answers import Answer
from game.rules import RuleBroken
from server.db import Param, Refused, Step, statement
from server.people import Person
from server.queries.documents import TWICE
from server.queries.editions import EditionRules, Entry, rules_of
from server.queries.kept import (
    KeptAnswer,
    answer_history_of,
    answer_in,
    answers_of,
    authors_of,
    content_of,
    plain,
    standing_of,
)
from server.queries.matrix import given_of, matrix_rows_of
from server.queries.receipts import Save, Turn, keeping_receipt, receipt_key, turn_of
from server.queries.saves import Saved, Tell, Work, check_seen, seen_of, tell_nobody
from server.reading import read
from server.tables.answers import AnswerRevisionRow

# What other queries and the routes take from here; reading is in `kept` and `matrix`.
__all__ = [
    "KeptAnswer",
    "StaleAnswer",
    "answer_history_of",
    "answers_of",
    "authors_of",
    "change_answer",
    "check_item_open",
    "content_of",
    "given_of",
    "keep_answer",
    "keep_both",
    "keep_theirs",
    "matrix_rows_of",
    "plain",
    "standing_of",
]

ATTEMPTS: Final = 5
# Tells giving way to an answer, with a note or without, from putting the same text in force.
THEIRS: Final = "theirs"
BOTH: Final = "both"

FIND_REVISION = statement(
    AnswerRevisionRow.select(AnswerRevisionRow.content).where(
        AnswerRevisionRow.participant == Param("participant"),
        AnswerRevisionRow.edition == Param("edition"),
        AnswerRevisionRow.item == Param("item"),
        AnswerRevisionRow.revision == Param("revision"),
    )
)


class StaleAnswer(Exception):
    """Somebody else saved in between: what is in force, for the sender to compare with."""

    def __init__(self, current: KeptAnswer) -> None:
        super().__init__(f"revision {current.revision} is in force")
        self.current = current


async def keep_answer(
    rules: EditionRules,
    entry: Entry,
    answer: Answer,
    *,
    base: int,
    key: str = "",
    sheet: str = "",
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Put an answer in force. Its evidence is kept as it is: that has forms of its own.

    `sheet` is the form it was typed on, `key` this one sending of it; either may do for the other.
    Raises `StaleAnswer` when it did not see the revision in force, and `RuleBroken` when the item
    is closed to its government. What is in force already is no conflict, whoever wrote it, and
    neither is a change of the evidence alone.
    """
    paper = sheet or key
    receipt_id = _receipt_id(entry, answer.item, paper)
    digest = _digest(answer, key)
    for _ in range(ATTEMPTS):
        seen = await seen_of(rules, entry, answer.item, by.account, receipt_id)
        turn = turn_of(seen.receipt, base, digest, seen.revision, is_keyed=bool(sheet and key))
        current = seen.answers.get(answer.item)
        if turn is Turn.REPLAY and current is not None:
            return Saved(current, is_new=False)
        check_seen(rules, seen)
        changed = replace(answer, evidence=seen.answer.evidence)
        work = Work(rules, entry, seen, by, at, "answer-saved", tell)
        if changed == seen.answer:
            return Saved(current or work.kept(changed), is_new=False)
        if (
            turn is Turn.STALE
            and current is not None
            and not await _is_as_seen(entry, current, base)
        ):
            raise StaleAnswer(current)
        receipt = seen.receipt.adding(Save(base, digest, seen.revision + 1))
        remembered = [keeping_receipt(by.account, receipt_id, receipt, at)] if paper else []
        try:
            return await work.keep(changed, remembered)
        except Refused:
            rules = await rules_of(rules.code)
    raise RuleBroken("too-busy")


async def keep_theirs(
    rules: EditionRules,
    entry: Entry,
    mine: Answer,
    *,
    base: int,
    key: str = "",
    sheet: str = "",
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Settle a conflict for the answer in force; the one that lost stays in the history.

    `sheet` and `key` are those of `keep_answer`: a conflict settled before is settled.
    """
    paper = _Paper(base, key, sheet, THEIRS)
    return await _give_way(rules, entry, mine, paper, by=by, at=at, tell=tell)


async def keep_both(
    rules: EditionRules,
    entry: Entry,
    mine: Answer,
    *,
    base: int,
    key: str = "",
    sheet: str = "",
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Settle a conflict as `keep_theirs` does, and leave mine beside the item for the team."""
    paper = _Paper(base, key, sheet, BOTH)
    return await _give_way(rules, entry, mine, paper, by=by, at=at, tell=tell)


@dataclass(frozen=True, slots=True)
class _Paper:
    """How a conflict was settled: on which base, from which sheet, and with which words."""

    base: int
    key: str
    sheet: str
    way: str


async def _give_way(
    rules: EditionRules,
    entry: Entry,
    mine: Answer,
    paper: _Paper,
    *,
    by: Person,
    at: datetime,
    tell: Tell,
) -> Saved:
    name = paper.sheet or paper.key
    receipt_id = _receipt_id(entry, mine.item, name)
    digest = _digest(mine, f"{paper.way} {paper.key}")
    for _ in range(ATTEMPTS):
        seen = await seen_of(rules, entry, mine.item, by.account, receipt_id)
        current = seen.answers.get(mine.item)
        is_keyed = bool(paper.sheet and paper.key)
        turn = turn_of(seen.receipt, paper.base, digest, seen.revision, is_keyed=is_keyed)
        if turn is Turn.REPLAY and current is not None:
            return Saved(current, is_new=False)
        check_seen(rules, seen)
        if current is None or current.revision != paper.base:
            raise StaleAnswer(current or _nothing(mine.item, at))
        lost = replace(mine, evidence=seen.answer.evidence)
        if lost == seen.answer:
            return Saved(current, is_new=False)
        work = Work(rules, entry, seen, by, at, "conflict-settled", tell)
        receipt = seen.receipt.adding(Save(paper.base, digest, paper.base + 2))
        extra = [keeping_receipt(by.account, receipt_id, receipt, at)] if name else []
        if paper.way == BOTH:
            extra.append(work.noted(paper.base + 1))
        try:
            return await work.keep(seen.answer, extra, lost=lost)
        except Refused:
            rules = await rules_of(rules.code)
    raise RuleBroken("too-busy")


async def check_item_open(rules: EditionRules, entry: Entry, item: str, *, by: Person) -> None:
    """Refuse now what a save would refuse, before anything is taken in for it."""
    check_seen(rules, await seen_of(rules, entry, item, by.account))


async def change_answer(
    rules: EditionRules,
    entry: Entry,
    item: str,
    make: Callable[[Answer], Answer],
    *,
    extra: Sequence[Step] = (),
    action: str,
    by: Person,
    at: datetime,
    tell: Tell,
) -> Saved:
    """Change whatever answer is in force: such changes never lose what somebody else wrote.

    Raises `Refused` with `TWICE` when `extra` adds a document whose bytes are there already.
    """
    for _ in range(ATTEMPTS):
        seen = await seen_of(rules, entry, item, by.account)
        check_seen(rules, seen)
        work = Work(rules, entry, seen, by, at, action, tell)
        changed = make(seen.answer)
        if changed == seen.answer:
            return Saved(seen.answers.get(item) or work.kept(changed), is_new=False)
        try:
            return await work.keep(changed, extra)
        except Refused as refused:
            if refused.code == TWICE:
                raise
            rules = await rules_of(rules.code)
    raise RuleBroken("too-busy")


def _receipt_id(entry: Entry, item: str, paper: str) -> str:
    return receipt_key(entry.participant.code, entry.edition, item, paper) if paper else ""


def _digest(answer: Answer, key: str) -> str:
    content = content_of(replace(answer, evidence=()))
    return hashlib.sha256(f"{key}\n{content}".encode()).hexdigest()[:32]


async def _is_as_seen(entry: Entry, current: KeptAnswer, base: int) -> bool:
    """Whether what is in force says what it said at the revision that a sender saw."""
    answer = current.answer
    here = {
        "participant": entry.participant.code,
        "edition": entry.edition,
        "item": answer.item,
        "revision": base,
    }
    found = [answer_in(row["content"]) for row in await read(FIND_REVISION, here)]
    seen = [Answer(answer.item)] if base == 0 else found
    return any(replace(each, evidence=answer.evidence) == answer for each in seen)


def _nothing(item: str, at: datetime) -> KeptAnswer:
    return KeptAnswer(Answer(item), 0, 0, "", at)
