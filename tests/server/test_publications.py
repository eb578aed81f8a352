"""Publicaciones: the second person confirms what the first one saw, or nobody publishes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from game.editions import Stage
from game.publications import Tally
from game.reviews import Verdict
from game.rules import RuleBroken
from server import db
from server.people import Person, Role
from server.queries.editions import rules_of
from server.queries.publications import (
    confirm_publication,
    proposals_of,
    propose_publication,
    tally_of,
    verdicts_since,
    withdraw_publication,
)
from server.queries.replies import keep_reply
from server.queries.results import frozen, published
from server.queries.stages import move_on
from server.queries.verdicts import keep_verdict
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.results import PublicationRow, SnapshotRow
from server.tables.reviews import ReplyRow
from tests.browser import Browser, Page
from tests.conftest import TEMPLATE
from tests.databases import new_database, settings_for
from tests.editions import (
    ANA,
    EDITION,
    RITA,
    SOFIA,
    a_definition,
    give_verdict,
    here,
    move_to,
    open_edition,
)
from tests.postgres import Server
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import measured
from tests.server.signed import I1, P1, WHOLE, answer, decide, revision_of, sign, verified

PAGE = f"/ediciones/{EDITION}"
PROPOSE = f"{PAGE}/proponer"
PUBLISH = f"{PAGE}/publicar"
WITHDRAW = f"{PAGE}/retirar"
LATER = NOON + timedelta(hours=1)
VICTOR = Person(6, "Víctor Mora", "victor@observatorio.mx", 6, Role.VERIFIER, None, "09")


async def contested(item: str = "I1-01") -> None:
    """Oaxaca's two levels are verified, but for an item that was rejected; replies may come."""
    await open_edition()
    await verified(P1, OAXACA)
    await answer()
    await sign()
    for each in I1:
        await decide(each, Verdict.REJECTED if each == item else Verdict.ACCEPTED)
    await move_to(Stage.REPLY)


async def reply(item: str = "I1-01") -> None:
    await keep_reply(*await here(), item, "Vea la página 4.", by=ANA, at=LATER)


async def decide_reply(item: str = "I1-01", verdict: Verdict = Verdict.ACCEPTED) -> None:
    await decide(item, verdict, by=VICTOR, at=LATER + timedelta(hours=1))


async def proposed() -> str:
    return await propose_publication(EDITION, by=RITA, at=NOON)


async def noted(action: str) -> list[dict[str, Any]]:
    """What the audit log says of each such act."""
    rows = await AuditRow.select().where(AuditRow.action == action).order_by(AuditRow.id)
    return [
        {"who": row["account"], "what": row["subject"], **json.loads(row["details"])}
        for row in rows
    ]


def counts(page: Page) -> dict[str, str]:
    rows = page.select("#publishing .definitions > div")
    return {
        row.first("dt").get_text(): " ".join(row.first("dd").get_text().split()) for row in rows
    }


# Two people, one snapshot


async def test_two_people_publish_what_both_saw(database: Settings) -> None:
    await measured()
    seen = await proposed()
    with pytest.raises(RuleBroken, match="two-publishers-required"):
        await confirm_publication(EDITION, sha256=seen, by=RITA, at=NOON)
    with pytest.raises(RuleBroken, match="not-published"):
        await published(EDITION)
    assert await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON) == seen
    assert (await published(EDITION)).sha256 == seen


@pytest.mark.both
async def test_what_is_proposed_is_what_the_edition_gives_now(database: Settings) -> None:
    await measured()
    _, _, digest = await frozen(EDITION)
    assert await proposed() == digest
    (row,) = await PublicationRow.select(PublicationRow.sha256)
    assert row["sha256"] == digest


async def test_nobody_confirms_what_nobody_proposed(database: Settings) -> None:
    await measured()
    with pytest.raises(RuleBroken, match="not-proposed"):
        await confirm_publication(EDITION, sha256="", by=SOFIA, at=NOON)


async def test_it_is_proposed_once(database: Settings) -> None:
    await measured()
    await proposed()
    with pytest.raises(RuleBroken, match="already-proposed"):
        await propose_publication(EDITION, by=SOFIA, at=NOON)


@pytest.mark.both
async def test_of_two_who_propose_at_once_one_does(database: Settings) -> None:
    await measured()
    outcomes = await asyncio.gather(
        *(propose_publication(EDITION, by=by, at=NOON) for by in (RITA, SOFIA)),
        return_exceptions=True,
    )
    (refused,) = [each for each in outcomes if not isinstance(each, str)]
    assert isinstance(refused, RuleBroken)
    assert refused.code == "already-proposed"
    assert await PublicationRow.count() == 1


@pytest.mark.both
async def test_publication_names_its_snapshot_and_both_people(database: Settings) -> None:
    await measured()
    seen = await proposed()
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    (row,) = await PublicationRow.select()
    (snapshot,) = await SnapshotRow.select(SnapshotRow.id)
    assert (row["proposed_by"], row["confirmed_by"]) == (RITA.account, SOFIA.account)
    assert row["snapshot"] == snapshot["id"]


async def test_audit_log_says_what_both_people_saw(database: Settings) -> None:
    await measured()
    seen = await proposed()
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    held = {
        "what": seen,
        "participants": 3,
        "signed": 6,
        "unsigned": 0,
        "voided": 0,
        "accepted": 18,
        "rejected": 0,
        "returned": 0,
        "undecided": 0,
    }
    assert await noted("publication-proposed") == [{"who": RITA.account, **held}]
    assert await noted("published") == [{"who": SOFIA.account, **held}]


# What changes between the two


@pytest.mark.both
async def test_what_changed_since_the_proposal_voids_it(database: Settings) -> None:
    await measured()
    seen = await proposed()
    await give_verdict("I1-01", "rejected", revision=2)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER)
    (ended,) = await proposals_of(EDITION)
    assert (ended.is_void, ended.ended_at, ended.is_open) == (True, LATER, False)
    assert await noted("publication-void") == [{"who": SOFIA.account, "what": seen, "reason": ""}]
    assert await SnapshotRow.count() == 0
    assert (await rules_of(EDITION)).stage is Stage.REPLY


async def test_after_a_void_proposal_there_is_a_new_one(database: Settings) -> None:
    await measured()
    seen = await proposed()
    await give_verdict("I1-01", "rejected", revision=2)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    again = await propose_publication(EDITION, by=SOFIA, at=NOON)
    assert again != seen
    assert await confirm_publication(EDITION, sha256=again, by=RITA, at=NOON) == again


async def test_second_person_does_not_confirm_another_proposal_than_they_had_before_them(
    database: Settings,
) -> None:
    await measured()
    seen = await proposed()
    await withdraw_publication(EDITION, "Falta un dictamen.", by=RITA, at=NOON)
    await give_verdict("I1-01", "rejected", revision=2)
    await proposed()
    with pytest.raises(RuleBroken, match="stale"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    assert (await proposals_of(EDITION))[0].is_open


@pytest.mark.both
async def test_verdict_that_arrives_while_it_is_computed_voids_it(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await measured()
    seen = await proposed()
    late = iter([frozen])

    async def frozen_while_somebody_decides(edition: str) -> Any:
        found = await frozen(edition)
        if next(late, None):
            await give_verdict("I1-01", "rejected", revision=2)
        return found

    monkeypatch.setattr("server.queries.publications.frozen", frozen_while_somebody_decides)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    assert await SnapshotRow.count() == 0


@pytest.mark.both
async def test_verdicts_after_a_proposal_are_counted(database: Settings) -> None:
    await contested()
    await reply()
    assert await verdicts_since(EDITION, LATER) == 0
    await decide_reply()
    assert await verdicts_since(EDITION, LATER) == 1


# Taking it back


async def test_either_of_them_takes_a_proposal_back(database: Settings) -> None:
    await measured()
    for by in (RITA, SOFIA):
        seen = await proposed()
        await withdraw_publication(EDITION, " Falta un nivel. ", by=by, at=LATER)
        (latest, *_) = await proposals_of(EDITION)
        assert (latest.is_open, latest.is_void) == (False, False)
        assert latest.reason == "Falta un nivel."
        with pytest.raises(RuleBroken, match="not-proposed"):
            await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER)
    assert [(each["who"], each["reason"]) for each in await noted("publication-withdrawn")] == [
        (RITA.account, "Falta un nivel."),
        (SOFIA.account, "Falta un nivel."),
    ]


async def test_what_is_published_is_not_taken_back(database: Settings) -> None:
    await measured()
    seen = await proposed()
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    with pytest.raises(RuleBroken, match="stage-forbids"):
        await withdraw_publication(EDITION, "Falta algo.", by=RITA, at=NOON)


# What it would hold


#   Oaxaca   I1 signed: I1-01 rejected, I1-02 without a verdict; P1 not signed
#   Yucatán  P1 signed and accepted; I1 not answered
async def test_tally_counts_what_a_publication_would_hold(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.REJECTED)
    await answer(P1)
    await verified(P1, YUCATAN, by=VICTOR)
    assert await tally_of(await rules_of(EDITION)) == Tally(
        participants=2, signed=2, unsigned=2, accepted=4, rejected=1, returned=0, undecided=1
    )


async def test_mended_answer_is_undecided_again(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    tally = await tally_of(await rules_of(EDITION))
    assert (tally.returned, tally.undecided) == (1, 1)
    await answer({"I1-01": WHOLE})
    tally = await tally_of(await rules_of(EDITION))
    assert (tally.returned, tally.undecided) == (0, 2)


# Replies


async def test_reply_that_nobody_decided_keeps_everybody_from_publishing(
    database: Settings,
) -> None:
    await contested()
    seen = await proposed()
    await reply()
    with pytest.raises(RuleBroken, match="replies-unanswered"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER)
    await withdraw_publication(EDITION, "Llegó una réplica.", by=RITA, at=LATER)
    with pytest.raises(RuleBroken, match="replies-unanswered"):
        await proposed()
    await decide_reply()
    again = await proposed()
    assert await confirm_publication(EDITION, sha256=again, by=SOFIA, at=LATER) == again


async def test_reply_decided_after_the_proposal_voids_it(database: Settings) -> None:
    await contested()
    seen = await proposed()
    await reply()
    await decide_reply(verdict=Verdict.REJECTED)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER)


async def test_nobody_replies_on_an_item_that_is_not_asked(database: Settings) -> None:
    """No verifier could decide on it, and it would keep the edition from being published."""
    await contested()
    await give_verdict("P1-04", "rejected")
    with pytest.raises(RuleBroken, match="not-asked"):
        await reply("P1-04")
    await proposed()


@pytest.mark.both
async def test_nobody_replies_to_what_is_published(database: Settings) -> None:
    """The form was open before, and is sent after."""
    await contested()
    rules, entry = await here()
    seen = await proposed()
    await confirm_publication(EDITION, sha256=seen, by=SOFIA, at=NOON)
    with pytest.raises(RuleBroken, match="stage-forbids"):
        await keep_reply(rules, entry, "I1-01", "Vea la página 4.", by=ANA, at=LATER)
    assert await ReplyRow.count() == 0


# The desk of an edition


async def test_both_people_see_the_same_before_they_publish(
    app: Litestar, publicadora: Browser, publicador: Browser
) -> None:
    await contested()
    page = await publicadora.open(PAGE)
    expected = {
        "Gobiernos inscritos": "2",
        "Tendrían índice": "1 de 2 estados",
        "Niveles firmados": "2; sin firmar, y por eso fuera: 2",
        "Respuestas con dictamen": "aceptadas: 5; rechazadas: 1; devueltas y sin corregir: 0",
        "Respuestas sin dictamen": "0; cuentan como no verificadas",
        "Réplicas sin resolver": "0",
    }
    assert counts(page) == expected
    assert "Todas las respuestas de niveles firmados tienen dictamen." in page.text
    page = await publicadora.send(PROPOSE)
    _, _, digest = await frozen(EDITION)
    for browser in (publicadora, publicador):
        page = await browser.open(PAGE)
        assert counts(page) == expected
        notice = page.select_one("#publishing .notice").get_text(" ", strip=True)
        assert "Pilar Gómez hizo la propuesta el 3 de marzo de 2026, 12:00" in notice
        assert [code.get_text() for code in page.select("#publishing .notice code")] == [
            digest[:12],
            digest,
        ]
    assert page.field("sha256") == digest


async def test_publishers_see_how_many_would_have_an_index(
    app: Litestar, publicadora: Browser, publicador: Browser
) -> None:
    definition = a_definition()
    definition["edition"]["dates"]["published"] = "2026-03-07T06:00:00+00:00"
    await open_edition(definition, Stage.REPLY)
    await publicadora.send(PROPOSE)
    page = await publicador.open(PAGE)
    assert counts(page)["Tendrían índice"] == "0 de 2 estados"
    told = (
        "Menos del 50\N{NO-BREAK SPACE}% tendría índice: 0 de 2 estados.",
        "Se anunció para el 7 de marzo de 2026: faltan 4 días.",
    )
    for place in ("#publishing-warnings", "form[action$=publicar]"):
        said = page.select_one(place).get_text(" ", strip=True)
        assert all(each in said for each in told)
    page = await publicador.open(f"{PAGE}?idioma=en")
    assert "Fewer than 50% would have an index: 0 of 2 states." in page.text


async def test_publishers_are_not_warned_where_all_is_well(
    app: Litestar, publicadora: Browser
) -> None:
    await measured()
    page = await publicadora.open(PAGE)
    assert counts(page)["Tendrían índice"] == "3 de 3 estados"
    assert not page.select("#publishing-warnings")


async def test_answers_without_verdict_are_told_beside_the_button(
    app: Litestar, publicadora: Browser
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01")
    await move_to(Stage.REPLY)
    page = await publicadora.open(PAGE)
    told = "1 respuesta no tiene dictamen y contará como no verificada."
    assert told in page.select_one("form[action$=proponer]").get_text()
    assert counts(page)["Respuestas sin dictamen"] == "1; cuentan como no verificadas"


async def test_replies_that_wait_are_listed_with_where_they_are(
    app: Litestar, publicadora: Browser, coordinadora: Browser
) -> None:
    await contested()
    await reply()
    page = await publicadora.open(PAGE)
    assert not page.select("form[action$=proponer]")
    assert "No se puede publicar: 1 réplica espera" in page.text
    (link,) = page.select("#unanswered a")
    assert link.get_text() == "Oaxaca, I1-01"
    review = await publicadora.open(str(link["href"]))
    assert "Vea la página 4." in review.select_one("#item-I1-01").get_text()
    assert not review.select("main form")
    assert review.select(f'.breadcrumb a[href="{PAGE}"]')
    page = await publicadora.send(PROPOSE, 409)
    assert "No se publica con réplicas sin resolver (1)." in page.select_one("[role=alert]").text
    assert page.select("#unanswered a")
    page = await coordinadora.open(PAGE)
    assert "Oaxaca, I1-01" in page.select_one("#unanswered").get_text()
    assert not page.select("#unanswered a")


async def test_void_proposal_is_told_on_the_page_and_stays_in_its_history(
    app: Litestar, publicadora: Browser, publicador: Browser
) -> None:
    await measured()
    await publicadora.send(PROPOSE)
    seen = (await publicador.open(PAGE)).field("sha256")
    await give_verdict("I1-01", "rejected", revision=2)
    page = await publicador.send(PUBLISH, 409, sha256=seen)
    assert "que queda sin efecto" in page.select_one("[role=alert]").get_text()
    assert page.select("form[action$=proponer]")
    words = [event.get_text() for event in page.select(".timeline b")]
    assert words == ["Quedó sin efecto", "Se propuso publicar"]
    await publicador.send(PROPOSE)
    page = await publicadora.open(PAGE)
    page = await publicadora.send(PUBLISH, sha256=page.field("sha256"))
    assert "Se confirmó y se publicó" in page.select_one(".timeline").get_text()


async def test_page_says_that_verdicts_came_after_the_proposal(
    app: Litestar, publicadora: Browser
) -> None:
    await contested()
    page = await publicadora.send(PROPOSE)
    assert "Después se d" not in page.text
    await reply()
    await decide_reply()
    page = await publicadora.open(PAGE)
    assert "Después se dio 1 dictamen" in page.text


async def test_confirmation_without_what_was_seen_is_refused(
    app: Litestar, publicadora: Browser, publicador: Browser
) -> None:
    await measured()
    await publicadora.send(PROPOSE)
    page = await publicador.send(PUBLISH, 409)
    assert "Alguien lo cambió mientras tanto" in page.select_one("[role=alert]").get_text()
    assert page.select("form[action$=publicar]")


async def test_publisher_withdraws_with_a_reason(
    app: Litestar, publicadora: Browser, publicador: Browser
) -> None:
    await measured()
    await publicadora.send(PROPOSE)
    page = await publicadora.send(WITHDRAW, 422, reason=" ")
    assert "Escriba la razón" in page.select_one("#reason-error").get_text()
    assert page.select("details[open] form[action$=retirar]")
    long = "a" * 1_001
    page = await publicadora.send(WITHDRAW, 422, reason=long)
    assert "demasiado larga" in page.select_one("#reason-error").get_text()
    assert page.field("reason").strip() == long
    page = await publicador.send(WITHDRAW, reason="Falta un dictamen de Oaxaca.")
    assert "Falta un dictamen de Oaxaca." in page.select_one(".timeline").get_text()
    assert page.select("form[action$=proponer]")
    await publicador.send(WITHDRAW, 409, reason="Otra vez.")


async def test_only_publishers_take_proposals_back(
    app: Litestar, coordinadora: Browser, rita: Browser, ana: Browser
) -> None:
    await measured()
    await proposed()
    for browser in (coordinadora, rita, ana):
        await browser.send(WITHDRAW, 403, reason="No.")
    assert not (await coordinadora.open(PAGE)).select("#publishing form")
    assert (await proposals_of(EDITION))[0].is_open


# Crossing, on PostgreSQL: units run side by side there


@pytest.fixture
def own_database(postgres: Server, tmp_path: Path) -> Iterator[Settings]:
    with new_database(postgres, TEMPLATE) as url:
        yield settings_for(tmp_path, url)


@pytest.fixture
async def gate(own_database: Settings) -> AsyncIterator["Gate"]:
    """An open database where what is written to a table can be kept waiting."""
    await db.connect(own_database)
    own = await asyncpg.connect(own_database.database_url)
    yield Gate(own)
    await own.close()
    await db.close()


class Gate:
    """Keeps whoever inserts into a table waiting, in the middle of their unit."""

    KEY = 7

    def __init__(self, own: asyncpg.Connection) -> None:
        self._own = own

    async def shut(self, table: str, where: str = "TRUE") -> None:
        await self._own.execute(
            f"""
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock_shared({self.KEY}); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT ON {table} FOR EACH ROW WHEN ({where})
            EXECUTE FUNCTION wait()
            """
        )
        await self._own.execute("SELECT pg_advisory_lock($1)", self.KEY)

    async def open(self) -> None:
        await self._own.execute("SELECT pg_advisory_unlock($1)", self.KEY)

    async def until(self, waiting: int, *tasks: "asyncio.Task[Any]") -> None:
        """Until so many wait for somebody, or one of the tasks has finished."""
        while await self._waiting() < waiting:
            if any(task.done() for task in tasks):
                break
            await asyncio.sleep(0.01)

    async def _waiting(self) -> int:
        sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        found: int = await self._own.fetchval(sql)
        return found


@pytest.mark.postgres
async def test_publication_waits_for_a_reply_that_is_being_kept(gate: Gate) -> None:
    """The reply took its key first and is kept last: the largest key would say nothing of it."""
    await contested()
    await give_verdict("I1-02", "rejected", revision=2)
    await gate.shut("reply", "NEW.item = 'I1-01'")
    replying = asyncio.create_task(reply("I1-01"))
    await gate.until(1, replying)
    await reply("I1-02")
    await decide_reply("I1-02")
    seen = await proposed()
    confirming = asyncio.create_task(confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER))
    await gate.until(2, confirming)
    assert not confirming.done()
    await gate.open()
    await replying
    with pytest.raises(RuleBroken, match="replies-unanswered"):
        await confirming
    assert await SnapshotRow.count() == 0


@pytest.mark.postgres
async def test_reply_that_comes_while_publishing_is_refused(gate: Gate) -> None:
    await contested()
    seen = await proposed()
    await gate.shut("snapshot")
    confirming = asyncio.create_task(confirm_publication(EDITION, sha256=seen, by=SOFIA, at=LATER))
    await gate.until(1, confirming)
    replying = asyncio.create_task(reply())
    await gate.until(2, replying)
    await gate.open()
    assert await confirming == seen
    with pytest.raises(RuleBroken, match="stage-forbids"):
        await replying
    assert await ReplyRow.count() == 0


@pytest.mark.postgres
async def test_stage_does_not_end_under_a_verdict_that_is_being_kept(gate: Gate) -> None:
    """Returned in the last moment, it would come to a government that cannot mend it any more."""
    await open_edition()
    await answer()
    await sign()
    await move_to(Stage.REVIEW)
    rules, entry = await here()
    revision = await revision_of("I1-01")
    await gate.shut("verdict")
    deciding = asyncio.create_task(
        keep_verdict(
            rules, entry, "I1-01", Verdict.RETURNED, "Razón.", revision=revision, by=RITA, at=NOON
        )
    )
    await gate.until(1, deciding)
    moving = asyncio.create_task(move_on(EDITION, Stage.REPLY, by=None, at=NOON))
    await gate.until(2, moving)
    assert not moving.done()
    await gate.open()
    await deciding
    await moving
    with pytest.raises(RuleBroken, match="stage-forbids"):
        await keep_verdict(
            rules, entry, "I1-02", Verdict.RETURNED, "Razón.", revision=2, by=RITA, at=NOON
        )
