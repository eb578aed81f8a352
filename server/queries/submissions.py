"""Envíos y firmas: a level handed in by one seat and signed from another, each as a unit."""

import json
from collections.abc import Mapping
from datetime import datetime

from piccolo.columns.combination import WhereRaw

from game.answers import asked_items
from game.levels import Level, level_of, sign, submit, submit_problems
from game.questionnaire import Topic
from server.db import Announcement, Param, Step, announce, params, statement, write
from server.people import Person
from server.queries.answers import (
    HOLD,
    NOTE,
    KeptAnswer,
    answers_of,
    authors_of,
    plain,
    standing_of,
)
from server.queries.editions import EditionRules, Entry
from server.queries.levels import LevelEntry, level_entry_of
from server.queries.reviews import reviews_of
from server.tables.levels import LevelRow

_STAGE = WhereRaw(
    "(SELECT stage FROM edition WHERE code = {}) = {}", Param("edition"), Param("stage")
)
SUBMIT = statement(
    LevelRow.insert(params(LevelRow))
    .on_conflict(
        target=(LevelRow.participant, LevelRow.edition, LevelRow.topic),
        action="DO UPDATE",
        values=[LevelRow.submitted_at, LevelRow.submitted_by, LevelRow.submitter_name],
        where=LevelRow.submitted_at.is_null(),
    )
    .returning(LevelRow.topic)
)
SIGN = statement(
    LevelRow.update(
        {
            LevelRow.signed_at: Param("signed_at"),
            LevelRow.signed_by: Param("signed_by"),
            LevelRow.signer_name: Param("signer_name"),
        }
    )
    .where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
        LevelRow.submitted_at.is_not_null(),
        LevelRow.signed_at.is_null(),
        _STAGE,
    )
    .returning(LevelRow.topic)
)
# The edition is still at the stage in which a level may be handed in.
STILL = statement(
    LevelRow.update({LevelRow.topic: Param("topic")})
    .where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
        _STAGE,
    )
    .returning(LevelRow.topic)
)


async def submit_level(
    rules: EditionRules, entry: Entry, topic_code: str, *, by: Person, at: datetime
) -> None:
    """Hand in a level. Refused while any of its answers has a problem, or moves meanwhile."""
    topic = rules.questionnaire.topic(topic_code)
    kept, level_entry, level = await _state(rules, entry, topic)
    cap = rules.edition.not_applicable_cap
    submit(rules.stage, level, submit_problems(topic, entry.participant, plain(kept), cap))
    here = _here(rules, entry, topic_code, by, at, "level-submitted")
    handed_in = {
        "submitted_at": at,
        "submitted_by": by.account,
        "submitter_name": by.name,
        "signed_at": level_entry.signed_at,
        "signed_by": level_entry.signed_by,
        "signer_name": level_entry.signer_name,
    }
    holds = [
        Step(HOLD, {**here, "item": item.code, "base": kept[item.code].revision}, rows=1)
        for item in asked_items(topic, plain(kept), entry.participant)
    ]
    keep = Step(SUBMIT, {**here, **handed_in}, rows=1)
    still = Step(STILL, here, rows=1)
    await write([*holds, keep, still, *_after(entry, here)])


async def sign_level(
    rules: EditionRules, entry: Entry, topic_code: str, *, by: Person, at: datetime
) -> None:
    """Sign a level handed in, from a seat that did not fill it."""
    topic = rules.questionnaire.topic(topic_code)
    _, level_entry, level = await _state(rules, entry, topic)
    items = [item.code for item in topic.items]
    authors = await authors_of(entry.participant.code, rules.code, items)
    submitter = [level_entry.submitted_by] if level_entry.submitted_by is not None else []
    sign(rules.stage, level, by.account, authors.union(submitter))
    here = _here(rules, entry, topic_code, by, at, "level-signed")
    signature = {"signed_at": at, "signed_by": by.account, "signer_name": by.name}
    keep = Step(SIGN, {**here, **signature}, rows=1)
    await write([keep, *_after(entry, here)])


async def _state(
    rules: EditionRules, entry: Entry, topic: Topic
) -> tuple[Mapping[str, KeptAnswer], LevelEntry, Level]:
    participant = entry.participant
    kept = await answers_of(participant.code, rules.code)
    reviews = await reviews_of(participant.code, rules.code)
    level_entry = await level_entry_of(participant.code, rules.code, topic.code)
    level = level_of(
        topic,
        participant,
        plain(kept),
        standing_of(kept, reviews),
        submitted_at=level_entry.submitted_at,
        signed_at=level_entry.signed_at,
        stage=rules.stage,
        cap=rules.edition.not_applicable_cap,
    )
    return kept, level_entry, level


def _here(
    rules: EditionRules, entry: Entry, topic: str, by: Person, at: datetime, action: str
) -> dict[str, object]:
    return {
        "participant": entry.participant.code,
        "edition": rules.code,
        "topic": topic,
        "stage": rules.stage.value,
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": action,
        "subject": topic,
        "details": "{}",
    }


def _after(entry: Entry, here: Mapping[str, object]) -> tuple[Step, Announcement]:
    where = {"edition": entry.edition, "league": entry.league}
    return Step(NOTE, here), announce(json.dumps(where))
