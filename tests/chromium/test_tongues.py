"""The language changes and nothing that was typed is lost, sent or not, also without scripts."""

import pytest
from playwright.async_api import Dialog, expect

from tests.chromium.conftest import NARROW, NewTab, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FORM = "/coordinacion/acuerdos/nuevo"


async def test_what_is_typed_in_a_form_is_there_in_the_other_language(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("elena")
    page = tab.page
    await tab.open(site.url + FORM)
    await page.get_by_label("Reunión", exact=True).fill("LX Reunión")
    await page.get_by_label("Se firma hasta").fill("2030-01-31")
    await page.locator("[name=pillar]").first.check()
    await page.locator("[id='invited-leagues-league/states']").check()
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("[name=meeting]")).to_have_value("LX Reunión")
    await expect(page.locator("[name=sign_by]")).to_have_value("2030-01-31")
    await expect(page.locator("[name=pillar]").first).to_be_checked()
    await expect(page.locator("[id='invited-leagues-league/states']")).to_be_checked()
    # It is kept for the way there, and no longer.
    await page.reload()
    await expect(page.locator("[name=meeting]")).to_have_value("")
    assert tab.complaints == []


async def test_what_is_typed_after_a_refusal_is_there_too(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("elena", viewport=NARROW)
    page = tab.page
    await tab.open(site.url + FORM)
    await page.locator("[name=meeting]").fill("LX Reunión")
    await page.locator("main form").get_by_role("button", name="Publicar e invitar").last.click()
    await expect(page.locator(".problems")).to_be_visible()
    await page.locator("[name=goal]").fill("Una meta\nde dos renglones")
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator(".problems")).to_be_visible()
    await expect(page.locator("[name=meeting]")).to_have_value("LX Reunión")
    await expect(page.locator("[name=goal]")).to_have_value("Una meta\nde dos renglones")


async def test_without_scripts_what_was_sent_is_there(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("elena", java_script_enabled=False)
    page = tab.page
    await tab.open(site.url + FORM)
    await page.locator("[name=meeting]").fill("LX Reunión")
    await page.locator("main form").get_by_role("button", name="Publicar e invitar").last.click()
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("[name=meeting]")).to_have_value("LX Reunión")
    await expect(page.locator(".problems")).to_be_visible()


async def test_a_password_is_not_kept(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab()
    page = tab.page
    await tab.open(f"{site.url}/entrar")
    await page.locator("[name=email]").fill("ana@journey.example")
    await page.locator("[name=password]").fill("una frase")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("[name=email]")).to_have_value("ana@journey.example")
    await expect(page.locator("[name=password]")).to_have_value("")


async def test_a_dialog_that_was_filled_in_is_open_with_what_it_held(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("ana")
    page = tab.page
    await tab.open(f"{site.url}/compromisos/2")
    await page.locator("#act-amend > summary").click()
    await page.locator("#amend-note").fill("Hubo veda.")
    await page.locator("#amend-milestone_2").fill("Otro hito")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.locator("#amend-note")).to_have_value("Hubo veda.")
    await expect(page.locator("#amend-milestone_2")).to_have_value("Otro hito")
    await expect(page.locator("#amend-note")).to_be_visible()


async def test_what_is_typed_in_a_draft_is_not_lost_by_issuing_it(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("elena")
    page, asked = tab.page, []

    async def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stays)
    await tab.open(site.address("draft of recommendations"))
    written = page.locator("main textarea").first
    await written.fill("Publicar la agenda")
    # The language keeps what is typed, and does not ask.
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(written).to_have_value("Publicar la agenda")
    assert asked == []
    await page.get_by_text("Issue the batch").first.click()
    await page.get_by_role("button", name="Issue", exact=True).click(no_wait_after=True)
    await expect(page.locator("dialog[open]")).to_be_visible()
    assert asked == ["beforeunload"]
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Keep the changes").click()
    await expect(page.get_by_text("The changes are saved.")).to_be_visible()
    await expect(written).to_have_value("Publicar la agenda")
    assert asked == ["beforeunload"]
