"""Declaraciones públicas: signed by password, seen by all, ended by the calendar or in public."""

import csv
import json
from collections.abc import Mapping
from typing import Any

import pytest

from game.declarations import revoke, sign
from game.editions import Stage
from game.rules import RuleBroken
from server.people import Role
from server.queries.declarations import (
    declaration_of,
    keep_revocation,
    keep_signature,
    wording_now,
)
from server.queries.mail import messages
from server.queries.stages import change_stage, keep_edition
from server.tables.declarations import DeclarationEventRow, DeclarationRow
from server.tables.points import PointEventRow
from tests.browser import PASSWORD, Browser, Page
from tests.editions import a_definition, open_edition, words
from tests.server.conftest import Clock, Enter
from tests.server.people import NOON, OAXACA, PEOPLE, Somebody, person_called
from tests.server.test_handovers import link_of, seat_held_by

FORM = "/declaraciones/firmar"
NEXT = "2027"
DIANA = Somebody("diana@oaxaca.gob.mx", "Diana Sosa", Role.SIGNER, OAXACA)


def declaring(code: str = "2026", text: str = "Declaro que diré la verdad.", **given: Any) -> Any:
    definition = a_definition(code, **given)
    definition["edition"]["declaration"] = {
        "title": words("Por la mejora", "For better rules"),
        "text": words(text, "I declare."),
        "valid_days": 365,
        "renew_days": 60,
    }
    return definition


@pytest.fixture
async def worded(app: object) -> None:
    """The small edition is open, with a text to declare."""
    await open_edition(declaring())


async def another_text() -> None:
    """The next edition opens with another text."""
    await keep_edition(declaring(NEXT, "Declaro más.", continues="2026"))
    await change_stage(NEXT, Stage.OPEN, by=None, at=NOON)


async def signs(browser: Browser, status: int = 200, **given: str) -> Page:
    """Read the text and sign it."""
    page = await browser.open(FORM)
    fields = {"digest": page.field("digest"), "password": PASSWORD, "is_public": "1"}
    return await browser.send(FORM, status, **fields | given)


def statuses(page: Page) -> Mapping[str, str]:
    return {
        row.select_one("th").text.strip(): row.select_one(".badge").text.strip()
        for row in page.select("#declarations tbody tr")
    }


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_a_head_signs_and_everybody_sees_it(
    sofia: Browser, olga: Browser, browser: Browser
) -> None:
    assert "espera su firma" in (await sofia.open("/mi-liga")).text
    page = await signs(sofia)
    assert page.h1.text == "Oaxaca"
    await signs(olga)
    assert "espera su firma" not in (await sofia.open("/mi-liga")).text
    seen = await browser.open("/declaraciones")
    assert statuses(seen) == {"Oaxaca": "Vigente", "Olga Sol": "Vigente"}
    one = await browser.open("/declaraciones/1")
    assert "Sofía León" in one.text
    assert "Declaro que diré la verdad." in one.text
    wording = await wording_now()
    assert wording
    assert wording.sha256 in one.text
    assert "Declaración pública: vigente" in (await browser.open(f"/gobiernos/{OAXACA}")).text
    only = await browser.open("/declaraciones?tipo=observer&situacion=in_force")
    assert statuses(only) == {"Olga Sol": "Vigente"}
    assert await PointEventRow.count() == 0


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_it_lapses_by_the_calendar_and_is_renewed(
    sofia: Browser, browser: Browser, enter: Enter, clock: Clock
) -> None:
    await signs(sofia)
    assert "se renueva desde el 2 de enero de 2027" in (await sofia.open(FORM)).text
    clock.move(days=366)
    seen = await browser.open("/declaraciones")
    assert statuses(seen) == {"Oaxaca": "Vencida"}
    assert "Venció el 3 de marzo de 2027" in seen.text
    assert await DeclarationEventRow.count() == 1
    later = await enter("sofia")
    page = await signs(later)
    assert "Se renovó" in page.text
    assert statuses(await browser.open("/declaraciones")) == {"Oaxaca": "Vigente"}
    assert "renovada 1 vez" in (await browser.open("/declaraciones")).text
    assert await DeclarationRow.count() == 1


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_they_stand_by_the_day_of_their_first_signature(
    sofia: Browser, olga: Browser, browser: Browser, enter: Enter, clock: Clock
) -> None:
    """A renewal moves none, of one day they stand by name, and what is revoked stays in sight."""
    await signs(sofia)
    await signs(olga)
    seen = await browser.open("/declaraciones")
    assert list(statuses(seen)) == ["Oaxaca", "Olga Sol"]
    assert "por la fecha de su primera firma" in seen.select_one("#declarations caption").text
    clock.move(days=335)
    await signs(await enter("olga"))
    seen = await browser.open("/declaraciones")
    assert list(statuses(seen)) == ["Oaxaca", "Olga Sol"]
    assert "renovada 1 vez" in seen.text
    assert [cell.text for cell in seen.select("td[data-label=Firmada]")] == [
        "3 de marzo de 2026"
    ] * 2
    later = await enter("sofia")
    await later.send("/declaraciones/1/revocacion", reason="Ya no.")
    assert list(statuses(await browser.open("/declaraciones")).items()) == [
        ("Oaxaca", "Revocada"),
        ("Olga Sol", "Vigente"),
    ]
    rows = csv.DictReader((await browser.client.get("/declaraciones.csv")).text.splitlines())
    assert [row["Quién declara"] for row in rows] == ["Oaxaca", "Olga Sol"]


@pytest.mark.usefixtures("worded")
async def test_a_new_edition_asks_for_its_text_and_the_old_one_says_which_it_is(
    sofia: Browser, browser: Browser
) -> None:
    await signs(sofia)
    await another_text()
    assert "La de la edición 2026" in (await browser.open("/declaraciones")).text
    assert "hay otro posterior" in (await browser.open("/declaraciones/1")).text
    assert "es de otra edición" in (await sofia.open("/declaraciones")).text
    page = await signs(sofia)
    assert "Declaro más." in page.text
    assert "Texto de la edición 2026" in page.text
    rows = await DeclarationEventRow.select().order_by(DeclarationEventRow.position)
    assert [(row["move"], row["edition"]) for row in rows] == [("sign", "2026"), ("renew", NEXT)]


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_whoever_signed_is_told_by_mail_of_another_text(
    sofia: Browser, olga: Browser, coordinadora: Browser
) -> None:
    await signs(sofia)
    await signs(olga)
    await olga.send("/declaraciones/2/revocacion", reason="Cambió la mesa directiva.")
    await keep_edition(declaring(NEXT, "Declaro más.", continues="2026"))
    await coordinadora.send(f"/ediciones/{NEXT}/etapa", to="open")
    (told,) = [each.message for each in await messages(10)]
    assert told.address == PEOPLE["sofia"].email
    assert told.subject == "Declaración pública de Oaxaca: hay otro texto"


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_revoked_in_public_it_stays_and_another_one_may_follow(
    sofia: Browser, browser: Browser
) -> None:
    await signs(sofia)
    page = await sofia.send("/declaraciones/1/revocacion", 422, reason=" ")
    assert page.select_one("#reason-error")
    await sofia.send("/declaraciones/1/revocacion", reason="Cambió el acuerdo de cabildo.")
    seen = await browser.open("/declaraciones/1")
    assert "Cambió el acuerdo de cabildo." in seen.text
    assert "Se revocó" in seen.text
    await sofia.send("/declaraciones/1/revocacion", 409, reason="Otra vez.")
    await signs(sofia)
    assert len((await browser.open("/declaraciones")).select("#declarations tbody tr")) == 2


@pytest.mark.usefixtures("worded")
async def test_the_coordination_revokes_with_a_letter(
    sofia: Browser, coordinadora: Browser, browser: Browser
) -> None:
    await signs(sofia)
    await coordinadora.send("/declaraciones/1/revocacion", reason="No era titular.")
    assert statuses(await browser.open("/declaraciones")) == {"Oaxaca": "Revocada"}
    (told,) = [each.message for each in await messages(10)]
    assert told.address == PEOPLE["sofia"].email
    assert "No era titular." in told.body


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_it_stays_with_whoever_signed_when_the_seat_passes(
    sofia: Browser, browser: Browser, enter: Enter
) -> None:
    await signs(sofia)
    seat = await seat_held_by(PEOPLE["sofia"].email)
    offered = await sofia.send(
        f"/entregas/cargos/{seat}",
        email=DIANA.email,
        name=DIANA.name,
        effective_on="2026-03-01",
        reason="Cambio de administración.",
    )
    await browser.send(link_of(offered), name=DIANA.name, password=PASSWORD, again=PASSWORD)
    seen = await browser.open("/declaraciones/1")
    assert "Concluyó con el cargo" in seen.text
    assert "Sofía León" in seen.text
    assert "Quien ocupó antes el cargo" in (await browser.open("/mi-liga")).text
    subjects = [each.message.subject for each in await messages(10)]
    assert "Declaración pública de Oaxaca: falta su firma" in subjects
    await signs(browser)
    page = await browser.open("/declaraciones")
    rows = page.select("#declarations tbody tr")
    assert [row.select_one(".badge").text.strip() for row in rows] == [
        "Vigente",
        "Concluyó con el cargo",
    ]


@pytest.mark.usefixtures("worded")
async def test_what_a_signature_needs(sofia: Browser) -> None:
    page = await signs(sofia, 422, password="otra cosa")
    assert page.select_one('.problems a[href="#password"]').text.startswith("Su contraseña: ")
    assert page.select_one("#password-error")
    assert page.select_one("#is_public[checked]")
    page = await signs(sofia, 422, is_public="")
    assert page.select_one("#is_public-error")
    page = await signs(sofia, 409, digest="0" * 64)
    assert "El texto cambió" in page.text
    assert await DeclarationRow.count() == 0


@pytest.mark.usefixtures("worded")
async def test_who_may_not(
    ana: Browser, sofia: Browser, carla: Browser, browser: Browser, victor: Browser
) -> None:
    await ana.open(FORM, 403)
    await victor.send(FORM, 403, digest="x", password=PASSWORD)
    await browser.send(FORM, 401, digest="x", password=PASSWORD)
    await browser.open("/declaraciones/9", 404)
    await signs(sofia)
    await carla.send("/declaraciones/1/revocacion", 403, reason="Porque sí.")
    await browser.send("/declaraciones/1/revocacion", 401, reason="Porque sí.")


@pytest.mark.usefixtures("opened")
async def test_without_a_text_nobody_is_asked(sofia: Browser, browser: Browser) -> None:
    assert "Ninguna edición tiene todavía un texto" in (await sofia.open(FORM)).text
    assert "declaración pública" not in (await sofia.open("/mi-liga")).select_one("main").text
    await sofia.send(FORM, 409, digest="", password=PASSWORD, is_public="1")
    assert "No hay ninguna así" in (await browser.open("/declaraciones")).text


@pytest.mark.usefixtures("worded")
async def test_the_list_as_a_table_and_as_data(sofia: Browser, browser: Browser) -> None:
    await signs(sofia)
    page = await browser.open("/declaraciones.csv")
    header, row = csv.reader(page.response.text.lstrip("\ufeff").splitlines())
    found = dict(zip(header, row, strict=True))
    assert (found["Clave"], found["Situación"]) == (OAXACA, "Vigente")
    assert found["Vigente hasta"] == "2027-03-03"
    page = await browser.open("/declaraciones.json?situacion=in_force")
    document = json.loads(page.response.text)
    (one,) = document["declarations"]
    assert (document["format"], document["total"]) == ("liga-declarations-1", 1)
    assert document["filters"] == {"situacion": "in_force"}
    assert (one["text_sha256"], one["revoked_on"]) == (found["SHA-256 del texto"], None)
    page = await browser.open("/declaraciones.json?situacion=revoked")
    assert json.loads(page.response.text)["declarations"] == []


@pytest.mark.both
@pytest.mark.usefixtures("worded")
async def test_of_two_at_once_one_is_the_next(sofia: Browser, browser: Browser) -> None:
    """Two windows showed the same text: the second signature, or revocation, is refused."""
    by, wording = await person_called(PEOPLE["sofia"]), await wording_now()
    assert wording
    digest = wording.sha256
    first = sign(None, wording, digest=digest, role="signer", seat_title="", at=NOON)
    await keep_signature(None, first, wording, by=by, at=NOON)
    with pytest.raises(RuleBroken, match="declaration-changed"):
        await keep_signature(None, first, wording, by=by, at=NOON)
    kept = await declaration_of(1)
    ended = revoke(
        kept.declaration, role="signer", seat_title="", reason="Razón.", at=NOON, is_own=True
    )
    await keep_revocation(kept, ended, by=by, at=NOON)
    with pytest.raises(RuleBroken, match="declaration-changed"):
        await keep_revocation(kept, ended, by=by, at=NOON)
    assert await DeclarationRow.count() == 1
    assert await DeclarationEventRow.count() == 2
    assert statuses(await browser.open("/declaraciones")) == {"Oaxaca": "Revocada"}
    assert "renueva" not in (await sofia.open(FORM)).text


@pytest.mark.usefixtures("worded")
async def test_the_method_says_how_long_a_signature_holds(browser: Browser) -> None:
    assert "Cada firma vale 365 días" in (await browser.open("/metodo/2026")).text
