"""Ronda final: what two people published of it, for everybody."""

from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from server.csvs import csv_of
from server.imports.definitions import final_round_of
from server.pages.finals import final_page, final_table
from server.queries.final_results import published_final


@get("/{edition:str}/final", name="final")
async def show_final(request: Request[Any, Any, Any], edition: FromPath[str]) -> Template:
    found = await published_final(edition)
    page = final_page(
        final_round_of(found.content["final"]),
        found.content,
        found.sha256,
        found.published_at,
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/final.html", context={"page": page})


@get("/{edition:str}/final/tabla.csv", name="final_table")
async def send_table(edition: FromPath[str]) -> Response[bytes]:
    found = await published_final(edition)
    name = f"final-{edition}.csv"
    return Response(
        csv_of(final_table(found.content)),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@get("/{edition:str}/final/documento.json", name="final_document")
async def send_document(edition: FromPath[str]) -> Response[bytes]:
    """The bytes that the SHA-256 names, not one more."""
    found = await published_final(edition)
    return Response(found.document.encode(), media_type=MediaType.JSON)


router = Router("/ligas", route_handlers=[show_final, send_table, send_document])
