"""Sin enviar: a form that comes too late, or from another seat, loses nothing of what was typed."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from server.people import Role
from server.security import csrf_token
from server.tables.accounts import SeatRow
from tests.browser import BASE, PASSWORD, Browser, Page
from tests.journeys.paper import Paper
from tests.server.conftest import Clock
from tests.server.people import PEOPLE, YUCATAN, seated

ANA = PEOPLE["ana"]
HERE = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
TITLE = 'Jurídico & <2 "y">\nArchivo'
NEW_SEAT = {"role": "contributor", "title": TITLE}


def held_by(page: Page, form: str = "main form") -> list[tuple[str, str]]:
    """The hidden fields of a form, but for its token."""
    fields = page.select(f"{form} input[type=hidden]")
    return [(str(each["name"]), str(each["value"])) for each in fields if each["name"] != "csrf"]


async def seats_called(title: str) -> int:
    return await SeatRow.count().where(SeatRow.title == title)


async def test_a_form_of_an_earlier_session_is_offered_again_as_it_was(ana: Browser) -> None:
    old = await ana.csrf()
    await ana.sign_in(ANA.email)
    page = await ana.send("/cuentas", 403, csrf=old, **NEW_SEAT)
    assert page.h1.text == "Falta enviar lo que escribió"
    assert page.select_one("main form")["action"] == "/cuentas"
    assert held_by(page) == [("role", "contributor"), ("title", TITLE)]
    assert page.select_one(".typed dd").get_text() == TITLE
    assert page.select_one("main form button").text == "Enviar de nuevo"
    await Paper(ana).fill(page, "main form")
    assert await seats_called(TITLE) == 1


async def test_the_address_keeps_its_question(ana: Browser) -> None:
    page = await ana.send("/cuentas?a=1&b=%22", 403, csrf="x", **NEW_SEAT)
    assert page.select_one("main form")["action"] == "/cuentas?a=1&b=%22"


async def test_a_field_with_several_values_keeps_them_all(ana: Browser) -> None:
    data = {"csrf": "x", "chosen": ["a", "b"]}
    response = await ana.client.post("/cuentas", data=data, headers=HERE)
    assert held_by(ana.arrive(response, 403)) == [("chosen", "a"), ("chosen", "b")]


async def test_passwords_and_files_are_asked_for_again_and_never_sent_back(ana: Browser) -> None:
    file = {"file": ("acta.pdf", b"%PDF-1.7 secreto", "application/pdf")}
    page = await ana.send("/entrar", 403, csrf="x", files=file, password="secreto1", email="a@b.mx")
    assert "secreto" not in page.response.text
    assert held_by(page) == [("email", "a@b.mx")]
    assert page.select_one("[name=password]")["type"] == "password"
    assert page.select_one("[name=file]")["type"] == "file"
    assert page.select_one("main form")["enctype"] == "multipart/form-data"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://otro.mx"}, id="another site"),
        pytest.param({"Origin": BASE, "Sec-Fetch-Site": "cross-site"}, id="the browser says so"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a sister site"),
        pytest.param({}, id="nobody says from where"),
    ],
)
async def test_what_another_site_sends_is_never_one_press_away(
    ana: Browser, headers: Mapping[str, str]
) -> None:
    data = {"csrf": "x", **NEW_SEAT}
    page = ana.arrive(await ana.client.post("/cuentas", data=data, headers=headers), 403)
    assert page.select("main form") == []
    assert "Jurídico" not in page.text


async def test_after_the_session_ended_one_enters_and_sends_what_was_typed(
    ana: Browser, clock: Clock
) -> None:
    paper = Paper(ana)
    form = await ana.open("/cuentas")
    clock.move(hours=12)
    page = await paper.fill(form, "main form", role="signer", title=TITLE, status=401)
    assert page.h1.text == "Su sesión terminó"
    assert page.select_one(".typed dd").get_text() == TITLE
    page = await paper.fill(page, "main form", email=ANA.email, password="no es esta", status=422)
    assert "Lo que escribió se conserva" in page.text
    page = await paper.fill(page, "main form", password=PASSWORD)
    assert page.h1.text == "Ya puede enviarlo"
    assert "Ana Ruiz" in page.select_one(".menu-person").text
    assert await seats_called(TITLE) == 0
    await paper.fill(page, "main form")
    assert await seats_called(TITLE) == 1


async def test_whoever_has_to_wait_to_enter_still_has_what_they_typed(
    ana: Browser, clock: Clock
) -> None:
    paper = Paper(ana)
    form = await ana.open("/cuentas")
    clock.move(hours=12)
    page = await paper.fill(form, "main form", role="signer", title=TITLE, status=401)
    for _ in range(10):
        page = await paper.fill(page, "main form", email=ANA.email, password="no", status=422)
    page = await paper.fill(page, "main form", password=PASSWORD, status=429)
    assert page.field("email") == ANA.email
    assert "Lo que escribió se conserva" in page.text
    clock.move(minutes=15)
    page = await paper.fill(page, "main form", password=PASSWORD)
    assert page.h1.text == "Ya puede enviarlo"
    await paper.fill(page, "main form")
    assert await seats_called(TITLE) == 1


async def test_what_a_stranger_sends_from_elsewhere_is_not_read(browser: Browser) -> None:
    data = {**NEW_SEAT}
    response = await browser.client.post("/cuentas", data=data, headers={"Origin": "https://o.mx"})
    assert "Jurídico" not in response.text
    assert response.status_code == 401


async def test_what_is_carried_never_leads_to_another_site(ana: Browser) -> None:
    carrying = {"unsent-to": "https://otro.mx/", "unsent.title": TITLE}
    page = await ana.send("/entrar", 403, csrf="x", **carrying)
    assert page.select_one("main form")["action"] == "/"
    assert page.select_one(".typed dd").get_text() == TITLE


async def test_more_than_can_be_carried_is_shown_to_be_copied(ana: Browser, clock: Clock) -> None:
    clock.move(hours=12)
    page = await ana.send("/cuentas", 401, csrf="x", role="signer", title="ñ" * 40_000)
    assert held_by(page) == []
    assert "ñ" * 40_000 in page.select_one(".typed dd").text


async def test_what_was_written_in_another_seat_waits_for_that_seat(browser: Browser) -> None:
    await seated(ANA)
    await seated(replace(ANA, role=Role.CONTRIBUTOR, participant=YUCATAN))
    await browser.sign_in(ANA.email)
    paper = Paper(browser)
    form = await browser.open("/cuentas")
    other = await SeatRow.select(SeatRow.id).where(SeatRow.role == "contributor").first()
    assert other
    await browser.send(f"/cargo/{other['id']}")
    page = await paper.fill(form, "main form", role="signer", title=TITLE, status=403)
    assert page.h1.text == "Esto se escribió con otro cargo"
    page = await paper.fill(page, "main form")
    assert page.h1.text == "Ya puede enviarlo"
    assert "Enlace · Oaxaca" in page.select_one(".seat-now").text
    await paper.fill(page, "main form")
    assert await seats_called(TITLE) == 1


async def test_what_a_colleague_wrote_is_not_sent_in_ones_own_name(
    ana: Browser, carla: Browser
) -> None:
    page = await carla.send("/cuentas", 403, csrf=await ana.csrf(), **NEW_SEAT)
    assert page.h1.text == "Esto se escribió con otro cargo"
    assert page.select("main form") == []
    assert page.select_one(".typed dd").get_text() == TITLE


async def test_what_a_seat_may_not_send_is_still_there_to_be_copied(beto: Browser) -> None:
    page = await beto.send("/cuentas", 403, **NEW_SEAT)
    assert page.h1.text == "Su cargo de ahora no puede enviar esto"
    assert page.select("main form") == []
    assert page.select_one(".typed dd").get_text() == TITLE


async def test_whoever_enters_after_all_goes_on_in_the_seat_of_the_form(browser: Browser) -> None:
    await seated(ANA)
    second = await seated(replace(ANA, role=Role.SIGNER))
    row = await SeatRow.select(SeatRow.id).where(SeatRow.role == "signer").first()
    assert row
    assert row["id"] != second.seat
    token = csrf_token("otra sesión", row["id"])
    page = await browser.send("/mi-liga/niveles/P1/firmar", 401, csrf=token)
    page = await Paper(browser).fill(page, "main form", email=ANA.email, password=PASSWORD)
    assert "Titular · Oaxaca" in page.select_one(".seat-now").text


async def test_a_character_that_cannot_be_kept_is_taken_out_and_the_rest_stays(
    ana: Browser,
) -> None:
    page = await ana.send("/cuentas", 400, role="contributor", title="Jurí\0di\x0bco")
    assert page.h1.text == "Quitamos un carácter que no se puede guardar"
    assert held_by(page) == [("role", "contributor"), ("title", "Jurídico")]
    await Paper(ana).fill(page, "main form")
    assert await seats_called("Jurídico") == 1


async def test_also_before_there_is_a_session(ana: Browser, browser: Browser) -> None:
    page = await browser.send("/entrar", 400, email="ana\0@oaxaca.gob.mx", password="x")
    page = await Paper(browser).fill(page, "main form", password=PASSWORD)
    assert "Ana Ruiz" in page.select_one(".menu-person").text


async def test_what_is_too_large_says_the_limit_and_the_way_back(ana: Browser) -> None:
    page = await ana.send("/cuentas", 413, role="contributor", title="x" * 300_000)
    assert "256 kB" in page.text
    assert "campo de texto" in page.text
    assert "botón «Atrás»" in page.text
    assert [link.text for link in page.select("main a")] == ["Ir al inicio"]


async def test_a_file_too_large_names_the_file_and_its_limit(ana: Browser) -> None:
    file = {"file": ("acta.pdf", b"x" * 26_500_000, "application/pdf")}
    page = await ana.send("/mi-liga/reactivos/P1-01/evidencia", 413, files=file)
    assert "El archivo pesa más de 20 MB" in page.text


async def test_in_place_of_a_part_there_is_a_sentence_and_no_page(ana: Browser) -> None:
    page = await ana.send("/cuentas", 403, htmx=True, csrf="x", **NEW_SEAT)
    assert not page.is_whole
    assert "Copie lo que falte guardar" in page.select_one("[role=alert]").text


async def test_going_back_finds_the_form_as_it_was_left(ana: Browser) -> None:
    """Some browsers forget what was typed in a page that may not be stored."""
    assert (await ana.open("/cuentas")).response.headers["cache-control"] == "private, no-cache"


async def test_a_page_goes_on_under_the_next_session_of_its_own_person(ana: Browser) -> None:
    before = await ana.csrf()
    drawn_for = (await ana.open("/cuentas")).select_one("body")["data-drawn-for"]
    await ana.sign_in(ANA.email)
    await ana.send("/cuentas", 403, csrf=before, **NEW_SEAT)
    given = await ana.client.get("/sesion", params={"para": str(drawn_for)})
    assert given.headers["Cache-Control"] == "no-store"
    await ana.send("/cuentas", csrf=given.json()["csrf"], **NEW_SEAT)
    assert await seats_called(TITLE) == 1


@pytest.mark.parametrize("drawn_for", ["", "x", "1.", "99.99"])
async def test_a_page_of_somebody_else_does_not_go_on(ana: Browser, drawn_for: str) -> None:
    page = await ana.open(f"/sesion?para={drawn_for}", 403, htmx=True)
    assert "con otra cuenta o con otro cargo" in page.text


async def test_a_page_of_another_seat_of_ones_own_does_not_go_on(browser: Browser) -> None:
    await seated(ANA)
    await seated(replace(ANA, role=Role.CONTRIBUTOR, participant=YUCATAN))
    await browser.sign_in(ANA.email)
    drawn_for = (await browser.open("/cuentas")).select_one("body")["data-drawn-for"]
    other = await SeatRow.select(SeatRow.id).where(SeatRow.role == "contributor").first()
    assert other
    await browser.send(f"/cargo/{other['id']}")
    await browser.open(f"/sesion?para={drawn_for}", 403, htmx=True)


async def test_nobody_goes_on_without_entering(browser: Browser) -> None:
    page = await browser.open("/sesion?para=1.1", 401, htmx=True)
    assert page.select_one("a")["href"] == "/entrar"


async def test_another_site_is_not_told_the_token(ana: Browser) -> None:
    page = await ana.open("/sesion", 403, **{"Sec-Fetch-Site": "cross-site"})
    assert "no salió de una página de este sitio" in page.text
