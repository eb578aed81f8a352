"""Gobiernos: whoever knows a name finds the government."""

import pytest
from litestar import Litestar

from game.participants import MUNICIPALITY, Participant, sought
from server.imports.places import Place, reference_states, short_names
from server.pages.governments import MOST_LISTED
from server.queries.participants import keep_participants, keep_places
from tests.browser import Browser
from tests.server.leagues import a_league
from tests.server.people import OAXACA, YUCATAN

URL = "/gobiernos"


async def municipalities(many: int, name: str = "San Juan") -> None:
    codes = [f"20{number:03}" for number in range(1, many + 1)]
    await keep_places(
        [Place(code, MUNICIPALITY, name, OAXACA, head_town=name, population=1) for code in codes]
    )
    await keep_participants(Participant(code, MUNICIPALITY, name, OAXACA) for code in codes)


@pytest.mark.parametrize("typed", ["yucatán", "YUCATAN", "yuc", "31", " 31 "])
async def test_the_only_one_is_opened_at_once(app: Litestar, browser: Browser, typed: str) -> None:
    page = await browser.open(f"{URL}?nombre={typed}")
    assert page.url.endswith(f"{URL}/{YUCATAN}")


async def test_several_are_listed_with_their_state_and_league(
    app: Litestar, browser: Browser
) -> None:
    await a_league()
    await municipalities(2)
    page = await browser.open(f"{URL}?nombre=oaxaca")
    rows = [row.get_text(" ", strip=True) for row in page.select("#governments tbody tr")]
    assert rows == [
        "Oaxaca Estado Oaxaca Estados",
        "San Juan, Oaxaca Municipio Oaxaca —",
        "San Juan, Oaxaca Municipio Oaxaca —",
    ]
    assert page.select("#governments a")[0]["href"] == f"{URL}/{OAXACA}"
    assert page.select_one("#found").text == "3 gobiernos"
    assert page.field("nombre") == "oaxaca"


async def test_nobody_of_that_name_and_what_to_do(app: Litestar, browser: Browser) -> None:
    page = await browser.open(f"{URL}?nombre=Atlantis")
    assert "Ningún gobierno coincide" in page.text
    assert page.select('main a[href="/ligas"]')
    assert not page.select("#governments")


async def test_a_name_misspelled_leads_to_those_spelled_nearly_so(
    app: Litestar, browser: Browser
) -> None:
    page = await browser.open(f"{URL}?nombre=yukatan")
    assert page.select_one("#near").text == "¿Buscaba alguno de estos?"
    assert page.select(f'main a[href="{URL}/{YUCATAN}"]')
    assert not (await browser.open(f"{URL}?nombre=Atlantis")).select("#near")


async def test_a_short_name_is_known(app: Litestar, browser: Browser) -> None:
    assert (await browser.open(f"{URL}?nombre=CDMX")).url.endswith(f"{URL}/09")


def test_every_short_name_is_of_a_state_and_not_the_beginning_of_its_name() -> None:
    states = {each.code: each.participant for each in reference_states()}
    for short, code in short_names().items():
        assert sought(short, [states[code]], short_names()) == (states[code],)
        assert not sought(short, list(states.values()))


async def test_without_a_name_it_only_asks_for_one(app: Litestar, browser: Browser) -> None:
    page = await browser.open(f"{URL}?nombre=++")
    assert page.h1.text == "Buscar un gobierno"
    assert not page.select("#governments, .empty")


async def test_a_state_with_many_has_pages(app: Litestar, browser: Browser) -> None:
    await municipalities(MOST_LISTED)
    page = await browser.open(f"{URL}?nombre=oaxaca")
    assert len(page.select("#governments tbody tr")) == MOST_LISTED
    (second,) = page.select(".pagination a")
    assert second["href"] == f"{URL}?nombre=oaxaca&pagina=2"
    page = await browser.open(f"{URL}?nombre=oaxaca&pagina=99")
    assert len(page.select("#governments tbody tr")) == 1


@pytest.mark.parametrize("address", ["/", f"{URL}/{OAXACA}"])
async def test_the_search_is_where_people_come_in(
    app: Litestar, browser: Browser, address: str
) -> None:
    page = await browser.open(address)
    form = page.select_one("main form[role=search]")
    assert (form["action"], form["method"]) == (URL, "get")


async def test_in_english(app: Litestar, browser: Browser) -> None:
    await municipalities(2)
    page = await browser.open(f"{URL}?nombre=san&idioma=en")
    assert page.h1.text == "Find a government"
    assert page.select_one("#found").text == "2 governments"
