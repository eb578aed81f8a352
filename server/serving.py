"""Servidor: the application of this process, as the server command and its workers start it."""

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
    settings = Settings.from_environ(os.environ)
    rounds = [
        delivering(carrier_of(settings), clock),
        reminding(clock, settings.public_url),
        forgetting(),
    ]
    return create_app(settings, clock=clock, lifespan=rounds)


def clock() -> datetime:
    """The time of the machine, in UTC."""
    return datetime.now(UTC)
