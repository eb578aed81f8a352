"""Solo texto: HTML is refused beside its field, whoever writes it and wherever others read it."""

import pytest

from game.commitments import Move
from server.settings import Settings
from tests.browser import Browser
from tests.commitments import a_commitment, promised
from tests.editions import open_edition
from tests.reports import published
from tests.server.conftest import Enter
from tests.server.people import PEOPLE
from tests.server.published import measured, publish
from tests.server.test_agreements import FORM as AGREEMENT
from tests.server.test_agreements import NEW as NEW_AGREEMENT
from tests.server.test_agreements import SIGNED, publishes
from tests.server.test_batches import DRAFT, ROOM
from tests.server.test_commitments import FORM, NEW
from tests.server.test_handovers import seat_held_by

SENTENCE = "Escriba solo texto"
TAGGED = "Publicar <b>todo</b>"
STEPS = "/compromisos/1/pasos"


@pytest.mark.parametrize("field", ["goal", "indicator", "responsible", "milestone_1"])
async def test_a_promise_is_proposed_in_plain_text(ana: Browser, field: str) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, **{**FORM, field: TAGGED})
    assert SENTENCE in page.select_one(f"#{field}-error").text
    assert page.field(field) == TAGGED
    # A sign that is no tag is a sign.
    await ana.send(NEW, **{**FORM, field: "Menos de <5 días, y 7 > 2"})


@pytest.mark.parametrize("field", ["goal", "note", "milestone_1"])
async def test_a_promise_is_amended_in_plain_text(ana: Browser, field: str) -> None:
    await promised(None, Move.AGREE)
    typed = {"note": "Falta.", "goal": "Otra meta", "seen": "2", field: TAGGED}
    page = await ana.send(STEPS, 422, move="amend", **typed)
    assert SENTENCE in page.select_one(f"#amend-{field}-error").text


async def test_a_reason_is_plain_text(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    page = await ana.send(STEPS, 422, move="withdraw", note=TAGGED, seen="2")
    assert SENTENCE in page.select_one("#withdraw-note-error").text
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta", "page": "2"}
    page = await ana.send("/compromisos/1/cumplimiento", 422, note=TAGGED, **proof)
    assert SENTENCE in page.text


@pytest.mark.parametrize("field", ["title", "text", "goal", "milestone_1"])
async def test_an_agreement_is_published_in_plain_text(coordinadora: Browser, field: str) -> None:
    await open_edition()
    page = await coordinadora.send(NEW_AGREEMENT, 422, **{**AGREEMENT, field: TAGGED})
    assert SENTENCE in page.select_one(f"#{field}-error").text


async def test_an_agreement_is_signed_and_declined_in_plain_text(
    coordinadora: Browser, enter: Enter
) -> None:
    await open_edition()
    await publishes(coordinadora)
    ana = await enter("ana")
    page = await ana.send("/acuerdos/1/declinacion", 422, reason=TAGGED)
    assert SENTENCE in page.select_one("#reason-error").text
    page = await ana.send("/acuerdos/1/firma", 422, **SIGNED | {"responsible": TAGGED})
    assert SENTENCE in page.select_one("#responsible-error").text


async def test_the_name_of_a_seat_and_the_reason_of_a_handover_are_plain_text(
    admin: Browser, sofia: Browser
) -> None:
    page = await admin.send("/cuentas", 422, role="observer", title=TAGGED)
    assert SENTENCE in page.select_one("#title-error").text
    seat = await seat_held_by(PEOPLE["sofia"].email)
    offer = {"email": "elsa@oaxaca.gob.mx", "name": "Elsa", "effective_on": "2026-03-01"}
    page = await sofia.send(f"/entregas/cargos/{seat}", 422, **offer, reason=TAGGED)
    assert SENTENCE in page.select_one("#reason-error").text


@pytest.mark.parametrize("field", ["title", "page"])
async def test_the_proof_of_a_promise_is_named_in_plain_text(ana: Browser, field: str) -> None:
    await promised(a_commitment(milestones=()), Move.AGREE)
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta", "page": "2"}
    report = "/compromisos/1/cumplimiento"
    page = await ana.send(report, 422, note="Ya.", **proof | {field: TAGGED})
    (error,) = page.select(".field-error")
    assert SENTENCE in error.text
    assert page.select_one(f"[name={field}]")["aria-describedby"].split()[-1] == error["id"]
    assert page.field(field) == TAGGED
    assert page.select_one("#report_done-note").text.strip() == "Ya."
    page = await ana.send(report, note="Ya.", **proof | {field: "Gaceta <gaceta@oaxaca.gob.mx>"})
    assert page.url.endswith("/compromisos/1")


@pytest.mark.parametrize("field", ["title", "page", "text"])
async def test_the_answer_to_a_report_is_plain_text(
    ana: Browser, each_settings: Settings, field: str
) -> None:
    await open_edition()
    await published(each_settings)
    typed = {"text": "Ya no se pide.", "link": "https://gaceta.example.mx/1", "page": "2"}
    answer = "/observaciones/1/respuesta"
    page = await ana.send(answer, 422, **{**typed, "title": "Gaceta", "seen": "0", field: TAGGED})
    (error,) = page.select("form .field-error")
    assert SENTENCE in error.text
    assert page.select_one(f"[name={field}]")["aria-describedby"].split()[-1] == error["id"]
    assert page.field(field).strip() == TAGGED
    await ana.send(answer, **{**typed, "title": "Gaceta", "seen": "0"})


async def test_the_title_of_a_batch_is_plain_text(coordinadora: Browser) -> None:
    await measured()
    await publish()
    page = await coordinadora.send(ROOM, 422, **DRAFT | {"title": TAGGED})
    assert SENTENCE in page.select_one("#title-error").text
    assert page.field("title") == TAGGED
    await coordinadora.send(ROOM, **DRAFT | {"title": "De <5 a 10 reactivos"})
