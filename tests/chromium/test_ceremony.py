"""The ceremony on a projector: keys turn its steps, and the screen stays filled meanwhile."""

import pytest
from playwright.async_api import expect

from tests.chromium.conftest import WIDE, NewTab, Site
from tests.chromium.place import CLOSED

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_arrows_turn_its_steps_in_the_same_page(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("elena", viewport=WIDE)
    page = tab.page
    await tab.open(f"{site.url}/coordinacion/{CLOSED}/ceremonia")
    # A page that loads again forgets this.
    await page.evaluate("document.body.dataset.loaded = 'once'")
    await expect(page.locator("[data-said]")).to_be_empty()
    await page.keyboard.press("ArrowRight")
    newest = page.locator("#ceremony-newest")
    await expect(newest).to_be_visible()
    said = page.locator("[data-said]")
    await expect(said).to_contain_text("Al detenerse la tabla")
    await expect(page.locator("a[rel=next]")).to_be_focused()
    first = await newest.inner_text()
    # Enter goes on from where the focus is.
    await page.keyboard.press("Enter")
    await expect(newest).not_to_have_text(first)
    await expect(page).to_have_url(f"{site.url}/coordinacion/{CLOSED}/ceremonia?liga=states&paso=2")
    await page.keyboard.press("ArrowLeft")
    await expect(newest).to_have_text(first)
    assert await page.evaluate("document.body.dataset.loaded") == "once"
    assert tab.complaints == []


async def test_it_fills_the_screen_step_after_step(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("elena", viewport=WIDE)
    page = tab.page
    await tab.open(f"{site.url}/coordinacion/{CLOSED}/ceremonia")
    button = page.locator("[data-screen]")
    await expect(button).to_have_text("Pantalla completa")
    # What says that the data are invented is above the page, and fills the screen with the stage.
    notice = page.locator(".ribbon").filter(visible=True)
    inside = page.locator("[data-ceremony] .ribbon")
    await expect(notice).to_have_count(1)
    await expect(inside).to_be_hidden()
    await button.click()
    await expect(button).to_have_text("Salir de pantalla completa")
    await expect(inside).to_be_visible()
    await page.keyboard.press("PageDown")
    await expect(page.locator("#ceremony-newest")).to_be_visible()
    await expect(button).to_have_text("Salir de pantalla completa")
    await button.click()
    await expect(button).to_have_text("Pantalla completa")
    # In a window that key scrolls.
    step = await page.locator("#ceremony-newest").inner_text()
    await page.keyboard.press("PageDown")
    await expect(page.locator("#ceremony-newest")).to_have_text(step)
    assert tab.complaints == []
