"""Tabla detenida: how much moved behind it, and the ceremony that tells the places."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from litestar import Litestar

from game.editions import Stage
from server.queries.stages import change_stage
from tests.browser import Browser, Page
from tests.editions import EDITION
from tests.server.conftest import Clock
from tests.server.frozen import (
    AFTER,
    BOARD,
    FROZEN,
    LATER,
    NEXT,
    OF_P1,
    PAGE,
    PROVISIONAL,
    moves,
    two_editions,
)
from tests.server.leagues import CAPITAL, LEAGUE, earn, freeze
from tests.server.people import OAXACA, PEOPLE, YUCATAN, enters
from tests.server.published import measured, publish


#                       at the freeze    two days later
#   Oaxaca              1                2
#   Yucatán             2                1
@pytest.mark.both
async def test_movement_since_the_freeze_is_told_once_it_is_over(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    assert not (await browser.open(BOARD)).select(".compared")
    clock.now = LATER
    await earn(YUCATAN, 500, at=AFTER, edition=NEXT)
    page = await browser.open(BOARD)
    assert not page.select(".compared")
    assert "al empezar el día en que se detuvo" in page.text
    await coordinadora.send(f"{PAGE}/reanudar")
    clock.move(days=2)
    page = await browser.open(BOARD)
    assert moves(page) == {OAXACA: "– mismo lugar", YUCATAN: "– mismo lugar"}
    assert "con el lugar de ayer" in page.select_one("#board-compared").get_text()
    yesterday, since = page.select(".compared a")
    assert yesterday["aria-current"] == "page"
    page = await browser.open(since["href"])
    assert moves(page) == {
        OAXACA: "▼ bajó 1 lugar desde entonces",
        YUCATAN: "▲ subió 1 lugar desde entonces",
    }
    said = page.select_one("#board-compared").get_text()
    assert "al detenerse la tabla, el 3 de marzo de 2026, 13:00" in said
    # What is watched is the same board, and no other word of an address makes another one.
    assert "comparar=detenida" in page.select_one("#board")["hx-sse:connect"]
    page = await browser.open(f"{BOARD}?comparar=otra")
    assert "comparar" not in page.select_one("#board")["hx-sse:connect"]


async def test_movement_of_a_published_edition_is_since_its_freeze(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await measured()
    await freeze(FROZEN)
    await earn(YUCATAN, 500, at=AFTER)
    clock.now = LATER
    await publish(at=LATER)
    clock.move(days=9)
    page = await browser.open(f"/ligas/{EDITION}/{LEAGUE}")
    assert page.select(".compared a")[1]["aria-current"] == "page"
    assert "desde entonces" in page.select_one(f"#gobierno-{OAXACA} .movement").get_text()


@pytest.mark.both
async def test_a_freeze_that_had_not_begun_at_the_publication_never_was(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await measured()
    await freeze(LATER + timedelta(days=9))
    clock.now = LATER
    await publish(at=LATER)
    for days in (0, 10):
        clock.move(days=days)
        await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
        page = await coordinadora.open(f"/ediciones/{EDITION}")
        (said,) = page.select("[aria-labelledby=freeze] p")
        assert said.get_text() == ("La tabla pública ya no se detiene: la edición está publicada.")
        page = await browser.open(f"/ligas/{EDITION}/{LEAGUE}")
        assert "al detenerse la tabla" not in page.text
        assert not page.select(".compared")
        assert "no se detiene" in (await browser.open(f"/metodo/{EDITION}")).text
        await coordinadora.open(f"/coordinacion/{EDITION}/ceremonia", 404)


async def test_an_earlier_freeze_is_what_counts_where_the_last_one_never_began(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await measured()
    await freeze(FROZEN)
    clock.now = LATER
    await coordinadora.send(f"/ediciones/{EDITION}/reanudar")
    await freeze(LATER + timedelta(days=9))
    await publish(at=LATER + timedelta(hours=1))
    clock.move(days=10)
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    page = await coordinadora.open(f"/ediciones/{EDITION}")
    (said,) = page.select("[aria-labelledby=freeze] p")
    assert "Estuvo detenida del 3 de marzo de 2026, 13:00 al 3 de marzo de 2026, 15:00" in said.text
    page = await browser.open(f"/ligas/{EDITION}/{LEAGUE}")
    assert "al detenerse la tabla, el 3 de marzo de 2026, 13:00" in page.text
    page = await coordinadora.open(f"/coordinacion/{EDITION}/ceremonia")
    assert "del 3 de marzo de 2026, 13:00 al 3 de marzo de 2026, 15:00" in page.text


#                       at the freeze    at 15:00
#   Oaxaca              1                2
#   Yucatán             2                1
#   Ciudad de México    3  (0)           3  (0)
async def test_ceremony_tells_the_places_from_the_last_one_up(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia", 404)
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open(PAGE)
    link = page.select("section[aria-labelledby=freeze] li a")[0]["href"]
    page = await coordinadora.open(link)
    assert "0 de 3 lugares anunciados" in page.text
    assert not page.select(".ceremony, .ceremony-newest")
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 3. Ciudad de México"]
    # No medal for no points.
    assert not page.select(".stage .medal")
    assert replayed(page) == [
        "Al detenerse la tabla lugar 3, 0 puntos",
        "Desde entonces 0 puntos",
        "3 de marzo de 2026, 15:00 lugar 3, 0 puntos",
        "– mismo lugar",
    ]
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 2. Oaxaca", "Lugar 3. Ciudad de México"]
    assert replayed(page)[1:] == [
        "Desde entonces 0 puntos",
        f"3 de marzo de 2026, 15:00 lugar 2, {OF_P1 + 20} puntos",
        "▼ bajó 1 lugar desde entonces",
    ]
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page)[0] == "Lugar 1. Yucatán"
    assert page.select(".ceremony-newest .medal-first")
    assert page.select(".ceremony .medal-second")
    assert replayed(page) == [
        f"Al detenerse la tabla lugar 2, {OF_P1} puntos",
        "Desde entonces +987,600,000 puntos",
        f"3 de marzo de 2026, 15:00 lugar 1, {PROVISIONAL + OF_P1:,} puntos",
        "▲ subió 1 lugar desde entonces",
    ]
    # What a screen reader is told, in one sentence.
    said = page.select_one("[data-say]")["data-say"]
    assert said.startswith("Lugar 1: Yucatán. Al detenerse la tabla: lugar 2")
    assert said.endswith("subió 1 lugar desde entonces")
    assert not page.select("a[rel=next]")
    page = await coordinadora.open(page.select_one("a[rel=prev]")["href"])
    assert len(told(page)) == 2


def told(page: Page) -> list[str]:
    rows = page.select(".ceremony-newest h2, .ceremony li > b")
    return [row.get_text(" ", strip=True) for row in rows]


def replayed(page: Page) -> list[str]:
    """What the last hours did to the one whose place is told now."""
    rows = page.select(".ceremony-newest .definitions > div, .ceremony-newest > p")
    return [row.get_text(" ", strip=True) for row in rows]


async def test_ceremony_is_what_the_lifting_showed(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await earn(YUCATAN, 500, at=AFTER, edition=NEXT)
    await coordinadora.send(f"{PAGE}/reanudar")
    clock.move(hours=1)
    await earn(CAPITAL, PROVISIONAL, at=clock.now, edition=NEXT)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=99")
    assert told(page)[0] == "Lugar 1. Yucatán"
    assert replayed(page)[2] == f"Al reanudarse la tabla lugar 1, {OF_P1 + 500} puntos"
    assert "estuvo detenida del 3 de marzo de 2026, 13:00 al" in page.text
    await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?liga=no-hay", 404)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=%C2%B2")
    assert "0 de 3 lugares anunciados" in page.text


#                       when it begins    two minutes later
#   Oaxaca              1                 2
#   Yucatán             2                 3
#   Ciudad de México    3                 1
@pytest.mark.parametrize("is_lifted", [False, True])
async def test_ceremony_tells_the_places_of_when_it_began(
    app: Litestar, coordinadora: Browser, clock: Clock, *, is_lifted: bool
) -> None:
    await two_editions()
    clock.now = LATER
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia")
    assert "Todavía se responde: los lugares son los del 3 de marzo de 2026, 15:00" in page.text
    page = await coordinadora.open(page.select_one("a[rel=next]")["href"])
    assert told(page) == ["Lugar 3. Ciudad de México"]
    await earn(CAPITAL, PROVISIONAL, at=LATER + timedelta(minutes=1), edition=NEXT)
    clock.move(minutes=2)
    if is_lifted:
        await coordinadora.send(f"{PAGE}/reanudar")
    while forward := page.select("a[rel=next]"):
        page = await coordinadora.open(forward[0]["href"])
    assert told(page) == ["Lugar 1. Oaxaca", "Lugar 2. Yucatán", "Lugar 3. Ciudad de México"]
    # Those of another league are of the same moment; a ceremony that begins anew, of its own.
    assert "hasta=" in page.select_one("nav.tabs a")["href"]
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia?paso=99")
    assert told(page)[0] == "Lugar 1. Ciudad de México"


async def test_ceremony_says_that_answers_go_on_only_while_they_do(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await change_stage(NEXT, Stage.REVIEW, by=None, at=LATER)
    page = await coordinadora.open(f"/coordinacion/{NEXT}/ceremonia")
    assert "Todavía se responde" not in page.text


@pytest.mark.parametrize(
    "typed",
    [
        (FROZEN - timedelta(seconds=1)).isoformat(),
        (LATER + timedelta(seconds=1)).isoformat(),
        LATER.replace(tzinfo=None).isoformat(),
        "9999-99-99",
        "ayer",
    ],
)
async def test_ceremony_is_of_no_moment_outside_the_freeze(
    app: Litestar, coordinadora: Browser, clock: Clock, typed: str
) -> None:
    await two_editions()
    clock.now = LATER
    page = await coordinadora.open(
        f"/coordinacion/{NEXT}/ceremonia?{urlencode({'hasta': typed})}", 422
    )
    assert "Empiece la ceremonia de nuevo" in page.text


async def test_ceremony_is_for_those_who_follow(
    app: Litestar, carla: Browser, rita: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    for other in (carla, rita):
        await other.open(f"/coordinacion/{NEXT}/ceremonia", 403)
