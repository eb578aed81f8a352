"""Recomendaciones: a government's gaps, from what was published and from what it admits."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from litestar import Litestar

from game.answers import Answer
from game.commitments import Commitment, Milestone, Status, propose
from game.editions import Stage
from game.rules import RuleBroken
from server.people import Person, Role
from server.queries.answers import keep_answer
from server.queries.commitments import commitment_of, keep_proposal
from server.queries.editions import entry_of, rules_of
from server.queries.publications import confirm_publication, propose_publication
from server.queries.recommendations import recommendations_of
from server.tables.commitments import CommitmentRow
from tests.browser import Browser
from tests.editions import (
    ANA,
    EARLIER,
    EDITION,
    NOON,
    OAXACA,
    a_definition,
    give_verdict,
    move_to,
    open_edition,
)

PAGE = "/mi-liga/recomendaciones"
NEW = "/mi-liga/compromisos/nuevo"
PILAR = Person(61, "Pilar Gómez", "publica@observatorio.mx", 61, Role.PUBLISHER, None, None)
PABLO = replace(PILAR, account=62, name="Pablo Sáenz")
NOT_YET = Answer(
    "", chosen=("no",), reason="Sin presupuesto.", plan="Licitar en mayo.", plan_by="2026-08-31"
)


PROMISE = {
    "edition": "2026",
    "item": "P1-01",
    "goal": "Expedirlo",
    "indicator": "La gaceta",
    "responsible": "Dirección",
    "due": "2026-08-31",
    "is_public": "1",
    "milestone_1": "Proyecto",
    "milestone_1_due": "2026-05-31",
}


async def answered(item: str, answer: Answer, edition: str = EDITION) -> None:
    """Ana answers for Oaxaca."""
    rules, entry = await rules_of(edition), await entry_of(edition, OAXACA)
    await keep_answer(rules, entry, replace(answer, item=item), base=0, key="", by=ANA, at=NOON)


@pytest.fixture
async def last_year(app: object) -> None:
    """In 2025 Oaxaca admitted the only gap there was, and the results are published."""
    await open_edition(EARLIER)
    await answered("A-01", NOT_YET, "2025")
    await give_verdict("A-01", "accepted", edition="2025")
    await move_to(Stage.REPLY, "2025")
    seen = await propose_publication("2025", by=PILAR, at=NOON)
    await confirm_publication("2025", sha256=seen, by=PABLO, at=NOON)


@pytest.mark.usefixtures("last_year")
async def test_a_published_gap_says_what_to_do_and_what_it_gains(ana: Browser) -> None:
    page = await ana.open(PAGE)
    card = page.select_one('[id="2025-A-01"]')
    assert "Hacer A-01." in card.first("h3").text
    assert "+100.0" in card.text
    assert "Resultados publicados de 2025" in card.text
    assert "Ley General de Mejora Regulatoria, art. 5" in card.text
    assert "por validar" in card.text
    assert "Esfuerzo bajo" in card.text


async def test_an_admitted_gap_has_a_recommendation_and_no_gain(ana: Browser) -> None:
    await open_edition()
    await answered("P1-02", replace(NOT_YET, chosen=("none",)))
    (card,) = (await ana.open(PAGE)).select("main li.panel")
    assert "Hacer P1-02." in card.text
    assert "Licitar en mayo." in card.text
    assert "Su respuesta en 2026" in card.text
    assert "La ganancia se conocerá al publicarse los resultados." in card.text
    assert "+" not in card.text


#   2026        answer        verdict     recommended
#   P1-01       yes           accepted    no
#   P1-02       half          accepted    no: what it lacks is for the results to say
#   I1-02       an old date   none        yes: admitted, a factor of zero
@pytest.mark.usefixtures("last_year")
async def test_nothing_of_an_index_under_way_can_be_read_here(ana: Browser) -> None:
    await open_edition()
    before = await ana.open(PAGE)
    await answered("P1-01", Answer("", chosen=("yes",)))
    await answered("P1-02", Answer("", chosen=("half",)))
    await give_verdict("P1-01", "accepted")
    await give_verdict("P1-02", "accepted")
    assert (await ana.open(PAGE)).select_one("main").text == before.select_one("main").text
    await answered("I1-02", Answer("", date="2001-01-01"))
    gains = {
        (advice.edition, advice.item.code): advice.gain
        for advice in await recommendations_of(OAXACA)
    }
    assert gains == {("2025", "A-01"): 1.0, ("2026", "I1-02"): None}


@pytest.mark.usefixtures("last_year")
async def test_a_gap_admitted_again_stands_once_with_the_published_gain() -> None:
    await open_edition(a_definition(continues="2025"))
    await answered("P1-01", NOT_YET)
    (advice,) = await recommendations_of(OAXACA)
    assert (advice.edition, advice.item.code, advice.gain) == ("2026", "P1-01", 1.0)


async def test_a_recommendation_becomes_a_promise_with_what_is_already_known(
    ana: Browser,
) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    link = (await ana.open(PAGE)).select_one("main li.panel a.button")
    form = await ana.open(str(link["href"]))
    assert form.field("goal").strip() == "Hacer P1-01."
    assert form.field("due") == "2026-08-31"
    assert form.field("milestone_1") == "Licitar en mayo."
    assert "Qué prueba P1-01." in form.text
    fields = {
        str(tag["name"]): form.field(str(tag["name"]))
        for tag in form.select("main form [name]")
        if tag["name"] not in {"csrf", "is_public"}
    }
    fields |= {"indicator": "La gaceta", "responsible": "Dirección", "is_public": "1"}
    await ana.send(NEW, **fields)
    kept = (await commitment_of(1)).commitment
    assert (kept.edition, kept.item, kept.pillar) == ("2026", "P1-01", "P")
    known = (await ana.open(PAGE)).select_one("main li.panel a.button")
    assert known["href"] == "/compromisos/1"
    promise = await ana.open("/compromisos/1")
    assert "Reactivo P1-01 de la edición 2026" in promise.text
    assert "por validar" in promise.select_one("aside[aria-label]").text


async def test_a_plan_whose_day_has_passed_can_be_accepted_as_it_is(ana: Browser) -> None:
    """By March 2026 a plan for the end of 2025 is over: the form begins with another day."""
    await open_edition()
    await answered("P1-01", replace(NOT_YET, plan_by="2025-12-14"))
    form = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert form.field("due") == form.field("milestone_1_due") == "2026-06-01"
    assert "se sugiere otra, a 90 días" in form.text
    assert "propuesta de Liga, no un plazo de ley" in form.text
    fields = {
        str(tag["name"]): form.field(str(tag["name"]))
        for tag in form.select("main form [name]")
        if tag["name"] not in {"csrf", "is_public"}
    }
    sent = fields | {"responsible": "Dirección", "is_public": "1"}
    assert (await ana.send(NEW, **sent)).url.endswith("/compromisos/1")


async def test_a_plan_for_today_is_not_said_to_have_passed(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", replace(NOT_YET, plan_by="2026-03-03"))
    form = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert form.field("due") == "2026-06-01"
    assert "La fecha de su plan es hoy. Esfuerzo" in form.text
    page = await ana.send(NEW, 422, **PROMISE | {"due": "2026-03-03", "milestone_1_due": ""})
    assert "La fecha 3 de marzo de 2026 es hoy." in page.select_one("#due-error").text


async def test_an_edition_says_in_how_many_days_a_late_plan_is_suggested(ana: Browser) -> None:
    room = {"terms": {"low": 10, "medium": 20, "high": 30}}
    await open_edition(a_definition() | {"room": room})
    await answered("P1-01", replace(NOT_YET, plan_by="2025-12-14"))
    form = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert form.field("due") == "2026-03-13"
    assert "a 10 días" in form.text
    told = (await ana.open("/metodo/2026")).text
    assert "a 10 días cuando el esfuerzo es bajo, a 20 si es medio y a 30 si es alto" in told


@pytest.mark.both
async def test_one_recommendation_is_one_promise_at_a_time(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    await ana.send(NEW, **PROMISE, key="1")
    page = await ana.send(NEW, **PROMISE, key="1")
    assert page.url.endswith("/compromisos/1")
    page = await ana.send(NEW, 409, **PROMISE, key="2")
    assert "ya tiene un compromiso para esa recomendación, el número 1" in page.text
    assert await CommitmentRow.count() == 1


async def test_an_old_address_of_what_is_promised_says_why_it_leads_elsewhere(
    ana: Browser, carla: Browser, browser: Browser
) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    await ana.send(NEW, **PROMISE, key="1")
    page = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert page.url.endswith("/compromisos/1?ya=1")
    (said,) = page.select("main .notice.is-info")
    assert said.text.strip().startswith("Su gobierno ya tiene un compromiso para lo que iba")
    assert not (await ana.open("/compromisos/1")).select("main .notice.is-info")
    for other in (carla, browser):
        assert "lo que iba a proponer" not in (await other.open("/compromisos/1?ya=1")).text


@pytest.mark.both
async def test_of_many_sheets_at_once_one_becomes_a_promise(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    rules = await rules_of("2026")
    item = rules.questionnaire.item("P1-01")
    promise = propose(
        Commitment(
            participant=OAXACA,
            goal="Expedirlo",
            indicator="La gaceta",
            responsible="Dirección",
            due=date(2026, 8, 31),
            status=Status.PROPOSED,
            edition="2026",
            item=item.code,
            pillar="P",
            milestones=(Milestone("Proyecto", date(2026, 5, 31)),),
        ),
        "lead",
        date(2026, 3, 3),
    )
    told = await asyncio.gather(
        *(keep_proposal(promise, key=str(n), by=ANA, at=NOON) for n in range(6)),
        return_exceptions=True,
    )
    refused = [each for each in told if isinstance(each, RuleBroken)]
    assert {each.code for each in refused} == {"already-promised"}
    assert len(refused) == len(told) - 1
    assert await CommitmentRow.count() == 1


async def test_what_was_given_up_can_be_promised_again(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    await ana.send(NEW, **PROMISE, key="1")
    await ana.send("/compromisos/1/pasos", move="withdraw", note="Cambió la ley.")
    link = (await ana.open(PAGE)).select_one("main li.panel a.button")
    assert str(link["href"]).startswith(NEW)
    await ana.send(NEW, **PROMISE, key="2")
    assert await CommitmentRow.count() == 2


async def test_a_refused_form_keeps_its_recommendation(ana: Browser) -> None:
    await open_edition()
    page = await ana.send(NEW, 422, edition="2026", item="P1-01", goal="Expedirlo")
    assert page.field("item") == "P1-01"
    assert "Hacer P1-01." in page.text
    assert not page.select("[name=pillar]")


async def test_a_promise_is_proposed_in_spanish_whatever_its_author_reads(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    page = await ana.open(f"{NEW}?edicion=2026&reactivo=P1-01&idioma=en")
    assert page.select_one("#goal[lang=es]").get_text(strip=True) == "Hacer P1-01."


async def test_another_government_sees_only_its_own(carla: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    page = await carla.open(PAGE)
    assert "Todavía no hay recomendaciones" in page.text
    form = await carla.open(f"{NEW}?edicion=2026&reactivo=P1-01")
    assert "Licitar" not in form.text


async def test_the_list_is_narrowed_by_pillar_and_effort(ana: Browser) -> None:
    await open_edition()
    await answered("P1-01", NOT_YET)
    await answered("I1-02", Answer("", date="2001-01-01"))
    assert len((await ana.open(PAGE)).select("main li.panel")) == 2
    (card,) = (await ana.open(f"{PAGE}?pilar=I")).select("main li.panel")
    assert "I1-02" in card.text
    assert not (await ana.open(f"{PAGE}?esfuerzo=high")).select("main li.panel")
    lost = await ana.open(f"{PAGE}?pilar=Z&esfuerzo=x&orden=y&tema=P1&pagina=-1&meta=3")
    assert len(lost.select("main li.panel")) == 2
    assert [text.text for text in lost.select("main .notice.is-warn p")] == [
        "No se conoce el pilar «Z»; no filtra nada.",
        "No se conoce el esfuerzo «x»; no filtra nada.",
        "No se conoce el orden «y»; no cambia nada.",
        "No se conoce el filtro «tema»; no filtra nada.",
    ]
    assert not (await ana.open(f"{PAGE}?pilar=I&orden=plan")).select("main .notice.is-warn")


async def test_a_stranger_signs_in_first_and_a_verifier_has_none(
    browser: Browser, victor: Browser
) -> None:
    page = await browser.open(PAGE)
    assert "/entrar" in page.url
    await victor.open(PAGE, 403)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("?edicion=2026&reactivo=Z9-99", id="an item that is not there"),
        pytest.param("?edicion=1999&reactivo=P1-01", id="an edition that is not there"),
        pytest.param("?reactivo=P1-01", id="no edition at all"),
        pytest.param("?edicion=2027&reactivo=P1-01", id="an edition still in draft"),
    ],
)
async def test_a_recommendation_that_is_none_leads_nowhere(ana: Browser, address: str) -> None:
    await open_edition()
    await open_edition(a_definition("2027"), Stage.DRAFT)
    await ana.open(f"{NEW}{address}", 404)


async def test_a_contributor_reads_but_does_not_promise(app: Litestar, beto: Browser) -> None:
    await open_edition()
    await beto.open("/mi-liga/compromisos/nuevo", 403)
    await beto.send("/mi-liga/compromisos/nuevo", 403, goal="Publicar el registro")
