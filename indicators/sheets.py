"""Hojas: tables as a spreadsheet file in which every text stays text. Same input, same bytes.

openpyxl makes the book: styles, widths, frozen headers, filters, charts. The rows are written
straight into it as XML, which is ten times faster and leaves no cell to be guessed. Row 1 of a
sheet is its caption; then come the rows above the headers, where it has some, the headers and the
data. Nothing is a formula but a `Formula`, and that brings its value along, so that programs that
do not calculate show it too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from io import BytesIO
from itertools import product
from typing import NamedTuple, Union
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

LONGEST = 32_767
INK = "1F2933"
PAPER = "FFFFFF"
# What may be changed stands on light yellow.
OPEN = "FFF8DC"
FACE = "Calibri"
LINE = 15
TALLEST = 12 * LINE
# Letters are a little narrower than the digits that widths are counted in.
ROOMY = 0.95
# How much wider than a digit a bold letter is, the widest column of short texts, and in columns of
# one digit the widest sheet that is still read on one page.
HEAVY = 1.15
WIDEST = 48
WIDEST_PAGE = 420
SMALL = 55
# Spreadsheets count the days from here.
DAY_ZERO = date(1899, 12, 30).toordinal()

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: 0x2421, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_HALVES = re.compile("[\ud800-\udfff]")
_ESCAPE_ALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NEEDS_CARE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff]|[&<>]|_x")
_FORMULA_ALIKE = ("=", "+", "-", "@", "\t")


class Style(StrEnum):
    """What a column holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    LABEL = "label"
    FACTOR = "factor"
    WEIGHT = "weight"
    SCORE = "score"
    SHARE = "share"
    WHOLE = "whole"
    COUNT = "count"
    DAY = "day"
    AS_IS = "as_is"
    PLACE = "place"
    # As those of a column of figures, at the left, beside what they are called.
    FIGURE = "figure"
    SUM = "sum"
    TALLY = "tally"

    @property
    def is_text(self) -> bool:
        return self in {Style.TEXT, Style.LONG_TEXT, Style.LABEL}


NUMBER_FORMATS: Mapping[Style, str] = {
    Style.TEXT: "@",
    Style.LONG_TEXT: "@",
    Style.LABEL: "@",
    Style.FACTOR: "0.000",
    Style.WEIGHT: "0.0000",
    Style.SCORE: "0.0",
    Style.SHARE: "0.0%",
    Style.WHOLE: "0",
    Style.COUNT: "#,##0",
    Style.DAY: "yyyy-mm-dd",
    Style.AS_IS: "General",
    Style.PLACE: "General",
    Style.FIGURE: "0.0",
    Style.SUM: "0.0000",
    Style.TALLY: "0",
}
# Those of a factor have all the same digits, so that centred they still stand in a column.
CENTRED = frozenset({Style.WHOLE, Style.PLACE, Style.FACTOR})
AT_LEFT = frozenset({Style.FIGURE, Style.SUM, Style.TALLY, Style.DAY})
# Day, month and year as they are written in Mexico, whatever the program speaks.
SPANISH_DAY = "[$-80A]dd/mm/yyyy"


class Formula(NamedTuple):
    """A formula without its equals sign, and what it gives; None is an empty text."""

    text: str
    value: str | float | None


class Styled(NamedTuple):
    """A value in another style than that of its column."""

    value: str | float | date | Formula | None
    style: Style
    is_open: bool = False


# A cell of an open column that is not open: nothing is to be written there.
SHUT = Styled(None, Style.TEXT)

Value = Union[str, int, float, date, Formula, Styled, None]  # noqa: UP007
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A header, what it means, the pillar whose colour it wears, and the name formulas know it by.

    `is_open`: people may change what is in it.
    """

    title: str
    meaning: str
    style: Style = Style.TEXT
    width: float = 12
    pillar: str = ""
    key: str = ""
    is_open: bool = False


class Choices(NamedTuple):
    """Cells that take one of a list: a range, or words that hold no comma."""

    cells: str
    source: str | tuple[str, ...]


class Limits(NamedTuple):
    """Cells that take a number from one limit to another, where there is another."""

    cells: str
    low: float
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. The first `frozen` columns stay in sight.

    `above`: rows between the caption and the headers. `table`: the name of the table it is, where
    it is one. `is_guarded`: only what is open can be changed; without a password. `marks`: ranges
    and how they are coloured. `finish` puts what is no cell onto it, as charts.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    frozen: int = 0
    above: tuple[Row, ...] = ()
    table: str = ""
    is_guarded: bool = False
    has_filter: bool = True
    choices: tuple[Choices, ...] = ()
    limits: tuple[Limits, ...] = ()
    marks: tuple[tuple[str, Rule], ...] = ()
    hue: str = ""
    finish: Callable[[Worksheet], None] | None = None

    @property
    def header_row(self) -> int:
        return len(self.above) + 2

    @property
    def first_row(self) -> int:
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        return self.header_row + len(self.rows)


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
    score_format: str = NUMBER_FORMATS[Style.SCORE]

    def number_format(self, style: Style) -> str:
        if style in {Style.SCORE, Style.FIGURE}:
            return self.score_format
        if style is Style.DAY and self.language == "es":
            return SPANISH_DAY
        return NUMBER_FORMATS[style]


def book_of(sheets: Sequence[Sheet], look: Look, names: Mapping[str, str] | None = None) -> bytes:
    """The whole file. `names` are of ranges, as `'Hoja'!$A$1:$A$9`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    describe(book, look)
    for sheet in sheets:
        lay_out(book.create_sheet(sheet.name), sheet, look)
    for name, cells in (names or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=cells)
    styles = style_numbers(book.worksheets[0], look)
    rows = {
        f"xl/worksheets/sheet{number}.xml": SheetWriter(sheet, styles, look.cut)
        for number, sheet in enumerate(sheets, start=1)
    }
    return _packed(book, rows)


def safe_text(text: str, cut: str) -> str:
    """What a cell can hold: control characters become their pictures, too long a text is cut."""
    whole = clean_text(text)
    units = whole.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return whole
    mark = cut.format(length=f"{len(whole):,}")
    return units[: 2 * (LONGEST - len(mark))].decode("utf-16-le", "ignore") + mark


def clean_text(text: str) -> str:
    """A text of any length with the pictures of its control characters."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return _HALVES.sub("\N{REPLACEMENT CHARACTER}", plain)


LongText = tuple[str, str, int, str]


def long_texts(sheets: Sequence[Sheet]) -> Iterator[LongText]:
    """The texts that no cell holds: sheet, cell, number of the piece, and the piece."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows, start=sheet.first_row):
            yield from long_texts_of(sheet.name, number, row)


def long_texts_of(sheet: str, number: int, row: Row) -> Iterator[LongText]:
    """The same of one row, by the number it has in its sheet."""
    for place, value in enumerate(row, start=1):
        if isinstance(value, str) and len(value) > LONGEST // 2:
            pieces = _pieces(clean_text(value))
            here = f"{get_column_letter(place)}{number}"
            if len(pieces) > 1:
                yield from (
                    (sheet, here, piece, text) for piece, text in enumerate(pieces, start=1)
                )


def _pieces(text: str) -> list[str]:
    """A character may take two of the units that a cell counts."""
    if len(text.encode("utf-16-le")) <= 2 * LONGEST:
        return [text]
    step = LONGEST // 2
    return [text[at : at + step] for at in range(0, len(text), step)]


def describe(book: Workbook, look: Look) -> None:
    about, moment = book.properties, datetime.combine(look.made_on, time())
    about.title, about.subject, about.keywords = look.title, look.subject, look.keywords
    about.creator, about.language = "Liga", look.language
    about.created = about.modified = moment


def lay_out(page: Worksheet, sheet: Sheet, look: Look) -> None:
    page["A1"] = safe_text(sheet.caption, look.cut)
    page["A1"].data_type = "s"
    page["A1"].font = Font(name=FACE, bold=True, size=13, color=INK)
    page.row_dimensions[1].height = 24
    for number, column in enumerate(sheet.columns):
        letter = get_column_letter(number + 1)
        page.column_dimensions[letter].width = _width(sheet, number, column)
    _head(page, sheet, look)
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}{sheet.first_row}"
    page.sheet_view.showGridLines = False
    _set_up_print(page, sheet)
    if sheet.hue:
        page.sheet_properties.tabColor = sheet.hue
    _equip(page, sheet)


def _width(sheet: Sheet, number: int, column: Column) -> float:
    """As declared, and wider where short texts or a word of the header would be cut."""
    word = max((len(each) for each in column.title.split()), default=0)
    least = max(column.width, HEAVY * word + 1)
    if column.style is not Style.TEXT:
        return least
    told = (_told(row[number]) for row in sheet.rows)
    return max(least, min(max(map(len, told), default=0) + 1, WIDEST))


def _told(value: Value) -> str:
    if isinstance(value, Formula | Styled):
        return _told(value.value)
    return value if isinstance(value, str) else ""


def _set_up_print(page: Worksheet, sheet: Sheet) -> None:
    """As wide as the paper; what would be too small to read goes on over several sheets.

    What lies over repeated rows would be printed with them on each page, and so a sheet with charts
    repeats none.
    """
    if sheet.finish is None:
        page.print_title_rows = f"1:{sheet.header_row}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_LETTER
    page.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, footer=0.3)
    page.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("&P / &N")
    )
    width = sum(each.width for each in sheet.columns)
    if width > WIDEST_PAGE:
        page.print_title_cols = f"A:{get_column_letter(max(1, sheet.frozen))}"
        page.page_setup.scale = SMALL
    else:
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _head(page: Worksheet, sheet: Sheet, look: Look) -> None:
    lines = max(_lines(column) for column in sheet.columns)
    page.row_dimensions[sheet.header_row].height = 9 + LINE * lines
    for number, column in enumerate(sheet.columns, start=1):
        header = page.cell(sheet.header_row, number, safe_text(column.title, look.cut))
        header.data_type = "s"
        fill = look.hues.get(column.pillar, INK)
        header.fill = PatternFill("solid", fgColor=fill)
        header.font = Font(name=FACE, bold=True, color=_readable_on(fill))
        side = "left" if column.style.is_text else "center"
        header.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side)
        header.border = Border(bottom=Side(style="thin", color=INK))


def _lines(column: Column) -> int:
    """Of a header, in bold letters, at most four."""
    return min(4, 1 + int(HEAVY * len(column.title) / column.width))


def _equip(page: Worksheet, sheet: Sheet) -> None:
    """Filters, tables, lists, colours, protection and what is no cell."""
    last = get_column_letter(len(sheet.columns))
    extent = f"A{sheet.header_row}:{last}{sheet.last_row}"
    if sheet.table and sheet.rows:
        page.add_table(_table(sheet, extent))
    elif sheet.has_filter:
        page.auto_filter.ref = extent
    for cells, source in sheet.choices:
        words = source if isinstance(source, str) else '"' + ",".join(source) + '"'
        page.add_data_validation(
            DataValidation(
                type="list", formula1=words, allow_blank=True, showErrorMessage=True, sqref=cells
            )
        )
    for each in sheet.limits:
        page.add_data_validation(_limited(each))
    for cells, rule in sheet.marks:
        page.conditional_formatting.add(cells, rule)
    if sheet.is_guarded:
        _guard(page)
    if sheet.finish:
        sheet.finish(page)


def _limited(limits: Limits) -> DataValidation:
    has_end = limits.high is not None
    return DataValidation(
        type="decimal",
        operator="between" if has_end else "greaterThanOrEqual",
        formula1=str(limits.low),
        formula2=str(limits.high) if has_end else None,
        allow_blank=True,
        showErrorMessage=True,
        sqref=limits.cells,
    )


def _table(sheet: Sheet, extent: str) -> Table:
    """Its columns are named here: openpyxl would look for them in cells that are not there yet."""
    style = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    table = Table(name=sheet.table, displayName=sheet.table, ref=extent, tableStyleInfo=style)
    table.autoFilter = AutoFilter(ref=extent)
    table.tableColumns = [
        TableColumn(id=number, name=column.title)
        for number, column in enumerate(sheet.columns, start=1)
    ]
    return table


def _guard(page: Worksheet) -> None:
    """No password: it keeps fingers off formulas, and anybody can lift it. False is allowed."""
    guard = page.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.formatCells = False
    guard.autoFilter = guard.sort = False


def _readable_on(fill: str) -> str:
    """White or ink, whichever has the better contrast (WCAG luminance)."""
    red, green, blue = (_linear(int(fill[at : at + 2], 16) / 255) for at in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if 1.05 / (luminance + 0.05) >= 4.5 else INK


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


Styles = Mapping[tuple[Style, bool, bool], int]


def style_numbers(page: Worksheet, look: Look) -> Styles:
    """The number of each style in the book: with the mark that keeps text text, and open or not."""
    numbers = {}
    row = page.max_row + 1
    every = product(Style, (False, True), (False, True))
    for column, (style, quoted, is_open) in enumerate(every, start=1):
        scratch = page.cell(row, column)
        scratch.number_format = look.number_format(style)
        side = "center" if style in CENTRED else "left" if style in AT_LEFT else "right"
        # A figure stands off from the text that may begin in the next column.
        scratch.alignment = Alignment(
            wrap_text=style is Style.LONG_TEXT,
            vertical="top",
            horizontal=None if style.is_text else side,
            indent=int(side == "right" and not style.is_text),
        )
        scratch.font = Font(name=FACE, bold=style is Style.LABEL, color=INK)
        if is_open:
            scratch.fill = PatternFill("solid", fgColor=OPEN)
            scratch.protection = Protection(locked=False)
        scratch.quotePrefix = quoted
        numbers[style, quoted, is_open] = scratch.style_id
    page.delete_rows(row)
    return numbers


class SheetWriter:
    """The rows of a sheet as XML, those above its headers apart."""

    def __init__(self, sheet: Sheet, styles: Styles, cut: str) -> None:
        self._sheet = sheet
        self._writers = [
            _Writer(get_column_letter(number), column, styles, cut)
            for number, column in enumerate(sheet.columns, start=1)
        ]
        self._wrapped = [
            (place, column.width)
            for place, column in enumerate(sheet.columns)
            if column.style is Style.LONG_TEXT
        ]

    def above(self) -> Iterator[str]:
        for number, row in enumerate(self._sheet.above, start=2):
            yield self._row(number, row, LINE)

    def rows(self) -> Iterator[str]:
        for number, row in enumerate(self._sheet.rows, start=self._sheet.first_row):
            yield self.row(number, row)

    def row(self, number: int, row: Row) -> str:
        """A row of the data, by the number it has in its sheet."""
        tallest = max((_height(row[place], width) for place, width in self._wrapped), default=0)
        return self._row(number, row, tallest)

    def _row(self, number: int, row: Row, height: int) -> str:
        tall = f' ht="{height}" customHeight="1"' if height > LINE else ""
        # What stands above the headers need not reach as far as they do.
        cells = "".join(
            [
                writer.cell(number, value)
                for writer, value in zip(self._writers, row, strict=False)
                if value is not SHUT and (value is not None or writer.is_open)
            ]
        )
        return f'<row r="{number}"{tall}>{cells}</row>'


def _height(value: Value, width: float) -> int:
    """Points for a wrapped text: not every spreadsheet program measures it by itself."""
    if isinstance(value, Formula):
        value = value.value
    if not isinstance(value, str):
        return LINE
    lines = sum(1 + int(len(line) * ROOMY / width) for line in value[:5000].split("\n"))
    return min(lines * LINE, TALLEST)


class _Writer:
    """Writes the cells of one column; a number in a column of texts keeps no number format."""

    def __init__(self, letter: str, column: Column, styles: Styles, cut: str) -> None:
        self.letter = letter
        self.cut = cut
        self.styles = styles
        self.is_open = column.is_open
        self.dress(column.style, column.is_open)

    def dress(self, style: Style, is_open: bool) -> None:
        """The numbers of the styles of its cells."""
        self.style = style
        self.text, self.quoted = (self.styles[style, quoted, is_open] for quoted in (False, True))
        self.number = self.styles[Style.AS_IS if style.is_text else style, False, is_open]

    def cell(self, row: int, value: Value) -> str:
        if isinstance(value, str):
            return self._text(row, value, self.quoted if _is_alike(value) else self.text)
        here = f'<c r="{self.letter}{row}" s="'
        if isinstance(value, Formula):
            return self._formula(here, value)
        if isinstance(value, Styled):
            return self._styled(row, value)
        if value is None:
            return f'{here}{self.text}"/>'
        if isinstance(value, date):
            value = value.toordinal() - DAY_ZERO
        return f'{here}{self.number}"><v>{value!r}</v></c>'

    def _text(self, row: int, value: str, style: int) -> str:
        return (
            f'<c r="{self.letter}{row}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{_escaped(value, self.cut)}</t></is></c>'
        )

    def _formula(self, here: str, formula: Formula) -> str:
        told, value = escape(formula.text), formula.value
        if value is None or isinstance(value, str):
            shown = _escaped(value or "", self.cut)
            return f'{here}{self.text}" t="str"><f>{told}</f><v>{shown}</v></c>'
        return f'{here}{self.number}"><f>{told}</f><v>{value!r}</v></c>'

    def _styled(self, row: int, value: Styled) -> str:
        own = self.style, self.is_open
        self.dress(value.style, value.is_open)
        written = self.cell(row, value.value)
        self.dress(*own)
        return written


def _is_alike(text: str) -> bool:
    return text.startswith(_FORMULA_ALIKE)


def _escaped(text: str, cut: str) -> str:
    if len(text) < LONGEST // 2 and not _NEEDS_CARE.search(text):
        return text
    return escape(_ESCAPE_ALIKE.sub("_x005F_", safe_text(text, cut)))


def _packed(book: Workbook, rows: Mapping[str, SheetWriter]) -> bytes:
    """The file again, with our rows, parts in order and no trace of when it was made."""
    made, packed = BytesIO(), BytesIO()
    ExcelWriter(book, ZipFile(made, "w")).save()
    with ZipFile(made) as source, ZipFile(packed, "w") as target:
        for name in sorted(source.namelist()):
            with target.open(entry_of(name), "w") as part:
                if name in rows:
                    part.writelines(_filled(source.read(name), rows[name]))
                else:
                    part.write(source.read(name))
    return packed.getvalue()


def entry_of(name: str) -> ZipInfo:
    """A part of a file that does not say when or where it was made."""
    entry = ZipInfo(name, _FIXED_DATE)
    entry.create_system, entry.compress_type = _UNIX, ZIP_DEFLATED
    return entry


def without_extent(part: bytes) -> bytes:
    """A part of a sheet without the extent it declares."""
    return re.sub(rb"<dimension [^>]*/>", b"", part, count=1)


def _filled(part: bytes, rows: SheetWriter) -> Iterator[bytes]:
    """The declared extent goes: readers find it themselves, and a wrong one misleads them."""
    caption, first, head = part.partition(b"</row>")
    yield without_extent(caption) + first
    yield from (row.encode() for row in rows.above())
    head, end, tail = head.partition(b"</sheetData>")
    yield head
    yield from (row.encode() for row in rows.rows())
    yield end + tail
