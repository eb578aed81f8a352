"""Cargos propios: somebody with several seats works from one at a time, and knows from which."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from litestar import Litestar

from server.people import Role
from server.queries.accounts import person_of
from server.security import token_hash
from server.tables.accounts import SeatRow, SessionRow
from server.tables.audit import AuditRow
from tests.browser import PASSWORD, Browser, Page
from tests.editions import open_edition
from tests.journeys.paper import Paper
from tests.server.conftest import Clock
from tests.server.people import NOON, PEOPLE, YUCATAN, seated

Enter = Callable[[str], Awaitable[Browser]]
COOKIE = "liga_session"
ANA = PEOPLE["ana"]
# Ana is on the team of Yucatán too, and coordinates: three seats, in this order.
IN_YUCATAN = replace(ANA, role=Role.CONTRIBUTOR, participant=YUCATAN)
COORDINATING = replace(ANA, role=Role.COORDINATOR, participant=None)


async def seat_of(role: Role) -> int:
    row = await SeatRow.select(SeatRow.id).where(SeatRow.role == role.value).first()
    assert row
    return int(row["id"])


@pytest.fixture
async def busy(browser: Browser) -> Browser:
    """Ana's browser, signed in, with three seats to her name."""
    for seat in (ANA, IN_YUCATAN, COORDINATING):
        await seated(seat)
    await browser.sign_in(ANA.email)
    return browser


def now_in(page: Page) -> str:
    return " ".join(page.select_one(".seat-now span").text.split())


async def test_with_several_seats_one_is_asked_from_which_to_work(busy: Browser) -> None:
    page = await busy.open("/cargo")
    assert page.h1.text == "¿Con qué cargo trabaja ahora?"
    assert [each.text for each in page.select("#own-seats h2")] == [
        "Enlace · Oaxaca",
        "Colaboración · Yucatán",
        "Coordinación · Observatorio",
    ]
    assert "Es el cargo con que está ahora." in page.select("#own-seats li")[0].text


@pytest.mark.both
async def test_signing_in_leads_to_the_choice_and_the_choice_to_the_wanted_page(
    browser: Browser,
) -> None:
    await seated(ANA)
    await seated(IN_YUCATAN)
    wanted = await browser.open("/entrar?volver=/compromisos?pilar=P")
    page = await Paper(browser).fill(wanted, "main form", email=ANA.email, password=PASSWORD)
    assert page.h1.text == "¿Con qué cargo trabaja ahora?"
    page = await Paper(browser).fill(page, "#own-seats li:nth-child(2) form")
    assert page.url.endswith("/compromisos?pilar=P")
    assert now_in(page) == "Trabaja como Colaboración · Yucatán"


async def test_with_one_seat_nobody_is_asked(browser: Browser) -> None:
    await seated(ANA)
    page = await browser.sign_in(ANA.email)
    assert page.h1.text == "Liga de mejora regulatoria"
    assert page.select('a[href="/cargo"]') == []
    assert now_in(page) == "Trabaja como Enlace · Oaxaca"


async def test_another_seat_opens_other_pages_and_closes_those_of_the_first(busy: Browser) -> None:
    await busy.open("/coordinacion", status=403)
    page = await busy.send(f"/cargo/{await seat_of(Role.COORDINATOR)}")
    assert now_in(page) == "Trabaja como Coordinación"
    await busy.open("/coordinacion")
    await busy.open("/mi-liga", status=403)


async def test_the_seat_is_said_on_every_page_with_the_way_to_another(busy: Browser) -> None:
    for url in ("/", "/compromisos", "/cuentas"):
        page = await busy.open(url)
        assert now_in(page) == "Trabaja como Enlace · Oaxaca"
        assert page.select_one('.seat-now a[href="/cargo"]').text == "Cambiar de cargo"
        assert page.select_one('.menu-body a[href="/cargo"]')


async def test_a_page_of_another_kind_of_seat_offers_to_change(busy: Browser) -> None:
    page = await busy.open("/coordinacion", status=403)
    assert page.select_one('main a[href="/cargo"]').text == "Cambiar de cargo"


async def test_changing_gives_a_new_token_and_ends_the_old_one(busy: Browser) -> None:
    before = busy.client.cookies[COOKIE]
    (opened,) = await SessionRow.select()
    await busy.send(f"/cargo/{await seat_of(Role.CONTRIBUTOR)}")
    assert busy.client.cookies[COOKIE] != before
    assert await person_of(token_hash(before), NOON) is None
    (row,) = await SessionRow.select()
    assert row["expires_at"] == opened["expires_at"]
    person = await person_of(token_hash(busy.client.cookies[COOKIE]), NOON)
    assert person
    assert (person.role, person.participant) == (Role.CONTRIBUTOR, YUCATAN)


async def test_changing_does_not_lengthen_the_session(busy: Browser, clock: Clock) -> None:
    clock.move(hours=11)
    await busy.send(f"/cargo/{await seat_of(Role.CONTRIBUTOR)}")
    clock.move(hours=1)
    assert (await busy.open("/cuentas")).h1.text == "Entrar"


async def test_going_on_in_the_same_seat_changes_nothing(busy: Browser) -> None:
    before = await SessionRow.select()
    await busy.send(f"/cargo/{await seat_of(Role.LEAD)}")
    assert await SessionRow.select() == before


@pytest.mark.both
async def test_the_change_is_in_the_audit_log(busy: Browser) -> None:
    number = await seat_of(Role.CONTRIBUTOR)
    await busy.send(f"/cargo/{number}")
    row = await AuditRow.select().order_by(AuditRow.id, ascending=False).first()
    assert row
    assert (row["action"], row["role"]) == ("seat-switched", "contributor")
    assert (row["subject"], row["participant"]) == (f"seat {number}", YUCATAN)
    assert f"seat {await seat_of(Role.LEAD)}" in row["details"]


async def test_the_seat_of_somebody_else_is_not_there(busy: Browser) -> None:
    carla = await seated(PEOPLE["carla"])
    await busy.send(f"/cargo/{carla.seat}", 404)
    await busy.send("/cargo/999999", 404)
    assert now_in(await busy.open("/")) == "Trabaja como Enlace · Oaxaca"


@pytest.mark.both
async def test_a_seat_that_was_lost_meanwhile_is_not_there(busy: Browser) -> None:
    number = await seat_of(Role.CONTRIBUTOR)
    await SeatRow.update({SeatRow.account: None}).where(SeatRow.id == number)
    await busy.send(f"/cargo/{number}", 404)


async def test_nobody_is_moved_to_another_seat_from_another_site(busy: Browser) -> None:
    url = f"/cargo/{await seat_of(Role.CONTRIBUTOR)}"
    elsewhere = {"Origin": "https://otro.mx", "Sec-Fetch-Site": "cross-site"}
    await busy.send(url, 403, headers=elsewhere)
    await busy.send(url, 403, csrf="inventado")
    assert now_in(await busy.open("/")) == "Trabaja como Enlace · Oaxaca"


async def test_a_stranger_has_no_seat_to_choose(browser: Browser) -> None:
    assert (await browser.open("/cargo")).h1.text == "Entrar"
    await browser.send("/cargo/1", 401)


async def test_a_seat_more_is_the_one_to_work_from_once_accepted(
    ana: Browser, carla: Browser
) -> None:
    await carla.send("/cuentas", role="contributor", title="Apoyo")
    row = await SeatRow.select(SeatRow.id).where(SeatRow.title == "Apoyo").first()
    assert row
    page = await carla.send(f"/cuentas/cargos/{row['id']}", email=ANA.email)
    link = page.select_one("#invitation-link").text.removeprefix("http://127.0.0.1:8000")
    page = await ana.send(link, password=PASSWORD)
    assert now_in(page) == "Trabaja como Colaboración · Yucatán"
    page = await ana.open("/cargo")
    assert "Enlace · Oaxaca" in page.select_one("#own-seats").text
    page = await Paper(ana).fill(page, "#own-seats li:nth-child(1) form")
    assert now_in(page) == "Trabaja como Enlace · Oaxaca"


@pytest.mark.parametrize("leaving", ["/salir", "/cargo/{number}"], ids=["out", "to another seat"])
async def test_what_was_watched_from_the_old_seat_ends(
    app: Litestar, busy: Browser, leaving: str
) -> None:
    over = asyncio.Event()
    session = token_hash(busy.client.cookies[COOKIE])
    with app.state.parts.hub.bound(session, over):
        await busy.send(leaving.format(number=await seat_of(Role.CONTRIBUTOR)))
        await asyncio.wait_for(over.wait(), 2)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("/mi-liga/reactivos/P1-05/ahora", id="an item"),
        pytest.param("/mi-liga/documentos?citar=P1-05", id="documents to cite"),
        pytest.param("/mi-liga/niveles/P1/en-vivo", id="what the team does"),
    ],
)
async def test_a_page_of_the_old_seat_is_brought_nothing_of_the_new_one(
    busy: Browser, asked: str
) -> None:
    await open_edition()
    await busy.open("/mi-liga/niveles/P1")
    drawn = {"X-CSRF": await busy.csrf()}
    lead = await seat_of(Role.LEAD)
    await busy.send(f"/cargo/{await seat_of(Role.CONTRIBUTOR)}")
    page = await busy.open(asked, 403, htmx=True, **drawn)
    assert "Esta página se abrió con otra cuenta o con otro cargo" in page.text
    await busy.open("/ligas", htmx=True, **drawn)
    await busy.send(f"/cargo/{lead}")
    if "en-vivo" not in asked:
        await busy.open(asked, htmx=True, **drawn)


async def test_pages_of_the_old_seat_do_not_stay_in_the_browser(busy: Browser) -> None:
    page = await busy.send(f"/cargo/{await seat_of(Role.CONTRIBUTOR)}")
    assert page.response.history[0].headers["clear-site-data"] == '"cache"'
    page = await busy.sign_out()
    assert page.response.history[0].headers["clear-site-data"] == '"cache"'


async def test_a_page_of_english_names_seats_in_english(busy: Browser) -> None:
    page = await busy.open("/cargo?idioma=en")
    assert "Lead · Oaxaca" in page.select_one("#own-seats").text
