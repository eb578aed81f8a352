"""Niveles reabiertos: what was kept of them, with the names that their editions give the levels."""

from game.rules import RuleBroken
from server.pages.names import level_name
from server.pages.reopenings import Reopened
from server.queries.editions import rules_of
from server.queries.reopenings import Reopening, reopenings_of


async def reopened_of(participant: str) -> tuple[Reopened, ...]:
    """Every level of a government that was opened again, the newest first."""
    return tuple([await _named(each) for each in await reopenings_of(participant)])


async def _named(each: Reopening) -> Reopened:
    try:
        level = level_name((await rules_of(each.edition)).questionnaire.topic(each.topic))
    except RuleBroken:  # the questionnaire has it no more
        level = each.topic
    return Reopened(
        each.edition, each.topic, level, each.at, each.role, each.seat_title, each.reason
    )
