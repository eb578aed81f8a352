"""PostgreSQL: a pooled transaction for each unit, and a connection of its own that listens."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeAlias, TypeVar

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from server.units import Bound, Refused, Row, checked

POOL = 10
OLDEST = 15
ATTEMPTS = 5
PAUSE = 0.05
ALIVE_SECONDS = 30.0
SLOWEST_RETRY = 5.0

# Units that met in an unlucky order: each is a value, so it can simply run again.
UNLUCKY = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

Result: TypeAlias = tuple[list[Row], ...]
Given = TypeVar("Given")
Watcher: TypeAlias = Callable[[str | None], None]


class OldServer(Exception):
    """The server lacks what the statements of the house use."""

    def __init__(self, version: int) -> None:
        super().__init__(f"PostgreSQL {version} es muy antiguo: hace falta {OLDEST} o posterior")


class PostgresStore:
    """An open PostgreSQL database."""

    def __init__(self, url: str, pool: "asyncpg.Pool[Any]") -> None:
        self.engine = engine_of(url)
        self.engine.pool = pool
        self._url = url
        self._pool = pool
        self._running: set[asyncio.Task[Any]] = set()
        self._watchers: list[Watcher] = []
        self._listener: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> "PostgresStore":
        pool = await asyncpg.create_pool(url, min_size=1, max_size=POOL)
        async with pool.acquire() as connection:
            version = connection.get_server_version()
        if version.major < OLDEST:
            await pool.close()
            raise OldServer(version.major)
        return cls(url, pool)

    async def write(self, steps: Sequence[Bound]) -> Result:
        """Run the unit to its end, also when whoever asked goes away."""
        return await self._to_the_end(self._unit(steps))

    async def write_many(self, step: Bound, rows: Sequence[Sequence[object]]) -> None:
        await self._to_the_end(self._many(step, rows))

    async def watch(self, watcher: Watcher) -> Callable[[], None]:
        self._watchers.append(watcher)
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen())
        await self._listening.wait()
        return lambda: self._watchers.remove(watcher)

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._pool.close()

    async def _to_the_end(self, unit: Coroutine[Any, Any, Given]) -> Given:
        task = asyncio.create_task(unit)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # seen, even if nobody waits for it any more

    async def _unit(self, steps: Sequence[Bound]) -> Result:
        for attempt in range(1, ATTEMPTS):
            with contextlib.suppress(*UNLUCKY):
                return await self._transaction(steps)
            await asyncio.sleep(random.uniform(0, PAUSE * attempt))  # noqa: S311  (not a secret)
        return await self._transaction(steps)

    async def _transaction(self, steps: Sequence[Bound]) -> Result:
        async with self._pool.acquire() as connection, connection.transaction():
            return tuple([await _step(connection, step) for step in steps])

    async def _many(self, step: Bound, rows: Sequence[Sequence[object]]) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.executemany(step.sql, rows)

    async def _listen(self) -> None:
        """Listen for ever; after a lost connection, tell that something may have been missed."""
        pause = PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen_once()
            lasted = asyncio.get_running_loop().time() - began > SLOWEST_RETRY
            pause = PAUSE if lasted else min(pause * 2, SLOWEST_RETRY)
            await asyncio.sleep(pause)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(self._url)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener("liga", lambda *heard: self._tell(heard[-1]))
            if self._listening.is_set():
                self._tell(None)
            self._listening.set()
            await _until(lost, connection)
        finally:
            connection.terminate()

    def _tell(self, notice: str | None) -> None:
        for watcher in tuple(self._watchers):
            watcher(notice)


def engine_of(url: str) -> "_Engine":
    """Piccolo's engine for an address, not yet connected."""
    return _Engine(config={"dsn": url})


class _Engine(PostgresEngine):
    """Piccolo's engine, without the connection it opens only to ask the version."""

    __slots__ = ()

    async def check_version(self) -> None:
        pass


async def _step(connection: Any, step: Bound) -> list[Row]:
    try:
        return checked(step, [dict(row) for row in await connection.fetch(step.sql, *step.values)])
    except asyncpg.UniqueViolationError as error:
        raise Refused(step.otherwise) from error


async def _until(lost: asyncio.Event, connection: Any) -> None:
    """Wait until the connection is lost; a silent one is asked whether it is still there."""
    while not lost.is_set():
        try:
            await asyncio.wait_for(lost.wait(), ALIVE_SECONDS)
        except TimeoutError:
            await connection.fetchval("SELECT 1", timeout=ALIVE_SECONDS)
