"""Ronda final: published once, by two people, with what was kept."""

import asyncio
import hashlib
import json
from datetime import timedelta

import pytest
from litestar import Litestar

from game.editions import Stage
from game.finals import NO_STATE
from game.rules import RuleBroken
from server.pages.finals import final_table
from server.queries.final_results import (
    confirm_final,
    final_document,
    propose_final,
    published_final,
    withdraw_final,
)
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    final_of,
    withdraw_finalist,
)
from server.settings import Settings
from server.tables.finals import FinalPublicationRow
from server.tables.mail import MailRow
from tests.browser import Browser
from tests.editions import EDITION, move_to
from tests.server.conftest import Clock
from tests.server.final_round import (
    APPOINT,
    CLOSE,
    DRAW,
    LATER,
    PROPOSE,
    PUBLIC,
    PUBLISH,
    ROOM,
    WITHDRAW,
    closed_round,
    mark,
    people,
    way_on,
    with_final,
)
from tests.server.leagues import CAPITAL, a_league, earn, freeze
from tests.server.people import NOON, OAXACA, PEOPLE


@pytest.mark.both
async def test_two_different_people_publish_it_once(database: Settings) -> None:
    _, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    with pytest.raises(RuleBroken, match="already-proposed"):
        await propose_final(EDITION, by=second, at=NOON)
    with pytest.raises(RuleBroken, match="two-publishers-required"):
        await confirm_final(EDITION, sha256=seen, by=first, at=LATER)
    with pytest.raises(RuleBroken, match="stale"):
        await confirm_final(EDITION, sha256="0" * 64, by=second, at=LATER)
    with pytest.raises(RuleBroken, match="no-final"):
        await published_final(EDITION)
    assert await confirm_final(EDITION, sha256=seen, by=second, at=LATER) == seen
    found = await published_final(EDITION)
    assert hashlib.sha256(found.document.encode()).hexdigest() == seen
    assert found.published_at == LATER
    with pytest.raises(RuleBroken, match="final-published"):
        await confirm_final(EDITION, sha256=seen, by=second, at=LATER)


@pytest.mark.both
async def test_what_changed_since_the_proposal_voids_it(database: Settings) -> None:
    by, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    await withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_final(EDITION, sha256=seen, by=second, at=LATER)
    (row,) = await FinalPublicationRow.select()
    assert (row["is_void"], row["document"]) == (True, "")
    again = await propose_final(EDITION, by=second, at=LATER)
    assert await confirm_final(EDITION, sha256=again, by=first, at=LATER) == again


@pytest.mark.both
async def test_of_a_withdrawal_and_a_publication_at_once_the_document_says_what_was_kept(
    database: Settings,
) -> None:
    by, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    left, published = await asyncio.gather(
        withdraw_finalist(EDITION, CAPITAL, "Así lo pidió.", by=by, at=LATER),
        confirm_final(EDITION, sha256=seen, by=second, at=LATER),
        return_exceptions=True,
    )
    assert (left is None) != (published == seen)


async def test_table_of_invented_data_says_so_in_every_row(database: Settings) -> None:
    await closed_round()
    content = json.loads((await final_document(await final_of(EDITION)))[0])
    head, *rows = final_table({**content, "synthetic": True})
    assert head[-1] == "Datos"
    assert [row[-1] for row in rows] == ["DATOS SINTÉTICOS"] * 3
    assert "Datos" not in next(iter(final_table(content)))


@pytest.mark.both
async def test_a_proposal_is_taken_back_with_a_reason(publicadora: Browser) -> None:
    await closed_round()
    await publicadora.send(PROPOSE)
    page = await publicadora.send(WITHDRAW, 422, reason="")
    assert "Escriba la razón" in page.select_one("#withdraw-reason-error").text
    page = await publicadora.send(WITHDRAW, reason="Falta una firma.")
    assert "Falta una firma." in page.select_one("#proposals").parent.text
    await publicadora.send(WITHDRAW, 409, reason="Otra vez.")


@pytest.mark.both
async def test_nothing_is_published_while_the_public_board_stands_still(
    app: Litestar, clock: Clock, publicadora: Browser, browser: Browser
) -> None:
    await closed_round()
    await freeze(NOON - timedelta(hours=1))
    page = await publicadora.send(PROPOSE, 409)
    assert "La tabla pública está detenida" in page.text
    with pytest.raises(RuleBroken, match="final-frozen"):
        await propose_final(EDITION, by=(await people("publicador"))[0], at=NOON)
    await browser.open(PUBLIC, 404)


@pytest.mark.both
@pytest.mark.parametrize(
    ("propose", "leads_to", "of_what"),
    [
        pytest.param(
            PROPOSE, f"{ROOM}#publishing", "de la ronda final {edition}", id="final round"
        ),
        pytest.param(
            f"/ediciones/{EDITION}/proponer",
            f"/ediciones/{EDITION}#publishing",
            "de la edición {edition}",
            id="edition",
        ),
    ],
)
async def test_whoever_may_confirm_is_led_there_and_told(
    publicadora: Browser, publicador: Browser, propose: str, leads_to: str, of_what: str
) -> None:
    await closed_round()
    ready = ("Ir a publicar la edición 2026", f"/ediciones/{EDITION}")
    assert way_on(await publicador.open("/")) == ready
    await publicadora.send(propose)
    words = f"Confirmar la publicación {of_what.format(edition=EDITION)}"
    assert way_on(await publicador.open("/")) == (words, leads_to)
    assert way_on(await publicadora.open("/")) == ready
    (letter,) = await MailRow.select()
    assert letter["address"] == PEOPLE["publicador"].email
    assert letter["subject"].startswith("Falta confirmar la publicación")
    assert f"{PEOPLE['publicadora'].name} propuso publicar" in letter["body"]
    assert leads_to in letter["body"]
    assert (await publicador.open(leads_to)).select("#publishing input[name=sha256], button")


async def test_nobody_is_led_to_what_a_stopped_board_keeps_from_being_published(
    clock: Clock, publicadora: Browser, publicador: Browser
) -> None:
    await closed_round()
    await publicadora.send(PROPOSE)
    await freeze(NOON - timedelta(hours=1))
    label, _ = way_on(await publicador.open("/"))
    assert label == "Ir a publicar la edición 2026"
    page = await publicador.open(ROOM)
    assert "se publica cuando la coordinación la reanude" in page.text
    link = page.select_one(f'#publishing a[href="/ediciones/{EDITION}#freeze"]')
    assert link.text == "Ver cuándo se detiene la tabla"
    assert (await publicador.open(f"/ediciones/{EDITION}")).select("#freeze")


async def test_only_publishers_publish_and_only_coordinators_do_the_rest(
    coordinadora: Browser, publicadora: Browser, auditora: Browser, browser: Browser
) -> None:
    await closed_round()
    for address in (PROPOSE, PUBLISH, WITHDRAW):
        await coordinadora.send(address, 403)
    for address in (DRAW, APPOINT, CLOSE, f"{ROOM}/finalistas/{OAXACA}/retiro"):
        await publicadora.send(address, 403)
    await auditora.open(ROOM, 403)
    assert (await browser.open(ROOM)).url.endswith("/entrar?volver=%2Fcoordinacion%2F2026%2Ffinal")
    for address in (DRAW, APPOINT, CLOSE, PROPOSE, PUBLISH, WITHDRAW):
        await coordinadora.open(address)


async def test_withdraw_needs_a_proposal(database: Settings) -> None:
    _, first, _ = await closed_round()
    with pytest.raises(RuleBroken, match="not-proposed"):
        await withdraw_final(EDITION, "Nada.", by=first, at=NOON)


@pytest.mark.both
async def test_private_results_are_nowhere_in_public(database: Settings) -> None:
    definition = with_final(least_members=1)
    definition["edition"]["results"] = "private"
    await a_league(Stage.OPEN, definition)
    await earn(OAXACA, 0, 60)
    await move_to(Stage.REPLY)
    by, rita, first, second = await people("coordinadora", "rita", "publicadora", "publicador")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    seen = await propose_final(EDITION, by=first, at=NOON)
    await confirm_final(EDITION, sha256=seen, by=second, at=NOON)
    with pytest.raises(RuleBroken, match="no-final"):
        await published_final(EDITION)
