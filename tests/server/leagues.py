"""Una liga de tres estados: points given by hand, so that every place can be checked by hand."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from game.editions import Stage
from game.points import Reason
from server.db import Step, announce, params, statement, write
from server.queries.participants import enter
from server.queries.stages import keep_edition
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.editions import EditionRow
from server.tables.levels import LevelRow
from server.tables.points import PointEventRow
from server.tables.reviews import VerdictRow
from tests.editions import EDITION, a_definition, move_to
from tests.server.people import NOON, OAXACA, YUCATAN, three_states

CAPITAL = "09"
LEAGUE = "states"
BOARD = f"/ligas/{EDITION}/{LEAGUE}"
LIVE = f"{BOARD}/en-vivo"
YESTERDAY = NOON - timedelta(days=1)

KEEP_POINTS = statement(PointEventRow.insert(params(PointEventRow)))
KEEP_LEVEL = statement(LevelRow.insert(params(LevelRow)))
KEEP_ANSWER = statement(AnswerRow.insert(params(AnswerRow)))
KEEP_REVISION = statement(AnswerRevisionRow.insert(params(AnswerRevisionRow)))
KEEP_VERDICT = statement(VerdictRow.insert(params(VerdictRow)))


async def a_league(stage: Stage = Stage.OPEN, definition: Mapping[str, Any] | None = None) -> None:
    """Oaxaca, Yucatán and the capital in one league of an edition at that stage."""
    await three_states()
    await keep_edition(definition or a_definition())
    await enter(EDITION, {CAPITAL: LEAGUE, OAXACA: LEAGUE, YUCATAN: LEAGUE})
    await move_to(stage)


async def earn(
    participant: str,
    provisional: int,
    settled: int = 0,
    *,
    at: datetime = NOON,
    edition: str = EDITION,
    is_told: bool = True,
    item: str = "P1-01",
    reason: Reason = Reason.ANSWERED,
) -> None:
    """Put one event in the ledger, and tell every process, as every save does."""
    row = {
        "participant": participant,
        "edition": edition,
        "league": LEAGUE,
        "topic": item.partition("-")[0],
        "item": item,
        "reason": reason.value,
        "provisional": provisional,
        "settled": settled,
        "revision": 1,
        "at": at,
    }
    where = json.dumps({"edition": edition, "league": LEAGUE})
    await write([Step(KEEP_POINTS, row), *([announce(where)] if is_told else [])])


async def finish(participant: str, topic: str, *, at: datetime = NOON) -> None:
    """Submit a level."""
    row = {
        "participant": participant,
        "edition": EDITION,
        "topic": topic,
        "submitted_at": at,
        "submitted_by": 1,
        "submitter_name": "Ana",
        "signed_at": None,
        "signed_by": None,
        "signer_name": "",
    }
    await write([Step(KEEP_LEVEL, row)])


async def answer(
    participant: str, item: str, content: str, *, revision: int = 1, at: datetime = NOON
) -> None:
    """Keep an answer as it stands, and in its history."""
    row = {
        "participant": participant,
        "edition": EDITION,
        "item": item,
        "revision": revision,
        "based_on": revision - 1,
        "content": content,
        "account": 1,
        "author": "Ana",
        "saved_at": at,
    }
    await write([Step(KEEP_ANSWER, row), Step(KEEP_REVISION, row)])


async def decide(participant: str, item: str, verdict: str, *, revision: int = 1) -> None:
    """Give a verdict on a revision."""
    row = {
        "participant": participant,
        "edition": EDITION,
        "item": item,
        "revision": revision,
        "verdict": verdict,
        "reason": "Falta la página.",
        "verifier": 5,
        "verifier_name": "Rita",
        "at": NOON,
        "seat": 5,
        "seat_title": "",
    }
    await write([Step(KEEP_VERDICT, row)])


async def freeze(at: datetime, edition: str = EDITION) -> None:
    """Declare the moment from which the public boards stand still."""
    await EditionRow.update({EditionRow.freeze_at: at}).where(EditionRow.code == edition)
