"""Su grupo: a government beside the others of its league and kind, if they are not too few."""

from collections.abc import Mapping
from typing import Any

from litestar import Litestar

from game.changes import USUAL_INDEX
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition
from tests.server.people import OAXACA
from tests.server.published import CAPITAL, measured, publish
from tests.server.test_score_receipts import plain, rows

PROFILE = f"/gobiernos/{OAXACA}"


def an_edition(least: int, quartiles: int) -> Mapping[str, Any]:
    """The small edition, with limits that three states reach."""
    groups = {"least": least, "quartiles": quartiles, "draws": 200, "seed": 1}
    rule = {"method": "mean", "zeros": None, "floor": None}
    levels = dict.fromkeys(("index", "pillars", "topics"), rule)
    return a_definition() | {"index": {**USUAL_INDEX, **levels, "groups": groups}}


def said(page: Page) -> str:
    return plain(page.select_one("section[aria-labelledby=peers]").get_text(" ", strip=True))


#   Yucatán 62.5 and the capital 50.0: half of them lies between 53.1 and 59.4
async def test_the_middle_of_the_others_stands_beside_ones_own(
    app: Litestar, browser: Browser
) -> None:
    await measured(an_edition(2, 2))
    await publish()
    page = await browser.open(PROFILE)
    assert "Su grupo: mediana 56.3 (la mitad entre 53.1 y 59.4), de 2 con índice." in said(page)
    assert rows(page, "league-states") == [
        ["Índice", "62.5", "56.3", "53.1–59.4", "56.3 (50.0–62.5)"],
        ["Políticas", "50.0", "50.0", "50.0–50.0", "50.0 (50.0–50.0)"],
        ["Instituciones", "75.0", "62.5", "56.3–68.8", "62.5 (50.0–75.0)"],
    ]


async def test_a_league_of_all_of_a_kind_is_told_once(app: Litestar, browser: Browser) -> None:
    await measured(an_edition(2, 2))
    await publish()
    page = await browser.open(PROFILE)
    captions = [each.text for each in page.select("section[aria-labelledby=peers] caption")]
    assert captions == ["Su liga: Estados"]


async def test_of_few_the_mean_alone_is_told(app: Litestar, browser: Browser) -> None:
    await measured(an_edition(2, 3))
    await publish()
    page = await browser.open(f"/gobiernos/{CAPITAL}")
    assert "Su grupo: media 62.5, de 2 con índice." in said(page)
    assert rows(page, "league-states")[0] == ["Índice", "50.0", "—", "—", "62.5 (62.5–62.5)"]


async def test_of_fewer_nothing_is_told_neither_here_nor_in_the_ranking(
    app: Litestar, browser: Browser
) -> None:
    """Three states are enough to be shown, but two are not, once one of them is left out."""
    await measured(an_edition(3, 3))
    await publish()
    page = await browser.open(PROFILE)
    assert "Su grupo no se muestra: es muy pequeño, o dejaría deducir uno que lo es." in said(page)
    assert not page.select("#league-states")
    assert "58.3" in (await browser.open(f"/indicador/{EDITION}")).text


async def test_the_usual_limits(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    assert "Nada se dice de grupos de menos de 5" in said(await browser.open(PROFILE))
    assert "media de los estados" not in (await browser.open(f"/indicador/{EDITION}")).text
    assert "media de los estados" not in (await browser.open("/")).text


async def test_results_that_are_not_public_are_beside_nobody(
    app: Litestar, browser: Browser
) -> None:
    definition = an_edition(2, 2)
    definition["edition"]["results"] = "private"
    await measured(definition)
    await publish()
    page = await browser.open(PROFILE)
    assert not page.select("#peers, #targets, #change")
