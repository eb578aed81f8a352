"""Leyes abrogadas: what rests on one is looked at again, by its own government and nobody else."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar import Litestar

from game.editions import Stage
from game.laws import Lifting
from game.participants import Participant
from game.rules import RuleBroken
from server.attention import affected_csv
from server.cli import main
from server.csvs import safe
from server.db import statement, write_many
from server.queries.answers import answers_of
from server.queries.editions import rules_of
from server.queries.laws import (
    LAW,
    abrogate,
    affected_of,
    known_laws,
    law_events,
    pending_of,
    restore,
)
from server.queries.participants import enter, keep_participants
from server.queries.results import frozen
from server.settings import Settings
from server.tables.answers import AnswerRow
from server.tables.audit import AuditRow
from server.tables.documents import DocumentRow
from server.tables.laws import ConfirmationRow
from server.tables.points import PointEventRow
from server.units import params
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, a_topic, an_item, move_to, open_edition, words
from tests.server import signed
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.published import measured, publish

ITEM = "/mi-liga/reactivos/P1-01"
LEVEL = "/mi-liga/niveles/P1"
TODAY = NOON.date()
SUCCESSOR = {"code": "LNETB", "name": words("Ley Nacional"), "valid_from": None, "valid_to": None}
TO_REVIEW = "Por revisar: cambió una ley de su fundamento"


def definition() -> dict[str, Any]:
    """The small edition; P1-03 rests on another law, and there is one to come after."""
    given = a_definition()
    given["laws"] += [SUCCESSOR, SUCCESSOR | {"code": "CFF", "name": words("Código Fiscal")}]
    given["pillars"][0]["topics"][0]["items"][2]["legal"] = [{"law": "CFF", "articles": "art. 1"}]
    return given


async def open_and_answered() -> None:
    await open_edition(definition())
    await signed.answer({"P1-01": signed.YES, "P1-03": signed.P1["P1-03"]})


async def ended(clock: Clock, law: str = "LGMR", since: date = TODAY, **given: str) -> int:
    """A law is abrogated a moment from now; time goes on. Gives the event."""
    clock.move(minutes=1)
    await abrogate(law, since, at=clock(), is_forced=True, **given)
    clock.move(minutes=1)
    return (await law_events())[-1].id


def row_of(page: Page) -> list[Mapping[str, str]]:
    text = page.response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# What a government sees


async def test_an_item_says_which_law_since_when_and_what_to_do(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await ended(clock, replaced_by="LNETB", note="Vea el transitorio tercero.")
    item = (await ana.open(LEVEL)).select_one("#item-P1-01")
    told = " ".join(item.get_text(" ").split())
    assert TO_REVIEW in told
    assert (
        "Ley General de Mejora Regulatoria: abrogada a partir del 3 de marzo de 2026;"
        " la sustituye la Ley Nacional. Vea el transitorio tercero." in told
    )
    assert "Confirme que su respuesta sigue siendo cierta con la ley que la sustituye." in told
    assert "Si ya no lo es, cámbiela." in told
    assert "Gaceta Este documento sigue vigente" in told
    assert "por revisar: cambió una ley" in item.select_one(".evidence-list").get_text()


async def test_what_rests_on_another_law_or_is_not_answered_is_left_alone(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await ended(clock)
    page = await ana.open(LEVEL)
    for code in ("P1-02", "P1-03"):
        assert "cambió una ley de su fundamento" not in page.select_one(f"#item-{code}").text


async def test_proof_of_an_answer_that_was_never_given_is_nothing_to_confirm(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition(definition())
    proof = {"link": "https://oaxaca.example/ley", "title": "Ley"}
    await ana.send("/mi-liga/reactivos/P1-01/evidencia", **proof)
    await ended(clock)
    item = (await ana.open(LEVEL)).select_one("#item-P1-01")
    assert "Ley" in item.text
    assert "cambió una ley de su fundamento" not in item.text


async def test_the_level_and_the_league_count_it_and_lead_there(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    assert not (await ana.open("/mi-liga")).select("#attention")
    await ended(clock)
    counted = "1 respuesta por revisar: cambió una ley de su fundamento"
    link = (await ana.open(LEVEL)).select_one("#progress a[href='#item-P1-01']")
    assert link.text == counted
    page = await ana.open("/mi-liga")
    assert "1 respuesta por revisar · 1 documento por revisar" in page.text
    (link,) = page.select("[aria-labelledby=attention] li a")
    assert link["href"] == f"{LEVEL}#item-P1-01"
    assert page.text.count("abrogada a partir del 3 de marzo de 2026") == 1


async def test_before_its_day_it_is_told_and_nothing_is_asked(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await ended(clock, since=TODAY + timedelta(days=2))
    page = await ana.open(LEVEL)
    assert "abrogada a partir del 5 de marzo de 2026" in page.text
    assert TO_REVIEW not in page.text
    clock.move(days=2)
    await enters(ana, PEOPLE["ana"], clock())
    assert TO_REVIEW in (await ana.open(LEVEL)).text


async def test_confirming_lifts_it_and_says_who_and_when(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    page = await ana.send(f"{ITEM}/ley", event=event, note="El artículo pasó igual.")
    item = page.select_one("#item-P1-01").get_text(" ")
    assert TO_REVIEW not in item
    assert "Revisada: sigue vigente. Ana Ruiz, 3 de marzo de 2026, 12:02." in item
    assert "«El artículo pasó igual.»" in item
    assert "Documentos por revisar: cambió una ley" in item
    assert not (await ana.open(LEVEL)).select_one("#progress").text.count("por revisar:")


async def test_the_shelf_of_documents_says_it_too_and_finds_them(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    shelf, gazette = "/mi-liga/documentos", signed.a_document().id
    told = "por revisar: cambió una ley"
    assert told not in (await ana.open(f"{shelf}/{gazette}")).text
    event = await ended(clock)
    page = await ana.open(f"{shelf}?situacion=por-revisar")
    (card,) = page.select(".document")
    assert told in card.select_one(".badge").text
    assert told in card.first(".places li").text
    assert "Se abrogó una ley" in (await ana.open(f"{shelf}/{gazette}")).text
    await ana.send(f"{ITEM}/ley", event=event, document=gazette)
    assert not (await ana.open(f"{shelf}?situacion=por-revisar")).select(".document")


async def test_a_document_is_confirmed_by_itself_or_with_its_answer(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    gazette = signed.a_document().id
    page = await ana.send(f"{ITEM}/ley", event=event, document=gazette)
    item = page.select_one("#item-P1-01")
    assert TO_REVIEW in item.get_text(" ")
    assert "por revisar: cambió una ley" not in item.select_one(".evidence-list").get_text()
    await restore("LGMR", at=clock())
    event = await ended(clock)
    page = await ana.send(f"{ITEM}/ley", event=event, documents="1")
    assert "por revisar" not in page.select_one("#item-P1-01").get_text(" ").lower()
    rows = await ConfirmationRow.select().order_by(ConfirmationRow.id)
    assert [(row["item"], row["document"]) for row in rows] == [
        ("", gazette),
        ("", gazette),
        ("P1-01", ""),
    ]


@pytest.mark.both
async def test_changing_the_answer_lifts_it_and_its_document(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await ended(clock)
    page = await ana.send(ITEM, htmx=True, revision="2", chosen="no", reason="Ya no hay ley.")
    assert "cambió una ley de su fundamento" not in page.text
    assert "abrogada" in page.text
    (found,) = await affected_of(await rules_of(EDITION), TODAY)
    assert found.review.lift
    assert (found.review.lift.how, found.review.lift.author) == (Lifting.CHANGED, "Ana Ruiz")


async def test_with_htmx_the_item_and_the_progress_come_back(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    page = await ana.send(f"{ITEM}/ley", htmx=True, event=event)
    assert not page.is_whole
    assert "Revisada: sigue vigente" in page.text
    assert "respuesta por revisar" not in page.text


async def test_confirming_twice_is_confirming_once(
    app: Litestar, ana: Browser, beto: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    await ana.send(f"{ITEM}/ley", event=event)
    page = await beto.send(f"{ITEM}/ley", event=event)
    assert "sigue vigente. Ana Ruiz" in page.text
    assert await ConfirmationRow.count() == 1


async def test_nothing_moves_by_itself(app: Litestar, ana: Browser, clock: Clock) -> None:
    await open_and_answered()
    before = await answers_of(OAXACA, EDITION), await PointEventRow.count()
    index = (await frozen(EDITION))[2]
    event = await ended(clock)
    await ana.open(LEVEL)
    await ana.send(f"{ITEM}/ley", event=event, documents="1")
    assert (await answers_of(OAXACA, EDITION), await PointEventRow.count()) == before
    assert (await frozen(EDITION))[2] == index


@pytest.mark.both
async def test_a_mistake_is_taken_back(app: Litestar, ana: Browser, clock: Clock) -> None:
    await open_and_answered()
    event = await ended(clock)
    await restore("LGMR", "Era otra.", at=clock())
    page = await ana.open(LEVEL)
    assert "cambió una ley de su fundamento" not in page.text
    assert "abrogada" not in page.text
    page = await ana.send(f"{ITEM}/ley", 409, event=event)
    assert "ya no hay nada por revisar" in page.text
    acts = [row["action"] for row in await AuditRow.select().order_by(AuditRow.id)]
    assert acts[-2:] == ["law-abrogated", "law-restored"]


# Refused, with nothing lost


async def test_a_note_that_is_too_long_comes_back_as_it_was_typed(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    note = "Sigue igual. " * 100
    for htmx in (False, True):
        page = await ana.send(f"{ITEM}/ley", 422, htmx=htmx, event=event, note=note)
        area = page.select_one("#item-P1-01 [name=note]")
        assert area.get_text().strip() == note.strip()
        assert "hasta 1,000 caracteres" in page.select_one("#item-P1-01 details[open]").text
    assert await ConfirmationRow.count() == 0


async def test_only_its_own_government_confirms(
    app: Litestar, carla: Browser, sofia: Browser, clock: Clock
) -> None:
    await open_and_answered()
    event = await ended(clock)
    assert "por revisar" not in (await carla.open("/mi-liga")).text
    await carla.send(f"{ITEM}/ley", 409, event=event)
    page = await sofia.open(LEVEL)
    assert TO_REVIEW in page.text
    assert not page.select(f"form[action='{ITEM}/ley']")
    await sofia.send(f"{ITEM}/ley", 403, event=event)
    assert await ConfirmationRow.count() == 0


async def test_a_closed_answer_is_still_confirmed_and_says_the_way_to_change_it(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition(definition())
    await signed.answer()
    await signed.sign("I1")
    event = await ended(clock)
    await signed.decide("I1-02")
    await move_to(Stage.REVIEW)
    page = await ana.open("/mi-liga/niveles/I1")
    waiting, accepted = (page.select_one(f"#item-{code}") for code in ("I1-01", "I1-02"))
    assert "quien verifica lo ve junto a ella y puede devolvérsela" in waiting.text
    assert waiting.select("a[href='/mi-liga/equipo']")
    assert "no la confirme: en esta edición ya no se cambia" in accepted.text
    assert not accepted.select("a[href='/mi-liga/equipo']")
    page = await ana.send("/mi-liga/reactivos/I1-01/ley", event=event)
    assert "Revisada: sigue vigente" in page.select_one("#item-I1-01").text


async def test_the_address_of_its_forms_leads_back(app: Litestar, ana: Browser) -> None:
    await open_edition()
    for form in ("ley", "pregunta"):
        assert (await ana.open(f"/mi-liga/reactivos/P1-01/{form}")).h1.text == "P1 Tema P1"


# Who follows


async def test_a_verifier_sees_it_beside_the_item(
    app: Litestar, rita: Browser, ana: Browser, clock: Clock
) -> None:
    await open_edition(definition())
    await signed.answer()
    await signed.sign("I1")
    event = await ended(clock)
    address = f"/verificacion/{EDITION}/{OAXACA}/I1"
    item = (await rita.open(address)).select_one("#item-I1-01").get_text(" ")
    assert "Por revisar" in item
    assert "El gobierno todavía no dice si su respuesta sigue vigente." in item
    assert "por revisar: cambió una ley" in item
    await ana.send("/mi-liga/reactivos/I1-01/ley", event=event, documents="1")
    item = (await rita.open(address)).select_one("#item-I1-01").get_text(" ")
    assert "Por revisar" not in item
    assert "Revisada: sigue vigente. Ana Ruiz" in item


@pytest.mark.both
async def test_coordination_counts_it_for_each_government(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    address = "/coordinacion?ver=todos"
    assert "cambió una ley" not in (await coordinadora.open(address)).text
    event = await ended(clock)
    page = await coordinadora.open(address)
    row = page.select_one(f"#avance-{EDITION}-{OAXACA}")
    assert "1 por revisar: cambió una ley" in row.get_text(" ")
    assert "cambió una ley" not in page.select_one(f"#avance-{EDITION}-{YUCATAN}").text
    await ana.send(f"{ITEM}/ley", event=event)
    assert "cambió una ley" not in (await coordinadora.open(address)).text


async def test_staff_follow_each_law_and_take_its_list(
    app: Litestar, coordinadora: Browser, ana: Browser, clock: Clock
) -> None:
    await open_and_answered()
    assert "Ninguna ley está abrogada" in (await coordinadora.open("/coordinacion/leyes")).text
    await ended(clock, replaced_by="LNETB")
    await ended(clock, "CFF")
    page = await coordinadora.open("/coordinacion/leyes")
    assert "Oaxaca 1 0 1" in " ".join(page.select_one("#law-LGMR table").get_text(" ").split())
    group = page.select_one("#law-LGMR details")
    assert group.has_attr("open")
    assert "Estados: 1 respuesta por revisar, 1 gobierno" in group.first("summary").get_text()
    assert group.select_one("th a")["href"] == f"/coordinacion/{EDITION}/{OAXACA}"
    assert "liga law" not in page.text
    figures = (await coordinadora.open("/coordinacion")).select_one(".figures")
    assert figures.select_one("a[href='/coordinacion/leyes']").text.startswith("respuestas por")
    address = str(page.select_one("#law-LGMR a.button")["href"])
    (row,) = row_of(await coordinadora.open(address))
    assert row["Clave del gobierno"] == OAXACA
    assert row["Reactivo"] == "P1-01"
    assert row["La sustituye"] == "Ley Nacional"
    assert row["Situación"] == "por revisar"
    assert row["Documentos por revisar"] == "1"
    assert not row.keys() & {"Cuáles documentos", "Nota"}
    await coordinadora.open("/coordinacion/leyes/XX/afectadas.csv", 404)
    assert await coordinadora.open("/coordinacion")


async def test_a_lead_takes_the_list_of_their_own(
    app: Litestar, ana: Browser, carla: Browser, beto: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await signed.answer({"P1-01": signed.YES}, YUCATAN)
    event = await ended(clock)
    await ana.send(f"{ITEM}/ley", event=event, note="=HIPERVINCULO(1)")
    await ana.open("/mi-liga")
    page = await ana.open("/mi-liga/leyes.csv")
    assert page.response.content.startswith("\ufeff".encode())
    assert page.response.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = row_of(page)
    assert row["Clave del gobierno"] == OAXACA
    assert row["Situación"] == "revisada: sigue vigente"
    assert row["Quién"] == "Ana Ruiz"
    assert row["Nota"] == "'=HIPERVINCULO(1)"
    assert row["Cuáles documentos"] == "Gaceta"
    (theirs,) = row_of(await carla.open("/mi-liga/leyes.csv"))
    assert theirs["Clave del gobierno"] == YUCATAN
    await beto.open("/mi-liga/leyes.csv", 403)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("09", "09"),
        ("=1+1", "'=1+1"),
        ("+52", "'+52"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("a\x0bb", "ab"),
        ("Sí", "Sí"),
    ],
)
def test_no_cell_is_run(cell: str, kept: str) -> None:
    assert safe(cell) == kept


async def test_staff_alone_see_the_laws(
    app: Litestar, ana: Browser, rita: Browser, admin: Browser
) -> None:
    await open_edition()
    for browser in (ana, rita):
        await browser.open("/coordinacion/leyes", 403)
        await browser.open("/coordinacion/leyes/LGMR/afectadas.csv", 403)
    await admin.open("/coordinacion/leyes")


# Many at once

LAWS = f"{LEVEL}/leyes"


async def both_answered() -> None:
    """Two answers of a level rest on the law, and cite the same document."""
    await open_edition()
    await signed.answer({"P1-01": signed.YES, "P1-03": signed.P1["P1-03"]})


@pytest.mark.both
async def test_all_of_a_level_is_confirmed_at_once_and_each_by_itself(
    app: Litestar, beto: Browser, clock: Clock
) -> None:
    await both_answered()
    event = await ended(clock)
    level = await beto.open(LEVEL)
    assert level.select_one(f"#progress a[href='{LAWS}']")
    page = await beto.open(LAWS)
    assert [each["value"] for each in page.select("#holds [name=holds][checked]")] == [
        f"{event}:P1-01",
        f"{event}:P1-03",
    ]
    assert page.select_one("#holds").text.count("Gaceta") == 2
    page = await beto.send(LAWS, holds=[f"{event}:P1-01", f"{event}:P1-03"])
    assert page.url.endswith(f"{LEVEL}#progress")
    assert not page.select(f"#progress a[href='{LAWS}']")
    rows = await ConfirmationRow.select().order_by(ConfirmationRow.id)
    told = {(row["item"], row["document"], row["author"], row["at"]) for row in rows}
    gazette = signed.a_document().id
    things = (("P1-01", ""), ("P1-03", ""), ("", gazette))
    assert told == {(*thing, "Beto Cruz", clock()) for thing in things}
    assert await AuditRow.count().where(AuditRow.action == "law-confirmed") == 3
    await beto.send(LAWS, holds=[f"{event}:P1-01", f"{event}:P1-03"])
    assert await ConfirmationRow.count() == 3
    assert "ya no hay nada por revisar" in (await beto.open(LAWS)).text


async def test_what_was_not_marked_or_not_shown_is_left_to_be_reviewed(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await both_answered()
    event = await ended(clock)
    await ana.send(LAWS, holds=[f"{event}:P1-03", f"{event + 1}:P1-01", "x", "9:I1-01"])
    (left,) = [
        each for each in await affected_of(await rules_of(EDITION), TODAY) if each.review.is_pending
    ]
    assert left.item.code == "P1-01"
    page = await ana.send(LAWS, 422)
    assert "No marcó ninguna respuesta" in page.select_one("#holds-error").text
    assert not page.select("#holds [checked]")


async def test_only_who_answers_there_confirms_many(
    app: Litestar, sofia: Browser, carla: Browser, clock: Clock
) -> None:
    await both_answered()
    event = await ended(clock)
    assert not (await sofia.open(LEVEL)).select(f"#progress a[href='{LAWS}']")
    await sofia.open(LAWS, 403)
    await sofia.send(LAWS, 403, holds=f"{event}:P1-01")
    await carla.send(LAWS, holds=f"{event}:P1-01")
    assert await ConfirmationRow.count() == 0


async def test_who_publishes_reads_the_laws_and_takes_no_list(
    app: Litestar, publicadora: Browser, clock: Clock
) -> None:
    await open_and_answered()
    await ended(clock)
    page = await publicadora.open("/coordinacion/leyes")
    assert page.select("#law-LGMR table")
    assert not page.select("#law-LGMR a.button")
    await publicadora.open("/coordinacion/leyes/LGMR/afectadas.csv", 403)


# What is published stays


async def test_what_was_published_stays_and_its_law_is_told(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await measured()
    digest = await publish()
    await ended(clock)
    rules = await rules_of(EDITION)
    assert await affected_of(rules, TODAY) == ()
    assert (await frozen(EDITION))[2] == digest
    assert "abrogada a partir del 3 de marzo de 2026" in (await ana.open(LEVEL)).text
    page = await ana.open("/mi-liga/recomendaciones")
    assert "abrogada a partir del 3 de marzo de 2026" in page.text


async def test_the_orders_are_refused_in_a_sentence(database: Settings) -> None:
    await open_edition(definition())
    await abrogate("LGMR", TODAY, is_forced=True, at=NOON)
    for law, replaced_by, code in (
        ("LGMR", "", "already-abrogated"),
        ("XX", "", "unknown-law"),
        ("CFF", "XX", "unknown-law"),
        ("CFF", "CFF", "law-replaces-itself"),
        ("CFF", "LGMR", "successor-abrogated"),
    ):
        with pytest.raises(RuleBroken) as refused:
            await abrogate(law, TODAY, replaced_by, at=NOON)
        assert refused.value.code == code
    with pytest.raises(RuleBroken, match="law-in-force"):
        await restore("CFF", at=NOON)


async def test_the_successor_that_an_edition_names_is_refused_once_abrogated(
    database: Settings,
) -> None:
    given = definition()
    former = next(law for law in given["laws"] if law["code"] == "LGMR")
    former["replaced_by"] = "LNETB"
    await open_edition(given)
    await abrogate("LNETB", TODAY, is_forced=True, at=NOON)
    with pytest.raises(RuleBroken, match="successor-abrogated"):
        await abrogate("LGMR", TODAY, is_forced=True, at=NOON)


# By order


@pytest.fixture
def run(each_settings: Settings) -> Callable[..., Result]:
    environ = {
        "LIGA_DATA_DIR": str(each_settings.data_dir),
        "LIGA_DATABASE_URL": each_settings.database_url,
    }

    def give(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, env=environ)
        assert result.exit_code == code, result.output + str(result.exc_info)
        return result

    return give


def test_the_whole_life_of_an_order(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "cargue una antes" in run("law", "list").output
    run("edition", "load", "fixtures/editions/2025")
    assert "Ley General de Mejora Regulatoria" in run("law", "list").output
    abrogated = run("law", "abrogate", "LFCC", "--on", "2026-12-01", "--replaced-by", "LNETB")
    assert "La ley LFCC queda abrogada desde el 2026-12-01." in abrogated.output
    assert (
        "LFCC: Ley de Fomento a la Confianza Ciudadana; abrogada a partir del 1 de diciembre de"
        " 2026; la sustituye la Ley Nacional" in run("law", "list").output
    )
    again = run("law", "abrogate", "LFCC", "--on", "2027-01-01", code=1)
    assert again.stderr.strip() == (
        "La ley LFCC ya está abrogada, desde el 1 de diciembre de 2026. Si fue un error, deshágalo"
        " con «liga law restore LFCC»."
    )
    assert "Avisos por correo a enlaces: 0." in abrogated.output
    run("law", "abrogate", "LGMR", "--on", "2026-12-01", "--force")
    assert (
        "LGMR: Ley General de Mejora Regulatoria; abrogada a partir del 1 de diciembre de 2026; la"
        " sustituye la Ley Nacional para Eliminar Trámites Burocráticos"
        in run("law", "list").output
    )
    file = tmp_path / "lista.csv"
    assert "0 respuestas" in run("law", "affected", "LFCC", "--csv", str(file)).output
    assert file.read_bytes().startswith('\ufeff"Edición"'.encode())
    assert "vuelve a estar vigente" in run("law", "restore", "LFCC", "--note", "Error").output
    assert "no está abrogada" in run("law", "restore", "LFCC", code=1).stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["abrogate", "XX", "--on", "2026-12-01"], 1, "Ninguna edición nombra una ley XX."),
        (["abrogate", "LGMR", "--on", "mañana"], 2, "«mañana» no es una fecha"),
        (["abrogate", "LGMR"], 2, "Falta la opción '--on'"),
        (
            ["abrogate", "LGMR", "--on", "2026-12-01", "--replaced-by", "LGMR"],
            1,
            "no puede sustituirse a sí misma",
        ),
        (
            ["abrogate", "LGMR", "--on", "2026-12-01", "--replaced-by", "YY"],
            1,
            "Ninguna edición nombra una ley YY.",
        ),
        (
            ["abrogate", "LGMR", "--on", "2026-12-01"],
            1,
            "hasta el 16 de julio de 2025: declárela abrogada con «--on 2025-07-17»",
        ),
        (["restore", "XX"], 1, "Ninguna edición nombra una ley XX."),
        (["affected", "XX", "--csv", "x.csv"], 1, "Ninguna edición nombra una ley XX."),
        (["affected", "LGMR", "--csv", "no/hay/x.csv"], 2, "no existe la carpeta"),
    ],
)
def test_wrong_orders(
    run: Callable[..., Result], arguments: list[str], code: int, told: str
) -> None:
    run("edition", "load", "fixtures/editions/2025")
    assert told in run("law", *arguments, code=code).output


# A whole country

GOVERNMENTS, ITEMS = 115, 187
KEEP_ANSWER = statement(AnswerRow.insert(params(AnswerRow)))
KEEP_DOCUMENT = statement(DocumentRow.insert(params(DocumentRow)))


async def test_a_whole_country_is_read_once(
    sqlite_database: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await _a_country()
    rules = await rules_of(EDITION)
    await abrogate("LGMR", TODAY, is_forced=True, at=NOON)
    asked = _counting_questions(monkeypatch)
    began = perf_counter()
    found = await affected_of(rules, TODAY)
    took = perf_counter() - began
    assert len(found) == GOVERNMENTS * ITEMS
    assert all(each.review.is_pending and len(each.documents) == 1 for each in found)
    # One for each table: laws, entries, answers, confirmations, documents.
    assert len(asked) == 5, asked
    began = perf_counter()
    counts = await pending_of(rules, TODAY)
    counted = perf_counter() - began
    began = perf_counter()
    assert await pending_of(rules, TODAY) == counts
    again = perf_counter() - began
    assert set(counts.values()) == {ITEMS}
    began = perf_counter()
    content = await affected_csv(TODAY, await known_laws(), law="LGMR")
    listed = perf_counter() - began
    assert content.count(b"\r\n") == 1 + GOVERNMENTS * ITEMS
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{GOVERNMENTS * ITEMS} answers of {GOVERNMENTS} governments: found in"
            f" {took * 1000:.0f} ms, counted in {counted * 1000:.0f} ms, again in"
            f" {again * 1000:.0f} ms, as a CSV of {len(content) // 1024} KiB in"
            f" {listed * 1000:.0f} ms"
        )


def _counting_questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent to the database from here on."""
    from server import piccolo_conf

    asked: list[str] = []
    engine: Any = piccolo_conf.DB
    for name in ("_run_in_new_connection", "ask"):
        run = getattr(type(engine), name)

        def noting(self: Any, *given: Any, _run: Any = run, **named: Any) -> Any:
            asked.append(str(given or named))
            return _run(self, *given, **named)

        monkeypatch.setattr(type(engine), name, noting)
    return asked


async def _a_country() -> None:
    items = [an_item(f"P1-{n:03}", "yes_no") for n in range(ITEMS)]
    await open_edition(a_definition(topics={"P": [a_topic("P1", items)]}))
    codes = [f"{n:05}" for n in range(20000, 20000 + GOVERNMENTS)]
    await keep_participants(Participant(code, "municipality", code, "20", 1) for code in codes)
    await enter(EDITION, dict.fromkeys(codes, "states"))
    at = datetime(2026, 2, 1, tzinfo=UTC)
    common = {"account": 1, "author": "Ana", "saved_at": at, "edition": EDITION, "revision": 1}
    await write_many(
        KEEP_ANSWER,
        [
            {
                **common,
                "participant": code,
                "item": item["code"],
                "content": f'{{"item": "{item["code"]}", "chosen": ["yes"],'
                f' "evidence": [{{"document": "{code}", "page": "{n}"}}]}}',
            }
            for code in codes
            for n, item in enumerate(items)
        ],
    )
    empty = {"filename": "", "media_type": "", "size": 0, "sha256": "", "url": "", "dated": None}
    empty |= {
        "valid_from": None,
        "valid_until": None,
        "lineage": "",
        "version": 1,
        "bytes_once": "",
    }
    await write_many(
        KEEP_DOCUMENT,
        [
            {
                **empty,
                "id": code,
                "participant": code,
                "kind": LAW,
                "title": "Gaceta",
                "account": 1,
                "author": "Ana",
                "at": at,
            }
            for code in codes
        ],
    )
