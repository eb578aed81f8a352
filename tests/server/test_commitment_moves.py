"""What governments and verifiers do with a commitment, from agreed to its end."""

from dataclasses import replace
from datetime import date

import pytest

from game.answers import Citation
from game.commitments import Move, Status, Term, advance
from server.db import Refused
from server.people import Role
from server.queries.commitments import (
    commitment_of,
    keep_change,
)
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.commitments import CommitmentEventRow
from server.tables.documents import DocumentRow
from tests.browser import Browser, Page
from tests.commitments import (
    ANA,
    NOON,
    OAXACA,
    TODAY,
    VICTOR,
    YUCATAN,
    a_commitment,
    lines_seen,
    moved,
    promised,
)
from tests.files import a_pdf
from tests.server.conftest import Clock
from tests.server.people import PEOPLE, enters, seated

LINK = {
    "note": "Se publicó en el periódico oficial.",
    "link": "https://periodico.example.mx/reglamento",
    "title": "Periódico oficial",
    "page": "4",
}
PDF = ("reglamento.pdf", a_pdf("reglamento"), "application/pdf")


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


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        pytest.param(
            {"note": " "}, {"note": "Hay hitos sin concluir", "file": "Adjunte"}, id="nothing"
        ),
        pytest.param(
            {"note": "", "link": "javascript:alert(1)", "title": "x" * 300, "page": "y" * 100},
            {"note": "Hay hitos", "link": "http", "title": "240", "page": "80"},
            id="a link that is none",
        ),
        pytest.param(
            {"note": "x" * 5000, "link": ""}, {"note": "4,000", "file": "Adjunte"}, id="too long"
        ),
    ],
)
async def test_all_that_a_report_lacks_is_told_at_once(
    ana: Browser, given: dict[str, str], errors: dict[str, str]
) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.send(f"/compromisos/{code}/cumplimiento", 422, **given)
    told = {each["id"]: each.text for each in page.select("#act-report_done [id$=-error]")}
    assert told.keys() == {f"report_done-{name}-error" for name in errors}
    for name, text in errors.items():
        assert text in told[f"report_done-{name}-error"]
        assert page.select(f'a[href="#report_done-{name}"]')
    assert page.select_one("#report_done-note").text.strip() == given["note"].strip()
    assert (await commitment_of(code)).commitment.status is Status.AGREED


async def test_what_is_wrong_inside_of_a_file_is_told_with_everything_else(
    ana: Browser, each_settings: Settings
) -> None:
    """Nothing of it is kept; a good file beside other faults is only to be chosen again."""
    code = await promised(None, Move.AGREE)
    address = f"/compromisos/{code}/cumplimiento"
    other = {"file": ("acta.pdf", b"Acta de la sesi\xc3\xb3n", "application/pdf")}
    page = await ana.send(address, 422, note=" ", title="x" * 300, page="1", files=other)
    told = {each["id"]: each.text for each in page.select("#act-report_done [id$=-error]")}
    assert told.keys() == {f"report_done-{name}-error" for name in ("note", "title", "file")}
    assert "el contenido es .txt" in told["report_done-file-error"]
    good = await ana.send(address, 422, note=" ", page="1", files={"file": PDF})
    assert "Elija" in good.select_one("#report_done-file-error").text
    kept = [path for path in (each_settings.data_dir / "documents").rglob("*") if path.is_file()]
    assert kept == []


@pytest.mark.both
async def test_the_queue_says_since_when_each_waits_and_is_narrowed(
    victor: Browser, rita: Browser, ana: Browser
) -> None:
    """Three pages of Oaxaca and one of Yucatán, which Rita does not judge."""
    for n in range(30):
        await promised(a_commitment(goal=f"Meta {n}", milestones=()), Move.AGREE)
        proof = (Citation("a" * 32, "1"),)
        await moved(n + 1, Move.REPORT_DONE, note="Se hizo.", evidence=proof)
    await promised(a_commitment(YUCATAN, goal="La otra"), Move.AGREE)
    await moved(31, Move.REPORT_DONE, note="Se hizo.", evidence=(Citation("b" * 32, "1"),))
    queue = "/verificacion/compromisos"
    page = await victor.open(queue)
    assert "31 compromisos reportados" in page.text
    assert len(page.select(".commitment")) == 24
    assert "Reportado el 3 de marzo de 2026, hoy" in page.select(".commitment")[0].text
    last = await victor.open(f"{queue}?pagina=2")
    assert len(last.select(".commitment")) == 7
    own = await victor.open(f"{queue}?gobierno={YUCATAN}")
    assert [each.text for each in own.select(".commitment h3")] == ["La otra"]
    assert [o["value"] for o in own.select("#gobierno option")] == ["", OAXACA, YUCATAN]
    assert "30 compromisos reportados" in (await rita.open(queue)).text
    other = await rita.open(f"{queue}?gobierno={YUCATAN}")
    assert "no filtra nada" in other.text
    assert "La otra" not in other.text
    assert "Esta página no tiene compromisos" in (await victor.open(f"{queue}?pagina=9")).text


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
    again = await ana.send(f"/compromisos/{code}/hitos", position="0")
    assert "Ya se había guardado" in again.text
    assert "1 de 2 hitos" in again.select_one(".progress").text
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
    """What the form of a move sends as it is drawn."""
    fields = page.select(f"#act-{move} form [name]:not([type=checkbox])")
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
    assert "solo después puede declararse" in early.text
    clock.move(days=150)
    await enters(victor, PEOPLE["victor"], clock())
    await victor.send(f"/compromisos/{code}/dictamen", 422, move="mark_not_met")
    await victor.send(f"/compromisos/{code}/dictamen", move="mark_not_met", note=why)
    assert (
        "No cumplido"
        in (await browser.open(f"/compromisos/{code}")).select_one(".page-header .badge").text
    )


@pytest.mark.both
@pytest.mark.parametrize("moves", [(), (Move.AGREE,)], ids=["proposed", "agreed"])
async def test_what_is_overdue_is_closed_by_a_verifier_whether_or_not_anybody_agreed_to_it(
    victor: Browser, ana: Browser, browser: Browser, clock: Clock, moves: tuple[Move, ...]
) -> None:
    code = await promised(a_commitment(due=date(2026, 3, 20), milestones=()), *moves)
    verdict = f"/compromisos/{code}/dictamen"
    early = await victor.send(verdict, 409, move="mark_not_met", note="No llegó.")
    assert "Está a tiempo hasta el 20 de marzo de 2026" in early.text
    clock.move(days=20)
    await enters(victor, PEOPLE["victor"], clock())
    queue = await victor.open("/verificacion/compromisos")
    (link,) = queue.select("main a[href*=situacion]")
    (card,) = (await victor.open(str(link["href"]))).select(".commitment h3 a")
    page = await victor.open(str(card["href"]))
    assert page.select(f"form[action='{verdict}']")
    refused = await victor.send(
        verdict, 422, move="mark_not_met", note=" ", seen=await lines_seen()
    )
    assert refused.select("#mark_not_met-note-error")
    await victor.send(
        verdict, move="mark_not_met", note="Nadie hizo nada.", seen=await lines_seen()
    )
    assert (await commitment_of(code)).commitment.status is Status.NOT_MET
    page = await browser.open(f"/compromisos/{code}")
    assert "Nadie hizo nada." in page.select_one("[aria-labelledby=observatory]").text
    await enters(ana, PEOPLE["ana"], clock())
    await ana.send(f"/compromisos/{code}/pasos", 409, move="agree")


@pytest.mark.both
async def test_what_is_inherited_is_closed_once_it_can_no_longer_be_ratified_in_time(
    victor: Browser, coordinadora: Browser, clock: Clock
) -> None:
    code = await promised(a_commitment(due=date(2026, 3, 20), milestones=()), Move.AGREE)
    await coordinadora.send(f"/compromisos/{code}/herencia", move="inherit", note="Cambio.")
    until = (await commitment_of(code)).commitment.ratify_by
    assert until is not None
    assert until > date(2026, 3, 20)
    verdict = f"/compromisos/{code}/dictamen"
    clock.move(days=20)
    await enters(victor, PEOPLE["victor"], clock())
    assert not (await victor.open(f"/compromisos/{code}")).select(f"form[action='{verdict}']")
    await victor.send(verdict, 409, move="mark_not_met", note="No.", seen=await lines_seen())
    clock.move(days=(until - date(2026, 3, 20)).days)
    await enters(victor, PEOPLE["victor"], clock())
    await victor.send(verdict, move="mark_not_met", note="No se ratificó.", seen=await lines_seen())
    assert (await commitment_of(code)).commitment.status is Status.NOT_MET


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
