"""Novedades: what happened to commitments, found once and kept in the order in which it is told.

The history stays what it is: from it follows what happened, and from the calendar what nobody had
to click for. Each line gets the next number, so that whoever was told up to one misses none below
it: two processes that number at once would take the same one, and the second begins again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from piccolo.columns.combination import WhereRaw
from piccolo.custom_types import Combinable
from piccolo.query.functions import Max

from game.commitments import Move, Status
from game.following import Happening, happenings
from server.days import today_of
from server.db import Refused, Step, params, statement, write
from server.queries.commitments import (
    WAITS,
    Filters,
    changes_in,
    changes_row,
    codes_where,
    histories_of,
    listed_of,
)
from server.tables.commitments import CommitmentEventRow, CommitmentRow
from server.tables.following import NewsRow

AT_ONCE: Final = 200

ADD = statement(NewsRow.insert(params(NewsRow)))


async def gather_news(now: datetime) -> int:
    """Keep what happened since this was last asked, and give how many lines are new.

    Whoever else does the same at this moment keeps them, and nothing is kept twice.
    """
    kept, touched = 0, iter(await _touched(today_of(now)))
    while some := list(islice(touched, AT_ONCE)):
        found = await _new_in(some, now)
        last = await newest_number()
        rows = [_row(each, last + place, now) for place, each in enumerate(found, 1)]
        try:
            await write([Step(ADD, row) for row in rows])
        except Refused:
            break
        kept += len(rows)
    return kept


async def newest_number(until: datetime | None = None) -> int:
    """The last number there is, or that there was at some moment; 0 before the first."""
    query = NewsRow.select(Max(NewsRow.number, alias="last"))
    if until is not None:
        query = query.where(NewsRow.found_at <= until)
    row = await query.first()
    return int((row or {}).get("last") or 0)


async def news_between(after: int, until: int) -> tuple[tuple[int, Happening], ...]:
    """What has a number above one and up to another, each with its own."""
    rows = (
        await NewsRow.select()
        .where(NewsRow.number > after, NewsRow.number <= until)
        .order_by(NewsRow.number)
    )
    return tuple((row["number"], _happening(row)) for row in rows)


async def news_where(
    filters: Filters, today: date, most: int, *, page: int = 1
) -> tuple[Happening, ...]:
    """The latest of what happened to those that the filters ask for, the newest first.

    Of a status what came to it, whatever became of it since. `page`: 1 has the newest.
    """
    query = NewsRow.select().offset((page - 1) * most)
    for condition in await _conditions(filters, today):
        query = query.where(condition)
    return await _latest(query, most)


async def count_where(filters: Filters, today: date) -> int:
    """How many lines that are."""
    query = NewsRow.count()
    for condition in await _conditions(filters, today):
        query = query.where(condition)
    return int(await query)


async def _conditions(filters: Filters, today: date) -> tuple[Combinable, ...]:
    statuses = sorted(status.value for status in filters.statuses)
    narrowed = replace(filters, statuses=frozenset())
    found: list[Combinable] = []
    if narrowed != Filters():
        found.append(NewsRow.commitment.is_in(await codes_where(narrowed, today)))
    if statuses:
        found.append(NewsRow.status.is_in(statuses))
    return tuple(found)


async def news_of(commitment: int, most: int) -> tuple[Happening, ...]:
    """The latest of what happened to one, the newest first."""
    return await _latest(NewsRow.select().where(NewsRow.commitment == commitment), most)


async def _latest(query: Any, most: int) -> tuple[Happening, ...]:
    rows = await (
        query.order_by(NewsRow.at, ascending=False)
        .order_by(NewsRow.number, ascending=False)
        .limit(most)
    )
    return tuple(map(_happening, rows))


async def _touched(today: date) -> Sequence[int]:
    """The commitments with a line of history, or a missed date, that nobody was told of.

    Neither history nor news ever lose a line: as many of both means that none is new.
    """
    moved = []
    told = await NewsRow.count().where(NewsRow.event.is_not_null())
    if await CommitmentEventRow.count() > told:
        moved = await (
            CommitmentEventRow.select(CommitmentEventRow.commitment)
            .distinct()
            .where(
                WhereRaw("NOT EXISTS (SELECT 1 FROM news WHERE news.event = commitment_event.id)")
            )
        )
    missed = await CommitmentRow.select(CommitmentRow.id).where(
        CommitmentRow.status.is_in([*WAITS, Status.OVERDUE.value]),
        CommitmentRow.due < today,
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM news WHERE news.commitment = commitment.id"
            " AND news.event IS NULL AND news.due = commitment.due)"
        ),
    )
    return sorted({row["commitment"] for row in moved} | {row["id"] for row in missed})


async def _new_in(codes: Sequence[int], now: datetime) -> tuple[Happening, ...]:
    """What happened to these and is not kept yet, oldest first."""
    listed, histories = await listed_of(codes), await histories_of(codes)
    rows = await NewsRow.select(NewsRow.key).where(NewsRow.commitment.is_in(list(codes)))
    known = {row["key"] for row in rows}
    found = (
        each
        for code, one in listed.items()
        for each in happenings(one.commitment, histories[code], today_of(now))
        if each.key not in known
    )
    return tuple(sorted(found, key=lambda each: (each.at, each.event or 0, each.key)))


def _row(happening: Happening, number: int, now: datetime) -> dict[str, object]:
    return {
        "number": number,
        "key": happening.key,
        "commitment": happening.commitment,
        "event": happening.event,
        "act": happening.move.value if happening.move else "",
        "status": happening.status.value if happening.status else "",
        "day": happening.on,
        "at": happening.at,
        "due": happening.due,
        "due_before": happening.due_before,
        "due_after": happening.due_after,
        "note": happening.note,
        "changes": changes_row(happening.changes),
        "found_at": now,
    }


def _happening(row: Mapping[str, Any]) -> Happening:
    return Happening(
        key=row["key"],
        commitment=row["commitment"],
        on=row["day"],
        at=row["at"],
        due=row["due"],
        status=Status(row["status"]) if row["status"] else None,
        move=Move(row["act"]) if row["act"] else None,
        event=row["event"],
        note=row["note"],
        due_before=row["due_before"],
        due_after=row["due_after"],
        changes=changes_in(row["changes"]),
    )
