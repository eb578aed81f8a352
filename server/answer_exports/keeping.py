"""Limpieza: books that nobody can take any more are let go, once an hour, by every process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from litestar import Litestar

from server.mail.rounds import repeated

EVERY_SECONDS: Final = 3_600.0


def tidying(
    every: float = EVERY_SECONDS,
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Make the lifespan in which that is done."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        async with repeated(app.state.parts.exports.forget_old, every):
            yield

    return running
