"""Piezas: several questions as one, and several rows to add as one, for PostgreSQL."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from typing import Final

from server.units import NOTIFY, Bound

PLACE: Final = re.compile(r"\$(\d+)")
# Adds a row that is given, and gives back its key: nothing is looked for.
ADDS: Final = re.compile(
    r'INSERT INTO "(?P<table>\w+)" \([^()]*\) VALUES \([^()]*\)( ON CONFLICT .*)? RETURNING "id"',
    re.DOTALL,
)
# How many shapes of what was put together are remembered.
MOST_SHAPES: Final = 1024


def joined(questions: Sequence[Bound]) -> Bound:
    """One question whose only row has the rows of each, in their order and without their names.

    They all see the database as it is at one moment.
    """
    return _whole(_questions(tuple([each.sql for each in questions])), questions)


def in_pieces(steps: Sequence[Bound]) -> Iterator[Sequence[Bound]]:
    """The steps of a unit in order; what only adds rows, each to another table, is one piece.

    All else is a piece of its own: it may have to see what came just before, and waits in its turn
    for whoever holds what it needs.
    """
    piece: list[Bound] = []
    for step in steps:
        if piece and not _goes_with(step, piece):
            yield piece
            piece = []
        piece.append(step)
    if piece:
        yield piece


def added(steps: Sequence[Bound]) -> Bound:
    """One statement that adds the rows of all, whose only row has the keys that each gave."""
    return _whole(_additions(tuple([each.sql for each in steps])), steps)


@lru_cache(MOST_SHAPES)
def _questions(texts: Sequence[str]) -> str:
    asked = (f"(SELECT array_agg(q) FROM ({text}) AS q)" for text in _renumbered(texts))  # noqa: S608
    return f"SELECT {', '.join(asked)}"


@lru_cache(MOST_SHAPES)
def _additions(texts: Sequence[str]) -> str:
    parts, told = [], []
    for number, text in enumerate(_renumbered(texts)):
        if texts[number] == NOTIFY:
            told.append(f"({text}::text)")
        else:
            parts.append(f"add{number} AS ({text})")
            told.append(f"(SELECT array_agg(id) FROM add{number})")  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT {', '.join(told)}"


def _renumbered(texts: Sequence[str]) -> Iterator[str]:
    """The texts, with the places of each counted on from those of the texts before it."""
    before = 0
    for text in texts:
        yield PLACE.sub(partial(_moved, before), text)
        before += len({*PLACE.findall(text)})


def _moved(by: int, place: re.Match[str]) -> str:
    return f"${int(place[1]) + by}"


def _whole(text: str, steps: Sequence[Bound]) -> Bound:
    return Bound(text, tuple(chain.from_iterable(step.values for step in steps)), None, "")


def _goes_with(step: Bound, piece: Sequence[Bound]) -> bool:
    """Rows of one table keep their order, and a piece is refused for one reason."""
    if any(not _adds(each) for each in (step, *piece)):
        return False
    tables = {_table_of(each.sql) for each in piece}
    refusals = {each.otherwise for each in (step, *piece) if each.sql != NOTIFY}
    return _table_of(step.sql) not in tables and len(refusals) == 1


def _adds(step: Bound) -> bool:
    return step.rows is None and _table_of(step.sql) is not None


@lru_cache(MOST_SHAPES)
def _table_of(text: str) -> str | None:
    """Where a statement only adds a row; a notice is added to what others hear."""
    found = ADDS.fullmatch(text)
    return text if text == NOTIFY else found and found["table"]
