"""La aplicación: the only place where the parts are put together."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from litestar import Litestar, Router
from litestar.connection import Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotAuthorizedException
from litestar.plugins.htmx import HTMXPlugin
from litestar.template import TemplateConfig

from server import db
from server.assets import Assets
from server.door import Door
from server.frames import Frames
from server.front import Front
from server.live import Hub
from server.passwords import Passwords, Throttle
from server.people import Person
from server.policy import POLICIES, Policy, check_policies, guard_of
from server.problems import show_problem
from server.pulse import pulse
from server.queries.accounts import person_of
from server.queries.site import holds_synthetic_data
from server.routes import ROUTERS, UPLOADS
from server.security import SessionCookie, refuse_forgery
from server.settings import Settings
from server.templating import Appearance, give_addresses, read_appearance

SCRIPT = "vendor/htmx/dist/htmx.min.js"
BODY_LIMIT = 256 * 1024
# Besides the file, a form carries its other fields.
UPLOAD_MARGIN = 64 * 1024
LOOK_AGAIN_SECONDS = 15.0

logger = logging.getLogger("liga")

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


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
    hub = Hub(Frames(appearance.templates.engine, clock))
    app = Litestar(
        route_handlers=[*routers, _for_files(uploads, settings)],
        guards=[guard_of(policies), refuse_forgery],
        dependencies={
            **_dependencies(settings, clock, passwords or Passwords(), appearance.assets),
            "hub": Provide(_always(hub), sync_to_thread=False),
        },
        exception_handlers={Exception: show_problem},
        lifespan=[_database, _label, _watched_by(hub), *_simulated(settings, clock), *lifespan],
        template_config=TemplateConfig(instance=appearance.templates),
        plugins=[HTMXPlugin()],
        request_max_body_size=BODY_LIMIT,
        state=State({"settings": settings, "policies": policies, "synthetic": False}),
        openapi_config=None,
        logging_config=None,
    )
    check_policies(app, policies)
    if not appearance.assets.has(SCRIPT):
        logger.warning("static/vendor has no %s: pages work without scripts", SCRIPT)
    give_addresses(app, appearance.templates.engine)
    app.asgi_handler = Door(app.asgi_handler, settings, clock, person_of)
    return app


def _for_files(routers: Sequence[Router], settings: Settings) -> Router:
    return Router(
        "/",
        route_handlers=list(routers),
        request_max_body_size=settings.upload_max_bytes + UPLOAD_MARGIN,
    )


def _dependencies(
    settings: Settings, clock: Callable[[], datetime], passwords: Passwords, assets: Assets
) -> Mapping[str, Provide]:
    parts: Mapping[str, object] = {
        "settings": settings,
        "passwords": passwords,
        "assets": assets,
        "throttle": Throttle(),
        "front": Front(),
        "session_cookie": SessionCookie(settings.secure_cookies),
    }
    return {
        **{name: Provide(_always(part), sync_to_thread=False) for name, part in parts.items()},
        "now": Provide(clock, sync_to_thread=False),
        "person": Provide(_person, sync_to_thread=False),
        "visitor": Provide(_visitor, sync_to_thread=False),
    }


def _always(part: object) -> Callable[[], Any]:
    def give() -> Any:
        return part

    return give


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
    await db.connect(app.state.settings)
    try:
        yield
    finally:
        await db.close()


def _watched_by(hub: Hub) -> Lifespan:
    """Tell the hub what is committed, here and in other processes, while the app runs."""

    @asynccontextmanager
    async def watched(_: Litestar) -> AsyncIterator[None]:
        hub.open()
        stop = await db.on_change(hub.noticed)
        try:
            yield
        finally:
            stop()
            hub.close()

    return watched


def _simulated(settings: Settings, clock: Callable[[], datetime]) -> Sequence[Lifespan]:
    """The invented officials of a demonstration, when they are wanted."""
    return [pulse(settings.demo_pulse, clock)] if settings.demo_pulse else []


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
