"""Hojas on paper: what they say of themselves, and nothing to press."""

import pytest
from playwright.async_api import expect

from tests.chromium.conftest import NewTab, Site
from tests.server.people import OAXACA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

# A telephone at arm's length reads no smaller one: 25 mm in the 96 dots of an inch.
LEAST_CODE = 25 / 25.4 * 96
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
    assert sheets_in(await page.pdf(format=paper)) == 1
    await page.emulate_media(media="screen")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("spoken", ["es", "en"])
async def test_one_commitment_is_on_one_page(
    site: Site, kept_tab: NewTab, paper: str, spoken: str
) -> None:
    tab = await kept_tab()
    await tab.open(f"{site.url}/compromisos/1/hoja?idioma={spoken}")
    page = tab.page
    await page.emulate_media(media="print")
    for each in PRESSED:
        await expect(page.locator(each).first).to_be_hidden()
    for each in ("#government", "#observatory", "#milestones", "#proofs", "#history", ".hash"):
        await expect(page.locator(f"#sheet {each}")).to_be_visible()
    await expect(page.locator("#sheet")).to_contain_text("/compromisos/1")
    # Without the quiet zone around it.
    drawn = await page.get_by_role("img", name="/compromisos/1").locator("path").bounding_box()
    assert drawn is not None
    assert min(drawn["width"], drawn["height"]) >= LEAST_CODE
    assert sheets_in(await page.pdf(format=paper)) == 1
    await page.emulate_media(media="screen")
    await tab.open(f"{site.url}/compromisos/1/hoja?idioma=es")


def sheets_in(printed: bytes) -> int:
    """How many pages of paper a PDF has."""
    return printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ")
