"""Hojas: tables as a spreadsheet file in which every text stays text. Same input, same bytes.

openpyxl makes the book: styles, widths, frozen headers, filters. The rows are written straight
into it as XML, which is ten times faster and leaves no cell to be guessed.
Row 1 of a sheet is its caption, row 2 the headers, the data starts in row 3.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from io import BytesIO
from itertools import product
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

LONGEST = 32_767
FIRST_ROW = 3
INK = "1F2933"
PAPER = "FFFFFF"
FACE = "Calibri"
LINE = 15
TALLEST = 12 * LINE
ROOMY = 1.0

Value = str | int | float | None

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_HALVES = re.compile("[\ud800-\udfff]")
_ESCAPE_ALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_CARE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff]|[&<>]|_x")
_FORMULA_ALIKE = ("=", "+", "-", "@")


class Style(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    FACTOR = "factor"
    WEIGHT = "weight"
    SCORE = "score"
    WHOLE = "whole"
    AS_IS = "as_is"

    @property
    def is_text(self) -> bool:
        return self in {Style.TEXT, Style.LONG_TEXT}


NUMBER_FORMATS: Mapping[Style, str] = {
    Style.TEXT: "@",
    Style.LONG_TEXT: "@",
    Style.FACTOR: "0.000",
    Style.WEIGHT: "0.0000",
    Style.SCORE: "0.0",
    Style.WHOLE: "0",
    Style.AS_IS: "General",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A header, what it means, and the pillar whose colour it wears."""

    title: str
    meaning: str
    style: Style = Style.TEXT
    width: float = 12
    pillar: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. The first `frozen` columns stay in sight."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Value, ...]]
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What a book says of itself. `hues` are RRGGBB by pillar; `cut` tells of {length}."""

    title: str
    subject: str
    keywords: str
    language: str
    made_on: date
    cut: str
    hues: Mapping[str, str] = field(default_factory=dict)


def book_of(sheets: Sequence[Sheet], look: Look) -> bytes:
    """The whole file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _describe(book, look)
    for sheet in sheets:
        _lay_out(book.create_sheet(sheet.name), sheet, look)
    styles = _style_numbers(book.worksheets[0])
    rows = {
        f"xl/worksheets/sheet{number}.xml": _rows_xml(sheet, styles, look.cut)
        for number, sheet in enumerate(sheets, start=1)
    }
    return _packed(book, rows)


def safe_text(text: str, cut: str) -> str:
    """What a cell can hold: control characters become their pictures, too long a text is cut."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    whole = _HALVES.sub("\N{REPLACEMENT CHARACTER}", plain)
    units = whole.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return whole
    mark = cut.format(length=f"{len(whole):,}")
    return units[: 2 * (LONGEST - len(mark))].decode("utf-16-le", "ignore") + mark


def _describe(book: Workbook, look: Look) -> None:
    about, moment = book.properties, datetime.combine(look.made_on, time())
    about.title, about.subject, about.keywords = look.title, look.subject, look.keywords
    about.creator, about.language = "Liga", look.language
    about.created = about.modified = moment


def _lay_out(page: Worksheet, sheet: Sheet, look: Look) -> None:
    page["A1"] = safe_text(sheet.caption, look.cut)
    page["A1"].data_type = "s"
    page["A1"].font = Font(name=FACE, bold=True, size=13, color=INK)
    page.row_dimensions[1].height = 24
    page.row_dimensions[2].height = 48
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        header = page.cell(2, number, safe_text(column.title, look.cut))
        header.data_type = "s"
        fill = look.hues.get(column.pillar, INK)
        header.fill = PatternFill("solid", fgColor=fill)
        header.font = Font(name=FACE, bold=True, color=_readable_on(fill))
        side = "left" if column.style.is_text else "center"
        header.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side)
        header.border = Border(bottom=Side(style="thin", color=INK))
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{FIRST_ROW}"
    page.auto_filter.ref = f"A2:{get_column_letter(len(sheet.columns))}{_last_row(sheet)}"
    page.print_title_rows = "1:2"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _last_row(sheet: Sheet) -> int:
    return max(2, len(sheet.rows) + FIRST_ROW - 1)


def _readable_on(fill: str) -> str:
    """White or ink, whichever has the better contrast (WCAG luminance)."""
    red, green, blue = (_linear(int(fill[at : at + 2], 16) / 255) for at in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if 1.05 / (luminance + 0.05) >= 4.5 else INK


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _style_numbers(page: Worksheet) -> dict[tuple[Style, bool], int]:
    """The number of each style in the book, with and without the mark that keeps text text."""
    numbers = {}
    for column, (style, quoted) in enumerate(product(Style, (False, True)), start=1):
        scratch = page.cell(FIRST_ROW, column)
        scratch.number_format = NUMBER_FORMATS[style]
        side = "center" if style is Style.WHOLE else None
        scratch.alignment = Alignment(
            wrap_text=style is Style.LONG_TEXT, vertical="top", horizontal=side
        )
        scratch.quotePrefix = quoted
        numbers[style, quoted] = scratch.style_id
    page.delete_rows(FIRST_ROW)
    return numbers


def _rows_xml(sheet: Sheet, styles: Mapping[tuple[Style, bool], int], cut: str) -> Iterator[str]:
    writers = [
        _Writer(get_column_letter(number), column.style, styles, cut)
        for number, column in enumerate(sheet.columns, start=1)
    ]
    wrapped = [
        (place, column.width)
        for place, column in enumerate(sheet.columns)
        if column.style is Style.LONG_TEXT
    ]
    for number, row in enumerate(sheet.rows, start=FIRST_ROW):
        height = max((_height(row[place], width) for place, width in wrapped), default=LINE)
        tall = f' ht="{height}" customHeight="1"' if height > LINE else ""
        cells = "".join(
            writer.cell(number, value)
            for writer, value in zip(writers, row, strict=True)
            if value is not None
        )
        yield f'<row r="{number}"{tall}>{cells}</row>'


def _height(value: Value, width: float) -> int:
    """Points for a wrapped text: not every spreadsheet program measures it by itself."""
    if not isinstance(value, str):
        return LINE
    lines = sum(1 + int(len(line) * ROOMY / width) for line in value[:5000].split("\n"))
    return min(lines * LINE, TALLEST)


class _Writer:
    """Writes the cells of one column; a number in a column of texts keeps no number format."""

    def __init__(
        self, letter: str, style: Style, styles: Mapping[tuple[Style, bool], int], cut: str
    ) -> None:
        self.letter = letter
        self.cut = cut
        self.text, self.quoted = styles[style, False], styles[style, True]
        self.number = styles[Style.AS_IS if style.is_text else style, False]

    def cell(self, row: int, value: str | float) -> str:
        if not isinstance(value, str):
            return f'<c r="{self.letter}{row}" s="{self.number}"><v>{value!r}</v></c>'
        style = self.quoted if value.startswith(_FORMULA_ALIKE) else self.text
        return (
            f'<c r="{self.letter}{row}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{_escaped(value, self.cut)}</t></is></c>'
        )


def _escaped(text: str, cut: str) -> str:
    if len(text) < LONGEST // 2 and not _NEEDS_CARE.search(text):
        return text
    return escape(_ESCAPE_ALIKE.sub("_x005F_", safe_text(text, cut)))


def _packed(book: Workbook, rows: Mapping[str, Iterator[str]]) -> bytes:
    """The file again, with our rows, parts in order and no trace of when it was made."""
    made, packed = BytesIO(), BytesIO()
    ExcelWriter(book, ZipFile(made, "w")).save()
    with ZipFile(made) as source, ZipFile(packed, "w") as target:
        for name in sorted(source.namelist()):
            entry = ZipInfo(name, _FIXED_DATE)
            entry.create_system, entry.compress_type = _UNIX, ZIP_DEFLATED
            with target.open(entry, "w") as part:
                part.writelines(_filled(source.read(name), rows.get(name, iter(()))))
    return packed.getvalue()


def _filled(part: bytes, rows: Iterator[str]) -> Iterator[bytes]:
    """The declared extent goes: readers find it themselves, and a wrong one misleads them."""
    head, end, tail = part.partition(b"</sheetData>")
    yield re.sub(rb"<dimension [^>]*/>", b"", head, count=1)
    yield from (row.encode() for row in rows)
    yield end + tail
