"""Responder, as browsers see it: with htmx and without, one at a time and two at once."""

from dataclasses import replace
from fractions import Fraction

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from server.pages.answers import Sheet, item_card
from server.queries.answers import answer_history_of, answers_of, keep_answer
from server.queries.editions import entry_of, rules_of
from server.tables.answers import AnswerRow
from tests.browser import Browser, Page
from tests.editions import (
    ANA,
    EARLIER,
    EDITION,
    a_definition,
    give_verdict,
    move_to,
    open_edition,
)
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import P1, answer, sign

LEVEL = "/mi-liga/niveles/P1"
GAP_FIELDS = ("reason", "plan", "plan_by")
ITEM = "/mi-liga/reactivos/P1-01"
NO = {
    "chosen": "no",
    "reason": "No hay presupuesto.",
    "plan": "Pedirlo.",
    "plan_by": "2026-12-01",
}
TEXT = "/mi-liga/reactivos/P1-05"
# What can be typed or chosen in an item.
TYPED = ".item :is(input:not([type=hidden]), textarea, select)"


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


async def keep_earlier_answer() -> None:
    rules, entry = await rules_of("2025"), await entry_of("2025", OAXACA)
    answer = Answer("A-01", chosen=("yes",))
    await keep_answer(rules, entry, answer, base=0, by=ANA, at=NOON)


async def in_force(item: str, participant: str = OAXACA) -> str:
    kept = await answers_of(participant, EDITION, [item])
    return kept[item].answer.text or ",".join(kept[item].answer.chosen)


def sheet_of(page: Page, item: str = "P1-01") -> dict[str, str]:
    """The hidden fields of the form of an item, as a browser would send them."""
    names = ("revision", "sheet")
    form = f"#item-{item}-form"
    return {name: str(page.select_one(f"{form} [name={name}]")["value"]) for name in names}


async def test_the_level_shows_its_items_with_help_and_legal_basis(ana: Browser) -> None:
    page = await ana.open(LEVEL)
    assert page.h1.get_text() == "P1 Tema P1"
    item = page.select_one("#item-P1-01").get_text(" ")
    assert "¿Pregunta P1-01?" in item
    assert "Qué cuenta en P1-01." in item
    assert "Ejemplo de P1-01." in item
    assert "por validar" in item
    assert "vigente del 18 de mayo de 2018 al 16 de julio de 2025" in item


async def test_a_level_says_what_time_it_asks_about(ana: Browser) -> None:
    definition = a_definition("2027")
    definition["edition"]["assessed"] = {"first": "2026-01-01", "last": "2026-12-31"}
    await open_edition(definition)
    page = await ana.open(LEVEL)
    assert "del 1 de enero de 2026 al 31 de diciembre de 2026" in page.select_one("main").text
    page = await ana.send("/mi-liga/reactivos/I1-02", date="2027-01-01")
    item = page.select_one("#item-I1-02").text
    assert "no puede ser posterior al 31 de diciembre de 2026" in item
    assert "falta corregir lo que se indica" in item


async def test_whoever_writes_in_two_windows_is_not_told_of_somebody_else(ana: Browser) -> None:
    await ana.send(TEXT, text="En esta ventana.")
    page = await ana.send(TEXT, 409, revision="0", text="En la otra.")
    told = page.select_one("#item-P1-05 [role=alert]").text
    assert "la guardó usted en otra ventana" in told
    assert "Otra persona" not in told


async def test_an_answer_without_javascript_comes_back_to_its_item(ana: Browser) -> None:
    page = await ana.send(ITEM, **NO)
    assert page.response.url.path == LEVEL
    assert page.response.url.fragment == "item-P1-01"
    assert page.select_one("#item-P1-01 [checked]")["value"] == "no"
    assert page.select_one("#item-P1-01-plan").get_text().strip() == "Pedirlo."


async def test_an_answer_with_htmx_gets_the_item_and_the_progress(ana: Browser) -> None:
    reply = await ana.send(ITEM, htmx=True, **NO)
    assert not reply.is_whole
    assert reply.select_one("article#item-P1-01")["data-state"] == "saved"
    assert (
        "Guardado por Ana Ruiz"
        in reply.select_one("#item-P1-01 .save-state [data-when=saved]").get_text()
    )
    assert "1 de 4 respondidos" in reply.select_one('[hx-target="#progress"]').get_text()


async def test_only_a_kept_answer_says_so_by_its_key_also_when_it_comes_again(
    ana: Browser,
) -> None:
    for _ in range(2):
        kept = await ana.send(ITEM, htmx=True, sheet="s", key="k-1", **NO)
        assert kept.response.headers["Liga-Saved"] == "k-1"
    stale = await ana.send(ITEM, 409, htmx=True, sheet="t", key="k-2", revision="0", chosen="yes")
    assert "Liga-Saved" not in stale.response.headers
    assert stale.response.headers["Liga-Reply"] == "liga"
    # What no script of ours would send is not repeated in a header.
    odd = await ana.send(ITEM, htmx=True, sheet="u", key="k\r\nX: 1", **NO)
    assert "Liga-Saved" not in odd.response.headers


async def test_an_answer_opens_the_item_that_depends_on_it(ana: Browser) -> None:
    page = await ana.open(LEVEL)
    assert page.select_one("#slot-P1-04").has_attr("hidden")
    reply = await ana.send(ITEM, htmx=True, chosen="yes")
    assert reply.select_one('[hx-target="#slot-P1-04"] #item-P1-04')
    reply = await ana.send(ITEM, htmx=True, revision="1", chosen="no")
    assert reply.select_one('[hx-target="#slot-P1-04"] #slot-P1-04').has_attr("hidden")


async def test_a_gap_asks_for_reason_and_plan_and_says_they_are_worth_the_same(
    ana: Browser,
) -> None:
    reply = await ana.send(ITEM, htmx=True, chosen="no")
    plan = reply.select_one("#item-P1-01 .item-plan").get_text(" ")
    assert "los mismos puntos" in plan
    assert "¿Para cuándo?" in plan


async def test_what_a_no_is_asked_for_is_on_the_page_before_anything_is_chosen(
    ana: Browser,
) -> None:
    """Without a line no reply comes that could bring it."""
    page = await ana.open(LEVEL)
    for code in ("P1-01", "P1-02", "P1-03"):
        form = page.select_one(f"#item-{code}-form")
        assert [form.select_one(f"[name={name}]")["id"] for name in GAP_FIELDS] == [
            f"item-{code}-{name}" for name in GAP_FIELDS
        ]
        assert not form.select(".item-gap")
    assert [choice["value"] for choice in page.select("#item-P1-01-form .choice-gap input")] == [
        "no"
    ]
    # Of a number only the rules can tell: what opens it is named.
    page = await ana.open("/mi-liga/niveles/I1")
    form = page.select_one("#item-I1-01-form")
    assert "razón y plan" in form.select_one(".item-gap").get_text()
    assert form.select_one("[name=plan]")
    # Free text counts in nothing: it has no gap.
    page = await ana.open(LEVEL)
    assert not page.select("#item-P1-05-form .item-plan")


async def test_no_aplica_asks_why(ana: Browser) -> None:
    reply = await ana.send("/mi-liga/reactivos/P1-02", htmx=True, not_applicable="1")
    assert reply.select_one("#item-P1-02-reason")


async def test_what_is_half_typed_is_kept_and_said_to_be_missing(ana: Browser) -> None:
    await ana.send(ITEM, chosen="yes")
    page = await ana.send("/mi-liga/reactivos/P1-04", number="doce")
    item = page.select_one("#item-P1-04")
    assert page.select_one("#item-P1-04-number")["value"] == "doce"
    assert "Escriba un número" in item.get_text()


async def test_what_was_typed_in_a_field_that_is_hidden_now_comes_back(ana: Browser) -> None:
    page = await ana.send(ITEM, **NO)
    page = await ana.send(ITEM, **sheet_of(page), **{**NO, "chosen": "yes"})
    form = page.select_one("#item-P1-01-form")
    assert form["data-stance"] == ""
    assert form.select_one("textarea[name=plan]").get_text().strip() == "Pedirlo."
    assert not form.select("input[type=hidden][name=plan]")


async def test_a_colleague_sees_the_answer_and_who_gave_it(ana: Browser, beto: Browser) -> None:
    await ana.send(ITEM, **NO)
    page = await beto.open(LEVEL)
    assert "Ana Ruiz" in page.select_one("#item-P1-01 .save-state [data-when=saved]").get_text()


async def test_another_government_has_its_own_sheet(ana: Browser, carla: Browser) -> None:
    await ana.send(ITEM, **NO)
    page = await carla.open(LEVEL)
    assert "Pedirlo." not in page.response.text
    await carla.send(ITEM, chosen="yes")
    assert (await in_force("P1-01"), await in_force("P1-01", YUCATAN)) == ("no", "yes")


async def test_strangers_and_the_observatory_do_not_answer(
    browser: Browser, victor: Browser, sofia: Browser
) -> None:
    await browser.send(ITEM, 401, chosen="yes")
    await victor.send(ITEM, 403, chosen="yes")
    await sofia.send(ITEM, 403, chosen="yes")
    assert await AnswerRow.count() == 0


async def test_the_titular_reads_and_cannot_type(ana: Browser, sofia: Browser) -> None:
    await ana.send(ITEM, **NO)
    page = await sofia.open(LEVEL)
    assert "Su cargo las lee y las firma" in page.select_one("#item-P1-01").get_text()
    assert not page.select(TYPED)


async def test_what_is_locked_is_read_as_it_was_answered(ana: Browser, sofia: Browser) -> None:
    long = "Falta personal en el área. " * 20
    await ana.send(ITEM, **NO | {"reason": long, "plan_by": "2026-12-01"})
    page = await sofia.open(LEVEL)
    given = page.select_one("#item-P1-01 .item-given")
    assert given.select_one(".item-answer").get_text(strip=True) == "No"
    opening = given.select_one("details summary").get_text()
    assert opening.strip().startswith("Razón: Falta personal")
    assert len(opening) < len(long) / 2
    assert given.select_one("details p").get_text(strip=True) == long.strip()
    assert f"Plan: {NO['plan']}" in given.get_text()
    assert "Para cuándo: 1 de diciembre de 2026" in given.get_text()
    assert "Sin evidencia" in page.select_one("#item-P1-01 .evidence").get_text()


async def test_a_reason_that_answers_nothing_any_more_is_not_read_with_a_yes(
    ana: Browser, sofia: Browser
) -> None:
    await ana.send(ITEM, **NO)
    await ana.send(ITEM, revision="1", chosen="yes", reason="Falta personal")
    given = (await sofia.open(LEVEL)).select_one("#item-P1-01 .item-given")
    assert given.select_one(".item-answer").get_text(strip=True) == "Sí"
    assert "Falta personal" not in given.get_text()
    # P1-04 is asked now; a number that was not typed is no unit alone.
    blank = (await sofia.open(LEVEL)).select_one("#item-P1-04 .item-answer")
    assert blank.get_text(strip=True) == "Sin respuesta"


async def test_in_another_stage_the_answer_is_refused_and_still_on_the_page(ana: Browser) -> None:
    await move_to(Stage.REVIEW)
    page = await ana.send(TEXT, 409, text="Lo que escribí.")
    assert "Lo que escribí." in page.select_one("#item-P1-05-text").get_text()
    assert "etapa" in page.select_one("#item-P1-05 [role=alert]").get_text()
    assert await AnswerRow.count() == 0


async def test_a_decided_item_says_so(ana: Browser) -> None:
    await ana.send(ITEM, **NO)
    await give_verdict("P1-01", "accepted")
    page = await ana.open(LEVEL)
    assert "Ya tiene dictamen" in page.select_one("#item-P1-01").get_text()
    page = await ana.send(ITEM, 409, revision="1", chosen="yes")
    assert await in_force("P1-01") == "no"


async def test_a_returned_item_shows_its_reason_and_can_be_mended(ana: Browser) -> None:
    await answer(P1)
    await sign("P1")
    await give_verdict("P1-01", "returned", reason="Falta el documento.")
    page = await ana.open(LEVEL)
    verdict = page.select_one("#item-P1-01 .verdict").get_text()
    assert "Falta el documento." in verdict
    assert "Al guardar lo corregido, el nivel vuelve a firma" in verdict
    page = await ana.send(ITEM, **sheet_of(page), **{**NO, "reason": "Ahora sí."})
    assert "ya se corrigió" in page.select_one("#item-P1-01").get_text()
    assert "Al guardar lo corregido" not in page.text


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"chosen": "perhaps"}, id="an option that is not there"),
        pytest.param({"chosen": ["yes", "no"]}, id="two options of one"),
        pytest.param({"revision": "-1; DROP", "chosen": "yes"}, id="a revision that is no number"),
        pytest.param({"text": "\x0b ok"}, id="characters nobody types"),
    ],
)
async def test_bad_input_is_kept_as_it_is_and_harms_nobody(
    ana: Browser, fields: dict[str, object]
) -> None:
    await ana.send(ITEM, **fields)
    await ana.open(LEVEL)


async def test_a_text_too_long_is_refused_and_still_on_the_page(ana: Browser) -> None:
    page = await ana.send(TEXT, 422, text="a" * 20_001)
    assert len(page.select_one("#item-P1-05-text").get_text().strip()) == 20_001


async def test_what_looks_like_html_is_shown_as_it_was_typed(ana: Browser) -> None:
    page = await ana.send(TEXT, text="</textarea><script>alert(1)</script>", sheet='"><script>')
    assert "<script>alert" not in page.response.text
    reply = await ana.send(TEXT, htmx=True, text="b", revision="1", sheet='"><script>')
    assert "<script>" not in reply.response.text


async def test_an_unknown_item_is_not_there(ana: Browser) -> None:
    await ana.send("/mi-liga/reactivos/Z9-99", 404, chosen="yes")
    await ana.open("/mi-liga/niveles/Z9", 404)
    await ana.open("/mi-liga/reactivos/Z9-99/historia", 404)


async def test_an_answer_is_sent_and_fetching_its_address_leads_to_the_item(ana: Browser) -> None:
    page = await ana.open(ITEM)
    assert page.url.endswith("#item-P1-01")
    assert not await answer_history_of(OAXACA, EDITION, "P1-01")


async def test_the_same_form_sent_twice_is_one_answer(ana: Browser) -> None:
    sheet = sheet_of(await ana.open(LEVEL))
    await ana.send(ITEM, **sheet, **NO)
    await ana.send(ITEM, **sheet, **NO)
    assert len(await answer_history_of(OAXACA, EDITION, "P1-01")) == 1


async def test_a_stale_answer_shows_both_and_asks(ana: Browser, beto: Browser) -> None:
    of_beto = sheet_of(await beto.open(LEVEL), "P1-05")
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **of_beto, text="Lo de Beto.")
    both = page.select_one("#item-P1-05 [role=alert]").get_text(" ")
    assert "Lo de Ana." in both
    assert "Lo de Beto." in both
    assert "Ana Ruiz" in both
    assert await in_force("P1-05") == "Lo de Ana."


@pytest.mark.parametrize(
    ("keep", "stays"),
    [
        pytest.param("mine", "Lo de Beto.", id="mine"),
        pytest.param("theirs", "Lo de Ana.", id="theirs"),
    ],
)
async def test_whichever_stays_the_other_is_in_the_history(
    ana: Browser, beto: Browser, keep: str, stays: str
) -> None:
    of_beto = sheet_of(await beto.open(LEVEL), "P1-05")
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **of_beto, text="Lo de Beto.")
    hidden = page.select("#item-P1-05-form input[type=hidden]")
    sent = {str(tag["name"]): str(tag["value"]) for tag in hidden if tag["name"] != "csrf"}
    await beto.send(TEXT, **sent, keep=keep)
    assert await in_force("P1-05") == stays
    history = await beto.open(f"{TEXT}/historia")
    assert "Lo de Ana." in history.text
    assert "Lo de Beto." in history.text
    newest = history.select("li.panel")[0].text
    assert ("Elegida por Beto" in newest) is (stays == "Lo de Ana.")
    assert ("Ana Ruiz" in newest) is (stays == "Lo de Ana.")


@pytest.mark.parametrize("keep", ["mine", "theirs"])
async def test_a_conflict_settled_twice_is_settled_once(
    ana: Browser, beto: Browser, keep: str
) -> None:
    of_beto = sheet_of(await beto.open(LEVEL), "P1-05")
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **of_beto, text="Lo de Beto.")
    hidden = page.select("#item-P1-05-form input[type=hidden]")
    sent = {str(tag["name"]): str(tag["value"]) for tag in hidden if tag["name"] != "csrf"}
    await beto.send(TEXT, **sent, keep=keep)
    before = await answer_history_of(OAXACA, EDITION, "P1-05")
    await beto.send(TEXT, **sent, keep=keep)
    assert await answer_history_of(OAXACA, EDITION, "P1-05") == before


async def test_whoever_gave_way_may_think_again(ana: Browser, beto: Browser) -> None:
    of_beto = sheet_of(await beto.open(LEVEL), "P1-05")
    await ana.send(TEXT, text="Lo de Ana.")
    page = await beto.send(TEXT, 409, **of_beto, text="Lo de Beto.")
    hidden = page.select("#item-P1-05-form input[type=hidden]")
    sent = {str(tag["name"]): str(tag["value"]) for tag in hidden if tag["name"] != "csrf"}
    await beto.send(TEXT, **sent, keep="theirs")
    await beto.send(TEXT, **sent, keep="mine")
    assert await in_force("P1-05") == "Lo de Beto."


@pytest.mark.parametrize("revision", ["9" * 25, "9" * 5_000, "²", "-1"])
async def test_a_revision_that_is_none_loses_no_answer(ana: Browser, revision: str) -> None:
    await ana.send(TEXT, text="Lo primero.")
    page = await ana.send(TEXT, 409, revision=revision, text="Lo segundo.")
    assert "Lo segundo." in page.select_one("#item-P1-05 [role=alert]").get_text(" ")


async def test_a_plan_is_not_for_before_the_edition_opened(ana: Browser) -> None:
    page = await ana.send(ITEM, **{**NO, "plan_by": "2020-02-01"})
    item = page.select_one("#item-P1-01")
    assert "El plan no puede ser de antes del 15 de enero de 2026" in item.get_text()
    assert "Del 15 de enero de 2026" in item.select_one("#item-P1-01-plan_by-help").text
    page = await ana.send(ITEM, revision="1", **NO)
    assert "no puede ser de antes" not in page.text


async def test_a_stale_answer_with_htmx_replaces_the_item_by_the_question(
    ana: Browser, beto: Browser
) -> None:
    of_beto = sheet_of(await beto.open(LEVEL), "P1-05")
    await ana.send(TEXT, text="Lo de Ana.")
    reply = await beto.send(TEXT, 409, htmx=True, **of_beto, text="Lo de Beto.")
    assert reply.select_one("article#item-P1-05")["data-state"] == "conflict"


async def test_the_last_edition_stands_beside_the_question(ana: Browser) -> None:
    await open_edition(EARLIER)
    await keep_earlier_answer()
    await give_verdict("A-01", "rejected", edition="2025", reason="No se encontró.")
    page = await ana.open(LEVEL)
    before = page.select_one("#item-P1-01 .item-previous").get_text(" ")
    assert "edición 2025" in before
    assert "Rechazada" in before


async def test_everything_is_said_in_english_too(ana: Browser) -> None:
    page = await ana.open(f"{LEVEL}?idioma=en")
    assert page.h1.get_text() == "P1 Topic P1"
    assert "Question P1-01?" in page.select_one("#item-P1-01").get_text()


async def test_what_was_typed_stays_spanish_on_an_english_page(ana: Browser) -> None:
    await open_edition(EARLIER)
    await keep_earlier_answer()
    await give_verdict("A-01", "rejected", edition="2025", reason="No se encontró.")
    await ana.send(ITEM, **sheet_of(await ana.open(LEVEL)), **NO)
    page = await ana.open(f"{LEVEL}?idioma=en")
    item = page.select_one("#item-P1-01")
    said = {each.get_text(strip=True) for each in item.select("[lang=es]")}
    assert {"No hay presupuesto.", "No se encontró.", "art. 5"} <= said
    history = await ana.open(f"{ITEM}/historia?idioma=en")
    assert history.select("#revision-1 [lang=es]")[0].get_text() == "No hay presupuesto."


#   P1-04 is asked only after "yes" to P1-01
async def test_numbers_that_are_left_out_are_explained(ana: Browser) -> None:
    words = "los que no aparecen no se le preguntan"
    page = await ana.open(LEVEL)
    assert words in page.text
    await ana.send(ITEM, **sheet_of(page), chosen="yes")
    assert words not in (await ana.open(LEVEL)).text


async def test_a_weight_says_what_it_means(app: Litestar) -> None:
    rules = await rules_of(EDITION)
    plain = rules.questionnaire.item("P1-01")
    heavy = replace(plain, weight=Fraction(2))
    url = app.route_reverse
    card = item_card(Sheet(heavy, "P", Answer("P1-01")), url)
    assert card.weight_text == "Peso 2"
    assert card.weight_note == "En el índice, pesa 2 veces lo que un reactivo normal de su tema."
    assert item_card(Sheet(plain, "P", Answer("P1-01")), url).weight_note == ""


@pytest.mark.parametrize("htmx", [False, True])
async def test_what_was_typed_where_nothing_is_asked_any_more_is_all_shown(
    ana: Browser, beto: Browser, *, htmx: bool
) -> None:
    await ana.send(ITEM, chosen="yes")
    sheet = sheet_of(await beto.open(LEVEL), "P1-04")
    await ana.send(ITEM, revision="1", **NO)
    typed = {"number": "12 y medio", "reason": "Según el registro.", "plan": "Contarlos."}
    reply = await beto.send("/mi-liga/reactivos/P1-04", 409, htmx=htmx, **sheet, **typed)
    told = reply.select_one(".typed[role=alert]").get_text(" ")
    assert "El reactivo P1-04 no se pregunta a este gobierno." in told
    assert "¿Pregunta P1-04?" in told
    for text in typed.values():
        assert text in told
    assert reply.is_whole is not htmx


async def test_what_was_ticked_where_nothing_is_asked_any_more_is_said_in_words(
    ana: Browser, beto: Browser
) -> None:
    await ana.send(ITEM, **NO)
    reply = await beto.send(
        "/mi-liga/reactivos/P1-04", 409, not_applicable="1", reason="Razón mía."
    )
    told = reply.select_one(".typed[role=alert]").get_text(" ")
    assert "No aplica" in told
    assert "Razón mía." in told
