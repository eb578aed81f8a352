"""The app as it is served, put together when this is imported: only where servers are forked."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime

import uvicorn

from server.app import create_app, furnish
from server.processes import FORKS, READ_BEFORE
from server.settings import Settings
from server.templating import read_appearance

APPEARANCE = read_appearance()
APP = create_app(Settings.from_environ({}), appearance=APPEARANCE)


def serve(environ: Mapping[str, str], port: int) -> None:
    """Serve until the process is told to stop."""
    FORKS.set_forkserver_preload([*READ_BEFORE])
    os.environ.update(environ)
    settings = Settings.from_environ(os.environ)
    furnish(APP, settings, APPEARANCE, clock=lambda: datetime.now(UTC))
    uvicorn.run(APP, port=port, log_level="warning", timeout_graceful_shutdown=5)
