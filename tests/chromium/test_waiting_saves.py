"""Without a line: what is typed waits in the browser, its person's alone, and is delivered once.

Every story counts: how many saves the server answered, how many revisions it holds of what was
typed, how many of them twice, and how many not at all.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qsl

import pytest
from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.browser import PASSWORD
from tests.chromium.conftest import NARROW, Machine, NewMachine, NewTab, Sent, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEVEL = "/mi-liga/niveles/P1"
TYPED = {"P1-03": "plan", "P1-04": "number", "P1-05": "text"}
STORED = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("liga");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.contains("saves")) return resolve([]);
    const all = database.transaction("saves").objectStore("saves").getAll();
    all.onsuccess = () => resolve(all.result.map(({person, form, waits}) => [person, form, waits]));
  };
})
"""
# As if what waits had been typed from the seat that its account had before.
FROM_ANOTHER_SEAT = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("liga");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("saves", "readwrite");
    const shelf = transaction.objectStore("saves");
    const all = shelf.getAll();
    all.onsuccess = () => {
      for (const save of all.result) {
        const [account] = save.person.split(".");
        shelf.put({ ...save, person: `${account}.99999` });
      }
    };
    transaction.oncomplete = () => resolve();
  };
})
"""
# As if what waits had been typed in an item that was handed in before it was sent.
FOR_A_LOCKED_ITEM = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("liga");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("saves", "readwrite");
    const shelf = transaction.objectStore("saves");
    const all = shelf.getAll();
    all.onsuccess = () => {
      const [save] = all.result;
      const date = ["date", "2020-01-02"];
      const fields = save.fields.map((pair) => (pair[0] === "text" ? date : pair));
      shelf.clear();
      shelf.put({
        ...save,
        id: `${save.id} late`,
        form: "item-I1-02-form",
        action: "/mi-liga/reactivos/I1-02",
        level: "/mi-liga/niveles/I1",
        fields,
        shown: ["2 de enero de 2020"],
      });
    };
    transaction.oncomplete = () => resolve();
  };
})
"""
NO_STORE = """
IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
"""


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


def field(page: Page, code: str) -> Locator:
    return item(page, code).locator(f"[name={TYPED[code]}]")


def total(page: Page) -> Locator:
    return page.locator("#unsent-saves")


async def at_the_level(context: BrowserContext, site: Site) -> Page:
    page = await context.new_page()
    await page.goto(site.url + LEVEL)
    return page


async def ready(page: Page) -> None:
    """The three items that the stories type in are asked, with their fields."""
    await item(page, "P1-01").get_by_label("Sí", exact=True).check()
    await item(page, "P1-03").get_by_label("Opción none").check()
    for code in TYPED:
        await expect(field(page, code)).to_be_visible()
    await expect(page.locator("[data-state=saving]")).to_have_count(0)


async def at_work(machine: Machine, site: Site) -> tuple[BrowserContext, Page]:
    """Ana at the level, ready to type; what she sends is counted from here."""
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    machine.answered.clear()
    return context, page


async def types(page: Page, code: str, text: str) -> None:
    await field(page, code).fill(text)
    await field(page, code).blur()


async def waits(page: Page, code: str) -> None:
    await expect(item(page, code)).to_have_attribute("data-state", "offline")


async def kept(page: Page, site: Site, code: str) -> Sequence[str]:
    """What the history of an item holds, one text for each revision."""
    reply = await page.request.get(f"{site.url}/mi-liga/reactivos/{code}/historia")
    history = (await reply.text()).partition('aria-labelledby="verdicts"')[0]
    return re.findall(r'<li class="panel" id="revision-\d+">(.*?)</li>', history, re.DOTALL)


async def counted(
    page: Page, site: Site, answered: Sequence[Sent], typed: Mapping[str, str]
) -> dict[str, int]:
    """Saves sent and answered, texts stored, stored twice, and lost; said aloud."""
    found = Counter[str]()
    for code, text in typed.items():
        found[code] = sum(text in each for each in await kept(page, site, code))
    texts = set(typed.values())
    counts = {
        "typed": len(typed),
        "sent": sum(bool(texts & set(each.fields.values())) for each in answered),
        "stored": sum(count > 0 for count in found.values()),
        "duplicated": sum(count - 1 for count in found.values() if count > 1),
        "lost": sum(found[code] == 0 for code in typed),
    }
    print(counts)  # noqa: T201 - whoever runs it with -rA reads the figures
    return counts


ONCE = {"typed": 3, "sent": 3, "stored": 3, "duplicated": 0, "lost": 0}


async def three_wait(machine: Machine, site: Site, mark: str) -> tuple[Page, dict[str, str]]:
    """Ana types in three items without a line."""
    context, page = await at_work(machine, site)
    await context.set_offline(offline=True)
    typed = {code: f"{mark} {code}" for code in TYPED}
    for code, text in typed.items():
        await types(page, code, text)
        await waits(page, code)
    await expect(total(page)).to_contain_text("3 respuestas esperan conexión")
    return page, typed


async def delivered(page: Page) -> None:
    """Nothing waits any more; before the script has looked, nothing is shown either."""
    async with asyncio.timeout(15):
        while await page.evaluate(STORED) != []:
            await page.wait_for_timeout(50)
    await expect(total(page)).to_be_hidden()


async def test_what_was_typed_without_a_line_survives_its_tab(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Sin línea")
    await page.close()
    assert machine.context
    await machine.context.set_offline(offline=False)
    page = await at_the_level(machine.context, site)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)
        await expect(item(page, code)).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert [each.item for each in machine.answered] == list(TYPED)
    assert await counted(page, site, machine.answered, typed) == ONCE


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


async def test_and_the_whole_browser_and_is_delivered_from_whichever_page_comes_first(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    _, typed = await three_wait(machine, site, "Otro día")
    await machine.stop()
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(f"{site.url}/compromisos")
    await delivered(page)
    assert await counted(page, site, machine.answered, typed) == ONCE
    await page.goto(site.url + LEVEL)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)


async def test_it_is_in_its_field_and_says_so_while_it_waits(
    site: Site, new_machine: NewMachine
) -> None:
    """The page comes, and saves do not go through: what waits stands in its field, marked."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "En su campo")
    await page.close()
    assert machine.context
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), lambda route: route.abort())
    page = await at_the_level(machine.context, site)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)
        await waits(page, code)
        await expect(item(page, code).locator(".save-offline")).to_be_visible()
    await expect(total(page)).to_contain_text("3 respuestas esperan conexión: P1-03, P1-04, P1-05")
    # A newer text takes the place of one that was not sent.
    await types(page, "P1-05", "En su campo, corregido")
    await waits(page, "P1-05")
    await page.close()
    await machine.context.unroute_all()
    page = await at_the_level(machine.context, site)
    await delivered(page)
    typed = {**typed, "P1-05": "En su campo, corregido"}
    await expect(field(page, "P1-05")).to_have_value(typed["P1-05"])
    assert await counted(page, site, machine.answered, typed) == ONCE
    assert "En su campo P1-05" not in {
        each.fields["text"] for each in machine.answered if "text" in each.fields
    }


async def test_somebody_else_at_the_same_machine_neither_sees_nor_sends_it(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    _, typed = await three_wait(machine, site, "Solo de Ana")
    await machine.stop()
    for who in ("dora", "carla"):
        context = await machine.start(who)
        page = await at_the_level(context, site)
        await expect(page.locator("[data-script=on] #item-P1-05")).to_be_visible()
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(total(page)).to_be_hidden()
        for text in typed.values():
            assert text not in await page.content()
            await expect(page.get_by_role("textbox").filter(has_text=text)).to_have_count(0)
        assert [
            each for each in machine.answered if set(typed.values()) & {*each.fields.values()}
        ] == []
        assert len(await page.evaluate(STORED)) == 3
        await page.close()
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(site.url)
    await delivered(page)
    assert await counted(page, site, machine.answered, typed) == ONCE


async def test_a_session_that_ended_costs_nothing_even_after_the_tab_was_closed(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context, page = await at_work(machine, site)
    await context.clear_cookies(name="liga_session")
    await types(page, "P1-05", "Tras el fin de la sesión")
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "refused")
    await expect(total(page)).to_contain_text("1 respuesta espera a que usted entre de nuevo")
    await page.close()
    page = await context.new_page()
    await page.goto(f"{site.url}/entrar")
    await page.locator("[name=email]").fill("ana@journey.example")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("main button[type=submit]").click()
    await expect(page).not_to_have_url(re.compile("/entrar"))
    await delivered(page)
    typed = {"P1-05": "Tras el fin de la sesión"}
    counts = await counted(
        page, site, [each for each in machine.answered if each.status == 200], typed
    )
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_two_tabs_deliver_a_save_once(site: Site, new_machine: NewMachine) -> None:
    """One tab sends it, and once: again only where no reply came, under the same key."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Dos pestañas")
    assert machine.context
    await page.close()
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), _slowly)
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


def held(until: asyncio.Event) -> Callable[[Route], Awaitable[None]]:
    """What is asked goes on its way only then."""

    async def hold(route: Route) -> None:
        await until.wait()
        await route.continue_()

    return hold


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


async def test_a_reply_that_takes_too_long_is_asked_for_again_as_the_same(
    site: Site, new_machine: NewMachine
) -> None:
    """After a minute no reply is waited for: the save waits as without a line, and goes again."""
    machine = await new_machine()
    context = await machine.start("ana")
    await context.clock.install()
    page = await at_the_level(context, site)
    await ready(page)
    machine.answered.clear()
    kept_there, is_over, keys = asyncio.Event(), asyncio.Event(), list[str]()

    async def slow_at_first(route: Route) -> None:
        keys.append(key_of(route))
        reply = await route.fetch()
        if len(keys) == 1:
            kept_there.set()
            await is_over.wait()
        await route.fulfill(response=reply)

    await page.route(re.compile("/reactivos/P1-05$"), slow_at_first)
    await types(page, "P1-05", "Tardó demasiado")
    await kept_there.wait()
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saving")
    await page.clock.run_for(59_000)
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saving")
    await page.clock.run_for(2_000)
    await waits(page, "P1-05")
    is_over.set()
    await page.clock.run_for(60_000)
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    counts = await counted(page, site, machine.answered, {"P1-05": "Tardó demasiado"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


def key_of(route: Route) -> str:
    return dict(parse_qsl(route.request.post_data or "")).get("key", "")


async def test_a_conflict_found_at_delivery_is_shown_at_its_item_until_it_is_settled(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Mientras tanto")
    await page.close()
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", "Dora escribió antes")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    assert machine.context
    await machine.context.set_offline(offline=False)
    # Delivered from another page: the total leads to where it is settled.
    page = await machine.context.new_page()
    await page.goto(f"{site.url}/compromisos")
    await expect(total(page)).to_contain_text("1 respuesta no se guardó y pide su atención: P1-05")
    await total(page).get_by_role("link", name="P1-05").click()
    card = item(page, "P1-05")
    for _ in range(2):
        await expect(card).to_have_attribute("data-state", "conflict")
        await expect(card.get_by_role("alert")).to_contain_text(typed["P1-05"])
        await expect(card.get_by_role("alert")).to_contain_text("Dora escribió antes")
        await page.reload()
    await card.get_by_role("button", name="Conservar las dos").click()
    await expect(card.locator(".note").last).to_contain_text(typed["P1-05"])
    await delivered(page)
    counts = await counted(page, site, machine.answered, typed)
    assert (counts["stored"], counts["duplicated"], counts["lost"]) == (3, 0, 0)
    assert any("Dora escribió antes" in each for each in await kept(page, site, "P1-05"))


async def test_what_is_refused_stays_with_its_reason_until_it_is_discarded(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await types(page, "P1-05", "a" * 20_001)
    card = item(page, "P1-05")
    await expect(card.get_by_role("alert")).to_contain_text("demasiado largo")
    await page.close()
    page = await at_the_level(context, site)
    await expect(item(page, "P1-05").get_by_role("alert")).to_contain_text("demasiado largo")
    await expect(field(page, "P1-05")).to_have_value("a" * 20_001)
    await expect(total(page)).to_contain_text("1 respuesta no se guardó y pide su atención")
    await item(page, "P1-05").get_by_role("button", name="Descartar lo que escribí").click()
    await expect(item(page, "P1-05").get_by_role("alert")).to_have_count(0)
    await expect(field(page, "P1-05")).not_to_have_value("a" * 20_001)
    await delivered(page)


async def test_what_is_not_asked_any_more_can_still_be_read_and_discarded(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    """P1-04 is asked while P1-01 says yes; a colleague says no before Ana's line is back."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Ya no se pregunta")
    await page.close()
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await item(dora.page, "P1-01").get_by_label("No", exact=True).check()
    await expect(item(dora.page, "P1-04")).to_have_count(0)
    assert machine.context
    await machine.context.set_offline(offline=False)
    page = await at_the_level(machine.context, site)
    told = total(page)
    await expect(told).to_contain_text("1 respuesta no se guardó y pide su atención: P1-04")
    await expect(told).to_contain_text(f"P1-04: {typed['P1-04']}")
    await told.get_by_role("button", name="Descartar lo que escribí").click()
    await delivered(page)
    await item(dora.page, "P1-01").get_by_label("Sí", exact=True).check()
    await expect(item(dora.page, "P1-01")).to_have_attribute("data-state", "saved")


async def test_what_waits_for_an_answer_that_is_only_read_now_is_shown_there(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await context.set_offline(offline=True)
    await types(page, "P1-05", "Llega tarde")
    await waits(page, "P1-05")
    await page.evaluate(FOR_A_LOCKED_ITEM)
    await page.close()
    await context.set_offline(offline=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/mi-liga/niveles/I1")
    card = item(page, "I1-02")
    await expect(card.get_by_role("alert")).to_contain_text("ya se envió")
    await expect(card.locator("[name=date]:visible")).to_have_value("2020-01-02")
    await card.get_by_role("button", name="Descartar lo que escribí").click()
    await expect(card.locator(".item-answer")).to_have_text("15 de abril de 2021")
    await expect(card.locator("input:visible, textarea:visible")).to_have_count(0)
    await delivered(page)


async def test_where_nothing_can_be_stored_it_waits_in_the_page_and_says_so(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.page.add_init_script(NO_STORE)
    await tab.open(site.url + LEVEL)
    await ready(tab.page)
    await tab.page.context.set_offline(offline=True)
    await types(tab.page, "P1-05", "Sin dónde guardarse")
    await waits(tab.page, "P1-05")
    await expect(total(tab.page)).to_contain_text("1 respuesta espera conexión")
    await expect(total(tab.page)).to_contain_text("no cierre esta página")
    await tab.page.context.set_offline(offline=False)
    await expect(item(tab.page, "P1-05")).to_have_attribute("data-state", "saved")
    await expect(total(tab.page)).to_be_hidden()
    assert any("Sin dónde guardarse" in each for each in await kept(tab.page, site, "P1-05"))


async def opens_the_way_out(page: Page) -> Locator:
    """To the button that signs out, by keyboard alone, and press it."""
    menu = page.locator("details.menu").first
    if await menu.get_attribute("open") is None:
        await menu.locator("> summary").focus()
        await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Salir", exact=True).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    return dialog


async def test_whoever_signs_out_with_saves_waiting_is_asked(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Antes de salir")
    assert machine.context
    dialog = await opens_the_way_out(page)
    await expect(dialog).to_contain_text("Hay 3 respuestas sin enviar")
    await expect(dialog).to_contain_text("Si las conserva en este equipo, se envían cuando")
    # Stay.
    await dialog.get_by_role("button", name="Cancelar").focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    # Send: there is no line.
    dialog = await opens_the_way_out(page)
    await dialog.get_by_role("button", name="Enviar ahora").press("Enter")
    await expect(dialog.get_by_role("status")).to_contain_text("Todavía no se pudo enviar todo")
    # Leave without a line: the session cannot be closed, and that is said.
    await dialog.get_by_role("button", name="Salir y conservarlas").press("Enter")
    told = page.locator("#sign-out-told")
    await expect(told).to_contain_text("Sin conexión no se puede cerrar")
    await expect(told).to_be_visible()
    # The line is back; send, and go.
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), _slowly)
    dialog = await opens_the_way_out(page)
    await dialog.get_by_role("button", name="Enviar ahora").press("Enter")
    await expect(page).to_have_url(site.url + "/")
    await expect(page.get_by_role("link", name="Entrar")).to_be_visible()
    site.sessions.pop("ana")
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(site.url)
    await delivered(page)
    # The page was left with the last reply: what it heard of the line is not counted here.
    counts = await counted(page, site, machine.answered, typed)
    assert (counts["stored"], counts["duplicated"], counts["lost"]) == (3, 0, 0)


async def test_whoever_leaves_them_finds_them_again(site: Site, new_machine: NewMachine) -> None:
    machine = await new_machine()
    context, page = await at_work(machine, site)
    await context.route(re.compile("/reactivos/P1-05$"), lambda route: route.abort())
    await types(page, "P1-05", "Para cuando vuelva")
    await waits(page, "P1-05")
    dialog = await opens_the_way_out(page)
    await expect(dialog).to_contain_text("Hay 1 respuesta sin enviar")
    await expect(dialog).to_contain_text("Si la conserva en este equipo, se envía cuando")
    asked_twice: list[str] = []
    page.on("dialog", lambda dialog: asked_twice.append(dialog.type))
    await dialog.get_by_role("button", name="Salir y conservarla en este equipo").click()
    await expect(page.get_by_role("link", name="Entrar")).to_be_visible()
    assert asked_twice == []
    await expect(total(page)).to_have_count(0)
    assert "Para cuando vuelva" not in await page.content()
    await context.unroute_all()
    site.sessions.pop("ana")
    await machine.start("ana")
    await page.goto(site.url)
    await delivered(page)
    counts = await counted(page, site, machine.answered, {"P1-05": "Para cuando vuelva"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_whoever_has_nothing_waiting_is_not_asked(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("dora")
    await tab.open(site.url + LEVEL)
    site.sessions.pop("dora")
    await tab.page.locator("details.menu > summary").first.click()
    await tab.page.get_by_role("button", name="Salir", exact=True).click()
    await expect(tab.page.get_by_role("link", name="Entrar")).to_be_visible()
    assert tab.complaints == []


async def _slowly(route: Route) -> None:
    """Long enough that whatever is done in parallel would meet."""
    await asyncio.sleep(0.3)
    await route.continue_()


PORTAL = "<html><body><h1>Red gratis: acepte las condiciones</h1></body></html>"


async def _of_a_portal(route: Route) -> None:
    await route.fulfill(status=200, content_type="text/html", body=PORTAL)


async def _of_a_proxy(route: Route) -> None:
    """Somewhere else, which answers well: it is even a page of the site."""
    await route.fulfill(status=302, headers={"Location": "/metodo"})


async def _of_maintenance(route: Route) -> None:
    await route.fulfill(status=404, content_type="text/html", body=PORTAL)


@pytest.mark.parametrize(
    "in_between", [_of_a_portal, _of_a_proxy, _of_maintenance], ids=["portal", "proxy", "closed"]
)
async def test_what_answers_in_the_place_of_the_server_keeps_nothing(
    site: Site, new_machine: NewMachine, in_between: Callable[[Route], Awaitable[None]]
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    typed = {"P1-05": f"Tras {in_between.__name__}"}
    await context.route(re.compile("/reactivos/P1-05$|/sesion"), in_between)
    await types(page, "P1-05", typed["P1-05"])
    await waits(page, "P1-05")
    await expect(field(page, "P1-05")).to_have_value(typed["P1-05"])
    assert "acepte las condiciones" not in await page.content()
    # Neither when it is sent from another page, where it has no form.
    await page.close()
    page = await context.new_page()
    async with page.expect_request(re.compile("/reactivos/P1-05$")):
        await page.goto(f"{site.url}/mi-liga")
    await expect(total(page)).to_contain_text("1 respuesta espera conexión")
    assert len(await page.evaluate(STORED)) == 1
    await context.unroute_all()
    machine.answered.clear()
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await delivered(page)
    counts = await counted(page, site, machine.answered, typed)
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_a_choice_between_two_answers_is_made_by_the_server_alone(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", "La de Dora, tras el portal")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    await types(page, "P1-05", "La de Ana, tras el portal")
    card = item(page, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await context.route(re.compile("/reactivos/P1-05$"), _of_a_proxy)
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_contain_text("Sin conexión: no se envió")
    assert len(await page.evaluate(STORED)) == 1
    await context.unroute_all()
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(field(page, "P1-05")).to_have_value("La de Ana, tras el portal")
    await delivered(page)


async def _of_a_lost_seat(route: Route) -> None:
    await route.fulfill(
        status=401,
        content_type="text/html",
        headers={"Liga-Reply": "seat-left"},
        body='<div role="alert">Este cargo ya no es suyo</div>',
    )


async def test_what_was_typed_from_a_lost_seat_is_read_there_and_from_the_next_one(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await context.route(re.compile("/reactivos/P1-03$|/sesion"), _of_a_lost_seat)
    await types(page, "P1-03", "Lo último desde ese cargo")
    await expect(total(page)).to_contain_text("1 respuesta no se puede enviar")
    words = "P1-03: Opción none"
    await expect(total(page)).to_contain_text(words)
    await expect(total(page)).to_contain_text("Lo último desde ese cargo")
    await expect(total(page)).not_to_contain_text("espera a que usted entre")
    # The same account from another seat: read, copied and discarded, never sent.
    await page.evaluate(FROM_ANOTHER_SEAT)
    await context.unroute_all()
    await page.close()
    machine.answered.clear()
    page = await context.new_page()
    await page.goto(f"{site.url}/mi-liga")
    await expect(total(page)).to_contain_text("desde otro cargo suyo")
    await expect(total(page)).to_contain_text(words)
    assert machine.answered == []
    await total(page).get_by_role("button", name="Descartar lo que escribí").click()
    await delivered(page)


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
    await machine.context.route(re.compile("/reactivos/P1-05$"), _slowly)
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


@pytest.mark.parametrize("way", ["Que quede la mía", "Que quede la otra", "Conservar las dos"])
async def test_what_is_typed_while_a_conflict_is_on_its_way_is_part_of_it(
    site: Site, new_machine: NewMachine, new_tab: NewTab, way: str
) -> None:
    """The reply says that there are two; before it is settled, what was typed since is in sight."""
    machine = await new_machine()
    page = await at_the_level(await machine.start("ana"), site)
    await ready(page)
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", f"Dora, antes de {way}")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        reply = await route.fetch()
        await held.wait()
        await route.fulfill(response=reply)

    await page.route(re.compile("/reactivos/P1-05$"), hold, times=1)
    async with page.expect_request(re.compile("/reactivos/P1-05$")):
        await types(page, "P1-05", f"Enviado, {way}.")
    await field(page, "P1-05").focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" Y lo que siguió.")
    held.set()
    typed = f"Enviado, {way}. Y lo que siguió."
    card = item(page, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text(typed)
    await expect(card.get_by_role("alert")).to_contain_text(f"Dora, antes de {way}")
    await card.get_by_role("button", name=way).click()
    await expect(card).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert any(typed in each for each in await kept(page, site, "P1-05"))
