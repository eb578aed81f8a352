"""A server process of its own, and watchers over real sockets."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import httpx

from server.processes import READ_BEFORE
from server.settings import Settings
from tests.server.leagues import LIVE

# To import the app and to read its routes takes longer than most tests of a server: it is done
# once, and every server is a fork of the process that did it.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([*READ_BEFORE, "tests.served", "tests.serving"])


@dataclass(slots=True)
class Event:
    """One event of a stream, as a browser reads it."""

    event: str = ""
    id: str = ""
    data: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.data)


class Stream:
    """An open stream, read event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self, seconds: float = 5) -> Event:
        """The next event; comments are no events."""
        async with asyncio.timeout(seconds):
            event = Event()
            async for line in self._lines:
                if not line and event != Event():
                    return event
                name, _, value = line.partition(": ")
                if name == "data":
                    event.data.append(value)
                elif name in {"id", "event"}:
                    setattr(event, name, value)
        raise AssertionError("the stream has ended")

    async def frame(self, seconds: float = 5) -> Event:
        """The next frame: an event without a name."""
        while (event := await self.next(seconds)).event:
            pass
        return event


@dataclass(slots=True)
class Site:
    """A running server, and whoever watches it."""

    process: ForkServerProcess
    client: httpx.AsyncClient

    @asynccontextmanager
    async def watching(self, url: str = LIVE, **headers: str) -> AsyncIterator[Stream]:
        async with self.client.stream("GET", url, headers=headers) as response:
            yield Stream(response)

    def signal(self, number: signal.Signals) -> None:
        assert self.process.pid
        os.kill(self.process.pid, number)

    async def ends(self, seconds: float = 5) -> None:
        """Wait until it has ended, which it does in time."""
        await asyncio.to_thread(self.process.join, seconds)
        assert self.process.exitcode is not None


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Site]:
    """Run the app on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        "LIGA_DATA_DIR": str(settings.data_dir),
        "LIGA_DATABASE_URL": settings.database_url,
    }
    process = FORKS.Process(target=_serve, args=(environ, port))
    process.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            await _answers(client, process)
            yield Site(process, client)
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _serve(environ: Mapping[str, str], port: int) -> None:
    from tests.served import serve

    serve(environ, port)


async def _answers(client: httpx.AsyncClient, process: ForkServerProcess) -> None:
    async with asyncio.timeout(30):
        while process.is_alive():
            with suppress(httpx.TransportError):
                if (await client.get("/salud")).is_success:
                    return
            await asyncio.sleep(0.02)
    raise AssertionError("the server did not start")
