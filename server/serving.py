"""Servidor: the application of this process, as the server command and its workers start it."""

import gc
import os
from datetime import UTC, datetime

from litestar import Litestar

from server.app import create_app
from server.mail.carriers import carrier_of
from server.mail.delivery import delivering
from server.mail.reminders import reminding
from server.settings import Settings
from server.visits import forgetting


def app() -> Litestar:
    """Read the environment and put the application together."""
    look_for_garbage_rarely()
    settings = Settings.from_environ(os.environ)
    rounds = [
        delivering(carrier_of(settings), clock),
        reminding(clock, settings.public_url),
        forgetting(),
    ]
    return create_app(settings, clock=clock, lifespan=rounds)


def look_for_garbage_rarely() -> None:
    """Look for cycles less often, and never among what was loaded at the start.

    With thousands of connections open the usual way goes through all of them again and again: it
    took a tenth of the deliveries of `bench.live`.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


def clock() -> datetime:
    """The time of the machine, in UTC."""
    return datetime.now(UTC)
