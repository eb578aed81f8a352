"""Seguridad: forged requests, strange hosts, headers, large bodies."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import httpx
import pytest
from litestar import Litestar

from server.app import create_app
from server.security import (
    SessionCookie,
    cookies_of,
    csrf_token,
    host_of,
    is_local,
    is_trusted_host,
    new_token,
)
from server.settings import Settings
from server.tables.accounts import SeatRow, SessionRow
from server.templating import Appearance
from tests.browser import BASE, Browser, browsing, running
from tests.server.people import QUICK

HERE = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
NEW_SEAT = {"role": "contributor", "title": "Jurídico"}


async def test_a_form_of_this_session_is_taken(ana: Browser) -> None:
    await ana.send("/cuentas", **NEW_SEAT)
    assert await SeatRow.count().where(SeatRow.title == "Jurídico") == 1


@pytest.mark.both
async def test_htmx_sends_the_token_in_a_header(ana: Browser) -> None:
    await ana.send("/cuentas", htmx=True, **NEW_SEAT)
    assert await SeatRow.count().where(SeatRow.title == "Jurídico") == 1


@pytest.mark.parametrize(
    "token",
    ["", "x", "ñ", "0" * 64, csrf_token("otra sesión")],
    ids=["none", "short", "not ASCII", "zeros", "of another session"],
)
async def test_a_form_without_the_token_of_this_session_is_refused(
    ana: Browser, token: str
) -> None:
    page = await ana.send("/cuentas", 403, csrf=token, **NEW_SEAT)
    assert page.h1.text == "Falta enviar lo que escribió"
    assert await SeatRow.count() == 1


async def test_the_token_of_a_colleague_does_not_serve(ana: Browser, beto: Browser) -> None:
    await beto.open("/")
    await ana.send("/cuentas", 403, csrf=await beto.csrf(), **NEW_SEAT)


async def test_the_token_of_an_earlier_session_does_not_serve(ana: Browser) -> None:
    before = await ana.csrf()
    await ana.sign_in("ana@oaxaca.gob.mx")
    assert await ana.csrf() != before
    await ana.send("/cuentas", 403, csrf=before, **NEW_SEAT)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Origin": BASE}, 200, id="from here, an older browser"),
        pytest.param({"Origin": BASE.upper()}, 200, id="from here, in capitals"),
        pytest.param({"Origin": "https://otro.mx"}, 403, id="from elsewhere"),
        pytest.param({"Origin": "null"}, 403, id="from a page without an origin"),
        pytest.param({"Origin": "http://localhost.otro.mx"}, 403, id="from one that looks alike"),
        pytest.param({"Origin": "http://localhost:9000"}, 403, id="from another port"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="the browser says elsewhere"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="from a sister site"),
        pytest.param(
            {"Origin": BASE, "Sec-Fetch-Site": "cross-site"}, 403, id="they disagree: refused"
        ),
        pytest.param({}, 200, id="no word on it, but the token is right"),
    ],
)
async def test_only_our_pages_may_send_forms(
    ana: Browser, headers: Mapping[str, str], status: int
) -> None:
    data = {**NEW_SEAT, "csrf": await ana.csrf()}
    response = await ana.client.post("/cuentas", data=data, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://otro.mx"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_nobody_is_signed_in_from_another_site(
    browser: Browser, headers: Mapping[str, str]
) -> None:
    data = {"email": "ana@oaxaca.gob.mx", "password": "x"}
    response = await browser.client.post("/entrar", data=data, headers=headers)
    assert response.status_code == 403


@pytest.mark.both
async def test_nobody_is_signed_out_from_another_site(ana: Browser) -> None:
    response = await ana.client.post("/salir", headers={"Origin": "https://otro.mx"})
    assert response.status_code == 403
    assert await SessionRow.count() == 1


async def test_a_body_that_is_no_form_is_not_searched_for_a_token(ana: Browser) -> None:
    token = await ana.csrf()
    response = await ana.client.post("/cuentas", json={"csrf": token}, headers=HERE)
    assert response.status_code == 403


@pytest.mark.both
async def test_a_character_that_one_engine_cannot_keep_is_refused_on_both(ana: Browser) -> None:
    await ana.send("/cuentas", 400, role="contributor", title="Jurí\0dico")
    await ana.open("/cuentas?gobierno=%00", 400)
    assert await SeatRow.count() == 1


async def test_a_stranger_is_sent_away_before_the_body_is_read(browser: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        raise AssertionError("the body of a stranger was read")
        yield b""

    headers = {**HERE, "Content-Type": "multipart/form-data; boundary=x"}
    response = await browser.client.post("/cuentas", content=endless(), headers=headers)
    assert response.status_code == 401


async def test_a_body_too_large_is_refused_as_a_page(ana: Browser) -> None:
    page = await ana.send("/cuentas", 413, role="contributor", title="x" * 300_000)
    assert "pesa más" in page.text


@pytest.mark.parametrize("url", ["/", "/entrar", "/no-existe", "/cuentas/cargos/x"])
async def test_every_page_carries_the_headers(browser: Browser, url: str) -> None:
    headers = (await browser.client.get(url)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-cache"
    assert headers["vary"] == "Cookie, Accept-Language, Accept-Encoding"
    assert "strict-transport-security" not in headers
    assert "server" not in headers


async def test_what_somebody_signed_in_sees_is_kept_by_their_browser_alone(ana: Browser) -> None:
    """A page may be gone back to; a problem, a reply to a form and a part of a page may not."""
    for url in ("/", "/cuentas"):
        assert (await ana.open(url)).response.headers["cache-control"] == "private, no-cache"
    replies = (
        await ana.open("/nada", 404),
        await ana.send("/cuentas", 422, role="nadie"),
        await ana.open("/cuentas", htmx=True),
    )
    for reply in replies:
        assert reply.response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LocalHost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:9", 200),
        ("otro.mx", 400),
        ("localhost.otro.mx", 400),
        ("", 400),
    ],
)
async def test_only_our_own_names_are_answered(browser: Browser, host: str, status: int) -> None:
    response = await browser.client.get("/salud", headers={"Host": host})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("header", "host"),
    [("Liga.MX:443", "liga.mx"), ("[::1]:8000", "::1"), ("[::1]", "::1"), (" liga.mx ", "liga.mx")],
)
def test_the_host_is_read_without_port_and_in_lower_case(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize(
    ("header", "is_ours"),
    [("a.liga.mx", True), ("liga.mx", False), ("otraliga.mx", False), ("a.liga.mx.otro.mx", False)],
)
def test_a_star_stands_for_names_below(header: str, is_ours: bool) -> None:
    assert is_trusted_host(header, ("*.liga.mx",)) is is_ours


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("/cuentas?a=1", True),
        ("/", True),
        ("", False),
        ("cuentas", False),
        ("//otro.mx", False),
        ("/\\otro.mx", False),
        ("/a\\..\\b", False),
        ("/\t/otro.mx", False),
        ("https://otro.mx", False),
    ],
)
def test_an_address_that_stays_here(address: str, stays: bool) -> None:
    assert is_local(address) is stays


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_without_a_session_there_is_no_token() -> None:
    assert csrf_token(None) == csrf_token("") == ""


def test_the_first_of_two_cookies_with_one_name_counts() -> None:
    assert cookies_of('a=1; liga_session="x"; liga_session=y; broken') == {
        "a": "1",
        "liga_session": "x",
    }


@pytest.fixture
async def behind_tls(
    settings: Settings, appearance: Appearance
) -> AsyncIterator[tuple[Litestar, Browser]]:
    app = create_app(replace(settings, secure_cookies=True), passwords=QUICK, appearance=appearance)
    async with running(app), browsing(app) as browser:
        yield app, browser


async def test_behind_tls_everything_is_told_to_stay_there(
    behind_tls: tuple[Litestar, Browser],
) -> None:
    _, browser = behind_tls
    response: httpx.Response = await browser.client.get("/?idioma=en")
    assert response.headers["strict-transport-security"] == "max-age=31536000"
    assert "secure" in response.headers["set-cookie"].lower()
    cookie = SessionCookie(secure=True)
    assert cookie.name == "__Host-liga_session"
    header = cookie.kept("x").to_header(header="").lower()
    assert "secure" in header
    assert "domain" not in header
    assert "path=/" in header
