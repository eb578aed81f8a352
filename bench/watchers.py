"""Observadores: a thousand raw sockets in one process that wait for each event together."""

import argparse
import select
import socket
import sys
import time

from bench.processes import allow_connections, pin

PATIENCE_SECONDS = 30


class Watchers:
    """Open streams, read together."""

    def __init__(self, port: int, number: int, mark: bytes) -> None:
        self._address = ("127.0.0.1", port)
        self._mark = mark
        self._poll = select.epoll()
        self._streams: dict[int, socket.socket] = {}
        for _ in range(number):
            self._open()

    def wait(self, deliveries: int) -> None:
        """Read until so many events have come, over all streams together."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while deliveries > 0:
            if time.monotonic() > deadline:
                raise SystemExit(f"{deliveries} deliveries did not come")
            for number, _ in self._poll.poll(1):
                deliveries -= self._streams[number].recv(1 << 16).count(self._mark)

    def burst(self, events: int, watchers: int) -> float:
        """Ask for events, each when all have the one before; how many seconds it took."""
        with socket.create_connection(self._address, PATIENCE_SECONDS) as control:
            started = time.perf_counter()
            for _ in range(events):
                _ask(control)
                self.wait(watchers)
            return time.perf_counter() - started

    def _open(self) -> None:
        stream = socket.create_connection(self._address, PATIENCE_SECONDS)
        stream.sendall(b"GET /stream HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n")
        stream.setblocking(False)
        self._streams[stream.fileno()] = stream
        self._poll.register(stream.fileno(), select.EPOLLIN)


def _ask(control: socket.socket) -> None:
    """Ask for an event; the reply is read so that the connection stays free."""
    control.sendall(b"POST /event HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n")
    if not control.recv(4096).startswith(b"HTTP/1.1 20"):
        raise SystemExit("the event was refused")


def main() -> None:
    """Open the streams, then measure one burst of events for each line that comes in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--watchers", type=int, required=True)
    parser.add_argument("--mark", type=str.encode, required=True, help="comes once in each event")
    given = parser.parse_args()
    allow_connections(given.watchers + 100)
    pin(1)
    watchers = Watchers(given.port, given.watchers, given.mark)
    watchers.wait(given.watchers)  # each stream begins with the newest event
    for line in sys.stdin:
        print(watchers.burst(int(line), given.watchers), flush=True)


if __name__ == "__main__":
    main()
