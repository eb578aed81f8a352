"""Método: how an edition measures."""

from typing import Any

from litestar import Request, Router, get
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Stage
from game.rules import RuleBroken
from server.pages.changes import version_cards
from server.pages.method import method_page
from server.queries.editions import editions, rules_of


@get("/", name="method_latest")
async def show_latest(request: Request[Any, Any, Any]) -> Redirect:
    known = [each.code for each in await editions() if each.stage is not Stage.DRAFT]
    if not known:
        raise RuleBroken("nothing-open")
    return Redirect(request.app.route_reverse("method", edition=known[0]), status_code=303)


@get("/{edition:str}", name="method")
async def show_method(edition: FromPath[str]) -> Template:
    rules = await rules_of(edition)
    if rules.stage is Stage.DRAFT:
        raise RuleBroken("unknown-edition", edition=edition)
    page = method_page(rules.edition, rules.questionnaire, rules.points, rules.badges)
    versions = version_cards(rules.questionnaire.version, rules.history)
    context = {"page": page, "versions": versions}
    return HTMXTemplate(template_name="pages/method.html", context=context)


router = Router("/metodo", route_handlers=[show_latest, show_method])
