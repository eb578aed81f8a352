"""Procesos: a server on a free port of the loopback, each side on a processor of its own."""

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

START_SECONDS = 20


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def pin(processor: int) -> None:
    """Keep this process on one processor, where the system knows how and there are several."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > processor:
        os.sched_setaffinity(0, {processor})


def allow_connections(wanted: int) -> None:
    """Raise the limit of open files of this process as far as it may go."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def kib_of(process: int) -> int:
    """How much memory a process has now, in KiB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


class Clients:
    """A process that does what each line says and answers with one line, both JSON."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, what: str, *numbers: float) -> Any:
        """Have something done; what came of it."""
        self.tell([what, *numbers])
        return self.told()

    def tell(self, line: object) -> None:
        """Send a line and do not wait."""
        assert self._process.stdin is not None
        print(json.dumps(line), file=self._process.stdin, flush=True)

    def told(self) -> Any:
        """Wait for the answer to the last line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the clients of the benchmark ended")
        return json.loads(line)


@contextlib.contextmanager
def clients(*arguments: str) -> Iterator[Clients]:
    """Run `python ARGUMENTS` until the block ends, to be told what to do."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, *arguments], stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield Clients(process)


@contextlib.contextmanager
def served(
    *arguments: str, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run `python ARGUMENTS` until the block ends; it must listen on the port. Gives its id."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **(environment or {})}
    )
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("the server of the benchmark did not start")
