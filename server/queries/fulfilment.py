"""Cumplimiento: commitments counted by the database, and what is due in a month.

A hundred thousand of them are counted in one question: first by participant and pillar, as an index
has them, then by where those participants are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from game.agreements import Stand
from game.fulfilment import ENDED, Tally
from game.months import Month, month_named
from game.participants import Participant
from server.queries.agreements import KeptAgreement, agreements_inviting
from server.queries.commitments import WAITS, Filters, Listed, codes_where, listed_of
from server.tables.commitments import CommitmentRow


def _one_of(statuses: Sequence[str]) -> str:
    return ", ".join(f"'{status}'" for status in sorted(statuses))


# `game.fulfilment.Tally`, as the database can count it; the day is given twice.
COUNTED: Final = f"""COUNT(*) AS made,
    SUM(CASE WHEN status = 'verified' THEN 1 ELSE 0 END) AS verified,
    SUM(CASE WHEN status = 'overdue' OR (status IN ({_one_of(WAITS)}) AND due < {{}})
        THEN 1 ELSE 0 END) AS overdue,
    SUM(CASE WHEN status = 'not_met' THEN 1 ELSE 0 END) AS not_met,
    SUM(CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,
    SUM(CASE WHEN status IN ({_one_of(tuple(ENDED))}) OR due < {{}} THEN 1 ELSE 0 END) AS ripe"""
SUMMED: Final = ", ".join(
    f"SUM(own.{name}) AS {name}"
    for name in ("made", "verified", "overdue", "not_met", "withdrawn", "ripe")
)
PLACED: Final = f"""
    SELECT place.state AS state, entry.league AS league, own.pillar AS pillar, {SUMMED}
    FROM (SELECT participant, pillar, {COUNTED} FROM commitment GROUP BY participant, pillar) AS own
    LEFT JOIN participant ON participant.code = own.participant
    LEFT JOIN place ON place.code = participant.place
    LEFT JOIN entry ON entry.participant = own.participant AND entry.edition = {{}}
    GROUP BY place.state, entry.league, own.pillar"""  # noqa: S608
# Dates are written the same on both engines, year first.
MONTH: Final = "SUBSTR(CAST(due AS TEXT), 1, 7)"
BY_MONTH: Final = f"SELECT {MONTH} AS month, {COUNTED} FROM commitment"  # noqa: S608
GROUPED: Final = f" GROUP BY {MONTH} ORDER BY {MONTH}"


@dataclass(frozen=True, slots=True)
class Placed:
    """How many of a pillar, of a state and of a league, by their codes; empty where there is none.

    A commitment may outlive its participant, and a participant be in no league of the edition.
    """

    state: str
    league: str
    pillar: str
    tally: Tally


async def tallies_placed(edition: str, today: date) -> tuple[Placed, ...]:
    """All commitments counted by pillar, state and league. `edition`: whose leagues count."""
    rows = await CommitmentRow.raw(PLACED, today, today, edition)
    return tuple(
        Placed(row["state"] or "", row["league"] or "", row["pillar"] or "", _tally(row))
        for row in rows
    )


async def tallies_by_month(filters: Filters, today: date) -> Mapping[Month, Tally]:
    """Every month in which something is or was due, the first one first."""
    rows = await _by_month(filters, today)
    found = ((month_named(row["month"]), _tally(row)) for row in rows)
    return {month: tally for month, tally in found if month is not None}


async def tally_of_month(month: Month, filters: Filters, today: date) -> Tally:
    """What is or was due in a month."""
    within = replace(filters, due_from=month.first, due_to=month.last)
    rows = await _by_month(within, today)
    return _tally(rows[0]) if rows else Tally()


async def due_in(
    month: Month, filters: Filters, today: date, *, page: int, size: int
) -> tuple[Listed, ...]:
    """One page of what is due in a month, by date; without its history."""
    within = replace(filters, due_from=month.first, due_to=month.last)
    narrowed = await codes_where(within, today)
    rows = await (
        narrowed.order_by(CommitmentRow.due)
        .order_by(CommitmentRow.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    codes = [row["id"] for row in rows]
    found = await listed_of(codes)
    return tuple(found[code] for code in codes if code in found)


async def all_of(participant: Participant) -> tuple[Listed, ...]:
    """Everything a participant ever promised, by date; without its history."""
    row = CommitmentRow
    rows = await row.select(row.id).where(row.participant == participant.code)
    found = await listed_of(each["id"] for each in rows)
    return tuple(sorted(found.values(), key=_by_date))


async def agreements_signed(participant: Participant) -> tuple[KeptAgreement, ...]:
    """The agreements that a participant signed, the newest meeting first."""
    found = await agreements_inviting(participant.code)
    parties = ((kept, kept.party(participant.code)) for kept in found)
    return tuple(kept for kept, party in parties if party and party.stand is Stand.SIGNED)


def _by_date(listed: Listed) -> tuple[date, int]:
    return listed.commitment.due, listed.commitment.code or 0


async def _by_month(filters: Filters, today: date) -> list[dict[str, Any]]:
    arguments: list[Any] = [today, today]
    where = ""
    if filters != Filters():
        where = " WHERE id IN ({})"
        arguments.append((await codes_where(filters, today)).querystrings[0])
    rows: list[dict[str, Any]] = await CommitmentRow.raw(BY_MONTH + where + GROUPED, *arguments)
    return rows


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(
        made=int(row["made"]),
        verified=int(row["verified"]),
        overdue=int(row["overdue"]),
        not_met=int(row["not_met"]),
        withdrawn=int(row["withdrawn"]),
        ripe=int(row["ripe"]),
    )
