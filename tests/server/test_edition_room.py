"""Edición: by which figures the importer says it is followed, and until when plans run."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from game.changes import USUAL_ROOM
from game.room import USUAL, BurdenRules, ForecastRules, Patience, Room
from server.imports.editions import FIXTURES, EditionInvalid, canonical, edition_of, load_edition
from tests.server.edition_folders import EARLIER, written

A_ROOM = """
held_up: {quiet_days: 9}
reminder_days: 5
forecast: {window: 9, fewest: 4, pool: 1/2, inside: 0.9}
burden: {fewest: 6}
least_reach: "1/4"
"""


def with_room(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in A_ROOM
    (written(folder) / "room.yaml").write_text(A_ROOM.replace(old, new, 1), "utf-8")
    return folder


def test_an_edition_without_the_file_is_followed_as_usual(tmp_path: Path) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    assert "room" not in definition
    assert edition_of(definition)[0].room == USUAL


def test_what_a_file_says_is_so_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    definition = json.loads(canonical(load_edition(with_room(tmp_path), EARLIER)))
    assert edition_of(definition)[0].room == Room(
        held_up=Patience(quiet_days=9),
        reminder_days=5,
        forecast=ForecastRules(9, 4, pool=Fraction(1, 2), inside=Fraction(9, 10)),
        burden=BurdenRules(fewest=6),
        least_reach=Fraction(1, 4),
    )


def test_the_reference_file_says_what_is_usual() -> None:
    definition = load_edition(FIXTURES / "2026")
    assert definition["room"] == USUAL_ROOM
    assert edition_of(definition)[0].room == USUAL


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "reminder_days: 5",
            "reminder_days: 0",
            "reminder_days: debe ser un número entero desde 1 hasta 365",
        ),
        ("reminder_days: 5", "reminders: 5", "reminders: campo desconocido"),
        ("fewest: 6", "fewest: 4", "burden.fewest: debe ser un número entero desde 5"),
        (
            "window: 9",
            "window: 90",
            "forecast.window: debe ser un número entero desde 1 hasta 60",
        ),
        ("{quiet_days: 9}", "9", "held_up: debe ser un grupo de campos"),
        (
            "window: 9",
            "window: 3",
            "forecast.fewest: es más que window, 3: nunca habría pronóstico",
        ),
        ("pool: 1/2", "pool: 1/5", "forecast.pool: de 4 días no queda ninguno que sacar"),
        ("pool: 1/2", "pool: 3/2", "forecast.pool: debe estar entre 0 y 1"),
        (
            "inside: 0.9",
            "inside: 0.4",
            "forecast.inside: debe ser 1/2 o más: lo esperado queda entre los límites",
        ),
        ('"1/4"', "todos", "least_reach: debe estar entre 0 y 1"),
        (
            "burden: {fewest: 6}",
            "terms: {low: 200}",
            "terms: deben ir de menor a mayor: low, medium, high",
        ),
    ],
)
def test_what_is_wrong_with_the_figures_is_said(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(EditionInvalid) as refused:
        load_edition(with_room(tmp_path, old, new), EARLIER)
    assert f"room.yaml, {problem}" in refused.value.problems


@pytest.mark.parametrize(("said", "latest"), [("", 2036), ("plan_years: 3\n", 2029)])
def test_a_plan_ends_some_years_after_the_opening(tmp_path: Path, said: str, latest: int) -> None:
    change = ("edition.yaml", "no_answer", f"{said}no_answer")
    _, questionnaire, _ = edition_of(load_edition(written(tmp_path, change), EARLIER))
    assert {item.plans_until for item in questionnaire.items} == {date(latest, 9, 1)}
