"""Servidor: the application of this process, as the server command and its workers start it."""

import os

from litestar import Litestar

from server.app import create_app
from server.settings import Settings


def app() -> Litestar:
    """Read the environment and put the application together."""
    settings = Settings.from_environ(os.environ)
    return create_app(settings)
