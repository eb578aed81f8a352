"""Escritura: commitments as a workbook, by openpyxl, in a process of its own. Text stays text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from server.promise_books.columns import COLUMNS, MARK, READ

Value = str | date | int | None
SPARE: Final = 40
LONGEST_CELL: Final = 32_767
HEAD, KNOWN, PAPER = "1F4E8C", "EEF1F5", "FFFFFF"
WIDTHS: Final[Mapping[str, float]] = {"goal": 48, "indicator": 40, "responsible": 28, "status": 20}
_NONE_SUCH: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPE_ALIKE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands in the workbook: words of the page, a head for each column, and the rows.

    `pillars` may be chosen from; `help` stands on a sheet of its own.
    """

    title: str
    help_title: str
    help: Sequence[str]
    heads: Sequence[str]
    rows: Sequence[Mapping[str, Value]]
    pillars: Sequence[str]


def written(plan: Plan) -> bytes:
    """The file."""
    made = Workbook()
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
            for row in range(3, 3 + len(plan.rows) + SPARE):
                page.cell(row, number).number_format = "dd/mm/yyyy"
    page.row_dimensions[1].hidden = True
    page.freeze_panes = "D3"
    for row, values in enumerate(plan.rows, start=3):
        for number, name in enumerate(COLUMNS, start=1):
            _put(page, row, number, values.get(name))
            page.cell(row, number).fill = PatternFill("solid", fgColor=KNOWN)
    _choices(page, plan)
    sheet = made.create_sheet(plan.help_title[:31])
    sheet.column_dimensions["A"].width = 110
    for row, text in enumerate(plan.help, start=1):
        _put(sheet, row, 1, text)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def _choices(page: Worksheet, plan: Plan) -> None:
    """The pillars to choose from, in the rows that are free."""
    first = 3 + len(plan.rows)
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
    text = _ESCAPE_ALIKE.sub("_x005F_", _NONE_SUCH.sub("", value))[:LONGEST_CELL]
    cell.value, cell.data_type = text, "s"
    if text[:1] in {"=", "+", "-", "@"}:
        cell.quotePrefix = True
    if COLUMNS[number - 1] not in READ:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
