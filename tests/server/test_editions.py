"""Ediciones: one stage after the other, moved by the observatory, published by two people."""

from datetime import timedelta

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from server.queries.editions import entries_after, entries_of, entry_of, rules_of
from server.queries.replies import keep_reply
from server.queries.stages import keep_edition, stage_changes_of
from server.tables.audit import AuditRow
from tests.browser import Browser
from tests.editions import ANA, EDITION, a_definition, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN, three_states
from tests.server.published import measured
from tests.server.signed import answer, decide, sign

LIST = "/ediciones"
PAGE = f"/ediciones/{EDITION}"
STAGE = f"{PAGE}/etapa"
PROPOSE = f"{PAGE}/proponer"
PUBLISH = f"{PAGE}/publicar"


async def stage() -> Stage:
    return (await rules_of(EDITION)).stage


async def test_editions_are_listed_the_newest_first(app: Litestar, coordinadora: Browser) -> None:
    for code in ("2025", EDITION):
        await keep_edition(a_definition(code))
    page = await coordinadora.open(LIST)
    assert [a.get_text() for a in page.select("main .grid h2 a")] == [
        "Edición 2026",
        "Edición 2025",
    ]
    assert "Borrador" in page.text


async def test_opening_enters_everybody_in_a_league(app: Litestar, coordinadora: Browser) -> None:
    await keep_edition(a_definition())
    page = await coordinadora.open(PAGE)
    assert "Abrir la edición" in page.text
    page = await coordinadora.send(STAGE, to="open")
    assert page.url.endswith(PAGE)
    assert "Los gobiernos responden" in page.text
    assert {e.participant.code for e in await entries_of(EDITION)} == {"09", OAXACA, YUCATAN}


@pytest.mark.both
async def test_whoever_takes_part_is_read_in_pages(app: Litestar) -> None:
    await open_edition()
    everybody, after = [], ""
    while some := await entries_after(EDITION, after, 2):
        assert len(some) <= 2
        everybody += some
        after = some[-1].participant.code
    assert everybody == sorted(await entries_of(EDITION), key=lambda e: e.participant.code)


@pytest.mark.both
async def test_each_stage_leads_to_the_next(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    for step, word in (("review", "Revisión"), ("reply", "Réplica")):
        page = await coordinadora.send(STAGE, to=step)
        assert word in page.select_one(".stage-now").get_text()
    assert not page.select("form[action$=etapa]")
    assert [reached for reached, _ in await stage_changes_of(EDITION)] == [
        Stage.OPEN,
        Stage.REVIEW,
        Stage.REPLY,
    ]
    noted = await AuditRow.select(AuditRow.subject).where(
        AuditRow.action == "stage-changed", AuditRow.role == "coordinator"
    )
    assert [row["subject"] for row in noted] == ["review", "reply"]


@pytest.mark.parametrize(
    ("now", "to"),
    [
        pytest.param(Stage.OPEN, "open", id="where it is"),
        pytest.param(Stage.OPEN, "reply", id="skips one"),
        pytest.param(Stage.REVIEW, "open", id="back"),
        pytest.param(Stage.OPEN, "nowhere", id="no such stage"),
        pytest.param(Stage.OPEN, "", id="none said"),
    ],
)
async def test_no_stage_is_skipped_or_taken_again(
    app: Litestar, coordinadora: Browser, now: Stage, to: str
) -> None:
    await open_edition(stage=now)
    page = await coordinadora.send(STAGE, 409, to=to)
    assert "solo puede pasar a la etapa que sigue" in page.text
    assert await stage() is now


async def test_refused_opening_enters_nobody(app: Litestar, coordinadora: Browser) -> None:
    await three_states()
    definition = a_definition()
    definition["edition"]["leagues"][0]["members"] = [OAXACA]
    await keep_edition(definition)
    page = await coordinadora.send(STAGE, 409, to="open")
    assert "no cae en ninguna liga" in page.text
    assert await entries_of(EDITION) == ()
    assert await stage() is Stage.DRAFT


async def test_nobody_publishes_by_a_stage_alone(app: Litestar, coordinadora: Browser) -> None:
    await open_edition(stage=Stage.REPLY)
    page = await coordinadora.send(STAGE, 409, to="published")
    assert "Publicar pide dos personas" in page.text
    assert await stage() is Stage.REPLY


async def test_two_people_publish(
    app: Litestar, publicadora: Browser, publicador: Browser, coordinadora: Browser
) -> None:
    await measured()
    page = await publicadora.send(PROPOSE)
    assert "Pilar Gómez hizo la propuesta el 3 de marzo de 2026, 12:00" in page.text
    assert not page.select("form[action$=publicar]")
    assert not (await coordinadora.open(PAGE)).select("form[action$=publicar]")
    page = await publicador.open(PAGE)
    seen = page.field("sha256")
    page = await publicadora.send(PUBLISH, 409, sha256=seen)
    assert "Publicar pide dos personas" in page.text
    page = await publicador.send(PUBLISH, sha256=seen)
    assert "quedaron congelados" in page.text
    assert page.select(f'a[href="/indicador/{EDITION}"]')
    assert await stage() is Stage.PUBLISHED


async def test_published_edition_stays_as_it_is(
    app: Litestar, publicadora: Browser, publicador: Browser, coordinadora: Browser
) -> None:
    await measured()
    await publicadora.send(PROPOSE)
    await publicador.send(PUBLISH, sha256=(await publicador.open(PAGE)).field("sha256"))
    for address in (PROPOSE, PUBLISH):
        await publicadora.send(address, 409)
    await coordinadora.send(STAGE, 409, to="open")
    page = await coordinadora.open(PAGE)
    assert not page.select("main form")


@pytest.mark.parametrize("address", [PROPOSE, PUBLISH])
@pytest.mark.parametrize("now", [Stage.OPEN, Stage.REVIEW])
async def test_publication_waits_for_its_stage(
    app: Litestar, publicadora: Browser, address: str, now: Stage
) -> None:
    await open_edition(stage=now)
    assert not (await publicadora.open(PAGE)).select("main form")
    await publicadora.send(address, 409)


async def test_what_nobody_proposed_is_not_published(app: Litestar, publicador: Browser) -> None:
    await measured()
    page = await publicador.send(PUBLISH, 409)
    assert "Nadie ha propuesto" in page.text


async def test_dates_to_come_and_dates_that_were(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    page = await coordinadora.open(PAGE)
    steps = [step.get_text(" ", strip=True) for step in page.select(".stages li")]
    assert steps[:3] == [
        "concluida: Borrador",
        "en curso: Abierta 3 de marzo de 2026",
        "por venir: Revisión 15 de junio de 2026",
    ]


async def test_desk_says_what_still_waits(app: Litestar, coordinadora: Browser) -> None:
    await open_edition()
    assert "esperan dictamen" not in (await coordinadora.open(PAGE)).text
    await answer()
    await sign()
    assert "1 nivel firmado espera dictamen." in (await coordinadora.open(PAGE)).text
    await decide("I1-01", Verdict.REJECTED)
    await decide("I1-02")
    assert "espera dictamen" not in (await coordinadora.open(PAGE)).text
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    later = NOON + timedelta(hours=1)
    await keep_reply(rules, entry, "I1-01", "Vea la página 4.", by=ANA, at=later)
    assert (await coordinadora.open(PAGE)).select_one("#unanswered").get_text(strip=True)


async def test_ending_a_stage_says_what_it_leaves_unfinished(
    app: Litestar, coordinadora: Browser, publicadora: Browser
) -> None:
    definition = a_definition()
    definition["edition"]["dates"]["reply"] = "2026-03-03T19:00:00+00:00"
    await open_edition(definition)
    await answer()
    await sign()
    dialog = (await coordinadora.open(PAGE)).select_one("form[action$=etapa]")
    said = dialog.get_text(" ", strip=True)
    assert "Se anunció para el 15 de junio de 2026: faltan 104 días." in said
    assert "3 niveles sin firmar quedarán fuera" in said
    assert "1 nivel firmado espera dictamen." in said
    assert "quedarán fuera" not in (await publicadora.open(PAGE)).text
    await move_to(Stage.REVIEW)
    await decide("I1-01", Verdict.RETURNED)
    said = (await coordinadora.open(PAGE)).select_one("form[action$=etapa]").get_text()
    assert "Se anunció" not in said  # it is for today
    assert "sin firmar" not in said
    assert "1 nivel firmado espera dictamen." in said
    assert "1 respuesta devuelta ya no podrá corregirse." in said


# Who may


async def test_who_may_move_an_edition(
    app: Litestar, publicadora: Browser, rita: Browser, ana: Browser, admin: Browser
) -> None:
    await open_edition()
    for browser in (publicadora, rita, ana):
        await browser.send(STAGE, 403, to="review")
    assert await stage() is Stage.OPEN
    await admin.send(STAGE, to="review")
    assert await stage() is Stage.REVIEW


async def test_who_may_publish(
    app: Litestar, coordinadora: Browser, admin: Browser, sofia: Browser
) -> None:
    await measured()
    for browser in (coordinadora, admin, sofia):
        await browser.send(PROPOSE, 403)
        await browser.send(PUBLISH, 403)


async def test_governments_do_not_see_the_desk_of_editions(
    app: Litestar, ana: Browser, browser: Browser
) -> None:
    await open_edition()
    for address in (LIST, PAGE):
        await ana.open(address, 403)
        page = await browser.open(address)
        assert "/entrar" in page.url


async def test_unknown_edition(app: Litestar, coordinadora: Browser) -> None:
    await coordinadora.open("/ediciones/1999", 404)
    await coordinadora.send("/ediciones/1999/etapa", 404, to="open")


async def test_desk_in_english(app: Litestar, coordinadora: Browser) -> None:
    await open_edition(stage=Stage.REVIEW)
    page = await coordinadora.open(f"{PAGE}?idioma=en")
    assert page.h1.get_text() == "Edition 2026"
    assert "Review" in page.select_one(".stage-now").get_text()
