"""Narrowing: which commitments a list is asked for, and in what order, as the database can tell."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.query import Select
from piccolo.query.mixins import OrderByRaw
from piccolo.table import Table

from game.commitments import WAITING, Origin, Status
from game.searches import sought_in
from server.queries.editions import editions, rules_of
from server.queries.searches import best_first, holding
from server.tables.batches import RecommendationRow
from server.tables.commitments import CommitmentRow
from server.tables.participants import ParticipantRow, PlaceRow

# What the calendar turns into overdue: the rows it looks at keep the status they were left in.
WAITS: Final = tuple(sorted(WAITING))
ENDED: Final = (Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN)
IN_LEAGUE: Final = """IN (
    SELECT entry.participant FROM entry WHERE entry.league = {} AND entry.edition = (
        SELECT MAX(newest.edition) FROM entry AS newest
        JOIN edition ON edition.code = newest.edition
        WHERE newest.league = {} AND edition.stage <> 'draft'
    )
)"""


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


async def codes_where(filters: Filters, today: date) -> Select[CommitmentRow]:
    """The codes of those that the filters ask for, to be part of another question."""
    return CommitmentRow.select(CommitmentRow.id).where(*await conditions_of(filters, today))


async def conditions_of(filters: Filters, today: date) -> tuple[Combinable, ...]:
    """What a commitment must be to be on the list; every one of them holds."""
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
        yield in_state(filters.state)
    if filters.league:
        yield in_league(CommitmentRow, filters.league)


def ordered(query: Select[CommitmentRow], filters: Filters) -> Select[CommitmentRow]:
    """The same commitments in the order that is asked for; due next, those that ended come last."""
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


async def items_of(recommendations: Collection[int]) -> Mapping[int, tuple[str, ...]]:
    """What each of these recommendations answers for: several items, where some were merged."""
    if not recommendations:
        return {}
    rows = await RecommendationRow.select(RecommendationRow.id, RecommendationRow.items).where(
        RecommendationRow.id.is_in(sorted(recommendations))
    )
    return {row["id"]: tuple(json.loads(row["items"])) for row in rows}


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


def in_state(state: str) -> Combinable:
    """By a participant of the state."""
    return CommitmentRow.participant.is_in(members_of(state))


def in_league(row: type[Table], league: str) -> WhereRaw:
    """By a participant of a league, in the newest edition that has it. `row`: of what."""
    return WhereRaw(f"{row._meta.tablename}.participant {IN_LEAGUE}", league, league)  # noqa: SLF001


def members_of(state: str) -> Select[ParticipantRow]:
    """The codes of the participants of a state, to be part of another question."""
    places = PlaceRow.select(PlaceRow.code).where(PlaceRow.state == state)
    return ParticipantRow.select(ParticipantRow.code).where(ParticipantRow.place.is_in(places))


def _ended_last() -> str:
    ended = ", ".join(f"'{status.value}'" for status in ENDED)
    return f"CASE WHEN status IN ({ended}) THEN 1 ELSE 0 END"
