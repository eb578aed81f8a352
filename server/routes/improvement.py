"""Mejora: the board of a league by improvement, the same as it moves, and one's own receipt."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from game.rules import RuleBroken
from server.frames import compared_in_public, improvement_card_of, shown_league
from server.i18n import locale
from server.live import Hub, ImprovementTopic
from server.pages.boards import Compared
from server.pages.improvement import improvement_page, own_improvement_page
from server.people import Person
from server.policy import own_participant
from server.queries.editions import EditionRules, current_entry, rules_of
from server.queries.freezes import lifted_freeze_of
from server.queries.improvement import own_improvement
from server.watching import followed


@get("/ligas/{edition:str}/{league:str}/mejora", name="improvement")
async def show_improvement(
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
    before = await _before(edition)
    page = improvement_page(
        found,
        before.edition,
        its_league,
        await improvement_card_of(edition, league, compared, now=now, url=url),
        url,
        own=visitor.participant if visitor else None,
        compared=compared,
        lifted=await lifted_freeze_of(found, now),
    )
    return HTMXTemplate(template_name="pages/board.html", context={"page": page})


@get("/ligas/{edition:str}/{league:str}/mejora/en-vivo", name="improvement_live")
async def follow_improvement(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    league: FromPath[str],
    hub: NamedDependency[Hub],
    comparar: FromQuery[str] = "",
) -> ASGIApp:
    await shown_league(edition, league)
    await _before(edition)
    topic = ImprovementTopic(edition, league, locale(), Compared.read(comparar))
    return await followed(hub, request, topic, is_public=True)


@get("/mi-liga/mejora", name="own_improvement")
async def show_own_improvement(
    request: Request[Any, Any, Any], person: NamedDependency[Person]
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    before = await compared_in_public(rules)
    page = own_improvement_page(
        rules.edition,
        before.edition if before else None,
        rules.questionnaire,
        entry.participant.name,
        entry.league,
        await own_improvement(rules, before, entry) if before else None,
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/improvement.html", context={"page": page})


async def _before(edition: str) -> EditionRules:
    """The edition this one is compared with; without one there is no such board."""
    before = await compared_in_public(await rules_of(edition))
    if before is None:
        raise RuleBroken("no-improvement", edition=edition)
    return before


router = Router("/", route_handlers=[show_improvement, follow_improvement, show_own_improvement])
