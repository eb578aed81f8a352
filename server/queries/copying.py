"""Copias: the answers of the last edition beside this one's, copied and confirmed as units.

All copies of one press are one unit: each holds what it was decided on, as a save does. If
somebody writes meanwhile, every item is decided anew, so that no answer is ever copied over.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from game.answers import Answer, is_asked, unpack
from game.copying import Before, CopyPlan, Left, confirm, plan_copies
from game.levels import Level, level_of
from game.questionnaire import Item
from game.rules import RuleBroken
from server.db import Announcement, Refused, Step, Unit, write
from server.people import Person
from server.queries.answers import (
    ATTEMPTS,
    KeptAnswer,
    answer_history_of,
    answers_of,
    change_answer,
    plain,
    standing_of,
)
from server.queries.documents import documents_of
from server.queries.editions import EditionRules, Entry, entry_of, rules_of
from server.queries.levels import LevelEntry, level_entries_of
from server.queries.receipts import NO_RECEIPT
from server.queries.reviews import GivenReview, reviews_of
from server.queries.saves import Saved, Seen, Tell, Work, check_open, item_points_of, tell_nobody
from server.tables.answers import AnswerRevisionRow


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What was answered, in the last edition, to the item that this one continues.

    `was_asked`: it was asked of this participant then. `review`: the last verdict on it.
    """

    before: Before
    was_asked: bool
    review: GivenReview | None


@dataclass(frozen=True, slots=True)
class Copier:
    """Who copied an answer that nobody has confirmed, and when."""

    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Copying:
    """What of the last edition can be copied now, and what was copied and waits.

    `unconfirmed`: item code to who copied it, of the items that are asked.
    """

    rules: EditionRules
    edition: str | None
    answers: Mapping[str, KeptAnswer]
    earlier: Mapping[str, EarlierAnswer]
    plan: CopyPlan
    unconfirmed: Mapping[str, Copier]


@dataclass(frozen=True, slots=True)
class Copied:
    """What one press copied, and the items that it opened or closed."""

    items: tuple[str, ...] = ()
    moved: frozenset[str] = field(default_factory=frozenset)


async def earlier_of(
    rules: EditionRules, entry: Entry, items: Sequence[Item]
) -> Mapping[str, EarlierAnswer]:
    """Item code of this edition to what it continues; nothing for who was not entered then."""
    edition = rules.edition.continues
    continued = {item.code: item.continues for item in items if item.continues}
    if edition is None or not continued:
        return {}
    who = entry.participant.code
    try:
        last, _ = await asyncio.gather(rules_of(edition), entry_of(edition, who))
    except RuleBroken:  # not kept here, or it took no part
        return {}
    known = {item.code: item for item in last.questionnaire.items}
    continued = {code: was for code, was in continued.items() if was in known}
    codes = set(continued.values())
    near = codes.union(*(last.links.openers[code] for code in codes))
    kept, reviews = await asyncio.gather(
        answers_of(who, edition, near), reviews_of(who, edition, sorted(codes))
    )
    answers = plain(kept)
    found = {}
    for code, was in continued.items():
        item = known[was]
        was_asked = is_asked(item, answers, entry.participant)
        answer = answers.get(was) if was_asked else None
        found[code] = EarlierAnswer(Before(edition, item, answer), was_asked, reviews.get(was))
    return found


def before_of(earlier: Mapping[str, EarlierAnswer]) -> dict[str, Before]:
    """The same, as the game takes it."""
    return {code: each.before for code, each in earlier.items()}


async def copying_of(rules: EditionRules, entry: Entry, topics: Collection[str] = ()) -> Copying:
    """What can be copied in these levels, or in all of them; and what waits to be confirmed."""
    state = await _state(rules, entry)
    items = [item for item in rules.questionnaire.items if not topics or item.topic in topics]
    waiting = [
        item.code
        for item in items
        if item.code in state.answers
        and state.answers[item.code].answer.copied_from
        and is_asked(item, plain(state.answers), entry.participant)
    ]
    return Copying(
        rules=rules,
        edition=rules.edition.continues if state.earlier else None,
        answers=state.answers,
        earlier=state.earlier,
        plan=state.plan(items),
        unconfirmed=await copiers_of(entry.participant.code, rules.code, waiting),
    )


async def copiers_of(participant: str, edition: str, items: Sequence[str]) -> Mapping[str, Copier]:
    """Who copied each of these, in the items' order. What came later kept the copy's mark."""
    if not items:
        return {}
    revision = AnswerRevisionRow
    rows = (
        await revision.select(revision.item, revision.content, revision.author, revision.saved_at)
        .where(
            revision.participant == participant,
            revision.edition == edition,
            revision.item.is_in(list(items)),
        )
        .order_by(revision.revision)
    )
    found: dict[str, Copier] = {}
    for row in rows:
        if not unpack(json.loads(row["content"])).copied_from:
            found.pop(row["item"], None)
        elif row["item"] not in found:
            found[row["item"]] = Copier(row["author"], row["saved_at"])
    return {code: found[code] for code in items if code in found}


async def copy_answers(
    rules: EditionRules,
    entry: Entry,
    items: Sequence[Item],
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Copied:
    """Copy what can be copied into these items, in the order of the questionnaire.

    What cannot is left as it is: to copy twice copies nothing twice.
    """
    for _ in range(ATTEMPTS):
        state = await _state(rules, entry)
        plan = state.plan(items)
        if not plan.copies:
            return Copied()
        unit, moved = await _unit(state, plan, by, at, tell)
        try:
            await write(unit)
        except Refused:  # also when the questionnaire changed meanwhile
            rules = await rules_of(rules.code)
            known = {item.code: item for item in rules.questionnaire.items}
            items = [known[item.code] for item in items if item.code in known]
            continue
        return Copied(tuple(plan.copies), moved)
    raise RuleBroken("too-busy")


async def copy_answer(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Copied:
    """Copy one item; one that was copied before stays as it is, any other is refused with why."""
    state = await _state(rules, entry)
    if not is_asked(item, plain(state.answers), entry.participant):
        raise RuleBroken("not-asked", item=item.code)
    obstacle = state.plan([item]).left.get(item.code)
    if obstacle is not None and obstacle.code is not Left.COPIED:
        state.check_open(item)
        own = obstacle.code is Left.ANSWERED
        raise RuleBroken("copy-answered" if own else "copy-impossible", item=item.code)
    return await copy_answers(rules, entry, [item], by=by, at=at, tell=tell)


async def confirm_copy(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    *,
    shown: int | None = None,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> Saved:
    """Make a copy an answer. What is none, or none any more, stays as it is.

    `shown`: the revision that was read before it was confirmed; another one is refused, unless it
    was read with the same words.
    """
    who = entry.participant.code
    history = await answer_history_of(who, rules.code, item.code) if shown is not None else ()
    read = next((each.answer for each in history if each.revision == shown), None)

    def confirmed(answer: Answer) -> Answer:
        if shown is not None and answer.copied_from and answer != read:
            raise RuleBroken("copy-moved", item=item.code)
        return confirm(item, answer)

    return await change_answer(
        rules, entry, item.code, confirmed, action="copy-confirmed", by=by, at=at, tell=tell
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Everything of a participant that copying is decided on."""

    rules: EditionRules
    entry: Entry
    answers: Mapping[str, KeptAnswer]
    reviews: Mapping[str, GivenReview]
    handed: Mapping[str, LevelEntry]
    levels: Mapping[str, Level]
    earlier: Mapping[str, EarlierAnswer]
    documents: frozenset[str]

    def plan(self, items: Sequence[Item]) -> CopyPlan:
        return plan_copies(
            items,
            before_of(self.earlier),
            plain(self.answers),
            self.entry.participant,
            documents=self.documents,
            is_open=self._is_open,
        )

    def check_open(self, item: Item) -> None:
        """Refuse what its government may not change now."""
        given, kept = self.reviews.get(item.code), self.answers.get(item.code)
        check_open(
            self.rules.stage,
            self.levels[item.topic],
            item,
            kept.answer if kept else Answer(item.code),
            given.review.verdict if given else None,
        )

    def _is_open(self, item: Item) -> bool:
        try:
            self.check_open(item)
        except RuleBroken:
            return False
        return True


async def _state(rules: EditionRules, entry: Entry) -> _State:
    who, edition = entry.participant.code, rules.code
    answers, reviews, handed, earlier, documents = await asyncio.gather(
        answers_of(who, edition),
        reviews_of(who, edition),
        level_entries_of(who, edition),
        earlier_of(rules, entry, rules.questionnaire.items),
        documents_of(who),
    )
    given, standing = plain(answers), standing_of(rules.questionnaire, answers, reviews)
    levels = {}
    for topic in rules.questionnaire.topics:
        entered = handed.get(topic.code, LevelEntry(topic.code))
        levels[topic.code] = level_of(
            topic,
            entry.participant,
            given,
            standing,
            submitted_at=entered.submitted_at,
            signed_at=entered.signed_at,
            stage=rules.stage,
            cap=rules.edition.not_applicable_cap,
        )
    known = frozenset(document.id for document in documents)
    return _State(rules, entry, answers, reviews, handed, levels, earlier, known)


async def _unit(
    state: _State, plan: CopyPlan, by: Person, at: datetime, tell: Tell
) -> tuple[Unit, frozenset[str]]:
    """The steps of all copies, each decided on those before it; and the items that moved."""
    rules, entry = state.rules, state.entry
    dependents = [each.code for code in plan.copies for each in rules.links.dependents[code]]
    points = dict(await item_points_of(entry, sorted({*plan.copies, *dependents})))
    answers = dict(state.answers)
    unit: list[Step | Announcement] = []
    notices: set[Announcement] = set()
    unsigned: set[str] = set()
    for code, answer in plan.copies.items():
        item = rules.questionnaire.item(code)
        handed = state.handed.get(item.topic, LevelEntry(item.topic))
        level = state.levels[item.topic]
        seen = Seen(item, answers, state.reviews, handed, level, points, NO_RECEIPT)
        work = Work(rules, entry, seen, by, at, "answer-copied", tell)
        revision = seen.revision + 1
        unit += work.steps(answer)
        unsigned |= work.unsigned(answer)
        notices.add(work.notice())
        points |= work.points_after(answer)
        answers[code] = work.kept(answer, revision)
    unit += await work.voiding(unsigned, revision)
    before, after = plain(state.answers), plain(answers)
    who = entry.participant
    moved = {
        code
        for code in dependents
        if is_asked(rules.questionnaire.item(code), before, who)
        != is_asked(rules.questionnaire.item(code), after, who)
    }
    return (*unit, *notices), frozenset(moved)
