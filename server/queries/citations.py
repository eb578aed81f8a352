"""Citas: where the documents of a participant are cited, and which citations can be changed now.

What is put right of a document changes every level that cites it. The unit voids the signatures of
those levels (`game/documents.py`) and looks, once it holds the document, whether anybody answered,
signed or decided since they were found: then it is done again.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from piccolo.columns.combination import WhereRaw

from game.answers import Citation, asked_items, unpack
from game.commitments import Status
from game.documents import check_correction
from game.reviews import Verdict
from game.rules import RuleBroken
from game.signatures import Cause, Signature, Voiding
from server.db import Announcement, Param, Refused, Step, announce, statement, write
from server.people import Person
from server.queries.answers import answers_of, plain, standing_of
from server.queries.desks import overview_of
from server.queries.documents import EDITABLE, Document, choices_of, document_of, editing, newest_of
from server.queries.editions import EditionRules, Entry, entry_of, rules_of
from server.queries.evidence import renew_evidence
from server.queries.levels import once_signed_levels_of
from server.queries.mail import posting
from server.queries.results import published_editions
from server.queries.reviews import replies_of, reviews_of
from server.queries.saves import Tell, check_open, tell_nobody
from server.queries.signatures import signature_histories_of, voiding_steps
from server.queries.stages import STAYS
from server.reading import read
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.commitments import CommitmentEventRow
from server.tables.documents import DocumentRow
from server.tables.reviews import ReplyRow

ATTEMPTS: Final = 5
# Of a commitment that a verifier has decided on.
JUDGED: Final = frozenset({Status.VERIFIED, Status.NOT_MET})
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
        "SELECT commitment_event.commitment AS commitment, commitment_event.evidence AS evidence,"
        " commitment.status AS status FROM commitment_event"
        " JOIN commitment ON commitment.id = commitment_event.commitment"
        " WHERE commitment.participant = {} AND commitment_event.evidence <> '[]'"
        " ORDER BY commitment_event.id",
        Param("participant"),
    )
)
# How much a government has answered, and the last verdict, signature and move of a commitment that
# it was given: they grow.
MARK: Final = (
    "(SELECT COALESCE(SUM(revision), 0) FROM answer WHERE participant = {})",
    "(SELECT COALESCE(MAX(id), 0) FROM verdict WHERE participant = {})",
    "(SELECT COALESCE(MAX(id), 0) FROM signature WHERE participant = {})",
    (
        "(SELECT COALESCE(MAX(commitment_event.id), 0) FROM commitment_event JOIN commitment"
        " ON commitment.id = commitment_event.commitment WHERE commitment.participant = {})"
    ),
)
MARKED = statement(
    DocumentRow.raw(
        "SELECT {} AS answers, {} AS verdict, {} AS signature, {} AS promised".format(*MARK),
        *[Param("participant")] * len(MARK),
    )
)
# Comes after the document is held: nobody answered, signed or decided since its uses were found.
UNMARKED = statement(
    DocumentRow.update({DocumentRow.participant: Param("participant")})
    .where(
        DocumentRow.id == Param("document"),
        WhereRaw(f"{MARK[0]} = {{}}", Param("participant"), Param("answers")),
        WhereRaw(f"{MARK[1]} = {{}}", Param("participant"), Param("verdict")),
        WhereRaw(f"{MARK[2]} = {{}}", Param("participant"), Param("signature")),
        WhereRaw(f"{MARK[3]} = {{}}", Param("participant"), Param("promised")),
    )
    .returning(DocumentRow.id)
)

# Who is told, in an edition, of a signature that was voided.
TellIn = Callable[[EditionRules, Entry], Tell]


def tell_nobody_in(_rules: EditionRules, _entry: Entry) -> Tell:
    """Where nobody is to be told."""
    return tell_nobody


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


async def put_right(
    seen: Document,
    changed: Document,
    *,
    by: Person,
    at: datetime,
    tell_in: TellIn = tell_nobody_in,
) -> None:
    """Put right what a document is called and when it holds; signatures over it lose their effect.

    Refused where it was judged, or where a level that cites it can be signed no more; and where
    somebody corrected it since it was `seen`, which the unit itself looks at. What stands there
    already is no change.
    """
    field = next((name for name in EDITABLE if _differ(name, seen, changed)), None)
    for _ in range(ATTEMPTS):
        (mark,) = await read(MARKED, {"participant": seen.participant})
        now = await document_of(seen.id)
        if field is None or not any(_differ(name, now, changed) for name in EDITABLE):
            return
        if any(_differ(name, now, seen) for name in EDITABLE):
            raise RuleBroken("document-changed")
        edit = editing(seen, changed, by=by, at=at)
        uses = await _uses_of(now)
        for use in uses:
            check_correction(use.rules.stage, use.judged, use.signed_items, field)
        await _check_replied(now, field)
        await _check_promised(now, field)
        stays = [
            Step(STAYS, {"edition": each.rules.code, "stage": each.rules.stage.value}, rows=1)
            for each in uses
        ]
        void = [step for each in uses for step in await each.voiding(now, by, at, tell_in)]
        facts = {**mark, "participant": now.participant, "document": now.id}
        notices = [each.notice() for each in uses]
        try:
            await write([*stays, *void, *edit, Step(UNMARKED, facts, rows=1), *notices])
        except Refused:
            continue
        return
    raise RuleBroken("too-busy")


async def _check_replied(document: Document, field: str) -> None:
    """Refuse where a reply that cites it was decided."""
    who = document.participant
    for row in await read(REPLIES, {"participant": who}):
        if any(each["document"] == document.id for each in json.loads(row["evidence"])):
            reply = (await replies_of(who, row["edition"]))[row["item"]]
            given = (await reviews_of(who, row["edition"], [row["item"]])).get(row["item"])
            judged = (row["item"],) if reply.is_decided_by(given) else ()
            check_correction((await rules_of(row["edition"])).stage, judged, (), field)


async def _check_promised(document: Document, field: str) -> None:
    """Refuse where a commitment that cites it was verified, or declared not met."""
    for row in await read(COMMITMENTS, {"participant": document.participant}):
        is_cited = any(each["document"] == document.id for each in json.loads(row["evidence"]))
        if is_cited and row["status"] in JUDGED:
            raise RuleBroken("document-vouched", field=field, commitment=row["commitment"])


def _differ(name: str, one: Document, other: Document) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


@dataclass(frozen=True, slots=True)
class _Use:
    """The answers of an edition that cite a document, by item, and the signatures over them.

    `signatures`: of each of their levels every one, in order.
    """

    rules: EditionRules
    entry: Entry
    items: tuple[str, ...]
    judged: tuple[str, ...]
    signatures: Mapping[str, tuple[Signature, ...]]

    @property
    def signed_items(self) -> tuple[str, ...]:
        return tuple(
            item
            for item in self.items
            if (found := self.signatures[self.rules.questionnaire.item(item).topic])
            and found[-1].voiding is None
        )

    async def voiding(
        self, document: Document, by: Person, at: datetime, tell_in: TellIn
    ) -> list[Step]:
        """What leaves the levels unsigned, and the letters that say so."""
        lost = Voiding(at, by.name, Cause.CHANGED, document=document.title)
        tell = tell_in(self.rules, self.entry)
        told = [
            message
            for each in self.signatures.values()
            if each and each[-1].voiding is None
            for message in await tell(replace(each[-1], voiding=lost))
        ]
        steps = voiding_steps(self.rules, self.entry, self.signatures, lost, by=by)
        return [*steps, *(posting(each, at) for each in told)]

    def notice(self) -> Announcement:
        """Tells every process where to look."""
        return announce(json.dumps({"edition": self.rules.code, "league": self.entry.league}))


async def _uses_of(document: Document) -> list[_Use]:
    """Where the answers of its government cite a document, one for each edition, in their order."""
    participant = document.participant
    rows = await read(ANSWERS, {"participant": participant})
    editions = {
        row["edition"]
        for row in rows
        if any(each.document == document.id for each in unpack(json.loads(row["content"])).evidence)
    }
    return [await _use_in(each, document) for each in sorted(editions)]


async def _use_in(edition: str, document: Document) -> _Use:
    rules, entry = await rules_of(edition), await entry_of(edition, document.participant)
    kept, reviews, signatures = await asyncio.gather(
        answers_of(document.participant, edition),
        reviews_of(document.participant, edition),
        signature_histories_of(document.participant, edition),
    )
    items = tuple(
        item
        for item in asked_items(rules.questionnaire, plain(kept), entry.participant)
        if item.code in kept
        and any(each.document == document.id for each in kept[item.code].answer.evidence)
    )
    standing = standing_of(rules.questionnaire, kept, reviews)
    return _Use(
        rules,
        entry,
        tuple(item.code for item in items),
        tuple(
            item.code
            for item in items
            if standing.get(item.code) in {Verdict.ACCEPTED, Verdict.REJECTED}
        ),
        {item.topic: signatures.get(item.topic, ()) for item in items},
    )


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
