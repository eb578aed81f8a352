"""Libros de respuestas: what stands behind a workbook that comes back, and storing it in one go.

Everything a workbook brings is one unit, as when answers are copied: each answer holds what it was
decided on. If somebody writes meanwhile nothing is stored, and it is compared anew.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.answers import Answer
from game.levels import Level, level_of
from game.questionnaire import Item
from game.rules import RuleBroken
from server.answer_books.cells import Known, named
from server.answer_books.comparing import Compared, Comparison, Ground, compare
from server.answer_books.holding import Brought
from server.db import Announcement, Param, Refused, Step, Unit, statement, write
from server.people import Person
from server.queries.documents import FILE, Document, documents_of, newest_of
from server.queries.editions import EditionRules, Entry, rules_of
from server.queries.kept import KeptAnswer, answer_in, answers_of, plain, standing_of
from server.queries.levels import LevelEntry, level_entries_of
from server.queries.receipts import NO_RECEIPT
from server.queries.reviews import GivenReview, reviews_of
from server.queries.saves import Seen, Tell, Work, check_open, item_points_of, tell_nobody
from server.reading import read
from server.tables.answers import AnswerRevisionRow

ACTION = "answer-from-book"
HISTORY = statement(
    AnswerRevisionRow.select(
        AnswerRevisionRow.item, AnswerRevisionRow.revision, AnswerRevisionRow.content
    )
    .where(
        AnswerRevisionRow.participant == Param("participant"),
        AnswerRevisionRow.edition == Param("edition"),
    )
    .order_by(AnswerRevisionRow.revision)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything of a participant that a workbook is made of and compared with."""

    rules: EditionRules
    entry: Entry
    answers: Mapping[str, KeptAnswer]
    history: Mapping[str, Sequence[tuple[int, Answer]]]
    reviews: Mapping[str, GivenReview]
    handed: Mapping[str, LevelEntry]
    levels: Mapping[str, Level]
    documents: tuple[Document, ...]

    @property
    def known(self) -> tuple[Known, ...]:
        """The documents as a workbook names them, by their titles."""
        newest = {each.id for each in newest_of(self.documents).values()}
        ordered = sorted(self.documents, key=lambda each: (each.title.casefold(), each.id))
        return named(
            [
                Known(e.id, e.title, has_pages=e.kind == FILE, is_old=e.id not in newest)
                for e in ordered
            ]
        )

    def lock_of(self, item: Item) -> str:
        """Why an item cannot be changed now; nothing when it can."""
        given, kept = self.reviews.get(item.code), self.answers.get(item.code)
        try:
            check_open(
                self.rules.stage,
                self.levels[item.topic],
                item,
                kept.answer if kept else Answer(item.code),
                given.review.verdict if given else None,
            )
        except RuleBroken as broken:
            return broken.code
        return ""

    def compare(self, brought: Brought) -> Comparison:
        """What a workbook says beside this."""
        ground = Ground(
            self.rules.questionnaire,
            self.entry.participant,
            {code: (each.revision, each.answer) for code, each in self.answers.items()},
            self.history,
            self.known,
            self.lock_of,
        )
        return compare(ground, brought.pairs, brought.twice, brought.stamp.revisions)


async def standing_of_book(rules: EditionRules, entry: Entry) -> Standing:
    """Read all of it."""
    who, edition = entry.participant.code, rules.code
    answers, history, reviews, handed, documents = await asyncio.gather(
        answers_of(who, edition),
        read(HISTORY, {"participant": who, "edition": edition}),
        reviews_of(who, edition),
        level_entries_of(who, edition),
        documents_of(who),
    )
    past: dict[str, list[tuple[int, Answer]]] = {}
    for row in history:
        past.setdefault(row["item"], []).append((row["revision"], answer_in(row["content"])))
    levels = {
        topic.code: level_of(
            topic,
            entry.participant,
            plain(answers),
            standing_of(rules.questionnaire, answers, reviews),
            submitted_at=handed.get(topic.code, LevelEntry(topic.code)).submitted_at,
            signed_at=handed.get(topic.code, LevelEntry(topic.code)).signed_at,
            stage=rules.stage,
            cap=rules.edition.not_applicable_cap,
        )
        for topic in rules.questionnaire.topics
    }
    return Standing(rules, entry, answers, past, reviews, handed, levels, documents)


async def keep_book(
    rules: EditionRules,
    entry: Entry,
    brought: Brought,
    *,
    seen: str,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> tuple[str, ...]:
    """Store what was seen to be stored, all of it or nothing; the codes of its items.

    `seen`: the print of the comparison that was shown. Another one is refused, to be shown again.
    """
    standing = await standing_of_book(rules, entry)
    found = standing.compare(brought)
    if found.print != seen:
        raise RuleBroken("book-moved")
    if not found.to_store:
        return ()
    try:
        await write(await _unit(standing, found.to_store, by, at, tell))
    except Refused:
        await rules_of(rules.code)  # also when the questionnaire or its stage moved
        raise RuleBroken("book-moved") from None
    return tuple(each.item.code for each in found.to_store)


async def _unit(
    standing: Standing, to_store: Sequence[Compared], by: Person, at: datetime, tell: Tell
) -> Unit:
    """The steps of all answers, each decided on those before it."""
    rules, entry = standing.rules, standing.entry
    codes = [each.item.code for each in to_store]
    dependents = [each.code for code in codes for each in rules.links.dependents[code]]
    points = dict(await item_points_of(entry, sorted({*codes, *dependents})))
    answers = dict(standing.answers)
    unit: list[Step | Announcement] = []
    notices: set[Announcement] = set()
    unsigned: dict[str, tuple[Work, int]] = {}
    for each in to_store:
        item = each.item
        handed = standing.handed.get(item.topic, LevelEntry(item.topic))
        level = standing.levels[item.topic]
        seen = Seen(item, answers, standing.reviews, handed, level, points, NO_RECEIPT)
        work = Work(rules, entry, seen, by, at, ACTION, tell)
        revision = seen.revision + 1
        unit += work.steps(each.result)
        unsigned |= dict.fromkeys(work.unsigned(each.result), (work, revision))
        notices.add(work.notice())
        points |= work.points_after(each.result)
        answers[item.code] = work.kept(each.result, revision)
    for topic, (work, revision) in unsigned.items():
        unit += await work.voiding({topic}, revision)
    return (*unit, *notices)
