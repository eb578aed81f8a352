"""Temas de los compromisos: the topics of the items that each of them answers for.

A commitment knows its edition and its item, and the recommendation it answers to may have merged
several items; an idea of one's own has a pillar and no topic.
"""

from collections.abc import Iterable, Mapping

from game.commitments import Commitment
from game.questionnaire import Text
from game.rules import RuleBroken
from server.queries.commitments import items_of
from server.queries.editions import editions, rules_of
from server.tables.commitments import CommitmentRow


async def topic_names() -> Mapping[str, Text]:
    """Every topic that an edition has, as the newest one names it."""
    names: dict[str, Text] = {}
    for edition in await editions():
        for topic in (await rules_of(edition.code)).questionnaire.topics:
            names.setdefault(topic.code, topic.name)
    return names


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


async def codes_about(topic: str) -> tuple[int, ...]:
    """The commitments that answer for an item of a topic, whatever became of them, oldest first."""
    row = CommitmentRow
    rows = (
        await row.select(row.id, row.edition, row.item, row.recommendation)
        .where(row.item.is_not_null(), row.edition.is_not_null())
        .order_by(row.id)
    )
    merged = await items_of({each["recommendation"] for each in rows} - {None})
    editions_named = {each["edition"] for each in rows}
    inside = {
        (edition, item)
        for edition in editions_named
        for item, of in (await _topics_in(edition)).items()
        if of == topic
    }
    return tuple(
        each["id"]
        for each in rows
        if any(
            (each["edition"], item) in inside
            for item in (each["item"], *merged.get(each["recommendation"], ()))
        )
    )
