"""Ritmo, pronóstico y novedades: what the coordinators' page says of them, and that it is exact."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from game.answers import Answer, pack
from game.feed import LevelMove
from game.room import USUAL
from server.frames import Frames
from server.live import CoordinationTopic
from server.people import Role
from server.queries import pace
from server.queries.answers import keep_answer
from server.queries.coordination import answered_at, progress_of
from server.queries.editions import entry_of, rules_of
from server.queries.pace import tracks_of
from server.queries.reopenings import reopen_level
from server.room import outlook_at
from tests.browser import Browser
from tests.editions import EDITION, open_edition
from tests.server.conftest import Clock
from tests.server.leagues import CAPITAL, a_league, answer, finish
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.signed import I1, P1, decide, sign, somebody
from tests.server.signed import answer as given

HOURS = USUAL.pace_hours
URL = "/coordinacion"
YES = json.dumps(pack(Answer("P1-01", chosen=("yes",))))
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.both
async def test_the_line_ends_where_the_response_rate_is_and_passes_through_it(
    app: Litestar,
) -> None:
    """Whatever was saved, changed and taken back: the same as counting all answers at a moment."""
    await a_league()
    await given(P1, OAXACA, at=NOON - 3 * DAY)
    await given(I1, OAXACA, at=NOON - 30 * HOUR)
    await given(P1, YUCATAN, at=NOON - 5 * HOUR)
    rules, yucatan = await rules_of(EDITION), await entry_of(EDITION, YUCATAN)
    by = somebody(Role.LEAD, yucatan)
    await keep_answer(rules, yucatan, Answer("P1-05"), base=1, by=by, at=NOON - 2 * HOUR)
    tracks = await tracks_of(rules.questionnaire)
    found = {each.participant: each for each in await progress_of(rules.questionnaire)}
    for code, track in tracks.items():
        mine = found[code]
        assert (track.asked, track.answered) == (mine.asked, mine.answered)
        assert (track.levels, len(track.handed)) == (mine.levels, mine.submitted)
    outlook = outlook_at(rules.edition, tracks, NOON)
    assert len(outlook.hours) == HOURS
    for point in outlook.hours:
        share = await answered_at(rules.questionnaire, point.at + HOUR)
        assert share is not None
        # What is asked does not change here: only a yes to P1-01 opens another item.
        assert point.answered == share * outlook.reached.asked
    assert [point.gain for point in outlook.hours if point.gain] == [2, 4, -1]


@pytest.mark.both
async def test_only_those_who_moved_are_read_again(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    tell = pace._told_of

    async def noted(edition: str, codes: list[str], end: datetime) -> object:
        read.extend(codes)
        return await tell(edition, codes, end)

    monkeypatch.setattr(pace, "_told_of", noted)
    await a_league()
    questionnaire = (await rules_of(EDITION)).questionnaire
    await tracks_of(questionnaire)
    assert read == [CAPITAL, OAXACA, YUCATAN]
    await tracks_of(questionnaire)
    await answer(OAXACA, "P1-01", YES)
    await tracks_of(questionnaire)
    await finish(YUCATAN, "I1")
    await tracks_of(questionnaire)
    assert read[3:] == [OAXACA, YUCATAN]


@pytest.mark.both
async def test_news_are_of_levels_handed_in_signed_verified_and_reopened(app: Litestar) -> None:
    await a_league()
    await given(I1, OAXACA, at=NOON)
    await sign("I1", OAXACA, at=NOON + HOUR)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    assert await _news() == [("I1", LevelMove.SIGNED), ("I1", LevelMove.SUBMITTED)]
    for item in I1:
        await decide(item, at=NOON + 2 * HOUR)
    assert (await _news())[0] == ("I1", LevelMove.VERIFIED)
    await given(P1, OAXACA, at=NOON + 3 * HOUR)
    await sign("P1", OAXACA, at=NOON + 4 * HOUR)
    by = somebody(Role.SIGNER, entry)
    await reopen_level(rules, entry, "P1", "Falta un dato del padrón.", by=by, at=NOON + 5 * HOUR)
    assert (await _news())[:3] == [
        ("P1", LevelMove.REOPENED),
        ("P1", LevelMove.SIGNED),
        ("P1", LevelMove.SUBMITTED),
    ]
    track = (await tracks_of(rules.questionnaire))[OAXACA]
    assert set(track.handed) == {"I1"}
    assert track.level == "P1"
    # As it was before: nothing that came later is seen.
    until = NOON + 2 * HOUR
    then = (await tracks_of(rules.questionnaire, until=until))[OAXACA]
    assert [each.move for each in then.news] == [LevelMove.SUBMITTED, LevelMove.SIGNED]


async def _news() -> list[tuple[str, LevelMove]]:
    rules = await rules_of(EDITION)
    outlook = outlook_at(rules.edition, await tracks_of(rules.questionnaire), NOON + 9 * HOUR)
    return [(each.topic, each.move) for each in outlook.news]


async def test_page_draws_the_pace_and_tells_it_in_a_table(
    app: Litestar, coordinadora: Browser
) -> None:
    await a_league()
    await answer(OAXACA, "P1-01", YES, at=NOON - HOUR)
    page = await coordinadora.open(URL)
    first, second = page.select(".chart svg")
    for chart in (first, second):
        told = [page.select_one(f"#{each}").get_text() for each in chart["aria-labelledby"].split()]
        assert all(told)
    assert "1 reactivo más" in page.select_one(f"#horas-{EDITION}-desc").get_text()
    rows = page.select(f"#horas-{EDITION}-numeros tbody tr")
    assert len(rows) == HOURS
    assert [cell.get_text() for cell in rows[1].select("th, td")] == [
        "3 de marzo de 2026, 11:00",
        "5.3\N{NO-BREAK SPACE}%",
        "+1",
    ]
    assert len(first.select(".chart-bar")) == 1


async def test_few_days_give_no_forecast_and_it_says_why(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await a_league()
    clock.now = datetime(2026, 1, 20, 18, tzinfo=UTC)
    page = await coordinadora.open(URL)
    assert "Todavía no hay suficientes días para un pronóstico" in page.text
    assert not page.select(".chart-fan")


async def test_with_nothing_to_go_on_it_says_that_it_cannot_tell(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await open_edition()
    clock.now = NOON + 15 * DAY
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    page = await coordinadora.open(URL)
    why = "Nadie ha respondido nada todavía: no hay de qué sacar un pronóstico."
    assert page.select_one(f"#pronostico-{EDITION} + p").get_text() == why
    assert "lo más probable" not in page.text
    assert not page.select(".chart-fan")
    wall = await coordinadora.open(f"{URL}/muro")
    assert "0 a 0" not in wall.text.replace("\N{NO-BREAK SPACE}", " ")
    await answer(OAXACA, "P1-02", json.dumps(pack(Answer("P1-02", text="Algo."))), at=NOON + DAY)
    page = await coordinadora.open(URL)
    assert "lo más probable" in page.text


async def test_forecast_says_what_is_expected_between_which_bounds(
    app: Litestar, coordinadora: Browser, clock: Clock
) -> None:
    await a_league()
    for days, item in enumerate(("P1-02", "P1-03", "P1-05", "I1-01", "I1-02")):
        content = json.dumps(pack(Answer(item, text="Algo.")))
        await answer(OAXACA, item, content, at=NOON + (days * 2 + 1) * DAY)
    clock.now = NOON + 15 * DAY
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.open(URL)
    table = page.select_one(f"#pronostico-{EDITION}-tabla")
    words = table.get_text(" ", strip=True).replace("\N{NO-BREAK SPACE}", " ")
    assert "Toda la edición 28 %" in words
    assert "Estados 28 %" in words
    assert "Cómo se calcula" in page.text
    assert page.select(".chart-fan")
    sentence = page.select_one(f"#pronostico-{EDITION} + p").get_text()
    assert "Al 14 de junio de 2026 se espera" in sentence


async def test_each_new_level_is_a_row_of_the_feed(app: Litestar, clock: Clock) -> None:
    frames = Frames(app.template_engine.engine, clock)
    await a_league()
    first = await frames(CoordinationTopic("es"), None)
    assert first is not None
    assert "Todavía nadie ha enviado un nivel." in first.whole()
    await finish(YUCATAN, "I1")
    second = await frames(CoordinationTopic("es"), first)
    assert second is not None
    assert 'data-say="Yucatán, I1 Tema I1: enviado."' in second.whole()
