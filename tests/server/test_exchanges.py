"""Prácticas: what was published of each, and what governments tell, ask and thank for."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar

from server.people import Role
from server.queries.badges import achieved_of
from server.queries.editions import entry_of, rules_of
from server.queries.exchanges import helps_given_by, verified_in
from server.queries.mail import messages
from server.queries.results import published, published_to_all
from server.tables.accounts import AccountRow
from server.tables.exchanges import ExchangeMessageRow, HelpRow
from server.tables.mail import MailRow
from server.tables.points import PointEventRow
from tests.browser import BASE, Browser, browsing
from tests.editions import EDITION, a_badge, a_definition
from tests.server.conftest import Clock, Enter
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, Somebody, enters, seated
from tests.server.published import CAPITAL, measured, publish

# The capital alone has it verified, and Oaxaca and Yucatán half of it.
SCARCE = "I1-01"
PAGE = f"/practicas/{EDITION}/{SCARCE}"
# Oaxaca and Yucatán have this one.
OTHER = f"/practicas/{EDITION}/I1-02"
DORA = Somebody("dora@cdmx.gob.mx", "Dora Paz", Role.LEAD, CAPITAL, title="Enlace capitalino")
THANKS = "Nos pasaron su formato."


def rewarding() -> dict[str, Any]:
    definition = a_definition()
    definition["badges"] = [a_badge("pares", "helped", "Ayudó", items=1)]
    return definition


@pytest.fixture
async def results(app: Litestar) -> None:
    """Three states are measured and published."""
    await measured(rewarding())
    await publish()


@pytest.fixture
async def dora(results: None, app: Litestar, clock: Clock) -> AsyncIterator[Browser]:
    """The lead of the capital."""
    await seated(DORA)
    async with browsing(app) as browser:
        await enters(browser, DORA, clock())
        yield browser


async def has_badge(participant: str) -> bool:
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, participant)
    found = await achieved_of(rules, entry, now=NOON)
    return any(each.earned_at is not None for each in found.awards)


@pytest.mark.both
@pytest.mark.usefixtures("results")
async def test_everybody_sees_who_has_it_verified_and_how(browser: Browser) -> None:
    page = await browser.open("/practicas")
    assert page.select_one(f'a[href="{PAGE}"]')
    assert "1 gobierno la tiene verificada" in page.text
    page = await browser.open(PAGE)
    assert page.h1.text == f"Hacer {SCARCE}"
    assert page.select_one(".lead").text == f"¿Pregunta {SCARCE}?"
    (card,) = page.select("#having + form + ul > li")
    assert card.select_one("h3").text == "Ciudad de México"
    assert "Gaceta" in card.text
    assert card.select_one('a[href="https://example.org/09"]')
    assert "Ley General de Mejora Regulatoria" in page.text
    assert "No es pública" in page.text
    assert "2 gobiernos la tienen verificada" in (await browser.open(OTHER)).text


@pytest.mark.usefixtures("results")
async def test_practices_are_found_by_words_and_by_pillar(browser: Browser) -> None:
    page = await browser.open("/practicas?texto=PREGUNTA+p1-02")
    assert "1 práctica" in page.text
    page = await browser.open("/practicas?pilar=I")
    assert {link["href"] for link in page.select("main li a")} == {PAGE, OTHER}
    assert "Ninguna práctica coincide" in (await browser.open("/practicas?texto=nada+así")).text


@pytest.mark.both
@pytest.mark.usefixtures("results")
async def test_practices_go_out_whole_with_who_has_them(browser: Browser) -> None:
    whole = (await browser.client.get("/practicas.json")).json()
    assert (whole["format"], whole["edition"], whole["synthetic"]) == (
        "liga-practices-1",
        EDITION,
        False,
    )
    scored = [each for each in (await rules_of(EDITION)).questionnaire.items if each.is_scored]
    practices = {each["item"]: each for each in whole["practices"]}
    assert list(practices) == [each.code for each in scored]
    assert whole["total"] == len(scored)
    assert practices[SCARCE] == {
        "item": SCARCE,
        "name": f"Hacer {SCARCE}",
        "text": f"¿Pregunta {SCARCE}?",
        "pillar": "I",
        "topic": "I1",
        "verified_in": [
            {"code": CAPITAL, "name": "Ciudad de México", "kind": "state", "state": CAPITAL}
        ],
        "address": f"http://127.0.0.1:8000{PAGE}",
    }
    verified = await verified_in(await published_to_all(EDITION))
    for item, each in practices.items():
        assert {who["code"] for who in each["verified_in"]} == set(verified.get(item, ())), item
    # A row for each government that has it, by name, or one without any.
    rows = list(
        csv.DictReader(
            io.StringIO((await browser.client.get("/practicas.csv")).content.decode("utf-8-sig"))
        )
    )
    assert [(row["Clave del reactivo"], row["Clave"]) for row in rows] == [
        (item, code)
        for item, each in practices.items()
        for code in ([who["code"] for who in each["verified_in"]] or [""])
    ]
    (row,) = [row for row in rows if row["Clave del reactivo"] == SCARCE]
    assert row == {
        "Edición": EDITION,
        "Clave del reactivo": SCARCE,
        "Práctica": f"Hacer {SCARCE}",
        "Pregunta": f"¿Pregunta {SCARCE}?",
        "Pilar": "Instituciones",
        "Tema": "Tema I1",
        "Clave": CAPITAL,
        "Gobierno": "Ciudad de México",
        "Dirección": f"http://127.0.0.1:8000{PAGE}",
    }


@pytest.mark.usefixtures("opened")
async def test_nothing_is_there_before_publication(browser: Browser, ana: Browser) -> None:
    await browser.open(PAGE, 404)
    await ana.open(PAGE, 404)
    await ana.send(f"{PAGE}/mensajes", 404, text="Hola")
    assert "Todavía no hay resultados publicados" in (await browser.open("/practicas")).text


@pytest.mark.usefixtures("results")
async def test_an_item_that_is_not_there(browser: Browser) -> None:
    await browser.open(f"/practicas/{EDITION}/Z9-99", 404)


@pytest.mark.both
async def test_help_is_asked_told_thanked_and_earns_a_badge(
    dora: Browser, ana: Browser, carla: Browser, browser: Browser
) -> None:
    before = await PointEventRow.count(), (await published(EDITION)).sha256
    page = await ana.send(f"{PAGE}/ayuda", text="¿Con qué área empezaron?")
    assert "1 gobierno pidió ayuda" in page.text
    (told,) = [each.message for each in await messages(10)]
    assert told.address == DORA.email
    assert "¿Con qué área empezaron?" in told.body
    assert PEOPLE["ana"].email not in told.body
    assert "¿Con qué área" not in (await browser.open(PAGE)).text
    assert "¿Con qué área" in (await carla.open(PAGE)).text
    await ana.send(f"{PAGE}/ayuda", 409, text="Otra vez")
    assert not await has_badge(CAPITAL)
    await ana.send(f"{PAGE}/gracias", giver=CAPITAL, thanks=THANKS)
    seen = await browser.open(PAGE)
    assert THANKS in seen.text
    assert "Ciudad de México le ayudó" in seen.text
    assert await has_badge(CAPITAL)
    assert not await has_badge(OAXACA)
    assert "Ayudó" in (await browser.open(f"/gobiernos/{CAPITAL}")).text
    await ana.send(f"{PAGE}/gracias", 409, giver=CAPITAL, thanks="Y otra vez.")
    assert (await PointEventRow.count(), (await published(EDITION)).sha256) == before


async def posted(browser: Browser, url: str, **fields: str) -> tuple[int, str]:
    """A form sent, and nowhere gone: the status and where it leads."""
    sent_as = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    typed = {**fields, "csrf": browser.token}
    found = await browser.client.post(url, data=typed, headers=sent_as, follow_redirects=False)
    return found.status_code, found.headers.get("location", "").partition("?")[0].partition("#")[0]


@pytest.mark.both
async def test_what_is_pressed_twice_at_once_is_kept_once_and_leads_there(
    dora: Browser, ana: Browser, coordinadora: Browser
) -> None:
    await ana.send(f"{PAGE}/mensajes", sheet="a", text="Llámenme.")
    sheet = (await ana.open(f"{PAGE}/contacto/{CAPITAL}")).field("sheet")
    for by, url, fields in (
        (ana, f"{PAGE}/ayuda", {"text": "¿Cómo empezaron?"}),
        (ana, f"{PAGE}/gracias", {"giver": CAPITAL, "thanks": THANKS}),
        (ana, f"{PAGE}/contacto/{CAPITAL}", {"text": "¿Su formato?", "sheet": sheet}),
        (coordinadora, f"{PAGE}/mensajes/1/ocultar", {"reason": "Da un teléfono."}),
    ):
        by.token = await by.csrf()
        before = await MailRow.count()
        led = await asyncio.gather(*(posted(by, url, **fields) for _ in range(3)))
        assert led == [(303, PAGE)] * 3
        assert await MailRow.count() == before + 1
    assert await HelpRow.count() == 1


async def test_two_governments_count_once(dora: Browser, ana: Browser) -> None:
    await ana.send(f"{PAGE}/ayuda", text="Ayuda")
    await ana.send(f"{PAGE}/gracias", giver=CAPITAL, thanks=THANKS)
    await dora.send(f"{OTHER}/ayuda", text="Ahora nosotros")
    await dora.send(f"{OTHER}/gracias", giver=OAXACA, thanks=THANKS)
    assert await HelpRow.count().where(HelpRow.giver.is_not_null()) == 2
    assert len(await helps_given_by(CAPITAL, EDITION)) == 1
    assert await helps_given_by(OAXACA, EDITION) == ()
    assert not await has_badge(OAXACA)


async def test_whom_one_may_not_ask_or_thank(
    dora: Browser, ana: Browser, beto: Browser, carla: Browser
) -> None:
    await dora.send(f"{PAGE}/ayuda", 409, text="La tengo")
    await ana.send(f"{PAGE}/gracias", 409, giver=CAPITAL, thanks=THANKS)
    await ana.send(f"{PAGE}/ayuda", text="Ayuda")
    page = await ana.send(f"{PAGE}/gracias", 422, giver=OAXACA, thanks=THANKS)
    assert page.select_one("#giver-error")
    assert page.field("thanks") == THANKS
    await ana.send(f"{PAGE}/gracias", 422, giver=YUCATAN, thanks=THANKS)
    page = await ana.send(f"{PAGE}/gracias", 422, giver=CAPITAL, thanks="a" * 281)
    assert page.select_one("#thanks-error")
    await beto.send(f"{PAGE}/gracias", 403, giver=CAPITAL, thanks=THANKS)
    await carla.send(f"{PAGE}/mensajes", sheet="c", text="Nosotros también lo hicimos a medias.")
    await ana.send(f"{PAGE}/gracias", giver=YUCATAN, thanks=THANKS)


@pytest.mark.both
async def test_governments_talk_and_nobody_else_reads_it(
    dora: Browser,
    ana: Browser,
    browser: Browser,
    olga: Browser,
    victor: Browser,
    coordinadora: Browser,
) -> None:
    said = "Empezamos por Economía: https://cdmx.example/acuerdo"
    await dora.send(f"{PAGE}/mensajes", sheet="uno", text=said)
    await dora.send(f"{PAGE}/mensajes", sheet="uno", text=said)
    assert await ExchangeMessageRow.count() == 1
    page = await ana.open(PAGE)
    assert said in page.text
    assert not page.select('a[href="https://cdmx.example/acuerdo"]')
    assert said in (await victor.open(PAGE)).text
    for outside in (browser, olga):
        page = await outside.open(PAGE)
        assert said not in page.text
        assert "(1 mensaje)" in page.text
    await olga.send(f"{PAGE}/mensajes", 403, text="Hola")
    await browser.send(f"{PAGE}/mensajes", 401, text="Hola")
    await ana.send(f"{PAGE}/mensajes/1/ocultar", 403, reason="No")
    page = await coordinadora.send(f"{PAGE}/mensajes/1/ocultar", 422, reason=" ")
    assert page.select_one("#message-1-reason-error")
    await coordinadora.send(f"{PAGE}/mensajes/1/ocultar", reason="Da una dirección interna.")
    page = await ana.open(PAGE)
    assert said not in page.text
    assert "La coordinación ocultó este mensaje" in page.text
    assert said in (await coordinadora.open(PAGE)).text
    row = await ExchangeMessageRow.select().first()
    assert row
    assert row["text"] == said
    (told,) = [each.message for each in await messages(10)]
    assert (told.address, "Da una dirección interna." in told.body) == (DORA.email, True)
    await coordinadora.send(f"{PAGE}/mensajes/1/ocultar", 409, reason="Otra vez")
    await coordinadora.send(f"{PAGE}/mensajes/9/ocultar", 404, reason="Nada")


@pytest.mark.both
async def test_what_was_edited_and_sent_again_is_said_too(dora: Browser, ana: Browser) -> None:
    await dora.send(f"{PAGE}/mensajes", sheet="uno", text="Empezamos por Economía.")
    await dora.send(f"{PAGE}/mensajes", sheet="uno", text="Empezamos por Hacienda.")
    await dora.send(f"{PAGE}/mensajes", sheet="uno", text=" Empezamos por Hacienda. ")
    page = await ana.open(PAGE)
    assert "Empezamos por Economía." in page.text
    assert "Empezamos por Hacienda." in page.text
    assert await ExchangeMessageRow.count() == 2


async def test_nothing_typed_is_lost_and_only_text_is_taken(dora: Browser) -> None:
    page = await dora.send(f"{PAGE}/mensajes", 422, sheet="a", text="Vea <a href='x'>esto</a>")
    assert page.select_one("#say-text-error")
    assert "<a href='x'>" in page.select_one("#say-text").text
    page = await dora.send(f"{PAGE}/mensajes", 422, sheet="a", text="a" * 3_001)
    assert "3,000" in page.select_one("#say-text-error").text
    assert await ExchangeMessageRow.count() == 0


async def test_so_many_texts_come_from_one_person_in_an_hour(dora: Browser, ana: Browser) -> None:
    for number in range(10):
        await dora.send(f"{PAGE}/mensajes", sheet=f"s{number}", text=f"Nota {number}")
    page = await dora.send(f"{PAGE}/mensajes", 429, sheet="s10", text="Una más")
    assert page.select_one("#say-text").text.strip() == "Una más"
    assert await ExchangeMessageRow.count() == 10
    await ana.send(f"{PAGE}/mensajes", sheet="x", text="Otra persona sí")


SIGNER = Somebody("tere@cdmx.gob.mx", "Tere Gil", Role.SIGNER, CAPITAL)


@pytest.mark.both
@pytest.mark.usefixtures("results")
async def test_a_government_with_a_signer_and_no_lead_answers(ana: Browser) -> None:
    """The letter goes to both seats: nobody is said to be there only where both are empty."""
    page = await ana.open(PAGE)
    assert "Nadie ocupa ahora el cargo que contesta" in page.text
    await ana.open(f"{PAGE}/contacto/{CAPITAL}", 404)
    await seated(SIGNER)
    page = await ana.open(PAGE)
    assert "Nadie ocupa" not in page.text
    assert "Contacto: Titular" in page.text
    assert page.select(f'a[href="{PAGE}/contacto/{CAPITAL}"]')
    contact = await ana.open(f"{PAGE}/contacto/{CAPITAL}")
    assert "Se le envía por correo a Titular." in contact.text
    await ana.send(f"{PAGE}/contacto/{CAPITAL}", text="¿Nos comparten su formato?")
    assert [each.message.address for each in await messages(10)] == [SIGNER.email]


@pytest.mark.both
async def test_a_letter_goes_to_the_seat_and_no_mailbox_is_shown(
    dora: Browser, ana: Browser, browser: Browser, carla: Browser
) -> None:
    page = await ana.open(PAGE)
    assert "Enlace capitalino" in page.text
    contact = f"{PAGE}/contacto/{CAPITAL}"
    page = await ana.open(contact)
    assert page.h1.text == "Escribir a Ciudad de México"
    page = await ana.send(contact, 422, text=" ")
    assert page.select_one("#text-error")
    page = await ana.send(contact, text="¿Nos comparten su formato?")
    assert "Se envió por correo a Ciudad de México." in page.text
    (told,) = [each.message for each in await messages(10)]
    assert told.address == DORA.email
    assert "Ana Ruiz, de Oaxaca" in told.body
    assert f"{PAGE}/contacto/{OAXACA}" in told.body
    assert "@" not in told.body
    await dora.send(f"{PAGE}/contacto/{OAXACA}", text="Claro.")
    assert await MailRow.count().where(MailRow.address == PEOPLE["ana"].email) == 1
    await ana.send(f"{PAGE}/contacto/{OAXACA}", 409, text="A mí")
    await ana.open(f"{PAGE}/contacto/99", 404)
    await browser.open(contact, 401, htmx=True)
    for who in (browser, carla, ana):
        assert "@" not in (await who.open(PAGE)).select_one("main").text


async def test_letters_speak_the_language_of_their_reader(dora: Browser, ana: Browser) -> None:
    await AccountRow.update({AccountRow.locale: "en"}).where(AccountRow.email == DORA.email)
    await ana.send(f"{PAGE}/ayuda", text="¿Cómo empezaron?")
    (told,) = [each.message for each in await messages(10)]
    assert told.subject == "Oaxaca asks for help with a practice"
    assert f"{SCARCE}. Hacer {SCARCE}. (en)" in told.body


async def test_the_list_is_narrowed_by_league(dora: Browser, browser: Browser) -> None:
    page = await browser.open(f"{PAGE}?liga=states&pagina=1")
    assert "1 gobierno la tiene verificada" in page.text
    assert page.select_one("option[value=states][selected]")


async def test_the_observatory_reads_and_writes_nothing(
    dora: Browser, coordinadora: Browser, enter: Enter
) -> None:
    await coordinadora.send(f"{PAGE}/mensajes", 403, text="Hola")
    victor = await enter("victor")
    await victor.send(f"{PAGE}/ayuda", 403, text="Hola")
