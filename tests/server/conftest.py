"""The running app on a migrated database, and a browser for each of the people of the tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import pytest
from litestar import Litestar

from server.app import create_app, furnish
from server.people import Role
from server.queries import badges, coordination, pace
from server.queries.editions import entry_of, rules_of
from server.queries.submissions import submit_level
from server.settings import Settings
from server.templating import Appearance, read_appearance
from tests.browser import Browser, browsing, running
from tests.editions import EDITION, open_edition
from tests.server.people import NOON, OAXACA, PEOPLE, QUICK, enters, seated, three_states
from tests.server.signed import answer, somebody


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def appearance() -> Appearance:
    """Styles and compiled templates, read once for all tests."""
    return read_appearance()


@pytest.fixture(scope="session")
def assembled(appearance: Appearance) -> Litestar:
    """The app put together once: reading a hundred routes takes longer than most tests."""
    return create_app(Settings.from_environ({}), appearance=appearance)


@pytest.fixture
async def app(
    each_settings: Settings, clock: Clock, appearance: Appearance, assembled: Litestar
) -> AsyncIterator[Litestar]:
    """The app, started, on each engine in turn; its database is open for queries too."""
    # Each test has a database of its own: what was counted in another one says nothing here.
    coordination._known.clear()
    coordination._then.clear()
    badges._improved.clear()
    pace._known.clear()
    furnish(assembled, each_settings, appearance, clock=clock, passwords=QUICK)
    async with running(assembled):
        await three_states()
        yield assembled


@pytest.fixture
async def opened(app: Litestar) -> None:
    """The small edition is open."""
    await open_edition()


@pytest.fixture
async def handed_in(opened: None) -> None:
    """Oaxaca's second level was filled and handed in by its lead."""
    await answer()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(rules, entry, "I1", by=somebody(Role.LEAD, entry), at=NOON)


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[Browser]:
    """Somebody without an account."""
    async with browsing(app) as browser:
        yield browser


@pytest.fixture
async def enter(app: Litestar, clock: Clock) -> AsyncIterator[Callable[[str], Awaitable[Browser]]]:
    """Give the people of the tests a seat, and each a browser where they have signed in.

    Not by the form: the tests of sessions fill it in, and all the others need not wait for it.
    """
    async with AsyncExitStack() as browsers:

        async def signed_in(name: str) -> Browser:
            await seated(PEOPLE[name])
            browser = await browsers.enter_async_context(browsing(app))
            await enters(browser, PEOPLE[name], clock())
            return browser

        yield signed_in


Enter = Callable[[str], Awaitable[Browser]]


@pytest.fixture
async def ana(enter: Enter) -> Browser:
    return await enter("ana")


@pytest.fixture
async def beto(enter: Enter) -> Browser:
    return await enter("beto")


@pytest.fixture
async def sofia(enter: Enter) -> Browser:
    return await enter("sofia")


@pytest.fixture
async def carla(enter: Enter) -> Browser:
    return await enter("carla")


@pytest.fixture
async def rita(enter: Enter) -> Browser:
    return await enter("rita")


@pytest.fixture
async def victor(enter: Enter) -> Browser:
    return await enter("victor")


@pytest.fixture
async def coordinadora(enter: Enter) -> Browser:
    return await enter("coordinadora")


@pytest.fixture
async def publicadora(enter: Enter) -> Browser:
    return await enter("publicadora")


@pytest.fixture
async def publicador(enter: Enter) -> Browser:
    return await enter("publicador")


@pytest.fixture
async def auditora(enter: Enter) -> Browser:
    return await enter("auditora")


@pytest.fixture
async def olga(enter: Enter) -> Browser:
    return await enter("olga")


@pytest.fixture
async def admin(enter: Enter) -> Browser:
    return await enter("admin")
