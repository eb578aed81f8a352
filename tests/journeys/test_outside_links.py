"""Vínculos hacia fuera: what others cited is not vouched for by any page that everybody reads."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urldefrag, urlsplit

from litestar import Litestar

from server.settings import Settings
from tests.browser import BASE, Browser, Page
from tests.journeys.stage import a_stage
from tests.journeys.story import the_whole_story
from tests.reports import published
from tests.server.addresses import addresses
from tests.server.conftest import Clock

NOT_VOUCHED = {"nofollow", "noopener"}
# What stands at the foot of every page: whom the map is of.
OWN_WORDS = "https://github.com/VictorCazanave/", "https://creativecommons.org/"
OURS = BASE, Settings.from_environ({}).public_url
MOST = 900


async def test_no_page_that_everybody_reads_vouches_for_what_others_cited(
    app: Litestar, each_settings: Settings, clock: Clock, browser: Browser
) -> None:
    async with a_stage(app) as stage:
        company = await the_whole_story(stage, clock)
        code = await published(each_settings, at=clock.now)
        await company.lead.sends(
            f"/observaciones/{code}/respuesta",
            text="Ya no se piden.",
            link="https://oaxaca.example/acuerdo",
            title="Acuerdo",
            page="2",
        )
    cited, read = set(), 0
    async for page in pages(app, browser):
        read += 1
        for link in page.select("a[href]"):
            address = str(link["href"])
            if leads_outside(address):
                rel = set(link.get("rel").split())
                assert rel >= NOT_VOUCHED, f"{page.url}: {address} {rel}"
                assert "ugc" in rel or not is_cited(address), f"{page.url}: {address} {rel}"
                cited.add(address)
    assert read > 50
    assert any(each.startswith("https://oaxaca.example/") for each in cited)
    # Evidence of a commitment and of an answer to a report stands behind addresses of our own.
    for part in ("/compromisos/1/documentos/", f"/observaciones/{code}/respuestas/"):
        assert any(part in each for each in cited), part


async def pages(app: Litestar, browser: Browser) -> AsyncIterator[Page]:
    """Every page that somebody without an account comes to, by its address or by a link."""
    waiting = ["/", *(address for _name, address in addresses(app) if "x" not in address)]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen or len(seen) > MOST:
            continue
        seen.add(address)
        response = await browser.client.get(address, follow_redirects=False)
        if response.status_code == 200 and "html" in response.headers.get("content-type", ""):
            page = Page(address, response)
            yield page
            waiting += list(further(page))


def further(page: Page) -> Iterator[str]:
    """The pages that a page leads to, however it is narrowed."""
    for link in page.select("a[href]"):
        address, _ = urldefrag(str(link["href"]))
        parts = urlsplit(address)
        is_ours = not parts.scheme and parts.path.startswith("/") and not parts.netloc
        if is_ours and not parts.query:
            yield address


def is_cited(address: str) -> bool:
    """Whether somebody brought it as evidence, as it is or behind an address of ours."""
    parts = ("https://oaxaca.example/", "/documentos/", "/respuestas/")
    return any(part in address for part in parts)


def leads_outside(address: str) -> bool:
    """Whether a link leads to another site, or to what somebody brought to ours."""
    parts = urlsplit(address)
    if address.startswith(OWN_WORDS) or parts.scheme in {"mailto", "webcal"}:
        return False
    return is_cited(address) or bool(parts.netloc and not address.startswith(OURS))
