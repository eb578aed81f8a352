"""Ediciones: the observatory moves an edition on; two people publish it."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Act, Edition, Stage, allows
from game.publications import Proposal
from game.rules import RuleBroken
from server.declarations import new_text_letters
from server.notices import second_notices
from server.pages.editions import edition_page, editions_page
from server.pages.entered import Entered
from server.pages.freezes import FreezePanel, freeze_panel, moment_typed
from server.pages.publications import Publishing, Withdrawal, publication_history, publishing
from server.people import Person, Role
from server.policy import POLICIES
from server.problems import SENTENCES, sentence_of
from server.queries.editions import EditionRules, editions, rules_of
from server.queries.freezes import (
    declare_freeze,
    freeze_acts_of,
    last_freeze_of,
    lift_freeze,
)
from server.queries.mail import keep_mail
from server.queries.publications import (
    confirm_publication,
    proposals_of,
    propose_publication,
    tally_of,
    verdicts_since,
    withdraw_publication,
)
from server.queries.results import reach_of
from server.queries.stages import move_on, stage_changes_of
from server.queries.verdicts import waiting_levels
from server.settings import Settings

# What the field of the reason says beside itself.
OF_REASON = frozenset({"reason-required", "reason-too-long"})
# What the field of the moment does.
OF_FREEZE = frozenset({"freeze-unreadable", "freeze-past", "freeze-order"})


@dataclass
class StageForm:
    """Where an edition should go."""

    to: str = ""


@dataclass
class ConfirmationForm:
    """Which proposal the second person had before them."""

    sha256: str = ""


@dataclass
class WithdrawalForm:
    """Why a proposal is taken back."""

    reason: str = ""


@dataclass
class FreezeForm:
    """From when the public boards stand still, as it was typed."""

    desde: str = ""


@get("/ediciones", name="editions")
async def show_editions(request: Request[Any, Any, Any]) -> Template:
    page = editions_page(await editions(), request.app.route_reverse)
    return HTMXTemplate(template_name="pages/editions.html", context={"page": page})


@get("/ediciones/{edition:str}", name="edition")
async def show_edition(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    return await _edition(request, edition, person, now)


@post("/ediciones/{edition:str}/etapa", name="edition_stage")
async def move_edition(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[StageForm],
    *,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    if data.to not in set(Stage):
        raise RuleBroken("stage-order", stage="", to=data.to)
    await move_on(edition, Stage(data.to), by=person, at=now)
    if data.to == Stage.OPEN:
        address = settings.public_url + request.app.route_reverse("declaration_form")
        await keep_mail(await new_text_letters(edition, address), now)
    return _back(request, edition)


@post("/ediciones/{edition:str}/proponer", name="publication_propose")
async def propose(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Redirect | Template:
    tell = second_notices(request, settings, person, now, is_final=False)
    act = propose_publication(edition, by=person, at=now, tell=tell)
    return await _done(request, edition, person, now, act)


@post("/ediciones/{edition:str}/publicar", name="publication_confirm")
async def publish(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ConfirmationForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    return await _done(
        request,
        edition,
        person,
        now,
        confirm_publication(edition, sha256=data.sha256, by=person, at=now),
    )


@post("/ediciones/{edition:str}/retirar", name="publication_withdraw")
async def withdraw(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[WithdrawalForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    return await _done(
        request,
        edition,
        person,
        now,
        withdraw_publication(edition, data.reason, by=person, at=now),
        data.reason,
    )


@post("/ediciones/{edition:str}/detener", name="freeze_declare")
async def declare(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[FreezeForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    try:
        await declare_freeze(edition, moment_typed(data.desde), by=person, at=now)
    except RuleBroken as refusal:
        return await _edition(request, edition, person, now, refusal, typed=data.desde)
    return _back(request, edition)


@post("/ediciones/{edition:str}/reanudar", name="freeze_lift")
async def lift(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect | Template:
    return await _done(request, edition, person, now, lift_freeze(edition, by=person, at=now))


@get(["/ediciones/{edition:str}/detener", "/ediciones/{edition:str}/reanudar"], name="freeze_again")
async def freeze_again(request: Request[Any, Any, Any], edition: FromPath[str]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, edition)


async def _done(
    request: Request[Any, Any, Any],
    edition: str,
    person: Person,
    now: datetime,
    act: Awaitable[object],
    reason: str = "",
) -> Redirect | Template:
    """Back to the edition once the act is done; its page with the refusal where it is refused."""
    try:
        await act
    except RuleBroken as refusal:
        return await _edition(request, edition, person, now, refusal, reason)
    return _back(request, edition)


async def _edition(
    request: Request[Any, Any, Any],
    edition: str,
    person: Person,
    now: datetime,
    refusal: RuleBroken | None = None,
    reason: str = "",
    *,
    typed: str = "",
) -> Template:
    """The page of an edition; after a refusal with what was refused, and why."""
    rules = await rules_of(edition)
    waiting = await waiting_levels(rules, None) if allows(rules.stage, Act.VERIFY) else ()
    tally = await tally_of(rules) if allows(rules.stage, Act.MEND) else None
    proposals = await proposals_of(edition)
    said = sentence_of(refusal.code, refusal.facts) if refusal else ""
    is_of_reason = refusal is not None and refusal.code in OF_REASON
    is_of_freeze = refusal is not None and refusal.code in OF_FREEZE
    withdrawal = Withdrawal(reason, said if is_of_reason else "")
    entered = Entered(typed, said if is_of_freeze else "")
    page = edition_page(
        rules.edition,
        rules.questionnaire.version,
        dict(await stage_changes_of(edition)),
        len(waiting),
        person,
        request.app.route_reverse,
        now=now,
        tally=tally,
        publishing=await _publishing(request, rules, proposals, person, now, withdrawal),
        freeze=await _freeze(request, rules.edition, person, now, entered),
        history=publication_history(proposals),
        problem="" if is_of_reason or is_of_freeze else said,
    )
    return HTMXTemplate(
        template_name="pages/edition.html",
        context={"page": page},
        status_code=SENTENCES[refusal.code].status if refusal else HTTPStatus.OK,
    )


async def _freeze(
    request: Request[Any, Any, Any],
    edition: Edition,
    person: Person,
    now: datetime,
    entered: Entered,
) -> FreezePanel:
    stood_still = await last_freeze_of(edition, now) is not None
    acts = [
        act
        for act in await freeze_acts_of(edition.code)
        # Published before it came, it was never taken away.
        if edition.freeze is not None or act.until is None
    ]
    return freeze_panel(
        edition,
        request.app.route_reverse,
        now=now,
        last=acts[-1] if acts else None,
        may_act=POLICIES["freeze_declare"].allows(person),
        has_ceremony=stood_still and POLICIES["ceremony"].allows(person),
        entered=entered,
    )


async def _publishing(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    proposals: Sequence[Proposal],
    person: Person,
    now: datetime,
    withdrawal: Withdrawal,
) -> Publishing | None:
    if not allows(rules.stage, Act.PUBLISH):
        return None
    proposal = next((each for each in proposals if each.is_open), None)
    tally, reach = await asyncio.gather(tally_of(rules), reach_of(rules.code))
    return publishing(
        rules.edition,
        tally,
        reach,
        proposal,
        await verdicts_since(rules.code, proposal.proposed_at) if proposal else 0,
        request.app.route_reverse,
        now=now,
        account=person.account if person.role is Role.PUBLISHER else None,
        may_read=POLICIES["review"].allows(person),
        withdrawal=withdrawal,
    )


def _back(request: Request[Any, Any, Any], edition: str) -> Redirect:
    return Redirect(request.app.route_reverse("edition", edition=edition), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_editions,
        show_edition,
        move_edition,
        propose,
        publish,
        withdraw,
        declare,
        lift,
        freeze_again,
    ],
)
