"""Remojo: watchers that come and go while officials save; what they miss, what the server keeps.

The whole product in a process of its own. Every watcher returns with the last event it has, as a
browser does, and in the end each must have the newest.
"""

import argparse
import json
import random
import re
import select
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.live import BOARD, product_served
from bench.processes import allow_connections, clients, kib_of, pin

PATIENCE_SECONDS = 60
QUIET_SECONDS = 5
FILLING = 40
MOST_GROWTH = 1.1
ID = re.compile(rb"id: (\S+)\r\n")
TAIL = 200


class Stream:
    """One open connection and the last event that came over it."""

    def __init__(self, port: int, seen: bytes) -> None:
        self.seen = seen
        self._tail = b""
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
        known = b"Last-Event-ID: " + seen + b"\r\n" if seen else b""
        head = f"GET {BOARD} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
        self.socket.sendall(head.encode() + known + b"\r\n")
        self.socket.setblocking(False)

    def read(self) -> bool:
        """Take what is there; whether the connection is still open."""
        received = self.socket.recv(1 << 16)
        text = self._tail + received
        if found := ID.findall(text):
            self.seen = found[-1]
        self._tail = text[-TAIL:]
        return bool(received)


class Restless:
    """Watchers each of whom leaves now and then, and comes back at once."""

    def __init__(self, port: int, watchers: int) -> None:
        self._port = port
        self._poll = select.epoll()
        self._streams: dict[int, Stream] = {}
        self.returned = 0
        for _ in range(watchers):
            self._open(b"")
        while not all(stream.seen for stream in self._streams.values()):
            self._read(1)

    def stay(self, seconds: float, every: float) -> int:
        """Watch for so long, each returning once in so many seconds; how many returned."""
        until = time.monotonic() + seconds
        gap = every / len(self._streams)
        following = time.monotonic()
        before = self.returned
        while time.monotonic() < until:
            self._read(0.05)
            while following < time.monotonic():
                self._return(random.choice(tuple(self._streams)))
                following += random.expovariate(1 / gap)
        return self.returned - before

    def missed(self) -> int:
        """How many do not have the newest event, once nothing happens any more."""
        until = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < until:
            self._read(0.1)
        fresh = Stream(self._port, b"")
        self._add(fresh)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not fresh.seen and time.monotonic() < deadline:
            self._read(0.1)
        return sum(stream.seen != fresh.seen for stream in self._streams.values())

    def _read(self, seconds: float) -> None:
        for number, _ in self._poll.poll(seconds):
            if not self._streams[number].read():
                self._return(number)

    def _return(self, number: int) -> None:
        stream = self._streams.pop(number)
        self._poll.unregister(number)
        stream.socket.close()
        self.returned += 1
        self._open(stream.seen)

    def _open(self, seen: bytes) -> None:
        self._add(Stream(self._port, seen))

    def _add(self, stream: Stream) -> None:
        self._streams[stream.socket.fileno()] = stream
        self._poll.register(stream.socket.fileno(), select.EPOLLIN)


def watch(port: int, watchers: int) -> None:
    """Be all who watch, and do what each line says."""
    allow_connections(watchers + 100)
    pin(1)
    restless = Restless(port, watchers)
    print("null", flush=True)
    for line in sys.stdin:
        what, *numbers = json.loads(line)
        print(json.dumps(getattr(restless, what)(*numbers)), flush=True)


def soaked(given: argparse.Namespace) -> dict[str, Any]:
    """Let them come and go for so long; what was seen."""
    seconds = given.minutes * 60
    with (
        tempfile.TemporaryDirectory(prefix="liga-bench-") as folder,
        product_served(Path(folder)) as (process, port, office),
        clients(
            "-m", "bench.soak", "--watch", str(port), "--watchers", str(given.watchers)
        ) as crowd,
    ):
        crowd.told()
        # As much memory as one round of it needs, and saves until all that is remembered is full.
        crowd.ask("stay", given.every, given.every)
        office.ask("burst", FILLING)
        memory = [kib_of(process)]
        office.tell(["paced", given.saves, seconds])
        returned = 0
        for _ in range(steps := max(1, round(given.minutes))):
            returned += crowd.ask("stay", seconds / steps, given.every)
            memory.append(kib_of(process))
        waits = office.told()
        return {
            "watchers": given.watchers,
            "minutes": given.minutes,
            "returned": returned,
            "saves": len(waits),
            "saves_p95": round(statistics.quantiles(waits, n=20)[18], 1),
            "missed": crowd.ask("missed"),
            "mib": [round(each / 1024, 1) for each in memory],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--watchers", type=int, default=2_000)
    parser.add_argument("--saves", type=int, default=10, help="a second, by all officials")
    parser.add_argument("--every", type=float, default=30, help="seconds until each returns")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--watch", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.watch:
        watch(given.watch, given.watchers)
        return
    seen = soaked(given)
    print(json.dumps(seen) if given.json else _text(seen))


def _text(seen: dict[str, Any]) -> str:
    first, *later = seen["mib"]
    growth, missed = later[-1] / first, seen["missed"]
    flat, kept = ("met" if so else "NOT met" for so in (growth <= MOST_GROWTH, not missed))
    lines = [
        f"{seen['watchers']:,} watchers for {seen['minutes']:g} minutes",
        f"returned {seen['returned']:,} times",
        f"{seen['saves']:,} saves, p95 {seen['saves_p95']} ms",
        f"server's memory in MiB: {first} before, then {', '.join(map(str, later))}",
        f"  missed final states: {missed}: {kept}",
        f"  memory at the end: {growth:.2f} of that before, at most {MOST_GROWTH}: {flat}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
