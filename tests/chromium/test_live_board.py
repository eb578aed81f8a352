"""The board moves before one's eyes: somebody saves, and whoever watches sees it, unasked."""

import asyncio
import time

import pytest
from playwright.async_api import Route, expect

from tests.chromium.conftest import NARROW, WIDE, NewTab, Site
from tests.chromium.place import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AT_MOST_SECONDS = 2.0


async def test_a_save_elsewhere_moves_the_row_within_two_seconds(
    site: Site, new_tab: NewTab
) -> None:
    watching = await new_tab(viewport=NARROW)
    await watching.page.clock.install()
    await watching.open(f"{site.url}/ligas/{OPEN}/states")
    row = watching.page.locator("#gobierno-31")
    # The promise begins once the line is there.
    await expect(watching.page.locator(".live-on")).to_be_visible()
    before = await row.get_attribute("data-mark")
    # A page that loads again forgets this.
    await watching.page.evaluate("document.body.dataset.loaded = 'once'")

    carla = await new_tab("carla", viewport=WIDE)
    await carla.open(f"{site.url}/mi-liga/niveles/P1")
    card = carla.page.locator("#item-P1-05")
    await card.locator("[name=text]").fill("Lo revisa el cabildo cada año.")
    start = time.monotonic()
    await card.locator("[name=text]").blur()
    await expect(row).not_to_have_attribute("data-mark", str(before))
    assert time.monotonic() - start < AT_MOST_SECONDS

    await expect(row).to_have_attribute("data-lit", "")
    await expect(watching.page.locator("#board-updated")).to_contain_text("Yucatán")
    # Whoever listens is told a minute later, once, whatever has moved until then.
    await expect(watching.page.locator("[data-announced]")).to_be_empty()
    await watching.page.clock.fast_forward(60_000)
    await expect(watching.page.locator("[data-announced]")).to_contain_text("Yucatán")
    assert await watching.page.evaluate("document.body.dataset.loaded") == "once"
    assert watching.complaints == carla.complaints == []


async def test_a_line_so_slow_that_one_script_is_late_still_makes_it_live(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab(viewport=NARROW)

    async def late(route: Route) -> None:
        await asyncio.sleep(1)
        await route.continue_()

    await tab.page.route("**/hx-sse.min.js", late)
    await tab.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(tab.page.locator(".live-on")).to_be_visible()
    assert tab.complaints == []


async def test_coordination_moves_too(site: Site, new_tab: NewTab) -> None:
    elena = await new_tab("elena")
    await elena.open(f"{site.url}/coordinacion")
    await expect(elena.page.locator(".live-on")).to_be_visible()
    before = await elena.page.locator("#coordination").inner_text()
    # The last activity is told by the minute: somebody else than whoever was the last one.
    is_carla = "Última actividad: Yucatán" not in before
    who, level, field = (
        ("carla", "I1", "#item-I1-02 [name=date]")
        if is_carla
        else ("ana", "P1", "#item-P1-05 [name=text]")
    )
    acts = await new_tab(who)
    await acts.open(f"{site.url}/mi-liga/niveles/{level}")
    await acts.page.locator(field).fill("2020-02-03")
    async with acts.page.expect_response("**/mi-liga/reactivos/**"):
        await acts.page.locator(field).blur()
    await expect(elena.page.locator("#coordination")).not_to_have_text(before, timeout=8_000)
    assert elena.complaints == []
