"""Ligas: the leagues of every edition, the board of one, and the same board as it moves."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from game.editions import frozen_since
from server.frames import board_card_of, is_shown, shown_league, standings_now
from server.i18n import locale
from server.live import BoardTopic, Hub
from server.pages.boards import LeaguesPage, board_page, edition_leagues
from server.pages.finals import final_link
from server.people import Person
from server.queries.editions import editions
from server.queries.final_results import published_finals
from server.watching import followed


@get("/", name="leagues")
async def show_leagues(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template:
    shown = []
    for edition in await editions():
        if is_shown(edition):
            found = [
                (league, (await standings_now(edition.code, league.code, now=now))[0])
                for league in edition.leagues
            ]
            url, frozen = request.app.route_reverse, frozen_since(edition, now)
            shown.append(edition_leagues(edition, found, url, frozen=frozen))
    url = request.app.route_reverse
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
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    url = request.app.route_reverse
    found_edition, found_league = await shown_league(edition, league)
    card = await board_card_of(edition, league, now=now, url=url)
    own = visitor.participant if visitor else None
    page = board_page(found_edition, found_league, card, own=own, url=url)
    return HTMXTemplate(template_name="pages/board.html", context={"page": page})


@get("/{edition:str}/{league:str}/en-vivo", name="board_live")
async def follow_board(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    await shown_league(edition, league)
    return await followed(hub, request, BoardTopic(edition, league, locale()), is_public=True)


router = Router("/ligas", route_handlers=[show_leagues, show_board, follow_board])
