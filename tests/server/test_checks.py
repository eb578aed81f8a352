"""Revisión: what an operator is told before anybody else finds out."""

from dataclasses import replace
from pathlib import Path

import pytest

from game.answers import Answer
from game.editions import Stage
from game.points import Reason
from game.reviews import Verdict
from server import checks
from server.checks import findings
from server.queries.checks import ledger_differences
from server.queries.final_results import confirm_final, propose_final
from server.settings import Settings
from server.tables.answers import AnswerRow
from server.tables.documents import DocumentRow
from server.tables.finals import FinalPublicationRow
from server.tables.points import PointEventRow
from server.tables.results import SnapshotRow
from server.vendoring import AGAIN
from tests.commitments import TODAY
from tests.editions import EDITION, a_definition, move_to, open_edition
from tests.server.final_round import closed_round
from tests.server.leagues import earn
from tests.server.people import NOON, OAXACA
from tests.server.published import measured, publish
from tests.server.signed import P1, YES, answer, decide, sign

pytestmark = pytest.mark.both


async def told(settings: Settings, subject: str) -> tuple[str, bool]:
    (found,) = [each for each in await findings(settings, TODAY) if each.subject == subject]
    return found.text, found.is_good


async def test_empty_database_is_well(database: Settings) -> None:
    assert await told(database, "Ediciones") == ("0", True)
    assert await told(database, "Puntos contra su bitácora") == (
        "cada saldo es la suma de sus movimientos",
        True,
    )


async def test_ledger_is_what_the_answers_are_worth_through_a_whole_edition(
    database: Settings,
) -> None:
    await open_edition()
    await answer({"P1-01": YES})
    await answer({"P1-04": Answer("P1-04", number="8")})
    assert await ledger_differences() == []
    await answer(P1)  # an honest no closes P1-04, whose points go
    await answer()
    await sign()
    await decide("I1-01")
    await decide("I1-02", Verdict.RETURNED)
    assert await ledger_differences() == []
    await answer({"I1-02": Answer("I1-02", date="2019-02-02")})
    assert await ledger_differences() == []
    await move_to(Stage.REPLY)
    assert await ledger_differences() == []


async def test_point_that_no_answer_is_worth_is_found(database: Settings) -> None:
    await open_edition()
    await answer()
    await earn(OAXACA, 0, 10)
    assert await ledger_differences() == [f"{EDITION} {OAXACA}"]
    assert await told(database, "Puntos contra su bitácora") == (f"{EDITION} {OAXACA}", False)


async def test_points_of_signing_in_time_that_are_not_there_are_found(database: Settings) -> None:
    definition = a_definition()
    definition["points"] |= {"timeliness": [{"days": 60, "points": 6}]}
    await open_edition(definition)
    await answer()
    await sign()
    assert await ledger_differences() == []
    await PointEventRow.delete().where(PointEventRow.reason == Reason.TIMELY.value)
    assert await ledger_differences() == [f"{EDITION} {OAXACA}"]


async def test_signature_over_other_answers_is_found(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    well = ("cada firma vigente es de las respuestas vigentes", True)
    assert await told(database, "Firmas contra lo firmado") == well
    await AnswerRow.update({AnswerRow.content: '{"item": "I1-01", "number": "9"}'}).where(
        AnswerRow.item == "I1-01"
    )
    found = (f"{EDITION} {OAXACA} I1", False)
    assert await told(database, "Firmas contra lo firmado") == found


async def test_signature_over_another_title_of_a_document_is_found(database: Settings) -> None:
    await open_edition()
    await answer()
    await sign()
    await DocumentRow.update({DocumentRow.title: "Otra"}).where(DocumentRow.title == "Gaceta")
    found = (f"{EDITION} {OAXACA} I1", False)
    assert await told(database, "Firmas contra lo firmado") == found


@pytest.mark.parametrize("what", ["índice", "ronda final"])
async def test_a_byte_of_what_was_published_that_is_another_is_found(
    database: Settings, what: str
) -> None:
    row = await (an_index() if what == "índice" else a_final_round())
    subject = "Lo publicado contra su SHA-256"
    well = ("cada documento publicado es el que nombra su SHA-256", True)
    assert await told(database, subject) == well
    before, *_ = await row.select(row.document).where(row.document != "")
    altered = before["document"].replace("Oaxaca", "Oaxaco", 1)
    assert altered != before["document"]
    await row.update({row.document: altered}).where(row.document != "")
    assert await told(database, subject) == (f"{EDITION} {what}", False)


async def an_index() -> type[SnapshotRow]:
    await measured()
    await publish()
    return SnapshotRow


async def a_final_round() -> type[FinalPublicationRow]:
    _, first, second = await closed_round()
    seen = await propose_final(EDITION, by=first, at=NOON)
    await confirm_final(EDITION, sha256=seen, by=second, at=NOON)
    return FinalPublicationRow


async def test_lost_events_are_found(database: Settings) -> None:
    await open_edition()
    await answer()
    await PointEventRow.delete().where(PointEventRow.item == "I1-01")
    assert await ledger_differences() == [f"{EDITION} {OAXACA}"]


async def test_site_for_others_without_https_is_told(database: Settings) -> None:
    assert all(each.subject != "Cookies" for each in await findings(database, TODAY))
    text, is_good = await told(replace(database, host="0.0.0.0"), "Cookies")
    assert "LIGA_PUBLIC_URL=https://" in text
    assert not is_good
    behind = replace(database, host="0.0.0.0", secure_cookies=True)
    assert all(each.subject != "Cookies" for each in await findings(behind, TODAY))


async def test_missing_asset_is_told_with_the_order_that_brings_it(
    database: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(checks, "STATIC", tmp_path)
    text, is_good = await told(database, "Recursos del navegador")
    assert "vendor/htmx/dist/htmx.min.js" in text
    assert text.splitlines()[-1] == AGAIN
    assert not is_good


async def test_engine_is_named(database: Settings) -> None:
    text, _ = await told(database, "Base de datos")
    assert text.startswith("SQLite 3" if database.sqlite_path else "PostgreSQL")
