"""Acuerdos: what a meeting agreed is signed by many, declined by some, and seen by everybody."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from litestar import Litestar

from game.commitments import Move, Status
from server.people import Role
from server.queries.commitments import commitment_of
from server.queries.mail import messages
from server.queries.participants import enter
from server.tables.agreements import AgreementEventRow, AgreementRow
from server.tables.commitments import CommitmentRow
from tests.browser import Browser, browsing
from tests.editions import EDITION
from tests.server.conftest import Clock
from tests.server.people import Somebody, enters, seated

NEW = "/coordinacion/acuerdos/nuevo"
FORM = {
    "key": "acta-1",
    "meeting": "LX Reunión Nacional",
    "held_on": "2026-02-20",
    "title": "Ventanilla única digital",
    "text": "Los estados acuerdan abrir una ventanilla única.",
    "pillar": "P",
    "goal": "Abrir la ventanilla única digital",
    "indicator": "Dirección de la ventanilla en línea",
    "due": "2026-12-01",
    "sign_by": "2026-04-15",
    "milestone_1": "Convenio firmado",
    "milestone_1_due": "2026-06-30",
    "invited": "2026/states",
}
SIGNED = {"key": "firma-1", "responsible": "Secretaría de Economía", "is_public": "1"}
DORA = Somebody("dora@cdmx.gob.mx", "Dora Paz", Role.LEAD, "09", title="Enlace")


@pytest.fixture
async def three(opened: None) -> None:
    """Three states are in the edition, and in its one league."""
    await enter(EDITION, {"09": "states"})


@pytest.fixture
async def dora(app: Litestar, clock: Clock) -> AsyncIterator[Browser]:
    """The lead of Mexico City."""
    await seated(DORA)
    async with browsing(app) as browser:
        await enters(browser, DORA, clock())
        yield browser


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_two_sign_and_one_declines_in_public(
    coordinadora: Browser, ana: Browser, carla: Browser, dora: Browser, browser: Browser
) -> None:
    page = await coordinadora.send(NEW, **FORM)
    assert page.h1.text == "Ventanilla única digital"
    assert "0 de 3 gobiernos lo firmaron" in page.text
    told = [each.message.address for each in await messages(10)]
    assert {"ana@oaxaca.gob.mx", "dora@cdmx.gob.mx"} <= set(told)
    promise = await ana.send("/acuerdos/1/firma", **SIGNED, budget="$1,500,000")
    assert "Acuerdo de una reunión" in promise.text
    assert "1,500,000 pesos" in promise.text
    await carla.send("/acuerdos/1/firma", **SIGNED | {"key": "firma-2"})
    await dora.send("/acuerdos/1/declinacion", reason="La ventanilla ya opera por ley.")
    seen = await browser.open("/acuerdos/1")
    assert "2 de 3 gobiernos lo firmaron; 1 lo declinó" in seen.text
    assert "La ventanilla ya opera por ley." in seen.text
    assert seen.select_one('a[href="/compromisos/2"]').text == "Compromiso 2"
    listed = await browser.open("/acuerdos")
    assert "2 de 3 gobiernos" in listed.text
    first = (await commitment_of(1)).commitment
    second = (await commitment_of(2)).commitment
    assert (first.agreement, second.agreement) == (1, 1)
    assert (first.participant, second.participant) == ("20", "31")
    assert first.milestones == second.milestones
    # The signature is the agreement of each: nobody has to press anything else.
    assert (first.status, second.status) == (Status.AGREED, Status.AGREED)
    assert [each.move for each in first.history] == [Move.PROPOSE, Move.AGREE]
    assert "Se acordó" in promise.text


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_what_was_declined_may_be_signed_later_and_both_stay_in_sight(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await coordinadora.send(NEW, **FORM)
    await ana.send("/acuerdos/1/declinacion", reason="Falta presupuesto.")
    page = await ana.open("/acuerdos/1")
    assert "Todavía puede firmarlo" in page.text
    await ana.send("/acuerdos/1/firma", **SIGNED)
    seen = await browser.open("/acuerdos/1")
    assert "Lo declinó, Enlace" in seen.text
    assert "Lo firmó, Enlace" in seen.text


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("field", ["due", "sign_by", "milestone_1_due"])
async def test_a_date_that_nobody_would_be_there_for_is_told_beside_its_field(
    coordinadora: Browser, field: str
) -> None:
    late = {"due": "2036-12-31", field: "2037-01-01"}
    page = await coordinadora.send(NEW, 422, **FORM | late)
    assert "próximos 10 años" in page.select_one(f"#{field}-error").text
    assert page.field(field) == "2037-01-01"
    assert await AgreementRow.count() == 0


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_the_same_form_twice_is_one_agreement_and_one_promise(
    coordinadora: Browser, ana: Browser
) -> None:
    await coordinadora.send(NEW, **FORM)
    await coordinadora.send(NEW, **FORM)
    assert await AgreementRow.count() == 1
    await ana.send("/acuerdos/1/firma", **SIGNED)
    again = await ana.send("/acuerdos/1/firma", **SIGNED)
    assert again.url.endswith("/compromisos/1")
    assert await CommitmentRow.count() == 1
    assert await AgreementEventRow.count() == 4


@pytest.mark.usefixtures("three")
async def test_a_signature_stays(coordinadora: Browser, ana: Browser) -> None:
    await coordinadora.send(NEW, **FORM)
    await ana.send("/acuerdos/1/firma", **SIGNED)
    page = await ana.send("/acuerdos/1/declinacion", 409, reason="No.")
    assert "ya lo firmó" in page.text
    assert not (await ana.open("/acuerdos/1")).select("#sign")


@pytest.mark.usefixtures("three")
async def test_after_the_last_day_nobody_signs(
    coordinadora: Browser, enter: Callable[[str], Awaitable[Browser]], clock: Clock
) -> None:
    await coordinadora.send(NEW, **FORM)
    clock.move(days=44)
    ana = await enter("ana")
    page = await ana.send("/acuerdos/1/firma", 409, **SIGNED)
    assert "15 de abril de 2026" in page.text
    assert await CommitmentRow.count() == 0


@pytest.mark.usefixtures("three")
async def test_nothing_typed_is_lost(coordinadora: Browser, ana: Browser) -> None:
    page = await coordinadora.send(NEW, 422, **FORM | {"goal": " ", "held_on": "ayer"})
    assert page.field("indicator") == FORM["indicator"]
    assert page.select_one("#goal-error")
    assert page.select_one("#held_on-error")
    page = await coordinadora.send(NEW, 422, **FORM | {"sign_by": "2026-12-24"})
    assert "después del último día" in page.select_one("#due-error").text
    assert await AgreementRow.count() == 0
    await coordinadora.send(NEW, **FORM)
    page = await ana.send("/acuerdos/1/firma", 422, **SIGNED | {"budget": "mucho"})
    assert page.field("responsible") == SIGNED["responsible"]
    assert "1,500,000" in page.select_one("#budget-error").text
    page = await ana.send("/acuerdos/1/declinacion", 422, reason=" ")
    assert page.select_one("#reason-error")


@pytest.mark.usefixtures("three")
async def test_who_may_not(
    coordinadora: Browser, ana: Browser, beto: Browser, victor: Browser, browser: Browser
) -> None:
    await ana.open(NEW, 403)
    await victor.send(NEW, 403, **FORM)
    await browser.open("/acuerdos/9", 404)
    await coordinadora.send(NEW, **FORM)
    await beto.send("/acuerdos/1/firma", 403, **SIGNED)
    await browser.send("/acuerdos/1/firma", 401, **SIGNED)
    assert not (await browser.open("/acuerdos/1")).select("#sign")
