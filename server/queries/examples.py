"""Ejemplos: peers of the same league who have a practice, verified, with the evidence of it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from game.reviews import Verdict
from indicators.given import PublicEvidence
from indicators.report import Entry
from server.queries.results import PUBLIC, Published

MOST: Final = 3
BEST: Final = 1.0
# Of the same snapshot the examples are the same: so many are kept, and then forgotten.
KEPT: Final = 8_192
_known: dict[tuple[str, str, str], tuple["Example", ...]] = {}


@dataclass(frozen=True, slots=True)
class Example:
    """A peer at its best verified level, the node its receipt is at, and what proves it."""

    participant: str
    name: str
    edition: str
    item: str
    topic: str
    evidence: tuple[PublicEvidence, ...]


async def examples_of(
    found: Published, participant: str, items: tuple[str, ...]
) -> tuple[Example, ...]:
    """Up to three for the first of these items that has any; only of results that are public."""
    if found.rules.results != PUBLIC:
        return ()
    for item in items:
        key = (found.sha256, participant, item)
        if key not in _known:
            if len(_known) >= KEPT:
                _known.clear()
            _known[key] = await asyncio.to_thread(_examples, found, participant, item)
        if _known[key]:
            return _known[key]
    return ()


def _examples(found: Published, participant: str, item: str) -> tuple[Example, ...]:
    """The most alike first: by population, then by code."""
    topics = {each.code: each.topic for each in found.questionnaire.items}
    matrix = found.results.scores.matrix
    if item not in topics or item not in matrix.items or participant not in matrix.participants:
        return ()
    told = []
    for peer in _at_best(found, participant, matrix.items.index(item)):
        given = found.answers_of(peer.participant).get(item)
        if given is not None and given.verdict is Verdict.ACCEPTED and given.evidence:
            where = (found.edition, item, topics[item])
            told.append(Example(peer.participant, peer.name, *where, given.evidence))
        if len(told) == MOST:
            break
    return tuple(told)


def _at_best(found: Published, participant: str, column: int) -> Iterator[Entry]:
    """The peers of a league whose factor is the best there is."""
    results = found.results
    matrix, own = results.scores.matrix, results.entries[results.scores.row(participant)]
    size = own.population or 0
    peers = [
        (abs((each.population or 0) - size), each.participant, row)
        for row, each in enumerate(results.entries)
        if each.league == own.league and each.participant != participant
    ]
    for _far, _code, row in sorted(peers):
        if matrix.factors[row, column] == BEST:
            yield results.entries[row]
