"""Libro largo, read back: rows as they were given, on as many sheets as they need."""

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from indicators.long_book import LongBook
from indicators.sheets import LONGEST, Column, Look, Row, Sheet, Style, safe_text

CUT = " … [{length}]"
LOOK = Look("Lista", "2026", "", "es", date(2026, 3, 3), CUT)
FRONT = Sheet(
    "Léame",
    "Lista",
    (Column("Concepto", "", Style.LABEL), Column("Valor", "", Style.LONG_TEXT)),
    (),
    has_filter=False,
)
TABLE = Sheet(
    "Respuestas",
    "Lista",
    (
        Column("Clave", ""),
        Column("Texto", ""),
        Column("Número", "", Style.AS_IS),
        Column("Día", "", Style.DAY),
    ),
    (),
    frozen=1,
)
LONG = Sheet(
    "Textos largos",
    "Lista",
    (
        Column("Hoja", ""),
        Column("Celda", ""),
        Column("Parte", "", Style.WHOLE),
        Column("Texto", "", Style.LONG_TEXT),
    ),
    (),
)


def made(*pieces: Iterable[Row], facts: Iterable[Row] = (), **limits: int) -> bytes:
    target = BytesIO()
    book = LongBook(target, LOOK, FRONT, TABLE, LONG, **limits)
    for rows in pieces:
        book.add(rows)
    book.finish(facts)
    return target.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def data(book: Workbook, sheet: str = "Respuestas") -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(min_row=3, values_only=True))


def a_row(number: int) -> Row:
    return f"{number:03}", f"Texto {number}", number / 2, date(2026, 3, 1)


def test_what_comes_in_pieces_is_one_table() -> None:
    book = opened(made([a_row(1)], [a_row(2), a_row(3)], facts=[("Renglones", 3)]))
    assert book.sheetnames == ["Léame", "Respuestas"]
    assert data(book, "Léame") == [("Renglones", 3)]
    assert [row[:3] for row in data(book)] == [
        ("001", "Texto 1", 0.5),
        ("002", "Texto 2", 1),
        ("003", "Texto 3", 1.5),
    ]
    assert {row[3].date() for row in data(book)} == {date(2026, 3, 1)}
    assert [cell.value for cell in book["Respuestas"][2]] == ["Clave", "Texto", "Número", "Día"]
    assert book["Respuestas"].auto_filter.ref == "A2:D5"
    assert book["Respuestas"].freeze_panes == "B3"


def test_a_table_without_rows_opens() -> None:
    book = opened(made())
    assert data(book) == []
    assert book["Respuestas"].auto_filter.ref == "A2:D2"


@pytest.mark.parametrize("limit", [{"most_rows": 4}, {"most_bytes": 1}], ids=["rows", "bytes"])
def test_what_fits_on_no_sheet_goes_on_on_another(limit: dict[str, int]) -> None:
    """Two rows of data to a sheet of four; one where the first piece fills it."""
    content = made([a_row(1)], [a_row(2)], [a_row(3)], **limit)
    book = opened(content)
    sheets = book.sheetnames[1:]
    assert sheets[:2] == ["Respuestas", "Respuestas 2"]
    rows = [row for sheet in sheets for row in data(book, sheet)]
    assert [row[0] for row in rows] == ["001", "002", "003"]
    for sheet in sheets:
        assert [cell.value for cell in book[sheet][2]] == ["Clave", "Texto", "Número", "Día"]
        assert book[sheet].auto_filter.ref == f"A2:D{2 + len(data(book, sheet))}"


def test_the_same_rows_make_the_same_bytes_however_they_come() -> None:
    rows = [a_row(number) for number in range(50)]
    assert made(rows) == made(rows[:7], rows[7:])
    assert {entry.date_time for entry in ZipFile(BytesIO(made(rows))).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_codes_and_formulas_stay_text_and_controls_are_seen() -> None:
    hostile = ("=1+1", "+52", "-1", "@SUM(A1)", "\tx", "00020", "_x0041_", "a\x0bb", "<&>]]>")
    book = opened(made([(text, text, None, None) for text in hostile]))
    read = [(unescape(cell.value), cell.data_type) for cell in book["Respuestas"]["B"][2:]]
    assert read == [(safe_text(text, CUT), "s") for text in hostile]
    assert b"<f>" not in b"".join(_parts(made([("=1+1", "", None, None)])))


def test_a_text_that_no_cell_holds_stands_whole_on_the_last_sheet() -> None:
    text = "ñandú " * 10_000
    book = opened(made([("1", "corto", 1, None)], [("2", text, 2, None)], most_rows=3))
    assert book.sheetnames == ["Léame", "Respuestas", "Respuestas 2", "Textos largos"]
    assert len(book["Respuestas 2"]["B3"].value) == LONGEST
    pieces = data(book, "Textos largos")
    assert {piece[:2] for piece in pieces} == {("Respuestas 2", "B3")}
    assert [piece[2] for piece in pieces] == list(range(1, len(pieces) + 1))
    assert "".join(piece[3] for piece in pieces) == text
    assert book["Textos largos"].auto_filter.ref == f"A2:D{2 + len(pieces)}"


@given(st.lists(st.text(), max_size=4))
def test_every_text_is_read_back_as_text(texts: list[str]) -> None:
    """Also what begins as a formula does, or is no character at all."""
    book = opened(made([(f"{n}", text, n, None) for n, text in enumerate(texts)]))
    cells = book["Respuestas"]["B"][2:]
    assert [unescape(cell.value or "") for cell in cells] == [
        safe_text(text, CUT) for text in texts
    ]
    assert all(cell.data_type in {"s", "inlineStr", "n"} for cell in cells if not cell.value)
    assert all(cell.data_type in {"s", "inlineStr"} for cell in cells if cell.value)


def test_what_was_abandoned_opens_in_no_program() -> None:
    target = BytesIO()
    book = LongBook(target, LOOK, FRONT, TABLE, LONG)
    book.add([a_row(1)])
    book.abandon()
    with pytest.raises((KeyError, BadZipFile)):
        opened(target.getvalue())


def test_no_part_declares_an_extent() -> None:
    assert not re.search(rb"<dimension", b"".join(_parts(made([a_row(1)]))))


def _parts(content: bytes) -> list[bytes]:
    with ZipFile(BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]
