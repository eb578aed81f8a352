"""Tablas: CSV files of a folder, each row with its line; what is wrong is noted with it."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.imports.figures import Commas, Say

FIGURES: Final = ("weight", "threshold", "low", "high", "factor", "score", "rank")

# What Python says of a file that is no CSV, by a part of it.
FLAWS: Final = {
    "unexpected end": "no se cierran unas comillas de esta fila",
    "expected after": "tras cerrar unas comillas sigue algo más; las de adentro van dobles",
    "field limit": "una celda es demasiado larga; ¿falta cerrar unas comillas en esta fila?",
}

Row = Mapping[str, str]


class NotCsv(Exception):
    """A file that is no CSV: the line where the row begins that cannot be read, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"no es CSV válido: {why}")
        self.line = line


def rows_of(reader: Any) -> Iterator[list[str]]:
    """The rows of a reader. `NotCsv` at the first that cannot be read."""
    begins = 1
    try:
        for cells in reader:
            yield cells
            begins = reader.line_num + 1
    except csv.Error as error:
        whys = (why for said, why in FLAWS.items() if said in str(error))
        raise NotCsv(begins, next(whys, "no se entiende esta fila")) from error


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
    found = rows_of(reader)
    try:
        header = [title.strip().lower() for title in next(found, [])]
        _check_header(header, needed, empty.saying(1))
        unused = [column for column in header if column not in {*needed, *more}]
        table = Table(path.name, problems, commas, header, (), unused)
        blank = dict.fromkeys((*needed, *more), "")
        rows = [
            (line, blank | dict(zip(header, cells, strict=True)))
            for line, cells in _filled(reader, found, len(header), table.saying)
        ]
    except NotCsv as error:
        empty.saying(error.line)(str(error))
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
    reader: Any, found: Iterator[list[str]], width: int, saying: Callable[[int], Say]
) -> Iterator[tuple[int, list[str]]]:
    """The rows that say something, each with a cell for every column."""
    for cells in found:
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
