"""Sentencias: whatever a test asks of SQLite, some test asks of PostgreSQL too.

Most tests need one engine only: what they try is a page or a rule. But the product speaks to two,
and a statement that one of them takes may fail on the other. So all that is asked is noted, by its
shape, and a run of the whole suite fails when PostgreSQL was never asked something SQLite was.
Then a test that asks it wants the mark `both`.
"""

import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

import server
from server import db_postgres, db_sqlite
from server.units import Bound

# A list in a statement has as many members as a test gave it.
PLACE = re.compile(r"\$\d+|\?")
LIST = re.compile(r"\?(\s*,\s*\?)+")
ROWS = re.compile(r"\(\?\)(\s*,\s*\(\?\))+")
SPACE = re.compile(r"\s+")
# A column that counts by itself.
COUNTED = re.compile(r"VALUES \((null|DEFAULT),", re.IGNORECASE)
# SQLite holds the whole database where PostgreSQL holds rows, or a lock of its own.
HOLD = re.compile(r" FOR (NO KEY )?(SHARE|UPDATE)$")
NOTHING = "SELECT 1"
# What only one of them understands, said to the other in its own words.
OWN = re.compile(r"PRAGMA|sqlite_|commitment_index MATCH|pg_", re.IGNORECASE)
QUERIES = str(Path(server.__file__).with_name("queries"))

asked: dict[str, set[str]] = {"sqlite": set(), "postgres": set()}


@lru_cache(maxsize=16384)
def shape_of(sql: str) -> str:
    """A statement without what differs between engines, tests and line breaks."""
    plain = COUNTED.sub("VALUES (DEFAULT,", SPACE.sub(" ", PLACE.sub("?", sql)).strip())
    return ROWS.sub("(?)", LIST.sub("?", HOLD.sub("", plain)))


def note(engine: str, sql: str) -> None:
    """Remember a statement, unless a test asked it itself to see how things stand."""
    shape = shape_of(sql)
    if shape in asked[engine] or sql == NOTHING or OWN.search(sql):
        return
    if _is_of_the_product():
        asked[engine].add(shape)


def _is_of_the_product() -> bool:
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith(QUERIES):
            return True
    return False


def unasked() -> list[str]:
    """What SQLite was asked and PostgreSQL never."""
    return sorted(asked["sqlite"] - asked["postgres"])


def listen() -> None:
    """Hear what is asked of each engine from now on."""
    for engine, store in (
        ("sqlite", db_sqlite.SQLiteStore),
        ("postgres", db_postgres.PostgresStore),
    ):
        _hear_units(engine, store)
    _hear_reads("sqlite", db_sqlite.SQLiteEngine, "_run_in_new_connection")
    _hear_reads("postgres", db_postgres._Engine, "_run_in_pool")
    for engine, spoken_to in (
        ("sqlite", db_sqlite.SQLiteEngine),
        ("postgres", db_postgres._Engine),
    ):
        _hear_questions(engine, spoken_to)


def _hear_units(engine: str, store: Any) -> None:
    write, write_many = store.write, store.write_many

    def hears(self: Any, steps: Sequence[Bound]) -> Any:
        for step in steps:
            note(engine, step.sql)
        return write(self, steps)

    def hears_many(self: Any, step: Bound, rows: Any) -> Any:
        note(engine, step.sql)
        return write_many(self, step, rows)

    store.write, store.write_many = hears, hears_many


def _hear_reads(engine: str, spoken_to: Any, method: str) -> None:
    run: Callable[..., Any] = getattr(spoken_to, method)

    def hears(self: Any, query: str, *rest: Any, **more: Any) -> Any:
        note(engine, query)
        return run(self, query, *rest, **more)

    setattr(spoken_to, method, hears)


def _hear_questions(engine: str, spoken_to: Any) -> None:
    ask = spoken_to.ask

    def hears(self: Any, step: Bound, asker: object) -> Any:
        note(engine, step.sql)
        return ask(self, step, asker)

    spoken_to.ask = hears


def is_whole(config: pytest.Config) -> bool:
    """Whether a run holds all tests: of a part one cannot say what nobody asks."""
    chosen = config.option.markexpr or config.option.keyword
    return not chosen and [each.rstrip("/") for each in config.args] == ["tests"]


class Hearing:
    """The plugin: workers tell the controller what they heard, and it draws the sum."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        worker = getattr(session.config, "workeroutput", None)
        if worker is not None:
            worker["asked"] = {engine: sorted(shapes) for engine, shapes in asked.items()}
        elif is_whole(session.config) and asked["postgres"] and unasked():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_testnodedown(self, node: Any) -> None:
        for engine, shapes in getattr(node, "workeroutput", {}).get("asked", {}).items():
            asked[engine].update(shapes)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not is_whole(terminalreporter.config) or not asked["postgres"]:
            return
        for each in unasked():
            terminalreporter.write_line(f"NEVER ASKED OF POSTGRESQL: {each}", red=True)
