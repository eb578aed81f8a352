"""Turnos: what somebody waits for goes before the frames of those who watch.

One process does both. A frame to thousands takes as long as several answers, and an answer comes
back to the loop a dozen times on its way: each time a piece of the frame would go out before it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Final

# Longer takes what depends on somebody else: a file on a slow line. Frames do not wait for that.
MOST_SECONDS: Final = 0.25


class Turns:
    """The requests that are being answered in this process, but for streams and slow ones."""

    def __init__(self) -> None:
        self._waiting: set[object] = set()
        self._clear: asyncio.Event | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for an answer here and now, until it is given or it turns out to be a stream."""
        ticket = object()
        self._waiting.add(ticket)
        late = asyncio.get_running_loop().call_later(MOST_SECONDS, self._leave, ticket)
        mine = _mine.set(ticket)
        try:
            yield
        finally:
            _mine.reset(mine)
            late.cancel()
            self._leave(ticket)

    def give_up(self) -> None:
        """Whoever asks here came to watch: nobody waits for the end of that."""
        self._leave(_mine.get())

    async def let_pass(self, patience: float) -> float:
        """Let others do something, and those who wait all they need; the seconds that it took.

        `patience`: at most so many seconds.
        """
        if not self._waiting or patience <= 0:
            await asyncio.sleep(0)
            if not self._waiting or patience <= 0:
                return 0.0
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._clear = self._clear or asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._clear.wait()
        return loop.time() - began

    def _leave(self, ticket: object) -> None:
        self._waiting.discard(ticket)
        if not self._waiting and self._clear is not None:
            self._clear.set()
            self._clear = None


_mine: ContextVar[object] = ContextVar("mine", default=None)
