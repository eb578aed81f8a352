"""Reactivos a examen: what the published answers of an edition say of its items."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator

from game.answers import Answer
from game.editions import Edition
from game.reviews import Verdict
from indicators.items import (
    Examined,
    Frequencies,
    Likeness,
    agreement_of,
    frequencies_of,
    redundant_pairs,
    statistics_of,
)
from indicators.matrix import AnswerState
from server.queries.results import Published, published


async def examined(edition: str) -> tuple[Edition, Examined]:
    """Of its newest publication, with the rules it was published by.

    Refused before there is one: the means of all items, weighed, are that of the index.
    """
    found = await published(edition)
    return found.rules, await asyncio.to_thread(_examined, found)


def _examined(found: Published) -> Examined:
    matrix = found.results.scores.matrix
    items, topics = statistics_of(found.questionnaire, matrix)
    return Examined(
        found.questionnaire,
        items,
        topics,
        dict(_frequencies(found)),
        redundant_pairs(matrix, Likeness()),
        agreement_of(_looks(found), [verdict.value for verdict in Verdict]),
    )


def _frequencies(found: Published) -> Iterator[tuple[str, tuple[Frequencies, ...]]]:
    """Of those whom an item is known to be asked of."""
    matrix = found.results.scores.matrix
    kinds = {entry.participant: entry.kind for entry in found.results.entries}
    accepted: dict[str, dict[str, Answer]] = defaultdict(dict)
    for participant in matrix.participants:
        for item, given in found.answers_of(participant).items():
            if given.verdict is Verdict.ACCEPTED:
                accepted[item][participant] = given.answer
    unasked = (AnswerState.NOT_ASKED, AnswerState.OPEN)
    for column, code in enumerate(matrix.items):
        asked = {
            participant: kinds[participant]
            for participant, state in zip(
                matrix.participants, matrix.states[:, column], strict=True
            )
            if state not in unasked
        }
        yield code, frequencies_of(found.questionnaire.item(code), accepted[code], asked)


def _looks(found: Published) -> Iterator[tuple[str, ...]]:
    """What each seat said last of one revision of an answer."""
    for participant in found.results.scores.matrix.participants:
        said: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
        for row in found.verdicts_of(participant):
            if row.get("seat") is not None:
                said[row["item"], row["revision"]][row["seat"]] = row["verdict"]
        yield from (tuple(each.values()) for each in said.values())
