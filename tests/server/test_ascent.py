"""Un lugar más arriba: told to one's own government alone, from what everybody may see.

Oaxaca is asked four items of P1 (three of 10 points and one of 4) and two of I1 (10 each); half of
them come when they are complete.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from tests.browser import Browser, Page
from tests.editions import a_definition, move_to
from tests.server.conftest import Clock
from tests.server.leagues import BOARD, CAPITAL, a_league, earn, freeze
from tests.server.people import NOON, YUCATAN
from tests.server.signed import HALF, I1, P1, answer, decide, sign

HONEST: Final = "Un «no» con su razón y su plan suma lo mismo que un «sí» con su evidencia."
PANEL: Final = "section[aria-labelledby=ascent]"


def told(page: Page) -> list[str]:
    """Each paragraph and each level of the panel."""
    return [each.get_text(" ", strip=True) for each in page.select(f"{PANEL} p, {PANEL} li")]


@pytest.mark.parametrize("address", ["/mi-liga", "/mi-liga/puntos"])
async def test_who_is_above_and_which_level_suffices(
    app: Litestar, ana: Browser, address: str
) -> None:
    await a_league()
    await earn(YUCATAN, 12)
    await earn(CAPITAL, 40)
    page = await ana.open(address)
    assert told(page) == [
        "Le faltan 12 puntos para compartir el lugar 2 con Yucatán, y 13 para quedar adelante.",
        "Basta con completar este nivel:",
        (
            "P1 Tema P1 · 4 por responder: +17 al completarlos, hasta +17 más al verificarse"
            " P1-01 P1-02 P1-03 P1-05"
        ),
        (
            "I1 Tema I1 · 2 por responder: +10 al completarlos, hasta +10 más al verificarse"
            " I1-01 I1-02"
        ),
        HONEST,
    ]
    links = [link["href"] for link in page.select(f"{PANEL} a")]
    assert links[:2] == ["/mi-liga/niveles/P1", "/mi-liga/niveles/P1#item-P1-01"]
    english = await ana.open(f"{address}?idioma=en")
    assert "One place up" in english.select_one(PANEL).get_text(" ", strip=True)
    assert (
        told(english)[0] == "You need 12 points to share place 2 with Yucatán, and 13 to be ahead."
    )


async def test_an_answer_brings_what_was_told(app: Litestar, ana: Browser) -> None:
    await a_league()
    await earn(YUCATAN, 17)
    await answer(P1)
    page = await ana.open("/mi-liga")
    assert told(page)[0] == (
        "Comparte el primer lugar con Yucatán. Con un punto más quedaría adelante."
    )


async def test_what_was_returned_is_to_be_mended(app: Litestar, ana: Browser) -> None:
    await a_league()
    await earn(YUCATAN, 15)
    await answer(I1)
    await sign("I1")
    await decide("I1-01", Verdict.RETURNED)
    await decide("I1-02")
    page = await ana.open("/mi-liga")
    assert told(page)[1:3] == [
        "Basta con completar este nivel:",
        "I1 Tema I1 · 1 por corregir: +5 al completarlos, hasta +5 más al verificarse I1-01",
    ]


async def test_mending_is_not_enough_where_it_takes_what_signing_in_time_gave(
    app: Litestar, ana: Browser
) -> None:
    definition = a_definition()
    definition["points"] |= {"timeliness": [{"days": 9_999, "points": 12}]}
    await a_league(definition=definition)
    await earn(YUCATAN, 25)
    await answer(I1)
    await sign("I1")
    await decide("I1-01", Verdict.RETURNED)
    await decide("I1-02")
    for address in ("/mi-liga", "/mi-liga/puntos"):
        found = told(await ana.open(address))
        # 22 now, of which mending takes twelve until it is signed again.
        assert found[:2] == [
            "Le faltan 3 puntos para compartir el lugar 1 con Yucatán, y 4 para quedar adelante.",
            "Basta con completar este nivel:",
        ]
        assert found[2].startswith("P1 Tema P1")
        assert found[3] == (
            "I1 Tema I1 · 1 por corregir: −7 al completarlos, +12 al firmarse de nuevo,"
            " hasta +5 más al verificarse I1-01"
        )
        assert found[4:] == [HONEST]


async def test_what_signing_in_time_would_bring_is_in_its_row(app: Litestar, ana: Browser) -> None:
    definition = a_definition()
    definition["points"] |= {"timeliness": [{"days": 9_999, "points": 12}]}
    await a_league(definition=definition)
    await earn(YUCATAN, 25)
    row = "I1 Tema I1 · 2 por responder: +10 al completarlos, +12 al firmarse, hasta +10 más"
    assert any(each.startswith(row) for each in told(await ana.open("/mi-liga")))
    await answer(I1)
    await sign("I1")
    await decide("I1-01", Verdict.RETURNED)
    await answer({"I1-01": replace(HALF, number="")})
    # Its signature is gone, and with it the twelve, until it is signed again.
    row = "I1 Tema I1 · 1 por responder: +5 al completarlos, +12 al firmarse,"
    assert any(each.startswith(row) for each in told(await ana.open("/mi-liga")))


async def test_what_waits_for_others_is_told_as_such(app: Litestar, ana: Browser) -> None:
    await a_league()
    await answer(I1)
    await answer(P1)
    # 27 now; 27 more when all of it is accepted.
    await earn(YUCATAN, 36)
    assert told(await ana.open("/mi-liga"))[1:] == [
        "Completar lo que falta no alcanza por sí solo; si además se firma y se acepta, sí.",
        "Lo completo que falta enviar o firmar suma hasta +27 cuando se acepte.",
    ]
    await sign("I1")
    assert told(await ana.open("/mi-liga"))[1:] == [
        (
            "Lo que espera verificación suma hasta +10 si se acepta, y alcanza: no hay nada más que"
            " hacer."
        ),
        "Lo completo que falta enviar o firmar suma hasta +17 cuando se acepte.",
    ]
    await earn(YUCATAN, 100)
    assert told(await ana.open("/mi-liga"))[1] == (
        "Lo que queda por completar y por verificar no alcanza para ese lugar."
    )


async def test_whoever_is_first_is_told_so(app: Litestar, ana: Browser) -> None:
    await a_league()
    await answer(I1)
    assert told(await ana.open("/mi-liga")) == ["Su gobierno va en el primer lugar de su liga."]


async def test_many_who_tie_above_are_counted(app: Litestar, ana: Browser) -> None:
    await a_league()
    assert told(await ana.open("/mi-liga"))[0].startswith(
        "Comparte el primer lugar con Ciudad de México y Yucatán."
    )


async def test_a_stopped_board_tells_nothing_of_the_others_since(
    app: Litestar, ana: Browser, clock: Clock
) -> None:
    await a_league()
    await earn(YUCATAN, 12)
    await freeze(NOON + timedelta(hours=1))
    clock.now = NOON + timedelta(hours=3)
    await earn(YUCATAN, 987, at=NOON + timedelta(hours=2))
    await answer(I1, at=NOON + timedelta(hours=2))
    page = await ana.open("/mi-liga")
    assert told(page)[:2] == [
        # With the ten points of now.
        "Le faltan 2 puntos para compartir el lugar 1 con Yucatán, y 3 para quedar adelante.",
        (
            "Compara sus puntos de ahora con los que los demás tenían al detenerse la tabla, el"
            " 3 de marzo de 2026, 13:00."
        ),
    ]
    assert "987" not in page.text


async def test_in_the_review_only_what_was_returned_can_be_done(
    app: Litestar, ana: Browser
) -> None:
    await a_league()
    await earn(YUCATAN, 12)
    await move_to(Stage.REVIEW)
    assert told(await ana.open("/mi-liga"))[1:] == [
        "Lo que queda por completar y por verificar no alcanza para ese lugar."
    ]
    await move_to(Stage.REPLY)
    assert not (await ana.open("/mi-liga")).select(PANEL)


async def test_it_is_for_its_own_government_alone(
    app: Litestar, ana: Browser, browser: Browser, carla: Browser
) -> None:
    await a_league()
    await earn(YUCATAN, 12)
    assert told(await carla.open("/mi-liga")) == ["Su gobierno va en el primer lugar de su liga."]
    for who in (browser, carla):
        assert not (await who.open(BOARD)).select(PANEL)
        assert not (await who.open("/gobiernos/20")).select(PANEL)


async def test_a_level_that_can_be_signed_in_time_is_counted(app: Litestar, ana: Browser) -> None:
    definition = a_definition()
    definition["points"]["timeliness"] = [{"days": 50, "points": 5}]
    await a_league(definition=definition)
    # All of P1 and I1 accepted are 54 points, and each of them signed by the day five more.
    await earn(YUCATAN, 64)
    assert "si además se firma y se acepta, sí" in told(await ana.open("/mi-liga"))[1]
    await earn(YUCATAN, 1)
    assert "no alcanza para ese lugar" in told(await ana.open("/mi-liga"))[1]
