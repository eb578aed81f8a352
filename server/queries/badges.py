"""Insignias y racha: what happened to one participant in an edition, folded by `game.badges`."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from game.answers import asked_items, is_complete, unpack
from game.badges import (
    Award,
    Decision,
    Ground,
    History,
    Improvement,
    Mending,
    Streak,
    awards_of,
    streak_of,
)
from game.days import Calendar
from game.editions import Act, Stage, allows
from game.reviews import Verdict
from server.days import calendar_of, today_of
from server.db import Param, Statement, statement
from server.queries.editions import EditionRules, Entry
from server.queries.reviews import GivenReview, review_histories_of
from server.queries.signatures import signatures_of
from server.queries.stages import stage_changes_of
from server.reading import each, places, read
from server.tables.answers import AnswerRevisionRow

SAVES = statement(
    AnswerRevisionRow.select(AnswerRevisionRow.saved_at).where(
        AnswerRevisionRow.participant == Param("participant"),
        AnswerRevisionRow.edition == Param("edition"),
    )
)


@dataclass(frozen=True, slots=True)
class Achieved:
    """The badges of an edition as they stand for a participant, and its streak."""

    awards: tuple[Award, ...]
    streak: Streak


async def achieved_of(
    rules: EditionRules,
    entry: Entry,
    *,
    now: datetime,
    until: datetime | None = None,
    improvement: Improvement | None = None,
) -> Achieved:
    """What a participant achieved in an edition by now.

    `until` stops it at that moment: what happened since is not seen. `improvement`: its place by
    what it added to the last edition, once that is known.
    """
    seen = min(now, until) if until else now
    history, ended = await asyncio.gather(
        history_of(rules, entry, improvement), _mending_ended(rules)
    )
    history = history.until(until) if until else history
    calendar = calendar_for(rules, seen)
    levels = {
        pillar.code: [
            topic.code for topic in pillar.topics if asked_items(topic, {}, entry.participant)
        ]
        for pillar in rules.questionnaire.pillars
    }
    ground = Ground(levels, calendar, min(seen, ended) if ended else seen)
    return Achieved(
        awards_of(rules.badges, history, ground),
        streak_of(history.saves, calendar, today_of(seen)),
    )


async def history_of(
    rules: EditionRules, entry: Entry, improvement: Improvement | None = None
) -> History:
    """Everything that badges rest on, each with its time."""
    who, edition = entry.participant.code, rules.code
    saves, signatures, reviews = await asyncio.gather(
        read(SAVES, {"participant": who, "edition": edition}),
        signatures_of(who, edition),
        review_histories_of(who, edition),
    )
    return History(
        saves=[row["saved_at"] for row in saves],
        signatures=signatures,
        decisions=[
            Decision(given.item, given.review.verdict, given.at)
            for found in reviews.values()
            for given in found
        ],
        mendings=await _mendings_of(rules, who, reviews),
        improvement=improvement,
    )


def calendar_for(rules: EditionRules, now: datetime) -> Calendar:
    """The working days of an edition, up to terms that begin now."""
    years = [at.year for at in (*rules.edition.dates.values(), now)]
    return calendar_of(range(min(years), max(years) + 2), rules.edition.rest_days)


async def _mendings_of(
    rules: EditionRules, participant: str, reviews: Mapping[str, Sequence[GivenReview]]
) -> list[Mending]:
    """Every complete text that came after one that was returned."""
    returned = {
        item: min(revisions)
        for item, found in reviews.items()
        if (
            revisions := [
                given.review.revision for given in found if given.review.verdict is Verdict.RETURNED
            ]
        )
    }
    if not returned:
        return []
    items = sorted(returned)
    here = {"participant": participant, "edition": rules.code, **each(items)}
    known = {item.code: item for item in rules.questionnaire.items}
    return [
        Mending(row["item"], row["saved_at"])
        for row in await read(_revisions(len(items)), here)
        if row["item"] in known
        and row["revision"] > returned[row["item"]]
        and is_complete(known[row["item"]], unpack(json.loads(row["content"])))
    ]


@cache
def _revisions(named: int) -> Statement:
    row = AnswerRevisionRow
    return statement(
        row.select(row.item, row.revision, row.content, row.saved_at).where(
            row.participant == Param("participant"),
            row.edition == Param("edition"),
            row.item.is_in(places(named)),
        )
    )


async def _mending_ended(rules: EditionRules) -> datetime | None:
    """Since when nothing that was returned can be mended any more: no term runs on after it."""
    if allows(rules.stage, Act.MEND):
        return None
    reached = dict(await stage_changes_of(rules.code))
    return reached.get(Stage.REPLY)
