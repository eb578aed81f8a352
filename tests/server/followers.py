"""Somebody who follows commitments, and what came to their mailbox."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from litestar import Litestar

from game.following import Focus, Kind, Rhythm
from server.following import Post, post_of, tell_followers
from server.mail.carriers import letter_of
from server.mail.delivery import deliver
from server.pages.news import Name
from server.queries.following import Follower, FollowRequest, confirm, keep_request
from server.queries.mail import KeptMessage
from server.reports import new_seal
from server.security import new_token
from tests.browser import Browser

EVERYTHING = Focus(Kind.ALL)
SENDER = "liga@liga.example"


def post_for(app: Litestar) -> Post:
    return post_of(app, app.state.parts.settings)


async def follower(
    address: str,
    *,
    at: datetime,
    post: Post,
    focus: Focus = EVERYTHING,
    rhythm: Rhythm = Rhythm.AT_ONCE,
    locale: str = "es",
) -> Follower:
    """An address that asked and confirmed."""
    asked, token = FollowRequest(address, locale, rhythm, focus), new_token()
    assert await keep_request(asked, token, post.asking(asked, token, Name("x")), at, post.rules)
    found = await confirm(asked, token, token[:32], at)
    assert found is not None
    return found


async def told(post: Post, now: datetime) -> int:
    return await tell_followers(now, post)


class Pigeons:
    """Carry letters nowhere: whoever sent them can read them."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def carry(self, message: KeptMessage) -> None:
        self.letters.append(letter_of(message, SENDER))


async def carried(now: datetime) -> list[EmailMessage]:
    """The letters that go out now."""
    pigeons = Pigeons()
    await deliver(pigeons, lambda: now)
    return pigeons.letters


def text_of(letter: Any) -> str:
    return str(letter.get_content()).replace("\r\n", "\n")


def path_in(letter: Any, part: str) -> str:
    """The address in a letter that holds this part, without its host."""
    (word,) = {word for word in text_of(letter).split() if part in word and "://" in word}
    return "/" + word.split("/", 3)[3]


def drawn_before(app: Litestar, seconds: int = 30) -> str:
    """What a form carries that was drawn so long ago."""
    parts = app.state.parts
    return new_seal(parts.settings, parts.now() - timedelta(seconds=seconds))


async def asks(browser: Browser, status: int = 200, **fields: str) -> str:
    """Fill in the form, as long as people take for it; what the page says then."""
    given = {"kind": "all", "code": "", "email": "eva@example.mx", "rhythm": "at_once"}
    seal = drawn_before(browser.app)
    page = await browser.send("/compromisos/seguir", status, **{**given, "seal": seal, **fields})
    return page.text
