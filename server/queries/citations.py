"""Citas: where the documents of a participant are cited, and which citations can be changed now."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.answers import Citation, asked_items, unpack
from game.rules import RuleBroken
from server.db import Param, statement
from server.people import Person
from server.queries.answers import (
    Tell,
    answers_of,
    check_open,
    plain,
    renew_evidence,
    tell_nobody,
)
from server.queries.desks import overview_of
from server.queries.documents import Document, choices_of, newest_of
from server.queries.editions import EditionRules, Entry, rules_of
from server.queries.levels import once_signed_levels_of
from server.queries.results import published_editions
from server.queries.reviews import reviews_of
from server.reading import read
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.commitments import CommitmentEventRow
from server.tables.reviews import ReplyRow

ANSWER, REPLY, COMMITMENT = "answer", "reply", "commitment"

ANSWERS = statement(
    AnswerRow.select(AnswerRow.edition, AnswerRow.item, AnswerRow.content)
    .where(AnswerRow.participant == Param("participant"), AnswerRow.content.like('%"evidence"%'))
    .order_by(AnswerRow.edition, ascending=False)
    .order_by(AnswerRow.item)
)
REPLIES = statement(
    ReplyRow.select(ReplyRow.edition, ReplyRow.item, ReplyRow.evidence)
    .where(ReplyRow.participant == Param("participant"), ReplyRow.evidence != "[]")
    .order_by(ReplyRow.id)
)
COMMITMENTS = statement(
    CommitmentEventRow.raw(
        "SELECT commitment_event.commitment AS commitment, commitment_event.evidence AS evidence"
        " FROM commitment_event JOIN commitment ON commitment.id = commitment_event.commitment"
        " WHERE commitment.participant = {} AND commitment_event.evidence <> '[]'"
        " ORDER BY commitment_event.id",
        Param("participant"),
    )
)


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A citation: of an answer or a reply, by edition and item; or of a commitment, by number."""

    document: str
    page: str
    kind: str
    edition: str = ""
    item: str = ""
    commitment: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A citation of a version that has been replaced. `lock`: why it cannot be changed now.

    `is_chosen`: somebody said that the item goes on citing it.
    """

    cited: CitedAt
    newer: Document
    lock: str = ""
    is_chosen: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to decide on it, and may."""
        return not self.lock and not self.is_chosen


async def citations_of(participant: str) -> tuple[CitedAt, ...]:
    """Every citation there is of the documents of a participant, in whichever edition."""
    here = {"participant": participant}
    answers, replies, commitments = await asyncio.gather(
        read(ANSWERS, here), read(REPLIES, here), read(COMMITMENTS, here)
    )
    found = [
        CitedAt(each.document, each.page, ANSWER, row["edition"], row["item"])
        for row in answers
        for each in unpack(json.loads(row["content"])).evidence
    ]
    found += [
        CitedAt(each["document"], each["page"], REPLY, row["edition"], row["item"])
        for row in replies
        for each in json.loads(row["evidence"])
    ]
    found += [
        CitedAt(each["document"], each["page"], COMMITMENT, commitment=row["commitment"])
        for row in commitments
        for each in json.loads(row["evidence"])
    ]
    return tuple(found)


async def is_handed_in(document: Document) -> bool:
    """Whether somebody outside its government has something to judge that rests on it.

    It was cited, then or now, in a level that was signed at some time or in a published edition;
    or a reply or a commitment cites it. The rest is a draft of its government's own.
    """
    who = document.participant
    cited = await citations_of(who)
    if any(each.document == document.id and each.kind != ANSWER for each in cited):
        return True
    places = {
        (each.edition, each.item) for each in cited if each.document == document.id
    } | await _once_cited_at(document)
    published = await published_editions()
    for edition in sorted({edition for edition, _ in places}):
        if edition in published:
            return True
        questionnaire = (await rules_of(edition)).questionnaire
        topics = {item.code: item.topic for item in questionnaire.items}
        signed = await once_signed_levels_of(edition)
        if any((who, topics.get(item)) in signed for code, item in places if code == edition):
            return True
    return False


async def _once_cited_at(document: Document) -> set[tuple[str, str]]:
    """(edition, item) of every revision of an answer that cited it, also of those that are over."""
    revision = AnswerRevisionRow
    rows = (
        await revision.select(revision.edition, revision.item)
        .where(
            revision.participant == document.participant,
            revision.content.like(f"%{document.id}%"),
        )
        .distinct()
    )
    return {(row["edition"], row["item"]) for row in rows}


async def pending_of(
    rules: EditionRules,
    entry: Entry,
    documents: Mapping[str, Document],
    citations: Sequence[CitedAt],
) -> tuple[Pending, ...]:
    """The citations of this edition's answers that are not of the newest version."""
    newest = newest_of(documents.values())
    behind = [
        (each, newest[documents[each.document].line])
        for each in citations
        if each.kind == ANSWER
        and each.edition == rules.code
        and each.document in documents
        and documents[each.document].place.is_older_than(
            newest[documents[each.document].line].place
        )
    ]
    if not behind:
        return ()
    locks, chosen = await asyncio.gather(
        _locks_of(rules, entry, [cited.item for cited, _ in behind]),
        choices_of(entry.participant.code, rules.code),
    )
    return tuple(
        Pending(
            cited,
            newer,
            locks[cited.item],
            is_chosen=(cited.item, cited.document, newer.id) in chosen,
        )
        for cited, newer in behind
    )


async def renew_everywhere(
    rules: EditionRules,
    entry: Entry,
    pending: Sequence[Pending],
    *,
    by: Person,
    at: datetime,
    tell: Tell = tell_nobody,
) -> int:
    """Cite the newest version in every item that is open, at the same page; how many were changed.

    An item that closes meanwhile keeps what it cites: it is told where it is shown.
    """
    changed = 0
    for each in pending:
        if not each.is_open:
            continue
        cited = each.cited
        try:
            saved = await renew_evidence(
                rules,
                entry,
                cited.item,
                Citation(cited.document, cited.page),
                each.newer,
                cited.page,
                by=by,
                at=at,
                tell=tell,
            )
        except RuleBroken:
            continue
        changed += saved.is_new
    return changed


async def _locks_of(rules: EditionRules, entry: Entry, items: Sequence[str]) -> Mapping[str, str]:
    """Item to why its government cannot change it now; nothing where it can."""
    who = entry.participant
    answers, reviews, overview = await asyncio.gather(
        answers_of(who.code, rules.code),
        reviews_of(who.code, rules.code),
        overview_of(rules, entry),
    )
    asked = {each.code for each in asked_items(rules.questionnaire, plain(answers), who)}
    locks = {}
    for code in set(items):
        if code not in asked:
            locks[code] = "not-asked"
            continue
        item = rules.questionnaire.item(code)
        given = reviews.get(code)
        verdict = given.review.verdict if given else None
        try:
            check_open(
                rules.stage, overview.levels[item.topic], item, answers[code].answer, verdict
            )
            locks[code] = ""
        except RuleBroken as refusal:
            locks[code] = refusal.code
    return locks
