"""Servidor: the application of this process, as the server command and its workers start it."""

import gc
import os
from datetime import UTC, datetime

from litestar import Litestar

from server.answer_exports.keeping import tidying
from server.app import create_app
from server.mail.carriers import carrier_of
from server.mail.commitments import recalling
from server.mail.delivery import delivering
from server.mail.digests import telling_followers
from server.mail.reminders import reminding
from server.mail.reports import keeping_reports
from server.settings import Settings
from server.visits import forgetting


def app() -> Litestar:
    """Read the environment and put the application together."""
    freeze_what_was_loaded()
    settings = Settings.from_environ(os.environ)
    rounds = [
        delivering(carrier_of(settings), clock),
        reminding(clock, settings.public_url),
        recalling(clock, settings.public_url),
        telling_followers(clock, settings),
        forgetting(),
        tidying(),
        keeping_reports(clock, settings),
    ]
    return create_app(settings, clock=clock, lifespan=rounds)


def freeze_what_was_loaded() -> None:
    """Never look for garbage among what was loaded at the start.

    It is looked for as often as usual: rarer, watchers who come and go leave so much of it that the
    memory grows by half (`bench.soak`).
    """
    gc.collect()
    gc.freeze()


def clock() -> datetime:
    """The time of the machine, in UTC."""
    return datetime.now(UTC)
