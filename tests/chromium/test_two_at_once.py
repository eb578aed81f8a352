"""Two people at one item: they see each other, collide, and nothing that either wrote is lost."""

import time

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.chromium.conftest import NARROW, NewTab, Site, Tab
from tests.chromium.test_every_page import sideways

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEVEL = "/mi-liga/niveles/P1"
SEEN_SECONDS = 2.0
GONE_SECONDS = 10.0


async def at_the_level(site: Site, new_tab: NewTab, who: str, **look: object) -> Tab:
    """A tab of Ana's or Dora's, both of Oaxaca, that follows what the other does."""
    tab = await new_tab(who, **look)
    async with tab.page.expect_response("**/P1/en-vivo"):
        await tab.open(site.url + LEVEL)
    return tab


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def news(page: Page, code: str) -> Locator:
    return page.locator(f"#news-{code}")


async def saved(card: Locator, text: str) -> None:
    await card.locator("textarea[name=text]").fill(text)
    await card.locator("textarea[name=text]").blur()
    await expect(card).to_have_attribute("data-state", "saved")


async def test_whoever_types_is_seen_by_the_other_and_gone_when_she_stops(
    site: Site, new_tab: NewTab
) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    dora = await at_the_level(site, new_tab, "dora", viewport=NARROW)
    start = time.monotonic()
    await item(ana.page, "P1-05").locator("[name=text]").press_sequentially("Es")
    await expect(news(dora.page, "P1-05")).to_contain_text("está escribiendo")
    assert time.monotonic() - start < SEEN_SECONDS
    await expect(news(dora.page, "P1-05")).to_have_attribute("role", "status")
    await expect(news(ana.page, "P1-05").locator(".news-writing")).to_have_count(0)
    await item(ana.page, "P1-05").locator("[name=text]").blur()
    stopped = time.monotonic()
    await expect(news(dora.page, "P1-05")).not_to_contain_text("escribiendo")
    assert time.monotonic() - stopped < GONE_SECONDS
    assert ana.complaints == dora.complaints == []


async def test_whoever_closes_her_page_is_gone_at_once(site: Site, new_tab: NewTab) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    dora = await at_the_level(site, new_tab, "dora")
    await item(dora.page, "P1-05").locator("[name=text]").press_sequentially("D")
    await expect(news(ana.page, "P1-05")).to_contain_text("Dora Gil está escribiendo")
    await dora.page.goto(f"{site.url}/mi-liga")
    await expect(news(ana.page, "P1-05")).not_to_contain_text("escribiendo", timeout=3_000)


async def test_typing_is_told_now_and_then_and_not_at_every_key(
    site: Site, new_tab: NewTab
) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    told: list[str] = []
    ana.page.on(
        "request", lambda each: told.append(each.url) if each.url.endswith("/presencia") else None
    )
    text = item(ana.page, "P1-05").locator("[name=text]")
    await text.press_sequentially("Treinta letras escritas seguido", delay=20)
    await expect(item(ana.page, "P1-05")).to_have_attribute("data-state", "saved")
    assert len(told) == 1


async def test_what_the_other_saved_is_said_at_an_untouched_item_and_shown_when_asked_for(
    site: Site, new_tab: NewTab
) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    dora = await at_the_level(site, new_tab, "dora", viewport=NARROW)
    await saved(item(ana.page, "P1-05"), "La primera de Ana.")
    told = news(dora.page, "P1-05")
    await expect(told.locator(".news-saved")).to_be_visible()
    await expect(told).to_contain_text("guardó otra versión a las")
    await expect(news(ana.page, "P1-05").locator(".news-saved")).to_be_hidden()
    await told.get_by_role("link", name="Ver").click()
    card = item(dora.page, "P1-05")
    await expect(card.locator("[name=text]")).to_have_value("La primera de Ana.")
    await expect(card).to_be_focused()
    await expect(told.locator(".news-saved")).to_be_hidden()
    # What was asked for is a base to write on.
    await saved(card, "Sigue Dora.")
    await expect(news(ana.page, "P1-05")).to_contain_text("Dora Gil guardó otra versión")
    # Where something was typed there is nothing to be shown over it: saving will ask.
    await item(ana.page, "P1-05").locator("[name=text]").press_sequentially(" Y Ana")
    await expect(news(ana.page, "P1-05").get_by_role("link")).to_be_hidden()
    await expect(item(ana.page, "P1-05")).to_have_attribute("data-state", "conflict")
    await item(ana.page, "P1-05").get_by_role("button", name="Que quede la otra").click()
    await expect(item(ana.page, "P1-05")).to_have_attribute("data-state", "saved")
    assert ana.complaints == dora.complaints == []


@pytest.mark.parametrize("is_narrow", [False, True], ids=["wide", "narrow"])
async def test_both_are_kept_and_the_note_is_resolved_by_the_other(
    site: Site, new_tab: NewTab, is_narrow: bool
) -> None:
    look = {"viewport": NARROW} if is_narrow else {}
    mine, theirs = f"La de Dora {is_narrow}.", f"La de Ana {is_narrow}."
    ana = await at_the_level(site, new_tab, "ana", **look)
    dora = await at_the_level(site, new_tab, "dora", **look)
    await saved(item(ana.page, "P1-05"), theirs)
    card = item(dora.page, "P1-05")
    await card.locator("[name=text]").fill(mine)
    await card.locator("[name=text]").blur()
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text(mine)
    await expect(card.get_by_role("alert")).to_contain_text(theirs)
    await expect(card.get_by_role("button")).to_have_count(3)
    assert (await Axe().run(dora.page)).violations_count == 0
    await card.get_by_role("button", name="Conservar las dos").click()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator("[name=text]")).to_have_value(theirs)
    await expect(card.locator(".note", has_text=mine)).to_be_visible()
    assert (await Axe().run(dora.page)).violations_count == 0
    assert await sideways(dora) <= 0
    # Ana is told, looks, reads the note and resolves it.
    await news(ana.page, "P1-05").get_by_role("link", name="Ver").click()
    note = item(ana.page, "P1-05").locator(".note", has_text=mine)
    await expect(note).to_contain_text("Nota del equipo: lo que escribió Dora Gil")
    await note.get_by_role("button", name="Resuelta").click()
    await expect(note).to_have_count(0)
    await ana.open(f"{site.url}/mi-liga/reactivos/P1-05/historia")
    await expect(ana.page.locator("main")).to_contain_text("la resolvió")
    assert ana.complaints == dora.complaints == []


async def test_a_button_beside_an_item_does_not_pass_an_unseen_answer_for_seen(
    site: Site, new_tab: NewTab
) -> None:
    """What comes back after evidence holds the newest revision: typed text must not ride on it."""
    ana = await at_the_level(site, new_tab, "ana")
    dora = await at_the_level(site, new_tab, "dora")
    await item(ana.page, "P1-03").get_by_label("Opción none").check()
    await expect(item(ana.page, "P1-03")).to_have_attribute("data-state", "saved")
    await dora.page.reload()
    card = item(dora.page, "P1-03")
    await item(ana.page, "P1-03").locator("[name=plan]").fill("El plan de Ana.")
    await item(ana.page, "P1-03").locator("[name=plan]").blur()
    await expect(news(dora.page, "P1-03").locator(".news-saved")).to_be_visible()
    await card.get_by_text("Añadir evidencia").click()
    await card.locator("[name=link]").fill("oaxaca.example/plan")
    await card.locator("[name=title]").fill("Plan")
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.locator(".evidence-list")).to_contain_text("Plan")
    await expect(card.locator("[name=plan]")).to_have_value("El plan de Ana.")
    # And what Dora was typing meanwhile is asked about, not put over what she has not seen.
    await news(ana.page, "P1-03").get_by_role("link", name="Ver").click()
    await expect(item(ana.page, "P1-03").locator(".evidence-list")).to_contain_text("Plan")
    await item(ana.page, "P1-03").locator("[name=plan]").fill("Otro plan de Ana.")
    await item(ana.page, "P1-03").locator("[name=plan]").blur()
    await expect(news(dora.page, "P1-03").locator(".news-saved")).to_be_visible()
    await dora.page.route("**/reactivos/P1-03", lambda route: route.abort())
    await card.locator("[name=plan]").fill("El plan de Dora.")
    await card.locator("[name=plan]").blur()
    await expect(card).to_have_attribute("data-state", "offline")
    await card.get_by_text("Añadir evidencia").click()
    await card.locator("[name=link]").fill("oaxaca.example/otro")
    await card.locator("[name=title]").fill("Otro")
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.locator(".evidence-list")).to_contain_text("Otro")
    await expect(card.locator("[name=plan]")).to_have_value("El plan de Dora.")
    await dora.page.unroute_all()
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text("Otro plan de Ana.")
    await expect(card.get_by_role("alert")).to_contain_text("El plan de Dora.")


# In one breath: something is typed, and the other's version is asked for before it is saved.
TYPES_AND_LOOKS = """
() => {
  const text = document.querySelector("#item-P1-05 textarea[name=text]");
  text.value = "Lo que Dora tenía a medias.";
  text.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector("#news-P1-05 [data-see]").click();
}
"""
LOOKS_AND_TYPES = """
() => {
  document.querySelector("#news-P1-05 [data-see]").click();
  const text = document.querySelector("#item-P1-05 textarea[name=text]");
  text.value = "Lo que Dora tenía a medias.";
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
"""


@pytest.mark.parametrize("does", [TYPES_AND_LOOKS, LOOKS_AND_TYPES], ids=["before", "meanwhile"])
async def test_looking_at_what_the_other_saved_replaces_nothing_that_is_typed(
    site: Site, new_tab: NewTab, does: str
) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    dora = await at_the_level(site, new_tab, "dora")
    await saved(item(ana.page, "P1-05"), f"La de Ana, {does.index('click')}.")
    await expect(news(dora.page, "P1-05").locator(".news-saved")).to_be_visible()
    await dora.page.evaluate(does)
    card = item(dora.page, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text("Lo que Dora tenía a medias.")
    # By keyboard: the button goes with its conflict, and the focus stays at the item.
    await card.get_by_role("button", name="Conservar las dos").focus()
    await dora.page.keyboard.press("Enter")
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card).to_be_focused()
    note = card.locator(".note", has_text="Lo que Dora tenía a medias.")
    await note.get_by_role("button", name="Resuelta").focus()
    await dora.page.keyboard.press("Enter")
    await expect(note).to_have_count(0)
    await expect(card).to_be_focused()
    assert ana.complaints == dora.complaints == []


async def test_whoever_thinks_in_her_field_is_still_seen(site: Site, new_tab: NewTab) -> None:
    ana = await at_the_level(site, new_tab, "ana")
    text = item(ana.page, "P1-05").locator("[name=text]")
    async with ana.page.expect_request("**/presencia"):
        await text.press_sequentially("E")
    async with ana.page.expect_request("**/presencia") as again:
        pass
    assert "P1-05" in ((await again.value).post_data or "")
    told: list[str] = []
    await text.blur()
    ana.page.on(
        "request", lambda each: told.append(each.url) if each.url.endswith("/presencia") else None
    )
    await ana.page.wait_for_timeout(7_000)
    assert told == []
