"""Ronda final: the shortlist, drawn by settled points alone."""

import asyncio
import json

import pytest

from game.editions import Stage
from game.rules import RuleBroken
from server.queries.finals import draw_shortlist, final_of
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.finals import FinalRow, MarkSheetRow, ShortlistRow
from tests.browser import Browser
from tests.editions import EDITION, move_to
from tests.server.final_round import (
    DRAW,
    ROOM,
    a_closing_league,
    drawn_with,
    mark,
    people,
    with_final,
)
from tests.server.leagues import CAPITAL, a_league, earn
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import I1, P1, answer, decide, sign
from tests.server.test_publications import VICTOR


@pytest.mark.both
async def test_shortlist_is_drawn_by_settled_points_alone_with_the_standings_it_came_from(
    database: Settings,
) -> None:
    await drawn_with()
    final = await final_of(EDITION)
    assert [(each.participant, each.place) for each in final.finalists] == [
        (OAXACA, 1),
        (CAPITAL, 2),
        (YUCATAN, 2),
    ]
    (row,) = await ShortlistRow.select()
    kept = json.loads(row["standings"])["states"]
    assert [(each["participant"], each["settled"]) for each in kept] == [
        (OAXACA, 60),
        (CAPITAL, 40),
        (YUCATAN, 40),
    ]
    assert (await AuditRow.select().where(AuditRow.action == "shortlist-drawn"))[0][
        "subject"
    ] == "1"


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW])
async def test_shortlist_is_not_drawn_before_points_settle(
    coordinadora: Browser, stage: Stage
) -> None:
    await a_closing_league(stage)
    page = await coordinadora.send(DRAW, 409)
    assert "La etapa en que está la edición ya no permite esto." in page.text
    assert await FinalRow.count() == 0


async def test_shortlist_needs_a_settled_point(coordinadora: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    await earn(OAXACA, 60)
    await move_to(Stage.REPLY)
    page = await coordinadora.send(DRAW, 409)
    assert "Ningún gobierno tiene todavía puntos firmes." in page.text


@pytest.mark.both
async def test_of_two_who_draw_at_once_one_does(database: Settings) -> None:
    await a_closing_league()
    by, other = await people("coordinadora", "admin")
    outcomes = await asyncio.gather(
        *(draw_shortlist(EDITION, by=each, at=NOON) for each in (by, other)),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, RuleBroken)
    assert refused.code in {"already-shortlisted", "reason-required"}
    assert await ShortlistRow.count() == 1
    assert len((await final_of(EDITION)).finalists) == 3


@pytest.mark.both
@pytest.mark.parametrize(
    ("decided", "said"),
    [
        pytest.param(
            (),
            "2 niveles firmados tienen respuestas sin dictamen, que no dan puntos firmes:"
            " 2 en Estados.",
            id="nobody decided",
        ),
        pytest.param(
            (OAXACA,),
            "1 nivel firmado tiene respuestas sin dictamen, que no dan puntos firmes:"
            " 1 en Estados.",
            id="one of two",
        ),
        pytest.param((OAXACA, YUCATAN), "", id="all of it"),
    ],
)
async def test_levels_without_verdicts_are_told_before_a_shortlist_is_drawn(
    coordinadora: Browser, decided: tuple[str, ...], said: str
) -> None:
    """Of those that were signed: the rest are drafts of their governments."""
    await a_league(Stage.OPEN, with_final())
    await answer(P1, OAXACA)
    for who in (OAXACA, YUCATAN):
        await answer(I1, who)
        await sign("I1", who)
    for who in decided:
        for item in I1:
            await decide(item, participant=who, by=VICTOR)
    await earn(CAPITAL, 0, 40)
    await move_to(Stage.REVIEW)
    assert "sin dictamen" not in (await coordinadora.open(ROOM)).text
    await move_to(Stage.REPLY)
    page = await coordinadora.open(ROOM)
    assert [each.get_text(" ", strip=True) for each in page.select("#finalists + p ~ .notice")] == (
        [said] if said else []
    )
    # They are told again before it is drawn anew, and nobody is warned once it cannot be.
    await coordinadora.send(DRAW)
    assert (said in (await coordinadora.open(ROOM)).text) is True
    await FinalRow.update({FinalRow.phase: "closed"}).where(FinalRow.edition == EDITION)
    assert "sin dictamen" not in (await coordinadora.open(ROOM)).text


@pytest.mark.both
async def test_it_is_drawn_anew_with_a_reason_while_nobody_has_marked(
    coordinadora: Browser,
) -> None:
    by, rita = await drawn_with("rita")
    await earn(YUCATAN, 0, 100)
    page = await coordinadora.send(DRAW, 422)
    assert "Escriba la razón" in page.select_one("#draw-reason-error").text
    page = await coordinadora.send(DRAW, reason="Se resolvió una réplica.")
    assert "Lista 2" in page.text
    assert [each.participant for each in (await final_of(EDITION)).finalists] == [YUCATAN, OAXACA]
    assert await ShortlistRow.count() == 2
    await mark(rita, OAXACA, 5, 5)
    page = await coordinadora.send(DRAW, 409, reason="Otra.")
    assert "Ya hay calificaciones" in page.text
    assert by.name in page.text


@pytest.mark.both
async def test_a_mark_and_another_shortlist_at_once_are_one_of_both(database: Settings) -> None:
    by, rita = await drawn_with("rita")
    outcomes = await asyncio.gather(
        mark(rita, OAXACA, 5, 5),
        draw_shortlist(EDITION, reason="Una réplica.", by=by, at=NOON),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, RuleBroken)
    assert (await MarkSheetRow.count(), await ShortlistRow.count()) in {(1, 1), (0, 2)}
