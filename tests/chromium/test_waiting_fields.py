"""Without a line, and with one: the page shows by itself what a choice asks for."""

import pytest
from playwright.async_api import expect

from tests.chromium.conftest import NARROW, NewMachine, NewTab, Site
from tests.chromium.saves import LEVEL, at_the_level, delivered, item, kept, total, waits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


GAP_FIELDS = ("reason", "plan", "plan_by")


async def test_a_no_is_answered_in_full_without_a_line(site: Site, new_machine: NewMachine) -> None:
    """The reason, the plan and its date are there as soon as "no" is chosen."""
    machine = await new_machine()
    page = await at_the_level(await machine.start("ana"), site)
    card, none = item(page, "P1-03"), item(page, "P1-03").get_by_label("Opción none")
    asked = [card.locator(f"[name={name}]") for name in GAP_FIELDS]
    await none.check()
    for each in asked:
        await each.fill("")
    await none.uncheck()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator("form[data-save]")).to_have_attribute("data-stance", "")
    await page.reload()
    before = len(await kept(page, site, "P1-03"))
    for each in asked:
        await expect(each).to_be_hidden()
    assert machine.context
    await machine.context.set_offline(offline=True)
    machine.answered.clear()
    await none.check()
    typed = ("Sin línea no hay padrón.", "Hacerlo con la secretaría.", "2028-03-01")
    for each, text in zip(asked, typed, strict=True):
        await each.fill(text)
        await each.blur()
    await waits(page, "P1-03")
    await expect(card.locator("[data-when=offline]").first).to_be_visible()
    await expect(total(page)).to_contain_text("1 respuesta espera conexión: P1-03")
    # It is told wherever one is on the page, and hides nothing of its end.
    for end in (page.locator("h1"), page.locator(".site-footer p").last):
        await end.scroll_into_view_if_needed()
        await expect(total(page)).to_be_in_viewport(ratio=1)
    await page.close()
    await machine.context.set_offline(offline=False)
    page = await at_the_level(machine.context, site)
    card = item(page, "P1-03")
    await expect(card).to_have_attribute("data-state", "saved")
    await delivered(page)
    (sent,) = machine.answered
    values = tuple(sent.fields[name] for name in ("chosen", *GAP_FIELDS))
    assert (sent.status, values) == (200, ("none", *typed))
    for again in (False, True):
        if again:
            await page.reload()
        await expect(card.locator("form[data-save]")).to_have_attribute("data-stance", "gap")
        await expect(card.locator(".field-error")).to_have_count(0)
        await expect(card.locator("form[data-save]")).not_to_contain_text("Falta")
        for name, text in zip(GAP_FIELDS, typed, strict=True):
            await expect(card.locator(f"[name={name}]")).to_have_value(text)
    revisions = await kept(page, site, "P1-03")
    assert len(revisions) == before + 1
    assert sum(all(text in each for text in typed[:2]) for each in revisions) == 1


async def test_what_is_chosen_shows_what_it_asks_for(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.open(site.url + LEVEL)
    card = item(tab.page, "P1-02")
    reason, plan = card.locator("[name=reason]"), card.locator("[name=plan]")
    await tab.page.context.set_offline(offline=True)
    aside = card.get_by_label("No aplica a mi gobierno")
    await aside.check()
    await card.get_by_label("Opción none").check()
    await expect(reason).to_be_visible()
    await expect(card.get_by_text("¿Por qué no aplica?")).to_be_visible()
    await expect(card.get_by_text("¿Por qué no se tiene?")).to_be_hidden()
    await expect(plan).to_be_hidden()
    await aside.uncheck()
    await expect(card.get_by_text("¿Por qué no aplica?")).to_be_hidden()
    await expect(card.get_by_text("¿Por qué no se tiene?")).to_be_visible()
    await reason.fill("Una razón.")
    await expect(plan).to_be_visible()
    await card.get_by_label("Opción full").check()
    await expect(reason).to_be_hidden()
    await expect(reason).to_have_value("Una razón.")
    await expect(plan).to_be_hidden()


async def test_of_a_number_the_plan_is_opened_by_hand(site: Site, new_tab: NewTab) -> None:
    """Only the rules can tell that a number is a no; without a line nobody asks them."""
    tab = await new_tab("carla", viewport=NARROW)
    await tab.open(f"{site.url}/mi-liga/niveles/I1")
    card = item(tab.page, "I1-01")
    await expect(card.locator("[name=plan]")).to_be_hidden()
    await card.get_by_text("Si es un «no»: razón y plan").click()
    await expect(card.locator("[name=plan]")).to_be_visible()
    await expect(card.locator("[name=reason]")).to_be_visible()
    await card.get_by_text("Si es un «no»: razón y plan").click()
    await expect(card.locator("[name=plan]")).to_be_hidden()
    assert tab.complaints == []
