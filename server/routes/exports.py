"""Exportaciones: the results workbook, made by a process of its own."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from server.days import today_of
from server.exports import results_workbook
from server.i18n import locale

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/exportar/{edition:str}/liga.xlsx", name="export")
async def export_results(
    request: Request[Any, Any, Any], edition: FromPath[str]
) -> Response[bytes]:
    today = today_of(request.app.state.parts.now())
    return Response(
        await results_workbook(edition, locale(), today),
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="liga-{edition}.xlsx"'},
    )


router = Router("/", route_handlers=[export_results])
