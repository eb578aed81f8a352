"""Dictámenes: what waits for a verifier, and a verdict kept as a unit with its points."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.answers import Answer, is_asked, is_complete, unpack
from game.editions import Act, Stage, allows
from game.points import NO_POINTS, Course, Points, change, points_of, reason_of
from game.questionnaire import Item
from game.reviews import (
    Review,
    Verdict,
    decide,
    is_being_mended,
)
from game.rules import RuleBroken
from server.db import Announcement, Param, Refused, Step, announce, params, statement, write
from server.people import Person
from server.queries.accounts import has_served
from server.queries.answers import answers_of, plain
from server.queries.audit import NOTE
from server.queries.editions import EditionRules, Entry, entries_of
from server.queries.kept import standing_in
from server.queries.levels import once_signed_levels_of
from server.queries.mail import Message, posting
from server.queries.not_applicable import room_for, room_steps
from server.queries.points import keeping_points
from server.queries.replies import unanswered_replies_of
from server.queries.reviews import GivenReview, replies_of, review_in, reviews_of
from server.queries.saves import HOLD
from server.queries.signatures import (
    STAYS_SIGNED,
    last_signatures_of,
    last_signatures_of_edition,
)
from server.queries.stages import STAYS, UNDER_ERRATUM, is_under_erratum
from server.queries.threads import thread_steps, threads_of
from server.tables.answers import AnswerRow
from server.tables.levels import LevelRow
from server.tables.points import PointEventRow
from server.tables.reviews import VerdictRow

KEEP_VERDICT = statement(
    VerdictRow.insert(
        params(
            VerdictRow,
            seat_title=QueryString(
                "COALESCE((SELECT title FROM seat WHERE id = {}), '')", Param("seat")
            ),
        )
    )
)
# Comes after the answer is held: no other verdict arrived.
ALONE = statement(
    AnswerRow.update({AnswerRow.revision: QueryString("revision")})
    .where(
        AnswerRow.participant == Param("participant"),
        AnswerRow.edition == Param("edition"),
        AnswerRow.item == Param("item"),
        WhereRaw(
            "(SELECT COALESCE(MAX(id), 0) FROM verdict WHERE participant = {} AND edition = {}"
            " AND item = {}) = {}",
            Param("participant"),
            Param("edition"),
            Param("item"),
            Param("previous"),
        ),
    )
    .returning(AnswerRow.revision)
)


@dataclass(frozen=True, slots=True)
class WaitingLevel:
    """A level under a signature in force with items that nobody has decided on.

    In the reply stage: any that was signed, with replies.
    """

    entry: Entry
    topic: str
    signed_at: datetime
    waiting: int
    returned: int


async def waiting_levels(
    rules: EditionRules, own_state: str | None, reader: int | None = None
) -> tuple[WaitingLevel, ...]:
    """What a verifier may take up, the one that waits longest first; never of the own state.

    `reader`: the account of the verifier, who decides on no reply to a verdict of their own.
    """
    entries = {
        entry.participant.code: entry
        for entry in await entries_of(rules.code)
        if own_state is None or entry.participant.state != own_state
    }
    signed = await _signed(rules)
    if allows(rules.stage, Act.DECIDE_REPLY):
        counts = await _replies_waiting(rules, reader)
    else:
        counts = await _answers_waiting(
            rules, entries, {(row["participant"], row["topic"]) for row in signed}
        )
    levels = []
    for row in signed:
        waiting, returned = counts[row["participant"], row["topic"]]
        if waiting and row["participant"] in entries:
            entry = entries[row["participant"]]
            levels.append(WaitingLevel(entry, row["topic"], row["signed_at"], waiting, returned))
    return tuple(levels)


async def _signed(rules: EditionRules) -> list[dict[str, Any]]:
    """Participant, topic and moment of what was signed, the oldest first."""
    if not allows(rules.stage, Act.DECIDE_REPLY):
        found: list[dict[str, Any]] = (
            await LevelRow.select(LevelRow.participant, LevelRow.topic, LevelRow.signed_at)
            .where(LevelRow.edition == rules.code, LevelRow.signed_at.is_not_null())
            .order_by(LevelRow.signed_at, LevelRow.participant, LevelRow.topic)
        )
        return found
    signatures = await last_signatures_of_edition(rules.code)
    rows = [
        {"participant": participant, "topic": topic, "signed_at": signature.at}
        for (participant, topic), signature in signatures.items()
    ]
    return sorted(rows, key=lambda row: (row["signed_at"], row["participant"], row["topic"]))


async def undecided_levels(rules: EditionRules) -> Mapping[str, int]:
    """League to how many levels, of those once signed, have answers that nobody decided on."""
    entries = {entry.participant.code: entry for entry in await entries_of(rules.code)}
    counts = await _answers_waiting(rules, entries, await once_signed_levels_of(rules.code))
    return Counter(entries[who].league for (who, _), (waiting, _) in counts.items() if waiting)


def coming_after(
    levels: Sequence[WaitingLevel], participant: str, topic: str, signed_at: datetime
) -> WaitingLevel | None:
    """The next one for whoever has read a level; after the last one, the first one again."""
    here = signed_at, participant, topic
    others = [(each, (each.signed_at, each.entry.participant.code, each.topic)) for each in levels]
    later = (each for each, place in others if place > here)
    return next(later, next((each for each, place in others if place != here), None))


async def keep_verdict(
    rules: EditionRules,
    entry: Entry,
    item_code: str,
    verdict: Verdict,
    reason: str,
    *,
    revision: int,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Decide on the revision that was read. Another one since then refuses it as stale.

    The same verdict sent again, even at the same moment, is the one that was kept. `told`: who is
    told of it.
    """
    sent = Review(verdict, reason.strip(), str(by.account), revision)
    try:
        await _keep(rules, entry, item_code, sent, by, at, told)
    except RuleBroken:
        given = await reviews_of(entry.participant.code, rules.code, [item_code])
        if not await _is_kept(rules, entry, sent, given.get(item_code)):
            raise


async def _is_kept(
    rules: EditionRules, entry: Entry, sent: Review, given: GivenReview | None
) -> bool:
    """Whether the latest verdict on an item is this very one, and no reply came after it."""
    if given is None or given.review != sent:
        return False
    reply = (await replies_of(entry.participant.code, rules.code)).get(given.item)
    return reply is None or reply.is_decided_by(given)


async def _keep(
    rules: EditionRules,
    entry: Entry,
    item_code: str,
    sent: Review,
    by: Person,
    at: datetime,
    told: Sequence[Message],
) -> None:
    item = rules.questionnaire.item(item_code)
    participant = entry.participant
    answers = await answers_of(participant.code, rules.code)
    kept = answers.get(item_code)
    signature = (await last_signatures_of(participant.code, rules.code)).get(item.topic)
    if kept is None or signature is None:
        raise RuleBroken("not-signed", item=item_code)
    if not is_asked(item, plain(answers), participant):
        raise RuleBroken("not-asked", item=item_code)
    given = (await reviews_of(participant.code, rules.code, [item_code])).get(item_code)
    # Asked of the verdict that the unit finds to be the latest one, so that none comes between.
    if await _is_kept(rules, entry, sent, given):
        return
    await _check_turn(rules, entry, item_code, given)
    # A reply is decided whatever became of the signature: it is about what was signed then.
    # An erratum decides on what was published, which was signed too.
    corrects = allows(rules.stage, Act.CORRECT)
    needs_force = not allows(rules.stage, Act.DECIDE_REPLY) and not corrects
    review = decide(
        rules.stage,
        sent.verdict,
        sent.reason,
        sent.verifier,
        given.review if given else None,
        verifier_state=by.state,
        participant_state=participant.state,
        revision=sent.revision,
        is_complete=is_complete(item, kept.answer),
        is_signed=signature.voiding is None
        or signature.covers(item_code, kept.revision, kept.saved_at),
    )
    if needs_force and signature.voiding is not None:
        raise RuleBroken("signature-voided", item=item_code)
    if await has_served(by.account, participant.code):
        raise RuleBroken("own-government")
    threads = await threads_of(participant.code, rules.code)
    count = await room_for(rules, entry, item, answers, review)
    # In the reply stage whatever is decided is decided on a reply (`_check_turn`).
    by_reply = (
        item_code in await replies_of(participant.code, rules.code)
        if corrects
        else (not needs_force)
    )
    course = Course(given.returns if given else 0, by_reply=by_reply)
    here = {
        "participant": participant.code,
        "edition": rules.code,
        "item": item_code,
        "topic": item.topic,
        "base": review.revision,
        "revision": review.revision,
        "stage": rules.stage.value,
        "previous": given.id if given else 0,
        "verdict": review.verdict.value,
        "reason": review.reason,
        "verifier": by.account,
        "verifier_name": by.name,
        "seat": by.seat,
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": "verdict-given",
        "subject": item_code,
        "details": json.dumps({"verdict": review.verdict.value, "revision": review.revision}),
    }
    unit: list[Step | Announcement] = [
        Step(STAYS, here, rows=1, otherwise="stage-forbids"),
        *([Step(UNDER_ERRATUM, here, rows=1, otherwise="erratum-none")] if corrects else []),
        Step(HOLD, here, rows=1),
        Step(ALONE, here, rows=1),
        *([Step(STAYS_SIGNED, here, rows=1, otherwise="signature-voided")] if needs_force else []),
        *room_steps(count, item.topic, here),
        Step(KEEP_VERDICT, here),
        *thread_steps(here, review.verdict, threads.get(item_code)),
        *await _point_steps(rules, entry, item, kept.answer, review, course, at),
        Step(NOTE, here),
        *(posting(each, at) for each in told),
        announce(json.dumps({"edition": rules.code, "league": entry.league})),
    ]
    try:
        await write(unit)
    except Refused as refused:
        code = "verdict-stale" if refused.code == "stale" else refused.code
        full = {"accepted": count.most, "most": count.most} if count else {}
        raise RuleBroken(code, item=item_code, **full) from refused


async def _check_turn(
    rules: EditionRules, entry: Entry, item: str, given: GivenReview | None
) -> None:
    """A decided item stays decided; in the reply stage only a reply opens it, once.

    Under an erratum anything is open, as often as it takes.
    """
    if allows(rules.stage, Act.CORRECT):
        if not await is_under_erratum(rules.code):
            raise RuleBroken("erratum-none")
    elif rules.stage is Stage.REPLY:
        replies = await replies_of(entry.participant.code, rules.code)
        if item not in replies:
            raise RuleBroken("nothing-to-reply", item=item)
        if given is not None and replies[item].is_decided_by(given):
            raise RuleBroken("item-decided", item=item, verdict=given.review.verdict)
    elif given is not None and given.review.verdict is not Verdict.RETURNED:
        raise RuleBroken("item-decided", item=item, verdict=given.review.verdict)


async def _point_steps(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    answer: Answer,
    review: Review,
    course: Course,
    at: datetime,
) -> list[Step]:
    """The event that brings the item's points to what the verdict makes of them, if any."""
    rows = await PointEventRow.select(PointEventRow.provisional, PointEventRow.settled).where(
        PointEventRow.participant == entry.participant.code,
        PointEventRow.edition == rules.code,
        PointEventRow.item == item.code,
    )
    had = sum((Points(row["provisional"], row["settled"]) for row in rows), NO_POINTS)
    after = points_of(rules.points, item, answer, review.verdict, course)
    event = change(had, after, item.code, reason_of(rules.points, review.verdict, course))
    return keeping_points(entry, item.topic, event, at, review.revision)


async def _answers_waiting(
    rules: EditionRules, entries: Mapping[str, Entry], signed: Container[tuple[str, str]]
) -> Mapping[tuple[str, str], tuple[int, int]]:
    """(participant, topic) to how many answers wait for a verdict, and how many were returned.

    One that its government is still mending does neither.
    """
    rows = await AnswerRow.raw(
        "SELECT answer.participant AS participant, answer.item AS item,"
        " answer.content AS content, verdict.verdict AS verdict, verdict.reason AS reason,"
        " verdict.verifier AS verifier, verdict.revision AS revision,"
        " answer_revision.content AS returned"
        " FROM answer LEFT JOIN verdict ON verdict.id = (SELECT MAX(id) FROM verdict AS latest"
        " WHERE latest.edition = answer.edition AND latest.participant = answer.participant"
        " AND latest.item = answer.item) LEFT JOIN answer_revision"
        " ON verdict.verdict = 'returned' AND answer_revision.participant = answer.participant"
        " AND answer_revision.edition = answer.edition AND answer_revision.item = answer.item"
        " AND answer_revision.revision = verdict.revision WHERE answer.edition = {}",
        rules.code,
    )
    waiting: Counter[tuple[str, str]] = Counter()
    returned: Counter[tuple[str, str]] = Counter()
    opened = opened_by(rules, entries, rows)
    for row in rows:
        item = rules.questionnaire.item(row["item"])
        entry, here = entries.get(row["participant"]), (row["participant"], item.topic)
        if entry is None or here not in signed:
            continue
        if not is_asked(item, opened[entry.participant.code], entry.participant):
            continue
        standing = standing_in(review_in(row) if row["verdict"] else None, item, row["content"])
        waiting[here] += standing is None and not _is_being_mended(rules.stage, item, row)
        returned[here] += standing is Verdict.RETURNED
    return defaultdict(lambda: (0, 0), {here: (waiting[here], returned[here]) for here in waiting})


def _is_being_mended(stage: Stage, item: Item, row: Mapping[str, Any]) -> bool:
    answer = unpack(json.loads(row["content"]))
    return is_being_mended(stage, is_complete=is_complete(item, answer))


def opened_by(
    rules: EditionRules, entries: Collection[str], rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, Mapping[str, Answer]]:
    """Participant to the answers that decide which other items are asked."""
    openers = {code for codes in rules.links.openers.values() for code in codes}
    answers: dict[str, dict[str, Answer]] = {code: {} for code in entries}
    for row in rows:
        if row["item"] in openers and row["participant"] in answers:
            answers[row["participant"]][row["item"]] = unpack(json.loads(row["content"]))
    return answers


async def _replies_waiting(
    rules: EditionRules, reader: int | None
) -> Mapping[tuple[str, str], tuple[int, int]]:
    """The same for replies to a verdict that is the last one, of those that a reader may decide."""
    replies = await unanswered_replies_of(rules.code, reader)
    topics = {item.code: item.topic for item in rules.questionnaire.items}
    counts = Counter((participant, topics.get(item, "")) for participant, item in replies)
    return defaultdict(lambda: (0, 0), {here: (number, 0) for here, number in counts.items()})
