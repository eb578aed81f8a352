"""Seguridad: session tokens, forged requests, hosts, and the headers of every response.

The framework's own are not used: its sessions take any id the browser sends and write on every
response, and its CSRF token is bound to no session and ignores Origin.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, cast
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import Cookie, FormMultiDict
from litestar.exceptions import InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import BaseRouteHandler

from game.rules import RuleBroken
from game.typed import whole_number
from server.bodies import CSRF as CSRF_FIELD
from server.bodies import read_held, read_multipart
from server.unsent import Typed, Unsent, typed_in, without_switch

SESSION_LIFE = timedelta(hours=12)
TOKEN_BYTES = 32
NUL = "\0"
# In the scope of whoever comes with the session of a seat they lost: why.
LEFT = "left"
# In the scope of a form of ours: what was typed in it, for a refusal without a page of its own.
TYPED = "typed"
CSRF_HEADER = "X-CSRF"
PROOF_BYTES = hashlib.sha256().digest_size
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
# As much as an ordinary form may bring.
STRANGERS_BODY = 256 * KILOBYTE
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Of what may stand in a frame on any page: it runs nothing, sends nothing and knows nobody.
FRAMED_BY_ANYBODY: Final = "frame-ancestors *"
EMBEDDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
            f"base-uri 'none'; {FRAMED_BY_ANYBODY}"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
)
# On a route that a stranger's program may send to: its address alone proves what it may do.
FROM_ANYWHERE: Final = "from_anywhere"
# It tells our scripts that a response is ours: what stands in between (a portal that asks for
# consent, a proxy, a page of maintenance) may answer 200 too.
REPLY: Final = "Liga-Reply"
# `same-origin` and not `no-referrer`: under the latter browsers send `Origin: null` with forms.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Vary": "Cookie, Accept-Language",
        REPLY: "liga",
    }
)
SECURE_HEADERS: Mapping[str, str] = MappingProxyType(
    {**HEADERS, "Strict-Transport-Security": "max-age=31536000"}
)
KEPT_NOWHERE = "no-store"
ASKED_AGAIN = "private, no-cache"
# With a session go the pages a browser kept of it, also those it goes back to.
LEAVING: Mapping[str, str] = MappingProxyType({"Clear-Site-Data": '"cache"'})


def new_token() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(session_token: str | None, seat: int | None = None) -> str:
    """The proof that a form was drawn for this session; empty without one.

    Masked anew each time: where the length of a compressed page can be watched, a secret that it
    repeats as it is could be guessed letter by letter. The seat stands in the open: it proves
    nothing, and tells from which one a form was drawn whose session is over.
    """
    if not session_token:
        return ""
    pad = secrets.token_bytes(PROOF_BYTES)
    masked = base64.urlsafe_b64encode(pad + _combined(pad, _proof(session_token)))
    return f"{masked.decode().rstrip('=')}.{seat or ''}"


def csrf_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The token of every form of this response; the next response has another mask."""
    scope = cast("dict[str, Any]", request.scope)
    session_token, person = scope.get("auth"), scope.get("user")
    drawn_for, token = scope.get(CSRF_FIELD, (None, ""))
    if drawn_for != session_token:
        token = csrf_token(session_token, person.seat if person else None)
        scope[CSRF_FIELD] = (session_token, token)
    return str(token)


def is_csrf_of(session_token: str, given: str) -> bool:
    """Whether a token was drawn for this session."""
    try:
        masked = base64.b64decode(given.partition(".")[0] + "==", altchars=b"-_", validate=True)
    except ValueError:
        return False
    if len(masked) != 2 * PROOF_BYTES:
        return False
    found = _combined(masked[:PROOF_BYTES], masked[PROOF_BYTES:])
    return hmac.compare_digest(found, _proof(session_token))


def seat_drawn_for(given: str) -> int | None:
    """From which seat the form of a token was drawn, as the token says it; nobody vouches."""
    seat = given.partition(".")[2]
    return whole_number(seat)


def _proof(session_token: str) -> bytes:
    return hmac.digest(session_token.encode(), b"liga csrf", "sha256")


def _combined(one: bytes, other: bytes) -> bytes:
    """Mask with a pad, or take the mask away with the same."""
    mixed = int.from_bytes(one) ^ int.from_bytes(other)
    return mixed.to_bytes(PROOF_BYTES)


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """Where a browser keeps its session token."""

    secure: bool

    @property
    def name(self) -> str:
        return "__Host-liga_session" if self.secure else "liga_session"

    def read(self, cookies: Mapping[str, str]) -> str | None:
        return cookies.get(self.name) or None

    def kept(self, token: str) -> Cookie:
        return self._cookie(token, int(SESSION_LIFE.total_seconds()))

    def removed(self) -> Cookie:
        return self._cookie("", 0)

    def _cookie(self, token: str, max_age: int) -> Cookie:
        return Cookie(
            key=self.name,
            value=token,
            max_age=max_age,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )


def cookies_of(header: str) -> Mapping[str, str]:
    """Read a Cookie header; one that cannot be read holds nothing."""
    found: dict[str, str] = {}
    for part in header.split(";"):
        name, separator, value = part.strip().partition("=")
        if separator and name not in found:
            found[name] = value.strip('"')
    return found


def is_trusted_host(header: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header names this site; letter case and port do not matter."""
    host = host_of(header)
    return any(
        pattern in {"*", host} or (pattern.startswith("*.") and host.endswith(pattern[1:]))
        for pattern in trusted
    )


def host_of(header: str) -> str:
    """The host of a Host header, in lower case and without its port."""
    host = header.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[")
    return host.partition(":")[0]


def is_local(address: str) -> bool:
    """Whether an address stays on this site, however a browser reads it."""
    return (
        address.startswith("/")
        and not address.startswith("//")
        and "\\" not in address
        and address.isprintable()
    )


def refuse_foreign(request: Request[Any, Any, Any]) -> None:
    """What only our own pages ask for is not told when the browser says another site asks."""
    if _origin_says(request) is False:
        raise RuleBroken("foreign-request")


async def refuse_forgery(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Guard: what changes something must come from a page of ours, drawn for this session."""
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if handler.opt.get(FROM_ANYWHERE):
        return
    origin = _origin_says(connection)
    if origin is False or (origin is None and connection.auth is None):
        raise RuleBroken("foreign-request")
    form = await _form_of(connection)
    if connection.auth is not None:
        given = str(connection.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD, ""))
        if not is_csrf_of(connection.auth, given):
            raise await _refusal("form-expired", connection, form)
    # PostgreSQL cannot keep this character and SQLite can: neither is given it.
    if any(NUL in text for text in form.values() if isinstance(text, str)):
        raise await _refusal("text-unreadable", connection, form)
    if form and origin:
        connection.scope[TYPED] = _typed(connection, form)  # type: ignore[literal-required]


def refuse_other_seat(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """A page drawn from one seat is brought nothing of another: it would be taken for its own.

    Whoever changes seats in one tab has those of the first still open in others, whose scripts go
    on asking by the session there is now.
    """
    person, given = connection.scope.get("user"), connection.headers.get(CSRF_HEADER, "")
    if person is not None and seat_drawn_for(given) not in {None, person.seat}:
        raise RuleBroken("page-of-another")


async def refuse_unread(connection: ASGIConnection[Any, Any, Any, Any], code: str) -> None:
    """Refuse a form of ours whose sender may not send it (now), with what was typed in it.

    What comes from elsewhere, or is too long to be read for a stranger, is left to be refused
    unread.
    """
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    if code == "session-ended" and connection.scope.get(LEFT):
        code = "seat-left"
    length = connection.content_length
    if _origin_says(connection) is True and length is not None and length <= STRANGERS_BODY:
        form = await _form_of(connection)
        if form:
            raise await _refusal(code, connection, form)


async def _form_of(request: Request[Any, Any, Any]) -> FormMultiDict:
    """What a form sends; nothing where what is sent is no form."""
    if request.content_type[0] not in FORM_TYPES:
        return FormMultiDict()
    try:
        await read_multipart(request)
        await read_held(request)
        return await request.form()
    except RequestEntityTooLarge as error:
        limit = request.route_handler.resolve_request_max_body_size() or 0
        if limit < MEGABYTE:
            raise RuleBroken("form-too-large", limit=limit // KILOBYTE) from error
        raise RuleBroken("file-too-large", megabytes=limit // MEGABYTE) from error
    except InternalServerException as error:
        # The line was lost, or whoever sent it thought better of it: nothing of ours has failed.
        raise RuleBroken("form-interrupted") from error


async def _refusal(code: str, request: Request[Any, Any, Any], form: FormMultiDict) -> RuleBroken:
    """Refuse a form; one that comes from a page of ours takes along what was typed in it.

    A page that offers to send it again would lend our own address to whoever forged it: where the
    browser does not say that it comes from here there is no such page.
    """
    await form.close()
    if _origin_says(request) is not True:
        return RuleBroken(code)
    return Unsent(code, _typed(request, form))


def _typed(request: Request[Any, Any, Any], form: FormMultiDict) -> Typed:
    query = without_switch(request.url.query)
    address = request.url.path + (f"?{query}" if query else "")
    seat = seat_drawn_for(str(form.get(CSRF_FIELD, "")))
    return typed_in(form, address=address, seat=seat, left_out=frozenset({CSRF_FIELD}))


def _origin_says(request: Request[Any, Any, Any]) -> bool | None:
    """Whether the browser says the request comes from this site; None when it does not say."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site in {"cross-site", "same-site"}:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.headers.get("Host", "").lower()
    return True if fetch_site == "same-origin" else None
