"""Mapa: shapes by INEGI code, classes with their lower limit included."""

from dataclasses import replace
from fractions import Fraction

import pytest

from server.pages.map import CODES, StateScore, map_page, outline_of, shade_of

PATHS = "".join(f'<path id="{name}" aria-label="{name}" d="m 1,1\n 2,2 z"/>' for name in CODES)
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 793 498">{PATHS}</svg>'
OAXACA = StateScore(name="Oaxaca", url="/gobiernos/20", value=54.0, score="54.0")


def test_every_state_has_one_shape_under_its_code() -> None:
    outline = outline_of(SVG)
    assert outline is not None
    assert sorted(shape.code for shape in outline.shapes) == [f"{n:02d}" for n in range(1, 33)]


def test_a_score_that_may_yet_move_says_so() -> None:
    page = map_page(SVG, "Índice 2025", {"20": replace(OAXACA, margin="entre 50.0 y 60.0")})
    assert page is not None
    oaxaca = next(state for state in page.states if state.code == "20")
    assert (oaxaca.text, oaxaca.margin) == ("Oaxaca: 54.0 (entre 50.0 y 60.0)", "entre 50.0 y 60.0")


def test_a_state_with_a_score_is_shaded_named_and_linked() -> None:
    page = map_page(SVG, "Índice 2025", {"20": OAXACA})
    assert page is not None
    oaxaca = next(state for state in page.states if state.code == "20")
    assert (oaxaca.shade, oaxaca.text, oaxaca.url) == ("3", "Oaxaca: 54.0", "/gobiernos/20")
    assert oaxaca.path == "m 1,1 2,2 z"


def test_a_state_without_a_score_is_drawn_blank() -> None:
    page = map_page(SVG, "Índice 2025", {"20": OAXACA})
    assert page is not None
    jalisco = next(state for state in page.states if state.code == "14")
    assert (jalisco.shade, jalisco.url) == ("", "")


@pytest.mark.parametrize(
    ("value", "shade"),
    [
        pytest.param(None, "", id="no score"),
        pytest.param(0, "1", id="the bottom"),
        pytest.param(19.999, "1", id="just below a limit"),
        pytest.param(Fraction(20), "2", id="a limit belongs to the class above"),
        pytest.param(80, "5", id="the last limit"),
        pytest.param(100, "5", id="the top stays in the last class"),
    ],
)
def test_shade(value: Fraction | float | None, shade: str) -> None:
    assert shade_of(value) == shade


def test_the_legend_names_five_classes() -> None:
    page = map_page(SVG, "Índice 2025", {})
    assert page is not None
    assert [(step.low, step.high) for step in page.classes] == [
        ("0", "20"),
        ("20", "40"),
        ("40", "60"),
        ("60", "80"),
        ("80", "100"),
    ]


@pytest.mark.parametrize(
    "svg",
    [
        pytest.param(None, id="not installed"),
        pytest.param("<svg", id="broken"),
        pytest.param('<svg xmlns="http://www.w3.org/2000/svg"/>', id="another drawing"),
    ],
)
def test_without_its_file_there_is_no_map(svg: str | None) -> None:
    assert map_page(svg, "Índice 2025", {"20": OAXACA}) is None
