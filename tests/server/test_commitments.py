"""Compromisos, as governments make them and anybody reads them."""

from datetime import UTC, date, datetime

import pytest

from game.commitments import Move
from game.fulfilment import tally_of
from game.months import Month
from server.queries.commitments import (
    Filters,
    commitment_of,
)
from server.queries.fulfilment import tally_of_month
from server.queries.news import gather_news
from server.tables.commitments import CommitmentEventRow, CommitmentRow
from tests.browser import Browser
from tests.commitments import (
    OAXACA,
    a_commitment,
    promised,
)
from tests.editions import open_edition
from tests.server.conftest import Clock, Enter

NEW = "/mi-liga/compromisos/nuevo"
FORM = {
    "key": "hoja-1",
    "pillar": "P",
    "goal": "Publicar el catálogo de trámites",
    "indicator": "Dirección electrónica del catálogo",
    "responsible": "Dirección de Mejora Regulatoria",
    "due": "2026-09-30",
    "is_public": "1",
    "milestone_1": "Inventario terminado",
    "milestone_1_due": "2026-06-15",
}


# Proposing


async def test_what_a_lead_proposes_is_public_at_once(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await ana.send(NEW, **FORM)
    page = await browser.open("/compromisos")
    assert "Publicar el catálogo de trámites" in page.select_one(".commitment").text
    assert "Propuesto" in page.select_one(".commitment .badge").text
    promise = await browser.open("/compromisos/1")
    assert promise.h1.text == "Publicar el catálogo de trámites"
    assert "Inventario terminado" in promise.text
    assert "30 de septiembre de 2026" in promise.text


async def test_no_text_turns_the_words_beside_it_round(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await ana.send(NEW, **{**FORM, "goal": "Publicar \u202elas leyes\u2067 en línea"})
    promise = await browser.open("/compromisos/1")
    assert promise.h1.text == "Publicar las leyes en línea"


async def test_nothing_typed_is_lost_when_something_is_missing(ana: Browser) -> None:
    await open_edition()
    typed = {**FORM, "indicator": " ", "due": "31 de junio", "milestone_1_due": "", "pillar": ""}
    page = await ana.send(NEW, 422, **typed)
    assert page.field("goal") == "Publicar el catálogo de trámites"
    assert page.field("due") == "31 de junio"
    assert page.field("key") == "hoja-1"
    errors = {each["id"]: " ".join(each.text.split()) for each in page.select(".field-error")}
    assert errors == {
        "pillar-error": "Elija el pilar al que aporta.",
        "indicator-error": "Escriba cómo se sabrá que se cumplió.",
        "due-error": "Escriba la fecha como 31/12/2026.",
        "milestone_1_due-error": "Elija la fecha.",
    }
    summary = page.select(".problems a")
    assert len(summary) == len(errors)
    assert all(page.select_one(str(link["href"])) for link in summary)
    assert await CommitmentRow.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("due", "2026-03-02", "ya pasó", id="yesterday is too late"),
        pytest.param("due", "2026-03-03", "es hoy", id="so is today"),
        pytest.param("due", "9999-12-31", "próximos 10 años", id="nobody would be there to ask"),
        pytest.param("is_public", "", "Marque que sabe", id="nothing is published by one press"),
        pytest.param("milestone_1", "", "Escriba qué se logra", id="a milestone has a name"),
        pytest.param("milestone_1_due", "2026-10-01", "a más tardar", id="and a date in time"),
        pytest.param("goal", "a" * 601, "600", id="a goal is one sentence"),
    ],
)
async def test_each_flaw_is_told(ana: Browser, field: str, typed: str, sentence: str) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, **{**FORM, field: typed})
    assert sentence in page.select_one(f"#{field}-error").text


@pytest.mark.parametrize("field", ["goal", "indicator", "responsible", "milestone_1", "due"])
async def test_a_proposal_that_says_too_much_is_all_still_there(ana: Browser, field: str) -> None:
    await open_edition()
    typed = {**FORM, field: "x" * 20_001}
    page = await ana.send(NEW, 422, **typed)
    assert page.select_one(f"#{field}-error")
    for name in ("goal", "indicator", "responsible", "milestone_1", "due"):
        shown = page.select_one(f"#{name}")
        assert (shown.get("value") or shown.text.strip()) == typed[name]


async def test_six_milestones_are_kept_in_their_order(ana: Browser) -> None:
    await open_edition()
    steps = {f"milestone_{n}": f"Paso {n}" for n in range(1, 7)}
    dates = {f"milestone_{n}_due": f"2026-0{n + 2}-20" for n in range(1, 7)}
    await ana.send(NEW, **{**FORM, **steps, **dates})
    kept = (await commitment_of(1)).commitment
    assert [step.title for step in kept.milestones] == [f"Paso {n}" for n in range(1, 7)]


async def test_the_same_sheet_twice_is_one_commitment(ana: Browser) -> None:
    await open_edition()
    await ana.send(NEW, **FORM)
    page = await ana.send(NEW, **FORM)
    assert page.url.endswith("/compromisos/1")
    assert await CommitmentRow.count() == 1
    await ana.send(NEW, **{**FORM, "key": "hoja-2"})
    assert await CommitmentRow.count() == 2


async def test_the_observatory_promises_nothing(victor: Browser, browser: Browser) -> None:
    await victor.open(NEW, 403)
    await browser.send(NEW, 401, **FORM)


# The calendar


#   due        today         shown as
#   30 June    30 June       agreed, due today
#   30 June    1 July, 5 h UTC: still 30 June in Oaxaca
#   30 June    1 July        overdue
@pytest.mark.both
@pytest.mark.parametrize(
    ("now", "word"),
    [
        pytest.param(datetime(2026, 6, 30, 18, tzinfo=UTC), "Acordado", id="the day itself"),
        pytest.param(datetime(2026, 7, 1, 5, tzinfo=UTC), "Acordado", id="midnight is Mexico's"),
        pytest.param(datetime(2026, 7, 1, 6, tzinfo=UTC), "Vencido", id="the day after"),
    ],
)
async def test_the_calendar_says_what_is_overdue(
    browser: Browser, clock: Clock, now: datetime, word: str
) -> None:
    code = await promised(None, Move.AGREE)
    clock.now = now
    page = await browser.open(f"/compromisos/{code}")
    assert word in page.select_one(".page-header .badge").text
    assert await CommitmentEventRow.count() == 2


async def test_what_is_overdue_is_found_and_counted_as_such(browser: Browser, clock: Clock) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra", due=date(2026, 12, 31)), Move.AGREE)
    clock.now = datetime(2026, 7, 2, 18, tzinfo=UTC)
    page = await browser.open("/compromisos?situacion=overdue")
    (card,) = page.select(".commitment")
    assert "venció hace 2 días" in card.text
    (agreed,) = (await browser.open("/compromisos?situacion=agreed")).select(".commitment h3")
    assert agreed.text == "Otra"
    figures = {
        li.text.strip().split("\n")[-1].strip(): li.first("b").text
        for li in page.select(".figures li")
    }
    assert figures["vencido"] == "1"
    assert figures["por cumplir"] == "1"
    (agreed,) = (await browser.open("/compromisos?situacion=under_way")).select(".commitment h3")
    assert agreed.text == "Otra"


# What it costs, when it starts, and who inherits it


@pytest.mark.both
async def test_start_budget_and_weights_are_public(ana: Browser, browser: Browser) -> None:
    await open_edition()
    more = {
        "starts": "2026-04-01",
        "budget": "$2,000,000",
        "milestone_1_weight": "1",
        "milestone_2": "En línea",
        "milestone_2_due": "2026-09-15",
        "milestone_2_weight": "3",
    }
    await ana.send(NEW, **FORM, **more)
    page = await browser.open("/compromisos/1")
    assert "1 de abril de 2026" in page.text
    assert "2,000,000 pesos" in page.text
    assert "75 % del trabajo" in page.text
    assert "Iniciativa propia" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("starts", "2026-10-01", "después de la fecha", id="begins after its end"),
        pytest.param("starts", "mañana", "como 31/12/2026", id="no date"),
        pytest.param("budget", "1.5 millones", "sin centavos", id="no whole pesos"),
        pytest.param("milestone_1_weight", "0", "de 1 a 100", id="a step that weighs nothing"),
    ],
)
async def test_each_flaw_of_the_terms_is_told(
    ana: Browser, field: str, typed: str, sentence: str
) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, **{**FORM, field: typed})
    assert sentence in page.select_one(f"#{field}-error").text
    assert page.field(field) == typed


#   3 March    inherited                      (16 March is a day of rest of the law)
#   15 April   the thirtieth working day: the last one to ratify in time
#   16 April   not ratified in time; the commitment stands
@pytest.mark.both
async def test_what_is_inherited_is_ratified_in_its_term_or_told_late(
    coordinadora: Browser, browser: Browser, clock: Clock, enter: Enter
) -> None:
    await open_edition()
    code = await promised(None, Move.AGREE)
    other = await promised(a_commitment(goal="Otra meta"))
    page = await coordinadora.send(
        "/compromisos/herencia", participant=OAXACA, note="Cambio de gobierno"
    )
    assert "Heredado (2)" in page.text
    assert (await commitment_of(code)).commitment.ratify_by == date(2026, 4, 15)
    own = await (await enter("sofia")).open("/mi-liga")
    assert "2 compromisos heredados esperan que los ratifiquen." in own.text
    assert "El plazo es hasta el 15 de abril de 2026." in own.text
    assert own.select(f'.notice a[href="/gobiernos/{OAXACA}/compromisos"]')
    clock.move(days=43)
    page = await browser.open(f"/compromisos/{code}")
    assert "A más tardar el 15 de abril de 2026" in page.text
    clock.move(days=1)
    page = await browser.open(f"/compromisos/{code}")
    assert "Sin ratificar a tiempo" in page.text
    assert "Heredado" in page.select_one(".page-header .badge").text
    listed = await browser.open(f"/compromisos?gobierno={OAXACA}")
    assert "sin ratificar a tiempo" in listed.text
    sofia = await enter("sofia")
    own = await sofia.open("/mi-liga")
    assert "2 compromisos heredados no se ratificaron a tiempo, y aún se puede." in own.text
    page = await sofia.send(f"/compromisos/{code}/pasos", move="ratify")
    assert "Después de su plazo." in page.text
    page = await sofia.send(f"/compromisos/{other}/pasos", move="withdraw", note="Ya no procede.")
    assert "Retirado" in page.select_one(".page-header .badge").text


@pytest.mark.both
async def test_an_inheritance_ordered_twice_passes_what_is_left(coordinadora: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    acts = await CommitmentEventRow.select(CommitmentEventRow.act).order_by(CommitmentEventRow.id)
    assert [each["act"] for each in acts] == ["propose", "agree", "inherit"]


async def test_only_the_observatory_passes_commitments_on(ana: Browser, victor: Browser) -> None:
    await ana.send("/compromisos/herencia", 403, participant=OAXACA)
    await victor.send("/compromisos/herencia", 403, participant=OAXACA)


async def test_forty_of_one_government_are_on_one_page_by_status(browser: Browser) -> None:
    for number in range(40):
        moves = (Move.AGREE, Move.START)[: number % 3]
        await promised(a_commitment(goal=f"Meta {number}"), *moves)
    page = await browser.open(f"/compromisos?gobierno={OAXACA}")
    assert len(page.select(".commitment")) == 40
    assert [each.text for each in page.select("section[aria-labelledby^=group-] > h2")] == [
        "En curso (13)",
        "Acordado (13)",
        "Propuesto (14)",
    ]


@pytest.mark.both
async def test_what_nobody_agreed_is_overdue_all_the_same(
    browser: Browser, clock: Clock, app: object
) -> None:
    """On its day it is proposed still; the day after, every page and file says that it is late."""
    await promised(a_commitment(due=date(2026, 3, 20), milestones=()))
    clock.now = datetime(2026, 3, 20, 18, tzinfo=UTC)
    page = await browser.open("/compromisos/1")
    assert page.select(".badge")[0].text.strip() == "Propuesto"
    clock.now = datetime(2026, 3, 22, 18, tzinfo=UTC)
    page = await browser.open("/compromisos/1")
    assert page.select(".badge")[0].text.strip() == "Vencido"
    await gather_news(clock())
    for address in (
        "/compromisos/1",
        "/compromisos?estado=overdue",
        "/gobiernos/20/compromisos",
        "/compromisos/panorama",
        "/compromisos/novedades",
    ):
        assert "enci" in (await browser.open(address)).select_one("main").text, address
    told = tally_of([(await commitment_of(1)).commitment], date(2026, 3, 22))
    assert await tally_of_month(Month(2026, 3), Filters(), date(2026, 3, 22)) == told
    assert told.overdue == 1
