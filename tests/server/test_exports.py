"""Libro de resultados: for the observatory, after publication, and it opens."""

from io import BytesIO
from typing import Any

import pytest
from litestar import Litestar
from openpyxl import Workbook, load_workbook

from game.editions import Stage
from tests.browser import Browser
from tests.editions import EDITION, open_edition
from tests.server.published import measured, publish

BOOK = f"/exportar/{EDITION}/liga.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def book(browser: Browser, address: str = BOOK) -> Workbook:
    page = await browser.open(address)
    assert page.response.headers["Content-Type"] == XLSX
    assert (
        page.response.headers["Content-Disposition"]
        == f'attachment; filename="liga-{EDITION}.xlsx"'
    )
    return load_workbook(BytesIO(page.response.content))


def rows(sheet: str, found: Workbook) -> list[tuple[Any, ...]]:
    """What stands under the title and the heads of a sheet."""
    return list(found[sheet].iter_rows(min_row=3, values_only=True))


async def test_book_holds_what_was_published(app: Litestar, publicadora: Browser) -> None:
    await measured()
    digest = await publish()
    found = await book(publicadora)
    assert ("Huella SHA-256 de lo publicado", digest) in [
        (row[0], row[2]) for row in rows("Método", found)
    ]
    assert [row[1:5] for row in rows("Lugares", found)] == [
        (1, "20", "Oaxaca", 62.5),
        (1, "31", "Yucatán", 62.5),
        (3, "09", "Ciudad de México", 50.0),
    ]
    oaxaca = {row[2]: row[3:7] for row in rows("Respuestas", found) if row[0] == "20"}
    assert oaxaca["I1-01"] == ("contestado", "5 / 10", "aceptada", 0.5)
    assert oaxaca["P1-04"] == ("no preguntado", None, None, None)


async def test_book_speaks_english(app: Litestar, publicadora: Browser) -> None:
    await measured()
    await publish()
    found = await book(publicadora, f"{BOOK}?idioma=en")
    assert found.sheetnames[:2] == ["Method", "Items"]
    assert rows("Places", found)[0][:2] == ("States", 1)


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REPLY])
async def test_before_publication_there_is_no_book(
    app: Litestar, publicadora: Browser, stage: Stage
) -> None:
    await open_edition(stage=stage)
    page = await publicadora.open(BOOK, 404)
    assert "se verán cuando se publiquen" in page.text


async def test_unknown_edition(app: Litestar, publicadora: Browser) -> None:
    await publicadora.open("/exportar/1999/liga.xlsx", 404)


async def test_governments_do_not_take_the_book(
    app: Litestar, ana: Browser, browser: Browser
) -> None:
    await measured()
    await publish()
    await ana.open(BOOK, 403)
    page = await browser.open(BOOK)
    assert "/entrar" in page.url
