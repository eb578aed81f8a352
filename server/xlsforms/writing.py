"""Escritura: the sheets of a questionnaire as a workbook, in a process of its own."""

from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.answer_books.writing import FACE, FIXED_DATE, INK, PAPER, packed, put_text
from server.xlsforms.columns import GUIDE
from server.xlsforms.sheets import Sheet

# XLSForm's own columns, and ours beside them.
THEIRS: Final = "1F4E8C"
OURS: Final = "0F6B55"
GROUP: Final = "EEF1F4"
FIRST_OURS: Final = {"survey": "pillar", "choices": "factor"}
ALL_OURS: Final = frozenset({"laws", "rules", GUIDE})
WIDE: Final = 44.0
MIDDLE: Final = 22.0
NARROW: Final = 13.0
# Columns that hold sentences, and short expressions.
_LONG: Final = frozenset(
    {"label", "hint", "guidance_hint", "evidence", "recommendation", "na_when"}
)
_MIDDLE: Final = frozenset({"type", "name", "relevant", "constraint", "legal_basis", "scoring"})


def written(sheets: tuple[Sheet, ...]) -> bytes:
    """The whole file; the same sheets give the same bytes."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for sheet in sheets:
        _sheet(made.create_sheet(sheet.name), sheet)
    about = made.properties
    about.creator, about.title = "Liga", "XLSForm"
    about.created = about.modified = datetime(*FIXED_DATE)  # noqa: DTZ001  (a file has no zone)
    return packed(made)


def _sheet(page: Worksheet, sheet: Sheet) -> None:
    is_ours = sheet.name in ALL_OURS
    for number, head in enumerate(sheet.heads, start=1):
        is_ours = is_ours or head == FIRST_OURS.get(sheet.name)
        cell = page.cell(1, number)
        put_text(cell, head)
        cell.font = Font(name=FACE, bold=True, color=PAPER)
        cell.fill = PatternFill("solid", fgColor=OURS if is_ours else THEIRS)
        page.column_dimensions[get_column_letter(number)].width = _width(sheet.name, head)
    for row, cells in enumerate(sheet.rows, start=2):
        is_group = cells.get("type", "").startswith("begin_group")
        for number, head in enumerate(sheet.heads, start=1):
            text = cells.get(head, "")
            if not text and not is_group:
                continue
            cell = page.cell(row, number)
            cell.number_format = "@"
            cell.font = Font(name=FACE, color=INK, bold=is_group)
            cell.alignment = Alignment(wrap_text=sheet.name == GUIDE, vertical="top")
            if is_group:
                cell.fill = PatternFill("solid", fgColor=GROUP)
            if text:
                put_text(cell, text)
    page.freeze_panes = "C2" if sheet.name in FIRST_OURS else "A2"


def _width(sheet: str, head: str) -> float:
    column = head.partition("::")[0]
    stem = column.removesuffix("_es").removesuffix("_en")
    if sheet == GUIDE:
        return 2 * WIDE
    if stem in _LONG and (column != stem or "::" in head):
        return WIDE
    return MIDDLE if stem in _MIDDLE or sheet in {"rules", "settings"} else NARROW
