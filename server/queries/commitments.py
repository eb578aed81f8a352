"""Compromisos: found by what the public asks for, read with their history, kept as units.

Nothing here updates or deletes a line of history. A change is kept only if the commitment still
stands as whoever makes it saw it.
"""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.query import Select
from piccolo.query.functions import Count
from piccolo.query.mixins import OrderByRaw
from piccolo.querystring import QueryString

from game.answers import Citation
from game.commitments import (
    LIVE,
    WAITING,
    Change,
    Commitment,
    Event,
    Milestone,
    Move,
    Origin,
    Status,
    Term,
)
from game.editions import Stage
from game.following import Dated
from game.participants import Participant, alphabetical
from game.questionnaire import Text
from game.rules import RuleBroken
from game.searches import sought_in
from server.days import today_of
from server.db import Param, Refused, Step, params, statement, write
from server.people import Person
from server.queries.audit import noting
from server.queries.documents import Document, adding
from server.queries.editions import editions, rules_of
from server.queries.participants import participants_named
from server.queries.receipts import SENT_BEFORE, passed_at, passing_once, receipt_key
from server.queries.searches import best_first, following, holding, making_found, words_in
from server.tables.batches import RecommendationRow
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow
from server.tables.participants import ParticipantRow, PlaceRow

PAGE_SIZE: Final = 24
# Of one participant all are on one page: 20 to 40 is usual.
OF_ONE: Final = 60
# Of a whole list so many are read at a time, so that others are answered meanwhile.
AT_ONCE: Final = 500
LARGEST_CODE: Final = 2**31 - 1

# What the calendar turns into overdue: the rows it looks at keep the status they were left in.
WAITS: Final = tuple(sorted(WAITING))
ENDED: Final = (Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN)
IN_LEAGUE: Final = """commitment.participant IN (
    SELECT entry.participant FROM entry WHERE entry.league = {} AND entry.edition = (
        SELECT MAX(newest.edition) FROM entry AS newest
        JOIN edition ON edition.code = newest.edition
        WHERE newest.league = {} AND edition.stage <> 'draft'
    )
)"""
# The last of these says whether a commitment is to be verified again.
REVIEWED: Final = (Move.ASK_REVIEW.value, Move.UPHOLD.value, Move.REVERSE.value)

# The commitment that a unit adds, for the steps that come after it.
NEW_COMMITMENT: Final = QueryString(
    "(SELECT MAX(id) FROM commitment WHERE participant = {} AND created_at = {} AND goal = {})",
    Param("participant"),
    Param("at"),
    Param("goal"),
)
ADD = statement(
    CommitmentRow.insert(
        params(CommitmentRow, created_at=Param("at"), updated_at=Param("at"))
    ).returning(CommitmentRow.id)
)
ADD_MILESTONE = statement(MilestoneRow.insert(params(MilestoneRow, commitment=NEW_COMMITMENT)))
ADD_WORDS = making_found(NEW_COMMITMENT)
ADD_NEW_EVENT = statement(
    CommitmentEventRow.insert(params(CommitmentEventRow, commitment=NEW_COMMITMENT))
)
CHANGE = statement(
    CommitmentRow.update(
        {
            CommitmentRow.status: Param("status"),
            CommitmentRow.goal: Param("goal"),
            CommitmentRow.indicator: Param("indicator"),
            CommitmentRow.responsible: Param("responsible"),
            CommitmentRow.due: Param("due"),
            CommitmentRow.ratify_by: Param("ratify_by"),
            CommitmentRow.updated_at: Param("at"),
        }
    )
    .where(
        CommitmentRow.id == Param("commitment"),
        CommitmentRow.status == Param("seen_status"),
        CommitmentRow.due == Param("seen_due"),
        CommitmentRow.goal == Param("seen_goal"),
        CommitmentRow.indicator == Param("seen_indicator"),
        CommitmentRow.responsible == Param("seen_responsible"),
    )
    .returning(CommitmentRow.id)
)
FINISH_MILESTONE = statement(
    MilestoneRow.update({MilestoneRow.done_on: Param("done_on")})
    .where(
        MilestoneRow.commitment == Param("commitment"),
        MilestoneRow.position == Param("position"),
        MilestoneRow.done_on.is_null(),
    )
    .returning(MilestoneRow.id)
)
ADD_EVENT = statement(CommitmentEventRow.insert(params(CommitmentEventRow)))
# A second copy of the same form stops here: its key is already taken.
TURN_TAKEN: Final = "turn-taken"
NO_AUTHOR: Final[dict[str, object]] = {"account": None, "author": "", "role": ""}
# No account has this number: the receipt belongs to a government.
NOBODY: Final = 0


class Order(StrEnum):
    """What stands first in a list: due next, changed last, or matching best what is looked for."""

    DUE = "due"
    CHANGED = "changed"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the public list is narrowed to, and its order. `statuses`: as shown; none means any.

    `league`: of the newest edition that has it. `topic`: of the questionnaire, by the items that a
    commitment answers for.
    """

    participant: str = ""
    state: str = ""
    league: str = ""
    pillar: str = ""
    topic: str = ""
    origin: Origin | None = None
    statuses: frozenset[Status] = frozenset()
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""
    order: Order = Order.DUE


@dataclass(frozen=True, slots=True)
class Listed:
    """A commitment and whose it is."""

    commitment: Commitment
    participant: Participant


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was asked for, and how many there are on all pages."""

    listed: tuple[Listed, ...]
    total: int


async def commitments_where(
    filters: Filters, today: date, *, page: int = 1, size: int = PAGE_SIZE
) -> Found:
    """One page in the order that is asked for, with their milestones and without their history."""
    conditions = await _conditions(filters, today)
    total = await CommitmentRow.count().where(*conditions)
    query = CommitmentRow.select().where(*conditions)
    rows = await _ordered(query, filters).limit(size).offset((page - 1) * size)
    return Found(await _listed(rows), total)


async def every_commitment(filters: Filters, today: date) -> AsyncIterator[Listed]:
    """All of them in their order, each with its whole history."""
    page, total = 0, 1
    while page * AT_ONCE < total:
        page += 1
        found = await commitments_where(filters, today, page=page, size=AT_ONCE)
        total = found.total
        for each in await with_histories(found.listed):
            yield each


async def with_histories(listed: Sequence[Listed]) -> tuple[Listed, ...]:
    """The same commitments, each with its whole history."""
    histories = await histories_of(each.commitment.code or 0 for each in listed)
    return tuple(
        replace(each, commitment=replace(each.commitment, history=tuple(d.event for d in dated)))
        for each in listed
        for dated in (histories[each.commitment.code or 0],)
    )


async def counts_where(filters: Filters, today: date) -> Mapping[Status, int]:
    """How many there are of each shown status, whichever status is being looked at."""
    narrowed = await _conditions(replace(filters, statuses=frozenset()), today)
    before = await _count_by_status((*narrowed, CommitmentRow.due < today))
    later = await _count_by_status((*narrowed, CommitmentRow.due >= today))
    counts = dict.fromkeys(Status, 0)
    for status, count in (*before.items(), *later.items()):
        counts[status] += count
    for status in WAITS:
        late = before.get(status, 0)
        counts[status] -= late
        counts[Status.OVERDUE] += late
    return counts


async def commitments_of_edition(edition: str) -> tuple[tuple[datetime, Listed], ...]:
    """Those that answer for what an edition found, each with when it was proposed, oldest first."""
    rows = (
        await CommitmentRow.select()
        .where(CommitmentRow.edition == edition)
        .order_by(CommitmentRow.id)
    )
    times = (row["created_at"] for row in rows)
    return tuple(zip(times, await _listed(rows), strict=True))


async def commitment_of(code: int) -> Listed:
    """One commitment with all of its history; an unknown one is refused."""
    row = None
    if 0 < code <= LARGEST_CODE:
        row = await CommitmentRow.select().where(CommitmentRow.id == code).first()
    if row is None:
        raise RuleBroken("unknown-commitment", commitment=code)
    (found,) = await _listed([row])
    events = (
        await CommitmentEventRow.select()
        .where(CommitmentEventRow.commitment == code)
        .order_by(CommitmentEventRow.id)
    )
    return replace(found, commitment=replace(found.commitment, history=tuple(map(_event, events))))


async def listed_of(codes: Iterable[int]) -> Mapping[int, Listed]:
    """These commitments by their code, with their milestones and without their history."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = await CommitmentRow.select().where(CommitmentRow.id.is_in(wanted))
    return {row["id"]: each for row, each in zip(rows, await _listed(rows), strict=True)}


async def histories_of(codes: Iterable[int]) -> Mapping[int, tuple[Dated, ...]]:
    """The history of these commitments by their code, oldest first, each line with its number."""
    wanted = sorted(set(codes))
    found: dict[int, tuple[Dated, ...]] = dict.fromkeys(wanted, ())
    if not wanted:
        return found
    rows = (
        await CommitmentEventRow.select()
        .where(CommitmentEventRow.commitment.is_in(wanted))
        .order_by(CommitmentEventRow.commitment, CommitmentEventRow.id)
    )
    for row in rows:
        found[row["commitment"]] += (Dated(row["id"], row["at"], _event(row)),)
    return found


async def codes_where(filters: Filters, today: date) -> Select[CommitmentRow]:
    """The codes of those that the filters ask for, to be part of another question."""
    return CommitmentRow.select(CommitmentRow.id).where(*await _conditions(filters, today))


async def reported_done() -> tuple[Listed, ...]:
    """What waits for a verifier, the one that has waited longest first."""
    rows = (
        await CommitmentRow.select()
        .where(CommitmentRow.status == Status.REPORTED_DONE.value)
        .order_by(CommitmentRow.updated_at, CommitmentRow.id)
    )
    return await _listed(rows)


async def commitments_by_item(participant: str) -> Mapping[tuple[str, str], int]:
    """(edition, item) to the commitment that answers for it; those given up answer for nothing."""
    row = CommitmentRow
    rows = (
        await row.select(row.id, row.edition, row.item, row.recommendation)
        .where(
            row.participant == participant,
            row.item.is_not_null(),
            row.status.not_in([Status.WITHDRAWN.value, Status.NOT_MET.value]),
        )
        .order_by(row.id)
    )
    merged = await items_of({each["recommendation"] for each in rows} - {None})
    return {
        (each["edition"] or "", item): each["id"]
        for each in rows
        for item in (each["item"], *merged.get(each["recommendation"], ()))
    }


async def items_of(recommendations: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """What each of these recommendations answers for: several items, where some were merged."""
    if not recommendations:
        return {}
    rows = await RecommendationRow.select(RecommendationRow.id, RecommendationRow.items).where(
        RecommendationRow.id.is_in(sorted(recommendations))
    )
    return {row["id"]: tuple(json.loads(row["items"])) for row in rows}


async def live_of(participant: str) -> tuple[Listed, ...]:
    """What a participant promised and is not over, without its history, oldest first."""
    rows = (
        await CommitmentRow.select()
        .where(
            CommitmentRow.participant == participant,
            CommitmentRow.status.is_in(sorted({*LIVE, Status.OVERDUE})),
        )
        .order_by(CommitmentRow.id)
    )
    return await _listed(rows)


async def dated_between(first: date, last: date) -> tuple[Listed, ...]:
    """Those that wait and have a day between these two: their own, of an open step, or to ratify.

    With their milestones, without their history, oldest first.
    """
    row, step = CommitmentRow, MilestoneRow
    steps = step.select(step.commitment).where(
        step.done_on.is_null(), step.due >= first, step.due <= last
    )
    rows = (
        await row.select()
        .where(
            row.status.is_in(list(WAITS)),
            ((row.due >= first) & (row.due <= last))
            | ((row.ratify_by >= first) & (row.ratify_by <= last))
            | row.id.is_in(steps),
        )
        .order_by(row.id)
    )
    return await _listed(rows)


async def promising_participants(state: str = "") -> tuple[Participant, ...]:
    """Whoever has a commitment, by name; of one state alone when it is named."""
    query = CommitmentRow.select(CommitmentRow.participant).distinct()
    if state:
        query = query.where(_in_state(state))
    codes = [row["participant"] for row in await query]
    found = (await participants_named(codes)).values()
    return tuple(sorted(found, key=lambda each: alphabetical(each.name)))


async def count_of(participant: str) -> int:
    """How many commitments a participant ever made."""
    return int(await CommitmentRow.count().where(CommitmentRow.participant == participant))


async def has_pillar(pillar: str) -> bool:
    """Whether any commitment is on a pillar: it outlives the edition that it came with."""
    return bool(pillar) and await CommitmentRow.exists().where(CommitmentRow.pillar == pillar)


async def pillar_names() -> Mapping[str, Text]:
    """Every pillar that an edition has, as the newest one names it."""
    names: dict[str, Text] = {}
    for edition in await editions():
        for pillar in (await rules_of(edition.code)).questionnaire.pillars:
            names.setdefault(pillar.code, pillar.name)
    return names


async def topic_names() -> Mapping[str, Text]:
    """Every topic that an edition has, as the newest one names it; none of a draft."""
    names: dict[str, Text] = {}
    for edition in await editions():
        if edition.stage is not Stage.DRAFT:
            for topic in (await rules_of(edition.code)).questionnaire.topics:
                names.setdefault(topic.code, topic.name)
    return names


async def league_names() -> Mapping[str, Text]:
    """Every league that an edition has, as the newest one names it; none of a draft."""
    names: dict[str, Text] = {}
    for edition in await editions():
        if edition.stage is not Stage.DRAFT:
            for league in edition.leagues:
                names.setdefault(league.code, league.name)
    return names


async def keep_proposal(
    commitment: Commitment, *, key: str, by: Person, at: datetime, also: Sequence[Step] = ()
) -> int:
    """Publish a commitment with its milestones, and give its code; the same form again, the same.

    `key` is what its form was sent with. A recommendation has one commitment at a time: another
    one is refused with `already-promised`, unless the first was withdrawn or not met. `also`: steps
    that are kept with it or not at all, which may name it as `NEW_COMMITMENT` does.
    """
    sheet = receipt_key("commitment", commitment.participant, key)
    # The turn is numbered before it is seen whether there is a promise: one that is made in between
    # is then either seen, or has taken this very turn.
    turn = await _turn(commitment, at)
    promised = await commitments_by_item(commitment.participant)
    if commitment.item and (commitment.edition or "", commitment.item) in promised:
        return await _sent_before(commitment, sheet, by)
    facts = _row(commitment) | {"at": at}
    named = await participants_named([commitment.participant])
    whose = named.get(commitment.participant) or _stranger(commitment.participant)
    steps = [
        Step(ADD, facts, rows=1),
        *(
            Step(ADD_MILESTONE, facts | _milestone_row(position, milestone))
            for position, milestone in enumerate(commitment.milestones)
        ),
        Step(ADD_WORDS, facts | words_in(commitment, whose.name)),
        *(Step(ADD_NEW_EVENT, facts | _event_row(each, by, at)) for each in commitment.history),
        passing_once(by.account, sheet, at),
        *turn,
        *(_noted(commitment, each, by, at) for each in commitment.history),
        *also,
    ]
    try:
        (added, *_) = await write(steps)
    except Refused as refused:
        if refused.code not in {SENT_BEFORE, TURN_TAKEN}:
            raise
        return await _sent_before(commitment, sheet, by)
    return int(added[0]["id"])


async def _turn(commitment: Commitment, at: datetime) -> tuple[Step, ...]:
    """The step that lets one of several sheets for the same recommendation through.

    The turn is that of the government, whichever of its seats sends: it is numbered by how many
    commitments the recommendation already had.
    """
    if commitment.item is None:
        return ()
    edition = commitment.edition or ""
    before = await CommitmentRow.count().where(
        CommitmentRow.participant == commitment.participant,
        CommitmentRow.edition == edition,
        CommitmentRow.item == commitment.item,
    )
    key = receipt_key("turn", commitment.participant, edition, commitment.item, str(before))
    return (passing_once(NOBODY, key, at, TURN_TAKEN),)


async def keep_change(
    seen: Commitment,
    changed: Commitment,
    *,
    by: Person,
    at: datetime,
    documents: Iterable[Document] = (),
) -> None:
    """Keep the last move of `changed`, with its new documents, if nobody moved since `seen`."""
    event, facts = changed.history[-1], _change_facts(seen, changed, at)
    await write(
        [
            Step(CHANGE, facts, rows=1, otherwise="commitment-changed"),
            *(
                Step(
                    FINISH_MILESTONE,
                    facts | {"position": position, "done_on": after.done_on},
                    rows=1,
                    otherwise="commitment-changed",
                )
                for position, (before, after) in enumerate(
                    zip(seen.milestones, changed.milestones, strict=True)
                )
                if before.done_on != after.done_on
            ),
            *(adding(document) for document in documents),
            Step(ADD_EVENT, facts | _event_row(event, by, at)),
            following(seen, changed),
            _noted(seen, event, by, at),
        ]
    )


def passing(
    seen: Commitment, changed: Commitment, at: datetime, otherwise: str
) -> tuple[Step, ...]:
    """The steps by which a commitment passes with a seat, in the unit of its handover.

    Nobody's role did it. `otherwise`: what the unit is refused with if it moved since `seen`.
    """
    event, facts = changed.history[-1], _change_facts(seen, changed, at)
    return (
        Step(CHANGE, facts, rows=1, otherwise=otherwise),
        Step(ADD_EVENT, facts | _said_row(event) | NO_AUTHOR),
        following(seen, changed),
        _noted(seen, event, None, at),
    )


async def under_review() -> tuple[Listed, ...]:
    """Verified commitments that are to be verified again, the one asked for first at the top."""
    rows = (
        await CommitmentEventRow.select(CommitmentEventRow.commitment, CommitmentEventRow.act)
        .where(CommitmentEventRow.act.is_in(list(REVIEWED)))
        .order_by(CommitmentEventRow.id)
    )
    last = {row["commitment"]: row["act"] for row in rows}
    asked = [code for code, act in last.items() if act == Move.ASK_REVIEW.value]
    if not asked:
        return ()
    found = await CommitmentRow.select().where(
        CommitmentRow.id.is_in(asked), CommitmentRow.status == Status.VERIFIED.value
    )
    return await _listed(sorted(found, key=lambda row: asked.index(row["id"])))


async def verdicts_on(code: int) -> tuple[tuple[datetime, int | None], ...]:
    """When a commitment was found kept, and by which account, the first time first."""
    rows = (
        await CommitmentEventRow.select(CommitmentEventRow.at, CommitmentEventRow.account)
        .where(
            CommitmentEventRow.commitment == code,
            CommitmentEventRow.act.is_in([Move.VERIFY.value, Move.UPHOLD.value]),
        )
        .order_by(CommitmentEventRow.id)
    )
    return tuple((row["at"], row["account"]) for row in rows)


async def keep_asked_review(seen: Commitment, asked: Commitment, at: datetime) -> None:
    """Note, in public, that a verified commitment is to be verified again: once, whoever counts."""
    event = asked.history[-1]
    before = sum(each.move is Move.ASK_REVIEW for each in seen.history)
    facts = _change_facts(seen, asked, at)
    key = receipt_key("review", str(seen.code), str(before))
    await write(
        [
            Step(CHANGE, facts, rows=1, otherwise="commitment-changed"),
            passing_once(NOBODY, key, at, TURN_TAKEN),
            Step(ADD_EVENT, facts | _said_row(event) | NO_AUTHOR),
        ]
    )


async def _sent_before(commitment: Commitment, sheet: str, by: Person) -> int:
    """The commitment that a form became when it was sent the first time."""
    row = (
        await CommitmentRow.select(CommitmentRow.id)
        .where(
            CommitmentRow.participant == commitment.participant,
            CommitmentRow.created_at == await passed_at(by.account, sheet),
        )
        .first()
    )
    if row is None:
        promised = await commitments_by_item(commitment.participant)
        code = promised.get((commitment.edition or "", commitment.item or ""))
        raise RuleBroken("already-promised", commitment=code) if code else Refused("stale")
    return int(row["id"])


async def _conditions(filters: Filters, today: date) -> tuple[Combinable, ...]:
    row = CommitmentRow
    found: list[Combinable] = [row.id > 0, *_whose(filters)]
    if filters.pillar:
        found.append(row.pillar == filters.pillar)
    if filters.topic:
        found.append(await _on_topic(filters.topic))
    if filters.origin:
        found.append(_from(filters.origin))
    if filters.statuses:
        shown = [_shown_as(status, today) for status in sorted(filters.statuses)]
        found.append(reduce(or_, shown))
    if filters.due_from:
        found.append(row.due >= filters.due_from)
    if filters.due_to:
        found.append(row.due <= filters.due_to)
    if filters.text:
        sought = sought_in(filters.text)
        # Signs alone are in no text.
        found.append(holding(sought) if sought else row.id == 0)
    return tuple(found)


def _whose(filters: Filters) -> Iterator[Combinable]:
    """By whom they are: a participant, or all of a state or of a league."""
    if filters.participant:
        yield CommitmentRow.participant == filters.participant
    if filters.state:
        yield _in_state(filters.state)
    if filters.league:
        yield WhereRaw(IN_LEAGUE, filters.league, filters.league)


def _ordered(query: Select[CommitmentRow], filters: Filters) -> Select[CommitmentRow]:
    row, sought = CommitmentRow, sought_in(filters.text)
    if filters.order is Order.CHANGED:
        return query.order_by(row.updated_at, row.id, ascending=False)
    if filters.order is Order.MATCH and sought:
        query = query.order_by(best_first(sought))
    else:
        query = query.order_by(OrderByRaw(_ended_last()))
    return query.order_by(row.due, row.id)


def _from(origin: Origin) -> Combinable:
    """`game.commitments.origin_of`, as the database can tell it."""
    row = CommitmentRow
    if origin is Origin.AGREEMENT:
        return row.agreement.is_not_null()
    if origin is Origin.RECOMMENDATION:
        return row.agreement.is_null() & row.recommendation.is_not_null()
    if origin is Origin.GAP:
        return row.agreement.is_null() & row.recommendation.is_null() & row.item.is_not_null()
    return row.agreement.is_null() & row.recommendation.is_null() & row.item.is_null()


async def _on_topic(topic: str) -> Combinable:
    """It answers for an item of the topic; so does a recommendation into which such an item went.

    A topic has the items that its edition says.
    """
    row = CommitmentRow
    promised = await row.select(row.recommendation).where(row.recommendation.is_not_null())
    merged = await items_of({each["recommendation"] for each in promised})
    found: Combinable = row.id == 0
    for edition in await editions():
        topics = (await rules_of(edition.code)).questionnaire.topics
        items = {item.code for each in topics if each.code == topic for item in each.items}
        if items:
            numbers = [number for number, of in merged.items() if items & set(of)]
            either: Combinable = row.item.is_in(sorted(items))
            if numbers:
                either = either | row.recommendation.is_in(numbers)
            found = found | ((row.edition == edition.code) & either)
    return found


def _shown_as(status: Status, today: date) -> Combinable:
    """`game.commitments.shown_status`, as the database can tell it."""
    stored = CommitmentRow.status == status.value
    if status is Status.OVERDUE:
        return stored | (CommitmentRow.status.is_in(list(WAITS)) & (CommitmentRow.due < today))
    if status in WAITS:
        return stored & (CommitmentRow.due >= today)
    return stored


def _in_state(state: str) -> Combinable:
    places = PlaceRow.select(PlaceRow.code).where(PlaceRow.state == state)
    members = ParticipantRow.select(ParticipantRow.code).where(ParticipantRow.place.is_in(places))
    return CommitmentRow.participant.is_in(members)


def _ended_last() -> str:
    ended = ", ".join(f"'{status.value}'" for status in ENDED)
    return f"CASE WHEN status IN ({ended}) THEN 1 ELSE 0 END"


async def _count_by_status(conditions: Sequence[Combinable]) -> Mapping[Status, int]:
    rows = await (
        CommitmentRow.select(CommitmentRow.status, Count(alias="many"))
        .where(*conditions)
        .group_by(CommitmentRow.status)
    )
    return {Status(row["status"]): row["many"] for row in rows}


async def _listed(rows: Sequence[Mapping[str, Any]]) -> tuple[Listed, ...]:
    milestones = await _milestones([row["id"] for row in rows])
    participants = await participants_named({row["participant"] for row in rows})
    return tuple(
        Listed(
            _commitment(row, milestones[row["id"]]),
            participants.get(row["participant"]) or _stranger(row["participant"]),
        )
        for row in rows
    )


async def _milestones(commitments: Sequence[int]) -> Mapping[int, tuple[Milestone, ...]]:
    found: dict[int, tuple[Milestone, ...]] = defaultdict(tuple)
    if not commitments:
        return found
    rows = (
        await MilestoneRow.select()
        .where(MilestoneRow.commitment.is_in(list(commitments)))
        .order_by(MilestoneRow.commitment, MilestoneRow.position)
    )
    for row in rows:
        step = Milestone(row["title"], row["due"], row["weight"], row["done_on"])
        found[row["commitment"]] += (step,)
    return found


def _stranger(code: str) -> Participant:
    """A commitment outlives the list of participants it came with."""
    return Participant(code, "", code, code[:2])


def _commitment(row: Mapping[str, Any], milestones: tuple[Milestone, ...]) -> Commitment:
    return Commitment(
        participant=row["participant"],
        goal=row["goal"],
        indicator=row["indicator"],
        responsible=row["responsible"],
        due=row["due"],
        status=Status(row["status"]),
        edition=row["edition"],
        item=row["item"],
        pillar=row["pillar"],
        milestones=milestones,
        code=row["id"],
        starts=row["starts"],
        budget=row["budget"],
        agreement=row["agreement"],
        recommendation=row["recommendation"],
        ratify_by=row["ratify_by"],
    )


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        move=Move(row["act"]),
        from_status=Status(row["from_status"]) if row["from_status"] else None,
        to_status=Status(row["to_status"]),
        by_role=row["role"],
        on=today_of(row["at"]),
        note=row["note"],
        due_before=row["due_before"],
        due_after=row["due_after"],
        evidence=tuple(
            Citation(cited["document"], cited.get("page", ""))
            for cited in json.loads(row["evidence"])
        ),
        term=row["term"],
        changes=changes_in(row["changes"]),
    )


def changes_in(kept: str) -> tuple[Change, ...]:
    """What an amendment worded anew, as it is kept."""
    return tuple(
        Change(Term(each["term"]), each["before"], each["after"]) for each in json.loads(kept)
    )


def changes_row(changes: Sequence[Change]) -> str:
    """The same, to be kept."""
    return json.dumps(
        [{"term": each.term.value, "before": each.before, "after": each.after} for each in changes],
        ensure_ascii=False,
    )


def _change_facts(seen: Commitment, changed: Commitment, at: datetime) -> dict[str, object]:
    """How a commitment stands after a move, and how it stood for whoever made it."""
    return {
        "commitment": seen.code,
        "seen_status": seen.status.value,
        "seen_due": seen.due,
        "seen_goal": seen.goal,
        "seen_indicator": seen.indicator,
        "seen_responsible": seen.responsible,
        "status": changed.status.value,
        "goal": changed.goal,
        "indicator": changed.indicator,
        "responsible": changed.responsible,
        "due": changed.due,
        "ratify_by": changed.ratify_by,
        "at": at,
    }


def _row(commitment: Commitment) -> dict[str, object]:
    return {
        "participant": commitment.participant,
        "edition": commitment.edition,
        "item": commitment.item,
        "pillar": commitment.pillar or "",
        "goal": commitment.goal,
        "indicator": commitment.indicator,
        "responsible": commitment.responsible,
        "due": commitment.due,
        "status": commitment.status.value,
        "starts": commitment.starts,
        "budget": commitment.budget,
        "agreement": commitment.agreement,
        "recommendation": commitment.recommendation,
        "ratify_by": commitment.ratify_by,
    }


def _milestone_row(position: int, milestone: Milestone) -> dict[str, object]:
    return {
        "position": position,
        "title": milestone.title,
        "due": milestone.due,
        "weight": milestone.weight,
        "done_on": milestone.done_on,
    }


def _event_row(event: Event, by: Person, at: datetime) -> dict[str, object]:
    who = {"account": by.account, "author": by.name, "role": by.role.value}
    return _said_row(event) | who | {"at": at}


def _said_row(event: Event) -> dict[str, object]:
    cited = [{"document": each.document, "page": each.page} for each in event.evidence]
    return {
        "act": event.move.value,
        "from_status": event.from_status.value if event.from_status else "",
        "to_status": event.to_status.value,
        "note": event.note,
        "due_before": event.due_before,
        "due_after": event.due_after,
        "term": event.term,
        "changes": changes_row(event.changes),
        "evidence": json.dumps(cited),
    }


def _noted(commitment: Commitment, event: Event, by: Person | None, at: datetime) -> Step:
    details = {"to": event.to_status.value}
    if event.due_before and event.due_after:
        details["due_before"] = event.due_before.isoformat()
        details["due_after"] = event.due_after.isoformat()
    if event.changes:
        details["worded"] = ",".join(change.term.value for change in event.changes)
    return noting(
        commitment.edition,
        f"commitment-{event.move.value.replace('_', '-')}",
        str(commitment.code or commitment.item or ""),
        by,
        at,
        participant=commitment.participant,
        **details,
    )
