"""Encargos: a book that somebody asked for, and what has become of it, in a folder of its own.

Everything is told by files, so that every process of every server says the same. Whoever makes a
book holds the lock of its folder for as long as it lives: when nobody does and the end is not
written there, the one who made it is gone. A book has its name only when it is whole.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from game.rules import RuleBroken

# The folder of all of them, beside the data.
EXPORTS: Final = "exports"
KEPT_SECONDS: Final = 24 * 3600
# Being made at the same time, for whomever.
MOST_AT_ONCE: Final = 2
ORDER: Final = "order.json"
PROGRESS: Final = "progress.json"
LOCK: Final = "lock"
CANCELLED: Final = "cancelled"
BOOK: Final = "book.xlsx"


class State(StrEnum):
    """Where an order stands. `INTERRUPTED`: whoever made the book went away before its end."""

    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    NO_ROOM = "no-room"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self not in {State.RUNNING, State.STOPPING}


@dataclass(frozen=True, slots=True)
class Order:
    """A book that was asked for: by an account from a seat, or by anybody of what is public."""

    owner: str
    edition: str
    locale: str
    made_on: date
    seat: int = 0
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How many answers were read, of how many, and how many of them are in the book."""

    read: int = 0
    total: int = 0
    written: int = 0
    state: State = State.RUNNING


@dataclass(frozen=True, slots=True)
class Job:
    """An order and where it stands. `size` in bytes and `until` are those of a book."""

    order: Order
    state: State
    progress: Progress
    size: int = 0
    until: datetime | None = None


def own_name(account: int) -> str:
    """Under which name the order of an account is kept: it has one at a time."""
    return f"a{account:x}"


def public_name(digest: str, locale: str) -> str:
    """The same of what was published: whoever asks for it, it is the same book."""
    return f"p{sha256(f'{digest} {locale}'.encode()).hexdigest()[:32]}"


@dataclass(frozen=True, slots=True)
class Orders:
    """The folder of all orders."""

    root: Path

    def folder(self, owner: str) -> Path:
        return self.root / owner

    def book(self, owner: str) -> Path:
        """Where the book of an order is, once it is whole."""
        return self.folder(owner) / BOOK

    def take(self, order: Order) -> int:
        """Keep an order and give its lock, open and held, for whoever makes the book.

        Refused while another of the same owner is being made, or too many are.
        """
        with self._turn():
            self.forget_old()
            under_way = [path.name for path in self._folders() if _is_under_way(path)]
            if order.owner in under_way:
                raise RuleBroken("export-running")
            if len(under_way) >= MOST_AT_ONCE:
                raise RuleBroken("export-crowded")
            folder = self.folder(order.owner)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            written = {**asdict(order), "made_on": order.made_on.isoformat()}
            put(folder / ORDER, written)
            return _held(folder)

    def job(self, owner: str) -> Job | None:
        """An order and where it stands; nothing where there is none, or its day is over."""
        folder = self.folder(owner)
        # Before what is written: whoever writes the end lets go of the lock after that.
        is_held = _is_held(folder)
        order, progress = order_in(folder), _progress_in(folder)
        if order is None:
            return None
        state = progress.state
        if not state.is_over and not is_held:
            state = State.INTERRUPTED
        elif not state.is_over and (folder / CANCELLED).exists():
            state = State.STOPPING
        if state is not State.DONE:
            return Job(order, state, progress)
        with suppress(FileNotFoundError):
            found = (folder / BOOK).stat()
            until = found.st_mtime + KEPT_SECONDS
            if time.time() < until:
                return Job(
                    order, state, progress, found.st_size, datetime.fromtimestamp(until, UTC)
                )
        return None

    def cancel(self, owner: str) -> None:
        """Tell whoever makes the book to stop."""
        with suppress(FileNotFoundError):
            (self.folder(owner) / CANCELLED).touch()

    def forget_old(self) -> int:
        """Let go what is older than a day; how many they were."""
        old = [path for path in self._folders() if _is_old(path) and not _is_under_way(path)]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
        return len(old)

    def _folders(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return [path for path in self.root.iterdir() if path.is_dir()]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One at a time takes an order, whichever process it is in."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        turn = os.open(self.root / ".turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield
        finally:
            os.close(turn)


def order_in(folder: Path) -> Order | None:
    """The order that is kept in a folder."""
    found = _read(folder / ORDER)
    return Order(**{**found, "made_on": date.fromisoformat(found["made_on"])}) if found else None


def put(path: Path, content: object) -> None:
    """Write a file whole, whoever reads it meanwhile."""
    draft = path.with_name(f".{secrets.token_hex(8)}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(path)


def _progress_in(folder: Path) -> Progress:
    found = _read(folder / PROGRESS)
    return Progress(**{**found, "state": State(found["state"])}) if found else Progress()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def _held(folder: Path) -> int:
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _is_held(folder: Path) -> bool:
    """Whether somebody makes the book; who asks this of the same folder does not matter."""
    try:
        lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _is_under_way(folder: Path) -> bool:
    """Whether a book is being made there: who has written the end has nothing more to do."""
    return _is_held(folder) and not _progress_in(folder).state.is_over


def _is_old(folder: Path) -> bool:
    """By what was written there last: a folder that is only being made is not."""
    with suppress(FileNotFoundError):
        last = max((path.stat().st_mtime for path in folder.iterdir()), default=time.time())
        return time.time() - last > KEPT_SECONDS
    return False
