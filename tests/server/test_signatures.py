"""Firma: read before it is given, and given with the password over what was shown."""

import json
from datetime import timedelta

import pytest
from litestar import Litestar

from game.answers import Answer
from game.reviews import Verdict
from server.people import Role
from server.queries.answers import answers_of, keep_answer
from server.queries.editions import entry_of, rules_of
from server.queries.levels import level_entry_of
from server.queries.signatures import last_signatures_of, signatures_of
from server.queries.submissions import submit_level
from server.tables.audit import AuditRow
from server.tables.signatures import SignatureRow
from tests.browser import PASSWORD, Browser
from tests.editions import EDITION, open_edition
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, person_called
from tests.server.signed import P1, answer, decide, digest_now, puts_signature, sign, somebody
from tests.server.signing import ANA, LEVEL, SIGN, decide_and_mend

# Read before it is signed


async def test_whoever_signs_reads_every_answer_first(handed_in: None, sofia: Browser) -> None:
    page = await sofia.open(SIGN)
    assert page.h1.text == "Firmar I1 Tema I1"
    rows = [" ".join(row.text.split()) for row in page.select("#signed-answers tbody tr")]
    assert [row.split()[0] for row in rows] == ["I1-01", "I1-02"]
    assert "5 de 10" in rows[0].replace("\N{NO-BREAK SPACE}", " ")
    assert "Gaceta" in rows[0]
    figures = {
        each.text.split(maxsplit=1)[1].strip(): each.text.split()[0]
        for each in page.select(".figures li")
    }
    assert figures == {"Sí": "2", "No, con plan": "0", "No aplica": "0", "Texto, sin puntaje": "0"}
    assert "Enviado por" in page.text
    assert "I1-01: 3" in page.text


async def test_reasons_plans_returns_and_authors_are_read_too(
    app: Litestar, sofia: Browser
) -> None:
    await open_edition()
    not_applicable = Answer("P1-02", not_applicable=True, reason="No hay tribunales.")
    await answer({**P1, "P1-02": not_applicable})
    await sign("P1")
    await decide("P1-03", Verdict.RETURNED, reason="Falta el acta.")
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    changed = Answer("P1-03", chosen=("b",))
    await keep_answer(rules, entry, changed, base=2, by=ANA, at=NOON + timedelta(hours=1))
    page = await sofia.open("/mi-liga/niveles/P1/firmar")
    assert "No hay tribunales." in page.select_one("[aria-labelledby=not-applicable]").text
    plans = " ".join(page.select_one("[aria-labelledby=plans]").text.split())
    assert "P1-01 Razón: Falta. Plan: Hacerlo. Para el 1 de diciembre de 2026" in plans
    returned = page.select_one("[aria-labelledby=returned]").text
    assert "Falta el acta." in returned
    assert "ya se corrigió" in returned
    authors = page.select_one("[aria-labelledby=authors]").text
    assert "Ana Ruiz" in authors
    assert "P1-03" in authors
    assert "Se consulta con la gente." in page.text


@pytest.mark.parametrize("who", ["ana", "beto"])
async def test_the_team_reads_the_same_and_signs_nothing(
    handed_in: None, ana: Browser, beto: Browser, who: str
) -> None:
    browser = {"ana": ana, "beto": beto}[who]
    page = await browser.open(SIGN)
    assert "Lo firma la persona titular" in page.text
    assert not page.select("main form")
    await browser.send(SIGN, 403, digest=await digest_now(), password=PASSWORD)


async def test_it_is_of_ones_own_government_alone(
    handed_in: None, carla: Browser, rita: Browser, browser: Browser
) -> None:
    page = await carla.open(SIGN)
    assert "todavía no se envía" in page.text
    assert "5 de 10" not in page.text.replace("\N{NO-BREAK SPACE}", " ")
    await rita.open(SIGN, 403)
    assert (await browser.open(SIGN)).response.url.path == "/entrar"
    await carla.open("/mi-liga/niveles/Z9/firmar", 404)


# Signed with the password


async def test_what_was_shown_is_signed_with_the_password(handed_in: None, sofia: Browser) -> None:
    shown = await digest_now()
    page = await puts_signature(sofia)
    assert "I1 Tema I1 quedó firmado" in page.select_one("#done").text
    page = await sofia.open(LEVEL)
    assert "Firmado por Sofía León" in page.select_one("#progress").text
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert (kept.name, kept.digest, kept.voiding) == ("Sofía León", shown, None)
    assert kept.revisions == {"I1-01": 2, "I1-02": 2}
    page = await sofia.open(SIGN)
    assert "Firmado por Sofía León" in page.text
    assert not page.select("main form")


async def test_a_signature_keeps_its_seat_its_counts_and_a_line_in_the_log(
    handed_in: None, sofia: Browser
) -> None:
    await puts_signature(sofia)
    (row,) = await SignatureRow.select()
    assert row["seat"] > 0
    assert json.loads(row["counts"])["claims"] == 2
    (noted,) = await AuditRow.select().where(AuditRow.action == "level-signed")
    assert json.loads(noted["details"]) == {"digest": row["digest"]}


async def test_with_a_wrong_password_nothing_is_signed(handed_in: None, sofia: Browser) -> None:
    page = await puts_signature(sofia, status=422, password="no es la mía")
    assert "no es la de su cuenta" in page.select_one("#password-error").text
    assert page.field("password") == ""
    assert page.field("digest") == await digest_now()
    assert await signatures_of(OAXACA, EDITION) == ()
    await puts_signature(sofia)


async def test_guessing_the_password_is_slowed_down_here_and_at_the_door(
    handed_in: None, sofia: Browser, browser: Browser, clock: Clock
) -> None:
    for _ in range(10):
        await puts_signature(sofia, status=422, password="no es la mía")
    page = await puts_signature(sofia, status=429)
    assert "demasiados intentos" in page.select_one("#password-error").text
    assert page.response.headers["Retry-After"]
    assert await signatures_of(OAXACA, EDITION) == ()
    await browser.sign_in("sofia@oaxaca.gob.mx", status=429)
    clock.move(minutes=16)
    await puts_signature(sofia)


async def test_an_answer_that_changed_meanwhile_is_read_before_it_is_signed(
    handed_in: None, sofia: Browser
) -> None:
    page = await sofia.open(SIGN)
    shown = page.field("digest")
    await decide_and_mend()
    page = await sofia.send(SIGN, 409, digest=shown, password=PASSWORD)
    assert "cambió mientras usted leía" in page.select_one("main [role=alert]").text
    assert "6 de 10" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert page.field("digest") == await digest_now() != shown
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is None
    await sofia.send(SIGN, digest=page.field("digest"), password=PASSWORD)
    assert (await last_signatures_of(OAXACA, EDITION))["I1"].revisions["I1-01"] == 3


@pytest.mark.parametrize("digest", ["", "0" * 64, "a" * 5_000])
async def test_a_signature_over_anything_else_is_refused(
    handed_in: None, sofia: Browser, digest: str
) -> None:
    await sofia.send(SIGN, 409, digest=digest, password=PASSWORD)
    assert await signatures_of(OAXACA, EDITION) == ()


async def test_the_same_signature_sent_twice_is_one(handed_in: None, sofia: Browser) -> None:
    shown = await digest_now()
    for _ in range(2):
        await sofia.send(SIGN, digest=shown, password=PASSWORD)
    assert len(await signatures_of(OAXACA, EDITION)) == 1
    assert await AuditRow.count().where(AuditRow.action == "level-signed") == 1


async def test_nothing_is_signed_before_it_is_handed_in(app: Litestar, sofia: Browser) -> None:
    await open_edition()
    await answer()
    page = await sofia.open(SIGN)
    assert "cuando el enlace lo envíe" in page.text
    assert not page.select("main form")
    await sofia.send(SIGN, 409, digest=await digest_now(), password=PASSWORD)


async def test_whoever_filled_it_does_not_sign_from_another_seat(
    app: Litestar, sofia: Browser
) -> None:
    await open_edition()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await answer()
    sofia_herself = await person_called(PEOPLE["sofia"])
    filled = Answer("I1-01", number="7", denominator="10")
    base = (await answers_of(OAXACA, EDITION))["I1-01"].revision
    await keep_answer(rules, entry, filled, base=base, by=sofia_herself, at=NOON)
    await submit_level(rules, entry, "I1", by=somebody(Role.LEAD, entry), at=NOON)
    page = await sofia.open(SIGN)
    assert "Usted respondió parte de este nivel" in page.text
    await sofia.send(SIGN, 403, digest=await digest_now(), password=PASSWORD)
