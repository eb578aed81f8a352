"""Entrar y salir: sessions as a browser sees them."""

from datetime import timedelta

import httpx
import pytest
from litestar import Litestar

from server.queries.accounts import person_of
from server.security import token_hash
from server.tables.accounts import SeatRow, SessionRow
from server.tables.audit import AuditRow
from tests.browser import PASSWORD, Browser, browsing
from tests.server.conftest import Clock
from tests.server.people import NOON, PEOPLE, seated

ANA = PEOPLE["ana"]
COOKIE = "liga_session"


async def test_ana_enters_and_the_page_greets_her(browser: Browser) -> None:
    await seated(ANA)
    page = await browser.sign_in(ANA.email)
    assert page.h1.text == "Liga de mejora regulatoria"
    assert "Ana Ruiz" in page.select_one(".menu-person").text
    assert "Enlace" in page.select_one(".menu-person").text
    assert "Oaxaca" in page.select_one(".menu-person").text


async def test_an_email_is_the_same_in_capitals(browser: Browser) -> None:
    await seated(ANA)
    await browser.sign_in(" ANA@Oaxaca.gob.mx ")
    assert browser.client.cookies[COOKIE]


@pytest.mark.parametrize("email", [ANA.email, "nadie@oaxaca.gob.mx"], ids=["known", "unknown"])
async def test_a_wrong_password_says_the_same_whoever_it_is(browser: Browser, email: str) -> None:
    await seated(ANA)
    page = await browser.sign_in(email, "otra frase distinta", status=422)
    assert page.select_one("#sign-in-error").text == (
        "El correo o la contraseña no coinciden. Revíselos y pruebe de nuevo."
    )
    assert page.field("email") == email
    assert COOKIE not in browser.client.cookies


async def test_the_wanted_page_comes_after_signing_in(browser: Browser) -> None:
    await seated(ANA)
    page = await browser.open("/cuentas?gobierno=20")
    assert page.h1.text == "Entrar"
    wanted = page.field("next")
    page = await browser.send("/entrar", email=ANA.email, password=PASSWORD, next=wanted)
    assert page.url == "http://localhost/cuentas?gobierno=20"


@pytest.mark.parametrize(
    "wanted",
    ["https://otro.mx/", "//otro.mx/", "/\\otro.mx", "javascript:alert(1)", "/\n/otro.mx", "%2f"],
)
async def test_nobody_is_sent_to_another_site(browser: Browser, wanted: str) -> None:
    await seated(ANA)
    page = await browser.send("/entrar", email=ANA.email, password=PASSWORD, next=wanted)
    assert page.url == "http://localhost/"


async def test_who_is_signed_in_is_not_asked_again(ana: Browser) -> None:
    assert (await ana.open("/entrar?volver=/cuentas")).h1.text == "Cuentas"


async def test_leaving_ends_the_session_also_for_whoever_copied_the_cookie(
    ana: Browser, browser: Browser
) -> None:
    stolen = ana.client.cookies[COOKIE]
    await ana.sign_out()
    assert COOKIE not in ana.client.cookies
    browser.client.cookies.set(COOKIE, stolen)
    assert (await browser.open("/cuentas")).h1.text == "Entrar"
    assert await SessionRow.count() == 0


async def test_a_token_that_was_planted_is_never_taken_over(browser: Browser) -> None:
    await seated(ANA)
    browser.client.cookies.set(COOKIE, "conocido", domain="localhost.local", path="/")
    await browser.sign_in(ANA.email)
    (row,) = await SessionRow.select()
    assert row["token_hash"] != token_hash("conocido")
    assert await person_of(token_hash("conocido"), NOON) is None


async def test_signing_in_again_gives_another_token_and_ends_the_first(ana: Browser) -> None:
    first = ana.client.cookies[COOKIE]
    await ana.sign_in(ANA.email)
    assert ana.client.cookies[COOKIE] != first
    assert await person_of(token_hash(first), NOON) is None
    assert await SessionRow.count() == 1


async def test_only_the_hash_of_a_token_is_kept(ana: Browser) -> None:
    token = ana.client.cookies[COOKIE]
    (row,) = await SessionRow.select()
    assert row["token_hash"] == token_hash(token)
    assert len(token) >= 43


async def test_a_session_ends_after_twelve_hours_whatever_is_done_in_it(
    ana: Browser, clock: Clock
) -> None:
    clock.move(hours=11, minutes=59)
    assert (await ana.open("/cuentas")).h1.text == "Cuentas"
    clock.move(minutes=1)
    assert (await ana.open("/cuentas")).h1.text == "Entrar"


async def test_sessions_that_are_over_are_swept_when_somebody_enters(
    ana: Browser, browser: Browser, clock: Clock
) -> None:
    clock.move(hours=13)
    await seated(PEOPLE["beto"])
    await browser.sign_in(PEOPLE["beto"].email)
    assert await SessionRow.count() == 1


async def test_a_seat_that_went_to_another_ends_its_sessions(ana: Browser) -> None:
    await SeatRow.update({SeatRow.account: None}).where(SeatRow.participant == "20")
    assert (await ana.open("/cuentas")).h1.text == "Entrar"


@pytest.mark.both
async def test_an_account_without_a_seat_cannot_enter(browser: Browser) -> None:
    await seated(ANA)
    await SeatRow.update({SeatRow.account: None}).where(SeatRow.participant == "20")
    page = await browser.sign_in(ANA.email, status=403)
    assert "Pida una invitación" in page.text


async def test_visitors_without_account_leave_no_trace(browser: Browser) -> None:
    for url in ("/", "/entrar"):
        await browser.open(url)
    await browser.send("/entrar", 422, email="nadie@oaxaca.gob.mx", password="adivinanza")
    assert not browser.client.cookies
    assert await SessionRow.count() == 0


async def test_reading_does_not_write_the_session(ana: Browser, clock: Clock) -> None:
    before = await SessionRow.select()
    clock.move(hours=1)
    page = await ana.open("/")
    assert "set-cookie" not in page.response.headers
    assert await SessionRow.select() == before


async def test_signing_out_takes_the_cookie_away(ana: Browser) -> None:
    page = await ana.sign_out()
    assert page.response.history[0].headers["set-cookie"].startswith("liga_session=")
    assert await SessionRow.count() == 0


@pytest.mark.both
async def test_coming_and_going_are_in_the_audit_log(ana: Browser) -> None:
    await ana.sign_out()
    actions = await AuditRow.select(AuditRow.action, AuditRow.role).order_by(AuditRow.id)
    assert [row["action"] for row in actions][-2:] == ["sign-in", "sign-out"]
    assert actions[-1]["role"] == "lead"


async def test_guessing_is_stopped_and_told_when_to_come_back(
    browser: Browser, clock: Clock
) -> None:
    await seated(ANA)
    for _ in range(10):
        await browser.sign_in(ANA.email, "adivinanza", status=422)
    page = await browser.sign_in(ANA.email, status=429)
    assert "Pruebe de nuevo en 15 min." in page.text
    assert page.response.headers["retry-after"] == "900"
    assert page.field("email") == ANA.email
    clock.move(minutes=15)
    await browser.sign_in(ANA.email)


async def test_the_cookie_is_out_of_reach_of_scripts(app: Litestar) -> None:
    await seated(ANA)
    async with browsing(app) as browser:
        response = await _raw_sign_in(browser)
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert f"max-age={timedelta(hours=12) // timedelta(seconds=1)}" in cookie


async def _raw_sign_in(browser: Browser) -> httpx.Response:
    return await browser.client.post(
        "/entrar",
        data={"email": ANA.email, "password": PASSWORD},
        headers={"Origin": "http://localhost"},
        follow_redirects=False,
    )
