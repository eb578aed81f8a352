"""Libro largo: one table too long for memory, written row by row as it comes.

The first sheet says what the book holds and is written last, when that is known. The table goes on
over as many sheets as it needs; what fits in no cell stands whole on a last one. Cells are written
as in every other book (`sheets`), and the same rows make the same bytes.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from typing import IO, Final, overload
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from indicators.sheets import (
    LongText,
    Look,
    Row,
    Sheet,
    SheetWriter,
    describe,
    entry_of,
    lay_out,
    long_texts_of,
    style_numbers,
    without_extent,
)

# What a spreadsheet program opens, with the rows above the data; and the bytes of a sheet that are
# packed without the extension for larger ones, which some programs take for damage.
MOST_ROWS: Final = 1_048_576
MOST_BYTES: Final = 2_000_000_000
# Letters of rows that are packed together.
BLOCK: Final = 1 << 18
_END: Final = b"</sheetData>"


class LongBook:
    """A book whose table comes in pieces. Whoever made it must call `finish`, or throw it away.

    `front`, `table`, `long`: the sheets without their rows. The long one has four columns, as
    `LongText` has parts, and is there only where it is needed.
    """

    def __init__(
        self,
        target: IO[bytes],
        look: Look,
        front: Sheet,
        table: Sheet,
        long: Sheet,
        *,
        most_rows: int = MOST_ROWS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.written = 0
        self._look = look
        self._front, self._table, self._long = front, table, long
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        describe(self._book, look)
        for sheet in (front, table):
            lay_out(self._book.create_sheet(sheet.name), sheet, look)
        self._styles = style_numbers(self._book.worksheets[0], look)
        self._head = _split(_parts(self._book)[_name(2)])[0]
        self._packed = ZipFile(target, "w")
        self._writer = SheetWriter(table, self._styles, look.cut)
        self._longs: list[bytes] = []
        self._ends: list[int] = []
        self._begin()

    def add(self, rows: Iterable[Row]) -> None:
        """The next rows of the table."""
        waiting: list[str] = []
        letters = 0
        for row in rows:
            if self._row > self._most_rows or self._size > self._most_bytes:
                self._pack(waiting)
                self._turn()
            self._longs += map(_kept, long_texts_of(self._sheet_name, self._row, row))
            text = self._writer.row(self._row, row)
            waiting.append(text)
            letters += len(text)
            self._row += 1
            self.written += 1
            if letters > BLOCK:
                self._pack(waiting)
                letters = 0
        self._pack(waiting)

    def finish(self, front: Iterable[Row]) -> None:
        """The rows of the first sheet, and all that makes a book of the rest."""
        self._ends.append(self._row - 1)
        self._more_pages()
        parts = _parts(self._book)
        self._end_part(parts)
        self._whole(parts, 1, front, self._front)
        if self._longs:
            self._whole(parts, 2 + len(self._ends), map(_told, self._longs), self._long)
        done = set(self._packed.namelist())
        for name in sorted(parts.keys() - done):
            self._packed.writestr(entry_of(name), parts[name])
        self._packed.close()

    def abandon(self) -> None:
        """Leave it as it is: nothing that opens."""
        with suppress(OSError):
            self._part.close()
            self._packed.close()

    @property
    def _sheet_name(self) -> str:
        """As the first one, with a number from the second on."""
        turn = len(self._ends) + 1
        return self._table.name if turn == 1 else f"{self._table.name} {turn}"

    def _begin(self) -> None:
        self._part = self._packed.open(entry_of(_name(2 + len(self._ends))), "w")
        self._part.write(self._head)
        self._row = self._table.first_row
        self._size = len(self._head)

    def _turn(self) -> None:
        """On to another sheet."""
        self._ends.append(self._row - 1)
        # What comes after the rows says nothing of them but where they end.
        self._end_part(None)
        self._begin()

    def _end_part(self, parts: dict[str, bytes] | None) -> None:
        if parts is None:
            self._set_extent(self._book.worksheets[1], self._ends[-1])
            tail = _split(_parts(self._book)[_name(2)])[1]
        else:
            tail = _split(parts[_name(1 + len(self._ends))])[1]
        self._part.write(tail)
        self._part.close()

    def _more_pages(self) -> None:
        """The sheets that the table went on to, and how far each reaches."""
        for number, end in enumerate(self._ends):
            if number:
                name = f"{self._table.name} {number + 1}"
                lay_out(self._book.create_sheet(name), replace(self._table, name=name), self._look)
            self._set_extent(self._book.worksheets[1 + number], end)
        if self._longs:
            count = len(self._longs)
            page = self._book.create_sheet(self._long.name)
            lay_out(page, replace(self._long, rows=_Gone(count)), self._look)

    def _set_extent(self, page: Worksheet, end: int) -> None:
        last = get_column_letter(len(self._table.columns))
        page.auto_filter.ref = f"A{self._table.header_row}:{last}{end}"

    def _whole(
        self, parts: dict[str, bytes], number: int, rows: Iterable[Row], sheet: Sheet
    ) -> None:
        """A sheet whose rows are all there."""
        head, tail = _split(parts[_name(number)])
        writer = SheetWriter(sheet, self._styles, self._look.cut)
        with self._packed.open(entry_of(_name(number)), "w") as part:
            part.write(head)
            for place, row in enumerate(rows, start=sheet.first_row):
                part.write(writer.row(place, row).encode())
            part.write(tail)

    def _pack(self, waiting: list[str]) -> None:
        if waiting:
            self._size += self._part.write("".join(waiting).encode())
            waiting.clear()


class _Gone(Sequence[Row]):
    """So many rows, of which nothing but their number is left."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        raise IndexError(place)

    def __iter__(self) -> Iterator[Row]:
        return iter(())


def _name(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _parts(book: Workbook) -> dict[str, bytes]:
    """Everything of a book but the rows of its data."""
    made = BytesIO()
    ExcelWriter(book, ZipFile(made, "w")).save()
    with ZipFile(made) as source:
        return {name: source.read(name) for name in source.namelist()}


def _split(part: bytes) -> tuple[bytes, bytes]:
    """What comes before the rows of the data, and what comes after them."""
    head, _, tail = without_extent(part).partition(_END)
    return head, _END + tail


def _kept(text: LongText) -> bytes:
    """One packed, because nothing says how many there are."""
    sheet, cell, number, piece = text
    return zlib.compress("\0".join((sheet, cell, str(number), piece)).encode())


def _told(kept: bytes) -> Row:
    sheet, cell, number, piece = zlib.decompress(kept).decode().split("\0", 3)
    return sheet, cell, int(number), piece
