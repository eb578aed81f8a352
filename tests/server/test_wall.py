"""Muro: what hangs in the office is what everybody may see, unless it says that it is not."""

from itertools import pairwise

import pytest
from litestar import Litestar

from game.editions import Stage
from server.frames import Frames
from server.live import WallTopic
from tests.browser import Browser, Page
from tests.server.conftest import Clock, Enter
from tests.server.frozen import (
    AFTER,
    CANARIES,
    FROZEN,
    LATER,
    LEVELS,
    NEXT,
    everything_happens,
    two_editions,
)
from tests.server.leagues import a_league, earn, finish
from tests.server.people import NOON, OAXACA, YUCATAN

URL = "/coordinacion/muro"
INNER = f"{URL}?tabla=interna"


def streamed(page: Page) -> str:
    return str(page.select_one("#wall")["hx-sse:connect"])


async def test_wall_shows_figures_first_places_pace_and_news(
    app: Litestar, coordinadora: Browser
) -> None:
    await a_league()
    await earn(OAXACA, 20)
    await earn(YUCATAN, 30)
    await finish(YUCATAN, "I1")
    page = await coordinadora.open(URL)
    assert page.h1.get_text() == "Muro de la coordinación"
    places = [row.get_text(" ", strip=True) for row in page.select("#muro-states li")]
    assert places == ["Lugar 1 Yucatán 30 pts", "Lugar 2 Oaxaca 20 pts"]
    figures = page.select_one(".figures").get_text(" ", strip=True)
    assert "1 niveles enviados de 6" in figures
    assert len(page.select(".chart svg")) == 2
    assert "Yucatán · I1 Tema I1" in page.select_one(".feed").get_text(" ", strip=True)
    # Nothing to press but the way out, and what only a script can do.
    assert [tag.get_text() for tag in page.select("main a.button")] == ["Salir del muro"]
    assert page.select_one("main button").get("hidden") is not None
    assert not page.select("main form, nav")


async def test_headings_go_down_one_step_at_a_time(app: Litestar, coordinadora: Browser) -> None:
    await a_league()
    for url in (URL, "/coordinacion"):
        page = await coordinadora.open(url)
        levels = [int(tag.name[1]) for tag in page.select("h1, h2, h3, h4")]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels)), url
        assert page.select("a.skip[href='#main']")
        assert len(page.select("main")) == 1


async def test_it_says_so_when_nothing_is_under_way(app: Litestar, coordinadora: Browser) -> None:
    page = await coordinadora.open(URL)
    assert "No hay ediciones en curso" in page.text
    # The mark beside the title, which says that a page is live, knows by it that nothing moves.
    assert "No hay ediciones" in page.select_one("#wall [data-stopped]").get_text()


@pytest.mark.parametrize("who", ["ana", "rita"])
async def test_it_is_of_those_who_follow(app: Litestar, enter: Enter, who: str) -> None:
    other = await enter(who)
    await other.open(URL, 403)
    await other.open(f"{URL}/en-vivo", 403)


@pytest.mark.both
async def test_wall_stands_still_with_the_public_board(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.open(URL)
    was = page.select_one("#wall").get_text(" ", strip=True)
    assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in was
    assert "Tema P1" in was
    assert page.select("#wall [data-stopped]")
    await everything_happens()
    page = await coordinadora.open(URL)
    assert page.select_one("#wall").get_text(" ", strip=True) == was
    assert not [each for each in (*CANARIES, *LEVELS) if each in page.source]
    frames = Frames(app.template_engine.engine, clock)
    frame = await frames(WallTopic("es"), None)
    assert frame is not None
    assert frame.version == streamed(page).rpartition("=")[2]
    again = await frames(WallTopic("es"), frame)
    assert again is not None
    assert again.version == frame.version
    # Whoever has no stream and asks for it is told the same.
    asked = await coordinadora.client.get(f"{URL}/en-vivo?sondeo=1")
    assert asked.text == frame.whole()


async def test_what_a_freeze_hides_is_on_it_only_when_asked_for_and_it_says_so(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.open("/coordinacion")
    (way,) = page.select(f"a[href='{INNER}']")
    await earn(YUCATAN, 987_600_000, at=AFTER, edition=NEXT)
    page = await coordinadora.open(way["href"])
    assert "987,600" in page.text
    assert "Muro interno: no lo muestre a visitas." in page.text
    assert streamed(page).startswith(f"{URL}/en-vivo?tabla=interna&desde=")
    # Any other word is not that one.
    page = await coordinadora.open(f"{URL}?tabla=Interna")
    assert "987,600" not in page.text


async def test_who_is_held_up_is_told_on_the_inner_wall_alone(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await a_league()
    clock.move(days=30)
    await coordinadora.sign_in("coordina@observatorio.mx")
    assert "gobiernos rezagados" not in (await coordinadora.open(URL)).text
    page = await coordinadora.open(INNER)
    figures = [each.get_text(" ", strip=True) for each in page.select(".figures li")]
    assert figures[-2:] == ["3 gobiernos rezagados de 3", "0 reactivos devueltos sin corregir"]
    (way,) = (await coordinadora.open("/coordinacion")).select(f"a[href='{INNER}']")
    assert way.get_text() == "Muro interno, sin visitas"


async def test_what_arrives_late_with_an_earlier_time_moves_it(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await coordinadora.sign_in("coordina@observatorio.mx")
    await earn(YUCATAN, 345, at=FROZEN.replace(minute=0) - (FROZEN - NOON) / 2, edition=NEXT)
    page = await coordinadora.open(URL)
    assert "362 pts" in page.select_one("#muro-states").get_text()


async def test_frame_changes_with_what_is_earned(app: Litestar, clock: Clock) -> None:
    frames = Frames(app.template_engine.engine, clock)
    await a_league(Stage.OPEN)
    first = await frames(WallTopic("es"), None)
    assert first is not None
    await earn(OAXACA, 20)
    second = await frames(WallTopic("es"), first)
    assert second is not None
    assert "Oaxaca" in second.whole()
