"""A book of all answers is asked for, followed while it is made, and taken, on one page."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.chromium.conftest import NARROW, NewTab, Site
from tests.chromium.place import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_page_tells_when_the_book_is_ready_without_being_loaded_again(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    elena = await new_tab("elena", viewport=NARROW)
    page = elena.page
    await elena.open(f"{site.url}/ediciones/{OPEN}/respuestas")
    await page.get_by_role("button", name="Preparar el libro").click()
    said = page.locator("#answer-export [role=status]")
    await expect(said).to_contain_text("Se está preparando")
    # A page that loads again forgets this.
    await page.evaluate("document.body.dataset.loaded = 'once'")
    await expect(said).to_contain_text("Está listo")
    await expect(page.get_by_role("button", name="Cancelar")).to_have_count(0)
    assert await page.evaluate("document.body.dataset.loaded") == "once"
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Descargar el libro").click()
    taken = await coming.value
    assert taken.suggested_filename == f"liga-{OPEN}-respuestas.xlsx"
    await taken.save_as(tmp_path / "libro.xlsx")
    sheet = load_workbook(tmp_path / "libro.xlsx")["Respuestas"]
    assert {row[4].value for row in sheet.iter_rows(min_row=3)} == {"Estados"}
    assert elena.complaints == []
