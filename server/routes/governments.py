"""Gobiernos: the way to each of them for whoever knows its name."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.participants import nearest, sought
from server.front import Front
from server.imports.places import short_names
from server.pages.filters import page_number
from server.pages.governments import governments_page, way_to
from server.queries.participants import everybody, state_names

LONGEST_SEARCH = 120


@get("/", name="governments")
async def find_governments(
    request: Request[Any, Any, Any],
    front: NamedDependency[Front],
    now: NamedDependency[datetime],
    nombre: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    para: FromQuery[str] = "",
) -> Template | Redirect:
    """The only one there is needs no list."""
    url = request.app.route_reverse
    typed = nombre.strip()[:LONGEST_SEARCH]
    everyone = await everybody() if typed else ()
    found = sought(typed, everyone, short_names())
    near = () if found else await asyncio.to_thread(nearest, typed, everyone)
    if len(found) == 1:
        return Redirect(way_to(found[0].code, para, url), status_code=303)
    page = governments_page(
        typed,
        found,
        await state_names(),
        (await front.facts(now)).boards,
        page=page_number(pagina),
        near=near,
        url=url,
        purpose=para,
    )
    return HTMXTemplate(template_name="pages/governments.html", context={"page": page})


router = Router("/gobiernos", route_handlers=[find_governments])
