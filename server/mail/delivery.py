"""Reparto: what waits is carried, again later where that fails. Any process may do it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final

from litestar import Litestar

from game.following import USUAL
from server.mail.carriers import Carrier, RefusedForGoodError, UndeliveredError
from server.mail.rounds import repeated
from server.queries.following import TELLING, note_refused, note_taken
from server.queries.mail import KeptMessage, has_waiting, lease_mail, mark_failed, mark_sent

EVERY_SECONDS: Final = 2.0

logger = logging.getLogger("liga")

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def delivering(
    carrier: Carrier, clock: Callable[[], datetime], every: float = EVERY_SECONDS
) -> Lifespan:
    """Make the lifespan in which messages are carried as they come."""

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with repeated(lambda: deliver(carrier, clock), every):
            yield

    return running


async def deliver(carrier: Carrier, clock: Callable[[], datetime]) -> int:
    """Carry what waits now, and give how many messages went out."""
    sent = 0
    while await has_waiting(clock()):
        leased = await lease_mail(clock())
        if not leased:
            break
        for message in leased:
            try:
                await carrier.carry(message)
            except RefusedForGoodError as error:
                logger.warning("mail %d refused for good: %s", message.id, error)
                await mark_failed(message, str(error), clock(), is_final=True)
                if _is_news(message):
                    await note_refused(message.message.address, USUAL)
            except UndeliveredError as error:
                logger.warning("mail %d not delivered: %s", message.id, error)
                await mark_failed(message, str(error), clock())
            except Exception as error:  # whatever one letter does, the next one goes out
                logger.exception("mail %d not delivered", message.id)
                await mark_failed(message, type(error).__name__, clock())
            else:
                await mark_sent(message, clock())
                if _is_news(message):
                    await note_taken(message.message.address)
                sent += 1
    return sent


def _is_news(message: KeptMessage) -> bool:
    """Whether it goes to somebody who follows commitments, and may stop doing so."""
    return message.message.key.startswith(TELLING)
