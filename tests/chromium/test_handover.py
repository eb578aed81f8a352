"""Entrega de un cargo: who leaves is told what became of what they typed, and it is still there."""

import pytest
from playwright.async_api import Page, expect

from tests.browser import PASSWORD
from tests.chromium.conftest import NARROW, NewTab, Site, Tab
from tests.chromium.test_losing_nothing import item, leaving_asks

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LEVEL = "/mi-liga/niveles/P1"


async def opened(site: Site, new_tab: NewTab, who: str, address: str, **look: object) -> Tab:
    tab = await new_tab(who, **look)
    await tab.open(site.url + address)
    return tab


async def seat_of_ones_own(site: Site, new_tab: NewTab, name: str, full_name: str) -> None:
    """Somebody is invited by the lead and takes a seat that they alone will lose."""
    lead = (await opened(site, new_tab, "ana", "/cuentas")).page
    await lead.get_by_label("Colaboración").check()
    await lead.get_by_label("Nombre del cargo").fill(f"Apoyo de {full_name}")
    await lead.get_by_role("button", name="Agregar cargo").click()
    await lead.get_by_label("Correo").fill(f"{name}@journey.example")
    await lead.get_by_role("button", name="Crear invitación").click()
    link = await lead.locator("#invitation-link").inner_text()
    await takes(site, new_tab, link, full_name)


async def takes(site: Site, new_tab: NewTab, link: str, full_name: str) -> Page:
    guest = await new_tab()
    await guest.open(f"{site.url}/invitacion/{link.rpartition('/')[2].strip()}")
    await guest.page.get_by_label("Nombre completo").fill(full_name)
    await guest.page.get_by_label("Contraseña nueva").fill(PASSWORD)
    await guest.page.get_by_label("La misma contraseña").fill(PASSWORD)
    await guest.page.get_by_role("button", name="Aceptar el cargo").click()
    await expect(guest.page.locator(".seat-now")).to_contain_text("Colaboración")
    return guest.page


async def hands_over(page: Page, site: Site, email: str, name: str) -> str:
    """By keyboard alone, from the menu of the account to the link of the invitation."""
    await page.goto(f"{site.url}/entregas", wait_until="load")
    await page.get_by_role("link", name="Entregar mi cargo").press("Enter")
    await page.get_by_label("Correo de quien recibe").fill(email)
    await page.get_by_label("Nombre de quien recibe").fill(name)
    await expect(page.get_by_label("Fecha de efecto")).not_to_have_value("")
    await page.get_by_label("Razón").fill("Cambio de administración.")
    await page.get_by_role("button", name="Iniciar la entrega").press("Enter")
    return await page.locator("#invitation-link").inner_text()


@pytest.mark.parametrize("look", [NARROW, None], ids=["narrow", "wide"])
async def test_next_save_of_who_left_is_refused_and_says_why_beside_what_they_typed(
    site: Site, new_tab: NewTab, look: dict[str, int] | None
) -> None:
    name = "narrow" if look else "wide"
    given = {"viewport": look} if look else {}
    await seat_of_ones_own(site, new_tab, f"gil-{name}", "Gil Ramos")
    tab = await opened(site, new_tab, f"gil-{name}", LEVEL, **given)
    other = (await opened(site, new_tab, f"gil-{name}", "/mi-liga")).page
    link = await hands_over(other, site, f"hugo-{name}@journey.example", "Hugo Vera")
    hugo = await takes(site, new_tab, link, "Hugo Vera")
    card = item(tab.page, "P1-03")
    await card.locator("[name=plan]").fill("Lo que escribía Gil")
    await card.locator("[name=reason]").focus()
    alert = card.get_by_role("alert")
    await expect(alert).to_contain_text("Este cargo ya no es suyo")
    await expect(alert).to_contain_text("ahora lo ocupa Hugo Vera")
    await expect(alert).to_contain_text("pregunte a Ana Ruiz, enlace de su gobierno")
    await expect(alert).to_contain_text("no se guardó: cópielo antes de cerrar")
    await expect(card.locator("[name=plan]")).to_have_value("Lo que escribía Gil")
    assert await leaving_asks(tab.page)
    await other.reload()
    await expect(other.locator("h1")).to_have_text("Este cargo ya no es suyo")
    await hugo.goto(f"{site.url}{LEVEL}", wait_until="load")
    await expect(item(hugo, "P1-03").locator("[name=plan]")).not_to_have_value(
        "Lo que escribía Gil"
    )


async def test_without_scripts_what_was_typed_comes_back_to_be_copied(
    site: Site, new_tab: NewTab
) -> None:
    await seat_of_ones_own(site, new_tab, "leo", "Leo Arce")
    tab = await opened(site, new_tab, "leo", LEVEL, java_script_enabled=False, viewport=NARROW)
    other = (await opened(site, new_tab, "leo", "/mi-liga", java_script_enabled=False)).page
    link = await hands_over(other, site, "mara@journey.example", "Mara Ruiz")
    await takes(site, new_tab, link, "Mara Ruiz")
    card = item(tab.page, "P1-05")
    await card.locator("[name=text]").fill("Texto largo de Leo")
    await card.get_by_role("button", name="Guardar").first.click()
    await expect(tab.page.locator("h1")).to_have_text("Este cargo ya no es suyo")
    await expect(tab.page.locator("main")).to_contain_text("Texto largo de Leo")
    await expect(tab.page.locator("main")).to_contain_text("pregunte a Ana Ruiz")


async def test_a_record_is_printed_whole_with_room_for_signatures(
    site: Site, new_tab: NewTab
) -> None:
    tab = await opened(site, new_tab, "ana", f"/entregas/{site.known['received']}/acta")
    page = tab.page
    await expect(page.locator(".signatures")).to_be_hidden()
    await expect(page.locator("#anexo-2 table").first).to_be_hidden()
    await page.emulate_media(media="print")
    await expect(page.locator(".signatures")).to_be_visible()
    await expect(page.locator(".signatures li")).to_have_count(2)
    await expect(page.locator("#anexo-2 table").first).to_be_visible()
    await expect(page.locator(".site-nav")).to_be_hidden()
    for paper in ("A4", "Letter"):
        printed = await page.pdf(format=paper)
        assert printed.startswith(b"%PDF-")


async def test_what_is_inherited_is_received_by_keyboard(site: Site, new_tab: NewTab) -> None:
    page = (await opened(site, new_tab, "irma", "/mi-liga", viewport=NARROW)).page
    rows = page.locator("#inherited .matter")
    before = await rows.count()
    assert before
    await rows.first.get_by_role("button", name="Recibido").press("Enter")
    await expect(rows).to_have_count(before - 1)
