"""Ediciones: the observatory moves an edition on; two people publish it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Act, Stage, allows
from game.rules import RuleBroken
from server.pages.editions import edition_page, editions_page
from server.people import Person
from server.queries.editions import editions, rules_of
from server.queries.results import confirm_publication, proposal_of, propose_publication
from server.queries.stages import move_on, stage_changes_of
from server.queries.verdicts import waiting_levels


@dataclass
class StageForm:
    """Where an edition should go."""

    to: str = ""


@get("/ediciones", name="editions")
async def show_editions(request: Request[Any, Any, Any]) -> Template:
    page = editions_page(await editions(), request.app.route_reverse)
    return HTMXTemplate(template_name="pages/editions.html", context={"page": page})


@get("/ediciones/{edition:str}", name="edition")
async def show_edition(
    request: Request[Any, Any, Any], edition: FromPath[str], person: NamedDependency[Person]
) -> Template:
    rules = await rules_of(edition)
    proposal = await proposal_of(edition)
    is_verified = allows(rules.stage, Act.VERIFY) or allows(rules.stage, Act.DECIDE_REPLY)
    waiting = await waiting_levels(rules, None) if is_verified else ()
    page = edition_page(
        rules.edition,
        rules.questionnaire.version,
        dict(await stage_changes_of(edition)),
        (proposal.publication, proposal.proposer_name, proposal.proposed_at) if proposal else None,
        len(waiting),
        person,
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/edition.html", context={"page": page})


@post("/ediciones/{edition:str}/etapa", name="edition_stage")
async def move_edition(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[StageForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    if data.to not in set(Stage):
        raise RuleBroken("stage-order", stage="", to=data.to)
    await move_on(edition, Stage(data.to), by=person, at=now)
    return _back(request, edition)


@post("/ediciones/{edition:str}/proponer", name="publication_propose")
async def propose(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    await propose_publication(edition, by=person, at=now)
    return _back(request, edition)


@post("/ediciones/{edition:str}/publicar", name="publication_confirm")
async def publish(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    await confirm_publication(edition, by=person, at=now)
    return _back(request, edition)


def _back(request: Request[Any, Any, Any], edition: str) -> Redirect:
    return Redirect(request.app.route_reverse("edition", edition=edition), status_code=303)


router = Router("/", route_handlers=[show_editions, show_edition, move_edition, propose, publish])
