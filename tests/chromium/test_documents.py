"""Documentos in a real browser: a file on its way, a refusal in place, and a search at an item."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.chromium.conftest import NARROW, NewTab, Site, Tab
from tests.files import a_pdf

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SHELF = "/mi-liga/documentos"
LEVEL = "/mi-liga/niveles/P1"
# An item of Carla's that no other test answers.
QUIET_LEVEL, QUIET = "/mi-liga/niveles/I1", "I1-02"
# Bytes a second: a file of the test takes a few seconds, and is seen on its way.
SLOW_LINE = 1_500_000


async def at_the_form(site: Site, new_tab: NewTab, **look: object) -> tuple[Tab, Page]:
    """Carla's tab, with the form that adds a document."""
    tab = await new_tab("carla", viewport=NARROW, **look)
    await tab.open(site.url + SHELF)
    await tab.page.get_by_text("Añadir un documento").click()
    return tab, tab.page


async def slow_line(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    line = {"offline": False, "latency": 5, "downloadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": SLOW_LINE})


def a_large_pdf(folder: Path, text: str, megabytes: int = 5) -> Path:
    path = folder / f"{text}.pdf"
    path.write_bytes(a_pdf(text, extra=b"0" * (megabytes * 1_000_000)))
    return path


async def test_a_file_on_its_way_tells_how_much_of_it_has_gone(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, page = await at_the_form(site, new_tab)
    await slow_line(page)
    await page.locator("#document-add-file").set_input_files(a_large_pdf(tmp_path, "gaceta"))
    await page.locator("#document-add-title").fill("Gaceta larga")
    await page.get_by_role("button", name="Añadir documento").click()
    bar = page.locator(".uploading progress")
    await expect(bar).to_be_visible()
    await expect(page.locator(".uploading")).to_contain_text(re.compile(r"[1-9]\d? %"))
    assert (
        0 < float(await bar.get_attribute("value") or await bar.evaluate("it => it.value")) <= 100
    )
    await expect(page.locator("h1")).to_have_text("Gaceta larga")
    assert tab.complaints == []


async def test_a_file_on_its_way_is_stopped_and_stays_chosen(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    _, page = await at_the_form(site, new_tab)
    await slow_line(page)
    await page.locator("#document-add-file").set_input_files(a_large_pdf(tmp_path, "otra", 12))
    await page.locator("#document-add-title").fill("Que no llega")
    await page.get_by_role("button", name="Añadir documento").click()
    await page.get_by_role("button", name="Cancelar el envío").click()
    await expect(page.get_by_role("alert")).to_have_text("Se canceló el envío: no se guardó nada.")
    assert await page.locator("#document-add-file").evaluate("it => it.files.length") == 1
    assert page.url == site.url + SHELF
    other = await new_tab("carla")
    await other.open(site.url + SHELF)
    await expect(other.page.get_by_text("Que no llega")).to_have_count(0)


async def test_what_is_refused_is_told_beside_its_field_and_the_file_stays(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, page = await at_the_form(site, new_tab)
    program = tmp_path / "informe.pdf"
    program.write_bytes(b"MZ\x90\x00" + b"\x00" * 300)
    file = page.locator("#document-add-file")
    await file.set_input_files(program)
    await page.locator("#document-add-title").fill("Informe")
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.locator("#document-add-file-error")).to_contain_text("Es un programa")
    await expect(file).to_be_focused()
    assert await file.evaluate("it => it.files.length") == 1
    await expect(page.locator("#document-add-title")).to_have_value("Informe")
    await page.locator("#document-add-dated").fill("2020-02-02")
    informe = tmp_path / "bueno.pdf"
    informe.write_bytes(a_pdf("informe bueno"))
    await file.set_input_files(informe)
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.locator("h1")).to_have_text("Informe")
    assert tab.complaints == []


async def test_a_file_too_large_for_the_server_is_told_in_place(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    """As when the page is older than the limit: the script weighs nothing here."""
    _, page = await at_the_form(site, new_tab)
    await page.locator("#document-add-file").evaluate("it => delete it.dataset.most")
    large = a_large_pdf(tmp_path, "enorme", 23)
    await page.locator("#document-add-file").set_input_files(large)
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.locator("#document-add-told")).to_contain_text("pesa más de 20 MB")
    assert await page.locator("#document-add-file").evaluate("it => it.files.length") == 1


async def test_without_a_line_the_form_stays_as_it_is(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    _, page = await at_the_form(site, new_tab)
    await page.locator("#document-add-file").set_input_files(a_large_pdf(tmp_path, "lejos", 1))
    await page.context.set_offline(offline=True)
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.get_by_role("alert")).to_contain_text("Sin conexión: no se envió")
    assert await page.locator("#document-add-file").evaluate("it => it.files.length") == 1


async def test_without_scripts_a_document_is_added_found_and_cited(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    _, page = await at_the_form(site, new_tab, java_script_enabled=False)
    ley = tmp_path / "ley.pdf"
    ley.write_bytes(a_pdf("ley de mejora"))
    await page.locator("#document-add-file").set_input_files(ley)
    await page.locator("#document-add-title").fill("Ley de mejora")
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.locator("h1")).to_have_text("Ley de mejora")
    await page.goto(site.url + QUIET_LEVEL)
    card = page.locator(f"#item-{QUIET}")
    await card.get_by_text("Añadir evidencia").click()
    await card.get_by_label("Buscar en los documentos de su gobierno").fill("ley mejora")
    await card.get_by_role("button", name="Buscar").click()
    await page.get_by_label("Página o artículo").fill("art. 9")
    await page.get_by_role("button", name=f"Citar en {QUIET}").click()
    await expect(page.locator(f"#item-{QUIET} .evidence-list")).to_contain_text("Ley de mejora")


async def test_a_document_is_searched_and_cited_without_leaving_the_item(
    site: Site, new_tab: NewTab, tmp_path: Path
) -> None:
    tab, page = await at_the_form(site, new_tab)
    padron = tmp_path / "catastro.pdf"
    padron.write_bytes(a_pdf("catastro"))
    await page.locator("#document-add-file").set_input_files(padron)
    await page.locator("#document-add-title").fill("Catastro municipal")
    await page.get_by_role("button", name="Añadir documento").click()
    await expect(page.locator("h1")).to_have_text("Catastro municipal")
    await page.goto(site.url + QUIET_LEVEL)
    card = page.locator(f"#item-{QUIET}")
    await card.get_by_text("Añadir evidencia").click()
    await card.get_by_label("Buscar en los documentos de su gobierno").fill("catastro")
    await card.get_by_label("Buscar en los documentos de su gobierno").press("Enter")
    await expect(card.get_by_label("Catastro municipal")).to_be_checked()
    await card.get_by_label("Página o artículo").fill("12")
    await card.get_by_role("button", name="Adjuntar").click()
    await expect(card.locator(".evidence-list")).to_contain_text("Catastro municipal")
    await expect(card.locator(".evidence-list")).to_contain_text("12")
    assert page.url == site.url + QUIET_LEVEL
    assert tab.complaints == []


async def test_the_new_version_takes_the_place_of_the_old_one_at_the_item(
    site: Site, new_tab: NewTab
) -> None:
    tab = await new_tab("ana", viewport=NARROW)
    await tab.open(site.url + LEVEL)
    card = tab.page.locator("#item-P1-01")
    await expect(card.locator(".newer")).to_contain_text("Hay una versión nueva")
    await expect(card.locator(".evidence-list")).to_contain_text("vencido: valía hasta el")
    await card.get_by_role("button", name="Usar la nueva").click()
    await expect(card.locator(".newer")).to_have_count(0)
    await expect(card.locator(".evidence-list")).to_contain_text("art. 3")
    await expect(card.locator(".evidence-list")).not_to_contain_text("vencido")
    assert tab.complaints == []
