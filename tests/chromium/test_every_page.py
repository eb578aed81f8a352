"""Every page: nothing for axe to find, no sideways scroll, no word in the console.

Each page is tried in both languages, both lights and both widths. Axe takes longest, so it looks
twice: at one look and at its opposite; which two they are goes round from page to page.
"""

from itertools import cycle

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.chromium.conftest import NARROW, WIDE, NewTab, Site, Tab
from tests.chromium.place import CORNERS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OPPOSITE = {"light": "dark", "dark": "light"}
OTHER = {"narrow": "wide", "wide": "narrow"}
WIDTHS = {"narrow": NARROW, "wide": WIDE}
# In Spanish so, in English the other way round.
ROUND = cycle([("light", "wide"), ("dark", "narrow"), ("light", "narrow"), ("dark", "wide")])
LOOKS = [
    pytest.param(corner, *look, id=f"{corner}-{' '.join(look)}")
    for corner, (scheme, width) in zip(CORNERS, ROUND, strict=False)
    for look in (("es", scheme, width), ("en", OPPOSITE[scheme], OTHER[width]))
]


@pytest.mark.parametrize(("corner", "locale", "scheme", "width"), LOOKS)
async def test_page_is_for_everybody(
    site: Site, kept_tab: NewTab, corner: str, locale: str, scheme: str, width: str
) -> None:
    tab = await kept_tab(CORNERS[corner].who, locale=locale, viewport=WIDTHS[OTHER[width]])
    await tab.page.emulate_media(color_scheme=scheme)
    await tab.open(site.address(corner))
    assert await sideways(tab) <= 0, "scrolls sideways"
    await tab.page.set_viewport_size(WIDTHS[width])
    assert await sideways(tab) <= 0, "scrolls sideways"
    assert await tab.page.evaluate("document.documentElement.lang") == locale
    found = await Axe().run(tab.page)
    assert found.violations_count == 0, found.generate_report()
    assert tab.complaints == []


@pytest.mark.parametrize(
    "corner",
    [
        "commitment of one's own",
        "commitments",
        "commitments of a government in groups",
        "commitments of one government",
        "commitments on paper",
        "happenings",
        "months",
        "disagreements",
        "fulfilment",
        "profile",
        "declarations",
        "reports",
        "report",
        "my league",
    ],
)
async def test_a_long_address_in_a_promise_fits_a_phone(
    site: Site, kept_tab: NewTab, corner: str
) -> None:
    tab = await kept_tab(CORNERS[corner].who, viewport=NARROW)
    await tab.open(site.address(corner))
    assert await sideways(tab) <= 0, "scrolls sideways"


@pytest.mark.parametrize("corner", ["board", "ranking", "queue", "coordination", "accounts"])
async def test_rows_fit_between_a_phone_and_a_wide_screen(
    site: Site, kept_tab: NewTab, corner: str
) -> None:
    tab = await kept_tab(CORNERS[corner].who)
    await tab.open(site.address(corner))
    beyond = {}
    for width in (768, 834, 900, 1024, 1100, 1920):
        await tab.page.set_viewport_size({"width": width, "height": 900})
        beyond[width] = await sideways(tab)
    assert max(beyond.values()) <= 0, f"scrolls sideways: {beyond}"


@pytest.mark.parametrize("corner", CORNERS)
async def test_page_opens_without_scripts(site: Site, kept_tab: NewTab, corner: str) -> None:
    tab = await kept_tab(CORNERS[corner].who, java_script_enabled=False, viewport=NARROW)
    await tab.open(site.address(corner))
    assert await tab.page.locator("main h1").is_visible()
    assert tab.complaints == []


# A window that was just made narrower lays its page out with its next frame.
BEYOND = """new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(() => {
    const root = document.documentElement;
    tell(root.scrollWidth - root.clientWidth);
})))"""


@pytest.mark.parametrize(
    ("corner", "notice"),
    [
        ("my league after a signature", "#done"),
        ("my league after a seat was received", "#received"),
        ("level just signed", "#done"),
        ("level with a document brought again", "#item-P1-01-attached [role=status]"),
    ],
)
async def test_what_was_just_done_is_told_where_one_comes_back_to(
    site: Site, kept_tab: NewTab, corner: str, notice: str
) -> None:
    """The corners above are looked at with their notices, not without."""
    tab = await kept_tab(CORNERS[corner].who, viewport=NARROW)
    await tab.open(site.address(corner))
    await expect(tab.page.locator(notice)).to_be_visible()


async def sideways(tab: Tab) -> int:
    """How many pixels of the page lie beyond its width."""
    return int(await tab.page.evaluate(BEYOND))
