"""Escritura: commitments as a workbook, by openpyxl, in a process of its own. Text stays text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from server.answer_books.plan import Table
from server.answer_books.writing import comment_on, packed, put_text, write_table
from server.promise_books.columns import COLUMNS, FIRST_ROW, MARK, READ, key_of

Value = str | date | int | None
SPARE: Final = 40
LONGEST_CELL: Final = 32_767
HEAD, KNOWN, PAPER = "1F4E8C", "EEF1F5", "FFFFFF"
WIDTHS: Final[Mapping[str, float]] = {"goal": 48, "indicator": 40, "responsible": 28, "status": 20}


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands in the workbook: words of the page, a head for each column, and the rows.

    `pillars` may be chosen from; `help` stands on a sheet of its own. `comments`: for each row, why
    what stands in a column was not taken; `summary`: the same, to be read from the top.
    """

    title: str
    made_on: date
    help_title: str
    help: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Mapping[str, Value]]
    pillars: Sequence[str]
    comments: Sequence[Mapping[str, str]] = ()
    summary: Table | None = None


def written(plan: Plan) -> bytes:
    """The file: the same commitments on the same day give the same bytes."""
    made = Workbook()
    about = made.properties
    about.title, about.creator = plan.title, "Liga"
    about.created = about.modified = datetime.combine(plan.made_on, time())
    page: Worksheet = made.active  # type: ignore[assignment]
    page.title = plan.title[:31]
    for number, (name, head) in enumerate(zip(COLUMNS, plan.heads, strict=True), start=1):
        page.cell(1, number, f"{MARK}{name}")
        cell = page.cell(2, number)
        _put(page, 2, number, head)
        cell.font, cell.fill = Font(bold=True, color=PAPER), PatternFill("solid", fgColor=HEAD)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letters = get_column_letter(number)
        page.column_dimensions[letters].width = WIDTHS.get(name, 16)
        if name.endswith("_due") or name in {"due", "starts"}:
            for row in range(FIRST_ROW, FIRST_ROW + len(plan.rows) + SPARE):
                page.cell(row, number).number_format = "dd/mm/yyyy"
    page.row_dimensions[1].hidden = True
    page.freeze_panes = "D3"
    for row, values in enumerate(plan.rows, start=FIRST_ROW):
        for number, name in enumerate(COLUMNS, start=1):
            _put(page, row, number, values.get(name))
            if not plan.comments:
                page.cell(row, number).fill = PatternFill("solid", fgColor=KNOWN)
    cells = dict(_commented(page, plan))
    _choices(page, plan)
    sheet = made.create_sheet(plan.help_title[:31])
    sheet.column_dimensions["A"].width = 110
    for row, text in enumerate(plan.help, start=1):
        _put(sheet, row, 1, text)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    if plan.summary is not None:
        write_table(made, plan.summary, plan.title, cells)
        made.move_sheet(plan.summary.name, -(len(made.sheetnames) - 1))
        made.active = 0
    return packed(made)


def _commented(page: Worksheet, plan: Plan) -> Iterator[tuple[str, str]]:
    """Mark each cell that was not taken; where it is, by the key that the summary names it with."""
    for place, comments in enumerate(plan.comments):
        for name, text in comments.items():
            cell = page.cell(FIRST_ROW + place, COLUMNS.index(name) + 1)
            comment_on(cell, text)
            yield key_of(place, name), f"{quote_sheetname(page.title)}!{cell.coordinate}"


def _choices(page: Worksheet, plan: Plan) -> None:
    """The pillars to choose from, in the rows that are free."""
    first = FIRST_ROW + len(plan.rows)
    if not plan.pillars:
        return
    rule = DataValidation(type="list", formula1=f'"{",".join(plan.pillars)}"', allow_blank=True)
    letters = get_column_letter(COLUMNS.index("pillar") + 1)
    rule.add(f"{letters}{first}:{letters}{first + SPARE}")
    page.add_data_validation(rule)


def _put(page: Worksheet, row: int, number: int, value: Value) -> None:
    """A text that nothing takes for a formula, whatever it begins with; a day, or a number."""
    if value is None or value == "":
        return
    cell = page.cell(row, number)
    if not isinstance(value, str):
        cell.value = value
        return
    put_text(cell, value[:LONGEST_CELL])
    if COLUMNS[number - 1] not in READ:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
