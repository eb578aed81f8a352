"""Unidad de trabajo: what a write is, as a value. Queries build units; `server.db` runs them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from piccolo.columns import Column, Serial
from piccolo.query.base import Query
from piccolo.query.methods.insert import Insert
from piccolo.querystring import QueryString
from piccolo.table import Table

from server import piccolo_conf

Row: TypeAlias = dict[str, Any]
SomeRow = TypeVar("SomeRow", bound=Table)

# One channel for the whole house: a notice only says where to look.
NOTIFY = "SELECT pg_notify('liga', $1)"
# How an engine is told to hold what it reads. SQLite runs one unit at a time anyway.
SHARE: Mapping[str, str] = {"postgres": " FOR SHARE", "sqlite": ""}
# How nobody else writes to a table until the unit is committed. SQLite has one writer anyway.
LOCK: Mapping[str, str] = {"postgres": "LOCK TABLE {} IN SHARE MODE", "sqlite": "SELECT 1"}
LONGEST_NOTICE = 7999  # PostgreSQL's limit


class Refused(Exception):
    """A unit was undone because a step did not find what it asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Param:
    """Stands in a query where a value will go."""

    name: str


class Compiled:
    """A statement as one engine takes it."""

    __slots__ = ("_constants", "_pick", "sql")

    def __init__(self, sql: str, values: Sequence[object]) -> None:
        """Give constants a name that no argument can have, so that one look-up serves all."""
        self.sql = sql
        names = [v.name if isinstance(v, Param) else f"={n}" for n, v in enumerate(values)]
        self._constants = {f"={n}": v for n, v in enumerate(values) if not isinstance(v, Param)}
        self._pick = _picker(names)

    def bound(self, arguments: Mapping[str, object]) -> tuple[object, ...]:
        """The values in order, each Param replaced by its argument."""
        return self._pick({**arguments, **self._constants} if self._constants else arguments)


class Bound(NamedTuple):
    """A step ready to run."""

    sql: str
    values: tuple[object, ...]
    rows: int | None
    otherwise: str


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A Piccolo query made once, compiled once per engine, its arguments given by name."""

    query: Query[Any, Any]
    is_held: bool = False
    locks: str = ""
    _compiled: dict[str, Compiled] = field(default_factory=dict, init=False, repr=False)

    def compiled(self, engine_type: str) -> Compiled:
        """The text for the engine that the tables are bound to."""
        if engine_type not in self._compiled and self.locks:
            self._compiled[engine_type] = Compiled(LOCK[engine_type].format(self.locks), ())
        elif engine_type not in self._compiled:
            found = _compile(self.query, engine_type)
            found.sql += SHARE[engine_type] if self.is_held else ""
            self._compiled[engine_type] = found
        return self._compiled[engine_type]


def statement(query: Query[Any, Any]) -> Statement:
    """Make a statement of a query whose values are Params, and refuse one that hits every row."""
    query._validate()  # type: ignore[no-untyped-call]  # noqa: SLF001  (Piccolo asks only on run)
    return Statement(query)


def held(question: Query[Any, Any]) -> Statement:
    """Make a statement of a SELECT whose rows nobody changes before the unit is committed.

    Any number of units may hold the same row at once; whoever changes it waits for them all, and
    they wait for whoever came first to change it.
    """
    return Statement(question, is_held=True)


def exclusive(table: type[Table]) -> Statement:
    """Make a statement that waits for whoever writes to a table, and keeps others from it.

    For what happens once in a great while: until the unit is committed nobody writes there.
    """
    return Statement(table.select(), locks=table._meta.tablename)  # noqa: SLF001


def params(row: type[SomeRow], **given: object) -> SomeRow:
    """Make a row whose every column is a Param of its own name; serial keys stay the database's."""
    values: dict[Column, Any] = {}
    for column in row._meta.columns:  # noqa: SLF001
        if not isinstance(column, Serial):
            name = column._meta.name  # noqa: SLF001
            values[column] = given.get(name, Param(name))
    if row._meta._db is None:  # noqa: SLF001
        # Left to itself a table looks for its engine through Piccolo's own tools, a slow import.
        row._meta.db = piccolo_conf.DB  # noqa: SLF001
    return row(values)


@dataclass(frozen=True, slots=True)
class Step:
    """A statement with its arguments (others are ignored), and how many rows it must return.

    With another number of rows, or when a row already holds its unique key, the unit is undone
    alone and `Refused(otherwise)` is raised. A precondition is therefore a statement that writes
    and returns, or one made by `held`; any other SELECT promises nothing once others write.
    """

    statement: Statement
    arguments: Mapping[str, object]
    rows: int | None = None
    otherwise: str = "stale"

    def bound(self, engine_type: str) -> Bound:
        compiled = self.statement.compiled(engine_type)
        return Bound(compiled.sql, compiled.bound(self.arguments), self.rows, self.otherwise)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Tells every process, once the unit is committed, where to look."""

    payload: str

    def __post_init__(self) -> None:
        if len(self.payload.encode()) > LONGEST_NOTICE:
            raise ValueError(f"a notice holds at most {LONGEST_NOTICE} bytes: say where to look")

    def bound(self, engine_type: str) -> Bound:
        return Bound(NOTIFY, (self.payload,), None, "")


Unit: TypeAlias = Sequence[Step | Announcement]


def checked(bound: Bound, rows: list[Row]) -> list[Row]:
    """Give the rows a step returned, if they are as many as it must."""
    if bound.rows is not None and len(rows) != bound.rows:
        raise Refused(bound.otherwise)
    return rows


def _picker(names: Sequence[str]) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
    """Make the quickest way to take these arguments in order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda arguments: tuple(arguments[name] for name in names)


def _compile(query: Query[Any, Any], engine_type: str) -> Compiled:
    if isinstance(query, Insert):
        _renew_serials(query)
    (querystring,) = query.querystrings
    sql, values = querystring.compile_string(engine_type=engine_type)
    return Compiled(sql, values)


def _renew_serials(query: Insert[Any]) -> None:
    """A serial key is written differently per engine, and a row decides it when it is made."""
    for row in query.add_delegate._add:  # noqa: SLF001
        for column in row._meta.columns:  # noqa: SLF001
            if isinstance(column, Serial) and isinstance(row[column._meta.name], QueryString):  # noqa: SLF001
                row[column._meta.name] = column.default()  # noqa: SLF001
