"""Fe de erratas: what was published is put right in public, by two people."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Act, check_allowed
from game.rules import RuleBroken
from game.typed import whole_number
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.errata import errata_page, erratum_page
from server.people import Person, Role
from server.policy import VERIFYING
from server.problems import SENTENCES, sentence_of
from server.queries.editions import rules_of
from server.queries.errata import (
    changes_shown,
    close_erratum,
    confirm_erratum,
    errata_of,
    issues_of,
    open_erratum,
    propose_erratum,
)
from server.queries.results import published, published_to_all, snapshot_numbered
from server.queries.signatures import last_signatures_of
from server.tagged import public_document

# What a field says beside itself.
OF_REASON = frozenset({"reason-required", "reason-too-long"})


@dataclass
class ReasonForm:
    """What was wrong, or why nothing is put right."""

    reason: str = ""


@dataclass
class ProposalForm:
    """Which proposal the second person had before them."""

    sha256: str = ""


@get("/indicador/{edition:str}/erratas", name="errata")
async def show_errata(request: Request[Any, Any, Any], edition: FromPath[str]) -> Template:
    found = await published_to_all(edition)
    page = errata_page(
        found.rules,
        await issues_of(edition),
        {entry.participant: entry.name for entry in found.results.entries},
        await errata_of(edition),
        request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/errata.html", context={"page": page})


@get("/indicador/{edition:str}/instantaneas/{number:str}", name="snapshot_numbered")
async def download_numbered(
    request: Request[Any, Any, Any], edition: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    await published_to_all(edition)
    document, digest = await snapshot_numbered(edition, whole_number(number) or 0)
    name = f'attachment; filename="liga-{edition}-{number}.json"'
    return public_document(request, document.encode(), digest, name)


@get("/ediciones/{edition:str}/erratas", name="erratum")
async def show_erratum(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    gobierno: FromQuery[str] = "",
) -> Template:
    return await _desk(request, edition, person, chosen=gobierno)


@post("/ediciones/{edition:str}/erratas", name="erratum_open")
async def open_(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    act = open_erratum(edition, data.reason, by=person, at=now)
    return await _done(request, edition, person, act, opening=data.reason)


@post("/ediciones/{edition:str}/erratas/proponer", name="erratum_propose")
async def propose(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    return await _done(request, edition, person, propose_erratum(edition, by=person, at=now))


@post("/ediciones/{edition:str}/erratas/publicar", name="erratum_confirm")
async def publish(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ProposalForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    act = confirm_erratum(edition, sha256=data.sha256, by=person, at=now)
    return await _done(request, edition, person, act)


@post("/ediciones/{edition:str}/erratas/cerrar", name="erratum_close")
async def close(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    act = close_erratum(edition, data.reason, by=person, at=now)
    return await _done(request, edition, person, act, closing=data.reason)


@get(
    [
        "/ediciones/{edition:str}/erratas/proponer",
        "/ediciones/{edition:str}/erratas/publicar",
        "/ediciones/{edition:str}/erratas/cerrar",
    ],
    name="erratum_again",
)
async def erratum_again(request: Request[Any, Any, Any], edition: FromPath[str]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, edition)


async def _done(
    request: Request[Any, Any, Any],
    edition: str,
    person: Person,
    act: Awaitable[object],
    *,
    opening: str = "",
    closing: str = "",
) -> Redirect | Template:
    """Back to the desk once the act is done; the desk with the refusal where it is refused."""
    try:
        await act
    except RuleBroken as refusal:
        return await _desk(
            request, edition, person, refusal=refusal, opening=opening, closing=closing
        )
    return _back(request, edition)


def _back(request: Request[Any, Any, Any], edition: str) -> Redirect:
    return Redirect(request.app.route_reverse("erratum", edition=edition), status_code=303)


async def _desk(
    request: Request[Any, Any, Any],
    edition: str,
    person: Person,
    *,
    chosen: str = "",
    refusal: RuleBroken | None = None,
    opening: str = "",
    closing: str = "",
) -> Template:
    rules = await rules_of(edition)
    check_allowed(rules.stage, Act.CORRECT)
    errata = await errata_of(edition)
    publishes = person.role is Role.PUBLISHER
    is_open = any(each.is_open for each in errata)
    said = sentence_of(refusal.code, refusal.facts) if refusal else ""
    is_of_reason = refusal is not None and refusal.code in OF_REASON
    signed = await last_signatures_of(chosen, edition) if chosen and is_open else {}
    entries = (await published(edition)).results.entries
    page = erratum_page(
        rules.edition,
        errata,
        {entry.participant: entry.name for entry in entries},
        request.app.route_reverse,
        differences=await changes_shown(edition) if publishes and is_open else None,
        account=person.account if publishes else None,
        verifies=person.role in VERIFYING,
        levels=(chosen, [each for each in rules.questionnaire.topics if each.code in signed]),
        opening=_entered(opening, said, is_wrong=is_of_reason and not is_open),
        closing=_entered(closing, said, is_wrong=is_of_reason and is_open),
        problem="" if is_of_reason else said,
    )
    return HTMXTemplate(
        template_name="pages/erratum.html",
        context={"page": page},
        status_code=SENTENCES[refusal.code].status if refusal else HTTPStatus.OK,
    )


def _entered(typed: str, said: str, *, is_wrong: bool) -> Entered:
    return Entered(typed, said if is_wrong else "") if typed or is_wrong else NOT_ENTERED


router = Router(
    "/",
    route_handlers=[
        show_errata,
        download_numbered,
        show_erratum,
        open_,
        propose,
        publish,
        close,
        erratum_again,
    ],
)
