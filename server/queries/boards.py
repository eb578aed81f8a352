"""Tablas de posiciones: the ledger of point events folded into the standings of a league."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from piccolo.query.functions import Max, Sum

from game.days import CENTRAL
from game.leaderboard import Contender, Standing, rank
from game.points import NO_POINTS, Points
from server.tables.levels import LevelRow
from server.tables.participants import EntryRow
from server.tables.points import PointEventRow

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

NAMES = """
    SELECT participant.code AS code, participant.name AS name
    FROM entry JOIN participant ON participant.code = entry.participant
    WHERE entry.edition = {} AND entry.league = {}
"""
FINISHED = """
    SELECT level.participant AS participant, level.topic AS topic,
        level.submitted_at AS submitted_at
    FROM level
    JOIN entry ON entry.edition = level.edition AND entry.participant = level.participant
    WHERE entry.edition = {} AND entry.league = {} AND level.submitted_at < {}
    ORDER BY level.submitted_at, level.id
"""
# A level opened again since: it was handed in at that moment, unless it had been opened before.
# From the few that were: every save is in the audit log.
STOOD = """
    SELECT audit_event.participant AS participant, audit_event.subject AS topic,
        audit_event.at AS submitted_at
    FROM (
        SELECT DISTINCT reopening.participant, reopening.topic
        FROM reopening
        JOIN entry
            ON entry.edition = reopening.edition AND entry.participant = reopening.participant
        WHERE reopening.edition = {} AND entry.league = {} AND reopening.at >= {}
    ) AS opened
    JOIN audit_event
        ON audit_event.participant = opened.participant AND audit_event.subject = opened.topic
    WHERE audit_event.edition = {} AND audit_event.action = 'level-submitted'
        AND audit_event.at < {}
        AND NOT EXISTS (
            SELECT 1 FROM reopening
            WHERE reopening.participant = audit_event.participant
                AND reopening.edition = audit_event.edition
                AND reopening.topic = audit_event.subject
                AND reopening.at >= audit_event.at AND reopening.at < {}
        )
    ORDER BY audit_event.at, audit_event.id
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the events of one participant add up to, and when the last one came."""

    points: Points = NO_POINTS
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of a league, and who moved last and when."""

    standings: tuple[Standing, ...]
    last_move: tuple[str, datetime] | None


EMPTY = Ledger()


async def board_of(
    edition: str,
    league: str,
    *,
    now: datetime,
    until: datetime | None = None,
    since: datetime | None = None,
) -> Board:
    """Every member in its place, with zero points too, and its movement.

    `until` stops the board at that moment, which may be to come: what is earned later is not seen
    on it. Movement is counted from `since`; where it is not said, from the beginning of the day.
    """
    names = await _names_of(edition, league)
    ledgers = await _ledgers_of(edition, league, until or NEVER)
    finished = await _finished_levels(edition, league, until)
    before = await _ledgers_of(edition, league, since or start_of_day(min(now, until or now)))
    contenders = tuple(
        Contender(code, name, ledgers.get(code, EMPTY).points, *finished.get(code, (None, None)))
        for code, name in names.items()
    )
    return Board(rank(contenders, _places_in(names, before)), _last_move(ledgers))


def start_of_day(now: datetime) -> datetime:
    """Midnight in central Mexico: where the movement of a day is counted from."""
    return now.astimezone(CENTRAL).replace(hour=0, minute=0, second=0, microsecond=0)


def end_of_day(now: datetime) -> datetime:
    """The next midnight in central Mexico, which keeps one hour all year."""
    return start_of_day(now) + timedelta(days=1)


def moment_of(value: datetime | str) -> datetime:
    """Read the result of a function: SQLite gives it as the text it keeps."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _places_in(names: Mapping[str, str], ledgers: Mapping[str, Ledger]) -> Mapping[str, int]:
    """The places of a moment; none while nobody had a point, when all shared the first one."""
    if not any(ledger.points.total for ledger in ledgers.values()):
        return {}
    contenders = (Contender(c, name, ledgers.get(c, EMPTY).points) for c, name in names.items())
    return {standing.participant: standing.place for standing in rank(contenders)}


def _last_move(ledgers: Mapping[str, Ledger]) -> tuple[str, datetime] | None:
    moves = [(each.last_at, code) for code, each in ledgers.items() if each.last_at]
    if not moves:
        return None
    at, code = max(moves)
    return code, at


async def _names_of(edition: str, league: str) -> Mapping[str, str]:
    rows = await EntryRow.raw(NAMES, edition, league)
    return {row["code"]: row["name"] for row in rows}


async def _ledgers_of(edition: str, league: str, until: datetime) -> Mapping[str, Ledger]:
    event = PointEventRow
    rows = await (
        event.select(
            event.participant,
            Sum(event.provisional, alias="provisional"),
            Sum(event.settled, alias="settled"),
            Max(event.at, alias="last_at"),
        )
        .where(event.edition == edition, event.league == league, event.at < until)
        .group_by(event.participant)
    )
    return {
        row["participant"]: Ledger(
            Points(row["provisional"], row["settled"]), moment_of(row["last_at"])
        )
        for row in rows
    }


async def _finished_levels(
    edition: str, league: str, until: datetime | None
) -> Mapping[str, tuple[str, datetime]]:
    """The topic each participant submitted last, and when; `until`: as it was at that moment."""
    rows = await LevelRow.raw(FINISHED, edition, league, until or NEVER)
    if until is not None:
        stood = await LevelRow.raw(STOOD, edition, league, until, edition, until, until)
        rows = sorted([*rows, *stood], key=lambda row: moment_of(row["submitted_at"]))
    return {row["participant"]: (row["topic"], moment_of(row["submitted_at"])) for row in rows}
