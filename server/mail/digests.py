"""Resúmenes: whoever follows commitments is told, at the hour they chose, by any process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final

from litestar import Litestar

from server.following import post_of, tell_followers
from server.mail.rounds import repeated
from server.settings import Settings

EVERY_SECONDS: Final = 30.0

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def telling_followers(
    clock: Callable[[], datetime], settings: Settings, every: float = EVERY_SECONDS
) -> Lifespan:
    """Make the lifespan in which followers are told what happened."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        post = post_of(app, settings)
        async with repeated(lambda: tell_followers(clock(), post), every):
            yield

    return running
