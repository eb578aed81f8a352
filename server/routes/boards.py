"""Ligas: the leagues of every edition, the board of one, and the same board as it moves.

While the public board stands still coordinators have one that goes on.
"""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from game.editions import Edition, freeze_to_come, frozen_since
from game.leagues import League
from game.rules import RuleBroken
from server.frames import (
    board_card_of,
    compared_in_public,
    inner_board_card_of,
    is_shown,
    shown_league,
    standings_now,
)
from server.i18n import locale
from server.live import BoardTopic, Hub, InnerBoardTopic
from server.pages.boards import (
    Compared,
    LeaguesPage,
    board_page,
    edition_leagues,
    inner_board_page,
)
from server.pages.finals import final_link
from server.people import Person
from server.queries.editions import editions, rules_of
from server.queries.final_results import published_finals
from server.queries.freezes import lifted_freeze_of
from server.watching import followed


@get("/", name="leagues")
async def show_leagues(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template:
    shown, url = [], request.app.route_reverse
    for edition in await editions():
        if is_shown(edition):
            found = [
                (league, (await standings_now(edition.code, league.code, now=now))[0])
                for league in edition.leagues
            ]
            frozen, stops = frozen_since(edition, now), freeze_to_come(edition, now)
            shown.append(edition_leagues(edition, found, url, frozen=frozen, stops=stops))
    finals = {each.edition: final_link(each.edition, url) for each in await published_finals()}
    return HTMXTemplate(
        template_name="pages/leagues.html",
        context={"page": LeaguesPage(tuple(shown)), "finals": finals},
    )


@get("/{edition:str}/{league:str}", name="board")
async def show_board(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    *,
    comparar: FromQuery[str] = "",
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    url, compared = request.app.route_reverse, Compared.read(comparar)
    found, its_league = await shown_league(edition, league)
    page = board_page(
        found,
        its_league,
        await board_card_of(edition, league, compared, now=now, url=url),
        url,
        own=visitor.participant if visitor else None,
        compared=compared,
        lifted=await lifted_freeze_of(found, now),
        improves=await compared_in_public(await rules_of(edition)) is not None,
    )
    return HTMXTemplate(template_name="pages/board.html", context={"page": page})


@get("/{edition:str}/{league:str}/en-vivo", name="board_live")
async def follow_board(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    hub: NamedDependency[Hub],
    comparar: FromQuery[str] = "",
) -> ASGIApp:
    await shown_league(edition, league)
    topic = BoardTopic(edition, league, locale(), Compared.read(comparar))
    return await followed(hub, request, topic, is_public=True)


@get("/{edition:str}/tabla/{league:str}", name="inner_board")
async def show_inner_board(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    now: NamedDependency[datetime],
) -> Template:
    found, its_league = await _any_league(edition, league)
    url = request.app.route_reverse
    card = await inner_board_card_of(edition, league, now=now, url=url)
    page = inner_board_page(found, its_league, card, url)
    return HTMXTemplate(template_name="pages/board.html", context={"page": page})


@get("/{edition:str}/tabla/{league:str}/en-vivo", name="inner_board_live")
async def follow_inner_board(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    await _any_league(edition, league)
    topic = InnerBoardTopic(edition, league, locale())
    return await followed(hub, request, topic, is_public=False)


async def _any_league(edition: str, league: str) -> tuple[Edition, League]:
    """The league of that code, public or not; another is not there."""
    found = (await rules_of(edition)).edition
    for each in found.leagues:
        if each.code == league:
            return found, each
    raise RuleBroken("unknown-league", edition=edition, league=league)


router = Router(
    "/",
    route_handlers=[
        Router("/ligas", route_handlers=[show_leagues, show_board, follow_board]),
        Router("/coordinacion", route_handlers=[show_inner_board, follow_inner_board]),
    ],
)
