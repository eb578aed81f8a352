"""Lo que se dice de un problema: the page or the piece of one that tells any exception."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.db import ONLY_SHOWN, Refused
from server.db_problems import is_away
from server.i18n import Lazy, lazy, locale
from server.live import Crowded
from server.pages.links import language_links
from server.pages.problems import ProblemPage, farewell_page, problem_page
from server.pages.unsent import GONE, typed_lines, unsent_page
from server.people import Farewell
from server.problems import SENTENCES, retry_after, sentence_of
from server.security import LEFT, REPLY, TYPED, is_local
from server.tongues import Switch, page_above, page_behind
from server.unsent import Typed, Unsent

logger = logging.getLogger("liga")

# What the framework itself refuses.
STATUSES: Mapping[int, Lazy] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: lazy("Algo de lo que se envió no se puede leer. Revise y repita."),
        HTTPStatus.UNAUTHORIZED: lazy(
            "Su sesión terminó o aún no entra. Entre y repita; lo ya guardado sigue ahí."
        ),
        HTTPStatus.FORBIDDEN: lazy("Esta página es de otro tipo de cargo."),
        HTTPStatus.NOT_FOUND: lazy("La dirección no existe o lo que había ahí no es suyo."),
        HTTPStatus.METHOD_NOT_ALLOWED: lazy("Llegue a esta página desde los botones del sitio."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lazy("Lo enviado pesa más de lo que se acepta aquí."),
        HTTPStatus.TOO_MANY_REQUESTS: lazy("Espere un momento y repita."),
    }
)
# What stands around a problem: the second needs neither a person nor a request.
BASE = "layouts/base.html"
PLAIN = "layouts/plain.html"
FAILED = lazy("No se perdió nada de lo guardado. Intente de nuevo; si se repite, avísenos.")
AWAY = lazy("La base de datos no responde. No se perdió nada de lo guardado. Repita en un momento.")
AWAY_SECONDS = 5


def show_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Tell any exception as a page; to htmx, as a piece of one."""
    elsewhere = _elsewhere(request, error)
    if elsewhere:
        return Redirect(elsewhere, status_code=303)
    error = _with_typed(request, error)
    status, text, headers = _told(request, error)
    is_partial = request.headers.get("HX-Request") == "true"
    farewell = _farewell(request) if status == HTTPStatus.UNAUTHORIZED else None
    if farewell is not None and (is_partial or not isinstance(error, Unsent)):
        return _show_farewell(request, farewell, is_partial=is_partial)
    if status == HTTPStatus.UNAUTHORIZED and request.method == "GET" and not is_partial:
        return Redirect(_sign_in_address(request), status_code=303)
    if isinstance(error, Unsent) and not is_partial:
        if status == HTTPStatus.UNAUTHORIZED:
            # Sent again by nobody it is refused again: its page is read in either language.
            request.scope[TYPED] = error.typed  # type: ignore[literal-required]
        return show_unsent(request, error.code, error.typed, status=status)
    url = request.app.route_reverse
    page = problem_page(
        status,
        text,
        back=back_address(request),
        home=url("home"),
        switch=url("seat_choice") if _may_switch(request, status) else None,
        enter=url("sign_in"),
    )
    if is_partial:
        is_gone = isinstance(error, Unsent) and error.code == GONE
        typed = typed_lines(error.typed) if isinstance(error, Unsent) and is_gone else ()
        return Template(
            template_name="partials/problem.html",
            context={"problem": page, "typed": typed},
            status_code=status,
            headers=headers,
        )
    html = _whole_page(request, page, status)
    return Response(html, status_code=status, headers=headers, media_type=MediaType.HTML)


def _elsewhere(request: Request[Any, Any, Any], error: Exception) -> str:
    """Where somebody is led who only changed the language, or opens what can only be sent to."""
    if isinstance(error, RuleBroken) and error.code == ONLY_SHOWN:
        return page_behind(request)
    is_only_sent_to = isinstance(error, MethodNotAllowedException) and request.method == "GET"
    return page_above(request, request.url.path) if is_only_sent_to else ""


def _with_typed(request: Request[Any, Any, Any], error: Exception) -> Exception:
    """A form about an item that went meanwhile has no page any more: it brings what it held."""
    typed = request.scope.get(TYPED)
    if isinstance(error, RuleBroken) and error.code == GONE and isinstance(typed, Typed):
        return Unsent(GONE, typed, **error.facts)
    return error


def _farewell(request: Request[Any, Any, Any]) -> Farewell | None:
    """Why whoever asks is no longer let in, where they come with the session of a lost seat."""
    return cast("Farewell | None", request.scope.get(LEFT))


def _show_farewell(
    request: Request[Any, Any, Any], farewell: Farewell, *, is_partial: bool
) -> Response[Any]:
    """Tell somebody that their seat is no longer theirs, in place of asking them to sign in."""
    is_sent = request.method != "GET"
    page = farewell_page(farewell, request.app.route_reverse, is_sent=is_sent)
    status = HTTPStatus.UNAUTHORIZED
    if is_partial:
        return Template(
            template_name="partials/problem.html",
            context={"problem": page, "typed": ()},
            status_code=status,
            headers={REPLY: "seat-left"},
        )
    html = _whole_page(request, page, status)
    return Response(html, status_code=status, media_type=MediaType.HTML)


def _whole_page(request: Request[Any, Any, Any], page: ProblemPage, status: int) -> str:
    """The menu, the language and the person around it where they can be known, or else nothing."""
    engine: Any = request.app.template_engine
    template = engine.get_template("errors/problem.html")
    if status != HTTPStatus.INTERNAL_SERVER_ERROR and "user" in request.scope:
        try:
            return str(template.render(problem=page, layout=BASE, **_around(request)))
        except Exception:
            logger.exception("cannot show what surrounds a problem")
    synthetic = request.app.state.get("synthetic", False)
    return str(template.render(problem=page, layout=PLAIN, synthetic=synthetic))


def _around(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What was sent has no page of its own in another language: its links lead where one was."""
    if request.method == "GET":
        return {"request": request}
    came_from = urlsplit(back_address(request) or request.app.route_reverse("home"))
    links = language_links(came_from.path, tuple(parse_qsl(came_from.query)), locale())
    return {"request": request, "language": Switch(links)}


def show_unsent(
    request: Request[Any, Any, Any], code: str, typed: Typed, *, status: int = HTTPStatus.OK
) -> Template:
    """Show what was typed in a form that was not taken, and the way to send it after all."""
    url = request.app.route_reverse
    if not is_local(typed.address):
        typed = replace(typed, address=url("home"))
    left = _farewell(request) if code == "seat-left" else None
    page = unsent_page(code, typed, request.scope.get("user"), url, left)
    return Template(template_name="errors/unsent.html", context={"page": page}, status_code=status)


def back_address(request: Request[Any, Any, Any]) -> str | None:
    """Where the person was, when it is a page of this site and not this one."""
    came_from = urlsplit(_came_from(request))
    if came_from.netloc.lower() != request.headers.get("Host", "").lower() or not came_from.path:
        return None
    address = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return address if came_from.path != request.url.path and is_local(address) else None


def _may_switch(request: Request[Any, Any, Any], status: int) -> bool:
    """Whether another seat of theirs may do what this one may not."""
    person = request.scope.get("user")
    return status == HTTPStatus.FORBIDDEN and person is not None and person.may_switch


def _came_from(request: Request[Any, Any, Any]) -> str:
    return request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""


def _told(request: Request[Any, Any, Any], error: Exception) -> tuple[int, str, dict[str, str]]:
    """Give the status, the sentence and the headers of an exception; log what nobody expected."""
    match error:
        case RuleBroken(code=code, facts=facts) if code in SENTENCES:
            return SENTENCES[code].status, sentence_of(code, facts), retry_after(facts)
        case Refused(code=code) if code in SENTENCES:
            return SENTENCES[code].status, sentence_of(code, {}), {}
        case Crowded(retry_after=seconds):
            facts = {"seconds": seconds}
            return (
                SENTENCES["crowded"].status,
                sentence_of("crowded", facts),
                {"Retry-After": str(seconds)},
            )
        case HTTPException(status_code=status) if status in STATUSES:
            return status, str(STATUSES[HTTPStatus(status)]), dict(error.headers or {})
    if is_away(error):
        logger.error("the database does not answer: %s", error)
        return HTTPStatus.SERVICE_UNAVAILABLE, str(AWAY), {"Retry-After": str(AWAY_SECONDS)}
    # The route and not the address: addresses hold the tokens of invitations.
    handler = request.scope.get("route_handler")
    logger.error("%s %s failed", request.method, handler and handler.name, exc_info=error)
    return HTTPStatus.INTERNAL_SERVER_ERROR, str(FAILED), {}


def _sign_in_address(request: Request[Any, Any, Any]) -> str:
    url = request.url
    wanted = url.path + (f"?{url.query}" if url.query else "")
    return f"{request.app.route_reverse('sign_in')}?{urlencode({'volver': wanted})}"
