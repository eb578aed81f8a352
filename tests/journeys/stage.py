"""Escenario: people of a journey, each with a browser, and a line told for every step they take."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from litestar import Litestar

from tests.browser import PASSWORD, Browser, Page, browsing

LONGEST = 42
Tell = Callable[[str], None]


@dataclass(slots=True)
class Actor:
    """Somebody of the story. What is opened or sent is checked by their browser, and told."""

    name: str
    browser: Browser
    tell: Tell = field(repr=False)

    @property
    def email(self) -> str:
        return f"{self.name}@journey.example"

    async def opens(self, url: str, why: str = "", status: int = 200) -> Page:
        page = await self.browser.open(url, status)
        self._told("GET", url, page, why)
        return page

    async def sends(self, url: str, why: str = "", status: int = 200, /, **fields: Any) -> Page:
        page = await self.browser.send(url, status, **fields)
        self._told("POST", url, page, why)
        return page

    async def signs_in(self) -> Page:
        page = await self.browser.sign_in(self.email)
        self._told("POST", "/entrar", page, "signs in")
        return page

    async def accepts(self, invitation: str, full_name: str) -> Page:
        """Open the link of an invitation and choose a name and a password."""
        path = urlsplit(invitation).path
        await self.opens(path, "opens the invitation")
        return await self.sends(
            path, "takes the seat", name=full_name, password=PASSWORD, again=PASSWORD
        )

    def _told(self, method: str, url: str, page: Page, why: str) -> None:
        statuses = " -> ".join(str(code) for code in statuses_of(page.response))
        self.tell(f"{self.name:12} {method:4} {_short(url):{LONGEST}} {statuses:10} {why}")


@dataclass(slots=True)
class Stage:
    """Where actors come on; each has cookies of their own."""

    app: Litestar
    tell: Tell
    _browsers: AsyncExitStack

    async def enter(self, name: str) -> Actor:
        browser = await self._browsers.enter_async_context(browsing(self.app))
        return Actor(name, browser, self.tell)


@asynccontextmanager
async def a_stage(app: Litestar, tell: Tell = lambda _line: None) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as browsers:
        yield Stage(app, tell, browsers)


def statuses_of(response: httpx.Response) -> list[int]:
    """The redirects on the way and the page at their end."""
    return [*(each.status_code for each in response.history), response.status_code]


def _short(url: str) -> str:
    """An address without the secret an invitation is, nor the names that chance gave."""
    path = urlsplit(url).path
    if path.startswith("/invitacion/"):
        return "/invitacion/..."
    return path if len(path) <= LONGEST else f"{path[: LONGEST - 3]}..."
