"""Temas de los compromisos: the topics of the items that each of them answers for.

A commitment knows its edition and its item, and the recommendation it answers to may have merged
several items; an idea of one's own has a pillar and no topic.
"""

from collections.abc import Iterable, Mapping

from game.commitments import Commitment
from game.rules import RuleBroken
from server.queries.commitments import items_of
from server.queries.editions import rules_of


async def topics_of(commitments: Iterable[Commitment]) -> Mapping[int, frozenset[str]]:
    """The topics of each of these, by its code; none where it answers for no item."""
    asked = [each for each in commitments if each.edition and each.item]
    merged = await items_of({each.recommendation for each in asked if each.recommendation})
    known = {edition: await _topics_in(edition) for edition in {each.edition for each in asked}}
    found = {}
    for each in asked:
        items = {each.item or "", *merged.get(each.recommendation or 0, ())}
        topics = known[each.edition]
        found[each.code or 0] = frozenset(topics[item] for item in items if item in topics)
    return found


async def _topics_in(edition: str | None) -> Mapping[str, str]:
    """Item to its topic; nothing of an edition that is not there any more."""
    try:
        questionnaire = (await rules_of(edition or "")).questionnaire
    except RuleBroken:
        return {}
    return {item.code: item.topic for item in questionnaire.items}
