"""Sin JavaScript: links and forms alone lead from the front page to a signed level."""

from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar

from tests.browser import PASSWORD, Browser
from tests.editions import open_edition
from tests.journeys.paper import Paper
from tests.journeys.story import REGULATION

pytestmark = pytest.mark.both

Enter = Callable[[str], Awaitable[Browser]]
PDF = ("reglamento.pdf", REGULATION, "application/pdf")


@pytest.fixture
async def paper(app: Litestar, enter: Enter) -> Paper:
    """Ana's browser, signed out: she starts at the front page."""
    await open_edition()
    browser = await enter("ana")
    await browser.sign_out()
    return Paper(browser)


async def test_from_the_front_page_to_a_signed_level(paper: Paper, enter: Enter) -> None:
    page = await paper.browser.open("/")
    page = await paper.follow(page, "Entrar")
    page = await paper.fill(
        page, "main form", email="ana@oaxaca.gob.mx", password="otra que no es", status=422
    )
    assert page.field("email") == "ana@oaxaca.gob.mx"
    page = await paper.fill(page, "main form", password=PASSWORD)
    page = await paper.follow(page, "Empezar P1")
    page = await paper.fill(page, "#item-P1-01-form", chosen="yes")
    page = await paper.fill(page, 'form[action*="P1-01/evidencia"]', files={"file": PDF}, page="4")
    page = await paper.fill(page, "#item-P1-02-form", not_applicable="1")
    page = await paper.fill(page, "#item-P1-02-form", reason="Sin trámites de ese tipo.")
    page = await paper.fill(page, "#item-P1-03-form", chosen="none")
    page = await paper.fill(
        page, "#item-P1-03-form", reason="Falta personal.", plan="Contratar", plan_by="2026-09-30"
    )
    page = await paper.fill(page, "#item-P1-04-form", number="7")
    page = await paper.fill(page, "#item-P1-05-form", text="Nada que añadir.")
    page = await paper.fill(page, 'form[action$="/enviar"]', status=422)
    assert page.select(".problem-list")
    page = await paper.fill(
        page, 'form[action*="P1-04/evidencia"]', link="https://oaxaca.example/plazos"
    )
    page = await paper.fill(page, '#progress form[action$="/enviar"]')
    assert "Enviado" in page.select_one("#progress").text

    sofia = Paper(await enter("sofia"))
    page = await sofia.follow(await sofia.browser.open("/"), "Leer y firmar P1")
    assert "Todas las respuestas de este nivel" in page.text
    page = await sofia.fill(page, 'form[action$="/firmar#sign"]', password="no es esta", status=422)
    page = await sofia.fill(page, 'form[action$="/firmar#sign"]', password=PASSWORD)
    assert "quedó firmado" in page.select_one("#done").text


async def test_a_half_filled_answer_is_still_there_tomorrow(paper: Paper) -> None:
    await paper.browser.sign_in("ana@oaxaca.gob.mx")
    page = await paper.browser.open("/mi-liga/niveles/P1")
    page = await paper.fill(page, "#item-P1-03-form", chosen="a")
    page = await paper.fill(page, "#item-P1-05-form", text="A medias, línea 1\r\nlínea 2")
    page = await paper.browser.open("/mi-liga/niveles/P1")
    assert page.select_one('#item-P1-03-form [value="a"]').has_attr("checked")
    assert "A medias, línea 1\nlínea 2" in page.select_one("#item-P1-05-form textarea").text


async def test_the_language_changes_by_a_link(paper: Paper) -> None:
    page = await paper.follow(await paper.browser.open("/ligas"), "English")
    assert page.lang == "en"
    page = await paper.browser.open("/ligas")
    assert page.lang == "en"
