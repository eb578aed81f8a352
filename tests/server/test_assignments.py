"""Equipo, as its people see it: delegate, do, remind, take back."""

from datetime import UTC, date, datetime

import pytest

from game.editions import Stage
from server.mail.delivery import deliver
from server.mail.reminders import remind
from server.people import Role
from server.queries.accounts import add_seat, invitation_of, invite, take_seat
from server.queries.assignments import assignment_log_of, assignments_of
from server.queries.mail import messages
from server.security import new_token, token_hash
from tests.browser import Browser, Page
from tests.editions import EDITION, move_to, open_edition
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, enters
from tests.server.signed import I1, answer, decide, sign

TEAM = "/mi-liga/equipo"
GIVE = f"{TEAM}/niveles/P1"
BETO = "Beto"
DUE = "2026-03-20"


@pytest.fixture(autouse=True)
async def _opened(app: object, beto: Browser) -> None:
    """The edition is open, and Beto sits on Ana's team."""
    await open_edition()


async def seat_named(ana: Browser, name: str) -> str:
    """The seat of somebody of the team, as the form offers it."""
    page = await ana.open(TEAM)
    return next(
        str(option["value"])
        for option in page.select("#give-P1-seat option")
        if name in option.get_text()
    )


async def given(ana: Browser, **form: str) -> Page:
    """Ana assigns the level to Beto, or what the form says otherwise."""
    usual = {"item": "", "seat": await seat_named(ana, BETO), "due": DUE, "note": "Con la gaceta."}
    return await ana.send(GIVE, **{**usual, **form})


@pytest.mark.both
async def test_a_lead_delegates_a_level_and_everybody_of_the_team_sees_it(
    ana: Browser, beto: Browser, sofia: Browser
) -> None:
    await given(ana)
    for somebody in (ana, beto, sofia):
        page = await somebody.open(TEAM)
        row = page.select_one("#level-P1").get_text(" ")
        assert "Beto" in row
        assert "20 de marzo de 2026" in row
        assert "Con la gaceta." in row
    (event,) = await assignment_log_of(OAXACA, EDITION, 10)
    assert (event.move, event.topic, event.due) == ("give", "P1", date(2026, 3, 20))


async def test_a_contributor_sees_what_is_theirs_first(ana: Browser, beto: Browser) -> None:
    await given(ana, item="P1-03", due="2026-03-25")
    await given(ana)
    page = await beto.open("/mi-liga")
    assert [card.select_one("a").get_text() for card in page.select("#own ~ ul > li")] == [
        "P1 Tema P1",
        "P1-03. ¿Pregunta P1-03?",
    ]
    assert page.select("main h2")[0]["id"] == "own"
    assert not (await ana.open("/mi-liga")).select("#own")
    assert "Beto" in (await beto.open("/mi-liga/niveles/P1")).select_one(".assignments").text


async def test_it_is_started_with_the_first_answer_and_done_when_its_holder_says_so(
    ana: Browser, beto: Browser
) -> None:
    await given(ana)
    await beto.send("/mi-liga/reactivos/P1-05", text="Lo revisa el cabildo.")
    page = await ana.open(TEAM)
    assert "En curso" in page.select_one(".assignments").text
    assert "Lo tocó Beto" in page.select_one("#level-P1").text
    await beto.send(f"{TEAM}/encargos/1/pasos", move="finish")
    assert "Terminado" in (await ana.open(TEAM)).select_one(".assignments").text
    await ana.send(f"{TEAM}/encargos/1/pasos", move="reopen")
    assert "En curso" in (await ana.open(TEAM)).select_one(".assignments").text


async def test_past_its_day_it_is_overdue(ana: Browser, clock: Clock) -> None:
    await given(ana)
    clock.now = datetime(2026, 3, 22, 18, tzinfo=UTC)
    await enters(ana, PEOPLE["ana"], clock.now)
    page = await ana.open(TEAM)
    assert "Vencido" in page.select_one(".assignments").text
    assert "venció hace 2 días" in page.select_one(".assignments").text
    assert "1 encargo abierto, 1 vencido." in page.text


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        pytest.param({"due": ""}, "due", "Escriba para cuándo", id="without a day"),
        pytest.param({"due": "9999-12-31"}, "due", "próximos 2 años", id="for nobody's time"),
        pytest.param({"due": "2026-03-02"}, "due", "ya pasó", id="for yesterday"),
        pytest.param({"seat": "999"}, "seat", "Elija a quién", id="to nobody"),
        pytest.param({"seat": "9" * 30}, "seat", "Elija a quién", id="to a number without end"),
        pytest.param({"note": "x" * 1_001}, "note", "demasiado largo", id="with a book"),
    ],
)
async def test_what_cannot_be_delegated_is_told_beside_its_field(
    ana: Browser, typed: dict[str, str], field: str, sentence: str
) -> None:
    form = {"item": "", "seat": await seat_named(ana, BETO), "due": DUE, "note": "Con la gaceta."}
    page = await ana.send(GIVE, 422, **{**form, **typed})
    assert sentence in page.select_one(f"#give-P1-{field}-error").text
    assert "open" in page.select_one("#give-P1").attrs
    assert page.select_one("#give-P1-note").text.strip() == {**form, **typed}["note"]
    assert await assignments_of(OAXACA, EDITION) == ()


async def test_a_signer_is_not_offered_and_not_accepted(ana: Browser, sofia: Browser) -> None:
    page = await ana.open(TEAM)
    assert "Sofía" not in page.select_one("#give-P1-seat").text
    seats = [int(str(option["value"]) or 0) for option in page.select("#give-P1-seat option")]
    hers = str(max(seats) + 1)
    page = await ana.send(GIVE, 422, item="", seat=hers, due=DUE, note="")
    assert page.select_one("#give-P1-seat-error")


async def test_another_government_is_not_there(ana: Browser, carla: Browser) -> None:
    await given(ana)
    assert "Beto" not in (await carla.open(TEAM)).text
    await carla.send(f"{TEAM}/encargos/1", 404, seat="1", due=DUE, note="")
    await carla.send(f"{TEAM}/encargos/1/pasos", 404, move="withdraw")
    page = await carla.send(GIVE, 422, item="", seat=await seat_named(ana, BETO), due=DUE, note="")
    assert "Elija a quién" in page.text


async def test_only_a_lead_delegates(ana: Browser, beto: Browser, browser: Browser) -> None:
    await given(ana)
    await beto.send(GIVE, 403, item="", seat="1", due=DUE, note="")
    await beto.send(f"{TEAM}/encargos/1", 403, seat="1", due=DUE, note="")
    await beto.send(f"{TEAM}/encargos/1/pasos", 403, move="withdraw")
    await browser.send(f"{TEAM}/encargos/1/pasos", 401, move="finish")


async def test_the_same_level_is_given_once_and_a_withdrawn_one_again(ana: Browser) -> None:
    await given(ana)
    await ana.send(GIVE, 409, item="", seat=await seat_named_again(ana), due=DUE, note="")
    await ana.send(f"{TEAM}/encargos/1/pasos", move="withdraw")
    await given(ana)
    (kept,) = await assignments_of(OAXACA, EDITION)
    assert kept.assignment.is_open
    moves = [each.move.value for each in await assignment_log_of(OAXACA, EDITION, 10)]
    assert moves == ["give", "withdraw", "give"]


async def seat_named_again(ana: Browser) -> str:
    """Beto's seat, when the form of the level has gone."""
    page = await ana.open(TEAM)
    options = page.select("#assignment-1-change-seat option")
    return next(str(option["value"]) for option in options if BETO in option.get_text())


async def test_seat_date_and_note_change_and_the_old_ones_stay_in_the_log(ana: Browser) -> None:
    await given(ana)
    seat = await seat_named_again(ana)
    await ana.send(f"{TEAM}/encargos/1", seat=seat, due="2026-04-01", note="Pregunte a jurídico.")
    page = await ana.open(TEAM)
    assert "1 de abril de 2026" in page.select_one("#assignment-1").text
    log = await assignment_log_of(OAXACA, EDITION, 10)
    assert [(each.move.value, each.due) for each in log] == [
        ("change", date(2026, 4, 1)),
        ("give", date(2026, 3, 20)),
    ]
    page = await ana.send(f"{TEAM}/encargos/1", 422, seat=seat, due="ayer", note="Otra nota.")
    assert page.select_one("#assignment-1-change-due-error")
    assert "Otra nota." in page.select_one("#assignment-1-change-note").text


async def test_an_item_that_is_not_asked_is_not_delegated(ana: Browser) -> None:
    await ana.send(GIVE, 409, item="H1-01", seat=await seat_named(ana, BETO), due=DUE, note="")


async def test_a_move_that_is_none_is_refused(ana: Browser) -> None:
    await given(ana)
    for move in ("give", "fly", ""):
        await ana.send(f"{TEAM}/encargos/1/pasos", 409, move=move)
    for number in ("99", "9" * 12):
        await ana.send(f"{TEAM}/encargos/{number}/pasos", 404, move="finish")


async def test_where_nothing_is_answered_any_more_nothing_is_delegated(
    ana: Browser, beto: Browser
) -> None:
    await given(ana)
    seat = await seat_named_again(ana)
    sent = len(await messages(10))
    await move_to(Stage.REPLY)
    page = await ana.open(TEAM)
    assert "quién estuvo en qué" in page.text
    assert not page.select(".team form")
    await ana.send(GIVE.replace("P1", "I1"), 409, item="", seat=seat, due=DUE, note="")
    await ana.send(f"{TEAM}/encargos/1", 409, seat=seat, due="2026-04-02", note="")
    await beto.send(f"{TEAM}/encargos/1/pasos", 409, move="finish")
    assert not (await beto.open("/mi-liga")).select("#own")
    assert len(await messages(10)) == sent


# Letters


class Bag:
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.carried: list[object] = []

    async def carry(self, message: object) -> None:
        self.carried.append(message)


async def test_whoever_is_given_something_is_told_by_mail(ana: Browser, clock: Clock) -> None:
    await given(ana)
    bag = Bag()
    assert await deliver(bag, clock) == 1
    assert await deliver(bag, clock) == 0
    (kept,) = await messages(10)
    assert kept.sent_at == clock.now
    message = kept.message
    assert message.address == "beto@oaxaca.gob.mx"
    assert message.subject == "Le encargaron P1 Tema P1, para el 20 de marzo de 2026"
    assert "Nota: Con la gaceta." in message.body
    assert "http://127.0.0.1:8000/mi-liga/niveles/P1" in message.body


async def test_whoever_loses_an_assignment_is_told_and_whoever_gets_it_too(
    ana: Browser, clock: Clock
) -> None:
    seat = await add_seat(Role.CONTRIBUTOR, participant=OAXACA, state=None, title="", now=NOON)
    await taken(seat, "bruno@oaxaca.gob.mx", "Bruno")
    await given(ana)
    await ana.send(f"{TEAM}/encargos/1", seat=str(seat), due=DUE, note="")
    await ana.send(f"{TEAM}/encargos/1/pasos", move="withdraw")
    told = [(each.message.address, each.message.subject) for each in await messages(10)]
    assert sorted(told) == [
        ("beto@oaxaca.gob.mx", "Le encargaron P1 Tema P1, para el 20 de marzo de 2026"),
        ("beto@oaxaca.gob.mx", "Ya no tiene a su cargo P1 Tema P1"),
        ("bruno@oaxaca.gob.mx", "Le encargaron P1 Tema P1, para el 20 de marzo de 2026"),
        ("bruno@oaxaca.gob.mx", "Ya no tiene a su cargo P1 Tema P1"),
    ]
    body = next(e.message.body for e in await messages(10) if "Ya no" in e.message.subject)
    assert "Lo que usted guardó se conserva." in body


async def test_a_new_date_for_the_same_person_takes_nothing_from_them(ana: Browser) -> None:
    await given(ana)
    seat = await seat_named_again(ana)
    await ana.send(f"{TEAM}/encargos/1", seat=seat, due="2026-04-01", note="")
    subjects = [each.message.subject for each in await messages(10)]
    assert not [each for each in subjects if "Ya no" in each]
    assert any("Cambió su encargo" in each for each in subjects)


async def test_whoever_comes_second_keeps_the_note_and_sees_who_was_first(ana: Browser) -> None:
    await given(ana)
    seat = await seat_named_again(ana)
    page = await ana.send(GIVE, 409, item="", seat=seat, due=DUE, note="Una nota larga.")
    assert "Una nota larga." in page.select_one(".notice").text
    assert "Con la gaceta." in page.select_one("#assignment-1").text
    await ana.send(f"{TEAM}/encargos/1/pasos", move="withdraw")
    page = await ana.send(f"{TEAM}/encargos/1", 409, seat=seat, due=DUE, note="Otra nota.")
    assert "Otra nota." in page.select_one(".notice").text


async def test_who_changes_what_was_changed_meanwhile_sees_both(ana: Browser) -> None:
    await given(ana)
    seat, address = await seat_named_again(ana), f"{TEAM}/encargos/1"
    seen = (await ana.open(TEAM)).select_one("#assignment-1-change [name=version]")["value"]
    await ana.send(address, version=seen, seat=seat, due="2026-04-01", note="Con jurídico.")
    page = await ana.send(address, 409, version=seen, seat=seat, due="2026-05-02", note="Sin él.")
    card = page.select_one("#assignment-1")
    assert "1 de abril de 2026" in card.text
    assert "Con jurídico." in card.text
    assert card.select_one("#assignment-1-change-due")["value"] == "2026-05-02"
    assert "Sin él." in card.select_one("#assignment-1-change-note").text
    seen = card.select_one("[name=version]")["value"]
    await ana.send(address, version=seen, seat=seat, due="2026-05-02", note="Sin él.")
    (kept,) = await assignments_of(OAXACA, EDITION)
    assert kept.assignment.note == "Sin él."


async def test_a_level_that_is_verified_is_not_delegated(ana: Browser) -> None:
    await answer()
    await sign("I1")
    await move_to(Stage.REVIEW)
    give = f"{TEAM}/niveles/I1"
    seat = await seat_named(ana, BETO)
    for item in I1:
        await decide(item)
    page = await ana.send(give, 409, item="", seat=seat, due=DUE, note="")
    assert "no queda nada que cambiar" in page.text
    assert await assignments_of(OAXACA, EDITION) == ()


async def test_nobody_writes_to_themselves(ana: Browser) -> None:
    await given(ana, seat=await seat_named(ana, "Ana"))
    assert await messages(10) == ()


async def test_a_reminder_is_one_click_and_once_a_day(ana: Browser, clock: Clock) -> None:
    await given(ana)
    await ana.send(f"{TEAM}/encargos/1/pasos", move="remind")
    page = await ana.send(f"{TEAM}/encargos/1/pasos", 409, move="remind")
    assert "Ya se le recordó hoy" in page.text
    clock.move(days=1)
    await enters(ana, PEOPLE["ana"], clock.now)
    await ana.send(f"{TEAM}/encargos/1/pasos", move="remind")
    subjects = [each.message.subject for each in await messages(10)]
    assert sum("Recordatorio" in each for each in subjects) == 2


@pytest.mark.both
async def test_a_reminder_that_would_reach_nobody_else_is_refused(ana: Browser) -> None:
    await given(ana, seat=await seat_named(ana, "Ana"))
    page = await ana.send(f"{TEAM}/encargos/1/pasos", 409, move="remind")
    assert "A nadie más se le puede recordar" in page.text
    assert "remind" not in [each.move for each in await assignment_log_of(OAXACA, EDITION, 9)]


async def test_whoever_takes_over_is_reminded_on_the_same_day(
    ana: Browser, admin: Browser, clock: Clock
) -> None:
    await given(ana)
    await ana.send(f"{TEAM}/encargos/1/pasos", move="remind")
    seat = await add_seat(Role.CONTRIBUTOR, participant=OAXACA, state=None, title="", now=NOON)
    await taken(seat, "bruno@oaxaca.gob.mx", "Bruno")
    await ana.send(f"{TEAM}/encargos/1", seat=str(seat), due=DUE, note="")
    await ana.send(f"{TEAM}/encargos/1/pasos", move="remind")
    reminded = [
        each.message.address
        for each in await messages(10)
        if "Recordatorio" in each.message.subject
    ]
    assert reminded == ["bruno@oaxaca.gob.mx", "beto@oaxaca.gob.mx"]


async def taken(seat: int, email: str, name: str) -> None:
    """Somebody takes a seat by invitation."""
    token = new_token()
    await invite(seat, email=email, name=name, token=token, now=NOON)
    invitation = await invitation_of(token_hash(token), NOON)
    assert invitation is not None
    await take_seat(invitation, token_hash(token), now=NOON, name=name, password_hash="-")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        pytest.param(datetime(2026, 3, 17, 18, tzinfo=UTC), 0, id="three days before"),
        pytest.param(datetime(2026, 3, 18, 18, tzinfo=UTC), 1, id="two days before"),
        pytest.param(datetime(2026, 3, 21, 18, tzinfo=UTC), 1, id="a day late"),
        pytest.param(datetime(2026, 4, 20, 18, tzinfo=UTC), 0, id="long ago"),
    ],
)
async def test_what_is_due_is_told_once_whoever_looks(
    ana: Browser, day: datetime, told: int
) -> None:
    await given(ana)
    before = len(await messages(10))
    for _ in range(3):
        await remind(day, lambda each: f"https://liga.example/{each.topic}")
    new = (await messages(10))[: len(await messages(10)) - before]
    assert len(new) == told
    assert all("https://liga.example/P1" in each.message.body for each in new)


@pytest.mark.both
async def test_what_is_done_is_not_reminded(ana: Browser, beto: Browser) -> None:
    await given(ana)
    await beto.send(f"{TEAM}/encargos/1/pasos", move="finish")
    before = len(await messages(10))
    await remind(datetime(2026, 3, 21, 18, tzinfo=UTC), lambda _: "")
    assert len(await messages(10)) == before


@pytest.mark.both
async def test_whoever_keeps_the_accounts_reads_what_was_sent(
    ana: Browser, admin: Browser, clock: Clock
) -> None:
    assert "Todavía no se ha enviado nada" in (await admin.open("/cuentas/correo")).text
    await given(ana)
    page = await admin.open("/cuentas/correo")
    assert "Por enviar" in page.text
    assert "outbox" in page.select_one(".page-header").text
    await deliver(Bag(), clock)
    page = await admin.open("/cuentas/correo")
    assert "En la bandeja de salida" in page.select_one(".letters li").text
    assert "Le encargaron P1 Tema P1" in page.select_one(".letters li").text
    await ana.open("/cuentas/correo", 403)


async def test_the_address_of_a_refused_form_leads_back_to_the_team(ana: Browser) -> None:
    for address in (GIVE, f"{TEAM}/encargos/1", f"{TEAM}/encargos/1/pasos"):
        page = await ana.open(address)
        assert page.response.url.path == TEAM
