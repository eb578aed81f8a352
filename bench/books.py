"""Libros: what hostile workbooks cost before they are refused, and whether the server answers.

Each of `tests/faults/book_bombs.py` is read by the process that reads books, started by one that
is small, so that its peak is its own. Then each is sent to a server process, while another client
asks every 20 ms whether it is well.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from bench.harness import options
from bench.processes import free_port, served
from bench.saves import furnished
from server.answer_books.taking import READER
from tests.faults.book_bombs import BOMBS, Bomb, good

BOUNDARY = "liga-bench"
ADDRESS = "/mi-liga/excel"
EVERY_SECONDS = 0.02
PATIENCE = 30.0
# Prints what the reader said, its seconds, those of the processor, and its peak in kibibytes.
OUTER = """
import json, os, resource, subprocess, sys, time
began = time.perf_counter()
said = subprocess.run([sys.executable, "-m", *sys.argv[1:]], capture_output=True).stdout
taken = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([said.decode()[:200], taken, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a book: the code it was refused with, seconds, and the reader's peak.

    `processor`: how many seconds of it the reader took, however busy the machine was.
    """

    id: str
    wanted: str
    code: str
    size: int
    seconds: float
    processor: float
    mib: float


@dataclass(frozen=True, slots=True)
class Sent:
    """The reply to a book that was sent. `waits`: the longest that anybody else waited, in ms."""

    id: str
    status: int
    seconds: float
    waits: float


def read(bomb: Bomb, folder: Path, reader: str = READER) -> Read:
    """Let one be read, by the module that reads books of answers or by another one."""
    path = folder / "libro.xlsx"
    path.write_bytes(bomb.make())
    ran = subprocess.run(
        [sys.executable, "-c", OUTER, reader, str(path)], capture_output=True, check=True
    )
    said, seconds, processor, peak = json.loads(ran.stdout)
    code = said.partition('"refused": "')[2].partition('"')[0]
    size = path.stat().st_size
    return Read(bomb.id, bomb.code, code, size, seconds, processor, peak / 1024)


def over_http(bombs: Sequence[Bomb], folder: Path) -> list[Sent]:
    """Send each to one server, while somebody else asks it for little."""
    environment = {
        "LIGA_DATA_DIR": str(folder),
        "LIGA_DATABASE_URL": "",
        "LIGA_DEMO_PULSE": "0",
    }
    (official, *_) = furnished(environment)
    lines = (line.split(": ", 1) for line in official["headers"].split("\r\n") if ": " in line)
    headers = dict(lines) | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    port = free_port()
    arguments = ("-m", "bench.saves", "--serve", "ours", "--port", str(port))
    with served(*arguments, port=port, environment=environment):
        _sent("warm-up", good(), port, headers)
        return [_sent(bomb.id, bomb.make(), port, headers) for bomb in bombs]


def _sent(name: str, book: bytes, port: int, headers: dict[str, str]) -> Sent:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = head.encode() + book + f"\r\n--{BOUNDARY}--\r\n".encode()
    with _asking(port) as waits:
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        line.request("POST", ADDRESS, body, headers)
        status = line.getresponse().status
        seconds = time.perf_counter() - began
        line.close()
    return Sent(name, status, seconds, max(waits, default=0.0) * 1000)


@contextmanager
def _asking(port: int) -> Iterator[list[float]]:
    """Ask whether the server is well again and again; how long each reply took."""
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        while not over.wait(EVERY_SECONDS):
            began = time.perf_counter()
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            line.request("GET", "/salud")
            if line.getresponse().status == 200:
                waits.append(time.perf_counter() - began)
            line.close()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield waits
    finally:
        over.set()
        asking.join()


def tell(found: Sequence[Read], sent: Sequence[Sent], out: TextIO) -> None:
    """Print the table."""
    refused = sum(each.code == each.wanted for each in found)
    print(f"books: {len(found)} hostile, {refused} refused for what they are", file=out)
    print(f"  {'':48} {'KiB':>6} {'refused':16} {'s':>5} {'MiB':>5}   http  s     waits", file=out)
    for each, over in zip(found, sent, strict=True):
        figures = f"{each.size / 1024:>6,.0f} {each.code:16} {each.seconds:5.2f} {each.mib:5.0f}"
        reply = f"{over.status:>6} {over.seconds:5.2f} {over.waits:5,.0f} ms"
        print(f"  {each.id:48} {figures} {reply}", file=out)
    slowest, largest = max(e.seconds for e in found), max(e.mib for e in found)
    waits = max(e.waits for e in sent)
    print(
        f"  slowest {slowest:.2f} s, largest {largest:.0f} MiB, longest wait {waits:.0f} ms",
        file=out,
    )


def main() -> None:
    given = options(__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory(prefix="liga-bench-") as folder:
        found = [read(bomb, Path(folder)) for bomb in BOMBS]
        sent = over_http(BOMBS, Path(folder, "server"))
    if given.json:
        told = {"name": "books", "read": [asdict(each) for each in found]}
        print(json.dumps({**told, "sent": [asdict(each) for each in sent]}))
        return
    tell(found, sent, sys.stdout)


if __name__ == "__main__":
    main()
