"""Cambio del puntaje: what moved an index since the last edition, as page and as JSON."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from indicators.canonical import canonical_bytes, digest_of
from indicators.change_document import Between, change_document
from server.pages.score_changes import JSON, score_change_page
from server.queries.score_changes import change_into
from server.tagged import public_document


@get("/{code:str}/cambio/{edition:str}", name="score_change")
async def show_change(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    edition: FromPath[str],
    pilar: FromQuery[str] = "",
) -> Template | Response[bytes]:
    """The page; under the same address with `.json`, the document."""
    between = await change_into(edition.removesuffix(JSON), code)
    if between is None:
        raise NotFoundException
    if edition.endswith(JSON):
        return _document(request, between, code)
    page = score_change_page(between, code, pilar, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/score_change.html", context={"page": page})


def _document(request: Request[Any, Any, Any], between: Between, code: str) -> Response[bytes]:
    document = change_document(between, code)
    name = f"cambio-{between.after.code}-{code}.json"
    content, digest = canonical_bytes(document), digest_of(document)
    return public_document(request, content, digest, f'inline; filename="{name}"')


router = Router("/gobiernos", route_handlers=[show_change])
