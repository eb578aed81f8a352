"""SQLite: one thread writes many units in one commit; others read. Nothing blocks the loop.

A batch takes its turn by a lock on a file beside the database, because SQLite's own waiting is
not fair between processes. Each unit runs in a savepoint, so a refused one is undone alone.
"""

import asyncio
import contextlib
import fcntl
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from piccolo.engine.sqlite import SQLiteEngine as PiccoloEngine
from piccolo.engine.sqlite import convert_datetime_in

from server.sqlite import may_keep_wal
from server.units import NOTIFY, Bound, Refused, Row, checked

# Every step of a unit carries the same instant: write it as text once, not once for each.
sqlite3.register_adapter(datetime, lru_cache(maxsize=256)(convert_datetime_in))
# Piccolo reads a whole number by way of a decimal, five times slower, lest it have a fraction.
sqlite3.register_converter("INTEGER", int)

BUSY_MS = 5000
READERS = 2
MAX_BATCH = 256
POLL_SECONDS = 0.05
PATIENCE_SECONDS = 0.002

Result: TypeAlias = tuple[list[Row], ...]
Outcome: TypeAlias = Result | Exception
Watcher: TypeAlias = Callable[[str | None], None]


class Job(NamedTuple):
    """Something a thread has been asked to run, and who waits for it."""

    future: "asyncio.Future[Result]"
    steps: Sequence[Bound]
    rows: Sequence[Sequence[object]] | None = None  # the step once for each, when given


class Reads(Protocol):
    """Whoever can be asked."""

    async def read(self, step: Bound) -> list[Row]: ...
    async def write(self, steps: Sequence[Bound]) -> Result: ...


class SQLiteStore:
    """An open SQLite database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.get_running_loop()
        self._open = True
        self._watchers: list[Watcher] = []
        self._reads: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._asked: list[Job] = []
        self._writer = _Writer(path, self._tell_from_thread)
        self._readers = [
            _Reader(open_connection(path, readonly=True), self._reads) for _ in range(READERS)
        ]
        self.engine = SQLiteEngine(path, self)
        for thread in (self._writer, *self._readers):
            thread.start()

    async def write(self, steps: Sequence[Bound]) -> Result:
        job = self._job(steps)
        self._writer.jobs.put(job)
        return await job.future

    async def write_many(self, step: Bound, rows: Sequence[Sequence[object]]) -> None:
        job = self._job([step], rows)
        self._writer.jobs.put(job)
        await job.future

    async def read(self, step: Bound) -> list[Row]:
        """Ask together what is asked in the same moment: waking a thread costs more than a row."""
        job = self._job([step])
        if not self._asked:
            self._loop.call_soon(self._ask)
        self._asked.append(job)
        return (await job.future)[0]

    async def watch(self, watcher: Watcher) -> Callable[[], None]:
        self._watchers.append(watcher)
        self._writer.watched = True
        return lambda: self._watchers.remove(watcher)

    async def close(self) -> None:
        self._open = False
        self._writer.jobs.put(None)
        for _ in self._readers:
            self._reads.put(None)
        await asyncio.to_thread(self._wait)

    def _wait(self) -> None:
        for thread in (self._writer, *self._readers):
            thread.join()

    def _ask(self) -> None:
        asked, self._asked = self._asked, []
        self._reads.put(asked)

    def _job(self, steps: Sequence[Bound], rows: Sequence[Sequence[object]] | None = None) -> Job:
        if not self._open:
            raise RuntimeError("the database is closed")
        return Job(self._loop.create_future(), steps, rows)

    def _tell_from_thread(self, notices: Sequence[str | None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone, and the watchers with it
            self._loop.call_soon_threadsafe(self._tell, notices)

    def _tell(self, notices: Sequence[str | None]) -> None:
        for watcher in tuple(self._watchers):
            for notice in notices:
                watcher(notice)


class SQLiteEngine(PiccoloEngine):
    """Piccolo's engine, with its queries sent to our threads instead of a new connection each."""

    __slots__ = ("_store",)

    def __init__(self, path: Path, store: Reads) -> None:
        super().__init__(path=str(path), timeout=BUSY_MS / 1000)
        self._store = store

    async def ask(self, step: Bound, _: object) -> list[Row]:
        """The rows of a question that was compiled before."""
        return await self._store.read(step)

    async def _run_in_new_connection(
        self,
        query: str,
        args: list[Any] | None = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> list[Row]:
        step = Bound(query, tuple(args or ()), None, "")
        if query.lstrip()[:6].upper() in {"SELECT", "EXPLAI"}:
            return await self._store.read(step)
        return (await self._store.write([step]))[0]


class _Reader(threading.Thread):
    """Runs queries one by one on a connection that cannot write."""

    def __init__(
        self, connection: sqlite3.Connection, asked: "queue.SimpleQueue[list[Job] | None]"
    ) -> None:
        super().__init__(name="liga-reader", daemon=True)
        self._connection = connection
        self._asked = asked

    def run(self) -> None:
        while jobs := self._asked.get():
            self._answer(jobs)
        self._connection.close()

    def _answer(self, jobs: Sequence[Job]) -> None:
        """Answer together what came together, unless a slow question keeps the others waiting."""
        done: list[tuple[Job, Outcome]] = []
        answer_by = time.monotonic() + PATIENCE_SECONDS
        for job in jobs:
            done.append((job, self._outcome(job)))
            if time.monotonic() > answer_by:
                _answer(done)
                done, answer_by = [], time.monotonic() + PATIENCE_SECONDS
        _answer(done)

    def _outcome(self, job: Job) -> Outcome:
        try:
            return tuple(rows_of(self._connection, step) for step in job.steps)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            return error


class _Writer(threading.Thread):
    """Runs units, as many as are waiting in each commit, and notices what others committed."""

    def __init__(self, path: Path, tell: Callable[[Sequence[str | None]], None]) -> None:
        super().__init__(name="liga-writer", daemon=True)
        self.jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.watched = False
        self._path = path
        self._tell = tell
        self._closing = False
        self._next_look = 0.0
        self._connection = open_connection(path)
        self._turn = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._seen = self._data_version()

    def run(self) -> None:
        while not self._closing:
            if batch := self._next_batch():
                outcomes = self._committed(batch)
                _answer(list(zip(batch, outcomes, strict=True)))
                self._announce(batch, outcomes)
            if self.watched and time.monotonic() >= self._next_look:
                self._look_around()
        self._connection.close()
        os.close(self._turn)

    def _next_batch(self) -> list[Job]:
        """Wait for a job, and take all that are waiting behind it."""
        batch: list[Job] = []
        with contextlib.suppress(queue.Empty):
            job = self.jobs.get(timeout=POLL_SECONDS)
            while job is not None and len(batch) < MAX_BATCH - 1:
                batch.append(job)
                job = self.jobs.get_nowait()
            if job is None:
                self._closing = True
            else:
                batch.append(job)
        return batch

    def _committed(self, batch: Sequence[Job]) -> Sequence[Outcome]:
        """Commit the batch at once or, when one unit spoils that for the others, one by one."""
        try:
            with self._in_turn():
                try:
                    return self._together(batch)
                except sqlite3.Error as error:
                    if len(batch) == 1 or _is_busy(error):
                        raise
                    return [self._alone(job) for job in batch]
        except Exception as error:  # noqa: BLE001  (a thread that dies would leave callers waiting)
            return [error] * len(batch)

    def _together(self, batch: Sequence[Job]) -> Sequence[Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = [self._unit(job) for job in batch]
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            self._recover()
            raise
        return outcomes

    def _alone(self, job: Job) -> Outcome:
        try:
            return self._together([job])[0]
        except sqlite3.Error as error:
            return error

    def _unit(self, job: Job) -> Outcome:
        """Run one unit in a savepoint. If the whole transaction is lost, the last lines raise."""
        self._connection.execute("SAVEPOINT unit")
        try:
            outcome: Outcome = self._steps(job)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever asked)
            outcome = error
            self._connection.execute("ROLLBACK TO unit")
        self._connection.execute("RELEASE unit")
        return outcome

    def _steps(self, job: Job) -> Result:
        if job.rows is not None:
            for values in job.rows:  # an insert that gives back its keys cannot be executemany
                self._connection.execute(job.steps[0].sql, values).fetchall()
            return ()
        return tuple(self._step(step) for step in job.steps)

    def _step(self, step: Bound) -> list[Row]:
        if step.sql is NOTIFY:
            return []
        try:
            return checked(step, rows_of(self._connection, step))
        except sqlite3.IntegrityError as error:
            if str(error).startswith("UNIQUE") and step.otherwise:
                raise Refused(step.otherwise) from error
            raise

    def _recover(self) -> None:
        """Leave no transaction behind, with a new connection if this one cannot roll back."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._connection.close()
            self._connection = open_connection(self._path)
            self._seen = 0

    @contextlib.contextmanager
    def _in_turn(self) -> Iterator[None]:
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def _announce(self, batch: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
        notices = [
            str(step.values[0])
            for job, outcome in zip(batch, outcomes, strict=True)
            if self.watched and not isinstance(outcome, Exception)
            for step in job.steps
            if step.sql is NOTIFY
        ]
        if notices:
            self._tell(notices)

    def _look_around(self) -> None:
        """Tell that another process committed: SQLite counts only what this connection did not."""
        self._next_look = time.monotonic() + POLL_SECONDS
        with contextlib.suppress(sqlite3.Error):
            version = self._data_version()
            if version != self._seen:
                self._seen = version
                self._tell([None])

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


def open_connection(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Open a connection as every connection of the house must be."""
    connection = sqlite3.connect(
        path,
        detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )
    journal = "WAL" if may_keep_wal(sqlite3.sqlite_version_info) else "DELETE"
    settings = ["foreign_keys=ON", "synchronous=FULL", "cache_size=-16000", "temp_store=MEMORY"]
    for pragma in (*settings, "query_only=ON" if readonly else f"journal_mode={journal}"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def rows_of(connection: sqlite3.Connection, step: Bound) -> list[Row]:
    cursor = connection.execute(step.sql, step.values)
    rows = cursor.fetchall()
    if not rows:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _answer(outcomes: Sequence[tuple[Job, Outcome]]) -> None:
    """Wake those who wait: once for each event loop, not once for each of them."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Job, Outcome]]] = {}
    for job, outcome in outcomes:
        loops.setdefault(job.future.get_loop(), []).append((job, outcome))
    for loop, answers in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop is gone, and those who waited with it
            loop.call_soon_threadsafe(_settle, answers)


def _settle(outcomes: Sequence[tuple[Job, Outcome]]) -> None:
    for job, outcome in outcomes:
        if job.future.done():  # whoever asked went away; what they asked is kept all the same
            continue
        if isinstance(outcome, Exception):
            job.future.set_exception(outcome)
        else:
            job.future.set_result(outcome)


def _is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else holds the database: trying again at once would only wait again."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
