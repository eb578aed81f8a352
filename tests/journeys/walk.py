"""The whole story, told: `python -m tests.journeys.walk [sqlite|postgres]` prints every step.

Who, what they sent, the statuses that came back (redirects before the page), and why.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.app import create_app
from server.schema import migrate
from server.settings import Settings
from tests.browser import running
from tests.databases import new_database, settings_for
from tests.journeys.stage import a_stage
from tests.journeys.story import the_whole_story
from tests.postgres import running_server
from tests.server.conftest import Clock
from tests.server.people import QUICK


@contextmanager
def a_database(engine: str) -> Iterator[Settings]:
    """Settings of an empty database of that engine, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield settings_for(Path(folder))
        else:
            with running_server() as server, new_database(server) as url:
                yield settings_for(Path(folder), url)


async def walk(settings: Settings) -> int:
    """Play the story and print it; how many steps it took."""
    steps = 0

    def tell(line: str) -> None:
        nonlocal steps
        steps += 1
        print(f"{steps:3}  {line}", flush=True)  # noqa: T201

    clock = Clock()
    app = create_app(settings, clock=clock, passwords=QUICK)
    async with running(app), a_stage(app, tell) as stage:
        await the_whole_story(stage, clock)
    return steps


def main() -> None:
    engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    with a_database(engine) as settings:
        asyncio.run(migrate(settings))
        steps = asyncio.run(walk(settings))
    print(f"{steps} steps on {engine}; every page checked by the browser")  # noqa: T201


if __name__ == "__main__":
    main()
