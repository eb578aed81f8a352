"""Cambio del puntaje: two published editions side by side, of which one continues the other."""

import asyncio
from collections.abc import Sequence

from indicators.change_document import Between, Edition
from server.queries.results import Published, public_editions, published, published_to_all

# A pair of snapshots never changes: what was worked out of it is kept, of the last few pairs.
KEPT = 8
_known: dict[tuple[str, str], Between] = {}


async def public_results_of(participant: str) -> list[Published]:
    """The public results that a participant is in, the newest first."""
    found = [await published(edition) for edition in await public_editions()]
    return [each for each in found if participant in each.results.scores.matrix.participants]


async def change_into(edition: str, participant: str) -> Between | None:
    """From the edition that it continues, where a participant is in both and both are public."""
    await published_to_all(edition)
    for between in await changes_of(participant, await public_results_of(participant)):
        if between.after.code == edition:
            return between
    return None


async def changes_of(participant: str, results: Sequence[Published]) -> tuple[Between, ...]:
    """Between those of some results that continue each other, worked out, the newest first."""
    by_code = {each.edition: each for each in results}
    pairs = ((by_code.get(each.rules.continues or ""), each) for each in results)
    return tuple(
        [
            await asyncio.to_thread(_between, before, after, participant)
            for before, after in pairs
            if before is not None
        ]
    )


def _between(before: Published, after: Published, participant: str) -> Between:
    """It is worked out for everybody at once, by whoever is first to ask."""
    key = (before.sha256, after.sha256)
    found = _known.get(key) or Between(_end(before), _end(after))
    for node in found.changes:
        found.change(participant, node)
    if key not in _known and len(_known) >= KEPT:
        _known.clear()
    _known[key] = found
    return found


def _end(side: Published) -> Edition:
    return Edition(side.results, side.questionnaire, side.sha256)
