"""Copiar de la edición anterior: beside the question, one answer, a level or all of them.

Oaxaca answered in 2025; 2026 asks the same of everybody, save for what a test changes in it.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from server.queries.answers import StaleAnswer, answers_of, keep_answer
from server.queries.burden import load_of
from server.queries.coordination import progress_of
from server.queries.copying import confirm_copy, copy_answers
from server.queries.documents import documents_of
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.audit import AuditRow
from server.tables.points import PointEventRow
from tests.browser import Browser, Page
from tests.editions import (
    ANA,
    BETO,
    EDITION,
    P1,
    a_definition,
    an_option,
    give_verdict,
    here,
    move_to,
    open_edition,
    words,
)
from tests.server import signed
from tests.server.people import NOON, OAXACA, YUCATAN

LAST = "2025"
LEVEL = "/mi-liga/niveles/P1"
COPYING = "/mi-liga/copiar"
ITEM = "/mi-liga/reactivos/P1-01"
YES = Answer("P1-01", chosen=("yes",))
NUMBER = Answer("P1-04", number="8")
THEN = {
    "P1-01": YES,
    "P1-02": Answer("P1-02", chosen=("half",)),
    "P1-03": Answer("P1-03", chosen=("a", "b")),
    "P1-04": NUMBER,
    "P1-05": Answer("P1-05", text="Se consulta con la gente."),
    "I1-01": Answer("I1-01", number="5", denominator="10"),
    "I1-02": Answer("I1-02", date="2019-01-01"),
}
PLAN = {"reason": "Falta personal.", "plan": "Asignarlo.", "plan_by": "2026-12-01"}


def a_round(
    code: str, changed: Mapping[str, Mapping[str, Any]] = {}, *, last: str | None = None
) -> dict[str, Any]:
    """An edition whose items continue those of the last one; `changed` by item."""
    definition = a_definition(code, continues=last)
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["continues"] = item["code"] if last else None
                item.update(changed.get(item["code"], {}))
    return definition


async def two_editions(then: Mapping[str, Answer] = THEN, **changed: Mapping[str, Any]) -> None:
    """The last edition with its answers, and the next one open."""
    await open_edition(a_round(LAST))
    await signed.answer(then, edition=LAST)
    by_item = {name.replace("_", "-"): each for name, each in changed.items()}
    await open_edition(a_round(EDITION, by_item, last=LAST))


async def in_force(participant: str = OAXACA) -> dict[str, Answer]:
    kept = await answers_of(participant, EDITION)
    return {item: each.answer for item, each in kept.items()}


async def points() -> int:
    rows = await PointEventRow.select(PointEventRow.provisional).where(
        PointEventRow.edition == EDITION, PointEventRow.participant == OAXACA
    )
    return sum(row["provisional"] for row in rows)


async def actions() -> Counter[str]:
    rows = await AuditRow.select(AuditRow.action).where(AuditRow.edition == EDITION)
    return Counter(row["action"] for row in rows)


def earlier(page: Page, item: str = "P1-01") -> str:
    return " ".join(page.select_one(f"#item-{item} .item-previous").get_text(" ").split())


def copies_of(page: Page) -> list[str]:
    """The codes of the items that a page says will be copied."""
    return [str(a.get_text()) for a in page.select("details .log li > p:first-child > a")]


# Beside the question.


async def test_the_answer_its_verdict_and_its_proof_stand_beside_the_question(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    await give_verdict("P1-01", "rejected", edition=LAST, revision=2, reason="No se encontró.")
    page = await ana.open(LEVEL)
    said = earlier(page)
    for part in ("edición 2025", "Sí", "Rechazada: No se encontró.", "Rita Canul", "artículo: 3"):
        assert part in said
    proof = page.select_one("#item-P1-01 .item-previous li a")
    assert proof.get_text() == "Gaceta"
    assert proof["href"] == f"https://example.org/{OAXACA}"
    assert page.select("#item-P1-01 .item-previous a[href='/metodo/2025#question-P1-01']")
    assert (await ana.open("/metodo/2025")).select_one("#question-P1-01")


async def test_what_was_not_answered_or_not_asked_is_said(app: Litestar, ana: Browser) -> None:
    then = {"P1-01": signed.NO, "P1-04": NUMBER}
    await two_editions({"P1-01": signed.NO})
    page = await ana.open(LEVEL)
    assert "No se respondió." in earlier(page, "P1-02")
    assert not page.select("#item-P1-02 .item-previous form")
    assert then.keys() - (await in_force()).keys() == then.keys()
    await ana.send(ITEM, revision="0", chosen="yes")
    assert "No se preguntó a su gobierno." in earlier(await ana.open(LEVEL), "P1-04")


async def test_a_question_in_other_words_says_so_and_shows_the_old_ones(
    app: Litestar, ana: Browser
) -> None:
    await two_editions(P1_01={"text": words("¿Hay reglamento?")})
    said = earlier(await ana.open(LEVEL))
    assert "Cambió la redacción de la pregunta." in said
    assert "Decía: ¿Pregunta P1-01?" in said


@pytest.mark.parametrize(
    ("item", "changed", "why"),
    [
        pytest.param(
            "P1-03",
            {"options": [an_option("a", "1/2"), an_option("c", "1/2")]},
            "Ya no existe la opción «Opción b»: no se puede copiar.",
            id="an option is gone",
        ),
        pytest.param(
            "P1-01",
            {"kind": "scale", "options": [an_option("yes", "1"), an_option("no", "0")]},
            "Ahora se responde de otra forma: no se puede copiar.",
            id="another kind",
        ),
        pytest.param(
            "P1-02", {"time_bound": True}, "Depende del periodo evaluado", id="of a period"
        ),
    ],
)
async def test_what_cannot_be_copied_says_why_and_is_refused(
    app: Litestar, ana: Browser, item: str, changed: Mapping[str, Any], why: str
) -> None:
    await two_editions(**{item.replace("-", "_"): changed})
    page = await ana.open(LEVEL)
    assert why in earlier(page, item)
    assert not page.select(f"#item-{item} .item-previous form")
    page = await ana.send(f"/mi-liga/reactivos/{item}/copiar", 409)
    assert "no se puede copiar" in page.text
    assert item not in await in_force()


async def test_an_item_that_became_two_names_them_both(app: Litestar, ana: Browser) -> None:
    await two_editions(P1_02={**P1["items"][0], "code": "P1-02", "continues": "P1-01"})
    assert "ahora son varios: P1-01 y P1-02" in earlier(await ana.open(LEVEL))
    await ana.send(COPYING + "/P1")
    assert {code for code, each in (await in_force()).items() if each.chosen == ("yes",)} == {
        "P1-01",
        "P1-02",
    }


async def test_a_file_that_is_gone_is_said(app: Litestar, ana: Browser) -> None:
    await open_edition(a_round(LAST))
    await ana.send(ITEM, chosen="yes")
    file = {"file": ("acta.txt", b"Acta de cabildo.", "text/plain")}
    await ana.send(f"{ITEM}/evidencia", files=file, title="Acta", page="3")
    await open_edition(a_round(EDITION, last=LAST))
    assert "Ya no está" not in earlier(await ana.open(LEVEL))
    folder = app.state.parts.settings.data_dir / "documents"
    (kept,) = [path for path in folder.rglob("*") if path.is_file()]
    kept.unlink()
    assert "Acta" in earlier(await ana.open(LEVEL))
    assert "Ya no está: adjúntelo de nuevo." in earlier(await ana.open(LEVEL))


async def test_who_took_no_part_in_the_last_edition_is_told_nothing_of_it(
    app: Litestar, ana: Browser
) -> None:
    await open_edition(a_round(EDITION, last=LAST))
    assert not (await ana.open(LEVEL)).select(".item-previous, .offer")
    assert not (await ana.open("/mi-liga")).select(".offer")
    page = await ana.open(COPYING, 404)
    assert "no tiene una edición anterior" in page.text


async def test_what_continues_an_item_that_never_was_is_as_new(app: Litestar, ana: Browser) -> None:
    await two_editions(P1_01={"continues": "Z9-99"})
    page = await ana.open(LEVEL)
    assert not page.select("#item-P1-01 .item-previous")
    assert "1 es nueva" in (await ana.open(COPYING)).text


# One answer.


@pytest.mark.both
async def test_a_copied_answer_is_marked_and_worth_nothing_until_somebody_confirms_it(
    app: Litestar, ana: Browser, beto: Browser
) -> None:
    await two_editions()
    page = await beto.send(f"{ITEM}/copiar")
    assert (page.response.url.path, page.response.url.fragment) == (LEVEL, "item-P1-01")
    item = page.select_one("#item-P1-01")
    assert "Copiada de 2025: revise y confirme" in item.get_text()
    assert "La copió Beto Cruz" in item.get_text()
    assert item.select("[checked]")[0]["value"] == "yes"
    assert "Gaceta" in item.select(".evidence .evidence-list")[0].get_text()
    assert "1 copiada por confirmar" in page.select_one("#progress").get_text()
    assert await points() == 0
    page = await ana.send(f"{ITEM}/confirmar")
    assert "Copiada de" not in page.select_one("#item-P1-01").get_text()
    assert (await in_force())["P1-01"].copied_from == ""
    assert await points() == 5
    history = (await ana.open(f"{ITEM}/historia")).text
    assert "Copiada de la edición 2025, sin confirmar" in history
    assert "Copia confirmada" in history
    found = await actions()
    assert (found["answer-copied"], found["copy-confirmed"]) == (1, 1)


async def test_confirming_twice_or_copying_twice_changes_nothing(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    for _ in range(2):
        await ana.send(f"{ITEM}/copiar")
    for _ in range(2):
        await ana.send(f"{ITEM}/confirmar")
    page = await ana.send(f"{ITEM}/copiar", 409)
    assert "ya tiene respuesta" in page.text
    assert await AnswerRevisionRow.count().where(AnswerRevisionRow.edition == EDITION) == 2
    assert await points() == 5


async def test_what_was_changed_since_it_was_read_is_not_confirmed(
    app: Litestar, ana: Browser, beto: Browser
) -> None:
    await two_editions()
    page = await ana.send(f"{ITEM}/copiar")
    shown = page.select_one("#item-P1-01-confirm [name=revision]")["value"]
    await beto.send(f"{ITEM}/evidencia", link="oaxaca.gob.mx/gaceta", title="Otra gaceta")
    page = await ana.send(f"{ITEM}/confirmar", 409, revision=shown)
    assert "no se confirmó" in page.select_one("#item-P1-01 [role=alert]").text
    assert "Otra gaceta" in page.select_one("#item-P1-01").text
    assert (await in_force())["P1-01"].copied_from == "2025"
    reply = await ana.send(f"{ITEM}/confirmar", 409, htmx=True, revision=shown)
    assert "no se confirmó" in reply.text
    shown = page.select_one("#item-P1-01-confirm [name=revision]")["value"]
    await ana.send(f"{ITEM}/confirmar", revision=shown)
    assert (await in_force())["P1-01"].copied_from == ""


async def test_with_htmx_the_item_comes_back_with_those_it_opens(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    reply = await ana.send(f"{ITEM}/copiar", htmx=True)
    assert not reply.is_whole
    assert "Copiada de 2025" in reply.select_one("article#item-P1-01").get_text()
    assert reply.select_one('[hx-target="#slot-P1-04"] #item-P1-04')
    assert "1 copiada por confirmar" in reply.select_one('[hx-target="#progress"]').get_text()
    reply = await ana.send(f"{ITEM}/confirmar", htmx=True)
    assert "por confirmar" not in reply.select_one('[hx-target="#progress"]').get_text()
    assert "Guardado por Ana Ruiz" in reply.select_one("article#item-P1-01").get_text()


async def test_saving_the_form_of_a_copy_is_reviewing_it(app: Litestar, ana: Browser) -> None:
    await two_editions()
    await ana.send(f"{ITEM}/copiar")
    await ana.send(ITEM, revision="1", chosen="yes")
    answer = (await in_force())["P1-01"]
    assert (answer.copied_from, answer.evidence[0].page) == ("", "3")
    assert await points() == 5


async def test_new_proof_leaves_the_mark_and_who_copied_it(
    app: Litestar, ana: Browser, beto: Browser
) -> None:
    await two_editions()
    await beto.send(f"{ITEM}/copiar")
    page = await ana.send(f"{ITEM}/evidencia", link="oaxaca.gob.mx/gaceta", title="Otra gaceta")
    said = page.select_one("#item-P1-01").get_text()
    assert "Copiada de 2025" in said
    assert "La copió Beto Cruz" in said


async def test_a_plan_that_is_over_is_written_anew(app: Litestar, ana: Browser) -> None:
    no = Answer("P1-01", chosen=("no",), reason="Falta.", plan="Hacerlo.", plan_by="2025-06-30")
    await two_editions({"P1-01": no})
    before = await ana.open(COPYING)
    assert "1 no se podrá confirmar tal cual" in before.text
    assert "La fecha de este plan ya pasó" in before.select_one(".log").text
    assert "La fecha de este plan ya pasó" in earlier(await ana.open(LEVEL))
    page = await ana.send(f"{ITEM}/copiar")
    item = page.select_one("#item-P1-01")
    assert "El plan no puede ser de antes del 15 de enero de 2026" in item.get_text()
    assert "la respuesta queda revisada" in item.get_text()
    assert not page.select("#item-P1-01-confirm")
    assert "no se confirma tal cual" in (await ana.send(f"{ITEM}/confirmar", 409)).text
    await ana.send(ITEM, revision="1", chosen="no", **PLAN)
    assert (await in_force())["P1-01"].copied_from == ""
    assert await points() == 5


async def test_what_was_not_accepted_can_be_copied_with_the_reason_in_sight(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    await give_verdict("P1-01", "returned", edition=LAST, revision=2, reason="Falta la firma.")
    assert "Devuelta: Falta la firma." in (await ana.open(COPYING)).text
    page = await ana.send(f"{ITEM}/copiar")
    assert "Devuelta: Falta la firma." in earlier(page)


async def test_an_unconfirmed_copy_keeps_the_level_from_being_sent(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    await ana.send(f"{COPYING}/I1")
    page = await ana.send("/mi-liga/niveles/I1/enviar", 422)
    told = page.select_one(".problems")
    assert "I1-01: Copiada de 2025: revise y confirme." in told.get_text(" ")
    assert {a["href"] for a in told.select("a")} == {"#item-I1-01", "#item-I1-02"}
    assert "Copiada de 2025: revise y confirme." in page.select_one(
        "#item-I1-01 .problem-list"
    ).get_text(" ")
    for item in ("I1-01", "I1-02"):
        await ana.send(f"/mi-liga/reactivos/{item}/confirmar")
    page = await ana.send("/mi-liga/niveles/I1/enviar")
    assert "Enviado por Ana Ruiz" in page.text


# A level, or all of them.


async def test_the_page_says_what_is_copied_what_is_not_and_why(
    app: Litestar, ana: Browser
) -> None:
    await two_editions(P1_05={"continues": None}, I1_01={"time_bound": True})
    await ana.send("/mi-liga/reactivos/P1-02", revision="0", chosen="full")
    page = await ana.open(COPYING)
    assert page.h1.get_text() == "Copiar de la edición 2025"
    assert "4 respuestas se copian" in page.text
    for why in ("1 ya tenía respuesta", "1 depende del periodo evaluado", "1 es nueva"):
        assert why in page.select_one("#what").parent.get_text()
    assert copies_of(page) == ["P1-01", "P1-03", "P1-04", "I1-02"]
    page = await ana.open(f"{COPYING}/I1")
    assert copies_of(page) == ["I1-02"]
    assert "depende del periodo evaluado: I1-01" in page.text


@pytest.mark.both
async def test_everything_is_copied_in_one_press_those_that_open_others_first(
    app: Litestar, ana: Browser
) -> None:
    await two_editions(I1_01={"time_bound": True})
    await ana.send("/mi-liga/reactivos/P1-02", revision="0", chosen="full")
    page = await ana.send(COPYING)
    assert page.response.url.path == COPYING
    assert "Ana Ruiz copió 5 de 2025" in page.text
    assert "5 copiadas por confirmar" in page.text
    assert "1 ya tenía respuesta" in page.text
    assert not page.select("form[action='/mi-liga/copiar']")
    kept = await in_force()
    assert kept["P1-02"] == Answer("P1-02", chosen=("full",))
    copied = {code for code, answer in kept.items() if answer.copied_from == LAST}
    assert copied == {"P1-01", "P1-03", "P1-04", "P1-05", "I1-02"}
    assert await points() == 0
    await ana.send(COPYING)
    assert await AnswerRevisionRow.count().where(AnswerRevisionRow.edition == EDITION) == 6
    assert (await actions())["answer-copied"] == 5


async def test_a_level_is_copied_alone(app: Litestar, ana: Browser) -> None:
    await two_editions()
    page = await ana.send(f"{COPYING}/I1")
    assert page.response.url.path == f"{COPYING}/I1"
    assert (await in_force()).keys() == {"I1-01", "I1-02"}
    assert "No queda nada por copiar." in page.text


async def test_what_was_cleared_may_be_copied_again(app: Litestar, ana: Browser) -> None:
    await two_editions()
    await ana.send("/mi-liga/reactivos/P1-05", revision="0", text="Borrador")
    await ana.send("/mi-liga/reactivos/P1-05", revision="1", text="")
    await ana.send(COPYING)
    assert (await in_force())["P1-05"].text == "Se consulta con la gente."


async def test_an_answer_that_a_copy_uncovers_has_its_points_back(
    app: Litestar, ana: Browser
) -> None:
    """P1-04 was answered, then P1-01 was cleared: it was not asked any more."""
    await two_editions()
    await ana.send(ITEM, revision="0", chosen="yes")
    number = {"number": "30", **PLAN}
    await ana.send("/mi-liga/reactivos/P1-04", revision="0", **number)
    await ana.send(ITEM, revision="1")
    assert await points() == 0
    await ana.send(COPYING)
    assert (await in_force())["P1-04"].number == "30"
    rows = await PointEventRow.select().where(PointEventRow.edition == EDITION)
    assert [row["provisional"] for row in rows if row["item"] == "P1-04"] == [5, -5, 5]


async def test_a_level_that_was_sent_and_a_stage_that_is_over_are_left(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    for code, given in (("I1-01", {"number": "0", "denominator": "9"}), ("I1-02", {})):
        date = {} if given else {"date": "2010-01-01"}
        await ana.send(f"/mi-liga/reactivos/{code}", revision="0", **given, **date, **PLAN)
    await ana.send("/mi-liga/niveles/I1/enviar")
    assert "2 ya tenían respuesta" in (await ana.open(f"{COPYING}/I1")).text
    await move_to(Stage.REVIEW)
    page = await ana.open(COPYING)
    assert "No queda nada por copiar." in page.text
    assert "4 no admiten cambios ahora" in page.text
    await ana.send(COPYING)
    await ana.send(f"{ITEM}/copiar", 409)
    assert (await in_force()).keys() == {"I1-01", "I1-02"}


# Whose it is.


async def test_my_league_offers_it_and_counts_what_waits(
    app: Litestar, ana: Browser, sofia: Browser
) -> None:
    await two_editions()
    page = await ana.open("/mi-liga")
    assert "7 respuestas de 2025 se pueden copiar." in page.select_one(".offer").get_text()
    assert page.select_one(".offer a")["href"] == COPYING
    assert not (await sofia.open("/mi-liga")).select(".offer")
    await ana.send(f"{COPYING}/P1")
    for somebody, waits in ((ana, f"{COPYING}#por-confirmar"), (sofia, f"{COPYING}#por-confirmar")):
        page = await somebody.open("/mi-liga")
        assert page.select(".offer a")[-1]["href"] == waits
        assert "5 copiadas por confirmar" in page.select_one(".level-copied").get_text()
        assert "0 de 7 reactivos respondidos" in page.text
    assert page.select_one(".offer").get_text().count("copiar") == 0


async def test_who_signs_reads_what_was_copied_and_copies_nothing(
    app: Litestar, ana: Browser, sofia: Browser
) -> None:
    await two_editions()
    await ana.send(f"{ITEM}/copiar")
    page = await sofia.open(COPYING)
    assert "Copia quien responde" in page.text
    assert "Ana Ruiz copió 1 de 2025" in page.text
    page = await sofia.open(LEVEL)
    assert "Copiada de 2025" in page.select_one("#item-P1-01").get_text()
    assert not page.select(".item-previous form, #item-P1-01-confirm")
    for address in (COPYING, f"{COPYING}/P1", f"{ITEM}/copiar", f"{ITEM}/confirmar"):
        await sofia.send(address, 403)


async def test_another_government_copies_its_own_and_sees_nothing_of_this_one(
    app: Litestar, ana: Browser, carla: Browser
) -> None:
    await two_editions()
    page = await carla.open(COPYING)
    assert "No queda nada por copiar." in page.text
    assert "Se consulta con la gente." not in page.text
    await carla.send(COPYING)
    await carla.send(f"{ITEM}/copiar", 409)
    assert await in_force() == {}
    assert await in_force(YUCATAN) == {}
    assert "No se respondió." in earlier(await carla.open(LEVEL))


async def test_what_is_not_there_is_not_found(app: Litestar, ana: Browser) -> None:
    await two_editions()
    await ana.open(f"{COPYING}/Z9", 404)
    await ana.send(f"{COPYING}/Z9", 404)
    await ana.send("/mi-liga/reactivos/Z9-01/copiar", 404)
    await ana.send("/mi-liga/reactivos/H1-01/copiar", 409)
    await ana.send("/mi-liga/reactivos/H1-01/confirmar", 409)


@pytest.mark.parametrize("act", ["copiar", "confirmar"])
async def test_the_address_of_a_form_leads_back_to_its_item(
    app: Litestar, ana: Browser, act: str
) -> None:
    await two_editions()
    page = await ana.open(f"{ITEM}/{act}")
    assert page.response.url.path == LEVEL


async def test_it_is_all_said_in_english_too(app: Litestar, ana: Browser) -> None:
    await two_editions(P1_02={"time_bound": True})
    await ana.send(f"{ITEM}/copiar")
    page = await ana.open(f"{COPYING}?idioma=en")
    assert page.h1.get_text() == "Copy from edition 2025"
    assert "1 copy to confirm" in page.text
    page = await ana.open(f"{LEVEL}?idioma=en")
    assert "Copied from 2025: review and confirm" in page.select_one("#item-P1-01").get_text()


async def test_the_observatory_does_not_count_a_copy_as_an_answer(
    app: Litestar, ana: Browser
) -> None:
    await two_editions()
    await ana.send(COPYING)
    await ana.send(f"{ITEM}/confirmar")
    rules, entry = await here()
    (oaxaca,) = [e for e in await progress_of(rules.questionnaire) if e.participant == OAXACA]
    assert oaxaca.answered == 1
    borne = load_of(rules.questionnaire, entry.participant, await in_force(), {}, (), {}).borne
    assert {code for code, each in borne.items() if not each.is_blank} == {"P1-01"}


# At the same time.


@pytest.mark.both
async def test_what_is_typed_while_all_is_copied_is_never_lost(app: Litestar) -> None:
    await two_editions()
    rules, entry = await here()
    typed = [
        Answer("P1-05", text="Lo escribió Beto."),
        Answer("P1-02", chosen=("full",)),
        Answer("P1-01", chosen=("no",)),
    ]
    copying = [
        copy_answers(rules, entry, rules.questionnaire.items, by=ANA, at=NOON) for _ in range(3)
    ]
    saving = [keep_answer(rules, entry, each, base=0, by=BETO, at=NOON) for each in typed]
    told = await asyncio.gather(*copying, *saving, return_exceptions=True)
    assert all(not isinstance(each, Exception) or isinstance(each, StaleAnswer) for each in told)
    kept = await in_force()
    for answer, outcome in zip(typed, told[3:], strict=True):
        if not isinstance(outcome, StaleAnswer):
            assert kept[answer.item] == answer
    copied = [
        item for each in told[:3] if not isinstance(each, BaseException) for item in each.items
    ]
    assert len(copied) == len(set(copied))
    assert set(copied) == {code for code, each in kept.items() if each.copied_from}
    # Of what was typed the text alone is complete; no copy has points.
    assert await points() == (0 if "P1-05" in copied else 2)


@pytest.mark.both
async def test_a_copy_and_its_confirmation_write_what_every_save_writes(app: Litestar) -> None:
    await two_editions()
    rules, entry = await here()
    item = rules.questionnaire.item("P1-01")
    await copy_answers(rules, entry, [item], by=ANA, at=NOON)
    await asyncio.gather(
        *(confirm_copy(rules, entry, item, by=each, at=NOON) for each in (ANA, BETO))
    )
    (row,) = await AnswerRow.select().where(AnswerRow.edition == EDITION)
    assert row["revision"] == 2
    assert "copied_from" not in json.loads(row["content"])
    (gazette,) = await documents_of(OAXACA)
    assert json.loads(row["content"])["evidence"][0]["document"] == gazette.id
    events = await PointEventRow.select().where(PointEventRow.edition == EDITION)
    assert [(event["reason"], event["provisional"], event["revision"]) for event in events] == [
        ("answered", 5, 2)
    ]
