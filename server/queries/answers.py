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
from server.queries.receipts import Save, Turn, keeping_receipt, receipt_key, receipt_of, turn_of
from server.queries.saves import Saved, Seen, Tell, Work, check_seen, seen_of, tell_nobody
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
    after: Sequence[str] = (),
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Put an answer in force. Its evidence is kept as it is: that has forms of its own.

    `sheet` is the form it was typed on, `key` this one sending of it; either may do for the other.
    `after` are other sheets of the same person, in other windows, that this one was typed after:
    what they saved in between is no conflict either.
    Raises `StaleAnswer` when it did not see the revision in force, and `RuleBroken` when the item
    is closed to its government. What is in force already is no conflict, whoever wrote it, and
    neither is a change of the evidence alone.
    """
    sending = _Sending(entry, answer, base, key, sheet)
    for _ in range(ATTEMPTS):
        seen = await seen_of(rules, entry, answer.item, by.account, sending.receipt_id)
        turn, current = sending.turn(seen), seen.answers.get(answer.item)
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
            and not await _is_as_seen(entry, current, await _known_to(sending, current, after, by))
        ):
            raise StaleAnswer(current)
        try:
            return await work.keep(changed, sending.remembered(work, seen.revision + 1))
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
    sending = _Sending(entry, mine, base, key, sheet, THEIRS)
    return await _give_way(rules, sending, by=by, at=at, tell=tell)


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
    sending = _Sending(entry, mine, base, key, sheet, BOTH)
    return await _give_way(rules, sending, by=by, at=at, tell=tell)


@dataclass(frozen=True, slots=True)
class _Sending:
    """An answer as it was sent: on which base, from which sheet, with which key of its own.

    `way`: how it settles a conflict, where it does.
    """

    entry: Entry
    answer: Answer
    base: int
    key: str
    sheet: str
    way: str = ""

    @property
    def receipt_id(self) -> str:
        paper = self.sheet or self.key
        return self.receipt_id_of(paper) if paper else ""

    def receipt_id_of(self, paper: str) -> str:
        """Where it is remembered what a sheet has saved of this item."""
        entry = self.entry
        return receipt_key(entry.participant.code, entry.edition, self.answer.item, paper)

    @property
    def digest(self) -> str:
        key = f"{self.way} {self.key}" if self.way else self.key
        content = content_of(replace(self.answer, evidence=()))
        return hashlib.sha256(f"{key}\n{content}".encode()).hexdigest()[:32]

    def turn(self, seen: Seen) -> Turn:
        """Whether it came before, comes in its turn or too late."""
        is_keyed = bool(self.sheet and self.key)
        return turn_of(seen.receipt, self.base, self.digest, seen.revision, is_keyed=is_keyed)

    def remembered(self, work: Work, revision: int) -> list[Step]:
        """That it made this revision, so that it does not do so again."""
        if not self.receipt_id:
            return []
        receipt = work.seen.receipt.adding(Save(self.base, self.digest, revision))
        return [keeping_receipt(work.by.account, self.receipt_id, receipt, work.at)]


async def _give_way(
    rules: EditionRules, sending: _Sending, *, by: Person, at: datetime, tell: Tell
) -> Saved:
    entry, mine, base = sending.entry, sending.answer, sending.base
    for _ in range(ATTEMPTS):
        seen = await seen_of(rules, entry, mine.item, by.account, sending.receipt_id)
        current = seen.answers.get(mine.item)
        if sending.turn(seen) is Turn.REPLAY and current is not None:
            return Saved(current, is_new=False)
        check_seen(rules, seen)
        if current is None or current.revision != base:
            raise StaleAnswer(current or _nothing(mine.item, at))
        lost = replace(mine, evidence=seen.answer.evidence)
        if lost == seen.answer:
            return Saved(current, is_new=False)
        work = Work(rules, entry, seen, by, at, "conflict-settled", tell)
        extra = sending.remembered(work, base + 2)
        if sending.way == BOTH:
            extra.append(work.noted(base + 1))
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


async def _known_to(
    sending: _Sending, current: KeptAnswer, sheets: Sequence[str], by: Person
) -> int:
    """The last revision whose whole way from the base these sheets of one account have made."""
    found = [await receipt_of(by.account, sending.receipt_id_of(each)) for each in sheets]
    made = {save.revision for receipt in found for save in receipt.saves}
    last = max(sending.base, current.revision)
    return next((each for each in range(sending.base, last) if each + 1 not in made), last)


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
