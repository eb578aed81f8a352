"""Coordinación: all leagues, the response rate and who is stuck, as it moves."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from server.frames import coordination_card_of
from server.i18n import locale
from server.live import CoordinationTopic, Hub
from server.pages.coordination import coordination_page, sought_in
from server.watching import followed


@get("/", name="coordination")
async def show_coordination(
    request: Request[Any, Any, Any],
    *,
    now: NamedDependency[datetime],
    liga: FromQuery[str] = "",
    estado: FromQuery[str] = "",
    ver: FromQuery[str] = "",
    orden: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
) -> Template:
    url = request.app.route_reverse
    sought = sought_in(liga, estado, ver, orden, pagina)
    card = await coordination_card_of(sought, now=now, url=url)
    context = {"page": coordination_page(card, sought, url)}
    return HTMXTemplate(template_name="pages/coordination.html", context=context)


@get("/en-vivo", name="coordination_live")
async def follow_coordination(
    request: Request[Any, Any, Any],
    *,
    hub: NamedDependency[Hub],
    liga: FromQuery[str] = "",
    estado: FromQuery[str] = "",
    ver: FromQuery[str] = "",
    orden: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
) -> ASGIApp:
    sought = sought_in(liga, estado, ver, orden, pagina)
    topic = CoordinationTopic(
        locale(), sought.league, sought.state, sought.page, sought.is_whole, sought.order
    )
    return await followed(hub, request, topic, is_public=False)


router = Router("/coordinacion", route_handlers=[show_coordination, follow_coordination])
