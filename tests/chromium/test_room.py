"""The coordinators' room before one's eyes: by keyboard, by ear, and on the wall."""

import pytest
from playwright.async_api import Page, expect

from tests.chromium.conftest import WIDE, NewTab, Site, Tab
from tests.chromium.place import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BUTTON = f"#avance-{OPEN}-09-recordar"
WALL = {"width": 1920, "height": 1080}
SMALL = {"width": 1280, "height": 720}
MINUTE = 60_000
# Counts what whoever listens is told.
COUNT = """
    window.heard = [];
    const place = document.querySelector("[data-announced]");
    const hear = () => window.heard.push(place.textContent);
    new MutationObserver(hear).observe(place, { childList: true });
"""
# As a live event brings them: levels that moved, the newest first, each in an event of its own.
MOVED = """
    const stream = document.querySelector("#coordination");
    const feed = document.querySelector("[data-feed]");
    for (const name of ["Uno", "Dos", "Tres"]) {
      const row = document.createElement("li");
      row.id = `novedad-${name}`;
      row.dataset.say = `${name}, P1: enviado.`;
      feed.prepend(row);
      stream.dispatchEvent(new CustomEvent("htmx:sse:after:message", { bubbles: true }));
    }
"""
# As full as it can be: four leagues of fifteen with long names, six moves, and a notice.
CROWDED = """
    const many = (node, count) => {
      for (let n = 1; n < count; n++) node.after(node.cloneNode(true));
    };
    const row = document.querySelector(".wall-places > li");
    row.parentElement.replaceChildren(row);
    row.querySelector("b").textContent = "Chilpancingo de los Bravo, Guerrero";
    many(row, 15);
    const league = document.querySelector(".wall-leagues > *");
    league.querySelector("h3").firstChild.textContent = "Ciudades (200,000 a 499,999 habitantes) ";
    many(league, 4);
    const moved = document.querySelector(".feed > li");
    moved.parentElement.replaceChildren(moved);
    moved.querySelector("span:last-child").append(" de programas específicos");
    many(moved, 6);
    const notice = "<div class='notice is-info'><div>Tabla detenida desde el 27 de noviembre</div>";
    document.querySelector("#wall").insertAdjacentHTML("afterbegin", notice);
"""
CUT = """
    [...document.querySelectorAll("#wall :is(b, h3, .feed *)")]
        .filter((each) => each.clientWidth && each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.textContent)
"""
# In each league, how many places are seen, and how many of those only in part.
SEEN = """
    [...document.querySelectorAll(".wall-places")].map((list) => {
        const box = list.getBoundingClientRect();
        const rows = [...list.children].map((row) => row.getBoundingClientRect());
        const seen = rows.filter((row) => row.left < box.right - 1 && row.top < box.bottom);
        return [seen.length, seen.filter((row) => row.bottom > box.bottom + 1).length];
    })
"""


async def save(tab: Tab, text: str) -> None:
    card = tab.page.locator("#item-P1-05")
    await card.locator("[name=text]").fill(text)
    await card.locator("[name=text]").blur()
    await expect(card.locator(".save-state [data-when=saved]")).to_be_visible()


async def heard(page: Page) -> list[str]:
    return list(await page.evaluate("window.heard"))


async def test_focus_stays_on_a_button_while_events_arrive(site: Site, new_tab: NewTab) -> None:
    elena = await new_tab("elena", viewport=WIDE)
    await elena.open(f"{site.url}/coordinacion")
    await expect(elena.page.locator(".live-on")).to_be_visible()
    await elena.page.locator(BUTTON).focus()
    updated = elena.page.locator(f"#follow-{OPEN}-updated")
    ana = await new_tab("ana", viewport=WIDE)
    await ana.open(f"{site.url}/mi-liga/niveles/P1")
    written = await ana.page.locator("#item-P1-05 [name=text]").input_value()
    # Given and taken back: what is told within one minute changes by the count alone.
    for text in ("", "Se consulta cada mes.") if written else ("Se consulta cada mes.", ""):
        before = await updated.inner_text()
        await save(ana, text)
        await expect(updated).not_to_have_text(before)
        await expect(elena.page.locator(BUTTON)).to_be_focused()
    # And it is still what it was: pressed from the keyboard, it reminds.
    await elena.page.keyboard.press("Enter")
    row = elena.page.locator(f"#avance-{OPEN}-09")
    await expect(row).to_contain_text("Recordado el")
    assert elena.complaints == ana.complaints == []


async def test_a_burst_is_told_in_one_sentence_a_minute(site: Site, new_tab: NewTab) -> None:
    elena = await new_tab("elena", viewport=WIDE)
    await elena.page.clock.install()
    await elena.open(f"{site.url}/coordinacion")
    await expect(elena.page.locator(".live-on")).to_be_visible()
    await elena.page.evaluate(COUNT)
    await elena.page.evaluate(MOVED)
    assert await heard(elena.page) == []
    await elena.page.clock.fast_forward(MINUTE)
    told = "Se movieron 3 niveles más; el último: Tres, P1: enviado."
    await expect(elena.page.locator("[data-announced]")).to_have_text(told)
    assert await heard(elena.page) == [told]
    # Nothing new moved: nothing is told again of what was.
    await elena.page.clock.fast_forward(MINUTE)
    assert await heard(elena.page) == [told]
    assert elena.complaints == []


@pytest.mark.parametrize("screen", [WALL, SMALL], ids=["1080p", "720p"])
async def test_wall_fills_the_screen_and_fits_on_it(
    site: Site, new_tab: NewTab, screen: dict[str, int]
) -> None:
    elena = await new_tab("elena", viewport=screen)
    await elena.open(f"{site.url}/coordinacion/muro")
    await expect(elena.page.locator(".live-on")).to_be_visible()
    sizes = await elena.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert sizes == [screen["width"], screen["height"]]
    await elena.page.evaluate(CROWDED)
    assert await elena.page.evaluate("document.documentElement.scrollHeight") == screen["height"]
    assert await elena.page.evaluate(CUT) == []
    for seen, in_part in await elena.page.evaluate(SEEN):
        assert seen >= 5
        assert in_part == 0
    button = elena.page.locator("[data-screen]")
    await button.click()
    await expect(button).to_be_hidden()
    assert await elena.page.evaluate("document.fullscreenElement !== null")
    assert elena.complaints == []
