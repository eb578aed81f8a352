"""Enlaces: officials who save one answer after another, each on a connection of its own."""

import argparse
import collections
import json
import select
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.processes import pin

PATIENCE_SECONDS = 60


@dataclass(slots=True)
class Saver:
    """One official: what the browser knows, and how many saves it still has to make."""

    headers: str
    path: str
    sheet: str
    revision: int = 0
    left: int = 0
    wavers: bool = False  # takes the reason back and gives it again, so that points move

    def request(self) -> bytes:
        """The next save: a complete "no", other words each time."""
        is_bare = self.wavers and self.revision % 2
        body = urlencode(
            {
                "chosen": "no",
                "reason": "" if is_bare else f"Falta presupuesto ({self.revision})",
                "plan": "Publicar el reglamento",
                "plan_by": "2027-03-01",
                "revision": self.revision,
                "sheet": self.sheet,
                "key": f"{self.sheet}-{self.revision}",
            }
        )
        head = f"POST {self.path} HTTP/1.1\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n"
        return (head + body).encode()


class Office:
    """All savers, driven together."""

    def __init__(self, port: int, savers: list[Saver]) -> None:
        self._address = ("127.0.0.1", port)
        self._savers = savers

    def burst(self, saves: int) -> float:
        """Let each make so many saves; how many seconds until the last one was answered."""
        for saver in self._savers:
            saver.left = saves
        connections = [
            socket.create_connection(self._address, PATIENCE_SECONDS) for _ in self._savers
        ]
        busy = {c.fileno(): (c, s) for c, s in zip(connections, self._savers, strict=True)}
        poll = select.epoll()
        started = time.perf_counter()
        for number, (connection, saver) in busy.items():
            poll.register(number, select.EPOLLIN)
            connection.sendall(saver.request())
        while busy:
            for number, _ in self._ready(poll):
                connection, saver = busy[number]
                _read_reply(connection)
                saver.revision += 1
                saver.left -= 1
                if saver.left:
                    connection.sendall(saver.request())
                else:
                    poll.unregister(number)
                    busy.pop(number)[0].close()
        return time.perf_counter() - started

    def paced(self, rate: int, seconds: float) -> list[float]:
        """Save so many times a second, each in turn; how many ms each waited for its reply.

        Nobody waits for another: who is still waiting when it is their turn lets it pass.
        """
        poll = select.epoll()
        open_: dict[int, tuple[socket.socket, Saver]] = {}
        sent: dict[int, float] = {}
        waits: list[float] = []

        def connect(saver: Saver) -> int:
            connection = socket.create_connection(self._address, PATIENCE_SECONDS)
            open_[connection.fileno()] = connection, saver
            poll.register(connection.fileno(), select.EPOLLIN)
            return connection.fileno()

        turns = collections.deque(connect(saver) for saver in self._savers)
        started = time.perf_counter()
        left = round(rate * seconds)
        while left or sent:
            due = started + (round(rate * seconds) - left) / rate
            pause = max(0.0, due - time.perf_counter()) if left else PATIENCE_SECONDS
            for number, _ in poll.poll(pause):
                connection, saver = open_[number]
                try:
                    _read_reply(connection)
                except ConnectionError:
                    # The server lets go of who says nothing for a while. A browser comes back, and
                    # sends again what crossed with that.
                    poll.unregister(number)
                    open_.pop(number)
                    connection.close()
                    turns[turns.index(number)] = again = connect(saver)
                    if number in sent:
                        sent[again] = sent.pop(number)
                        open_[again][0].sendall(saver.request())
                else:
                    waits.append((time.perf_counter() - sent.pop(number)) * 1000)
                    saver.revision += 1
            if left and time.perf_counter() >= due:
                left -= 1
                number = turns[0]
                turns.rotate(-1)
                if number not in sent:
                    connection, saver = open_[number]
                    sent[number] = time.perf_counter()
                    connection.sendall(saver.request())
        for connection, _ in open_.values():
            connection.close()
        return waits

    def _ready(self, poll: select.epoll) -> list[tuple[int, int]]:
        ready = poll.poll(PATIENCE_SECONDS)
        if not ready:
            raise SystemExit("the saves were not answered")
        return ready


def _read_reply(connection: socket.socket) -> None:
    """Read one whole reply; anything but success ends the benchmark."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"a save was refused: {received[:2000].decode()}")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].partition(b":")[2]) - len(body)
    while missing > 0:
        missing -= len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(1 << 16)
    if not chunk:
        raise ConnectionResetError
    return chunk


def main() -> None:
    """Read who saves, then do what each line says: `burst` or `paced`, with its numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--anywhere", action="store_true", help="on whatever processor is free")
    given = parser.parse_args()
    if not given.anywhere:
        pin(1)
    people: list[dict[str, Any]] = json.loads(sys.stdin.readline())
    office = Office(given.port, [Saver(**each) for each in people])
    for line in sys.stdin:
        what, *numbers = json.loads(line)
        print(json.dumps(getattr(office, what)(*numbers)), flush=True)


if __name__ == "__main__":
    main()
