"""Lecturas: queries made once and asked many times, for what every save has to read.

Piccolo takes longer to build a query than a database takes to answer it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from server import piccolo_conf
from server.units import Bound, Param, Row, Statement

_asker: ContextVar[object] = ContextVar("asker", default=None)


@contextmanager
def asking() -> Iterator[None]:
    """Let what is asked here in the same moment, as by `gather`, be asked in one piece.

    What nobody asks for together is asked by itself: one that fails fails alone.
    """
    token = _asker.set(object())
    try:
        yield
    finally:
        _asker.reset(token)


async def read(question: Statement, arguments: Mapping[str, object]) -> list[Row]:
    """The rows of a query whose values are given by name."""
    engine: Any = piccolo_conf.DB
    compiled = question.compiled(engine.engine_type)
    step = Bound(compiled.sql, compiled.bound(arguments), None, "")
    rows: list[Row] = await engine.ask(step, _asker.get() or object())
    return rows


def places(count: int) -> list[Any]:
    """As many Params as a list has members, for an IN."""
    return [Param(f"each{number}") for number in range(count)]


def each(members: Sequence[str]) -> dict[str, str]:
    """The members of a list by the names of `places`."""
    return {f"each{number}": member for number, member in enumerate(members)}
