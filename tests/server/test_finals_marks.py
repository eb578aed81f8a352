"""Ronda final: marks, recusals and withdrawals, until the close."""

import asyncio
import json

import pytest

from game.finals import NO_STATE
from game.rules import RuleBroken
from server.pages.finals import final_table
from server.queries.final_results import final_document, published_final
from server.queries.finals import (
    appoint,
    close_marking,
    final_of,
    keep_sheet,
    own_sheets_of,
    recuse,
    release,
    withdraw_finalist,
)
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.finals import MarkSheetRow
from tests.browser import Browser
from tests.editions import EDITION
from tests.server.conftest import Clock, Enter
from tests.server.final_round import (
    CLOSE,
    DRAW,
    LATER,
    PANEL,
    PUBLIC,
    ROOM,
    a_closing_league,
    at,
    cells,
    closed_round,
    drawn_with,
    given,
    mark,
    marks,
    on_the_panel,
    people,
    published_by_two,
    sheet,
)
from tests.server.leagues import CAPITAL
from tests.server.people import NOON, OAXACA, PEOPLE

# Marks


async def test_a_draft_is_kept_and_what_lacks_is_told_without_losing_a_word(
    rita: Browser,
) -> None:
    await drawn_with()
    by = (await people("coordinadora"))[0]
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    half = {"mark-impact": "7", "reason-impact": "Falta ver cifras."}
    page = await rita.send(at(OAXACA), revision="0", hacer="guardar", **half)
    assert page.field("mark-impact") == "7"
    assert "Borrador guardado" in page.text
    wrong = {"mark-impact": "7.5", "mark-lasting": "11", "reason-lasting": "Está en la ley."}
    page = await rita.send(at(OAXACA), 422, revision="1", hacer="entregar", **wrong)
    assert page.field("mark-impact") == "7.5"
    assert page.field("reason-lasting") == "Está en la ley."
    assert "número entero de 0 a 10" in page.select_one("#mark-impact-error").text
    assert "número entero de 0 a 10" in page.select_one("#mark-lasting-error").text
    assert "por qué" in page.select_one("#reason-impact-error").text
    assert await MarkSheetRow.count() == 1


@pytest.mark.both
async def test_a_correction_is_another_save_and_counts_once_it_is_handed_in(
    rita: Browser, coordinadora: Browser
) -> None:
    by, rita_ = await drawn_with("rita", least_members=1)
    await marks(rita, OAXACA, 8, 4)
    page = await rita.send(at(OAXACA), revision="1", hacer="guardar", **sheet(2, 2))
    assert "Hay una corrección en borrador" in page.text
    assert (await own_sheets_of(EDITION, rita_.account))[OAXACA].revision == 2
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(1, 1))
    await close_marking(EDITION, by=by, at=NOON)
    page = await coordinadora.open(ROOM)
    assert cells(page, OAXACA)[-1] == "7.00"
    assert await MarkSheetRow.count() == 2


async def test_the_same_save_again_is_one(database: Settings) -> None:
    _, rita = await drawn_with("rita")
    await mark(rita, OAXACA, 8, 4)
    await mark(rita, OAXACA, 8, 4, base=1)
    assert await MarkSheetRow.count() == 1


async def test_a_reason_that_is_too_long_is_refused_and_stays_in_the_form(rita: Browser) -> None:
    await drawn_with("rita")
    told = "x" * 2_001
    page = await rita.send(at(OAXACA), 422, revision="0", hacer="guardar", **sheet(5, 5, told))
    assert page.field("reason-impact") == told


async def test_the_log_never_says_how_anybody_marked(database: Settings) -> None:
    _, rita = await drawn_with("rita")
    await keep_sheet(
        EDITION, OAXACA, given(7, 7, "palabras propias"), base=0, hands_in=True, by=rita, at=NOON
    )
    rows = await AuditRow.select().where(AuditRow.action == "marks-handed-in")
    assert [json.loads(row["details"]) for row in rows] == [{"revision": 1}]


async def test_before_the_close_nobody_reads_anothers_marks(
    coordinadora: Browser, rita: Browser, auditora: Browser, publicadora: Browser
) -> None:
    await a_closing_league()
    await coordinadora.send(DRAW)
    await on_the_panel(coordinadora, "rita", "auditora")
    canary = "canario-en-la-razón"
    await rita.send(at(OAXACA), revision="0", hacer="entregar", **sheet(3, 9, canary))
    assert canary in (await rita.open(at(OAXACA))).source
    for browser, address in (
        (coordinadora, ROOM),
        (publicadora, ROOM),
        (auditora, at(OAXACA)),
        (auditora, PANEL),
        (coordinadora, f"/ediciones/{EDITION}"),
    ):
        assert canary not in (await browser.open(address)).source
    with pytest.raises(RuleBroken, match="marking-open"):
        await final_document(await final_of(EDITION))


# Recusals and withdrawals


async def test_a_recusal_needs_a_reason_and_takes_what_was_marked_out(
    rita: Browser, coordinadora: Browser
) -> None:
    by, _, auditora = await drawn_with("rita", "auditora", least_members=1)
    await marks(rita, OAXACA, 0, 0)
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", 422, reason=" ")
    assert "Escriba la razón" in page.select_one("#reason-error").text
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", reason="Trabajó ahí.")
    assert "Se excusó: Trabajó ahí." in page.text
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(9, 9))
    page = await rita.send(f"/jurado/{EDITION}/{OAXACA}/excusa", 409, reason="Otra.")
    assert "Usted se excusó" in page.text
    await rita.open(f"/jurado/{EDITION}/{OAXACA}/excusa")
    await mark(auditora, OAXACA, 6, 6)
    await close_marking(EDITION, by=by, at=NOON)
    assert cells(await coordinadora.open(ROOM), OAXACA)[-1] == "6.00"


async def test_a_finalist_that_withdraws_has_no_place_and_its_reason_is_told(
    coordinadora: Browser, browser: Browser, enter: Enter
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 9, 9)
    await mark(rita, CAPITAL, 4, 4)
    leave = f"{ROOM}/finalistas/{OAXACA}/retiro"
    page = await coordinadora.send(leave, 422, reason="")
    assert "Escriba la razón" in page.select_one(f"#leave-{OAXACA}-error").text
    await coordinadora.send(leave, reason="Así lo pidió.")
    await coordinadora.send(leave, 409, reason="Otra vez.")
    with pytest.raises(RuleBroken, match="finalist-withdrew"):
        await mark(rita, OAXACA, 1, 1, base=1)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    assert cells(page, CAPITAL)[0] == "1"
    assert cells(page, OAXACA)[0] == "—"
    told = "Se retiró el 3 de marzo de 2026, 12:00: Así lo pidió."
    assert told in cells(page, OAXACA)[1]
    with pytest.raises(RuleBroken, match="final-published"):
        await withdraw_finalist(EDITION, CAPITAL, "Tarde.", by=by, at=LATER)


@pytest.mark.both
async def test_who_withdraws_after_the_close_says_so_in_public(
    coordinadora: Browser, browser: Browser, enter: Enter, clock: Clock
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    await mark(rita, OAXACA, 9, 9)
    await mark(rita, CAPITAL, 4, 4)
    await close_marking(EDITION, by=by, at=NOON)
    clock.move(hours=1)
    page = await coordinadora.open(ROOM)
    assert "después de cerrar las calificaciones" in page.select_one(f"#leave-{OAXACA}-help").text
    leave = f"{ROOM}/finalistas/{OAXACA}/retiro"
    await coordinadora.send(leave, 422, reason=" ")
    page = await coordinadora.send(leave, reason="Así lo pidió.")
    told = "Se retiró el 3 de marzo de 2026, 13:00, ya cerradas las calificaciones: Así lo pidió."
    assert told in page.select_one(f"#finalist-{OAXACA}").get_text(" ", strip=True)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    assert told in cells(page, OAXACA)[1]
    assert told in (await browser.client.get(f"{PUBLIC}/tabla.csv")).text
    (first, *_, last) = (await published_final(EDITION)).content["leagues"][0]["finalists"]
    assert (first["withdrew_at"], first["withdrew_late"]) == ("", False)
    assert (last["withdrew_at"], last["withdrew_late"]) == (clock().isoformat(), True)


async def test_a_document_from_before_withdrawals_were_dated_is_read(database: Settings) -> None:
    by, _first, _second = await closed_round()
    await withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER)
    content = json.loads((await final_document(await final_of(EDITION)))[0])
    for league in content["leagues"]:
        for each in league["finalists"]:
            del each["withdrew_at"], each["withdrew_late"]
    assert any("Se retiró: Así lo pidió." in row for row in final_table(content))


# The close


async def test_nothing_is_closed_before_anybody_marked_and_nothing_marked_after(
    coordinadora: Browser, rita: Browser
) -> None:
    by, rita_ = await drawn_with("rita")
    page = await coordinadora.send(CLOSE, 409)
    assert "Nadie ha entregado calificaciones todavía." in page.text
    await marks(rita, OAXACA, 5, 5)
    assert "se quedarían sin resultado" in (await coordinadora.open(ROOM)).text
    await coordinadora.send(CLOSE)
    await coordinadora.send(CLOSE, 409)
    page = await rita.open(at(OAXACA))
    assert "Las calificaciones están cerradas." in page.text
    assert page.select_one("h1").text.strip() == "Oaxaca"
    assert "Su calificación: 5" in page.text
    assert not page.select("[name=mark-impact]")
    assert "puede corregirlas" not in (await rita.open(PANEL)).text
    await rita.send(at(OAXACA), 409, revision="1", hacer="entregar", **sheet(9, 9))
    with pytest.raises(RuleBroken, match="marking-closed"):
        await recuse(EDITION, CAPITAL, "Tarde.", by=rita_, at=LATER)
    with pytest.raises(RuleBroken, match="marking-closed"):
        await release(EDITION, rita_.account, by=by, at=LATER)


@pytest.mark.both
async def test_a_mark_that_comes_while_it_closes_counts_or_is_refused(database: Settings) -> None:
    by, rita, auditora = await drawn_with("rita", "auditora", least_members=1)
    await mark(rita, OAXACA, 4, 4)
    late, closed = await asyncio.gather(
        mark(auditora, OAXACA, 8, 8),
        close_marking(EDITION, by=by, at=NOON),
        return_exceptions=True,
    )
    assert closed is None
    document, _ = await final_document(await final_of(EDITION))
    (first, *_) = json.loads(document)["leagues"][0]["finalists"]
    if late is None:
        assert first["result"] == "6"
    else:
        assert isinstance(late, RuleBroken)
        assert late.code == "marking-closed"
        assert first["result"] == "4"
    assert await MarkSheetRow.count() == (2 if late is None else 1)
