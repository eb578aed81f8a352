"""Revisión de compromisos: what somebody changed behind the history of one is found."""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import asyncpg
import pytest

from game.answers import Citation
from game.commitments import Move, Term, advance, finish_milestone
from game.fulfilment import Tally
from game.histories import Fault
from server.cli.database import run
from server.queries import fulfilment
from server.queries.checks import (
    commitment_differences,
    count_differences,
    ledger_differences,
)
from server.queries.commitments import commitment_of, keep_change
from server.settings import Settings
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow
from server.tables.documents import DocumentRow
from tests.commitments import ANA, NOON, TODAY, VICTOR, a_commitment, moved, promised
from tests.editions import open_edition
from tests.server.signed import a_document, answer
from tests.server.test_checks import told

pytestmark = pytest.mark.both

LEDGER, COUNTS = "Compromisos contra su historia", "Cuentas de compromisos"


async def verified() -> int:
    """A commitment that was amended, finished step by step, reported with evidence and verified."""
    code = await promised(None, Move.AGREE, Move.START)
    worded = {Term.GOAL: "Publicar y difundir el reglamento"}
    await moved(code, Move.AMEND, note="Se amplía.", worded=worded, due=date(2026, 8, 31))
    for position in range(2):
        seen = (await commitment_of(code)).commitment
        done = finish_milestone(seen, position, ANA.role.value, TODAY)
        await keep_change(seen, done, by=ANA, at=NOON)
    document = replace(a_document(), id="c" * 32)
    cited = (Citation(document.id, "1"),)
    seen = (await commitment_of(code)).commitment
    reported = advance(seen, Move.REPORT_DONE, ANA.role.value, TODAY, evidence=cited)
    await keep_change(seen, reported, by=ANA, at=NOON, documents=[document])
    await moved(code, Move.VERIFY, by=VICTOR, note="Se vio.")
    return code


async def test_what_happened_in_order_is_well(database: Settings) -> None:
    await verified()
    await promised(a_commitment(goal="Otra meta"), Move.AGREE, Move.START)
    code = await promised(a_commitment(goal="Una más"))
    await moved(code, Move.WITHDRAW, note="Ya no hace falta.")
    assert await commitment_differences() == ()
    assert await count_differences(TODAY) is None
    assert await told(database, LEDGER) == ("cada uno está como dice su historia", True)
    assert await told(database, COUNTS) == ("las páginas cuentan los que hay", True)


Change = Callable[[], Awaitable[Any]]
ROW, EVENT, STEP = CommitmentRow, CommitmentEventRow, MilestoneRow
CHANGES: dict[str, tuple[Change, set[Fault]]] = {
    "status": (
        lambda: ROW.update({ROW.status: "not_met"}).where(ROW.id == 1),
        {Fault.STATUS},
    ),
    "due": (lambda: ROW.update({ROW.due: date(2026, 9, 1)}).where(ROW.id == 1), {Fault.DUE}),
    "goal": (lambda: ROW.update({ROW.goal: "Otra"}).where(ROW.id == 1), {Fault.WORDS}),
    "indicator": (lambda: ROW.update({ROW.indicator: " "}).where(ROW.id == 1), {Fault.WORDS}),
    "beginning": (lambda: EVENT.delete().where(EVENT.act == "propose"), {Fault.BEGINNING}),
    "a line left out": (lambda: EVENT.delete().where(EVENT.act == "agree"), {Fault.MOVE}),
    "a line twice the same": (
        lambda: EVENT.update({EVENT.act: "agree"}).where(EVENT.act == "start"),
        {Fault.MOVE},
    ),
    "who": (
        lambda: EVENT.update({EVENT.role: "lead"}).where(EVENT.act == "verify"),
        {Fault.ROLE},
    ),
    "nobody": (
        lambda: EVENT.update({EVENT.account: None}).where(EVENT.act == "verify"),
        {Fault.VERIFIED},
    ),
    "no reason": (
        lambda: EVENT.update({EVENT.note: "\u200b"}).where(EVENT.act == "amend"),
        {Fault.LACKING},
    ),
    "no evidence": (
        lambda: EVENT.update({EVENT.evidence: "[]"}).where(EVENT.act == "report_done"),
        {Fault.LACKING, Fault.VERIFIED},
    ),
    "another document": (lambda: DocumentRow.delete(force=True), {Fault.EVIDENCE}),
    "weight": (lambda: STEP.update({STEP.weight: 0}).where(STEP.position == 0), {Fault.STEPS}),
    "title": (lambda: STEP.update({STEP.title: ""}).where(STEP.position == 0), {Fault.STEPS}),
    "not done": (
        lambda: STEP.update({STEP.done_on: None}).where(STEP.position == 0),
        {Fault.STEPS},
    ),
    "agreement": (lambda: ROW.update({ROW.agreement: 9}).where(ROW.id == 1), {Fault.SOURCE}),
    "recommendation": (
        lambda: ROW.update({ROW.recommendation: 9}).where(ROW.id == 1),
        {Fault.SOURCE},
    ),
    "edition": (lambda: ROW.update({ROW.edition: "1999"}).where(ROW.id == 1), {Fault.SOURCE}),
    "lost": (lambda: ROW.delete().where(ROW.id == 1), {Fault.LOST}),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_was_changed_behind_its_history_is_found(database: Settings, name: str) -> None:
    code = await verified()
    change, faults = CHANGES[name]
    await change()
    found = await commitment_differences()
    assert {fault for _code, fault in found} >= faults
    assert {one for one, _fault in found} == {code}
    assert not (await told(database, LEDGER))[1]


async def test_pages_that_count_another_number_are_found(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verified()
    monkeypatch.setattr(fulfilment, "PLACED", fulfilment.PLACED.replace("'verified'", "'x'"))
    counted, there = await count_differences(TODAY) or (Tally(), Tally())
    assert (counted.made, counted.verified) == (1, 0)
    assert (there.made, there.verified) == (1, 1)
    text, is_good = await told(database, COUNTS)
    assert text.startswith("las páginas cuentan 1 (0 verificados")
    assert "hay 1 (1 verificados" in text
    assert not is_good


def test_what_is_saved_meanwhile_is_not_seen_by_halves(each_settings: Settings) -> None:
    """The order reads in many questions: a save between two of them is of another moment."""

    async def filled() -> None:
        await open_edition()
        await answer()
        await verified()

    async def looked() -> list[object]:
        found: list[object] = [await ledger_differences(), await commitment_differences()]
        await saved_by_another(each_settings)
        return [*found, await ledger_differences(), await commitment_differences()]

    run(each_settings, filled)
    assert run(each_settings, looked, at_once=True) == [[], (), [], ()]
    # Read as it comes, the same is told as wrong, and now it is.
    assert run(each_settings, looked)[2:] != [[], ()]


async def saved_by_another(settings: Settings) -> None:
    """What another process commits: points without their answer, a status without its line."""
    changes = (
        "DELETE FROM point_event WHERE item = 'I1-01'",
        "UPDATE commitment SET status = 'not_met' WHERE id = 1",
    )
    if settings.sqlite_path:
        other = sqlite3.connect(settings.sqlite_path)
        for change in changes:
            other.execute(change)
        other.commit()
        other.close()
        return
    connection = await asyncpg.connect(settings.database_url)
    for change in changes:
        await connection.execute(change)
    await connection.close()
