"""A server process with a small database, a real browser, and a tab for each of the people."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Response,
    async_playwright,
    expect,
)

from tests.browser import PASSWORD
from tests.chromium.place import CORNERS, NOBODY, fill
from tests.conftest import NO_CHROMIUM
from tests.databases import settings_for
from tests.serving import serving

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
INSTALLED = next((path for path in PLACES if Path(path).exists()), None)
# Of these the last list counts: what Playwright leaves out by itself, and what costs every window
# of a browser that nobody sees the start of processes for its bars and for the next page.
LEFT_OUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "InitialWebUI",
    "PreloadTopChromeWebUI",
    "PreloadTopChromeWebUILessNavigations",
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxPopup",
    "WebUIToolbar",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(LEFT_OUT)}",
)
# A busy machine may take its time; what must be quick says so in its own test.
expect.set_options(timeout=15_000)
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: where it is, and the session of whoever has signed in."""

    url: str
    known: Mapping[str, str]
    sessions: dict[str, str] = field(default_factory=dict)

    def address(self, corner: str) -> str:
        return self.url + CORNERS[corner].address.format_map(self.known)

    async def session_of(self, name: str) -> str:
        """The cookie of somebody's session; each signs in once."""
        if name not in self.sessions:
            async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
                reply = await client.post(
                    "/entrar",
                    data={"email": f"{name}@journey.example", "password": PASSWORD},
                    headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"},
                )
                assert reply.status_code == 303, f"{name} cannot sign in: {reply.text[:300]}"
                self.sessions[name] = reply.cookies["liga_session"]
        return self.sessions[name]


@dataclass  # without slots: Playwright marks the methods it calls
class Tab:
    """A page of somebody's browser, and whatever it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _is_expected(message):
            self.complaints.append(f"{message.type}: {message.text}")

    async def open(self, url: str) -> None:
        """Go there; streams stay open, so nothing waits for the network to be still."""
        await self.page.goto(url, wait_until="load")


def _is_expected(message: ConsoleMessage) -> bool:
    """A browser reports every 4xx; the pages that answer so are looked at like all others."""
    return "the server responded with a status of 4" in message.text


NewTab = Callable[..., Awaitable[Tab]]
NewMachine = Callable[[], Awaitable["Machine"]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A save that the server answered."""

    item: str
    status: int
    fields: Mapping[str, str]


@dataclass  # without slots: Playwright marks the methods it calls
class Machine:
    """A computer that several people use: its browser can be closed and opened again."""

    site: Site
    browser: BrowserType
    folder: Path
    context: BrowserContext | None = None
    answered: list[Sent] = field(default_factory=list)

    async def start(self, who: str) -> BrowserContext:
        """Open the browser with everything it kept, with a session of this person alone."""
        if self.context is None:
            self.context = await self.browser.launch_persistent_context(
                str(self.folder),
                executable_path=INSTALLED,
                args=list(ARGUMENTS),
                viewport=WIDE,
                locale="es",
                reduced_motion="reduce",
            )
            self.context.on("response", self._heard)
        await self.context.clear_cookies()
        await _sign_in(self.context, self.site, who)
        return self.context

    async def stop(self) -> None:
        if self.context is not None:
            await self.context.close()
            self.context = None

    async def _heard(self, response: Response) -> None:
        request = response.request
        if request.method == "POST" and "/reactivos/" in request.url:
            fields = dict(parse_qsl(request.post_data or "", keep_blank_values=True))
            self.answered.append(Sent(request.url.rpartition("/")[2], response.status, fields))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Any:
    """The server, with everything in it; it ends with the tests."""
    settings = settings_for(tmp_path_factory.mktemp("site"))
    assert settings.sqlite_path
    await asyncio.to_thread(
        settings.sqlite_path.write_bytes, await asyncio.to_thread(migrated_sqlite.read_bytes)
    )
    known = await fill(settings)
    async with serving(settings) as running:
        yield Site(str(running.client.base_url).rstrip("/"), known)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser of this machine; without one the tests are skipped, aloud."""
    if INSTALLED is None:
        pytest.skip(NO_CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=INSTALLED, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_machine(
    chromium: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[NewMachine]:
    """Set up a computer whose browser keeps what it is given."""
    async with AsyncExitStack() as machines:

        async def set_up() -> Machine:
            folder = tmp_path_factory.mktemp("machine")
            machine = Machine(site, chromium.browser_type, folder)
            machines.push_async_callback(machine.stop)
            return machine

        yield set_up


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kept_tab(chromium: Browser, site: Site) -> AsyncIterator[NewTab]:
    """Give the same tab to everybody who only looks at one page after another, in turn.

    To open a window takes a browser longer than to open a page in it.
    """
    kept: dict[str, Tab] = {}

    async def open_tab(
        who: str = NOBODY, *, locale: str = "es", viewport: Any = WIDE, **given: Any
    ) -> Tab:
        key = f"{locale} {given}"
        if key not in kept:
            context = await chromium.new_context(locale=locale, reduced_motion="reduce", **given)
            kept[key] = Tab(await context.new_page())
            kept[key].listen()
        tab = kept[key]
        await tab.page.context.clear_cookies()
        await _sign_in(tab.page.context, site, who)
        await tab.page.set_viewport_size(viewport)
        tab.complaints.clear()
        return tab

    yield open_tab
    for tab in kept.values():
        await tab.page.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def new_tab(chromium: Browser, site: Site) -> AsyncIterator[NewTab]:
    """Open a tab: whose it is, in which language, how wide, light or dark."""
    async with AsyncExitStack() as contexts:

        async def open_tab(
            who: str = NOBODY, *, locale: str = "es", viewport: Any = WIDE, **given: Any
        ) -> Tab:
            context = await chromium.new_context(
                viewport=viewport, locale=locale, reduced_motion="reduce", **given
            )
            contexts.push_async_callback(context.close)
            await _sign_in(context, site, who)
            tab = Tab(await context.new_page())
            tab.listen()
            return tab

        yield open_tab


async def _sign_in(context: BrowserContext, site: Site, who: str) -> None:
    if who != NOBODY:
        cookie: Any = {
            "name": "liga_session",
            "value": await site.session_of(who),
            "url": site.url,
            "httpOnly": True,
            "sameSite": "Lax",
        }
        await context.add_cookies([cookie])
