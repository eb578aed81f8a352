"""Without a line: what is typed waits in the browser, its person's alone, and is delivered once."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Route, expect

from tests.browser import PASSWORD
from tests.chromium.conftest import NARROW, NewMachine, NewTab, Site
from tests.chromium.saves import (
    LEVEL,
    ONCE,
    STORED,
    TYPED,
    at_the_level,
    at_work,
    counted,
    delivered,
    field,
    item,
    kept,
    key_of,
    of_a_proxy,
    ready,
    three_wait,
    total,
    types,
    waits,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
NO_STORE = """
IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
"""


async def test_what_was_typed_without_a_line_survives_its_tab(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Sin línea")
    await page.close()
    assert machine.context
    await machine.context.set_offline(offline=False)
    page = await at_the_level(machine.context, site)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)
        await expect(item(page, code)).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert [each.item for each in machine.answered] == list(TYPED)
    assert await counted(page, site, machine.answered, typed) == ONCE


async def test_and_the_whole_browser_and_is_delivered_from_whichever_page_comes_first(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    _, typed = await three_wait(machine, site, "Otro día")
    await machine.stop()
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(f"{site.url}/compromisos")
    await delivered(page)
    assert await counted(page, site, machine.answered, typed) == ONCE
    await page.goto(site.url + LEVEL)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)


async def test_it_is_in_its_field_and_says_so_while_it_waits(
    site: Site, new_machine: NewMachine
) -> None:
    """The page comes, and saves do not go through: what waits stands in its field, marked."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "En su campo")
    await page.close()
    assert machine.context
    await machine.context.set_offline(offline=False)
    await machine.context.route(re.compile("/reactivos/P1-0.$"), lambda route: route.abort())
    page = await at_the_level(machine.context, site)
    for code, text in typed.items():
        await expect(field(page, code)).to_have_value(text)
        await waits(page, code)
        await expect(item(page, code).locator(".save-state [data-when=offline]")).to_be_visible()
    await expect(total(page)).to_contain_text("3 respuestas esperan conexión: P1-03, P1-04, P1-05")
    # A newer text takes the place of one that was not sent.
    await types(page, "P1-05", "En su campo, corregido")
    await waits(page, "P1-05")
    await page.close()
    await machine.context.unroute_all()
    page = await at_the_level(machine.context, site)
    await delivered(page)
    typed = {**typed, "P1-05": "En su campo, corregido"}
    await expect(field(page, "P1-05")).to_have_value(typed["P1-05"])
    assert await counted(page, site, machine.answered, typed) == ONCE
    assert "En su campo P1-05" not in {
        each.fields["text"] for each in machine.answered if "text" in each.fields
    }


async def test_somebody_else_at_the_same_machine_neither_sees_nor_sends_it(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    _, typed = await three_wait(machine, site, "Solo de Ana")
    await machine.stop()
    for who in ("dora", "carla"):
        context = await machine.start(who)
        page = await at_the_level(context, site)
        await expect(page.locator("[data-script=on] #item-P1-05")).to_be_visible()
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(total(page)).to_be_hidden()
        for text in typed.values():
            assert text not in await page.content()
            await expect(page.get_by_role("textbox").filter(has_text=text)).to_have_count(0)
        assert [
            each for each in machine.answered if set(typed.values()) & {*each.fields.values()}
        ] == []
        assert len(await page.evaluate(STORED)) == 3
        await page.close()
    context = await machine.start("ana")
    page = await context.new_page()
    await page.goto(site.url)
    await delivered(page)
    assert await counted(page, site, machine.answered, typed) == ONCE


async def test_a_session_that_ended_costs_nothing_even_after_the_tab_was_closed(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context, page = await at_work(machine, site)
    await context.clear_cookies(name="liga_session")
    await types(page, "P1-05", "Tras el fin de la sesión")
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "refused")
    await expect(total(page)).to_contain_text("1 respuesta espera a que usted entre de nuevo")
    await page.close()
    page = await context.new_page()
    await page.goto(f"{site.url}/entrar")
    await page.locator("[name=email]").fill("ana@journey.example")
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("main button[type=submit]").click()
    await expect(page).not_to_have_url(re.compile("/entrar"))
    await delivered(page)
    typed = {"P1-05": "Tras el fin de la sesión"}
    counts = await counted(
        page, site, [each for each in machine.answered if each.status == 200], typed
    )
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_a_reply_that_takes_too_long_is_asked_for_again_as_the_same(
    site: Site, new_machine: NewMachine
) -> None:
    """After a minute no reply is waited for: the save waits as without a line, and goes again."""
    machine = await new_machine()
    context = await machine.start("ana")
    await context.clock.install()
    page = await at_the_level(context, site)
    await ready(page)
    machine.answered.clear()
    kept_there, is_over, keys = asyncio.Event(), asyncio.Event(), list[str]()

    async def slow_at_first(route: Route) -> None:
        keys.append(key_of(route))
        reply = await route.fetch()
        if len(keys) == 1:
            kept_there.set()
            await is_over.wait()
        await route.fulfill(response=reply)

    await page.route(re.compile("/reactivos/P1-05$"), slow_at_first)
    await types(page, "P1-05", "Tardó demasiado")
    await kept_there.wait()
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saving")
    await page.clock.run_for(59_000)
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saving")
    await page.clock.run_for(2_000)
    await waits(page, "P1-05")
    is_over.set()
    await page.clock.run_for(60_000)
    await expect(item(page, "P1-05")).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    counts = await counted(page, site, machine.answered, {"P1-05": "Tardó demasiado"})
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}


async def test_where_nothing_can_be_stored_it_waits_in_the_page_and_says_so(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.page.add_init_script(NO_STORE)
    await tab.open(site.url + LEVEL)
    await ready(tab.page)
    await tab.page.context.set_offline(offline=True)
    await types(tab.page, "P1-05", "Sin dónde guardarse")
    await waits(tab.page, "P1-05")
    await expect(total(tab.page)).to_contain_text("1 respuesta espera conexión")
    await expect(total(tab.page)).to_contain_text("no cierre esta página")
    await tab.page.context.set_offline(offline=False)
    await expect(item(tab.page, "P1-05")).to_have_attribute("data-state", "saved")
    await expect(total(tab.page)).to_be_hidden()
    assert any("Sin dónde guardarse" in each for each in await kept(tab.page, site, "P1-05"))


PORTAL = "<html><body><h1>Red gratis: acepte las condiciones</h1></body></html>"


async def _of_a_portal(route: Route) -> None:
    await route.fulfill(status=200, content_type="text/html", body=PORTAL)


async def _of_maintenance(route: Route) -> None:
    await route.fulfill(status=404, content_type="text/html", body=PORTAL)


@pytest.mark.parametrize(
    "in_between", [_of_a_portal, of_a_proxy, _of_maintenance], ids=["portal", "proxy", "closed"]
)
async def test_what_answers_in_the_place_of_the_server_keeps_nothing(
    site: Site, new_machine: NewMachine, in_between: Callable[[Route], Awaitable[None]]
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    typed = {"P1-05": f"Tras {in_between.__name__}"}
    await context.route(re.compile("/reactivos/P1-05$|/sesion"), in_between)
    await types(page, "P1-05", typed["P1-05"])
    await waits(page, "P1-05")
    await expect(field(page, "P1-05")).to_have_value(typed["P1-05"])
    assert "acepte las condiciones" not in await page.content()
    # Neither when it is sent from another page, where it has no form.
    await page.close()
    page = await context.new_page()
    async with page.expect_request(re.compile("/reactivos/P1-05$")):
        await page.goto(f"{site.url}/mi-liga")
    await expect(total(page)).to_contain_text("1 respuesta espera conexión")
    assert len(await page.evaluate(STORED)) == 1
    await context.unroute_all()
    machine.answered.clear()
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await delivered(page)
    counts = await counted(page, site, machine.answered, typed)
    assert counts == {**ONCE, "typed": 1, "sent": 1, "stored": 1}
