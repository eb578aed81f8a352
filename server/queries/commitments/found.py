"""Found: commitments as the public, a desk or a letter asks for them, and how many there are."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from piccolo.custom_types import Combinable
from piccolo.query.functions import Count

from game.commitments import LIVE, Move, Status
from game.editions import Stage
from game.following import Dated
from game.participants import Participant, alphabetical
from game.questionnaire import Text
from game.rules import RuleBroken
from server.queries.commitments.narrowing import (
    WAITS,
    Filters,
    conditions_of,
    in_state,
    items_of,
    members_of,
    ordered,
)
from server.queries.commitments.rows import Listed, event_in, listed_in
from server.queries.editions import editions, rules_of
from server.queries.participants import participants_named
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow

PAGE_SIZE: Final = 24
# Of one participant all are on one page: 20 to 40 is usual.
OF_ONE: Final = 60
# Of a whole list so many are read at a time, so that others are answered meanwhile.
AT_ONCE: Final = 500
LARGEST_CODE: Final = 2**31 - 1
# The last of these says whether a commitment is to be verified again.
REVIEWED: Final = (Move.ASK_REVIEW.value, Move.UPHOLD.value, Move.REVERSE.value)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was asked for, and how many there are on all pages."""

    listed: tuple[Listed, ...]
    total: int


async def commitments_where(
    filters: Filters, today: date, *, page: int = 1, size: int = PAGE_SIZE
) -> Found:
    """One page in the order that is asked for, with their milestones and without their history."""
    conditions = await conditions_of(filters, today)
    total = await CommitmentRow.count().where(*conditions)
    query = CommitmentRow.select().where(*conditions)
    rows = await ordered(query, filters).limit(size).offset((page - 1) * size)
    return Found(await listed_in(rows), total)


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
    narrowed = await conditions_of(replace(filters, statuses=frozenset()), today)
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


async def counts_of(
    participants: Collection[str], today: date
) -> Mapping[str, Mapping[Status, int]]:
    """How many each of these participants has of each shown status; nothing of one without any."""
    if not participants:
        return {}
    row = CommitmentRow
    rows = await row.select(row.participant, row.status, row.due).where(
        row.participant.is_in(sorted(participants))
    )
    counts: dict[str, dict[Status, int]] = {}
    for each in rows:
        status = Status(each["status"])
        if status in WAITS and each["due"] < today:
            status = Status.OVERDUE
        own = counts.setdefault(each["participant"], dict.fromkeys(Status, 0))
        own[status] += 1
    return counts


async def commitments_of_edition(edition: str) -> tuple[tuple[datetime, Listed], ...]:
    """Those that answer for what an edition found, each with when it was proposed, oldest first."""
    rows = (
        await CommitmentRow.select()
        .where(CommitmentRow.edition == edition)
        .order_by(CommitmentRow.id)
    )
    times = (row["created_at"] for row in rows)
    return tuple(zip(times, await listed_in(rows), strict=True))


async def commitment_of(code: int) -> Listed:
    """One commitment with all of its history; an unknown one is refused."""
    row = None
    if 0 < code <= LARGEST_CODE:
        row = await CommitmentRow.select().where(CommitmentRow.id == code).first()
    if row is None:
        raise RuleBroken("unknown-commitment", commitment=code)
    (found,) = await listed_in([row])
    events = (
        await CommitmentEventRow.select()
        .where(CommitmentEventRow.commitment == code)
        .order_by(CommitmentEventRow.id)
    )
    return replace(
        found, commitment=replace(found.commitment, history=tuple(map(event_in, events)))
    )


async def listed_of(codes: Iterable[int]) -> Mapping[int, Listed]:
    """These commitments by their code, with their milestones and without their history."""
    wanted = sorted(set(codes))
    if not wanted:
        return {}
    rows = await CommitmentRow.select().where(CommitmentRow.id.is_in(wanted))
    return {row["id"]: each for row, each in zip(rows, await listed_in(rows), strict=True)}


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
        found[row["commitment"]] += (Dated(row["id"], row["at"], event_in(row)),)
    return found


async def reported_done(
    besides: str = "", participant: str = "", *, page: int = 1, size: int = PAGE_SIZE
) -> Found:
    """One page of what waits for a verifier, the one that has waited longest first.

    `besides`: the state whose commitments somebody else verifies; `participant`: of it alone. With
    their histories, which say since when.
    """
    conditions = [*_reported_outside(besides)]
    if participant:
        conditions.append(CommitmentRow.participant == participant)
    total = await CommitmentRow.count().where(*conditions)
    rows = (
        await CommitmentRow.select()
        .where(*conditions)
        .order_by(CommitmentRow.updated_at, CommitmentRow.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return Found(await with_histories(await listed_in(rows)), total)


async def reporting_participants(besides: str = "") -> tuple[Participant, ...]:
    """Whoever has something that waits for a verifier, by name."""
    query = CommitmentRow.select(CommitmentRow.participant).distinct()
    rows = await query.where(*_reported_outside(besides))
    found = (await participants_named([row["participant"] for row in rows])).values()
    return tuple(sorted(found, key=lambda each: alphabetical(each.name)))


def _reported_outside(state: str) -> Iterator[Combinable]:
    yield CommitmentRow.status == Status.REPORTED_DONE.value
    if state:
        yield CommitmentRow.participant.not_in(members_of(state))


async def commitments_by_item(participant: str) -> Mapping[tuple[str, str], int]:
    """(edition, item) to the commitment that answers for it; those given up answer for nothing.

    One for an item answers as well for the item of the edition before that it continues.
    """
    found = await _by_item(CommitmentRow.participant == participant)
    return found.get(participant, {})


async def commitments_by_item_of(edition: str) -> Mapping[str, Mapping[tuple[str, str], int]]:
    """The same of whoever answers for items of an edition, by participant."""
    later = [each.code for each in await editions() if each.continues == edition]
    return await _by_item(CommitmentRow.edition.is_in([edition, *later]))


async def _by_item(narrowed: Combinable) -> Mapping[str, Mapping[tuple[str, str], int]]:
    row = CommitmentRow
    rows = (
        await row.select(row.id, row.participant, row.edition, row.item, row.recommendation)
        .where(
            narrowed,
            row.item.is_not_null(),
            row.status.not_in([Status.WITHDRAWN.value, Status.NOT_MET.value]),
        )
        .order_by(row.id)
    )
    merged = await items_of({each["recommendation"] for each in rows} - {None})
    before = {code: await _items_before(code) for code in {each["edition"] or "" for each in rows}}
    found: dict[str, dict[tuple[str, str], int]] = {}
    for each in rows:
        own, edition = found.setdefault(each["participant"], {}), each["edition"] or ""
        for item in (each["item"], *merged.get(each["recommendation"], ())):
            own[edition, item] = each["id"]
            if item in before[edition]:
                own.setdefault(before[edition][item], each["id"])
    return found


async def _items_before(edition: str) -> Mapping[str, tuple[str, str]]:
    """Item of an edition to the edition before and the item there that it continues."""
    try:
        rules = await rules_of(edition)
    except RuleBroken:
        return {}
    earlier = rules.edition.continues
    if earlier is None:
        return {}
    return {
        item.code: (earlier, item.continues) for item in rules.questionnaire.items if item.continues
    }


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
    return await listed_in(rows)


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
    return await listed_in(rows)


async def promising_participants(state: str = "") -> tuple[Participant, ...]:
    """Whoever has a commitment, by name; of one state alone when it is named."""
    query = CommitmentRow.select(CommitmentRow.participant).distinct()
    if state:
        query = query.where(in_state(state))
    codes = [row["participant"] for row in await query]
    found = (await participants_named(codes)).values()
    return tuple(sorted(found, key=lambda each: alphabetical(each.name)))


async def count_of(participant: str) -> int:
    """How many commitments a participant ever made."""
    return int(await CommitmentRow.count().where(CommitmentRow.participant == participant))


async def has_pillar(pillar: str) -> bool:
    """Whether any commitment is on a pillar: it outlives the edition that it came with."""
    return bool(pillar) and await CommitmentRow.exists().where(CommitmentRow.pillar == pillar)


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
    return await listed_in(sorted(found, key=lambda row: asked.index(row["id"])))


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


async def _count_by_status(conditions: Sequence[Combinable]) -> Mapping[Status, int]:
    rows = await (
        CommitmentRow.select(CommitmentRow.status, Count(alias="many"))
        .where(*conditions)
        .group_by(CommitmentRow.status)
    )
    return {Status(row["status"]): row["many"] for row in rows}


async def pillar_names() -> Mapping[str, Text]:
    """Every pillar that an edition has, as the newest one names it."""
    names: dict[str, Text] = {}
    for edition in await editions():
        for pillar in (await rules_of(edition.code)).questionnaire.pillars:
            names.setdefault(pillar.code, pillar.name)
    return names


async def recommended_texts() -> Mapping[str, Text]:
    """What the observatory recommends where something lacks, by its Spanish; none of a draft."""
    texts: dict[str, Text] = {}
    for edition in await editions():
        if edition.stage is not Stage.DRAFT:
            for item in (await rules_of(edition.code)).questionnaire.items:
                if item.recommendation.en:
                    texts.setdefault(item.recommendation.es, item.recommendation)
    return texts


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
