"""What reports never move, what three of them ask for, and what nobody learns of their senders."""

import os
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar

from game.answers import Citation
from game.commitments import Move as CommitmentMove
from game.commitments import awaits_review
from game.reports import Move
from server.mail.reports import look_after_reports
from server.queries.commitments import commitment_of, under_review
from server.queries.reports import report_of
from server.reports import rules_now
from server.settings import Settings
from server.tables import ALL
from server.tables.mail import MailRow
from server.tables.reports import ReportRow, ReportTurnRow, SupportRow
from server.voices import ask_for_review
from tests.browser import Browser
from tests.commitments import ANA, NOON, VICTOR, promised
from tests.commitments import moved as commitment_moved
from tests.editions import open_edition
from tests.reports import CANARY, contradicting, moved, private_link, published, sent
from tests.server.addresses import addresses
from tests.server.conftest import Clock, Enter
from tests.server.people import PEOPLE, person_called, seated

LATER = NOON + timedelta(hours=1)
# Where a report may be read, or somebody is told of it.
NEAR = ("observaciones", "compromisos", "mi-liga", "cuentas", "gobiernos", "coordinacion")
# What a report may write: its own rows, letters, what was done, the history of a commitment, and
# the documents of answers.
OF_REPORTS = frozenset(
    {"report", "report_event", "report_support", "report_turn", "report_watch", "mail"}
    | {"audit_event", "commitment_event", "document", "idempotency"}
)


async def kept_promise() -> int:
    """A commitment that Víctor found kept."""
    code = await promised(None, CommitmentMove.AGREE, CommitmentMove.START)
    proof = (Citation("d", "1"),)
    await commitment_moved(code, CommitmentMove.REPORT_DONE, note="Ya.", evidence=proof)
    await commitment_moved(code, CommitmentMove.VERIFY, by=VICTOR, note="Sin pendientes.")
    return code


async def contradicted(settings: Settings, code: int, *people: str) -> None:
    for who in people:
        email = f"{who}@correo.example"
        await published(settings, contradicting(code), email=email, at=LATER)


async def everything_else() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that reports do not write."""
    return {
        table._meta.tablename: await table.select().order_by(table._meta.primary_key)
        for table in ALL
        if table._meta.tablename not in OF_REPORTS
    }


# What they ask for


@pytest.mark.both
async def test_three_people_have_a_commitment_verified_again(
    app: Litestar, each_settings: Settings, clock: Clock, browser: Browser, enter: Enter
) -> None:
    victor = await enter("victor")
    await seated(PEOPLE["ana"])
    by = await person_called(PEOPLE["victor"])
    code = await promised(None, CommitmentMove.AGREE, CommitmentMove.START)
    await commitment_moved(
        code, CommitmentMove.REPORT_DONE, note="Ya.", evidence=(Citation("d", "1"),)
    )
    await commitment_moved(code, CommitmentMove.VERIFY, by=by, note="Sin pendientes.")
    rules = await rules_now(LATER)
    await contradicted(each_settings, code, "uno", "dos")
    await published(each_settings, contradicting(code), email="dos@correo.example", at=LATER)
    await published(each_settings, contradicting(code), email="dos+b@correo.example", at=LATER)
    assert not await ask_for_review(code, rules, LATER)
    await contradicted(each_settings, code, "tres")
    assert await ask_for_review(code, rules, LATER)
    assert not await ask_for_review(code, rules, LATER)
    assert [each.commitment.code for each in await under_review()] == [code]
    clock.move(hours=2)
    page = await browser.open(f"/compromisos/{code}")
    assert "3 personas o empresas dicen que no se cumple." in page.select_one(".timeline").text
    assert "Se verificará de nuevo." in page.text
    assert "No coincide con lo que se verificó." in page.text
    assert "Piden nueva verificación" in (await victor.open("/verificacion/compromisos")).text
    verdict = f"/compromisos/{code}/dictamen"
    assert not (await victor.open(f"/compromisos/{code}")).select(f"form[action='{verdict}']")
    await victor.send(verdict, 403, move="uphold", note="Sigue bien.")
    rita = await enter("rita")
    await rita.send(verdict, 422, move="reverse", note=" ")
    after = await rita.send(verdict, move="uphold", note="Se revisó y está publicado.")
    assert "No coincide con lo que se verificó." not in after.text
    assert await under_review() == ()
    assert (await commitment_of(code)).commitment.status == "verified"
    await rita.send(verdict, 409, move="reverse", note="Otra vez.")


async def test_another_look_may_end_with_another_verdict(
    app: Litestar, each_settings: Settings, clock: Clock, rita: Browser
) -> None:
    code = await kept_promise()
    await contradicted(each_settings, code, "uno", "dos", "tres")
    await look_after_reports(LATER, each_settings, lambda _code: "")
    assert awaits_review((await commitment_of(code)).commitment)
    clock.move(hours=2)
    await rita.send(f"/compromisos/{code}/dictamen", move="reverse", note="No está publicado.")
    commitment = (await commitment_of(code)).commitment
    assert commitment.status == "in_progress"
    assert commitment.history[-1].note == "No está publicado."


async def test_reports_from_before_the_verdict_ask_for_nothing(
    app: Litestar, each_settings: Settings
) -> None:
    code = await kept_promise()
    for who in ("uno", "dos", "tres"):
        email, before = f"{who}@correo.example", NOON - timedelta(hours=1)
        await published(each_settings, contradicting(code), email=email, at=before)
    assert not await ask_for_review(code, await rules_now(LATER), LATER)


# What a government is told of its clocks


@pytest.mark.both
async def test_a_clock_is_told_in_the_words_of_what_waits(
    app: Litestar, each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    """A report that nobody answered, and an answer to which somebody objected."""
    await open_edition()
    await seated(PEOPLE["ana"])
    first = await published(each_settings)
    second = await published(each_settings, email="otra@correo.example")
    await moved(second, Move.ANSWER, "Ya no se piden.", by=None)
    await moved(second, Move.CONTEST, "Las siguen pidiendo.")
    await moved(second, Move.RELEASE, "Las siguen pidiendo.", by=VICTOR)
    for days, when in ((13, "vence"), (20, "venció")):
        at = NOON + timedelta(days=days)
        await look_after_reports(at, each_settings, lambda code: f"/observaciones/{code}")
        rows = await MailRow.select().where(MailRow.key.like("to-answer.%")).order_by(MailRow.id)
        told = {row["key"].split(".")[1]: row for row in rows[-2:]}
        plain, objected = told[str(first)], told[str(second)]
        assert plain["subject"] == f"Observación {first}: el plazo {when} el 18 de marzo de 2026"
        assert f"Oaxaca no ha contestado la observación {first}." in plain["body"]
        assert "inconformidad" not in plain["body"]
        assert objected["subject"] == (
            f"Observación {second}: el plazo para contestar la inconformidad {when} el 18 de marzo"
            " de 2026"
        )
        assert (
            f"Oaxaca contestó la observación {second}, pero no ha contestado la inconformidad con"
            " su respuesta."
        ) in objected["body"]
        assert "no ha contestado la observación" not in objected["body"]
    clock.move(days=20)
    page = await browser.open(f"/observaciones/{second}")
    assert page.select(".page-header .badge")[0].text.strip() == "Inconformidad sin respuesta"
    assert (
        "Contestada; la inconformidad sigue sin respuesta: el plazo venció el 18 de marzo de 2026,"
        " hace 3 días hábiles."
    ) in page.text
    assert "Pasó el plazo sin contestar la inconformidad" in page.select_one(".timeline").text
    listed = (await browser.client.get("/observaciones.csv")).text
    assert "Inconformidad sin respuesta" in listed


# What they never move


async def test_no_history_of_a_report_moves_a_point_or_a_score(
    handed_in: None, each_settings: Settings
) -> None:
    code = await promised()
    before = await everything_else()
    assert before["point_event"]
    for who in ("uno", "dos", "tres"):
        report = await published(each_settings, contradicting(code), email=f"{who}@correo.example")
        await moved(report, Move.ANSWER, "Se atendió.", by=ANA)
        await moved(report, Move.CONTEST, "No es así.")
        await moved(report, Move.RELEASE, "No es así.", by=VICTOR)
    await ask_for_review(code, await rules_now(LATER), LATER)
    await look_after_reports(LATER + timedelta(days=400), each_settings, lambda _code: "")
    assert await everything_else() == before


# What is never told


async def test_nobody_learns_who_sent_a_report(
    app: Litestar, each_settings: Settings, browser: Browser, enter: Enter
) -> None:
    """Through every address for the public, and through what concerns them for everybody else."""
    await open_edition()
    code = await promised()
    await sent(each_settings, email=f"a{CANARY}")
    await published(each_settings, contradicting(code))
    every = {address for _name, address in addresses(app)}
    every |= {"/observaciones/2", "/moderacion/observaciones/2", "/observaciones?gobierno=20"}
    near = {each for each in every if any(word in each for word in NEAR)}
    await _tells_nothing(browser, every)
    for name in ("ana", "carla", "coordinadora", "auditora", "admin", "olga"):
        await _tells_nothing(await enter(name), near)


async def _tells_nothing(browser: Browser, addresses: set[str]) -> None:
    for address in sorted(addresses):
        reply = await browser.client.get(address, follow_redirects=False)
        assert CANARY not in reply.text, address
        assert CANARY not in str(reply.headers), address


async def test_letters_to_reporters_are_not_read_by_the_administration(
    app: Litestar, each_settings: Settings, admin: Browser, victor: Browser
) -> None:
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    await victor.send(f"/moderacion/observaciones/{code}", move="reject", text="Nombra a alguien.")
    assert await MailRow.exists().where(MailRow.address == CANARY)
    page = await admin.open("/cuentas/correo")
    assert "no se publicó" in page.text
    assert CANARY not in page.source
    assert (await private_link(each_settings, code)) not in page.source


# What is forgotten


@pytest.mark.both
async def test_what_is_over_is_forgotten(
    app: Litestar, each_settings: Settings, victor: Browser
) -> None:
    unconfirmed = await sent(each_settings, email="nadie@correo.example")
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    await victor.send(f"/moderacion/observaciones/{code}", move="reject", text="Nombra a alguien.")
    old = each_settings.data_dir / "reports" / "ab" / ("ab" + "0" * 62)
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    round_ = NOON + timedelta(hours=97)
    await look_after_reports(round_, each_settings, lambda _code: "")
    assert not await ReportRow.exists().where(ReportRow.id == unconfirmed)
    assert not old.exists()
    assert (await report_of(code)).sender.email == CANARY
    await look_after_reports(NOON + timedelta(days=200), each_settings, lambda _code: "")
    assert (await report_of(code)).sender.email == ""
    assert not await MailRow.exists().where(MailRow.address == CANARY)
    assert await SupportRow.count() == await ReportTurnRow.count() == 0
    link = await private_link(each_settings, code)
    assert "Nombra a alguien." in (await victor.open(link)).text


@pytest.mark.both
async def test_a_government_is_told_before_its_clock_ends_and_once_it_has(
    app: Litestar, each_settings: Settings, enter: Enter
) -> None:
    await enter("ana")
    await enter("beto")
    await published(each_settings)
    subjects = []
    for days in (5, 13, 13, 20, 25):
        await look_after_reports(
            NOON + timedelta(days=days), each_settings, lambda _code: "http://x"
        )
        rows = await MailRow.select(MailRow.subject, MailRow.address).order_by(MailRow.id)
        subjects.append([row["subject"] for row in rows if "plazo" in row["subject"]])
        assert {row["address"] for row in rows} <= {"ana@oaxaca.gob.mx"}
    assert [len(each) for each in subjects] == [0, 1, 1, 2, 2]
    assert "vence" in subjects[-1][0]
    assert "venció" in subjects[-1][1]
