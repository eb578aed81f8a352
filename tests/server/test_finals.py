"""Ronda final: shortlisted by points, marked by a panel, published by two people, read by all.

Oaxaca 60, Yucatán 40 and the capital 40 settled points: with two places of the league all three
are in, because the last place is shared. The rubric weighs impact 3/4 and lasting 1/4.

            rita (Yucatán)    víctor (capital)   alba         olga
 Oaxaca     8 and 4: 7        10 and 6: 9        -            recuses herself
 Yucatán    hers              6 and 6: 6         4 and 8: 5
 capital    9 and 9           his                                          one mark: too few
"""

import asyncio
import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from litestar import Litestar

from game.editions import Stage
from game.finals import NO_STATE, Mark
from game.rules import RuleBroken
from server.pages.finals import final_table
from server.people import Person, Role
from server.queries.accounts import account_of, add_seat
from server.queries.changes import compare
from server.queries.final_results import (
    confirm_final,
    final_document,
    propose_final,
    published_final,
    withdraw_final,
)
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    final_of,
    keep_sheet,
    own_sheets_of,
    recuse,
    release,
    withdraw_finalist,
)
from server.settings import Settings
from server.tables.accounts import AccountRow, SeatRow
from server.tables.audit import AuditRow
from server.tables.editions import EditionRow
from server.tables.finals import FinalPublicationRow, FinalRow, MarkSheetRow, ShortlistRow
from server.tables.mail import MailRow
from server.tables.participants import EntryRow
from tests.browser import Browser, Page
from tests.editions import EDITION, a_definition, a_final, move_to
from tests.server.conftest import Clock, Enter
from tests.server.leagues import CAPITAL, a_league, earn, freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, person_called, seated
from tests.server.signed import I1, P1, answer, decide, sign, verified
from tests.server.test_publications import VICTOR

PUBLIC = f"/ligas/{EDITION}/final"
TABLE = f"{PUBLIC}/tabla.csv"
DOCUMENT = f"{PUBLIC}/documento.json"
ROOM = f"/coordinacion/{EDITION}/final"
DRAW = f"{ROOM}/finalistas"
APPOINT = f"{ROOM}/jurado"
CLOSE = f"{ROOM}/cierre"
PROPOSE = f"{ROOM}/proponer"
PUBLISH = f"{ROOM}/publicar"
WITHDRAW = f"{ROOM}/desistir"
PANEL = "/jurado"
LATER = NOON + timedelta(hours=1)
TOLD = "Cifras de antes y después."


def with_final(**given: Any) -> dict[str, Any]:
    return {**a_definition(), "final": a_final(**given)}


async def a_closing_league(stage: Stage = Stage.REPLY, **given: Any) -> None:
    """Everybody's points are settled, at the stage in which the final is held."""
    await a_league(Stage.OPEN, with_final(**given))
    await earn(OAXACA, 0, 60)
    await earn(YUCATAN, 0, 40)
    await earn(CAPITAL, 500, 40)
    await move_to(stage)


def sheet(impact: object, lasting: object, told: str = TOLD) -> dict[str, str]:
    """The fields of the form."""
    return {
        "mark-impact": str(impact),
        "reason-impact": told,
        "mark-lasting": str(lasting),
        "reason-lasting": told,
    }


def given(impact: int, lasting: int, told: str = TOLD) -> Mapping[str, Mark]:
    return {"impact": Mark(str(impact), told), "lasting": Mark(str(lasting), told)}


def at(participant: str) -> str:
    return f"/jurado/{EDITION}/{participant}"


async def marks(
    browser: Browser, participant: str, impact: object, lasting: object, status: int = 200
) -> Page:
    """Open the sheet and hand it in."""
    page = await browser.open(at(participant))
    return await browser.send(
        at(participant),
        status,
        revision=page.field("revision"),
        hacer="entregar",
        **sheet(impact, lasting),
    )


async def on_the_panel(browser: Browser, *names: str, state: str = NO_STATE) -> None:
    """The coordination appoints them by their addresses."""
    for name in names:
        await browser.send(APPOINT, email=PEOPLE[name].email, state=state)


async def everybody_marks(rita: Browser, victor: Browser, auditora: Browser, olga: Browser) -> None:
    await marks(rita, OAXACA, 8, 4)
    await marks(victor, OAXACA, 10, 6)
    await marks(victor, YUCATAN, 6, 6)
    await marks(auditora, YUCATAN, 4, 8)
    await marks(rita, CAPITAL, 9, 9)
    await olga.send(f"/jurado/{EDITION}/{OAXACA}/excusa", reason="Asesoró a ese gobierno.")


async def published_by_two(first: Browser, second: Browser) -> Page:
    await first.send(PROPOSE)
    page = await second.open(ROOM)
    return await second.send(PUBLISH, sha256=page.field("sha256"))


def cells(page: Page, participant: str) -> list[str]:
    row = page.select_one(f"#finalista-{participant}")
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]


def way_on(page: Page) -> tuple[str, str]:
    button = page.select_one(".page-header .button")
    return button.text.strip(), button["href"]


async def people(*names: str) -> list[Person]:
    """Whoever has no account yet is given one."""
    found = []
    for name in names:
        somebody = PEOPLE[name]
        is_known = await account_of(somebody.email)
        found.append(await (person_called(somebody) if is_known else seated(somebody)))
    return found


async def drawn_with(*names: str, **given: Any) -> list[Person]:
    """A shortlist, and these on the panel; the coordinator comes first of who is given back."""
    await a_closing_league(**given)
    by, *others = await people("coordinadora", *names)
    await draw_shortlist(EDITION, by=by, at=NOON)
    for name in names:
        await appoint(EDITION, PEOPLE[name].email, NO_STATE, by=by, at=NOON)
    return [by, *others]


async def mark(by: Person, participant: str, impact: int, lasting: int, base: int = 0) -> None:
    await keep_sheet(
        EDITION, participant, given(impact, lasting), base=base, hands_in=True, by=by, at=NOON
    )


async def everybody_is_kept_out(*browsers: Browser) -> None:
    for browser in browsers:
        for address in (PUBLIC, TABLE, DOCUMENT):
            await browser.open(address, 404)


# The whole story


@pytest.mark.both
async def test_from_the_shortlist_to_the_public_page(
    coordinadora: Browser,
    rita: Browser,
    victor: Browser,
    auditora: Browser,
    olga: Browser,
    publicadora: Browser,
    publicador: Browser,
    ana: Browser,
    browser: Browser,
) -> None:
    await a_closing_league()
    outsiders = (browser, ana, olga)
    page = await coordinadora.send(DRAW)
    assert [row["id"] for row in page.select("[id^=finalist-]")] == [
        f"finalist-{code}" for code in (OAXACA, CAPITAL, YUCATAN)
    ]
    await everybody_is_kept_out(*outsiders)
    await olga.open(PANEL, 404)
    await on_the_panel(coordinadora, "rita", "victor", "auditora", "olga")
    assert "Jurado" in [each.text for each in (await olga.open("/")).select("header nav a")]
    assert way_on(await auditora.open("/")) == ("Calificar a 3 finalistas", PANEL)
    await everybody_marks(rita, victor, auditora, olga)
    await everybody_is_kept_out(*outsiders)
    page = await coordinadora.open(ROOM)
    assert "2 de 2" in page.select_one("#members").text
    assert not page.select("[id^=finalista-]")
    await publicadora.send(PROPOSE, 409)
    page = await coordinadora.send(CLOSE)
    assert cells(page, OAXACA)[-1] == "8.00"
    await everybody_is_kept_out(*outsiders)
    await publicadora.send(PROPOSE)
    await everybody_is_kept_out(*outsiders)
    own = await publicadora.open(ROOM)
    refused = await publicadora.send(PUBLISH, 409, sha256=own.select_one("code.hash").text)
    assert "otra persona" in refused.text
    seen = await publicador.open(ROOM)
    await publicador.send(PUBLISH, sha256=seen.field("sha256"))

    page = await browser.open(PUBLIC)
    #  (7 + 9) / 2, (6 + 5) / 2 with impact (6 + 4) / 2 and lasting (6 + 8) / 2, and one alone
    assert cells(page, OAXACA)[2:] == ["9.00", "5.00", "8.00"]
    assert cells(page, YUCATAN)[2:] == ["5.00", "7.00", "5.50"]
    assert [cells(page, code)[0] for code in (OAXACA, YUCATAN, CAPITAL)] == ["1", "2", "—"]
    assert "la calificó 1 integrante y hacen falta 2" in cells(page, CAPITAL)[1]
    assert "no suma puntos ni mueve el índice" in page.text
    assert "Olga Sol se excusó Asesoró a ese gobierno." in page.text
    assert "Víctor Mora · 9.00" in page.text

    written = (await browser.open(DOCUMENT)).response.content
    # One sheet of marks would be a result all the same: it is not shown.
    (league,) = json.loads(written)["leagues"]
    assert {each["participant"]: len(each["sheets"]) for each in league["finalists"]} == {
        OAXACA: 2,
        YUCATAN: 2,
        CAPITAL: 0,
    }
    assert rfc8785.dumps(json.loads(written)) == written
    assert page.select_one("code.hash").text == hashlib.sha256(written).hexdigest()

    table = (await browser.open(TABLE)).response.content.decode("utf-8-sig")
    rows = {row["Gobierno"]: row for row in csv.DictReader(io.StringIO(table))}
    assert (rows["Oaxaca"]["Lugar"], rows["Oaxaca"]["Resultado"]) == ("1", "8.00")
    assert rows["Yucatán"]["Impacto"] == "5.00"
    assert rows["Ciudad de México"]["Resultado"] == ""

    assert PUBLIC in [each["href"] for each in (await browser.open("/ligas")).select("main a")]
    profile = await browser.open(f"/gobiernos/{OAXACA}")
    assert "Finalista 2026: lugar 1" in profile.text


async def test_front_page_leads_to_a_published_final_round(
    browser: Browser, enter: Enter, clock: Clock
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    assert "Ronda final" not in (await browser.open("/")).text
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    clock.move(seconds=30)
    assert "Ronda final 2026" in (await browser.open("/")).text
    english = await browser.open(f"{PUBLIC}?idioma=en")
    assert english.h1.text == "Final round 2026"
    assert "Impacto (en)" in english.text


async def test_without_names_nobody_is_told_who_gave_what(browser: Browser, enter: Enter) -> None:
    by, rita, auditora, olga = await drawn_with("rita", "auditora", "olga", names="hidden")
    await mark(rita, OAXACA, 8, 4)
    await mark(auditora, OAXACA, 2, 2)
    await recuse(EDITION, OAXACA, "Asesoró a ese gobierno.", by=olga, at=NOON)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    written = (await browser.open(DOCUMENT)).response.text
    for name in ("rita", "auditora", "olga"):
        assert PEOPLE[name].name not in page.text + written
    # By their marks, and not by who gave them: Rita was appointed first.
    assert "Integrante 1 · 2.00" in page.text
    assert "Una persona se excusó" in page.text


async def test_method_page_tells_the_rules_and_the_rubric(browser: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    told = (await browser.open(f"/metodo/{EDITION}")).select_one("#final-rules").text
    assert "los primeros 2 lugares de cada liga por puntos firmes" in told
    assert "números enteros de 0 a 10" in told
    assert "75" in (await browser.open(f"/metodo/{EDITION}")).select_one("#rubric").text


async def test_an_edition_without_a_final_round_has_none_anywhere(
    browser: Browser, coordinadora: Browser
) -> None:
    await a_league(Stage.REPLY)
    await coordinadora.open(ROOM, 404)
    await coordinadora.send(DRAW, 404)
    assert ROOM not in (await coordinadora.open(f"/ediciones/{EDITION}")).source
    assert "Ronda final" not in (await browser.open(f"/metodo/{EDITION}")).text


# The shortlist


@pytest.mark.both
async def test_shortlist_is_drawn_by_settled_points_alone_with_the_standings_it_came_from(
    database: Settings,
) -> None:
    await drawn_with()
    final = await final_of(EDITION)
    assert [(each.participant, each.place) for each in final.finalists] == [
        (OAXACA, 1),
        (CAPITAL, 2),
        (YUCATAN, 2),
    ]
    (row,) = await ShortlistRow.select()
    kept = json.loads(row["standings"])["states"]
    assert [(each["participant"], each["settled"]) for each in kept] == [
        (OAXACA, 60),
        (CAPITAL, 40),
        (YUCATAN, 40),
    ]
    assert (await AuditRow.select().where(AuditRow.action == "shortlist-drawn"))[0][
        "subject"
    ] == "1"


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW])
async def test_shortlist_is_not_drawn_before_points_settle(
    coordinadora: Browser, stage: Stage
) -> None:
    await a_closing_league(stage)
    page = await coordinadora.send(DRAW, 409)
    assert "La etapa en que está la edición ya no permite esto." in page.text
    assert await FinalRow.count() == 0


async def test_shortlist_needs_a_settled_point(coordinadora: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    await earn(OAXACA, 60)
    await move_to(Stage.REPLY)
    page = await coordinadora.send(DRAW, 409)
    assert "Ningún gobierno tiene todavía puntos firmes." in page.text


@pytest.mark.both
async def test_of_two_who_draw_at_once_one_does(database: Settings) -> None:
    await a_closing_league()
    by, other = await people("coordinadora", "admin")
    outcomes = await asyncio.gather(
        *(draw_shortlist(EDITION, by=each, at=NOON) for each in (by, other)),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, RuleBroken)
    assert refused.code in {"already-shortlisted", "reason-required"}
    assert await ShortlistRow.count() == 1
    assert len((await final_of(EDITION)).finalists) == 3


@pytest.mark.both
@pytest.mark.parametrize(
    ("decided", "said"),
    [
        pytest.param(
            (),
            "2 niveles firmados tienen respuestas sin dictamen, que no dan puntos firmes:"
            " 2 en Estados.",
            id="nobody decided",
        ),
        pytest.param(
            (OAXACA,),
            "1 nivel firmado tiene respuestas sin dictamen, que no dan puntos firmes:"
            " 1 en Estados.",
            id="one of two",
        ),
        pytest.param((OAXACA, YUCATAN), "", id="all of it"),
    ],
)
async def test_levels_without_verdicts_are_told_before_a_shortlist_is_drawn(
    coordinadora: Browser, decided: tuple[str, ...], said: str
) -> None:
    """Of those that were signed: the rest are drafts of their governments."""
    await a_league(Stage.OPEN, with_final())
    await answer(P1, OAXACA)
    for who in (OAXACA, YUCATAN):
        await answer(I1, who)
        await sign("I1", who)
    for who in decided:
        for item in I1:
            await decide(item, participant=who, by=VICTOR)
    await earn(CAPITAL, 0, 40)
    await move_to(Stage.REVIEW)
    assert "sin dictamen" not in (await coordinadora.open(ROOM)).text
    await move_to(Stage.REPLY)
    page = await coordinadora.open(ROOM)
    assert [each.get_text(" ", strip=True) for each in page.select("#finalists + p ~ .notice")] == (
        [said] if said else []
    )
    # They are told again before it is drawn anew, and nobody is warned once it cannot be.
    await coordinadora.send(DRAW)
    assert (said in (await coordinadora.open(ROOM)).text) is True
    await FinalRow.update({FinalRow.phase: "closed"}).where(FinalRow.edition == EDITION)
    assert "sin dictamen" not in (await coordinadora.open(ROOM)).text


@pytest.mark.both
async def test_it_is_drawn_anew_with_a_reason_while_nobody_has_marked(
    coordinadora: Browser,
) -> None:
    by, rita = await drawn_with("rita")
    await earn(YUCATAN, 0, 100)
    page = await coordinadora.send(DRAW, 422)
    assert "Escriba la razón" in page.select_one("#draw-reason-error").text
    page = await coordinadora.send(DRAW, reason="Se resolvió una réplica.")
    assert "Lista 2" in page.text
    assert [each.participant for each in (await final_of(EDITION)).finalists] == [YUCATAN, OAXACA]
    assert await ShortlistRow.count() == 2
    await mark(rita, OAXACA, 5, 5)
    page = await coordinadora.send(DRAW, 409, reason="Otra.")
    assert "Ya hay calificaciones" in page.text
    assert by.name in page.text


@pytest.mark.both
async def test_a_mark_and_another_shortlist_at_once_are_one_of_both(database: Settings) -> None:
    by, rita = await drawn_with("rita")
    outcomes = await asyncio.gather(
        mark(rita, OAXACA, 5, 5),
        draw_shortlist(EDITION, reason="Una réplica.", by=by, at=NOON),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if each is not None]
    assert isinstance(refused, RuleBroken)
    assert (await MarkSheetRow.count(), await ShortlistRow.count()) in {(1, 1), (0, 2)}


# The panel


@pytest.mark.parametrize(
    ("email", "state", "said"),
    [
        pytest.param("nadie@example.mx", NO_STATE, "Nadie tiene una cuenta", id="nobody"),
        pytest.param(
            PEOPLE["publicadora"].email, NO_STATE, "Esa cuenta no puede", id="whoever publishes"
        ),
        pytest.param(PEOPLE["ana"].email, NO_STATE, "Esa cuenta no puede", id="whoever answers"),
        pytest.param(
            PEOPLE["coordinadora"].email, NO_STATE, "Esa cuenta no puede", id="the coordination"
        ),
        pytest.param(PEOPLE["rita"].email, NO_STATE, "ya es del jurado", id="somebody twice"),
        pytest.param(PEOPLE["olga"].email, "", "Elija su estado", id="no state said"),
        pytest.param(PEOPLE["olga"].email, "77", "No hay una entidad", id="no such state"),
    ],
)
async def test_not_everybody_is_appointed(
    coordinadora: Browser, email: str, state: str, said: str
) -> None:
    await a_closing_league()
    await people("publicadora", "ana", "rita", "olga")
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita")
    page = await coordinadora.send(APPOINT, 422, email=email, state=state)
    assert said in page.text
    assert page.field("email") == email
    assert len((await final_of(EDITION)).members) == 1


@pytest.mark.both
async def test_those_who_may_be_appointed_are_offered(coordinadora: Browser) -> None:
    await a_closing_league()
    await people("publicadora", "ana", "rita", "victor", "olga")
    # Whoever holds a seat besides that forbids it is not.
    await add_seat(Role.LEAD, participant=YUCATAN, state=None, title="Enlace", now=NOON)
    await SeatRow.update({SeatRow.account: await account("victor")}).where(
        SeatRow.title == "Enlace", SeatRow.participant == YUCATAN
    )
    await coordinadora.send(DRAW)
    assert await offered(coordinadora) == {
        PEOPLE["olga"].email: "Olga Sol, Observación",
        PEOPLE["rita"].email: "Rita Canul, Verificación",
    }
    await on_the_panel(coordinadora, "rita")
    assert list(await offered(coordinadora)) == [PEOPLE["olga"].email]
    await AccountRow.update({AccountRow.active: False}).where(
        AccountRow.email == PEOPLE["olga"].email
    )
    assert await offered(coordinadora) == {}
    assert "Por ahora no hay más que nombrar" in (await coordinadora.open(ROOM)).text


async def account(name: str) -> int:
    found = await account_of(PEOPLE[name].email)
    assert found is not None
    return found.id


async def offered(coordinadora: Browser) -> dict[str, str]:
    page = await coordinadora.open(ROOM)
    return {each["value"]: each.get_text() for each in page.select("#email-offered option")}


@pytest.mark.both
async def test_whoever_has_done_nothing_is_released_and_nobody_else(
    coordinadora: Browser, rita: Browser
) -> None:
    await a_closing_league()
    await people("olga")
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita", "olga")
    first, second = (await final_of(EDITION)).members
    await marks(rita, OAXACA, 5, 5)
    page = await coordinadora.send(f"{ROOM}/jurado/{first.account}/relevo", 409)
    assert "sigue en el jurado" in page.text
    await coordinadora.send(f"{ROOM}/jurado/{second.account}/relevo")
    assert [each.account for each in (await final_of(EDITION)).members] == [first.account]
    await coordinadora.send(f"{ROOM}/jurado/999/relevo", 404)


@pytest.mark.both
async def test_nobody_marks_their_own_state_whatever_seat_or_word_says_so(
    coordinadora: Browser, rita: Browser, olga: Browser
) -> None:
    await a_closing_league()
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita")
    await on_the_panel(coordinadora, "olga", state=OAXACA)
    for browser, own, other in ((rita, YUCATAN, OAXACA), (olga, OAXACA, YUCATAN)):
        page = await browser.open(at(own))
        assert "Nadie califica a los gobiernos de su propio estado." in page.text
        assert not page.select("form[method=post] textarea")
        await browser.send(at(own), 403, revision="0", hacer="entregar", **sheet(9, 9))
        await marks(browser, other, 5, 5)


#                    settled at the freeze, and place    since
#   Oaxaca           60                     1            60      2
#   Yucatán          40                     2            1,027   1
async def test_while_the_board_stands_still_the_panel_sees_the_points_of_then(
    app: Litestar, clock: Clock, rita: Browser, olga: Browser
) -> None:
    await a_closing_league()
    await freeze(LATER)
    await earn(YUCATAN, 0, 987, at=LATER + timedelta(minutes=1))
    clock.now = LATER + timedelta(hours=1)
    (by,) = await people("coordinadora")
    await draw_shortlist(EDITION, by=by, at=clock.now)
    for name in ("rita", "olga"):
        await appoint(EDITION, PEOPLE[name].email, NO_STATE, by=by, at=clock.now)
    for member in (rita, olga):
        page = await member.open(PANEL)
        assert [each.text for each in page.select("#main h3")][:2] == ["Oaxaca", "Yucatán"]
        for address in (PANEL, at(YUCATAN)):
            page = await member.open(address)
            assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text
            assert "2.º por puntos firmes, 40 puntos" in page.text
            assert "1,027" not in page.text
    await EditionRow.update({EditionRow.freeze_at: None}).where(EditionRow.code == EDITION)
    page = await olga.open(at(YUCATAN))
    assert "1.º por puntos firmes, 1,027 puntos" in page.text
    assert "Tabla detenida" not in page.text


@pytest.mark.both
async def test_a_finalist_that_is_entered_no_more_stays_on_the_list_as_it_was_drawn(
    app: Litestar, clock: Clock, rita: Browser, coordinadora: Browser
) -> None:
    await a_closing_league()
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita")
    await EntryRow.delete().where(EntryRow.participant == OAXACA)
    assert "Oaxaca" in (await coordinadora.open(ROOM)).text
    await freeze(LATER)
    for clock.now in (NOON, LATER + timedelta(hours=1)):
        page = await rita.open(PANEL)
        names = {each.text for each in page.select("#main h3")}
        assert names == {"Oaxaca", "Yucatán", "Ciudad de México"}
        assert "1.º por puntos firmes, 60 puntos" in page.text
        await rita.open(at(OAXACA), 404)
        await rita.open(at(YUCATAN))
    await coordinadora.send(f"{DRAW}/{OAXACA}/retiro", reason="Ya no participa.")
    told = "Se retiró el 3 de marzo de 2026, 14:00: Ya no participa."
    assert told in (await coordinadora.open(ROOM)).text


@pytest.mark.both
async def test_whoever_is_appointed_is_told_once_and_in_their_language(
    coordinadora: Browser,
) -> None:
    await a_closing_league()
    await people("rita", "olga", "ana")
    await AccountRow.update({AccountRow.locale: "en"}).where(
        AccountRow.email == PEOPLE["olga"].email
    )
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita", "olga")
    for name in ("rita", "ana"):
        await coordinadora.send(APPOINT, 422, email=PEOPLE[name].email, state=NO_STATE)
    ours, theirs = await MailRow.select().order_by(MailRow.id)
    assert (ours["address"], theirs["address"]) == (PEOPLE["rita"].email, PEOPLE["olga"].email)
    assert ours["subject"] == "Jurado de la ronda final: Edición 2026"
    assert "20 de marzo de 2026" in ours["body"]
    assert "se publican con su nombre" in ours["body"]
    assert ours["body"].count("/jurado") == 1
    assert theirs["subject"] == "Panel of the final round: Edition 2026"
    assert "March 20, 2026" in theirs["body"]


async def test_whoever_is_appointed_again_is_told_again(
    coordinadora: Browser, clock: Clock
) -> None:
    await a_closing_league()
    await people("rita")
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita")
    (member,) = (await final_of(EDITION)).members
    await coordinadora.send(f"{ROOM}/jurado/{member.account}/relevo")
    clock.move(minutes=1)
    await on_the_panel(coordinadora, "rita")
    assert await MailRow.count() == 2


async def test_who_is_not_on_the_panel_has_nothing_there(
    coordinadora: Browser, rita: Browser, victor: Browser, ana: Browser
) -> None:
    await a_closing_league()
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita")
    for address in (PANEL, at(OAXACA)):
        await victor.open(address, 404)
        await ana.open(address, 403)
        await coordinadora.open(address, 403)
    await victor.send(at(OAXACA), 404, revision="0", **sheet(9, 9))
    await rita.open(at("99"), 404)
    await rita.open(f"/jurado/1999/{OAXACA}", 404)
    await rita.open(ROOM, 403)
    assert "Jurado" not in [each.text for each in (await victor.open("/")).select("header nav a")]


@pytest.mark.both
async def test_whoever_takes_a_seat_that_forbids_it_marks_no_more(database: Settings) -> None:
    _, rita = await drawn_with("rita")
    await mark(rita, OAXACA, 5, 5)
    await add_seat(Role.COORDINATOR, participant=None, state=None, title="", now=NOON)
    await SeatRow.update({SeatRow.account: rita.account}).where(
        SeatRow.role == Role.COORDINATOR.value, SeatRow.account.is_null()
    )
    with pytest.raises(RuleBroken, match="panel-not-eligible"):
        await mark(rita, OAXACA, 9, 9, base=1)


# Marks


async def test_a_draft_is_kept_and_what_lacks_is_told_without_losing_a_word(
    rita: Browser,
) -> None:
    await drawn_with()
    by = (await people("coordinadora"))[0]
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    half = {"mark-impact": "7", "reason-impact": "Falta ver cifras."}
    page = await rita.send(at(OAXACA), revision="0", hacer="guardar", **half)
    assert page.field("mark-impact") == "7"
    assert "Borrador guardado" in page.text
    wrong = {"mark-impact": "7.5", "mark-lasting": "11", "reason-lasting": "Está en la ley."}
    page = await rita.send(at(OAXACA), 422, revision="1", hacer="entregar", **wrong)
    assert page.field("mark-impact") == "7.5"
    assert page.field("reason-lasting") == "Está en la ley."
    assert "número entero de 0 a 10" in page.select_one("#mark-impact-error").text
    assert "número entero de 0 a 10" in page.select_one("#mark-lasting-error").text
    assert "por qué" in page.select_one("#reason-impact-error").text
    assert await MarkSheetRow.count() == 1


@pytest.mark.both
async def test_a_correction_is_another_save_and_counts_once_it_is_handed_in(
    rita: Browser, coordinadora: Browser
) -> None:
    by, rita_ = await drawn_with("rita", least_members=1)
    await marks(rita, OAXACA, 8, 4)
    page = await rita.send(at(OAXACA), revision="1", hacer="guardar", **sheet(2, 2))
    assert "Hay una corrección en borrador" in page.text
    assert (await own_sheets_of(EDITION, rita_.account))[OAXACA].revision == 2
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(1, 1))
    await close_marking(EDITION, by=by, at=NOON)
    page = await coordinadora.open(ROOM)
    assert cells(page, OAXACA)[-1] == "7.00"
    assert await MarkSheetRow.count() == 2


async def test_the_same_save_again_is_one(database: Settings) -> None:
    _, rita = await drawn_with("rita")
    await mark(rita, OAXACA, 8, 4)
    await mark(rita, OAXACA, 8, 4, base=1)
    assert await MarkSheetRow.count() == 1


async def test_a_reason_that_is_too_long_is_refused_and_stays_in_the_form(rita: Browser) -> None:
    await drawn_with("rita")
    told = "x" * 2_001
    page = await rita.send(at(OAXACA), 422, revision="0", hacer="guardar", **sheet(5, 5, told))
    assert page.field("reason-impact") == told


async def test_the_log_never_says_how_anybody_marked(database: Settings) -> None:
    _, rita = await drawn_with("rita")
    await keep_sheet(
        EDITION, OAXACA, given(7, 7, "palabras propias"), base=0, hands_in=True, by=rita, at=NOON
    )
    rows = await AuditRow.select().where(AuditRow.action == "marks-handed-in")
    assert [json.loads(row["details"]) for row in rows] == [{"revision": 1}]


async def test_before_the_close_nobody_reads_anothers_marks(
    coordinadora: Browser, rita: Browser, auditora: Browser, publicadora: Browser
) -> None:
    await a_closing_league()
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita", "auditora")
    canary = "canario-en-la-razón"
    await rita.send(at(OAXACA), revision="0", hacer="entregar", **sheet(3, 9, canary))
    assert canary in (await rita.open(at(OAXACA))).source
    for browser, address in (
        (coordinadora, ROOM),
        (publicadora, ROOM),
        (auditora, at(OAXACA)),
        (auditora, PANEL),
        (coordinadora, f"/ediciones/{EDITION}"),
    ):
        assert canary not in (await browser.open(address)).source
    with pytest.raises(RuleBroken, match="marking-open"):
        await final_document(await final_of(EDITION))


# Recusals and withdrawals


async def test_a_recusal_needs_a_reason_and_takes_what_was_marked_out(
    rita: Browser, coordinadora: Browser
) -> None:
    by, _, auditora = await drawn_with("rita", "auditora", least_members=1)
    await marks(rita, OAXACA, 0, 0)
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", 422, reason=" ")
    assert "Escriba la razón" in page.select_one("#reason-error").text
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", reason="Trabajó ahí.")
    assert "Se excusó: Trabajó ahí." in page.text
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(9, 9))
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", 409, reason="Otra.")
    assert "Usted se excusó" in page.text
    await rita.open(f"/jurado/{EDITION}/{OAXACA}/excusa")
    await mark(auditora, OAXACA, 6, 6)
    await close_marking(EDITION, by=by, at=NOON)
    assert cells(await coordinadora.open(ROOM), OAXACA)[-1] == "6.00"


async def test_a_finalist_that_withdraws_has_no_place_and_its_reason_is_told(
    coordinadora: Browser, browser: Browser, enter: Enter
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 9, 9)
    await mark(rita, CAPITAL, 4, 4)
    leave = f"{ROOM}/finalistas/{OAXACA}/retiro"
    page = await coordinadora.send(leave, 422, reason="")
    assert "Escriba la razón" in page.select_one(f"#leave-{OAXACA}-error").text
    await coordinadora.send(leave, reason="Así lo pidió.")
    await coordinadora.send(leave, 409, reason="Otra vez.")
    with pytest.raises(RuleBroken, match="finalist-withdrew"):
        await mark(rita, OAXACA, 1, 1, base=1)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    assert cells(page, CAPITAL)[0] == "1"
    assert cells(page, OAXACA)[0] == "—"
    told = "Se retiró el 3 de marzo de 2026, 12:00: Así lo pidió."
    assert told in cells(page, OAXACA)[1]
    with pytest.raises(RuleBroken, match="final-published"):
        await withdraw_finalist(EDITION, CAPITAL, "Tarde.", by=by, at=LATER)


@pytest.mark.both
async def test_who_withdraws_after_the_close_says_so_in_public(
    coordinadora: Browser, browser: Browser, enter: Enter, clock: Clock
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 9, 9)
    await mark(rita, CAPITAL, 4, 4)
    await close_marking(EDITION, by=by, at=NOON)
    clock.move(hours=1)
    page = await coordinadora.open(ROOM)
    assert "después de cerrar las calificaciones" in page.select_one(f"#leave-{OAXACA}-help").text
    leave = f"{ROOM}/finalistas/{OAXACA}/retiro"
    await coordinadora.send(leave, 422, reason=" ")
    page = await coordinadora.send(leave, reason="Así lo pidió.")
    told = "Se retiró el 3 de marzo de 2026, 13:00, ya cerradas las calificaciones: Así lo pidió."
    assert told in page.select_one(f"#finalist-{OAXACA}").get_text(" ", strip=True)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    assert told in cells(page, OAXACA)[1]
    assert told in (await browser.client.get(f"{PUBLIC}/tabla.csv")).text
    (first, *_, last) = (await published_final(EDITION)).content["leagues"][0]["finalists"]
    assert (first["withdrew_at"], first["withdrew_late"]) == ("", False)
    assert (last["withdrew_at"], last["withdrew_late"]) == (clock().isoformat(), True)


async def test_a_document_from_before_withdrawals_were_dated_is_read(database: Settings) -> None:
    by, _first, _second = await closed_round()
    await withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER)
    content = json.loads((await final_document(await final_of(EDITION)))[0])
    for league in content["leagues"]:
        for each in league["finalists"]:
            del each["withdrew_at"], each["withdrew_late"]
    assert any("Se retiró: Así lo pidió." in row for row in final_table(content))


# The close


async def test_nothing_is_closed_before_anybody_marked_and_nothing_marked_after(
    coordinadora: Browser, rita: Browser
) -> None:
    by, rita_ = await drawn_with("rita")
    page = await coordinadora.send(CLOSE, 409)
    assert "Nadie ha entregado calificaciones todavía." in page.text
    await marks(rita, OAXACA, 5, 5)
    assert "se quedarían sin resultado" in (await coordinadora.open(ROOM)).text
    await coordinadora.send(CLOSE)
    await coordinadora.send(CLOSE, 409)
    page = await rita.open(at(OAXACA))
    assert "Las calificaciones están cerradas." in page.text
    assert page.select_one("h1").text.strip() == "Oaxaca"
    assert "Su calificación: 5" in page.text
    assert not page.select("[name=mark-impact]")
    assert "puede corregirlas" not in (await rita.open(PANEL)).text
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(9, 9))
    with pytest.raises(RuleBroken, match="marking-closed"):
        await recuse(EDITION, CAPITAL, "Tarde.", by=rita_, at=LATER)
    with pytest.raises(RuleBroken, match="marking-closed"):
        await release(EDITION, rita_.account, by=by, at=LATER)


@pytest.mark.both
async def test_a_mark_that_comes_while_it_closes_counts_or_is_refused(database: Settings) -> None:
    by, rita, auditora = await drawn_with("rita", "auditora", least_members=1)
    await mark(rita, OAXACA, 4, 4)
    late, closed = await asyncio.gather(
        mark(auditora, OAXACA, 8, 8),
        close_marking(EDITION, by=by, at=NOON),
        return_exceptions=True,
    )
    assert closed is None
    document, _ = await final_document(await final_of(EDITION))
    (first, *_) = json.loads(document)["leagues"][0]["finalists"]
    if late is None:
        assert first["result"] == "6"
    else:
        assert isinstance(late, RuleBroken)
        assert late.code == "marking-closed"
        assert first["result"] == "4"
    assert await MarkSheetRow.count() == (2 if late is None else 1)


# Publication


async def closed_round() -> tuple[Person, Person, Person]:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    first, second = await people("publicadora", "publicador")
    return by, first, second


@pytest.mark.both
async def test_two_different_people_publish_it_once(database: Settings) -> None:
    _, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    with pytest.raises(RuleBroken, match="already-proposed"):
        await propose_final(EDITION, by=second, at=NOON)
    with pytest.raises(RuleBroken, match="two-publishers-required"):
        await confirm_final(EDITION, sha256=seen, by=first, at=LATER)
    with pytest.raises(RuleBroken, match="stale"):
        await confirm_final(EDITION, sha256="0" * 64, by=second, at=LATER)
    with pytest.raises(RuleBroken, match="no-final"):
        await published_final(EDITION)
    assert await confirm_final(EDITION, sha256=seen, by=second, at=LATER) == seen
    found = await published_final(EDITION)
    assert hashlib.sha256(found.document.encode()).hexdigest() == seen
    assert found.published_at == LATER
    with pytest.raises(RuleBroken, match="final-published"):
        await confirm_final(EDITION, sha256=seen, by=second, at=LATER)


@pytest.mark.both
async def test_what_changed_since_the_proposal_voids_it(database: Settings) -> None:
    by, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    await withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_final(EDITION, sha256=seen, by=second, at=LATER)
    (row,) = await FinalPublicationRow.select()
    assert (row["is_void"], row["document"]) == (True, "")
    again = await propose_final(EDITION, by=second, at=LATER)
    assert await confirm_final(EDITION, sha256=again, by=first, at=LATER) == again


@pytest.mark.both
async def test_of_a_withdrawal_and_a_publication_at_once_the_document_says_what_was_kept(
    database: Settings,
) -> None:
    by, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    left, published = await asyncio.gather(
        withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER),
        confirm_final(EDITION, sha256=seen, by=second, at=LATER),
        return_exceptions=True,
    )
    assert (left is None) != (published == seen)


async def test_table_of_invented_data_says_so_in_every_row(database: Settings) -> None:
    await closed_round()
    content = json.loads((await final_document(await final_of(EDITION)))[0])
    head, *rows = final_table({**content, "synthetic": True})
    assert head[-1] == "Datos"
    assert [row[-1] for row in rows] == ["DATOS SINTÉTICOS"] * 3
    assert "Datos" not in next(iter(final_table(content)))


@pytest.mark.both
async def test_a_proposal_is_taken_back_with_a_reason(publicadora: Browser) -> None:
    await closed_round()
    await publicadora.send(PROPOSE)
    page = await publicadora.send(WITHDRAW, 422, reason="")
    assert "Escriba la razón" in page.select_one("#withdraw-reason-error").text
    page = await publicadora.send(WITHDRAW, reason="Falta una firma.")
    assert "Falta una firma." in page.select_one("#proposals").parent.text
    await publicadora.send(WITHDRAW, 409, reason="Otra vez.")


@pytest.mark.both
async def test_nothing_is_published_while_the_public_board_stands_still(
    app: Litestar, clock: Clock, publicadora: Browser, browser: Browser
) -> None:
    await closed_round()
    await freeze(NOON - timedelta(hours=1))
    page = await publicadora.send(PROPOSE, 409)
    assert "La tabla pública está detenida" in page.text
    with pytest.raises(RuleBroken, match="final-frozen"):
        await propose_final(EDITION, by=(await people("publicador"))[0], at=NOON)
    await browser.open(PUBLIC, 404)


async def test_only_publishers_publish_and_only_coordinators_do_the_rest(
    coordinadora: Browser, publicadora: Browser, auditora: Browser, browser: Browser
) -> None:
    await closed_round()
    for address in (PROPOSE, PUBLISH, WITHDRAW):
        await coordinadora.send(address, 403)
    for address in (DRAW, APPOINT, CLOSE, f"{ROOM}/finalistas/{OAXACA}/retiro"):
        await publicadora.send(address, 403)
    await auditora.open(ROOM, 403)
    assert (await browser.open(ROOM)).url.endswith("/entrar?volver=%2Fcoordinacion%2F2026%2Ffinal")
    for address in (DRAW, APPOINT, CLOSE, PROPOSE, PUBLISH, WITHDRAW):
        await coordinadora.open(address)


async def test_withdraw_needs_a_proposal(database: Settings) -> None:
    _, first, _ = await closed_round()
    with pytest.raises(RuleBroken, match="not-proposed"):
        await withdraw_final(EDITION, "Nada.", by=first, at=NOON)


@pytest.mark.both
async def test_private_results_are_nowhere_in_public(database: Settings) -> None:
    definition = with_final(least_members=1)
    definition["edition"]["results"] = "private"
    await a_league(Stage.OPEN, definition)
    await earn(OAXACA, 0, 60)
    await move_to(Stage.REPLY)
    by, rita, first, second = await people("coordinadora", "rita", "publicadora", "publicador")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    seen = await propose_final(EDITION, by=first, at=NOON)
    await confirm_final(EDITION, sha256=seen, by=second, at=NOON)
    with pytest.raises(RuleBroken, match="no-final"):
        await published_final(EDITION)


# What an edition says


@pytest.mark.both
async def test_another_rubric_is_told_before_there_are_marks_and_critical_after(
    database: Settings,
) -> None:
    changed = with_final()
    changed["final"]["criteria"][0]["anchors"][1]["text"]["es"] = "Otra cosa."
    await a_closing_league()
    by, rita = await people("coordinadora", "rita")
    (found,) = (await compare(changed, at=NOON)).changes
    assert (found.change.path, found.change.gravity.value) == ("criteria.anchors", "notable")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    await mark(rita, OAXACA, 8, 4)
    (found,) = (await compare(changed, at=NOON)).changes
    assert found.change.gravity.value == "critical"
    assert (found.hits.answers, found.hits.participants) == (1, 1)


async def test_whoever_verifies_reads_the_signed_levels_of_a_finalist(rita: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    await verified(I1, OAXACA, by=VICTOR)
    await move_to(Stage.REPLY)
    (by,) = await people("coordinadora")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    page = await rita.open(at(OAXACA))
    links = [each["href"] for each in page.select("#levels a")]
    assert links == [f"/verificacion/{EDITION}/{OAXACA}/I1"]
    assert "Puntos firmes" in page.select_one("#levels").text
    await rita.open(links[0])
    # How its levels stand is not told while the board stands still.
    await freeze(NOON - timedelta(hours=1))
    page = await rita.open(at(OAXACA))
    assert [each["href"] for each in page.select("#main details li a")] == links
    assert not page.select("#levels, #main .status, #main .seal")
