"""Portada: what the front page says to everybody, read anew at most every few seconds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from game.commitments import Status
from game.coordination import response_rate
from game.editions import Edition, frozen_since, public_until
from game.leaderboard import Standing
from game.leagues import League
from server.days import today_of
from server.frames import UNDER_WAY, is_shown, standings_now
from server.queries.commitments import Filters, counts_where
from server.queries.coordination import answered_at, progress_of
from server.queries.editions import editions, rules_of
from server.queries.final_results import published_finals
from server.queries.results import Published, public_editions, published

# Everybody opens the front page and nobody needs it to the second: the boards are for that.
FRESH: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, eq=False)
class FrontFacts:
    """What is public now: the edition to follow, its boards, the last results, the promises.

    `frozen`: since when what it says of the edition stands still, where it does. `final`: the
    newest edition whose final round is published.
    """

    edition: Edition | None
    answered: Fraction | None
    boards: tuple[tuple[League, tuple[Standing, ...]], ...]
    published: Published | None
    promised: Mapping[Status, int]
    frozen: datetime | None = None
    final: str = ""


class Front:
    """Keeps the facts of the front page for a moment; many readers at once cost one reading."""

    def __init__(self) -> None:
        self._reading = asyncio.Lock()
        self._known: tuple[datetime, FrontFacts] | None = None

    async def facts(self, now: datetime) -> FrontFacts:
        """What is public, as it was a few seconds ago at most."""
        async with self._reading:
            if self._known is None or not timedelta(0) <= now - self._known[0] < FRESH:
                self._known = (now, await facts_now(now))
            return self._known[1]


async def facts_now(now: datetime) -> FrontFacts:
    """Read everything the front page shows to whoever comes."""
    shown = [each for each in await editions() if is_shown(each)]
    under_way = [each for each in shown if each.stage in UNDER_WAY]
    edition = next(iter(under_way or shown), None)
    newest = next(iter(await public_editions()), None)
    return FrontFacts(
        edition=edition,
        answered=await _answered(edition) if edition else None,
        boards=await _boards_of(edition, now) if edition else (),
        published=await published(newest) if newest else None,
        promised=await counts_where(Filters(), today_of(now)),
        frozen=frozen_since(edition, now) if edition else None,
        final=next((each.edition for each in await published_finals()), ""),
    )


async def _answered(edition: Edition) -> Fraction | None:
    rules = await rules_of(edition.code)
    until = public_until(edition)
    if until is not None:
        return await answered_at(rules.questionnaire, until)
    return response_rate(await progress_of(rules.questionnaire))


async def _boards_of(
    edition: Edition, now: datetime
) -> tuple[tuple[League, tuple[Standing, ...]], ...]:
    return tuple(
        [
            (league, (await standings_now(edition.code, league.code, now=now))[0])
            for league in edition.leagues
        ]
    )
