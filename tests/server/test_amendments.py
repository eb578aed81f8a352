"""Modificaciones: the words of a commitment change in public, and the old ones stay beside them."""

from datetime import date

import pytest
from litestar import Litestar

from game.commitments import Milestone, Move, Plan, Term, advance, finish_milestone
from game.rules import RuleBroken
from server.days import today_of
from server.db import Refused
from server.queries.commitments import commitment_of, keep_change
from server.tables.audit import AuditRow
from tests.browser import Browser, Page
from tests.commitments import ANA, NOON, OAXACA, a_commitment, moved, promised
from tests.server.conftest import Clock
from tests.server.followers import EVERYTHING, carried, follower, post_for, text_of, told
from tests.server.test_feeds import feed_at
from tests.server.test_lists import document

STEPS = "/compromisos/1/pasos"
GOAL = "Publicar el reglamento de mejora regulatoria"
NEW_GOAL = "Publicar y difundir el reglamento"


async def test_a_date_that_nobody_would_be_there_for_is_told_beside_its_field(
    ana: Browser, browser: Browser
) -> None:
    await promised(None, Move.AGREE)
    for typed in ("2037-01-01", "9999-12-31"):
        page = await ana.send(STEPS, 422, move="amend", due=typed, note="Más adelante.", seen="2")
        assert "próximos 10 años" in page.select_one("#amend-due-error").text
        assert page.select_one("#amend-due")["value"] == typed
        assert page.select_one("#amend-note").text.strip() == "Más adelante."
    await ana.send(STEPS, move="amend", due="2036-12-31", note="Más adelante.", seen="2")
    assert (await browser.client.get("/compromisos.ics")).status_code == 200


@pytest.mark.both
async def test_the_words_before_stay_beside_those_of_now(ana: Browser, browser: Browser) -> None:
    await promised(None, Move.AGREE)
    await ana.send(STEPS, move="amend", goal=NEW_GOAL, note="Falta difundirlo.", seen="2")
    seat = "Secretaría de Economía"
    await ana.send(STEPS, move="amend", responsible=seat, note="Otra área responde.", seen="3")
    page = await browser.open("/compromisos/1")
    assert page.h1.text == NEW_GOAL
    second, first = page.select(".timeline > li")[:2]
    assert (first.first("del").text, first.first("ins").text) == (GOAL, NEW_GOAL)
    assert first.select_one("del [lang]").get("lang") == "es"
    assert "Se modificó" in first.text
    assert "Falta difundirlo." in first.text
    assert second.first("del").text == "Dirección de Mejora Regulatoria"
    kept = (await commitment_of(1)).commitment
    assert (kept.goal, kept.responsible, kept.indicator) == (
        NEW_GOAL, seat, "Ejemplar del periódico oficial",
    )  # fmt: skip
    assert [each.term for event in kept.history for each in event.changes] == [
        Term.GOAL,
        Term.RESPONSIBLE,
    ]
    assert await AuditRow.count().where(AuditRow.action == "commitment-amend") == 2
    (told_to_programs,) = (await document(browser, "/compromisos.json"))["commitments"]
    assert told_to_programs["history"][-2]["changes"] == [
        {"term": "goal", "before": GOAL, "after": NEW_GOAL}
    ]


async def test_the_form_has_what_stands_and_takes_a_date_with_words(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    page = await ana.open("/compromisos/1")
    assert page.select_one("#amend-due")["value"] == "2026-06-30"
    assert page.select_one("#amend-goal").text.strip() == GOAL
    typed = {
        "due": "2026-08-31",
        "goal": GOAL,
        "indicator": "La gaceta",
        "responsible": "Dirección de Mejora Regulatoria",
    }
    page = await ana.send(STEPS, move="amend", note="Hubo veda.", seen="2", **typed)
    line = page.select(".timeline > li")[0]
    assert "Fecha comprometida: del 30 de junio de 2026 al 31 de agosto de 2026." in line.text
    assert [each.text for each in line.select("del")] == ["Ejemplar del periódico oficial"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        pytest.param({"note": "x"}, "due", "Nada cambió", id="nothing is changed"),
        pytest.param({"note": "x", "goal": GOAL}, "due", "Nada cambió", id="the same words"),
        pytest.param({"note": "x", "goal": " "}, "goal", "Escriba la meta", id="no words"),
        pytest.param({"note": "x", "goal": "x" * 601}, "goal", "600", id="a book"),
        pytest.param({"note": "x", "responsible": ""}, "responsible", "cargo", id="nobody"),
        pytest.param({"goal": "Otra"}, "note", "raz", id="words change for a reason"),
    ],
)
async def test_words_do_not_change_just_so(
    ana: Browser, typed: dict[str, str], field: str, sentence: str
) -> None:
    await promised(None, Move.AGREE)
    page = await ana.send(STEPS, 422, move="amend", seen="2", **typed)
    assert sentence in page.select_one(f"#amend-{field}-error").text
    assert (await commitment_of(1)).commitment.goal == GOAL


@pytest.mark.parametrize("end", [Move.WITHDRAW, Move.REPORT_DONE])
async def test_what_ended_or_waits_for_a_verifier_is_not_amended(ana: Browser, end: Move) -> None:
    await promised(a_commitment(milestones=()), Move.AGREE)
    fields = {"note": "Razón.", "link": "https://a.mx/1", "title": "Gaceta", "page": "1"}
    address = STEPS if end is Move.WITHDRAW else "/compromisos/1/cumplimiento"
    await ana.send(address, move=end.value, **fields)
    assert not (await ana.open("/compromisos/1")).select("#act-amend")
    await ana.send(STEPS, 409, move="amend", goal="Otra", note="Razón.")


async def test_only_the_heads_of_that_government_amend(
    beto: Browser, carla: Browser, victor: Browser
) -> None:
    await promised(None, Move.AGREE)
    await beto.send(STEPS, 403, move="amend", goal="Otra", note="Razón.")
    await carla.send(STEPS, 404, move="amend", goal="Otra", note="Razón.")
    await victor.send(STEPS, 403, move="amend", goal="Otra", note="Razón.")


@pytest.mark.both
async def test_two_who_amend_at_once_do_not_overwrite_each_other(app: Litestar) -> None:
    """The status and the date are the same for both: what was read has to stand as it was read."""
    code = await promised(None, Move.AGREE)
    seen = (await commitment_of(code)).commitment
    first, second = (
        advance(seen, Move.AMEND, "lead", today_of(NOON), "Razón.", worded={Term.GOAL: goal})
        for goal in ("Una", "Otra")
    )
    await keep_change(seen, first, by=ANA, at=NOON)
    with pytest.raises((Refused, RuleBroken)):
        await keep_change(seen, second, by=ANA, at=NOON)
    assert (await commitment_of(code)).commitment.goal == "Una"


@pytest.mark.both
async def test_whoever_follows_is_told_what_was_and_what_is(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await promised(None, Move.AGREE, at=clock())
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post, focus=EVERYTHING)
    await carried(clock())
    await moved(1, Move.AMEND, at=clock(), note="Razón.", worded={Term.GOAL: NEW_GOAL})
    assert await told(post, clock()) == 1
    (letter,) = await carried(clock())
    assert letter["Subject"] == "Oaxaca: Se modificó"
    assert f"Meta: «{NEW_GOAL}»; antes, «{GOAL}»." in text_of(letter)
    newest = (await feed_at(browser, f"/compromisos.atom?gobierno={OAXACA}")).entries[0]
    assert newest.title == "Oaxaca: Se modificó"
    assert GOAL in newest.content[0].value


# The plan: start, budget, milestones


def rows(page: Page) -> dict[str, str]:
    """What the form has of the milestones."""
    fields = page.select("#amend-milestones input:not([type=checkbox])")
    return {str(each["name"]): str(each["value"]) for each in fields}


@pytest.mark.both
async def test_the_whole_plan_is_amended_in_public(ana: Browser, browser: Browser) -> None:
    await promised(None, Move.AGREE)
    typed = rows(await ana.open("/compromisos/1"))
    assert typed["milestone_1"] == "Proyecto en consulta"
    assert typed["milestone_2_weight"] == "1"
    assert typed["milestone_3"] == ""
    typed |= {
        "milestone_1": "Proyecto en consulta pública",
        "milestone_1_due": "2026-05-04",
        "milestone_1_weight": "3",
        "milestone_2_removed": "1",
        "milestone_3": "Gaceta",
        "milestone_3_due": "2026-06-30",
        "starts": "2026-03-16",
        "budget": "$1,500,000",
    }
    await ana.send(STEPS, move="amend", note="Se planeó mejor.", seen="2", **typed)
    kept = (await commitment_of(1)).commitment
    assert kept.milestones == (
        Milestone("Proyecto en consulta pública", date(2026, 5, 4), 3),
        Milestone("Gaceta", date(2026, 6, 30)),
    )
    assert (kept.starts, kept.budget) == (date(2026, 3, 16), 1_500_000)
    page = await browser.open("/compromisos/1")
    line = page.select(".timeline > li")[0].text
    for words in (
        "Fecha de inicio: 16 de marzo de 2026 Antes: sin fecha",
        "Presupuesto: 1,500,000 pesos Antes: sin presupuesto",
        "Hito: Proyecto en consulta pública, para el 4 de mayo de 2026, peso 3",
        "Antes: Proyecto en consulta, para el 15 de abril de 2026, peso 1",
        "Hito que se quitó: Aprobado y publicado, para el 30 de junio de 2026, peso 1",
        "Hito nuevo: Gaceta, para el 30 de junio de 2026, peso 1",
    ):
        assert words in " ".join(line.split())
    told = (await browser.open("/compromisos/1/hoja")).select("#history tbody tr")[-1].text
    assert "Hito nuevo: Gaceta, para el 30 de junio de 2026, peso 1" in " ".join(told.split())
    assert "1,500,000 pesos Antes: sin presupuesto" in " ".join(told.split())
    assert "Stood" not in told
    assert "75 % del trabajo" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    (told,) = (await document(browser, "/compromisos.json"))["commitments"]
    changes = told["history"][-1]["changes"]
    assert changes[0] == {"term": "starts", "before": None, "after": "2026-03-16"}
    assert changes[1] == {"term": "budget", "before": None, "after": "1500000"}
    assert changes[-1] == {
        "term": "milestone",
        "before": None,
        "after": {"title": "Gaceta", "due": "2026-06-30", "weight": 1},
    }


@pytest.mark.both
async def test_a_step_that_is_done_has_no_field_and_stays(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    await ana.send("/compromisos/1/hitos", position="0")
    page = await ana.open("/compromisos/1")
    assert "«Proyecto en consulta» ya se concluyó" in page.select_one("#amend-milestones").text
    assert "milestone_1" not in rows(page)
    typed = {"milestone_1": "Otro", "milestone_1_removed": "1", "milestone_2_removed": "1"}
    await ana.send(STEPS, move="amend", note="Sobra.", seen="3", **typed)
    (left,) = (await commitment_of(1)).commitment.milestones
    assert (left.title, left.done_on) == ("Proyecto en consulta", date(2026, 3, 3))


async def test_a_new_milestone_stands_where_its_date_says(ana: Browser, browser: Browser) -> None:
    await promised(None, Move.AGREE)
    early = {"milestone_3": "Diagnóstico", "milestone_3_due": "2026-04-01"}
    await ana.send(STEPS, move="amend", due="2026-07-31", note="x", seen="2", **early)
    page = await ana.open("/compromisos/1")
    assert "Fecha comprometida: del 30 de junio de 2026 al 31 de julio" in page.text
    titles = [each.text for each in page.select(".queue li strong")]
    assert titles == ["Diagnóstico", "Proyecto en consulta", "Aprobado y publicado"]
    # What is pressed is the milestone it stands beside.
    (position,) = page.select(".queue li")[0].select('[name="position"]')
    await ana.send("/compromisos/1/hitos", position=str(position["value"]))
    done = [each.title for each in (await commitment_of(1)).commitment.milestones if each.done_on]
    assert done == ["Diagnóstico"]
    rows_on_paper = (await browser.open("/compromisos/1/hoja")).select("#milestones tbody th")
    assert [each.text for each in rows_on_paper] == titles


def a_plan_of(many: int) -> tuple[Milestone, ...]:
    """So many milestones, of which none is done."""
    return tuple(Milestone(f"Paso {n}", date(2026, 6, n)) for n in range(1, many + 1))


@pytest.mark.parametrize(("there", "empty"), [(6, 2), (10, 2), (11, 1), (12, 0)])
async def test_there_is_an_empty_row_until_a_commitment_has_all_it_can(
    ana: Browser, there: int, empty: int
) -> None:
    await promised(a_commitment(milestones=a_plan_of(there)), Move.AGREE)
    page = await ana.open("/compromisos/1")
    titles = [value for name, value in rows(page).items() if name.rpartition("_")[2].isdecimal()]
    assert titles == [*(f"Paso {n}" for n in range(1, there + 1)), *[""] * empty]
    told = page.select_one("#amend-milestones").text
    assert "Hasta 12 hitos" in told
    assert ("Ya tiene 12 hitos" in told) == (empty == 0)


async def test_a_full_plan_makes_room_for_another_milestone(ana: Browser) -> None:
    await promised(a_commitment(milestones=a_plan_of(11)), Move.AGREE)
    last = {"milestone_12": "El último", "milestone_12_due": "2026-06-30"}
    await ana.send(STEPS, move="amend", note="Uno más.", seen="2", **last)
    # A row that the form does not have is not read.
    more = {"milestone_13": "Uno de más", "milestone_13_due": "2026-06-30"}
    await ana.send(STEPS, 422, move="amend", note="Otro más.", seen="3", **more)
    page = await ana.open("/compromisos/1")
    assert "quite uno de los que no se han concluido" in page.select_one("#amend-milestones").text
    await ana.send(STEPS, move="amend", note="Sobra.", seen="3", milestone_1_removed="1")
    again = rows(await ana.open("/compromisos/1"))
    assert (again["milestone_11"], again["milestone_12"]) == ("El último", "")


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_lost(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    typed = {
        "due": "31/31/2026",
        "goal": " ",
        "starts": "mañana",
        "budget": "mucho",
        "milestone_1": "",
        "milestone_1_due": "2026-01-01",
        "milestone_2_weight": "101",
        "milestone_3": "Sin fecha",
        "note": " ",
    }
    page = await ana.send(STEPS, 422, move="amend", seen="2", **typed)
    told = {
        "due": "Ese día no existe",
        "goal": "Escriba la meta",
        "starts": "Escriba la fecha como",
        "budget": "Escriba los pesos",
        "milestone_1": "Escriba qué se logra",
        "milestone_1_due": "ya pasó",
        "milestone_2_weight": "de 1 a 100",
        "milestone_3_due": "Elija la fecha",
        "note": "raz",
    }
    for name, sentence in told.items():
        assert sentence in page.select_one(f"#amend-{name}-error").text
        line = page.select_one(f'.problems a[href="#amend-{name}"]').text
        assert line.startswith(page.select_one(f'label[for="amend-{name}"]').text.strip())
    assert len(page.select(".problems li")) == len(told)
    for name in ("due", "starts", "budget", "milestone_1_due", "milestone_3"):
        assert page.select_one(f"#amend-{name}")["value"] == typed[name]
    assert len((await commitment_of(1)).commitment.history) == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"due": "2026-06-01"}, "due", id="a date before a step left alone"),
        pytest.param({"milestone_1_due": "2026-07-01"}, "milestone_1_due", id="a late step"),
        pytest.param({"starts": "2026-05-01"}, "starts", id="a start after a step left alone"),
        pytest.param({"starts": "2026-07-01"}, "starts", id="a start after the end"),
        pytest.param(
            {"milestone_1_removed": "1", "milestone_2_removed": "1"}, "milestone_1", id="no step"
        ),
    ],
)
async def test_a_plan_that_does_not_fit_is_told_where_it_was_moved(
    ana: Browser, typed: dict[str, str], field: str
) -> None:
    await promised(None, Move.AGREE)
    page = await ana.send(STEPS, 422, move="amend", seen="2", note="x", **typed)
    assert page.select_one(f"#amend-{field}-error")
    assert len(page.select("#act-amend .field-error")) == 1


@pytest.mark.both
async def test_a_step_reached_meanwhile_is_not_planned_away(app: Litestar) -> None:
    """Under way before and after, on the same date and in the same words: the history says so."""
    code = await promised(None, Move.AGREE, Move.START)
    seen = (await commitment_of(code)).commitment
    plan = Plan(None, 5, ((None, Milestone("Otro", date(2026, 5, 4))),))
    amended = advance(seen, Move.AMEND, "lead", today_of(NOON), "Razón.", plan=plan)
    await keep_change(seen, finish_milestone(seen, 0, "lead", today_of(NOON)), by=ANA, at=NOON)
    with pytest.raises(Refused, match="commitment-changed"):
        await keep_change(seen, amended, by=ANA, at=NOON)
    kept = (await commitment_of(code)).commitment
    assert (kept.milestones[0].done_on, kept.budget) == (date(2026, 3, 3), None)


@pytest.mark.both
async def test_a_step_that_was_planned_away_is_not_reached(app: Litestar) -> None:
    code = await promised(None, Move.AGREE, Move.START)
    seen = (await commitment_of(code)).commitment
    plan = Plan(None, None, ((1, seen.milestones[1]),))
    await moved(code, Move.AMEND, note="Sobra.", plan=plan)
    with pytest.raises(Refused, match="commitment-changed"):
        await keep_change(seen, finish_milestone(seen, 0, "lead", today_of(NOON)), by=ANA, at=NOON)
    assert (await commitment_of(code)).commitment.milestones == (seen.milestones[1],)


async def test_milestones_typed_over_others_are_read_beside_those_of_now(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    await ana.send("/compromisos/1/hitos", position="0")
    typed = {"milestone_2": "Mi hito", "milestone_2_due": "2026-06-01", "budget": "7"}
    page = await ana.send(STEPS, 409, move="amend", seen="2", note="Razón.", **typed)
    assert "«Mi hito · 2026-06-01»" in page.select_one("#amend-milestones-error").text
    assert page.select_one("#amend-milestone_2")["value"] == "Aprobado y publicado"
    assert page.select_one("#amend-budget")["value"] == "7"
    assert page.select_one('.problems a[href="#amend-milestones"]')


@pytest.mark.both
async def test_whoever_follows_is_told_of_each_step(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await promised(None, Move.AGREE, at=clock())
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post, focus=EVERYTHING)
    await carried(clock())
    step = Milestone("Gaceta", date(2026, 6, 30), 2)
    plan = Plan(None, 1_000, ((None, step),))
    await moved(1, Move.AMEND, at=clock(), note="Razón.", plan=plan)
    assert await told(post, clock()) == 1
    (letter,) = await carried(clock())
    text = text_of(letter)
    assert "Presupuesto: 1,000 pesos; antes, sin presupuesto." in text
    assert "Hito nuevo: «Gaceta», para el 30 de junio de 2026, peso 2." in text
    assert "Hito que se quitó: «Proyecto en consulta», para el 15 de abril" in text


async def test_a_page_drawn_before_the_plan_changed_finishes_no_other_milestone(
    ana: Browser,
) -> None:
    code = await promised(None, Move.AGREE)
    page = await ana.open(f"/compromisos/{code}")
    form = page.select('form[action$="/hitos"]')[0]
    sent = {each["name"]: each["value"] for each in form.select("[name]:not([name=csrf])")}
    typed = {"milestone_1": "Otro paso", "milestone_1_due": "2026-04-20", "note": "Cambió."}
    await ana.send(STEPS, move="amend", seen="2", **typed)
    await ana.send(f"/compromisos/{code}/hitos", 409, **sent)
    kept = (await commitment_of(code)).commitment
    assert [each.done_on for each in kept.milestones] == [None, None]
    page = await ana.send(f"/compromisos/{code}/hitos", **sent | {"title": "Otro paso"})
    kept = (await commitment_of(code)).commitment
    assert [each.done_on is None for each in kept.milestones] == [False, True]
