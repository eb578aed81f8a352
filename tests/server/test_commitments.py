"""Compromisos, as governments make them, verifiers judge them and anybody reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from game.answers import Citation
from game.commitments import Milestone, Move, Status, Term, advance, propose
from game.fulfilment import tally_of
from game.months import Month
from game.rules import RuleBroken
from server.db import Refused
from server.people import Role
from server.queries.commitments import (
    Filters,
    commitment_of,
    commitments_where,
    counts_where,
    keep_change,
    keep_proposal,
)
from server.queries.fulfilment import tally_of_month
from server.queries.news import gather_news
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.commitments import CommitmentEventRow, CommitmentRow
from server.tables.documents import DocumentRow
from tests.browser import Browser, Page
from tests.commitments import (
    ANA,
    NOON,
    OAXACA,
    VICTOR,
    YUCATAN,
    a_commitment,
    lines_seen,
    moved,
    promised,
)
from tests.editions import a_definition, open_edition
from tests.files import a_pdf
from tests.server.conftest import Clock, Enter
from tests.server.people import PEOPLE, enters, seated

TODAY = date(2026, 3, 3)
NEW = "/mi-liga/compromisos/nuevo"
FORM = {
    "key": "hoja-1",
    "pillar": "P",
    "goal": "Publicar el catálogo de trámites",
    "indicator": "Dirección electrónica del catálogo",
    "responsible": "Dirección de Mejora Regulatoria",
    "due": "2026-09-30",
    "is_public": "1",
    "milestone_1": "Inventario terminado",
    "milestone_1_due": "2026-06-15",
}
LINK = {
    "note": "Se publicó en el periódico oficial.",
    "link": "https://periodico.example.mx/reglamento",
    "title": "Periódico oficial",
    "page": "4",
}
PDF = ("reglamento.pdf", a_pdf("reglamento"), "application/pdf")


# Proposing


async def test_what_a_lead_proposes_is_public_at_once(ana: Browser, browser: Browser) -> None:
    await open_edition()
    await ana.send(NEW, **FORM)
    page = await browser.open("/compromisos")
    assert "Publicar el catálogo de trámites" in page.select_one(".commitment").text
    assert "Propuesto" in page.select_one(".commitment .badge").text
    promise = await browser.open("/compromisos/1")
    assert promise.h1.text == "Publicar el catálogo de trámites"
    assert "Inventario terminado" in promise.text
    assert "30 de septiembre de 2026" in promise.text


async def test_nothing_typed_is_lost_when_something_is_missing(ana: Browser) -> None:
    await open_edition()
    typed = {**FORM, "indicator": " ", "due": "31 de junio", "milestone_1_due": "", "pillar": ""}
    page = await ana.send(NEW, 422, **typed)
    assert page.field("goal") == "Publicar el catálogo de trámites"
    assert page.field("due") == "31 de junio"
    assert page.field("key") == "hoja-1"
    errors = {each["id"]: " ".join(each.text.split()) for each in page.select(".field-error")}
    assert errors == {
        "pillar-error": "Elija el pilar al que aporta.",
        "indicator-error": "Escriba cómo se sabrá que se cumplió.",
        "due-error": "Escriba la fecha como 31/12/2026.",
        "milestone_1_due-error": "Elija la fecha.",
    }
    summary = page.select(".problems a")
    assert len(summary) == len(errors)
    assert all(page.select_one(str(link["href"])) for link in summary)
    assert await CommitmentRow.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("due", "2026-03-03", "ya pasó", id="today is too late"),
        pytest.param("due", "9999-12-31", "próximos 10 años", id="nobody would be there to ask"),
        pytest.param("is_public", "", "Marque que sabe", id="nothing is published by one press"),
        pytest.param("milestone_1", "", "Escriba qué se logra", id="a milestone has a name"),
        pytest.param("milestone_1_due", "2026-10-01", "a más tardar", id="and a date in time"),
        pytest.param("goal", "a" * 601, "600", id="a goal is one sentence"),
    ],
)
async def test_each_flaw_is_told(ana: Browser, field: str, typed: str, sentence: str) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, **{**FORM, field: typed})
    assert sentence in page.select_one(f"#{field}-error").text


@pytest.mark.parametrize("field", ["goal", "indicator", "responsible", "milestone_1", "due"])
async def test_a_proposal_that_says_too_much_is_all_still_there(ana: Browser, field: str) -> None:
    await open_edition()
    typed = {**FORM, field: "x" * 20_001}
    page = await ana.send(NEW, 422, **typed)
    assert page.select_one(f"#{field}-error")
    for name in ("goal", "indicator", "responsible", "milestone_1", "due"):
        shown = page.select_one(f"#{name}")
        assert (shown.get("value") or shown.text.strip()) == typed[name]


async def test_six_milestones_are_kept_in_their_order(ana: Browser) -> None:
    await open_edition()
    steps = {f"milestone_{n}": f"Paso {n}" for n in range(1, 7)}
    dates = {f"milestone_{n}_due": f"2026-0{n + 2}-20" for n in range(1, 7)}
    await ana.send(NEW, **{**FORM, **steps, **dates})
    kept = (await commitment_of(1)).commitment
    assert [step.title for step in kept.milestones] == [f"Paso {n}" for n in range(1, 7)]


async def test_the_same_sheet_twice_is_one_commitment(ana: Browser) -> None:
    await open_edition()
    await ana.send(NEW, **FORM)
    page = await ana.send(NEW, **FORM)
    assert page.url.endswith("/compromisos/1")
    assert await CommitmentRow.count() == 1
    await ana.send(NEW, **{**FORM, "key": "hoja-2"})
    assert await CommitmentRow.count() == 2


async def test_the_observatory_promises_nothing(victor: Browser, browser: Browser) -> None:
    await victor.open(NEW, 403)
    await browser.send(NEW, 401, **FORM)


# Its life


@pytest.mark.both
async def test_the_whole_life_of_a_promise_that_was_kept(
    ana: Browser, sofia: Browser, victor: Browser, browser: Browser
) -> None:
    code = await promised()
    await sofia.send(f"/compromisos/{code}/pasos", move="agree")
    await ana.send(f"/compromisos/{code}/pasos", move="start")
    await ana.send(f"/compromisos/{code}/hitos", position="0")
    await ana.send(f"/compromisos/{code}/cumplimiento", **LINK)
    waiting = await victor.open("/verificacion/compromisos")
    assert "Publicar el reglamento" in waiting.select_one(".commitment").text
    await victor.send(
        f"/compromisos/{code}/dictamen",
        move="verify",
        note="El ejemplar es auténtico.",
        seen=await lines_seen(code),
    )
    page = await browser.open(f"/compromisos/{code}")
    assert [line.text for line in page.select(".timeline-head b")] == [
        "Se verificó el cumplimiento",
        "Se reportó como cumplido",
        "Concluyó un hito",
        "Comenzó",
        "Se acordó",
        "Se propuso",
    ]
    government, observatory = page.select(".panel[aria-labelledby]")[:2]
    assert "Se publicó en el periódico oficial." in government.text
    assert "Periódico oficial, p. 4" in government.text
    assert "El ejemplar es auténtico." in observatory.text
    assert "Titular, Oaxaca" in page.text
    assert "Verificación, Observatorio" in page.text
    assert "Sofía" not in page.text


@pytest.mark.both
async def test_every_move_is_in_the_audit_log(ana: Browser) -> None:
    code = await promised()
    await ana.send(f"/compromisos/{code}/pasos", move="agree")
    rows = await AuditRow.select().where(AuditRow.subject == str(code)).order_by(AuditRow.id)
    (row,) = [row for row in rows if row["action"] == "commitment-agree"]
    assert (row["participant"], row["role"]) == (OAXACA, "lead")


async def test_a_contributor_reports_but_does_not_agree(beto: Browser) -> None:
    code = await promised()
    await beto.send(f"/compromisos/{code}/pasos", 403, move="agree")
    assert not (await beto.open(f"/compromisos/{code}")).select("#act-agree")
    await moved(code, Move.AGREE)
    await beto.send(f"/compromisos/{code}/cumplimiento", **LINK)
    assert (await commitment_of(code)).commitment.status is Status.REPORTED_DONE


async def test_another_government_finds_nothing_to_move(carla: Browser) -> None:
    code = await promised()
    await carla.send(f"/compromisos/{code}/pasos", 404, move="agree")
    await carla.send(f"/compromisos/{code}/hitos", 404, position="0")
    await carla.send(f"/compromisos/{code}/cumplimiento", 404, **LINK)
    page = await carla.open(f"/compromisos/{code}")
    assert not page.select('main form:not([action="/compromisos/seguir"])')


async def test_a_stranger_reads_everything_and_moves_nothing(browser: Browser) -> None:
    code = await promised()
    page = await browser.open(f"/compromisos/{code}")
    assert not page.select('main form:not([action="/compromisos/seguir"])')
    await browser.send(f"/compromisos/{code}/pasos", 401, move="agree")
    await browser.send(f"/compromisos/{code}/dictamen", 401, move="verify")


async def test_a_verifier_never_judges_their_own_state(rita: Browser) -> None:
    code = await promised(a_commitment(YUCATAN), Move.AGREE)
    await moved(code, Move.REPORT_DONE, note="Ya.", evidence=(Citation("x"),))
    assert not (await rita.open("/verificacion/compromisos")).select(".commitment")
    assert not (await rita.open(f"/compromisos/{code}")).select("#act-verify")
    await rita.send(f"/compromisos/{code}/dictamen", 403, move="verify")


async def test_a_verifier_never_judges_a_government_they_work_in(victor: Browser) -> None:
    code = await promised(a_commitment(OAXACA), Move.AGREE)
    await moved(code, Move.REPORT_DONE, note="Ya.", evidence=(Citation("x"),))
    await seated(replace(PEOPLE["victor"], role=Role.CONTRIBUTOR, participant=OAXACA, state=None))
    await enters(victor, PEOPLE["victor"])
    page = await victor.send(f"/compromisos/{code}/dictamen", 403, move="verify")
    assert "Nadie verifica a un gobierno en el que trabaja" in page.text


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        pytest.param("/pasos", {"move": "start"}, id="nobody starts what is not agreed"),
        pytest.param("/pasos", {"move": "verify"}, id="a government verifies nothing"),
        pytest.param("/pasos", {"move": "fly"}, id="there is no such move"),
        pytest.param("/cumplimiento", LINK, id="nobody reports what is not agreed"),
        pytest.param("/hitos", {"position": "0"}, id="nor finishes a milestone of it"),
    ],
)
async def test_a_move_out_of_order_is_refused(
    ana: Browser, step: str, fields: dict[str, str]
) -> None:
    code = await promised()
    await ana.send(f"/compromisos/{code}{step}", 409, **fields)
    assert await CommitmentEventRow.count() == 1


async def test_a_milestone_is_finished_once(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/hitos", position="0")
    assert "1 de 2 hitos" in page.select_one(".progress").text
    await ana.send(f"/compromisos/{code}/hitos", 409, position="0")
    await ana.send(f"/compromisos/{code}/hitos", 404, position="9")


async def test_two_who_move_at_once_do_not_overwrite_each_other(app: object) -> None:
    code = await promised(None, Move.AGREE)
    seen = (await commitment_of(code)).commitment
    withdrawn = advance(seen, Move.WITHDRAW, "lead", TODAY, "Otra prioridad")
    await moved(code, Move.AMEND, note="Veda", due=date(2026, 8, 31))
    with pytest.raises(Refused, match="commitment-changed"):
        await keep_change(seen, withdrawn, by=ANA, at=NOON)
    assert (await commitment_of(code)).commitment.due == date(2026, 8, 31)


def drawn(page: Page, move: str) -> dict[str, str]:
    """What the form of a move has in it when it is drawn."""
    fields = page.select(f"#act-{move} form [name]")
    return {
        str(each["name"]): each.text.strip() if each.name == "textarea" else str(each["value"])
        for each in fields
        if each["name"] not in {"csrf", "file"}
    }


@pytest.mark.both
async def test_a_verifier_judges_no_promise_that_changed_since_it_was_read(
    ana: Browser, victor: Browser
) -> None:
    code = await promised(None, Move.AGREE)
    judge = f"/compromisos/{code}/dictamen"
    await ana.send(f"/compromisos/{code}/cumplimiento", **LINK)
    read = drawn(await victor.open(f"/compromisos/{code}"), "verify")
    await moved(code, Move.SEND_BACK, by=VICTOR, note="Falta la firma.")
    await moved(code, Move.AMEND, note="Menos.", worded={Term.GOAL: "Una meta más fácil"})
    gone = await victor.send(judge, 409, **{**read, "note": "Lo leí completo."})
    assert not gone.select("#act-verify")
    assert "Lo leí completo." in gone.select_one(".notice.is-warn").text
    await ana.send(f"/compromisos/{code}/cumplimiento", **LINK)
    for stale in (read, {**read, "seen": ""}, {**read, "seen": "x"}):
        page = await victor.send(judge, 409, **{**stale, "note": "Lo leí completo."})
        assert page.h1.text == "Una meta más fácil"
        assert "cambió después" in page.select_one("#act-verify .notice").text
        assert page.select_one("#verify-note").text.strip() == "Lo leí completo."
        assert (await commitment_of(code)).commitment.status is Status.REPORTED_DONE
    await victor.send(judge, **drawn(page, "verify"))
    assert (await commitment_of(code)).commitment.status is Status.VERIFIED


@pytest.mark.both
async def test_an_older_form_puts_back_nothing_that_another_one_changed(
    ana: Browser, sofia: Browser
) -> None:
    code = await promised(None, Move.AGREE)
    steps = f"/compromisos/{code}/pasos"
    read = drawn(await sofia.open(f"/compromisos/{code}"), "amend")
    first = {"goal": "La meta de Ana", "indicator": "El indicador de Ana", "due": "2026-08-31"}
    await ana.send(steps, **{**read, **first, "note": "Hubo veda."})
    mine = {"responsible": "Secretaría de Economía", "indicator": "El de Sofía", "note": "Otra."}
    page = await sofia.send(steps, 409, **{**read, **mine})
    again = drawn(page, "amend")
    assert again == {**read, **first, **mine, "seen": "3"}
    assert "El indicador de Ana" in page.select_one("#amend-indicator-error").text
    assert not page.select("#amend-goal-error")
    assert (await commitment_of(code)).commitment.goal == "La meta de Ana"
    await sofia.send(steps, **again)
    kept = (await commitment_of(code)).commitment
    assert (kept.goal, kept.indicator, kept.responsible, kept.due) == (
        "La meta de Ana",
        "El de Sofía",
        "Secretaría de Economía",
        date(2026, 8, 31),
    )
    await ana.send(steps, 409, move="amend", goal="Sin decir qué se leyó", note="Otra más.")


async def test_a_report_on_what_changed_meanwhile_is_all_still_there(
    ana: Browser, beto: Browser
) -> None:
    code = await promised(None, Move.AGREE)
    read = drawn(await beto.open(f"/compromisos/{code}"), "report_done")
    await moved(code, Move.AMEND, note="Menos.", worded={Term.GOAL: "Otra meta"})
    address = f"/compromisos/{code}/cumplimiento"
    page = await beto.send(address, 409, **{**read, **LINK})
    assert drawn(page, "report_done") == {**read, **LINK, "seen": "3"}
    assert await DocumentRow.count() == 0
    await beto.send(address, **drawn(page, "report_done"))
    withdrawn = {"move": "withdraw", "note": "Ya no procede.", "seen": "3"}
    page = await ana.send(f"/compromisos/{code}/pasos", 409, **withdrawn)
    assert page.select_one("#withdraw-note").text.strip() == "Ya no procede."


# Evidence


async def test_a_report_without_evidence_asks_for_it_and_keeps_the_text(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/cumplimiento", 422, note="Ya quedó, lo juramos.")
    assert "open" in page.select_one("#act-report_done").attrs
    assert page.select_one("#report_done-note").text.strip() == "Ya quedó, lo juramos."
    assert "Adjunte la evidencia" in page.select_one("#report_done-file-error").text


async def test_a_link_that_is_none_is_told_beside_its_field(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(
        f"/compromisos/{code}/cumplimiento", 422, **{**LINK, "link": "javascript:alert(1)"}
    )
    assert page.select_one("#report_done-link-error")
    assert page.select_one("#report_done-link")["value"] == "javascript:alert(1)"


@pytest.mark.both
async def test_a_link_is_taken_as_people_say_it(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.open(f"/compromisos/{code}")
    field = page.select_one("#report_done-link")
    assert (field["type"], field["inputmode"]) == ("text", "url")
    report = {**LINK, "link": "periodico.oaxaca.gob.mx/ley"}
    await ana.send(f"/compromisos/{code}/cumplimiento", **report)
    assert await DocumentRow.select(DocumentRow.url) == [
        {"url": "https://periodico.oaxaca.gob.mx/ley"}
    ]


async def test_a_page_that_is_a_paragraph_is_told_beside_its_field(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(
        f"/compromisos/{code}/cumplimiento", 422, **{**LINK, "page": "página " * 20}
    )
    assert "hasta 80 caracteres" in page.select_one("#report_done-page-error").text
    assert page.select_one("#report_done-page")["value"] == "página " * 20


async def test_a_file_is_reported_with_its_page(ana: Browser, settings: Settings) -> None:
    code = await promised(None, Move.AGREE)
    address = f"/compromisos/{code}/cumplimiento"
    page = await ana.send(address, 422, files={"file": PDF}, note="Publicado.", page=" ")
    assert "Falta la página" in page.select_one("#report_done-page-error").text
    assert "Elija de nuevo el archivo" in page.select_one("#report_done-file-error").text
    assert page.select_one("#report_done-note").text.strip() == "Publicado."
    kept = settings.data_dir / "documents"
    assert not [each for each in kept.rglob("*") if each.is_file()]
    await ana.send(address, files={"file": PDF}, note="Publicado.", page="4")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        pytest.param("note", "x" * 20_001, id="a note"),
        pytest.param("title", "x" * 241, id="a title"),
        pytest.param("link", "x" * 20_001, id="a link"),
    ],
)
async def test_a_report_that_says_too_much_is_all_still_there(
    ana: Browser, field: str, typed: str
) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/cumplimiento", 422, **{**LINK, field: typed})
    assert "hasta" in page.select_one(f"#report_done-{field}-error").text
    for name, value in {**LINK, field: typed}.items():
        shown = page.select_one(f"#report_done-{name}")
        assert (shown.get("value") or shown.text.strip()) == value


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("4", "p. 4", id="a page"),
        pytest.param("  art.   5 ", "art. 5", id="an article"),
    ],
)
async def test_the_place_of_the_proof_is_shown_as_it_is_called(
    ana: Browser, typed: str, shown: str
) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/cumplimiento", **{**LINK, "page": typed})
    line = " ".join(page.select(".timeline > li")[0].get_text(" ").split())
    assert f"Periódico oficial, {shown}" in line.replace(" ,", ",")


# Milestones that are left


async def test_a_promise_is_not_kept_just_so_with_milestones_open(
    ana: Browser, victor: Browser
) -> None:
    code = await promised(None, Move.AGREE)
    address = f"/compromisos/{code}/cumplimiento"
    page = await ana.send(address, 422, **{**LINK, "note": ""})
    told = page.select_one("#report_done-note-error").text
    assert "Hay hitos sin concluir: Proyecto en consulta y Aprobado y publicado." in told
    assert page.select_one("#report_done-link")["value"] == LINK["link"]
    page = await ana.send(address, **{**LINK, "note": "Se aprobó sin consulta."})
    line = page.select(".timeline > li")[0].text
    assert "Sin concluir: «Proyecto en consulta» y «Aprobado y publicado»." in line
    assert "Se aprobó sin consulta." in line
    page = await victor.send(f"/compromisos/{code}/dictamen", 422, move="verify", seen="3")
    assert page.select_one("#verify-note").has_attr("required")
    assert page.select_one("#verify-note-error")


async def test_the_form_says_which_milestones_are_open(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    help_text = (await ana.open(f"/compromisos/{code}")).select_one("#report_done-note-help").text
    assert "Quedan sin concluir los hitos «Proyecto en consulta» y «Aprobado y publicado»" in (
        help_text
    )
    await ana.send(f"/compromisos/{code}/hitos", position="0")
    page = await ana.send(f"/compromisos/{code}/hitos", position="1")
    assert not page.select("#report_done-note-help")
    assert not page.select_one("#report_done-note").has_attr("required")
    page = await ana.send(f"/compromisos/{code}/cumplimiento", **{**LINK, "note": ""})
    assert "Sin concluir" not in page.select(".timeline > li")[0].text


async def test_anybody_may_open_the_evidence_of_a_promise(ana: Browser, browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(
        f"/compromisos/{code}/cumplimiento", files={"file": PDF}, note="Publicado.", page="4"
    )
    address = page.select_one(".timeline a")["href"]
    response = await browser.client.get(str(address))
    assert response.content == PDF[1]
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
    other = await promised(a_commitment(goal="Otra meta"))
    document = str(address).rsplit("/", 1)[1]
    await browser.open(f"/compromisos/{other}/documentos/{document}", 404)


# Dates that move, and promises that end


async def test_a_date_that_moves_leaves_the_old_one_in_sight(ana: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(
        f"/compromisos/{code}/pasos",
        move="amend",
        due="2026-08-31",
        note="Hubo veda electoral.",
        seen="2",
    )
    assert "31 de agosto de 2026" in page.select_one(".definitions").text
    assert "Fecha original" in page.select_one(".definitions").text
    line = " ".join(page.select(".timeline > li")[0].text.split())
    assert "Del 30 de junio de 2026 al 31 de agosto de 2026. Hubo veda electoral." in line


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"due": "2026-08-31"}, "note", id="a new date has a reason"),
        pytest.param({"due": "2026-06-30", "note": "x"}, "due", id="it is another one"),
        pytest.param({"due": "2026-01-31", "note": "x"}, "due", id="it is to come"),
        pytest.param({"due": "mañana", "note": "x"}, "due", id="it is a date"),
        pytest.param({"due": "2026-06-01", "note": "x"}, "due", id="no step is left after it"),
    ],
)
async def test_a_date_does_not_move_just_so(
    ana: Browser, fields: dict[str, str], field: str
) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/pasos", 422, move="amend", seen="2", **fields)
    assert page.select_one(f"#amend-{field}-error")
    assert page.select_one(f'.problems a[href="#amend-{field}"]')
    assert page.select_one("#amend-due")["value"] == fields["due"]


async def test_giving_up_takes_a_public_reason(ana: Browser, browser: Browser) -> None:
    code = await promised()
    await ana.send(f"/compromisos/{code}/pasos", 422, move="withdraw", note="  ")
    await ana.send(f"/compromisos/{code}/pasos", move="withdraw", note="La ley local cambió.")
    page = await browser.open(f"/compromisos/{code}")
    assert "Retirado" in page.select_one(".page-header .badge").text
    assert "La ley local cambió." in page.text


async def test_a_verifier_sends_back_or_declares_it_not_met_with_a_reason(
    victor: Browser, browser: Browser, clock: Clock
) -> None:
    code = await promised(None, Move.AGREE)
    await moved(code, Move.REPORT_DONE, note="Ya.", evidence=(Citation("x"),))
    await victor.send(f"/compromisos/{code}/dictamen", 422, move="send_back")
    await victor.send(f"/compromisos/{code}/dictamen", move="send_back", note="Falta la firma.")
    assert "Falta la firma." in (await browser.open(f"/compromisos/{code}")).text
    await moved(code, Move.REPORT_DONE, note="Ya.", evidence=(Citation("y"),))
    assert "Por verificar" in (await browser.open(f"/compromisos/{code}")).text
    why = "No es el reglamento."
    early = await victor.send(f"/compromisos/{code}/dictamen", 409, move="mark_not_met", note=why)
    assert "solo después de ella" in early.text
    clock.move(days=150)
    await enters(victor, PEOPLE["victor"], clock())
    await victor.send(f"/compromisos/{code}/dictamen", 422, move="mark_not_met")
    await victor.send(f"/compromisos/{code}/dictamen", move="mark_not_met", note=why)
    assert (
        "No cumplido"
        in (await browser.open(f"/compromisos/{code}")).select_one(".page-header .badge").text
    )


async def test_what_a_verifier_declares_is_not_the_word_of_the_government(
    victor: Browser, browser: Browser, clock: Clock
) -> None:
    code = await promised(None, Move.AGREE, Move.START)
    clock.move(days=150)
    await enters(victor, PEOPLE["victor"], clock())
    await victor.send(f"/compromisos/{code}/dictamen", move="mark_not_met", note="Nada llegó.")
    page = await browser.open(f"/compromisos/{code}")
    assert "No cumplido" in page.select_one(".page-header .badge").text
    assert "En curso" in page.select_one('section[aria-labelledby="government"]').text
    assert "No cumplido" not in page.select_one('section[aria-labelledby="government"]').text


async def test_a_new_administration_ratifies_what_it_found(
    coordinadora: Browser, sofia: Browser
) -> None:
    code = await promised(None, Move.AGREE)
    page = await coordinadora.send(
        f"/compromisos/{code}/herencia", move="inherit", note="Nuevo gobierno"
    )
    assert "Heredado" in page.select_one(".page-header .badge").text
    page = await sofia.send(f"/compromisos/{code}/pasos", move="ratify")
    assert "Acordado" in page.select_one(".page-header .badge").text


# The calendar


#   due        today         shown as
#   30 June    30 June       agreed, due today
#   30 June    1 July, 5 h UTC: still 30 June in Oaxaca
#   30 June    1 July        overdue
@pytest.mark.both
@pytest.mark.parametrize(
    ("now", "word"),
    [
        pytest.param(datetime(2026, 6, 30, 18, tzinfo=UTC), "Acordado", id="the day itself"),
        pytest.param(datetime(2026, 7, 1, 5, tzinfo=UTC), "Acordado", id="midnight is Mexico's"),
        pytest.param(datetime(2026, 7, 1, 6, tzinfo=UTC), "Vencido", id="the day after"),
    ],
)
async def test_the_calendar_says_what_is_overdue(
    browser: Browser, clock: Clock, now: datetime, word: str
) -> None:
    code = await promised(None, Move.AGREE)
    clock.now = now
    page = await browser.open(f"/compromisos/{code}")
    assert word in page.select_one(".page-header .badge").text
    assert await CommitmentEventRow.count() == 2


async def test_what_is_overdue_is_found_and_counted_as_such(browser: Browser, clock: Clock) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra", due=date(2026, 12, 31)), Move.AGREE)
    clock.now = datetime(2026, 7, 2, 18, tzinfo=UTC)
    page = await browser.open("/compromisos?situacion=overdue")
    (card,) = page.select(".commitment")
    assert "venció hace 2 días" in card.text
    (agreed,) = (await browser.open("/compromisos?situacion=agreed")).select(".commitment h3")
    assert agreed.text == "Otra"
    figures = {
        li.text.strip().split("\n")[-1].strip(): li.first("b").text
        for li in page.select(".figures li")
    }
    assert figures["vencidos"] == "1"
    assert figures["por cumplir"] == "1"
    (agreed,) = (await browser.open("/compromisos?situacion=under_way")).select(".commitment h3")
    assert agreed.text == "Otra"


# The list


@pytest.fixture
async def three(app: object) -> None:
    """Oaxaca promised two things, Yucatán one."""
    await open_edition(a_definition())
    await promised()
    await promised(a_commitment(goal="Instalar el CONSEJO estatal", pillar="I"), Move.AGREE)
    await promised(
        a_commitment(
            YUCATAN,
            goal="Capacitación de inspectores",
            due=date(2026, 5, 2),
            pillar="H",
            indicator="Constancias en la (Gaceta)",
            milestones=(),
        )
    )


@pytest.mark.both
@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("", [3, 1, 2], id="all, by due date"),
        pytest.param("?gobierno=20", [2, 1], id="of a government, by status"),
        pytest.param("?estado=31", [3], id="of a state"),
        pytest.param("?pilar=I", [2], id="of a pillar"),
        pytest.param("?situacion=agreed", [2], id="of a status"),
        pytest.param("?situacion=under_way", [3, 1, 2], id="neither late nor ended"),
        pytest.param("?desde=2026-06-01", [1, 2], id="due from"),
        pytest.param("?hasta=2026-05-31", [3], id="due to"),
        pytest.param("?texto=consejo", [2], id="by a word, whatever its case"),
        pytest.param("?texto=capacitacion", [3], id="or its accents"),
        pytest.param("?texto=INSPECTORES+capacitación", [3], id="by two words"),
        pytest.param("?texto=%25", [], id="a percent sign is no word"),
        pytest.param("?texto=*[^zz]%5C", [], id="and so is any other sign"),
        pytest.param("?texto=%5E", [], id="a caret too"),
        pytest.param("?texto=(GACETA)", [3], id="brackets too"),
        pytest.param("?situacion=flying&desde=ayer&pagina=x", [3, 1, 2], id="nonsense is ignored"),
        pytest.param("?pagina=9", [], id="past the last page"),
    ],
)
@pytest.mark.usefixtures("three")
async def test_the_list_is_narrowed_by_its_address(
    browser: Browser, address: str, found: list[int]
) -> None:
    page = await browser.open(f"/compromisos{address}")
    addresses = [str(link["href"]) for link in page.select(".commitment h3 a")]
    assert addresses == [f"/compromisos/{code}" for code in found]


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_the_filters_stay_as_they_were_chosen(browser: Browser) -> None:
    page = await browser.open("/compromisos?estado=20&situacion=agreed&texto=consejo")
    assert page.select_one("#estado [selected]")["value"] == "20"
    assert page.select_one("#situacion [selected]")["value"] == "agreed"
    assert page.field("texto") == "consejo"
    assert page.select_one('a[href="/compromisos"].button')


@pytest.mark.usefixtures("three")
async def test_one_government_shows_its_promises_first(browser: Browser) -> None:
    """Its filters are folded, and what it has none of is not counted."""
    assert len((await browser.open("/compromisos")).select(".figures li")) == 6
    page = await browser.open("/compromisos?gobierno=20")
    (figure,) = page.select(".figures li")
    assert figure.get_text(" ", strip=True) == "2 por cumplir"
    folded = page.select_one("details:has(.filters)")
    assert not folded.has_attr("open")
    assert folded.first("summary").get_text(strip=True) == "Filtros: Oaxaca"
    for address in ("/compromisos", "/compromisos?gobierno=20&desde=zz"):
        assert not (await browser.open(address)).select("details:has(.filters)")


async def test_the_page_of_a_government_says_whether_it_kept_its_word(
    browser: Browser, clock: Clock
) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra", due=date(2026, 12, 31)))
    link = (await browser.open("/gobiernos/20")).select_one('a[href="/compromisos?gobierno=20"]')
    assert link.get_text(strip=True) == "2 compromisos públicos"
    clock.now = datetime(2026, 7, 2, 18, tzinfo=UTC)
    link = (await browser.open("/gobiernos/20")).select_one('a[href="/compromisos?gobierno=20"]')
    assert link.get_text(strip=True) == "2 compromisos públicos: 1 vencido"


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_each_figure_leads_to_as_many_as_it_counts(browser: Browser) -> None:
    page = await browser.open("/compromisos?gobierno=20&situacion=agreed&texto=consejo")
    figures = {li.first("a")["href"]: li.first("b").text for li in page.select(".figures li")}
    assert "/compromisos?gobierno=20&situacion=under_way&texto=consejo" in figures
    for address, count in figures.items():
        found = (await browser.open(address)).select(".commitment")
        assert len(found) == int(count), address


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_dates_that_are_reversed_say_so_beside_the_field(browser: Browser) -> None:
    page = await browser.open("/compromisos?desde=2026-07-01&hasta=2026-05-01")
    assert not page.select(".commitment")
    assert page.select_one(".field-error").get_text(strip=True) == (
        "Es anterior a «Vence desde»: ningún compromiso vence entre las dos fechas. Cambie una."
    )
    assert page.select_one("#hasta")["aria-describedby"] == "hasta-error"
    assert (page.field("desde"), page.field("hasta")) == ("2026-07-01", "2026-05-01")


#   A field for dates would show nothing of what was typed
@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_a_date_nobody_can_read_is_shown_again_and_narrows_nothing(browser: Browser) -> None:
    page = await browser.open("/compromisos?desde=zz&hasta=31/5/2026")
    assert len(page.select(".commitment")) == 1
    assert (page.field("desde"), page.field("hasta")) == ("zz", "2026-05-31")
    assert page.select_one("#desde")["type"] == "text"
    assert "No se lee como fecha" in page.select_one("#desde-error").text
    assert not page.select("#hasta-error")
    assert page.select_one("form.filters details.disclosure").has_attr("open")


@pytest.mark.both
async def test_a_long_list_has_pages(app: object, browser: Browser) -> None:
    for number in range(25):
        await promised(a_commitment(goal=f"Meta {number}"))
    page = await browser.open("/compromisos?texto=Meta")
    assert len(page.select(".commitment")) == 24
    assert page.select(".pagination a")[-1]["href"] == "/compromisos?texto=Meta&pagina=2"
    assert len((await browser.open("/compromisos?texto=Meta&pagina=2")).select(".commitment")) == 1
    assert len((await browser.open("/compromisos?gobierno=20")).select(".commitment")) == 25


@pytest.mark.both
async def test_counts_are_of_the_status_the_calendar_shows(app: object) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra"))
    await promised(a_commitment(goal="Todavía no", due=date(2026, 12, 31)))
    counts = await counts_where(Filters(), date(2026, 12, 1))
    assert {status: many for status, many in counts.items() if many} == {
        Status.OVERDUE: 2,
        Status.PROPOSED: 1,
    }
    for status, many in counts.items():
        found = await commitments_where(Filters(statuses=frozenset({status})), date(2026, 12, 1))
        assert found.total == many


@pytest.mark.parametrize("code", ["7", "0", "99999999999999", "9" * 25, "9" * 5_000])
async def test_a_number_without_a_promise_leads_nowhere(browser: Browser, code: str) -> None:
    await browser.open(f"/compromisos/{code}", 404)


@pytest.mark.parametrize("position", ["9" * 25, "9" * 5_000, "-1", "uno"])
async def test_a_milestone_that_is_none_is_not_finished(ana: Browser, position: str) -> None:
    code = await promised(None, Move.AGREE)
    await ana.send(f"/compromisos/{code}/hitos", 404, position=position)


async def test_it_is_read_in_english_too(browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await browser.open(f"/compromisos/{code}?idioma=en")
    assert "June 30, 2026" in page.text


async def test_its_words_stay_spanish_on_an_english_page(browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await browser.open(f"/compromisos/{code}?idioma=en")
    said = {each.get_text(strip=True) for each in page.select("main [lang=es]")}
    told = a_commitment()
    steps = {step.title for step in told.milestones}
    assert {told.goal, told.indicator, told.responsible, *steps} <= said


@pytest.mark.parametrize("address", ["/compromisos", "/compromisos/{code}"])
async def test_only_an_english_page_says_that_promises_are_in_spanish(
    browser: Browser, address: str
) -> None:
    code = await promised(None, Move.AGREE)
    english = await browser.open(address.format(code=code) + "?idioma=en")
    assert "What governments write is shown in Spanish, as they wrote it." in english.text
    spanish = await browser.open(address.format(code=code) + "?idioma=es")
    assert "se muestra en español" not in spanish.text


async def test_a_commitment_reads_back_as_it_was_kept(database: object) -> None:
    code = await promised(None, Move.AGREE, Move.START)
    kept = (await commitment_of(code)).commitment
    assert kept.milestones == a_commitment().milestones
    assert [event.move for event in kept.history] == [Move.PROPOSE, Move.AGREE, Move.START]
    assert {event.on for event in kept.history} == {TODAY}


async def test_a_sheet_that_fails_halfway_leaves_nothing(database: object) -> None:
    nameless = Milestone(None, date(2026, 4, 15))  # type: ignore[arg-type]
    broken = propose(a_commitment(), "lead", TODAY)
    with pytest.raises(Exception, match=r"(?i)null"):
        await keep_proposal(replace(broken, milestones=(nameless,)), key="x", by=ANA, at=NOON)
    with pytest.raises(RuleBroken, match="unknown-commitment"):
        await commitment_of(1)
    assert await CommitmentRow.count() == 0


# What it costs, when it starts, and who inherits it


@pytest.mark.both
async def test_start_budget_and_weights_are_public(ana: Browser, browser: Browser) -> None:
    await open_edition()
    more = {
        "starts": "2026-04-01",
        "budget": "$2,000,000",
        "milestone_1_weight": "1",
        "milestone_2": "En línea",
        "milestone_2_due": "2026-09-15",
        "milestone_2_weight": "3",
    }
    await ana.send(NEW, **FORM, **more)
    page = await browser.open("/compromisos/1")
    assert "1 de abril de 2026" in page.text
    assert "2,000,000 pesos" in page.text
    assert "75 % del trabajo" in page.text
    assert "Iniciativa propia" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        pytest.param("starts", "2026-10-01", "después de la fecha", id="begins after its end"),
        pytest.param("starts", "mañana", "como 31/12/2026", id="no date"),
        pytest.param("budget", "1.5 millones", "sin centavos", id="no whole pesos"),
        pytest.param("milestone_1_weight", "0", "de 1 a 100", id="a step that weighs nothing"),
    ],
)
async def test_each_flaw_of_the_terms_is_told(
    ana: Browser, field: str, typed: str, sentence: str
) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, **{**FORM, field: typed})
    assert sentence in page.select_one(f"#{field}-error").text
    assert page.field(field) == typed


#   3 March    inherited                      (16 March is a day of rest of the law)
#   15 April   the thirtieth working day: the last one to ratify in time
#   16 April   not ratified in time; the commitment stands
@pytest.mark.both
async def test_what_is_inherited_is_ratified_in_its_term_or_told_late(
    coordinadora: Browser, browser: Browser, clock: Clock, enter: Enter
) -> None:
    await open_edition()
    code = await promised(None, Move.AGREE)
    other = await promised(a_commitment(goal="Otra meta"))
    page = await coordinadora.send(
        "/compromisos/herencia", participant=OAXACA, note="Cambio de gobierno"
    )
    assert "Heredado (2)" in page.text
    assert (await commitment_of(code)).commitment.ratify_by == date(2026, 4, 15)
    clock.move(days=43)
    page = await browser.open(f"/compromisos/{code}")
    assert "A más tardar el 15 de abril de 2026" in page.text
    clock.move(days=1)
    page = await browser.open(f"/compromisos/{code}")
    assert "Sin ratificar a tiempo" in page.text
    assert "Heredado" in page.select_one(".page-header .badge").text
    listed = await browser.open(f"/compromisos?gobierno={OAXACA}")
    assert "sin ratificar a tiempo" in listed.text
    sofia = await enter("sofia")
    page = await sofia.send(f"/compromisos/{code}/pasos", move="ratify")
    assert "Después de su plazo." in page.text
    page = await sofia.send(f"/compromisos/{other}/pasos", move="withdraw", note="Ya no procede.")
    assert "Retirado" in page.select_one(".page-header .badge").text


@pytest.mark.both
async def test_an_inheritance_ordered_twice_passes_what_is_left(coordinadora: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    await coordinadora.send("/compromisos/herencia", participant=OAXACA, note="Cambio")
    acts = await CommitmentEventRow.select(CommitmentEventRow.act).order_by(CommitmentEventRow.id)
    assert [each["act"] for each in acts] == ["propose", "agree", "inherit"]


async def test_only_the_observatory_passes_commitments_on(ana: Browser, victor: Browser) -> None:
    await ana.send("/compromisos/herencia", 403, participant=OAXACA)
    await victor.send("/compromisos/herencia", 403, participant=OAXACA)


async def test_forty_of_one_government_are_on_one_page_by_status(browser: Browser) -> None:
    for number in range(40):
        moves = (Move.AGREE, Move.START)[: number % 3]
        await promised(a_commitment(goal=f"Meta {number}"), *moves)
    page = await browser.open(f"/compromisos?gobierno={OAXACA}")
    assert len(page.select(".commitment")) == 40
    assert [each.text for each in page.select("section[aria-labelledby^=group-] > h2")] == [
        "En curso (13)",
        "Acordado (13)",
        "Propuesto (14)",
    ]


@pytest.mark.both
async def test_what_nobody_agreed_is_overdue_all_the_same(
    browser: Browser, clock: Clock, app: object
) -> None:
    """On its day it is proposed still; the day after, every page and file says that it is late."""
    await promised(a_commitment(due=date(2026, 3, 20), milestones=()))
    clock.now = datetime(2026, 3, 20, 18, tzinfo=UTC)
    page = await browser.open("/compromisos/1")
    assert page.select(".badge")[0].text.strip() == "Propuesto"
    clock.now = datetime(2026, 3, 22, 18, tzinfo=UTC)
    page = await browser.open("/compromisos/1")
    assert page.select(".badge")[0].text.strip() == "Vencido"
    await gather_news(clock())
    for address in (
        "/compromisos/1",
        "/compromisos?estado=overdue",
        "/gobiernos/20/compromisos",
        "/compromisos/panorama",
        "/compromisos/novedades",
    ):
        assert "enci" in (await browser.open(address)).select_one("main").text, address
    told = tally_of([(await commitment_of(1)).commitment], date(2026, 3, 22))
    assert await tally_of_month(Month(2026, 3), Filters(), date(2026, 3, 22)) == told
    assert told.overdue == 1
