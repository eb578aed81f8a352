"""Puntos: why a government has the points it has, event by event."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.editions import frozen_since, public_until
from server.pages.ascent import ascent_panel
from server.pages.filters import page_number
from server.pages.points import points_page
from server.people import Person
from server.policy import own_participant
from server.queries.boards import board_of
from server.queries.desks import overview_of
from server.queries.editions import current_entry
from server.queries.points import ledger_of


@get("/", name="points")
async def show_points(
    request: Request[Any, Any, Any],
    *,
    nivel: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    url, frozen = request.app.route_reverse, frozen_since(rules.edition, now)
    page = points_page(
        rules.edition,
        rules.questionnaire,
        entry.participant.name,
        [(each.event, each.topic, each.revision, each.at) for each in await ledger_of(entry)],
        nivel,
        page_number(pagina),
        url,
    )
    overview, until = await overview_of(rules, entry), public_until(rules.edition)
    ascent = ascent_panel(
        rules.edition,
        rules.questionnaire,
        entry.participant.code,
        overview.total,
        (await board_of(rules.code, entry.league, now=now, until=until)).standings,
        overview.chances,
        frozen,
        url,
        signings=overview.signings(rules.points, now),
    )
    context = {"page": page, "ascent": ascent}
    return HTMXTemplate(template_name="pages/points.html", context=context)


router = Router("/mi-liga/puntos", route_handlers=[show_points])
