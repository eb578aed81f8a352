"""Difusión: one 2 KB board event to 1,000 watchers, again as soon as all have it.

Floor: a bare ASGI application that calls every `send` from one place. Ours: the hub and the
response of the product behind the web framework. Both in a uvicorn process of their own.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import PIPE
from typing import Any

import uvicorn
from litestar import Litestar, Request, get, post
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bench.harness import Contest, compare, options, show
from bench.processes import allow_connections, free_port, pin, served
from server.live import BoardTopic, Frame, Hub, LiveLimits, LiveResponse, Topic, announce

CONTEST = Contest("fanout", unit="deliveries/s", goal=0.7)
MARK = "~"
HTML = f"<p>{'x' * 2040}{MARK}</p>"
TOPIC = BoardTopic("2026", "states", "es")
WARM_UP = 10


class Floor:
    """The least a server can do: keep every `send` and call them one after another."""

    def __init__(self) -> None:
        self.version = 1
        self.sends: list[Send] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/event":
            self.version += 1
            await _answer(send, 204, [])
            message = self.frame()
            for watcher in self.sends:
                await watcher(message)
        else:
            await self.stream(receive, send)

    async def stream(self, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(self.frame())
        self.sends.append(send)
        while (await receive())["type"] != "http.disconnect":
            pass
        self.sends.remove(send)

    def frame(self) -> Message:
        body = f"id: {self.version}\r\ndata: {HTML}\r\n\r\n".encode()
        return {"type": "http.response.body", "body": body, "more_body": True}


class Board:
    """A page that is new each time it is asked for."""

    def __init__(self) -> None:
        self.version = 1

    async def __call__(self, topic: Topic, last: Frame | None) -> Frame | None:
        return Frame(str(self.version), lambda: HTML, HTML, last.version if last else None)


def ours() -> Litestar:
    """The product's hub and response behind the web framework, without a pause between frames."""
    board = Board()
    limits = LiveLimits(frame_gap=0, watchers_per_address=10_000)
    hub = Hub(board, limits)

    @get("/stream")
    async def stream(request: Request[Any, Any, Any]) -> LiveResponse:
        hub.admit("127.0.0.1")
        seen = request.headers.get("Last-Event-ID")
        return LiveResponse(hub, TOPIC, address="127.0.0.1", seen=seen)

    @post("/event", status_code=204)
    async def event() -> None:
        board.version += 1
        announce(TOPIC.edition, TOPIC.league)

    async def start() -> None:
        hub.open()

    async def stop() -> None:
        hub.close()

    return Litestar([stream, event], on_startup=[start], on_shutdown=[stop])


APPS: dict[str, Callable[[], ASGIApp]] = {"floor": Floor, "ours": ours}


def serve(name: str, port: int) -> None:
    """Serve one of the two, on the first processor, until told to stop."""
    allow_connections(5_000)
    pin(0)
    uvicorn.run(
        APPS[name](),
        host="127.0.0.1",
        port=port,
        lifespan="off" if name == "floor" else "on",
        loop="uvloop",
        http="httptools",
        log_level="critical",
        backlog=4096,
        timeout_graceful_shutdown=2,
    )


@contextmanager
def watched(name: str, watchers: int) -> Iterator[Callable[[int], float]]:
    """Serve one of the two to so many watchers; gives what measures a burst of events."""
    port = free_port()
    command = [sys.executable, "-m", "bench.watchers", str(port), "--watchers", str(watchers)]
    with (
        served("-m", "bench.fanout", "--serve", name, "--port", str(port), port=port),
        subprocess.Popen([*command, "--mark", MARK], stdin=PIPE, stdout=PIPE, text=True) as crowd,
    ):
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        ask, told = crowd.stdin, crowd.stdout

        def burst(events: int) -> float:
            print(events, file=ask, flush=True)
            return watchers * events / float(told.readline())

        burst(WARM_UP)
        yield burst


def main() -> None:
    parser = options(__doc__ or "", runs=7)
    parser.add_argument("--watchers", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--serve", choices=tuple(APPS), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port)
        return
    with watched("floor", given.watchers) as floor, watched("ours", given.watchers) as our:
        outcome = compare(
            CONTEST, lambda: floor(given.events), lambda: our(given.events), runs=given.runs
        )
    show(outcome, as_json=given.json)


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


if __name__ == "__main__":
    main()
