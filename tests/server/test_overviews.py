"""Panorama, desacuerdos, novedades y prácticas, whole: what the pages show, for programs."""

import csv
import io
from datetime import date
from typing import Any

import pytest

from game.commitments import Move
from tests.browser import Browser
from tests.commitments import OAXACA, YUCATAN, a_commitment, promised
from tests.editions import EDITION, a_definition, open_edition

pytestmark = pytest.mark.both

ADDRESSES = ("compromisos/panorama", "compromisos/desacuerdos", "compromisos/novedades")


async def table(browser: Browser, address: str) -> list[dict[str, str]]:
    response = await browser.client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


async def document(browser: Browser, address: str) -> dict[str, Any]:
    response = await browser.client.get(address)
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
async def promises(app: object) -> None:
    await open_edition(a_definition())
    await promised(a_commitment(edition=EDITION, item="P1-01", milestones=()), Move.AGREE)
    await promised(a_commitment(YUCATAN, goal="Abrir", due=date(2026, 5, 20), milestones=()))


@pytest.mark.usefixtures("promises")
async def test_the_overview_counts_as_its_page_does(browser: Browser) -> None:
    whole = await document(browser, "/compromisos/panorama.json")
    assert (whole["format"], whole["synthetic"]) == ("liga-fulfilment-1", False)
    counts = {(each["by"], each["code"]): each["made"] for each in whole["counts"]}
    assert counts["all", None] == 2
    assert counts["state", OAXACA] == 1
    assert counts["league", "states"] == 2
    rows = await table(browser, "/compromisos/panorama.csv")
    assert [row["Asumidos"] for row in rows if row["Por"] == "Todos"] == ["2"]


@pytest.mark.usefixtures("promises")
async def test_what_happened_is_narrowed_as_its_page(browser: Browser) -> None:
    rows = await table(browser, f"/compromisos/novedades.csv?gobierno={OAXACA}")
    assert len(rows) == 2
    assert {row["Clave"] for row in rows} == {OAXACA}
    whole = await document(browser, "/compromisos/novedades.json?liga=foo")
    assert (whole["total"], whole["ignored"]) == (3, {"liga": "foo"})
    assert whole["happenings"][-1]["move"] == "propose"


@pytest.mark.usefixtures("promises")
async def test_a_list_of_commitments_says_league_state_and_days(browser: Browser) -> None:
    response = await browser.client.get("/compromisos.csv?liga=states&estado=31")
    assert "compromisos-31-states-" in response.headers["content-disposition"]
    (row,) = await table(browser, "/compromisos.csv?liga=states&estado=31")
    assert (row["Estado"], row["Días de atraso"], row["Voces"]) == ("Yucatán", "", "")
    assert row["Liga"]
    (one,) = (await document(browser, "/compromisos.json?estado=31"))["commitments"]
    assert (one["league"], one["reported_on"], one["disagreements"]) == ("states", None, [])


@pytest.mark.usefixtures("promises")
async def test_where_voices_agree_the_list_is_empty(browser: Browser) -> None:
    whole = await document(browser, "/compromisos/desacuerdos.json")
    assert (whole["format"], whole["total"]) == ("liga-disagreements-1", 0)
    assert await table(browser, "/compromisos/desacuerdos.csv") == []


async def test_no_practices_before_something_is_published(browser: Browser) -> None:
    assert (await browser.client.get("/practicas.csv")).status_code == 404
