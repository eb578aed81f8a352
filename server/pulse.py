"""Pulso de la demostración: invented officials who keep answering, so that the boards move.

They save through the same units as everybody, and only ever touch editions labelled synthetic.
Governments that somebody can sign in for are left to them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from random import Random

from litestar import Litestar

from game.answers import asked_items, is_complete
from game.editions import Act, allows
from game.questionnaire import Item, Topic
from game.rules import RuleBroken
from server.db import Refused
from server.imports.demo import AUTHOR, FILLER, SEED, SIGNER, document_of
from server.imports.invented import difficulty_of, invented_answer, strength_of
from server.people import Person, Role
from server.queries.accounts import attended_participants
from server.queries.answers import (
    KeptAnswer,
    StaleAnswer,
    answers_of,
    keep_answer,
    keep_evidence,
    plain,
)
from server.queries.editions import EditionRules, Entry, editions, entries_of, rules_of
from server.queries.levels import level_entries_of
from server.queries.site import holds_synthetic_data
from server.queries.submissions import sign_level, submit_level

logger = logging.getLogger("liga")

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def pulse(every: float, clock: Callable[[], datetime]) -> Lifespan:
    """Make the lifespan in which an invented official acts every so many seconds."""

    @asynccontextmanager
    async def running(app: Litestar) -> AsyncIterator[None]:
        if not await holds_synthetic_data():
            logger.warning("LIGA_DEMO_PULSE: no hay datos sintéticos, así que nadie simula")
            yield
            return
        beating = asyncio.create_task(_beat(every, clock))
        try:
            yield
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating

    return running


async def act(draw: Random, now: datetime) -> str | None:
    """One act of one invented official, in any league; gives whose it was, if there was one."""
    attended = await attended_participants()
    for edition in await editions():
        if not edition.synthetic or not allows(edition.stage, Act.ANSWER):
            continue
        rules = await rules_of(edition.code)
        entries = [e for e in await entries_of(edition.code) if e.participant.code not in attended]
        leagues = sorted({entry.league for entry in entries})
        if leagues:
            league = draw.choice(leagues)
            entry = draw.choice([entry for entry in entries if entry.league == league])
            return entry.participant.code if await _act(rules, entry, draw, now) else None
    return None


async def _beat(every: float, clock: Callable[[], datetime]) -> None:
    draw = Random()  # noqa: S311
    while True:
        await asyncio.sleep(every * draw.uniform(0.5, 1.5))
        try:
            await act(draw, clock())
        except (RuleBroken, Refused, StaleAnswer):
            continue  # somebody else was there first
        except Exception:
            logger.exception("the demonstration skipped a beat")


async def _act(rules: EditionRules, entry: Entry, draw: Random, now: datetime) -> bool:
    """Do the next thing there is to do: sign what was handed in, answer, hand in."""
    participant = entry.participant
    kept = await answers_of(participant.code, rules.code)
    levels = await level_entries_of(participant.code, rules.code)
    for topic in rules.questionnaire.topics:
        level = levels.get(topic.code)
        if level is not None and level.signed_at is not None:
            continue
        if level is not None and level.submitted_at is not None:
            signer = Person(SIGNER, AUTHOR, "", 0, Role.SIGNER, participant.code, None)
            await sign_level(rules, entry, topic.code, by=signer, at=now)
            return True
        if asked_items(topic, plain(kept), participant):
            await _fill(rules, entry, topic, kept, draw, now)
            return True
    return False


async def _fill(
    rules: EditionRules,
    entry: Entry,
    topic: Topic,
    kept: Mapping[str, KeptAnswer],
    draw: Random,
    now: datetime,
) -> None:
    """Answer the first item that lacks something, or hand the level in when none does."""
    by = Person(FILLER, AUTHOR, "", 0, Role.LEAD, entry.participant.code, None)
    for item in asked_items(topic, plain(kept), entry.participant):
        seen = kept.get(item.code)
        if seen is None or not is_complete(item, seen.answer):
            await _answer(rules, entry, item, seen.revision if seen else 0, by, draw, now)
            return
    await submit_level(rules, entry, topic.code, by=by, at=now)


async def _answer(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    base: int,
    by: Person,
    draw: Random,
    now: datetime,
) -> None:
    participant = entry.participant.code
    advantage = strength_of(participant, SEED) - difficulty_of(item, SEED)
    answer = invented_answer(item, advantage, draw, document="", today=now.date())
    await keep_answer(rules, entry, answer, base=base, by=by, at=now)
    for cited in answer.evidence:
        document = document_of(participant, rules.code, item.topic, now)
        await keep_evidence(rules, entry, item.code, document, cited.page, by=by, at=now)
