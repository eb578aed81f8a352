"""Without a line: of all the tabs and windows of a person one delivers each save, in order."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.chromium.conftest import Machine, NewMachine, NewTab, Site
from tests.chromium.saves import (
    LEVEL,
    ONCE,
    at_the_level,
    at_work,
    counted,
    delivered,
    field,
    held,
    item,
    kept,
    key_of,
    ready,
    slowly,
    three_wait,
    total,
    types,
    waits,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_two_tabs_deliver_a_save_once(site: Site, new_machine: NewMachine) -> None:
    """One tab sends it, and once: again only where no reply came, under the same key."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Dos pestañas")
    assert machine.context
    await page.close()
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), slowly)
    tabs = await asyncio.gather(*(machine.context.new_page() for _ in range(3)))
    await asyncio.gather(
        *(
            tab.goto(f"{site.url}{path}")
            for tab, path in zip(tabs, (LEVEL, "/mi-liga", LEVEL), strict=True)
        )
    )
    for tab in tabs:
        await tab.evaluate("window.dispatchEvent(new Event('online'))")
    for tab in tabs:
        await delivered(tab)
    assert await counted(tabs[0], site, machine.answered, typed) == ONCE


A_PICTURE_COMES_LATE = """
document.addEventListener("DOMContentLoaded", () => {
  const picture = new Image();
  picture.src = "/late.png";
  document.body.append(picture);
});
"""


async def test_a_page_that_is_still_loading_delivers_a_save_once(
    site: Site, new_machine: NewMachine
) -> None:
    """What waits is in its field and on its way before the page has loaded, as on a slow line."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Carga lenta")
    await page.close()
    assert machine.context
    await machine.context.set_offline(offline=False)
    page = await machine.context.new_page()
    loads, replies = asyncio.Event(), asyncio.Event()
    await page.add_init_script(A_PICTURE_COMES_LATE)
    await page.route(re.compile("/late.png$"), held(loads))
    await page.route(re.compile("/reactivos/P1-0.$"), held(replies))
    async with page.expect_request(re.compile("/reactivos/P1-03$")):
        await page.goto(site.url + LEVEL, wait_until="commit")
    async with page.expect_event("load"):
        loads.set()
    replies.set()
    await delivered(page)
    for code in typed:
        await expect(item(page, code)).to_have_attribute("data-state", "saved")
    assert await counted(page, site, machine.answered, typed) == ONCE


async def test_a_tab_that_lives_sends_its_own(site: Site, new_machine: NewMachine) -> None:
    """What somebody is in the middle of typing in one tab is not sent by another one."""
    machine = await new_machine()
    context, page = await at_work(machine, site)
    await page.route(re.compile("/reactivos/P1-05$"), lambda route: route.abort())
    await types(page, "P1-05", "En esta pestaña")
    await waits(page, "P1-05")
    other = await at_the_level(context, site)
    await expect(total(other)).to_contain_text("1 respuesta espera conexión")
    await other.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(item(other, "P1-05")).not_to_have_attribute("data-state", "offline")
    assert [each for each in machine.answered if each.item == "P1-05"] == []
    await page.unroute_all()
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saved")
    await expect(total(other)).to_be_hidden()
    counts = await counted(page, site, machine.answered, {"P1-05": "En esta pestaña"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_a_save_whose_reply_was_lost_is_stored_once(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context, page = await at_work(machine, site)

    async def lost(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await context.route(re.compile("/reactivos/P1-05$"), lost)
    await types(page, "P1-05", "Llegó y no se supo")
    await waits(page, "P1-05")
    await page.close()
    await context.unroute_all()
    page = await at_the_level(context, site)
    await delivered(page)
    counts = await counted(page, site, machine.answered, {"P1-05": "Llegó y no se supo"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


# As a browser that takes a moment to let go of a closed tab: from its end on, its locks stay held.
HOLD_ON = """
(names) => {
  window.letGo = Promise.withResolvers();
  const held = names.map((name) => new Promise((resolve) => {
    navigator.locks.request(name, () => { resolve(); return window.letGo.promise; });
  }));
  window.isHolding = Promise.all(held).then(() => true);
}
"""
# Its person looks at a tab, once, and the tab at what waits.
LOOK = """
async () => {
  window.dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve));
  await navigator.locks.request("liga-adopting", () => {});
}
"""
LOCKS = "async () => (await navigator.locks.query()).held.map(({ name }) => name)"


async def test_a_save_under_way_in_a_tab_that_is_closed_is_sent_again_as_the_same(
    site: Site, new_machine: NewMachine
) -> None:
    """Whichever of two tabs is looked at before the browser has let go of it: one sends it."""
    machine = await new_machine()
    context, page = await at_work(machine, site)
    others = [await context.new_page() for _ in range(2)]
    for other in others:
        await other.goto(f"{site.url}/mi-liga")
    browser = await context.new_page()
    await browser.goto(f"{site.url}/salud")
    kept_there, is_over, keys = asyncio.Event(), asyncio.Event(), list[str]()

    async def unheard(route: Route) -> None:
        keys.append(key_of(route))
        await route.fetch()
        kept_there.set()
        await is_over.wait()

    async def heard(route: Route) -> None:
        keys.append(key_of(route))
        await route.continue_()

    await page.route(re.compile("/reactivos/P1-05$"), unheard)
    for other in others:
        await other.route(re.compile("/reactivos/P1-05$"), heard)
    await types(page, "P1-05", "A medio camino")
    await kept_there.wait()
    await browser.evaluate(HOLD_ON, await page.evaluate(LOCKS))
    await page.close()
    is_over.set()
    assert await browser.evaluate("window.isHolding")
    for other in others:
        await other.evaluate(LOOK)
    assert len(keys) == 1
    await browser.evaluate("window.letGo.resolve()")
    for other in others:
        await delivered(other)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    counts = await counted(others[0], site, machine.answered, {"P1-05": "A medio camino"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_the_older_of_two_tabs_is_asked_about_and_replaces_nothing(
    site: Site, new_machine: NewMachine
) -> None:
    """What was typed first may arrive last: it is told as what it is, and nothing is lost."""
    machine = await new_machine()
    context = await machine.start("ana")
    older = await at_the_level(context, site)
    await ready(older)
    newer = await at_the_level(context, site)
    machine.answered.clear()
    await older.route(re.compile("/reactivos/P1-05$"), lambda route: route.abort())
    await types(older, "P1-05", "Lo que escribí primero")
    await waits(older, "P1-05")
    await types(newer, "P1-05", "Lo que escribí después")
    await expect(item(newer, "P1-05")).to_have_attribute("data-state", "saved")
    await older.unroute_all()
    await older.evaluate("window.dispatchEvent(new Event('online'))")
    card = item(older, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text("la guardó usted en otra ventana")
    await expect(card.get_by_role("alert")).to_contain_text("Lo que escribí primero")
    assert "Lo que escribí después" in (await kept(newer, site, "P1-05"))[0]
    await card.get_by_role("button", name="Que quede la otra").click()
    await expect(field(older, "P1-05")).to_have_value("Lo que escribí después")
    await delivered(older)


async def two_windows_wait(machine: Machine, site: Site, mark: str) -> tuple[Page, Page]:
    """Ana types without a line in two windows, in the one that was opened last first."""
    context = await machine.start("ana")
    second = await at_the_level(context, site)
    await ready(second)
    first = await at_the_level(context, site)
    await context.set_offline(offline=True)
    for page, text in ((first, "Antes"), (second, "Después")):
        await types(page, "P1-05", f"{mark}: {text}")
        await waits(page, "P1-05")
    machine.answered.clear()
    return first, second


def sent_texts(machine: Machine) -> list[tuple[int, str]]:
    """What was sent of P1-05, in the order of the replies."""
    return [(each.status, each.fields["text"]) for each in machine.answered if each.item == "P1-05"]


async def newest(page: Page, site: Site, mark: str) -> list[str]:
    """The revisions of P1-05 that tell of this story, the newest first."""
    found = (re.search(f"{mark}[^<]*", each) for each in await kept(page, site, "P1-05"))
    return [each.group() for each in found if each]


@pytest.mark.parametrize("closed", ["none", "first", "both"])
async def test_two_windows_of_one_person_deliver_in_the_order_of_their_typing(
    site: Site, new_machine: NewMachine, closed: str
) -> None:
    mark = f"Dos ventanas, {closed}"
    machine = await new_machine()
    first, second = await two_windows_wait(machine, site, mark)
    assert machine.context
    if closed != "none":
        await first.close()
    await machine.context.route(re.compile("/reactivos/P1-05$"), slowly)
    if closed == "both":
        await second.close()
        await machine.context.set_offline(offline=False)
        second = await at_the_level(machine.context, site)
    await machine.context.set_offline(offline=False)
    await delivered(second)
    await expect(item(second, "P1-05")).to_have_attribute("data-state", "saved")
    await expect(field(second, "P1-05")).to_have_value(f"{mark}: Después")
    assert sent_texts(machine) == [(200, f"{mark}: Antes"), (200, f"{mark}: Después")]
    assert await newest(second, site, mark) == [f"{mark}: Después", f"{mark}: Antes"]
    if closed == "none":  # the other window says that there is something newer, and brings it
        card = item(first, "P1-05")
        await expect(card).to_have_attribute("data-state", "saved")
        news = first.locator(".news.is-behind", has=first.locator("[href*='P1-05']"))
        await expect(news).to_be_visible()
        await news.get_by_role("link").click()
        await expect(field(first, "P1-05")).to_have_value(f"{mark}: Después")


async def test_what_another_person_wrote_meanwhile_is_asked_about_in_both_windows(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    machine = await new_machine()
    first, second = await two_windows_wait(machine, site, "Con Dora en medio")
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", "Dora, entre dos ventanas")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    assert machine.context
    await machine.context.set_offline(offline=False)
    for page, text in ((first, "Antes"), (second, "Después")):
        await expect(item(page, "P1-05")).to_have_attribute("data-state", "conflict")
        told = item(page, "P1-05").get_by_role("alert")
        await expect(told).to_contain_text(f"Con Dora en medio: {text}")
        await expect(told).to_contain_text("Dora, entre dos ventanas")
    assert "Dora, entre dos ventanas" in (await kept(second, site, "P1-05"))[0]
    await item(second, "P1-05").get_by_role("button", name="Conservar las dos").click()
    await expect(item(second, "P1-05")).to_have_attribute("data-state", "saved")
    assert await newest(second, site, "Con Dora en medio") == ["Con Dora en medio: Después"]
