"""Puntos: why a government has the points it has, event by event."""

from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from server.pages.filters import page_number
from server.pages.points import points_page
from server.people import Person
from server.policy import own_participant
from server.queries.editions import current_entry
from server.queries.points import ledger_of


@get("/", name="points")
async def show_points(
    request: Request[Any, Any, Any],
    *,
    nivel: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    person: NamedDependency[Person],
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    page = points_page(
        rules.edition,
        rules.questionnaire,
        entry.participant.name,
        [(each.event, each.topic, each.revision, each.at) for each in await ledger_of(entry)],
        nivel,
        page_number(pagina),
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/points.html", context={"page": page})


router = Router("/mi-liga/puntos", route_handlers=[show_points])
