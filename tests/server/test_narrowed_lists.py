"""Listas filtradas: what a list is narrowed to is asked in the same way of either database."""

from datetime import date

import pytest

from game.commitments import Move
from server.queries.commitments import Filters, commitments_where
from server.queries.reports import Filters as ReportFilters
from server.queries.reports import reports_where
from tests.browser import Browser
from tests.commitments import OAXACA, promised
from tests.editions import open_edition

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 3, 3)


@pytest.mark.both
@pytest.mark.parametrize(
    ("filters", "size"),
    [
        pytest.param(Filters(state="20"), 2, id="two of a state"),
        pytest.param(
            Filters(participant=OAXACA, due_from=TODAY), 500, id="the dates to come of one"
        ),
    ],
)
async def test_commitments_are_narrowed(filters: Filters, size: int) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    found = await commitments_where(filters, TODAY, size=size)
    assert [each.commitment.code for each in found.listed] == [1]
    assert found.total == 1


@pytest.mark.both
async def test_a_league_a_topic_and_where_it_came_from_narrow_together(browser: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    page = await browser.open("/compromisos?liga=states&tema=P1&origen=recommendation")
    assert page.select_one("#liga [selected]")["value"] == "states"
    assert "Ningún compromiso coincide" in page.text


@pytest.mark.both
@pytest.mark.parametrize(
    "filters", [ReportFilters(participant=OAXACA), ReportFilters(commitment=1)]
)
async def test_reports_are_narrowed(filters: ReportFilters) -> None:
    assert (await reports_where(filters)).total == 0


@pytest.mark.parametrize(
    "address", ["/compromisos", "/acuerdos", "/recomendaciones", "/observaciones"]
)
async def test_the_menu_says_where_one_is(browser: Browser, address: str) -> None:
    page = await browser.open(address)
    assert [link.text for link in page.select(".site-nav [aria-current=page]")] == ["Compromisos"]
