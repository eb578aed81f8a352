"""Versiones: what changes under those who answer, what may not, and who is told."""

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar import Litestar

from game.answers import Answer
from game.changes import Gravity, Hits, changes_between
from game.editions import Stage
from game.rules import RuleBroken
from server.cli import main
from server.db import Refused
from server.imports.definitions import version_of
from server.pages.changes import FIELD_WORDS, PART_WORDS, change_line, change_text
from server.people import Role
from server.queries import editions as remembered
from server.queries.answers import answers_of, keep_answer
from server.queries.changes import compare, load_changes
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.laws import abrogate
from server.queries.stages import keep_edition
from server.queries.submissions import sign_level, state_of, submit_level
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow
from server.tables.audit import AuditRow
from server.tables.editions import EditionVersionRow
from server.tables.levels import LevelRow
from server.tables.points import PointEventRow
from tests.browser import PASSWORD, Browser
from tests.editions import ANA, BETO, EDITION, a_definition, an_item, open_edition, words
from tests.game.test_changes import (
    FIELDS,
    a_law_more,
    item_of,
    new_item,
    new_option,
    no_item,
    no_law,
    no_option,
    rename_law,
    set_in,
)
from tests.server import signed
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, YUCATAN

ITEM = "/mi-liga/reactivos/P1-01"
LEVEL = "/mi-liga/niveles/P1"
METHOD = f"/metodo/{EDITION}"


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a database of its own: versions of another one are not to be known."""
    monkeypatch.setattr(remembered, "_known", {})


def changed(*changes: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    definition = a_definition()
    for change in changes:
        change(definition)
    return definition


async def load(
    *changes: Callable[[dict[str, Any]], object],
    at: datetime = NOON,
    editorial: Collection[str] = (),
) -> Any:
    return await load_changes(changed(*changes), editorial, at=at, author="Elena Paz")


async def mend(*changes: Callable[[dict[str, Any]], object], at: datetime = NOON) -> Any:
    """The same, by an observatory that says that the meaning of P1-01 stays."""
    return await load(*changes, at=at, editorial={"P1-01"})


def new_item_elsewhere(definition: dict[str, Any]) -> None:
    definition["pillars"][1]["topics"][0]["items"].append(an_item("I1-09", "yes_no"))


def tax_law(definition: dict[str, Any]) -> None:
    law = {"code": "CFF", "name": words("Código"), "valid_from": None, "valid_to": None}
    definition["laws"].append(law)


def without_law(definition: dict[str, Any]) -> None:
    """A law gone, and with it every basis that names it."""
    no_law(definition)
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["legal"] = []


reword = set_in("P1-01", "text.es", "¿Hay ley y reglamento?")


# What is loaded


@pytest.mark.both
async def test_a_draft_changes_freely(database: Settings) -> None:
    await keep_edition(a_definition())
    found = await load(set_in("P1-01", "weight", "7"))
    assert found.stage is Stage.DRAFT
    assert (await rules_of(EDITION)).questionnaire.item("P1-01").weight == 7
    assert await EditionVersionRow.count() == 0


async def test_an_edition_that_is_not_there_becomes_a_draft(database: Settings) -> None:
    assert (await load()).stage is None
    assert (await rules_of(EDITION)).stage is Stage.DRAFT


@pytest.mark.both
async def test_an_open_edition_gets_a_version_and_keeps_the_old_one(database: Settings) -> None:
    await open_edition()
    await load(reword)
    rules = await rules_of(EDITION)
    assert rules.stage is Stage.OPEN
    assert rules.questionnaire.item("P1-01").text.es == "¿Hay ley y reglamento?"
    assert rules.questionnaire.version == version_of(changed(reword))
    first, second = await EditionVersionRow.select().order_by(EditionVersionRow.number)
    assert json.loads(first["definition"]) == a_definition()
    assert json.loads(second["definition"]) == changed(reword)
    assert (first["number"], second["number"]) == (1, 2)
    assert second["author"] == "Elena Paz"
    (told,) = json.loads(second["changes"])
    assert (told["before"], told["after"]) == ("¿Pregunta P1-01?", "¿Hay ley y reglamento?")
    (noted,) = await AuditRow.select().where(AuditRow.action == "questionnaire-amended")
    assert noted["subject"] == "2"


async def test_the_same_definition_changes_nothing(database: Settings) -> None:
    await open_edition()
    assert (await load()).is_same
    assert await EditionVersionRow.count() == 0


async def test_a_change_that_is_taken_back_is_a_version_too(database: Settings) -> None:
    await open_edition()
    await load(reword)
    await load()
    rules = await rules_of(EDITION)
    assert rules.questionnaire.item("P1-01").text.es == "¿Pregunta P1-01?"
    assert [each.number for each in rules.history] == [1, 2, 3]


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.REPLY])
async def test_after_it_was_open_nothing_changes(database: Settings, stage: Stage) -> None:
    await open_edition(stage=stage)
    with pytest.raises(RuleBroken, match="edition-in-use"):
        await load(reword)
    assert (await rules_of(EDITION)).questionnaire.version == version_of(a_definition())


# What is refused


async def test_one_critical_change_refuses_all_and_all_are_told(database: Settings) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    await signed.answer({"P1-01": signed.NO}, YUCATAN)
    found = await load(reword, set_in("P1-01", "weight", "3"), set_in("P1-02", "kind", "text"))
    assert [(each.change.path, each.hits) for each in found.refused] == [
        ("text.es", Hits(2, 2)),
        ("weight", Hits(2, 2)),
        ("kind", Hits(0, 0)),
    ]
    assert len(found.changes) == 3
    assert (await rules_of(EDITION)).questionnaire.version == version_of(a_definition())
    assert await EditionVersionRow.count() == 0


async def test_what_nobody_answered_may_go(database: Settings) -> None:
    await open_edition()
    found = await load(no_item)
    assert not found.refused
    assert "P1-02" not in {i.code for i in (await rules_of(EDITION)).questionnaire.items}


async def test_an_answered_item_stays(database: Settings) -> None:
    await open_edition()
    await signed.answer({"P1-02": signed.P1["P1-02"]})
    (refused,) = (await load(no_item)).refused
    assert refused.hits == Hits(1, 1)
    assert change_text(refused.change, refused.hits) == (
        "[crítico] reactivo P1-02: se quita «¿Pregunta P1-02?» (toca 1 respuesta de 1 gobierno)"
    )


async def test_also_one_whose_answer_was_emptied(database: Settings) -> None:
    await open_edition()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    given = Answer("P1-02", chosen=("half",))
    await keep_answer(rules, entry, given, base=0, by=ANA, at=NOON)
    await keep_answer(rules, entry, Answer("P1-02"), base=1, by=ANA, at=NOON)
    assert (await load(no_item)).refused


@pytest.mark.parametrize(("chosen", "is_refused"), [("half", True), ("full", False)])
async def test_an_option_goes_when_nobody_chose_it(
    database: Settings, chosen: str, is_refused: bool
) -> None:
    await open_edition()
    await signed.answer({"P1-02": Answer("P1-02", chosen=(chosen,))})
    assert bool((await load(no_option)).refused) == is_refused


async def test_an_item_that_is_delegated_stays(app: Litestar, ana: Browser, beto: Browser) -> None:
    await open_edition()
    page = await ana.open("/mi-liga/equipo")
    seat = str(page.select("#give-P1-seat option")[1]["value"])
    await ana.send("/mi-liga/equipo/niveles/P1", item="P1-02", seat=seat, due="2026-06-01", note="")
    assert (await load(no_item)).refused


# Points, and what is asked from then on


@pytest.mark.both
async def test_no_point_moves_and_more_can_be_reached(database: Settings) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    before = await answers_of(OAXACA, EDITION), await PointEventRow.count()
    assert not (await mend(reword, new_item, new_option)).refused
    assert (await answers_of(OAXACA, EDITION), await PointEventRow.count()) == before


async def test_a_new_item_waits_in_a_level_that_nobody_handed_in(
    app: Litestar, ana: Browser
) -> None:
    await open_edition()
    await signed.answer(signed.P1)
    assert not (await load(new_item)).refused
    assert "Falta 1 por completar" in (await ana.open(LEVEL)).select_one("#progress").text
    page = await ana.send("/mi-liga/reactivos/P1-06", htmx=True, revision="0", chosen="no")
    assert "Guardado por Ana Ruiz" in page.text


async def test_no_item_comes_into_a_level_that_was_handed_in(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await signed.answer(signed.P1)
    await signed.sign("P1")
    (refused,) = (await load(new_item)).refused
    assert refused.hits == Hits(0, 1)
    assert change_text(refused.change, refused.hits) == (
        "[crítico] reactivo P1-06: se añade «¿Pregunta P1-06?» (1 gobierno ya entregó ese nivel)"
    )
    assert "Firmado" in (await ana.open(LEVEL)).select_one("#progress").text
    # The other levels are still open to more.
    assert not (await load(new_item_elsewhere)).refused


@pytest.mark.both
async def test_of_an_item_more_and_a_level_handed_in_one_comes_first(database: Settings) -> None:
    """No level is handed in without an item that was already in force."""
    await open_edition()
    await signed.answer(signed.P1)
    stale, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    assert not (await load(new_item)).refused
    with pytest.raises(Refused):
        await submit_level(stale, entry, "P1", by=ANA, at=NOON)
    assert await LevelRow.count().where(LevelRow.submitted_at.is_not_null()) == 0


# Words and laws that answers rest on


@pytest.mark.parametrize("path", ["text.es", "text.en", "options.0.text.es", "options.0.text.en"])
async def test_words_that_were_answered_change_only_where_the_meaning_stays(
    database: Settings, path: str
) -> None:
    await open_edition()
    await signed.answer({"P1-02": signed.P1["P1-02"]})
    other = set_in("P1-02", path, "Lo contrario")
    (refused,) = (await load(other)).refused
    assert refused.hits == Hits(1, 1)
    (told,) = (await load(other, editorial={"P1-02"})).changes
    assert told.change.gravity is Gravity.NOTABLE


async def test_words_that_nobody_answered_change_freely(database: Settings) -> None:
    await open_edition()
    assert not (await load(reword)).refused


@pytest.mark.parametrize("change", [rename_law, without_law])
async def test_the_name_of_a_law_that_answers_rest_on_stays(
    database: Settings, change: Callable[[dict[str, Any]], object]
) -> None:
    await open_edition()
    assert not (await compare(changed(change), at=NOON)).refused
    await signed.answer({"P1-01": signed.YES})
    (refused,) = (await load(change)).refused
    assert (refused.change.code, refused.hits) == ("LGMR", Hits(1, 1))


async def test_so_does_that_of_an_abrogated_law(database: Settings) -> None:
    await open_edition()
    await abrogate("LGMR", NOON.date(), is_forced=True, at=NOON)
    (refused,) = (await load(rename_law)).refused
    assert refused.hits == Hits(0, 0)


async def test_a_basis_that_leaves_an_abrogated_law_is_told(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition(changed(a_law_more))
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    await abrogate("LGMR", NOON.date(), is_forced=True, at=clock())
    clock.move(hours=1)
    basis = [{"law": "LNETB", "articles": "art. 7"}]
    found = await load(a_law_more, set_in("P1-01", "legal", basis), at=clock())
    assert not found.refused
    item = (await ana.open(LEVEL)).select_one("#item-P1-01").get_text(" ")
    assert "(fundamento): antes decía «LGMR, art. 5»" in item
    assert "Mi respuesta sigue igual" in item


async def test_no_date_of_an_open_edition_goes_into_the_past(database: Settings) -> None:
    await open_edition()
    past = {"open": "2026-01-15T06:00:00+00:00", "review": "2026-02-01T06:00:00+00:00"}
    (refused,) = (await load(lambda definition: definition["edition"].update(dates=past))).refused
    assert refused.change.path == "dates.review"


# Who is told


async def test_whoever_answered_is_told_until_they_confirm(
    app: Litestar, ana: Browser, carla: Browser, sofia: Browser, clock: Clock
) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    await mend(reword, at=clock())
    item = (await ana.open(LEVEL)).select_one("#item-P1-01").get_text(" ")
    assert (
        "La pregunta cambió el 3 de marzo de 2026: antes decía «¿Pregunta P1-01?» (su respuesta se"
        " conserva)." in item
    )
    assert "¿Hay ley y reglamento?" in item
    counted = "1 pregunta cambió desde que se respondió"
    assert counted in (await ana.open(LEVEL)).select_one("#progress").text
    assert counted in (await ana.open("/mi-liga")).select_one("[aria-labelledby=attention]").text
    assert "antes decía" not in (await carla.open(LEVEL)).text
    assert not (await sofia.open(LEVEL)).select(f"form[action='{ITEM}/pregunta']")
    await carla.send(f"{ITEM}/pregunta", number="2")
    page = await ana.send(f"{ITEM}/pregunta", number="2")
    assert "antes decía" not in page.text
    assert counted not in (await ana.open("/mi-liga")).text


async def test_saving_again_is_confirming(app: Litestar, ana: Browser, clock: Clock) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    await mend(reword, at=clock())
    clock.move(hours=1)
    page = await ana.send(ITEM, htmx=True, revision="2", chosen="no")
    assert "antes decía" not in page.text


async def test_whoever_answers_on_a_page_from_before_is_told(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition()
    form = (await ana.open(LEVEL)).select_one("#item-P1-01-form [name=version]")
    clock.move(hours=1)
    await mend(reword, at=clock())
    clock.move(hours=1)
    sent = {"revision": "0", "chosen": "yes", "version": str(form["value"])}
    page = await ana.send(ITEM, htmx=True, **sent)
    assert "Guardado por Ana Ruiz" in page.text
    assert "antes decía «¿Pregunta P1-01?»" in page.text
    anew = page.select_one("#item-P1-01-form [name=version]")["value"]
    page = await ana.send(ITEM, htmx=True, revision="1", chosen="no", version=str(anew))
    assert "antes decía" not in page.text


async def test_a_later_change_is_told_anew(app: Litestar, ana: Browser, clock: Clock) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    await mend(reword, at=clock())
    await ana.send(f"{ITEM}/pregunta", number="2", htmx=True)
    clock.move(hours=1)
    await mend(set_in("P1-01", "text.es", "¿Hay una tercera?"), at=clock())
    item = (await ana.open(LEVEL)).select_one("#item-P1-01").get_text(" ")
    assert "antes decía «¿Hay ley y reglamento?»" in item
    assert "antes decía «¿Pregunta P1-01?»" not in item
    await ana.send(f"{ITEM}/pregunta", 409, number="9")


async def test_in_english_the_former_words_are_english_too(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    await mend(reword, set_in("P1-01", "text.en", "Law and by-law?"), at=clock())
    item = (await ana.open(f"{LEVEL}?idioma=en")).select_one("#item-P1-01").get_text(" ")
    assert "it used to say “Question P1-01?” (your answer is kept)" in item


@pytest.mark.both
async def test_every_notable_change_says_how_it_read(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition()
    await signed.answer({"P1-02": signed.P1["P1-02"]})
    clock.move(hours=1)
    await load(
        new_option,
        set_in("P1-02", "evidence.text.es", "La gaceta."),
        set_in("P1-02", "effort", "high"),
        at=clock(),
    )
    item = (await ana.open(LEVEL)).select_one("#item-P1-02").get_text(" ")
    assert "Desde el 3 de marzo de 2026 hay más en opción: «Opción some»" in item
    assert "(evidencia esperada): antes decía «Qué prueba P1-02.»" in item
    assert "(esfuerzo): antes decía «bajo»" in item


async def test_a_date_reads_as_a_date(app: Litestar, browser: Browser) -> None:
    await open_edition()
    later = {"open": "2026-01-15T06:00:00+00:00", "review": "2026-07-15T06:00:00+00:00"}
    await load(lambda definition: definition["edition"].update(dates=later))
    told = (await browser.open(METHOD)).select_one("#versions").get_text(" ")
    assert "fechas, revisión" in told
    assert "15 de junio de 2026" in told
    assert "15 de julio de 2026" in told


async def test_small_changes_are_told_quietly_to_those_who_answered(
    app: Litestar, ana: Browser, carla: Browser, clock: Clock
) -> None:
    await open_edition()
    await signed.answer({"P1-01": signed.YES})
    clock.move(hours=1)
    long = "Ejemplo " * 30
    await load(set_in("P1-01", "example.es", long), at=clock())
    clock.move(hours=1)
    mended = (
        set_in("P1-01", "help.es", "Cuenta la ley vigente."),
        set_in("P1-01", "example.es", "X"),
    )
    await load(*mended, set_in("P1-01", "recommendation.en", "Do it."), at=clock())
    page = await ana.open(LEVEL)
    item = page.select_one("#item-P1-01")
    told = " ".join(item.get_text(" ").split())
    assert "El 3 de marzo de 2026 se corrigió la ayuda. Antes decía: «" in told
    assert "Cuenta la ley vigente." in told
    # What is long is folded.
    (folded,) = [each for each in item.select("details.quiet") if "el ejemplo" in each.text]
    assert long.strip() in folded.first("p").text
    # Nothing is asked, nothing is counted, and what changed in English is told in English.
    assert not item.select(f"form[action='{ITEM}/pregunta']")
    assert "desde que se respondió" not in page.text
    assert "la recomendación" not in told
    english = (await ana.open(f"{LEVEL}?idioma=en")).select_one("#item-P1-01").get_text(" ")
    assert "the recommendation was corrected" in english
    assert "the help was corrected" not in english
    await ana.open(f"{LEVEL}?idioma=es")
    assert "se corrigió la ayuda" not in (await carla.open(LEVEL)).text
    page = await ana.send(ITEM, htmx=True, revision="2", chosen="no")
    assert "se corrigió la ayuda" not in page.text


@pytest.mark.both
async def test_the_history_says_what_each_answer_answered_to(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition()
    await ana.send(ITEM, revision="0", chosen="yes")
    assert "Versión" not in (await ana.open(f"{ITEM}/historia")).text
    clock.move(hours=1)
    await mend(reword, at=clock())
    clock.move(hours=1)
    await ana.send(ITEM, revision="1", chosen="no")
    now, then = (await ana.open(f"{ITEM}/historia")).select("li.panel")
    assert "Versión 1 del cuestionario" in then.text
    assert "Entonces se preguntaba: «¿Pregunta P1-01?»" in then.text
    assert "Versión 2 del cuestionario" in now.text
    assert "Entonces se preguntaba" not in now.text


async def test_everybody_reads_the_versions_and_their_changes(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    assert "Sin cambios desde que abrió." in (await browser.open(METHOD)).text
    await load(reword, new_item)
    told = (await browser.open(METHOD)).select_one("#versions").get_text(" ")
    told = " ".join(told.split())
    assert "Versión 2 vigente Desde el 3 de marzo de 2026. La cargó Elena Paz." in told
    assert "1 reactivo más: sube el total de puntos que se puede alcanzar." in told
    assert (
        "importante reactivo P1-01, pregunta Antes: ¿Pregunta P1-01? Ahora: ¿Hay ley y reglamento?"
        in told
    )
    assert "Versión 1 Con ella abrió la edición" in told
    english = (await browser.open(f"{METHOD}?idioma=en")).select_one("#versions").get_text(" ")
    assert "Version 2" in english
    assert "¿Pregunta P1-06?" not in english
    assert "Question P1-06?" in english


async def test_changes_read_as_people_write(app: Litestar, browser: Browser) -> None:
    await open_edition()
    two = [{"law": "CFF", "articles": "art. 9"}, {"law": "LGMR", "articles": "art. 5"}]
    await load(
        a_law_more,
        set_in("P1-01", "legal", two),
        set_in("P1-02", "text.es", "¿Otra?"),
        set_in("P1-02", "text.en", "Another?"),
        tax_law,
    )
    told = " ".join((await browser.open(METHOD)).select_one("#versions").get_text(" ").split())
    # Only what was not there before; that the other one moved is nothing.
    assert "reactivo P1-01, fundamento Ahora: CFF, art. 9" in told
    assert not re.search(r"\b(law|articles|es|en):", told)
    english = (await browser.open(f"{METHOD}?idioma=en")).select_one("#versions").get_text(" ")
    english = " ".join(english.split())
    assert "item P1-02, question Before: Question P1-02? Now: Another?" in english
    assert "¿Otra?" not in english


def test_groups_read_as_people_write() -> None:
    was = {"kinds": ["state"], "population_from": None}
    now = {"kinds": ["state", "municipality"], "population_from": 50000}
    before, after = changed(set_in("P1-01", "audience", was)), changed()
    item_of(after, "P1-01")["audience"] = now
    (line,) = map(change_line, changes_between(before, after))
    assert line.before == "tipos de gobierno: estado"
    assert line.after == "tipos de gobierno: estado, municipio, población desde: 50000"


def test_every_field_has_its_words() -> None:
    firsts = {path.split(".")[0] for fields in FIELDS.values() for path in fields if path}
    assert firsts <= set(FIELD_WORDS)
    plain = {"text", "code", "law", "articles"}
    parts = {p for fields in FIELDS.values() for path in fields for p in path.split(".")[1:]}
    assert parts - plain <= set(PART_WORDS)


# Others meanwhile


async def test_a_save_that_was_begun_before_is_judged_by_the_new_version(
    database: Settings,
) -> None:
    await open_edition()
    stale, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await load(new_option)
    given = Answer("P1-02", chosen=("some",))
    assert (await keep_answer(stale, entry, given, base=0, by=ANA, at=NOON)).is_new
    await keep_evidence(stale, entry, "P1-02", signed.a_document(), "3", by=ANA, at=NOON)
    # The old version did not know this option: it would have been worth nothing.
    (event,) = await PointEventRow.select()
    assert event["provisional"] == 5


async def test_a_save_on_an_item_that_went_is_refused_in_words(app: Litestar, ana: Browser) -> None:
    await open_edition()
    stale, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await load(no_item)
    with pytest.raises(RuleBroken, match="unknown-item"):
        await keep_answer(stale, entry, Answer("P1-02", chosen=("half",)), base=0, by=ANA, at=NOON)
    typed = {"revision": "0", "chosen": "half", "reason": "Falta el acta.", "plan": "Hacerla."}
    page = await ana.send("/mi-liga/reactivos/P1-02", 404, **typed)
    assert "Esa pregunta ya no está en el cuestionario" in page.text
    shown = page.select_one(".typed").get_text(" ")
    assert "Falta el acta." in shown
    assert "Hacerla." in shown
    # There is nowhere to send it again.
    assert not page.select("form[action='/mi-liga/reactivos/P1-02']")
    page = await ana.send("/mi-liga/reactivos/P1-02", 404, htmx=True, **typed)
    assert "Falta el acta." in page.select_one(".typed").text
    page = await ana.send("/mi-liga/reactivos/P1-02/replica", 404, text="Sí la hay.")
    assert "Sí la hay." in page.select_one(".typed").text


@pytest.mark.both
async def test_loading_while_many_save_loses_nothing(database: Settings) -> None:
    """Items come, words change and an option goes, while two people save as fast as they can."""
    await open_edition()
    entry = await entry_of(EDITION, OAXACA)
    later = datetime(2026, 3, 4, tzinfo=UTC)
    texts = [f"¿Redacción {n}?" for n in range(6)]
    kept: dict[str, list[Answer]] = {"P1-05": [], "P1-01": []}

    async def save(item: str, by: Any, answers: list[Answer]) -> None:
        for revision, answer in enumerate(answers):
            rules = await rules_of(EDITION)
            await keep_answer(rules, entry, answer, base=revision, by=by, at=NOON)
            kept[item].append(answer)

    async def change() -> None:
        for n, text in enumerate(texts):
            definition = changed(set_in("P1-01", "text.es", text))
            topic = definition["pillars"][0]["topics"][0]
            topic["items"] += [an_item(f"P1-1{k}", "yes_no") for k in range(n)]
            found = await load_changes(definition, {"P1-01"}, at=later)
            assert not found.refused
            await asyncio.sleep(0.05)

    told = [Answer("P1-05", text=f"Texto {n}") for n in range(40)]
    chosen = [Answer("P1-01", chosen=(("yes", "no")[n % 2],)) for n in range(40)]
    await asyncio.gather(save("P1-05", ANA, told), save("P1-01", BETO, chosen), change())
    now = await answers_of(OAXACA, EDITION)
    assert (now["P1-05"].answer, now["P1-05"].revision) == (told[-1], 40)
    assert (now["P1-01"].answer, now["P1-01"].revision) == (chosen[-1], 40)
    assert await AnswerRevisionRow.count() == 80
    rules = await rules_of(EDITION)
    assert rules.questionnaire.item("P1-01").text.es == texts[-1]
    assert [each.number for each in rules.history] == list(range(1, len(texts) + 2))


@pytest.mark.both
async def test_of_a_removal_and_an_answer_one_comes_first(database: Settings) -> None:
    """Whoever is first, no answer is left without its item."""
    await open_edition()
    entry, rules = await entry_of(EDITION, OAXACA), await rules_of(EDITION)
    given = Answer("P1-02", chosen=("half",))
    saved, loaded = await asyncio.gather(
        keep_answer(rules, entry, given, base=0, by=ANA, at=NOON),
        load(no_item),
        return_exceptions=True,
    )
    is_there = "P1-02" in {i.code for i in (await rules_of(EDITION)).questionnaire.items}
    assert is_there == (not isinstance(saved, RuleBroken)), (saved, loaded)
    assert is_there == bool(getattr(loaded, "refused", ()))
    assert is_there == ("P1-02" in await answers_of(OAXACA, EDITION))


@pytest.mark.both
async def test_two_loads_at_once_are_one_after_the_other(database: Settings) -> None:
    await open_edition()
    one, other = changed(reword), changed(new_item)
    await asyncio.gather(load_changes(one, at=NOON), load_changes(other, at=NOON))
    rows = await EditionVersionRow.select().order_by(EditionVersionRow.number)
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert rows[-1]["version"] in {version_of(one), version_of(other)}


# By order


@pytest.fixture
def run(each_settings: Settings) -> Callable[..., Result]:
    environ = {
        "LIGA_DATA_DIR": str(each_settings.data_dir),
        "LIGA_DATABASE_URL": each_settings.database_url,
    }

    def give(*arguments: str | Path, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(each) for each in arguments], env=environ)
        assert result.exit_code == code, result.output + str(result.exc_info)
        return result

    return give


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The published edition of the fixtures, to be changed."""
    copy = tmp_path / "2025"
    shutil.copytree("fixtures/editions/2025", copy)
    return copy


def first_words(folder: Path) -> str:
    """The line of the first question."""
    lines = (folder / "items" / "P1.yaml").read_text().splitlines()
    return next(line for line in lines if "      es:" in line)


def rewrite(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_an_operator_reads_the_changes_before_and_after(
    run: Callable[..., Result], folder: Path
) -> None:
    run("edition", "load", folder)
    run("edition", "stage", "2025", "open")
    first = first_words(folder)
    rewrite(folder, "items/P1.yaml", first, "      es: ¿Otra redacción?")
    tried = run("edition", "load", folder, "--dry-run").output
    assert "[importante] reactivo 25-P1-01, pregunta: «" in tried
    assert "» → «¿Otra redacción?»" in tried
    assert "Es un ensayo: no se guardó nada." in tried
    done = run("edition", "load", folder, "--by", "Elena Paz").output
    assert "1 cambio en una versión nueva, que ya se muestra." in done
    assert "ya estaba, sin cambios" in run("edition", "load", folder).output


def test_a_mark_says_that_the_meaning_stays(run: Callable[..., Result], folder: Path) -> None:
    run("edition", "load", folder)
    run("edition", "stage", "2025", "open")
    first = first_words(folder)
    rewrite(folder, "items/P1.yaml", first, f"{first.rstrip('?')}, hoy?")
    tried = run("edition", "load", folder, "--dry-run", "--editorial", "25-P1-01").output
    assert "[importante] reactivo 25-P1-01, pregunta" in tried
    wrong = run("edition", "load", folder, "--editorial", "XX", code=2)
    assert "no hay un reactivo ni una ley XX" in wrong.output


def test_a_critical_change_is_refused_with_its_count(
    run: Callable[..., Result], folder: Path
) -> None:
    run("edition", "load", folder)
    assert "quedó como borrador" not in run("edition", "load", folder).output
    rewrite(folder, "points.yaml", "default: ", "default: 2")
    assert (
        "[crítico] puntos, puntos por reactivo"
        in run("edition", "load", folder, "--dry-run").output
    )
    run("edition", "stage", "2025", "open")
    result = run("edition", "load", folder, code=1)
    assert "(toca 0 respuestas de 0 gobiernos)" in result.stdout
    assert "1 cambio crítico: no se guardó nada." in result.stderr
    run("edition", "stage", "2025", "review")
    result = run("edition", "load", folder, code=1)
    assert "ya no se responde: su cuestionario no cambia" in result.stderr


# Whoever signs


async def test_a_question_reworded_while_it_is_read_is_read_anew_before_it_is_signed(
    app: Litestar, sofia: Browser
) -> None:
    await open_edition()
    await signed.answer(signed.P1)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(rules, entry, "P1", by=signed.somebody(Role.LEAD, entry), at=NOON)
    address = "/mi-liga/niveles/P1/firmar"
    page = await sofia.open(address)
    shown = {"digest": page.field("digest"), "version": page.field("version")}
    assert not (await load(reword, editorial={"P1-01"})).refused
    page = await sofia.send(address, 409, **shown, password=PASSWORD)
    assert "una pregunta cambió mientras usted leía" in page.select_one("main [role=alert]").text
    assert "¿Hay ley y reglamento?" in page.text
    shown = {"digest": page.field("digest"), "version": page.field("version")}
    await sofia.send(address, **shown, password=PASSWORD)
    assert "Firmado" in (await sofia.open(LEVEL)).select_one("#progress").text


@pytest.mark.both
async def test_of_a_reworded_question_and_a_signature_one_comes_first(database: Settings) -> None:
    await open_edition()
    await signed.answer(signed.P1)
    stale, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(stale, entry, "P1", by=ANA, at=NOON)
    digest = (await state_of(stale, entry, stale.questionnaire.topic("P1"))).digest(stale, entry)
    assert not (await load(reword, editorial={"P1-01"})).refused
    by = signed.somebody(Role.SIGNER, entry)
    with pytest.raises(RuleBroken, match="signature-stale"):
        await sign_level(stale, entry, "P1", digest=digest, by=by, at=NOON)
