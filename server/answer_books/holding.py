"""En espera: a workbook that was read and waits to be confirmed, kept for its owner alone.

What is kept is what its cells say, never the file. It has an address that cannot be guessed, is
shown to the seat that brought it, and is forgotten after a day or when that seat says so.
"""

import json
import os
import re
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

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
    stored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """The folder of what waits."""

    root: Path

    def add(self, brought: Brought) -> Brought:
        """Keep it under a new name, which says whose it is."""
        named = replace(brought, id=f"{brought.account:x}-{secrets.token_hex(16)}")
        self.forget_old(named.account)
        self.keep(named)
        return named

    def keep(self, brought: Brought) -> None:
        """Write it, or write it over as it is now."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.root / f".{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(brought), file)
        draft.replace(self._path(brought.id))

    def get(self, name: str, account: int, seat: int) -> Brought:
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

    def _read(self, path: Path) -> Brought | None:
        try:
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                return None
            return _brought(json.loads(path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return None


def _brought(found: dict[str, Any]) -> Brought:
    return Brought(
        **{
            **found,
            "stamp": Stamp(**found["stamp"]),
            "pairs": {key: _pair(each) for key, each in found["pairs"].items()},
            "twice": {key: tuple(map(_pair, each)) for key, each in found["twice"].items()},
            "strays": tuple((sheet, row, text) for sheet, row, text in found["strays"]),
            "lost": tuple(found["lost"]),
            "stored": tuple(found["stored"]),
        }
    )


def _pair(found: Mapping[str, Any]) -> Pair:
    answer, page = (Typed(**found[n]) if found[n] else None for n in ("answer", "page"))
    return Pair(answer, page)
