"""Without a line: what cannot be kept as it was typed waits, in sight, for its person to decide."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.chromium.conftest import NewMachine, NewTab, Site
from tests.chromium.saves import (
    LEVEL,
    STORED,
    at_the_level,
    counted,
    delivered,
    field,
    item,
    kept,
    of_a_proxy,
    ready,
    three_wait,
    total,
    types,
    waits,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
# As if what waits had been typed from the seat that its account had before.
FROM_ANOTHER_SEAT = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("liga");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("saves", "readwrite");
    const shelf = transaction.objectStore("saves");
    const all = shelf.getAll();
    all.onsuccess = () => {
      for (const save of all.result) {
        const [account] = save.person.split(".");
        shelf.put({ ...save, person: `${account}.99999` });
      }
    };
    transaction.oncomplete = () => resolve();
  };
})
"""
# As if what waits had been typed in an item that was handed in before it was sent.
FOR_A_LOCKED_ITEM = """
() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("liga");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction("saves", "readwrite");
    const shelf = transaction.objectStore("saves");
    const all = shelf.getAll();
    all.onsuccess = () => {
      const [save] = all.result;
      const date = ["date", "2020-01-02"];
      const fields = save.fields.map((pair) => (pair[0] === "text" ? date : pair));
      shelf.clear();
      shelf.put({
        ...save,
        id: `${save.id} late`,
        form: "item-I1-02-form",
        action: "/mi-liga/reactivos/I1-02",
        level: "/mi-liga/niveles/I1",
        fields,
        shown: ["2 de enero de 2020"],
      });
    };
    transaction.oncomplete = () => resolve();
  };
})
"""


async def test_a_conflict_found_at_delivery_is_shown_at_its_item_until_it_is_settled(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Mientras tanto")
    await page.close()
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", "Dora escribió antes")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    assert machine.context
    await machine.context.set_offline(offline=False)
    # Delivered from another page: the total leads to where it is settled.
    page = await machine.context.new_page()
    await page.goto(f"{site.url}/compromisos")
    await expect(total(page)).to_contain_text("1 respuesta no se guardó y pide su atención: P1-05")
    await total(page).get_by_role("link", name="P1-05").click()
    card = item(page, "P1-05")
    for _ in range(2):
        await expect(card).to_have_attribute("data-state", "conflict")
        await expect(card.get_by_role("alert")).to_contain_text(typed["P1-05"])
        await expect(card.get_by_role("alert")).to_contain_text("Dora escribió antes")
        await page.reload()
    await card.get_by_role("button", name="Conservar las dos").click()
    await expect(card.locator(".note").last).to_contain_text(typed["P1-05"])
    await delivered(page)
    counts = await counted(page, site, machine.answered, typed)
    assert (counts["stored"], counts["duplicated"], counts["lost"]) == (3, 0, 0)
    assert any("Dora escribió antes" in each for each in await kept(page, site, "P1-05"))


async def test_what_is_refused_stays_with_its_reason_until_it_is_discarded(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await types(page, "P1-05", "a" * 20_001)
    card = item(page, "P1-05")
    await expect(card.get_by_role("alert")).to_contain_text("demasiado largo")
    await page.close()
    page = await at_the_level(context, site)
    await expect(item(page, "P1-05").get_by_role("alert")).to_contain_text("demasiado largo")
    await expect(field(page, "P1-05")).to_have_value("a" * 20_001)
    await expect(total(page)).to_contain_text("1 respuesta no se guardó y pide su atención")
    await item(page, "P1-05").get_by_role("button", name="Descartar lo que escribí").click()
    await expect(item(page, "P1-05").get_by_role("alert")).to_have_count(0)
    await expect(field(page, "P1-05")).not_to_have_value("a" * 20_001)
    await delivered(page)


async def test_what_is_not_asked_any_more_can_still_be_read_and_discarded(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    """P1-04 is asked while P1-01 says yes; a colleague says no before Ana's line is back."""
    machine = await new_machine()
    page, typed = await three_wait(machine, site, "Ya no se pregunta")
    await page.close()
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await item(dora.page, "P1-01").get_by_label("No", exact=True).check()
    await expect(item(dora.page, "P1-04")).to_have_count(0)
    assert machine.context
    await machine.context.set_offline(offline=False)
    page = await at_the_level(machine.context, site)
    told = total(page)
    await expect(told).to_contain_text("1 respuesta no se guardó y pide su atención: P1-04")
    await expect(told).to_contain_text(f"P1-04: {typed['P1-04']}")
    await told.get_by_role("button", name="Descartar lo que escribí").click()
    await delivered(page)
    await item(dora.page, "P1-01").get_by_label("Sí", exact=True).check()
    await expect(item(dora.page, "P1-01")).to_have_attribute("data-state", "saved")


async def test_what_waits_for_an_answer_that_is_only_read_now_is_shown_there(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await context.set_offline(offline=True)
    await types(page, "P1-05", "Llega tarde")
    await waits(page, "P1-05")
    await page.evaluate(FOR_A_LOCKED_ITEM)
    await page.close()
    await context.set_offline(offline=False)
    page = await context.new_page()
    await page.goto(f"{site.url}/mi-liga/niveles/I1")
    card = item(page, "I1-02")
    await expect(card.get_by_role("alert")).to_contain_text("ya se envió")
    await expect(card.locator("[name=date]:visible")).to_have_value("2020-01-02")
    await card.get_by_role("button", name="Descartar lo que escribí").click()
    await expect(card.locator(".item-answer")).to_have_text("15 de abril de 2021")
    await expect(card.locator("input:visible, textarea:visible")).to_have_count(0)
    await delivered(page)


async def test_a_choice_between_two_answers_is_made_by_the_server_alone(
    site: Site, new_machine: NewMachine, new_tab: NewTab
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", "La de Dora, tras el portal")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    await types(page, "P1-05", "La de Ana, tras el portal")
    card = item(page, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await context.route(re.compile("/reactivos/P1-05$"), of_a_proxy)
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_contain_text("Sin conexión: no se envió")
    assert len(await page.evaluate(STORED)) == 1
    await context.unroute_all()
    await card.get_by_role("button", name="Que quede la mía").click()
    await expect(card).to_have_attribute("data-state", "saved")
    await expect(field(page, "P1-05")).to_have_value("La de Ana, tras el portal")
    await delivered(page)


async def _of_a_lost_seat(route: Route) -> None:
    await route.fulfill(
        status=401,
        content_type="text/html",
        headers={"Liga-Reply": "seat-left"},
        body='<div role="alert">Este cargo ya no es suyo</div>',
    )


async def test_what_was_typed_from_a_lost_seat_is_read_there_and_from_the_next_one(
    site: Site, new_machine: NewMachine
) -> None:
    machine = await new_machine()
    context = await machine.start("ana")
    page = await at_the_level(context, site)
    await ready(page)
    await context.route(re.compile("/reactivos/P1-03$|/sesion"), _of_a_lost_seat)
    await types(page, "P1-03", "Lo último desde ese cargo")
    await expect(total(page)).to_contain_text("1 respuesta no se puede enviar")
    words = "P1-03: Opción none"
    await expect(total(page)).to_contain_text(words)
    await expect(total(page)).to_contain_text("Lo último desde ese cargo")
    await expect(total(page)).not_to_contain_text("espera a que usted entre")
    # The same account from another seat: read, copied and discarded, never sent.
    await page.evaluate(FROM_ANOTHER_SEAT)
    await context.unroute_all()
    await page.close()
    machine.answered.clear()
    page = await context.new_page()
    await page.goto(f"{site.url}/mi-liga")
    await expect(total(page)).to_contain_text("desde otro cargo suyo")
    await expect(total(page)).to_contain_text(words)
    assert machine.answered == []
    await total(page).get_by_role("button", name="Descartar lo que escribí").click()
    await delivered(page)


@pytest.mark.parametrize("way", ["Que quede la mía", "Que quede la otra", "Conservar las dos"])
async def test_what_is_typed_while_a_conflict_is_on_its_way_is_part_of_it(
    site: Site, new_machine: NewMachine, new_tab: NewTab, way: str
) -> None:
    """The reply says that there are two; before it is settled, what was typed since is in sight."""
    machine = await new_machine()
    page = await at_the_level(await machine.start("ana"), site)
    await ready(page)
    dora = await new_tab("dora")
    await dora.open(site.url + LEVEL)
    await types(dora.page, "P1-05", f"Dora, antes de {way}")
    await expect(item(dora.page, "P1-05")).to_have_attribute("data-state", "saved")
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        reply = await route.fetch()
        await held.wait()
        await route.fulfill(response=reply)

    await page.route(re.compile("/reactivos/P1-05$"), hold, times=1)
    async with page.expect_request(re.compile("/reactivos/P1-05$")):
        await types(page, "P1-05", f"Enviado, {way}.")
    await field(page, "P1-05").focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" Y lo que siguió.")
    held.set()
    typed = f"Enviado, {way}. Y lo que siguió."
    card = item(page, "P1-05")
    await expect(card).to_have_attribute("data-state", "conflict")
    await expect(card.get_by_role("alert")).to_contain_text(typed)
    await expect(card.get_by_role("alert")).to_contain_text(f"Dora, antes de {way}")
    await card.get_by_role("button", name=way).click()
    await expect(card).to_have_attribute("data-state", "saved")
    await delivered(page)
    assert any(typed in each for each in await kept(page, site, "P1-05"))
