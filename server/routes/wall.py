"""Muro: all leagues on a screen of the office, as they move."""

from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template
from litestar.types import ASGIApp

from server.frames import wall_card_of
from server.i18n import locale
from server.live import Hub, WallTopic
from server.pages.wall import is_inner_in, wall_page
from server.watching import followed


@get("/", name="wall")
async def show_wall(
    request: Request[Any, Any, Any], now: NamedDependency[datetime], tabla: FromQuery[str] = ""
) -> Template:
    url, is_inner = request.app.route_reverse, is_inner_in(tabla)
    card = await wall_card_of(now=now, url=url, is_inner=is_inner)
    context = {"page": wall_page(card, url, is_inner=is_inner)}
    return HTMXTemplate(template_name="pages/wall.html", context=context)


@get("/en-vivo", name="wall_live")
async def follow_wall(
    request: Request[Any, Any, Any], hub: NamedDependency[Hub], tabla: FromQuery[str] = ""
) -> ASGIApp:
    topic = WallTopic(locale(), is_inner_in(tabla))
    return await followed(hub, request, topic, is_public=False)


router = Router("/coordinacion/muro", route_handlers=[show_wall, follow_wall])
