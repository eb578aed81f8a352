"""Dictámenes: what a verifier decides of a promise is told to whoever answers for it."""

from collections.abc import Mapping
from datetime import date

import pytest

from game.answers import Citation
from game.commitments import Move, Status, ask_review
from server.db import Refused
from server.queries.commitments import commitment_of, keep_asked_review, keep_change
from server.queries.mail import Message
from server.tables.accounts import AccountRow
from server.tables.commitments import CommitmentEventRow
from server.tables.mail import MailRow
from tests.browser import Browser
from tests.commitments import (
    NOON,
    OAXACA,
    TODAY,
    VICTOR,
    YUCATAN,
    a_commitment,
    lines_seen,
    moved,
    promised,
)
from tests.editions import open_edition
from tests.server.conftest import Clock, Enter
from tests.server.people import PEOPLE

HEADS = [PEOPLE["ana"].email, PEOPLE["sofia"].email]
PROOF = (Citation("a" * 32, "1"),)
VERDICT = "/compromisos/1/dictamen"
NOTE = "Falta la firma.\n\nY el sello."


async def reported(**given: object) -> int:
    """A promise that waits for its verifier."""
    code = await promised(a_commitment(milestones=(), **given), Move.AGREE)
    await moved(code, Move.REPORT_DONE, note="Se hizo.", evidence=PROOF)
    return code


async def to_be_reviewed() -> None:
    """A promise that somebody verified, and readers contradict."""
    await moved(await reported(), Move.VERIFY, by=VICTOR, note="Se vio.")
    seen = (await commitment_of(1)).commitment
    await keep_asked_review(seen, ask_review(seen, TODAY, 3), NOON)


async def told() -> list[Mapping[str, str]]:
    """What was written of verdicts, by address."""
    row = MailRow
    return (
        await row.select(row.address, row.subject, row.body)
        .where(row.key.like("verdict.%"))
        .order_by(row.address)
    )


@pytest.mark.both
@pytest.mark.parametrize(
    ("move", "subject", "after"),
    [
        pytest.param(
            "send_back",
            "Compromiso 1: se devolvió con observaciones",
            "Puede reportarlo otra vez como cumplido",
            id="sent back",
        ),
        pytest.param(
            "verify",
            "Compromiso 1: se verificó el cumplimiento",
            "No tiene que hacer nada más. Si se publican observaciones",
            id="kept",
        ),
        pytest.param(
            "uphold",
            "Compromiso 1: se confirmó que se cumplió",
            "No tiene que hacer nada más.",
            id="kept after all",
        ),
        pytest.param(
            "reverse",
            "Compromiso 1: se declaró que no se ha cumplido",
            "Fecha comprometida: 30 de junio de 2026.",
            id="not kept after all",
        ),
    ],
)
async def test_the_heads_are_told_once_what_was_decided(
    ana: Browser,
    beto: Browser,
    sofia: Browser,
    victor: Browser,
    move: str,
    subject: str,
    after: str,
) -> None:
    await (to_be_reviewed if move in {"uphold", "reverse"} else reported)()
    fields = {"move": move, "note": NOTE, "seen": await lines_seen()}
    if move in {"uphold", "reverse"}:
        # Another one than who verified it first, as the rows have it.
        await CommitmentEventRow.update({CommitmentEventRow.account: None}).where(
            CommitmentEventRow.act == "verify"
        )
    await victor.send(VERDICT, **fields)
    await victor.send(VERDICT, **fields)
    letters = await told()
    assert [each["address"] for each in letters] == HEADS
    for letter in letters:
        assert letter["subject"] == subject
        assert "Oaxaca: Publicar el reglamento de mejora regulatoria" in letter["body"]
        assert "Lo que escribió quien verifica:\n> Falta la firma.\n> \n> Y el sello." in (
            letter["body"].replace("\r\n", "\n")
        )
        assert after in letter["body"]
        assert "/compromisos/1\n" in letter["body"]
        assert "  " not in letter["subject"]


@pytest.mark.both
async def test_what_was_not_met_is_told_with_the_way_that_is_left(
    ana: Browser, carla: Browser, clock: Clock, enter: Enter
) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(YUCATAN), Move.AGREE)
    clock.move(days=150)
    victor = await enter("victor")
    await victor.send(VERDICT, move="mark_not_met", note="Nada llegó.", seen=await lines_seen())
    (letter,) = await told()
    assert letter["address"] == PEOPLE["ana"].email
    assert letter["subject"] == "Compromiso 1: se declaró no cumplido"
    assert "> Nada llegó." in letter["body"]
    assert "puede proponer un compromiso nuevo" in letter["body"]


async def test_each_head_reads_it_in_their_language_and_the_note_as_it_was_written(
    ana: Browser, sofia: Browser, victor: Browser
) -> None:
    await AccountRow.update({AccountRow.locale: "en"}).where(
        AccountRow.email == PEOPLE["sofia"].email
    )
    await reported()
    await victor.send(VERDICT, move="send_back", note=NOTE, seen=await lines_seen())
    spanish, english = await told()
    assert spanish["subject"] == "Compromiso 1: se devolvió con observaciones"
    assert english["subject"] == "Commitment 1: returned with remarks"
    assert "> Falta la firma." in english["body"]
    assert "Quien verifica" not in english["body"]
    assert "It is here: http" in english["body"]


async def test_a_second_verdict_is_another_letter(ana: Browser, victor: Browser) -> None:
    await reported()
    await victor.send(VERDICT, move="send_back", note="Falta.", seen=await lines_seen())
    await moved(1, Move.REPORT_DONE, note="Ya.", evidence=PROOF)
    await victor.send(VERDICT, move="send_back", note="Falta.", seen=await lines_seen())
    assert len(await told()) == 2


@pytest.mark.both
async def test_a_verdict_that_is_not_kept_is_told_to_nobody(ana: Browser) -> None:
    code = await reported()
    seen = (await commitment_of(code)).commitment
    back = await moved(code, Move.SEND_BACK, by=VICTOR, note="Falta.")
    letter = Message("verdict.1.9.1", PEOPLE["ana"].email, "Ana", "Asunto", "Texto")
    with pytest.raises(Refused, match="commitment-changed"):
        await keep_change(seen, back, by=VICTOR, at=NOON, letters=[letter])
    assert await told() == []


async def test_what_a_government_does_itself_is_no_verdict(ana: Browser, sofia: Browser) -> None:
    await promised()
    await ana.send("/compromisos/1/pasos", move="agree")
    await ana.send("/compromisos/1/pasos", move="withdraw", note="Ya no procede.")
    assert await told() == []


# What their own page says


@pytest.mark.both
async def test_what_came_back_is_on_their_page_until_it_is_reported_again(
    ana: Browser, beto: Browser, victor: Browser
) -> None:
    await open_edition()
    for goal in ("Una", "Otra"):
        await reported(goal=goal)
    assert "con observaciones" not in (await ana.open("/mi-liga")).text
    await moved(1, Move.SEND_BACK, by=VICTOR, note="Falta.")
    own = f'.notice a[href="/gobiernos/{OAXACA}/compromisos"]'
    page = await beto.open("/mi-liga")
    assert page.select_one(own).text == (
        "1 compromiso volvió con observaciones y puede reportarse otra vez."
    )
    await moved(2, Move.SEND_BACK, by=VICTOR, note="Falta.")
    # What else moves of it does not answer the remarks.
    await moved(1, Move.AMEND, note="Veda.", due=date(2026, 8, 31))
    page = await ana.open("/mi-liga")
    assert "2 compromisos volvieron con observaciones" in page.select_one(own).text
    await moved(1, Move.REPORT_DONE, note="Ya.", evidence=PROOF)
    await moved(2, Move.WITHDRAW, note="Ya no procede.")
    assert not (await ana.open("/mi-liga")).select(own)


async def test_a_verdict_that_was_reversed_is_on_their_page_too(ana: Browser) -> None:
    await open_edition()
    await to_be_reviewed()
    await moved(1, Move.REVERSE, by=VICTOR, note="No está.")
    assert "1 compromiso volvió con observaciones" in (await ana.open("/mi-liga")).text


# A word with each of them


@pytest.mark.parametrize("note", ["", " \n", "\u2060"])
async def test_nothing_is_verified_without_a_word(victor: Browser, ana: Browser, note: str) -> None:
    await reported()
    form = (await victor.open("/compromisos/1")).select_one("#verify-note")
    assert form.has_attr("required")
    page = await victor.send(VERDICT, 422, move="verify", note=note, seen=await lines_seen())
    assert page.select_one("#verify-note-error").text.strip()
    assert page.select('a[href="#verify-note"]')
    assert (await commitment_of(1)).commitment.status is Status.REPORTED_DONE
    assert await told() == []


async def test_no_promise_passes_on_without_a_word(coordinadora: Browser) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    form = (await coordinadora.open("/compromisos/1")).select_one("#inherit-note")
    assert form.has_attr("required")
    page = await coordinadora.send("/compromisos/1/herencia", 422, move="inherit", note=" ")
    assert page.select_one("#inherit-note-error").text.strip()
    assert (await commitment_of(1)).commitment.status is Status.AGREED


@pytest.mark.both
async def test_a_government_passes_on_with_a_word_and_nothing_typed_is_lost(
    coordinadora: Browser, ana: Browser
) -> None:
    await open_edition()
    await promised(None, Move.AGREE)
    await promised(a_commitment(YUCATAN), Move.AGREE)
    page = await coordinadora.open(f"/compromisos?gobierno={OAXACA}")
    assert page.select_one("#inherit-note").has_attr("required")
    assert not page.select("details.confirm[open]")
    address = "/compromisos/herencia"
    page = await coordinadora.send(address, 422, participant=OAXACA, note=" ")
    assert "Escríbalo: será público" in page.select_one("#inherit-note-error").text
    assert page.select_one(".problems a")["href"] == "#inherit-note"
    assert page.select("details.confirm[open] #inherit-note")
    assert len(page.select(".commitment")) == 1
    long = await coordinadora.send(address, 422, participant=OAXACA, note="x" * 5000)
    assert "4,000" in long.select_one("#inherit-note-error").text
    assert long.select_one("#inherit-note").text.strip() == "x" * 5000
    assert (await commitment_of(1)).commitment.status is Status.AGREED
    assert not await MailRow.exists().where(MailRow.key.like("inherited.%"))
    await coordinadora.send(address, participant=OAXACA, note="Cambio de gobierno")
    assert (await commitment_of(1)).commitment.status is Status.INHERITED
    # Nothing is left to pass on: there is no field to mend.
    await coordinadora.send(address, 422, participant=OAXACA, note="x" * 5000)
