"""No aplica: what a government reads when it says it too often, and what a verifier may accept.

Level P1 of these tests asks four items, all yes or no; the edition admits half of them, two.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from litestar import Litestar

from game.answers import Answer, is_complete
from game.editions import Stage
from game.points import Points
from game.questionnaire import Item
from game.reviews import Verdict
from game.rules import RuleBroken
from server import pulse
from server.imports.editions import FIXTURES, edition_of, load_edition
from server.imports.invented import NOT_APPLICABLE_SHARE, invented_answer
from server.people import Person, Role
from server.queries.checks import ledger_differences
from server.queries.editions import entry_of, rules_of
from server.queries.levels import level_entry_of
from server.queries.replies import keep_reply
from server.queries.reviews import reviews_of
from server.settings import Settings
from server.tables.points import PointEventRow
from tests.browser import Browser, Page
from tests.editions import (
    ANA,
    EDITION,
    RITA,
    a_definition,
    a_topic,
    an_item,
    move_to,
    open_edition,
    words,
)
from tests.server.people import NOON, OAXACA, PEOPLE, seated
from tests.server.signed import answer, decide, sign, sign_again

LEVEL = "/mi-liga/niveles/P1"
REVIEW = f"/verificacion/{EDITION}/{OAXACA}/P1"
VICTOR = Person(6, "Víctor Mora", "victor@observatorio.mx", 6, Role.VERIFIER, None, "09")
ITEMS = ("P1-01", "P1-02", "P1-03", "P1-04")
PLAN = {"reason": "Falta personal.", "plan": "Asignarlo.", "plan_by": "2026-12-01"}
EXCUSE = {"not_applicable": "1", "reason": "No hubo casos."}
TOO_MANY = "Contestó «no aplica» en 3 reactivos; este nivel admite 2."


def four_items(cap: str | None = "1/2") -> dict[str, Any]:
    allowed = {"when": words("No hubo casos."), "policy": "exclude"}
    items = [an_item(code, "yes_no", not_applicable=allowed) for code in ITEMS]
    definition = a_definition(topics={"P": [a_topic("P1", items)]})
    if cap is not None:
        definition["edition"]["not_applicable_cap"] = cap
    return definition


def said(*codes: str) -> Mapping[str, Answer]:
    """These items do not apply; the others are honest noes."""
    return {
        code: Answer(code, not_applicable=True, reason="No hubo casos.")
        if code in codes
        else Answer(code, chosen=("no",), **PLAN)
        for code in ITEMS
    }


@cache
def an_item_of_2026() -> Item:
    _, tree, _ = edition_of(load_edition(FIXTURES / "2026"))
    return next(item for item in tree.items if item.not_applicable is not None)


@pytest.fixture
async def opened(app: Litestar) -> None:
    await open_edition(four_items())


@pytest.fixture
async def mended(app: Litestar) -> None:
    """Two were signed, a third was returned as a no, mended to say so too, and signed again."""
    await open_edition(four_items())
    await answer(said("P1-01", "P1-02"))
    await sign("P1")
    await decide("P1-03", Verdict.RETURNED)
    await answer({"P1-03": said("P1-03")["P1-03"]})
    await sign_again("P1")


async def fill(browser: Browser, excused: int) -> Page:
    for code in ITEMS[excused:]:
        await browser.send(f"/mi-liga/reactivos/{code}", chosen="no", **PLAN)
    for code in ITEMS[:excused]:
        page = await browser.send(f"/mi-liga/reactivos/{code}", **EXCUSE)
    return page


def beside(page: Page, code: str) -> str:
    """What is wrong, beside the item it is wrong with."""
    return " ".join(
        tag.get_text(" ", strip=True) for tag in page.select(f"#item-{code} .field-error")
    )


async def points() -> Points:
    rows = await PointEventRow.select().where(PointEventRow.participant == OAXACA)
    return Points(sum(r["provisional"] for r in rows), sum(r["settled"] for r in rows))


# Whoever fills


async def test_the_level_says_how_many_it_has_and_admits(opened: None, ana: Browser) -> None:
    assert "este nivel admite" not in (await ana.open(LEVEL)).text
    page = await fill(ana, 1)
    assert "«No aplica» en 1 reactivo; este nivel admite 2." in page.text
    page = await ana.send("/mi-liga/reactivos/P1-02", revision="1", **EXCUSE)
    assert "«No aplica» en 2 reactivos; este nivel admite 2." in page.text
    assert "Todo está completo." in page.text


async def test_one_too_many_is_saved_and_said_at_once(opened: None, ana: Browser) -> None:
    await fill(ana, 2)
    page = await ana.send("/mi-liga/reactivos/P1-03", htmx=True, revision="1", **EXCUSE)
    assert TOO_MANY in page.text
    assert "Todo está completo." not in page.text
    page = await ana.open(LEVEL)
    assert page.select("#item-P1-03-not-applicable[checked]")
    assert TOO_MANY in page.select_one("#progress .field-error").get_text()
    assert await points() == Points(20, 0)


async def test_a_level_beyond_the_cap_is_not_submitted_until_one_is_answered(
    opened: None, ana: Browser
) -> None:
    await fill(ana, 3)
    page = await ana.send(f"{LEVEL}/enviar", 422)
    assert [beside(page, code) for code in ITEMS] == [TOO_MANY, TOO_MANY, TOO_MANY, ""]
    listed = page.select_one(".problems")
    assert listed.first("h2").get_text() == "Hay más «no aplica» de los que admite el nivel"
    assert TOO_MANY in listed.get_text()
    links = [str(link["href"]) for link in page.select(".problems a")]
    assert links == ["#item-P1-01", "#item-P1-02", "#item-P1-03"]
    assert (await level_entry_of(OAXACA, EDITION, "P1")).submitted_at is None
    await ana.send("/mi-liga/reactivos/P1-03", revision="1", chosen="no", **PLAN)
    page = await ana.send(f"{LEVEL}/enviar")
    assert "Enviado por Ana Ruiz" in page.select_one("#progress").get_text()


async def test_what_an_item_lacks_is_said_with_what_the_level_has_too_much_of(
    opened: None, ana: Browser
) -> None:
    await fill(ana, 3)
    await ana.send("/mi-liga/reactivos/P1-02", revision="1", not_applicable="1", reason=" ")
    page = await ana.send(f"{LEVEL}/enviar", 422)
    assert "Falta algo en 1 reactivo" in page.select_one(".problems h2").get_text()
    assert "P1-02: Falta la razón. Dice «no aplica»." in page.select_one(".problems").get_text()
    assert beside(page, "P1-02") == f"Falta la razón. {TOO_MANY}"


async def test_in_an_edition_without_a_cap_all_of_it_may_say_so(
    app: Litestar, ana: Browser
) -> None:
    await open_edition(four_items(cap=None))
    page = await fill(ana, 4)
    assert "este nivel admite" not in page.text
    await ana.send(f"{LEVEL}/enviar")
    assert (await level_entry_of(OAXACA, EDITION, "P1")).submitted_at is not None


async def test_each_government_has_a_cap_of_its_own(
    opened: None, ana: Browser, carla: Browser
) -> None:
    await fill(ana, 3)
    await fill(carla, 2)
    page = await carla.send(f"{LEVEL}/enviar")
    assert "Enviado por Carla Poot" in page.text


async def test_a_reopened_item_says_that_the_level_is_beyond(mended: None, ana: Browser) -> None:
    page = await ana.open(LEVEL)
    assert [beside(page, code) for code in ITEMS] == ["", "", TOO_MANY, ""]
    page = await ana.send("/mi-liga/reactivos/P1-03", revision="2", chosen="no", **PLAN)
    assert TOO_MANY not in page.text


# Whoever verifies


async def test_the_verifier_reads_how_many_of_how_many(app: Litestar, rita: Browser) -> None:
    await open_edition(four_items())
    await answer(said("P1-02"))
    await sign("P1")
    page = await rita.open(REVIEW)
    assert page.select_one("#review-progress").get_text() == (
        "0 de 4 con dictamen · «no aplica» en 1 de 4, se admite en 2"
    )
    assert not page.select("#review-cap .notice")


async def test_without_a_cap_the_verifier_reads_how_many(app: Litestar, rita: Browser) -> None:
    await open_edition(four_items(cap=None))
    await answer(said(*ITEMS))
    await sign("P1")
    page = await rita.open(REVIEW)
    assert page.select_one("#review-progress").get_text().endswith("· «no aplica» en 4 de 4")
    for code in ITEMS:
        await decide(code)
    assert await points() == Points(0, 40)


@pytest.mark.both
async def test_no_more_are_accepted_than_the_cap_admits(mended: None, rita: Browser) -> None:
    page = await rita.open(REVIEW)
    notice = page.select_one("#review-cap .notice").get_text(" ", strip=True)
    assert "en 3 reactivos y la edición admite 2" in notice
    await decide("P1-01")
    await decide("P1-03")
    before = await points()
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/P1-02"
    page = await rita.send(address, 409, verdict="accepted", revision="1", reason="Es cierto.")
    assert "y ya se aceptó en 2" in beside(page, "P1-02")
    assert page.select_one("#item-P1-02 textarea").get_text(strip=True) == "Es cierto."
    assert await points() == before
    assert "P1-02" not in await reviews_of(OAXACA, EDITION, ["P1-02"])
    page = await rita.send(
        address, verdict="rejected", revision="1", reason="Sí hubo casos.", htmx=True
    )
    assert not page.select("#review-cap .notice")
    assert page.select("#review-cap[hx-swap-oob]")
    assert "«no aplica» en 2 de 4" in page.select_one("#review-progress").get_text()
    assert await ledger_differences() == []


async def test_a_no_is_accepted_however_full_the_cap_is(mended: None) -> None:
    await decide("P1-01")
    await decide("P1-02")
    await decide("P1-04")
    assert (await reviews_of(OAXACA, EDITION))["P1-04"].review.verdict is Verdict.ACCEPTED


@pytest.mark.both
async def test_of_two_verifiers_at_once_the_second_finds_no_room(database: Settings) -> None:
    await open_edition(four_items(cap="1/4"))
    await answer(said("P1-01"))
    await sign("P1")
    await decide("P1-02", Verdict.RETURNED)
    await answer({"P1-02": said("P1-02")["P1-02"]})
    await sign_again("P1")
    outcomes = await asyncio.gather(
        decide("P1-01", by=RITA), decide("P1-02", by=VICTOR), return_exceptions=True
    )
    (refused,) = [each for each in outcomes if isinstance(each, RuleBroken)]
    assert (refused.code, refused.facts["accepted"]) == ("not-applicable-capped", 1)
    given = await reviews_of(OAXACA, EDITION, ["P1-01", "P1-02"])
    assert [each.review.verdict for each in given.values()].count(Verdict.ACCEPTED) == 1
    assert await ledger_differences() == []


async def test_a_reply_does_not_go_past_the_cap_either(mended: None, victor: Browser) -> None:
    for code, verdict in (("P1-01", Verdict.REJECTED), ("P1-02", None), ("P1-03", None)):
        await decide(code, verdict or Verdict.ACCEPTED, at=NOON - timedelta(days=2))
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_reply(rules, entry, "P1-01", "No hubo.", by=ANA, at=NOON - timedelta(days=1))
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/P1-01"
    page = await victor.send(address, 409, verdict="accepted", revision="1")
    assert "y ya se aceptó en 2" in beside(page, "P1-01")
    await victor.send(address, verdict="rejected", revision="1", reason="Sí hubo.")


# Whoever is invented


SPARED = [seed for seed in range(200) if Random(seed).random() < NOT_APPLICABLE_SHARE]


@pytest.mark.parametrize("seed", SPARED)
def test_an_invented_official_answers_where_the_level_has_no_room(seed: int) -> None:
    item = an_item_of_2026()

    def invented(*, must_apply: bool) -> Answer:
        draw = Random(seed)
        return invented_answer(
            item, 0.0, draw, document="acta", today=NOON.date(), must_apply=must_apply
        )

    assert invented(must_apply=False).not_applicable
    assert not invented(must_apply=True).not_applicable
    assert is_complete(item, invented(must_apply=True))


async def test_an_invented_official_does_not_insist_on_a_level_beyond_the_cap(
    database: Settings,
) -> None:
    definition = four_items()
    definition["edition"]["synthetic"] = True
    await open_edition(definition)
    await seated(PEOPLE["carla"])
    await answer(said("P1-01", "P1-02", "P1-03"))
    assert await pulse.act(Random(1), NOON) is None
    await answer(said("P1-01", "P1-02"))
    assert await pulse.act(Random(1), NOON) == OAXACA
    assert (await level_entry_of(OAXACA, EDITION, "P1")).submitted_at is not None


# Whoever reads the method


@pytest.mark.parametrize(
    ("cap", "text"),
    [
        pytest.param("1/3", "hasta 1/3 de los que se preguntan", id="a cap"),
        pytest.param(None, "sin tope", id="none"),
    ],
)
async def test_the_method_states_the_cap(
    app: Litestar, browser: Browser, cap: str | None, text: str
) -> None:
    await open_edition(four_items(cap))
    page = await browser.open(f"/metodo/{EDITION}")
    (row,) = [r for r in page.select("#rules-table tr") if "Cuántos «no aplica»" in r.get_text()]
    assert text in row.get_text()
