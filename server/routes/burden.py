"""Carga: what the questionnaire costs those who answer it, for the observatory to lighten."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.editions import Stage
from server.pages.burden import burden_page, burden_table, nothing_measured, order_of
from server.queries.burden import measured
from server.queries.editions import editions, rules_of

CSV = "text/csv"
# Without it spreadsheet programs read accents as if they were something else.
MARK = "\N{BOM}"


@get("/", name="burden")
async def show_burden(
    request: Request[Any, Any, Any],
    *,
    edicion: FromQuery[str] = "",
    orden: FromQuery[str] = "",
) -> Template:
    url = request.app.route_reverse
    opened = [each for each in await editions() if each.stage is not Stage.DRAFT]
    under_way = [each for each in opened if each.stage is not Stage.PUBLISHED]
    code = edicion or next((each.code for each in (*under_way, *opened)), "")
    if not code:
        return HTMXTemplate(
            template_name="pages/burden.html", context={"page": nothing_measured(url)}
        )
    rules = await rules_of(code)
    page = burden_page(
        rules.edition,
        rules.questionnaire,
        await measured(rules),
        order_of(orden),
        opened,
        url,
    )
    return HTMXTemplate(template_name="pages/burden.html", context={"page": page})


@get("/{edition:str}/carga.csv", name="burden_export")
async def export_burden(edition: FromPath[str]) -> Response[str]:
    rules = await rules_of(edition)
    return Response(
        MARK + burden_table(rules.edition, await measured(rules)),
        media_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="carga-{edition}.csv"'},
    )


router = Router("/coordinacion/carga", route_handlers=[show_burden, export_burden])
