"""The board moves before one's eyes: somebody saves, and whoever watches sees it, unasked."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from playwright.async_api import Route, expect

from tests.chromium.conftest import NARROW, WIDE, NewTab, Site, Tab
from tests.chromium.place import OPEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AT_MOST_SECONDS = 2.0
# As a live event that puts the first one last; how many rows glide.
OVERTAKEN = """
    const board = document.querySelector("#board");
    const rows = board.querySelector("#board-rows");
    const tell = (moment) => board.dispatchEvent(new CustomEvent(
      `htmx:sse:${moment}:message`, { bubbles: true, detail: { connection: {} } }));
    tell("before");
    rows.append(rows.firstElementChild);
    tell("after");
    rows.getAnimations({ subtree: true }).filter((each) => each.id === "glide").length;
"""


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


async def test_own_row_stays_marked_while_the_board_moves(site: Site, new_tab: NewTab) -> None:
    watching = await new_tab("carla", viewport=NARROW)
    await watching.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(watching.page.locator(".live-on")).to_be_visible()
    own = watching.page.locator("#gobierno-31")
    mark = watching.page.locator("#board [data-own]")
    await expect(own).to_contain_text("Su gobierno")
    before = await own.get_attribute("data-mark")

    acts = await new_tab("carla", viewport=WIDE)
    await acts.open(f"{site.url}/mi-liga/niveles/P1")
    text = acts.page.locator("#item-P1-05 [name=text]")
    await text.fill("" if await text.input_value() else "Lo revisa el cabildo.")
    await text.blur()
    # What streams has no mark: the page puts it back, once.
    await expect(own).not_to_have_attribute("data-mark", str(before))
    await expect(own.locator("[data-own]")).to_have_text("Su gobierno")
    await expect(own).to_have_class("standing is-own")
    await expect(mark).to_have_count(1)
    assert watching.complaints == acts.complaints == []


async def test_rows_glide_unless_one_asked_for_less_motion(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab(viewport=NARROW)
    await tab.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(tab.page.locator(".live-on")).to_be_visible()
    rows = await tab.page.locator("#board .standing").count()
    await tab.page.emulate_media(reduced_motion="reduce")
    assert await tab.page.evaluate(OVERTAKEN) == 0
    await tab.page.emulate_media(reduced_motion="no-preference")
    assert await tab.page.evaluate(OVERTAKEN) == rows


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


async def test_where_no_stream_is_to_be_had_the_board_is_asked_for(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab(viewport=NARROW)
    board = tab.page.locator("#board")

    async def full(route: Route) -> None:
        if "sondeo" in route.request.url:
            await route.continue_()
        else:
            await route.fulfill(status=503, headers={"Liga-Reply": "crowded"})

    await tab.page.clock.install()
    await tab.page.route("**/en-vivo?*", full)
    await tab.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(tab.page.locator(".live-asked")).to_be_visible()
    await board.evaluate("board => board.replaceChildren()")
    await tab.page.clock.fast_forward(31_000)
    await expect(board.locator("#gobierno-31")).to_be_visible()
    # Room again: it streams as if nothing had been.
    await tab.page.unroute("**/en-vivo?*")
    await tab.page.clock.fast_forward(31_000)
    await expect(tab.page.locator(".live-on")).to_be_visible()
    assert [each for each in tab.complaints if "status of 503" not in each] == []


@pytest.mark.parametrize("how", ["aborted", "hung", "504"])
async def test_a_board_that_cannot_stream_says_that_it_tries_again(
    site: Site, new_tab: NewTab, how: str
) -> None:
    tab = await new_tab(viewport=NARROW)

    async def blocked(route: Route) -> None:
        if how == "aborted":
            await route.abort()
        elif how == "504":
            await route.fulfill(status=504)

    await tab.page.route("**/en-vivo?*", blocked)
    await tab.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(tab.page.locator(".live-off")).to_be_visible()
    await expect(tab.page.locator(".live-still")).to_be_hidden()
    again = tab.page.get_by_role("link", name="Actualizar")
    await expect(again).to_be_visible()
    # Once it streams nobody need ask.
    await tab.page.unroute("**/en-vivo?*")
    await tab.page.reload()
    await expect(tab.page.locator(".live-on")).to_be_visible()
    await expect(again).to_be_hidden()


async def test_a_proxy_that_keeps_the_stream_to_itself_is_gone_around(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab(viewport=NARROW)
    async with keeping_streams(site.url) as around:
        await tab.page.clock.install()
        await tab.open(f"{around}/ligas/{OPEN}/states")
        await expect(tab.page.locator(".live-on")).to_be_visible()
        await tab.page.clock.fast_forward(16_000)
        await expect(tab.page.locator(".live-asked")).to_be_visible()
        await expect(tab.page.locator("#gobierno-31")).to_be_visible()


async def test_a_hidden_tab_lets_its_stream_go_and_catches_up(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab(viewport=NARROW)
    await tab.open(f"{site.url}/ligas/{OPEN}/states")
    await expect(tab.page.locator(".live-on")).to_be_visible()
    row = tab.page.locator("#gobierno-31")
    before = await row.get_attribute("data-mark")
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    await turn(tab, hidden=True)

    carla = await new_tab("carla", viewport=WIDE)
    await carla.open(f"{site.url}/mi-liga/niveles/P1")
    text = carla.page.locator("#item-P1-05 [name=text]")
    await text.fill("" if await text.input_value() else "Lo revisa el cabildo.")
    async with carla.page.expect_response("**/mi-liga/reactivos/**"):
        await text.blur()
    await asyncio.sleep(1)
    assert await row.get_attribute("data-mark") == before
    assert asked == []
    await turn(tab, hidden=False)
    await expect(row).not_to_have_attribute("data-mark", str(before))


async def turn(tab: Tab, *, hidden: bool) -> None:
    """Put the tab behind others, or in front of them."""
    state = "hidden" if hidden else "visible"
    await tab.page.evaluate(
        """([hidden, state]) => {
            for (const [name, value] of Object.entries({ hidden, visibilityState: state }))
                Object.defineProperty(document, name, { value, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        [hidden, state],
    )


@asynccontextmanager
async def keeping_streams(url: str) -> AsyncIterator[str]:
    """A proxy that passes on the head of a stream, and nothing of what streams."""
    host, port = url.removeprefix("http://").split(":")

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                head, end, _ = data.partition(b"\r\n\r\n")
                is_stream = b"text/event-stream" in head
                writer.write(head + end if is_stream else data)
                await writer.drain()
                while is_stream and await reader.read(1 << 16):
                    pass
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(host, int(port))
        await asyncio.gather(pass_on(reader, forth), pass_on(back, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
