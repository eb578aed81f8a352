"""Whoever makes a book is killed, or finds no room: it is told, and nothing half is to be had."""

import asyncio
import logging
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from server import db
from server.answer_exports.orders import EXPORTS, Order, Orders, State
from server.answer_exports.running import MAKER, Exports
from server.settings import Settings
from tests.databases import settings_for
from tests.editions import EDITION, open_edition
from tests.server.signed import answer, sign

ORDER = Order("a1", EDITION, "es", date(2026, 3, 3), 1)
PATIENCE = 30.0
# As the process that makes books, with something that goes wrong in it.
BEGINS = f"import os, sys; sys.argv = ['x', sys.argv[1]]; import {MAKER} as making\n"
DIES = "making.LongBook.finish = lambda *_: os.kill(os.getpid(), 9)\n"
FULL = "def full(*_): raise OSError(28, 'full')\nmaking.LongBook.finish = full\n"
BREAKS = "making.LongBook.finish = lambda *_: 1 / 0\n"


@pytest.fixture
async def signed(settings: Settings) -> Settings:
    """A database with one signed level."""
    await db.connect(settings)
    try:
        await open_edition()
        await answer()
        await sign()
    finally:
        await db.close()
    return settings


def makes(settings: Settings, fault: str, *, stdin: int = subprocess.PIPE) -> Orders:
    """Let a book be made by somebody to whom this happens."""
    orders = Orders(settings.data_dir / EXPORTS)
    lock = orders.take(ORDER)
    environment = {
        **os.environ,
        "LIGA_DATA_DIR": str(settings.data_dir),
        "LIGA_DATABASE_URL": settings.database_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", f"{BEGINS}{fault}making.main()", str(orders.folder("a1"))],
        stdin=stdin,
        stderr=subprocess.DEVNULL,
        env=environment,
        pass_fds=(lock,),
    )
    os.close(lock)
    assert state(orders) is State.RUNNING
    process.wait(PATIENCE)
    if process.stdin:
        process.stdin.close()
    return orders


def state(orders: Orders) -> State:
    job = orders.job("a1")
    assert job
    return job.state


def files(orders: Orders) -> set[str]:
    return {path.name for path in orders.folder("a1").iterdir()}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        pytest.param(DIES, State.INTERRUPTED, id="killed with the book half written"),
        pytest.param(FULL, State.NO_ROOM, id="no room on the disk"),
        pytest.param(BREAKS, State.FAILED, id="an error of ours"),
    ],
)
async def test_nothing_half_is_to_be_had(signed: Settings, fault: str, told: State) -> None:
    orders = await asyncio.to_thread(makes, signed, fault)
    assert state(orders) is told
    assert not orders.book("a1").exists()
    # What was killed could not put anything away: the next order does.
    left = {name for name in files(orders) if name.endswith("draft")}
    assert bool(left) is (told is State.INTERRUPTED)
    os.close(orders.take(ORDER))
    assert files(orders) == {"order.json", "lock"}


async def test_without_a_fault_it_is_done(signed: Settings) -> None:
    """Or the tests above would pass for another reason."""
    orders = await asyncio.to_thread(makes, signed, "")
    assert state(orders) is State.DONE
    assert files(orders) == {"order.json", "progress.json", "lock", "book.xlsx"}


async def test_whoever_started_it_is_gone(signed: Settings) -> None:
    orders = await asyncio.to_thread(makes, signed, "", stdin=subprocess.DEVNULL)
    assert state(orders) is State.INTERRUPTED
    assert not orders.book("a1").exists()


async def test_the_server_stops_and_leaves_nobody_behind(signed: Settings) -> None:
    exports = Exports(signed)
    await exports.start(ORDER)
    (process,) = exports._making
    await exports.close()
    assert process.returncode is not None
    assert state(exports.orders) in {State.INTERRUPTED, State.DONE}


async def test_why_it_failed_is_in_the_log(
    signed: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    exports = Exports(settings_for(tmp_path / "empty"))
    with caplog.at_level(logging.ERROR, "liga"):
        await exports.start(ORDER)
        await asyncio.wait(exports._making.values(), timeout=PATIENCE)
    assert state(exports.orders) is State.FAILED
    assert f"the answers of {EDITION} were not exported" in caplog.text
