"""Actas: the record of a seat agrees with Mi liga, counts once, and lists all that waits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from game.answers import Answer
from game.reviews import Verdict
from server.i18n import speaking
from server.pages.records import record_page
from server.queries.laws import abrogate
from tests.browser import Browser, Page
from tests.editions import open_edition
from tests.server.conftest import Clock
from tests.server.signed import HALF, NO, YES, answer, decide, sign
from tests.server.test_handovers import document_of, handed_over

WHY = "Se citó el reglamento anterior."
OPEN = "/mi-liga/niveles/I1/reabrir"
TEXT = "/mi-liga/reactivos/P1-05"


async def record_of_ana(ana: Browser, browser: Browser) -> Page:
    return await browser.open(f"/entregas/{await handed_over(ana, browser)}/acta")


def row_of(page: Page, name: str) -> str:
    (row,) = [tag for tag in page.select("#levels tbody tr") if name in tag.text]
    return " ".join(row.text.split())


def pill_in(page: Page, name: str) -> str:
    """The word of a level in Mi liga."""
    (card,) = [tag for tag in page.select(".level") if name in tag.text]
    return card.select(".badge")[0].text.strip()


def pill_of(page: Page, name: str) -> str:
    """The word of a level in the record."""
    (row,) = [tag for tag in page.select("#levels tbody tr") if name in tag.text]
    return row.select(".badge")[0].text.strip()


def waiting_in(page: Page) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in page.select("#anexo-1 li")]


async def level_in(number: int, code: str) -> Mapping[str, Any]:
    levels: Any = (await document_of(number))["levels"]
    return next(each for each in levels if each["code"] == code)  # type: ignore[no-any-return]


async def test_a_level_has_the_word_of_mi_liga(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await answer()
    await sign()
    word = pill_in(await ana.open("/mi-liga"), "Tema I1")
    page = await record_of_ana(ana, browser)
    assert word == "Firmado"
    assert pill_of(page, "I1 Tema I1") == word
    page = await browser.open("/entregas/1/acta?idioma=en")
    assert pill_of(page, "I1") == "Signed"


async def test_a_level_that_was_reopened_says_from_which_seat_when_and_why(
    ana: Browser, browser: Browser, sofia: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await sofia.send(OPEN, reason=WHY)
    page = await record_of_ana(ana, browser)
    row = row_of(page, "I1 Tema I1")
    assert f"Reabierto: Titular, 3 de marzo de 2026. Razón: {WHY}" in row
    assert "Firma sin efecto: La firma de" in row
    assert "Sofía León reabrió el nivel" in row
    assert "Firmado: todavía no" not in row
    (reopened,) = (await level_in(1, "I1"))["reopened"]
    assert (reopened["role"], reopened["reason"]) == ("signer", WHY)


async def test_a_signature_without_effect_says_by_which_change(
    ana: Browser, browser: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", verdict=Verdict.RETURNED)
    await answer({"I1-01": replace(HALF, number="4")})
    word = pill_in(await ana.open("/mi-liga"), "Tema I1")
    row = row_of(await record_of_ana(ana, browser), "I1 Tema I1")
    assert word == "Por firmar de nuevo"
    assert row.startswith(f"I1 Tema I1 {word} ")
    assert "quedó sin efecto por un cambio en I1-01" in row
    assert "todavía no" not in row
    voided = (await level_in(1, "I1"))["voided"]
    assert (voided["cause"], voided["item"]) == ("mended", "I1-01")


async def test_answers_are_counted_once_and_copies_apart(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await answer()
    await answer({"P1-01": replace(NO, copied_from="2025")})
    page = await record_of_ana(ana, browser)
    answers: Any = (await document_of(1))["answers"]
    counted = sum(each["counted"] for each in answers)
    assert counted == len(answers) - 1
    figure = page.select(".figures li")[0].text
    assert str(counted) in figure
    assert "además 1 copia por confirmar" in figure
    contents = page.select_one(".contents").text
    assert f"Anexo 2. Respuestas ({counted} respuestas; además 1 copia por confirmar)" in contents
    assert "0 respuestas; además 1 copia" in page.select_one("#respuestas-P1 summary").text
    assert "además 1 copia por confirmar" in row_of(page, "P1 Tema P1")


async def test_what_is_not_asked_any_more_is_not_counted(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await answer({"P1-01": YES, "P1-04": Answer("P1-04", number="5")})
    await answer({"P1-01": NO})
    page = await record_of_ana(ana, browser)
    document: Any = await document_of(1)
    assert {each["item"]: each["counted"] for each in document["answers"]} == {
        "P1-01": True,
        "P1-04": False,
    }
    assert sum(each["answered"] for each in document["levels"]) == 1
    title = page.select_one("#respuestas-P1 summary").text
    assert "1 respuesta; además 1 que no cuenta" in title
    assert "No cuenta: ya no se pregunta" in page.select_one("#respuestas-P1").text


async def test_everything_that_waits_in_the_government_is_listed(
    ana: Browser, browser: Browser, beto: Browser, clock: Clock
) -> None:
    await open_edition()
    await answer()
    fields = {
        str(tag["name"]): str(tag["value"])
        for tag in (await beto.open("/mi-liga/niveles/P1")).select(
            "#item-P1-05-form input[type=hidden]"
        )
        if tag["name"] != "csrf"
    }
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **fields, text="Lo de Beto.")
    hidden = {
        str(tag["name"]): str(tag["value"])
        for tag in page.select("#item-P1-05-form input[type=hidden]")
        if tag["name"] != "csrf"
    }
    await beto.send(TEXT, **hidden, keep="both")
    await answer({"P1-01": replace(NO, copied_from="2025")})
    await ana.send("/mi-liga/niveles/I1/enviar")
    clock.move(minutes=1)
    await abrogate("LGMR", date(2025, 7, 17), at=clock())
    clock.move(minutes=1)
    page = await record_of_ana(ana, browser)
    waiting = waiting_in(page)
    assert "Nivel por firmar I1 Tema I1" in waiting
    assert "Copias por confirmar P1 Tema P1: 1 copia por confirmar" in waiting
    assert "Nota del equipo por resolver P1-05. ¿Pregunta P1-05?" in waiting
    assert any(each.startswith("Ley abrogada") and "respuestas por" in each for each in waiting)
    assert "Ley abrogada 1 documento por revisar" in waiting
    assert str(len(waiting)) in page.select(".figures li")[4].text
    page = await browser.open("/mi-liga")
    ways = {tag["href"] for tag in page.select("#inherited .matter a")}
    assert "/mi-liga#attention" in ways
    assert "/mi-liga/niveles/P1#item-P1-05" in ways
    assert "/mi-liga/niveles/I1/firmar" not in ways  # for the signer to see to


@pytest.mark.parametrize("language", ["es", "en"])
async def test_a_record_from_before_these_facts_were_kept_is_still_read(
    ana: Browser, browser: Browser, language: str
) -> None:
    """What was frozen has none of the newer fields."""
    await open_edition()
    await answer({"I1-01": HALF, "P1-01": replace(NO, copied_from="2025")})
    await handed_over(ana, browser)
    document: Any = await document_of(1)
    for level in document["levels"]:
        for name in ("state_word", "copied", "voided", "reopened"):
            del level[name]
    for each in document["answers"]:
        del each["counted"]
    with speaking(language):
        page = record_page(
            document, "0" * 64, number_=1, is_signed_in=False, url=lambda name, **_: name
        )
    assert page.figures[0].value == "1"
    assert page.levels[0].state_word
