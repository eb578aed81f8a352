"""Recomendaciones: a government reads its gaps, and turns one into a public commitment."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.answers import Answer
from game.commitments import propose
from game.questionnaire import Effort
from game.typed import date_of
from server.aiming import own_targets_of
from server.attention import abrogated_now
from server.days import today_of
from server.forms import text_of
from server.i18n import SOURCE
from server.pages.filters import page_number
from server.pages.proposals import proposal_page
from server.pages.recommendations import Advised, recommendations_page
from server.people import Person
from server.policy import POLICIES, own_participant
from server.problems import sentence_of
from server.proposals import Flaw, ProposalForm, commitment_of, flaws_of
from server.queries.accounts import seat_of
from server.queries.commitments import commitments_by_item, keep_proposal, pillar_names
from server.queries.recommendations import (
    Advice,
    Source,
    own_plan,
    recommendations_of,
    source_of,
)


@get("/mi-liga/recomendaciones", name="recommendations")
async def show_recommendations(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    pilar: FromQuery[str] = "",
    esfuerzo: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    meta: FromQuery[str] = "",
) -> Template:
    participant = own_participant(person)
    page = recommendations_page(
        [_advised(each) for each in await recommendations_of(participant)],
        participant=(participant, person.participant_name),
        pillar=pilar if pilar in await pillar_names() else "",
        effort=esfuerzo if esfuerzo in set(Effort) else "",
        page=page_number(pagina),
        url=request.app.route_reverse,
        may_propose=POLICIES["proposal"].allows(person),
        abrogated=await abrogated_now(),
    )
    targets = await own_targets_of(participant, request.app.route_reverse, meta)
    context = {"page": page, "targets": targets}
    return HTMXTemplate(template_name="pages/recommendations.html", context=context)


@get("/mi-liga/compromisos/nuevo", name="proposal")
async def show_proposal(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    edicion: FromQuery[str] = "",
    reactivo: FromQuery[str] = "",
) -> Template | Redirect:
    participant = own_participant(person)
    source = await _source(edicion, reactivo)
    promised = await commitments_by_item(participant)
    if source is not None and (edicion, reactivo) in promised:
        return _to(request, promised[edicion, reactivo])
    seat = await seat_of(person.seat, now)
    form = ProposalForm(key=new_key(), responsible=seat.title if seat else "")
    if source is not None:
        plan = await own_plan(participant, edicion, reactivo)
        form = _filled(form, edicion, source, plan)
    return await _form(request, person, form, source)


@post("/mi-liga/compromisos/nuevo", name="proposal_send", status_code=200)
async def send_proposal(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    participant = own_participant(person)
    fields = await request.form()
    form = ProposalForm(**{name: text_of(fields, name, None) for name in ProposalForm.__slots__})
    source = await _source(form.edition, form.item)
    pillars = [source.pillar] if source else [*await pillar_names()]
    pillar = source.pillar if source else form.pillar
    flaws = flaws_of(form, today_of(now), pillar_is_known=pillar in pillars)
    if flaws:
        return await _form(request, person, form, source, flaws)
    commitment = propose(commitment_of(form, participant, pillar), person.role.value, today_of(now))
    code = await keep_proposal(commitment, key=form.key or new_key(), by=person, at=now)
    return _to(request, code)


def _to(request: Request[Any, Any, Any], code: int) -> Redirect:
    return Redirect(request.app.route_reverse("commitment", id=code), status_code=303)


def new_key() -> str:
    """What tells one sheet of paper from another."""
    return secrets.token_urlsafe(12)


async def _source(edition: str, item: str) -> Source | None:
    """The recommendation the form answers to; an idea of one's own has none."""
    return await source_of(edition, item) if item else None


async def _form(
    request: Request[Any, Any, Any],
    person: Person,
    form: ProposalForm,
    source: Source | None,
    flaws: tuple[Flaw, ...] = (),
) -> Template:
    page = proposal_page(
        form,
        participant=person.participant_name,
        item=source.item if source else None,
        pillars=await pillar_names(),
        errors={flaw.field: sentence_of(flaw.code, flaw.facts) for flaw in flaws},
        url=request.app.route_reverse,
        abrogated=await abrogated_now(),
    )
    return HTMXTemplate(
        template_name="pages/proposal.html",
        context={"page": page},
        status_code=422 if flaws else 200,
    )


def _filled(form: ProposalForm, edition: str, source: Source, plan: Answer | None) -> ProposalForm:
    """What is known already: what is recommended, and what the honest answer planned.

    A promise is public and in Spanish, whatever language its author reads.
    """
    filled = replace(
        form,
        edition=edition,
        item=source.item.code,
        goal=source.item.recommendation.of(SOURCE),
        indicator=source.item.evidence.text.of(SOURCE),
    )
    if plan is None or not plan.plan.strip():
        return filled
    by = date_of(plan.plan_by)
    when = by.isoformat() if by else ""
    return replace(filled, due=when, milestone_1=plan.plan.strip(), milestone_1_due=when)


def _advised(advice: Advice) -> Advised:
    return Advised(
        edition=advice.edition,
        item=advice.item,
        pillar=advice.pillar.code,
        pillar_name=advice.pillar.name,
        is_published=advice.is_published,
        gain=advice.gain,
        opens=advice.opens,
        plan=advice.answer.plan.strip() if advice.answer else "",
        commitment=advice.commitment,
    )


router = Router("/", route_handlers=[show_recommendations, show_proposal, send_proposal])
