"""What breaks, breaks alone: an acknowledged unit is there, one that failed says so."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server import db, db_sqlite
from server.db import Param, Refused, Step, announce, on_change, params, statement, write
from server.settings import Settings
from server.sqlite import may_keep_wal
from server.tables.audit import AuditRow
from server.tables.participants import PlaceRow

pytestmark = pytest.mark.both

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOME_FACTS = {"at": NOON, "action": "test", "subject": "x", "account": None, "details": "{}"}

NOTE = statement(AuditRow.insert(params(AuditRow, role="", participant=None, edition=None)))
RENAME = statement(
    PlaceRow.update({PlaceRow.name: Param("name")})
    .where(PlaceRow.code == Param("code"))
    .returning(PlaceRow.code)
)
# A debt that is only looked at when it is time to commit.
OWE = statement(AuditRow.raw("INSERT INTO debt (creditor) VALUES (7) RETURNING creditor"))
DEBT = (
    "CREATE TABLE creditor (id INTEGER PRIMARY KEY)",
    "CREATE TABLE debt (creditor INTEGER REFERENCES creditor DEFERRABLE INITIALLY DEFERRED)",
)


def note(subject: str = "x", details: str = "{}") -> Step:
    return Step(NOTE, {**SOME_FACTS, "subject": subject, "details": details})


def rename(code: str, name: str = "Otro") -> Step:
    return Step(RENAME, {"code": code, "name": name}, rows=1)


async def subjects() -> set[str]:
    return {row["subject"] for row in await AuditRow.select(AuditRow.subject)}


async def test_a_failed_commit_is_not_acknowledged(database: Settings) -> None:
    await _make_debts_possible()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await write([note(), Step(OWE, {}, rows=1)])
    assert await subjects() == set()


async def test_a_failed_commit_hurts_no_other_unit(database: Settings) -> None:
    await _make_debts_possible()
    units = [[note(str(n))] for n in range(40)]
    units.insert(20, [note("bad"), Step(OWE, {})])
    outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)] == [20]
    assert await subjects() == {str(n) for n in range(40)}


async def test_writing_goes_on_after_a_failed_commit(database: Settings) -> None:
    await _make_debts_possible()
    for n in range(30):  # more than there are connections to lose
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await write([note("bad"), Step(OWE, {})])
        await write([note(str(n))])
    assert await subjects() == {str(n) for n in range(30)}


async def test_a_stale_unit_is_undone_alone(database: Settings) -> None:
    units = [[note(str(n)), *([rename("99")] if n % 3 == 0 else [])] for n in range(60)]
    outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
    refused = {n for n, outcome in enumerate(outcomes) if isinstance(outcome, Refused)}
    assert refused == set(range(0, 60, 3))
    assert await subjects() == {str(n) for n in range(60) if n % 3}


async def test_a_unit_that_cannot_be_stored_fails_alone(database: Settings) -> None:
    units = [[note(str(n), details="\ud800" if n == 5 else "{}")] for n in range(10)]
    outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)] == [5]
    assert await subjects() == {str(n) for n in range(10)} - {"5"}


async def test_a_cancelled_caller_breaks_nothing(database: Settings) -> None:
    callers = [asyncio.create_task(write([note(str(n)), note(f"{n}b")])) for n in range(40)]
    await asyncio.sleep(0.001)
    for caller in callers[::2]:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    await write([note("after")])
    kept = await subjects()
    assert {str(n) for n in range(1, 40, 2)} | {"after"} <= kept
    assert all((str(n) in kept) == (f"{n}b" in kept) for n in range(40))


async def test_closing_waits_for_what_is_under_way(each_settings: Settings) -> None:
    await db.connect(each_settings)
    under_way = [asyncio.create_task(write([note(str(n))])) for n in range(20)]
    await asyncio.sleep(0)
    await db.close()
    await asyncio.gather(*under_way)
    await db.connect(each_settings)
    assert len(await subjects()) == 20
    await db.close()


async def test_a_full_disk_refuses_what_does_not_fit(sqlite_database: Settings) -> None:
    with disk_full():
        units = [[note("large", details="x" * 400_000)], [note("small")]]
        outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
    assert "full" in str(outcomes[0])
    assert await subjects() == {"small"}


async def test_writing_goes_on_when_there_is_room_again(sqlite_database: Settings) -> None:
    with disk_full(), pytest.raises(sqlite3.Error, match="full"):
        await write([note("large", details="x" * 400_000)])
    await write([note("large", details="x" * 400_000)])
    assert await subjects() == {"large"}


async def test_a_database_that_others_hold_is_reported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_sqlite, "BUSY_MS", 50)
    await db.connect(settings)
    with closing(sqlite3.connect(settings.sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        units = [[note("a")], [note("b")]]
        outcomes = await asyncio.gather(*map(write, units), return_exceptions=True)
        assert ["locked" in str(outcome) for outcome in outcomes] == [True, True]
        assert await subjects() == set()
        other.execute("ROLLBACK")
    await write([note("c")])
    assert await subjects() == {"c"}
    await db.close()


async def test_without_a_safe_log_a_rollback_journal_serves(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_sqlite, "may_keep_wal", lambda version: False)
    await db.connect(settings)
    reading = asyncio.gather(*(subjects() for _ in range(20)))
    await asyncio.gather(*(write([note(str(n))]) for n in range(50)), reading)
    assert await _pragma("journal_mode") == "delete"
    assert len(await subjects()) == 50
    await db.close()


async def test_every_commit_is_synced(sqlite_database: Settings) -> None:
    assert await _pragma("synchronous") == 2
    safe = may_keep_wal(sqlite3.sqlite_version_info)
    assert await _pragma("journal_mode") == ("wal" if safe else "delete")


async def test_two_processes_write_to_one_file(sqlite_database: Settings) -> None:
    processes = [await a_writer(sqlite_database, name, 400, 20) for name in ("a", "b")]
    await asyncio.gather(*(write([note(f"own-{n}")]) for n in range(200)))
    printed = [(await process.communicate())[0].decode().split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    acknowledged = {subject for lines in printed for subject in lines}
    assert len(acknowledged) == 800
    assert await subjects() == acknowledged | {f"own-{n}" for n in range(200)}


async def test_what_a_killed_process_acknowledged_is_there(each_settings: Settings) -> None:
    process = await a_writer(each_settings, "a", 1_000_000, 20)
    assert process.stdout
    acknowledged = [(await process.stdout.readline()).decode().strip() for _ in range(100)]
    process.kill()
    acknowledged += (await process.stdout.read()).decode().split("\n")[:-1]
    await process.wait()
    await db.connect(each_settings)
    assert set(acknowledged) <= await subjects()
    await write([note("after")])
    await db.close()


async def test_what_another_process_commits_is_noticed(sqlite_database: Settings) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await on_change(heard.put_nowait)
    process = await a_writer(sqlite_database, "a", 1, 1)
    await process.communicate()
    assert await asyncio.wait_for(heard.get(), 5) is None


async def test_who_is_busy_writing_notices_others_too(sqlite_database: Settings) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await on_change(heard.put_nowait)
    process = await a_writer(sqlite_database, "a", 1, 1)
    while heard.empty() and process.returncode is None:
        await write([note("own")])
    assert await asyncio.wait_for(heard.get(), 5) is None
    await process.communicate()


async def test_what_this_process_commits_is_not_news(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_sqlite, "POLL_SECONDS", 0.002)
    await db.connect(settings)
    heard: list[str | None] = []
    await on_change(heard.append)
    await write([note()])
    await asyncio.sleep(0.03)
    await db.close()
    assert heard == []


@pytest.mark.parametrize("each_settings", ["postgres"], indirect=True)
async def test_a_lost_listener_comes_back_and_says_look(database: Settings) -> None:
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    await on_change(heard.put_nowait)
    await _end_backends(database, "query LIKE 'LISTEN%'")
    assert await asyncio.wait_for(heard.get(), 5) is None
    await write([announce("again")])
    assert await asyncio.wait_for(heard.get(), 5) == "again"


@pytest.mark.parametrize("each_settings", ["postgres"], indirect=True)
async def test_a_lost_connection_loses_no_other(database: Settings) -> None:
    await asyncio.gather(*(write([note(str(n))]) for n in range(20)))
    await _end_backends(database, "pid <> pg_backend_pid()")
    await asyncio.gather(*(write([note("after")]) for _ in range(20)), return_exceptions=True)
    await write([note("end")])
    assert "end" in await subjects()


@pytest.mark.parametrize("each_settings", ["postgres"], indirect=True)
async def test_units_that_meet_in_an_unlucky_order_run_again(database: Settings) -> None:
    for code in ("20", "31"):
        await PlaceRow.insert(PlaceRow(code=code, kind="state", name=code, state=code))
    orders = [("20", "31"), ("31", "20")] * 3
    await asyncio.gather(*(write([rename(code) for code in order]) for order in orders))
    assert await PlaceRow.select(PlaceRow.name) == [{"name": "Otro"}] * 2


async def a_writer(
    settings: Settings, name: str, units: int, tasks: int
) -> asyncio.subprocess.Process:
    arguments = (settings.database_url, name, str(units), str(tasks))
    command = (sys.executable, "-m", "tests.faults.writer", *arguments)
    return await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)


@contextmanager
def disk_full() -> Iterator[None]:
    """Let the file of the open database grow by no more than two pages."""
    connection = _writer_connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages + 2}")
    yield
    connection.execute("PRAGMA max_page_count=1073741823")


async def _make_debts_possible() -> None:
    for sql in DEBT:
        await AuditRow.raw(sql)


async def _pragma(name: str) -> Any:
    return _writer_connection().execute(f"PRAGMA {name}").fetchone()[0]


def _writer_connection() -> sqlite3.Connection:
    store = db._opened[-1]
    assert isinstance(store, db_sqlite.SQLiteStore)
    return store._writer._connection


async def _end_backends(settings: Settings, which: str) -> None:
    connection = await asyncpg.connect(settings.database_url)
    sql = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    )
    await connection.execute(f"{sql} AND {which}")
    await connection.close()
