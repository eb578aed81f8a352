"""Every page: nothing for axe to find, no sideways scroll, no word in the console.

Language, light and width are tried in pairs: each two values of two of them meet on every page.
"""

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.chromium.conftest import NARROW, WIDE, NewTab, Site, Tab
from tests.chromium.place import CORNERS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LOOKS = [
    pytest.param("es", "light", WIDE, id="es light wide"),
    pytest.param("es", "dark", NARROW, id="es dark narrow"),
    pytest.param("en", "light", NARROW, id="en light narrow"),
    pytest.param("en", "dark", WIDE, id="en dark wide"),
]


@pytest.mark.parametrize(("locale", "scheme", "viewport"), LOOKS)
@pytest.mark.parametrize("corner", CORNERS)
async def test_page_is_for_everybody(
    site: Site, kept_tab: NewTab, corner: str, locale: str, scheme: str, viewport: dict[str, int]
) -> None:
    tab = await kept_tab(CORNERS[corner].who, locale=locale, color_scheme=scheme, viewport=viewport)
    await tab.open(site.address(corner))
    assert await tab.page.evaluate("document.documentElement.lang") == locale
    assert await sideways(tab) <= 0, "scrolls sideways"
    found = await Axe().run(tab.page)
    assert found.violations_count == 0, found.generate_report()
    assert tab.complaints == []


@pytest.mark.parametrize("width", [768, 834, 900, 1024, 1100, 1920])
@pytest.mark.parametrize("corner", ["board", "ranking", "queue", "coordination", "accounts"])
async def test_rows_fit_between_a_phone_and_a_wide_screen(
    site: Site, kept_tab: NewTab, corner: str, width: int
) -> None:
    tab = await kept_tab(CORNERS[corner].who, viewport={"width": width, "height": 900})
    await tab.open(site.address(corner))
    assert await sideways(tab) <= 0, "scrolls sideways"


@pytest.mark.parametrize("corner", CORNERS)
async def test_page_opens_without_scripts(site: Site, kept_tab: NewTab, corner: str) -> None:
    tab = await kept_tab(CORNERS[corner].who, java_script_enabled=False, viewport=NARROW)
    await tab.open(site.address(corner))
    assert await tab.page.locator("main h1").is_visible()
    assert tab.complaints == []


async def sideways(tab: Tab) -> int:
    """How many pixels of the page lie beyond its width."""
    root = "document.documentElement"
    return int(await tab.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))
