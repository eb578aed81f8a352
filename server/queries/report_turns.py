"""Turnos de observaciones: how many came from somewhere lately, as every process sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.rules import RuleBroken
from server.db import Param, Refused, Row, Step, params, statement, write
from server.tables.reports import ReportTurnRow

# Why a unit is undone: somebody else took that turn in the same moment.
TURN_TAKEN: Final = "turn-taken"
# Others may take the next turn of the same source meanwhile.
ATTEMPTS: Final = 5

TAKE_TURN = statement(ReportTurnRow.insert(params(ReportTurnRow)))
FORGET_TURNS = statement(ReportTurnRow.delete().where(ReportTurnRow.at < Param("before")))


@dataclass(frozen=True, slots=True)
class Turn:
    """So many may come from a source within a span of time; `again`: in how many minutes."""

    source: str
    span: str
    most: int
    again: int


async def write_in_turn(
    turns: Sequence[Turn], at: datetime, steps: Sequence[Step] = ()
) -> tuple[list[Row], ...]:
    """Write a unit that takes the next turn of each source; refused when one had them all."""
    for _ in range(ATTEMPTS):
        taking = [await _turn(each, at) for each in turns]
        try:
            return await write([*steps, *taking])
        except Refused as refused:
            if refused.code != TURN_TAKEN:
                raise
    raise RuleBroken("too-many-reports", minutes=1)


async def taken(turn: Turn) -> int:
    """How many turns of a source are taken within the span."""
    return int(
        await ReportTurnRow.count().where(
            ReportTurnRow.source == turn.source, ReportTurnRow.span == turn.span
        )
    )


async def forget_turns(before: datetime) -> None:
    """Drop what was counted longer ago than anybody asks."""
    await write([Step(FORGET_TURNS, {"before": before})])


async def _turn(turn: Turn, at: datetime) -> Step:
    number = await taken(turn)
    if number >= turn.most:
        raise RuleBroken("too-many-reports", minutes=turn.again)
    facts = {"source": turn.source, "span": turn.span, "number": number, "at": at}
    return Step(TAKE_TURN, facts, otherwise=TURN_TAKEN)
