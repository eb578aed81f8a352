"""Ceremonia: the places of a league after the freeze, told one by one on a screen."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.rules import RuleBroken
from server.pages.ceremony import ceremony_page, moment_in, step_in
from server.queries.boards import board_of
from server.queries.editions import rules_of
from server.queries.freezes import last_freeze_of


@get("/coordinacion/{edition:str}/ceremonia", name="ceremony")
async def show_ceremony(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    now: NamedDependency[datetime],
    liga: FromQuery[str] = "",
    paso: FromQuery[str] = "",
    hasta: FromQuery[str] = "",
) -> Template:
    found = (await rules_of(edition)).edition
    frozen = await last_freeze_of(found, now)
    named = [each for each in found.leagues if each.code == liga] if liga else found.leagues
    if frozen is None or not named:
        raise RuleBroken("no-ceremony", edition=edition)
    league, (since, until) = named[0], frozen
    at = moment_in(hasta, since, until or now)
    page = ceremony_page(
        found,
        league,
        (await board_of(edition, league.code, now=now, until=since)).standings,
        (await board_of(edition, league.code, now=now, until=at)).standings,
        since,
        until,
        at,
        step_in(paso),
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/ceremony.html", context={"page": page})


router = Router("/", route_handlers=[show_ceremony])
