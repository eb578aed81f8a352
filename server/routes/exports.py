"""Exportaciones: the results workbook, made by a process of its own."""

from litestar import Response, Router, get
from litestar.params import FromPath

from server.exports import results_workbook
from server.i18n import locale

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/exportar/{edition:str}/liga.xlsx", name="export")
async def export_results(edition: FromPath[str]) -> Response[bytes]:
    return Response(
        await results_workbook(edition, locale()),
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="liga-{edition}.xlsx"'},
    )


router = Router("/", route_handlers=[export_results])
