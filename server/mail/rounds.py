"""Rondas: something done again and again beside the server, whatever happens in one round."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

logger = logging.getLogger("liga")


@asynccontextmanager
async def repeated(work: Callable[[], Awaitable[object]], every: float) -> AsyncIterator[None]:
    """Do the work now and every so many seconds, until the context ends."""
    rounds = asyncio.create_task(_rounds(work, every))
    try:
        yield
    finally:
        rounds.cancel()
        with suppress(asyncio.CancelledError):
            await rounds


async def _rounds(work: Callable[[], Awaitable[object]], every: float) -> None:
    while True:
        try:
            await work()
        except Exception:
            logger.exception("a round failed; it goes on with the next one")
        await asyncio.sleep(every)
