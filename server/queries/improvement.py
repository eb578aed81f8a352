"""Mejora: the points of an edition beside those of the one it continues, read for a league at once.

The last edition counts as it ended: before it is published there is nothing to compare with.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from game.editions import Stage
from game.improvement import (
    REFUSALS,
    ItemImprovement,
    ItemLedger,
    Lineage,
    counts_of,
    improvement_of,
    ledgers_of,
    lineage_of,
    receipt_of,
)
from game.leaderboard import Contender, Standing, rank
from game.points import NO_POINTS, Points
from game.rules import RuleBroken
from server.db import Param, Row, statement
from server.queries.absences import Absences, absences_in, is_absent
from server.queries.boards import NEVER, moment_of, start_of_day
from server.queries.editions import EditionRules, Entry, rules_of
from server.queries.points import ledger_of
from server.reading import read
from server.tables.participants import EntryRow
from server.tables.points import PointEventRow

_REFUSED: Final = ", ".join(f"'{reason}'" for reason in sorted(REFUSALS))

HAS_POINTS = statement(
    PointEventRow.raw(
        "SELECT 1 AS found FROM point_event WHERE edition = {} LIMIT 1", Param("edition")
    )
)
# `was_in`: took part in the edition before, and so can be compared with itself.
MEMBERS = statement(
    EntryRow.raw(
        "SELECT participant.code AS code, participant.name AS name,"
        " EXISTS (SELECT 1 FROM entry AS earlier WHERE earlier.edition = {}"
        " AND earlier.participant = entry.participant) AS was_in"
        " FROM entry JOIN participant ON participant.code = entry.participant"
        " WHERE entry.edition = {} AND entry.league = {}",
        Param("before"),
        Param("edition"),
        Param("league"),
    )
)
# Every item of every member as it stands at `until`, and as it stood at `since`.
LEDGERS = statement(
    PointEventRow.raw(
        "SELECT participant, item, MAX(at) AS last_at,"  # noqa: S608  (reasons of ours)
        " SUM(provisional) AS provisional, SUM(settled) AS settled,"
        f" SUM(CASE WHEN reason IN ({_REFUSED}) THEN 1 ELSE 0 END) AS refused,"
        " SUM(CASE WHEN at < {} THEN provisional ELSE 0 END) AS provisional_before,"
        " SUM(CASE WHEN at < {} THEN settled ELSE 0 END) AS settled_before,"
        f" SUM(CASE WHEN at < {{}} AND reason IN ({_REFUSED}) THEN 1 ELSE 0 END)"
        " AS refused_before"
        " FROM point_event WHERE edition = {} AND league = {} AND at < {}"
        " GROUP BY participant, item",
        Param("since"),
        Param("since"),
        Param("since"),
        Param("edition"),
        Param("league"),
        Param("until"),
    )
)
# What the members of a league had settled in the edition before, whatever their league was then.
SETTLED = statement(
    PointEventRow.raw(
        "SELECT point_event.participant AS participant, point_event.item AS item,"
        " SUM(point_event.settled) AS settled"
        " FROM point_event JOIN entry ON entry.participant = point_event.participant"
        " WHERE point_event.edition = {} AND entry.edition = {} AND entry.league = {}"
        " GROUP BY point_event.participant, point_event.item"
        " HAVING SUM(point_event.settled) > 0",
        Param("before"),
        Param("edition"),
        Param("league"),
    )
)
OWN_MEMBER = statement(
    EntryRow.raw(
        "SELECT participant FROM entry WHERE edition = {} AND participant = {}",
        Param("before"),
        Param("participant"),
    )
)
OWN_SETTLED = statement(
    PointEventRow.raw(
        "SELECT item, SUM(settled) AS settled FROM point_event"
        " WHERE edition = {} AND participant = {} GROUP BY item HAVING SUM(settled) > 0",
        Param("before"),
        Param("participant"),
    )
)


@dataclass(frozen=True, slots=True)
class ImprovementBoard:
    """The standings by improvement, and who cannot have a place: code and name of newcomers.

    `counts`: participant to how many of its items gained, and how many lost.
    """

    standings: tuple[Standing, ...]
    counts: Mapping[str, tuple[int, int]]
    newcomers: tuple[tuple[str, str], ...]
    last_move: tuple[str, datetime] | None


async def compared_with(rules: EditionRules) -> EditionRules | None:
    """The edition that this one is compared with; None where there is none, or no points of it."""
    if rules.edition.continues is None:
        return None
    try:
        before = await rules_of(rules.edition.continues)
    except RuleBroken:  # not kept here
        return None
    is_over = before.stage is Stage.PUBLISHED
    return before if is_over and await read(HAS_POINTS, {"edition": before.code}) else None


async def improvement_board_of(
    rules: EditionRules,
    before: EditionRules,
    league: str,
    *,
    now: datetime,
    until: datetime | None = None,
    since: datetime | None = None,
) -> ImprovementBoard:
    """Every member in its place by what it added to the last edition.

    `until` stops the board at that moment, which may be to come. Movement is counted from `since`:
    where it is not said, from the beginning of the day.
    """
    until, since = until or NEVER, since or start_of_day(min(now, until or now))
    here = {
        "edition": rules.code,
        "league": league,
        "before": before.code,
        "until": until,
        "since": since,
    }
    members, rows, settled = await asyncio.gather(
        read(MEMBERS, here), read(LEDGERS, here), read(SETTLED, here)
    )
    then: dict[str, dict[str, int]] = defaultdict(dict)
    for row in settled:
        then[row["participant"]][row["item"]] = row["settled"]
    lineage = lineage_between(rules, before)
    counted = {each.item for each in lineage}
    rows = [row for row in rows if row["item"] in counted]
    folded = _fold(rows, await _absences(rules, rows), until, since)
    names = {row["code"]: row["name"] for row in members if row["was_in"]}
    receipts = {code: receipt_of(lineage, then[code], folded.now[code]) for code in names}
    was = {code: receipt_of(lineage, then[code], folded.before[code]) for code in names}
    # What changed by nothing has not moved.
    moves = [
        (folded.last_at[code][line.item], code)
        for code, receipt in receipts.items()
        if improvement_of(receipt).total
        for line in receipt
        if line.change.total
    ]
    last_at, last = max(moves, default=(None, ""))
    return ImprovementBoard(
        standings=rank(_contenders(names, receipts), _places(_contenders(names, was))),
        counts={code: counts_of(receipt) for code, receipt in receipts.items()},
        newcomers=tuple((row["code"], row["name"]) for row in members if not row["was_in"]),
        last_move=(last, last_at) if last_at else None,
    )


async def own_improvement(
    rules: EditionRules, before: EditionRules, entry: Entry
) -> tuple[ItemImprovement, ...] | None:
    """What a participant's improvement is made of, item by item; None for a newcomer."""
    here = {"before": before.code, "participant": entry.participant.code}
    took_part, settled, events = await asyncio.gather(
        read(OWN_MEMBER, here), read(OWN_SETTLED, here), ledger_of(entry)
    )
    if not took_part:
        return None
    lineage = lineage_between(rules, before)
    ledgers = ledgers_of(each.event for each in events)
    who, counted = entry.participant.code, {each.item for each in lineage}
    lost = [(who, item) for item in counted & ledgers.keys() if ledgers[item].was_refused]
    absences = await absences_in(rules.questionnaire, lost)
    return receipt_of(
        lineage,
        {row["item"]: row["settled"] for row in settled},
        {
            item: replace(ledger, is_asked=not is_absent(absences, (who, item)))
            for item, ledger in ledgers.items()
        },
    )


def lineage_between(rules: EditionRules, before: EditionRules) -> tuple[Lineage, ...]:
    """The items that both editions have, with what each is worth."""
    return lineage_of(rules.questionnaire, rules.points, before.questionnaire, before.points)


@dataclass(frozen=True, slots=True)
class _Folded:
    """Participant to the ledgers of its items, at the end and before; and when each was told."""

    now: defaultdict[str, dict[str, ItemLedger]]
    before: defaultdict[str, dict[str, ItemLedger]]
    last_at: defaultdict[str, dict[str, datetime]]


async def _absences(rules: EditionRules, rows: Iterable[Row]) -> Absences:
    """When what was refused was not asked: closing what has no points is no event."""
    lost = [(row["participant"], row["item"]) for row in rows if row["refused"]]
    return await absences_in(rules.questionnaire, lost)


def _fold(rows: Iterable[Row], absences: Absences, until: datetime, since: datetime) -> _Folded:
    """What the database says of the items that count, at the end and before."""
    found = _Folded(defaultdict(dict), defaultdict(dict), defaultdict(dict))
    for row in rows:
        who, item = place = row["participant"], row["item"]
        found.now[who][item] = _ledger(row, is_asked=not is_absent(absences, place, until))
        found.before[who][item] = _ledger(
            row, "_before", is_asked=not is_absent(absences, place, since)
        )
        found.last_at[who][item] = moment_of(row["last_at"])
    return found


def _contenders(
    names: Mapping[str, str], receipts: Mapping[str, Iterable[ItemImprovement]]
) -> tuple[Contender, ...]:
    return tuple(
        Contender(code, name, improvement_of(receipts[code])) for code, name in names.items()
    )


def _places(was: Sequence[Contender]) -> Mapping[str, int]:
    """The places of a moment; none while nobody had moved, when all shared the first one."""
    if all(each.points == NO_POINTS for each in was):
        return {}
    return {standing.participant: standing.place for standing in rank(was)}


def _ledger(row: Row, moment: str = "", *, is_asked: bool) -> ItemLedger:
    points = Points(row[f"provisional{moment}"], row[f"settled{moment}"])
    return ItemLedger(points, row[f"refused{moment}"] > 0, is_asked)
