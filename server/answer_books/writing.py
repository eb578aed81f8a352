"""Escritura: the workbook of a plan, by openpyxl, in a process of its own. Text stays text."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from types import MappingProxyType
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from server.answer_books.cells import Form, Value
from server.answer_books.plan import Block, BookPlan, LevelSheet, Line, Table
from server.answer_books.reading import ANSWERS, HEADS, KEYS, PAGES, SIGNED

HEAD_ROW: Final = 4
WIDTHS: Final = {"A": 18.0, "B": 9.0, "C": 52.0, "D": 36.0, "E": 13.0, "F": 46.0, "G": 34.0}
FACE: Final = "Calibri"
INK: Final = "1F2933"
QUIET: Final = "52606D"
PAPER: Final = "FFFFFF"
FILLED: Final = "FFFBE6"
LOCKED: Final = "EEF1F4"
WRONG: Final = "FDE3E1"
LINE: Final = 15.0
TALLEST: Final = 24 * LINE
# Of letters of 10 points, beside those of 11.
SMALL: Final = 0.9
FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
SIGNED_SHEET: Final = "liga"
LISTS_SHEET: Final = "Listas"
LONGEST_FORMULA: Final = 8_000
# Of a word inside a formula.
LONGEST_WORD: Final = 250
_ESCAPE_ALIKE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NONE_SUCH: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})
_RULE: Final = Side(style="thin", color="CBD2D9")


def written(plan: BookPlan) -> bytes:
    """The whole file."""
    return _Writer(plan).book()


class _Writer:
    def __init__(self, plan: BookPlan) -> None:
        self.plan = plan
        self.made = Workbook()
        self.made.remove(self.made.worksheets[0])
        self.places = dict(_places(plan))
        self.sheets = [level.name for level in plan.levels]
        self.lists: dict[tuple[str, ...], str] = {}

    def book(self) -> bytes:
        plan, about = self.plan, self.made.properties
        about.title, about.creator, about.language = plan.title, "Liga", plan.locale
        about.created = about.modified = datetime.combine(plan.made_on, time())
        for table in (plan.summary, plan.guide):
            if table is not None:
                self._table(table)
        shelf = len(plan.documents.rows)
        for level in plan.levels:
            self._level(level, shelf)
        self._table(plan.documents)
        self._lists()
        self._signed()
        self.made.active = 0
        return packed(self.made)

    def _table(self, table: Table) -> None:
        cells = {
            key: f"{quote_sheetname(sheet)}!D{row}" for key, (sheet, row) in self.places.items()
        }
        write_table(self.made, table, self.plan.title, cells)

    def _level(self, level: LevelSheet, shelf: int) -> None:
        page = self.made.create_sheet(level.name)
        self._head(page, level)
        row = HEAD_ROW
        validations = _Validations(self, page, shelf)
        for block in level.blocks:
            first = row + 1
            for line in block.lines:
                row += 1
                self._line(page, row, line)
                validations.add(row, line)
            self._condition(page, block, first, row)
        page.freeze_panes = f"A{HEAD_ROW + 1}"
        page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        _set_up(page, self.plan.title)

    def _head(self, page: Worksheet, level: LevelSheet) -> None:
        """The columns, what is read of them, hidden, and what people read."""
        page.sheet_properties.tabColor = level.hue
        for letter, width in WIDTHS.items():
            page.column_dimensions[letter].width = width
        page.column_dimensions["A"].hidden = page.row_dimensions[1].hidden = True
        for letter, mark in (("A", KEYS), ("D", ANSWERS), ("E", PAGES)):
            page[f"{letter}1"] = mark
        page[f"A{HEAD_ROW}"] = HEADS
        write_text(page, 2, 2, level.title, Font(name=FACE, bold=True, size=15, color=level.hue))
        write_text(page, 3, 2, level.lead, Font(name=FACE, color=QUIET))
        for place in ("B2", "B3"):
            page[place].alignment = Alignment(vertical="center")
        page.row_dimensions[2].height, page.row_dimensions[HEAD_ROW].height = 26, 22
        for number, head in enumerate(self.plan.heads, start=2):
            write_text(page, HEAD_ROW, number, head, Font(name=FACE, bold=True, color=PAPER))
            page.cell(HEAD_ROW, number).fill = PatternFill("solid", fgColor=level.hue)

    def _line(self, page: Worksheet, row: int, line: Line) -> None:
        top = Border(top=_RULE) if line.is_head else Border()
        strong = Font(name=FACE, bold=line.is_head, color=INK)
        write_text(page, row, 2, line.code, Font(name=FACE, bold=True, color=QUIET))
        write_text(page, row, 3, line.label, strong)
        write_text(page, row, 6, line.hint, Font(name=FACE, size=10, color=QUIET))
        write_text(page, row, 7, line.earlier, Font(name=FACE, size=10, color=QUIET))
        if not line.is_head:
            page.cell(row, 3).alignment = Alignment(wrap_text=True, vertical="top", indent=1)
        for number in range(2, 8):
            page.cell(row, number).border = top
        if line.form is not None:
            self._answer(page, row, line)
        small = max(
            _height(line.hint, WIDTHS["F"], SMALL), _height(line.earlier, WIDTHS["G"], SMALL)
        )
        value = str(line.value or "")
        plain = max(_height(line.label, WIDTHS["C"]), _height(value, WIDTHS["D"]))
        page.row_dimensions[row].height = max(small, plain)

    def _answer(self, page: Worksheet, row: int, line: Line) -> None:
        if line.key:
            page.cell(row, 1, line.key)
        fill = LOCKED if line.is_locked else (WRONG if line.comment else FILLED)
        box = Border(top=_RULE, bottom=_RULE, left=_RULE, right=_RULE)
        for number in (4, 5) if line.is_page_asked else (4,):
            cell = page.cell(row, number)
            cell.border, cell.fill = box, PatternFill("solid", fgColor=fill)
            cell.protection = Protection(locked=line.is_locked)
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
            cell.number_format = _format(line) if number == 4 else "@"
            self._value(page, row, number, line.value if number == 4 else line.page)
        if line.comment:
            comment_on(page.cell(row, 4), line.comment)

    def _value(self, page: Worksheet, row: int, number: int, value: Value) -> None:
        if isinstance(value, str):
            write_text(page, row, number, value, None)
        elif value is not None:
            cell = page.cell(row, number)
            cell.value = float(value) if isinstance(value, Decimal) and value % 1 else value
            if isinstance(value, Decimal) and not value % 1:
                cell.value = int(value)

    def _condition(self, page: Worksheet, block: Block, first: int, last: int) -> None:
        """Grey where it is not asked, as the answers stand."""
        told = [self._any(page.title, each) for each in block.asked_when]
        formula = f"NOT(AND({','.join(told)}))"
        if not told or not all(told) or len(formula) > LONGEST_FORMULA:
            return
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[formula],
            font=Font(color="9AA5B1"),
            fill=PatternFill("solid", bgColor=LOCKED, fgColor=LOCKED),
        )
        page.conditional_formatting.add(f"B{first}:G{last}", rule)

    def _any(self, here: str, choices: tuple[tuple[str, str], ...]) -> str:
        """Whether one of these cells says its word. One of another sheet has a name of its own."""
        found = []
        for key, word in choices:
            if key in self.places and len(word) < LONGEST_WORD:
                sheet, row = self.places[key]
                cell = f"$D${row}" if sheet == here else self._named(sheet, row)
                found.append(f'{cell}="{word.replace(chr(34), chr(34) * 2)}"')
        return f"OR({','.join(found)})" if found else ""

    def _named(self, sheet: str, row: int) -> str:
        area = f"{quote_sheetname(sheet)}!$D${row}"
        return self._name(f"celda_{self.sheets.index(sheet) + 1}_{row}", area)

    def _name(self, name: str, area: str) -> str:
        """A name of an area, as old programs look at no other sheet without one."""
        self.made.defined_names[name] = DefinedName(name, attr_text=area)
        return name

    def shelf(self) -> str:
        """The name of the documents to choose from."""
        table = self.plan.documents
        first = 4 + len(table.lead)
        area = f"{quote_sheetname(table.name)}!$A${first}:$A${first + len(table.rows) - 1}"
        return self._name("documentos", area)

    def list_of(self, words: tuple[str, ...]) -> str:
        """The name of a list to choose from, on the sheet of lists."""
        return self.lists.setdefault(words, f"lista_{len(self.lists) + 1}")

    def _lists(self) -> None:
        page = self.made.create_sheet(LISTS_SHEET)
        for number, (words, name) in enumerate(self.lists.items(), start=1):
            for row, word in enumerate(words, start=1):
                write_text(page, row, number, word, None)
            letters = page.cell(1, number).column_letter
            area = f"{LISTS_SHEET}!${letters}$1:${letters}${len(words)}"
            self._name(name, area)
        page.sheet_state = "hidden"
        page.protection.sheet = True

    def _signed(self) -> None:
        page = self.made.create_sheet(SIGNED_SHEET)
        page["A1"] = SIGNED
        for row, line in enumerate(self.plan.signed, start=2):
            write_text(page, row, 1, line, None)
        page.sheet_state = "hidden"
        page.protection.sheet = True


class _Validations:
    """What may be typed in the cells of a sheet: told, never imposed."""

    def __init__(self, writer: _Writer, page: Worksheet, shelf: int) -> None:
        self.writer, self.page, self.shelf = writer, page, shelf
        self.known: dict[object, DataValidation] = {}

    def add(self, row: int, line: Line) -> None:
        if line.form is None or line.is_locked or not line.key:
            return
        rule = self._rule(line)
        if rule is not None:
            rule.add(f"D{row}")

    def _rule(self, line: Line) -> DataValidation | None:
        given: dict[str, object]
        match line.form:
            case Form.CHOICE | Form.YES_NO:
                given = {"type": "list", "formula1": self.writer.list_of(line.words)}
            case Form.DOCUMENT if self.shelf:
                given = {"type": "list", "formula1": self.writer.shelf()}
            case Form.NUMBER if any(line.limits):
                given = _between(*line.limits)
            case Form.DATE:
                given = {"type": "date", "operator": "greaterThan", "formula1": "367"}
            case _:
                return None
        key = tuple(sorted((name, str(value)) for name, value in given.items()))
        if key not in self.known:
            alerts = self.writer.plan.alerts
            rule = DataValidation(allow_blank=True, errorStyle="warning", **given)  # type: ignore[arg-type]
            rule.showErrorMessage = True
            rule.errorTitle = alerts.get("title", "")
            rule.error = alerts.get(str(given["type"]), "")[:250]
            self.page.add_data_validation(rule)
            self.known[key] = rule
        return self.known[key]


def write_table(
    made: Workbook, table: Table, title: str, cells: Mapping[str, str] = NOWHERE
) -> Worksheet:
    """A sheet to be read, at the end of the workbook. `title`: of the workbook, for its foot.

    `cells`: where each row may lead to, by the key that the table names in `targets`.
    """
    page: Worksheet = made.create_sheet(table.name)
    for number, width in enumerate(table.widths, start=1):
        page.column_dimensions[chr(64 + number)].width = width
    write_text(page, 1, 1, table.title, Font(name=FACE, bold=True, size=15, color=INK))
    page["A1"].alignment = Alignment(vertical="center")
    page.row_dimensions[1].height = 26
    for row, text in enumerate(table.lead, start=2):
        write_text(page, row, 1, text, Font(name=FACE, color=INK))
        last = f"{chr(64 + len(table.widths))}{row}"
        if len(table.widths) > 1:
            page.merge_cells(f"A{row}:{last}")
        page.row_dimensions[row].height = _height(text, sum(table.widths))
    if table.heads:
        _list(page, table, 3 + len(table.lead), cells)
    _set_up(page, title, is_table=True)
    return page


def _list(page: Worksheet, table: Table, row: int, cells: Mapping[str, str]) -> None:
    """The rows of a table under their heads, which stay in sight."""
    for number, head in enumerate(table.heads, start=1):
        write_text(page, row, number, head, Font(name=FACE, bold=True, color=PAPER))
        page.cell(row, number).fill = PatternFill("solid", fgColor=INK)
    page.freeze_panes = f"A{row + 1}"
    for place, line in enumerate(table.rows, start=1):
        for number, text in enumerate(line, start=1):
            write_text(page, row + place, number, text, Font(name=FACE, color=INK))
        page.row_dimensions[row + place].height = max(
            _height(text, width) for text, width in zip(line, table.widths, strict=True)
        )
        if table.targets:
            _lead_to(page, row + place, cells.get(table.targets[place - 1], ""))


def _lead_to(page: Worksheet, row: int, place: str) -> None:
    if not place:
        return
    cell = page.cell(row, 1)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
    cell.font = Font(name=FACE, color="1F4E8C", underline="single")


def _set_up(page: Worksheet, title: str, *, is_table: bool = False) -> None:
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_LETTER
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    foot = page.HeaderFooter.oddFooter
    if foot is not None:
        foot.right.text, foot.left.text = "&P / &N", title.replace("&", "&&")
    lock = page.protection
    lock.sheet = True
    lock.formatColumns = lock.formatRows = lock.autoFilter = False
    lock.formatCells = is_table


def write_text(page: Worksheet, row: int, number: int, text: str, font: Font | None) -> None:
    """A text that nothing takes for a formula, whatever it begins with."""
    if not text:
        return
    cell = page.cell(row, number)
    put_text(cell, text)
    if font is not None:
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def comment_on(cell: Cell | MergedCell, text: str) -> None:
    """Say beside a cell why what stands in it was not taken."""
    cell.comment = Comment(text, "Liga", width=320, height=110)
    cell.fill = PatternFill("solid", fgColor=WRONG)


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """A text in a cell as text, whatever it begins with and whatever it looks like."""
    cell.value = _ESCAPE_ALIKE.sub("_x005F_", _NONE_SUCH.sub("", text))
    cell.data_type = "s"
    if text[:1] in "=+-@":
        cell.quotePrefix = True


def packed(made: Workbook) -> bytes:
    """The file, without a trace of when it was written: same plan, same bytes."""
    drawn, whole = BytesIO(), BytesIO()
    ExcelWriter(made, ZipFile(drawn, "w")).save()
    with ZipFile(drawn) as source, ZipFile(whole, "w") as target:
        for name in sorted(source.namelist()):
            entry = ZipInfo(name, FIXED_DATE)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return whole.getvalue()


def _between(least: str, most: str) -> dict[str, object]:
    if least and most:
        return {"type": "decimal", "operator": "between", "formula1": least, "formula2": most}
    if least:
        return {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": least}
    return {"type": "decimal", "operator": "lessThanOrEqual", "formula1": most}


def _format(line: Line) -> str:
    match line.form:
        case Form.NUMBER:
            return "General"
        case Form.DATE:
            return "dd/mm/yyyy"
        case _:
            return "@"


def _places(plan: BookPlan) -> Iterator[tuple[str, tuple[str, int]]]:
    """Where each cell is: the sheet and the row."""
    for level in plan.levels:
        lines = (line for block in level.blocks for line in block.lines)
        for row, line in enumerate(lines, start=HEAD_ROW + 1):
            if line.key:
                yield line.key, (level.name, row)


def _height(text: str, width: float, size: float = 1.0) -> float:
    """Points for a wrapped text: not every spreadsheet program measures it by itself."""
    lines = sum(1 + int(len(line) * size * 1.05 / width) for line in text[:4_000].split("\n"))
    return min(max(lines, 1) * LINE * size + 3, TALLEST)
