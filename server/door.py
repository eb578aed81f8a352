"""Puerta: what happens to every request before a route is looked for, and to every response.

It stands outside the framework's own layers, so that an address that does not exist gets the same
headers, language and person as one that does.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final, cast
from urllib.parse import parse_qs

from litestar import Request
from litestar.datastructures import Cookie, Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from game.rules import RuleBroken
from server.db import Step, keeping_nothing, standing_on
from server.i18n import ASKED, LOCALES, chosen_locale, speaking
from server.live import LINE
from server.people import Farewell, Person
from server.reading import asking
from server.security import (
    ASKED_AGAIN,
    FRAMED_BY_ANYBODY,
    HEADERS,
    KEPT_NOWHERE,
    LEFT,
    NUL,
    SECURE_HEADERS,
    SessionCookie,
    cookies_of,
    is_trusted_host,
    token_hash,
)
from server.settings import Settings
from server.telling import show_problem
from server.turns import Turns
from server.unsent import is_only_shown as asks_to_show

LOCALE_COOKIE = "liga_idioma"
A_YEAR = 365 * 24 * 3600
ASSETS = "/recursos/"

SMALL: Final = 1024
# The higher levels take two to four times as long for a page with a map and save a tenth of it.
PACKING: Final = 3
# Streams first of all; and what is packed inside already.
NEVER_PACKED: Final = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/pdf",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
)

logger = logging.getLogger("liga.requests")


@dataclass(frozen=True, slots=True)
class Known:
    """Where it is known who comes with a token, why they are no longer let in, where they stand.

    `ground`: what must still be so of somebody when anything they send is kept.
    """

    person_of: Callable[[str, datetime], Awaitable[Person | None]]
    farewell_of: Callable[[str, datetime], Awaitable[Farewell | None]]
    ground: Callable[[Person], Step]


def packed(app: ASGIApp) -> ASGIApp:
    """Pack what an application sends with gzip, for those who can unpack it.

    It goes around the door, so that the pages the door tells by itself are packed too.
    """
    packing = GZipMiddleware(
        cast("Any", app),
        minimum_size=SMALL,
        compresslevel=PACKING,
        exclude_content_types=NEVER_PACKED,
    )
    app_packing = cast("ASGIApp", packing)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await app_packing(scope, receive, _varying_once(send))

    return serve


def _varying_once(send: Send) -> Send:
    """The packing says that an answer varies by coding also of one that says so itself."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, _each_once(value) if name.lower() == b"vary" else value)
                for name, value in message["headers"]
            ]
            message = {**message, "headers": headers}
        await send(message)

    return send_on


def _each_once(listed: bytes) -> bytes:
    return b", ".join(dict.fromkeys(each.strip() for each in listed.split(b",")))


def headed(app: ASGIApp) -> ASGIApp:
    """Answer a question for the head alone with what the whole would bring, but for the body.

    It goes around the packing, so that the head tells the same length and coding.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        # A copy: the server must go on knowing that it was asked for the head.
        whole = cast("HTTPScope", {**scope, "method": "GET"})
        await app(whole, receive, _Head(send).send)

    return serve


def lined(app: ASGIApp) -> ASGIApp:
    """Let a stream write to the line itself once it is open: no layer has a part in a frame.

    It goes around everything. One layer took a twentieth of the deliveries of `bench.live`.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        cast("dict[str, Any]", scope)[LINE] = send
        await app(scope, receive, send)

    return serve


class _Head:
    """A response that is over where its body begins.

    The server tells whoever listens to it that this was all: a stream ends there by itself.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_over = False

    async def send(self, message: Message) -> None:
        if self._is_over:
            return
        if message["type"] == "http.response.body":
            self._is_over = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)


class Door:
    """Wraps the application: host, language, person, headers, and one line in the log."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        clock: Callable[[], datetime],
        known: Known,
        turns: Turns,
    ) -> None:
        self._app = app
        self._settings = settings
        self._clock = clock
        self._known = known
        self._turns = turns
        self._cookie = SessionCookie(settings.secure_cookies)
        self._headers = SECURE_HEADERS if settings.secure_cookies else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            with self._turns.taken():
                await self._serve(scope, receive, send)

    async def _serve(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        headers = Headers.from_scope(scope)
        if not is_trusted_host(headers.get("host", ""), self._settings.trusted_hosts):
            await _refuse_host(send)
            return
        cookies = cookies_of(headers.get("cookie", ""))
        asked = _asked_locale(scope)
        kept = cookies.get(LOCALE_COOKIE)
        response = _Response(scope, send, self._headers, self._kept_locale(asked))
        locale = chosen_locale(asked, kept, headers.get("accept-language", ""))
        with speaking(locale), asking():
            try:
                _check_readable(scope)
                ground = await self._seat(scope, cookies)
                with standing_on(ground), _keeping(scope):
                    await self._app(scope, receive, response.send)
            except Exception as error:
                if response.status:
                    raise
                await _tell(scope, receive, response.send, error)
        response.log()

    async def _seat(self, scope: HTTPScope, cookies: Mapping[str, str]) -> Step | None:
        """Find out who is asking, and give the ground they stand on.

        Nothing is looked up, kept or sent for anonymous visitors. Until it is known, also that it
        is nobody, the scope has no user.
        """
        token, person = self._cookie.read(cookies), None
        if token is not None and not scope["path"].startswith(ASSETS):
            hashed, now = token_hash(token), self._clock()
            person = await self._known.person_of(hashed, now)
            if person is None:
                cast("dict[str, Any]", scope)[LEFT] = await self._known.farewell_of(hashed, now)
        scope["user"], scope["auth"] = person, token if person else None
        return self._known.ground(person) if person else None

    def _kept_locale(self, asked: str | None) -> str | None:
        """Give the cookie that keeps a language, when one was asked for."""
        if asked is None:
            return None
        return Cookie(
            key=LOCALE_COOKIE,
            value=asked,
            max_age=A_YEAR,
            path="/",
            secure=self._settings.secure_cookies,
            httponly=True,
            samesite="lax",
        ).to_header(header="")


class _Response:
    """A response on its way out: it gets the headers it does not bring itself."""

    def __init__(
        self, scope: HTTPScope, send: Send, headers: Mapping[str, str], cookie: str | None
    ) -> None:
        self.status = 0
        self._scope = scope
        self._send = send
        self._headers = headers
        self._cookie = cookie
        self._began = perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", ()))
            there = {name.lower(): value for name, value in given}
            message["headers"] = [*given, *self._missing(there)]
        await self._send(message)

    def log(self) -> None:
        """Write one line: the route and not the address, which may hold a token."""
        handler = self._scope.get("route_handler")
        logger.info(
            "%s %s %d %.0f ms",
            self._scope["method"],
            handler.name if handler else "nowhere",
            self.status,
            (perf_counter() - self._began) * 1000,
        )

    def _missing(self, given: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
        is_public = self._scope.get("user") is None
        keeping = ASKED_AGAIN if is_public or self._is_page(given) else KEPT_NOWHERE
        # Older browsers would believe this one, and it knows no "anybody".
        is_framed = FRAMED_BY_ANYBODY.encode() in given.get(b"content-security-policy", b"")
        for name, value in {**self._headers, "Cache-Control": keeping}.items():
            if is_framed and name == "X-Frame-Options":
                continue
            if name.lower().encode() not in given:
                yield name.lower().encode(), value.encode()
        # What is the same for everybody is kept on the way, and a language is one person's.
        is_shared = given.get(b"cache-control", b"").startswith(b"public")
        if self._cookie and not is_shared:
            yield b"set-cookie", self._cookie.encode()

    def _is_page(self, given: Mapping[bytes, bytes]) -> bool:
        """Whether somebody may come back to this response and find what was typed in it.

        Some browsers forget the fields of a page that may not be stored. A part of a page may not:
        going back would show it in place of the page of the same address.
        """
        return (
            self._scope["method"] == "GET"
            and self.status == HTTPStatus.OK
            and given.get(b"content-type", b"").startswith(b"text/html")
            and b"hx-request" not in dict(self._scope["headers"])
        )


def _check_readable(scope: HTTPScope) -> None:
    """Refuse an address with a character that PostgreSQL cannot keep or look for."""
    if NUL in scope["path"] or b"%00" in scope["query_string"]:
        raise RuleBroken("text-unreadable")


async def _tell(scope: HTTPScope, receive: Receive, send: Send, error: Exception) -> None:
    """Tell a problem met before or around the framework's own layers."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    response = show_problem(request, error).to_asgi_response(app=None, request=request)
    await response(scope, receive, send)


async def _refuse_host(send: Send) -> None:
    """Answer plainly: whoever asks under another name is not shown our pages."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": b"Host desconocido\n", "more_body": False})


def _keeping(scope: HTTPScope) -> AbstractContextManager[None]:
    """Nothing is kept of a form that is sent again to be read in another language."""
    is_only_shown = asks_to_show(scope["method"], scope["query_string"])
    return keeping_nothing() if is_only_shown else nullcontext()


def _asked_locale(scope: HTTPScope) -> str | None:
    """Read ?idioma= when it names a language we speak."""
    if ASKED.encode() not in scope["query_string"]:
        return None
    given = parse_qs(scope["query_string"].decode("latin-1")).get(ASKED, [""])[0]
    return given if given in LOCALES else None
