"""Recepción: a workbook that somebody sends, read by another process, and who made it.

The file goes to the disk under a name of ours, is read there with bounds of memory and time, and
is gone when it has been read.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

from game.rules import RuleBroken
from server.answer_books.cells import Pair, Typed
from server.answer_books.holding import HELD, Brought
from server.answer_books.scanning import PACKED_LIMIT
from server.answer_books.signing import secret_in, unsealed
from server.pages.answer_sheets import is_ours
from server.people import Person

READER: Final = "server.answer_books.reading"
WAIT_SECONDS: Final = 10.0
CHUNK: Final = 1 << 18
# What the reader may say of one workbook: the server holds all of it.
MOST_SAID: Final = 64 * 1024 * 1024
AT_ONCE = asyncio.Semaphore(2)
# What the process of a book needs of ours; the rest of it holds secrets.
PASSED: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "PYTHONDONTWRITEBYTECODE")


async def take(
    source: BinaryIO, filename: str, folder: Path, edition: str, person: Person
) -> Brought:
    """A workbook of this server, for this edition and this government; refused otherwise."""
    found = await read(source, folder / HELD)
    stamp = unsealed(found["signed"], secret_in(folder))
    if stamp.edition != edition:
        raise RuleBroken("book-of-another-edition", edition=stamp.edition)
    if stamp.participant != person.participant:
        raise RuleBroken("book-of-another")
    pairs, twice = pairs_of(found["cells"])
    return Brought(
        id="",
        account=person.account,
        seat=person.seat,
        filename=filename,
        stamp=stamp,
        pairs=pairs,
        twice=twice,
        strays=tuple(
            (sheet, row, text) for sheet, row, text in found["strays"] if not is_ours(text)
        ),
        lost=tuple(found["lost"]),
        keyless=tuple(found["keyless"]),
    )


async def read(
    source: BinaryIO, folder: Path, reader: str = READER, wait: float = WAIT_SECONDS
) -> Mapping[str, Any]:
    """What the cells of a workbook hold; a refusal where it is none, or costs too much.

    `reader`: the module that reads it, in a process of its own; `wait`: for so many seconds.
    """
    path = await asyncio.to_thread(_kept, source, folder)
    try:
        async with AT_ONCE:
            return await read_at(str(path), reader, wait)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def read_at(path: str, reader: str = READER, wait: float = WAIT_SECONDS) -> Mapping[str, Any]:
    """The same of a file on the disk."""
    environment = {each: os.environ[each] for each in PASSED if each in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        reader,
        path,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        said = await asyncio.wait_for(_said(process), wait)
    except TimeoutError:
        raise RuleBroken("book-too-large") from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            # Nobody reads what it still had to say, and with that unread it would never end.
            await process.communicate()
    if process.returncode != 0 or not said:
        raise RuleBroken("book-too-large")
    found: Mapping[str, Any] = json.loads(said)
    if "refused" in found:
        raise RuleBroken(found["refused"])
    return found


async def _said(process: asyncio.subprocess.Process) -> bytes:
    """All that a reader says until it ends; refused where it goes on and on."""
    told = bytearray()
    while process.stdout and (piece := await process.stdout.read(CHUNK)):
        told += piece
        if len(told) > MOST_SAID:
            raise RuleBroken("book-too-large")
    await process.wait()
    return bytes(told)


def _kept(source: BinaryIO, folder: Path) -> Path:
    """A copy of what was sent, under a name of ours."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="book-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as target:
            _copy(source, target)
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise
    return Path(name).resolve()


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    size = 0
    while chunk := source.read(CHUNK):
        size += len(chunk)
        if size > PACKED_LIMIT:
            raise RuleBroken("book-too-large")
        target.write(chunk)
    if not size:
        raise RuleBroken("file-empty")


def pairs_of(
    cells: Sequence[Sequence[Any]],
) -> tuple[dict[str, Pair], dict[str, tuple[Pair, ...]]]:
    """The cells by key; and, of a key that stands there with different contents, all of them.

    A row that was copied to another place and emptied there says nothing of its own.
    """
    found: dict[str, dict[Pair, None]] = {}
    for key, _, _, answer, page in cells:
        contents = found.setdefault(key, {})
        contents[Pair(_typed(answer), _typed(page))] = None
    told = {key: [each for each in contents if each != Pair()] for key, contents in found.items()}
    single = {key: contents[0] if contents else Pair() for key, contents in told.items()}
    return single, {key: tuple(each) for key, each in told.items() if len(each) > 1}


def _typed(cell: Sequence[str] | None) -> Typed | None:
    return None if cell is None else Typed(*cell)
