"""En vivo: one event to thousands of watchers of one process, and what saves wait meanwhile.

Floor: a bare ASGI application that calls every `send` from one place. Naive: sse-starlette with a
queue for each watcher. Ours: the hub and the response of the product behind the web framework.
Then the whole product, whose officials save while so many watch their league, and while nobody
does. Each in a uvicorn process of its own.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar, Request, get, post
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sse_starlette import EventSourceResponse, ServerSentEvent

from bench.harness import options
from bench.processes import Clients, allow_connections, clients, free_port, kib_of, pin, served
from bench.saves import EDITION, furnished
from server.door import lined
from server.live import BoardTopic, Frame, Hub, LiveLimits, LiveResponse, Topic, announce
from server.serving import app as product_app
from server.serving import freeze_what_was_loaded

MARK = "~"
HTML = f"<p>{'x' * 2040}{MARK}</p>"
TOPIC = BoardTopic(EDITION, "estados", "es")
BOARD = f"/ligas/{EDITION}/estados/en-vivo"
CROWD = 20_000
WARM_UP = 10
WARM_UP_SECONDS = 2
GAP_SECONDS = 0.3
# What is asked of ours, beside the floor, itself, or saves while nobody watches.
SHARE = "deliveries / floor's"
LEAST_SHARE = 0.85
MOST_P99 = 1.5
MOST_KIB = 32.0
MOST_WAIT = 1.5


class Floor:
    """The least a server can do: keep every `send` and call them one after another."""

    def __init__(self) -> None:
        self.version = 1
        self.sends: list[Send] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/event":
            self.version += 1
            await _answer(send, _now().encode())
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


def naive() -> Litestar:
    """The usual way: each watcher a queue, a generator that waits for it, a ping of its own."""
    queues: set[asyncio.Queue[str]] = set()

    async def events() -> AsyncIterator[ServerSentEvent]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        queues.add(queue)
        try:
            yield ServerSentEvent(HTML)
            while True:
                yield ServerSentEvent(await queue.get())
        finally:
            queues.discard(queue)

    @get("/stream")
    async def stream() -> EventSourceResponse:
        return EventSourceResponse(events(), ping=20)

    @post("/event", media_type="text/plain")
    async def event() -> str:
        announced = _now()
        for queue in queues:
            queue.put_nowait(HTML)
        return announced

    return Litestar([stream, event])


class Board:
    """A page that is new each time it is asked for."""

    def __init__(self) -> None:
        self.version = 1

    async def __call__(self, topic: Topic, last: Frame | None) -> Frame | None:
        return Frame(str(self.version), lambda: HTML, HTML, last.version if last else None)


def ours() -> Litestar:
    """The product's hub and response behind the web framework, without a pause between frames."""
    board = Board()
    hub = Hub(board, LiveLimits(frame_gap=0, watchers_in_all=CROWD, watchers_per_address=CROWD))

    @get("/stream")
    async def stream(request: Request[Any, Any, Any]) -> LiveResponse:
        hub.admit("127.0.0.1")
        seen = request.headers.get("Last-Event-ID")
        return LiveResponse(hub, TOPIC, address="127.0.0.1", seen=seen)

    @post("/event", media_type="text/plain")
    async def event() -> str:
        announced = _now()
        board.version += 1
        announce(TOPIC.edition, TOPIC.league)
        return announced

    async def start() -> None:
        hub.open()

    async def stop() -> None:
        hub.close()

    app = Litestar([stream, event], on_startup=[start], on_shutdown=[stop])
    app.asgi_handler = lined(app.asgi_handler)
    return app


def product() -> Litestar:
    """All of the product; only that so many may come from one address."""
    whole = product_app()
    hub: Hub = whole.state.parts.hub
    hub.limits = replace(hub.limits, watchers_in_all=CROWD, watchers_per_address=CROWD)
    return whole


APPS: dict[str, Callable[[], ASGIApp]] = {
    "floor": Floor,
    "naive": naive,
    "ours": ours,
    "product": product,
}


def serve(name: str, port: int) -> None:
    """Serve one of them, on the first processor, until told to stop."""
    allow_connections(CROWD)
    pin(0)
    freeze_what_was_loaded()  # as the product does, so that all differ in nothing else
    uvicorn.run(
        APPS[name](),
        host="127.0.0.1",
        port=port,
        lifespan="off" if name == "floor" else "on",
        loop="uvloop",
        http="httptools",
        log_level="critical",
        access_log=False,
        backlog=4096,
        timeout_graceful_shutdown=2,
    )


@dataclass(frozen=True, slots=True)
class Crowd:
    """All who watch one server."""

    watchers: int
    clients: Clients
    kib: float  # the server's memory for each of them


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of one way to deliver."""

    rate: float  # deliveries a second, the next event as soon as all have the one before
    p50: float  # ms from the announcement to the bytes, one event each `GAP_SECONDS`
    p99: float


@dataclass(frozen=True, slots=True)
class Waits:
    """One run of saves."""

    idle: float  # p95 in ms while nobody watches
    delivering: float
    frames: float  # frames a second that reached each watcher meanwhile


@dataclass(frozen=True, slots=True)
class Table:
    """All that was measured with one number of watchers."""

    watchers: int
    kib: Mapping[str, float]
    turns: Mapping[str, Sequence[Turn]]
    waits: Sequence[Waits]

    def median(self, name: str, field: str) -> float:
        return statistics.median([float(getattr(turn, field)) for turn in self.turns[name]])

    @property
    def p95(self) -> tuple[float, float]:
        """Of saves, idle and while delivering, the middle of the runs."""
        idle = statistics.median(each.idle for each in self.waits)
        return idle, statistics.median(each.delivering for each in self.waits)

    @property
    def goals(self) -> dict[str, tuple[float, float, bool]]:
        """Of each goal: what was measured, what is wanted, whether it is met."""
        share = self.median("ours", "rate") / self.median("floor", "rate")
        late = self.median("ours", "p99") / self.median("floor", "p99")
        idle, delivering = self.p95
        upper = {
            "p99 / floor's": (late, MOST_P99),
            "KiB per watcher": (self.kib["ours"], MOST_KIB),
            "KiB per watcher, product": (self.kib["product"], MOST_KIB),
            "saves' p95 / idle": (delivering / idle, MOST_WAIT),
        }
        return {
            SHARE: (share, LEAST_SHARE, share >= LEAST_SHARE),
            **{name: (is_, most, is_ <= most) for name, (is_, most) in upper.items()},
        }


def measured(watchers: int, given: argparse.Namespace) -> Table:
    """Everything with so many watchers, by turns, so that what slows the machine slows all."""
    turns: dict[str, list[Turn]] = {"floor": [], "naive": [], "ours": []}
    with ExitStack() as stack:
        crowds = {name: stack.enter_context(_delivered(name, watchers)) for name in turns}
        for _ in range(given.runs):
            for name, crowd in crowds.items():
                turns[name].append(_turn(crowd, given.events))
    kib = {name: crowd.kib for name, crowd in crowds.items()}
    with (
        tempfile.TemporaryDirectory(prefix="liga-bench-") as folder,
        _product(Path(folder, "idle"), 0) as (alone, _),
        _product(Path(folder, "busy"), watchers) as (office, crowd),
    ):
        kib["product"] = crowd.kib
        waits = [_waits(alone, office, crowd, given) for _ in range(given.runs)]
    return Table(watchers, kib, turns, waits)


def _turn(crowd: Crowd, events: int) -> Turn:
    rate = crowd.watchers * events / crowd.clients.ask("burst", events)
    delays = crowd.clients.ask("steady", events // 2, GAP_SECONDS)
    cuts = statistics.quantiles(delays, n=100)
    return Turn(rate, cuts[49], cuts[98])


def _waits(alone: Clients, office: Clients, crowd: Crowd, given: argparse.Namespace) -> Waits:
    idle = alone.ask("paced", given.saves, given.seconds)
    crowd.clients.tell(["drain", given.seconds])
    delivering = office.ask("paced", given.saves, given.seconds)
    frames = crowd.clients.told() / crowd.watchers / given.seconds
    return Waits(_p95(idle), _p95(delivering), frames)


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[18]


@contextmanager
def _delivered(name: str, watchers: int) -> Iterator[Crowd]:
    """Serve one of the ways to deliver to so many."""
    port = free_port()
    with (
        served("-m", "bench.live", "--serve", name, "--port", str(port), port=port) as process,
        _watching(process, port, "/stream", MARK, watchers) as crowd,
    ):
        crowd.clients.ask("burst", WARM_UP)
        yield crowd


@contextmanager
def product_served(folder: Path) -> Iterator[tuple[int, int, Clients]]:
    """Serve the product on a database of its own; its process, its port and its officials."""
    port = free_port()
    environment = {"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": "", "LIGA_DEMO_PULSE": "0"}
    people = furnished(environment)
    arguments = ("-m", "bench.live", "--serve", "product", "--port", str(port))
    with (
        served(*arguments, port=port, environment=environment) as process,
        clients("-m", "bench.savers", str(port)) as office,
    ):
        office.tell([{**each, "wavers": True} for each in people])
        office.ask("paced", 30, WARM_UP_SECONDS)
        yield process, port, office


@contextmanager
def _product(folder: Path, watchers: int) -> Iterator[tuple[Clients, Crowd]]:
    """The officials of a product of its own, and so many who watch their league."""
    with (
        product_served(folder) as (process, port, office),
        # The officials are clients on the same processor: their wait is to be the server's.
        _watching(process, port, BOARD, "id: ", watchers, "--nice") as crowd,
    ):
        yield office, crowd


@contextmanager
def _watching(
    process: int, port: int, path: str, mark: str, watchers: int, *more: str
) -> Iterator[Crowd]:
    """Let so many watch; what each of them costs the server is told by its memory."""
    before = kib_of(process)
    arguments = ("--watchers", str(watchers), "--mark", mark)
    with clients("-m", "bench.watchers", str(port), path, *arguments, *more) as crowd:
        crowd.told()
        yield Crowd(watchers, crowd, (kib_of(process) - before) / max(1, watchers))


def line_of(table: Table) -> dict[str, Any]:
    """All that was measured, for a machine."""
    goals = {
        name: {"is": round(is_, 3), "wanted": wanted, "met": met}
        for name, (is_, wanted, met) in table.goals.items()
    }
    return {**asdict(table), "goals": goals}


def text_of(table: Table) -> str:
    """All that was measured, for a person: the middle of the runs, and the range of each."""
    lines = [f"{table.watchers:,} watchers, {len(table.waits)} runs: median (least to most)"]
    lines.append(f"{'':12} {'deliveries/s':>26} {'p50 ms':>20} {'p99 ms':>20} {'KiB each':>9}")
    for name, turns in table.turns.items():
        cells = [
            _range([getattr(turn, field) for turn in turns]) for field in ("rate", "p50", "p99")
        ]
        lines.append(
            f"{name:12} {cells[0]:>26} {cells[1]:>20} {cells[2]:>20} {table.kib[name]:>9.1f}"
        )
    lines.append(f"{'product':12} {'':26} {'':20} {'':20} {table.kib['product']:>9.1f}")
    idle = _range([each.idle for each in table.waits])
    delivering = _range([each.delivering for each in table.waits])
    frames = _range([each.frames for each in table.waits])
    lines.append(f"saves of the product, p95 ms: idle {idle}, delivering {delivering}")
    lines.append(f"frames a second to each watcher meanwhile: {frames}")
    for name, (is_, wanted, met) in table.goals.items():
        most = "at least" if name == SHARE else "at most"
        lines.append(f"  {name:26} {is_:8.2f}  {most} {wanted:g}: {'met' if met else 'NOT met'}")
    return "\n".join(lines)


def _range(values: Sequence[float]) -> str:
    digits = 0 if min(values) >= 1_000 else 1
    middle, least, most = (
        f"{each:,.{digits}f}" for each in (statistics.median(values), min(values), max(values))
    )
    return f"{middle} ({least} to {most})"


def main() -> None:
    parser = options(__doc__ or "", runs=3)
    parser.add_argument("--watchers", type=int, nargs="+", default=[1_000, 3_000, 5_000])
    parser.add_argument("--events", type=int, default=20, help="in a turn, one after the other")
    parser.add_argument("--saves", type=int, default=20, help="a second, by all officials")
    parser.add_argument("--seconds", type=float, default=10, help="of saves in a turn")
    parser.add_argument("--serve", choices=tuple(APPS), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port)
        return
    for watchers in given.watchers:
        table = measured(watchers, given)
        load = f"load of the machine over the last minute: {os.getloadavg()[0]:.1f}"
        print(json.dumps(line_of(table)) if given.json else f"{text_of(table)}\n{load}\n")


def _now() -> str:
    """The moment of an announcement, on the clock that all processes of the machine share."""
    return str(time.monotonic_ns())


async def _answer(send: Send, body: bytes) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


if __name__ == "__main__":
    main()
