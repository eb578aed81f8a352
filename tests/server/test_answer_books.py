"""Trabajar en Excel: the levels of a government as a workbook that is taken away and comes back."""

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from openpyxl import Workbook, load_workbook

from game.answers import Answer, Citation
from game.editions import Stage
from server.queries.answers import answers_of
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow
from server.tables.audit import AuditRow
from tests.books import cell_of, changed
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, move_to, open_edition
from tests.server import signed
from tests.server.people import OAXACA

BOOK = "/mi-liga/excel"
FILE = f"{BOOK}/libro.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def taken(browser: Browser, address: str = FILE) -> bytes:
    return (await browser.open(address)).response.content


async def brought(browser: Browser, content: bytes, status: int = 200) -> Page:
    """The page that comes after a workbook was sent."""
    return await browser.send(BOOK, status, files={"file": ("libro.xlsx", content, XLSX)})


async def confirmed(browser: Browser, page: Page, status: int = 200) -> Page:
    book = here(page)
    return await browser.send(f"{BOOK}/{book}", status, seen=page.field("seen"))


def here(page: Page) -> str:
    """Under which name a workbook waits."""
    return page.response.url.path.rpartition("/")[2]


def filling(**cells: object) -> Callable[[Workbook], None]:
    """Somebody types in the cells of these keys: `P1_01__chosen`."""

    def fill(made: Workbook) -> None:
        for name, value in cells.items():
            cell = cell_of(made, name.replace("__", "/").replace("_", "-", 1))
            cell.value = value

    return fill


def filled(book: bytes, cells: Mapping[str, object]) -> bytes:
    def fill(made: Workbook) -> None:
        for key, value in cells.items():
            cell_of(made, key).value = value

    return changed(book, fill)


async def in_force() -> dict[str, Answer]:
    return {code: each.answer for code, each in (await answers_of(OAXACA, EDITION)).items()}


async def revisions() -> int:
    return len(await AnswerRevisionRow.select(AnswerRevisionRow.item))


async def test_a_workbook_comes_back_and_is_stored_once_it_is_confirmed(
    opened: None, ana: Browser
) -> None:
    book = filled(
        await taken(ana),
        {
            "P1-01/chosen": "Sí",
            "P1-02/chosen": "Opción half",
            "P1-03/option:a": "Sí",
            "P1-04/number": 12,
            "P1-05/text": "-3 oficinas",
            "I1-01/number": 5,
            "I1-01/denominator": 10,
            "I1-02/date": "1/3/2020",
        },
    )
    page = await brought(ana, book)
    assert "7 nuevas" in page.text
    assert await in_force() == {}
    page = await confirmed(ana, page)
    assert "Se guardaron 7 respuestas" in page.text
    assert await in_force() == {
        "P1-01": Answer("P1-01", chosen=("yes",)),
        "P1-02": Answer("P1-02", chosen=("half",)),
        "P1-03": Answer("P1-03", chosen=("a",)),
        "P1-04": Answer("P1-04", number="12"),
        "P1-05": Answer("P1-05", text="-3 oficinas"),
        "I1-01": Answer("I1-01", number="5", denominator="10"),
        "I1-02": Answer("I1-02", date="2020-03-01"),
    }
