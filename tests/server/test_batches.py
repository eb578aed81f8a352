"""Lotes de recomendaciones: drafted from gaps, edited, issued, answered; and the whole loop."""

import csv
import io
from copy import deepcopy
from datetime import timedelta

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from server.pages import batches
from server.queries.answers import answers_of
from server.queries.batches import recommended_in
from server.queries.commitments import commitment_of
from server.queries.documents import documents_of
from server.queries.mail import messages
from server.queries.participants import enter
from server.tables.batches import BatchRow, RecommendationRow
from tests.browser import Browser, Page
from tests.commitments import NOON, a_commitment, lines_seen, promised
from tests.editions import EDITION, move_to, open_edition
from tests.elements import Element
from tests.server.conftest import Clock, Enter
from tests.server.people import OAXACA, YUCATAN
from tests.server.published import ANYWHERE, CAPITAL, STRONG, WEAK, measured, publish
from tests.server.signed import verified
from tests.server.test_copying import a_round
from tests.server.twice import FORMER, THEN, former, held, latter

ROOM = "/coordinacion/recomendaciones"
ADVICE = "/mi-liga/recomendaciones"
NEW = "/mi-liga/compromisos/nuevo"
DRAFT = {
    "key": "lote-1",
    "title": "Recomendaciones 2026",
    "edition": "2026",
    "audience": "/states",
    "most": "3",
}
PROMISE = {
    "key": "hoja-1",
    "indicator": "La gaceta",
    "responsible": "Dirección",
    "due": "2026-09-30",
    "is_public": "1",
    "milestone_1": "Proyecto",
    "milestone_1_due": "2026-05-29",
}


@pytest.fixture
async def measured_states(app: Litestar) -> None:
    """Three states with published results."""
    await measured()
    await publish()


#   Oaxaca lacks P1-01 (no) and P1-03 (a half) and has a half of I1-01; P1-01 opens P1-04.
@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_a_draft_says_what_each_gap_gains_and_who_has_it(coordinadora: Browser) -> None:
    page = await coordinadora.send(ROOM, **DRAFT)
    assert page.h1.text == "Recomendaciones 2026"
    assert len(page.select("main form li.panel")) == 3
    page = await coordinadora.open(f"{ROOM}/1?gobierno={OAXACA}")
    assert len(page.select("main form li.panel")) == 3
    text = page.select_one("main").text
    assert "Ganaría 12.5 puntos del índice si lo demás no cambia" in text
    example = page.select_one(f'a[href="/indicador/2026/recibo/{CAPITAL}/I1#item-I1-01"]')
    assert "respuesta y dictamen" in example.text
    assert "Gaceta, 3" in text or "Gaceta, p. 3" in text


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_a_draft_is_edited_merged_dropped_and_issued(
    coordinadora: Browser, ana: Browser, carla: Browser, browser: Browser
) -> None:
    await coordinadora.send(ROOM, **DRAFT)
    first, second, third = await recommended_in(1, OAXACA)
    fields = {f"text_{each.id}": each.what.text for each in (first, second, third)}
    fields |= {f"priority_{each.id}": str(each.what.priority) for each in (first, second, third)}
    fields |= {f"revision_{each.id}": "1" for each in (first, second, third)}
    room = f"{ROOM}/1"
    edited = fields | {"participant": OAXACA, f"text_{first.id}": "Haga esto primero."}
    kept = await coordinadora.send(room, **edited, act="save")
    assert "Los cambios quedaron guardados." in kept.select_one(".notice").text
    assert kept.select(".advice details ul small")
    stale = await coordinadora.send(room, 409, **edited, act="drop", ticked=str(first.id))
    assert "Alguien cambió estas recomendaciones" in stale.text
    now = edited | {f"revision_{first.id}": "2"}
    await coordinadora.send(room, **now, act="merge", ticked=[str(first.id), str(second.id)])
    whole, last = await recommended_in(1, OAXACA)
    assert whole.what.items == (*first.what.items, *second.what.items)
    assert whole.what.text == f"Haga esto primero.\n{second.what.text}"
    assert (whole.what.gain or 0) > max(first.what.gain or 0, second.what.gain or 0)
    await coordinadora.send(
        room,
        **{"participant": OAXACA, f"text_{last.id}": last.what.text},
        **{f"priority_{last.id}": "3"},
        act="drop",
        ticked=str(last.id),
    )
    assert len(await recommended_in(1, OAXACA)) == 1
    listed = 'a[href="/recomendaciones/1"]'
    await browser.open("/recomendaciones/1", 404)
    assert not (await browser.open("/recomendaciones")).select(listed)
    assert not (await ana.open(ADVICE)).select("#plan")
    await coordinadora.send(f"{room}/emision", audience="public")
    assert (await browser.open("/recomendaciones")).select_one(listed)
    told = {each.message.address for each in await messages(10)}
    assert "ana@oaxaca.gob.mx" in told
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "Haga esto primero." in page.text
    assert "Sin respuesta" in page.text
    plan = await ana.open(ADVICE)
    assert "Haga esto primero." in plan.select_one("section[aria-labelledby=plan]").text
    assert "Haga esto primero." not in (await carla.open(ADVICE)).text
    ended = str(whole.id)
    again = await coordinadora.send(room, 409, participant=OAXACA, act="drop", ticked=ended)
    assert "ya se emitió" in again.text
    await coordinadora.send(f"{room}/emision", audience="public")
    await coordinadora.send(f"{room}/emision", 409, audience="each")


@pytest.mark.usefixtures("measured_states")
async def test_of_a_long_plan_what_to_do_first_is_in_sight_and_the_rest_is_folded(
    coordinadora: Browser, ana: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three two are folded; a reason that is refused there opens them."""
    await coordinadora.send(ROOM, **DRAFT)
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    assert not (await ana.open(ADVICE)).select("#plan ~ details")
    monkeypatch.setattr(batches, "FIRST_OF_PLAN", 1)
    page = await ana.open(ADVICE)
    first = page.select("#plan ~ ol > li h3")
    assert [each.text[:2] for each in first] == ["1."]
    fold = page.select_one("#plan ~ details")
    assert not fold.has_attr("open")
    assert page.select_one("#plan ~ details > summary").text.strip() == "2 más de su plan"
    later = [str(each["id"]) for each in page.select("#plan ~ details li.panel")]
    assert len(later) == 2
    number = later[0].removeprefix("r-")
    refused = await ana.send(f"{ADVICE}/{number}/declinacion", 422, reason=" ")
    assert refused.select_one("#plan ~ details").has_attr("open")


LOWEST = Answer("P1-02", chosen=("none",), reason="Falta.", plan="Hacerlo.", plan_by="2026-12-01")
STEPS = {**STRONG, "P1-02": LOWEST}


async def stepping() -> None:
    """Oaxaca stands on the lowest step of P1-02, and the others as usual; published."""
    await open_edition()
    await enter(EDITION, {CAPITAL: "states"})
    for participant, answers in ((OAXACA, STEPS), (YUCATAN, STRONG), (CAPITAL, WEAK)):
        await verified(answers, participant, by=ANYWHERE)
    await move_to(Stage.REPLY)
    await publish()


#   P1-02 from none to half: P1 rises by 1/6, the index by 1/12; to full, twice that
@pytest.mark.both
async def test_a_step_that_is_aimed_at_gains_less_and_answers_for_itself(
    app: Litestar, coordinadora: Browser, enter: Enter, browser: Browser
) -> None:
    await stepping()
    ana = await enter("ana")
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA, "most": "9"})
    found = next(r for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-02",))
    page = await coordinadora.open(f"{ROOM}/1?gobierno={OAXACA}")
    field = f"aim_{found.id}_P1-02"
    assert [each["value"] for each in page.select(f"#{field} option")] == ["", "half"]
    whole = found.what.gain or 0
    typed = {
        "participant": OAXACA,
        f"text_{found.id}": found.what.text,
        f"effort_{found.id}": found.what.effort.value,
        f"priority_{found.id}": str(found.what.priority),
        f"revision_{found.id}": str(found.revision),
    }
    page = await coordinadora.send(f"{ROOM}/1", **typed, **{field: "half"}, act="save")
    assert page.select_one(f"#{field} [selected]")["value"] == "half"
    found = next(r for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-02",))
    assert found.what.aims == {"P1-02": "half"}
    assert found.what.gain == pytest.approx(whole / 2, abs=1e-12)
    # What nobody may aim at is the best answer.
    again = typed | {f"revision_{found.id}": str(found.revision)}
    for aim in ("full", "none", "x"):
        await coordinadora.send(f"{ROOM}/1", **again, **{field: aim}, act="save")
        found = next(r for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-02",))
        assert (found.what.aims, found.what.gain) == ({}, pytest.approx(whole))
        again = typed | {f"revision_{found.id}": str(found.revision)}
    await coordinadora.send(f"{ROOM}/1", **again, **{field: "half"}, act="save")
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "Apunta a: «Opción half»." in page.text
    # What the observatory recommends as its questionnaire has it is read in English too.
    english = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}&idioma=en")
    titles = {each.text for each in english.select('li.panel h3 [lang="en"]')}
    assert "Hacer P1-01. (en)" in titles
    whole_list = (await browser.client.get("/recomendaciones.json")).json()["recommendations"]
    assert [each["aims"] for each in whole_list if each["items"] == ["P1-02"]] == [
        {"P1-02": "half"}
    ]
    form = await ana.open(f"{NEW}?recomendacion={found.id}")
    assert "Apunta a la respuesta «Opción half»." in form.text
    await ana.send(NEW, **PROMISE | {"goal": "Medio paso", "recommendation": str(found.id)})
    page = await browser.open("/compromisos/1?idioma=es")
    assert "La recomendación apunta a la respuesta «Opción half»." in page.text
    await ana.send("/compromisos/1/pasos", move="agree")
    await ana.send("/compromisos/1/hitos", position="0")
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta", "page": "2"}
    await ana.send("/compromisos/1/cumplimiento", note="Se hizo.", **proof)
    victor = await enter("victor")
    await victor.send(
        "/compromisos/1/dictamen", move="verify", note="Está.", seen=await lines_seen()
    )
    await open_edition(a_round("2027", last="2026"))
    offer = (await ana.open("/mi-liga/niveles/P1")).select_one("#item-P1-02")
    assert "Se responderá «Opción half», que es a lo que apuntaba la recomendación" in offer.text
    await ana.send("/mi-liga/reactivos/P1-02/compromiso")
    answer = (await answers_of(OAXACA, "2027"))["P1-02"].answer
    assert (answer.chosen, answer.copied_from) == (("half",), "commitment-1")
    level = await ana.open("/mi-liga/niveles/P1")
    assert "Copiada de su compromiso verificado 1: revise y confirme" in level.text
    # Whoever did more than was recommended says so; the form is the usual one.
    assert level.select("#item-P1-02 input[name='choice']") or level.select("#item-P1-02 input")


async def test_nobody_aims_at_a_step_that_is_taken_already(
    app: Litestar, coordinadora: Browser
) -> None:
    half = {**STRONG, "P1-02": Answer("P1-02", chosen=("half",))}
    await open_edition()
    await enter(EDITION, {CAPITAL: "states"})
    for participant, answers in ((OAXACA, half), (YUCATAN, STRONG), (CAPITAL, WEAK)):
        await verified(answers, participant, by=ANYWHERE)
    await move_to(Stage.REPLY)
    await publish()
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA, "most": "9"})
    found = next(r for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-02",))
    page = await coordinadora.open(f"{ROOM}/1?gobierno={OAXACA}")
    assert not page.select(f"select[name='aim_{found.id}_P1-02']")


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_one_is_declined_in_public_and_thought_over(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    await coordinadora.send(f"{ROOM}/1/emision", audience="each")
    number = (await recommended_in(1, OAXACA))[0].id
    assert "Todavía nadie ha respondido." in (await browser.open("/recomendaciones/1")).text
    told = (await ana.open("/mi-liga")).select('.notice a[href="/mi-liga/recomendaciones"]')
    assert [each.text for each in told] == ["3 recomendaciones del observatorio esperan respuesta."]
    page = await ana.send(f"{ADVICE}/{number}/declinacion", 422, reason="")
    assert page.select_one(f"#r-{number}-reason-error")
    await ana.send(f"{ADVICE}/{number}/declinacion", reason="La ley lo impide.")
    assert "2 recomendaciones del observatorio" in (await ana.open("/mi-liga")).text
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "La ley lo impide." in page.text
    assert len(page.select("li.panel")) == 1
    form = await ana.open(f"{NEW}?recomendacion={number}")
    assert form.field("recommendation") == str(number)
    sent = PROMISE | {"goal": form.field("goal"), "recommendation": str(number)}
    await ana.send(NEW, **sent)
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "La declinó, Enlace" in page.text
    assert "La aceptó, Enlace" in page.text


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_the_same_sheets_twice_are_one_batch_and_one_promise(
    coordinadora: Browser, ana: Browser
) -> None:
    await coordinadora.send(ROOM, **DRAFT)
    await coordinadora.send(ROOM, **DRAFT)
    assert await BatchRow.count() == 1
    count = await RecommendationRow.count()
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    number = (await recommended_in(1, OAXACA))[0].id
    sent = PROMISE | {"goal": "Lo nuestro", "recommendation": str(number)}
    await ana.send(NEW, **sent)
    again = await ana.send(NEW, **sent)
    assert again.url.endswith("/compromisos/1")
    await coordinadora.send(ROOM, **DRAFT | {"key": "lote-2"}, status=422)
    assert await RecommendationRow.count() == count


async def issued(coordinadora: Browser, **given: str) -> dict[str, int]:
    """A batch for Oaxaca alone, issued in public: item to the recommendation."""
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA} | given)
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    return {item: each.id for each in await recommended_in(1, OAXACA) for item in each.what.items}


async def merged_in_public(
    coordinadora: Browser, edition: str = EDITION
) -> tuple[int, tuple[str, ...]]:
    """Two of a batch for Oaxaca as one, issued in public: its number and its items."""
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA, "edition": edition})
    kept = await recommended_in(1, OAXACA)
    fields = {"participant": OAXACA}
    for each in kept:
        fields |= {f"text_{each.id}": each.what.text, f"priority_{each.id}": "1"}
        fields |= {f"effort_{each.id}": each.what.effort.value, f"revision_{each.id}": "1"}
    two = [str(each.id) for each in kept[:2]]
    await coordinadora.send(f"{ROOM}/1", **fields, act="merge", ticked=two)
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    whole = next(each for each in await recommended_in(1, OAXACA) if len(each.what.items) > 1)
    return whole.id, whole.what.items


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_proposing_for_an_item_that_was_recommended_answers_to_that(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    number = (await issued(coordinadora))["P1-01"]
    card = (await ana.open(ADVICE)).select_one('[id="2026-P1-01"]')
    assert card.select_one("a.button")["href"] == f"{ADVICE}#r-{number}"
    assert not card.select(f'a[href^="{NEW}"]')
    form = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert form.field("recommendation") == str(number)
    assert "Responde a la recomendación «Recomendaciones 2026»" in form.text
    await ana.send(NEW, **PROMISE | {"goal": "Otra meta", "edition": "2026", "item": "P1-01"})
    kept = (await commitment_of(1)).commitment
    assert (kept.edition, kept.item, kept.recommendation) == ("2026", "P1-01", number)
    source = (await browser.open("/compromisos/1")).select_one(f'dd a[href$="#r-{number}"]')
    assert source.text == "La recomendación que se emitió"
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    told = page.select_one(f"#r-{number}")
    assert "La adaptó, Enlace" in told.text
    assert told.select_one('a[href="/compromisos/1"]')
    # The same sheet again is the same commitment.
    again = await ana.send(
        NEW, **PROMISE | {"goal": "Otra meta", "edition": "2026", "item": "P1-01"}
    )
    assert again.url.endswith("/compromisos/1")


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_proposing_for_one_of_several_items_answers_to_all(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    number, items = await merged_in_public(coordinadora)
    form = await ana.open(f"{NEW}?edicion=2026&reactivo={items[1]}")
    assert form.field("indicator").split("\n") == [f"Qué prueba {item}." for item in items]
    aside = form.select_one("aside[aria-labelledby=advice]")
    assert aside.select_one("h2").text == f"La recomendación {items[0]} y {items[1]}"
    for item in items:
        for words in (f"Hacer {item}.", f"¿Pregunta {item}?", f"{item}: "):
            assert words in aside.text
    await ana.send(NEW, **PROMISE | {"goal": "Ambas", "edition": "2026", "item": items[1]})
    kept = (await commitment_of(1)).commitment
    assert (kept.item, kept.recommendation) == (items[0], number)
    told = (await browser.open("/compromisos/1")).select_one("section[aria-labelledby=source]")
    assert f"Reactivos {items[0]} y {items[1]} de la edición 2026" in told.text
    assert [each.text for each in told.select("h3")][:2] == list(items)
    for item in items:
        assert f"Hacer {item}." in told.text
        assert f"¿Pregunta {item}?" in told.text
    (record,) = (await browser.client.get("/compromisos.json")).json()["commitments"]
    assert (record["item"], record["items"]) == (items[0], list(items))
    table = (await browser.client.get("/compromisos.csv")).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["Reactivo"], row["Reactivos"]) == (items[0], " ".join(items))
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "La adaptó" in page.select_one(f"#r-{number}").text
    for item in items:
        card = (await ana.open(ADVICE)).select_one(f'[id="2026-{item}"]')
        assert card.select_one('a[href="/compromisos/1"]')


#   2025           2026
#   P1-01   no     P1-11
#   I1-02   no     I1-12
@pytest.mark.both
async def test_an_edition_later_all_items_have_the_codes_of_that_edition(
    app: Litestar, coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await held(former(), dict.fromkeys((OAXACA, YUCATAN, CAPITAL), THEN))
    _number, items = await merged_in_public(coordinadora, FORMER)
    assert set(items) == {"P1-01", "I1-02"}
    definition = deepcopy(latter())
    for topic in (each for pillar in definition["pillars"] for each in pillar["topics"]):
        for item in topic["items"]:
            item["code"] = {"P1-01": "P1-11", "I1-02": "I1-12"}.get(item["code"], item["code"])
    await open_edition(definition)
    form = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-11")
    assert "La recomendación P1-11 y I1-12" in form.select_one("#advice").text
    await ana.send(NEW, **PROMISE | {"goal": "Ambas", "edition": "2026", "item": "P1-11"})
    (record,) = (await browser.client.get("/compromisos.json")).json()["commitments"]
    assert (record["item"], record["items"]) == ("P1-11", ["P1-11", "I1-12"])
    told = (await browser.open("/compromisos/1")).select_one("section[aria-labelledby=source]")
    assert [each.text for each in told.select("h3")][:2] == ["P1-11", "I1-12"]


@pytest.mark.usefixtures("measured_states")
async def test_what_was_declined_is_told_before_it_is_proposed_after_all(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    number = (await issued(coordinadora))["P1-01"]
    await ana.send(f"{ADVICE}/{number}/declinacion", reason="La ley lo impide.")
    card = (await ana.open(ADVICE)).select_one('[id="2026-P1-01"]')
    form = await ana.open(str(card.select_one("a.button")["href"]))
    assert "La declinó el" in form.text
    refused = await ana.send(NEW, 422, edition="2026", item="P1-01")
    assert "La declinó el" in refused.text
    text = form.field("goal")
    await ana.send(NEW, **PROMISE | {"goal": text, "edition": "2026", "item": "P1-01"})
    told = (await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")).select_one(f"#r-{number}")
    assert "La declinó, Enlace" in told.text
    assert "La aceptó, Enlace" in told.text


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_a_promise_for_what_continues_an_item_answers_what_is_recommended_of_it(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    """P1-01 of 2027 continues P1-01 of 2026, of which the draft is made."""
    await open_edition(a_round("2027", last="2026"))
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA, "most": "9"})
    before = await recommended_in(1, OAXACA)
    assert ("P1-01",) in {each.what.items for each in before}
    await ana.send(NEW, **PROMISE | {"goal": "Ley", "edition": "2027", "item": "P1-01"})
    await coordinadora.send(ROOM, **DRAFT | {"key": "otro", "audience": OAXACA, "most": "9"})
    after = await recommended_in(2, OAXACA)
    assert {each.what.items for each in after} == {e.what.items for e in before} - {("P1-01",)}
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    number = next(each.id for each in before if each.what.items == ("P1-01",))
    assert "Ya es compromiso" in page.select_one(f"#r-{number}").text


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_what_was_promised_apart_is_shown_as_the_answer(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    """Proposed while the batch was a draft: the recommendation finds it there."""
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    await ana.send(NEW, **PROMISE | {"goal": "Lo nuestro", "edition": "2026", "item": "P1-01"})
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    number = next(r.id for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-01",))
    told = (await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")).select_one(f"#r-{number}")
    assert "Ya es compromiso" in told.text
    assert "Sin respuesta" not in told.text
    assert told.select_one('a[href="/compromisos/1"]')
    own = (await ana.open(ADVICE)).select_one(f"#r-{number}")
    assert not own.select(f'a[href^="{NEW}"], form')
    found = (await browser.client.get("/recomendaciones.json")).json()["recommendations"]
    assert [each["commitments"] for each in found if each["number"] == number] == [[1]]
    table = (await browser.client.get("/recomendaciones.csv")).text
    assert "Ya es compromiso" in table
    # Given up, it answers for nothing any more.
    await ana.send("/compromisos/1/pasos", move="withdraw", note="Cambió la ley.")
    told = (await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")).select_one(f"#r-{number}")
    assert "Sin respuesta" in told.text


@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
@pytest.mark.parametrize(
    ("days", "audience", "said"),
    [
        pytest.param(-9, "public", "Después, el 3 de marzo de 2026", id="before it"),
        pytest.param(0, "public", "aparte de la recomendación del 3 de marzo", id="after it"),
        pytest.param(0, "each", "", id="what nobody else may read"),
    ],
)
async def test_what_was_promised_apart_says_whose_idea_it_was(
    coordinadora: Browser, browser: Browser, days: int, audience: str, said: str
) -> None:
    """It is no gap that nobody told of, nor the answer to what it did not answer."""
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    await coordinadora.send(f"{ROOM}/1/emision", audience=audience)
    number = next(r.id for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-01",))
    await promised(a_commitment(edition="2026", item="P1-01"), at=NOON + timedelta(days=days))
    source = source_in(await browser.open("/compromisos/1"))
    assert source.text.startswith("Iniciativa propia, por una brecha")
    links = {each["href"]: each.text for each in source.select("a")}
    address = f"/recomendaciones/1?gobierno={OAXACA}#r-{number}"
    assert list(links) == ([address] if said else [])
    assert said in links.get(address, "")


def source_in(page: Page) -> Element:
    """What the page of a commitment says of where it comes from."""
    (found,) = [each for each in page.select("dl dd") if "niciativa" in each.text]
    return found


@pytest.mark.usefixtures("measured_states")
async def test_what_is_left_of_several_items_is_accepted(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    """One of two is promised apart: what is accepted is on the other one."""
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    kept = await recommended_in(1, OAXACA)
    first = kept[0].what.items[0]
    await ana.send(NEW, **PROMISE | {"goal": "Una", "edition": "2026", "item": first})
    fields = {"participant": OAXACA}
    for each in kept:
        fields |= {f"text_{each.id}": each.what.text, f"priority_{each.id}": "1"}
        fields |= {f"effort_{each.id}": each.what.effort.value, f"revision_{each.id}": "1"}
    two = [str(each.id) for each in kept[:2]]
    await coordinadora.send(f"{ROOM}/1", **fields, act="merge", ticked=two)
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    whole = next(each for each in await recommended_in(1, OAXACA) if len(each.what.items) > 1)
    own = (await ana.open(ADVICE)).select_one(f"#r-{whole.id}")
    accept = own.select_one(f'a[href^="{NEW}"]')
    form = await ana.open(str(accept["href"]))
    sent = PROMISE | {"key": "hoja-2", "goal": form.field("goal")}
    await ana.send(NEW, **sent, recommendation=form.field("recommendation"))
    made = (await commitment_of(2)).commitment
    assert (made.item, made.recommendation) == (whole.what.items[1], whole.id)


@pytest.mark.usefixtures("measured_states")
async def test_who_may_not(
    coordinadora: Browser, ana: Browser, carla: Browser, victor: Browser, browser: Browser
) -> None:
    await ana.open(ROOM, 403)
    await victor.send(ROOM, 403, **DRAFT)
    await coordinadora.send(ROOM, **DRAFT)
    number = (await recommended_in(1, OAXACA))[0].id
    await ana.send(f"{ADVICE}/{number}/declinacion", 404, reason="Todavía no se emite.")
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    await carla.send(f"{ADVICE}/{number}/declinacion", 404, reason="No es suya.")
    await carla.open(f"{NEW}?recomendacion={number}", 404)
    await browser.send(f"{ADVICE}/{number}/declinacion", 401, reason="Nadie.")
    await browser.open("/recomendaciones/9", 404)


@pytest.mark.usefixtures("measured_states")
@pytest.mark.parametrize(
    ("field", "typed", "place", "sentence"),
    [
        ("title", " ", "#title-error", "Escriba el título del lote."),
        ("most", "40", "#most-error", "como número de 1 a 20."),
        ("most", "cinco", "#most-error", "como número de 1 a 20."),
        ("edition", "1999", ".notice", "No queda ninguna recomendación"),
        ("audience", "/nobody", ".notice", "No queda ninguna recomendación"),
    ],
)
async def test_a_draft_of_nothing_is_refused(
    coordinadora: Browser, field: str, typed: str, place: str, sentence: str
) -> None:
    page = await coordinadora.send(ROOM, 422, **DRAFT | {field: typed})
    assert sentence in page.select_one(place).text
    assert page.field("most") == {**DRAFT, field: typed}["most"]
    assert await BatchRow.count() == 0


#   gap -> recommended -> adapted -> milestones -> reported -> sent back -> verified -> next answer
@pytest.mark.both
@pytest.mark.usefixtures("measured_states")
async def test_the_whole_loop_from_a_gap_to_the_next_answer(
    coordinadora: Browser, clock: Clock, enter: Enter, browser: Browser
) -> None:
    ana = await enter("ana")
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    found = next(r for r in await recommended_in(1, OAXACA) if "P1-01" in r.what.items)
    sent = PROMISE | {"goal": "Hacer P1-01 en dos meses", "recommendation": str(found.id)}
    await ana.send(NEW, **sent)
    page = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "La adaptó, Enlace" in page.text
    page = await browser.open("/compromisos/1")
    assert page.select_one(f'a[href="/recomendaciones/1?gobierno={OAXACA}#r-{found.id}"]')
    await ana.send("/compromisos/1/pasos", move="agree")
    await ana.send("/compromisos/1/hitos", position="0")
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta del lunes", "page": "2"}
    await ana.send("/compromisos/1/cumplimiento", note="Se publicó.", **proof)
    victor = await enter("victor")
    await victor.send("/compromisos/1/dictamen", move="send_back", note="Falta el anexo.")
    await ana.send("/compromisos/1/cumplimiento", note="Con anexo.", **proof)
    await victor.send(
        "/compromisos/1/dictamen", move="verify", note="Está completo.", seen=await lines_seen()
    )
    kept = (await commitment_of(1)).commitment
    assert (kept.edition, kept.item, kept.recommendation) == ("2026", "P1-01", found.id)
    await open_edition(a_round("2027", last="2026"))
    level = await ana.open("/mi-liga/niveles/P1")
    offer = level.select_one("#item-P1-01 .item-previous a[href='/compromisos/1']")
    assert offer.text == "Compromiso 1"
    carla = await enter("carla")
    assert not (await carla.open("/mi-liga/niveles/P1")).select("a[href='/compromisos/1']")
    await ana.send("/mi-liga/reactivos/P1-01/compromiso")
    answer = (await answers_of(OAXACA, "2027"))["P1-01"].answer
    titles = {each.id: each.title for each in await documents_of(OAXACA)}
    assert answer.chosen == ("yes",)
    assert answer.copied_from == "commitment-1"
    assert [titles[each.document] for each in answer.evidence] == [
        "Gaceta del lunes",
        "Compromiso 1, verificado",
    ]
    level = await ana.open("/mi-liga/niveles/P1")
    assert "Copiada de su compromiso verificado 1: revise y confirme" in level.text
    await ana.send("/mi-liga/reactivos/P1-01/compromiso")
    await ana.send("/mi-liga/reactivos/P1-01/confirmar")
    answer = (await answers_of(OAXACA, "2027"))["P1-01"].answer
    assert (answer.chosen, answer.copied_from) == (("yes",), "")
    await ana.send("/mi-liga/reactivos/P1-01/compromiso", 409)
    await carla.send("/mi-liga/reactivos/P1-01/compromiso", 409)
