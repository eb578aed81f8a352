"""Reactivos a examen: what published answers say of the items, for whoever writes the next ones."""

import csv
from io import StringIO

import pytest
from litestar import Litestar

from game.editions import Stage
from tests.browser import Browser, Page
from tests.editions import EDITION, give_verdict, move_to, open_edition
from tests.server.people import OAXACA
from tests.server.published import ANYWHERE, measured, publish
from tests.server.signed import I1, revision_of, verified

URL = f"/coordinacion/{EDITION}/reactivos"
TABLE = f"{URL}.csv"


def cells(page: Page, table: str) -> dict[str, list[str]]:
    """The cells of each row by what it is of, spaces made plain."""
    found = {}
    for row in page.select(f"#{table} tbody tr"):
        first, *others = (
            " ".join(c.get_text(" ", strip=True).split()) for c in row.select("th, td")
        )
        found[first.split()[0]] = others
    return found


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW, Stage.REPLY])
async def test_before_publication_nobody_sees_it(
    coordinadora: Browser, publicadora: Browser, stage: Stage
) -> None:
    """The means of the items, weighed, are that of the index, which nobody sees before."""
    await open_edition(stage=stage)
    for browser in (coordinadora, publicadora):
        for address in (URL, TABLE):
            page = await browser.open(address, 404)
            assert "se verán cuando se publiquen" in page.text


async def test_it_is_for_those_who_follow_an_edition(
    app: Litestar, browser: Browser, ana: Browser, rita: Browser
) -> None:
    await measured()
    await publish()
    for someone in (ana, rita):
        await someone.open(URL, 403)
        await someone.open(TABLE, 403)
    assert (await browser.open(URL)).select("input[type=password]")


#   I1-01   1/2, 1/2, 1     mean 2/3;   I1-02   1, 1, 0: the other way around, -1
#   P1-01   no three times: constant
#   alpha of I1   variances 1/12 and 1/3, covariance -1/6: 2 x (1 - 5/12 / (1/12)) = -8
@pytest.mark.both
async def test_items_are_told_with_figures_that_can_be_checked(
    app: Litestar, coordinadora: Browser
) -> None:
    await measured()
    await publish()
    page = await coordinadora.open(URL)
    own = cells(page, "items-I1")
    assert own["I1-01"][:4] == ["3", "0.67", "0.29", "−1.00"]
    assert own["I1-02"][:4] == ["3", "0.67", "0.58", "−1.00"]
    told = cells(page, "items-P1")["P1-01"]
    assert told[:4] == ["3", "0.00", "0.00", "—"]
    assert "Todos responden lo mismo" in " ".join(told)
    assert "No: 3" in " ".join(told)
    assert cells(page, "topics")["I1"] == ["−8.00", "2", "3", "3"]


async def test_where_nobody_looked_twice_there_is_nothing_to_compare(
    app: Litestar, coordinadora: Browser
) -> None:
    await measured()
    await publish()
    assert "Nada fue dictaminado por dos cargos" in (await coordinadora.open(URL)).text


#   I1-01   accepted, accepted     half of the pairs agree; of four values one is a rejection, so
#   I1-02   accepted, rejected     that by chance half would disagree too: alpha is 0
async def test_two_seats_that_decided_on_the_same_are_compared(
    app: Litestar, coordinadora: Browser
) -> None:
    await open_edition()
    await verified(I1, OAXACA, by=ANYWHERE)
    for item, verdict in (("I1-01", "accepted"), ("I1-02", "rejected")):
        await give_verdict(item, verdict, revision=await revision_of(item))
    await move_to(Stage.REPLY)
    await publish()
    page = await coordinadora.open(URL)
    told = " ".join(page.select_one("[aria-labelledby=agreement] p").get_text().split())
    assert told.startswith(
        "2 respuestas fueron dictaminadas por dos cargos o más: coinciden 50 % de las veces, y el "
        "alfa de Krippendorff es 0.00."
    )


async def test_the_table_has_a_row_per_item_and_kind(app: Litestar, coordinadora: Browser) -> None:
    await measured()
    await publish()
    text = (await coordinadora.open(TABLE)).response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    (own,) = [row for row in rows if row["item"] == "P1-01"]
    assert own["kind"] == "state"
    assert (own["asked"], own["answered"], own["mean"], own["constant"]) == ("3", "3", "0", "1")
    assert own["options"] == "yes:0 no:3"


async def test_it_is_told_in_english(app: Litestar, coordinadora: Browser) -> None:
    await measured()
    await publish()
    page = await coordinadora.open(f"{URL}?idioma=en")
    assert page.h1.get_text() == "Items under examination"
