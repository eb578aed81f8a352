"""Ligas: the leagues of every edition, the board of one, and the same board as it moves."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from game.editions import freeze_to_come, frozen_since
from server.frames import (
    board_card_of,
    compared_in_public,
    is_shown,
    shown_league,
    standings_now,
)
from server.i18n import locale
from server.live import BoardTopic, Hub
from server.pages.boards import Compared, LeaguesPage, board_page, edition_leagues
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


router = Router("/ligas", route_handlers=[show_leagues, show_board, follow_board])
