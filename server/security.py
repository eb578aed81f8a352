"""Seguridad: session tokens, forged requests, hosts, and the headers of every response.

The framework's own are not used: its sessions take any id the browser sends and write on every
response, and its CSRF token is bound to no session and ignores Origin.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from game.rules import RuleBroken

SESSION_LIFE = timedelta(hours=12)
TOKEN_BYTES = 32
NUL = "\0"
CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
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
    }
)
SECURE_HEADERS: Mapping[str, str] = MappingProxyType(
    {**HEADERS, "Strict-Transport-Security": "max-age=31536000"}
)
SIGNED_IN = "no-store"
ANONYMOUS = "private, no-cache"


def new_token() -> str:
    """A secret of 256 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token(session_token: str | None) -> str:
    """The proof that a form was drawn for this session; empty without one."""
    if not session_token:
        return ""
    return hmac.new(session_token.encode(), b"liga csrf", hashlib.sha256).hexdigest()


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


async def refuse_forgery(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """Guard: what changes something must come from a page of ours, drawn for this session."""
    if not isinstance(connection, Request) or connection.method in SAFE_METHODS:
        return
    origin = _origin_says(connection)
    if origin is False or (origin is None and connection.auth is None):
        raise RuleBroken("foreign-request")
    form = await connection.form() if connection.content_type[0] in FORM_TYPES else {}
    if connection.auth is not None:
        given = str(connection.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD, ""))
        if not hmac.compare_digest(given.encode(), csrf_token(connection.auth).encode()):
            raise RuleBroken("form-expired")
    # PostgreSQL cannot keep this character and SQLite can: neither is given it.
    if any(NUL in text for text in form.values() if isinstance(text, str)):
        raise RuleBroken("text-unreadable")


def _origin_says(request: Request[Any, Any, Any]) -> bool | None:
    """Whether the browser says the request comes from this site; None when it does not say."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site in {"cross-site", "same-site"}:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.headers.get("Host", "").lower()
    return True if fetch_site == "same-origin" else None
