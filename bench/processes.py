"""Procesos: a server on a free port of the loopback, each side on a processor of its own."""

import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

START_SECONDS = 60
PERIOD_MICROSECONDS = 20_000
# Of version 1, then of version 2 where the whole tree is one.
GROUPS = (Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup"))


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


def family_of(process: int) -> list[int]:
    """A process and all that it started and they started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            children.setdefault(int(_stat_of(int(folder.name))[1]), []).append(int(folder.name))
    family = [process]
    for each in family:
        family += children.get(each, [])
    return family


def seconds_of(processes: Sequence[int]) -> float:
    """How much time these processes have had of the processors."""
    ticks = 0
    for each in processes:
        with contextlib.suppress(OSError):
            ticks += sum(map(int, _stat_of(each)[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat_of(process: int) -> list[str]:
    """What stands after the name in /proc: state, parent and so on (proc(5))."""
    text = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    return text.rpartition(")")[2].split()


@contextlib.contextmanager
def held_to(share: float, processes: Sequence[int]) -> Iterator[None]:
    """Let the system's scheduler give each of these no more than a share of one processor.

    As containers are held: a control group for each, with a quota (cpu.cfs_quota_us of version 1,
    cpu.max of version 2). The period is short, so that a process that is made to wait in the middle
    of a transaction keeps nobody else waiting for long. OSError where no group may be made, which
    takes root.
    """
    parent = next((each for each in GROUPS if (each / "cgroup.procs").exists()), None)
    if parent is None:
        raise FileNotFoundError("no control group for processors")
    quota = int(share * PERIOD_MICROSECONDS)
    with contextlib.ExitStack() as stack:
        for process in processes:
            group = parent / f"liga-bench-{process}"
            group.mkdir()
            stack.callback(group.rmdir)
            if (group / "cpu.cfs_quota_us").exists():
                (group / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
                (group / "cpu.cfs_quota_us").write_text(str(quota))
            else:
                (group / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
            (group / "cgroup.procs").write_text(str(process))
            stack.callback((parent / "cgroup.procs").write_text, str(process))
        yield


class Clients:
    """A process that does what each line says and answers with one line, both JSON."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @property
    def id(self) -> int:
        """Of the process."""
        return self._process.pid

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
