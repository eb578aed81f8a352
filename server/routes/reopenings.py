"""Niveles de un gobierno para la coordinación, and any of them opened again in public."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.live import announce
from server.notices import notices_for
from server.pages.reopenings import NOT_REFUSED, Refused, levels_page
from server.people import Holder, Person, Role
from server.policy import COORDINATING
from server.problems import SENTENCES
from server.queries.assignments import team_of
from server.queries.desks import overview_of
from server.queries.editions import EditionRules, Entry
from server.queries.levels import level_entries_of
from server.reopening import ReopenForm, reopened_of
from server.reviewing import found
from server.settings import Settings


@get("/{edition:str}/{participant:str}", name="coordination_levels")
async def show_levels(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    person: NamedDependency[Person],
) -> Template:
    rules, entry = await found(edition, participant)
    return await _page(request, rules, entry, person)


@post(
    "/{edition:str}/{participant:str}/{topic:str}/reabrir",
    name="coordination_reopen",
    status_code=200,
)
async def open_again(
    request: Request[Any, Any, Any],
    *,
    edition: FromPath[str],
    participant: FromPath[str],
    topic: FromPath[str],
    data: URLEncodedBody[ReopenForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await found(edition, participant)
    notices = notices_for(request, settings, rules, entry, person, now)
    try:
        await data.keep(notices, topic)
    except RuleBroken as broken:
        refused, status = Refused(topic, data.refused(broken)), SENTENCES[broken.code].status
        return await _page(request, rules, entry, person, refused, status)
    announce(rules.code, entry.league)
    return _back(request, edition, participant, topic)


@get("/{edition:str}/{participant:str}/{topic:str}/reabrir", name="coordination_reopen_again")
async def reopen_again(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    topic: FromPath[str],
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, edition, participant, topic)


async def _page(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    entry: Entry,
    person: Person,
    refused: Refused = NOT_REFUSED,
    status: int = HTTPStatus.OK,
) -> Template:
    participant = entry.participant
    overview = await overview_of(rules, entry)
    handed = await level_entries_of(participant.code, rules.code)
    page = levels_page(
        rules.edition,
        rules.questionnaire,
        (participant.code, participant.name),
        overview.levels,
        {
            code: (each.submitter_name, each.submitted_at)
            for code, each in handed.items()
            if each.submitted_at is not None
        },
        overview.signatures,
        [each for each in await reopened_of(participant.code) if each.edition == rules.code],
        request.app.route_reverse,
        may_open=person.role is Role.COORDINATOR,
        leads=await _leads(participant.code) if person.role in COORDINATING else None,
        refused=refused,
    )
    return HTMXTemplate(
        template_name="pages/reopenings.html", context={"page": page}, status_code=status
    )


async def _leads(participant: str) -> list[Holder]:
    return [each for each in await team_of(participant) if each.role is Role.LEAD]


def _back(request: Request[Any, Any, Any], edition: str, participant: str, topic: str) -> Redirect:
    address = request.app.route_reverse(
        "coordination_levels", edition=edition, participant=participant
    )
    return Redirect(f"{address}#level-{topic}", status_code=303)


router = Router("/coordinacion", route_handlers=[show_levels, open_again, reopen_again])
