"""Procesos: a server on a free port of the loopback, each side on a processor of its own."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

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
