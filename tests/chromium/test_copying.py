"""Copying from the last edition by keyboard on a phone: nothing is confirmed before it is read."""

import pytest
from playwright.async_api import Page, expect

from tests.chromium.conftest import NARROW, NewTab, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_STOPS = 40


async def go_on_to(page: Page, name: str) -> list[str]:
    """Press Tab until the button of that name has the focus; the names of the fields on the way."""
    passed = []
    for _ in range(MOST_STOPS):
        await page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if (await focus.inner_text()).strip().startswith(name):
            return passed
        passed.append(await focus.get_attribute("name") or "")
    raise AssertionError(f"{name} was not reached by keyboard: {passed}")


async def test_an_answer_is_copied_read_and_confirmed_by_keyboard(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.open(f"{site.url}/mi-liga/niveles/P1")
    card = tab.page.locator("#item-P1-04")
    await card.get_by_role("button", name="Copiar esta respuesta").focus()
    await tab.page.keyboard.press("Enter")
    # The focus is where it is said, before the question: a second press confirms nothing.
    mark = card.locator("#item-P1-04-copying")
    await expect(mark).to_contain_text("Copiada de 2026: revise y confirme")
    await expect(mark).to_be_focused()
    await tab.page.keyboard.press("Enter")
    await expect(card.locator("[name=number]")).to_have_value("7")
    await expect(card.locator(".save-state [data-when=saved]")).to_contain_text(
        "Copiada, por confirmar"
    )
    assert "number" in await go_on_to(tab.page, "Confirmar")
    await tab.page.keyboard.press("Enter")
    await expect(mark).to_have_count(0)
    await expect(card.locator(".save-state [data-when=saved]")).to_contain_text("Guardado por")
    await tab.page.reload()
    await expect(card.locator("[name=number]")).to_have_value("7")
    await expect(mark).to_have_count(0)
    assert tab.complaints == []


async def test_a_level_is_copied_without_scripts(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("ana", viewport=NARROW, java_script_enabled=False)
    await tab.open(f"{site.url}/mi-liga/copiar/P1")
    await tab.page.get_by_role("button", name="Copiar").focus()
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("#what")).to_have_text("No queda nada por copiar.")
    await tab.page.locator("#por-confirmar").get_by_role("link", name="P1-02").click()
    card = tab.page.locator("#item-P1-02")
    await expect(card.get_by_label("No aplica a mi gobierno")).to_be_checked()
    await card.get_by_role("button", name="Confirmar").click()
    await expect(card).not_to_contain_text("Copiada de")
    assert tab.complaints == []
