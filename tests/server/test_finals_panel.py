"""Ronda final: who is on the panel, and who never marks whom."""

from datetime import timedelta

import pytest
from litestar import Litestar

from game.finals import NO_STATE
from game.rules import RuleBroken
from server.people import Role
from server.queries.accounts import account_of, add_seat
from server.queries.finals import appoint, draw_shortlist, final_of
from server.settings import Settings
from server.tables.accounts import AccountRow, SeatRow
from server.tables.editions import EditionRow
from server.tables.mail import MailRow
from server.tables.participants import EntryRow
from tests.browser import Browser
from tests.editions import EDITION
from tests.server.conftest import Clock
from tests.server.final_round import (
    APPOINT,
    DRAW,
    LATER,
    PANEL,
    ROOM,
    a_closing_league,
    at,
    drawn_with,
    mark,
    marks,
    on_the_panel,
    people,
    sheet,
)
from tests.server.leagues import earn, freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN


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


#                    settled at the freeze, and place    as drawn
#   Oaxaca           60                     1            60      2
#   Yucatán          40                     2            1,027   1
async def test_while_the_board_stands_still_the_panel_sees_no_place_and_then_those_of_the_list(
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
        names = [each.text for each in page.select("#main h3")]
        assert names == ["Oaxaca", "Yucatán"]
        for address in (PANEL, at(YUCATAN)):
            page = await member.open(address)
            assert "Tabla detenida desde el 3 de marzo de 2026, 13:00" in page.text
            assert "los finalistas van por nombre, sin lugar ni puntos" in page.text
            assert "punto firme" not in page.text
            assert "por puntos firmes" not in page.text
            assert "1,027" not in page.text
    await EditionRow.update({EditionRow.freeze_at: None}).where(EditionRow.code == EDITION)
    page = await olga.open(PANEL)
    assert [each.text for each in page.select("#main h3")][:2] == ["Yucatán", "Oaxaca"]
    for address in (PANEL, at(YUCATAN)):
        page = await olga.open(address)
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
        assert ("1.º por puntos firmes, 60 puntos" in page.text) is (clock() == NOON)
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
