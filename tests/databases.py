"""Databases for one test: settings with a folder of its own, and a PostgreSQL database by name."""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from server.settings import Settings
from tests.postgres import Server

_numbers = itertools.count(1)


def settings_for(folder: Path, url: str = "", **given: str) -> Settings:
    """Settings whose files are in this folder; `public_url="..."` and so on for the others."""
    environ = {f"LIGA_{name.upper()}": value for name, value in given.items()}
    return Settings.from_environ(
        {"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": url, **environ}
    )


@contextmanager
def new_database(server: Server, template: str = "template0") -> Iterator[str]:
    """Make a database of the server as a copy of another, give its address, drop it in the end."""
    name = f"liga_{next(_numbers)}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield server.url(name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server: Server, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute(sql)
        await connection.close()

    asyncio.run(run())
