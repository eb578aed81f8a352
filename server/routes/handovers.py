"""Entregas: offer a seat, receive it, take it away; read its record; tick off what is inherited."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.handovers import (
    BRINGS_ADMINISTRATION,
    OVERSEERS,
    HandoverState,
    Holding,
    Offer,
    check_offer,
    may_read,
    may_say_administration,
    may_start,
    may_vacate,
    may_withdraw,
)
from game.rules import RuleBroken
from game.typed import date_of, said
from server.attempts import Throttle
from server.days import today_of
from server.forms import text_of
from server.handovers import (
    Giver,
    giver_of,
    landing_of,
    offer,
    passing_of,
    receive,
    vacate,
    withdraw,
)
from server.mailboxes import is_mailbox
from server.pages.accounts import seat_title
from server.pages.handovers import (
    copy_page,
    handovers_page,
    offer_page,
    passing_page,
)
from server.pages.records import record_page
from server.passwords import Passwords
from server.people import Person, Role, Seat
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.accounts import (
    account_of,
    check_state,
    seat_of,
    seats_held,
    switch_seat,
    using,
)
from server.queries.handovers import (
    Handover,
    folios_of,
    handover_of,
    handovers_for,
    holding_of,
    inherited_of,
    mark_received,
    offered_of,
    record_of,
    say_administration,
    vacated_of,
)
from server.records import Receiver, levels_filled_by
from server.security import SessionCookie, new_token, token_hash
from server.settings import Settings

LONGEST_NAME = 160
NOTHING: Mapping[str, str] = MappingProxyType({})
# Beside which field a refusal is told that does not say so itself.
OFFER_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "email-invalid": "email",
        "handover-open": "email",
        "state-required": "own_state",
        "state-unknown": "own_state",
    }
)


@dataclass(frozen=True, slots=True)
class OfferForm:
    """To whom a seat passes, from when, why; `vacate`: its holder leaves at once.

    `new_administration`: it is more than another official.
    """

    email: str = ""
    name: str = ""
    effective_on: str = ""
    own_state: str = ""
    reason: str = ""
    new_administration: str = ""
    vacate: str = ""


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Why somebody's access ends."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProofForm:
    """Who asks for a copy."""

    email: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A seat that somebody may hand over, with who holds it."""

    request: Request[Any, Any, Any]
    person: Person
    settings: Settings
    now: datetime
    seat: Seat
    holding: Holding
    giver: Giver

    @property
    def by(self) -> Holding:
        return _holding(self.person)

    def address(self, name: str, **given: Any) -> str:
        return _address(self.request, self.settings, name, **given)

    def page(
        self,
        typed: Mapping[str, str] = NOTHING,
        errors: Mapping[str, str] = NOTHING,
        status: int = 422,
    ) -> Template:
        page = offer_page(
            self.seat.id,
            seat_title(self.seat),
            holder=self.seat.holder,
            is_own=self.seat.id == self.person.seat,
            asks_state=self.seat.role is Role.VERIFIER,
            asks_administration=self.seat.role.value in BRINGS_ADMINISTRATION,
            may_vacate=may_vacate(self.by, self.holding),
            today=today_of(self.now),
            url=self.request.app.route_reverse,
            typed=typed,
            errors=errors,
        )
        return HTMXTemplate(
            template_name="pages/handover_offer.html",
            context={"page": page},
            status_code=status if errors else 200,
        )

    async def offered(self, data: OfferForm) -> Offer:
        """What was typed, once it can be done."""
        email = data.email.strip().lower()
        if not is_mailbox(email):
            raise RuleBroken("email-invalid")
        found = Offer(
            email,
            " ".join(data.name.split())[:LONGEST_NAME],
            said(data.reason),
            date_of(data.effective_on),
            new_administration=bool(data.new_administration),
        )
        check_offer(found, self.giver.email, today_of(self.now), self.seat.role.value)
        if self.seat.role is Role.VERIFIER:
            await check_state(data.own_state.strip() or None)
        return found


@get("/entregas", name="handovers")
async def show_handovers(
    request: Request[Any, Any, Any], person: NamedDependency[Person]
) -> Template:
    oversees = person.role in OVERSEERS
    found = await handovers_for(person, oversees=oversees)
    folios = await folios_of([each.id for each in found])
    page = handovers_page(
        [passing_of(each, folios.get(each.id, "")) for each in found],
        own=person.seat,
        is_overseer=oversees,
        is_admin=person.role is Role.ADMIN,
        is_offered=await offered_of(person.seat) is not None,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/handovers.html", context={"page": page})


@get("/entregas/cargos/{seat:int}", name="handover_offer")
async def show_offer(
    request: Request[Any, Any, Any],
    *,
    seat: FromPath[int],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    case = await _case(request, person, settings, now, seat)
    open_one = await offered_of(seat)
    if open_one is not None:
        return _to(request, "handover", number=open_one.id)
    return case.page()


@post("/entregas/cargos/{seat:int}", name="handover_start", status_code=200)
async def start_handover(
    request: Request[Any, Any, Any],
    *,
    seat: FromPath[int],
    data: URLEncodedBody[OfferForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    case = await _case(request, person, settings, now, seat)
    token = new_token()
    link = settings.public_url + request.app.route_reverse("invitation", token=token)
    is_verifier = case.seat.role is Role.VERIFIER
    try:
        offered = await case.offered(data)
        number = await offer(
            case.seat,
            case.giver,
            offered,
            own_state=data.own_state.strip() if is_verifier else case.seat.state,
            hashed=token_hash(token),
            link=link,
            by=person,
            at=now,
            address=case.address,
        )
    except RuleBroken as broken:
        named = str(broken.facts.get("field") or OFFER_FIELDS.get(broken.code, ""))
        if not named:
            raise
        told = {named: sentence_of(broken.code, broken.facts)}
        return case.page(asdict(data), told, SENTENCES[broken.code].status)
    if data.vacate and may_vacate(case.by, case.holding):
        await _vacate(case, await handover_of(number), offered.reason)
    shown = await _visible(person, number)
    return await _handover_page(request, person, shown, link, is_file=not settings.smtp_url)


@post("/entregas/cargos/{seat:int}/acceso", name="handover_vacate")
async def end_access_now(
    request: Request[Any, Any, Any],
    *,
    seat: FromPath[int],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    case = await _case(request, person, settings, now, seat)
    if not may_vacate(case.by, case.holding):
        raise RuleBroken("seat-not-held")
    open_one = await offered_of(seat)
    await _vacate(case, open_one, said(data.reason) or (open_one.reason if open_one else ""))
    if open_one is None:
        return _to(request, "handover_offer", seat=seat)
    return _to(request, "handover", number=open_one.id)


@get("/entregas/{number:int}", name="handover")
async def show_handover(
    request: Request[Any, Any, Any], number: FromPath[int], person: NamedDependency[Person]
) -> Template:
    shown = await _visible(person, number, only_record=False)
    return await _handover_page(request, person, shown)


@post("/entregas/{number:int}/cancelar", name="handover_withdraw")
async def withdraw_handover(
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    handover = await _visible(person, number)
    if not _may_withdraw(person, handover):
        raise RuleBroken("handover-not-yours")

    def address(name: str, **given: Any) -> str:
        return _address(request, settings, name, **given)

    await withdraw(handover, by=person, at=now, address=address)
    return _to(request, "handover", number=number)


@post("/entregas/{number:int}/administracion", name="handover_administration")
async def say_new_administration(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    """Whether everything that was promised passes with a seat, until somebody receives it."""
    handover = await _visible(person, number, only_record=False)
    if not _may_say(person, handover):
        raise RuleBroken("handover-not-yours")
    is_new = bool(text_of(await request.form(), "new_administration", 8))
    await say_administration(handover, is_new=is_new, by=person, at=now)
    return _to(request, "handover", number=number)


@post("/entregas/{number:int}/recibir", name="handover_receive")
async def receive_handover(
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    person: NamedDependency[Person],
    settings: NamedDependency[Settings],
    session_cookie: NamedDependency[SessionCookie],
    now: NamedDependency[datetime],
) -> Redirect:
    handover = await _visible(person, number)
    if not _is_for(person, handover):
        raise NotFoundException
    receiver = Receiver(person.name, person.email, person.account)

    def address(name: str, **given: Any) -> str:
        return _address(request, settings, name, **given)

    steps = [using(handover.token_hash, now)]
    await receive(handover, receiver, steps, at=now, address=address)
    seat = next(each for each in await seats_held(person.account) if each.id == handover.seat)
    token = new_token()
    await switch_seat(person, seat, token, now, old=request.auth)
    landing = request.app.route_reverse(await landing_of(seat))
    response = Redirect(f"{landing}?recibido={number}", status_code=303)
    response.set_cookie(session_cookie.kept(token))
    return response


@get("/entregas/{number:int}/acta", name="handover_record")
async def show_record(
    request: Request[Any, Any, Any], number: FromPath[int], person: NamedDependency[Person]
) -> Template:
    return await _record(request, await _visible(person, number), is_signed_in=True)


@get("/entregas/{number:int}/acta.json", name="handover_document")
async def send_document(number: FromPath[int], person: NamedDependency[Person]) -> Response[bytes]:
    """The very bytes that the SHA-256 is of."""
    await _visible(person, number)
    record = await record_of(number)
    if record is None:
        raise NotFoundException
    headers = {"Content-Disposition": f'attachment; filename="acta-{record.folio}.json"'}
    return Response(record.document.encode(), media_type=MediaType.JSON, headers=headers)


@get("/entregas/{number:int}/copia", name="handover_copy")
async def show_copy_form(request: Request[Any, Any, Any], number: FromPath[int]) -> Template:
    page = copy_page(number, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/handover_copy.html", context={"page": page})


@post("/entregas/{number:int}/copia", name="handover_copy_send", status_code=200)
async def show_copy(
    request: Request[Any, Any, Any],
    *,
    number: FromPath[int],
    data: URLEncodedBody[ProofForm],
    passwords: NamedDependency[Passwords],
    throttle: NamedDependency[Throttle],
    now: NamedDependency[datetime],
) -> Template:
    """Whoever handed a seat over may have none to sign in to: their password opens this page."""
    address = request.client.host if request.client else ""
    try:
        await throttle.check(address, data.email, now)
    except RuleBroken as broken:
        return _copy_refused(request, number, data.email, broken)
    account = await account_of(data.email)
    is_right = await passwords.matches(account.password_hash if account else None, data.password)
    if account is None or not is_right:
        await throttle.failed(address, data.email, now)
        return _copy_refused(request, number, data.email, RuleBroken("sign-in-failed"))
    await throttle.succeeded(address, data.email, now)
    handover = await handover_of(number)
    if handover is None or account.id not in {handover.giver, handover.receiver}:
        raise NotFoundException
    return await _record(request, handover, is_signed_in=False)


def _copy_refused(
    request: Request[Any, Any, Any], number: int, email: str, broken: RuleBroken
) -> Template:
    """The form again with the e-mail that was typed."""
    error = sentence_of(broken.code, broken.facts)
    page = copy_page(number, request.app.route_reverse, email=email, error=error)
    return HTMXTemplate(
        template_name="pages/handover_copy.html",
        context={"page": page},
        status_code=SENTENCES[broken.code].status,
        headers=retry_after(broken.facts),
    )


@post("/mi-liga/heredado/{matter:int}", name="inherited_received")
async def receive_matter(
    request: Request[Any, Any, Any],
    *,
    matter: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    return await _received(request, person, now, matter)


@post("/mi-liga/heredado", name="inherited_all_received")
async def receive_all(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Redirect:
    return await _received(request, person, now, None)


@get(["/mi-liga/heredado", "/mi-liga/heredado/{matter:int}"], name="inherited_again")
async def reopen_inherited(request: Request[Any, Any, Any]) -> Redirect:
    """The page of a form of what is inherited, opened anew."""
    return _to(request, "my_league")


@get(
    [
        "/entregas/{number:int}/administracion",
        "/entregas/{number:int}/cancelar",
        "/entregas/{number:int}/recibir",
    ],
    name="handover_again",
)
async def reopen_handover(request: Request[Any, Any, Any], number: FromPath[int]) -> Redirect:
    """The page of a form of a handover, opened anew."""
    return _to(request, "handover", number=number)


@get("/entregas/cargos/{seat:int}/acceso", name="handover_offer_again")
async def reopen_offer(request: Request[Any, Any, Any], seat: FromPath[int]) -> Redirect:
    """The page from which an access is ended, opened anew."""
    return _to(request, "handover_offer", seat=seat)


async def _received(
    request: Request[Any, Any, Any], person: Person, now: datetime, matter: int | None
) -> Redirect:
    handover, waiting = await inherited_of(person)
    is_there = matter is None or any(each.id == matter for each in waiting)
    if handover is not None and waiting and is_there:
        await mark_received(handover, matter, by=person, at=now)
    return Redirect(f"{request.app.route_reverse('my_league')}#inherited", status_code=303)


async def _case(
    request: Request[Any, Any, Any],
    person: Person,
    settings: Settings,
    now: datetime,
    number: int,
) -> _Case:
    """A seat that somebody may hand over; any other is not there."""
    seat = await seat_of(number, now)
    if seat is None:
        raise NotFoundException
    holding = await holding_of(seat)
    if not may_start(_holding(person), holding):
        raise NotFoundException
    giver = await giver_of(seat, holding.account)
    return _Case(request, person, settings, now, seat, holding, giver)


async def _vacate(case: _Case, handover: Handover | None, reason: str) -> None:
    assert case.holding.account is not None  # noqa: S101 - `may_vacate` was asked
    await vacate(
        case.seat,
        case.holding.account,
        handover,
        reason=reason,
        by=case.person,
        at=case.now,
        address=case.address,
    )


async def _visible(person: Person, number: int, *, only_record: bool = True) -> Handover:
    """A passing that concerns somebody; any other is not there.

    The coordination sees that a seat is offered which may bring an administration, and nothing of
    what is in it: `only_record`, what tells of the work of a government.
    """
    handover = await handover_of(number)
    if handover is None or not (
        may_read(_holding(person), handover.parties)
        or _is_for(person, handover)
        or (not only_record and _may_say(person, handover))
    ):
        raise NotFoundException
    return handover


def _may_say(person: Person, handover: Handover) -> bool:
    """Whether somebody says if a new administration comes, while the seat is offered."""
    seat = Holding(handover.seat, handover.role.value, handover.participant, handover.giver)
    role = handover.starter_role.value
    return handover.state is HandoverState.OFFERED and may_say_administration(
        _holding(person), seat, starter=handover.starter, starter_role=role
    )


async def _is_empty_since(handover: Handover) -> bool:
    """Whether nobody was named for the seat after its holder had to leave it."""
    vacated = await vacated_of(handover.seat)
    return vacated is not None and vacated.id == handover.id


def _may_withdraw(person: Person, handover: Handover) -> bool:
    seat = Holding(handover.seat, handover.role.value, handover.participant, handover.giver)
    role = handover.starter_role.value
    return may_withdraw(_holding(person), seat, starter=handover.starter, starter_role=role)


def _is_for(person: Person, handover: Handover) -> bool:
    """Whether it is offered to somebody who is signed in."""
    return handover.state is HandoverState.OFFERED and handover.receiver_email == person.email


async def _handover_page(
    request: Request[Any, Any, Any],
    person: Person,
    handover: Handover,
    link: str = "",
    *,
    is_file: bool = False,
) -> Template:
    is_open = handover.state is HandoverState.OFFERED
    seat = Holding(handover.seat, handover.role.value, handover.participant, handover.giver)
    by = _holding(person)
    folios = await folios_of([handover.id])
    barred: tuple[str, ...] = ()
    if is_open and handover.role is Role.SIGNER:
        account = await account_of(handover.receiver_email)
        barred = await levels_filled_by(account.id if account else None, handover.participant)
    page = passing_page(
        passing_of(handover, folios.get(handover.id, "")),
        seat=handover.seat,
        may_withdraw=is_open and _may_withdraw(person, handover),
        may_vacate=is_open and handover.vacated_at is None and may_vacate(by, seat),
        may_receive=_is_for(person, handover),
        may_offer=may_start(by, seat) and await _is_empty_since(handover),
        may_say_administration=is_open and _may_say(person, handover),
        barred=barred,
        link=link,
        is_file=is_file,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/handover.html", context={"page": page})


async def _record(
    request: Request[Any, Any, Any], handover: Handover, *, is_signed_in: bool
) -> Template:
    record = await record_of(handover.id)
    if record is None:
        raise NotFoundException
    page = record_page(
        json.loads(record.document),
        record.sha256,
        number_=handover.id,
        is_signed_in=is_signed_in,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/handover_record.html", context={"page": page})


def _holding(person: Person) -> Holding:
    return Holding(person.seat, person.role.value, person.participant, person.account)


def _address(request: Request[Any, Any, Any], settings: Settings, name: str, **given: Any) -> str:
    return settings.public_url + request.app.route_reverse(name, **given)


def _to(request: Request[Any, Any, Any], name: str, **given: Any) -> Redirect:
    return Redirect(request.app.route_reverse(name, **given), status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_handovers,
        show_offer,
        start_handover,
        end_access_now,
        show_handover,
        withdraw_handover,
        say_new_administration,
        receive_handover,
        show_record,
        send_document,
        show_copy_form,
        show_copy,
        receive_matter,
        receive_all,
        reopen_inherited,
        reopen_handover,
        reopen_offer,
    ],
)
