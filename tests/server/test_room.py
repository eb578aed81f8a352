"""Sala: an edition that is followed by its own figures goes by them, and says them everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar

from game.changes import Gravity
from game.editions import Stage
from server.mail.reminders import remind
from server.pages.changes import change_text
from server.queries.changes import load_changes
from server.queries.editions import rules_of
from server.queries.mail import messages
from server.queries.pace import tracks_of
from server.room import outlook_at
from tests.browser import Browser
from tests.editions import EDITION, a_definition, open_edition
from tests.server import signed
from tests.server.conftest import Clock, Enter
from tests.server.leagues import a_league, answer
from tests.server.people import NOON, OAXACA
from tests.server.test_assignments import given

OWN: dict[str, Any] = {
    "held_up": {
        "quiet_days": 9,
        "returned_days": 4,
        "unsent_days": 8,
        "unsigned_days": 6,
        "last_days": 20,
    },
    "reminder_days": 5,
    "pace_hours": 24,
    "forecast": {"window": 6, "fewest": 2, "runs": 50, "pool": "1/2", "inside": "9/10"},
    "burden": {"idle_minutes": 20, "fewest": 6, "heaviest": 3},
    "late_days": 3,
    "soon_days": 1,
    "least_reach": "1/4",
}
SEND = f"/coordinacion/{EDITION}/recordar"
LEVEL = "/mi-liga/niveles/P1"
SPACE = "\N{NO-BREAK SPACE}"


def followed_otherwise(**edition: Any) -> dict[str, Any]:
    definition = {**a_definition(), "room": OWN}
    definition["edition"].update(edition)
    return definition


#   page, and what it says of this edition in both languages
COORDINATION = (
    "lleva 8 días o más sin actividad con niveles completos sin enviar",
    "tiene desde hace 6 días o más un nivel enviado sin firmar",
    "tiene desde hace 6 días o más un nivel cuya firma quedó sin efecto",
    "lleva 9 días o más sin actividad y le falta responder",
    "lleva 4 días o más sin actividad con reactivos devueltos",
    "tiene algo pendiente a 20 días o menos del cierre de la etapa",
    "a lo más una vez cada 5 días",
    "Las últimas 24 horas",
    "en 50 recorridos hasta el cierre, lo que cada gobierno avanzó en los últimos 6 días hábiles",
    f"saca en suerte el 50{SPACE}% de esos días",
    f"En el 90{SPACE}% de los recorridos el resultado queda entre los dos límites",
)
METHOD = (
    *COORDINATION[:7],
    *COORDINATION[8:],
    "por correo 1 día antes de que venza",
    "espera más de 3 días desde la firma",
    "una pausa de más de 20 minutos no cuenta",
    "de menos de 6 no se muestra nada",
    "a lo más 2 años después de abrir la edición",
)
IN_ENGLISH = (
    "at most once every 5 days",
    "the last 6 working days is repeated until the deadline in 50 runs",
    "In 90% of the runs",
    "by mail 1 day before it is due",
    "more than 3 days since the signature",
)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("/coordinacion", COORDINATION, id="room"),
        pytest.param("/coordinacion/muro", (f"queda ahí el 90{SPACE}% de las veces",), id="wall"),
        pytest.param(
            "/coordinacion/carga", ("Los 3 que más pesan", *METHOD[-3:-1]), id="own red tape"
        ),
        pytest.param(f"/metodo/{EDITION}", METHOD, id="method"),
        pytest.param(f"/metodo/{EDITION}?idioma=en", IN_ENGLISH, id="method in English"),
    ],
)
async def test_what_decides_is_said_as_the_edition_says_it(
    app: Litestar, coordinadora: Browser, clock: Clock, url: str, said: tuple[str, ...]
) -> None:
    await a_league(definition=followed_otherwise(plan_years=2))
    # Without any answer there is no forecast to say it of.
    await answer(OAXACA, "P1-01", '{"item": "P1-01", "chosen": ["yes"]}')
    clock.now = NOON + timedelta(days=15)
    await coordinadora.sign_in("coordina@observatorio.mx")
    page = await coordinadora.open(url)
    found = page.select_one("main").get_text(" ")
    assert [words for words in said if words not in found] == []


async def test_whoever_answers_is_told_of_how_many_a_figure_is(app: Litestar, ana: Browser) -> None:
    await open_edition(followed_otherwise())
    assert "solo se muestran medianas de 6 gobiernos o más" in (await ana.open(LEVEL)).text
    page = await ana.open(f"{LEVEL}?idioma=en")
    assert "only medians of 6 governments or more are shown" in page.text


#   March 2026: Friday 6, when it opens, and Monday 9 are over on Tuesday; a forecast needs two.
@pytest.mark.parametrize(("rest", "is_told"), [([], True), (["2026-03-09"], False)])
async def test_pace_and_forecast_are_of_the_days_of_the_edition(
    app: Litestar, rest: list[str], *, is_told: bool
) -> None:
    dates = {"open": "2026-03-06T06:00:00+00:00", "review": "2026-06-15T06:00:00+00:00"}
    await open_edition(followed_otherwise(rest_days=rest, dates=dates))
    rules = await rules_of(EDITION)
    now = datetime(2026, 3, 10, 18, tzinfo=UTC)
    outlook = outlook_at(rules.edition, await tracks_of(rules.questionnaire), now)
    assert len(outlook.hours) == 24
    assert (outlook.forecast is not None) is is_told


async def test_it_is_reminded_after_the_days_of_the_edition(
    app: Litestar, coordinadora: Browser, enter: Enter, clock: Clock
) -> None:
    await a_league(definition=followed_otherwise())
    await enter("ana")
    page = await coordinadora.send(SEND, gobierno=OAXACA)
    assert "De nuevo desde el 8 de marzo de 2026." in page.text
    for days, status in ((4, 409), (1, 200)):
        clock.move(days=days)
        await coordinadora.sign_in("coordina@observatorio.mx")
        await coordinadora.send(SEND, status, gobierno=OAXACA)


@pytest.mark.parametrize(("days", "is_late"), [(3, False), (4, True)])
async def test_a_level_is_late_after_the_days_of_the_edition(
    app: Litestar, victor: Browser, days: int, *, is_late: bool
) -> None:
    await open_edition(followed_otherwise())
    await signed.answer(signed.I1)
    await signed.sign("I1", at=NOON - timedelta(days=days))
    assert bool((await victor.open("/verificacion")).select(".queue-late")) is is_late


@pytest.mark.parametrize(("day", "told"), [(18, 0), (19, 1)])
async def test_an_assignment_is_recalled_as_long_before_as_the_edition_says(
    app: Litestar, enter: Enter, day: int, told: int
) -> None:
    await open_edition(followed_otherwise())
    await enter("beto")
    await given(await enter("ana"))
    before = len(await messages(10))
    await remind(datetime(2026, 3, day, 18, tzinfo=UTC), lambda _: "/")
    assert len(await messages(10)) - before == told


async def test_publishers_are_warned_of_fewer_than_the_edition_says(
    app: Litestar, publicadora: Browser
) -> None:
    await open_edition(followed_otherwise(), Stage.REPLY)
    page = await publicadora.open(f"/ediciones/{EDITION}")
    assert f"Menos del 25{SPACE}% tendría índice" in page.select_one("#publishing-warnings").text


# While it is open


async def test_other_figures_hold_at_once_and_are_told(
    app: Litestar, coordinadora: Browser, browser: Browser
) -> None:
    await open_edition()
    await signed.answer()
    changed = {**a_definition(), "room": {"reminder_days": 5, "forecast": {"runs": 50}}}
    found = await load_changes(changed, at=NOON)
    assert [(each.change.path, each.change.gravity) for each in found.changes] == [
        ("reminder_days", Gravity.NOTABLE),
        ("forecast.runs", Gravity.HARMLESS),
    ]
    assert "una vez cada 5 días" in (await coordinadora.open("/coordinacion")).text
    versions = (await browser.open(f"/metodo/{EDITION}")).select_one("#versions").get_text(" ")
    assert "seguimiento, días entre recordatorios" in versions


async def test_nobody_who_answered_is_shown_among_fewer_than_was_promised(app: Litestar) -> None:
    await open_edition(followed_otherwise())
    await signed.answer()
    fewer = {**followed_otherwise(), "room": {**OWN, "burden": {**OWN["burden"], "fewest": 5}}}
    (refused,) = (await load_changes(fewer, at=NOON)).refused
    assert change_text(refused.change, refused.hits) == (
        "[crítico] seguimiento, carga, cuántos hacen falta: «6» → «5»"
        " (toca 2 respuestas de 1 gobierno)"
    )
    assert (await rules_of(EDITION)).edition.room.burden.fewest == 6
