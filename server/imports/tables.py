"""Tablas: CSV files of a folder, each row with its line; what is wrong is noted with it."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.imports.figures import Commas, Say

FIGURES: Final = ("weight", "threshold", "low", "high", "factor", "score", "rank")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file with the lines they end on; a column that is not there is empty.

    `unused`: the columns that nobody asks for.
    """

    name: str
    problems: list[str]
    commas: Commas
    header: Sequence[str] = ()
    lines: Sequence[tuple[int, Row]] = ()
    unused: Sequence[str] = ()

    def saying(self, line: int) -> Say:
        return saying(self.problems, self.name, line)


def saying(problems: list[str], file: str, line: int) -> Say:
    return lambda why: problems.append(f"{file}, línea {line}: {why}")


def read_table(
    path: Path, problems: list[str], needed: Sequence[str], more: Sequence[str]
) -> Table:
    """A file in UTF-8 whose cells are separated by commas, semicolons or tabs."""
    content = path.read_bytes()
    empty = Table(path.name, problems, Commas(allowed=False))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        byte = f"0x{content[error.start]:02X}"
        empty.saying(line)(f"el byte {byte} no es de UTF-8: guarde el archivo como «CSV UTF-8»")
        return empty
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    commas = Commas(allowed=separator != "," and separator in first)
    try:
        header = [title.strip().lower() for title in next(reader, [])]
        _check_header(header, needed, empty.saying(1))
        unused = [column for column in header if column not in {*needed, *more}]
        table = Table(path.name, problems, commas, header, (), unused)
        blank = dict.fromkeys((*needed, *more), "")
        rows = [
            (line, blank | dict(zip(header, cells, strict=True)))
            for line, cells in _filled(reader, len(header), table.saying)
        ]
    except csv.Error as error:
        empty.saying(reader.line_num)(f"no es CSV válido ({error})")
        return empty
    lines = [(line, _plain(row, commas, table.saying(line))) for line, row in rows]
    return Table(path.name, problems, commas, header, lines, unused)


def _check_header(header: Sequence[str], needed: Sequence[str], say: Say) -> None:
    for column in needed:
        if column not in header:
            say(f"falta la columna {column}")
    for column in sorted({each for each in header if header.count(each) > 1}):
        say(f"la columna {column} está repetida")


def _filled(
    reader: Any, width: int, saying: Callable[[int], Say]
) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, each with a cell for every column."""
    for cells in reader:
        trimmed = [cell.strip() for cell in cells]
        if not any(trimmed):
            continue
        if not all(cell.isprintable() for cell in trimmed):
            saying(reader.line_num)("trae un carácter que no se ve en una celda")
        if len(trimmed) == width:
            yield reader.line_num, trimmed
        else:
            is_more = len(trimmed) > width
            told = f"tiene {'más' if is_more else 'menos'} celdas que el encabezado"
            saying(reader.line_num)(f"{told}: {len(trimmed)}, y son {width}")


def _plain(row: Row, commas: Commas, say: Say) -> Row:
    if not commas.allowed:
        return row
    return {**row, **{name: commas.plain(row[name], say) for name in FIGURES if name in row}}
