"""Reactivos a examen: what a published edition says of its items, for those who follow it."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from server.csvs import csv_of
from server.pages.items import items_page, items_table
from server.queries.items import examined


@get("/{edition:str}/reactivos", name="items")
async def show_items(request: Request[Any, Any, Any], edition: FromPath[str]) -> Template:
    page = items_page(*await examined(edition), request.app.route_reverse)
    return HTMXTemplate(template_name="pages/items.html", context={"page": page})


@get("/{edition:str}/reactivos.csv", name="items_table")
async def send_items(edition: FromPath[str]) -> Response[bytes]:
    _rules, found = await examined(edition)
    return Response(
        csv_of(items_table(found)),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="reactivos-{edition}.csv"'},
    )


router = Router("/coordinacion", route_handlers=[show_items, send_items])
