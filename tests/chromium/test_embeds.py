"""Tarjetas on pages of others: all of a card is seen in the frame that is copied with it."""

import re

import pytest

from tests.chromium.conftest import NewTab, Site
from tests.server.people import OAXACA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZE = re.compile(r'<iframe [^>]*width="(\d+)" height="(\d+)"')


@pytest.mark.parametrize("spoken", ["es", "en"])
async def test_a_card_is_whole_in_its_frame(site: Site, kept_tab: NewTab, spoken: str) -> None:
    tab = await kept_tab()
    page = tab.page
    await tab.open(f"{site.url}/compromisos/1?idioma={spoken}")
    copied = await page.locator("main").text_content()
    found = SIZE.search(copied or "")
    assert found is not None
    width, height = map(int, found.groups())
    before = page.viewport_size
    await page.set_viewport_size({"width": width, "height": height})
    for card in ("/compromisos/1/tarjeta", f"/gobiernos/{OAXACA}/tarjeta"):
        await page.goto(f"{site.url}{card}?idioma={spoken}")
        seen = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        wide, high = await page.evaluate(seen)
        assert (wide, high) == (width, height), card
    await page.set_viewport_size(before or {"width": 1280, "height": 900})
    await tab.open(f"{site.url}/compromisos/1?idioma=es")
