"""Cuentas: seats, who holds them, and the invitations that fill them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.participants import Participant, letters, meant, sought
from game.rules import RuleBroken
from game.typed import has_markup, said
from server.attempts import Throttle
from server.handovers import accept, landing_of
from server.i18n import locale
from server.imports.places import short_names
from server.mailboxes import is_mailbox
from server.pages.accounts import (
    InvitationPage,
    accounts_page,
    invitation_page,
    may_fill,
    roles_offered,
    seat_page,
)
from server.passwords import Passwords, weakness_of
from server.people import GOVERNMENT, Invitation, Person, Role, Seat
from server.policy import check_own
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.accounts import (
    account_of,
    add_seat,
    invitation_of,
    invite,
    open_session,
    seat_of,
    seats_of,
)
from server.queries.handovers import offered_of, offered_with, vacated_of
from server.queries.participants import everybody
from server.security import SessionCookie, new_token, token_hash
from server.settings import Settings

LONGEST_NAME = 160
# How many governments are told apart for whoever typed a name that several have.
MOST_NAMED = 5
# More would be a list to be sent with every page, and too long to be looked through.
MOST_OFFERED = 300
NOTHING: Mapping[str, str] = MappingProxyType({})
# Beside which field a refusal is shown.
SEAT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "seat-role-invalid": "role",
        "text-has-markup": "title",
        "participant-required": "participant",
        "participant-unknown": "participant",
        "participant-not-found": "participant",
        "participant-unclear": "participant",
        "state-required": "state",
        "state-unknown": "state",
    }
)
ACCEPT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "name-missing": "name",
        "password-short": "password",
        "password-long": "password",
        "password-is-email": "password",
        "password-repeats": "password",
        "password-sequence": "password",
        "password-wrong": "password",
        "too-many-attempts": "password",
        "passwords-differ": "again",
    }
)


@dataclass(frozen=True, slots=True)
class SeatForm:
    """A new seat."""

    role: str = ""
    participant: str = ""
    state: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class InviteForm:
    """Whom to invite."""

    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class AcceptForm:
    """How an invited person signs in from now on."""

    name: str = ""
    password: str = ""
    again: str = ""


@get("/cuentas", name="accounts")
async def show_accounts(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    gobierno: FromQuery[str] = "",
) -> Template:
    return await _accounts(request, person, now, search=gobierno)


@post("/cuentas", name="seat_add")
async def make_seat(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    data: URLEncodedBody[SeatForm],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    try:
        number = await _make_seat(person, data, now)
    except RuleBroken as broken:
        errors = {SEAT_FIELDS[broken.code]: sentence_of(broken.code, broken.facts)}
        return await _accounts(request, person, now, typed=asdict(data), errors=errors)
    return Redirect(request.app.route_reverse("seat", number=number), status_code=303)


@get("/cuentas/cargos/{number:int}", name="seat")
async def show_seat(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    number: FromPath[int],
    now: NamedDependency[datetime],
) -> Template:
    return await _seat(request, person, await _visible_seat(person, number, now))


@post("/cuentas/cargos/{number:int}", name="seat_invite", status_code=200)
async def invite_to_seat(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    number: FromPath[int],
    data: URLEncodedBody[InviteForm],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    seat = await _visible_seat(person, number, now)
    if not may_fill(person, seat):
        raise RuleBroken("seat-not-yours")
    email = data.email.strip().lower()
    if not is_mailbox(email):
        errors = {"email": sentence_of("email-invalid", {})}
        return await _seat(request, person, seat, typed=asdict(data), errors=errors)
    if await offered_of(seat.id) is not None:
        raise RuleBroken("handover-open")
    if await _passes_by_handover(seat) and email != seat.email:
        if not _may_renew(person, seat):
            raise RuleBroken("seat-occupied")
        errors = {"email": sentence_of("seat-occupied", {})}
        return await _seat(request, person, seat, typed=asdict(data), errors=errors)
    token = new_token()
    await invite(seat.id, email=email, name=data.name.strip(), token=token, now=now, by=person)
    link = settings.public_url + request.app.route_reverse("invitation", token=token)
    return await _seat(request, person, await _visible_seat(person, number, now), link=link)


@get("/invitacion/{token:str}", name="invitation")
async def show_invitation(
    token: FromPath[str], visitor: NamedDependency[Person | None], now: NamedDependency[datetime]
) -> Template:
    invitation = await _open_invitation(token, now, visitor)
    return _invitation(await _invitation_page(invitation, token))


@post("/invitacion/{token:str}", name="invitation_accept")
async def accept_invitation(
    request: Request[Any, Any, Any],
    *,
    token: FromPath[str],
    data: URLEncodedBody[AcceptForm],
    visitor: NamedDependency[Person | None],
    settings: NamedDependency[Settings],
    passwords: NamedDependency[Passwords],
    throttle: NamedDependency[Throttle],
    session_cookie: NamedDependency[SessionCookie],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    invitation = await _open_invitation(token, now, visitor)

    def address(name: str, **given: Any) -> str:
        return settings.public_url + request.app.route_reverse(name, **given)

    try:
        if invitation.asks_proof:
            host = request.client.host if request.client else ""
            await _confirm(invitation, data, passwords, throttle, host, now)
        given = {} if invitation.is_known else await _checked(invitation, data, passwords)
        number = await accept(invitation, token_hash(token), now=now, address=address, **given)
    except RuleBroken as broken:
        if broken.code not in ACCEPT_FIELDS:
            raise
        errors = {ACCEPT_FIELDS[broken.code]: sentence_of(broken.code, broken.facts)}
        page = await _invitation_page(invitation, token, name=data.name, errors=errors)
        return _invitation(page, broken)
    session = await _sign_in(invitation, request.auth, now)
    landing = request.app.route_reverse(await landing_of(invitation.seat))
    response = Redirect(f"{landing}?recibido={number}" if number else landing, status_code=303)
    response.set_cookie(session_cookie.kept(session))
    return response


async def _make_seat(person: Person, data: SeatForm, now: datetime) -> int:
    """A lead makes seats of the own government only, whatever the form says."""
    if data.role not in roles_offered(person):
        raise RuleBroken("seat-role-invalid")
    role = Role(data.role)
    # The title of an observer is the name that its reports show.
    if has_markup(data.title):
        raise RuleBroken("text-has-markup", field="title")
    participant = None
    if role in GOVERNMENT:
        is_admin = person.role is Role.ADMIN
        participant = await _participant(data.participant) if is_admin else person.participant
    return await add_seat(
        role,
        participant=participant,
        state=(data.state.strip() or None) if role is Role.VERIFIER else None,
        title=data.title.strip()[:LONGEST_NAME],
        now=now,
        by=person,
    )


async def _participant(typed: str) -> str:
    """The code of the government somebody named, by its code or by its name."""
    if not typed.strip():
        return ""
    found = sought(typed, await everybody(), short_names())
    one = meant(typed, found)
    if one is not None:
        return one.code
    if not found:
        raise RuleBroken("participant-not-found", participant=typed.strip())
    several = tuple(map(_named, found[:MOST_NAMED]))
    raise RuleBroken(
        "participant-unclear", participant=typed.strip(), n=len(found), several=several
    )


def _named(participant: Participant) -> str:
    """Name, state and code: a municipality's name ends with its state's."""
    return f"{participant.name} ({participant.code})"


async def _visible_seat(person: Person, number: int, now: datetime) -> Seat:
    seat = await seat_of(number, now)
    if seat is None:
        raise NotFoundException
    if person.role is not Role.ADMIN:
        check_own(person, seat.participant)
    return seat


async def _open_invitation(token: str, now: datetime, visitor: Person | None) -> Invitation:
    """The invitation of a link. To whom it is for and has signed in, it asks nothing more."""
    invitation = await invitation_of(token_hash(token), now)
    if invitation is None:
        raise RuleBroken("invitation-used")
    is_theirs = visitor is not None and visitor.email == invitation.email
    return replace(invitation, is_signed_in=is_theirs)


async def _invitation_page(
    invitation: Invitation,
    token: str,
    *,
    name: str | None = None,
    errors: Mapping[str, str] = NOTHING,
) -> InvitationPage:
    """What is accepted; of a seat that is handed over, from whom."""
    handover = await offered_with(token_hash(token))
    giver = handover.giver_name if handover else ""
    return invitation_page(
        invitation,
        token,
        name=name,
        errors=errors,
        giver=giver,
        is_handover=handover is not None,
        is_new_administration=handover is not None and handover.new_administration,
    )


async def _confirm(
    invitation: Invitation,
    data: AcceptForm,
    passwords: Passwords,
    throttle: Throttle,
    host: str,
    now: datetime,
) -> None:
    """Whoever already has an account proves it: a link alone must not give it away."""
    await throttle.check(host, invitation.email, now)
    account = await account_of(invitation.email)
    if not await passwords.matches(account.password_hash if account else None, data.password):
        await throttle.failed(host, invitation.email, now)
        raise RuleBroken("password-wrong")


async def _checked(
    invitation: Invitation, data: AcceptForm, passwords: Passwords
) -> dict[str, Any]:
    """The name, the password and the language of whoever chooses a new password."""
    name = " ".join(said(data.name).split())[:LONGEST_NAME]
    if not name and not invitation.has_account:
        raise RuleBroken("name-missing")
    weakness = weakness_of(data.password, invitation.email)
    if weakness:
        raise RuleBroken(weakness)
    if data.password != data.again:
        raise RuleBroken("passwords-differ")
    return {
        "name": name,
        "password_hash": await passwords.hash(data.password),
        "locale": locale(),
    }


async def _sign_in(invitation: Invitation, old: str | None, now: datetime) -> str:
    """Open a session in the seat just taken."""
    account = await account_of(invitation.email)
    if account is None:
        raise RuleBroken("invitation-used")
    token = new_token()
    seated = replace(account, seat=invitation.seat.id, role=invitation.seat.role)
    await open_session(seated, token, now, old=old)
    return token


async def _accounts(
    request: Request[Any, Any, Any],
    person: Person,
    now: datetime,
    *,
    search: str = "",
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> Template:
    own = person.participant if person.role is not Role.ADMIN else None
    seats = [
        (seat, request.app.route_reverse("seat", number=seat.id))
        for seat in await seats_of(own, now)
        if _is_sought(seat, search)
    ]
    offered = await everybody() if person.role is Role.ADMIN else ()
    page = accounts_page(
        person,
        seats,
        offered=offered if len(offered) <= MOST_OFFERED else (),
        search=search,
        typed=typed,
        errors=errors,
    )
    return HTMXTemplate(
        template_name="pages/accounts.html",
        context={"page": page},
        status_code=422 if errors else 200,
    )


def _is_sought(seat: Seat, search: str) -> bool:
    """Whether a seat is of the government that was typed: its code, or words of its name."""
    typed = search.strip()
    words = letters(typed).split()
    name = letters(seat.participant_name)
    return typed == seat.participant or all(word in name for word in words)


def _may_renew(person: Person, seat: Seat) -> bool:
    """Only the accounts let somebody choose a new password, and nobody of the observatory."""
    return person.role is Role.ADMIN and seat.role in GOVERNMENT and bool(seat.holder)


async def _passes_by_handover(seat: Seat) -> bool:
    """Somebody holds it, or had to leave it with its work: an invitation alone is no record."""
    is_left = await vacated_of(seat.id) is not None or await offered_of(seat.id) is not None
    return bool(seat.holder) or is_left


async def _seat(
    request: Request[Any, Any, Any],
    person: Person,
    seat: Seat,
    *,
    link: str = "",
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> Template:
    passes = await _passes_by_handover(seat)
    may_renew = _may_renew(person, seat) and await offered_of(seat.id) is None
    page = seat_page(
        person,
        seat,
        hand_over=request.app.route_reverse("handover_offer", seat=seat.id) if passes else "",
        may_renew=may_renew,
        link=link,
        typed=typed,
        errors=errors,
    )
    return HTMXTemplate(
        template_name="pages/seat.html",
        context={"page": page},
        status_code=422 if any(page.errors.values()) else 200,
    )


def _invitation(page: InvitationPage, broken: RuleBroken | None = None) -> Template:
    return HTMXTemplate(
        template_name="pages/invitation.html",
        context={"page": page},
        status_code=SENTENCES[broken.code].status if broken else 200,
        headers=retry_after(broken.facts) if broken else {},
    )


router = Router(
    "/",
    route_handlers=[
        show_accounts,
        make_seat,
        show_seat,
        invite_to_seat,
        show_invitation,
        accept_invitation,
    ],
)
