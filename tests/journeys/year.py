"""Un año de compromisos: two editions, and what happens between them while the clock is moved.

Nobody waits for anything here: a round is what the server does by itself every half minute, and it
is done every morning at eight, when offices open, and after whatever somebody did at noon.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from litestar import Litestar

from game.days import CENTRAL
from server.following import tell_followers
from server.mail.carriers import MailServer
from server.mail.commitments import recall
from server.mail.delivery import deliver
from server.mail.reports import look_after_reports
from tests.browser import PASSWORD, Browser, Page
from tests.server.conftest import Clock
from tests.server.followers import SENDER, drawn_before, path_in, post_for, text_of
from tests.server.people import PEOPLE, Somebody, enters
from tests.server.test_mail import Inbox, mail_server

MORNING, MIDDAY = time(8), time(12)
A_DAY = timedelta(days=1)
LINE = re.compile(r"^- (.+)$", re.MULTILINE)
TRAVELLING = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")


@dataclass(slots=True)
class Year:
    """The days as they pass, and every letter as a mail server received it."""

    app: Litestar
    clock: Clock
    server: str
    inbox: Inbox
    browsers: dict[str, Browser]
    people: dict[str, Somebody] = field(default_factory=lambda: dict(PEOPLE))

    async def until(self, month: int, day: int, year: int = 2026) -> None:
        """Every morning until noon of a day: rounds are made, and nobody clicks on anything."""
        end = datetime.combine(date(year, month, day), MIDDAY, CENTRAL)
        on = self.clock().astimezone(CENTRAL).date()
        while on < end.date():
            on += A_DAY
            self.clock.now = datetime.combine(on, MORNING, CENTRAL)
            await self.round()
        self.clock.now = end

    async def round(self) -> None:
        """What the server does by itself: letters are written, and carried to the mail server."""
        now, app = self.clock(), self.app
        settings = app.state.parts.settings

        def at(name: str) -> Callable[[int], str]:
            return lambda code: settings.public_url + app.route_reverse(name, id=code)

        await tell_followers(now, post_for(app))
        await recall(now, at("commitment"))
        await look_after_reports(now, settings, at("report"))
        await deliver(MailServer(f"smtp://{self.server}", SENDER), self.clock)

    async def sends(self, name: str, address: str, status: int = 200, **fields: Any) -> Page:
        """Somebody sits down, sends a form, and what follows from it is told at once."""
        page = await (await self.as_(name)).send(address, status, **fields)
        await self.round()
        return page

    async def as_(self, name: str) -> Browser:
        """The browser of somebody, signed in today."""
        browser = self.browsers[name]
        if name in self.people:
            await enters(browser, self.people[name], self.clock())
        return browser

    def letters(self, address: str, part: str = "") -> list[Any]:
        """The letters that came to an address, whose subject holds something."""
        return [
            each
            for each in self.inbox.taken
            if address in str(each["To"]) and part in str(each["Subject"])
        ]

    def subjects(self, pattern: str) -> Counter[str]:
        """How many letters have a subject like this, by the address they came to."""
        return Counter(
            str(each["To"].addresses[0].addr_spec)
            for each in self.inbox.taken
            if re.search(pattern, str(each["Subject"]))
        )

    def digests(self, address: str) -> list[int]:
        """How many things each letter to a follower told."""
        told = [each for each in self.letters(address) if each["List-Unsubscribe"]]
        return [len(LINE.findall(text_of(each))) for each in told]

    def news(self) -> list[Any]:
        """Every letter that told a follower something."""
        return [each for each in self.inbox.taken if each["List-Unsubscribe"]]


@contextmanager
def a_year(app: Litestar, clock: Clock, browsers: dict[str, Browser]) -> Iterator[Year]:
    """A year with a mail server of its own."""
    inbox = Inbox()
    with mail_server(inbox) as server:
        yield Year(app, clock, server, inbox, browsers)


async def follows(year: Year, address: str, **fields: str) -> None:
    """Somebody without an account asks to be told, and confirms it by the letter that came."""
    given = {"code": "", "email": address, "seal": drawn_before(year.app), **fields}
    await year.sends("anyone", "/compromisos/seguir", **given)
    (letter,) = year.letters(address)
    await year.sends("anyone", path_in(letter, "/seguimiento/confirmar/"))


async def reports(year: Year, email: str, said: str, *, asked: str) -> str:
    """Somebody says that commitment 1 is not kept, and it is published; their private address."""
    anyone = await year.as_("anyone")
    form = await anyone.open("/observaciones/nueva?compromiso=1")
    year.clock.move(seconds=30)
    typed = {
        "bearing": "contradicts",
        "asked": asked,
        "story": said,
        "email": email,
        "is_anonymous": "1",
    }
    preview = await anyone.send(
        "/observaciones/envio", **{**hidden(form), **typed, "step": "preview"}
    )
    await year.sends("anyone", "/observaciones/envio", **{**hidden(preview), "step": "send"})
    link = path_in(year.letters(email)[-1], "/observaciones/seguimiento/")
    await year.sends("anyone", link, move="confirm")
    return link


async def published(year: Year, number: int, asked: str, said: str) -> None:
    """The observatory reads it and lets everybody read it."""
    case = f"/moderacion/observaciones/{number}"
    await year.sends("coordinadora", case, move="publish", asked=asked, story=said)


def hidden(page: Page) -> dict[str, str]:
    """What a form carries along unseen."""
    return {
        str(each["name"]): str(each["value"])
        for each in page.select('form[action="/observaciones/envio"] input[type="hidden"]')
        if each["name"] != "csrf"
    }


async def takes_seat(
    year: Year, name: str, somebody: Somebody, link: str, browser: Browser
) -> None:
    """Somebody accepts a seat that is handed over to them."""
    await browser.send(link, name=somebody.name, password=PASSWORD, again=PASSWORD)
    year.browsers[name], year.people[name] = browser, somebody
    await year.round()
