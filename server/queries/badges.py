"""Insignias y racha: what happened to one participant in an edition, folded by `game.badges`."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Final

from game.answers import Answer, asked_items, is_complete, unpack
from game.badges import (
    Award,
    BadgeKind,
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
from game.leaderboard import Standing
from game.substance import says_the_same
from server.days import calendar_of, today_of
from server.db import Param, Statement, statement
from server.queries.absences import absences_in
from server.queries.editions import EditionRules, Entry
from server.queries.exchanges import helps_given_by
from server.queries.improvement import compared_with, improvement_board_of
from server.queries.kept import put_in_force
from server.queries.reviews import GivenReview, review_histories_of
from server.queries.signatures import signatures_of
from server.queries.stages import stage_changes_of
from server.reading import each, places, read
from server.tables.answers import AnswerRevisionRow

MOST_REMEMBERED: Final = 64

SAVES = statement(
    AnswerRevisionRow.select(
        AnswerRevisionRow.item, AnswerRevisionRow.revision, AnswerRevisionRow.saved_at
    ).where(
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
) -> Achieved:
    """What a participant achieved in an edition by now.

    `until` stops it at that moment: what happened since is not seen.
    """
    seen = min(now, until) if until else now
    reached = await _reached(rules)
    # No term runs on once nothing can be mended any more.
    ended = reached.get(Stage.REPLY)
    history = await history_of(rules, entry, reached.get(Stage.PUBLISHED))
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


async def history_of(rules: EditionRules, entry: Entry, published_at: datetime | None) -> History:
    """Everything that badges rest on, each with its time."""
    who, edition = entry.participant.code, rules.code
    saves, signatures, reviews, improvement, helps = await asyncio.gather(
        read(SAVES, {"participant": who, "edition": edition}),
        signatures_of(who, edition),
        review_histories_of(who, edition),
        _improvement_of(rules, entry, published_at),
        _helps_of(rules, who),
    )
    mended, absences = await asyncio.gather(
        _mended_of(rules, who, reviews),
        absences_in(rules.questionnaire, [(who, item) for item in _returned(reviews)]),
    )
    return History(
        # What leaves a returned answer as it was is no work of that day.
        saves=[
            row["saved_at"] for row in saves if (row["item"], row["revision"]) not in mended.idle
        ],
        signatures=signatures,
        decisions=[
            Decision(given.item, given.review.verdict, given.at)
            for found in reviews.values()
            for given in found
        ],
        mendings=mended.mendings,
        absences=[each_ for found in absences.values() for each_ in found],
        improvement=improvement,
        helps=helps,
    )


def calendar_for(rules: EditionRules, now: datetime) -> Calendar:
    """The working days of an edition, up to terms that begin now."""
    years = [at.year for at in (*rules.edition.dates.values(), now)]
    return calendar_of(range(min(years), max(years) + 2), rules.edition.rest_days)


@dataclass(frozen=True, slots=True)
class _Mended:
    """What saves made of what was returned; `idle`: those that left it as it was."""

    mendings: list[Mending]
    idle: set[tuple[str, int]]


async def _mended_of(
    rules: EditionRules, participant: str, reviews: Mapping[str, Sequence[GivenReview]]
) -> _Mended:
    """Every text in force that came after one that was returned, beside the last one that was."""
    returns = _returned(reviews)
    found, items = _Mended([], set()), sorted(returns)
    if not items:
        return found
    here = {"participant": participant, "edition": rules.code, **each(items)}
    rows = sorted(await read(_revisions(len(items)), here), key=itemgetter("item"))
    for code, revisions in groupby(rows, itemgetter("item")):
        item = rules.questionnaire.item(code)
        for row in put_in_force(revisions):
            before = [each_ for each_ in returns[code] if each_ < row["revision"]]
            if before:
                answer = unpack(json.loads(row["content"]))
                is_same = says_the_same(item, returns[code][max(before)], answer)
                stands = is_complete(item, answer) and not is_same
                found.mendings.append(Mending(code, row["saved_at"], stands, row["revision"]))
                found.idle.update([(code, row["revision"])] if is_same else [])
    return found


def _returned(
    reviews: Mapping[str, Sequence[GivenReview]],
) -> Mapping[str, Mapping[int, Answer]]:
    """Item to what was returned of it, by its revision."""
    found = {
        code: {
            each.review.revision: each.review.returned
            for each in given
            if each.review.returned is not None
        }
        for code, given in reviews.items()
    }
    return {code: returns for code, returns in found.items() if returns}


@cache
def _revisions(named: int) -> Statement:
    row = AnswerRevisionRow
    return statement(
        row.select(row.item, row.revision, row.based_on, row.content, row.saved_at).where(
            row.participant == Param("participant"),
            row.edition == Param("edition"),
            row.item.is_in(places(named)),
        )
    )


async def _improvement_of(
    rules: EditionRules, entry: Entry, published_at: datetime | None
) -> Improvement | None:
    """Its place by what it added to the last edition, where a badge asks for it and it is known."""
    asks = any(badge.kind is BadgeKind.IMPROVED for badge in rules.badges)
    if published_at is None or not asks:
        return None
    key = rules.code, rules.questionnaire.version, entry.league, published_at
    if key not in _improved:
        before = await compared_with(rules)
        if before is None:
            return None
        board = await improvement_board_of(rules, before, entry.league, now=published_at)
        if len(_improved) >= MOST_REMEMBERED:
            _improved.clear()
        _improved[key] = {each.participant: each for each in board.standings}
    standing = _improved[key].get(entry.participant.code)
    return Improvement(standing.points.total, standing.place, published_at) if standing else None


async def _helps_of(rules: EditionRules, participant: str) -> Sequence[datetime]:
    """When each help of it that counts was confirmed, where a badge asks for it."""
    if not any(badge.kind is BadgeKind.HELPED for badge in rules.badges):
        return ()
    return [each_.at for each_ in await helps_given_by(participant, rules.code)]


async def _reached(rules: EditionRules) -> Mapping[Stage, datetime]:
    """When each stage came, once nothing can be mended any more; before that none matters."""
    if allows(rules.stage, Act.MEND):
        return {}
    return dict(await stage_changes_of(rules.code))


# The ledgers of a published edition stand, and those of a whole league are long: read once.
_improved: dict[tuple[str, str, str, datetime], Mapping[str, Standing]] = {}
