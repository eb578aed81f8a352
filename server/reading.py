"""Lecturas: queries made once and asked many times, for what every save has to read.

Piccolo takes longer to build a query than a database takes to answer it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from server import piccolo_conf
from server.units import Param, Row, Statement


async def read(question: Statement, arguments: Mapping[str, object]) -> list[Row]:
    """The rows of a query whose values are given by name."""
    engine: Any = piccolo_conf.DB
    compiled = question.compiled(engine.engine_type)
    is_pooled = engine.engine_type == "postgres"
    run = engine._run_in_pool if is_pooled else engine._run_in_new_connection  # noqa: SLF001
    rows = await run(compiled.sql, list(compiled.bound(arguments)))
    return [dict(row) for row in rows] if is_pooled else list(rows)


def places(count: int) -> list[Any]:
    """As many Params as a list has members, for an IN."""
    return [Param(f"each{number}") for number in range(count)]


def each(members: Sequence[str]) -> dict[str, str]:
    """The members of a list by the names of `places`."""
    return {f"each{number}": member for number, member in enumerate(members)}
