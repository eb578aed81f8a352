"""Without a line: whoever signs out with saves waiting is asked, and finds them again."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.chromium.conftest import NewMachine, NewTab, Site
from tests.chromium.saves import (
    LEVEL,
    ONCE,
    at_work,
    counted,
    delivered,
    slowly,
    three_wait,
    total,
    types,
    waits,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def opens_the_way_out(page: Page) -> Locator:
    """To the button that signs out, by keyboard alone, and press it."""
    menu = page.locator("details.menu").first
    if await menu.get_attribute("open") is None:
        await menu.locator("> summary").focus()
        await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Salir", exact=True).focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    return dialog


async def test_whoever_signs_out_with_saves_waiting_is_asked(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Antes de salir")
    assert machine.context
    dialog = await opens_the_way_out(page)
    await expect(dialog).to_contain_text("Hay 3 respuestas sin enviar")
    await expect(dialog).to_contain_text("Si las conserva en este equipo, se envían cuando")
    # Stay.
    await dialog.get_by_role("button", name="Cancelar").focus()
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    # Send: there is no line.
    dialog = await opens_the_way_out(page)
    await dialog.get_by_role("button", name="Enviar ahora").press("Enter")
    await expect(dialog.get_by_role("status")).to_contain_text("Todavía no se pudo enviar todo")
    # Leave without a line: the session cannot be closed, and that is said.
    await dialog.get_by_role("button", name="Salir y conservarlas").press("Enter")
    told = page.locator("#sign-out-told")
    await expect(told).to_contain_text("Sin conexión no se puede cerrar")
    await expect(told).to_be_visible()
    # The line is back; send, and go.
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), slowly)
    dialog = await opens_the_way_out(page)
    await dialog.get_by_role("button", name="Enviar ahora").press("Enter")
    await expect(page).to_have_url(site.url + "/")
    await expect(page.get_by_role("link", name="Entrar")).to_be_visible()
    site.sessions.pop("ana")
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(site.url)
    await delivered(page)
    # The page was left with the last reply: what it heard of the line is not counted here.
    counts = await counted(page, site, machine.answered, typed)
    assert (counts["stored"], counts["duplicated"], counts["lost"]) == (3, 0, 0)


async def test_whoever_leaves_them_finds_them_again(site: Site, new_machine: NewMachine) -> None:
    machine = await new_machine()
    context, page = await at_work(machine, site)
    await context.route(re.compile("/reactivos/P1-05$"), lambda route: route.abort())
    await types(page, "P1-05", "Para cuando vuelva")
    await waits(page, "P1-05")
    dialog = await opens_the_way_out(page)
    await expect(dialog).to_contain_text("Hay 1 respuesta sin enviar")
    await expect(dialog).to_contain_text("Si la conserva en este equipo, se envía cuando")
    asked_twice: list[str] = []
    page.on("dialog", lambda dialog: asked_twice.append(dialog.type))
    await dialog.get_by_role("button", name="Salir y conservarla en este equipo").click()
    await expect(page.get_by_role("link", name="Entrar")).to_be_visible()
    assert asked_twice == []
    await expect(total(page)).to_have_count(0)
    assert "Para cuando vuelva" not in await page.content()
    await context.unroute_all()
    site.sessions.pop("ana")
    await machine.start("ana")
    await page.goto(site.url)
    await delivered(page)
    counts = await counted(page, site, machine.answered, {"P1-05": "Para cuando vuelva"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_whoever_has_nothing_waiting_is_not_asked(site: Site, new_tab: NewTab) -> None:
    tab = await new_tab("dora")
    await tab.open(site.url + LEVEL)
    site.sessions.pop("dora")
    await tab.page.locator("details.menu > summary").first.click()
    await tab.page.get_by_role("button", name="Salir", exact=True).click()
    await expect(tab.page.get_by_role("link", name="Entrar")).to_be_visible()
    assert tab.complaints == []
