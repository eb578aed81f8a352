"""Guardado: what one save of an answer is decided on, and the unit that it becomes.

A unit holds the revision, the answer in force, its points and those of the items it opens or
closes, the audit event and the receipt. Before them it holds everything the save was decided on:
where some of that moved, it is refused, and decided again by whoever asked for it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

from piccolo.query.functions import Sum
from piccolo.querystring import QueryString

from game.answers import Answer, is_asked, is_complete
from game.editions import Act, Stage, allows, check_allowed
from game.levels import Level, level_of, may_edit
from game.points import NO_POINTS, STRAIGHT, Course, Points, Reason, change, points_of
from game.questionnaire import Item
from game.reviews import Verdict, standing_verdict
from game.rules import RuleBroken
from game.signatures import Cause, Signature, Voiding
from server.db import Announcement, Param, Statement, Step, announce, params, statement, write
from server.people import Person
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry
from server.queries.kept import KeptAnswer, answers_of, content_of, plain, standing_of
from server.queries.levels import LevelEntry, level_entry_of
from server.queries.mail import Message, posting
from server.queries.notes import KEEP_NOTE
from server.queries.points import keeping_points
from server.queries.receipts import NO_RECEIPT, Receipt, receipt_of
from server.queries.reviews import GivenReview, reviews_of
from server.queries.signatures import signature_histories_of, voiding_steps
from server.reading import each, places, read
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.points import PointEventRow

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})
_HERE = (
    AnswerRow.participant == Param("participant"),
    AnswerRow.edition == Param("edition"),
    AnswerRow.item == Param("item"),
)
FIRST = statement(AnswerRow.insert(params(AnswerRow)))
NEXT = statement(
    AnswerRow.update(
        {
            AnswerRow.revision: Param("revision"),
            AnswerRow.content: Param("content"),
            AnswerRow.account: Param("account"),
            AnswerRow.author: Param("author"),
            AnswerRow.saved_at: Param("saved_at"),
        }
    )
    .where(*_HERE, AnswerRow.revision == Param("base"))
    .returning(AnswerRow.revision)
)
# Holds the row of an answer that was read and must still be so when the unit is committed.
HOLD = statement(
    AnswerRow.update({AnswerRow.revision: QueryString("revision")})
    .where(*_HERE, AnswerRow.revision == Param("base"))
    .returning(AnswerRow.revision)
)
KEEP_REVISION = statement(AnswerRevisionRow.insert(params(AnswerRevisionRow)))


# Makes the letters that tell of a signature which a change has voided.
Tell: TypeAlias = Callable[[Signature], Awaitable[Sequence[Message]]]


async def tell_nobody(_: Signature) -> Sequence[Message]:
    """Where nobody is to be told: nothing."""
    return ()


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer in force after a save. `is_new` says whether this save made it.

    `moved` are the items that it opened or closed; None when that was told before.
    """

    kept: KeptAnswer
    is_new: bool
    moved: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a save is decided on. The unit holds it: if any of it moves, it is decided again."""

    item: Item
    answers: Mapping[str, KeptAnswer]
    reviews: Mapping[str, GivenReview]
    entry: LevelEntry
    level: Level
    points: Mapping[str, Points]
    receipt: Receipt

    @property
    def answer(self) -> Answer:
        kept = self.answers.get(self.item.code)
        return kept.answer if kept else Answer(self.item.code)

    @property
    def revision(self) -> int:
        kept = self.answers.get(self.item.code)
        return kept.revision if kept else 0


@dataclass(frozen=True, slots=True)
class Work:
    """One save, decided: makes the unit and runs it. Several of them may share a unit."""

    rules: EditionRules
    entry: Entry
    seen: Seen
    by: Person
    at: datetime
    action: str
    tell: Tell

    def kept(self, answer: Answer, revision: int = 0) -> KeptAnswer:
        return KeptAnswer(answer, revision, self.by.account, self.by.name, self.at)

    async def keep(
        self, answer: Answer, extra: Sequence[Step], *, lost: Answer | None = None
    ) -> Saved:
        """Keep the answer; one that lost to it is put in the history just before."""
        revision = self.seen.revision + (1 if lost is None else 2)
        voiding = await self.voiding(self.unsigned(answer), revision)
        await write([*self.steps(answer, lost=lost), *extra, *voiding, self.notice()])
        kept = self.kept(answer, revision)
        if lost is not None:  # whoever chose it did not write it
            kept = replace(self.seen.answers[answer.item], revision=revision)
        return Saved(kept, is_new=True, moved=self._moved(answer))

    def notice(self) -> Announcement:
        """Tells every process where to look."""
        return announce(json.dumps(self._where()))

    def steps(self, answer: Answer, *, lost: Answer | None = None) -> list[Step]:
        """What puts the answer in force, with everything it was decided on held as it was seen."""
        base = self.seen.revision
        revision = base + 1 if lost is None else base + 2
        written = {} if lost is None else self._written()
        steps = self._in_force(answer, revision, written)
        if lost is not None:
            steps.append(self._revision(lost, base + 1, base))
        steps.append(self._revision(answer, revision, base, written))
        steps.extend(self._points(answer, revision))
        steps.append(self._note(base, revision))
        return steps

    def points_after(self, answer: Answer) -> dict[str, Points]:
        """What this item then has, and those answered that it opens or closes."""
        item = self.seen.item
        answers = {**plain(self.seen.answers), item.code: answer}
        moved = (item, *self.rules.links.dependents[item.code])
        return {each.code: self._worth(each, answers) for each in moved if each.code in answers}

    def unsigned(self, answer: Answer) -> frozenset[str]:
        """The levels whose signature this change voids, where they have one (`game/levels.py`).

        A change that keeps the answer itself, because another text lost to it, voids too: it is
        another revision than the one that was signed.
        """
        questionnaire, here = self.rules.questionnaire, self.seen.item.topic
        topics = {questionnaire.item(code).topic for code in self._moved(answer)} - {here}
        return frozenset(topics | ({here} if self.seen.entry.submitted_at is not None else set()))

    async def voiding(self, topics: Collection[str], revision: int) -> list[Step]:
        """What leaves these levels unsigned, and the letters that say so.

        Comes once in a unit, after what changes the answers.
        """
        if not topics:
            return []
        participant, edition = self.entry.participant.code, self.entry.edition
        found = await signature_histories_of(participant, edition)
        signed = {topic: found.get(topic, ()) for topic in topics}
        item, by, at = self.seen.item.code, self.by, self.at
        given = self.seen.reviews.get(item)
        mends = given is not None and given.review.verdict is Verdict.RETURNED
        voiding = Voiding(at, by.name, Cause.MENDED if mends else Cause.CHANGED, item, revision)
        told = [
            message
            for each in signed.values()
            if each and each[-1].voiding is None
            for message in await self.tell(replace(each[-1], voiding=voiding))
        ]
        steps = voiding_steps(self.rules, self.entry, signed, voiding, by=by)
        return [*steps, *(posting(each, at) for each in told)]

    def noted(self, revision: int) -> Step:
        """A revision of the history stays beside its item as a note."""
        return Step(KEEP_NOTE, self._here(revision=revision, resolver_name=""))

    def _where(self) -> dict[str, str]:
        """Where to look: at the board of a league, and at one level of this participant."""
        return {
            "edition": self.entry.edition,
            "league": self.entry.league,
            "participant": self.entry.participant.code,
            "topic": self.seen.item.topic,
        }

    def _here(self, **given: object) -> dict[str, object]:
        return {
            "participant": self.entry.participant.code,
            "edition": self.entry.edition,
            "item": self.seen.item.code,
            "account": self.by.account,
            "author": self.by.name,
            "saved_at": self.at,
            **given,
        }

    def _written(self) -> dict[str, object]:
        """Who wrote what is in force, and when: to choose it is not to write it."""
        kept = self.seen.answers[self.seen.item.code]
        return {"account": kept.account, "author": kept.author, "saved_at": kept.saved_at}

    def _in_force(self, answer: Answer, revision: int, written: Mapping[str, object]) -> list[Step]:
        """The answer, and everything it was decided on held as it was seen."""
        base = self.seen.revision
        here = self._here(content=content_of(answer), revision=revision, base=base, **written)
        given = self.seen.reviews.get(self.seen.item.code)
        guard = self._here(
            topic=self.seen.item.topic,
            stage=self.rules.stage.value,
            version=self.rules.questionnaire.version,
            submitted=int(self.seen.entry.submitted_at is not None),
            verdict=given.id if given else 0,
        )
        keep = Step(NEXT, here, rows=1) if base else Step(FIRST, here)
        absent = [
            each.code
            for each in self.rules.links.dependents[self.seen.item.code]
            if each.code not in self.seen.answers
        ]
        guarded = Step(_guard(len(absent)), {**guard, **each(absent)}, rows=1)
        return [*self._holds(), keep, guarded]

    def _holds(self) -> list[Step]:
        """Answers of other items that decide what is asked, and so what has points."""
        item = self.seen.item.code
        links = self.rules.links
        near = {*links.openers[item], *(each.code for each in links.dependents[item])}
        return [
            Step(HOLD, self._here(item=code, base=self.seen.answers[code].revision), rows=1)
            for code in sorted(near - {item})
            if code in self.seen.answers
        ]

    def _revision(
        self, answer: Answer, revision: int, base: int, written: Mapping[str, object] = NOTHING
    ) -> Step:
        here = self._here(content=content_of(answer), revision=revision, based_on=base, **written)
        return Step(KEEP_REVISION, here)

    def _points(self, answer: Answer, revision: int) -> list[Step]:
        """The events of this item, and of those that it opens or closes."""
        item, after = self.seen.item, self.points_after(answer)
        steps = self._event(item, after[item.code], Reason.ANSWERED, revision)
        for other in self.rules.links.dependents[item.code]:
            if other.code in after:
                steps += self._event(other, after[other.code], Reason.CONDITION, None)
        return steps

    def _moved(self, answer: Answer) -> frozenset[str]:
        before = plain(self.seen.answers)
        after = {**before, self.seen.item.code: answer}
        who = self.entry.participant
        return frozenset(
            each.code
            for each in self.rules.links.dependents[self.seen.item.code]
            if is_asked(each, before, who) != is_asked(each, after, who)
        )

    def _worth(self, item: Item, answers: Mapping[str, Answer]) -> Points:
        if not is_asked(item, answers, self.entry.participant):
            return NO_POINTS
        given = self.seen.reviews.get(item.code)
        verdict = standing_verdict(given.review if given else None, item, answers[item.code])
        # Nothing is saved any more once replies are decided: none led to a verdict yet.
        course = Course(given.returns) if given else STRAIGHT
        return points_of(self.rules.points, item, answers[item.code], verdict, course)

    def _event(self, item: Item, after: Points, reason: Reason, revision: int | None) -> list[Step]:
        event = change(self.seen.points.get(item.code, NO_POINTS), after, item.code, reason)
        return keeping_points(self.entry, item.topic, event, self.at, revision)

    def _note(self, base: int, revision: int) -> Step:
        here = self._here(
            at=self.at,
            role=self.by.role.value,
            action=self.action,
            subject=self.seen.item.code,
            details=json.dumps({"base": base, "revision": revision}),
        )
        return Step(NOTE, here)


async def seen_of(
    rules: EditionRules, entry: Entry, item_code: str, account: int, receipt_id: str = ""
) -> Seen:
    """Read what a save of an item is decided on; refused where the item is not asked."""
    item = rules.questionnaire.item(item_code)
    participant, edition = entry.participant, entry.edition
    around = rules.links.around[item_code]
    moved = [item_code, *(each.code for each in rules.links.dependents[item_code])]
    answers, reviews, level_entry, points, receipt = await asyncio.gather(
        answers_of(participant.code, edition, around),
        reviews_of(participant.code, edition, around),
        level_entry_of(participant.code, edition, item.topic),
        item_points_of(entry, moved),
        receipt_of(account, receipt_id) if receipt_id else _no_receipt(),
    )
    level = level_of(
        rules.questionnaire.topic(item.topic),
        participant,
        plain(answers),
        standing_of(rules.questionnaire, answers, reviews),
        submitted_at=level_entry.submitted_at,
        signed_at=level_entry.signed_at,
        stage=rules.stage,
        cap=rules.edition.not_applicable_cap,
    )
    if not is_asked(item, plain(answers), participant):
        raise RuleBroken("not-asked", item=item_code)
    return Seen(item, answers, reviews, level_entry, level, points, receipt)


def check_seen(rules: EditionRules, seen: Seen) -> None:
    """Refuse what may not be changed now, as it was seen."""
    given = seen.reviews.get(seen.item.code)
    verdict = given.review.verdict if given else None
    check_open(rules.stage, seen.level, seen.item, seen.answer, verdict)


def check_open(
    stage: Stage, level: Level, item: Item, answer: Answer, verdict: Verdict | None
) -> None:
    """Refuse what its government may not change now, and say why. `verdict`: the last given."""
    if may_edit(stage, level, verdict, is_complete=is_complete(item, answer)):
        return
    if verdict in {Verdict.ACCEPTED, Verdict.REJECTED}:
        raise RuleBroken("item-decided", item=item.code, verdict=verdict)
    if not allows(stage, Act.MEND):
        check_allowed(stage, Act.ANSWER)
    if level.is_submitted:
        raise RuleBroken("level-locked", level=level.topic)
    check_allowed(stage, Act.ANSWER)


async def item_points_of(entry: Entry, items: Sequence[str]) -> Mapping[str, Points]:
    """The ledger folded for each of these items."""
    here = {
        "participant": entry.participant.code,
        "edition": entry.edition,
        "league": entry.league,
        **each(items),
    }
    rows = await read(_ledger(len(items)), here)
    return {row["item"]: Points(row["provisional"], row["settled"]) for row in rows}


@cache
def _guard(absent: int) -> Statement:
    """Comes after the row is held: what allowed the save is still so.

    Nobody submitted the level, decided on the item, moved the edition or changed its questionnaire,
    and so many items that depend on it still have no answer.
    """
    asked = (
        "SELECT revision FROM answer WHERE participant = {} AND edition = {} AND item = {}"
        " AND EXISTS (SELECT 1 FROM edition WHERE code = {} AND stage = {} AND version = {})"
        " AND (SELECT COUNT(*) FROM level WHERE participant = {} AND edition = {} AND topic = {}"
        " AND submitted_at IS NOT NULL) = {}"
        " AND (SELECT COALESCE(MAX(id), 0) FROM verdict WHERE participant = {} AND edition = {}"
        " AND item = {}) = {}"
    )
    among = (
        " AND NOT EXISTS (SELECT 1 FROM answer AS other WHERE other.participant = {}"
        " AND other.edition = {} AND other.item IN ("
    )
    where = [Param(name) for name in ("participant", "edition")]
    if absent:
        asked += among + ", ".join(["{}"] * absent) + "))"
    return statement(
        AnswerRow.raw(
            asked,
            *where,
            Param("item"),
            *(Param(name) for name in ("edition", "stage", "version")),
            *where,
            *(Param(name) for name in ("topic", "submitted")),
            *where,
            *(Param(name) for name in ("item", "verdict")),
            *((*where, *places(absent)) if absent else ()),
        )
    )


@cache
def _ledger(named: int) -> Statement:
    event = PointEventRow
    return statement(
        event.select(
            event.item,
            Sum(event.provisional, alias="provisional"),
            Sum(event.settled, alias="settled"),
        )
        .where(
            event.edition == Param("edition"),
            event.league == Param("league"),
            event.participant == Param("participant"),
            event.item.is_in(places(named)),
        )
        .group_by(event.item)
    )


async def _no_receipt() -> Receipt:
    return NO_RECEIPT
