"""Base de datos: the only way to write, on either engine. A write is a unit, kept whole or not.

A query module makes its statements once, and gives units of steps:

    KEEP = statement(
        AnswerRow.update({AnswerRow.content: Param("content")})
        .where(AnswerRow.item == Param("item"), AnswerRow.revision == Param("base"))
        .returning(AnswerRow.revision)
    )
    NOTE = statement(AuditRow.insert(params(AuditRow)))

    kept, _ = await write([Step(KEEP, facts, rows=1), Step(NOTE, facts)])

`write` returns after the commit. Reading is plain Piccolo: `await AnswerRow.select(...)`.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from piccolo.engine.base import Engine
from piccolo.table import TABLE_REGISTRY

from game.rules import RuleBroken
from server import piccolo_conf
from server.db_moment import PostgresMoment, SQLiteMoment
from server.db_postgres import PostgresStore
from server.db_sqlite import SQLiteStore
from server.settings import Settings
from server.units import (
    Announcement,
    Bound,
    Param,
    Refused,
    Row,
    Statement,
    Step,
    Unit,
    exclusive,
    held,
    params,
    statement,
)

__all__ = [
    "ONLY_SHOWN",
    "Announcement",
    "Param",
    "Refused",
    "Row",
    "Statement",
    "Step",
    "Unit",
    "announce",
    "bind",
    "close",
    "connect",
    "connect_to_read",
    "exclusive",
    "held",
    "keeping_nothing",
    "on_change",
    "params",
    "standing_on",
    "statement",
    "write",
    "write_many",
]

# What a unit is refused with while a form is only shown again.
ONLY_SHOWN: Final = "only-shown"

# Piccolo asks for a module of this name when a table has no engine yet.
sys.modules.setdefault("piccolo_conf", piccolo_conf)


class Store(Protocol):
    """An open database."""

    @property
    def engine(self) -> Engine[Any]: ...
    async def write(self, steps: Sequence[Bound]) -> tuple[list[Row], ...]: ...
    async def write_many(self, step: Bound, rows: Sequence[Sequence[object]]) -> None: ...
    async def watch(self, watcher: Callable[[str | None], None]) -> Callable[[], None]: ...
    async def close(self) -> None: ...


_opened: list[Store] = []
_only_shown: ContextVar[bool] = ContextVar("only_shown", default=False)
_ground: ContextVar[Step | None] = ContextVar("ground", default=None)


async def connect(settings: Settings) -> None:
    """Open the database of the settings and bind every table to it."""
    if _opened:
        raise RuntimeError("a database is already open: close() it first")
    path = settings.sqlite_path
    store: Store = SQLiteStore(path) if path else await PostgresStore.open(settings.database_url)
    _opened.append(store)
    bind(store.engine)


async def connect_to_read(settings: Settings) -> None:
    """Open the database of the settings as it is at this moment, to read and nothing else."""
    if _opened:
        raise RuntimeError("a database is already open: close() it first")
    path = settings.sqlite_path
    store: Store = SQLiteMoment(path) if path else await PostgresMoment.open(settings.database_url)
    _opened.append(store)
    bind(store.engine)


async def close() -> None:
    """Finish what is under way and let the database go."""
    while _opened:
        await _opened.pop().close()


def bind(engine: Engine[Any]) -> None:
    """Make every table speak to this engine."""
    piccolo_conf.DB = engine
    for table in TABLE_REGISTRY:
        table._meta.db = engine  # noqa: SLF001


@contextmanager
def standing_on(ground: Step | None) -> Iterator[None]:
    """Let every unit written meanwhile hold only where this step does.

    A unit that finds it gone is refused for good, with `RuleBroken`: trying again is of no use.
    """
    token = _ground.set(ground)
    try:
        yield
    finally:
        _ground.reset(token)


@contextmanager
def keeping_nothing() -> Iterator[None]:
    """Refuse every unit that is written meanwhile: a form is shown again and nothing is done."""
    token = _only_shown.set(True)
    try:
        yield
    finally:
        _only_shown.reset(token)


async def write(unit: Unit) -> tuple[list[Row], ...]:
    """Keep a unit whole and give the rows each step returned, once the commit is done.

    Raises `Refused` when a step was not as it must be; nothing of the unit is kept then. Whoever
    awaits may be cancelled: the unit is kept or refused all the same, and nobody else notices.
    """
    if _only_shown.get():
        raise RuleBroken(ONLY_SHOWN)
    store = _store()
    engine_type = store.engine.engine_type
    ground = _ground.get()
    steps = [step.bound(engine_type) for step in unit]
    if ground is None:
        return await store.write(steps)
    try:
        _, *rows = await store.write([ground.bound(engine_type), *steps])
    except Refused as refused:
        if refused.code == ground.otherwise:
            raise RuleBroken(refused.code) from refused
        raise
    return tuple(rows)


async def write_many(statement: Statement, rows: Sequence[Mapping[str, object]]) -> None:
    """Run one statement for many rows in one transaction: for imports and demonstrations."""
    store = _store()
    compiled = statement.compiled(store.engine.engine_type)
    step = Bound(compiled.sql, (), None, "")
    await store.write_many(step, [compiled.bound(row) for row in rows])


def announce(payload: str) -> Announcement:
    """Make the step of a unit that tells every process, after the commit, where to look."""
    return Announcement(payload)


async def on_change(watcher: Callable[[str | None], None]) -> Callable[[], None]:
    """Call the watcher with each announced payload; give the function that stops it.

    A payload of None says that something changed and it is not known what: look at everything.
    SQLite says so for what other processes commit, PostgreSQL after a lost connection.
    """
    return await _store().watch(watcher)


def _store() -> Store:
    if not _opened:
        raise RuntimeError("no database is open: connect(settings) first")
    return _opened[-1]
