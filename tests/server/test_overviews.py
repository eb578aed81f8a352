"""Panorama, desacuerdos, novedades y prácticas, whole: what the pages show, for programs."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from game.answers import Citation
from game.commitments import Move
from server.settings import Settings
from tests.browser import Browser
from tests.commitments import NOON, OAXACA, VICTOR, YUCATAN, a_commitment, moved, promised
from tests.editions import EDITION, a_definition, open_edition
from tests.reports import contradicting, published
from tests.server.conftest import Clock

pytestmark = pytest.mark.both

CITED = (Citation("acuerdo"),)
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


async def test_a_row_says_when_it_was_reported_and_how_late(browser: Browser, clock: Clock) -> None:
    """By the date in force: reported late, reported in time, sent back, overdue, not due."""
    due, late = date(2026, 3, 20), NOON + timedelta(days=20)
    for goal in ("Tarde", "A tiempo", "Devuelto"):
        await promised(a_commitment(goal=goal, due=due, milestones=()), Move.AGREE)
    await moved(1, Move.REPORT_DONE, evidence=CITED, note="Ya.", at=late)
    await moved(1, Move.VERIFY, by=VICTOR, note="Está.", at=late + timedelta(days=2))
    await moved(2, Move.REPORT_DONE, evidence=CITED, note="Ya.", at=NOON + timedelta(days=17))
    await moved(3, Move.REPORT_DONE, evidence=CITED, note="Ya.", at=NOON + timedelta(days=2))
    await moved(3, Move.SEND_BACK, by=VICTOR, note="Falta.", at=NOON + timedelta(days=3))
    await promised(a_commitment(goal="Lejano"))
    clock.move(days=30)
    rows = {row["Meta"]: row for row in await table(browser, "/compromisos.csv")}
    told = {
        goal: (row["Reportado el"], row["Verificado el"], row["Días de atraso"])
        for goal, row in rows.items()
    }
    assert told == {
        "Tarde": ("2026-03-23", "2026-03-25", "3"),
        "A tiempo": ("2026-03-20", "", "0"),
        "Devuelto": ("", "", "13"),
        "Lejano": ("", "", ""),
    }
    whole = (await document(browser, "/compromisos.json"))["commitments"]
    assert {each["goal"]: (each["reported_on"], each["days_late"]) for each in whole} == {
        "Tarde": ("2026-03-23", 3),
        "A tiempo": ("2026-03-20", 0),
        "Devuelto": (None, 13),
        "Lejano": (None, None),
    }


async def test_disagreements_go_out_with_who_says_what(
    browser: Browser, each_settings: Settings
) -> None:
    await open_edition()
    await promised(a_commitment(goal="Cumplido"), Move.AGREE)
    await moved(1, Move.REPORT_DONE, evidence=CITED, note="Ya.")
    await moved(1, Move.VERIFY, by=VICTOR, note="Está.")
    await promised(a_commitment(YUCATAN, goal="Devuelto", due=date(2026, 6, 1), milestones=()))
    await moved(2, Move.AGREE)
    await moved(2, Move.REPORT_DONE, evidence=CITED, note="Ya.")
    await moved(2, Move.SEND_BACK, by=VICTOR, note="Falta.")
    await promised(a_commitment(goal="Nadie dice otra cosa"))
    for who in ("uno", "dos"):
        at, email = NOON + timedelta(hours=1), f"{who}@correo.example"
        await published(each_settings, contradicting(1), email=email, at=at)
    rows = await table(browser, "/compromisos/desacuerdos.csv")
    assert [
        (row["Número"], row["Clave"], row["Meta"], row["Situación"], row["Fecha comprometida"])
        for row in rows
    ] == [
        ("2", YUCATAN, "Devuelto", "En curso", "2026-06-01"),
        ("1", OAXACA, "Cumplido", "Cumplido y verificado", "2026-06-30"),
    ]
    assert [row["Voces"] for row in rows] == [
        "No coinciden: gobierno y observatorio",
        "No coinciden: observatorio y empresas y ciudadanía",
    ]
    assert "2 observaciones publicadas dicen que no se cumple" in rows[1]["Qué dice cada una"]
    assert rows[1]["Dirección"].endswith("/compromisos/1")
    whole = await document(browser, "/compromisos/desacuerdos.json")
    assert [(each["number"], each["disagreements"]) for each in whole["commitments"]] == [
        (2, [{"kind": "done_not_found", "sides": ["participant", "observatory"], "reports": 0}]),
        (1, [{"kind": "verified_contradicted", "sides": ["observatory", "reports"], "reports": 2}]),
    ]
    own = await table(browser, f"/compromisos/desacuerdos.csv?gobierno={YUCATAN}")
    assert [row["Número"] for row in own] == ["2"]


@pytest.mark.usefixtures("promises")
async def test_where_voices_agree_the_list_is_empty(browser: Browser) -> None:
    whole = await document(browser, "/compromisos/desacuerdos.json")
    assert (whole["format"], whole["total"]) == ("liga-disagreements-1", 0)
    assert await table(browser, "/compromisos/desacuerdos.csv") == []


async def test_no_practices_before_something_is_published(browser: Browser) -> None:
    assert (await browser.client.get("/practicas.csv")).status_code == 404
