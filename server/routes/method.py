"""Método: how an edition measures."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Stage
from game.rules import RuleBroken
from indicators.canonical import canonical_bytes
from indicators.definition import packed
from server.pages.changes import version_cards
from server.pages.method import method_page
from server.queries.editions import editions, rules_of
from server.queries.results import index_definition_of, public_editions
from server.tagged import public_document


@get("/", name="method_latest")
async def show_latest(request: Request[Any, Any, Any]) -> Redirect:
    known = [each.code for each in await editions() if each.stage is not Stage.DRAFT]
    if not known:
        raise RuleBroken("nothing-open")
    return Redirect(request.app.route_reverse("method", edition=known[0]), status_code=303)


@get("/{edition:str}", name="method")
async def show_method(request: Request[Any, Any, Any], edition: FromPath[str]) -> Template:
    definition = await index_definition_of(edition)
    rules = await rules_of(edition)
    page = method_page(
        rules.edition,
        rules.questionnaire,
        rules.points,
        rules.badges,
        definition,
        request.app.route_reverse,
        is_public=edition in await public_editions(),
    )
    versions = version_cards(rules.questionnaire.version, rules.history)
    context = {"page": page, "versions": versions}
    return HTMXTemplate(template_name="pages/method.html", context=context)


@get("/{edition:str}/indice.json", name="index_definition")
async def send_definition(
    request: Request[Any, Any, Any], edition: FromPath[str]
) -> Response[bytes]:
    """The bytes that its SHA-256 names, not one more."""
    definition = await index_definition_of(edition)
    name = f'attachment; filename="indice-{edition}.json"'
    content = canonical_bytes(packed(definition))
    return public_document(request, content, definition.sha256, name)


router = Router("/metodo", route_handlers=[show_latest, show_method, send_definition])
