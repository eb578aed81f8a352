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
from game.levels import not_applicable_of, submit_problems
from game.questionnaire import Item
from game.rules import RuleBroken
from server.db import Refused
from server.imports.demo import AUTHOR, FILLER, SEED, SIGNER, document_of
from server.imports.invented import difficulty_of, invented_answer, strength_of
from server.people import Person, Role
from server.queries.accounts import attended_participants
from server.queries.answers import KeptAnswer, StaleAnswer, answers_of, keep_answer, plain
from server.queries.editions import EditionRules, Entry, editions, entries_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.levels import LevelEntry, level_entries_of
from server.queries.site import holds_synthetic_data
from server.queries.submissions import sign_level, state_of, submit_level

logger = logging.getLogger("liga")

# Answers move the boards; levels handed in or signed are for those who look closer.
ANSWERING_SHARE = 0.8

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
    """Answer the next item, mostly; now and then hand in or sign a level that is ready."""
    kept = await answers_of(entry.participant.code, rules.code)
    levels = await level_entries_of(entry.participant.code, rules.code)
    to_fill = [
        item
        for topic in rules.questionnaire.topics
        if not _is_handed_in(levels, topic.code)
        for item in asked_items(topic, plain(kept), entry.participant)
        if item.code not in kept or not is_complete(item, kept[item.code].answer)
    ]
    ready = _ready(rules, entry, kept, levels)
    if to_fill and (not ready or draw.random() < ANSWERING_SHARE):
        item = to_fill[0]
        base = kept[item.code].revision if item.code in kept else 0
        full = _is_full(rules, entry, item, kept)
        await _answer(rules, entry, item, base, draw, now, must_apply=full)
    elif ready:
        await _hand_on(rules, entry, ready[0], levels, now)
    return bool(to_fill or ready)


def _ready(
    rules: EditionRules,
    entry: Entry,
    kept: Mapping[str, KeptAnswer],
    levels: Mapping[str, LevelEntry],
) -> list[str]:
    """Levels that can be handed in, or signed."""
    answers, cap = plain(kept), rules.edition.not_applicable_cap
    return [
        topic.code
        for topic in rules.questionnaire.topics
        if asked_items(topic, answers, entry.participant)
        and not (topic.code in levels and levels[topic.code].signed_at is not None)
        and not submit_problems(topic, entry.participant, answers, cap)
    ]


def _is_handed_in(levels: Mapping[str, LevelEntry], topic: str) -> bool:
    return topic in levels and levels[topic].submitted_at is not None


def _is_full(rules: EditionRules, entry: Entry, item: Item, kept: Mapping[str, KeptAnswer]) -> bool:
    """Whether the level of the item already has every "no aplica" that it admits so far."""
    topic = rules.questionnaire.topic(item.topic)
    asked = asked_items(topic, plain(kept), entry.participant)
    count = not_applicable_of(asked, plain(kept), {}, rules.edition.not_applicable_cap)
    return count.most is not None and len(count.items) >= count.most


async def _hand_on(
    rules: EditionRules,
    entry: Entry,
    topic: str,
    levels: Mapping[str, LevelEntry],
    now: datetime,
) -> None:
    participant = entry.participant.code
    if _is_handed_in(levels, topic):
        signer = Person(SIGNER, AUTHOR, "", 0, Role.SIGNER, participant, None)
        level = await state_of(rules, entry, rules.questionnaire.topic(topic))
        digest = level.digest(rules, entry)
        await sign_level(rules, entry, topic, digest=digest, by=signer, at=now)
    else:
        filler = Person(FILLER, AUTHOR, "", 0, Role.LEAD, participant, None)
        await submit_level(rules, entry, topic, by=filler, at=now)


async def _answer(
    rules: EditionRules,
    entry: Entry,
    item: Item,
    base: int,
    draw: Random,
    now: datetime,
    *,
    must_apply: bool,
) -> None:
    participant = entry.participant.code
    by = Person(FILLER, AUTHOR, "", 0, Role.LEAD, participant, None)
    advantage = strength_of(participant, SEED) - difficulty_of(item, SEED)
    answer = invented_answer(
        item, advantage, draw, document="", today=now.date(), must_apply=must_apply
    )
    await keep_answer(rules, entry, answer, base=base, by=by, at=now)
    for cited in answer.evidence:
        document = document_of(participant, rules.code, item.topic, now)
        await keep_evidence(rules, entry, item.code, document, cited.page, by=by, at=now)
