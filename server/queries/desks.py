"""Mesas de trabajo: everything that is known of one level of a participant, or of all of them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from piccolo.query.functions import Sum

from game.answers import Answer, asked_items, is_complete
from game.ascent import Chance, Signing, chance_of, signing_of
from game.changes import Change, Version
from game.copying import CopyPlan, plan_copies
from game.levels import Level, level_of, may_edit
from game.points import NO_POINTS, PointRules, Points
from game.prefilling import AnsweringCommitment
from game.questionnaire import Item, Topic
from game.reviews import Verdict, standing_verdict
from game.rules import RuleBroken
from game.signatures import Signature, signed_since
from game.threads import Thread
from server.db import Param, statement
from server.queries.answers import KeptAnswer, answers_of, plain, standing_of
from server.queries.changes import reworded_of
from server.queries.copying import Copier, EarlierAnswer, before_of, copiers_of, earlier_of
from server.queries.documents import Document, choices_of, documents_of
from server.queries.editions import EditionRules, Entry
from server.queries.laws import LawReviews, law_reviews_of
from server.queries.levels import LevelEntry, level_entries_of, level_entry_of
from server.queries.notes import Note, notes_of
from server.queries.prefilling import kept_promises_of
from server.queries.reopenings import Reopening, last_reopenings_of
from server.queries.reviews import GivenReview, Reply, replies_of, reviews_of
from server.queries.saves import check_open
from server.queries.signatures import signature_histories_of
from server.queries.threads import threads_of
from server.reading import read
from server.tables.points import PointEventRow

BY_TOPIC = statement(
    PointEventRow.select(
        PointEventRow.topic,
        Sum(PointEventRow.provisional, alias="provisional"),
        Sum(PointEventRow.settled, alias="settled"),
    )
    .where(
        PointEventRow.edition == Param("edition"),
        PointEventRow.league == Param("league"),
        PointEventRow.participant == Param("participant"),
    )
    .group_by(PointEventRow.topic)
)


@dataclass(frozen=True, slots=True)
class Desk:
    """One level of a participant: its answers and whatever decides on them.

    `signatures`: every one of it, in order. `threads` are those of all its government's.
    `copiers`: who copied the answers that nobody has confirmed. `promises`: item to the verified
    commitment that answers for it. `choices`: item, document and the
    newer version that it goes on without. `laws`: what abrogations ask of its answers; `reworded`:
    what changed in its items since they were answered. `reopening`: its latest, while it is not
    handed in again.
    """

    rules: EditionRules
    entry: Entry
    topic: Topic
    answers: Mapping[str, KeptAnswer]
    reviews: Mapping[str, GivenReview]
    handed: LevelEntry
    level: Level
    points: Points
    documents: Mapping[str, Document]
    replies: Mapping[str, Reply]
    earlier: Mapping[str, EarlierAnswer]
    choices: frozenset[tuple[str, str, str]]
    copiers: Mapping[str, Copier]
    promises: Mapping[str, AnsweringCommitment]
    signatures: tuple[Signature, ...]
    reopening: Reopening | None
    threads: Mapping[str, Thread]
    notes: tuple[Note, ...]
    laws: LawReviews
    reworded: Mapping[str, tuple[tuple[Version, Change], ...]]

    @property
    def copies(self) -> CopyPlan:
        """What of the last edition can be copied here now, and why the rest cannot."""
        return plan_copies(
            self.topic.items,
            before_of(self.earlier),
            plain(self.answers),
            self.entry.participant,
            documents=self.documents,
            is_open=lambda item: not self.lock_of(item),
        )

    @property
    def asked(self) -> tuple[Item, ...]:
        return asked_items(self.topic, plain(self.answers), self.entry.participant)

    @property
    def possible(self) -> int:
        """The points of the level when everything is accepted, with what signing it earned."""
        timely = self.rules.points.timely(signed_since(self.signatures))
        return sum(self.rules.points.of(item) for item in self.asked) + timely.total

    @property
    def signature(self) -> Signature | None:
        """The latest one, in force or not."""
        return self.signatures[-1] if self.signatures else None

    @property
    def first_left(self) -> str:
        """The first item that was returned, or else that is not complete; nothing if none is."""
        returned = [item for item in self.asked if self._is_returned(item)]
        left = returned or [e for e in self.asked if not is_complete(e, self.answer_to(e))]
        return left[0].code if left else ""

    def _is_returned(self, item: Item) -> bool:
        given = self.reviews.get(item.code)
        is_back = given is not None and given.review.verdict is Verdict.RETURNED
        return is_back and self.stands(item)

    def answer_to(self, item: Item) -> Answer:
        kept = self.answers.get(item.code)
        return kept.answer if kept else Answer(item.code)

    def stands(self, item: Item) -> bool:
        """Whether the last verdict holds for the answer as it is now."""
        given = self.reviews.get(item.code)
        review = given.review if given else None
        return standing_verdict(review, item, self.answer_to(item)) is not None

    def is_reply_decided(self, item: Item) -> bool:
        """Whether another verdict came after the reply to the first one."""
        reply = self.replies.get(item.code)
        return reply is not None and reply.is_decided_by(self.reviews.get(item.code))

    def lock_of(self, item: Item) -> str:
        """Why the item cannot be changed now; nothing when it can."""
        given = self.reviews.get(item.code)
        verdict = given.review.verdict if given else None
        try:
            check_open(self.rules.stage, self.level, item, self.answer_to(item), verdict)
        except RuleBroken as refusal:
            return refusal.code
        return ""


@dataclass(frozen=True, slots=True)
class Overview:
    """All levels of a participant: where each stands, its points, and what was returned.

    `repliable`: what was not accepted and has no reply, with the reason. `histories`: every
    signature of each topic, in order; `signatures`: the latest. `threads`: the open ones, with the
    item each is about. `reworded`: what changed in its items since they were answered. `reopened`:
    the levels opened again and not handed in since. `chances`: what can still bring points, in the
    order of the questionnaire.
    """

    levels: Mapping[str, Level]
    points: Mapping[str, Points]
    possible: Mapping[str, int]
    returned: tuple[tuple[Item, str], ...]
    repliable: tuple[tuple[Item, str], ...]
    histories: Mapping[str, tuple[Signature, ...]]
    signatures: Mapping[str, Signature]
    reopened: Mapping[str, Reopening]
    threads: tuple[tuple[Item, Thread], ...]
    reworded: Mapping[str, tuple[tuple[Version, Change], ...]]
    chances: tuple[Chance, ...]

    @property
    def total(self) -> int:
        """What the board would rank it by now."""
        return sum(self.points.values(), NO_POINTS).total

    def signings(self, rules: PointRules, now: datetime) -> Mapping[str, Signing]:
        """What each level has for being signed in time, or would have if it were signed now."""
        return {
            topic: signing_of(rules, self.histories.get(topic, ()), now) for topic in self.levels
        }


async def desk_of(rules: EditionRules, entry: Entry, topic_code: str, today: date) -> Desk:
    """One level, with what its items need to be shown."""
    topic = rules.questionnaire.topic(topic_code)
    codes = {item.code for item in topic.items}
    near = codes | {code for item in codes for code in rules.links.openers[item]}
    who, edition = entry.participant.code, rules.code
    (
        (answers, reviews, handed, points),
        (documents, replies, earlier, choices, notes, laws),
        (signatures, threads, reopenings, promises),
    ) = await asyncio.gather(
        asyncio.gather(
            answers_of(who, edition, near),
            reviews_of(who, edition, sorted(codes)),
            level_entry_of(who, edition, topic_code),
            _points_by_topic(entry),
        ),
        asyncio.gather(
            documents_of(who),
            replies_of(who, edition),
            earlier_of(rules, entry, topic.items),
            choices_of(who, edition),
            notes_of(who, edition),
            law_reviews_of(rules, entry, today),
        ),
        asyncio.gather(
            signature_histories_of(who, edition),
            threads_of(who, edition),
            last_reopenings_of(who, edition),
            kept_promises_of(rules, entry),
        ),
    )
    waiting = [code for code in sorted(codes & answers.keys()) if answers[code].answer.copied_from]
    history = signatures.get(topic_code, ())
    return Desk(
        rules=rules,
        entry=entry,
        topic=topic,
        answers=answers,
        reviews=reviews,
        handed=handed,
        level=_level(rules, entry, topic, answers, reviews, handed, was_signed=bool(history)),
        points=points.get(topic_code, NO_POINTS),
        documents={document.id: document for document in documents},
        replies=replies,
        earlier=earlier,
        copiers=await copiers_of(who, edition, waiting),
        promises=promises,
        signatures=history,
        reopening=None if handed.submitted_at else reopenings.get(topic_code),
        threads=threads,
        choices=choices,
        notes=tuple(note for note in notes if note.is_open and note.item in codes),
        laws=laws,
        reworded=await reworded_of(rules, entry, answers),
    )


async def overview_of(rules: EditionRules, entry: Entry) -> Overview:
    """Every level of a participant in a few readings."""
    who, edition = entry.participant.code, rules.code
    (
        (answers, reviews, handed, points, replies),
        (histories, threads, reopenings),
    ) = await asyncio.gather(
        asyncio.gather(
            answers_of(who, edition),
            reviews_of(who, edition),
            level_entries_of(who, edition),
            _points_by_topic(entry),
            replies_of(who, edition),
        ),
        asyncio.gather(
            signature_histories_of(who, edition),
            threads_of(who, edition),
            last_reopenings_of(who, edition),
        ),
    )
    signatures = {topic: history[-1] for topic, history in histories.items()}
    given = plain(answers)
    asked = {topic.code: asked_items(topic, given, entry.participant) for topic in _topics(rules)}
    standing = standing_of(rules.questionnaire, answers, reviews)
    levels = {
        topic.code: _level(
            rules,
            entry,
            topic,
            answers,
            reviews,
            handed.get(topic.code, LevelEntry(topic.code)),
            was_signed=topic.code in signatures,
        )
        for topic in _topics(rules)
    }
    return Overview(
        levels=levels,
        points=points,
        possible={
            code: sum(map(rules.points.of, items))
            + rules.points.timely(signed_since(histories.get(code, ()))).total
            for code, items in asked.items()
        },
        returned=tuple(
            (item, reviews[item.code].review.reason)
            for items in asked.values()
            for item in items
            if standing.get(item.code) is Verdict.RETURNED
        ),
        repliable=tuple(
            (item, reviews[item.code].review.reason)
            for items in asked.values()
            for item in items
            if item.code in reviews
            and item.code not in replies
            and reviews[item.code].review.verdict is not Verdict.ACCEPTED
        ),
        histories=histories,
        signatures=signatures,
        reopened={
            topic: each
            for topic, each in reopenings.items()
            if topic in handed and handed[topic].submitted_at is None
        },
        threads=tuple(
            (item, threads[item.code])
            for items in asked.values()
            for item in items
            if item.code in threads and threads[item.code].is_open
        ),
        reworded=await reworded_of(rules, entry, answers),
        chances=tuple(_chances(rules, asked, levels, given, reviews, standing)),
    )


def _chances(
    rules: EditionRules,
    asked: Mapping[str, Sequence[Item]],
    levels: Mapping[str, Level],
    answers: Mapping[str, Answer],
    reviews: Mapping[str, GivenReview],
    standing: Mapping[str, Verdict],
) -> Iterator[Chance]:
    """What every item that is asked can still bring."""
    for topic, items in asked.items():
        for item in items:
            given = reviews.get(item.code)
            verdict = given.review.verdict if given else None
            complete = is_complete(item, answers.get(item.code, Answer(item.code)))
            chance = chance_of(
                rules.points,
                item,
                complete=complete,
                standing=standing.get(item.code),
                is_open=may_edit(rules.stage, levels[topic], verdict, is_complete=complete),
                is_signed=levels[topic].is_signed,
                returns=given.returns if given else 0,
            )
            if chance is not None:
                yield chance


def _topics(rules: EditionRules) -> tuple[Topic, ...]:
    return rules.questionnaire.topics


def _level(
    rules: EditionRules,
    entry: Entry,
    topic: Topic,
    answers: Mapping[str, KeptAnswer],
    reviews: Mapping[str, GivenReview],
    handed: LevelEntry,
    *,
    was_signed: bool,
) -> Level:
    return level_of(
        topic,
        entry.participant,
        plain(answers),
        standing_of(rules.questionnaire, answers, reviews),
        submitted_at=handed.submitted_at,
        signed_at=handed.signed_at,
        stage=rules.stage,
        cap=rules.edition.not_applicable_cap,
        was_signed=was_signed,
    )


async def _points_by_topic(entry: Entry) -> Mapping[str, Points]:
    """Topic to its points: the ledger folded by the database."""
    here = {
        "edition": entry.edition,
        "league": entry.league,
        "participant": entry.participant.code,
    }
    rows = await read(BY_TOPIC, here)
    return {row["topic"]: Points(row["provisional"], row["settled"]) for row in rows}
