"""What was typed stays where it was typed, whatever happens to the session or to the line."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import PASSWORD
from tests.chromium.conftest import NARROW, NewTab, Site, Tab
from tests.chromium.place import OPEN
from tests.server.people import OAXACA

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEVEL = "/mi-liga/niveles/P1"
REVIEW = f"/verificacion/{OPEN}/{OAXACA}/I1"
REASON = "La fecha no aparece en el documento."
RENEWED_MS = 10_000


async def opened(site: Site, new_tab: NewTab, who: str, address: str, **look: object) -> Tab:
    tab = await new_tab(who, **look)
    await tab.open(site.url + address)
    return tab


def item(page: Page, code: str) -> Locator:
    return page.locator(f"#item-{code}")


async def the_session_ends(page: Page) -> None:
    await page.context.clear_cookies(name="liga_session")


async def enters_in_another_tab(site: Site, page: Page, who: str) -> None:
    """Sign in by hand beside a page that stays open."""
    other = await page.context.new_page()
    await other.goto(f"{site.url}/entrar")
    await other.locator("[name=email]").fill(f"{who}@journey.example")
    await other.locator("[name=password]").fill(PASSWORD)
    await other.locator("main button[type=submit]").click()
    await expect(other).not_to_have_url(re.compile("/entrar"))
    await other.close()


async def leaving_asks(page: Page) -> bool:
    """Whether the page wants to be asked before it is left."""
    return bool(
        await page.evaluate(
            "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
        )
    )


async def test_a_verdict_after_the_session_ended_keeps_its_reason(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "rita", REVIEW)
    card = item(tab.page, "I1-01")
    await card.get_by_text("Cambiar el dictamen").click()
    await card.locator("[name=reason]").fill(REASON)
    await the_session_ends(tab.page)
    await card.get_by_role("button", name="Devolver").click()
    await expect(card.get_by_role("alert")).to_contain_text("Su sesión terminó")
    await expect(card.locator("[name=reason]")).to_have_value(REASON)
    assert await leaving_asks(tab.page)
    # Back in the same seat, the same press is enough.
    await enters_in_another_tab(site, tab.page, "rita")
    await tab.page.route(re.compile("/reactivos/I1-01$"), lambda route: route.abort())
    await card.get_by_role("button", name="Devolver").click()
    await expect(card.get_by_role("alert")).to_contain_text("Sin conexión: no se envió")
    await tab.page.unroute_all()
    await card.get_by_role("button", name="Devolver").click()
    await expect(card.locator(".verdict").filter(has_text=REASON)).to_be_visible()
    await expect(tab.page.locator("#review-progress")).to_contain_text("1")
    assert not await leaving_asks(tab.page)


async def test_a_verdict_without_its_reason_says_so_at_the_field(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "rita", REVIEW)
    card = item(tab.page, "I1-01")
    await card.get_by_text("Cambiar el dictamen").click()
    await card.get_by_role("button", name="Rechazar").click()
    await expect(card.locator(".field-error")).to_contain_text("Escriba la razón")
    await expect(card).to_have_count(1)
    assert tab.complaints == []


async def test_without_a_line_a_verdict_says_it_was_not_sent(site: Site, new_tab: NewTab) -> None:
    tab = await opened(site, new_tab, "rita", REVIEW, viewport=NARROW)
    card = item(tab.page, "I1-01")
    await card.get_by_text("Cambiar el dictamen").click()
    await card.locator("[name=reason]").fill(REASON)
    await tab.page.context.set_offline(offline=True)
    await card.get_by_role("button", name="Rechazar").click()
    await expect(card.get_by_role("alert")).to_contain_text("Sin conexión: no se envió")
    await expect(card.locator("[name=reason]")).to_have_value(REASON)


async def test_a_choice_between_two_answers_waits_for_the_session(
    site: Site, new_tab: NewTab
) -> None:
    mine = await opened(site, new_tab, "ana", LEVEL)
    theirs = await opened(site, new_tab, "ana", LEVEL)
    for tab, reason in ((theirs, "La de la otra ventana."), (mine, "La de esta ventana.")):
        await item(tab.page, "P1-03").locator("[name=reason]").fill(reason)
        await item(tab.page, "P1-03").locator("[name=plan]").focus()
        await expect(item(tab.page, "P1-03")).to_have_attribute(
            "data-state", "saved" if tab is theirs else "conflict"
        )
        await tab.page.wait_for_load_state("load")
    card = item(mine.page, "P1-03")
    assert await leaving_asks(mine.page)
    await the_session_ends(mine.page)
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_contain_text("Su sesión terminó")
    await expect(card).to_contain_text("La de esta ventana.")
    await enters_in_another_tab(site, mine.page, "ana")
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(card.locator("[name=reason]")).to_have_value("La de esta ventana.")


async def test_an_answer_typed_after_the_session_ended_is_delivered_when_one_is_back(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    card = item(tab.page, "P1-03")
    await the_session_ends(tab.page)
    await card.locator("[name=plan]").fill("Publicar el padrón en marzo")
    await card.locator("[name=reason]").focus()
    await expect(card).to_have_attribute("data-state", "refused")
    await expect(card).to_contain_text("Su sesión terminó")
    await expect(card.get_by_role("link", name="Entrar en otra pestaña")).to_be_visible()
    assert await leaving_asks(tab.page)
    await enters_in_another_tab(site, tab.page, "ana")
    await expect(card).to_have_attribute("data-state", "saved", timeout=RENEWED_MS)
    await expect(card).not_to_contain_text("Su sesión terminó")
    assert not await leaving_asks(tab.page)
    await tab.page.reload()
    await expect(card.locator("[name=plan]")).to_have_value("Publicar el padrón en marzo")


async def test_an_answer_sent_from_an_earlier_session_of_ones_own_is_kept(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    card = item(tab.page, "P1-03")
    await the_session_ends(tab.page)
    await enters_in_another_tab(site, tab.page, "ana")
    await card.locator("[name=plan]").fill("Publicar el padrón en abril")
    await card.locator("[name=reason]").focus()
    await expect(card).to_have_attribute("data-state", "saved", timeout=RENEWED_MS)
    await tab.page.reload()
    await expect(card.locator("[name=plan]")).to_have_value("Publicar el padrón en abril")


async def test_nothing_is_sent_in_the_name_of_who_sits_down_next(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    card = item(tab.page, "P1-03")
    await the_session_ends(tab.page)
    await enters_in_another_tab(site, tab.page, "carla")
    await card.locator("[name=plan]").fill("Lo escribió Ana")
    await card.locator("[name=reason]").focus()
    await expect(card).to_contain_text("con otra cuenta o con otro cargo", timeout=RENEWED_MS)
    await expect(card).to_have_attribute("data-state", "refused")
    await expect(card.locator("[name=plan]")).to_have_value("Lo escribió Ana")
    assert await leaving_asks(tab.page)


async def test_after_going_back_what_was_not_kept_does_not_pass_for_kept(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    card = item(tab.page, "P1-03")
    await tab.page.route(re.compile("/reactivos/P1-03$"), lambda route: route.abort())
    await card.locator("[name=plan]").fill("Lo que no llegó")
    await card.locator("[name=reason]").focus()
    await expect(card).to_have_attribute("data-state", "offline")
    await tab.open(f"{site.url}/mi-liga")
    await tab.page.go_back(wait_until="load")
    await expect(card.locator("[name=plan]")).to_have_value("Lo que no llegó")
    await expect(card).to_have_attribute("data-state", "offline")
    await tab.page.unroute_all()
    await expect(card).to_have_attribute("data-state", "saved", timeout=RENEWED_MS)
    await tab.page.reload()
    await expect(card.locator("[name=plan]")).to_have_value("Lo que no llegó")


async def test_what_is_still_being_typed_is_not_left_unasked(site: Site, new_tab: NewTab) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    assert not await leaving_asks(tab.page)
    await item(tab.page, "P1-03").locator("[name=plan]").press_sequentially("Sin term")
    assert await leaving_asks(tab.page)


async def test_without_a_line_evidence_says_it_was_not_sent_and_keeps_its_fields(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", LEVEL)
    card = item(tab.page, "P1-01")
    await card.get_by_text("Añadir evidencia").click()
    await card.locator("[name=link]").fill("oaxaca.example/gaceta")
    await card.locator("[name=title]").fill("Gaceta")
    await tab.page.context.set_offline(offline=True)
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.get_by_role("alert")).to_contain_text("Sin conexión: no se envió")
    await expect(card.locator("[name=link]")).to_have_value("oaxaca.example/gaceta")
    await tab.page.context.set_offline(offline=False)
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.locator(".evidence-list")).to_contain_text("Gaceta")
    await expect(card.get_by_role("alert")).to_have_count(0)
