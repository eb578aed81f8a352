"""Turnos: a frame to thousands waits for those who wait for an answer, and never for long."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Self

import pytest
from litestar import Litestar
from starlette.types import Message

from server import door
from server import turns as module
from server.live import BoardTopic, Frame, Hub, LiveLimits, LiveResponse, Topic
from server.turns import Turns
from tests.browser import Browser

STATES = BoardTopic("2026", "states", "es")
MANY = 200
PIECE = 20
HTTP = {"type": "http", "method": "GET"}


async def drawn(topic: Topic, last: Frame | None) -> Frame | None:
    return Frame("1", lambda: "<p>1</p>")


class Crowd:
    """Many who watch one page, and how many of them have it."""

    def __init__(self, *, patience: float) -> None:
        self.sent = 0
        limits = LiveLimits(yield_every=PIECE, patience=patience)
        self.hub = Hub(drawn, limits)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for _ in range(MANY):
            joined = self.hub.joined(STATES, self._take, asyncio.Event(), seen=None)
            self._stack.enter_context(joined)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self.hub.close()

    async def _take(self, message: Message) -> None:
        self.sent += 1


async def until(fact: Callable[[], bool]) -> None:
    async with asyncio.timeout(2):
        while not fact():  # noqa: ASYNC110 - what is waited for is not ours to signal
            await asyncio.sleep(0)


async def test_a_frame_stops_for_a_request_and_goes_on_when_it_is_answered() -> None:
    with Crowd(patience=60) as crowd:
        with crowd.hub.turns.taken():
            await until(lambda: crowd.sent > 0)
            await asyncio.sleep(0.02)
            assert crowd.sent == PIECE
        await until(lambda: crowd.sent == MANY)


async def test_a_request_that_comes_while_a_frame_goes_out_is_let_through() -> None:
    with Crowd(patience=60) as crowd:
        await until(lambda: crowd.sent >= 2 * PIECE)
        with crowd.hub.turns.taken():
            before = crowd.sent
            await asyncio.sleep(0.02)
            assert crowd.sent <= before + PIECE < MANY
        await until(lambda: crowd.sent == MANY)


async def test_a_frame_waits_no_longer_than_its_patience_for_all_requests_together() -> None:
    with Crowd(patience=0.02) as crowd, crowd.hub.turns.taken():
        await until(lambda: crowd.sent == MANY)


async def test_a_slow_request_is_waited_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 0.01)
    turns = Turns()
    with turns.taken():
        assert 0 < await turns.let_pass(60) < 2


async def test_of_several_requests_the_last_one_lets_go() -> None:
    turns = Turns()
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(turns.taken())
        second.enter_context(turns.taken())
        waiting = asyncio.create_task(turns.let_pass(60))
        await asyncio.sleep(0.01)
        first.close()
        await asyncio.sleep(0.01)
        assert not waiting.done()
        second.close()
        async with asyncio.timeout(2):
            await waiting


async def test_a_stream_keeps_nobody_waiting() -> None:
    hub = Hub(drawn, LiveLimits(ping=0, grace=0.02))
    opened = asyncio.Event()

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        opened.set()

    async def request() -> None:
        with hub.turns.taken():
            await LiveResponse(hub, STATES, address="10.0.0.1")(HTTP, receive, send)

    watching = asyncio.create_task(request())
    await opened.wait()
    assert await hub.turns.let_pass(60) == 0
    hub.stop()
    async with asyncio.timeout(2):
        await watching
    hub.close()


@pytest.mark.parametrize("url", ["/", "/salud"])
async def test_every_request_goes_before_the_frames(
    app: Litestar, browser: Browser, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Seen from within: while it looks who asks, the frames wait."""
    held = []
    turns = app.state.parts.hub.turns
    speaking = door.speaking

    def noting(locale: str) -> AbstractContextManager[None]:
        held.append(asyncio.create_task(turns.let_pass(60)))
        return speaking(locale)

    monkeypatch.setattr(door, "speaking", noting)
    await browser.client.get(url)
    assert len(held) == 1
    async with asyncio.timeout(2):
        assert await held[0] > 0
