"""La aplicación: the only place where the parts are put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    suppress,
)
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from litestar import Litestar, Router
from litestar.connection import Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.plugins.htmx import HTMXPlugin
from litestar.template import TemplateConfig

from server import db
from server.answer_exports.running import Exports
from server.assets import Assets
from server.attempts import Throttle
from server.door import Door, Known, headed, lined, packed
from server.forms import check_address
from server.frames import Frames
from server.front import Front
from server.live import Hub
from server.passwords import Passwords
from server.people import Person
from server.policy import POLICIES, Policy, check_policies, guard_of
from server.pulse import pulse
from server.queries.accounts import living_sessions, person_of, seated
from server.queries.handovers import farewell_of
from server.queries.site import holds_synthetic_data
from server.routes import ROUTERS, UPLOADS
from server.security import SessionCookie, refuse_forgery
from server.settings import Settings
from server.telling import show_problem
from server.templating import Appearance, give_addresses, read_appearance

SCRIPT = "vendor/htmx/dist/htmx.min.js"
BODY_LIMIT = 256 * 1024
# Besides the file, a form carries its other fields.
UPLOAD_MARGIN = 64 * 1024
LOOK_AGAIN_SECONDS = 15.0
MOST_ADDRESSES = 16_384

logger = logging.getLogger("liga")

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one run of the application works with; routes ask for each by its name."""

    settings: Settings
    now: Callable[[], datetime]
    passwords: Passwords
    assets: Assets
    hub: Hub
    throttle: Throttle
    front: Front
    exports: Exports
    session_cookie: SessionCookie


PARTS = fields(Parts)
KNOWN = Known(person_of, farewell_of, seated)


class Application(Litestar):
    """An application that remembers the addresses it made: a page names dozens of them."""

    def __init__(self, **given: Any) -> None:
        super().__init__(dependencies=self._dependencies(), **given)
        self._addresses = lru_cache(maxsize=MOST_ADDRESSES)(super().route_reverse)

    def route_reverse(self, name: str | BaseRouteHandler, **path_parameters: Any) -> str:
        """The address of a route by its name."""
        return self._addresses(name, **path_parameters)

    def _dependencies(self) -> Mapping[str, Provide]:
        made: dict[str, Callable[..., Any]] = {part.name: self._part(part.name) for part in PARTS}
        made |= {"now": self._now, "person": _person, "visitor": _visitor}
        return {name: Provide(give, sync_to_thread=False) for name, give in made.items()}

    def _part(self, name: str) -> Callable[[], Any]:
        take = attrgetter(f"parts.{name}")

        def give() -> Any:
            return take(self.state)

        return give

    def _now(self) -> datetime:
        moment: datetime = self.state.parts.now()
        return moment


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    passwords: Passwords | None = None,
    routers: Sequence[Router] = ROUTERS,
    uploads: Sequence[Router] = UPLOADS,
    policies: Mapping[str, Policy] = POLICIES,
    appearance: Appearance | None = None,
    lifespan: Sequence[Lifespan] = (),
) -> Litestar:
    """Put the application together; refuse when a route has no policy."""
    appearance = appearance or read_appearance()
    app = Application(
        route_handlers=[*routers, _for_files(uploads, settings)],
        guards=[guard_of(policies), refuse_forgery, check_address],
        exception_handlers={Exception: show_problem},
        lifespan=[_database, _label, _watched, _exporting, _simulated, *lifespan],
        template_config=TemplateConfig(instance=appearance.templates),
        plugins=[HTMXPlugin()],
        request_max_body_size=BODY_LIMIT,
        state=State({"policies": policies, "synthetic": False}),
        openapi_config=None,
        logging_config=None,
    )
    check_policies(app, policies)
    if not appearance.assets.has(SCRIPT):
        logger.warning("static/vendor has no %s: pages work without scripts", SCRIPT)
    app.state.inner = app.asgi_handler
    furnish(app, settings, appearance, clock=clock, passwords=passwords)
    return app


def furnish(
    app: Litestar,
    settings: Settings,
    appearance: Appearance,
    *,
    clock: Callable[[], datetime],
    passwords: Passwords | None = None,
) -> None:
    """Give an application that is not running the parts of its next run, all new."""

    async def living(sessions: Collection[str]) -> Collection[str]:
        return await living_sessions(sessions, clock())

    hub = Hub(Frames(appearance.templates.engine, clock), living=living)
    app.state.parts = Parts(
        settings=settings,
        now=clock,
        passwords=passwords or Passwords(),
        assets=appearance.assets,
        hub=hub,
        throttle=Throttle(settings.data_dir),
        front=Front(),
        exports=Exports(settings),
        session_cookie=SessionCookie(settings.secure_cookies),
    )
    give_addresses(app, appearance.templates.engine)
    door = Door(app.state.inner, settings, clock, KNOWN, hub.turns)
    app.asgi_handler = lined(headed(packed(door)))


def _for_files(routers: Sequence[Router], settings: Settings) -> Router:
    return Router(
        "/",
        route_handlers=list(routers),
        request_max_body_size=settings.upload_max_bytes + UPLOAD_MARGIN,
    )


def _person(request: Request[Any, Any, Any]) -> Person:
    person = _visitor(request)
    if person is None:
        raise NotAuthorizedException
    return person


def _visitor(request: Request[Any, Any, Any]) -> Person | None:
    person: Person | None = request.user
    return person


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    await db.connect(app.state.parts.settings)
    try:
        yield
    finally:
        await db.close()


@asynccontextmanager
async def _watched(app: Litestar) -> AsyncIterator[None]:
    """Tell the hub what is committed, here and in other processes, while the app runs."""
    hub: Hub = app.state.parts.hub
    hub.open()
    stop = await db.on_change(hub.noticed)
    try:
        yield
    finally:
        stop()
        hub.close()


@asynccontextmanager
async def _exporting(app: Litestar) -> AsyncIterator[None]:
    """Leave nobody behind who makes a book."""
    try:
        yield
    finally:
        await app.state.parts.exports.close()


@asynccontextmanager
async def _simulated(app: Litestar) -> AsyncIterator[None]:
    """Let the invented officials of a demonstration work, when they are wanted."""
    parts: Parts = app.state.parts
    async with AsyncExitStack() as running:
        if parts.settings.demo_pulse:
            await running.enter_async_context(pulse(parts.settings.demo_pulse, parts.now)(app))
        yield


@asynccontextmanager
async def _label(app: Litestar) -> AsyncIterator[None]:
    """Know whether the database holds invented data, without asking on every page."""
    app.state.synthetic = await holds_synthetic_data()
    looking = asyncio.create_task(_look_again(app))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look_again(app: Litestar) -> None:
    while True:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        try:
            app.state.synthetic = await holds_synthetic_data()
        except Exception:  # noqa: BLE001  (the label stays as it was until the database is back)
            logger.warning("cannot read whether there are synthetic data")
