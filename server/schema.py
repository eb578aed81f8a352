"""Esquema: bring a database to the tables this program knows, once, whoever comes first."""

import contextlib
import fcntl
import io
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.tables import Migration
from piccolo.engine.sqlite import SQLiteEngine

from server import db, piccolo_conf
from server.db_postgres import engine_of
from server.migrations import APP
from server.settings import Settings

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x11A6A  # any number that means this to every process of the house


class SchemaError(Exception):
    """The database cannot be brought to what this program knows."""


async def migrate(settings: Settings) -> tuple[str, ...]:
    """Run the migrations that are missing and give their names. Runs before `db.connect`."""
    with _bound(settings):
        if not _missing(await _done()):
            return ()
        async with _alone(settings):
            missing = _missing(await _done())
            for name in missing:
                await _run(name)
            return missing


def migrations() -> tuple[str, ...]:
    """The names of all migrations, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("liga_*.py")))


def _missing(done: Sequence[str]) -> tuple[str, ...]:
    known = migrations()
    if unknown := sorted(set(done) - set(known)):
        raise SchemaError(f"la base es más nueva que este programa: tiene {', '.join(unknown)}")
    return tuple(name for name in known if name not in done)


async def _done() -> Sequence[str]:
    if not await Migration.table_exists():
        return ()
    return await Migration.get_migrations_which_ran(app_name=APP)


async def _run(name: str) -> None:
    """Run one migration and note it, both or neither.

    Piccolo's own transaction serves here and nowhere else: nothing has been acknowledged to
    anybody, and a commit that fails ends the program.
    """
    manager = await import_module(f"server.migrations.{name}").forwards()
    with contextlib.redirect_stdout(io.StringIO()):
        async with piccolo_conf.DB.transaction():
            await Migration.create_table(if_not_exists=True)
            await manager.run()
            await Migration.insert(Migration(name=name, app_name=APP))


@contextlib.contextmanager
def _bound(settings: Settings) -> Iterator[None]:
    """Bind the tables to an engine of its own, and give them back their former one."""
    former = piccolo_conf.DB
    path = settings.sqlite_path
    if path:
        _try(path)
    db.bind(SQLiteEngine(path=str(path)) if path else engine_of(settings.database_url))
    try:
        yield
    finally:
        db.bind(former)


def _try(path: Path) -> None:
    """Open the file once in plain sight.

    Where it cannot be opened, the thread of Piccolo's driver outlives the loop it reports to, and
    its traceback would cover what is told.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA schema_version")


@contextlib.asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """Keep other processes that start at the same time from running the same migrations."""
    if path := settings.sqlite_path:
        with _locked(path):
            yield
    else:
        connection = await asyncpg.connect(settings.database_url)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
            yield
        finally:
            await connection.close()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with Path(f"{path}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
