"""Seguir sin transmisión: a page asked for now and then, where a stream is not to be had."""

from dataclasses import replace

import pytest
from litestar import Litestar

from tests.browser import Browser
from tests.elements import read
from tests.server.leagues import BOARD, LIVE, a_league, earn
from tests.server.people import OAXACA

ASKED = f"{LIVE}?sondeo=1"


@pytest.fixture
async def crowded(app: Litestar) -> Litestar:
    """A league, and no room for anybody who would watch it."""
    await a_league()
    hub = app.state.parts.hub
    hub.limits = replace(hub.limits, watchers_in_all=0)
    return app


async def test_no_room_is_said_with_when_to_come_back(crowded: Litestar, browser: Browser) -> None:
    refused = await browser.client.get(LIVE)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert "Muchas personas siguen esta página" in read(refused.text).select_one("main").get_text(
        " ", strip=True
    )


async def test_where_there_is_no_room_the_board_can_still_be_asked_for(
    crowded: Litestar, browser: Browser
) -> None:
    await earn(OAXACA, 10)
    shown = await browser.client.get(ASKED)
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("text/html")
    assert "Oaxaca, 10 puntos" in shown.text
    whole = read((await browser.client.get(BOARD)).text)
    rows = read(shown.text).select("[data-mark]")
    assert [row["id"] for row in rows] == [row["id"] for row in whole.select("#board [data-mark]")]


async def test_who_has_it_as_it_stands_is_told_that_and_nothing_else(
    crowded: Litestar, browser: Browser
) -> None:
    first = await browser.client.get(ASKED)
    same = {"If-None-Match": first.headers["ETag"]}
    again = await browser.client.get(ASKED, headers=same)
    assert (again.status_code, again.content) == (304, b"")
    for weak in (f"W/{same['If-None-Match']}", f'"old", W/{same["If-None-Match"]}'):
        told = await browser.client.get(ASKED, headers={"If-None-Match": weak})
        assert told.status_code == 304
    await earn(OAXACA, 10)
    moved = await browser.client.get(ASKED, headers=same)
    assert moved.status_code == 200
    assert moved.headers["ETag"] != first.headers["ETag"]


async def test_to_ask_is_allowed_to_those_who_may_watch(
    crowded: Litestar, browser: Browser, coordinadora: Browser
) -> None:
    asked = "/coordinacion/en-vivo?sondeo=1"
    assert (await coordinadora.client.get(asked)).status_code == 200
    refused = await browser.client.get(asked, follow_redirects=False)
    assert refused.status_code in {303, 401}
    assert (await browser.client.get("/ligas/2026/nowhere/en-vivo?sondeo=1")).status_code == 404


async def test_language_is_that_of_whoever_asks(crowded: Litestar, browser: Browser) -> None:
    assert "There are no points" in (await browser.client.get(f"{ASKED}&idioma=en")).text
