"""Sesiones: signing in and out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from server.pages.accounts import SignInPage
from server.passwords import Passwords, Throttle
from server.people import Account, Person
from server.problems import sentence_of
from server.queries.accounts import account_of, close_session, open_session
from server.security import SessionCookie, is_local, new_token


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What was typed to sign in, and where the person was going."""

    email: str = ""
    password: str = ""
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
    throttle.check(address, data.email, now)
    account = await account_of(data.email)
    if not await _is_right(account, data.password, passwords) or account is None:
        throttle.failed(address, data.email, now)
        error = sentence_of("sign-in-failed", {})
        return _form(SignInPage(data.email, data.next, error), status=422)
    throttle.succeeded(data.email)
    token = new_token()
    await open_session(account, token, now, old=request.auth)
    response = Redirect(_destination(request, data.next), status_code=303)
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
    response = Redirect(request.app.route_reverse("home"), status_code=303)
    response.set_cookie(session_cookie.removed())
    return response


async def _is_right(account: Account | None, password: str, passwords: Passwords) -> bool:
    """Whether the password is the account's; without an account it takes as long to say no."""
    return await passwords.matches(account.password_hash if account else None, password)


def _form(page: SignInPage, *, status: int) -> Template:
    return HTMXTemplate(
        template_name="pages/sign_in.html", context={"page": page}, status_code=status
    )


def _destination(request: Request[Any, Any, Any], wanted: str) -> str:
    """Where the person was going, never another site."""
    return wanted if is_local(wanted) else request.app.route_reverse("home")


router = Router("/", route_handlers=[show_sign_in, sign_in, sign_out])
