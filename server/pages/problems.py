"""Problema: what a page says when something cannot be done, and the ways forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from server.i18n import Lazy, gettext, lazy
from server.pages.links import Link

TITLES: Mapping[int, Lazy] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: lazy("No entendimos lo que se envió"),
        HTTPStatus.UNAUTHORIZED: lazy("Hay que entrar para ver esta página"),
        HTTPStatus.FORBIDDEN: lazy("Su cargo no permite esto"),
        HTTPStatus.NOT_FOUND: lazy("No encontramos esta página"),
        HTTPStatus.METHOD_NOT_ALLOWED: lazy("Esta dirección no se usa así"),
        HTTPStatus.CONFLICT: lazy("Esto no se puede hacer ahora"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lazy("Es demasiado grande"),
        HTTPStatus.UNPROCESSABLE_ENTITY: lazy("Falta algo para poder seguir"),
        HTTPStatus.TOO_MANY_REQUESTS: lazy("Demasiados intentos"),
        HTTPStatus.SERVICE_UNAVAILABLE: lazy("Hay mucha gente en este momento"),
        HTTPStatus.INTERNAL_SERVER_ERROR: lazy("Algo falló de nuestro lado"),
    }
)


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A refusal or a failure, in words."""

    status: str
    title: str
    text: str
    actions: tuple[Link, ...]
    advice: str = ""


def problem_page(
    status: int, text: str, *, back: str | None, home: str, switch: str | None = None
) -> ProblemPage:
    """Say what happened, with the way back when there is one and always the way home.

    From what was too large only the browser's own way back leads to what was typed: a link would
    open the form anew.
    """
    is_too_large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    actions = (
        *([Link(gettext("Volver"), back)] if back and not is_too_large else ()),
        *([Link(gettext("Cambiar de cargo"), switch)] if switch else ()),
    )
    return ProblemPage(
        status=str(int(status)),
        title=str(TITLES.get(status, TITLES[HTTPStatus.INTERNAL_SERVER_ERROR])),
        text=text,
        actions=(*actions, Link(gettext("Ir al inicio"), home)),
        advice=gettext(
            "Regrese con el botón «Atrás» de su navegador: lo que escribió sigue en el formulario."
        )
        if is_too_large
        else "",
    )
