"""Acuerdos: public; the coordination publishes one, the heads of whoever is invited answer it."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.agreements import (
    Party,
    Roll,
    check,
    check_answer,
    check_inviting,
    mark_of,
    signed_under,
)
from game.commitments import first_budget, first_responsible
from game.rules import RuleBroken
from game.typed import text_fault
from server.agreeing import (
    FIELDS,
    MOST_STEPS,
    ONLY_SHOWN,
    AgreementForm,
    Choice,
    agreement_in,
    flaws_of,
)
from server.days import today_of
from server.forms import LONGEST_KEY, Fields, text_of
from server.inviting import invitations, reached, roll
from server.pages.agreements import (
    Tried,
    agreement_form_page,
    agreement_page,
    agreements_page,
)
from server.pages.inviting import (
    ConfirmPage,
    chooser,
    invite_confirm_page,
    invite_page,
    publish_confirm_page,
)
from server.people import GOVERNMENT, Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES, sentence_of
from server.proposals import LONGEST, YES, pesos_of
from server.queries.accounts import seat_of
from server.queries.agreements import (
    MEANWHILE,
    KeptAgreement,
    agreement_of,
    agreements,
    decline,
    invite,
    keep_agreement,
    sign,
)
from server.queries.commitments import commitment_of, pillar_names
from server.queries.handovers import heads_of_each
from server.queries.mail import NUMBER
from server.repeated import kept_before
from server.settings import Settings

LONGEST_REASON = 1_000
# Beside which field of the two forms of an answer a refusal is shown; others have a page.
BESIDE: Mapping[str, str] = MappingProxyType(
    {
        "responsible-missing": "responsible",
        "budget-unreadable": "budget",
        "public-unconfirmed": "is_public",
        "reason-required": "reason",
        "text-too-long": "reason",
        "text-has-markup": "reason",
        # Too late: told over what was typed.
        "agreement-signed": "form",
        "agreement-closed": "form",
        MEANWHILE: "form",
    }
)
# Somebody else may answer at the same moment: then it is looked at again.
ATTEMPTS = 3


@get("/acuerdos", name="agreements")
async def show_agreements(
    request: Request[Any, Any, Any], visitor: NamedDependency[Person | None]
) -> Template:
    found = [(each.agreement, each.parties) for each in await agreements()]
    page = agreements_page(found, visitor, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/agreements.html", context={"page": page})


@get("/acuerdos/{number:int}", name="agreement")
async def show_agreement(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    visitor: NamedDependency[Person | None],
    now: NamedDependency[datetime],
) -> Template:
    return await _shown(request, await agreement_of(number), visitor, now)


@post("/acuerdos/{number:int}/firma", name="agreement_sign", status_code=200)
async def sign_agreement(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The government makes the agreement its own: a commitment in public."""
    kept, fields = await agreement_of(number), await request.form()
    names = ("key", "responsible", "budget", "is_public")
    typed = {name: text_of(fields, name, None).strip() for name in names}
    key = typed["key"] or new_sheet()
    party = kept.party(own_participant(person))
    if party is not None and party.commitment and await _was_signed(party.commitment, typed):
        return kept_before(request.app.route_reverse("commitment", id=party.commitment))
    try:
        party = _answering(kept, party, person, now)
        commitment = signed_under(
            kept.agreement,
            own_participant(person),
            *_typed_terms(typed),
            by_role=person.role.value,
            on=today_of(now),
        )
        code = await sign(kept, party, commitment, key=key, by=person, at=now)
    except RuleBroken as broken:
        return await _refused(request, number, person, now, "sign", typed, broken)
    return _to(request, "commitment", id=code)


@post("/acuerdos/{number:int}/declinacion", name="agreement_decline", status_code=200)
async def decline_agreement(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The government does not sign, and says in public why. Another reason stays beside it."""
    typed = {"reason": text_of(await request.form(), "reason", None).strip()}
    try:
        if not await _decline(number, typed["reason"], person, now):
            return kept_before(request.app.route_reverse("agreement", number=number))
    except RuleBroken as broken:
        return await _refused(request, number, person, now, "decline", typed, broken)
    return _to(request, "agreement", number=number)


async def _decline(number: int, reason: str, person: Person, now: datetime) -> bool:
    """Keep a reason; whether it is a new one. Who comes first decides nothing for the others."""
    for _attempt in range(ATTEMPTS):
        kept = await agreement_of(number)
        party = kept.party(own_participant(person))
        if party is not None and reason and party.has_reason(reason):
            return False
        party = _answering(kept, party, person, now)
        if not reason:
            raise RuleBroken("reason-required")
        if fault := text_fault(reason, LONGEST_REASON):
            raise RuleBroken(fault[0], **fault[1])
        try:
            await decline(kept, party, reason, by=person, at=now)
        except RuleBroken as broken:
            if broken.code != MEANWHILE:
                raise
        else:
            return True
    raise RuleBroken(MEANWHILE)


async def _was_signed(code: int, typed: Mapping[str, str]) -> bool:
    """Whether a commitment was signed on these very terms."""
    commitment = (await commitment_of(code)).commitment
    return (
        first_responsible(commitment) == typed["responsible"]
        and first_budget(commitment) == pesos_of(typed["budget"])
        and typed["is_public"] == YES
    )


@get("/coordinacion/acuerdos/nuevo", name="agreement_form")
async def show_form(request: Request[Any, Any, Any]) -> Template:
    return await _form(request, AgreementForm({"key": new_sheet()}), await roll(), {})


@post("/coordinacion/acuerdos/nuevo", name="agreement_publish", status_code=200)
async def publish(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """The coordination publishes what a meeting agreed, and invites whom it is for.

    Before it is done, it is said to how many it goes.
    """
    fields, everybody = await request.form(), await roll()
    typed = {name: text_of(fields, name, None) for name in FIELDS}
    form = AgreementForm(typed, _choice_in(fields))
    invited = everybody.chosen(form.choice.ticked)
    if form.choice.step in ONLY_SHOWN:
        return await _form(request, form, everybody, {})
    pillars = await pillar_names()
    flaws = flaws_of(form, today_of(now), pillars, invites_anybody=bool(invited))
    if flaws:
        errors = {name: sentence_of(code, facts) for name, (code, facts) in flaws.items()}
        return await _form(request, form, everybody, errors)
    agreement, heads = agreement_in(form), reached(invited, await heads_of_each())
    check(agreement, today_of(now))
    url = request.app.route_reverse
    if form.choice.confirmed != mark_of(invited):
        return _asked(publish_confirm_page(agreement, invited, heads, typed, form.choice, url))
    address = f"{settings.public_url}{url('agreements')}/{NUMBER}"
    told = invitations(agreement, invited, heads, now, address)
    key, codes = typed["key"] or new_sheet(), [each.code for each in invited]
    number = await keep_agreement(agreement, codes, key=key, by=person, at=now, told=told)
    return _to(request, "agreement", number=number)


@get("/coordinacion/acuerdos/{number:int}/invitaciones", name="agreement_invite_form")
async def show_inviting(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    now: NamedDependency[datetime],
) -> Template:
    kept = await agreement_of(number)
    check_inviting(kept.agreement, today_of(now))
    return await _inviting(request, kept, Choice(key=new_sheet()))


@post("/coordinacion/acuerdos/{number:int}/invitaciones", name="agreement_invite", status_code=200)
async def invite_more(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    *,
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """More governments may sign it; it is said to how many it goes before it is done."""
    kept, choice = await agreement_of(number), _choice_in(await request.form())
    check_inviting(kept.agreement, today_of(now))
    everybody = await roll()
    invited = everybody.without(kept.codes).chosen(choice.ticked)
    if choice.step in ONLY_SHOWN:
        return await _inviting(request, kept, choice)
    if not invited and everybody.chosen(choice.ticked):
        return kept_before(request.app.route_reverse("agreement", number=number))
    if not invited:
        return await _inviting(request, kept, choice, RuleBroken("invited-missing"))
    heads, url = reached(invited, await heads_of_each()), request.app.route_reverse
    if choice.confirmed != mark_of(invited):
        return _asked(invite_confirm_page(kept.agreement, invited, heads, choice, url))
    told = invitations(
        kept.agreement, invited, heads, now, settings.public_url + url("agreement", number=number)
    )
    codes = [each.code for each in invited]
    await invite(kept, codes, key=choice.key or new_sheet(), by=person, at=now, told=told)
    return _to(request, "agreement", number=number)


def _choice_in(fields: Fields) -> Choice:
    """Whom a form invites, each once."""
    ticked = (str(each)[:LONGEST_KEY] for each in fields.getall("invited", []))
    names = ("state", "step", "confirmed", "key")
    return Choice(tuple(dict.fromkeys(ticked)), *(text_of(fields, name, None) for name in names))


def _asked(page: ConfirmPage) -> Template:
    return HTMXTemplate(template_name="pages/agreement_confirm.html", context={"page": page})


async def _inviting(
    request: Request[Any, Any, Any],
    kept: KeptAgreement,
    choice: Choice,
    broken: RuleBroken | None = None,
) -> Template:
    page = invite_page(
        kept.agreement,
        (await roll()).without(kept.codes),
        choice,
        key=choice.key,
        error=sentence_of(broken.code, broken.facts) if broken else "",
        url=request.app.route_reverse,
    )
    status = SENTENCES[broken.code].status if broken else HTTPStatus.OK
    return HTMXTemplate(
        template_name="pages/agreement_invite.html", context={"page": page}, status_code=status
    )


def _answering(kept: KeptAgreement, party: Party | None, person: Person, now: datetime) -> Party:
    """Whoever answers, who was invited and may still; refused otherwise."""
    stand = party.stand if party else None
    check_answer(kept.agreement, stand, person.role.value, today_of(now))
    if party is None:
        raise RuleBroken("agreement-not-invited")
    return party


def _typed_terms(typed: Mapping[str, str]) -> tuple[str, int | None]:
    """Which seat answers for it, and its budget, as typed."""
    if not typed["responsible"]:
        raise RuleBroken("responsible-missing")
    if fault := text_fault(typed["responsible"], LONGEST["responsible"]):
        raise RuleBroken(fault[0], **fault[1], field="responsible")
    budget = pesos_of(typed["budget"])
    if typed["budget"] and budget is None:
        raise RuleBroken("budget-unreadable")
    if typed["is_public"] != YES:
        raise RuleBroken("public-unconfirmed")
    return typed["responsible"], budget


async def _refused(
    request: Request[Any, Any, Any],
    number: int,
    person: Person,
    now: datetime,
    form: str,
    typed: Mapping[str, str],
    broken: RuleBroken,
) -> Template:
    """The page as it is now, with the refusal beside its field; what no field mends has a page."""
    field = str(broken.facts.get("field") or BESIDE.get(broken.code, ""))
    if not field:
        raise broken
    kept = await agreement_of(number)
    tried = Tried(form, typed, {field: sentence_of(broken.code, broken.facts)})
    return await _shown(request, kept, person, now, tried, SENTENCES[broken.code].status)


async def _shown(
    request: Request[Any, Any, Any],
    kept: KeptAgreement,
    visitor: Person | None,
    now: datetime,
    tried: Tried | None = None,
    status: int = 200,
) -> Template:
    is_government = visitor is not None and visitor.role in GOVERNMENT
    seat = await seat_of(visitor.seat, now) if visitor and is_government else None
    page = agreement_page(
        kept.agreement,
        kept.parties,
        published_on=kept.on,
        pillars=await pillar_names(),
        visitor=visitor,
        seat=seat.title if seat else "",
        key=new_sheet(),
        today=today_of(now),
        url=request.app.route_reverse,
        tried=tried,
    )
    return HTMXTemplate(
        template_name="pages/agreement.html", context={"page": page}, status_code=status
    )


async def _form(
    request: Request[Any, Any, Any],
    form: AgreementForm,
    everybody: Roll,
    errors: Mapping[str, str],
) -> Template:
    page = agreement_form_page(
        form.typed,
        errors,
        names=FIELDS,
        pillars=await pillar_names(),
        most_steps=MOST_STEPS,
        url=request.app.route_reverse,
    )
    shown = chooser(everybody, form.choice, errors.get("invited", ""))
    return HTMXTemplate(
        template_name="pages/agreement_form.html",
        context={"page": page, "chooser": shown},
        status_code=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
    )


def _to(request: Request[Any, Any, Any], route: str, **of: int) -> Redirect:
    return Redirect(request.app.route_reverse(route, **of), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_agreements,
        show_agreement,
        sign_agreement,
        decline_agreement,
        show_form,
        publish,
        show_inviting,
        invite_more,
    ],
)
