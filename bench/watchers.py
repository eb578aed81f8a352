"""Observadores: thousands of raw sockets in one process that wait for each event together."""

import argparse
import json
import os
import select
import socket
import sys
import time

from bench.processes import allow_connections, pin

PATIENCE_SECONDS = 60


class Watchers:
    """Open streams, read together."""

    def __init__(self, port: int, path: str, number: int, mark: bytes) -> None:
        self._address = ("127.0.0.1", port)
        self._path = path
        self._mark = mark
        self._poll = select.epoll()
        self._streams: dict[int, socket.socket] = {}
        self._control: socket.socket | None = None
        self._reply = b""
        for _ in range(number):
            self._open()

    def wait(self, deliveries: int, *, at_most: float = PATIENCE_SECONDS) -> list[int]:
        """Read until so many events have come, over all streams together; when each one came."""
        deadline = time.monotonic() + at_most
        came: list[int] = []
        while len(came) < deliveries:
            if time.monotonic() > deadline:
                raise SystemExit(f"{deliveries - len(came)} deliveries did not come")
            came += self._read(1)
        return came

    def burst(self, events: int) -> float:
        """Ask for events, each when all have the one before; how many seconds it took."""
        started = time.perf_counter()
        for _ in range(events):
            self._event()
        return time.perf_counter() - started

    def steady(self, events: int, gap: float) -> list[float]:
        """Ask for an event each so many seconds; how many ms from its commit to each watcher."""
        delays: list[float] = []
        for _ in range(events):
            committed, came = self._event()
            delays += [(moment - committed) / 1e6 for moment in came]
            self.drain(gap)
        return delays

    def drain(self, seconds: float) -> int:
        """Read for so long; how many events came."""
        until = time.monotonic() + seconds
        events = 0
        while (left := until - time.monotonic()) > 0:
            events += len(self._read(left))
        return events

    def _event(self) -> tuple[int, list[int]]:
        """Ask for one event and read until all have it: when it was committed, when it came."""
        self._reply = b""
        self._control = socket.create_connection(self._address, PATIENCE_SECONDS)
        self._poll.register(self._control.fileno(), select.EPOLLIN)
        self._control.sendall(
            b"POST /event HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"
        )
        came = self.wait(len(self._streams))
        while b"\r\n\r\n" not in self._reply or not self._reply.partition(b"\r\n\r\n")[2]:
            self._read(PATIENCE_SECONDS)
        self._poll.unregister(self._control.fileno())
        self._control.close()
        head, _, stamp = self._reply.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 20"):
            raise SystemExit("the event was refused")
        return int(stamp), came

    def _read(self, seconds: float) -> list[int]:
        """Read what is there; the moment of each event that came."""
        came: list[int] = []
        for number, _ in self._poll.poll(seconds):
            stream = self._streams.get(number)
            if stream is not None:
                received = stream.recv(1 << 16)
                if not received:
                    raise SystemExit("the server closed a stream")
                came += [time.monotonic_ns()] * received.count(self._mark)
            elif self._control is not None:
                self._reply += self._control.recv(4096)
        return came

    def _open(self) -> None:
        stream = socket.create_connection(self._address, PATIENCE_SECONDS)
        head = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
        stream.sendall(head.encode())
        stream.setblocking(False)
        self._streams[stream.fileno()] = stream
        self._poll.register(stream.fileno(), select.EPOLLIN)


def main() -> None:
    """Open the streams, then do what each line says: `burst`, `steady` or `drain`, with numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--watchers", type=int, required=True)
    parser.add_argument("--mark", type=str.encode, required=True, help="comes once in each event")
    parser.add_argument("--nice", action="store_true", help="step back for others on the processor")
    given = parser.parse_args()
    allow_connections(given.watchers + 100)
    pin(1)
    if given.nice:
        os.nice(19)
    watchers = Watchers(given.port, given.path, given.watchers, given.mark)
    watchers.wait(given.watchers, at_most=PATIENCE_SECONDS * 3)  # each begins with the newest event
    print("null", flush=True)
    for line in sys.stdin:
        what, *numbers = json.loads(line)
        print(json.dumps(getattr(watchers, what)(*numbers)), flush=True)


if __name__ == "__main__":
    main()
