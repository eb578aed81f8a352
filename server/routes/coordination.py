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
from server.pages.coordination import coordination_page
from server.pages.followed import sought_from
from server.pages.reminders import told_in
from server.people import Person
from server.policy import REMINDING
from server.watching import followed


@get("/", name="coordination")
async def show_coordination(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    recordados: FromQuery[str] = "",
    omitidos: FromQuery[str] = "",
) -> Template:
    url, may_remind = request.app.route_reverse, person.role in REMINDING
    sought = sought_from(request.query_params)
    page = coordination_page(
        await coordination_card_of(sought, now=now, url=url, may_remind=may_remind),
        sought,
        url,
        may_remind=may_remind,
        told=told_in(recordados, omitidos),
    )
    return HTMXTemplate(template_name="pages/coordination.html", context={"page": page})


@get("/en-vivo", name="coordination_live")
async def follow_coordination(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    hub: NamedDependency[Hub],
) -> ASGIApp:
    sought = sought_from(request.query_params)
    topic = CoordinationTopic(
        locale(),
        sought.league,
        sought.state,
        sought.page,
        sought.is_whole,
        sought.order,
        person.role in REMINDING,
    )
    return await followed(hub, request, topic, is_public=False)


router = Router("/coordinacion", route_handlers=[show_coordination, follow_coordination])
