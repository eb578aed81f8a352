"""Un momento: the database as it was when it was first read, for a process that only reads.

What others commit meanwhile is not seen: one transaction, on a connection of its own, stands from
the first question to the last. It holds up nobody who writes.
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import asyncpg

from server.db_postgres import OldServer, PostgresStore, check_age
from server.db_sqlite import SQLiteEngine, open_connection, rows_of
from server.units import Bound, Row


class ReadOnly(Exception):
    """Something was to be written where one only reads."""


class _Reading:
    """What the store of one moment does not do."""

    async def write(self, steps: Sequence[Bound]) -> NoReturn:
        raise ReadOnly

    async def write_many(self, step: Bound, rows: Sequence[Sequence[object]]) -> NoReturn:
        raise ReadOnly

    async def watch(self, watcher: Callable[[str | None], None]) -> NoReturn:
        raise ReadOnly


class SQLiteMoment(_Reading):
    """One moment of a SQLite database."""

    def __init__(self, path: Path) -> None:
        self._connection = open_connection(path, readonly=True)
        if self._ask("PRAGMA journal_mode") != "wal":
            self._connection = _copied(self._connection, path)
        self._connection.execute("BEGIN")
        # The moment is that of the first reading.
        self._ask("SELECT COUNT(*) FROM sqlite_schema")
        self.engine = SQLiteEngine(path, self)

    async def read(self, step: Bound) -> list[Row]:
        """In this thread: the process does nothing else."""
        return rows_of(self._connection, step)

    async def close(self) -> None:
        self._connection.close()

    def _ask(self, question: str) -> Any:
        return self._connection.execute(question).fetchone()[0]


class PostgresMoment(_Reading, PostgresStore):
    """One moment of a PostgreSQL database."""

    @classmethod
    async def open(cls, url: str) -> "PostgresMoment":
        connection = await asyncpg.connect(url, server_settings={"jit": "off"})
        try:
            check_age(connection)
        except OldServer:
            await connection.close()
            raise
        await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return cls(url, _OneConnection(connection))


class _OneConnection:
    """In the place of a pool: whoever asks waits until the connection is free."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        async with self._turn:
            yield self._connection

    async def close(self) -> None:
        await self._connection.close()


def _copied(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """A copy that nobody sees: without WAL, whoever reads holds up those who write."""
    copy = path.with_name(f".{path.name}.{os.getpid()}")
    target = sqlite3.connect(copy, isolation_level=None)
    connection.backup(target)
    target.close()
    connection.close()
    try:
        return open_connection(copy, readonly=True)
    finally:
        copy.unlink()
