"""Plantillas: the Jinja environment, and what every template may name besides its own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

import jinja2
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar
from litestar.connection import Request
from litestar.plugins.jinja import JinjaTemplateEngine

from server.assets import Assets, read_assets
from server.i18n import Lazy, gettext, lazy, locale, ngettext
from server.pages.links import Link, person_card
from server.people import Farewell
from server.policy import Policy
from server.repeated import REPEATED
from server.security import LEFT, csrf_of
from server.tongues import Switch, switch_of

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = Path(__file__).parent.parent / "static"

# What the header leads to, in order: those that exist and that the person may use.
NAVIGATION: Final[tuple[tuple[str, Lazy], ...]] = (
    ("my_league", lazy("Mi liga")),
    ("queue", lazy("Verificación")),
    ("panel", lazy("Jurado")),
    ("coordination", lazy("Coordinación")),
    ("own_reports", lazy("Observaciones")),
    ("report_queue", lazy("Observaciones")),
    ("observer_desk", lazy("Observaciones")),
    ("leagues", lazy("Ligas")),
    ("ranking_latest", lazy("Índice")),
    ("commitments", lazy("Compromisos")),
    ("method_latest", lazy("Método")),
    ("editions", lazy("Ediciones")),
    ("accounts", lazy("Cuentas")),
)
# Pages that belong to one of these without standing below its address.
UNDER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"commitments": ("agreements", "batches", "reports")}
)
# Only whoever sits on a panel is led there: others of their role have nothing to see.
OF_PANELS: Final = "panel"
PARTS: Final = "partials/"
NOBODY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "person": None,
        "left_by": None,
        "csrf_token": "",
        "navigation": (),
        "language": Switch(()),
        "synthetic": False,
        "is_repeated": False,
    }
)


class PageTemplate(jinja2.Template):
    """A template that knows who asks and in which language, once it is rendered."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Render with what surrounds every page; what the page brings wins."""
        around = _surroundings(kwargs.get("request"), is_whole=not _is_part(self.name))
        return super().render(*args, **{**around, "locale": locale(), **kwargs})


@dataclass(frozen=True, slots=True)
class Appearance:
    """What is read from files when the program starts."""

    assets: Assets
    templates: JinjaTemplateEngine


def read_appearance(static: Path = STATIC, templates: Path = TEMPLATES) -> Appearance:
    """Read the files to be served and make the template engine over them."""
    assets = read_assets(static)
    return Appearance(assets, _engine(assets, templates))


def give_addresses(app: Litestar, environment: Environment) -> None:
    """Let templates and their macros make addresses by the name of a route."""

    def url_for(name: str, /, **parameters: Any) -> str:
        return app.route_reverse(name, **parameters)

    environment.globals["url_for"] = url_for


def _engine(assets: Assets, folder: Path) -> JinjaTemplateEngine:
    """Make the template engine. Addresses are made by the app it is then given to."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
    )
    environment.template_class = PageTemplate
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made = JinjaTemplateEngine.from_environment(environment)
    environment.globals.update(
        asset=assets.address,
        has_asset=assets.has,
        build=assets.build,
    )
    # Theirs speaks of a protection that is not used here.
    del environment.globals["csrf_token"], environment.globals["url_for_static_asset"]
    return made


def _is_part(name: str | None) -> bool:
    return name is not None and name.startswith(PARTS)


def _surroundings(
    request: Request[Any, Any, Any] | None, *, is_whole: bool = True
) -> Mapping[str, Any]:
    """What the layout shows; a part of a page has no layout, and outside a request is nobody."""
    if request is None:
        return NOBODY
    if not is_whole:
        return {**NOBODY, "csrf_token": csrf_of(request)}
    return {
        "person": person_card(request.scope.get("user")),
        "left_by": _left_by(request),
        "csrf_token": csrf_of(request),
        "navigation": _navigation(request),
        "language": switch_of(request),
        "synthetic": request.app.state.get("synthetic", False),
        "is_repeated": REPEATED in request.query_params,
    }


def _left_by(request: Request[Any, Any, Any]) -> int | None:
    """The account whose seat was lost: what it typed and could not send is still for it to read."""
    farewell = cast("Farewell | None", request.scope.get(LEFT))
    return farewell.account if farewell else None


def _navigation(request: Request[Any, Any, Any]) -> tuple[Link, ...]:
    policies: Mapping[str, Policy] = request.app.state.policies
    person = request.scope.get("user")
    names = [
        (name, label)
        for name, label in NAVIGATION
        if name in policies
        and policies[name].allows(person)
        and (name != OF_PANELS or (person is not None and person.panels))
    ]
    here, reverse = request.url.path, request.app.route_reverse
    reach = {
        name: _reach(here, [reverse(part) for part in (name, *UNDER.get(name, ()))])
        for name, _label in names
    }
    # One page belongs to one of them: to that with the longest address above it.
    most = max(reach.values(), default=0)
    return tuple(Link(str(label), reverse(name), 0 < most == reach[name]) for name, label in names)


def _reach(here: str, above: Sequence[str]) -> int:
    """How much of where one is the addresses tell: the length of the longest that it begins with.

    0 where it begins with none.
    """
    return max((len(each) for each in above if here.startswith(each)), default=0)
