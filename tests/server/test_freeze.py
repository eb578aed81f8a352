"""Tabla detenida: declared, moved and lifted, and what is seen of it meanwhile."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from server import db
from server.live import BoardTopic, ImprovementTopic, InnerBoardTopic
from server.queries.changes import load_changes
from server.queries.editions import entry_of, rules_of
from server.queries.stages import change_stage, keep_edition
from server.settings import Settings
from server.tables.audit import AuditRow
from tests.browser import Browser
from tests.editions import EDITION, a_definition, words
from tests.server.conftest import Clock
from tests.server.frozen import (
    AFTER,
    BOARD,
    CANARIES,
    FROZEN,
    INNER,
    LATER,
    NEXT,
    PAGE,
    PROVISIONAL,
    drawn_by,
    everything_happens,
    moves,
    two_editions,
)
from tests.server.leagues import CAPITAL, LEAGUE, a_league, earn, freeze
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import measured, publish
from tests.server.signed import I1, answer
from tests.serving import serving


@pytest.mark.both
@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("of", [BoardTopic, ImprovementTopic])
async def test_watchers_of_a_stopped_board_are_sent_nothing(
    app: Litestar, clock: Clock, of: type[BoardTopic | ImprovementTopic], locale: str
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    frames, topic = drawn_by(app, clock), of(NEXT, LEAGUE, locale)
    first = await frames(topic, None)
    assert first is not None
    await everything_happens()
    same = await frames(topic, first)
    assert same is not None
    assert (same.version, same.content) == (first.version, first.content)
    again = await frames(topic, None)
    assert again is not None
    assert (again.version, again.whole()) == (first.version, first.whole())


@pytest.mark.both
async def test_a_stream_is_silent_until_something_earlier_arrives(each_settings: Settings) -> None:
    """What a watcher hears first after the freeze is the event that was late, not the one after."""
    now = datetime.now(UTC)
    await db.connect(each_settings)
    try:
        await a_league()
        await freeze(now - timedelta(hours=1))
        async with serving(each_settings) as site, site.watching() as stream:
            assert "Todavía no hay puntos" in (await stream.frame()).text
            await earn(OAXACA, PROVISIONAL, at=now - timedelta(minutes=30))
            await earn(YUCATAN, 345, at=now - timedelta(hours=2))
            heard = (await stream.frame()).text
    finally:
        await db.close()
    assert "Último cambio: Yucatán, 345 puntos, lugar 1." in heard
    assert not any(canary in heard for canary in CANARIES)


@pytest.mark.both
async def test_an_event_counts_by_its_own_time(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    page = await browser.open(BOARD)
    was = [row["id"] for row in page.select(".standing")]
    assert was[0] == f"gobierno-{OAXACA}"
    # Written now, earned in time.
    await earn(YUCATAN, 345, at=FROZEN - timedelta(minutes=1), edition=NEXT)
    # Written as late, and earned so.
    await earn(CAPITAL, PROVISIONAL, at=FROZEN, edition=NEXT)
    page = await browser.open(BOARD)
    assert page.select(".standing")[0]["id"] == f"gobierno-{YUCATAN}"
    assert not any(canary in page.source for canary in CANARIES)


async def test_what_was_written_before_and_comes_after_does_not_count(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    """The reverse: it is in the ledger before the freeze, with a time that is after it."""
    await two_editions(frozen=False)
    await earn(CAPITAL, PROVISIONAL, at=AFTER, edition=NEXT)
    await freeze(FROZEN, NEXT)
    clock.now = LATER
    page = await browser.open(BOARD)
    assert not any(canary in page.source for canary in CANARIES)


@pytest.mark.both
async def test_answers_are_counted_as_of_the_freeze(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    page = await browser.open("/")
    was = page.select_one(".figures").get_text(" ", strip=True)
    # A save more, that takes the place of one that counted.
    await answer({"P1-01": Answer("P1-01", reason="Otra razón.")}, YUCATAN, NEXT, at=AFTER)
    await everything_happens()
    clock.move(seconds=30)
    page = await browser.open("/")
    assert page.select_one(".figures").get_text(" ", strip=True) == was
    assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text
    rules = await rules_of(NEXT)
    entry = await entry_of(NEXT, YUCATAN)
    # What arrives late with an earlier time counts.
    await answer(I1, YUCATAN, NEXT, at=FROZEN - timedelta(minutes=5))
    assert rules.code == entry.edition
    clock.move(seconds=30)
    page = await browser.open("/")
    assert page.select_one(".figures").get_text(" ", strip=True) != was


@pytest.mark.both
async def test_a_level_opened_and_handed_in_again_stays_as_it_was(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = FROZEN + timedelta(hours=5)
    level = f"#gobierno-{OAXACA} .standing-level"
    was = (await browser.open(BOARD)).select_one(level).get_text(" ", strip=True)
    assert "Tema P1" in was
    await everything_happens()
    assert (await browser.open(BOARD)).select_one(level).get_text(" ", strip=True) == was
    profile = await browser.open(f"/gobiernos/{OAXACA}")
    assert "canario-en-la-razón" not in profile.text
    # Beside what stands still with the board: the index is published and does not.
    (section,) = profile.select("section[aria-labelledby=badges]")
    assert "Tabla detenida desde" in section.get_text()
    assert len(profile.select(".notice")) == len(section.select(".notice")) == 1


async def test_everywhere_it_is_said_since_when_it_stands_still(
    app: Litestar, browser: Browser, ana: Browser, clock: Clock
) -> None:
    await two_editions()
    for address in ("/", "/ligas", BOARD, f"/gobiernos/{OAXACA}"):
        assert "Tabla detenida desde" not in (await browser.open(address)).text
    clock.now = LATER
    for address in ("/", "/ligas", BOARD, f"/gobiernos/{OAXACA}"):
        page = await browser.open(f"{address}?idioma=es")
        assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text, address
        page = await browser.open(f"{address}?idioma=en")
        assert "Board stopped since" in page.text, address
    assert "Tabla detenida desde" in (await ana.open("/mi-liga")).text


async def test_the_team_sees_its_own_points_and_the_place_of_then(
    app: Litestar, ana: Browser, carla: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    mine = (await ana.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    theirs = (await carla.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert "Lugar 1 de 3" in mine.get_text(" ", strip=True)
    assert "Lugar 2 de 3" in theirs.get_text(" ", strip=True)
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    again = (await ana.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert str(again) == str(mine)
    theirs = (await carla.open("/mi-liga")).select_one("section[aria-labelledby=standing]")
    assert "Lugar 2 de 3" in theirs.get_text(" ", strip=True)
    assert "987,600" in theirs.get_text(" ", strip=True)


async def test_coordinators_see_everything(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions()
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open("/coordinacion")
    assert "987,600" in page.text


@pytest.mark.both
async def test_coordinators_watch_the_board_go_on(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock
) -> None:
    """With its movement since the freeze; nobody else has that board."""
    await two_editions()
    page = await coordinadora.open(PAGE)
    assert "Tabla de ahora" not in page.text
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    page = await coordinadora.open(PAGE)
    page = await coordinadora.open(page.select("section[aria-labelledby=freeze] li a")[1]["href"])
    assert page.url.endswith(INNER)
    assert moves(page) == {
        OAXACA: "▼ bajó 1 lugar desde entonces",
        YUCATAN: "▲ subió 1 lugar desde entonces",
    }
    assert "987,600" in page.text
    assert "como estaba al detenerse" in page.text
    # It moves, and so it says.
    assert not page.select("[data-stopped]")
    frame = await drawn_by(app, clock)(InnerBoardTopic(NEXT, LEAGUE, "es"), None)
    assert frame is not None
    stream = page.select_one("#board")["hx-sse:connect"]
    assert stream == f"{INNER}/en-vivo?desde={frame.version}"
    await coordinadora.open(f"/coordinacion/{NEXT}/tabla/no-hay", 404)
    await coordinadora.open(f"/coordinacion/{NEXT}/tabla/no-hay/en-vivo", 404)
    for address in (INNER, stream):
        await ana.open(address, 403)


async def audited() -> list[tuple[str, str, Mapping[str, Any]]]:
    rows = (
        await AuditRow.select(AuditRow.action, AuditRow.role, AuditRow.details)
        .where(AuditRow.action.like("freeze-%"))
        .order_by(AuditRow.id)
    )
    return [(row["action"], row["role"], json.loads(row["details"])) for row in rows]


@pytest.mark.both
async def test_coordination_declares_moves_and_lifts_it(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await two_editions(frozen=False)
    page = await coordinadora.open(PAGE)
    assert page.field("desde") == "2026-06-13T00:00"
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:30")
    assert "se detendrá el 3 de marzo de 2026, 13:30" in page.text
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:00")
    assert "se detendrá el 3 de marzo de 2026, 13:00" in page.text
    panel = page.select_one("[aria-labelledby=freeze]")
    assert "Cambiar la fecha" in panel.select_one("button.button-primary").text
    assert "Quitar la fecha" in panel.select_one("summary.button-secondary").text
    clock.now = LATER
    await earn(YUCATAN, PROVISIONAL, at=AFTER, edition=NEXT)
    assert "987,600" not in (await browser.open(BOARD)).text
    page = await coordinadora.send(f"{PAGE}/detener", 409, desde="2026-03-09T13:00")
    assert "esa fecha no se mueve" in page.text
    assert not page.select("[name=desde]")
    page = await coordinadora.send(f"{PAGE}/reanudar")
    assert page.select("[aria-labelledby=freeze] p")[0].get_text() == (
        "La tabla pública no tiene fecha para detenerse. Estuvo detenida del 3 de marzo de 2026, "
        "13:00 al 3 de marzo de 2026, 15:00: la reanudó Elena Paz."
    )
    assert "987,600" in (await browser.open(BOARD)).text
    page = await coordinadora.send(f"{PAGE}/reanudar", 409)
    assert "no está detenida ni por detenerse" in page.text
    first, second = "2026-03-03T13:30:00-06:00", "2026-03-03T13:00:00-06:00"
    moments = [
        (action, role, *(details[end] and datetime.fromisoformat(details[end]) for end in ENDS))
        for action, role, details in await audited()
    ]
    a, b = datetime.fromisoformat(first), datetime.fromisoformat(second)
    assert moments == [
        ("freeze-declared", "coordinator", None, a),
        ("freeze-declared", "coordinator", a, b),
        ("freeze-lifted", "coordinator", b, None),
    ]


ENDS: Final = ("from", "to")


async def test_a_date_that_is_taken_away_is_told_with_who_did_it(
    app: Litestar, coordinadora: Browser, publicadora: Browser
) -> None:
    await two_editions(frozen=False)
    await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T13:00")
    await coordinadora.send(f"{PAGE}/reanudar")
    page = await publicadora.open(PAGE)
    said = page.select("[aria-labelledby=freeze] p")[0].get_text()
    assert said.endswith(
        "Iba a detenerse el 3 de marzo de 2026, 13:00: Elena Paz quitó la fecha el 3 de marzo de "
        "2026, 12:00."
    )
    page = await coordinadora.send(f"{PAGE}/detener", desde="2026-03-03T14:00")
    assert "quitó la fecha" not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Escriba la fecha y la hora"),
        ("mañana", "Escriba la fecha y la hora"),
        ("2026-03-03T12:00", "todavía no llega"),
        ("2026-06-15T00:01", "a más tardar al empezar la revisión"),
    ],
)
async def test_a_moment_that_cannot_be_is_refused_beside_its_field(
    app: Litestar, coordinadora: Browser, typed: str, said: str
) -> None:
    await two_editions(frozen=False)
    page = await coordinadora.send(f"{PAGE}/detener", 422, desde=typed)
    assert said in page.select_one("#desde-error").get_text()
    assert await audited() == []


async def test_only_coordination_stops_the_board(
    app: Litestar, publicadora: Browser, admin: Browser
) -> None:
    await two_editions()
    for other in (publicadora, admin):
        page = await other.open(PAGE)
        assert "se detendrá el" in page.text
        assert not page.select("form[action$=detener], form[action$=reanudar]")
        await other.send(f"{PAGE}/reanudar", 403)


async def test_the_addresses_of_the_forms_lead_back(app: Litestar, coordinadora: Browser) -> None:
    await two_editions()
    for page in (
        await coordinadora.open(f"{PAGE}/detener"),
        await coordinadora.open(f"{PAGE}/reanudar"),
    ):
        assert page.url.endswith(PAGE)


@pytest.mark.both
async def test_the_files_declare_it_and_do_not_undo_what_was_declared_since(
    app: Litestar, browser: Browser, coordinadora: Browser, clock: Clock
) -> None:
    definition = a_definition(NEXT, continues=None)
    definition["edition"]["dates"]["freeze"] = "2026-06-13T06:00:00+00:00"
    await keep_edition(definition)
    assert (await rules_of(NEXT)).edition.freeze == datetime(2026, 6, 13, 6, tzinfo=UTC)
    await coordinadora.send(f"{PAGE}/detener", desde="2026-06-10T00:00")
    # Another word in the same draft, and the same date as before.
    definition["edition"]["name"] = words("Otro nombre")
    await keep_edition(definition)
    moved = datetime(2026, 6, 10, 6, tzinfo=UTC)
    assert (await rules_of(NEXT)).edition.freeze == moved
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)
    definition["edition"]["name"] = words("Un tercer nombre")
    assert not (await load_changes(definition, at=NOON)).refused
    assert (await rules_of(NEXT)).edition.freeze == moved
    definition["edition"]["dates"]["freeze"] = "2026-06-12T06:00:00+00:00"
    assert not (await load_changes(definition, at=NOON)).refused
    assert (await rules_of(NEXT)).edition.freeze == datetime(2026, 6, 12, 6, tzinfo=UTC)
    method = await browser.open(f"/metodo/{NEXT}")
    assert "desde el 12 de junio de 2026, 00:00" in method.text


async def test_a_file_cannot_move_a_freeze_that_has_come(app: Litestar) -> None:
    definition = a_definition(NEXT, continues=None)
    definition["edition"]["dates"]["freeze"] = FROZEN.isoformat()
    await keep_edition(definition)
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)
    definition["edition"]["dates"]["freeze"] = "2026-06-12T06:00:00+00:00"
    (refused,) = (await load_changes(definition, at=LATER)).refused
    assert refused.change.path == "dates.freeze"
    assert (await rules_of(NEXT)).edition.freeze == FROZEN


async def test_the_publication_ends_it(app: Litestar, browser: Browser, clock: Clock) -> None:
    await measured()
    await freeze(FROZEN)
    await earn(YUCATAN, PROVISIONAL, at=AFTER)
    clock.now = LATER
    here = f"/ligas/{EDITION}/{LEAGUE}"
    assert "987,600" not in (await browser.open(here)).text
    await publish(at=LATER)
    page = await browser.open(here)
    assert "987,600" in page.text
    assert "Tabla detenida" not in page.text


async def test_a_board_stops_and_goes_on_at_its_moment(app: Litestar, clock: Clock) -> None:
    """It is drawn again when the freeze begins and when the day does, without being told."""
    await two_editions()
    frames, topic = drawn_by(app, clock), BoardTopic(NEXT, LEAGUE, "es")
    clock.now = FROZEN - timedelta(seconds=90)
    moving = await frames(topic, None)
    assert moving is not None
    assert moving.lasts == 90
    assert "data-stopped" not in moving.whole()
    clock.move(seconds=60)
    # Nothing can be seen, and what is left of it is said anew.
    waiting = await frames(topic, moving)
    assert waiting is not None
    assert (waiting.version, waiting.lasts) == (moving.version, 30)
    clock.now = FROZEN
    stopped = await frames(topic, waiting)
    assert stopped is not None
    assert stopped.version != moving.version
    assert "data-stopped" in stopped.whole()
    # From one in the afternoon to midnight.
    assert stopped.lasts == timedelta(hours=11).total_seconds()
