"""Hechura: all answers of an edition as a book, by a process that takes little and gives way.

Run as `python -m server.answer_exports.making FOLDER`; what was ordered is in the folder, and so is
what becomes of it. It ends when it is told to, or when whoever started it is gone.
"""

import asyncio
import errno
import os
import resource
import select
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final

from game.editions import Act, allows
from indicators.answer_list import AnswerList, ListCover, Who
from indicators.long_book import LongBook
from server import db
from server.answer_exports.orders import (
    BOOK,
    CANCELLED,
    PROGRESS,
    Order,
    Progress,
    State,
    order_in,
    put,
)
from server.days import today_of
from server.i18n import speaking
from server.pages.scores import KIND_NAMES
from server.queries.answer_exports import (
    Told,
    answers_in,
    everybodys_answers,
    published_answers_of,
)
from server.queries.editions import Entry, rules_of
from server.queries.participants import state_names
from server.queries.results import published_to_all
from server.settings import Settings

NICE: Final = 10
# A snapshot is read whole, with everything that was computed from it.
MEMORY: Final = 1 << 30
MEMORY_OF_SNAPSHOT: Final = 6 << 30
LARGEST: Final = 2_000_000_000
SECONDS: Final = 3_600
# Between two looks at who waits: at what they are told, and at whether it is wanted still.
EVERY_SECONDS: Final = 0.25

Tell = Callable[[Progress], None]


class Stopped(Exception):
    """It is not wanted any more."""

    def __init__(self, state: State) -> None:
        super().__init__(state.value)
        self.state = state


async def write_book(settings: Settings, order: Order, path: Path, tell: Tell) -> Progress:
    """Write the book of an order to a file, which is there when it is whole and not before."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        await db.connect_to_read(settings)
        try:
            with draft.open("wb") as target:
                done = await write_list(target, order, tell)
        finally:
            await db.close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return done


async def write_list(target: IO[bytes], order: Order, tell: Tell) -> Progress:
    """Write the book of an order from the open database; how much there is in it."""
    found = await published_to_all(order.edition) if order.is_public else None
    rules = await rules_of(order.edition)
    edition = found.rules if found else rules.edition
    questionnaire = found.questionnaire if found else rules.questionnaire
    cover = ListCover(
        title=edition.name.of(order.locale),
        edition=order.edition,
        version=questionnaire.version,
        made_on=today_of(found.published_at) if found else order.made_on,
        locale=order.locale,
        synthetic=edition.synthetic,
        sha256=found.sha256 if found else "",
        note=edition.note.of(order.locale) if edition.note else "",
        has_factors=allows(rules.stage, Act.SEE_RESULTS),
    )
    leagues = {each.code: each.name.of(order.locale) for each in edition.leagues}
    states = await state_names()
    told = AnswerList(questionnaire, cover)

    def who(entry: Entry) -> Who:
        participant = entry.participant
        kind = str(KIND_NAMES.get(participant.kind, participant.kind))
        league = leagues.get(entry.league, entry.league)
        return Who(participant, kind, states.get(participant.state, ""), league)

    everybody = published_answers_of(found) if found else everybodys_answers(rules)
    total = await answers_in(order.edition)
    with speaking(order.locale):
        return await _written(target, told, who, everybody, total, tell)


async def _written(
    target: IO[bytes],
    told: AnswerList,
    who: Callable[[Entry], Who],
    everybody: AsyncIterator[Told],
    total: int,
    tell: Tell,
) -> Progress:
    read = drafts = 0
    book = LongBook(target, told.look, told.front(), told.table(), told.long())
    try:
        async for each in everybody:
            book.add(told.rows(who(each.entry), each.answers))
            drafts += each.drafts
            read += len(each.answers) + each.drafts
            tell(Progress(read, total, book.written))
        book.finish(told.facts(book.written, drafts))
    except BaseException:
        book.abandon()
        raise
    return Progress(read, total, book.written, State.DONE)


class _Teller:
    """Writes down how far the book is, and looks whether it is wanted still; now and then."""

    def __init__(self, folder: Path) -> None:
        self.progress = Progress()
        self._folder = folder
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        self.progress = progress
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        put(self._folder / PROGRESS, asdict(progress))
        if (self._folder / CANCELLED).exists():
            raise Stopped(State.CANCELLED)
        if _is_alone():
            raise Stopped(State.INTERRUPTED)

    def ends(self, state: State) -> None:
        """The last thing that is written."""
        put(self._folder / PROGRESS, {**asdict(self.progress), "state": state})


def main() -> None:
    folder = Path(sys.argv[1])
    order = order_in(folder)
    if order is None:
        raise SystemExit(f"no order in {folder}")
    _bound(MEMORY_OF_SNAPSHOT if order.is_public else MEMORY)
    settings = Settings.from_environ(os.environ)
    teller = _Teller(folder)
    try:
        teller.progress = asyncio.run(write_book(settings, order, folder / BOOK, teller))
    except Stopped as stopped:
        teller.ends(stopped.state)
    except Exception as error:
        is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EFBIG}
        with suppress(OSError):
            teller.ends(State.NO_ROOM if is_full else State.FAILED)
        raise
    else:
        teller.ends(State.DONE)


def _is_alone() -> bool:
    """Whether whoever started this is gone: nothing is ever said on this line but its end."""
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready)


def _bound(memory: int) -> None:
    """Give way to everybody else, and take no more than this."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    main()
