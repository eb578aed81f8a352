"""En espera: a workbook that was read and waits to be confirmed, kept for its owner alone.

What is kept is what its cells say, never the file. It has an address that cannot be guessed, is
shown to the seat that brought it, and is forgotten after a day or when that seat says so.
"""

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from game.rules import RuleBroken
from server.answer_books.cells import Pair, Typed
from server.answer_books.signing import Stamp

# The folder of what waits, beside the data.
HELD: Final = "books"
KEPT_SECONDS: Final = 24 * 3600
# One person does not bring more than so many at a time; the oldest gives way.
MOST_OF_ONE: Final = 5
_ID: Final = re.compile(r"[0-9a-f]{1,16}-[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Brought:
    """A workbook as it was read. `twice`: keys that stand in it with different contents, and those.

    `lost`: sheets without the column of answers; `keyless`: those that say of no cell whose it is.
    `stored`: the items that confirming it put in force.
    """

    id: str
    account: int
    seat: int
    filename: str
    stamp: Stamp
    pairs: Mapping[str, Pair]
    twice: Mapping[str, tuple[Pair, ...]]
    strays: tuple[tuple[str, int, str], ...] = ()
    lost: tuple[str, ...] = ()
    keyless: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()


class Waiting(Protocol):
    """Whatever waits: under which name, and whose it is."""

    @property
    def id(self) -> str: ...
    @property
    def account(self) -> int: ...
    @property
    def seat(self) -> int: ...


Kept = TypeVar("Kept", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Waiters(Generic[Kept]):
    """The folder of what waits; `made`: what is kept in a file of it, as a value again."""

    root: Path
    made: Callable[[dict[str, Any]], Kept]

    def add(self, brought: Kept) -> Kept:
        """Keep it under a new name, which says whose it is."""
        name = f"{brought.account:x}-{secrets.token_hex(16)}"
        named: Kept = replace(brought, id=name)  # type: ignore[type-var]
        self.forget_old(named.account)
        self.keep(named)
        return named

    def keep(self, brought: Kept) -> None:
        """Write it, or write it over as it is now."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.root / f".{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(brought), file)  # type: ignore[call-overload]
        draft.replace(self._path(brought.id))

    def get(self, name: str, account: int, seat: int) -> Kept:
        """What waits under a name; what is another seat's is not there."""
        found = self._read(self._path(name)) if _ID.fullmatch(name) else None
        if found is None or (found.account, found.seat) != (account, seat):
            raise RuleBroken("unknown-book")
        return found

    def forget(self, name: str) -> None:
        """Let it go."""
        if _ID.fullmatch(name):
            self._path(name).unlink(missing_ok=True)

    def forget_old(self, account: int) -> None:
        """Let go what nobody came back to, and the oldest of whoever brings many."""
        if not self.root.is_dir():
            return
        own = []
        for path in self.root.iterdir():
            with suppress(FileNotFoundError):
                at = path.stat().st_mtime
                if time.time() - at > KEPT_SECONDS:
                    path.unlink(missing_ok=True)
                elif path.name.startswith(f"{account:x}-"):
                    own.append((at, path))
        for _, path in sorted(own)[: 1 - MOST_OF_ONE]:
            path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / f"{name}.json"

    def _read(self, path: Path) -> Kept | None:
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                return None
            return self.made(json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return None


def held_in(root: Path) -> Waiters[Brought]:
    """The folder of the answer books that wait."""
    return Waiters(root, _brought)


def _brought(found: dict[str, Any]) -> Brought:
    return Brought(
        **{
            **found,
            "stamp": Stamp(**found["stamp"]),
            "pairs": {key: _pair(each) for key, each in found["pairs"].items()},
            "twice": {key: tuple(map(_pair, each)) for key, each in found["twice"].items()},
            "strays": tuple((sheet, row, text) for sheet, row, text in found["strays"]),
            "lost": tuple(found["lost"]),
            "keyless": tuple(found.get("keyless", ())),
            "stored": tuple(found["stored"]),
        }
    )


def _pair(found: Mapping[str, Any]) -> Pair:
    answer, page = (Typed(**found[n]) if found[n] else None for n in ("answer", "page"))
    return Pair(answer, page)
