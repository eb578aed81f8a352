"""Traza: everything that stands in a workbook, finished, before a program of its own writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from server.answer_books.cells import Form, Value


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a level: what is asked, the cell to fill in and what may be typed there.

    `key`: of the cell; without one nothing is filled in. `words`: what it is chosen from.
    `comment`: why what stands in it was not taken.
    """

    label: str
    key: str = ""
    form: Form | None = None
    value: Value = None
    page: str = ""
    code: str = ""
    hint: str = ""
    earlier: str = ""
    words: tuple[str, ...] = ()
    limits: tuple[str, str] = ("", "")
    is_head: bool = False
    is_locked: bool = False
    is_page_asked: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of an item. Asked when each of `asked_when` has one of its cells say its word."""

    lines: tuple[Line, ...]
    asked_when: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSheet:
    """A level. `hue`: RRGGBB of its pillar."""

    name: str
    title: str
    lead: str
    hue: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be read. `targets`: the key of the cell that each row leads to."""

    name: str
    title: str
    lead: tuple[str, ...]
    heads: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookPlan:
    """A whole workbook. `heads` are those of the columns of every level."""

    title: str
    locale: str
    made_on: date
    signed: tuple[str, ...]
    heads: tuple[str, ...]
    guide: Table
    levels: tuple[LevelSheet, ...]
    documents: Table
    summary: Table | None = None
    alerts: Mapping[str, str] = field(default_factory=dict)
