"""Corregir: what was returned is mended by saying something else, and by nothing less.

I1-02, an honest no:   Falta. · Hacerlo. · 1/12/2026     returned
typed anew:            falta  · «Hacerlo» · 2026-12-01   the same
mended:                Falta presupuesto. · Hacerlo. · 1/12/2026
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from litestar import Litestar

from game.answers import Answer
from game.badges import Award
from game.points import Points
from game.reviews import Verdict
from indicators.matrix import AnswerState
from server.imports.snapshots import rebuilt_from
from server.queries.answers import answers_of, keep_answer, keep_theirs, matrix_rows_of
from server.queries.badges import achieved_of, history_of
from server.queries.coordination import progress_of
from server.queries.evidence import keep_evidence
from server.queries.points import ledger_of
from server.queries.publications import tally_of
from server.queries.reopenings import reopen_level
from server.queries.results import frozen
from tests.browser import Browser
from tests.editions import ANA, BETO, EDITION, SOFIA, a_badge, a_definition, here, open_edition
from tests.server.people import NOON, OAXACA
from tests.server.signed import (
    HALF,
    LATE,
    NO,
    P1,
    YES,
    a_document,
    answer,
    decide,
    sign,
    sign_again,
)

LEVEL: Final = "/mi-liga/niveles/I1"
QUEUE: Final = "/verificacion"
TYPED_ANEW: Final = replace(LATE, reason="  falta ", plan="«Hacerlo»...", plan_by="1/12/2026")
MENDED: Final = replace(LATE, reason="Falta presupuesto.")
BLANK: Final = Answer("I1-02")
SAME: Final = "Lo guardado dice lo mismo que se devolvió"

#   What it says after it was returned, one save after the other.
BACK: Final = {
    "typed anew": (TYPED_ANEW,),
    "something else in between": (MENDED, LATE),
    "nothing in between": (BLANK, TYPED_ANEW),
    "a yes in between, whose no stays typed under it": (
        Answer("I1-02", date="2020-01-01"),
        replace(TYPED_ANEW, text="algo que no se pregunta"),
    ),
}
ways_back = pytest.mark.parametrize("saves", BACK.values(), ids=BACK)


@pytest.fixture(autouse=True)
async def returned(app: Litestar) -> None:
    """Oaxaca's second level is signed and one of its two answers returned, on Tuesday the 3rd."""
    definition = a_definition()
    badges = [
        a_badge("correcciones", "mended", "Correcciones", items=1, working_days=5),
        a_badge("constancia", "streak", "Constancia", working_days=2),
    ]
    await open_edition(definition | {"badges": badges})
    await answer({"I1-01": HALF, "I1-02": LATE})
    await sign()
    await decide("I1-02", Verdict.RETURNED, reason="Diga qué falta.")


def march(day: int) -> datetime:
    """Noon of a day of March."""
    return datetime(2026, 3, day, 18, tzinfo=UTC)


async def save(*saves: Answer, day: int = 4) -> None:
    rules, entry = await here()
    for each in saves:
        kept = (await answers_of(OAXACA, EDITION))[each.item]
        await keep_answer(rules, entry, each, base=kept.revision, by=ANA, at=march(day))


async def worth(item: str = "I1-02") -> Points:
    _, entry = await here()
    moves = [each.event.points for each in await ledger_of(entry) if each.event.item == item]
    return sum(moves, Points())


async def awards(day: int) -> dict[str, Award]:
    rules, entry = await here()
    found = await achieved_of(rules, entry, now=march(day))
    return {award.badge.code: award for award in found.awards}


async def factor() -> tuple[AnswerState, object]:
    cells = {(who, item): found for who, item, *found in await matrix_rows_of(EDITION)}
    state, known = cells[OAXACA, "I1-02"]
    return state, known


async def follows() -> None:
    """What would be frozen follows from what it tells, though the mended answer is a draft."""
    _, text, _ = await frozen(EDITION)
    document = json.loads(text)
    assert rebuilt_from(document).document(robustness=False) == document


@pytest.mark.both
@ways_back
async def test_what_comes_back_to_what_was_returned_stands_as_returned(
    rita: Browser, ana: Browser, saves: Sequence[Answer]
) -> None:
    await save(*saves)
    assert await worth() == Points()
    assert await factor() == (AnswerState.ANSWERED, 0)
    await follows()
    await sign_again()
    await follows()
    rules, _ = await here()
    assert "1 por decidir · 1 devuelta" in (await rita.open(QUEUE)).text
    (oaxaca,) = [e for e in await progress_of(rules.questionnaire) if e.participant == OAXACA]
    assert oaxaca.returned == 1
    assert (await tally_of(rules)).returned == 1
    page = await ana.open(LEVEL)
    assert "1 devuelto por corregir" in page.select_one("#progress").text
    told = page.select_one("#item-I1-02").text
    assert SAME in told
    assert "ya se corrigió" not in told


@pytest.mark.both
@ways_back
async def test_it_is_no_correction_in_time_and_no_work_of_its_day(
    saves: Sequence[Answer],
) -> None:
    await save(*saves)
    found = await awards(day=4)
    assert (found["correcciones"].done, found["correcciones"].is_out) == (0, False)
    assert (await awards(day=11))["correcciones"].is_out
    rules, entry = await here()
    days = {at.day for at in (await history_of(rules, entry, None)).saves}
    # Whatever said something else was work.
    assert days == ({3} if saves == (TYPED_ANEW,) else {3, 4})


@pytest.mark.both
async def test_other_words_mend_it(rita: Browser, ana: Browser) -> None:
    await save(TYPED_ANEW, MENDED)
    assert await worth() == Points(provisional=5)
    assert (await factor())[0] is AnswerState.NO_ANSWER
    await follows()
    found = await awards(day=5)
    assert found["correcciones"].earned_at == march(4)
    assert found["constancia"].earned_at == march(4)
    await sign_again()
    assert "2 por decidir" in (await rita.open(QUEUE)).text
    told = (await ana.open(LEVEL)).select_one("#item-I1-02").text
    assert "ya se corrigió" in told
    assert SAME not in told


async def test_a_correction_counts_from_the_words_that_stay() -> None:
    await save(MENDED, day=4)
    await save(LATE, day=5)
    await save(replace(MENDED, plan="Contratar."), day=6)
    assert (await awards(day=6))["correcciones"].earned_at == march(6)


async def test_words_that_lost_to_what_was_returned_mend_nothing() -> None:
    """Beto wrote something else, and chose to keep what was in force."""
    rules, entry = await here()
    base = (await answers_of(OAXACA, EDITION))["I1-02"].revision
    await keep_theirs(rules, entry, MENDED, base=base, by=BETO, at=march(4))
    assert await worth() == Points()
    assert (await awards(day=5))["correcciones"].done == 0


async def test_what_was_returned_last_is_what_has_to_change() -> None:
    """Both were returned, and the first one is something else than the second."""
    await save(MENDED)
    await sign_again(at=march(4))
    await decide("I1-02", Verdict.RETURNED, at=march(5))
    await save(TYPED_ANEW, day=6)
    assert await worth() == Points(provisional=5)
    assert (await awards(day=6))["correcciones"].done == 1
    await save(MENDED, day=6)
    assert await worth() == Points()


async def test_what_is_accepted_as_it_was_returned_has_nothing_to_mend() -> None:
    await decide("I1-01", Verdict.RETURNED)
    await save(replace(HALF, number="6"))
    await sign_again(at=march(4))
    assert (await awards(day=9))["correcciones"].earned_at is None
    await decide("I1-02", at=march(9))
    assert (await awards(day=20))["correcciones"].earned_at == march(9)


async def test_a_level_handed_in_again_says_what_stays_returned(ana: Browser) -> None:
    """Beside the answer and beside the button. The rest of the level can be verified."""
    rules, entry = await here()
    await reopen_level(rules, entry, "I1", "Faltó anexar el acta.", by=SOFIA, at=NOON)
    page = await ana.open(LEVEL)
    assert (
        "Si el nivel se envía así, la respuesta sigue devuelta"
        in page.select_one("#item-I1-02").text
    )
    assert "1 respuesta sigue como se devolvió" in page.select_one("#progress .submit").text
    await ana.send(
        "/mi-liga/reactivos/I1-02",
        revision="1",
        date="2010-01-01",
        reason="falta",
        plan="Hacerlo",
        plan_by="2026-12-01",
    )
    page = await ana.open(LEVEL)
    assert SAME in page.select_one("#item-I1-02").text
    page = await ana.send(f"{LEVEL}/enviar")
    assert "1 devuelto por corregir" in page.select_one("#progress").text
    await save(MENDED)
    assert not (await ana.open(LEVEL)).select("#progress .level-mend")


async def test_what_is_signed_says_what_was_not_mended(sofia: Browser) -> None:
    await save(TYPED_ANEW)
    assert "sin corregir" in (await sofia.open(f"{LEVEL}/firmar")).text
    await save(MENDED)
    page = await sofia.open(f"{LEVEL}/firmar")
    assert "ya se corrigió" in page.text
    assert "sin corregir" not in page.text


# What is no longer asked


async def opened_and_returned() -> None:
    """P1-01, which opens P1-04, and P1-04 itself are returned on the 3rd; I1-02 is mended then."""
    await save(MENDED, day=3)
    await answer({"P1-01": YES})
    await answer({"P1-04": Answer("P1-04", number="8")})
    await answer({code: each for code, each in P1.items() if code != "P1-01"})
    await sign("P1")
    for item in ("P1-01", "P1-04"):
        await decide(item, Verdict.RETURNED)


async def correction(day: int) -> tuple[datetime | None, int, bool]:
    """When it was earned, how much of it is done, and whether it is lost."""
    found = (await awards(day))["correcciones"]
    return found.earned_at, found.done, found.is_out


async def waiting() -> int:
    rules, _ = await here()
    return {each.participant: each.returned for each in await progress_of(rules.questionnaire)}[
        OAXACA
    ]


@pytest.mark.both
async def test_what_is_no_longer_asked_is_neither_mended_nor_left() -> None:
    await opened_and_returned()
    assert await waiting() == 2
    assert await correction(4) == (None, 1, False)
    await save(NO, day=5)
    assert await waiting() == 0
    assert await correction(31) == (march(5), 1, False)
    # What it is opened by is a yes again, on another page of the same gazette.
    await save(YES, day=9)
    rules, entry = await here()
    await keep_evidence(rules, entry, "P1-01", a_document(), "4", by=ANA, at=march(9))
    assert await waiting() == 1
    assert await worth("P1-04") == Points()
    assert await correction(10) == (None, 1, False)
    await save(Answer("P1-04", number="9"), day=10)
    assert await correction(31) == (march(10), 1, False)


@pytest.mark.both
async def test_what_was_left_past_its_term_is_lost_though_it_is_no_longer_asked() -> None:
    await opened_and_returned()
    await save(replace(YES, text="otra"), day=5)
    await save(NO, day=11)
    assert (await correction(31))[2]


async def test_what_opens_an_item_and_lost_to_another_answer_closes_nothing() -> None:
    await opened_and_returned()
    rules, entry = await here()
    base = (await answers_of(OAXACA, EDITION))["P1-01"].revision
    await keep_theirs(rules, entry, NO, base=base, by=BETO, at=march(5))
    assert await waiting() == 2
    assert (await correction(31))[2]
