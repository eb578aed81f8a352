"""Matriz: the verified answers of everybody in an edition, as the index takes them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from game.answers import Answer, is_asked, unpack
from game.participants import Participant
from game.questionnaire import Item
from game.reviews import Review, Verdict, standing_verdict
from indicators.matrix import AnswerState, Cell, is_undecided, verified
from server.queries.editions import EditionRules, Entry, entries_of, rules_of
from server.queries.kept import answers_of, standing_of
from server.queries.levels import level_entries_of, signed_levels_of
from server.queries.reviews import reviews_of, reviews_of_edition
from server.tables.answers import AnswerRow


async def matrix_rows_of(edition: str) -> tuple[Cell, ...]:
    """What is known of every scored item of everybody entered, from verified answers alone.

    An accepted answer has its factor; a returned or rejected one has none of it, which is known;
    one that nobody decided on, or nobody gave, is no answer.
    """
    rules, entries, reviews, rows = await asyncio.gather(
        rules_of(edition),
        entries_of(edition),
        reviews_of_edition(edition),
        AnswerRow.select(
            AnswerRow.participant, AnswerRow.item, AnswerRow.revision, AnswerRow.content
        ).where(AnswerRow.edition == edition),
    )
    return await asyncio.to_thread(_cells, rules, entries, reviews, rows)


async def given_of(edition: str) -> Mapping[tuple[str, str], tuple[Answer, Verdict | None]]:
    """(participant, item) to the answer in force and the verdict that stands on it."""
    rows = await AnswerRow.select(
        AnswerRow.participant, AnswerRow.item, AnswerRow.revision, AnswerRow.content
    ).where(AnswerRow.edition == edition)
    reviews = await reviews_of_edition(edition)
    given = {}
    for row in rows:
        here = row["participant"], row["item"]
        verdict = standing_verdict(reviews.get(here), row["revision"])
        given[here] = unpack(json.loads(row["content"])), verdict
    return given


async def signed_answers_of(
    edition: str,
) -> Mapping[tuple[str, str], tuple[Answer, Verdict | None]]:
    """The same of signed levels alone: others are drafts of their own government."""
    signed = await signed_levels_of(edition)
    topics = {item.code: item.topic for item in (await rules_of(edition)).questionnaire.items}
    return {
        here: pair
        for here, pair in (await given_of(edition)).items()
        if (here[0], topics.get(here[1])) in signed
    }


async def undecided_of(participant: str, edition: str) -> frozenset[str]:
    """The items of its signed levels that a participant answered and nobody decided on."""
    rules, kept, reviews, levels = await asyncio.gather(
        rules_of(edition),
        answers_of(participant, edition),
        reviews_of(participant, edition),
        level_entries_of(participant, edition),
    )
    standing = standing_of(kept, reviews)
    signed = {topic for topic, level in levels.items() if level.signed_at is not None}
    return frozenset(
        item.code
        for item in rules.questionnaire.items
        if item.topic in signed
        and item.code in kept
        and is_undecided(item, kept[item.code].answer, standing.get(item.code))
    )


def _cells(
    rules: EditionRules,
    entries: Sequence[Entry],
    reviews: Mapping[tuple[str, str], Review],
    rows: Sequence[Mapping[str, Any]],
) -> tuple[Cell, ...]:
    answers: dict[str, dict[str, Answer]] = defaultdict(dict)
    verdicts: dict[tuple[str, str], Verdict | None] = {}
    for row in rows:
        here = row["participant"], row["item"]
        answers[here[0]][here[1]] = unpack(json.loads(row["content"]))
        verdicts[here] = standing_verdict(reviews.get(here), row["revision"])
    scored = [item for item in rules.questionnaire.items if item.is_scored]
    return tuple(
        (entry.participant.code, item.code, *_known(item, entry.participant, answers, verdicts))
        for entry in entries
        for item in scored
    )


def _known(
    item: Item,
    participant: Participant,
    answers: Mapping[str, Mapping[str, Answer]],
    verdicts: Mapping[tuple[str, str], Verdict | None],
) -> tuple[AnswerState, Fraction | None]:
    given = answers.get(participant.code, {})
    if not is_asked(item, given, participant):
        return AnswerState.NOT_ASKED, None
    return verified(item, given.get(item.code), verdicts.get((participant.code, item.code)))
