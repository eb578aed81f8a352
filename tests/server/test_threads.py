"""Hilo: a verifier and a government talk about a returned item, and nobody else listens."""

import asyncio
from dataclasses import replace

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from game.threads import EntryKind
from server.queries.editions import entry_of, rules_of
from server.queries.threads import keep_entry, open_threads_of, threads_of
from server.settings import Settings
from server.tables.audit import AuditRow
from tests.browser import Browser
from tests.editions import ANA, EDITION, RITA, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import answer, decide, sign

LEVEL = "/mi-liga/niveles/I1"
ANSWER = "/mi-liga/reactivos/I1-01/hilo"
REVIEW = f"/verificacion/{EDITION}/{OAXACA}/I1"
VERIFY = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-01/hilo"
ACTA = "Se anexó el acta completa, página 4."


@pytest.fixture
async def returned(app: Litestar) -> None:
    """Of Oaxaca's second level one item was returned."""
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED, reason="Falta el acta.")


async def kinds() -> list[str]:
    thread = (await threads_of(OAXACA, EDITION))["I1-01"]
    return [each.kind.value for each in thread.entries]


# What is said


async def test_a_return_opens_a_thread_with_its_reason(returned: None, ana: Browser) -> None:
    page = await ana.open(LEVEL)
    thread = page.select_one("#item-I1-01 .thread")
    assert "Falta el acta." in thread.text
    assert "Le toca contestar." in thread.text
    assert "al gobierno" not in thread.text
    assert not page.select("#item-I1-02 .thread")
    page = await ana.open("/mi-liga")
    (listed,) = page.select(f'main a[href="{LEVEL}#item-I1-01"]')
    assert listed.text == "I1-01. ¿Pregunta I1-01?"
    told = page.select_one("[aria-labelledby=returned] li").text
    assert "Le toca contestar." in told
    assert told.count("Falta el acta.") == 1
    assert not page.select("[aria-labelledby=threads]")


async def test_a_thread_of_what_was_mended_is_listed_with_its_question(
    returned: None, ana: Browser
) -> None:
    await ana.send(ANSWER, text=ACTA)
    page = await ana.open("/mi-liga")
    assert ACTA in page.select_one("[aria-labelledby=returned] li").text
    await ana.send("/mi-liga/reactivos/I1-01", revision="2", number="6", denominator="10")
    page = await ana.open("/mi-liga")
    assert not page.select("[aria-labelledby=returned]")
    listed = page.select_one("[aria-labelledby=threads]")
    assert "1 hilo abierto" in listed.text
    assert listed.select_one("a")["href"] == f"{LEVEL}#item-I1-01"
    assert listed.select_one("a").text == "I1-01. ¿Pregunta I1-01?"


async def test_the_government_answers_in_words_and_the_verifier_asks_again(
    returned: None, ana: Browser, beto: Browser, rita: Browser
) -> None:
    page = await ana.send(ANSWER, text=ACTA)
    assert page.url.endswith(f"{LEVEL}#item-I1-01")
    said = page.select_one("#item-I1-01 .thread").text
    assert ACTA in said
    assert "Ana Ruiz, Enlace, 3 de marzo de 2026" in said
    page = await rita.open("/verificacion")
    assert "1 hilo abierto" in page.text
    assert ACTA in page.text
    asked = (await rita.open(REVIEW)).select_one("#item-I1-01 .thread").text
    assert "Lo leen el gobierno y quienes verifican." in asked
    page = await rita.send(VERIFY, text="¿Y la firma del acta?", kind="asked")
    assert page.url.endswith(f"{REVIEW}#item-I1-01")
    told = page.select_one("#item-I1-01 .thread").text
    assert ACTA in told
    assert "Toca contestar al gobierno." in told
    await beto.send(ANSWER, text="En la última hoja.")
    assert await kinds() == ["returned", "answered", "asked", "answered"]
    (row,) = await AuditRow.select().where(AuditRow.action == "thread-asked")
    assert row["subject"] == "I1-01"


async def test_the_verifier_takes_it_as_resolved_and_another_return_opens_it_again(
    returned: None, rita: Browser, ana: Browser
) -> None:
    await ana.send(ANSWER, text=ACTA)
    page = await rita.send(VERIFY, kind="resolved")
    thread = page.select_one("#item-I1-01 .thread")
    assert "Resuelto" in thread.text
    assert not thread.select("form")
    assert await open_threads_of(OAXACA, EDITION) == ()
    page = await ana.send(ANSWER, 409, text="Algo más.")
    assert "ya se dio por resuelto" in page.select_one("#thread-I1-01-text-error").text
    assert page.select_one("#thread-I1-01-text").text.strip() == "Algo más."
    await decide("I1-01", Verdict.RETURNED, reason="El acta no abre.")
    (thread_again,) = await open_threads_of(OAXACA, EDITION)
    assert thread_again.entries[-1].text == "El acta no abre."
    assert await kinds() == ["returned", "answered", "resolved", "returned"]


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.REJECTED])
async def test_a_final_verdict_resolves_it(returned: None, verdict: Verdict) -> None:
    await decide("I1-01", verdict, reason="No es del periodo.")
    assert await open_threads_of(OAXACA, EDITION) == ()
    assert await kinds() == ["returned", "resolved"]


async def test_what_was_accepted_at_once_has_no_thread(returned: None, ana: Browser) -> None:
    await decide("I1-02")
    assert set(await threads_of(OAXACA, EDITION)) == {"I1-01"}
    await ana.send("/mi-liga/reactivos/I1-02/hilo", 409, text="¿Y esto?")


# What is refused stays as it was typed


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        pytest.param("  ", 422, "Escriba lo que quiere decir", id="nothing"),
        pytest.param("x" * 4_001, 422, "hasta 4,000 caracteres", id="a speech"),
    ],
)
async def test_an_answer_that_is_refused_is_still_there(
    returned: None, ana: Browser, text: str, status: int, told: str
) -> None:
    page = await ana.send(ANSWER, status, text=text)
    assert told in page.select_one("#thread-I1-01-text-error").text
    assert page.select_one("#thread-I1-01-text").text.strip() == text.strip()
    assert await kinds() == ["returned"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"kind": "asked", "text": " "}, "Escriba lo que quiere decir", id="nothing"),
        pytest.param({"kind": "answered", "text": "Yo."}, "Elija qué hacer", id="not hers to say"),
        pytest.param({"text": "¿Y bien?"}, "Elija qué hacer", id="meant as nothing"),
    ],
)
async def test_a_question_that_is_refused_is_still_there(
    returned: None, rita: Browser, fields: dict[str, str], told: str
) -> None:
    page = await rita.send(VERIFY, 422, **fields)
    assert told in page.select_one("#thread-I1-01-text-error").text
    assert page.select_one("#thread-I1-01-text").text.strip() == fields["text"].strip()
    assert await kinds() == ["returned"]


async def test_in_the_right_of_reply_nothing_more_is_said(
    returned: None, ana: Browser, rita: Browser
) -> None:
    await move_to(Stage.REVIEW)
    await ana.send(ANSWER, text=ACTA)
    await move_to(Stage.REPLY)
    page = await ana.open(LEVEL)
    assert ACTA in page.select_one("#item-I1-01 .thread").text
    assert not page.select("#item-I1-01 .thread form")
    assert page.select("form[action*='I1-01/replica']")
    assert not (await ana.open("/mi-liga")).select("[aria-labelledby=threads]")
    page = await ana.send(ANSWER, 409, text="Otra cosa.")
    assert page.select_one("#thread-I1-01-text").text.strip() == "Otra cosa."
    page = await rita.send(VERIFY, 409, kind="asked", text="¿Ya?")
    assert page.select_one("#thread-I1-01-text").text.strip() == "¿Ya?"
    assert "hilo abierto" not in (await rita.open("/verificacion")).text


# Who may


async def test_other_governments_see_and_say_nothing_of_it(returned: None, carla: Browser) -> None:
    await carla.send(ANSWER, 409, text="Desde Yucatán.")
    assert await kinds() == ["returned"]
    assert "Falta el acta." not in (await carla.open(LEVEL)).text
    await carla.send(VERIFY, 403, kind="asked", text="¿Y bien?")
    await carla.open(REVIEW, 403)


async def test_whoever_signs_reads_it_and_does_not_write(returned: None, sofia: Browser) -> None:
    page = await sofia.open(LEVEL)
    assert "Falta el acta." in page.select_one("#item-I1-01 .thread").text
    assert not page.select("#item-I1-01 .thread form")
    await sofia.send(ANSWER, 403, text="Yo firmo.")


async def test_whoever_publishes_reads_the_level_without_its_threads(
    returned: None, ana: Browser, publicadora: Browser
) -> None:
    await ana.send(ANSWER, text=ACTA)
    page = await publicadora.open(REVIEW)
    assert "Falta el acta." in page.text
    assert ACTA not in page.text


async def test_nobody_asks_as_a_verifier_of_their_own_state(
    app: Litestar, rita: Browser, victor: Browser
) -> None:
    await open_edition()
    await answer(participant=YUCATAN)
    await sign(participant=YUCATAN)

    await decide(
        "I1-01",
        Verdict.RETURNED,
        participant=YUCATAN,
        by=replace(RITA, account=77, state="09"),
    )
    address = f"/verificacion/{EDITION}/{YUCATAN}/reactivos/I1-01/hilo"
    page = await rita.open(f"/verificacion/{EDITION}/{YUCATAN}/I1")
    assert not page.select(".thread form")
    page = await rita.send(address, 403, kind="asked", text="¿Y bien?")
    assert page.select_one("#thread-I1-01-text").text.strip() == "¿Y bien?"
    assert "hilo abierto" not in (await rita.open("/verificacion")).text
    await victor.send(address, kind="asked", text="¿Y bien?")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/verificacion/{EDITION}/{OAXACA}/reactivos/Z9-99/hilo", 404),
        (f"/verificacion/{EDITION}/09/reactivos/I1-01/hilo", 404),
        (f"/verificacion/{EDITION}/{OAXACA}/reactivos/P1-01/hilo", 409),
    ],
)
async def test_where_there_is_no_thread(
    returned: None, rita: Browser, address: str, status: int
) -> None:
    await rita.send(address, status, kind="asked", text="¿Y bien?")


async def test_the_address_of_a_form_opened_anew_leads_to_its_item(
    returned: None, ana: Browser, rita: Browser
) -> None:
    assert (await ana.open(ANSWER)).url.endswith(f"{LEVEL}#item-I1-01")
    assert (await rita.open(VERIFY)).url.endswith(f"{REVIEW}#item-I1-01")
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-01"
    assert (await rita.open(address)).url.endswith(f"{REVIEW}#item-I1-01")


@pytest.mark.both
async def test_the_same_sent_many_times_at_once_is_said_once(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    say = (
        keep_entry(rules, entry, "I1-01", EntryKind.ANSWERED, ACTA, by=ANA, at=NOON)
        for _ in range(5)
    )
    await asyncio.gather(*say)
    assert await kinds() == ["returned", "answered"]


@pytest.mark.both
async def test_two_people_at_once_are_both_heard(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await asyncio.gather(
        keep_entry(rules, entry, "I1-01", EntryKind.ANSWERED, ACTA, by=ANA, at=NOON),
        keep_entry(rules, entry, "I1-01", EntryKind.ASKED, "¿Y bien?", by=RITA, at=NOON),
    )
    assert sorted(await kinds()) == ["answered", "asked", "returned"]
