"""Visitas: that somebody who answers opened a level, noted once the page is on its way.

What is noted is forgotten when its edition is published; the time that was measured stays.
"""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final

from litestar import Litestar
from litestar.background_tasks import BackgroundTask
from litestar.response import Template

from game.burden import is_timed
from game.editions import Stage
from server.mail.rounds import repeated
from server.people import Person
from server.policy import ANSWERING
from server.queries.burden import forget_visits_of
from server.queries.editions import EditionRules, Entry, editions, rules_of
from server.queries.visits import keep_visit

EVERY_SECONDS: Final = 3_600.0

logger = logging.getLogger("liga")


def noting_visit(
    shown: Template, rules: EditionRules, entry: Entry, topic: str, *, by: Person, at: datetime
) -> Template:
    """The page of a level, which notes that it was opened; nobody waits for that.

    Only of whoever can change something in it: reading takes nobody's time to answer.
    """
    if by.role in ANSWERING and is_timed(rules.stage):
        shown.background = BackgroundTask(_note, entry, topic, by, at)
    return shown


async def _note(entry: Entry, topic: str, by: Person, at: datetime) -> None:
    """Whoever has the page already must not hear of a visit that could not be kept."""
    try:
        await keep_visit(entry.participant.code, entry.edition, topic, account=by.account, at=at)
    except Exception:
        logger.exception("a visit was not noted")


def forgetting(
    every: float = EVERY_SECONDS,
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Make the lifespan in which visits of published editions are forgotten, by every process."""

    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        async with repeated(forget_published, every):
            yield

    return running


async def forget_published() -> int:
    """Forget who opened which level of the published editions; of how many participants."""
    published = [each.code for each in await editions() if each.stage is Stage.PUBLISHED]
    return sum([await forget_visits_of(await rules_of(code)) for code in published])
