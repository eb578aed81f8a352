"""Portada: what Liga is, how it goes today, and the way on for whoever looks."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from game.editions import Stage
from server.queries.publications import confirm_publication, propose_publication
from tests.browser import Browser
from tests.editions import EDITION, RITA, SOFIA, a_definition, move_to
from tests.server.conftest import Clock
from tests.server.leagues import BOARD, a_league, earn, finish, freeze
from tests.server.people import NOON, OAXACA
from tests.server.signed import P1
from tests.server.signed import answer as answered

Enter = Callable[[str], Awaitable[Browser]]
OTHER = SOFIA


async def test_before_the_first_edition_it_says_so_calmly(browser: Browser) -> None:
    page = await browser.open("/")
    assert page.h1.text == "Liga de mejora regulatoria"
    assert "Todavía no hay ediciones" in page.text
    assert not page.select(".figures li")


async def test_leagues_lead_to_their_boards_and_say_who_leads(browser: Browser) -> None:
    await a_league()
    await earn(OAXACA, 15)
    page = await browser.open("/")
    assert page.select_one(".tile h3 a")["href"] == BOARD
    assert "1. Oaxaca 15 puntos" in page.select_one(".tile-rows").get_text(" ", strip=True)
    assert "3 gobiernos participan" in page.text
    assert "0 % del cuestionario respondido" in page.text.replace("\N{NO-BREAK SPACE}", " ")


async def test_coming_dates_are_told_and_past_ones_are_not(browser: Browser) -> None:
    await a_league()
    page = await browser.open("/")
    dates = page.select_one("section[aria-labelledby=dates] dl").get_text(" ", strip=True)
    assert dates.startswith("Revisión 15 de junio de 2026 (en 104 días)")
    assert "Abierta" not in dates


async def test_coming_dates_are_counted_on_the_calendar_of_mexico(
    browser: Browser, clock: Clock
) -> None:
    await a_league()
    for now, left in (("2026-06-14T13:00", "(en 1 día)"), ("2026-06-15T05:59", "(en 1 día)")):
        clock.now = datetime.fromisoformat(f"{now}+00:00")
        page = await browser.open("/")
        dates = page.select_one("section[aria-labelledby=dates] dl").get_text(" ", strip=True)
        assert dates == f"Revisión 15 de junio de 2026 {left}"


async def test_the_freeze_is_among_the_dates_that_come(browser: Browser, clock: Clock) -> None:
    await a_league()
    await freeze(datetime.fromisoformat("2026-06-13T06:00:00+00:00"))
    page = await browser.open("/")
    dates = page.select_one("section[aria-labelledby=dates] dl").get_text(" ", strip=True)
    assert dates.startswith(
        "La tabla pública se detiene 13 de junio de 2026 (en 102 días) Revisión"
    )
    for address in ("/ligas", BOARD):
        page = await browser.open(address)
        assert "La tabla pública se detendrá el 13 de junio de 2026, 00:00." in page.text
    clock.now = datetime.fromisoformat("2026-06-13T06:00:00+00:00")
    for address in ("/", "/ligas", BOARD):
        page = await browser.open(address)
        assert "se detendrá" not in page.text
        assert "La tabla pública se detiene" not in page.text


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW, Stage.REPLY])
async def test_no_index_is_told_before_it_is_published(browser: Browser, stage: Stage) -> None:
    await a_league(stage)
    page = await browser.open("/")
    assert "índice 2026" not in page.text
    assert not page.select("[aria-labelledby=results]")


async def test_published_index_has_its_map(browser: Browser) -> None:
    await a_league(Stage.REPLY)
    seen = await propose_publication(EDITION, by=RITA, at=NOON)
    await confirm_publication(EDITION, sha256=seen, by=OTHER, at=NOON)
    page = await browser.open("/")
    section = page.select_one("section[aria-labelledby=results]")
    assert section.first("h2").text == "Índice 2026"
    assert section.select(f'a[href="/indicador/{EDITION}"]')


async def test_after_publication_nothing_is_said_to_come(browser: Browser, clock: Clock) -> None:
    definition = a_definition()
    definition["edition"]["dates"]["published"] = "2027-03-07T06:00:00+00:00"
    await a_league(Stage.REPLY, definition)
    page = await browser.open("/")
    assert "Publicación 7 de marzo de 2027" in page.text
    assert "se conoce cuando se publica" in page.text
    seen = await propose_publication(EDITION, by=RITA, at=NOON)
    await confirm_publication(EDITION, sha256=seen, by=OTHER, at=NOON)
    clock.move(seconds=6)
    page = await browser.open("/")
    assert not page.select("section[aria-labelledby=dates]")
    assert "se conoce cuando se publica" not in page.text
    assert "El índice de esta edición ya está publicado." in page.text


async def test_a_stage_that_came_early_is_not_to_come(browser: Browser) -> None:
    await a_league(Stage.REVIEW)
    page = await browser.open("/")
    assert not page.select("section[aria-labelledby=dates]")


async def test_publishers_are_led_to_what_waits_for_them(publicadora: Browser) -> None:
    await a_league(Stage.REPLY)
    page = await publicadora.open("/")
    button = page.select_one(".page-header .button")
    words = ("Ir a publicar la edición 2026", f"/ediciones/{EDITION}")
    assert (button.text.strip(), button["href"]) == words
    seen = await propose_publication(EDITION, by=RITA, at=NOON)
    await confirm_publication(EDITION, sha256=seen, by=OTHER, at=NOON)
    page = await publicadora.open("/")
    button = page.select_one(".page-header .button")
    assert (button.text.strip(), button["href"]) == ("Ir a las ediciones", "/ediciones")


async def test_lead_is_led_to_nothing_that_is_over(ana: Browser) -> None:
    await a_league()
    await finish(OAXACA, "P1")
    await move_to(Stage.REPLY)
    button = (await ana.open("/")).select_one(".page-header .button")
    assert (button.text.strip(), button["href"]) == ("Ir a mi liga", "/mi-liga")


async def test_a_draft_is_nobodys_business(browser: Browser) -> None:
    await a_league(Stage.DRAFT)
    page = await browser.open("/")
    assert "Todavía no hay ediciones" in page.text


async def test_a_private_edition_shows_no_board(browser: Browser) -> None:
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await a_league(definition=definition)
    page = await browser.open("/")
    assert not page.select(".tile")


@pytest.mark.parametrize(
    ("name", "words", "address"),
    [
        ("ana", "Empezar P1 Tema P1", "/mi-liga/niveles/P1"),
        ("sofia", "Ir a mi liga", "/mi-liga"),
        ("victor", "Ir a los niveles que esperan dictamen", "/verificacion"),
        ("coordinadora", "Ver cómo va cada liga y quién se ha rezagado", "/coordinacion"),
        ("publicadora", "Ir a las ediciones", "/ediciones"),
        ("admin", "Ir a los cargos y sus invitaciones", "/cuentas"),
    ],
)
async def test_everybody_finds_their_work(
    enter: Enter, name: str, words: str, address: str
) -> None:
    await a_league()
    somebody = await enter(name)
    page = await somebody.open("/")
    button = page.select_one(".page-header .button")
    assert (button.text.strip(), button["href"]) == (words, address)


async def test_a_signer_finds_what_waits_for_a_signature(sofia: Browser, ana: Browser) -> None:
    await a_league()
    await answered(P1)
    await ana.send("/mi-liga/niveles/P1/enviar")
    page = await sofia.open("/")
    button = page.select_one(".page-header .button")
    assert (button.text.strip(), button["href"]) == (
        "Leer y firmar P1 Tema P1",
        "/mi-liga/niveles/P1/firmar",
    )


async def test_a_government_in_no_edition_finds_no_dead_end(ana: Browser) -> None:
    page = await ana.open("/")
    assert not page.select(".page-header .button")


async def test_what_it_says_is_a_few_seconds_old_at_most(browser: Browser, clock: Clock) -> None:
    await a_league()
    assert "15 puntos" not in (await browser.open("/")).text
    await earn(OAXACA, 15)
    clock.move(seconds=6)
    assert "15 puntos" in (await browser.open("/")).text


async def test_in_english(browser: Browser) -> None:
    await a_league()
    page = await browser.open("/?idioma=en")
    assert page.h1.text == "Regulatory improvement league"
