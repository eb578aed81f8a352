"""Cuadros: the sheets of a workbook that somebody brings, each cell by its row and its column.

Cells are texts here, as a form is made of them: a number is written as people write it, a yes of a
spreadsheet as `yes`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from server.answer_books.cells import EPOCH, LAST_SERIAL, tidy

VALUELESS: Final = frozenset({"error", "formula"})
MOST_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet, a row of it and a column; 0 and "" where it is the whole of them."""

    sheet: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number, and what is in each column that it has something in."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its columns in order, and its rows.

    `twice`: columns that stand there more than once; `aside`: rows with a cell under no heading;
    `unread`: cells of a formula, or an error, that hold no value.
    """

    name: str
    heads: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    twice: tuple[str, ...] = ()
    aside: tuple[int, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.heads)


@dataclass(frozen=True, slots=True)
class Grids:
    """A workbook, by the names of its sheets without regard to case and blanks."""

    sheets: Mapping[str, Grid] = field(default_factory=dict)

    def of(self, name: str) -> Grid:
        """A sheet; an empty one where there is none."""
        return self.sheets.get(name, Grid(name))


def grids_of(found: Sequence[Mapping[str, Any]]) -> Grids:
    """The sheets as the process that read them tells of them."""
    grids: dict[str, Grid] = {}
    for sheet in found:
        grids.setdefault(sheet["name"].strip().lower(), _grid(sheet))
    return Grids(grids)


def _grid(sheet: Mapping[str, Any]) -> Grid:
    rows = [
        (number, {letters: text_of(cell) for letters, cell in cells.items()})
        for number, cells in sheet["rows"]
    ]
    rows = [(number, cells) for number, cells in rows if any(cells.values())]
    if not rows:
        return Grid(sheet["name"])
    heads: dict[str, str] = {}
    twice = []
    for letters, text in sorted(rows[0][1].items(), key=lambda each: (len(each[0]), each[0])):
        if text in heads.values():
            twice.append(text)
        elif text:
            heads[letters] = text
    lines, aside = [], []
    for number, cells in rows[1:]:
        if any(text and letters not in heads for letters, text in cells.items()):
            aside.append(number)
        kept = {heads[letters]: text for letters, text in cells.items() if letters in heads}
        lines.append(Line(number, {head: text for head, text in kept.items() if text}))
    unread = (
        (number, heads[letters])
        for number, cells in sheet["rows"]
        for letters, cell in cells.items()
        if cell[0] in VALUELESS and letters in heads
    )
    return Grid(
        sheet["name"],
        tuple(heads.values()),
        tuple(lines),
        tuple(twice),
        tuple(aside),
        tuple(unread),
    )


def text_of(cell: Sequence[str]) -> str:
    """A cell as somebody would type it."""
    kind, text, style = cell
    if kind == "boolean":
        return "yes" if text == "1" else "no"
    if kind in VALUELESS:
        return ""
    if kind != "number":
        return tidy(text)
    try:
        value = float(text)
    except ValueError:
        return text.strip()
    if style == "date" and 0 < value < LAST_SERIAL:
        return (EPOCH + timedelta(days=int(value))).isoformat()
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def cells_in(grid: Grid) -> Iterator[tuple[Place, str]]:
    """Every cell that says something, with its place."""
    for line in grid.lines:
        for column, text in line.cells.items():
            yield Place(grid.name, line.number, column), text


def told_rows(rows: Sequence[int]) -> str:
    """Row numbers as people write them: 3, 5-9."""
    parts: list[list[int]] = []
    for row in sorted(set(rows)):
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
