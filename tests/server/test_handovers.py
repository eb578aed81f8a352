"""Entrega-recepción: a seat passes with its work and its record, and nobody comes back to it."""

import asyncio
import hashlib
import json
from dataclasses import replace

import pytest
from litestar import Litestar

from game.answers import Answer
from game.reviews import Verdict
from game.rules import RuleBroken
from server.db import Refused, standing_on
from server.handovers import receive
from server.people import Role
from server.queries.accounts import account_of, open_session, using
from server.queries.accounts import seated as ground_of
from server.queries.answers import answers_of, keep_answer
from server.queries.handovers import handover_of, record_of
from server.queries.submissions import submit_level
from server.records import Receiver
from server.security import new_token
from server.tables.accounts import InvitationRow, SeatRow, SessionRow
from server.tables.audit import AuditRow
from server.tables.handovers import HandoverRow
from server.tables.mail import MailRow
from tests.browser import PASSWORD, Browser, Page, browsing
from tests.editions import here, open_edition
from tests.server.conftest import Clock, Enter
from tests.server.people import NOON, OAXACA, PEOPLE, Somebody, enters, person_called, seated
from tests.server.signed import HALF, NO, answer, decide, puts_signature, sign

DIANA = Somebody("diana@oaxaca.gob.mx", "Diana Sosa", Role.LEAD, OAXACA)
OFFER = {
    "email": DIANA.email,
    "name": DIANA.name,
    "effective_on": "2026-03-01",
    "reason": "Cambio de administración.",
}


async def seat_held_by(email: str) -> int:
    account = await account_of(email)
    assert account
    assert account.seat
    return account.seat


def link_of(page: Page) -> str:
    return page.select_one("#invitation-link").text.strip().replace("http://127.0.0.1:8000", "")


async def offered(by: Browser, seat: int, **given: str) -> str:
    """Offer a seat by its form; the link of the invitation."""
    return link_of(await by.send(f"/entregas/cargos/{seat}", **{**OFFER, **given}))


async def accepted(browser: Browser, link: str, name: str = DIANA.name, status: int = 200) -> Page:
    return await browser.send(link, status, name=name, password=PASSWORD, again=PASSWORD)


async def handed_over(ana: Browser, browser: Browser) -> int:
    """Ana hands her seat to Diana; the number of the handover."""
    link = await offered(ana, await seat_held_by(PEOPLE["ana"].email))
    await accepted(browser, link)
    row = await HandoverRow.select(HandoverRow.id).order_by(HandoverRow.id, ascending=False).first()
    assert row
    return int(row["id"])


async def document_of(number: int) -> dict[str, object]:
    record = await record_of(number)
    assert record
    assert hashlib.sha256(record.document.encode()).hexdigest() == record.sha256
    return json.loads(record.document)  # type: ignore[no-any-return]


async def letters_to(email: str) -> list[str]:
    rows = (
        await MailRow.select(MailRow.subject).where(MailRow.address == email).order_by(MailRow.id)
    )
    return [row["subject"] for row in rows]


async def test_a_seat_passes_with_its_work_and_its_giver_is_out_at_once(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer({"I1-01": HALF})
    drawn_for = str((await ana.open("/mi-liga")).select_one("body")["data-drawn-for"])
    link = await offered(ana, await seat_held_by(PEOPLE["ana"].email))
    page = await browser.open(link)
    assert "Se lo entrega Ana Ruiz" in page.text
    page = await accepted(browser, link)
    assert "Diana Sosa" in page.select_one(".menu-person").text
    assert "Enlace" in page.select_one(".menu-person").text
    page = await ana.open("/mi-liga", 401)
    assert page.h1.text == "Este cargo ya no es suyo"
    assert "ahora lo ocupa Diana Sosa" in page.text
    page = await ana.send(
        "/mi-liga/reactivos/P1-01", 401, htmx=True, chosen="yes", revision="0", sheet="a", key="a"
    )
    assert "no se guardó: cópielo antes de cerrar" in page.text
    # A script learns it, and shows what waits in this browser to the same account alone.
    assert page.response.headers["Liga-Reply"] == "seat-left"
    left = await ana.open("/mi-liga", 401)
    assert left.select_one("body")["data-left-by"] == drawn_for.partition(".")[0]
    assert (await answers_of(OAXACA, "2026")).keys() == {"I1-01"}
    assert "no tiene un cargo vigente" in (await ana.sign_in(PEOPLE["ana"].email, status=403)).text


async def test_what_was_typed_without_scripts_comes_back_to_be_copied(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await handed_over(ana, browser)
    page = await ana.send("/mi-liga/reactivos/P1-01", 401, chosen="no", reason="Sin personal.")
    assert page.h1.text == "Este cargo ya no es suyo"
    assert "Sin personal." in page.select_one(".typed").text
    assert page.select("main form") == []


async def test_the_record_says_what_was_in_the_seat(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", verdict=Verdict.RETURNED)
    await answer({"P1-01": NO})
    number = await handed_over(ana, browser)
    document = await document_of(number)
    assert document["folio"] == "20-2026-001"
    assert document["delivers"] == {"name": "Ana Ruiz", "email": PEOPLE["ana"].email}
    assert document["receives"] == {"name": "Diana Sosa", "email": DIANA.email}
    page = await browser.open(f"/entregas/{number}/acta")
    assert page.h1.text == "Acta de entrega-recepción"
    assert "5 de 10 (50.0\N{NO-BREAK SPACE}%)" in page.select_one("#respuestas-I1").text
    assert "Falta." in page.select_one("#respuestas-P1").text
    assert "Gaceta" in page.select_one("#documents").text
    assert "I1-01 (3)" in page.select_one("#documents").text
    assert "I1-01. ¿Pregunta I1-01?" in page.select_one("#anexo-1").text
    assert [tag.text for tag in page.select("#levels th[scope=row]")] == [
        "P1 Tema P1",
        "I1 Tema I1",
    ]
    assert document_sha(page) in page.text
    page = await browser.open(f"/entregas/{number}/acta?idioma=en")
    assert page.h1.text == "Handover record"
    assert "5 of 10 (50.0%)" in page.select_one("#respuestas-I1").text


def document_sha(page: Page) -> str:
    return page.select_one(".hash code").text.removeprefix("SHA-256 ")


async def test_a_copy_that_nobody_confirmed_is_told_in_the_record(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer({"P1-01": replace(NO, copied_from="2025")})
    page = await browser.open(f"/entregas/{await handed_over(ana, browser)}/acta")
    assert "Copia: de 2025, sin confirmar" in page.select_one("#respuestas-P1").text


async def test_the_frozen_bytes_can_be_checked_by_anybody_who_may_read_them(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    number = await handed_over(ana, browser)
    page = await browser.open(f"/entregas/{number}/acta")
    reply = await browser.client.get(f"/entregas/{number}/acta.json")
    assert hashlib.sha256(reply.content).hexdigest() == document_sha(page)


async def test_a_record_does_not_change_with_what_comes_after(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer({"I1-01": HALF})
    number = await handed_over(ana, browser)
    before = (await record_of(number)) or pytest.fail("no record")
    await answer({"I1-01": replace(HALF, number="9")})
    assert await record_of(number) == before
    page = await browser.open(f"/entregas/{number}/acta")
    assert "5 de 10" in page.select_one("#respuestas-I1").text


async def test_who_may_read_a_record(ana: Browser, browser: Browser, enter: Enter) -> None:
    await open_edition()
    readers = {name: await enter(name) for name in ("beto", "sofia", "carla", "rita", "admin")}
    number = await handed_over(ana, browser)
    for name, status in (
        ("beto", 404),
        ("carla", 404),
        ("rita", 404),
        ("sofia", 200),
        ("admin", 200),
    ):
        await readers[name].open(f"/entregas/{number}/acta", status)
        await readers[name].open(f"/entregas/{number}", status)


async def test_whoever_has_no_seat_left_reads_their_copy_with_their_password(
    ana: Browser, browser: Browser, carla: Browser
) -> None:
    await open_edition()
    number = await handed_over(ana, browser)
    url = f"/entregas/{number}/copia"
    await ana.open(url)
    page = await ana.send(url, 422, email=PEOPLE["ana"].email, password="no es esta frase")
    assert "no coinciden" in page.text
    await ana.send(url, 404, email=PEOPLE["carla"].email, password=PASSWORD)
    page = await ana.send(url, email=PEOPLE["ana"].email, password=PASSWORD)
    assert page.h1.text == "Acta de entrega-recepción"
    assert page.select("a[href*='acta.json']") == []
    assert page.select(".menu-person") == []


async def test_whoever_guesses_at_a_copy_waits_and_keeps_the_address_they_typed(
    browser: Browser,
) -> None:
    typed = {"email": PEOPLE["ana"].email, "password": "no es esta frase"}
    for _ in range(10):
        await browser.send("/entregas/1/copia", 422, **typed)
    page = await browser.send("/entregas/1/copia", 429, **typed)
    assert "Pruebe de nuevo en 15 min." in page.text
    assert page.response.headers["retry-after"] == "900"
    assert page.field("email") == typed["email"]


async def test_both_and_the_heads_are_told(
    ana: Browser, browser: Browser, sofia: Browser, beto: Browser
) -> None:
    await open_edition()
    await handed_over(ana, browser)
    seat = "Enlace, Oaxaca"
    assert await letters_to(PEOPLE["ana"].email) == [f"Entregó el cargo {seat}"]
    assert await letters_to(DIANA.email) == [
        f"Le entregan un cargo: {seat}",
        f"Recibió el cargo {seat}",
    ]
    assert await letters_to(PEOPLE["sofia"].email) == [
        f"Empezó la entrega del cargo {seat}",
        f"Diana Sosa recibió el cargo {seat}",
    ]
    assert await letters_to(PEOPLE["beto"].email) == []


@pytest.mark.both
async def test_everything_is_in_the_audit_log(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await handed_over(ana, browser)
    rows = (
        await AuditRow.select(AuditRow.action, AuditRow.participant)
        .where(AuditRow.action.is_in(["handover-offered", "seat-received"]))
        .order_by(AuditRow.id)
    )
    assert rows == [
        {"action": "handover-offered", "participant": OAXACA},
        {"action": "seat-received", "participant": OAXACA},
    ]


@pytest.mark.both
@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"email": "diana"}, "email", "correo completo"),
        ({"email": "ana@oaxaca.gob.mx"}, "email", "de quien ya ocupa"),
        ({"name": " "}, "name", "nombre de quien recibe"),
        ({"reason": ""}, "reason", "por qué se entrega"),
        ({"reason": "x" * 1001}, "reason", "demasiado largo"),
        ({"effective_on": "pronto"}, "effective_on", "como 31/12/2026"),
        ({"effective_on": "2026-03-04"}, "effective_on", "hoy o antes"),
        ({"effective_on": "2024-03-01"}, "effective_on", "hoy o antes"),
    ],
)
async def test_what_cannot_be_offered_is_told_beside_its_field(
    ana: Browser, given: dict[str, str], field: str, said: str
) -> None:
    seat = await seat_held_by(PEOPLE["ana"].email)
    page = await ana.send(f"/entregas/cargos/{seat}", 422, **{**OFFER, **given})
    assert said in page.select_one(f"#{field}-error").text
    assert page.field("name").strip() == given.get("name", OFFER["name"]).strip()
    assert not await HandoverRow.exists()


async def test_whose_seats_somebody_may_hand_over(
    ana: Browser, beto: Browser, carla: Browser, admin: Browser, sofia: Browser
) -> None:
    seats = {name: await seat_held_by(PEOPLE[name].email) for name in ("ana", "beto", "sofia")}
    may = (
        (ana, "ana", 200),
        (ana, "beto", 200),
        (ana, "sofia", 200),
        (beto, "beto", 200),
        (beto, "ana", 404),
        (sofia, "ana", 404),
        (carla, "beto", 404),
        (admin, "ana", 200),
    )
    for browser, name, status in may:
        await browser.open(f"/entregas/cargos/{seats[name]}", status)
        if status == 404:
            await browser.send(f"/entregas/cargos/{seats[name]}", 404, **OFFER)
    await ana.open("/entregas/cargos/999999", 404)


async def test_a_seat_is_offered_once_at_a_time_and_can_be_taken_back(
    ana: Browser, browser: Browser
) -> None:
    seat = await seat_held_by(PEOPLE["ana"].email)
    link = await offered(ana, seat)
    reason = "Otra razón, escrita con cuidado."
    page = await ana.send(f"/entregas/cargos/{seat}", 409, **{**OFFER, "reason": reason})
    assert "ya se está entregando" in page.text
    assert page.field("email") == OFFER["email"]
    assert reason in page.select_one("[name=reason]").text
    page = await ana.open(f"/entregas/cargos/{seat}")
    assert page.url.endswith("/entregas/1")
    page = await ana.send("/entregas/1/cancelar")
    assert "Cancelada" in page.text
    await ana.send("/entregas/1/cancelar", 409)
    await browser.open(link, 410)
    assert await letters_to(DIANA.email) == [
        "Le entregan un cargo: Enlace, Oaxaca",
        "Ya no se entrega el cargo Enlace, Oaxaca",
    ]
    await offered(ana, seat)


async def test_whoever_has_to_leave_does_not_take_back_what_the_accounts_began(
    admin: Browser, ana: Browser
) -> None:
    await offered(admin, await seat_held_by(PEOPLE["ana"].email))
    page = await ana.open("/entregas/1")
    assert page.select("form[action$='/cancelar']") == []
    await ana.send("/entregas/1/cancelar", 403)
    await admin.send("/entregas/1/cancelar")


async def test_an_invitation_to_a_seat_that_is_handed_over_is_worth_nothing_afterwards(
    ana: Browser, admin: Browser, browser: Browser
) -> None:
    """A password reset of whoever leaves, asked for before, does not bring them back."""
    seat = await seat_held_by(PEOPLE["ana"].email)
    page = await admin.send(f"/cuentas/cargos/{seat}", email=PEOPLE["ana"].email)
    reset = link_of(page)
    link = await offered(ana, seat)
    await browser.open(reset, 410)
    await admin.send(f"/cuentas/cargos/{seat}", 409, email=PEOPLE["ana"].email)
    await accepted(browser, link)
    await ana.open(reset, 410)
    assert await seat_held_by(DIANA.email) == seat


async def test_an_invitation_does_not_take_the_seat_of_somebody(
    ana: Browser, beto: Browser, admin: Browser
) -> None:
    seat = await seat_held_by(PEOPLE["beto"].email)
    url = f"/cuentas/cargos/{seat}"
    page = await ana.open(url)
    assert page.select("[name=email]") == []
    assert page.select(f"a[href='/entregas/cargos/{seat}']")
    page = await ana.send(url, 422, email=DIANA.email, name="Diana")
    assert "Entregar a otra persona" in page.text
    page = await admin.send(url, 422, email=DIANA.email, name="Diana")
    assert "Entregar a otra persona" in page.select_one("#email-error").text
    assert await InvitationRow.count().where(InvitationRow.email == DIANA.email) == 0


async def test_somebody_with_an_account_receives_a_seat_where_they_have_signed_in(
    ana: Browser, carla: Browser
) -> None:
    await open_edition()
    await offered(
        ana, await seat_held_by(PEOPLE["ana"].email), email=PEOPLE["carla"].email, name="Carla Poot"
    )
    page = await carla.open("/entregas")
    assert "Por recibir" in page.text
    await carla.open("/entregas/1")
    await carla.open("/entregas/1/recibir")
    page = await carla.send("/entregas/1/recibir")
    assert "Enlace · Oaxaca" in page.select_one(".seat-now").text
    await carla.send("/entregas/1/recibir", 404)
    await ana.open("/mi-liga", 401)


async def test_their_link_asks_no_password_of_whom_it_is_for(ana: Browser, carla: Browser) -> None:
    link = await offered(ana, await seat_held_by(PEOPLE["ana"].email), email=PEOPLE["carla"].email)
    page = await carla.open(link)
    assert page.select("[name=password]") == []
    page = await carla.send(link)
    assert "Enlace · Oaxaca" in page.select_one(".seat-now").text


async def test_a_stranger_receives_nothing(ana: Browser, beto: Browser) -> None:
    await offered(ana, await seat_held_by(PEOPLE["ana"].email))
    await beto.send("/entregas/1/recibir", 404)
    await beto.open("/entregas/1", 404)


@pytest.mark.both
async def test_an_admin_ends_an_access_before_anybody_receives_the_seat(
    admin: Browser, ana: Browser, sofia: Browser, browser: Browser
) -> None:
    await open_edition()
    seat = await seat_held_by(PEOPLE["ana"].email)
    link = await offered(admin, seat)
    page = await admin.send(f"/entregas/cargos/{seat}/acceso")
    assert "Acceso terminado antes de recibirse" in page.text
    page = await ana.open("/mi-liga", 401)
    assert "La administración de cuentas terminó su acceso" in page.text
    await admin.send(f"/entregas/cargos/{seat}/acceso", 409)
    await accepted(browser, link)
    document = await document_of(1)
    assert document["delivers"] == {"name": "Ana Ruiz", "email": PEOPLE["ana"].email}
    assert "Terminó su acceso con el cargo Enlace, Oaxaca" in await letters_to(PEOPLE["ana"].email)
    assert "Nadie ocupa ya el cargo Enlace, Oaxaca" in await letters_to(PEOPLE["sofia"].email)


async def test_an_admin_empties_a_seat_for_which_nobody_is_named_yet(
    admin: Browser, ana: Browser, browser: Browser
) -> None:
    await open_edition()
    seat = await seat_held_by(PEOPLE["ana"].email)
    await admin.send(f"/entregas/cargos/{seat}/acceso", reason="Renunció.")
    await ana.open("/mi-liga", 401)
    page = await admin.send(f"/cuentas/cargos/{seat}", 422, email=DIANA.email)
    assert "Entregar a otra persona" in page.text
    await accepted(browser, await offered(admin, seat))
    document = await document_of(2)
    assert document["delivers"] == {"name": "Ana Ruiz", "email": PEOPLE["ana"].email}
    assert await seat_held_by(DIANA.email) == seat


async def test_whoever_ends_an_access_with_the_offer_ends_it_at_once(
    admin: Browser, ana: Browser
) -> None:
    await offered(admin, await seat_held_by(PEOPLE["ana"].email), vacate="1")
    await ana.open("/mi-liga", 401)


async def test_taking_an_offer_back_lets_nobody_in_again(admin: Browser, ana: Browser) -> None:
    seat = await seat_held_by(PEOPLE["ana"].email)
    await offered(admin, seat, vacate="1")
    page = await admin.send("/entregas/1/cancelar")
    assert "Sin quien lo ocupe" in page.text
    assert page.select(f"main a[href='/entregas/cargos/{seat}']")
    await ana.open("/mi-liga", 401)
    page = await admin.open(f"/entregas/cargos/{seat}")
    assert page.select("form[action$='/acceso']") == []


async def test_only_the_accounts_take_a_seat_away_and_not_their_own(
    ana: Browser, beto: Browser, admin: Browser
) -> None:
    await ana.send(f"/entregas/cargos/{await seat_held_by(PEOPLE['beto'].email)}/acceso", 403)
    seat = await seat_held_by(PEOPLE["admin"].email)
    await admin.send(f"/entregas/cargos/{seat}/acceso", 409)
    await admin.open(f"/entregas/cargos/{seat}/acceso")


async def test_another_seat_of_whoever_leaves_stays_theirs(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await seated(replace(PEOPLE["ana"], role=Role.COORDINATOR, participant=None))
    await enters(ana, PEOPLE["ana"])
    await handed_over(ana, browser)
    await ana.open("/mi-liga", 401)
    page = await ana.sign_in(PEOPLE["ana"].email)
    assert "Coordinación" in page.select_one(".seat-now").text
    await ana.open("/entregas/1/acta")


@pytest.mark.both
async def test_a_verifier_who_comes_has_a_state_of_their_own(
    rita: Browser, browser: Browser
) -> None:
    seat = await seat_held_by(PEOPLE["rita"].email)
    page = await rita.send(f"/entregas/cargos/{seat}", 422, **OFFER)
    assert page.select_one("#own_state-error").text.strip()
    page = await rita.send(f"/entregas/cargos/{seat}", 422, **OFFER, own_state="77")
    assert "77" in page.select_one("#own_state-error").text
    await accepted(browser, await offered(rita, seat, own_state="09"))
    row = await SeatRow.select(SeatRow.state).where(SeatRow.id == seat).first()
    assert row == {"state": "09"}
    page = await browser.open("/entregas/1/acta")
    assert "No dio ninguno." in page.text
    assert "OBS-2026-001" in page.text


async def test_the_record_of_a_verifier_tells_what_they_decided_and_left_open(
    rita: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    verifier = await person_called(PEOPLE["rita"])
    await decide("I1-01", Verdict.RETURNED, by=verifier)
    await decide("I1-02", by=verifier)
    seat = await seat_held_by(PEOPLE["rita"].email)
    await accepted(browser, await offered(rita, seat, own_state="09"))
    page = await browser.open("/entregas/1/acta")
    verdicts = page.select_one("[aria-labelledby=verdicts-title]").text
    assert "aceptadas: 1; devueltas: 1; rechazadas: 0" in verdicts
    begun = page.select_one("[aria-labelledby=begun-title]").text
    assert "Oaxaca" in begun
    assert "I1-01 (2026)" in begun
    assert "I1-02" not in begun


async def test_whoever_answered_is_told_which_levels_they_cannot_sign(
    sofia: Browser, beto: Browser
) -> None:
    await open_edition()
    await beto.send("/mi-liga/reactivos/I1-02", revision="0", date="2021-04-15")
    page = await sofia.send(
        f"/entregas/cargos/{await seat_held_by(PEOPLE['sofia'].email)}",
        **{**OFFER, "email": PEOPLE["beto"].email, "name": "Beto Cruz"},
    )
    assert "respondió en I1" in page.text
    await beto.send("/entregas/1/recibir")
    await beto.send("/mi-liga/niveles/I1/firmar", 409)
    assert "respondió en I1" in (await beto.open("/entregas/1/acta")).text


async def test_past_signatures_stay_in_the_name_of_who_gave_them(
    sofia: Browser, ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer()
    rules, entry = await here()
    await submit_level(rules, entry, "I1", by=await person_called(PEOPLE["ana"]), at=NOON)
    await puts_signature(sofia)
    await accepted(browser, await offered(sofia, await seat_held_by(PEOPLE["sofia"].email)))
    page = await browser.open("/mi-liga/niveles/I1")
    assert "Firmado por Sofía León" in page.text


@pytest.mark.both
async def test_what_waits_is_inherited_first_until_it_is_received(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", verdict=Verdict.RETURNED)
    await answer({"P1-01": NO})
    await handed_over(ana, browser)
    page = await browser.open("/mi-liga")
    rows = page.select("#inherited .matter")
    assert ["".join(row.select_one("a").get_text()).strip() for row in rows] == [
        "I1-01. ¿Pregunta I1-01?",
        "P1 Tema P1",
    ]
    assert rows[0].select_one("a")["href"] == "/mi-liga/niveles/I1#item-I1-01"
    assert page.select("main h2")[0].text.strip() == "Lo heredado"
    page = await browser.send(str(rows[0].select_one("form")["action"]))
    assert len(page.select("#inherited .matter")) == 1
    await browser.open("/mi-liga/heredado")
    page = await browser.send("/mi-liga/heredado")
    assert page.select("#inherited") == []
    await browser.send("/mi-liga/heredado/1")


@pytest.mark.both
async def test_the_record_holds_the_open_threads_with_what_was_said(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", verdict=Verdict.RETURNED, reason="Falta el acta de 2021.")
    await handed_over(ana, browser)
    (thread,) = (await document_of(1))["threads"]
    assert thread["item"] == "I1-01"
    assert thread["entries"][0]["text"] == "Falta el acta de 2021."
    page = await browser.open("/entregas/1/acta")
    assert "Falta el acta de 2021." in page.select_one("#anexo-5").text
    assert "Hilos abiertos (1)" in page.select_one(".contents").text


async def test_nobody_ticks_off_what_another_inherited(
    ana: Browser, browser: Browser, carla: Browser
) -> None:
    await open_edition()
    await answer({"P1-01": NO})
    await handed_over(ana, browser)
    await carla.send("/mi-liga/heredado/1")
    assert len((await browser.open("/mi-liga")).select("#inherited .matter")) == 1


async def test_a_government_whose_last_lead_left_is_shown_to_its_coordinators(
    admin: Browser, ana: Browser, coordinadora: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer({"I1-01": HALF})
    seat = await seat_held_by(PEOPLE["ana"].email)
    assert "Sin enlace" not in (await coordinadora.open("/coordinacion")).text
    link = await offered(admin, seat, vacate="1")
    page = await coordinadora.open("/coordinacion")
    (row,) = [tag for tag in page.select("tr") if "Oaxaca" in tag.text]
    assert "Sin enlace" in row.text
    await accepted(browser, link)
    assert "Sin enlace" not in (await coordinadora.open("/coordinacion")).text


@pytest.mark.both
async def test_of_two_who_receive_one_seat_one_does(ana: Browser, app: Litestar) -> None:
    await open_edition()
    link = await offered(ana, await seat_held_by(PEOPLE["ana"].email))
    async with browsing(app) as one, browsing(app) as other:
        replies = await asyncio.gather(
            *(
                each.client.post(
                    link,
                    data={"name": "Diana Sosa", "password": PASSWORD, "again": PASSWORD},
                    headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
                    follow_redirects=False,
                )
                for each in (one, other)
            )
        )
    assert sorted(reply.status_code for reply in replies) in ([303, 409], [303, 410])
    assert await HandoverRow.count().where(HandoverRow.state == "accepted") == 1


@pytest.mark.both
async def test_every_save_of_who_leaves_is_in_the_record_or_was_refused(
    ana: Browser, clock: Clock
) -> None:
    """Ana saves as fast as she can while her seat passes; what she was told is kept is in it."""
    await open_edition()
    rules, entry = await here()
    giver = await person_called(PEOPLE["ana"])
    await seated(PEOPLE["carla"])
    await offered(ana, giver.seat, email=PEOPLE["carla"].email, name="Carla Poot")
    handover = await handover_of(1)
    carla = await person_called(PEOPLE["carla"])
    assert handover
    kept: list[int] = []

    async def save(number: int) -> None:
        """One request of hers, that was let in while the seat was hers."""
        with standing_on(ground_of(giver)):
            text = Answer("P1-05", text=f"Versión {number}.")
            saved = await keep_answer(rules, entry, text, base=number, by=giver, at=NOON)
        kept.append(saved.kept.revision)

    async def save_until_refused() -> None:
        for number in range(500):
            await save(number)

    async def pass_on() -> None:
        await asyncio.sleep(0.02)
        await receive(
            handover,
            Receiver(carla.name, carla.email, carla.account),
            [using(handover.token_hash, NOON)],
            at=NOON,
            address=lambda name, **_: name,
        )

    refused, _ = await asyncio.gather(save_until_refused(), pass_on(), return_exceptions=True)
    assert isinstance(refused, RuleBroken), "she was never refused"
    assert refused.code == "seat-left"
    document = await document_of(1)
    (found,) = [each for each in document["answers"] if each["item"] == "P1-05"]  # type: ignore[attr-defined]
    assert found["revision"] == max(kept)
    with pytest.raises(RuleBroken):
        await save(max(kept))
    assert (await answers_of(OAXACA, "2026"))["P1-05"].revision == max(kept)


@pytest.mark.both
async def test_nobody_signs_in_to_a_seat_that_passes_meanwhile(
    ana: Browser, browser: Browser
) -> None:
    account = await account_of(PEOPLE["ana"].email)
    assert account
    await handed_over(ana, browser)
    with pytest.raises(Refused, match="seat-missing"):
        await open_session(account, new_token(), NOON, None)
    assert not await SessionRow.exists().where(SessionRow.account == account.id)


async def test_whoever_accepts_lands_on_what_they_inherited_with_a_way_to_the_record(
    ana: Browser, browser: Browser, carla: Browser
) -> None:
    await open_edition()
    await answer({"P1-01": NO})
    link = await offered(ana, await seat_held_by(PEOPLE["ana"].email))
    page = await accepted(browser, link)
    assert page.h1.text == "Mi liga"
    assert page.select("main h2")[0].text.strip() == "Lo heredado"
    notice = page.select_one("#received")
    assert "Recibió el cargo Enlace, Oaxaca." in notice.text
    assert notice.select("a")[0]["href"] == "/entregas/1/acta"
    assert (await browser.open("/mi-liga")).select("#received") == []
    for address in ("/mi-liga?recibido=1", "/mi-liga?recibido=x", "/mi-liga?recibido=99"):
        assert (await carla.open(address)).select("#received") == []


async def test_whoever_accepts_a_seat_of_the_observatory_lands_at_home_with_the_record(
    rita: Browser, browser: Browser
) -> None:
    seat = await seat_held_by(PEOPLE["rita"].email)
    page = await accepted(browser, await offered(rita, seat, own_state="09"))
    assert page.url.split("?")[0].endswith("/")
    assert page.select_one("#received a")["href"] == "/entregas/1/acta"


async def titled(admin: Browser, title: str) -> int:
    """A new seat of Yucatán with a title of its own, that Berta holds."""
    page = await admin.send("/cuentas", role="contributor", participant="31", title=title)
    url = page.url.replace("http://localhost", "")
    page = await admin.send(url, email="berta@yucatan.gob.mx", name="Berta Uc")
    async with browsing(admin.app) as berta:
        await accepted(berta, link_of(page), "Berta Uc")
    return int(url.rpartition("/")[2])


async def test_a_seat_with_a_title_names_its_government_wherever_it_passes(
    admin: Browser, browser: Browser
) -> None:
    await open_edition()
    seat, named = await titled(admin, "Apoyo jurídico"), "Apoyo jurídico, Yucatán"
    page = await admin.open("/cuentas")
    assert named in page.select_one("#seats").text
    page = await admin.open(f"/entregas/cargos/{seat}")
    assert named in page.text
    assert f"acceso de Berta Uc con el cargo {named}" in page.text
    link = await offered(admin, seat)
    page = await admin.open("/entregas/1")
    assert page.h1.text.strip() == named
    cancel = page.select_one("form[action$='/cancelar']").text
    assert f"{named} a Diana Sosa" in cancel
    vacate = page.select_one("form[action$='/acceso']")
    assert vacate.parent
    assert "¿Terminar ya el acceso de Berta Uc?" in vacate.parent.text
    assert named in vacate.text
    assert named in (await admin.open("/entregas")).select_one("#handovers").text
    assert named in (await browser.open(link)).text
    await accepted(browser, link)
    assert named in (await browser.open("/entregas/1/acta")).text
    assert await letters_to(DIANA.email) == [
        f"Le entregan un cargo: {named}",
        f"Recibió el cargo {named}",
    ]


@pytest.mark.both
async def test_a_letter_names_one_giver(admin: Browser, ana: Browser) -> None:
    await offered(admin, await seat_held_by(PEOPLE["ana"].email))
    rows = await MailRow.select(MailRow.address, MailRow.body)
    bodies = {row["address"]: row["body"] for row in rows}
    to_diana, to_ana = bodies[DIANA.email], bodies[PEOPLE["ana"].email]
    assert "Lo entrega: Ana Ruiz" in to_diana
    assert f"Inició la entrega: {PEOPLE['admin'].name}" in to_diana
    assert f"{PEOPLE['admin'].name} le entrega" not in to_diana
    assert "Lo entrega usted." in to_ana
    assert "Ana Ruiz le entrega" not in to_ana


@pytest.mark.both
async def test_entregas_and_cuentas_lead_to_each_other(
    admin: Browser, ana: Browser, beto: Browser
) -> None:
    assert (await admin.open("/entregas")).select("main .page-header a[href='/cuentas']")
    for nobody_there in (ana, beto):
        assert not (await nobody_there.open("/entregas")).select("main a[href='/cuentas']")
    for browser in (admin, ana):
        assert (await browser.open("/cuentas")).select("main .page-header a[href='/entregas']")


async def test_without_a_mail_server_the_notice_is_said_to_be_in_the_outbox(
    ana: Browser,
) -> None:
    seat = await seat_held_by(PEOPLE["ana"].email)
    page = await ana.send(f"/entregas/cargos/{seat}", **OFFER)
    assert f"El aviso a {DIANA.email} se dejó en la bandeja de salida" in page.text
    assert "Se envió por correo" not in page.text


async def test_a_record_offers_to_be_printed_and_has_its_folio_for_every_page(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    page = await browser.open(f"/entregas/{await handed_over(ana, browser)}/acta")
    assert page.select_one("button[data-print]").has_attr("hidden")
    assert "20-2026-001" in page.select_one(".record-folio").text
    assert "20-2026-001" in page.select_one("title").text
