"""Problemas: every refusal has a sentence, and a page that leads on."""

import ast
import logging
import string
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from litestar import Litestar, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from game.rules import RuleBroken
from server.app import create_app, furnish
from server.db import Refused
from server.i18n import speaking
from server.live import Crowded
from server.pages.problems import TITLES
from server.policy import POLICIES, PUBLIC, Policy
from server.problems import SENTENCES, sentence_of
from server.routes import ROUTERS
from server.settings import Settings
from server.telling import STATUSES
from server.templating import Appearance
from tests.browser import BASE, Browser, browsing, running
from tests.server.conftest import Clock
from tests.server.people import QUICK

ROOT = Path(__file__).parents[2]
# Where the code of a refusal stands in a call: RuleBroken("x"), Refused("x"), Step(otherwise="x").
RAISED = frozenset({"RuleBroken", "Refused"})
OTHERWISE = "otherwise"


def codes_said() -> Iterator[tuple[str, str]]:
    """Every code the house refuses with, and where."""
    for path in sorted(ROOT.glob("game/*.py")) + sorted(ROOT.glob("server/**/*.py")):
        text = path.read_text(encoding="utf-8")
        # Every worker reads all this before its first test: most files refuse nothing.
        if not any(word in text for word in (*RAISED, OTHERWISE)):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                yield from ((code, path.name) for code in _codes_of(node))


def _codes_of(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", "")
    given = [*call.args[:1]] if name in RAISED else []
    given += [keyword.value for keyword in call.keywords if keyword.arg == OTHERWISE]
    for value in given:
        if isinstance(value, ast.Constant) and value.value:
            yield str(value.value)


@pytest.mark.parametrize(("code", "where"), sorted(set(codes_said())))
def test_every_refusal_has_a_sentence(code: str, where: str) -> None:
    assert code in SENTENCES, f"{where} refuses with {code}: add it to server/problems/"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_is_a_sentence_in_both_languages(code: str) -> None:
    for locale in ("es", "en"):
        with speaking(locale):
            text = sentence_of(code, {})
        assert text[0].isupper() or not text[0].isalpha()
        assert text.endswith((".", "https://"))
        assert 400 <= SENTENCES[code].status < 600


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_translation_names_the_same_facts(code: str) -> None:
    spanish = _facts(SENTENCES[code].text.message)
    with speaking("en"):
        assert _facts(str(SENTENCES[code].text)) == spanish


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [
        ("due-in-the-past", {"due": date(2026, 3, 3)}, "La fecha 3 de marzo de 2026 ya pasó."),
        ("due-today", {"due": date(2026, 3, 3)}, "La fecha 3 de marzo de 2026 es hoy."),
        ("level-incomplete", {"level": "P1", "items": ("P1-01", "P1-02")}, "P1-01 y P1-02."),
        ("link-too-long", {"limit": 2000}, "hasta 2,000 caracteres."),
        ("file-too-large", {}, "más de — MB"),
        ("unknown-commitment", {"commitment": 99999}, "No hay un compromiso 99999."),
    ],
)
def test_facts_are_shown_as_people_write_them(
    code: str, facts: Mapping[str, object], sentence: str
) -> None:
    assert sentence in sentence_of(code, facts)


@get("/roto/{kind:str}", name="broken")
async def broken(kind: FromPath[str], state: State) -> str:
    raise state.problems[kind]


@post("/roto/{kind:str}", name="broken_send")
async def broken_send(kind: FromPath[str], state: State) -> str:
    raise state.problems[kind]


PROBLEMS: Mapping[str, Exception] = {
    "rule": RuleBroken("level-locked", level="P1"),
    "stale": Refused("stale"),
    "crowded": Crowded(30),
    "unknown-code": RuleBroken("never-heard-of", secreto="no se ve"),
    "unknown-refusal": Refused("never-heard-of"),
    "bug": ZeroDivisionError("secreto"),
}


@pytest.fixture(scope="module")
def breakable(appearance: Appearance) -> Litestar:
    """An app with a page that breaks as it is told, put together once."""
    public = Policy(PUBLIC, "breaks")
    app = create_app(
        Settings.from_environ({}),
        routers=(*ROUTERS, Router("/", route_handlers=[broken, broken_send])),
        policies={**POLICIES, "broken": public, "broken_send": public},
        appearance=appearance,
    )
    app.state.problems = PROBLEMS
    return app


@pytest.fixture
async def breaking(
    breakable: Litestar, settings: Settings, appearance: Appearance, clock: Clock
) -> AsyncIterator[Browser]:
    furnish(breakable, settings, appearance, clock=clock, passwords=QUICK)
    async with running(breakable), browsing(breakable) as browser:
        yield browser


@pytest.mark.parametrize(
    ("kind", "status", "title", "text"),
    [
        ("rule", 409, "Esto no se puede hacer ahora", "El nivel P1 ya se envió"),
        ("stale", 409, "Esto no se puede hacer ahora", "Alguien lo cambió"),
        ("crowded", 503, "Hay mucha gente en este momento", "en 30 s"),
        ("unknown-code", 500, "Algo falló de nuestro lado", "No se perdió nada"),
        ("unknown-refusal", 500, "Algo falló de nuestro lado", "No se perdió nada"),
        ("bug", 500, "Algo falló de nuestro lado", "No se perdió nada"),
    ],
)
async def test_a_problem_is_a_page_that_leads_on(
    breaking: Browser, kind: str, status: int, title: str, text: str
) -> None:
    page = await breaking.open(f"/roto/{kind}", status, Referer=f"{BASE}/entrar?a=1")
    assert page.h1.text == title
    assert text in page.text
    links = {link.text: link["href"] for link in page.select("main a")}
    assert links == {"Volver": "/entrar?a=1", "Ir al inicio": "/"}
    assert "secreto" not in page.text
    assert "Traceback" not in page.text


async def test_a_problem_of_htmx_is_a_piece_of_a_page(breaking: Browser) -> None:
    page = await breaking.send("/roto/rule", 409, htmx=True)
    assert not page.is_whole
    assert "El nivel P1 ya se envió" in page.select_one("[role=alert]").text


async def test_a_problem_is_told_in_the_language_of_the_reader(breaking: Browser) -> None:
    page = await breaking.open("/roto/rule?idioma=en", 409)
    assert page.lang == "en"
    assert "Level P1" in page.text


@pytest.mark.parametrize(
    "referer",
    ["https://otro.mx/", "", "/entrar", f"{BASE}/roto/rule", "http://localhost@otro.mx/"],
    ids=["another site", "none", "relative", "itself", "disguised"],
)
async def test_the_way_back_never_leads_elsewhere(breaking: Browser, referer: str) -> None:
    page = await breaking.open("/roto/rule", 409, Referer=referer)
    assert [link.text for link in page.select("main a")] == ["Ir al inicio"]


async def test_an_address_that_does_not_exist(browser: Browser) -> None:
    page = await browser.open("/no-existe", 404)
    assert page.h1.text == "No encontramos esta página"


async def test_a_problem_has_the_menu_the_language_and_the_way_in(browser: Browser) -> None:
    page = await browser.open("/no-existe?a=1", 404)
    assert page.select('.site-nav a[href="/compromisos"]')
    assert page.select('.site-tools a[href="/entrar"]')
    assert page.select_one(".language a")["href"] == "/no-existe?a=1&idioma=en"


async def test_whoever_meets_a_problem_stays_in_their_seat(ana: Browser) -> None:
    page = await ana.open("/verificacion", 403)
    assert "Ana Ruiz" in page.select_one(".menu-person").text
    assert page.select('.site-nav a[href="/mi-liga"]')


@pytest.mark.parametrize(
    ("came_from", "address"),
    [
        pytest.param(f"{BASE}/entrar?a=1", "/entrar?a=1&idioma=en", id="where one was"),
        pytest.param("", "/?idioma=en", id="home"),
    ],
)
async def test_what_was_sent_is_not_sent_again_by_changing_the_language(
    breaking: Browser, came_from: str, address: str
) -> None:
    page = await breaking.send("/roto/rule", 409, headers={"Referer": came_from})
    assert page.select_one(".language a")["href"] == address


@pytest.mark.parametrize(
    ("address", "status"), [("/roto/bug", 500), ("/no-existe?a=%00", 400)], ids=["ours", "too soon"]
)
async def test_where_little_is_certain_a_problem_is_told_plainly(
    breaking: Browser, address: str, status: int
) -> None:
    page = await breaking.open(address, status)
    assert not page.select(".site-nav, .language")
    assert page.select("main a[href='/']")


async def test_a_problem_is_told_though_what_surrounds_it_fails(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("server.templating._navigation", fails)
    page = await browser.open("/no-existe", 404)
    assert page.h1.text == "No encontramos esta página"
    assert not page.select(".site-nav")
    assert "cannot show what surrounds a problem" in caplog.text


@pytest.mark.parametrize(
    "status", sorted({each.status for each in SENTENCES.values()} | {*STATUSES})
)
def test_every_status_has_a_heading_of_its_own(status: int) -> None:
    assert status in TITLES


async def test_a_number_that_is_none_is_an_address_that_does_not_exist(admin: Browser) -> None:
    await admin.open("/cuentas/cargos/x", 404)


async def test_a_method_an_address_does_not_have(browser: Browser) -> None:
    response = await browser.client.delete("/entrar", headers={"Origin": BASE})
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    assert "Esta dirección no se usa así" in response.text


async def test_a_body_that_cannot_be_read(ana: Browser) -> None:
    headers = {"Origin": BASE, "Content-Type": "multipart/form-data"}
    response = await ana.client.post("/cuentas", content=b"x", headers=headers)
    assert response.status_code == 400
    assert "no se puede leer" in response.text


async def test_htmx_learns_that_the_session_is_over(browser: Browser) -> None:
    page = await browser.open("/cuentas", 401, htmx=True)
    assert not page.is_whole
    assert "Su sesión terminó" in page.text


async def test_what_nobody_expected_is_logged_without_the_address(
    breaking: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "liga"):
        await breaking.open("/roto/bug?token=secretísimo", 500)
    ours = [each for each in caplog.records if each.name.startswith("liga")]
    (record,) = [each for each in ours if each.levelno >= logging.ERROR]
    assert record.getMessage() == "GET broken failed"
    assert record.exc_info
    said = "\n".join(map(caplog.handler.format, ours))
    assert "secretísimo" not in said
    assert "/roto" not in said


async def test_a_refusal_is_no_error_in_the_log(
    breaking: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "liga"):
        await breaking.open("/roto/rule", 409)
    assert [each.levelname for each in caplog.records if each.name == "liga"] == []


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_what_the_framework_refuses_has_a_sentence(status: int) -> None:
    assert str(STATUSES[status]).endswith(".")
