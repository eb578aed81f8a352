"""Matriz: the verified answers of everybody in an edition, as the index takes them."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from game.answers import Answer, unpack
from game.reviews import Review, Verdict, standing_verdict
from indicators.given import PublishedAnswer
from indicators.matrix import Cell, is_undecided, known_of
from server.queries.editions import EditionRules, Entry, entries_of, rules_of
from server.queries.kept import answers_of, standing_of
from server.queries.reviews import reviews_of, reviews_of_edition
from server.queries.signatures import last_signatures_of, last_signatures_of_edition
from server.tables.answers import AnswerRow


async def matrix_rows_of(edition: str) -> tuple[Cell, ...]:
    """What is known of every scored item of everybody entered, from verified answers alone.

    An accepted answer has its factor; a returned or rejected one has none of it, which is known;
    one that nobody decided on, or nobody gave, is no answer, and leaves open what depends on it.
    """
    rules, entries, reviews, rows = await asyncio.gather(
        rules_of(edition),
        entries_of(edition),
        reviews_of_edition(edition),
        _rows_of(edition),
    )
    return await asyncio.to_thread(_cells, rules, entries, reviews, rows)


async def _rows_of(edition: str) -> list[dict[str, Any]]:
    return await AnswerRow.select(
        AnswerRow.participant,
        AnswerRow.item,
        AnswerRow.revision,
        AnswerRow.content,
        AnswerRow.saved_at,
    ).where(AnswerRow.edition == edition)


async def given_of(edition: str) -> Mapping[tuple[str, str], tuple[Answer, Verdict | None]]:
    """(participant, item) to the answer in force and the verdict that stands on it."""
    rules, reviews, rows = await asyncio.gather(
        rules_of(edition),
        reviews_of_edition(edition),
        AnswerRow.select(AnswerRow.participant, AnswerRow.item, AnswerRow.content).where(
            AnswerRow.edition == edition
        ),
    )
    return _judged(rules, reviews, rows)


async def signed_answers_of(
    edition: str,
) -> Mapping[tuple[str, str], tuple[Answer, Verdict | None]]:
    """The same of what was signed alone: the rest are drafts of their own government."""
    rules, rows, reviews, is_signed = await asyncio.gather(
        rules_of(edition),
        _rows_of(edition),
        reviews_of_edition(edition),
        what_is_signed_in(edition),
    )
    return _judged(rules, reviews, filter(is_signed, rows))


async def what_is_signed_in(edition: str) -> Callable[[Mapping[str, Any]], bool]:
    """Tells of an answer in force (as a row) whether its government signed it as it is."""
    rules, signatures = await asyncio.gather(rules_of(edition), last_signatures_of_edition(edition))
    topics = {item.code: item.topic for item in rules.questionnaire.items}

    def is_signed(row: Mapping[str, Any]) -> bool:
        found = signatures.get((row["participant"], topics.get(row["item"], "")))
        return found is not None and found.holds_for(row["item"], row["revision"], row["saved_at"])

    return is_signed


async def undecided_of(
    participant: str, edition: str, told: Mapping[str, PublishedAnswer]
) -> frozenset[str]:
    """The items of levels it once signed that a participant answered and nobody decided on.

    `told`: its answers as they were published: what was decided on since still is not.
    """
    rules, kept, reviews, signed = await asyncio.gather(
        rules_of(edition),
        answers_of(participant, edition),
        reviews_of(participant, edition),
        last_signatures_of(participant, edition),
    )
    now = standing_of(rules.questionnaire, kept, reviews)
    standing = {**now, **{item: each.verdict for item, each in told.items()}}
    return frozenset(
        item.code
        for item in rules.questionnaire.items
        if item.topic in signed
        and item.code in kept
        and is_undecided(item, kept[item.code].answer, standing.get(item.code))
    )


def _judged(
    rules: EditionRules,
    reviews: Mapping[tuple[str, str], Review],
    rows: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, str], tuple[Answer, Verdict | None]]:
    """(participant, item) to what a row of an answer says and the verdict that stands on it."""
    given = {}
    for row in rows:
        here = row["participant"], row["item"]
        answer = unpack(json.loads(row["content"]))
        item = rules.questionnaire.item(here[1])
        given[here] = answer, standing_verdict(reviews.get(here), item, answer)
    return given


def _cells(
    rules: EditionRules,
    entries: Sequence[Entry],
    reviews: Mapping[tuple[str, str], Review],
    rows: Sequence[Mapping[str, Any]],
) -> tuple[Cell, ...]:
    given: dict[str, dict[str, tuple[Answer, Verdict | None]]] = defaultdict(dict)
    for (participant, item), judged in _judged(rules, reviews, rows).items():
        given[participant][item] = judged
    scored = [item for item in rules.questionnaire.items if item.is_scored]
    return tuple(
        (who.code, item.code, *known_of(item, given[who.code], who))
        for who in (entry.participant for entry in entries)
        for item in scored
    )
