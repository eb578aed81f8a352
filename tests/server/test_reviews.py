"""Verificación: what waits for a verifier, and what a verdict does."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.points import Points
from game.reviews import Verdict
from game.rules import RuleBroken
from server.people import Person, Role
from server.queries.accounts import has_served
from server.queries.answers import keep_answer
from server.queries.checks import ledger_differences
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.publications import propose_publication, tally_of
from server.queries.replies import keep_reply, unanswered_replies_of
from server.queries.reviews import replies_of, review_history_of
from server.queries.verdicts import keep_verdict
from server.settings import Settings
from server.tables.points import PointEventRow
from tests.browser import Browser
from tests.editions import ANA, EDITION, RITA, a_definition, move_to, open_edition
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters, seated
from tests.server.signed import (
    DATED,
    FILLER,
    HALF,
    I1,
    LATE,
    P1,
    YES,
    a_document,
    answer,
    decide,
    revision_of,
    sign,
    sign_again,
    somebody,
)

QUEUE = "/verificacion"
LEVEL = f"/verificacion/{EDITION}/{OAXACA}/I1"
VERDICT = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-01"
MENDED = Answer("I1-01", number="6", denominator="10")
VICTOR = Person(6, "Víctor Mora", "victor@observatorio.mx", 6, Role.VERIFIER, None, "09")


@pytest.fixture
async def signed(app: Litestar) -> None:
    """Oaxaca's second level waits for a verifier."""
    await open_edition()
    await answer()
    await sign()


async def points(participant: str = OAXACA) -> Points:
    rows = await PointEventRow.select().where(PointEventRow.participant == participant)
    return Points(sum(r["provisional"] for r in rows), sum(r["settled"] for r in rows))


# The queue


async def test_only_signed_levels_wait(app: Litestar, rita: Browser) -> None:
    await open_edition()
    await answer()
    page = await rita.open(QUEUE)
    assert "Nada espera dictamen" in page.text
    await sign()
    page = await rita.open(QUEUE)
    assert page.select_one(".queue a")["href"] == LEVEL
    assert "2 por decidir" in page.text


async def test_whoever_has_waited_longest_comes_first(app: Litestar, victor: Browser) -> None:
    await open_edition()
    for participant, days in ((OAXACA, 1), (YUCATAN, 12)):
        await answer(participant=participant)
        await sign(participant=participant, at=NOON - timedelta(days=days))
    page = await victor.open(QUEUE)
    assert [a.get_text() for a in page.select(".queue a")] == ["Yucatán", "Oaxaca"]
    assert page.select_one(".queue-late").get_text() == "espera desde hace 12 días"


@pytest.mark.both
async def test_own_state_is_not_in_the_queue(app: Litestar, rita: Browser) -> None:
    await open_edition()
    await answer(participant=YUCATAN)
    await sign(participant=YUCATAN)
    page = await rita.open(QUEUE)
    assert "Yucatán" not in page.select_one("main").get_text()


async def test_decided_levels_leave_the_queue(signed: None, rita: Browser) -> None:
    await decide("I1-01")
    page = await rita.open(QUEUE)
    assert "1 por decidir" in page.text
    await decide("I1-02", Verdict.RETURNED)
    page = await rita.open(QUEUE)
    assert "Nada espera dictamen" in page.text


async def test_mended_answer_waits_again_once_it_is_signed(signed: None, rita: Browser) -> None:
    await decide("I1-01", Verdict.RETURNED)
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-01": MENDED})
    assert "Nada espera dictamen" in (await rita.open(QUEUE)).text
    await sign_again()
    page = await rita.open(QUEUE)
    assert "1 por decidir · 1 devuelta" in page.text


async def test_item_no_longer_asked_does_not_keep_a_level_waiting(
    app: Litestar, rita: Browser
) -> None:
    await open_edition()
    await answer({"P1-01": YES})
    await answer({"P1-04": Answer("P1-04", number="8")})
    await answer(P1)
    await sign("P1")
    for item in P1:
        await decide(item)
    page = await rita.open(QUEUE)
    assert "Nada espera dictamen" in page.text


async def test_draft_has_nothing_to_verify(app: Litestar, rita: Browser) -> None:
    await open_edition(stage=Stage.DRAFT)
    page = await rita.open(QUEUE)
    assert "No hay ediciones en verificación" in page.text


# A level


async def test_level_shows_what_was_answered_and_its_proof(signed: None, rita: Browser) -> None:
    page = await rita.open(LEVEL)
    card = page.select_one("#item-I1-01").get_text(" ", strip=True)
    assert "5 de 10 (50.0 %)" in card.replace("\N{NO-BREAK SPACE}", " ")
    assert "Gaceta" in card
    assert "página o artículo 3" in card
    assert "afirma tener la práctica" in card
    assert "0 de 2 con dictamen" in page.text


async def test_honest_no_shows_its_reason_and_plan(app: Litestar, rita: Browser) -> None:
    await open_edition()
    await answer({"I1-01": HALF, "I1-02": LATE})
    await sign()
    page = await rita.open(LEVEL)
    card = page.select_one("#item-I1-02").get_text(" ", strip=True)
    assert "reconoce que no la tiene" in card
    assert "Hacerlo. (1 de diciembre de 2026)" in card


async def test_level_of_the_own_state_can_be_read_and_not_decided(
    app: Litestar, rita: Browser
) -> None:
    await open_edition()
    await answer(participant=YUCATAN)
    await sign(participant=YUCATAN)
    page = await rita.open(f"/verificacion/{EDITION}/{YUCATAN}/I1")
    assert "lo verifica otra persona" in page.text
    assert not page.select("main form")
    address = f"/verificacion/{EDITION}/{YUCATAN}/reactivos/I1-01"
    page = await rita.send(address, 403, verdict="accepted", revision="2")
    assert "Nadie verifica a los gobiernos de su propia entidad" in page.text


async def test_nobody_verifies_a_government_they_work_in(signed: None, victor: Browser) -> None:
    await seated(replace(PEOPLE["victor"], role=Role.CONTRIBUTOR, participant=OAXACA, state=None))
    await enters(victor, PEOPLE["victor"])
    page = await victor.send(VERDICT, 403, verdict="accepted", revision="1")
    assert "Nadie verifica a un gobierno en el que trabaja" in page.text


async def test_whoever_answered_for_a_government_has_served_it(signed: None) -> None:
    assert await has_served(FILLER, OAXACA)
    assert not await has_served(FILLER, YUCATAN)
    assert not await has_served(VICTOR.account, OAXACA)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"/verificacion/{EDITION}/{OAXACA}/P1", id="not signed"),
        pytest.param(f"/verificacion/{EDITION}/09/I1", id="not entered"),
        pytest.param(f"/verificacion/1999/{OAXACA}/I1", id="no such edition"),
        pytest.param(f"/verificacion/{EDITION}/{OAXACA}/Z9", id="no such level"),
    ],
)
async def test_what_is_not_to_be_reviewed(signed: None, rita: Browser, address: str) -> None:
    await rita.open(address, 404)


async def test_level_reads_in_english(signed: None, rita: Browser) -> None:
    page = await rita.open(f"{LEVEL}?idioma=en")
    assert page.select_one("#item-I1-01 h2").get_text(" ", strip=True).endswith("Question I1-01?")
    assert {b.get_text(strip=True) for b in page.select("#item-I1-01 form button")} == {
        "Accept",
        "Return",
        "Reject",
    }


# To read alone


async def test_publisher_reads_a_level_and_decides_nothing(
    signed: None, publicadora: Browser
) -> None:
    page = await publicadora.open(LEVEL)
    assert not page.select("main form")
    assert page.select(f'.breadcrumb a[href="/ediciones/{EDITION}"]')
    await publicadora.send(VERDICT, 403, verdict="accepted", revision="2")


#   An honest no to P1-01 leaves P1-04 out; nothing is left out of I1.
@pytest.mark.parametrize(("topic", "answers", "is_said"), [("I1", I1, False), ("P1", P1, True)])
async def test_numbers_that_are_left_out_are_explained(
    app: Litestar, rita: Browser, topic: str, answers: Mapping[str, Answer], is_said: bool
) -> None:
    await open_edition()
    await answer(answers)
    await sign(topic)
    page = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/{topic}")
    words = "los que no aparecen no se le preguntan a este gobierno"
    assert (words in page.text) is is_said


# What its government still mends

#   An honest no that becomes a bare yes: the gazette was never cited.
BARE = Answer("I1-02", date="2019-01-01", reason="Falta.", plan="Hacerlo.", plan_by="2026-12-01")
SECOND = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-02"


async def save(answer: Answer, *, revision: int) -> None:
    """Save an answer and cite nothing."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    by = somebody(Role.LEAD, entry)
    await keep_answer(rules, entry, answer, base=revision, by=by, at=NOON + timedelta(days=1))


async def prove(item: str) -> None:
    """Cite the gazette in an answer."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    by = somebody(Role.LEAD, entry)
    later = NOON + timedelta(days=1)
    await keep_evidence(rules, entry, item, a_document(), "9", by=by, at=later)


@pytest.fixture
async def half_mended(app: Litestar) -> None:
    """Of two items one waits; the other was returned, and says yes without its proof so far."""
    await open_edition()
    await answer({"I1-01": HALF, "I1-02": LATE})
    await sign()
    await decide("I1-02", Verdict.RETURNED)
    await save(BARE, revision=1)


async def test_half_mended_answer_is_not_up_for_a_verdict(half_mended: None, rita: Browser) -> None:
    page = await rita.open(LEVEL)
    card = page.select_one("#item-I1-02")
    assert "En corrección" in card.select_one(".item-head").get_text()
    assert not card.select("[name=verdict]")
    assert "2019" not in card.get_text()
    assert "Nada espera dictamen" in (await rita.open(QUEUE)).text


@pytest.mark.parametrize("verdict", ["accepted", "returned", "rejected"])
async def test_verdict_on_a_half_mended_answer_is_refused(
    half_mended: None, rita: Browser, verdict: str
) -> None:
    page = await rita.send(SECOND, 409, verdict=verdict, revision="2", reason="Sin prueba.")
    assert "El gobierno todavía corrige esta respuesta" in page.text
    assert "Sin prueba." in page.text
    assert len(await review_history_of(OAXACA, EDITION, "I1-02")) == 1
    assert await ledger_differences() == []


async def test_mended_answer_is_up_for_a_verdict_once_it_is_complete_and_signed(
    half_mended: None, rita: Browser
) -> None:
    await prove("I1-02")
    await sign_again()
    assert "2 por decidir" in (await rita.open(QUEUE)).text
    page = await rita.send(SECOND, verdict="accepted", revision="3")
    assert "Aceptada" in page.select_one("#item-I1-02 .item-head").get_text()


async def test_item_opened_by_a_mended_answer_waits_until_it_is_complete(
    app: Litestar, rita: Browser
) -> None:
    await open_edition()
    await answer(P1)
    await sign("P1")
    await decide("P1-01", Verdict.RETURNED)
    await answer({"P1-01": YES})
    page = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/P1")
    assert "En corrección" in page.select_one("#item-P1-04 .item-head").get_text()
    await save(Answer("P1-04", number="8"), revision=0)
    with pytest.raises(RuleBroken, match="level-incomplete"):
        await sign_again("P1")
    await prove("P1-04")
    await sign_again("P1")
    page = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/P1")
    assert page.select("#item-P1-04 form")
    assert page.select('#item-P1-01 form[action$="P1-01"]')


async def test_half_mended_answer_counts_as_undecided_and_blocks_no_publication(
    half_mended: None, publicadora: Browser
) -> None:
    await move_to(Stage.REPLY)
    assert (await tally_of(await rules_of(EDITION))).undecided == 2
    assert await propose_publication(EDITION, by=RITA, at=NOON)


async def test_reply_on_a_half_mended_answer_can_be_decided(
    half_mended: None, victor: Browser
) -> None:
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    later = NOON + timedelta(days=2)
    await keep_reply(rules, entry, "I1-02", "Sí se publica.", by=ANA, at=later)
    await decide("I1-02", Verdict.REJECTED, by=VICTOR, at=later + timedelta(days=1))
    assert await propose_publication(EDITION, by=RITA, at=later)


# What an answer says now


async def test_reason_and_plan_of_an_earlier_no_do_not_stand_beside_a_yes(
    half_mended: None, rita: Browser
) -> None:
    await prove("I1-02")
    await sign_again()
    card = (await rita.open(LEVEL)).select_one("#item-I1-02").get_text(" ", strip=True)
    assert "1 de enero de 2019" in card
    assert "Hacerlo." not in card
    assert "Plan" not in card


async def test_parts_of_a_percentage_are_shown_as_they_were_typed(
    app: Litestar, rita: Browser
) -> None:
    definition = a_definition()
    definition["pillars"][1]["topics"][0]["items"][0]["decimals"] = 1
    await open_edition(definition)
    await answer({"I1-01": Answer("I1-01", number="3.5", denominator="1,010"), "I1-02": DATED})
    await sign()
    card = (await rita.open(LEVEL)).select_one("#item-I1-01").get_text(" ", strip=True)
    assert "3.5 de 1,010 (0.3 %)" in card.replace("\N{NO-BREAK SPACE}", " ")


# On to the next one


async def test_read_level_leads_to_the_next_of_the_queue(app: Litestar, victor: Browser) -> None:
    await open_edition()
    for participant, days in ((OAXACA, 12), (YUCATAN, 1)):
        await answer(participant=participant)
        await sign(participant=participant, at=NOON - timedelta(days=days))
    for here, there, name in ((OAXACA, YUCATAN, "Yucatán"), (YUCATAN, OAXACA, "Oaxaca")):
        page = await victor.open(f"/verificacion/{EDITION}/{here}/I1")
        (link,) = (a for a in page.select("main a.button") if "Siguiente" in a.get_text())
        assert link.get_text(strip=True) == f"Siguiente en la cola: {name}, Tema I1"
        assert link["href"] == f"/verificacion/{EDITION}/{there}/I1"


async def test_last_level_leads_back_to_the_queue(
    signed: None, rita: Browser, publicadora: Browser
) -> None:
    page = await rita.open(LEVEL)
    assert page.select_one("main a.button")["href"] == QUEUE
    assert not (await publicadora.open(LEVEL)).select("main a.button")


# A verdict


async def test_accepted_answer_has_all_its_points(signed: None, rita: Browser) -> None:
    assert await points() == Points(10, 0)
    page = await rita.send(VERDICT, verdict="accepted", revision="2")
    assert page.response.history[0].status_code == 303
    assert "Aceptada" in page.select_one("#item-I1-01 .item-head").get_text()
    assert not page.select("#item-I1-01 form")
    assert "1 de 2 con dictamen" in page.text
    assert await points() == Points(5, 10)
    assert await ledger_differences() == []


async def test_with_htmx_comes_the_item_and_the_progress(signed: None, rita: Browser) -> None:
    page = await rita.send(VERDICT, verdict="accepted", revision="2", htmx=True)
    assert not page.is_whole
    assert "Rita Canul" in page.select_one("article#item-I1-01 .verdict").get_text()
    assert page.select_one("#review-progress[hx-swap-oob]").text == "1 de 2 con dictamen"


@pytest.mark.parametrize("verdict", ["returned", "rejected"])
async def test_whoever_does_not_accept_says_why(signed: None, rita: Browser, verdict: str) -> None:
    page = await rita.send(VERDICT, 422, verdict=verdict, revision="2", reason=" ")
    assert "Escriba la razón" in page.select_one("#item-I1-01-reason-error").get_text()
    assert await points() == Points(10, 0)
    page = await rita.send(VERDICT, verdict=verdict, revision="2", reason="No abre.")
    assert "No abre." in page.select_one("#item-I1-01 .verdict").get_text()
    assert await points() == Points(5, 0)
    assert await ledger_differences() == []


async def test_returned_answer_can_still_be_decided_and_a_rejected_one_not(
    signed: None, rita: Browser
) -> None:
    page = await rita.send(VERDICT, verdict="returned", revision="2", reason="No abre.")
    assert page.select("#item-I1-01 form")
    page = await rita.send(VERDICT, verdict="rejected", revision="2", reason="No es.")
    assert not page.select("#item-I1-01 form")
    page = await rita.send(VERDICT, 409, verdict="accepted", revision="2")
    assert "ya tiene dictamen" in page.select_one("#item-I1-01 .field-error").get_text()


async def test_answer_changed_meanwhile_is_read_again_and_the_reason_stays(
    signed: None, rita: Browser
) -> None:
    await decide("I1-01", Verdict.RETURNED)
    page = await rita.open(LEVEL)
    assert page.select_one("#item-I1-01 [name=revision]")["value"] == "2"
    await answer({"I1-01": MENDED})
    await sign_again()
    page = await rita.send(VERDICT, 409, verdict="rejected", revision="2", reason="No abre aún.")
    assert page.select_one("#item-I1-01-reason").get_text(strip=True) == "No abre aún."
    assert "mientras lo leía" in page.select_one("#item-I1-01").get_text()
    assert page.select_one("#item-I1-01 [name=revision]")["value"] == "3"
    history = await review_history_of(OAXACA, EDITION, "I1-01")
    assert [each.review.verdict for each in history] == [Verdict.RETURNED]


async def test_reason_is_shown_also_when_somebody_else_decided(signed: None, rita: Browser) -> None:
    await decide("I1-01", by=VICTOR)
    page = await rita.send(VERDICT, 409, verdict="returned", revision="2", reason="No abre.")
    assert "Lo que usted había escrito: No abre." in page.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"verdict": "perfect", "revision": "2"}, 422, id="no such verdict"),
        pytest.param({"revision": "2"}, 422, id="no verdict"),
        pytest.param({"verdict": "accepted"}, 409, id="no revision"),
        pytest.param({"verdict": "accepted", "revision": "-1"}, 409, id="not a revision"),
        pytest.param({"verdict": "accepted", "revision": "9" * 25}, 409, id="25 digits"),
        pytest.param({"verdict": "accepted", "revision": "9" * 5_000}, 409, id="5,000 digits"),
        pytest.param({"verdict": "accepted", "revision": "²"}, 409, id="a digit of no number"),
    ],
)
async def test_bad_verdicts_are_not_kept(
    signed: None, rita: Browser, fields: dict[str, str], status: int
) -> None:
    await rita.send(VERDICT, status, **fields)
    assert await review_history_of(OAXACA, EDITION, "I1-01") == ()


@pytest.mark.parametrize(
    ("item", "status"),
    [
        pytest.param("P1-01", 409, id="of a level not signed"),
        pytest.param("H1-01", 409, id="not asked there"),
        pytest.param("Z9-99", 404, id="no such item"),
    ],
)
async def test_item_that_cannot_be_decided(
    signed: None, rita: Browser, item: str, status: int
) -> None:
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/{item}"
    await rita.send(address, status, verdict="accepted", revision="1", htmx=True)


@pytest.mark.both
async def test_of_two_verifiers_at_once_one_decides(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    revision = await revision_of("I1-01")
    outcomes = await asyncio.gather(
        *(
            keep_verdict(
                rules, entry, "I1-01", verdict, "Razón.", revision=revision, by=by, at=NOON
            )
            for by, verdict in ((RITA, Verdict.ACCEPTED), (VICTOR, Verdict.REJECTED))
        ),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if each is not None]
    assert [type(each) for each in refused] == [RuleBroken]
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 1
    assert await ledger_differences() == []


@pytest.mark.parametrize("verdict", ["accepted", "returned", "rejected"])
async def test_verdict_sent_twice_is_one_verdict(signed: None, rita: Browser, verdict: str) -> None:
    for reason in ("No abre.", " No abre. "):
        page = await rita.send(VERDICT, verdict=verdict, revision="2", reason=reason)
        assert not page.select(".field-error")
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 1
    assert await ledger_differences() == []


async def test_another_reason_is_another_verdict(signed: None, rita: Browser) -> None:
    await rita.send(VERDICT, verdict="returned", revision="2", reason="No abre.")
    await rita.send(VERDICT, verdict="returned", revision="2", reason="No abre la página.")
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 2


async def test_same_verdict_of_somebody_else_comes_late(signed: None, rita: Browser) -> None:
    await decide("I1-01", by=VICTOR, reason="")
    page = await rita.send(VERDICT, 409, verdict="accepted", revision="2")
    assert "ya tiene dictamen" in page.text


@pytest.mark.both
@pytest.mark.parametrize("verdict", list(Verdict))
async def test_verdict_sent_twice_at_once_is_one_verdict(
    database: Settings, verdict: Verdict
) -> None:
    await open_edition()
    await answer()
    await sign()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    revision = await revision_of("I1-01")
    outcomes = await asyncio.gather(
        *(
            keep_verdict(
                rules, entry, "I1-01", verdict, "Razón.", revision=revision, by=RITA, at=NOON
            )
            for _ in range(8)
        ),
        return_exceptions=True,
    )
    assert outcomes == [None] * 8
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 1
    assert await ledger_differences() == []


# The reply


async def test_first_verdict_again_is_no_decision_on_the_reply(signed: None, rita: Browser) -> None:
    await rita.send(VERDICT, verdict="rejected", revision="2", reason="No es.")
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    later = NOON + timedelta(days=1)
    await keep_reply(rules, entry, "I1-01", "Sí es.", by=ANA, at=later)
    await rita.send(VERDICT, 403, verdict="rejected", revision="2", reason="No es.")
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 1


async def test_reply_is_decided_by_somebody_else(
    signed: None, rita: Browser, victor: Browser, app: Litestar
) -> None:
    await rita.send(VERDICT, verdict="rejected", revision="2", reason="No es del periodo.")
    await move_to(Stage.REPLY)
    await keep_reply(
        await rules_of(EDITION),
        await entry_of(EDITION, OAXACA),
        "I1-01",
        "Sí lo es: vea la página 4.",
        by=ANA,
        at=NOON + timedelta(minutes=1),
    )
    # The queue of each counts and names what they can decide themselves.
    page = await rita.open(QUEUE)
    assert "0 niveles por verificar" in page.text
    assert not page.select(".queue a")
    page = await victor.open(QUEUE)
    assert "1 nivel por verificar" in page.text
    assert "1 por decidir" in page.text
    assert page.select_one(".queue a")["href"] == LEVEL
    page = await rita.open(LEVEL)
    assert "la réplica la resuelve otra persona" in page.select_one("#item-I1-01").text
    assert not page.select("#item-I1-01 [name=verdict]")
    page = await rita.send(VERDICT, 403, verdict="accepted", revision="2")
    assert "una persona distinta" in page.text
    page = await victor.open(LEVEL)
    assert "otra persona" not in page.select_one("#item-I1-01").text
    assert "vea la página 4" in page.text
    assert not page.select("#item-I1-01 button[value=returned]")


async def test_of_several_replies_of_a_level_each_verifier_counts_those_of_the_others(
    signed: None, rita: Browser, victor: Browser
) -> None:
    for browser, item in ((rita, "I1-01"), (victor, "I1-02")):
        address, revision = VERDICT.replace("I1-01", item), str(await revision_of(item))
        given = {"verdict": "rejected", "revision": revision, "reason": "No es."}
        await browser.send(address, **given)
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    for item in ("I1-01", "I1-02"):
        await keep_reply(rules, entry, item, "Sí es.", by=ANA, at=NOON + timedelta(days=1))
    for browser, own, anothers in ((rita, "I1-02", "I1-01"), (victor, "I1-01", "I1-02")):
        assert "1 por decidir" in (await browser.open(QUEUE)).text
        page = await browser.open(LEVEL)
        assert page.select(f"#item-{own} [name=verdict]")
        assert not page.select(f"#item-{anothers} [name=verdict]")
    # Once decided, it is of nobody's queue.
    address, revision = VERDICT.replace("I1-01", "I1-02"), str(await revision_of("I1-02"))
    await rita.send(address, verdict="accepted", revision=revision)
    assert "Nada espera dictamen" in (await rita.open(QUEUE)).text
    assert "1 por decidir" in (await victor.open(QUEUE)).text


async def test_decided_reply_is_final(signed: None, victor: Browser) -> None:
    await decide("I1-01", Verdict.REJECTED, at=NOON - timedelta(days=2))
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_reply(rules, entry, "I1-01", "Sí.", by=ANA, at=NOON - timedelta(days=1))
    page = await victor.send(VERDICT, verdict="accepted", revision="2")
    assert not page.select("#item-I1-01 form")
    assert await points() == Points(5, 10)
    assert await ledger_differences() == []
    await victor.send(VERDICT, 409, verdict="rejected", revision="2", reason="Otra vez.")
    page = await victor.open(QUEUE)
    assert "Nada espera dictamen" in page.text


async def test_without_a_reply_nothing_is_decided_again(signed: None, victor: Browser) -> None:
    await decide("I1-01", Verdict.REJECTED)
    await move_to(Stage.REPLY)
    page = await victor.open(LEVEL)
    assert not page.select("main form")
    await victor.send(VERDICT, 409, verdict="accepted", revision="2")


# Who may


@pytest.mark.parametrize("address", [QUEUE, LEVEL])
async def test_governments_do_not_verify(signed: None, ana: Browser, address: str) -> None:
    await ana.open(address, 403)


async def test_a_verdict_from_a_government_is_refused(signed: None, beto: Browser) -> None:
    await beto.send(VERDICT, 403, verdict="accepted", revision="2")
    assert await review_history_of(OAXACA, EDITION, "I1-01") == ()


async def test_strangers_are_asked_to_sign_in(signed: None, browser: Browser) -> None:
    page = await browser.open(LEVEL)
    assert page.url.endswith("/entrar?volver=%2Fverificacion%2F2026%2F20%2FI1")
    await browser.send(VERDICT, 401, verdict="accepted", revision="2")


# A reply, as its government sees it


async def test_government_sees_who_will_decide_its_reply_and_what_came_of_it(
    signed: None, ana: Browser, victor: Browser
) -> None:
    await decide("I1-01", Verdict.REJECTED, reason="No es del periodo.")
    await move_to(Stage.REPLY)
    page = await ana.send("/mi-liga/reactivos/I1-01/replica", text="Sí lo es.")
    card = page.select_one("#item-I1-01 .verdict").get_text(" ", strip=True)
    assert "En espera La decide otra persona verificadora" in card
    await victor.send(VERDICT, verdict="accepted", revision="2")
    page = await ana.open("/mi-liga/niveles/I1")
    card = page.select_one("#item-I1-01 .verdict").get_text(" ", strip=True)
    assert "Sí lo es." in card
    assert "Aceptada La decidió Víctor Mora, 3 de marzo de 2026, 12:00" in card
    assert "En espera" not in card


async def test_reply_decided_at_the_same_moment_is_decided(signed: None) -> None:
    await decide("I1-01", Verdict.REJECTED)
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_reply(rules, entry, "I1-01", "Sí.", by=ANA, at=NOON)
    assert await unanswered_replies_of(EDITION) == ((OAXACA, "I1-01"),)
    await decide("I1-01", by=VICTOR)
    assert await unanswered_replies_of(EDITION) == ()
    with pytest.raises(RuleBroken, match="item-decided"):
        await decide("I1-01", Verdict.REJECTED, by=replace(VICTOR, account=66))


@pytest.mark.both
async def test_of_two_replies_at_once_one_is_kept(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.REJECTED)
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    texts = ("Sí es.", "Sí es.", "Vea la página 4.")
    outcomes = await asyncio.gather(
        *(keep_reply(rules, entry, "I1-01", text, by=ANA, at=NOON) for text in texts),
        return_exceptions=True,
    )
    kept = (await replies_of(OAXACA, EDITION))["I1-01"].text
    expected = [None if text == kept else "already-replied" for text in texts]
    assert [getattr(each, "code", None) for each in outcomes] == expected


@pytest.mark.both
async def test_of_two_verifiers_at_once_one_decides_a_reply(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.REJECTED)
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_reply(rules, entry, "I1-01", "Sí.", by=ANA, at=NOON)
    outcomes = await asyncio.gather(
        decide("I1-01", by=VICTOR),
        decide("I1-01", Verdict.REJECTED, by=replace(VICTOR, account=66)),
        return_exceptions=True,
    )
    assert [isinstance(each, RuleBroken) for each in outcomes].count(True) == 1
    assert len(await review_history_of(OAXACA, EDITION, "I1-01")) == 2
    assert await ledger_differences() == []
