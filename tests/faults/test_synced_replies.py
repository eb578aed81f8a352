"""Nadie recibe «guardado» antes que el disco: what the kernel is asked, in the order it is asked.

Killing a process cannot show that a sync is missing, because the system still writes what it was
given. So a server runs under strace, and every reply to a save must come after the sync of
everything that was written for it.
"""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from server import db
from server.security import csrf_token
from server.settings import Settings
from tests.conftest import NO_STRACE
from tests.server.leagues import a_league
from tests.server.test_live_process import signed_in

SAVES = 20
START_SECONDS = 60
CALLS = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg"
SERVE = """
import os, uvicorn
from server.app import create_app
from server.settings import Settings
app = create_app(Settings.from_environ(os.environ))
uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", timeout_graceful_shutdown=5)
"""
# The same server with a database that answers before the disk does.
CARELESS = f"""
from server import db_sqlite
carefully = db_sqlite.open_connection
def carelessly(*given, **named):
    connection = carefully(*given, **named)
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection
db_sqlite.open_connection = carelessly
{SERVE}
"""

BEGUN = re.compile(r"^(?P<thread>\d+) +(?P<call>\w+)\((?P<given>.*)")
RESUMED = re.compile(r"^(?P<thread>\d+) +<\.\.\. f(?:data)?sync resumed>")
DATABASE = re.compile(r"^\d+<[^>]*/liga\.db(?:-wal)?>")
REPLY = "HTTP/1.1 200"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server had asked of the disk, since its last reply, when it sent this one."""

    writes: int
    unsynced: int

    @property
    def is_early(self) -> bool:
        return self.unsynced > 0


def replies_in(trace: Iterable[str]) -> Iterator[Reply]:
    """Every reply of a trace. A sync counts from when it is done, a reply from when it begins."""
    writes = unsynced = 0
    syncing: dict[str, int] = {}
    for line in trace:
        if resumed := RESUMED.match(line):
            unsynced -= syncing.pop(resumed["thread"], 0)
        elif (begun := BEGUN.match(line)) is None:
            continue
        elif DATABASE.match(begun["given"]):
            if begun["call"] == "pwrite64":
                writes, unsynced = writes + 1, unsynced + 1
            elif "<unfinished" in line:
                syncing[begun["thread"]] = unsynced
            else:
                unsynced = 0
        elif REPLY in begun["given"]:
            yield Reply(writes, unsynced)
            writes = 0


#   writes what it keeps, waits for the disk, answers
PATIENT = """
7 pwrite64(9</x/liga.db-wal>, "..."..., 4096, 32) = 4096
7 fdatasync(9</x/liga.db-wal> <unfinished ...>
5 write(3</dev/null>, "x", 1) = 1
7 <... fdatasync resumed>) = 0
5 sendto(15<socket:[99]>, "HTTP/1.1 200 OK"..., 900, 0, NULL, 0) = 900
"""
#   answers while the disk is still at it
HASTY = """
7 pwrite64(9</x/liga.db-wal>, "..."..., 4096, 32) = 4096
7 fdatasync(9</x/liga.db-wal> <unfinished ...>
5 sendto(15<socket:[99]>, "HTTP/1.1 200 OK"..., 900, 0, NULL, 0) = 900
7 <... fdatasync resumed>) = 0
"""


@pytest.mark.parametrize(
    ("trace", "replies"),
    [
        pytest.param(PATIENT, [Reply(1, 0)], id="the disk first"),
        pytest.param(HASTY, [Reply(1, 1)], id="the reply first"),
        pytest.param(HASTY + PATIENT, [Reply(1, 1), Reply(1, 0)], id="one of each"),
    ],
)
def test_a_trace_is_read_in_its_order(trace: str, replies: list[Reply]) -> None:
    assert list(replies_in(trace.splitlines())) == replies


async def test_no_reply_to_a_save_leaves_before_its_sync(settings: Settings) -> None:
    replies = await _observed(settings, SERVE)
    assert [reply for reply in replies if not reply.writes] == []
    assert [reply for reply in replies if reply.is_early] == []


async def test_a_server_that_does_not_wait_would_be_seen(settings: Settings) -> None:
    replies = await _observed(settings, CARELESS)
    assert sum(reply.is_early for reply in replies) > SAVES / 2


async def _observed(settings: Settings, program: str) -> list[Reply]:
    """Save one answer after another on a server that is watched; what it did before each reply."""
    _skip_where_nothing_can_be_observed()
    await db.connect(settings)
    await a_league()
    token = await signed_in("ana")
    await db.close()
    trace = settings.data_dir / "trace"
    await _saves(settings, program, trace, token)
    with trace.open(encoding="utf-8", errors="replace") as lines:
        return list(replies_in(lines))[-SAVES:]


async def _saves(settings: Settings, program: str, trace: Path, token: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    watched = ("strace", "-f", "-y", "-qq", "-s", "24", "-e", CALLS, "-e", "signal=none", "-o")
    environ = {
        **os.environ,
        "PORT": str(port),
        "LIGA_DATA_DIR": str(settings.data_dir),
        "LIGA_DATABASE_URL": settings.database_url,
    }
    process = await asyncio.create_subprocess_exec(
        *watched, str(trace), sys.executable, "-c", program, env=environ
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            await _started(client, process)
            for revision in range(SAVES):
                await _save(client, token, revision)
    finally:
        _end(process.pid)
        await process.wait()


async def _started(client: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            with suppress(httpx.TransportError):
                if (await client.get("/salud")).is_success:
                    return
            await asyncio.sleep(0.05)
    raise AssertionError("the server did not start")


async def _save(client: httpx.AsyncClient, token: str, revision: int) -> None:
    headers = {
        "Cookie": f"liga_session={token}",
        "X-CSRF": csrf_token(token),
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
    }
    answer = {"chosen": "no", "reason": f"Razón {revision}", "revision": str(revision)}
    form = {**answer, "sheet": "hoja", "key": f"hoja-{revision}"}
    reply = await client.post("/mi-liga/reactivos/P1-01", data=form, headers=headers)
    assert reply.status_code == 200, reply.text


def _end(observer: int) -> None:
    """End the server: whoever watches it ends by itself, with all it saw written down."""
    children = Path(f"/proc/{observer}/task/{observer}/children")
    with suppress(FileNotFoundError):
        for child in children.read_text(encoding="ascii").split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGTERM)


def _skip_where_nothing_can_be_observed() -> None:
    strace = shutil.which("strace")
    if strace is None or not sys.platform.startswith("linux"):
        pytest.skip(NO_STRACE)
    tried = subprocess.run([strace, "-f", "-qq", "-o", os.devnull, "true"], check=False)
    if tried.returncode:
        pytest.skip(NO_STRACE)
