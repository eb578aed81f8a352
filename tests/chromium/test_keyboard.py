"""With the keyboard alone: every stop is seen, in reading order, and everything can be done."""

import pytest
from playwright.async_api import expect

from tests.chromium.conftest import NARROW, WIDE, NewTab, Site, Tab
from tests.chromium.place import CORNERS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_STOPS = 400
# The stop that has the focus: what it is, whether it shows, and whether it comes after the last.
STOP = """
() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const last = window.lastStop;
  window.lastStop = stop;
  // A date has stops of its own inside, which the browser draws.
  const name = stop.outerHTML.slice(0, 120);
  if (stop === last) return { name, seen: true, after: true, size: 1 };
  const shows = (element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || element.querySelector(":scope > .map-state") !== null;
  };
  let element = stop, seen = false;
  for (let up = 0; element && up < 6 && !seen; up += 1, element = element.parentElement) {
    seen = shows(element);
  }
  const box = stop.getBoundingClientRect();
  const after = !last || !last.isConnected
    || Boolean(last.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING);
  return { name, seen, after, size: box.width * box.height };
}
"""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "corner", ["home", "sign-in", "board", "level", "review", "commitments", "accounts"]
)
async def test_every_stop_is_seen_and_in_order(
    site: Site, new_tab: NewTab, corner: str, viewport: dict[str, int]
) -> None:
    tab = await new_tab(CORNERS[corner].who, viewport=viewport)
    await tab.open(site.address(corner))
    stops = await stops_of(tab)
    assert "skip" in stops[0]["name"]
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert [stop["name"] for stop in stops if not stop["after"]] == []
    assert [stop["name"] for stop in stops if stop["size"] == 0] == []


async def test_the_skip_link_leads_to_the_content(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab()
    await tab.open(site.url)
    await tab.page.keyboard.press("Tab")
    await expect(tab.page.locator(".skip")).to_be_in_viewport()
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("main")).to_be_focused()


async def test_an_item_is_answered_by_keys(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("ana")
    await tab.open(f"{site.url}/mi-liga/niveles/P1")
    card = tab.page.locator("#item-P1-02")
    await card.locator("[name=chosen]").first.focus()
    await tab.page.keyboard.press("ArrowDown")
    await expect(card.get_by_label("Opción half")).to_be_checked()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.get_by_label("Opción half")).to_be_focused()


async def test_a_question_is_asked_in_a_dialog_that_escape_closes(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("elena")
    await tab.open(site.address("edition"))
    summary = tab.page.locator("details.confirm > summary").first
    await summary.focus()
    await tab.page.keyboard.press("Enter")
    dialog = tab.page.locator("dialog[open]")
    await expect(dialog.get_by_role("heading")).to_be_focused()
    await tab.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(summary).to_be_focused()


async def test_a_double_enter_asks_the_question_and_leaves_it_open(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("elena")
    await tab.open(site.address("edition"))
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.method))
    await tab.page.locator("details.confirm > summary").first.focus()
    await tab.page.keyboard.press("Enter")
    await tab.page.keyboard.press("Enter")
    await expect(tab.page.locator("dialog[open]").get_by_role("heading")).to_be_focused()
    assert "POST" not in sent
    await tab.page.keyboard.press("Tab")
    await expect(tab.page.locator("dialog[open] :focus")).to_have_count(1)


async def test_a_double_click_asks_the_question_and_leaves_it_open(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("elena")
    await tab.open(site.address("edition"))
    await tab.page.locator("details.confirm > summary").first.dblclick(position={"x": 4, "y": 4})
    await expect(tab.page.locator("dialog[open]")).to_be_visible()
    await tab.page.mouse.click(4, 400)
    await expect(tab.page.locator("dialog[open]")).to_have_count(0)


async def test_a_menu_opens_and_escape_closes_it(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.open(site.url)
    menu = tab.page.locator("details.narrow-menu")
    await menu.locator("summary").focus()
    await tab.page.keyboard.press("Enter")
    await expect(menu.get_by_role("link", name="Ligas")).to_be_visible()
    await tab.page.keyboard.press("Escape")
    await expect(menu.get_by_role("link", name="Ligas")).to_be_hidden()
    await expect(menu.locator("summary")).to_be_focused()


async def stops_of(tab: Tab) -> list[dict[str, object]]:
    """Press Tab from the top of the page until it is left."""
    stops = []
    for _ in range(MOST_STOPS):
        await tab.page.keyboard.press("Tab")
        stop = await tab.page.evaluate(STOP)
        if stop is None:
            return stops
        if stops and stop["name"] == stops[0]["name"]:
            return stops
        stops.append(stop)
    raise AssertionError("the page is never left")
