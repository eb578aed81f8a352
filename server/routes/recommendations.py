"""Recomendaciones: a government reads its gaps, and turns one into a public commitment."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.answers import Answer
from game.commitments import propose, was_proposed_as
from game.questionnaire import Effort, Item
from game.recommendations import check_decision, suggested_due, term_of
from game.room import USUAL, Room, TermRules
from game.rules import RuleBroken
from game.typed import date_of, text_fault, whole_number
from server.aiming import own_targets_of
from server.attention import abrogated_now
from server.days import today_of
from server.forms import text_of
from server.i18n import SOURCE
from server.pages.batches import Refusal, plan_panel
from server.pages.commitment import PROMISED
from server.pages.examples import Shown
from server.pages.filters import address_of, known_and_ignored, page_number
from server.pages.proposals import Answering, Late, proposal_page
from server.pages.recommendations import (
    PAGE_SIZE,
    PER_EFFORT,
    Advised,
    chosen_of,
    recommendations_page,
)
from server.people import Person
from server.policy import POLICIES, check_own, own_participant
from server.problems import SENTENCES, sentence_of
from server.proposals import LONGEST, Flaw, ProposalForm, commitment_of, flaws_of
from server.queries.accounts import seat_of
from server.queries.batches import (
    MEANWHILE,
    Waiting,
    decline,
    keep_answering,
    recommended,
    waiting_of,
)
from server.queries.commitments import commitment_of as kept_commitment
from server.queries.commitments import commitments_by_item, pillar_names
from server.queries.editions import current_entry
from server.queries.recommendations import (
    Advice,
    Source,
    items_for,
    items_known,
    own_plan,
    recommendations_of,
    source_of,
    waiting_for,
)
from server.queries.results import newest_results_of
from server.recommending import examples_for, own_issued
from server.repeated import kept_before

LONGEST_REASON = 1_000
SHEET_SENT = "proposal-sent-before"
# Told on the page, with the reason that was typed.
OF_DECLINING = frozenset(
    {"reason-required", "text-too-long", "text-has-markup", "recommendation-answered", MEANWHILE}
)
# Somebody else may answer at the same moment: then it is looked at again.
ATTEMPTS = 3
# How the address names what the list is narrowed by and ordered in.
ASKED_BY: Mapping[str, str] = MappingProxyType(
    {"pillar": "pilar", "effort": "esfuerzo", "order": "orden"}
)
NOT_NARROWED: Mapping[str, str] = MappingProxyType({"pillar": "", "effort": "", "order": ""})


@get("/mi-liga/recomendaciones", name="recommendations")
async def show_recommendations(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    pilar: FromQuery[str] = "",
    esfuerzo: FromQuery[str] = "",
    orden: FromQuery[str] = "",
    pagina: FromQuery[str] = "",
    meta: FromQuery[str] = "",
) -> Template:
    asked = (
        ("pilar", pilar, pilar in await pillar_names()),
        ("esfuerzo", esfuerzo, esfuerzo in set(Effort)),
        ("orden", orden, orden == PER_EFFORT),
        # What it is a goal of is told by whoever finds it.
        ("meta", meta, True),
    )
    pairs, ignored = known_and_ignored(asked, request.query_params)
    found = dict(pairs)
    wanted = {name: found.get(asked_by, "") for name, asked_by in ASKED_BY.items()}
    return await _advice(request, person, wanted, page_number(pagina), meta, ignored=ignored)


@post("/mi-liga/recomendaciones/{number:int}/declinacion", name="recommendation_decline")
async def decline_recommendation(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """One that was issued is declined, and the reason is public. Another reason stays beside it."""
    _batch, found = await recommended(number)
    check_own(person, found.what.participant)
    reason = text_of(await request.form(), "reason", None).strip()
    address, anchor = request.app.route_reverse("recommendations"), f"#r-{number}"
    try:
        if not await _decline(number, reason, person, now):
            return kept_before(address, anchor)
    except RuleBroken as broken:
        if broken.code not in OF_DECLINING:
            raise
        refusal = Refusal(number, reason, sentence_of(broken.code, broken.facts))
        status = SENTENCES[broken.code].status
        return await _advice(request, person, NOT_NARROWED, 1, "", refusal, status)
    return Redirect(f"{address}{anchor}", status_code=303)


async def _decline(number: int, reason: str, person: Person, now: datetime) -> bool:
    """Keep a reason; whether it is a new one. Who comes first decides nothing for the others."""
    for _attempt in range(ATTEMPTS):
        _batch, found = await recommended(number)
        if found.has_reason(reason):
            return False
        check_decision(found.decision, person.role.value)
        if not reason:
            raise RuleBroken("reason-required")
        if fault := text_fault(reason, LONGEST_REASON):
            raise RuleBroken(fault[0], **fault[1])
        try:
            await decline(found, reason, by=person, at=now)
        except RuleBroken as broken:
            if broken.code != MEANWHILE:
                raise
        else:
            return True
    raise RuleBroken(MEANWHILE)


async def _advice(
    request: Request[Any, Any, Any],
    person: Person,
    wanted: Mapping[str, str],
    page: int,
    goal: str,
    refusal: Refusal | None = None,
    status: int = 200,
    ignored: Sequence[tuple[str, str]] = (),
) -> Template:
    """The plan of what was issued, the goals, and every gap as it is asked for."""
    participant, url = own_participant(person), request.app.route_reverse
    weights = (await _room_of(participant)).efforts
    advised = [_advised(each) for each in await recommendations_of(participant)]
    may, abrogated = POLICIES["proposal"].allows(person), await abrogated_now()
    first = (page - 1) * PAGE_SIZE
    on_page = chosen_of(advised, weights=weights, **wanted)[first : first + PAGE_SIZE]
    shown = recommendations_page(
        advised,
        participant=(participant, person.participant_name),
        weights=weights,
        **wanted,
        page=page,
        url=url,
        may_propose=may,
        abrogated=abrogated,
        ignored=ignored,
        examples=await _examples(participant, on_page),
    )
    issued = await own_issued(participant)
    context = {
        "page": shown,
        "plan": plan_panel(
            issued, weights, may_answer=may, url=url, abrogated=abrogated, refusal=refusal
        ),
        "targets": await own_targets_of(participant, url, goal),
    }
    return HTMXTemplate(
        template_name="pages/recommendations.html",
        context=context,
        status_code=status,
    )


async def _room_of(participant: str) -> Room:
    """By which figures the edition of a participant is followed; without one, the usual ones."""
    try:
        rules, _entry = await current_entry(participant)
    except RuleBroken:
        return USUAL
    return rules.edition.room


async def _examples(
    participant: str, advised: Sequence[Advised]
) -> Mapping[tuple[str, str], Sequence[Shown]]:
    """Peers who have it, of each published gap that is on the page."""
    found = await newest_results_of(participant)
    if found is None:
        return {}
    return {
        (each.edition, each.item.code): await examples_for(found, participant, (each.item.code,))
        for each in advised
        if each.edition == found.edition
    }


@get("/mi-liga/compromisos/nuevo", name="proposal")
async def show_proposal(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    edicion: FromQuery[str] = "",
    reactivo: FromQuery[str] = "",
    recomendacion: FromQuery[str] = "",
) -> Template | Redirect:
    participant = own_participant(person)
    about = await _about(recomendacion, edicion, reactivo, person)
    source = await _source(about.edition, about.item)
    promised = await commitments_by_item(participant)
    if source is not None and (about.edition, about.item) in promised:
        return _to(request, promised[about.edition, about.item], ((PROMISED, "1"),))
    seat = await seat_of(person.seat, now)
    form = ProposalForm(key=new_key(), responsible=seat.title if seat else "")
    if source is None:
        return await _form(request, person, form, about, source)
    plan = await own_plan(participant, about.edition, about.item)
    terms = (await _room_of(participant)).terms
    items = await _items(about, source)
    form, late = _filled(form, about, items, plan, terms, today_of(now))
    return await _form(request, person, form, about, source, late=late)


@post("/mi-liga/compromisos/nuevo", name="proposal_send", status_code=200)
async def send_proposal(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    participant = own_participant(person)
    fields = await request.form()
    form = ProposalForm(**{name: text_of(fields, name, None) for name in ProposalForm.__slots__})
    about = await _about(form.recommendation, form.edition, form.item, person)
    form = replace(form, edition=about.edition, item=about.item, recommendation=about.number)
    source = await _source(form.edition, form.item)
    pillars = [source.pillar] if source else [*await pillar_names()]
    pillar = source.pillar if source else form.pillar
    flaws = flaws_of(form, today_of(now), pillar_is_known=pillar in pillars)
    if flaws:
        return await _form(request, person, form, about, source, flaws)
    commitment = propose(commitment_of(form, participant, pillar), person.role.value, today_of(now))
    key = form.key or new_key()
    code = await keep_answering(commitment, about.issued, key=key, by=person, at=now)
    if not was_proposed_as((await kept_commitment(code)).commitment, commitment):
        # The sheet became another commitment before: what was changed in it since is not lost.
        again, flaw = replace(form, key=new_key()), Flaw("goal", SHEET_SENT, {"commitment": code})
        return await _form(request, person, again, about, source, (flaw,))
    return _to(request, code)


@dataclass(frozen=True, slots=True)
class _About:
    """The item that a form answers for, if any, and what was issued for it and waits for that."""

    edition: str
    item: str
    issued: Waiting | None = None

    @property
    def number(self) -> str:
        return str(self.issued.kept.id) if self.issued else ""


async def _about(typed: str, edition: str, item: str, person: Person) -> _About:
    """What a form is about: the recommendation or the item that it names.

    Whoever proposes for an item that was recommended answers to that, also without naming it.
    """
    waiting = await waiting_of(own_participant(person))
    if typed:
        batch, found = await recommended(whole_number(typed))
        check_own(person, found.what.participant)
        issued = next((each for each in waiting.values() if each.kept.id == found.id), None)
        if issued is not None:
            return _About(issued.edition, issued.item, issued)
        named = item if item in found.what.items else found.what.items[0]
        return _About(batch.edition, named)
    issued = await waiting_for(waiting, edition, item) if item else None
    return _About(issued.edition, issued.item, issued) if issued else _About(edition, item)


def _to(
    request: Request[Any, Any, Any], code: int, said: Sequence[tuple[str, str]] = ()
) -> Redirect:
    address = address_of(request.app.route_reverse("commitment", id=code), said)
    return Redirect(address, status_code=303)


def new_key() -> str:
    """What tells one sheet of paper from another."""
    return secrets.token_urlsafe(12)


async def _source(edition: str, item: str) -> Source | None:
    """The recommendation the form answers to; an idea of one's own has none."""
    return await source_of(edition, item) if item else None


async def _items(about: _About, source: Source) -> tuple[Item, ...]:
    """What a form answers for, its own item first: several where what was issued was merged."""
    codes = await items_for(about.issued) if about.issued else ()
    others = [code for code in codes if code != source.item.code]
    return (source.item, *await items_known(about.edition, others))


async def _form(
    request: Request[Any, Any, Any],
    person: Person,
    form: ProposalForm,
    about: _About,
    source: Source | None,
    flaws: tuple[Flaw, ...] = (),
    late: Late | None = None,
) -> Template:
    page = proposal_page(
        form,
        participant=person.participant_name,
        items=await _items(about, source) if source else (),
        pillars=await pillar_names(),
        errors={flaw.field: sentence_of(flaw.code, flaw.facts) for flaw in flaws},
        url=request.app.route_reverse,
        abrogated=await abrogated_now(),
        issued=_told(about.issued),
        late=late,
    )
    return HTMXTemplate(
        template_name="pages/proposal.html",
        context={"page": page},
        status_code=SENTENCES[flaws[0].code].status if flaws else 200,
    )


def _told(issued: Waiting | None) -> Answering | None:
    """What was issued, as the form tells it."""
    if issued is None:
        return None
    return Answering(
        issued.batch.title,
        issued.batch.issued_on,
        issued.declined_on,
        issued.kept.what.aims,
    )


def _filled(
    form: ProposalForm,
    about: _About,
    items: Sequence[Item],
    plan: Answer | None,
    terms: TermRules,
    today: date,
) -> tuple[ProposalForm, Late | None]:
    """What is known already: what is recommended, and what the honest answer planned.

    A promise is public and in Spanish, whatever language its author reads. Also by which term
    another day stands there than the one that was planned, which passed.
    """
    what, own = about.issued.kept.what if about.issued else None, items[0]
    proofs = "\n".join(each.evidence.text.of(SOURCE) for each in items)
    fits = len(proofs) <= LONGEST["indicator"]
    filled = replace(
        form,
        edition=about.edition,
        item=own.code,
        goal=what.text if what else own.recommendation.of(SOURCE),
        indicator=proofs if fits else own.evidence.text.of(SOURCE),
        recommendation=about.number,
    )
    if plan is None or not plan.plan.strip():
        return filled, None
    effort = what.effort if what else own.effort
    planned = date_of(plan.plan_by)
    by = suggested_due(planned, effort, terms, today)
    when = by.isoformat() if by else ""
    filled = replace(filled, due=when, milestone_1=plan.plan.strip(), milestone_1_due=when)
    if planned is None or by == planned:
        return filled, None
    return filled, Late(planned, effort, term_of(effort, terms), is_today=planned == today)


def _advised(advice: Advice) -> Advised:
    return Advised(
        edition=advice.edition,
        item=advice.item,
        pillar=advice.pillar.code,
        pillar_name=advice.pillar.name,
        is_published=advice.is_published,
        gain=advice.gain,
        place_before=advice.place_before,
        place=advice.place,
        opens=advice.opens,
        plan=advice.answer.plan.strip() if advice.answer else "",
        commitment=advice.commitment,
        issued=advice.issued.kept.id if advice.issued else None,
        was_declined=advice.issued is not None and advice.issued.declined_on is not None,
    )


router = Router(
    "/", route_handlers=[show_recommendations, decline_recommendation, show_proposal, send_proposal]
)
