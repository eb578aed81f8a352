"""Pulso: invented officials work where nobody else does, through the doors that everybody uses."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from game.editions import Stage
from server import pulse
from server.app import create_app
from server.db import on_change
from server.imports.demo import AUTHOR, SIGNER
from server.queries.accounts import attended_participants
from server.queries.answers import answers_of
from server.queries.checks import ledger_differences
from server.queries.levels import level_entries_of
from server.settings import Settings
from server.tables.answers import AnswerRow
from server.templating import Appearance
from tests.browser import running
from tests.editions import EDITION, a_definition, open_edition
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, QUICK, YUCATAN, seated


def invented() -> dict[str, Any]:
    definition = a_definition()
    definition["edition"]["synthetic"] = True
    return definition


async def acts(times: int, seed: int = 1) -> list[str | None]:
    draw = Random(seed)
    return [await pulse.act(draw, NOON + timedelta(seconds=n)) for n in range(times)]


@pytest.mark.both
async def test_real_editions_are_never_touched(database: Settings) -> None:
    await open_edition()
    assert await acts(3) == [None, None, None]
    assert await AnswerRow.count() == 0


async def test_governments_with_people_are_left_to_them(database: Settings) -> None:
    await open_edition(invented())
    await seated(PEOPLE["ana"])
    assert await attended_participants() == {OAXACA}
    assert set(await acts(6)) == {YUCATAN}
    assert await answers_of(OAXACA, EDITION) == {}


async def test_nobody_acts_when_everybody_has_people(database: Settings) -> None:
    await open_edition(invented())
    await seated(PEOPLE["ana"])
    await seated(PEOPLE["carla"])
    assert await acts(2) == [None, None]


async def test_closed_edition_is_left_alone(database: Settings) -> None:
    await open_edition(invented(), Stage.REVIEW)
    assert await acts(2) == [None, None]


async def test_levels_are_answered_handed_in_and_signed(database: Settings) -> None:
    await open_edition(invented())
    await seated(PEOPLE["carla"])
    for seed in range(40):
        if await acts(1, seed) == [None]:
            break
    levels = await level_entries_of(OAXACA, EDITION)
    assert {level.signed_by for level in levels.values()} == {SIGNER}
    assert set(levels) == {"P1", "I1"}
    kept = await answers_of(OAXACA, EDITION)
    assert {each.author for each in kept.values()} == {AUTHOR}
    assert all(c.document for each in kept.values() for c in each.answer.evidence)
    assert await acts(1) == [None]
    assert await ledger_differences() == []


async def test_every_act_is_announced_to_the_boards(database: Settings) -> None:
    await open_edition(invented())
    heard: list[str | None] = []
    stop = await on_change(heard.append)
    await acts(1)
    for _ in range(50):
        await asyncio.sleep(0.01)
        if heard:
            break
    stop()
    assert heard


@pytest.mark.parametrize(
    ("seconds", "synthetic", "moves"),
    [
        pytest.param(0.01, True, True, id="on"),
        pytest.param(0.0, True, False, id="off"),
        pytest.param(0.01, False, False, id="no synthetic data"),
    ],
)
async def test_app_lets_them_work_when_asked_to(
    each_settings: Settings,
    clock: Clock,
    appearance: Appearance,
    seconds: float,
    synthetic: bool,
    moves: bool,
) -> None:
    settings = replace(each_settings, demo_pulse=seconds)

    def app() -> Any:
        return create_app(settings, clock=clock, passwords=QUICK, appearance=appearance)

    async with running(app()):
        await open_edition(invented() if synthetic else a_definition())
    async with running(app()):
        for _ in range(100 if moves else 10):
            await asyncio.sleep(0.02)
            if await AnswerRow.count():
                break
        assert bool(await AnswerRow.count()) is moves
