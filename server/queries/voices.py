"""Voces: what is reported of many commitments, and on which of them voices do not agree.

The database finds those on which they do not (`game.voices.disagreements`, as it can tell it); what
is said of each is left to the rule itself.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from game.answer_times import ENDS, Line, Wait, waits_of
from game.commitments import TEAM
from game.reports import OPEN, PUBLIC, STARTS_CLOCK, Bearing, Move, Status
from game.voices import KEPT, NOT_KEPT, Heard
from server.days import today_of
from server.queries.commitments import WAITS, Filters, codes_where
from server.tables.commitments import CommitmentRow
from server.tables.reports import ReportEventRow, ReportRow

IN_PUBLIC: Final = sorted(status.value for status in PUBLIC)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def _own(whose: str) -> str:
    """The last word of the government."""
    return f"""FROM commitment_event AS own
        WHERE own.commitment = {whose} AND own.role IN ({_listed(TEAM)})
        ORDER BY own.id DESC LIMIT 1"""


def _verdict(whose: str) -> str:
    """The last word of the observatory on whether it is kept."""
    return f"""FROM commitment_event AS found
        WHERE found.commitment = {whose} AND found.act IN ({_listed(KEPT | NOT_KEPT)})
        ORDER BY found.id DESC LIMIT 1"""


OWN: Final = _own("commitment.id")
VERDICT: Final = _verdict("commitment.id")
# In this order: reports against somebody's word, the observatory against the government, its date.
DISAGREEING: Final = f"""
    SELECT commitment.id FROM report JOIN commitment ON commitment.id = report.commitment
    WHERE report.status IN ({_listed(OPEN)}) AND (
        (commitment.status = 'verified' AND report.bearing = 'contradicts'
            AND report.published_at > (SELECT found.at {VERDICT}))
        OR (commitment.status = 'not_met' AND report.bearing = 'supports'
            AND report.published_at > (SELECT found.at {VERDICT}))
        OR (commitment.status = 'reported_done' AND report.bearing = 'contradicts'
            AND report.published_at > (SELECT own.at {OWN}))
    )
    UNION
    SELECT last.commitment FROM commitment_event AS last
    WHERE last.act IN ({_listed(NOT_KEPT)})
    AND last.id = (SELECT found.id {_verdict("last.commitment")})
    AND last.id > (SELECT own.id {_own("last.commitment")})
    AND (SELECT own.act {_own("last.commitment")}) = 'report_done'
    UNION
    SELECT commitment.id FROM commitment
    WHERE (commitment.status = 'overdue'
        OR (commitment.status IN ({_listed(WAITS)}) AND commitment.due < {{}}))
    AND EXISTS (SELECT 1 FROM milestone
        WHERE milestone.commitment = commitment.id AND milestone.done_on IS NOT NULL)
    AND COALESCE((SELECT own.act {OWN}), '') <> 'report_done'"""  # noqa: S608
FOUND: Final = f"FROM commitment WHERE commitment.id IN ({DISAGREEING})"
BY_DATE: Final = " ORDER BY commitment.due, commitment.id LIMIT {} OFFSET {}"
OF_CLOCKS: Final = sorted(move.value for move in STARTS_CLOCK | ENDS | {Move.RETURN})


async def heard_on(commitments: Collection[int]) -> Mapping[int, tuple[Heard, ...]]:
    """What is published of each of these; one of which nothing is, is not there."""
    if not commitments:
        return {}
    rows = await ReportRow.select(
        ReportRow.commitment, ReportRow.bearing, ReportRow.status, ReportRow.published_at
    ).where(
        ReportRow.commitment.is_in(sorted(commitments)),
        ReportRow.status.is_in(IN_PUBLIC),
    )
    found: dict[int, tuple[Heard, ...]] = {}
    for row in rows:
        heard = Heard(Bearing(row["bearing"]), Status(row["status"]), row["published_at"])
        found[row["commitment"]] = (*found.get(row["commitment"], ()), heard)
    return found


async def disagreeing(
    filters: Filters, today: date, *, page: int, size: int
) -> tuple[tuple[int, ...], int]:
    """The codes of one page of those on which voices do not agree, by date; and how many there are.

    Of those that the filters ask for.
    """
    found = FOUND
    arguments: list[Any] = [today]
    if filters != Filters():
        found += " AND commitment.id IN ({})"
        arguments.append((await codes_where(filters, today)).querystrings[0])
    rows = await CommitmentRow.raw(
        f"SELECT commitment.id AS id, COUNT(*) OVER () AS many {found}{BY_DATE}",
        *arguments,
        size,
        (page - 1) * size,
    )
    if not rows and page > 1:
        # Past the end there is nobody to say how many there are.
        rows = await CommitmentRow.raw(f"SELECT COUNT(*) AS many {found}", *arguments)
        return (), int(rows[0]["many"])
    return tuple(row["id"] for row in rows), int(rows[0]["many"]) if rows else 0


async def waits_on(participant: str) -> tuple[Wait, ...]:
    """Every answer that was waited for in what is published of a participant."""
    own = ReportRow.select(ReportRow.id).where(
        ReportRow.participant == participant, ReportRow.status.is_in(IN_PUBLIC)
    )
    rows = (
        await ReportEventRow.select(
            ReportEventRow.report, ReportEventRow.move, ReportEventRow.at, ReportEventRow.term
        )
        .where(ReportEventRow.report.is_in(own), ReportEventRow.move.is_in(OF_CLOCKS))
        .order_by(ReportEventRow.report, ReportEventRow.id)
    )
    lines: dict[int, list[Line]] = {}
    for row in rows:
        line = Line(Move(row["move"]), today_of(row["at"]), row["term"])
        lines.setdefault(row["report"], []).append(line)
    return tuple(wait for each in lines.values() for wait in waits_of(each))
