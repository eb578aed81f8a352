"""Formularios: workbooks of XLSForms as other people make them, written as tables in a test."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

Cells = Mapping[str, Sequence[Sequence[str]]]


def cells_of(table: str) -> dict[str, list[list[str]]]:
    """The sheets of a table: a line without a bar begins a sheet, the others are its rows.

    A line of blank cells is an empty row.
    """
    sheets: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in filter(None, (each.strip() for each in table.splitlines())):
        if "|" not in line:
            rows = sheets[line] = []
        else:
            rows.append([cell.strip() for cell in line.split("|")])
    return sheets


def written(folder: Path, table: str, name: str = "forma.xlsx") -> Path:
    """The workbook of a table, on the disk."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in cells_of(table).items():
        page = book.create_sheet(title)
        for row in rows:
            page.append([cell or None for cell in row])
    path = folder / name
    book.save(path)
    return path
