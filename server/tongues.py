"""Cambio de idioma: the switch at the head of every page, also of one that answers a form.

Such a page has no address of its own. Its switch sends the same form once more, in the other
language and with nothing to be kept, so that it comes back as it was with all that was typed.
Where that cannot be, since a password is in it or something would be done, it leads to the page
that the form was on.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from litestar import Request
from litestar.exceptions import HTTPException

from server.i18n import locale
from server.pages.links import language_links
from server.security import TYPED, is_local
from server.unsent import CAME_FROM, HELD, ONLY_SHOWN, Typed, held_in, without_switch

# A page is not to be twice as long for it.
LONGEST_HELD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Switch:
    """The languages of a page: code, name, address, whether it is the one spoken.

    `fields`: what is sent there. Without any the addresses are links.
    """

    links: tuple[tuple[str, str, str, bool], ...]
    fields: tuple[tuple[str, str], ...] = ()


def switch_of(request: Request[Any, Any, Any]) -> Switch:
    """The switch of the page that answers this request."""
    asked = tuple(request.query_params.multi_items())
    if request.method in {"GET", "HEAD"}:
        return Switch(language_links(request.url.path, asked, locale()))
    held = _held(request)
    if not held or len(held) > LONGEST_HELD:
        behind = urlsplit(page_behind(request))
        return Switch(language_links(behind.path, _pairs(behind.query), locale()))
    kept = (*_pairs(without_switch(request.url.query)), (ONLY_SHOWN, "1"))
    return Switch(language_links(request.url.path, kept, locale()), ((HELD, held),))


def page_behind(request: Request[Any, Any, Any]) -> str:
    """The page that a form was on, where it is known; else the nearest one above its address."""
    typed = request.scope.get(TYPED)
    fields = dict(typed.fields) if isinstance(typed, Typed) else {}
    came_from = fields.get(CAME_FROM) or _referer(request)
    if is_local(came_from) and has_page(request, urlsplit(came_from).path):
        return came_from
    return page_above(request, request.url.path)


def page_above(request: Request[Any, Any, Any], path: str) -> str:
    """The nearest address that can be opened: this one, or one that it begins with."""
    while path.strip("/"):
        if has_page(request, path):
            return path
        path = path.rpartition("/")[0]
    return request.app.route_reverse("home")


def has_page(request: Request[Any, Any, Any], path: str) -> bool:
    """Whether an address can be opened, and not only be sent to."""
    try:
        request.app.asgi_router.handle_routing(path=path, method="GET")
    except HTTPException:
        return False
    return True


def _held(request: Request[Any, Any, Any]) -> str:
    """What was sent, to be sent again; nothing where a password or another form was in it."""
    typed = request.scope.get(TYPED)
    if not isinstance(typed, Typed) or typed.secrets:
        return ""
    if urlsplit(typed.address).path != request.url.path:
        return ""
    known = dict(typed.fields)
    came_from = () if CAME_FROM in known else ((CAME_FROM, _referer(request)),)
    return held_in((*typed.fields, *came_from))


def _referer(request: Request[Any, Any, Any]) -> str:
    """Where the person was, when it is a page of this site; nothing otherwise."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc.lower() != request.headers.get("Host", "").lower():
        return ""
    query = without_switch(came_from.query)
    address = came_from.path + (f"?{query}" if query else "")
    return address if is_local(address) else ""


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True))
