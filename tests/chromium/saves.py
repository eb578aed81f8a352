"""What is typed in three items and waits in the browser, and how it is counted.

Every story counts: how many saves the server answered, how many revisions it holds of what was
typed, how many of them twice, and how many not at all.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import parse_qsl

from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from tests.chromium.conftest import Machine, Sent, Site

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


def held(until: asyncio.Event) -> Callable[[Route], Awaitable[None]]:
    """What is asked goes on its way only then."""

    async def hold(route: Route) -> None:
        await until.wait()
        await route.continue_()

    return hold


def key_of(route: Route) -> str:
    return dict(parse_qsl(route.request.post_data or "")).get("key", "")


async def slowly(route: Route) -> None:
    """Long enough that whatever is done in parallel would meet."""
    await asyncio.sleep(0.3)
    await route.continue_()


async def of_a_proxy(route: Route) -> None:
    """Somewhere else, which answers well: it is even a page of the site."""
    await route.fulfill(status=302, headers={"Location": "/metodo"})
