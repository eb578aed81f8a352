"""Tablas de posiciones, from the ledger to the page."""

from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from game.editions import Stage
from game.points import Points
from server.frames import Frames
from server.live import BoardTopic, LiveLimits
from server.pages.boards import scale_of
from server.queries.boards import board_of, start_of_day
from server.queries.publications import confirm_publication, propose_publication
from tests.browser import Browser
from tests.editions import EDITION, RITA, SOFIA, a_definition
from tests.elements import read
from tests.server.conftest import Clock
from tests.server.leagues import (
    BOARD,
    CAPITAL,
    LEAGUE,
    LIVE,
    YESTERDAY,
    a_league,
    earn,
    finish,
    freeze,
)
from tests.server.people import NOON, OAXACA, YUCATAN

TOPIC = BoardTopic(EDITION, LEAGUE, "es")


@pytest.fixture
def frames(app: Litestar, clock: Clock) -> Frames:
    return Frames(app.template_engine.engine, clock)


async def test_board_shows_points_in_two_parts(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 40)
    await earn(OAXACA, -10, 20)
    page = await browser.open(BOARD)
    row = page.select_one(f"#gobierno-{OAXACA}")
    assert "20 firmes" in row.get_text(" ", strip=True)
    assert "30 provisionales" in row.get_text(" ", strip=True)
    assert row.first("[role=img]")["aria-label"] is not None
    assert page.h1.get_text() == "Estados"


async def test_government_without_points_is_on_the_board(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 10)
    page = await browser.open(BOARD)
    names = [link.get_text() for link in page.select(".standing-name a")]
    assert names == ["Oaxaca", "Ciudad de México", "Yucatán"]


async def test_equal_points_share_a_place(app: Litestar) -> None:
    await a_league()
    await earn(OAXACA, 10)
    await earn(YUCATAN, 0, 10)
    board = await board_of(EDITION, LEAGUE, now=NOON)
    assert [(each.name, each.place) for each in board.standings] == [
        ("Oaxaca", 1),
        ("Yucatán", 1),
        ("Ciudad de México", 3),
    ]


#                      yesterday   today
#   Oaxaca             1  (20)     2  (20)
#   Ciudad de México   2  (10)     3  (10)
#   Yucatán            3   (0)     1  (30)
async def test_movement_is_counted_since_the_day_began(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 20, at=YESTERDAY)
    await earn(CAPITAL, 10, at=YESTERDAY)
    await earn(YUCATAN, 30)
    page = await browser.open(BOARD)
    movements = [tag.get_text(" ", strip=True) for tag in page.select(".movement")]
    assert movements == ["▲ subió 2 lugares hoy", "▼ bajó 1 lugar hoy", "▼ bajó 1 lugar hoy"]


async def test_board_of_a_published_edition_leads_to_the_index(browser: Browser) -> None:
    await a_league(Stage.REPLY)
    page = await browser.open(BOARD)
    assert "se conoce al publicarse" in page.select_one(".lead").get_text()
    seen = await propose_publication(EDITION, by=RITA, at=NOON)
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    page = await browser.open(BOARD)
    assert "que ya está publicado" in page.select_one(".lead").get_text()
    assert page.select(f'.page-header a[href="/indicador/{EDITION}"]')


async def test_board_of_a_published_edition_is_final_and_streams_nothing(browser: Browser) -> None:
    await a_league(Stage.REPLY)
    page = await browser.open(BOARD)
    assert page.select(".live")
    assert page.select_one("#board")["hx-sse:connect"]
    seen = await propose_publication(EDITION, by=RITA, at=NOON)
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    page = await browser.open(BOARD)
    assert "Final: la edición se publicó el 3 de marzo de 2026." in page.text
    assert not page.select(".live, .without-script")
    board = page.select_one("#board")
    assert not board.has_attr("hx-sse:connect")
    assert not board.has_attr("hx-trigger")
    english = await browser.open(f"{BOARD}?idioma=en")
    assert "Final: the edition was published on March 3, 2026." in english.text


async def test_nobody_moves_on_the_first_day(app: Litestar) -> None:
    await a_league()
    await earn(YUCATAN, 30)
    board = await board_of(EDITION, LEAGUE, now=NOON)
    assert {each.movement for each in board.standings} == {0}


async def test_a_board_without_an_edition_before_has_no_other_measure(browser: Browser) -> None:
    await a_league()
    page = await browser.open(BOARD)
    assert "Mejora" not in page.text
    page = await browser.open(f"{BOARD}/mejora", 404)
    assert "no continúa otra" in page.text
    await browser.open(f"{BOARD}/mejora/en-vivo", 404)
    await browser.open("/ligas/2026/no-hay/mejora", 404)


def test_the_day_begins_at_midnight_in_central_mexico() -> None:
    late = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
    assert start_of_day(late) == datetime(2026, 3, 3, 6, tzinfo=UTC)


async def test_row_names_the_level_finished_last(app: Litestar, browser: Browser) -> None:
    await a_league()
    await finish(OAXACA, "I1", at=NOON)
    await finish(OAXACA, "P1", at=YESTERDAY)
    page = await browser.open(BOARD)
    level = page.select_one(f"#gobierno-{OAXACA} .standing-level")
    assert level.get_text(" ", strip=True) == (
        "Último nivel enviado: I1 Tema I1 3 de marzo de 2026, 12:00"
    )
    heads = page.select_one("#board-head")
    assert heads["aria-hidden"] == "true"
    assert "Último nivel enviado" in heads.get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("most", "scale"), [(0, 1), (1, 1), (7, 8), (10, 10), (11, 15), (999, 1000), (1235, 1500)]
)
def test_full_bar_is_a_round_number(most: int, scale: int) -> None:
    assert scale_of(most) == scale


async def test_one_sentence_tells_the_last_change(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 20, at=YESTERDAY)
    await earn(YUCATAN, 1)
    page = await browser.open(BOARD)
    assert page.select_one("#board-updated").get_text(strip=True) == (
        "Último cambio: Yucatán, 1 punto, lugar 2. 3 de marzo de 2026, 12:00."
    )


async def test_what_every_save_changes_is_not_read_aloud(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 20)
    page = await browser.open(BOARD)
    assert not page.select("#board[aria-live], #board [aria-live], #board [role=status]")
    assert page.select_one("[data-live] [data-announced][role=status]").get_text() == ""


async def test_whoever_stays_where_it_was_keeps_its_place(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 20, at=YESTERDAY)
    page = await browser.open(BOARD)
    words = page.select_one(f"#gobierno-{OAXACA} .movement").get_text(" ", strip=True)
    assert words == "– mismo lugar"


async def test_board_speaks_english(app: Litestar, browser: Browser) -> None:
    await a_league()
    page = await browser.open(f"{BOARD}?idioma=en")
    assert page.h1.get_text() == "States"


@pytest.mark.both
async def test_frozen_board_stops_at_that_moment(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await a_league()
    await earn(OAXACA, 10)
    await freeze(NOON + timedelta(hours=1))
    await earn(YUCATAN, 90, at=NOON + timedelta(hours=1))
    await finish(YUCATAN, "P1", at=NOON + timedelta(hours=2))
    page = await browser.open(BOARD)
    assert "Tabla detenida" not in page.text
    clock.move(hours=3)
    page = await browser.open(BOARD)
    assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text
    assert page.select(".standing-name a")[0].get_text() == "Oaxaca"
    assert page.select_one(f"#gobierno-{YUCATAN} .standing-level").get_text(strip=True) == ""


async def test_freeze_that_has_not_come_changes_nothing(app: Litestar, browser: Browser) -> None:
    await a_league()
    await freeze(NOON + timedelta(hours=1))
    await earn(OAXACA, 10)
    page = await browser.open(BOARD)
    assert page.select_one(f"#gobierno-{OAXACA} .standing-total").get_text(strip=True) == "10pts"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"/ligas/{EDITION}/no-such", id="no such league"),
        pytest.param("/ligas/1999/states", id="no such edition"),
        pytest.param(f"/ligas/{EDITION}/no-such/en-vivo", id="nor its stream"),
    ],
)
async def test_unknown_board(app: Litestar, browser: Browser, address: str) -> None:
    await a_league()
    await browser.open(address, status=404)


async def test_draft_has_no_board(app: Litestar, browser: Browser) -> None:
    await a_league(Stage.DRAFT)
    await browser.open(BOARD, status=404)
    page = await browser.open("/ligas")
    assert "Todavía no hay ligas" in page.text


async def test_private_instrument_has_no_board(app: Litestar, browser: Browser) -> None:
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await a_league(definition=definition)
    await browser.open(BOARD, status=404)


async def test_leagues_show_who_leads(app: Litestar, browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 10)
    page = await browser.open("/ligas")
    tile = page.select_one(".tile")
    assert tile.select_one("h3 a")["href"] == BOARD
    assert "3 gobiernos" in tile.get_text(" ", strip=True)
    assert "1. Oaxaca" in tile.get_text(" ", strip=True)
    assert "Yucatán" not in tile.get_text(" ", strip=True)
    # The name of the league is the largest thing on its card; how many it has is said below.
    assert not tile.select(".tile-value")


async def test_own_row_is_marked_in_the_own_page_alone(
    app: Litestar, ana: Browser, browser: Browser, frames: Frames
) -> None:
    await a_league()
    mine = await ana.open(BOARD)
    assert mine.select_one(f'a[href="#gobierno-{OAXACA}"]').get_text() == "Ir a mi renglón"
    assert [row["id"] for row in mine.select(".standing.is-own")] == [f"gobierno-{OAXACA}"]
    assert mine.select_one("[data-own]").get_text() == "Su gobierno"
    assert mine.select(".is-own .standing-name > [data-own]")
    others = await browser.open(BOARD)
    assert not others.select('a[href^="#gobierno"], .is-own, [data-own]')
    # What streams is one rendering for everybody.
    streams = {page.select_one("#board")["hx-sse:connect"] for page in (mine, others)}
    frame = await frames(TOPIC, None)
    assert frame is not None
    assert streams == {f"{LIVE}?desde={frame.version}"}
    assert "is-own" not in frame.whole()


async def test_page_can_be_refreshed_without_javascript(app: Litestar, browser: Browser) -> None:
    await a_league()
    page = await browser.open(BOARD)
    assert page.select_one("a.without-script")["href"] == BOARD


async def test_frame_is_the_same_as_the_page(
    app: Litestar, browser: Browser, frames: Frames
) -> None:
    await a_league()
    await earn(OAXACA, 10)
    page = await browser.open(BOARD)
    frame = await frames(TOPIC, None)
    assert frame is not None
    region = page.select_one("#board")
    assert region.inner.split() == read(frame.whole()).select_one("body").inner.split()
    assert region["hx-sse:connect"] == f"{BOARD}/en-vivo?desde={frame.version}"


async def test_frame_is_drawn_only_when_something_can_be_seen(
    app: Litestar, frames: Frames
) -> None:
    await a_league()
    first = await frames(TOPIC, None)
    assert first is not None
    same = await frames(TOPIC, first)
    assert same is not None
    assert same.version == first.version
    await earn(OAXACA, 10)
    second = await frames(TOPIC, first)
    assert second is not None
    assert second.version != first.version


#                      before     after
#   Ciudad de México   1  (20)    1  (20)   as it was
#   Oaxaca             2   (0)    2  (10)   sent
#   Yucatán            2   (0)    3   (0)   sent: its place changed
async def test_change_holds_only_the_rows_that_changed(app: Litestar, frames: Frames) -> None:
    await a_league()
    await earn(CAPITAL, 20)
    first = await frames(TOPIC, None)
    await earn(OAXACA, 10)
    second = await frames(TOPIC, first)
    assert first is not None
    assert second is not None
    assert second.since == first.version
    rows = {row["id"]: row for row in read(second.change).select(".standing")}
    whole = {row["id"]: row for row in read(second.whole()).select(".standing")}
    assert list(rows) == list(whole)
    same = rows.pop(f"gobierno-{CAPITAL}")
    as_drawn = whole.pop(f"gobierno-{CAPITAL}")
    assert same.attrs == {**as_drawn.attrs, "hx-morph-skip-children": ""}
    assert same.get_text(strip=True) == ""
    assert {name: str(row) for name, row in rows.items()} == {
        name: str(row) for name, row in whole.items()
    }


async def test_crowded_board_asks_to_come_back_later(app: Litestar, browser: Browser) -> None:
    await a_league()
    hub = app.state.parts.hub
    hub.limits = LiveLimits(watchers_in_all=0, retry_after=7)
    page = await browser.open(LIVE, status=503)
    assert page.response.headers["Retry-After"] == "7"
    assert "Se intentará de nuevo en 7 s." in page.text


async def test_board_says_nothing_of_the_index(app: Litestar, browser: Browser) -> None:
    await a_league(Stage.REPLY)
    await earn(OAXACA, 0, 10)
    page = await browser.open(BOARD)
    assert "no el índice" in page.text
    assert not page.select(".score, .pillar-panel")


async def test_points_are_a_fold_of_events(app: Litestar) -> None:
    await a_league()
    for provisional, settled in ((10, 0), (-10, 20), (0, -20), (5, 0)):
        await earn(OAXACA, provisional, settled)
    board = await board_of(EDITION, LEAGUE, now=NOON)
    assert board.standings[0].points == Points(5, 0)
