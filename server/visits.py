"""Visitas: that somebody who answers opened a level, noted once the page is on its way."""

import logging
from datetime import datetime

from litestar.background_tasks import BackgroundTask
from litestar.response import Template

from game.burden import is_timed
from server.people import Person
from server.policy import ANSWERING
from server.queries.editions import EditionRules, Entry
from server.queries.visits import keep_visit

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
