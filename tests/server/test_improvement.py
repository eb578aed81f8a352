"""Mejora sobre la edición anterior, from the two ledgers to the places.

2026 is published and 2027 goes on with the same items; the capital was not in 2026.

              2026                        2027
  P1-01 (10)  Oaxaca 10, Yucatán 10       Oaxaca accepted; Yucatán returned
  P1-02 (10)  Oaxaca 5                    Oaxaca accepted; Yucatán complete, not verified
"""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.improvement import improvement_of
from game.points import Points, Reason
from server.frames import Frames
from server.live import ImprovementTopic
from server.queries.editions import entry_of, rules_of
from server.queries.improvement import (
    ImprovementBoard,
    compared_with,
    improvement_board_of,
    own_improvement,
)
from server.queries.participants import enter
from server.queries.publications import confirm_publication, propose_publication
from server.queries.stages import change_stage, keep_edition
from tests.browser import Browser
from tests.editions import EDITION, RITA, SOFIA, a_definition, give_verdict, move_to
from tests.elements import read
from tests.server.conftest import Clock
from tests.server.leagues import CAPITAL, LEAGUE, YESTERDAY, earn
from tests.server.people import NOON, OAXACA, YUCATAN, three_states
from tests.server.signed import NO, YES, answer

NEXT: Final = "2027"
POINTS: Final = f"/ligas/{NEXT}/{LEAGUE}"
BEFORE: Final = NOON - timedelta(days=200)


def next_definition() -> dict[str, Any]:
    """The same questionnaire a year later: every item goes on."""
    definition = a_definition(NEXT, continues=EDITION)
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["continues"] = item["code"]
    return definition


async def two_years(
    *,
    published: bool = True,
    earned: bool = True,
    members: tuple[str, ...] = (OAXACA, YUCATAN),
    results: str = "public",
) -> None:
    """What the first lines say of 2026, and 2027 open with everybody in one league."""
    await three_states()
    first = a_definition()
    first["edition"]["results"] = results
    await keep_edition(first)
    await enter(EDITION, dict.fromkeys(members, LEAGUE))
    if earned:
        await earn(OAXACA, 0, 10, at=BEFORE)
        await earn(YUCATAN, 0, 10, at=BEFORE)
        await earn(OAXACA, 0, 5, at=BEFORE, item="P1-02")
    await move_to(Stage.REPLY)
    if published:
        seen = await propose_publication(EDITION, by=RITA, at=BEFORE)
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=BEFORE)
    await keep_edition(next_definition())
    await enter(NEXT, dict.fromkeys((CAPITAL, OAXACA, YUCATAN), LEAGUE))
    await change_stage(NEXT, Stage.OPEN, by=None, at=YESTERDAY)


async def both_answer() -> None:
    """What the first lines say of 2027: yesterday Yucatán, today Oaxaca."""
    await earn(YUCATAN, 5, at=YESTERDAY, edition=NEXT)
    await earn(YUCATAN, -5, at=YESTERDAY, edition=NEXT, reason=Reason.RETURNED)
    await earn(YUCATAN, 5, at=YESTERDAY, edition=NEXT, item="P1-02")
    for item in ("P1-01", "P1-02"):
        await earn(OAXACA, 5, edition=NEXT, item=item)
        await earn(OAXACA, -5, 10, edition=NEXT, item=item, reason=Reason.ACCEPTED)


async def board(**given: Any) -> ImprovementBoard:
    rules = await rules_of(NEXT)
    before = await compared_with(rules)
    assert before is not None
    return await improvement_board_of(rules, before, LEAGUE, now=NOON, **given)


@pytest.mark.both
async def test_places_by_what_was_added_to_the_last_edition(app: Litestar) -> None:
    await two_years()
    await both_answer()
    found = await board()
    assert [(each.name, each.points, each.place) for each in found.standings] == [
        ("Oaxaca", Points(0, 5), 1),
        ("Yucatán", Points(5, -10), 2),
    ]
    assert found.newcomers == ((CAPITAL, "Ciudad de México"),)
    assert found.last_move == (OAXACA, NOON)


async def test_what_changed_by_nothing_is_no_movement(app: Litestar, browser: Browser) -> None:
    await two_years()
    await earn(YUCATAN, 0, 10, edition=NEXT, reason=Reason.ACCEPTED)
    page = await browser.open(f"{POINTS}/mejora")
    assert page.select_one("#board-updated").get_text(strip=True) == (
        "Todavía no cambia ningún reactivo respecto de la edición anterior."
    )
    await earn(OAXACA, 5, at=YESTERDAY, edition=NEXT, item="P1-03")
    assert (await board()).last_move == (OAXACA, YESTERDAY)
    # What it gained is what it lost: nothing is left to be told.
    await earn(OAXACA, 5, edition=NEXT)
    await earn(OAXACA, -5, edition=NEXT, reason=Reason.RETURNED)
    await earn(OAXACA, 5, edition=NEXT, item="P1-04")
    assert [e.points for e in (await board()).standings] == [Points(10, -10), Points()]
    assert (await board()).last_move is None


@pytest.mark.both
async def test_what_is_no_longer_asked_takes_nothing_away(app: Litestar) -> None:
    """P1-04 was accepted last year; now it is returned, and then P1-01 does not open it."""
    await two_years()
    await earn(OAXACA, 0, 10, at=BEFORE, item="P1-04")
    await answer({"P1-01": YES}, edition=NEXT, at=YESTERDAY)
    await answer({"P1-04": Answer("P1-04", number="8")}, edition=NEXT, at=YESTERDAY)
    await give_verdict("P1-04", "returned", revision=2, edition=NEXT)
    await earn(OAXACA, -5, edition=NEXT, item="P1-04", reason=Reason.RETURNED, at=YESTERDAY)

    async def added(until: datetime | None = None) -> tuple[int, int]:
        """By the board and by its own receipt, which is of now."""
        rules, entry = await rules_of(NEXT), await entry_of(NEXT, OAXACA)
        found = {each.participant: each for each in (await board(until=until)).standings}
        receipt = await own_improvement(rules, await compared_with(rules), entry)
        return found[OAXACA].points.total, improvement_of(receipt or ()).total

    assert await added() == (-10, -10)
    await answer({"P1-01": NO}, edition=NEXT, at=NOON)
    assert await added() == (0, 0)
    assert (await added(until=NOON))[0] == -10
    await answer({"P1-01": YES}, edition=NEXT, at=NOON + timedelta(hours=1))
    assert await added() == (-10, -10)
    assert (await added(until=NOON + timedelta(hours=1)))[0] == 0


async def test_movement_is_counted_from_a_moment(app: Litestar) -> None:
    await two_years()
    await both_answer()
    # Yesterday Yucatán had lost five: Oaxaca was first already.
    assert [each.movement for each in (await board()).standings] == [0, 0]
    await earn(YUCATAN, 0, 30, edition=NEXT, item="P1-03")
    assert [(e.name, e.movement) for e in (await board()).standings] == [
        ("Yucatán", 1),
        ("Oaxaca", -1),
    ]
    later = await board(since=NOON + timedelta(hours=1))
    assert [each.movement for each in later.standings] == [0, 0]


async def test_what_comes_after_the_freeze_is_not_on_it(app: Litestar) -> None:
    await two_years()
    await both_answer()
    stopped = await board(until=NOON)
    assert [(each.name, each.points) for each in stopped.standings] == [
        ("Oaxaca", Points()),
        ("Yucatán", Points(5, -10)),
    ]
    assert stopped.last_move == (YUCATAN, YESTERDAY)


@pytest.mark.both
async def test_the_receipt_of_each_adds_up_to_its_place(app: Litestar) -> None:
    await two_years()
    await both_answer()
    rules = await rules_of(NEXT)
    before = await compared_with(rules)
    assert before is not None
    receipts = {
        who: await own_improvement(rules, before, await entry_of(NEXT, who))
        for who in (OAXACA, YUCATAN, CAPITAL)
    }
    assert receipts[CAPITAL] is None
    for each in (await board()).standings:
        assert improvement_of(receipts[each.participant] or ()) == each.points
    told = [(line.item, line.then, line.change) for line in receipts[YUCATAN] or ()]
    assert told == [("P1-01", 10, Points(0, -10)), ("P1-02", 0, Points(5))]


async def test_an_edition_is_compared_with_one_that_is_over(app: Litestar) -> None:
    await two_years(published=False)
    assert await compared_with(await rules_of(NEXT)) is None
    # The first one continues one that is not kept here.
    assert await compared_with(await rules_of(EDITION)) is None


async def test_an_edition_without_points_is_nothing_to_compare_with(app: Litestar) -> None:
    await two_years(earned=False)
    assert await compared_with(await rules_of(NEXT)) is None


@pytest.mark.both
async def test_the_board_of_a_league_by_improvement(app: Litestar, browser: Browser) -> None:
    await two_years()
    await both_answer()
    page = await browser.open(POINTS)
    page = await browser.open(page.select_one('nav a[href$="/mejora"]')["href"])
    assert page.h1.get_text() == "Estados: mejora"
    oaxaca, yucatan = page.select(".standing")
    assert oaxaca.get_text(" ", strip=True) == (
        "1 Oaxaca – mismo lugar +5 firmes 0 provisionales +5 pts Reactivos que cambian: 1 sube"
    )
    assert yucatan.get_text(" ", strip=True) == (
        "Lugar 2 Yucatán – mismo lugar −10 firmes +5 provisionales −5 pts"
        " Reactivos que cambian: 1 sube, 1 baja"
    )
    assert "Oaxaca, mejora de +5: +5 firmes y 0 provisionales" in str(oaxaca)
    assert page.select_one("#board-updated").get_text(strip=True) == (
        "Último cambio: Oaxaca, mejora de +5, lugar 1. 3 de marzo de 2026, 12:00."
    )
    assert page.select_one("#board-apart").get_text() == (
        "Sin lugar, porque no participaron en la edición 2026:"
    )
    assert page.select_one("#board-newcomers").get_text(strip=True) == "Ciudad de México"
    english = await browser.open(f"{POINTS}/mejora?idioma=en")
    assert "improvement" in english.h1.get_text()


async def test_the_stream_of_the_board_is_the_page(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await two_years()
    await both_answer()
    page = await browser.open(f"{POINTS}/mejora")
    frames = Frames(app.template_engine.engine, clock)
    first = await frames(ImprovementTopic(NEXT, LEAGUE, "es"), None)
    assert first is not None
    region = page.select_one("#board")
    assert region.inner.split() == read(first.whole()).select_one("body").inner.split()
    assert region["hx-sse:connect"] == f"{POINTS}/mejora/en-vivo?desde={first.version}"
    await earn(YUCATAN, 0, 30, edition=NEXT, item="P1-03")
    second = await frames(ImprovementTopic(NEXT, LEAGUE, "es"), first)
    assert second is not None
    assert second.since == first.version
    assert "subió 1 lugar hoy" in second.change


async def test_a_government_sees_what_its_improvement_is_made_of(
    app: Litestar, ana: Browser, carla: Browser
) -> None:
    await two_years()
    page = await carla.open("/mi-liga")
    assert page.select_one('a[href="/mi-liga/puntos"]')
    page = await carla.open(page.select_one('a[href="/mi-liga/mejora"]')["href"])
    assert "Todavía no cambia ningún reactivo" in page.text
    await both_answer()
    page = await carla.open("/mi-liga/mejora")
    assert page.select_one("#total").get_text(" ", strip=True) == (
        "−5 puntos −10 firmes +5 provisionales"
    )
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert rows == [
        "P1-01. ¿Pregunta P1-01? 10 0 −10 firme",
        "P1-02. ¿Pregunta P1-02? 0 5 +5 provisional",
    ]
    assert page.select("tbody a")[0]["href"] == "/mi-liga/niveles/P1#item-P1-01"
    page = await ana.open("/mi-liga/mejora")
    assert [row.get_text(" ", strip=True) for row in page.select("tbody tr")] == [
        "P1-02. ¿Pregunta P1-02? 5 10 +5 firme"
    ]
    assert "1 reactivo más está como en la edición anterior" in page.text


async def test_what_was_private_is_not_told_by_comparing(
    app: Litestar, browser: Browser, ana: Browser
) -> None:
    await two_years(results="private")
    await both_answer()
    assert "Mejora" not in (await browser.open(POINTS)).text
    await browser.open(f"{POINTS}/mejora", 404)
    assert "no continúa otra" in (await ana.open("/mi-liga/mejora")).text


async def test_whoever_cannot_be_compared_is_told_why(app: Litestar, ana: Browser) -> None:
    await two_years(published=False)
    page = await ana.open("/mi-liga/mejora")
    assert "no continúa otra cuyos puntos estén aquí" in page.text


async def test_a_newcomer_is_told_that_it_is_one(app: Litestar, ana: Browser) -> None:
    await two_years(members=(YUCATAN,))
    page = await ana.open("/mi-liga/mejora")
    assert "no participó en la edición 2026" in page.text
