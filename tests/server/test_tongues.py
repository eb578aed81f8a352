"""Cambio de idioma: a page that answers a form comes back in the other language as it was."""

from urllib.parse import parse_qsl

import pytest

from game.commitments import Move
from server.queries.commitments import commitment_of
from server.tables.agreements import AgreementRow
from server.tables.commitments import CommitmentRow
from server.unsent import CAME_FROM, HELD
from tests.browser import BASE, Browser, Page
from tests.commitments import promised
from tests.server.test_agreements import FORM, NEW
from tests.server.test_commitment_moves import PDF

STEPS = "/compromisos/1/pasos"
AT_HOME = {"Referer": f"{BASE}/compromisos/1"}


def switch(page: Page) -> tuple[str, dict[str, str]]:
    """Where the switch of languages sends, and what."""
    form = page.select_one(".language form")
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    return str(form["action"]), {name: text for name, text in fields.items() if name != "csrf"}


async def switched(browser: Browser, page: Page, status: int) -> Page:
    """The page after its language was changed."""
    address, fields = switch(page)
    return await browser.send(address, status, **fields)


async def test_a_refused_form_comes_back_in_the_other_language_with_all_it_held(
    ana: Browser,
) -> None:
    await promised(None, Move.AGREE)
    typed = {"move": "amend", "seen": "2", "goal": "Una meta & «otra»\nmás", "budget": "mucho"}
    page = await ana.send(STEPS, 422, headers=AT_HOME, **typed)
    assert page.lang == "es"
    english = await switched(ana, page, 422)
    assert english.lang == "en"
    assert english.select_one("#amend-goal").text.strip() == typed["goal"]
    assert english.select_one("#amend-budget")["value"] == "mucho"
    assert english.select("#amend-note-error")
    spanish = await switched(ana, english, 422)
    assert spanish.lang == "es"
    assert spanish.select_one("#amend-budget")["value"] == "mucho"
    assert len((await commitment_of(1)).commitment.history) == 2


async def test_of_several_that_were_ticked_each_is_ticked_still(
    opened: None, coordinadora: Browser
) -> None:
    typed = {**FORM, "goal": "", "invited": ["one/20", "one/31"]}
    page = await switched(coordinadora, await coordinadora.send(NEW, 422, **typed), 422)
    assert page.lang == "en"
    ticked = {box["value"] for box in page.select("[name=invited][checked]")}
    assert ticked == {"one/20", "one/31"}


async def test_a_question_is_asked_again_and_nothing_is_done(
    opened: None, coordinadora: Browser
) -> None:
    page = await switched(coordinadora, await coordinadora.send(NEW, **FORM), 200)
    assert page.h1.text == "Publish and invite 2 governments"
    assert await AgreementRow.count() == 0


async def test_a_form_that_brought_a_file_comes_back_without_it(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    address = "/compromisos/1/cumplimiento"
    typed = {"note": "Ya se publicó.", "title": "Gaceta", "page": " ", "seen": "2"}
    page = await ana.send(address, 422, files={"file": PDF}, headers=AT_HOME, **typed)
    english = await switched(ana, page, 422)
    assert english.lang == "en"
    assert english.select_one("#report_done-note").text.strip() == typed["note"]
    assert english.select_one("#report_done-title")["value"] == "Gaceta"
    assert english.select("#report_done-file-error")


@pytest.mark.both
async def test_what_would_be_kept_is_not_and_one_is_led_to_the_page_of_the_form(
    ana: Browser,
) -> None:
    await promised()
    page = await ana.send(STEPS, 422, headers=AT_HOME, move="withdraw", note="")
    address, fields = switch(page)
    held = dict(parse_qsl(fields[HELD], keep_blank_values=True))
    assert held[CAME_FROM] == "/compromisos/1"
    fields[HELD] = fields[HELD].replace("note=", "note=Otra+prioridad")
    page = await ana.send(address, **fields)
    assert (page.url, page.lang) == (f"{BASE}/compromisos/1", "en")
    assert (await commitment_of(1)).commitment.status == "proposed"


async def test_nobody_is_led_to_another_site(ana: Browser) -> None:
    await promised()
    held = {HELD: f"move=agree&{CAME_FROM}=https%3A%2F%2Fotro.mx%2Fcompromisos"}
    page = await ana.send(f"{STEPS}?idioma=en&solo=1", **held)
    assert page.url == f"{BASE}/compromisos/1"
    assert (await commitment_of(1)).commitment.status == "proposed"


async def test_a_password_is_not_sent_again(browser: Browser) -> None:
    page = await browser.send("/entrar", 422, email="ana@oaxaca.gob.mx", password="equivocada")
    assert not page.select(".language form")
    link = page.select_one(".language a")
    assert link["href"] == "/entrar?idioma=en"
    assert (await browser.open(str(link["href"]))).lang == "en"


async def test_where_nothing_can_be_sent_again_it_leads_to_a_page_that_is_there(
    ana: Browser,
) -> None:
    await promised(None, Move.AGREE)
    typed = {"move": "amend", "seen": "2", "note": "x", "goal": "larga " * 12_000}
    page = await ana.send(STEPS, 422, **typed)
    link = page.select_one(".language a")["href"]
    assert link == "/compromisos/1?idioma=en"
    assert (await ana.open(str(link))).lang == "en"


@pytest.mark.parametrize(
    ("address", "there"),
    [(STEPS, "/compromisos/1"), ("/observaciones/envio", "/observaciones")],
)
async def test_an_address_that_is_only_sent_to_leads_to_the_page_above(
    ana: Browser, address: str, there: str
) -> None:
    await promised()
    page = await ana.open(f"{address}?idioma=en")
    assert (page.url, page.lang) == (f"{BASE}{there}", "en")


async def test_what_a_lost_session_left_unsent_is_read_in_the_other_language_and_then_sent(
    ana: Browser,
) -> None:
    await promised(None, Move.AGREE)
    token = await ana.csrf()
    session = dict(ana.client.cookies)
    await ana.sign_out()
    ana.client.cookies.update(session)
    page = await ana.send(STEPS, 401, csrf=token, move="withdraw", note="Otra prioridad.")
    english = await switched(ana, page, 401)
    assert english.lang == "en"
    assert "Otra prioridad." in english.text
    to = english.select_one('main [name="unsent-to"]')["value"]
    assert to == STEPS
    assert await CommitmentRow.count() == 1
