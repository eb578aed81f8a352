"""Herencia con el cargo: a signer's seat passes to a new administration, or to a new person."""

import json
from datetime import date

import pytest

from game.answers import Citation
from game.commitments import Move, Status, inherit_with_seat, is_ratification_late
from server import handovers
from server.db import Refused, write
from server.handovers import receive
from server.people import Role
from server.queries.accounts import using
from server.queries.commitments import commitment_of, live_of, passing, with_histories
from server.queries.handovers import handover_of, record_of
from server.records import Receiver
from server.tables.commitments import CommitmentEventRow
from server.tables.mail import MailRow
from tests.browser import PASSWORD, Browser, Page, browsing
from tests.commitments import YUCATAN, a_commitment, moved, promised
from tests.editions import open_edition
from tests.server.conftest import Clock, Enter
from tests.server.people import NOON, OAXACA, PEOPLE, Somebody
from tests.server.test_handovers import link_of, seat_held_by

ELSA = Somebody("elsa@oaxaca.gob.mx", "Elsa Nava", Role.SIGNER, OAXACA)
OFFER = {
    "email": ELSA.email,
    "name": ELSA.name,
    "effective_on": "2026-03-01",
    "reason": "Toma de posesión, por motivos de salud.",
}
BOX = "new_administration"
HERITAGE = 'form[action="/compromisos/herencia"]'
CITED = (Citation("acuerdo"),)


async def passes(by: Browser, browser: Browser, **given: str) -> Page:
    """Sofía's seat is offered to Elsa, who receives it."""
    seat = await seat_held_by(PEOPLE["sofia"].email)
    link = link_of(await by.send(f"/entregas/cargos/{seat}", **{**OFFER, **given}))
    return await browser.send(link, name=ELSA.name, password=PASSWORD, again=PASSWORD)


LEFT = "siguen con quien los verifica"


@pytest.mark.both
async def test_what_was_reported_done_is_said_not_to_pass(
    ana: Browser, sofia: Browser, coordinadora: Browser, browser: Browser
) -> None:
    """On the form, on the page of the handover, where all pass at once, and in the record."""
    await open_edition()
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Hecho", milestones=()), Move.AGREE)
    await moved(2, Move.REPORT_DONE, evidence=CITED, note="Ya.")
    seat = await seat_held_by(PEOPLE["sofia"].email)
    assert LEFT in (await sofia.open(f"/entregas/cargos/{seat}")).text
    assert LEFT in (await coordinadora.open(f"/compromisos?gobierno={OAXACA}")).text
    link = link_of(await sofia.send(f"/entregas/cargos/{seat}", **OFFER, **{BOX: "1"}))
    assert LEFT in (await sofia.open("/entregas/1")).text
    await browser.send(link, name=ELSA.name, password=PASSWORD, again=PASSWORD)
    assert await stand() == [Status.INHERITED, Status.REPORTED_DONE]
    record = (await browser.open("/entregas/1/acta")).text
    assert "Hereda 1 compromiso, por ratificar a tiempo hasta el 15 de abril" in record
    assert "1 ya reportado como cumplido no se hereda: sigue con quien lo verifica." in record


async def stand() -> list[Status]:
    return [each.commitment.status for each in await live_of(OAXACA)]


@pytest.mark.both
async def test_everything_alive_passes_with_the_seat_and_the_record_says_so(
    ana: Browser, sofia: Browser, browser: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Abrir la ventanilla"))
    gone = await promised(a_commitment(goal="Otra"), Move.AGREE)
    await moved(gone, Move.WITHDRAW, note="Ya no.")
    await promised(a_commitment(YUCATAN, goal="De otros"), Move.AGREE)
    await passes(sofia, browser, **{BOX: "1"})
    assert await stand() == [Status.INHERITED, Status.INHERITED]
    assert (await commitment_of(gone)).commitment.status is Status.WITHDRAWN
    assert (await commitment_of(4)).commitment.status is Status.AGREED
    document = json.loads((await record_of(1)).document)  # type: ignore[union-attr]
    assert document["administration"] == {"inherited": [1, 2], "ratify_by": "2026-04-15"}
    assert [each["status"] for each in document["commitments"]] == ["inherited", "inherited"]
    page = await browser.open("/entregas/1/acta")
    assert "Hereda 2 compromisos, por ratificar a tiempo hasta el 15 de abril" in page.text
    league = await browser.open("/mi-liga")
    assert "heredado" in league.select_one("#inherited").text
    page = await browser.open("/compromisos/1")
    line = " ".join(page.select(".timeline > li")[0].text.split())
    assert "Pasó a una nueva administración" in line
    assert "Acta de entrega-recepción 20-2026-001." in line
    # The reason of a handover is in its record; it may say what nobody else is to read.
    assert "salud" not in page.source
    await browser.send("/compromisos/1/pasos", move="ratify")
    assert (await commitment_of(1)).commitment.status is Status.AGREED


@pytest.mark.both
async def test_the_letters_go_to_whoever_may_ratify(
    ana: Browser, sofia: Browser, browser: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await passes(sofia, browser, **{BOX: "1"})
    rows = await MailRow.select(MailRow.address, MailRow.body).where(
        MailRow.subject == "Oaxaca hereda 1 compromiso"
    )
    assert {row["address"] for row in rows} == {ELSA.email, PEOPLE["ana"].email}
    assert all("acta 20-2026-001" in row["body"] for row in rows)
    assert all(f"/compromisos?gobierno={OAXACA}" in row["body"] for row in rows)


@pytest.mark.both
async def test_another_official_inherits_nothing(sofia: Browser, browser: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await passes(sofia, browser)
    assert await stand() == [Status.AGREED]
    assert "administration" not in json.loads((await record_of(1)).document)  # type: ignore[union-attr]
    assert not await MailRow.exists().where(MailRow.subject.like("%hereda%"))


async def test_the_box_is_for_the_seat_that_signs(ana: Browser, sofia: Browser) -> None:
    await open_edition()
    own = f"/entregas/cargos/{await seat_held_by(PEOPLE['sofia'].email)}"
    assert (await sofia.open(own)).select(f"input[name={BOX}]")
    other = f"/entregas/cargos/{await seat_held_by(PEOPLE['ana'].email)}"
    assert not (await ana.open(other)).select(f"input[name={BOX}]")
    page = await ana.send(other, 422, **OFFER, **{BOX: "1"})
    assert "cargo que firma" in page.text


async def test_what_was_ticked_stays_and_is_told_before_the_seat_is_received(
    sofia: Browser,
) -> None:
    await open_edition()
    seat = await seat_held_by(PEOPLE["sofia"].email)
    page = await sofia.send(
        f"/entregas/cargos/{seat}", 422, **{**OFFER, "reason": ""}, **{BOX: "1"}
    )
    assert page.select_one(f"input[name={BOX}][checked]")
    await sofia.send(f"/entregas/cargos/{seat}", **OFFER, **{BOX: "1"})
    page = await sofia.open("/entregas/1")
    assert "los compromisos vigentes pasan con el cargo" in page.text


async def test_what_was_inherited_before_keeps_its_own_term(
    sofia: Browser, coordinadora: Browser, browser: Browser, clock: Clock, enter: Enter
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    clock.move(days=1)
    await promised(a_commitment(goal="Otra"), Move.AGREE, at=clock())
    await passes(await enter("sofia"), browser, **{BOX: "1"})
    first, second = [each.commitment for each in await live_of(OAXACA)]
    assert (first.status, second.status) == (Status.INHERITED, Status.INHERITED)
    assert first.ratify_by is not None
    assert second.ratify_by is not None
    assert first.ratify_by < second.ratify_by


@pytest.mark.both
async def test_what_nobody_ratified_in_its_term_passes_with_a_new_one(
    coordinadora: Browser, browser: Browser, clock: Clock, enter: Enter
) -> None:
    await open_edition()
    code = await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    (first,) = [each.commitment for each in await live_of(OAXACA)]
    assert not (await coordinadora.open(f"/compromisos?gobierno={OAXACA}")).select(HERITAGE)
    # From the first of May, a day of rest, thirty working days.
    clock.move(days=60)
    assert is_ratification_late(first, clock().date())
    elena = await enter("coordinadora")
    assert (await elena.open(f"/compromisos?gobierno={OAXACA}")).select(HERITAGE)
    await passes(await enter("sofia"), browser, **{BOX: "1"})
    (second,) = [each.commitment for each in await live_of(OAXACA)]
    assert (second.status, second.ratify_by) == (Status.INHERITED, date(2026, 6, 12))
    page = await browser.open(f"/compromisos/{code}")
    assert page.text.count("Pasó a una nueva administración") == 2
    assert "Sin ratificar a tiempo" in page.select_one(".timeline").text
    assert "Sin ratificar a tiempo" not in page.select_one("dl").text


@pytest.mark.both
async def test_what_moves_while_the_seat_passes_passes_as_it_then_stands(
    ana: Browser, sofia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the unit somebody starts the work: the record is made anew."""
    await open_edition()
    code = await promised(None, Move.AGREE)
    seat = await seat_held_by(PEOPLE["sofia"].email)
    await sofia.send(
        f"/entregas/cargos/{seat}", **{**OFFER, "email": PEOPLE["ana"].email}, **{BOX: "1"}
    )
    handover = await handover_of(1)
    assert handover is not None
    tries = []
    frozen = handovers.frozen_record

    async def meanwhile(*given: object, **named: object) -> object:
        found = await frozen(*given, **named)  # type: ignore[arg-type]
        if not tries:
            await moved(code, Move.START)
        tries.append(found)
        return found

    monkeypatch.setattr(handovers, "frozen_record", meanwhile)
    await receive(
        handover,
        Receiver("Ana Ruiz", PEOPLE["ana"].email, None),
        [using(handover.token_hash, NOON)],
        at=NOON,
        address=lambda name, **_of: name,
    )
    assert len(tries) == 2
    acts = await CommitmentEventRow.select(
        CommitmentEventRow.act, CommitmentEventRow.from_status
    ).order_by(CommitmentEventRow.id)
    assert (acts[-1]["act"], acts[-1]["from_status"]) == ("inherit", "in_progress")


@pytest.mark.both
async def test_the_coordination_says_it_while_the_seat_is_offered(
    sofia: Browser, coordinadora: Browser, browser: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    seat = await seat_held_by(PEOPLE["sofia"].email)
    link = link_of(await sofia.send(f"/entregas/cargos/{seat}", **OFFER))
    assert (await coordinadora.open("/entregas")).select('a[href="/entregas/1"]')
    page = await coordinadora.open("/entregas/1")
    assert "seguirán como están" in page.text
    page = await coordinadora.send("/entregas/1/administracion", **{BOX: "1"})
    assert "pasarán como heredados" in page.text
    assert "Llega con una nueva administración" in (await browser.open(link)).text
    await browser.send(link, name=ELSA.name, password=PASSWORD, again=PASSWORD)
    assert await stand() == [Status.INHERITED]
    # What a record tells of the work of a government is not the coordination's to read.
    await coordinadora.open("/entregas/1", 404)
    await coordinadora.open("/entregas/1/acta", 404)
    await coordinadora.send("/entregas/1/administracion", 404)


async def test_who_offered_thinks_it_over_and_nobody_else_says_anything(
    ana: Browser, sofia: Browser, beto: Browser, carla: Browser, coordinadora: Browser
) -> None:
    await open_edition()
    seat = await seat_held_by(PEOPLE["sofia"].email)
    await sofia.send(f"/entregas/cargos/{seat}", **OFFER, **{BOX: "1"})
    await ana.send("/entregas/1/administracion")
    assert not (await handover_of(1)).new_administration  # type: ignore[union-attr]
    await beto.send("/entregas/1/administracion", 404, **{BOX: "1"})
    await carla.send("/entregas/1/administracion", 404, **{BOX: "1"})
    other = await seat_held_by(PEOPLE["ana"].email)
    await ana.send(f"/entregas/cargos/{other}", **{**OFFER, "email": "otra@oaxaca.gob.mx"})
    await coordinadora.send("/entregas/2/administracion", 404, **{BOX: "1"})
    await ana.send("/entregas/2/administracion", 403, **{BOX: "1"})


@pytest.mark.both
@pytest.mark.parametrize("by", ["coordination", "seat"])
async def test_what_was_reported_done_waits_for_its_verifier_whoever_governs(
    coordinadora: Browser, sofia: Browser, victor: Browser, browser: Browser, clock: Clock, by: str
) -> None:
    """Reported in time: neither the handover nor the date that passes makes it late."""
    await open_edition()
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Abrir la ventanilla"), Move.AGREE)
    await moved(2, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    if by == "seat":
        await passes(sofia, browser, **{BOX: "1"})
    else:
        await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    assert await stand() == [Status.INHERITED, Status.REPORTED_DONE]
    assert "Abrir la ventanilla" in (await victor.open("/verificacion/compromisos")).text
    clock.move(days=300)
    async with browsing(browser.app) as anybody:
        page = await anybody.open("/compromisos/2")
    assert page.select(".badge")[0].text.strip() == "Reportado como cumplido"
    assert "pasó sin que reportara" not in page.text


@pytest.mark.both
async def test_two_orders_at_once_pass_what_nobody_ratified_only_once(
    coordinadora: Browser, clock: Clock, enter: Enter
) -> None:
    """Whoever read the row before the first order, and its history after it, changes nothing."""
    await open_edition()
    await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    clock.move(days=60)
    (listed,) = await live_of(OAXACA)
    await (await enter("coordinadora")).send(
        "/compromisos/herencia", participant=OAXACA, note="Otro cambio"
    )
    (torn,) = await with_histories([listed])
    until = date(2026, 8, 3)
    late = inherit_with_seat(torn.commitment, clock().date(), "Otra vez", until)
    with pytest.raises(Refused):
        await write(list(passing(torn.commitment, late, clock(), "moved")))
    acts = await CommitmentEventRow.count().where(CommitmentEventRow.act == "inherit")
    assert acts == 2
