"""Fe de erratas: what was published is put right in public, by a verifier and two publishers."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from litestar import Litestar

from game.editions import Stage
from game.reviews import Verdict
from game.rules import RuleBroken
from server.cli import main
from server.people import Person
from server.queries.checks import ledger_differences, publication_differences
from server.queries.errata import (
    changes_of,
    close_erratum,
    confirm_erratum,
    errata_of,
    open_erratum,
    propose_erratum,
)
from server.queries.results import (
    agrees_but_for_verdicts,
    comparable_now,
    frozen,
    published,
    snapshot_document,
)
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.results import SnapshotRow
from tests.browser import Browser, Page
from tests.editions import EDITION, RITA, SOFIA, move_to, open_edition
from tests.server.people import NOON, OAXACA, PEOPLE, enters, seated
from tests.server.published import ANYWHERE, measured, publish
from tests.server.signed import P1, answer, decide, revision_of, sign, verified
from tests.server.test_publications import VICTOR

DESK = f"/ediciones/{EDITION}/erratas"
PUBLIC = f"/indicador/{EDITION}/erratas"
RANKING = f"/indicador/{EDITION}"
REVIEW = f"/verificacion/{EDITION}/{OAXACA}/P1"
VERDICT = f"/verificacion/{EDITION}/{OAXACA}/reactivos/P1-02"
REASON = "En P1-02 de Oaxaca se leyó otra página de la gaceta."
FIRST = f"/indicador/{EDITION}/instantaneas/1"
SECOND = f"/indicador/{EDITION}/instantaneas/2"


async def in_error() -> str:
    """Three states are published, and an erratum is open; the SHA-256 of what was published."""
    await measured()
    first = await publish()
    await open_erratum(EDITION, REASON, by=RITA, at=NOON)
    return first


async def decided(verdict: Verdict = Verdict.REJECTED, by: Person = VICTOR) -> None:
    await decide("P1-02", verdict, reason="No está en esa página.", by=by)


async def put_right() -> str:
    """It is proposed and confirmed; the SHA-256."""
    seen = await propose_erratum(EDITION, by=RITA, at=NOON)
    return await confirm_erratum(EDITION, sha256=seen, by=SOFIA, at=NOON)


def rows(page: Page, table: str) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in page.select(f"#{table} tbody tr")
    ]


def scores(page: Page) -> dict[str, str]:
    """Government to index, as the ranking shows them."""
    return {row[1]: row[2].split()[0] for row in rows(page, "ranking")}


# The whole way, in the browser


#   Oaxaca   P1-02 is no more: P1 0, 0, 1/2 = 1/6    (1/6 + 3/4) / 2 = 0.458, behind the capital
@pytest.mark.both
async def test_what_was_wrong_is_said_decided_anew_and_published_by_two(
    app: Litestar, browser: Browser, tmp_path: Path
) -> None:
    await measured()
    first = await publish()
    for name in ("publicadora", "publicador", "victor"):
        await seated(PEOPLE[name])

    await _is_opened(browser)
    await _is_decided(browser)

    await enters(browser, PEOPLE["publicadora"])
    desk = await browser.open(DESK)
    assert rows(desk, "draft-verdicts") == [["Oaxaca", "P1-02", "Aceptada", "Rechazada"]]
    assert ["Oaxaca", "Índice", "62.5", "45.8"] in rows(desk, "draft-indices")
    assert ["Oaxaca", "Lugar", "1.º", "3.º"] in rows(desk, "draft-indices")
    desk = await browser.send(f"{DESK}/proponer")
    assert not desk.select("[name=sha256]")
    await browser.send(f"{DESK}/publicar", 409, sha256=_proposed(desk))

    await enters(browser, PEOPLE["publicador"])
    desk = await browser.open(DESK)
    desk = await browser.send(f"{DESK}/publicar", sha256=_proposed(desk))
    assert "Se confirmó y se publicó" in desk.text

    ranking = await browser.open(RANKING)
    assert scores(ranking)["Oaxaca"] == "45.8"
    assert REASON in ranking.text
    assert PUBLIC in [link["href"] for link in ranking.select("main a")]
    public = await browser.open(PUBLIC)
    assert REASON in public.text
    assert ["Oaxaca", "Índice", "62.5", "45.8"] in rows(public, "issue-1-indices")
    assert {FIRST, SECOND} <= {link["href"] for link in public.select("main a")}

    second = (await published(EDITION)).sha256
    for address, digest in ((FIRST, first), (SECOND, second)):
        reply = (await browser.open(address)).response
        assert reply.headers["ETag"] == f'"{digest}"'
        (tmp_path / "liga.json").write_bytes(reply.content)
        run = await asyncio.to_thread(
            CliRunner().invoke,
            main,
            ["index", "recompute", str(tmp_path / "liga.json"), "--sha256", digest],
        )
        assert run.exit_code == 0, run.output + run.stderr
    told = json.loads(reply.content)["erratum"]
    assert (told["number"], told["corrects"], told["reason"]) == (2, first, REASON)
    factor = {"part": "factors", "participant": OAXACA, "item": "P1-02", "was": "1", "is": "0"}
    assert factor in told["differences"]
    assert await publication_differences() == []
    assert await ledger_differences() == []


async def _is_opened(browser: Browser) -> None:
    """A publisher says what is wrong, and everybody reads it."""
    await enters(browser, PEOPLE["publicadora"])
    assert DESK in [
        link["href"] for link in (await browser.open(f"/ediciones/{EDITION}")).select("main a")
    ]
    refused = await browser.send(DESK, 422, reason=" ")
    assert "Escriba la razón" in refused.text
    page = await browser.send(DESK, reason=REASON)
    assert REASON in page.text
    public = await browser.open(RANKING)
    assert "lo publicado se está revisando" in public.text
    assert scores(public)["Oaxaca"] == "62.5"


async def _is_decided(browser: Browser) -> None:
    """A verifier of another state finds the level and rejects P1-02, which moves nothing yet."""
    await enters(browser, PEOPLE["victor"])
    desk = await browser.open(f"{DESK}?gobierno={OAXACA}")
    assert REVIEW in [link["href"] for link in desk.select("#levels a")]
    assert not desk.select("#changes")
    card = await browser.open(REVIEW)
    assert "se publica con la fe de erratas" in card.text
    assert [each["value"] for each in card.select("#item-P1-02 [name=verdict]")] == [
        "accepted",
        "rejected",
    ]
    said = {"verdict": "rejected", "revision": str(await revision_of("P1-02"))}
    await browser.send(VERDICT, 422, **said)
    await browser.send(VERDICT, **said, reason="No está en esa página.")
    assert scores(await browser.open(RANKING))["Oaxaca"] == "62.5"


def _proposed(desk: Page) -> str:
    (sha256,) = [each.get_text() for each in desk.select(".notice code.hash")]
    return sha256


async def test_it_is_closed_with_a_reason_where_nothing_was_wrong(
    app: Litestar, browser: Browser
) -> None:
    await in_error()
    await seated(PEOPLE["publicadora"])
    await enters(browser, PEOPLE["publicadora"])
    await decided()
    refused = await browser.send(f"{DESK}/cerrar", 409, reason="Estaba bien.")
    assert "Hay dictámenes que cambian lo publicado" in refused.text
    await decided(Verdict.ACCEPTED, by=ANYWHERE)
    refused = await browser.send(f"{DESK}/cerrar", 422, reason="")
    assert "Escriba la razón" in refused.select_one("details[open]").get_text()
    # The address of the refused form, opened anew.
    assert REASON in (await browser.open(f"{DESK}/cerrar")).text
    desk = await browser.send(f"{DESK}/cerrar", reason="Estaba bien.")
    assert "Se cerró sin cambiar nada" in desk.text
    assert "Estaba bien." in desk.text
    assert "Fe de erratas abierta" not in desk.text
    assert "fe de erratas" not in (await browser.open(RANKING)).text
    # What everybody was told of is not taken away from them in silence.
    closed = (await browser.open(PUBLIC)).select_one("section[aria-labelledby=closed]").get_text()
    assert REASON in closed
    assert "Estaba bien." in closed


#   I1-02 was answered and signed, and nobody decided on it before the first publication.
@pytest.mark.both
async def test_what_nobody_had_decided_on_stays_so_until_the_erratum_is_published(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    await verified(P1, OAXACA)
    await answer()
    await sign()
    await decide("I1-01")
    await move_to(Stage.REPLY)
    await publish()
    await open_erratum(EDITION, REASON, by=RITA, at=NOON)
    before = await _gap(browser, "I1-02")
    assert "sin dictamen" in before
    await decide("I1-02", Verdict.REJECTED, reason="No es ésa.", by=VICTOR)
    assert await _gap(browser, "I1-02") == before
    await put_right()
    assert "sin " not in await _gap(browser, "I1-02")


async def _gap(browser: Browser, item: str) -> str:
    """What a profile says of an item that could be better."""
    gap = (await browser.open(f"/gobiernos/{OAXACA}")).select_one(f"#gap-{item}")
    return str(gap.get_text(" ", strip=True))


@pytest.mark.both
async def test_the_desk_works_out_what_changes_once_until_something_is_decided(
    app: Litestar, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_error()
    await seated(PEOPLE["publicadora"])
    await enters(browser, PEOPLE["publicadora"])
    made = []

    async def counted(edition: str) -> Any:
        made.append(edition)
        return await comparable_now(edition)

    monkeypatch.setattr("server.queries.errata.comparable_now", counted)
    await decided()
    desks = [await browser.open(DESK) for _ in range(3)]
    assert len(made) == 1
    assert all(rows(desk, "draft-verdicts") for desk in desks)
    await decide("P1-03", Verdict.REJECTED, reason="Tampoco.", by=VICTOR)
    desk = await browser.open(DESK)
    assert len(made) == 2
    assert [row[1] for row in rows(desk, "draft-verdicts")] == ["P1-02", "P1-03"]
    await put_right()
    await open_erratum(EDITION, "Sí estaba.", by=RITA, at=NOON)
    assert not rows(await browser.open(DESK), "draft-verdicts")


async def test_whoever_only_looks_sees_no_result_that_is_not_published(
    app: Litestar, browser: Browser
) -> None:
    await in_error()
    await decided()
    await seated(PEOPLE["coordinadora"])
    await enters(browser, PEOPLE["coordinadora"])
    desk = await browser.open(DESK)
    assert REASON in desk.text
    assert "45.8" not in desk.source
    assert not desk.select("#changes")


async def test_there_is_nothing_to_put_right_before_a_publication(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await seated(PEOPLE["publicadora"])
    await enters(browser, PEOPLE["publicadora"])
    assert DESK not in (await browser.open(f"/ediciones/{EDITION}")).source
    await browser.open(DESK, 409)
    await browser.open(PUBLIC, 404)


async def test_a_snapshot_that_is_not_there_is_said_to_be_so(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    for number in ("2", "x", "99999999999999999999"):
        await browser.open(f"/indicador/{EDITION}/instantaneas/{number}", 404)


async def test_public_page_in_english(app: Litestar, browser: Browser) -> None:
    await in_error()
    await decided()
    await put_right()
    page = await browser.open(f"{PUBLIC}?idioma=en")
    assert page.h1.get_text() == f"Publications and errata {EDITION}"
    assert "Verdicts that change" in page.text


# The rules, where rows are


@pytest.mark.both
async def test_one_is_open_at_a_time_and_a_verdict_needs_one(database: Settings) -> None:
    await measured()
    await publish()
    with pytest.raises(RuleBroken, match="erratum-none"):
        await decided()
    with pytest.raises(RuleBroken, match="erratum-none"):
        await propose_erratum(EDITION, by=RITA, at=NOON)
    await open_erratum(EDITION, REASON, by=RITA, at=NOON)
    with pytest.raises(RuleBroken, match="erratum-open"):
        await open_erratum(EDITION, REASON, by=SOFIA, at=NOON)
    with pytest.raises(RuleBroken, match="other-verifier-required"):
        await decided(by=ANYWHERE)
    await decided()


@pytest.mark.both
async def test_what_changes_after_the_proposal_voids_it_and_leaves_it_open(
    database: Settings,
) -> None:
    first = await in_error()
    with pytest.raises(RuleBroken, match="erratum-empty"):
        await propose_erratum(EDITION, by=RITA, at=NOON)
    await decided()
    seen = await propose_erratum(EDITION, by=RITA, at=NOON)
    with pytest.raises(RuleBroken, match="two-publishers-required"):
        await confirm_erratum(EDITION, sha256=seen, by=RITA, at=NOON)
    await decide("P1-03", Verdict.REJECTED, reason="Tampoco.", by=VICTOR)
    with pytest.raises(RuleBroken, match="publication-changed"):
        await confirm_erratum(EDITION, sha256=seen, by=SOFIA, at=NOON)
    (erratum,) = await errata_of(EDITION)
    assert erratum.is_open
    assert erratum.publication is None
    assert (await published(EDITION)).sha256 == first
    assert await noted("erratum-void") == [seen]
    assert await put_right() == (await published(EDITION)).sha256
    assert (await published(EDITION)).number == 2


@pytest.mark.both
async def test_it_is_closed_only_with_everything_as_it_was(database: Settings) -> None:
    first = await in_error()
    await decided()
    with pytest.raises(RuleBroken, match="erratum-changes"):
        await close_erratum(EDITION, "No hay nada.", by=RITA, at=NOON)
    kept, _ = await snapshot_document(EDITION)
    _, made, _ = await frozen(EDITION)
    assert not agrees_but_for_verdicts(made, kept)
    await decided(Verdict.ACCEPTED, by=ANYWHERE)
    assert await changes_of(EDITION) == []
    await close_erratum(EDITION, "No hay nada.", by=RITA, at=NOON)
    _, made, digest = await frozen(EDITION)
    assert digest != first
    assert agrees_but_for_verdicts(made, kept)
    (erratum,) = await errata_of(EDITION)
    assert (erratum.is_open, erratum.ending) == (False, "No hay nada.")
    assert (await published(EDITION)).sha256 == first
    assert await SnapshotRow.count() == 1


async def test_a_second_erratum_corrects_the_first_one(database: Settings) -> None:
    await in_error()
    await decided()
    second = await put_right()
    await open_erratum(EDITION, "Sí estaba.", by=RITA, at=NOON)
    await decided(Verdict.ACCEPTED, by=ANYWHERE)
    third = await put_right()
    rows = await SnapshotRow.select(SnapshotRow.number, SnapshotRow.sha256).order_by(
        SnapshotRow.number
    )
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert [row["sha256"] for row in rows][1:] == [second, third]
    document = await SnapshotRow.select(SnapshotRow.document).where(SnapshotRow.number == 3)
    assert json.loads(document[0]["document"])["erratum"]["corrects"] == second


async def test_every_act_stands_in_the_audit_log(database: Settings) -> None:
    first = await in_error()
    await decided()
    second = await put_right()
    assert await noted("erratum-opened") == [first]
    assert await noted("erratum-proposed") == await noted("erratum-published") == [second]


async def noted(action: str) -> list[Any]:
    found = await AuditRow.select(AuditRow.subject).where(AuditRow.action == action)
    return [row["subject"] for row in found]
