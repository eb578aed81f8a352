"""Conservar las dos: one stays in force, the other beside the item for the team until resolved."""

import pytest
from litestar import Litestar

from server.queries.answers import answer_history_of, answers_of
from server.queries.notes import notes_of
from server.tables.audit import AuditRow
from tests.browser import Browser, Page
from tests.editions import EDITION, give_verdict, open_edition
from tests.elements import Element
from tests.server.people import OAXACA
from tests.server.signed import puts_signature

LEVEL = "/mi-liga/niveles/P1"
TEXT = "/mi-liga/reactivos/P1-05"
ITEM = "/mi-liga/reactivos/P1-01"
RESOLVED = f"{TEXT}/notas/1/resuelta"
BY_BETO = "Lo de Beto."


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


def hidden_in(page: Page, item: str = "P1-05") -> dict[str, str]:
    """The fields of a form of conflict, but for its token."""
    hidden = page.select(f"#item-{item}-form input[type=hidden]")
    return {str(tag["name"]): str(tag["value"]) for tag in hidden if tag["name"] != "csrf"}


async def conflict(ana: Browser, beto: Browser) -> dict[str, str]:
    """Both write without seeing each other; what Beto is asked with."""
    fields = hidden_in(await beto.open(LEVEL))
    await ana.send(TEXT, text="Lo de Ana.")
    return hidden_in(await beto.send(TEXT, 409, **{**fields, "text": BY_BETO}))


async def both_kept(ana: Browser, beto: Browser) -> Page:
    return await beto.send(TEXT, **await conflict(ana, beto), keep="both")


def note_in(page: Page) -> Element:
    return page.select_one("#item-P1-05 .note")


async def in_force() -> str:
    return (await answers_of(OAXACA, EDITION, ["P1-05"]))["P1-05"].answer.text


async def test_a_conflict_offers_to_keep_both(ana: Browser, beto: Browser) -> None:
    fields = hidden_in(await beto.open(LEVEL))
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **{**fields, "text": BY_BETO})
    words = [button.get_text() for button in page.select("#item-P1-05-form button")]
    assert words == [
        "Que quede la mía",
        "Que quede la otra",
        "Conservar las dos: la mía queda como nota",
    ]


async def test_theirs_stays_in_force_and_mine_is_a_note_of_the_team(
    ana: Browser, beto: Browser
) -> None:
    page = await both_kept(ana, beto)
    assert await in_force() == "Lo de Ana."
    assert page.field("text").strip() == "Lo de Ana."
    for page in (await ana.open(LEVEL), await beto.open(LEVEL)):
        assert BY_BETO in note_in(page).text
        assert "Beto Cruz, 3 de marzo de 2026, 12:00" in note_in(page).text


async def test_the_whole_of_what_was_typed_can_be_read(ana: Browser, beto: Browser) -> None:
    fields = hidden_in(await beto.open(LEVEL), "P1-01")
    await ana.send(ITEM, chosen="yes")
    typed = {"chosen": "no", "reason": "Sin presupuesto.", "plan": "Pedirlo.", "plan_by": "pronto"}
    page = await beto.send(ITEM, 409, **{**fields, **typed})
    page = await beto.send(ITEM, **hidden_in(page, "P1-01"), keep="both")
    note = page.select_one("#item-P1-01 .note").text
    assert all(text in note for text in ("No", "Sin presupuesto.", "Pedirlo.", "pronto"))


async def test_with_htmx_the_item_comes_back_with_its_note(ana: Browser, beto: Browser) -> None:
    reply = await beto.send(TEXT, htmx=True, **await conflict(ana, beto), keep="both")
    assert not reply.is_whole
    assert BY_BETO in note_in(reply).text


async def test_the_titular_reads_a_note_and_does_not_resolve_it(
    ana: Browser, beto: Browser, sofia: Browser
) -> None:
    await both_kept(ana, beto)
    note = note_in(await sofia.open(LEVEL))
    assert BY_BETO in note.text
    assert not note.select("form")
    await sofia.send(RESOLVED, 403)


async def test_nobody_else_sees_a_note(
    browser: Browser, ana: Browser, beto: Browser, carla: Browser, rita: Browser
) -> None:
    await both_kept(ana, beto)
    assert BY_BETO not in (await carla.open(LEVEL)).response.text
    await carla.send(RESOLVED, 404)
    await carla.open(f"{TEXT}/ahora")
    await rita.send(RESOLVED, 403)
    await rita.open(f"{TEXT}/ahora", 403)
    await browser.send(RESOLVED, 401)
    await browser.open(f"{TEXT}/ahora", 401, htmx=True)
    assert all(note.is_open for note in await notes_of(OAXACA, EDITION))


async def test_a_verifier_does_not_find_it_in_the_level_they_review(
    ana: Browser, beto: Browser, sofia: Browser, rita: Browser
) -> None:
    await both_kept(ana, beto)
    full = {"reason": "Falta.", "plan": "Hacer.", "plan_by": "2026-12-01"}
    await ana.send(ITEM, chosen="no", **full)
    await ana.send("/mi-liga/reactivos/P1-02", chosen="none", **full)
    await ana.send("/mi-liga/reactivos/P1-03", chosen="none", **full)
    await ana.send(f"{LEVEL}/enviar")
    await puts_signature(sofia, "P1")
    page = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/P1")
    assert "Lo de Ana." in page.text
    assert BY_BETO not in page.response.text
    assert BY_BETO in (await ana.open(LEVEL)).text


async def test_a_note_goes_when_it_is_resolved_and_the_history_tells_it(
    ana: Browser, beto: Browser
) -> None:
    await both_kept(ana, beto)
    history = await ana.open(f"{TEXT}/historia")
    assert "sigue sin resolver" in history.select_one("#revision-2").text
    page = await ana.send(RESOLVED)
    assert page.url.endswith("#item-P1-05")
    assert not page.select(".note")
    assert not (await beto.open(LEVEL)).select(".note")
    told = (await beto.open(f"{TEXT}/historia")).select_one("#revision-2").text
    assert BY_BETO in told
    assert "la resolvió Ana Ruiz, 3 de marzo de 2026, 12:00" in told
    assert await AuditRow.count().where(AuditRow.action == "note-resolved") == 1


@pytest.mark.both
async def test_with_htmx_the_item_comes_back_without_it(ana: Browser, beto: Browser) -> None:
    await both_kept(ana, beto)
    reply = await ana.send(RESOLVED, htmx=True)
    assert not reply.is_whole
    assert reply.select_one("article#item-P1-05")
    assert not reply.select(".note")


async def test_a_note_resolved_twice_is_resolved_once(ana: Browser, beto: Browser) -> None:
    await both_kept(ana, beto)
    await ana.send(RESOLVED)
    await beto.send(RESOLVED)
    (note,) = await notes_of(OAXACA, EDITION)
    assert note.resolver == "Ana Ruiz"
    assert await AuditRow.count().where(AuditRow.action == "note-resolved") == 1


async def test_a_note_can_be_resolved_after_its_item_was_decided(
    ana: Browser, beto: Browser
) -> None:
    await both_kept(ana, beto)
    await give_verdict("P1-05", "accepted", revision=3)
    page = await ana.send(RESOLVED)
    assert not page.select(".note")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"{TEXT}/notas/99/resuelta", id="no such note"),
        pytest.param(f"{ITEM}/notas/1/resuelta", id="of another item"),
        pytest.param("/mi-liga/reactivos/Z9-99/notas/1/resuelta", id="of no item"),
        pytest.param(f"{TEXT}/notas/99999999999999999999/resuelta", id="no number of a row"),
    ],
)
async def test_what_is_no_note_is_not_there(ana: Browser, beto: Browser, address: str) -> None:
    await both_kept(ana, beto)
    await ana.send(address, 404)
    assert all(note.is_open for note in await notes_of(OAXACA, EDITION))


async def test_both_kept_twice_is_kept_once(ana: Browser, beto: Browser) -> None:
    fields = await conflict(ana, beto)
    await beto.send(TEXT, **fields, keep="both")
    before = await answer_history_of(OAXACA, EDITION, "P1-05")
    await beto.send(TEXT, **fields, keep="both")
    assert await answer_history_of(OAXACA, EDITION, "P1-05") == before
    assert len(await notes_of(OAXACA, EDITION)) == 1


async def test_whoever_saved_meanwhile_is_asked_about_again(ana: Browser, beto: Browser) -> None:
    fields = await conflict(ana, beto)
    await ana.send(TEXT, revision="1", text="Otra de Ana.")
    page = await beto.send(TEXT, 409, **fields, keep="both")
    assert "Otra de Ana." in page.select_one("#item-P1-05 [role=alert]").text
    assert await notes_of(OAXACA, EDITION) == ()
    page = await beto.send(TEXT, **hidden_in(page), keep="both")
    assert BY_BETO in note_in(page).text


async def test_the_same_text_from_two_people_is_no_conflict(ana: Browser, beto: Browser) -> None:
    fields = hidden_in(await beto.open(LEVEL))
    await ana.send(TEXT, text="Lo mismo.")
    await beto.send(TEXT, **{**fields, "text": "Lo mismo."})
    assert len(await answer_history_of(OAXACA, EDITION, "P1-05")) == 1


async def test_what_was_typed_for_another_edition_is_refused_and_shown(ana: Browser) -> None:
    page = await ana.send(TEXT, 409, edition="2025", text="De hace un año.")
    item = page.select_one("#item-P1-05")
    assert "edición 2025, que ya no se responde" in item.select_one("[role=alert]").text
    assert page.field("text").strip() == "De hace un año."
    assert await answer_history_of(OAXACA, EDITION, "P1-05") == ()


async def test_the_address_of_a_note_opened_anew_leads_to_its_item(ana: Browser) -> None:
    assert (await ana.open(RESOLVED)).url.endswith(f"{LEVEL}#item-P1-05")


async def test_an_item_as_it_is_now_comes_with_those_that_depend_on_it(ana: Browser) -> None:
    assert (await ana.open(f"{ITEM}/ahora")).url.endswith(f"{LEVEL}#item-P1-01")
    await ana.send(ITEM, chosen="yes")
    reply = await ana.open(f"{ITEM}/ahora", htmx=True)
    assert not reply.is_whole
    assert reply.select_one("#item-P1-01 [checked]")["value"] == "yes"
    assert reply.select_one('[hx-target="#slot-P1-04"] #item-P1-04')
    await ana.open("/mi-liga/reactivos/Z9-99/ahora", 404)


async def test_everything_of_it_is_said_in_english_too(ana: Browser, beto: Browser) -> None:
    await both_kept(ana, beto)
    page = await ana.open(f"{LEVEL}?idioma=en")
    assert "Note of the team: what Beto Cruz, March 3, 2026, 12:00 wrote" in note_in(page).text
    assert "Resolved" in note_in(page).text
