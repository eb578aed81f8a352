"""Sesiones: signing in and out, and going on in another seat of one's own."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.attempts import Throttle
from server.pages.accounts import SignInPage, seats_page
from server.pages.unsent import READY
from server.passwords import Passwords
from server.people import Account, Person, Seat
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.accounts import (
    account_of,
    close_session,
    open_session,
    person_of,
    seats_held,
    switch_seat,
)
from server.security import (
    LEAVING,
    SessionCookie,
    csrf_of,
    is_local,
    new_token,
    refuse_foreign,
    token_hash,
)
from server.telling import show_unsent
from server.unsent import Typed, carried, carried_in


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed to sign in, and where the person was going."""

    email: str = ""
    password: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class SwitchForm:
    """Where to go on from the other seat."""

    next: str = ""


@get("/entrar", name="sign_in")
async def show_sign_in(
    visitor: NamedDependency[Person | None],
    request: Request[Any, Any, Any],
    volver: FromQuery[str] = "",
) -> Template | Redirect:
    if visitor is not None:
        return Redirect(_destination(request, volver), status_code=303)
    return _form(SignInPage(next=volver), status=200)


@post("/entrar", name="sign_in_send")
async def sign_in(
    request: Request[Any, Any, Any],
    *,
    data: URLEncodedBody[SignInForm],
    passwords: NamedDependency[Passwords],
    throttle: NamedDependency[Throttle],
    session_cookie: NamedDependency[SessionCookie],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    address = request.client.host if request.client else ""
    typed = carried_in(await request.form())
    try:
        await throttle.check(address, data.email, now)
    except RuleBroken as broken:
        return _refused(data, typed, broken)
    account = await account_of(data.email)
    if not await _is_right(account, data.password, passwords) or account is None:
        await throttle.failed(address, data.email, now)
        return _refused(data, typed, RuleBroken("sign-in-failed"))
    await throttle.succeeded(address, data.email, now)
    token = new_token()
    seats = await seats_held(account.id)
    await open_session(_seated(account, seats, typed), token, now, old=request.auth)
    response = await _welcome(request, data.next, typed, token, now, seats=len(seats))
    response.set_cookie(session_cookie.kept(token))
    return response


def _refused(data: SignInForm, typed: Typed | None, broken: RuleBroken) -> Template:
    """The form again with the e-mail, and with what waits to be sent; never the password."""
    error, hidden = sentence_of(broken.code, broken.facts), carried(typed) if typed else ()
    shown = _form(
        SignInPage(data.email, data.next, error, hidden), status=SENTENCES[broken.code].status
    )
    shown.headers.update(retry_after(broken.facts))
    return shown


@get("/sesion", name="session_token")
async def renew_token(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    para: FromQuery[str] = "",
) -> dict[str, str]:
    """Let a page go on whose session ended, once who it was drawn for is back in the same seat."""
    refuse_foreign(request)
    if para != person.key:
        raise RuleBroken("page-of-another")
    return {"csrf": csrf_of(request)}


@get("/cargo", name="seat_choice")
async def show_seats(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    volver: FromQuery[str] = "",
) -> Template:
    seats = await seats_held(person.account)
    page = seats_page(person, seats, wanted=volver, url=request.app.route_reverse)
    return HTMXTemplate(template_name="pages/seats.html", context={"page": page})


@post("/cargo/{number:int}", name="seat_switch")
async def switch(
    request: Request[Any, Any, Any],
    *,
    person: NamedDependency[Person],
    number: FromPath[int],
    data: URLEncodedBody[SwitchForm],
    session_cookie: NamedDependency[SessionCookie],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    seat = next((each for each in await seats_held(person.account) if each.id == number), None)
    if seat is None:
        raise NotFoundException
    token = request.auth
    if seat.id != person.seat:
        token = new_token()
        await switch_seat(person, seat, token, now, old=request.auth)
    typed = carried_in(await request.form())
    response = await _welcome(request, data.next, typed, token, now)
    response.headers.update(LEAVING)
    response.set_cookie(session_cookie.kept(token))
    return response


@post("/salir", name="sign_out")
async def sign_out(
    request: Request[Any, Any, Any],
    visitor: NamedDependency[Person | None],
    session_cookie: NamedDependency[SessionCookie],
    now: NamedDependency[datetime],
) -> Redirect:
    if visitor is not None:
        await close_session(visitor, request.auth, now)
    response = Redirect(request.app.route_reverse("home"), status_code=303, headers=LEAVING)
    response.set_cookie(session_cookie.removed())
    return response


async def _is_right(account: Account | None, password: str, passwords: Passwords) -> bool:
    """Whether the password is the account's; without an account it takes as long to say no."""
    return await passwords.matches(account.password_hash if account else None, password)


def _seated(account: Account, seats: tuple[Seat, ...], typed: Typed | None) -> Account:
    """The account in the seat from which something was written, where it still holds that one."""
    for seat in seats:
        if typed is not None and seat.id == typed.seat:
            return replace(account, seat=seat.id, role=seat.role)
    return account


async def _welcome(
    request: Request[Any, Any, Any],
    wanted: str,
    typed: Typed | None,
    token: str,
    now: datetime,
    *,
    seats: int = 1,
) -> Template | Redirect:
    """Where a new session begins: with what waits to be sent, with a choice, or where one was."""
    if typed is not None and is_local(typed.address):
        request.scope["user"] = await person_of(token_hash(token), now)
        request.scope["auth"] = token
        return show_unsent(request, READY, typed)
    destination = _destination(request, wanted)
    if seats > 1:
        choice = request.app.route_reverse("seat_choice")
        destination = f"{choice}?{urlencode({'volver': destination})}"
    return Redirect(destination, status_code=303)


def _form(page: SignInPage, *, status: int) -> Template:
    return HTMXTemplate(
        template_name="pages/sign_in.html", context={"page": page}, status_code=status
    )


def _destination(request: Request[Any, Any, Any], wanted: str) -> str:
    """Where the person was going, never another site."""
    return wanted if is_local(wanted) else request.app.route_reverse("home")


router = Router(
    "/", route_handlers=[show_sign_in, sign_in, sign_out, renew_token, show_seats, switch]
)
