"""Cambio del puntaje: two published editions side by side, of which one continues the other."""

import asyncio
from collections.abc import Mapping, Sequence

from game.questionnaire import Questionnaire
from game.rules import RuleBroken
from indicators.change import Lineage, lineage_through
from indicators.change_document import Between, Edition
from server.queries.editions import rules_of
from server.queries.results import Published, public_editions, published, published_to_all

# A pair of snapshots never changes: what was worked out of it is kept, of the last few pairs.
KEPT = 8
_known: dict[tuple[str, ...], Between] = {}


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


async def change_since(after: Published) -> tuple[Published, Lineage] | None:
    """The last public results before some that they continue, and what continues what."""
    by_code = {code: await published(code) for code in await public_editions()}
    way = await _way_back(after, by_code)
    if way is None:
        return None
    before, between = way
    return before, lineage_through((before.questionnaire, *between, after.questionnaire))


async def changes_of(participant: str, results: Sequence[Published]) -> tuple[Between, ...]:
    """From each of some results to the last before it that it continues, the newest first.

    Where a participant was not in the edition between, its questions lead to the one before.
    """
    by_code = {each.edition: each for each in results}
    found = []
    for after in results:
        way = await _way_back(after, by_code)
        if way is not None:
            before, between = way
            found.append(await asyncio.to_thread(_between, before, between, after, participant))
    return tuple(found)


async def _way_back(
    after: Published, by_code: Mapping[str, Published]
) -> tuple[Published, tuple[Questionnaire, ...]] | None:
    """The nearest results before, and the questionnaires that were asked between, oldest first."""
    between: list[Questionnaire] = []
    code, seen = after.rules.continues, {after.edition}
    while code is not None and code not in seen:
        if code in by_code:
            return by_code[code], tuple(reversed(between))
        seen.add(code)
        try:
            rules = await rules_of(code)
        except RuleBroken:
            # An edition may continue one that was never held here.
            return None
        between.append(rules.questionnaire)
        code = rules.edition.continues
    return None


def _between(
    before: Published, between: Sequence[Questionnaire], after: Published, participant: str
) -> Between:
    """It is worked out for everybody at once, by whoever is first to ask."""
    key = (before.sha256, after.sha256, *(each.version for each in between))
    asked = (before.questionnaire, *between, after.questionnaire)
    found = _known.get(key) or Between(_end(before), _end(after), lineage_through(asked))
    for node in found.changes:
        found.change(participant, node)
    if key not in _known and len(_known) >= KEPT:
        _known.clear()
    _known[key] = found
    return found


def _end(side: Published) -> Edition:
    return Edition(side.results, side.questionnaire, side.sha256)
