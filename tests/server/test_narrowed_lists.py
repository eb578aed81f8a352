"""Listas filtradas: what a list is narrowed to is asked in the same way of either database."""

from collections.abc import Mapping
from datetime import date

import pytest

from game.commitments import Move
from server.queries.commitments import Filters, commitments_where
from server.queries.reports import Filters as ReportFilters
from server.queries.reports import reports_where
from server.settings import Settings
from tests.browser import Browser
from tests.commitments import OAXACA, YUCATAN, promised
from tests.editions import EDITION, open_edition
from tests.reports import a_report, published
from tests.server.published import measured, publish

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


async def test_the_menu_says_it_once_where_two_of_it_lead_there(olga: Browser) -> None:
    """The desk of an observer stands below the list of reports, which is of the commitments."""
    for address, said in (
        ("/observaciones/panel", "Observaciones"),
        ("/observaciones", "Compromisos"),
        ("/compromisos/panorama", "Compromisos"),
    ):
        page = await olga.open(address)
        assert [link.text for link in page.select(".site-nav [aria-current=page]")] == [said]


# What nobody knows is told in the same words on every list, and in its data


UNKNOWN: Mapping[str, Mapping[str, str]] = {
    "/observaciones": {
        "gobierno": "No se conoce el gobierno «zz»; no filtra nada.",
        "compromiso": "No se conoce el compromiso «zz»; no filtra nada.",
        "tema": "No se conoce el tema «zz»; no filtra nada.",
    },
    "/declaraciones": {
        "tipo": "No se conoce el tipo «zz»; no filtra nada.",
        "situacion": "No se conoce la situación «zz»; no filtra nada.",
    },
    "/practicas": {
        "edicion": "No se conoce la edición «zz»; se muestra la más reciente.",
        "pilar": "No se conoce el pilar «zz»; no filtra nada.",
    },
    "/compromisos": {"orden": "No se conoce el orden «zz»; no cambia nada."},
    "/compromisos/novedades": {"desde": "No se lee como fecha «zz»; no filtra nada."},
    "/compromisos/desacuerdos": {"hasta": "No se lee como fecha «zz»; no filtra nada."},
}


@pytest.mark.both
@pytest.mark.parametrize("address", UNKNOWN)
async def test_an_unknown_word_is_told_on_every_list_and_in_its_data(
    browser: Browser, address: str
) -> None:
    await measured()
    await publish()
    asked = "&".join(f"{name}=zz" for name in UNKNOWN[address])
    page = await browser.open(f"{address}?{asked}")
    told = {text.text for text in page.select("main .notice.is-warn p")}
    assert told == set(UNKNOWN[address].values())
    whole = (await browser.client.get(f"{address}.json?{asked}")).json()
    assert whole["ignored"] == dict.fromkeys(UNKNOWN[address], "zz")
    assert whole["filters"] == {}
    everything = (await browser.client.get(f"{address}.json")).json()
    assert (whole["total"], everything["ignored"]) == (everything["total"], {})
    assert not (await browser.open(address)).select("main .notice.is-warn")
    table = await browser.client.get(f"{address}.csv?{asked}")
    assert table.content == (await browser.client.get(f"{address}.csv")).content


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/compromisos/ficha?tema=zz", "No se conoce el tema «zz»; no filtra nada."),
        (
            f"/practicas/{EDITION}/I1-01?liga=zz",
            "No se conoce la liga «zz»; no filtra nada.",
        ),
        ("/observaciones?compromiso=99999999999", "No se conoce el compromiso «99999999999»"),
        ("/observaciones?compromiso=7", "No se conoce el compromiso «7»; no filtra nada."),
    ],
)
async def test_so_is_one_on_a_page_without_data(browser: Browser, address: str, told: str) -> None:
    await measured()
    await publish()
    page = await browser.open(address)
    assert told in page.select_one("main .notice.is-warn").text


@pytest.mark.both
async def test_reports_are_narrowed_to_what_is_known(
    browser: Browser, each_settings: Settings
) -> None:
    await open_edition()
    code = await promised(None, Move.AGREE)
    await published(each_settings, a_report(commitment=code, topic=""))
    await published(each_settings, a_report(YUCATAN), email="otra@correo.example")
    for asked, count in (
        (f"gobierno={OAXACA}", 1),
        (f"compromiso={code}", 1),
        ("tema=P1", 1),
        (f"gobierno={YUCATAN}&tema=I1", 0),
        ("tema=zz", 2),
        (f"gobierno=zz&tema=zz&compromiso={code}", 1),
    ):
        page = await browser.open(f"/observaciones?{asked}")
        assert page.select_one(".lead").text.startswith(f"{count} observaci"), asked
        assert not page.select('main a[href*="zz"]'), asked
