"""Answering by hand: what is chosen is saved by itself, and what is typed is never taken away."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.chromium.conftest import NARROW, NewTab, Site, Tab
from tests.files import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLOW_MS = 400


async def at_the_level(site: Site, new_tab: NewTab, **look: object) -> Tab:
    """Carla's tab, at the level she has to fill."""
    tab = await new_tab("carla", **look)
    await tab.open(f"{site.url}/mi-liga/niveles/P1")
    return tab


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


async def test_a_choice_saves_itself_and_says_so(site: Site, new_tab: NewTab) -> None:
    tab = await at_the_level(site, new_tab)
    card = item(tab.page, "P1-01")
    await expect(card).to_have_attribute("data-state", "blank")
    await card.get_by_text("Sí", exact=True).click()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator(".save-state [data-when=saved]")).to_contain_text(
        "Guardado por Carla Poot"
    )
    # And again at the end of the form, where the thumb is.
    await expect(card.locator(".state-below [data-when=saved]").first).to_contain_text("Guardado, ")
    await expect(card.locator(".state-below [data-when=saved]").first).to_be_visible()
    # The answer opened an item that was not asked before.
    await expect(item(tab.page, "P1-04")).to_be_visible()
    await tab.page.reload()
    await expect(card.get_by_label("Sí", exact=True)).to_be_checked()
    assert tab.complaints == []


async def test_typing_goes_on_while_a_save_is_under_way(site: Site, new_tab: NewTab) -> None:
    tab = await at_the_level(site, new_tab)
    card = item(tab.page, "P1-03")
    await card.get_by_text("Opción none").click()
    await expect(card.locator("[name=plan]")).to_be_visible()
    await tab.page.route(re.compile("/reactivos/P1-03$"), slowly)
    await card.locator("[name=reason]").fill("No hay padrón")
    await card.locator("[name=plan]").press_sequentially("Publicar el padrón", delay=40)
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator("[name=plan]")).to_have_value("Publicar el padrón")
    await expect(card.locator("[name=plan]")).to_be_focused()
    await expect(card.locator("[name=reason]")).to_have_value("No hay padrón")
    await card.locator("[name=plan_by]").focus()
    await expect(card).to_have_attribute("data-state", "saved")
    await tab.page.unroute_all(behavior="wait")
    await tab.page.reload()
    await expect(card.locator("[name=plan]")).to_have_value("Publicar el padrón")
    assert tab.complaints == []


async def test_what_cannot_be_sent_waits_and_is_sent_once(site: Site, new_tab: NewTab) -> None:
    tab = await at_the_level(site, new_tab, viewport=NARROW)
    card = item(tab.page, "P1-02")
    await tab.page.context.set_offline(offline=True)
    await card.get_by_text("Opción half").click()
    await expect(card).to_have_attribute("data-state", "offline")
    await expect(card.locator(".save-state [data-when=offline]")).to_be_visible()
    await tab.page.context.set_offline(offline=False)
    await expect(card).to_have_attribute("data-state", "saved", timeout=10_000)
    await tab.open(f"{site.url}/mi-liga/reactivos/P1-02/historia")
    await expect(tab.page.locator("[aria-labelledby=revisions] li")).to_have_count(1)


async def test_what_waits_takes_away_what_was_wrong_before_it(site: Site, new_tab: NewTab) -> None:
    tab = await at_the_level(site, new_tab, viewport=NARROW)
    await item(tab.page, "P1-01").get_by_text("Sí", exact=True).click()
    card = item(tab.page, "P1-04")
    number, wrong = card.locator("[name=number]"), card.get_by_text("Escriba un número, como")
    await number.fill("abc")
    await number.blur()
    await expect(wrong).to_be_visible()
    await tab.page.context.set_offline(offline=True)
    await number.fill("20")
    await number.blur()
    await expect(card).to_have_attribute("data-state", "offline")
    await expect(card.locator(".problem-list")).to_be_hidden()
    colour = "getComputedStyle(document.querySelector('#item-P1-03')).borderBlockStartColor"
    await expect(card).to_have_css("border-block-start-color", await tab.page.evaluate(colour))
    await tab.page.context.set_offline(offline=False)
    await expect(card).to_have_attribute("data-state", "saved", timeout=10_000)
    await expect(wrong).to_have_count(0)


async def test_a_pause_in_typing_saves_what_is_there(site: Site, new_tab: NewTab) -> None:
    tab = await at_the_level(site, new_tab)
    card = item(tab.page, "P1-03")
    await card.get_by_label("Opción none").check()
    await expect(card).to_have_attribute("data-state", "saved")
    await card.locator("[name=reason]").fill("")
    await card.locator("[name=reason]").press_sequentially("Falta el padrón de")
    await expect(card.locator(".save-state [data-when=typing]")).to_be_visible()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator("[name=reason]")).to_be_focused()
    await tab.page.reload()
    await expect(card.locator("[name=reason]")).to_have_value("Falta el padrón de")


async def test_without_a_line_a_level_is_not_sent_and_the_page_stays(
    site: Site, new_tab: NewTab
) -> None:
    tab = await at_the_level(site, new_tab, viewport=NARROW)
    await tab.page.context.set_offline(offline=True)
    await tab.page.locator("#progress").get_by_role("button", name="Enviar el nivel").click()
    await expect(tab.page.get_by_role("alert")).to_contain_text("el nivel no se envió")
    await tab.page.context.set_offline(offline=False)


async def test_without_scripts_a_button_saves(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("carla", java_script_enabled=False, viewport=NARROW)
    await tab.open(f"{site.url}/mi-liga/niveles/I1")
    card = item(tab.page, "I1-01")
    await card.get_by_label("Con ficha").fill("30")
    await card.get_by_label("En total").fill("60")
    await card.get_by_role("button", name="Guardar respuesta").click()
    await expect(tab.page).to_have_url(re.compile("#item-I1-01$"))
    await expect(card.get_by_label("Con ficha")).to_have_value("30")
    await expect(card.locator(".save-state [data-when=saved]")).to_contain_text(
        "Guardado por Carla Poot"
    )


async def slowly(route: Route) -> None:
    """Let the answer of the server come late, as on a bad line."""
    reply = await route.fetch()
    await route.request.frame.page.wait_for_timeout(SLOW_MS)
    await route.fulfill(response=reply)


async def with_evidence_open(site: Site, new_tab: NewTab) -> tuple[Tab, Locator]:
    """Carla's tab, with the form that takes a file."""
    tab = await at_the_level(site, new_tab, viewport=NARROW)
    card = item(tab.page, "P1-01")
    await card.get_by_text("Añadir evidencia").click()
    return tab, card


async def test_a_file_that_is_too_large_says_so_when_it_is_chosen(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, card = await with_evidence_open(site, new_tab)
    large, small = tmp_path / "grande.pdf", tmp_path / "chica.pdf"
    with large.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    small.write_bytes(a_pdf("gaceta"))
    await card.locator("[name=file]").set_input_files(large)
    told = card.get_by_text("El archivo pesa más de 20 MB.")
    await expect(told).to_be_visible()
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.method))
    await card.get_by_role("button", name="Adjuntar").click()
    await card.locator("[name=file]").set_input_files(small)
    await expect(told).to_be_hidden()
    assert "POST" not in sent
    assert tab.complaints == []


async def test_a_refused_file_is_told_at_the_button_and_leads_to_its_field(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, card = await with_evidence_open(site, new_tab)
    file = card.locator("[name=file]")
    program = tmp_path / "programa.pdf"
    program.write_bytes(b"MZ\x90\x00" + b"\x00" * 300)
    await file.set_input_files(program)
    await card.get_by_role("button", name="Adjuntar").click()
    told = card.locator("#item-P1-01-attached")
    await expect(told).to_contain_text("No se adjuntó. Es un programa")
    await expect(file).to_be_focused()
    await expect(card.locator(".field .field-error")).to_be_in_viewport(ratio=1)
    assert await file.evaluate("it => it.files.length") == 1
    # A page that is too long, in the last field.
    good = tmp_path / "sin-pagina.pdf"
    good.write_bytes(a_pdf("sin página"))
    await file.set_input_files(good)
    page = card.locator("details [name=page]")
    await page.fill("p" * 81)
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(told).not_to_contain_text("Es un programa")
    await expect(told).to_contain_text("No se adjuntó.")
    await expect(page).to_be_focused()
    # Without one it is attached, and what is missing is asked for where one looks.
    await page.fill("")
    await card.get_by_role("button", name="Adjuntar").click()
    asked = card.locator(".evidence-list li", has_text="sin-pagina.pdf").locator("input:visible")
    await expect(asked).to_be_focused()
    await expect(asked).to_be_in_viewport(ratio=1)
    await expect(asked).to_have_accessible_description("Falta la página o el artículo.")
    row = card.locator(".evidence-list li", has_text="sin-pagina.pdf")
    await row.get_by_role("button", name="Quitar").click()
    await expect(row).to_have_count(0)
    assert tab.complaints == []


async def test_a_choice_under_the_thumb_does_not_look_chosen(site: Site, new_tab: NewTab) -> None:
    """A touch leaves its place hovered; with a mouse only the edge answers."""
    tab = await at_the_level(site, new_tab, viewport=NARROW)
    choices = item(tab.page, "P1-02").locator(".choice:not(.choice-aside)")
    await choices.first.locator("input").check()
    await choices.last.hover()
    background = "it => getComputedStyle(it).backgroundColor"
    hovered = await choices.last.evaluate(background)
    assert hovered != await choices.first.evaluate(background)
    assert hovered == await choices.nth(1).evaluate(background)


async def test_a_file_on_its_way_says_so_and_is_sent_once(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, card = await with_evidence_open(site, new_tab)
    gazette = tmp_path / "gaceta.pdf"
    gazette.write_bytes(a_pdf("gaceta lenta"))
    posts: list[str] = []

    async def held(route: Route) -> None:
        posts.append(route.request.method)
        await expect(card.get_by_text("Enviando el archivo…")).to_be_visible()
        await card.get_by_role("button", name="Adjuntar").click(force=True)
        await route.continue_()

    await tab.page.route(re.compile("/reactivos/P1-01/evidencia"), held)
    await card.locator("[name=file]").set_input_files(gazette)
    await card.get_by_label("Página o artículo").fill("4")
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.locator(".evidence-list")).to_contain_text("gaceta.pdf")
    await expect(card.locator(".evidence-list")).to_be_in_viewport()
    await expect(card.get_by_text("Enviando el archivo…")).to_have_count(0)
    assert posts == ["POST"]
    assert tab.complaints == []
