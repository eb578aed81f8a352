"""Archivos: what hostile files cost before they are refused, and a body larger than is allowed.

Each file of `tests/corpus.py` is checked in a child process of its own: how long it took and by how
much the child grew. Then a server process is sent bodies that are too large, with and without
their length said beforehand, and one that just fits: its memory before, at its peak and after.
"""

import json
import multiprocessing
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from bench.harness import options
from bench.processes import free_port, served
from bench.saves import PATH, furnished
from game.rules import RuleBroken
from server.storage import Storage
from tests.corpus import GOOD, HEAVY, HOSTILE, Sample
from tests.files import a_pdf

LIMIT_MB = 25
MEGABYTE = 1024 * 1024
LIMIT = LIMIT_MB * MEGABYTE
# Eight times what is allowed.
OVERSIZED = 8 * LIMIT
CHUNK = b"\x30" * (256 * 1024)
BOUNDARY = "liga-bench"
PATIENCE = 60.0
EVIDENCE = f"{PATH}/evidencia"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a file: the code it was refused with, milliseconds, and mebibytes grown."""

    id: str
    code: str
    size: int
    ms: float
    mib: float


@dataclass(frozen=True, slots=True)
class Sent:
    """A body and its reply. `taken`: mebibytes that had gone when the reply came."""

    id: str
    status: int
    taken: float
    ms: float
    before: float
    peak: float
    after: float


def checked(sample: Sample, folder: Path) -> Checked:
    """Check one file in a child of this process, which has all it needs in memory."""
    source = folder / "source"
    source.write_bytes(sample.make())
    here, there = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(
        target=_check, args=(source, sample.name, folder / "kept", there)
    )
    child.start()
    code, seconds, grown = here.recv()
    child.join()
    return Checked(sample.id, code, source.stat().st_size, seconds * 1000, grown / 1024)


def _check(source: Path, name: str, root: Path, told: Connection) -> None:
    before, began, code = _peak(), time.perf_counter(), ""
    with source.open("rb") as file:
        try:
            Storage(root, LIMIT).keep(file, name)
        except RuleBroken as broken:
            code = broken.code
    told.send((code, time.perf_counter() - began, _peak() - before))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def sent_to(port: int, pid: int, headers: str, name: str, size: int, *, says: bool) -> Sent:
    """Send a form with a file of this size; `says`: how long it is stands in the head."""
    head, tail = _form(a_pdf() if size <= LIMIT else b"%PDF-1.7\n")
    length = size if size > LIMIT else len(head) + size + len(tail)
    before = memory_of(pid, "VmRSS")
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    told = f"Content-Length: {length}" if says else "Transfer-Encoding: chunked"
    request = f"POST {EVIDENCE} HTTP/1.1\r\n{headers}{told}\r\n\r\n".encode()
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.sendall(request)
        gone = _pour(line, head, tail, length, says=says)
        status = int(line.recv(65536).split(b" ", 2)[1])
    ms = (time.perf_counter() - began) * 1000
    peak, after = memory_of(pid, "VmHWM"), memory_of(pid, "VmRSS")
    return Sent(name, status, gone / MEGABYTE, ms, before, peak, after)


def _form(pdf: bytes) -> tuple[bytes, bytes]:
    """What stands before and behind the filling of a file: a comment in a PDF is anything."""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="page"\r\n\r\n1\r\n'
    part += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="g.pdf"\r\n\r\n'
    first, rest = pdf.split(b"\n", 1)
    return part.encode() + first + b"\n%", b"\n" + rest + f"\r\n--{BOUNDARY}--\r\n".encode()


def _pour(line: socket.socket, head: bytes, tail: bytes, length: int, *, says: bool) -> int:
    """Send until all has gone or a reply has come; how much had gone by then."""
    gone = 0
    left = length - len(head) - len(tail)
    pieces: list[bytes] = [head]
    while pieces and not _has_reply(line):
        piece = pieces.pop(0)
        line.sendall(piece if says else b"%x\r\n%s\r\n" % (len(piece), piece))
        gone += len(piece)
        if left > 0:
            pieces.append(CHUNK[: min(left, len(CHUNK))])
            left -= len(pieces[-1])
        elif left == 0:
            pieces.append(tail)
            left = -1
    if not says and not pieces:
        line.sendall(b"0\r\n\r\n")
    return gone


def _has_reply(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        line.settimeout(PATIENCE)


def memory_of(pid: int, name: str) -> float:
    """Resident memory of a process in mebibytes: VmRSS now, VmHWM at its highest."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"{name}: not told by this system")


def over_http(folder: Path) -> list[Sent]:
    """Bodies of three sorts, one after the other, to one server."""
    environment = {
        "LIGA_DATA_DIR": str(folder),
        "LIGA_DATABASE_URL": "",
        "LIGA_DEMO_PULSE": "0",
        "LIGA_UPLOAD_MAX_MB": str(LIMIT_MB),
    }
    (official, *_) = furnished(environment)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    headers = official["headers"].replace("application/x-www-form-urlencoded", kind)
    port = free_port()
    arguments = ("-m", "bench.saves", "--serve", "ours", "--port", str(port))
    with served(*arguments, port=port, environment=environment) as pid:
        sent_to(port, pid, headers, "warm-up", MEGABYTE, says=True)
        return [
            sent_to(port, pid, headers, "fits", LIMIT - 64 * 1024, says=True),
            sent_to(port, pid, headers, "too large, says so", OVERSIZED, says=True),
            sent_to(port, pid, headers, "too large, does not say", OVERSIZED, says=False),
        ]


def tell(files: Sequence[Checked], bodies: Sequence[Sent], out: TextIO) -> None:
    """Print the table."""
    refused = sum(bool(each.code) for each in files)
    worst = max((each for each in files if each.code), key=lambda each: each.ms)
    slowest = max(files, key=lambda each: each.ms)
    largest = max(files, key=lambda each: each.mib)
    print(f"uploads: {len(files)} files, {refused} refused, {len(files) - refused} taken", file=out)
    print(f"  refused  {worst.ms:8,.0f} ms   {worst.id} ({worst.size:,} bytes)", file=out)
    print(f"  slowest  {slowest.ms:8,.0f} ms   {slowest.id} ({slowest.size:,} bytes)", file=out)
    print(f"  largest  {largest.mib:8,.1f} MiB  {largest.id} ({largest.size:,} bytes)", file=out)
    print(f"bodies to a server that takes {LIMIT_MB} MB (MiB of its memory)", file=out)
    names = "".join(f"{name:>8}" for name in ("sent", "ms", "before", "peak", "after"))
    print(f"  {'':26} {'status':>6}{names}", file=out)
    for each in bodies:
        figures = (each.taken, each.ms, each.before, each.peak, each.after)
        print(f"  {each.id:26} {each.status:>6}", *(f"{n:>7,.0f}" for n in figures), file=out)


def main() -> None:
    given = options(__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory(prefix="liga-bench-") as folder:
        files = [checked(sample, Path(folder)) for sample in (*HOSTILE, *GOOD, *HEAVY)]
        bodies = over_http(Path(folder, "server"))
    if given.json:
        told = {"name": "uploads", "files": [asdict(each) for each in files]}
        print(json.dumps({**told, "bodies": [asdict(each) for each in bodies]}))
        return
    tell(files, bodies, sys.stdout)


if __name__ == "__main__":
    main()
