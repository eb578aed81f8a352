"""Niveles reabiertos: in public, with a reason, by whoever signs or whoever coordinates."""

import pytest
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from game.signatures import Cause
from server.pages.reopenings import Reopened, reopened_lines
from server.people import Role
from server.queries.levels import level_entry_of
from server.queries.matrix import signed_answers_of
from server.queries.reopenings import reopenings_of
from server.queries.signatures import signatures_of
from server.tables.audit import AuditRow
from server.tables.mail import MailRow
from tests.browser import Browser
from tests.editions import EDITION, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import P1, answer, decide, puts_signature, sign

LEVEL = "/mi-liga/niveles/I1"
OPEN = f"{LEVEL}/reabrir"
ALL = f"/coordinacion/{EDITION}/{OAXACA}"
THEIRS = f"{ALL}/I1/reabrir"
WHY = "Faltó anexar el acta completa."


@pytest.fixture
async def signed(app: Litestar) -> None:
    """Oaxaca's second level is handed in and signed; one item of it is accepted."""
    await open_edition()
    await answer()
    await sign()
    await decide("I1-02")


async def is_handed_in() -> bool:
    return (await level_entry_of(OAXACA, EDITION, "I1")).submitted_at is not None


@pytest.mark.both
async def test_whoever_signs_opens_their_own_level_again(
    signed: None, sofia: Browser, ana: Browser, browser: Browser
) -> None:
    page = await sofia.open(LEVEL)
    assert page.select_one(f'form[action^="{OPEN}"]')
    page = await sofia.send(OPEN, reason=f"  {WHY} ")
    assert page.url.endswith(LEVEL)
    assert not await is_handed_in()
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding is not None
    assert (kept.voiding.cause, kept.voiding.by) == (Cause.REOPENED, "Sofía León")
    page = await browser.open(f"/gobiernos/{OAXACA}")
    public = page.select_one("[aria-labelledby=reopened]").text
    assert "I1 Tema I1, edición 2026" in public
    assert "3 de marzo de 2026" in public
    assert "Titular" in public
    assert WHY in public
    assert "Sofía" not in public
    (noted,) = await AuditRow.select().where(AuditRow.action == "level-reopened")
    assert (noted["role"], noted["subject"]) == ("signer", "I1")
    (letter,) = await MailRow.select().where(MailRow.key.like("reopened.%"))
    assert letter["address"] == "ana@oaxaca.gob.mx"
    assert WHY in letter["body"]


async def test_what_was_decided_stays_and_the_rest_is_filled_and_handed_in_again(
    signed: None, sofia: Browser, ana: Browser
) -> None:
    await sofia.send(OPEN, reason=WHY)
    page = await ana.open(LEVEL)
    assert "En curso" in page.select_one("#progress").text
    assert not page.select("#item-I1-02-date")
    assert page.select("#item-I1-01-number")
    await ana.send("/mi-liga/reactivos/I1-02", 409, revision="2", date="2020-01-01")
    await ana.send("/mi-liga/reactivos/I1-01", revision="2", number="6", denominator="10")
    assert set(await signed_answers_of(EDITION)) == {(OAXACA, "I1-02")}
    await ana.send(f"{LEVEL}/enviar")
    await puts_signature(sofia)
    assert [each.voiding is None for each in await signatures_of(OAXACA, EDITION)] == [False, True]
    assert set(await signed_answers_of(EDITION)) == {(OAXACA, "I1-01"), (OAXACA, "I1-02")}


@pytest.mark.both
async def test_coordination_opens_a_level_of_any_government(
    signed: None, coordinadora: Browser, ana: Browser, sofia: Browser
) -> None:
    page = await coordinadora.open("/coordinacion?ver=todos")
    assert page.select(f'a[href="{ALL}"]')
    page = await coordinadora.open(ALL)
    assert page.select_one(f'#level-I1 form[action^="{THEIRS}"]')
    assert not page.select("#level-P1 form")
    page = await coordinadora.send(THEIRS, reason=WHY)
    assert page.url.endswith(f"{ALL}#level-I1")
    assert WHY in page.select_one("[aria-labelledby=reopened]").text
    assert "Coordinación" in page.select_one("[aria-labelledby=reopened]").text
    card = " ".join(page.select_one("#level-I1").get_text(" ").split())
    assert f"Reabierto el 3 de marzo de 2026 (Coordinación): {WHY}" in card
    assert "Reabierto" not in page.select_one("#level-P1").text
    assert page.select_one("a[href='mailto:ana@oaxaca.gob.mx']")
    assert "Enlace: Ana Ruiz" in " ".join(page.text.split())
    letters = await MailRow.select().where(MailRow.key.like("reopened.%")).order_by(MailRow.id)
    assert {letter["address"] for letter in letters} == {
        "ana@oaxaca.gob.mx",
        "sofia@oaxaca.gob.mx",
    }
    page = await sofia.open(LEVEL)
    assert "Elena Paz reabrió el nivel" in page.text


async def test_whom_to_call_is_told_to_whoever_calls_and_nobody_else(
    app: Litestar, coordinadora: Browser, publicadora: Browser
) -> None:
    await open_edition()
    page = await coordinadora.open(f"/coordinacion/{EDITION}/{YUCATAN}")
    assert "Nadie ocupa el cargo de enlace." in page.text
    assert "enlace." not in (await publicadora.open(f"/coordinacion/{EDITION}/{YUCATAN}")).text


async def test_its_lead_is_told_who_opened_it_and_why_until_it_is_handed_in_again(
    signed: None, coordinadora: Browser, ana: Browser
) -> None:
    assert "eabierto" not in (await ana.open("/mi-liga")).text
    await coordinadora.send(THEIRS, reason=WHY)
    told = f"Reabierto por la coordinación el 3 de marzo de 2026: «{WHY}»"
    assert told in " ".join((await ana.open(LEVEL)).select_one("#progress").text.split())
    page = await ana.open("/mi-liga")
    (level,) = page.select("[aria-labelledby=reopened] li")
    assert told in " ".join(level.text.split())
    assert level.first("a")["href"] == LEVEL
    assert page.select_one("main .panel .button-primary").text == (
        "Revisar y enviar de nuevo I1 Tema I1"
    )
    assert (await ana.open("/")).select(f'a[href="{LEVEL}"]')
    await ana.send(f"{LEVEL}/enviar")
    assert told not in (await ana.open(LEVEL)).text
    page = await ana.open("/mi-liga")
    assert not page.select("[aria-labelledby=reopened]")
    assert "Empezar P1" in page.select_one("main .panel .button-primary").text


async def test_what_was_returned_comes_before_what_was_reopened(
    signed: None, sofia: Browser, ana: Browser
) -> None:
    await sofia.send(OPEN, reason=WHY)
    await answer(P1)
    await sign("P1")
    await decide("P1-02", Verdict.RETURNED)
    page = await ana.open("/mi-liga")
    assert "Reabierto por la persona titular" in page.select_one("[aria-labelledby=reopened]").text
    assert "Corregir lo devuelto en P1" in page.select_one("main .panel .button-primary").text


async def test_a_level_handed_in_and_not_signed_is_opened_again_too(
    app: Litestar, ana: Browser, sofia: Browser
) -> None:
    await open_edition()
    await answer()
    await ana.send(f"{LEVEL}/enviar")
    await sofia.send(OPEN, reason=WHY)
    assert not await is_handed_in()
    assert await signatures_of(OAXACA, EDITION) == ()


@pytest.mark.parametrize("reason", ["", "         ", "123456789", "x" * 1_001])
async def test_without_a_public_reason_nothing_is_opened(
    signed: None, sofia: Browser, coordinadora: Browser, reason: str
) -> None:
    page = await sofia.send(OPEN, 422, reason=reason)
    assert page.select_one("#reopen-I1-reason-error").text.strip()
    assert page.select_one("#reopen-I1-reason").text.strip() == reason.strip()
    assert page.select_one("#reopen-I1").has_attr("open")
    page = await coordinadora.send(THEIRS, 422, reason=reason)
    assert page.select_one("#reopen-I1-reason-error").text.strip()
    assert page.select_one("#reopen-I1-reason").text.strip() == reason.strip()
    assert await is_handed_in()
    assert await reopenings_of(OAXACA) == ()


async def test_only_while_answers_are_taken(
    signed: None, sofia: Browser, coordinadora: Browser
) -> None:
    await move_to(Stage.REVIEW)
    assert not (await sofia.open(LEVEL)).select(f'form[action^="{OPEN}"]')
    await sofia.send(OPEN, 409, reason=WHY)
    assert not (await coordinadora.open(ALL)).select("main form")
    await coordinadora.send(THEIRS, 409, reason=WHY)
    assert await is_handed_in()


async def test_what_is_not_handed_in_or_all_decided_is_not_opened(
    signed: None, sofia: Browser
) -> None:
    await sofia.send("/mi-liga/niveles/P1/reabrir", 409, reason=WHY)
    await decide("I1-01", Verdict.REJECTED)
    await sofia.send(OPEN, 409, reason=WHY)
    assert await is_handed_in()


async def test_a_reason_is_not_lost_where_it_cannot_be_opened_any_more(
    signed: None, sofia: Browser, coordinadora: Browser
) -> None:
    await decide("I1-01", Verdict.REJECTED)
    for browser, address in ((sofia, OPEN), (coordinadora, THEIRS)):
        page = await browser.send(address, 409, reason=WHY)
        assert page.select_one("#reopen-I1").has_attr("open")
        assert page.select_one("#reopen-I1-reason").text.strip() == WHY
        assert page.select_one("#reopen-I1-reason-error").text.strip()


async def test_nobody_else_opens_a_level(
    signed: None, ana: Browser, beto: Browser, carla: Browser, rita: Browser, admin: Browser
) -> None:
    for browser in (ana, beto, carla):
        await browser.send(OPEN, 403, reason=WHY)
        await browser.send(THEIRS, 403, reason=WHY)
        await browser.open(ALL, 403)
    await rita.send(THEIRS, 403, reason=WHY)
    await rita.open(ALL, 403)
    page = await admin.open(ALL)
    assert not page.select("main form")
    await admin.send(THEIRS, 403, reason=WHY)
    assert await is_handed_in()


@pytest.mark.parametrize(
    "address",
    [f"/coordinacion/{EDITION}/09", "/coordinacion/1999/20", f"/coordinacion/{EDITION}/nadie"],
)
async def test_levels_of_whoever_does_not_take_part_are_not_there(
    signed: None, coordinadora: Browser, address: str
) -> None:
    await coordinadora.open(address, 404)
    await coordinadora.send(f"{address}/I1/reabrir", 404, reason=WHY)


async def test_sent_twice_it_is_opened_once(signed: None, sofia: Browser) -> None:
    await sofia.send(OPEN, reason=WHY)
    page = await sofia.send(OPEN, 409, reason=f"{WHY} Y el anexo.")
    assert page.select_one("#reopen-I1-reason").text.strip() == f"{WHY} Y el anexo."
    assert len(await reopenings_of(OAXACA)) == 1


async def test_other_profiles_tell_nothing_of_it(
    signed: None, sofia: Browser, browser: Browser
) -> None:
    await sofia.send(OPEN, reason=WHY)
    assert WHY not in (await browser.open(f"/gobiernos/{YUCATAN}")).text


@pytest.mark.parametrize(
    ("title", "by"),
    [("", "Titular"), ("Titular", "Titular"), ("Secretaría", "Titular, Secretaría")],
    ids=["without a name", "named like its role", "with a name of its own"],
)
def test_who_opened_a_level_is_said_once(title: str, by: str) -> None:
    (line,) = reopened_lines([Reopened(EDITION, "I1", "I1 Tema I1", NOON, Role.SIGNER, title, WHY)])
    assert line.by == by


async def test_the_address_of_a_form_opened_anew_leads_to_its_level(
    signed: None, sofia: Browser, coordinadora: Browser
) -> None:
    assert (await sofia.open(OPEN)).url.endswith(LEVEL)
    assert (await coordinadora.open(THEIRS)).url.endswith(f"{ALL}#level-I1")
