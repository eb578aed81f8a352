"""Modificaciones: the words of a commitment change in public, and the old ones stay beside them."""

import pytest
from litestar import Litestar

from game.commitments import Move, Term, advance
from game.rules import RuleBroken
from server.days import today_of
from server.db import Refused
from server.queries.commitments import commitment_of, keep_change
from server.tables.audit import AuditRow
from tests.browser import Browser
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
    assert first.first("del").get("lang") == "es"
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
    assert "Del 30 de junio de 2026 al 31 de agosto de 2026." in line.text
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
