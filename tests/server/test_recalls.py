"""Fechas de compromisos: what comes or has passed is told once, to those who answer for it."""

from datetime import date, datetime

import pytest

from game.commitments import Milestone, Move
from game.days import CENTRAL
from server.mail.commitments import recall
from server.tables.mail import MailRow
from tests.browser import Browser
from tests.commitments import YUCATAN, a_commitment, moved, promised
from tests.editions import a_definition, open_edition
from tests.server.conftest import Enter


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CENTRAL)


async def rounds(*days: tuple[int, int]) -> None:
    """The server looks twice on each of these days."""
    for month, day in days:
        for hour in (9, 17):
            await recall(at(month, day, hour), lambda code: f"https://liga.example/{code}")


async def subjects(address: str = "ana@oaxaca.gob.mx") -> list[str]:
    rows = (
        await MailRow.select(MailRow.subject).where(MailRow.address == address).order_by(MailRow.id)
    )
    return [row["subject"] for row in rows]


#   the first step is due on 15 April, the commitment with its last step on 30 June
@pytest.mark.both
async def test_each_day_is_told_once_to_each_head(
    ana: Browser, beto: Browser, sofia: Browser, carla: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await promised(a_commitment(YUCATAN, milestones=()), Move.AGREE)
    await rounds(
        (3, 30), (3, 31), (4, 1), (4, 15), (4, 16), (6, 14), (6, 15), (6, 30), (7, 1), (7, 2)
    )
    told = [
        "Compromiso 1: un hito es para el 15 de abril de 2026",
        "Compromiso 1: es para el 30 de junio de 2026",
        "Compromiso 1: venció el 30 de junio de 2026",
    ]
    assert await subjects() == await subjects("sofia@oaxaca.gob.mx") == told
    assert await subjects("beto@oaxaca.gob.mx") == []
    assert await subjects("carla@yucatan.gob.mx") == [
        "Compromiso 2: es para el 30 de junio de 2026",
        "Compromiso 2: venció el 30 de junio de 2026",
    ]


@pytest.mark.both
async def test_a_date_that_moved_is_another_one(ana: Browser) -> None:
    await open_edition()
    await promised(a_commitment(milestones=()), Move.AGREE)
    await rounds((6, 20), (7, 1))
    await moved(1, Move.AMEND, at=at(7, 2), note="Razón.", due=date(2026, 8, 31))
    await rounds((7, 2), (8, 20))
    assert await subjects() == [
        "Compromiso 1: es para el 30 de junio de 2026",
        "Compromiso 1: venció el 30 de junio de 2026",
        "Compromiso 1: es para el 31 de agosto de 2026",
    ]


@pytest.mark.both
async def test_the_term_to_ratify_is_told_before_and_after_it_ends(
    ana: Browser, coordinadora: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await coordinadora.send("/compromisos/herencia", participant="20", note="Cambio")
    await rounds((4, 1), (4, 15), (4, 16))
    assert (await subjects())[1:] == [
        "Compromiso 1: por ratificar hasta el 15 de abril de 2026",
        "Compromiso 1: no se ratificó a tiempo",
    ]


async def test_how_long_before_is_said_by_the_edition(ana: Browser) -> None:
    await open_edition(a_definition() | {"room": {"commitment_days": 2}})
    await promised(a_commitment(milestones=()), Move.AGREE)
    await rounds((6, 27))
    assert await subjects() == []
    await rounds((6, 28))
    assert len(await subjects()) == 1


async def test_two_steps_of_one_day_are_two_letters(ana: Browser) -> None:
    await open_edition()
    steps = tuple(Milestone(f"Paso {n}", date(2026, 4, 15)) for n in (1, 2))
    await promised(a_commitment(milestones=steps), Move.AGREE)
    await rounds((4, 10))
    assert len(await subjects()) == 2


async def test_a_letter_says_what_can_be_done(ana: Browser, enter: Enter) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await rounds((7, 1))
    row = await MailRow.select(MailRow.body).where(MailRow.subject.like("%venció%")).first()
    assert "Oaxaca: Publicar el reglamento de mejora regulatoria" in row["body"]  # type: ignore[index]
    assert "Todavía puede reportarlo o modificarlo" in row["body"]  # type: ignore[index]
    assert "https://liga.example/1" in row["body"]  # type: ignore[index]
