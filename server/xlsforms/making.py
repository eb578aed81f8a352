"""Hechura: the workbook of a questionnaire, made by a process of its own; and one that was read."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from game.rules import RuleBroken
from server.answer_books.holding import Waiters
from server.answer_books.taking import read, read_at
from server.people import Person
from server.processes import another
from server.xlsforms.grids import Grids, grids_of
from server.xlsforms.sheets import Sheet, sheets_of

READER: Final = "server.xlsforms.reading"
# Few bring one, and pyxform takes its time over a long form.
WAIT_SECONDS: Final = 45.0
# The folder of what waits, beside the data.
HELD: Final = "forms"
AT_ONCE = asyncio.Semaphore(2)


@dataclass(frozen=True, slots=True)
class BroughtForm:
    """A workbook as it was read, for an edition. `said`: why pyxform would not take it."""

    id: str
    account: int
    seat: int
    edition: str
    filename: str
    sheets: Sequence[Mapping[str, Any]]
    said: Sequence[tuple[int, str]]

    @property
    def grids(self) -> Grids:
        return grids_of(self.sheets)


def forms_in(folder: Path) -> Waiters[BroughtForm]:
    """The questionnaires that wait to be confirmed."""
    return Waiters(folder / HELD, lambda found: BroughtForm(**found))


async def questionnaire_book(definition: Mapping[str, Any]) -> bytes:
    """The whole workbook of a definition."""
    loop = asyncio.get_running_loop()
    async with AT_ONCE:
        with another() as alone:
            return await loop.run_in_executor(alone, _write, sheets_of(definition))


def _write(sheets: tuple[Sheet, ...]) -> bytes:
    """Runs in the process of the book: the server itself never loads what writes workbooks."""
    from server.xlsforms.writing import written  # noqa: PLC0415

    return written(sheets)


@contextmanager
def _told() -> Iterator[None]:
    """What is said of a book of answers that costs too much, as it is said of a questionnaire."""
    try:
        yield
    except RuleBroken as broken:
        if broken.code != "book-too-large":
            raise
        raise RuleBroken("questionnaire-too-large") from broken


async def brought_form(
    source: BinaryIO, filename: str, folder: Path, edition: str, person: Person
) -> BroughtForm:
    """What somebody sends; refused where it is no workbook, or costs too much."""
    with _told():
        found = await read(source, folder / HELD, READER, WAIT_SECONDS)
    return BroughtForm(
        id="",
        account=person.account,
        seat=person.seat,
        edition=edition,
        filename=filename,
        sheets=found["sheets"],
        said=found["said"],
    )


async def form_at(path: Path) -> tuple[Grids, Sequence[tuple[int, str]]]:
    """A workbook on the disk, and why pyxform would not take it."""
    with _told():
        found = await read_at(str(path), READER, WAIT_SECONDS)
    return grids_of(found["sheets"]), found["said"]
