"""Recordatorios: one press reaches whoever can be written to, once, and says who pressed."""

import asyncio
import json
from dataclasses import replace

import pytest
from litestar import Litestar

from game.answers import Answer, pack
from game.editions import Stage
from game.reviews import Verdict
from game.rules import RuleBroken
from server.frames import Frames
from server.live import CoordinationTopic
from server.people import Role
from server.queries.editions import entry_of, rules_of
from server.queries.mail import Message, messages
from server.queries.reminders import keep_reminder, last_reminders_of
from server.queries.submissions import submit_level
from server.tables.accounts import AccountRow
from server.tables.audit import AuditRow
from server.tables.reminders import ReminderRow
from tests.browser import Browser
from tests.editions import EDITION, move_to
from tests.server import signed
from tests.server.conftest import Clock, Enter
from tests.server.leagues import CAPITAL, a_league, answer, decide, earn, freeze
from tests.server.people import (
    NOON,
    OAXACA,
    PEOPLE,
    YUCATAN,
    Somebody,
    enters,
    person_called,
    seated,
)

URL = "/coordinacion"
SEND = f"{URL}/{EDITION}/recordar"
ROW = f"#avance-{EDITION}-{OAXACA}"
YES = json.dumps(pack(Answer("P1-01", chosen=("yes",))))


async def letters() -> list[Message]:
    return [each.message for each in await messages(50)]


@pytest.mark.both
async def test_one_press_writes_to_the_lead_and_the_row_says_by_whom(
    app: Litestar, coordinadora: Browser, enter: Enter
) -> None:
    await a_league()
    await enter("ana")
    await enter("beto")
    page = await coordinadora.open(URL)
    button = page.select_one(f"{ROW} button")
    form = page.select_one(f"form#{button['form']}")
    assert (button["name"], button["value"]) == ("gobierno", OAXACA)
    page = await coordinadora.send(form["action"], gobierno=button["value"])
    assert page.url.endswith(f"{URL}{ROW}")
    words = page.select_one(ROW).get_text(" ", strip=True)
    assert "Recordado el 3 de marzo de 2026, 12:00, por Elena Paz." in words
    assert "De nuevo desde el 6 de marzo de 2026." in words
    assert not page.select(f"{ROW} button")
    (letter,) = await letters()
    assert (letter.address, letter.subject) == (
        "ana@oaxaca.gob.mx",
        "Recordatorio: Oaxaca, Edición 2026",
    )
    for line in (
        "Hola, Ana Ruiz:",
        "- Faltan por responder 6 reactivos de 6.",
        "- El nivel en que va: P1 Tema P1.",
        "- La etapa termina el 14 de junio de 2026: quedan 103 días.",
        "/mi-liga/niveles/P1",
        "Si algo se lo impide, dígalo a la coordinación: coordina@observatorio.mx\n",
        "\nElena Paz, Coordinación\n",
    ):
        assert line in letter.body
    (row,) = await AuditRow.select().where(AuditRow.action == "reminded")
    assert (row["participant"], row["role"], json.loads(row["details"])) == (
        OAXACA,
        "coordinator",
        {"letters": 1},
    )


async def test_whoever_is_reminded_asks_where_the_observatory_says(
    app: Litestar, coordinadora: Browser, enter: Enter
) -> None:
    await a_league()
    await enter("ana")
    parts = app.state.parts
    told = replace(parts.settings, contact="55 5555 5555")
    app.state.parts = replace(parts, settings=told)
    await coordinadora.send(SEND, gobierno=OAXACA)
    (letter,) = await letters()
    assert "dígalo a la coordinación: 55 5555 5555\n" in letter.body
    assert "coordina@observatorio.mx" not in letter.body


async def test_without_a_lead_the_team_is_written_to_each_in_their_language(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    await a_league()
    await enter("beto")
    await enter("sofia")
    await AccountRow.update({AccountRow.locale: "en"}).where(
        AccountRow.email == PEOPLE["beto"].email
    )
    await answer(OAXACA, "P1-01", YES)
    await decide(OAXACA, "P1-01", "returned")
    await move_to(Stage.REVIEW)
    # Too early to be stuck.
    await coordinadora.send(SEND, 409, gobierno=OAXACA)
    clock.move(days=4)
    await coordinadora.sign_in("coordina@observatorio.mx")
    await coordinadora.send(SEND, gobierno=OAXACA)
    beto, sofia = sorted(await letters(), key=lambda each: each.address)
    assert "The verifiers returned 1 item that waits to be mended." in beto.body
    assert "Verificación devolvió 1 reactivo que espera corrección." in sofia.body
    assert all(each.body.count("/mi-liga") == 1 for each in (beto, sofia))
    assert all("/mi-liga/niveles" not in each.body for each in (beto, sofia))


async def everything_is_answered(*handed_in: str) -> None:
    """Both levels of Oaxaca are complete, and these handed in."""
    await a_league()
    await signed.answer(signed.I1)
    await signed.answer(signed.P1)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    for topic in handed_in:
        await submit_level(rules, entry, topic, by=signed.somebody(Role.LEAD, entry), at=NOON)


async def reminded_after(days: int, coordinadora: Browser, clock: Clock) -> str:
    """One press as soon as Oaxaca is held up and no day before; why it is."""
    clock.move(days=days - 1)
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    await coordinadora.send(SEND, 409, gobierno=OAXACA)
    clock.move(days=1)
    await enters(coordinadora, PEOPLE["coordinadora"], clock.now)
    page = await coordinadora.open(URL)
    why = page.select(f"{ROW} td")[0].get_text(" ", strip=True)
    page = await coordinadora.send(SEND, gobierno=page.select_one(f"{ROW} button")["value"])
    assert "Recordado el" in page.select_one(ROW).get_text()
    return why


@pytest.mark.both
async def test_the_lead_is_reminded_to_hand_in_what_is_complete(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    for name in ("ana", "beto", "sofia"):
        await enter(name)
    await everything_is_answered()
    assert "2 niveles por enviar" in await reminded_after(7, coordinadora, clock)
    (letter,) = await letters()
    assert letter.address == "ana@oaxaca.gob.mx"
    assert "- 2 niveles están completos y falta enviarlos." in letter.body
    assert "- La etapa termina el 14 de junio de 2026" in letter.body
    page = await coordinadora.open(f"{URL}?idioma=en")
    assert "2 levels to submit" in page.select_one(ROW).get_text()


@pytest.mark.both
async def test_the_signer_is_reminded_of_what_waits_to_be_signed(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    for name in ("ana", "beto", "sofia"):
        await enter(name)
    await AccountRow.update({AccountRow.locale: "en"}).where(
        AccountRow.email == PEOPLE["sofia"].email
    )
    await everything_is_answered("P1", "I1")
    assert "2 niveles por firmar" in await reminded_after(5, coordinadora, clock)
    (letter,) = await letters()
    assert letter.address == "sofia@oaxaca.gob.mx"
    assert "- 2 submitted levels wait to be signed." in letter.body
    assert "complete" not in letter.body


@pytest.mark.both
async def test_the_signer_is_reminded_of_a_signature_without_effect(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    for name in ("ana", "sofia"):
        await enter(name)
    await everything_is_answered("P1", "I1")
    for topic in ("P1", "I1"):
        await signed.sign_again(topic)
    await signed.decide("I1-02", Verdict.RETURNED)
    clock.move(days=10)
    await signed.answer({"I1-02": signed.LATE}, at=clock.now)
    assert "1 nivel por firmar de nuevo" in await reminded_after(5, coordinadora, clock)
    (letter,) = await letters()
    assert letter.address == "sofia@oaxaca.gob.mx"
    assert "- 1 nivel enviado espera una firma nueva." in letter.body


async def test_what_waits_for_both_is_told_to_each(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    for name in ("ana", "sofia"):
        await enter(name)
    await everything_is_answered("I1")
    assert "1 nivel por firmar" in await reminded_after(5, coordinadora, clock)
    ana, sofia = sorted(await letters(), key=lambda each: each.address)
    assert "- 1 nivel está completo y falta enviarlo." in ana.body
    assert "- 1 nivel enviado espera firma." in ana.body
    assert "falta enviarlo" not in sofia.body
    assert "- 1 nivel enviado espera firma." in sofia.body


async def test_without_a_signer_the_lead_is_told_what_waits_to_be_signed(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    await enter("ana")
    await everything_is_answered("P1", "I1")
    await reminded_after(5, coordinadora, clock)
    (letter,) = await letters()
    assert letter.address == "ana@oaxaca.gob.mx"
    assert "- 2 niveles enviados esperan firma." in letter.body


async def test_nobody_is_said_to_be_reached_where_nobody_is(
    app: Litestar, coordinadora: Browser
) -> None:
    await a_league()
    page = await coordinadora.open(URL)
    assert "Nadie a quien escribir" in page.select_one(ROW).get_text()
    assert not page.select(f"{ROW} button")
    page = await coordinadora.send(SEND, 409, gobierno=OAXACA)
    assert "no hay a quién escribir" in page.text
    assert await ReminderRow.count() == 0


@pytest.mark.both
async def test_two_coordinators_at_once_send_one(app: Litestar, enter: Enter) -> None:
    await a_league()
    await enter("ana")
    elena = await seated(PEOPLE["coordinadora"])
    other = await seated(Somebody("otra@observatorio.mx", "Olga Ríos", Role.COORDINATOR))
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    told = [Message("x", "ana@oaxaca.gob.mx", "Ana", "Recordatorio", "Hola")]

    async def press(by: object, number: int) -> str:
        mine = [Message(f"x{number}", told[0].address, "Ana", "Recordatorio", "Hola")]
        try:
            await keep_reminder(rules, entry, None, mine, by=by, at=NOON)
        except RuleBroken as broken:
            return broken.code
        return "sent"

    found = await asyncio.gather(press(elena, 1), press(other, 2))
    assert sorted(found) == ["reminded-already", "sent"]
    assert len(await letters()) == 1
    assert (await last_reminders_of(EDITION))[OAXACA].number == 1


async def test_it_is_sent_again_after_some_days_and_not_before(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    await a_league()
    await enter("ana")
    await coordinadora.send(SEND, gobierno=OAXACA)
    clock.move(days=2)
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.send(SEND, 409, gobierno=OAXACA)
    assert "Elena Paz ya se lo recordó" in page.text
    assert "6 de marzo de 2026" in page.text
    clock.move(days=1)
    await coordinadora.sign_in("coordina@observatorio.mx")
    await coordinadora.send(SEND, gobierno=OAXACA)
    assert len(await letters()) == 2
    assert (await last_reminders_of(EDITION))[OAXACA].number == 2


async def test_all_that_are_shown_are_listed_before_anything_is_sent(
    app: Litestar, coordinadora: Browser, enter: Enter
) -> None:
    await a_league()
    await enter("ana")
    await enter("carla")
    page = await coordinadora.open(URL)
    (way,) = page.select("a[href$='/recordar']")
    page = await coordinadora.open(way["href"])
    assert [box["value"] for box in page.select("input[name=gobierno][checked]")] == [
        OAXACA,
        YUCATAN,
    ]
    assert "Ciudad de México: Nadie a quien escribir" in page.text
    assert await letters() == []
    page = await coordinadora.send(SEND, 422)
    assert "Marque al menos un gobierno." in page.select_one("#gobierno-error").get_text()
    page = await coordinadora.send(SEND, gobierno=[OAXACA, YUCATAN, CAPITAL, "77"])
    assert "Se recordó a 2 gobiernos. A 2 no" in page.text
    assert {each.address for each in await letters()} == {
        PEOPLE["ana"].email,
        PEOPLE["carla"].email,
    }
    page = await coordinadora.open(f"{SEND}?estado=20")
    assert "A nadie de la lista se le puede recordar ahora" in page.text
    assert "De nuevo desde el 6 de marzo" in page.text


async def test_the_list_that_was_narrowed_comes_back(
    app: Litestar, coordinadora: Browser, enter: Enter
) -> None:
    await a_league()
    await enter("ana")
    page = await coordinadora.open(f"{URL}?estado=20&orden=nombre")
    form = page.select_one("form[id^=recordar]")
    page = await coordinadora.send(form["action"], gobierno=OAXACA)
    assert page.url.endswith(f"?estado=20&orden=nombre{ROW}")


async def test_a_reminder_says_nothing_of_points(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    await a_league()
    await enter("ana")
    await freeze(NOON)
    await earn(OAXACA, 987_600)
    clock.move(hours=1)
    await coordinadora.send(SEND, gobierno=OAXACA)
    (letter,) = await letters()
    for word in ("987", "punto", "lugar", "índice"):
        assert word not in letter.subject + letter.body


@pytest.mark.parametrize("who", ["admin", "publicadora", "ana", "rita"])
async def test_only_coordination_reminds(app: Litestar, enter: Enter, who: str) -> None:
    await a_league()
    other = await enter(who)
    await other.open(SEND, 403)
    await other.send(SEND, 403, gobierno=OAXACA)


async def test_those_who_only_look_have_no_buttons(
    app: Litestar, publicadora: Browser, enter: Enter, clock: Clock
) -> None:
    await a_league()
    await enter("ana")
    page = await publicadora.open(URL)
    assert not page.select("form[id^=recordar], button[name=gobierno], a[href$='/recordar']")
    asked = page.select_one("#coordination")["hx-sse:connect"]
    frame = await Frames(app.template_engine.engine, clock)(CoordinationTopic("es"), None)
    assert frame is not None
    assert frame.version == asked.rpartition("=")[2]


@pytest.mark.parametrize("edition", ["1999", "zz"])
async def test_an_edition_that_is_not_there_has_no_reminders(
    app: Litestar, coordinadora: Browser, edition: str
) -> None:
    await coordinadora.open(f"{URL}/{edition}/recordar", 404)


async def test_who_goes_on_is_not_reminded(
    app: Litestar, coordinadora: Browser, enter: Enter
) -> None:
    await a_league()
    await enter("ana")
    await answer(OAXACA, "P1-01", YES)
    page = await coordinadora.send(SEND, 409, gobierno=OAXACA)
    assert "ya no está rezagado" in page.text
    await coordinadora.send(SEND, 404, gobierno="77")
    assert await person_called(PEOPLE["ana"])
