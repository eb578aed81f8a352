"""Metas: the fewest practices that bring a government one place up, or to a score."""

import pytest
from litestar import Litestar

from server.pages.scores import place_before_noun
from tests.browser import Browser, Page
from tests.editions import a_definition
from tests.server.people import OAXACA, YUCATAN
from tests.server.published import CAPITAL, measured, publish
from tests.server.test_peers import an_edition
from tests.server.test_score_receipts import plain

ADVICE = "/mi-liga/recomendaciones"


def cards(page: Page) -> list[str]:
    found = page.select("section[aria-labelledby=targets] .panel")
    return [plain(each.get_text(" ", strip=True)) for each in found]


#   The capital has 50.0; I1-02 adds a half of I, a quarter of the index: 75.0, the first place.
async def test_one_place_up_and_with_what(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    (card,) = cards(await browser.open(f"/gobiernos/{CAPITAL}"))
    assert "Llegar al menos al 2.º lugar de su liga" in card
    assert "Con 1 práctica llegaría a 75.0 y rebasaría la meta: 1.er lugar de su liga." in card
    assert "I1-02" in card
    assert "Esfuerzo bajo" in card
    assert "Con menos prácticas" not in card


async def test_the_first_of_a_league_has_no_place_above(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert not page.select("#targets")


async def test_the_middle_of_the_group_is_a_goal(app: Litestar, browser: Browser) -> None:
    await measured(an_edition(2, 2))
    await publish()
    place, middle = cards(await browser.open(f"/gobiernos/{CAPITAL}"))
    assert "Llegar al menos al 2.º lugar de su liga" in place
    assert "Llegar a la mediana de su grupo: 62.5" in middle


async def test_what_a_practice_opens_is_told(app: Litestar, browser: Browser) -> None:
    """Whoever says yes to P1-01 is asked P1-04."""
    definition = a_definition()
    definition["pillars"][1]["weight"] = "1/100"
    await measured(definition)
    await publish()
    (card,) = cards(await browser.open(f"/gobiernos/{CAPITAL}"))
    assert "abre 1 pregunta más, que aquí queda sin responder" in card


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (1, "1.er"),
        (2, "2.º"),
        (3, "3.er"),
        (11, "11.º"),
        (13, "13.er"),
        (21, "21.er"),
        (1_203, "1,203.er"),
        (None, "—"),
    ],
)
def test_a_place_is_shortened_before_its_noun(place: int | None, said: str) -> None:
    assert place_before_noun(place) == said


# One's own team


async def test_a_team_asks_what_a_score_would_take(app: Litestar, ana: Browser) -> None:
    await measured()
    await publish()
    page = await ana.open(ADVICE)
    assert page.select('#targets ~ form input[name="meta"]')
    page = await ana.open(f"{ADVICE}?meta=80")
    assert page.field("meta") == "80"
    (card,) = cards(page)
    assert "Llegar a 80.0" in card
    assert "Con 2 prácticas llegaría a" in card
    assert "Con menos prácticas no se llega." in card
    (has,) = cards(await ana.open(f"{ADVICE}?meta=10"))
    assert "Ya lo tiene." in has


@pytest.mark.parametrize("typed", ["0", "101", "-5", "12.5", "mucho", "٥٠", "9" * 400])
async def test_what_is_no_score_is_told_so(app: Litestar, ana: Browser, typed: str) -> None:
    await measured()
    await publish()
    page = await ana.open(f"{ADVICE}?meta={typed}")
    assert "Escriba un número entero del 1 al 100." in page.text
    assert cards(page) == []


async def test_where_results_are_not_public_no_place_is_told(app: Litestar, ana: Browser) -> None:
    """A place to reach would say how another government stands; one's own gaps are one's own."""
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await measured(definition)
    await publish()
    (card,) = cards(await ana.open(f"{ADVICE}?meta=80"))
    assert "Con 2 prácticas llegaría a" in card
    assert "lugar" not in card
    assert not (await ana.open(f"/gobiernos/{YUCATAN}")).select("#targets")


async def test_without_published_results_there_is_nothing_to_aim_at(
    app: Litestar, ana: Browser
) -> None:
    await measured()
    assert not (await ana.open(f"{ADVICE}?meta=80")).select("#targets")


#   A zero for silence: P1-04, which P1-01 opens, is needed for all of P1.
async def test_what_is_opened_may_be_part_of_the_way(app: Litestar, ana: Browser) -> None:
    definition = a_definition()
    definition["edition"]["no_answer"] = "zero"
    await measured(definition)
    await publish()
    (card,) = cards(await ana.open(f"{ADVICE}?meta=100"))
    assert "P1-04" in card
    assert "abre 1 de esta lista" in card
