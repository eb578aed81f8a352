"""PostgreSQL: a pooled transaction for each unit, and a connection of its own that listens.

Most of what a question costs is its way to the server and back, for both. What one request asks in
the same moment is therefore asked in one piece (`joined`), and what a unit only adds is added in
one piece (`in_pieces`).
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from server.db_pieces import added, in_pieces, joined
from server.units import NOTIFY, Bound, Refused, Row, checked

POOL = 10
# Statements that a connection keeps prepared.
PREPARED = 512
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


def check_age(connection: Any) -> None:
    """Refuse a server that is too old with `OldServer`."""
    version = connection.get_server_version()
    if version.major < OLDEST:
        raise OldServer(version.major)


class _Connection(asyncpg.Connection):  # type: ignore[misc]
    """One that is given back as it was taken: units and questions leave nothing behind in it.

    Asking the server to make it like new again cost half as much as the questions themselves.
    """

    __slots__ = ()

    def get_reset_query(self) -> str:
        return ""


class Question(NamedTuple):
    """Something that is asked, and who waits for it."""

    future: "asyncio.Future[list[Row]]"
    step: Bound


class PostgresStore:
    """An open PostgreSQL database."""

    def __init__(self, url: str, pool: "asyncpg.Pool[Any]") -> None:
        self.engine = engine_of(url)
        self.engine.pool = pool
        self.engine.store = self
        self._url = url
        self._pool = pool
        self._running: set[asyncio.Task[Any]] = set()
        self._asked: dict[object, list[Question]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._watchers: list[Watcher] = []
        self._listener: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> "PostgresStore":
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=POOL,
            connection_class=_Connection,
            statement_cache_size=PREPARED,
            # What is asked together looks dear to the planner, and is not worth compiling.
            server_settings={"jit": "off"},
        )
        try:
            async with pool.acquire() as connection:
                check_age(connection)
        except OldServer:
            await pool.close()
            raise
        return cls(url, pool)

    async def write(self, steps: Sequence[Bound]) -> Result:
        """Run the unit to its end, also when whoever asked goes away."""
        return await self._to_the_end(self._unit(steps))

    async def write_many(self, step: Bound, rows: Sequence[Sequence[object]]) -> None:
        await self._to_the_end(self._many(step, rows))

    async def read(self, step: Bound, asker: object) -> list[Row]:
        """The rows of a question, asked with whatever else its asker asks in the same moment."""
        question = Question(asyncio.get_running_loop().create_future(), step)
        if asker not in self._asked:
            self._asked[asker] = []
            # Who gathers what others gather asks a turn later.
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._ask, asker)
        self._asked[asker].append(question)
        return await question.future

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
        return await asyncio.shield(self._begun(unit))

    def _begun(self, work: Coroutine[Any, Any, Given]) -> "asyncio.Task[Given]":
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ask(self, asker: object) -> None:
        self._begun(self._answer(self._asked.pop(asker)))

    async def _answer(self, asked: Sequence[Question]) -> None:
        try:
            answers = await self._answers([each.step for each in asked])
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            for each in asked:
                if not each.future.done():
                    each.future.set_exception(error)
        else:
            for each, rows in zip(asked, answers, strict=True):
                if not each.future.done():
                    each.future.set_result(rows)

    async def _answers(self, steps: Sequence[Bound]) -> Sequence[list[Row]]:
        async with self._pool.acquire() as connection:
            if len(steps) == 1:
                return [[dict(row) for row in await connection.fetch(*_told(steps[0]))]]
            columns = [await self._columns_of(connection, step.sql) for step in steps]
            whole = joined(steps)
            (found,) = await connection.fetch(*_told(whole))
        return [
            [dict(zip(names, row, strict=True)) for row in rows or ()]
            for names, rows in zip(columns, found, strict=True)
        ]

    async def _columns_of(self, connection: Any, sql: str) -> tuple[str, ...]:
        """The names of what a question gives: asked with others, its rows come without them."""
        if sql not in self._columns:
            prepared = await connection.prepare(sql)
            self._columns[sql] = tuple(each.name for each in prepared.get_attributes())
        return self._columns[sql]

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
            pieces = [await _piece(connection, piece) for piece in in_pieces(steps)]
        return tuple(rows for piece in pieces for rows in piece)

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

    __slots__ = ("store",)

    store: PostgresStore

    async def check_version(self) -> None:
        pass

    async def ask(self, step: Bound, asker: object) -> list[Row]:
        """The rows of a question that was compiled before."""
        return await self.store.read(step, asker)


def _told(step: Bound) -> tuple[object, ...]:
    return step.sql, *step.values


async def _piece(connection: Any, steps: Sequence[Bound]) -> Sequence[list[Row]]:
    """The rows of each step of a piece, which is run as one."""
    first, *more = steps
    try:
        if not more:
            return [checked(first, [dict(row) for row in await connection.fetch(*_told(first))])]
        (found,) = await connection.fetch(*_told(added(steps)))
    except asyncpg.UniqueViolationError as error:
        refusal = next(step.otherwise for step in steps if step.sql != NOTIFY)
        raise Refused(refusal) from error
    return [
        [] if step.sql == NOTIFY else [{"id": key} for key in keys or ()]
        for step, keys in zip(steps, found, strict=True)
    ]


async def _until(lost: asyncio.Event, connection: Any) -> None:
    """Wait until the connection is lost; a silent one is asked whether it is still there."""
    while not lost.is_set():
        try:
            await asyncio.wait_for(lost.wait(), ALIVE_SECONDS)
        except TimeoutError:
            await connection.fetchval("SELECT 1", timeout=ALIVE_SECONDS)
