"""Avisos: a verdict, a question, an answer and a law are told by mail, once, and flood nobody."""

from datetime import date, timedelta

import pytest
from litestar import Litestar

from game.reviews import Verdict
from game.rules import RuleBroken
from server.notices import law_notices
from server.queries.laws import abrogate, abrogations, restore
from server.queries.mail import Message, messages
from tests.browser import Browser
from tests.editions import EDITION, a_definition, open_edition, words
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.signed import YES, answer, decide, revision_of, sign

pytestmark = pytest.mark.both

REVIEW = f"/verificacion/{EDITION}/{OAXACA}/reactivos"
ANSWER = "/mi-liga/reactivos/I1-01/hilo"


async def told(about: str) -> list[Message]:
    """The messages of one kind, the first one first."""
    found = [each.message for each in await messages(99)]
    return [each for each in reversed(found) if each.key.startswith(f"{about}.")]


@pytest.fixture
async def signed_level(app: Litestar, ana: Browser) -> None:
    """Of Oaxaca a level waits for its verdicts."""
    await open_edition()
    await answer()
    await sign()


async def judges(rita: Browser, item: str, verdict: Verdict) -> None:
    revision = await revision_of(item)
    await rita.send(
        f"{REVIEW}/{item}", verdict=verdict.value, reason="Falta el acta.", revision=revision
    )


async def test_a_level_that_is_returned_is_one_letter_a_day_to_its_lead(
    signed_level: None, rita: Browser, clock: Clock
) -> None:
    for item in ("I1-01", "I1-02"):
        await judges(rita, item, Verdict.RETURNED)
        clock.move(minutes=5)
    (letter,) = await told("returned")
    assert letter.address == PEOPLE["ana"].email
    assert letter.subject == "Respuestas devueltas: I1 Tema I1"
    assert "La primera es I1-01; puede haber más." in letter.body
    assert "/mi-liga/niveles/I1#item-I1-01" in letter.body


async def test_another_day_is_another_letter(
    signed_level: None, rita: Browser, clock: Clock
) -> None:
    await judges(rita, "I1-01", Verdict.RETURNED)
    clock.move(days=1)
    await enters(rita, PEOPLE["rita"], clock())
    await judges(rita, "I1-02", Verdict.RETURNED)
    assert len(await told("returned")) == 2


async def test_a_rejection_is_told_and_an_acceptance_is_not(
    signed_level: None, rita: Browser
) -> None:
    await judges(rita, "I1-01", Verdict.REJECTED)
    await judges(rita, "I1-02", Verdict.ACCEPTED)
    (letter,) = await told("rejected")
    assert letter.subject == "Respuestas rechazadas: I1 Tema I1"
    assert await told("accepted") == []


async def test_a_verdict_that_is_refused_tells_nobody(signed_level: None, rita: Browser) -> None:
    revision = await revision_of("I1-01")
    await rita.send(f"{REVIEW}/I1-01", 422, verdict="returned", reason=" ", revision=revision)
    assert await told("returned") == []


async def test_a_question_is_told_to_the_lead_and_an_answer_to_whoever_asked(
    signed_level: None, rita: Browser, ana: Browser
) -> None:
    await judges(rita, "I1-01", Verdict.RETURNED)
    await ana.send(ANSWER, text="Va en la página 4.")
    (answered,) = await told("answered")
    assert answered.address == PEOPLE["rita"].email
    assert answered.subject == "Oaxaca contestó: I1 Tema I1"
    assert f"/verificacion/{EDITION}/{OAXACA}/I1#item-I1-01" in answered.body
    await rita.send(f"{REVIEW}/I1-01/hilo", text="¿Y la firma?", kind="asked")
    (asked,) = await told("asked")
    assert asked.address == PEOPLE["ana"].email
    assert "en el hilo de I1-01" in asked.body
    await rita.send(f"{REVIEW}/I1-01/hilo", kind="resolved")
    assert len(await told("asked")) == 1


async def test_a_refused_entry_tells_nobody(signed_level: None, ana: Browser) -> None:
    await decide("I1-01", Verdict.RETURNED)
    await ana.send(ANSWER, 422, text=" ")
    assert await told("answered") == []


# A law


def with_successor() -> dict[str, object]:
    """The small edition, whose law ended on a known day and has a known successor."""
    given = a_definition()
    given["laws"][0]["replaced_by"] = "LNETB"
    law = {"code": "LNETB", "name": words("Ley Nacional"), "valid_from": None, "valid_to": None}
    given["laws"].append(law)
    return given


async def test_a_law_is_told_to_each_lead_it_touches_with_how_much(
    app: Litestar, ana: Browser, carla: Browser
) -> None:
    await open_edition(with_successor())
    await answer()
    await answer({"P1-01": YES}, YUCATAN)
    tell = law_notices("https://liga.example/mi-liga")
    assert await abrogate("LGMR", date(2025, 7, 17), note="Vea el DOF.", at=NOON, told=tell) == 2
    mine, theirs = sorted(await told("law"), key=lambda each: each.address)
    assert (mine.address, theirs.address) == (PEOPLE["ana"].email, PEOPLE["carla"].email)
    assert mine.subject == "Cambió una ley: Ley General de Mejora Regulatoria"
    assert "abrogada a partir del 17 de julio de 2025; la sustituye la Ley Nacional" in mine.body
    assert "En Oaxaca, 2 respuestas se fundan en ella" in mine.body
    assert "En Yucatán, 1 respuesta se funda en ella" in theirs.body
    assert "Nota: Vea el DOF." in mine.body
    assert "https://liga.example/mi-liga" in mine.body


async def test_a_law_that_is_refused_tells_nobody(app: Litestar) -> None:
    await open_edition(with_successor())
    await answer()
    tell = law_notices("https://liga.example/mi-liga")
    with pytest.raises(RuleBroken, match="law-ended-before"):
        await abrogate("LGMR", date(2026, 12, 1), at=NOON, told=tell)
    assert await told("law") == []


@pytest.mark.parametrize(
    ("since", "is_forced"),
    [(date(2025, 7, 16), False), (date(2025, 7, 17), False), (date(2026, 12, 1), True)],
)
async def test_what_the_edition_knows_of_its_end_stays(
    app: Litestar, since: date, is_forced: bool
) -> None:
    await open_edition(with_successor())
    await abrogate("LGMR", since, is_forced=is_forced, at=NOON)
    kept = (await abrogations())["LGMR"]
    assert (kept.since, kept.replaced_by) == (since, "LNETB")


async def test_it_is_told_again_after_it_was_taken_back(app: Litestar, ana: Browser) -> None:
    await open_edition(with_successor())
    await answer()
    tell = law_notices("https://liga.example/mi-liga")
    for hours in (0, 1):
        at = NOON + timedelta(hours=hours)
        await abrogate("LGMR", date(2025, 7, 17), at=at, told=tell)
        await restore("LGMR", at=at)
    assert len(await told("law")) == 2
