"""Insignias y racha: what a team sees of them, what everybody does, and by which time.

Noon is on Tuesday 3 March 2026; the 16th is a day of rest.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from server.queries.badges import achieved_of
from server.queries.changes import load_changes
from server.queries.editions import entry_of, rules_of
from server.queries.publications import confirm_publication, propose_publication
from server.queries.reopenings import reopen_level
from server.queries.stages import change_stage
from tests.browser import Browser, Page
from tests.editions import EDITION, RITA, SOFIA, a_badge, a_definition, move_to, open_edition
from tests.elements import Element
from tests.server.conftest import Clock
from tests.server.leagues import freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.published import measured, publish
from tests.server.signed import HALF, I1, LATE, NO, P1, answer, decide, sign, sign_again
from tests.server.test_improvement import NEXT, both_answer, next_definition, two_years

PROFILE = f"/gobiernos/{OAXACA}"
WHY = "Falta un documento que hay que agregar."


BADGES = (
    a_badge("primero", "levels", "Primer nivel", levels=1, reached="signed"),
    a_badge("pilar", "pillar", "Pilar entero", pillar="P", reached="signed"),
    a_badge("verificado", "levels", "Verificado", levels=1, reached="verified"),
    a_badge("correcciones", "mended", "Correcciones", items=1, working_days=5),
    a_badge("constancia", "streak", "Constancia", working_days=3),
    a_badge("mejora", "improved", "Mejora", points=20),
)


def with_badges(**edition: Any) -> Mapping[str, Any]:
    definition = a_definition()
    definition["edition"] |= edition
    return definition | {"badges": list(BADGES)}


def said(tag: Element) -> str:
    return " ".join(tag.get_text(" ").split())


def cards(page: Page) -> dict[str, str]:
    """Badge to what is said of it."""
    return {
        card["id"].split("-", 2)[2]: said(card).split(maxsplit=1)[-1]
        for card in page.select(".badge-card")
    }


def earned(page: Page) -> set[str]:
    return {
        card["id"].split("-", 2)[2]
        for card in page.select(".badge-card")
        if card.select(".emblem.is-earned")
    }


async def now_achieved(at: datetime = NOON, until: datetime | None = None) -> dict[str, date]:
    """Badge to the day it was earned."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    found = await achieved_of(rules, entry, now=at, until=until)
    return {
        award.badge.code: award.earned_at.date()
        for award in found.awards
        if award.earned_at is not None
    }


def at(day: int) -> datetime:
    """Noon of a day of March."""
    return datetime(2026, 3, day, 18, tzinfo=UTC)


@pytest.mark.both
async def test_a_team_sees_what_it_earned_and_how_far_the_rest_is(
    app: Litestar, ana: Browser
) -> None:
    await open_edition(with_badges())
    page = await ana.open("/mi-liga")
    assert earned(page) == set()
    assert "0 de 1 niveles" in cards(page)["primero"]
    await answer()
    await sign()
    page = await ana.open("/mi-liga")
    assert earned(page) == {"primero"}
    assert cards(page)["primero"].endswith("Desde el 3 de marzo de 2026.")
    # Oaxaca is asked nothing of the third pillar, and has not begun the first one.
    assert "Por todos los niveles de Políticas firmados." in cards(page)["pilar"]
    assert "0 de 1 niveles" in cards(page)["pilar"]
    assert "1 de 3 días hábiles" in cards(page)["constancia"]
    assert "Se sabe al publicarse la edición." in cards(page)["mejora"]
    assert "Ver las otras 5 insignias" in page.text
    english = await ana.open("/mi-liga", **{"Accept-Language": "en"})
    assert "Since March 3, 2026." in english.text
    assert "See the other 5 badges" in english.text


async def test_an_edition_without_badges_has_only_its_streak(app: Litestar, ana: Browser) -> None:
    await open_edition()
    assert not (await ana.open("/mi-liga")).select("[aria-labelledby=badges]")
    await answer()
    page = await ana.open("/mi-liga")
    assert said(page.select_one("#streak")) == (
        "Racha: 1 día hábil con respuestas guardadas, el 3 de marzo de 2026."
    )
    assert not page.select(".badge-card")


@pytest.mark.both
async def test_what_rests_on_a_signature_goes_with_it_and_mending_leaves_it(app: Litestar) -> None:
    await open_edition(with_badges())
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await answer(at=at(3))
    await sign(at=at(3))
    await decide("I1-02", Verdict.RETURNED, at=at(4))
    await answer({"I1-02": LATE}, at=at(5))
    got = {"primero": date(2026, 3, 3), "correcciones": date(2026, 3, 5)}
    assert await now_achieved(at(5)) == got
    await sign_again(at=at(6))
    await decide("I1-01", at=at(9))
    await decide("I1-02", at=at(10))
    assert await now_achieved(at(10)) == got | {"verificado": date(2026, 3, 10)}
    await answer(P1, at=at(10))
    await sign("P1", at=at(11))
    assert (await now_achieved(at(11)))["pilar"] == date(2026, 3, 11)
    await reopen_level(rules, entry, "P1", WHY, by=SOFIA, at=at(12))
    assert await now_achieved(at(12)) == got | {"verificado": date(2026, 3, 10)}


@pytest.mark.both
async def test_mending_has_its_term_in_working_days(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition(with_badges())
    await answer()
    await sign()
    await decide("I1-02", Verdict.RETURNED, at=at(10))
    # 11, 12, 13, 17 and 18: neither the weekend nor Monday, which is a day of rest.
    assert "correcciones" not in await now_achieved(at(18))
    # A text that lacks something mends nothing.
    await answer({"I1-02": replace(LATE, plan="")}, at=at(18))
    assert "correcciones" not in await now_achieved(at(18))
    clock.now = at(19)
    await enters(ana, PEOPLE["ana"], at(19))
    page = await ana.open("/mi-liga")
    assert "Una corrección pasó de su plazo" in cards(page)["correcciones"]
    await answer({"I1-02": LATE}, at=at(19))
    assert "correcciones" not in await now_achieved(at(19))


async def test_a_day_of_rest_of_the_edition_is_in_no_term(app: Litestar) -> None:
    await open_edition(with_badges(rest_days=["2026-03-17"]))
    await answer()
    await sign()
    await decide("I1-02", Verdict.RETURNED, at=at(10))
    await answer({"I1-02": LATE}, at=at(19))
    assert (await now_achieved(at(19)))["correcciones"] == date(2026, 3, 19)


async def test_no_term_runs_on_once_nothing_can_be_mended(app: Litestar) -> None:
    await open_edition(with_badges())
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    await answer({"I1-01": replace(HALF, number="4")}, at=at(4))
    await sign_again(at=at(4))
    await decide("I1-02", Verdict.RETURNED, at=at(5))
    assert "correcciones" not in await now_achieved(at(31))
    for stage in (Stage.REVIEW, Stage.REPLY):
        await change_stage(EDITION, stage, by=None, at=at(6))
    assert (await now_achieved(at(31)))["correcciones"] == date(2026, 3, 4)


@pytest.mark.both
async def test_a_streak_goes_on_over_days_of_rest(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await open_edition(with_badges())
    for number, day in enumerate((12, 13, 17), start=1):
        await answer({"P1-01": replace(NO, reason=f"Falta, {number}.")}, at=at(day))
    clock.now = at(18)
    await enters(ana, PEOPLE["ana"], at(18))
    page = await ana.open("/mi-liga")
    assert said(page.select_one("#streak")) == (
        "Racha: 3 días hábiles seguidos con respuestas guardadas, hasta el 17 de marzo de 2026."
    )
    assert cards(page)["constancia"].endswith("Desde el 17 de marzo de 2026.")
    clock.now = at(19)
    await enters(ana, PEOPLE["ana"], at(19))
    page = await ana.open("/mi-liga")
    assert not page.select("#streak")
    assert "constancia" in earned(page)


@pytest.mark.both
async def test_everybody_sees_what_was_earned_and_nothing_else(
    app: Litestar, browser: Browser
) -> None:
    await open_edition(with_badges())
    assert not (await browser.open(PROFILE)).select("[aria-labelledby=badges]")
    await answer()
    await sign()
    page = await browser.open(PROFILE)
    assert earned(page) == set(cards(page)) == {"primero"}
    assert "Edición 2026" in said(page.select_one("[aria-labelledby=badges]"))
    assert "Racha" not in page.text


async def test_what_is_not_public_has_no_public_badges(app: Litestar, browser: Browser) -> None:
    await open_edition(with_badges(results="private"))
    await answer()
    await sign()
    assert not (await browser.open(PROFILE)).select("[aria-labelledby=badges]")


@pytest.mark.both
async def test_a_freeze_stops_them_in_public_by_the_time_of_each_event(
    app: Litestar, browser: Browser, ana: Browser, clock: Clock
) -> None:
    await open_edition(with_badges())
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await answer()
    await sign()
    was = cards(await browser.open(PROFILE))
    await freeze(NOON + timedelta(hours=1))
    clock.move(hours=5)
    later = NOON + timedelta(hours=2)
    await answer(P1, at=later)
    await sign("P1", at=later)
    for item in I1:
        await decide(item, at=later)
    assert cards(await browser.open(PROFILE)) == was
    assert earned(await ana.open("/mi-liga")) == {"primero", "pilar", "verificado"}
    # What is lost afterwards is not lost in public before the end either.
    await reopen_level(rules, entry, "P1", WHY, by=SOFIA, at=later)
    assert cards(await browser.open(PROFILE)) == was
    await freeze(NOON + timedelta(days=1))
    assert set(cards(await browser.open(PROFILE))) == {"primero", "verificado"}


@pytest.mark.both
async def test_what_costs_a_mended_signature_its_day_after_the_freeze_is_not_told_before_its_end(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await open_edition(with_badges())
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await answer()
    await sign()
    await decide("I1-02", Verdict.RETURNED)
    await answer({"I1-02": LATE})
    was = cards(await browser.open(PROFILE))
    assert "primero" in was
    await freeze(NOON + timedelta(hours=1))
    clock.move(hours=5)
    await reopen_level(rules, entry, "I1", WHY, by=SOFIA, at=NOON + timedelta(hours=2))
    assert cards(await browser.open(PROFILE)) == was
    await freeze(NOON + timedelta(days=1))
    assert "primero" not in cards(await browser.open(PROFILE))


async def test_those_of_a_published_edition_stay(app: Litestar, browser: Browser) -> None:
    await measured(with_badges())
    await publish()
    page = await browser.open(PROFILE)
    assert "primero" in cards(page)
    assert set(await now_achieved(NOON + timedelta(days=400))) == set(cards(page))


@pytest.mark.both
async def test_whoever_improved_most_is_known_with_the_publication(
    app: Litestar, browser: Browser
) -> None:
    """Oaxaca adds five points to the last edition, more than anybody else."""
    await two_years()
    five = a_badge("cinco", "improved", "Cinco más", points=5)
    six = a_badge("seis", "improved", "Seis más", points=6)
    loaded = await load_changes(next_definition() | {"badges": [five, six]}, at=NOON)
    assert not loaded.refused
    await both_answer()
    assert not (await browser.open(PROFILE)).select(".badge-card")
    await move_to(Stage.REPLY, NEXT)
    seen = await propose_publication(NEXT, by=RITA, at=at(9))
    assert not (await browser.open(PROFILE)).select(".badge-card")
    await confirm_publication(NEXT, sha256=seen, by=SOFIA, at=at(9))
    page = await browser.open(PROFILE)
    assert cards(page) == {"cinco": "más Desde el 9 de marzo de 2026."}
    assert not (await browser.open(f"/gobiernos/{YUCATAN}")).select(".badge-card")


async def test_the_method_tells_every_rule(app: Litestar, browser: Browser) -> None:
    await open_edition(with_badges())
    page = await browser.open(f"/metodo/{EDITION}")
    told = said(page.select_one("#badges-table"))
    for sentence in (
        "Primer nivel Por 1 nivel firmado. Por Primer nivel. Se pierde si un nivel se reabre",
        "Por todos los niveles de Políticas firmados.",
        "Por 1 nivel con todas sus respuestas aceptadas. Por Verificado. No se pierde.",
        "Por corregir todo lo que se devuelva y se siga preguntando, 1 reactivo o más, cada uno",
        "Por 3 días hábiles seguidos con respuestas guardadas.",
        "Por el primer lugar de su liga en mejora, 20 puntos o más sobre la edición anterior.",
    ):
        assert sentence in told
    await open_edition(a_definition("2027", continues=None))
    assert not (await browser.open("/metodo/2027")).select("#badges-table")
