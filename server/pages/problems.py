"""Problema: what a page says when something cannot be done, and the ways forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from server.i18n import Lazy, gettext, lazy
from server.pages.handovers import farewell_text, farewell_title, farewell_typed
from server.pages.links import Link, Url
from server.people import Farewell

TITLES: Mapping[int, Lazy] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: lazy("No entendimos lo que se envió"),
        HTTPStatus.UNAUTHORIZED: lazy("Hay que entrar para ver esta página"),
        HTTPStatus.FORBIDDEN: lazy("Su cargo no permite esto"),
        HTTPStatus.NOT_FOUND: lazy("No encontramos esta página"),
        HTTPStatus.METHOD_NOT_ALLOWED: lazy("Esta dirección no se usa así"),
        HTTPStatus.CONFLICT: lazy("Esto no se puede hacer ahora"),
        HTTPStatus.GONE: lazy("Esta dirección ya no sirve"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lazy("Es demasiado grande"),
        HTTPStatus.UNPROCESSABLE_ENTITY: lazy("Falta algo para poder seguir"),
        HTTPStatus.TOO_MANY_REQUESTS: lazy("Demasiados intentos"),
        HTTPStatus.SERVICE_UNAVAILABLE: lazy("Hay mucha gente en este momento"),
        HTTPStatus.INTERNAL_SERVER_ERROR: lazy("Algo falló de nuestro lado"),
    }
)

# Their titles speak of a page that is not shown; beside a form the sentence is enough.
WHOLE_PAGES = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A refusal or a failure, in words."""

    status: str
    title: str
    text: str
    actions: tuple[Link, ...]
    advice: str = ""
    part_title: str = ""
    aside: Link | None = None


def problem_page(
    status: int,
    text: str,
    *,
    back: str | None,
    home: str,
    switch: str | None = None,
    enter: str | None = None,
) -> ProblemPage:
    """Say what happened, with the way back when there is one and always the way home.

    From what was too large only the browser's own way back leads to what was typed: a link would
    open the form anew. Beside a form the way leads to another tab: this one keeps what was typed.
    """
    is_too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    actions = (
        *([Link(gettext("Volver"), back)] if back and not is_too_large else ()),
        *([Link(gettext("Cambiar de cargo"), switch)] if switch else ()),
    )
    title = str(TITLES.get(status, TITLES[HTTPStatus.INTERNAL_SERVER_ERROR]))
    return ProblemPage(
        status=str(int(status)),
        title=title,
        text=text,
        actions=(*actions, Link(gettext("Ir al inicio"), home)),
        advice=gettext(
            "Regrese con el botón «Atrás» de su navegador: lo que escribió sigue en el formulario."
        )
        if is_too_large
        else "",
        part_title="" if status in WHOLE_PAGES else title,
        aside=_aside(status, switch, enter),
    )


def farewell_page(farewell: Farewell, url: Url, *, is_sent: bool) -> ProblemPage:
    """Say that a seat is no longer theirs. `is_sent`: they had something in front of them."""
    copy = Link(gettext("Ver mi copia del acta"), url("handover_copy", number=farewell.handover))
    copies = (copy,) if farewell.has_record else ()
    return ProblemPage(
        status=str(int(HTTPStatus.UNAUTHORIZED)),
        title=farewell_title(),
        text=farewell_typed(farewell) if is_sent else farewell_text(farewell),
        actions=(
            *copies,
            Link(gettext("Entrar con otro cargo"), url("sign_in")),
            Link(gettext("Ir al inicio"), url("home")),
        ),
        part_title=farewell_title(),
        aside=copy if copies else None,
    )


def _aside(status: int, switch: str | None, enter: str | None) -> Link | None:
    """What is done in another tab so that this one can go on."""
    if status == HTTPStatus.UNAUTHORIZED and enter:
        return Link(gettext("Entrar en otra pestaña"), enter)
    return Link(gettext("Cambiar de cargo en otra pestaña"), switch) if switch else None
