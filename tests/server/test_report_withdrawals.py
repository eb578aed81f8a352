"""Observaciones retiradas y unidas: who joined is told, and what is taken back counts no more."""

from datetime import date

import pytest
from litestar import Litestar

from game.commitments import Move as Step
from game.reports import Mark, Move, Status, merge, withdraw
from server.days import today_of
from server.db import Refused
from server.queries.reports import keep_move, report_of
from server.settings import Settings
from server.tables.mail import MailRow
from tests.browser import Browser
from tests.commitments import NOON, VICTOR, promised
from tests.editions import open_edition
from tests.reports import CANARY, a_report, contradicting, moved, private_link, published, sent

FIRST, SECOND = "/observaciones/1", "/observaciones/2"
CASE = "/moderacion/observaciones"
OTHER = "otra@correo.example"


@pytest.fixture
async def two(app: Litestar, each_settings: Settings, victor: Browser) -> None:
    """Two people say the same: the second was merged into the first."""
    await published(each_settings)
    code = await sent(each_settings, email=OTHER)
    await moved(code, Move.CONFIRM)
    await victor.send(f"{CASE}/{code}", move="merge", text="1")


async def letters(address: str = OTHER) -> list[tuple[str, str]]:
    rows = await MailRow.select().where(MailRow.address == address).order_by(MailRow.id)
    return [(row["subject"], row["body"]) for row in rows]


@pytest.mark.both
@pytest.mark.usefixtures("two")
async def test_those_who_joined_are_told_what_became_of_it(
    each_settings: Settings, ana: Browser, browser: Browser
) -> None:
    await ana.send(f"{FIRST}/respuesta", text="Ya no se piden.")
    await browser.send(await private_link(each_settings, 1), move="close")
    merged, answered, closed = await letters()
    assert merged[0] == "Su observación 2 se unió a otra"
    assert answered[0] == "Oaxaca contestó la observación 1"
    assert FIRST in answered[1]
    assert await private_link(each_settings, 2) in answered[1]
    assert closed[0] == "Se cerró la observación 1"
    # Whoever sent the first one has their own letter, and not this one.
    assert len(await letters(CANARY)) == 1


@pytest.mark.both
@pytest.mark.usefixtures("two")
async def test_what_is_withdrawn_is_told_in_public_and_kept_for_moderators(
    each_settings: Settings, browser: Browser, victor: Browser, ana: Browser
) -> None:
    link = await private_link(each_settings, 1)
    page = await browser.open(link)
    assert "No se puede deshacer" in page.text
    page = await browser.send(link, move="withdraw")
    assert "Usted la retiró" in page.text
    await browser.send(link, move="withdraw")
    gone = await browser.open(FIRST, 410)
    assert "La retiró quien la envió" in gone.text
    assert "recibo predial" not in gone.source
    assert "Retirada" in gone.select_one(".page-header .badge").text
    assert "0 observaciones publicadas" in (await browser.open("/observaciones")).text
    await ana.send(f"{FIRST}/respuesta", 404, text="Contesto.")
    await browser.open(f"{FIRST}/tambien", 404)
    case = await victor.open(f"{CASE}/1")
    assert "recibo predial" in case.text
    assert "La retiró quien la envió" in case.text
    assert not case.select("form[action^='/moderacion']")


@pytest.mark.both
@pytest.mark.usefixtures("two")
async def test_what_was_merged_into_it_is_read_again_and_stands_alone(
    each_settings: Settings, browser: Browser, victor: Browser
) -> None:
    await browser.send(await private_link(each_settings, 1), move="withdraw")
    assert (await letters())[-1][0] == "Su observación 2 espera de nuevo que se lea"
    await browser.open(SECOND, 404)
    assert "Por leer (1)" in (await victor.open(CASE)).text
    await victor.send(f"{CASE}/2", move="publish", asked="Licencia", story="Pidieron copias.")
    page = await browser.open(SECOND)
    assert "La dice una persona o empresa." in page.text


@pytest.mark.both
async def test_what_a_moderator_merged_is_no_more_suspected(
    app: Litestar, each_settings: Settings, browser: Browser, victor: Browser
) -> None:
    await published(each_settings)
    marked = a_report(marks=frozenset({Mark.TRAP, Mark.QUICK}))
    await moved(await sent(each_settings, marked, email=OTHER), Move.CONFIRM)
    assert "Sospechosas (1)" in (await victor.open(CASE)).text
    await victor.send(f"{CASE}/2", move="merge", text="1")
    await browser.send(await private_link(each_settings, 1), move="withdraw")
    page = await victor.open(CASE)
    assert "Por leer (1)" in page.text
    assert "Sospechosas (0)" in page.text


@pytest.mark.both
async def test_what_was_public_before_it_was_merged_is_public_again(
    app: Litestar, each_settings: Settings, browser: Browser, victor: Browser
) -> None:
    await published(each_settings)
    await published(each_settings, email=OTHER)
    await victor.send(f"{CASE}/2", move="merge", text="1")
    assert (await browser.open(SECOND)).url.endswith(FIRST)
    await browser.send(await private_link(each_settings, 1), move="withdraw")
    page = await browser.open(SECOND)
    assert "La dice una persona o empresa." in page.text
    assert (await report_of(2)).report.answer_by == date(2026, 3, 18)
    assert (await letters())[-1][0] == "Su observación 2 se publica de nuevo por sí sola"
    assert "Por leer (0)" in (await victor.open(CASE)).text


@pytest.mark.both
@pytest.mark.usefixtures("two")
async def test_one_that_joined_leaves_and_the_count_is_mended(
    each_settings: Settings, browser: Browser
) -> None:
    assert "A 1 persona o empresa más" in (await browser.open(FIRST)).text
    await browser.send(await private_link(each_settings, 2), move="withdraw")
    assert "La dice una persona o empresa." in (await browser.open(FIRST)).text
    # It was never read by anybody but the observatory.
    await browser.open(SECOND, 404)


@pytest.mark.both
async def test_a_withdrawn_one_contradicts_nothing(
    app: Litestar, each_settings: Settings, browser: Browser
) -> None:
    await open_edition()
    code = await promised(None, Step.AGREE)
    await published(each_settings, contradicting(code))
    assert "1 dice que no se cumple." in (await browser.open(f"/compromisos/{code}")).text
    await browser.send(await private_link(each_settings, 1), move="withdraw")
    assert "Sin observaciones" in (await browser.open(f"/compromisos/{code}")).text


async def test_nothing_is_merged_into_it_while_it_is_withdrawn(
    app: Litestar, each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    """One side reads that nothing joined, the other joins in between: the first begins again."""
    await published(each_settings)
    seen = await report_of(1)
    gone = withdraw(seen.report, NOON, on=today_of(NOON))
    code = await sent(each_settings, email=OTHER)
    await moved(code, Move.CONFIRM)
    joining = await report_of(code)
    into = merge(joining.report, seen.report, NOON, on=today_of(NOON), author="Víctor")
    await keep_move(joining, into, by=VICTOR, at=NOON)
    with pytest.raises(Refused):
        await keep_move(seen, gone, by=None, at=NOON)
    assert (await report_of(1)).report.status is Status.PUBLISHED


async def test_what_nobody_confirmed_is_not_withdrawn(
    app: Litestar, each_settings: Settings, browser: Browser
) -> None:
    link = await private_link(each_settings, await sent(each_settings))
    assert not (await browser.open(link)).select("#act-withdraw")
    await browser.send(link, 409, move="withdraw")
