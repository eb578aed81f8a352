"""Base de datos: what an order works on, brought to this version's shape and opened for it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from server.cli.orders import Failed, Order
from server.cli.terminal import console
from server.settings import Settings


@click.command(cls=Order)
def migrate() -> None:
    """Lleva la base de datos a la forma que pide esta versión."""
    done = _migrate(_settings())
    console.print(f"Migraciones aplicadas: {', '.join(done)}." if done else "Nada que migrar.")


def _settings() -> Settings:
    return Settings.from_environ(os.environ)


def ready() -> Settings:
    """The settings, on a database that has every migration."""
    settings = _settings()
    _migrate(settings)
    return settings


def _migrate(settings: Settings) -> tuple[str, ...]:
    from server.schema import SchemaError
    from server.schema import migrate as run_migrations

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(
            f"No se puede escribir en {settings.data_dir} ({error.strerror}). "
            "Elija otra carpeta: LIGA_DATA_DIR=./var"
        ) from error
    try:
        with database_of(settings):
            return asyncio.run(run_migrations(settings))
    except SchemaError as error:
        raise Failed(str(error)) from error


def run(settings: Settings, work: Callable[[], Awaitable[Any]], *, at_once: bool = False) -> Any:
    """Do the work on the open database. `at_once`: it only reads, all of one moment."""
    from server import db

    async def whole() -> Any:
        with database_of(settings):
            await (db.connect_to_read if at_once else db.connect)(settings)
        try:
            with database_of(settings, is_opening=False):
                return await work()
        finally:
            await db.close()

    return asyncio.run(whole())


@contextmanager
def database_of(settings: Settings, *, is_opening: bool = True) -> Iterator[None]:
    """Tell in words what keeps the database from being used."""
    try:
        yield
    except Exception as error:
        from server.db_problems import database_problem

        problem = database_problem(settings, error, is_opening=is_opening)
        if problem is None:
            raise
        raise Failed(problem) from error


def now() -> datetime:
    """The moment at which an order does what it does."""
    return datetime.now(UTC)
