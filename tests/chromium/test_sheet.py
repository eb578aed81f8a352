"""Hoja de compromisos on paper: its table and what it says of itself, and nothing to press."""

import pytest
from playwright.async_api import expect

from tests.chromium.conftest import NewTab, Site
from tests.server.people import OAXACA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRESSED = (".site-nav", ".site-tools", ".breadcrumb", "[data-print]", ".print-note", ".site-footer")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
async def test_a_sheet_is_a_table_on_one_page(site: Site, kept_tab: NewTab, paper: str) -> None:
    tab = await kept_tab()
    await tab.open(f"{site.url}/compromisos/ficha?gobierno={OAXACA}")
    page = tab.page
    await expect(page.get_by_role("button", name="Imprimir")).to_be_visible()
    await page.emulate_media(media="print")
    for each in PRESSED:
        await expect(page.locator(each).first).to_be_hidden()
    await expect(page.locator("#sheet")).to_be_visible()
    await expect(page.locator("main")).to_contain_text(f"/compromisos?gobierno={OAXACA}")
    printed = await page.pdf(format=paper)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
    await page.emulate_media(media="screen")
