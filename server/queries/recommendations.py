"""Recomendaciones: the gaps of a government, from published results and from its own answers.

What an edition that is not published says of the index is never asked for here: its gaps are the
ones the government itself admitted, and they carry no gain.
"""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from game.answers import Answer, Stance, asked_items, stance_of
from game.commitments import Commitment
from game.editions import Stage
from game.questionnaire import Effort, Item, Pillar, Questionnaire
from game.rules import RuleBroken
from indicators.targets import Gain, gains_of, openings_of
from server.queries.answers import answers_of, plain
from server.queries.batches import Waiting, merged_in, waiting_of
from server.queries.commitments import commitments_by_item
from server.queries.editions import EditionRules, current_entry, participant_of, rules_of
from server.queries.results import PUBLIC, Published, newest_results_of

EASIEST_FIRST = tuple(Effort)


@dataclass(frozen=True, slots=True)
class Advice:
    """A gap and what would close it. `gain` (0..1) is of published results alone.

    It is had with the items that closing the gap `opens`, so many, closed too. `answer` is the
    honest one it comes from; `commitment` the one that already answers for it; `issued` what was
    recommended for it and waits for one.
    """

    edition: str
    item: Item
    pillar: Pillar
    is_published: bool
    gain: float | None = None
    place_before: int | None = None
    place: int | None = None
    opens: int = 0
    answer: Answer | None = None
    commitment: int | None = None
    issued: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The item a commitment answers to, and the pillar it stands in."""

    item: Item
    pillar: str


async def recommendations_of(participant: str) -> tuple[Advice, ...]:
    """Each gap once, the largest known gain first, then the easiest.

    A gap that was published and is admitted again under way stands under the newer edition, with
    the gain that was published.
    """
    before = {advice.item.code: advice for advice in await _published_gaps(participant)}
    now = [_with_gain(advice, before) for advice in await _admitted_gaps(participant)]
    again = {advice.item.continues for advice in now}
    earlier = [advice for code, advice in before.items() if code not in again]
    promised = await commitments_by_item(participant)
    waiting = await waiting_of(participant)
    found = (_with_commitment(advice, before, promised, waiting) for advice in (*now, *earlier))
    return tuple(sorted(found, key=_order))


async def source_of(edition: str, item: str) -> Source:
    """An item of an edition that people may know of, and its pillar; anything else is refused."""
    rules = await rules_of(edition)
    if rules.stage is Stage.DRAFT:
        raise RuleBroken("unknown-edition", edition=edition)
    found = rules.questionnaire.item(item)
    return Source(found, rules.questionnaire.pillar_of(found.topic).code)


async def answered_items(commitments: Iterable[Commitment]) -> Mapping[int, tuple[str, ...]]:
    """By its number, the items of its edition that a commitment answers for.

    Several where it answers to one recommendation into which others were merged; none in the
    mapping where it answers for no item.
    """
    asked = [each for each in commitments if each.item is not None]
    merged = await merged_in({each.recommendation for each in asked if each.recommendation})
    found: dict[int, tuple[str, ...]] = {}
    for each in asked:
        edition, items = merged.get(each.recommendation or 0, (each.edition or "", ()))
        if edition != each.edition:
            items = await _continuing(each.edition or "", items)
        own = each.item or ""
        found[each.code or 0] = items if own in items else (own, *items)
    return found


async def items_known(edition: str, codes: Iterable[str]) -> tuple[Item, ...]:
    """Items of an edition that people may know of; those that it does not have are left out."""
    found: list[Item] = []
    for code in codes:
        with suppress(RuleBroken):
            found.append((await source_of(edition, code)).item)
    return tuple(found)


async def items_for(waiting: Waiting) -> tuple[str, ...]:
    """The items, of the edition of its commitment, that what waits for one is about."""
    items = waiting.kept.what.items
    if waiting.edition != waiting.batch.edition:
        items = await _continuing(waiting.edition, items)
    return items if waiting.item in items else (waiting.item, *items)


async def _continuing(edition: str, items: Collection[str]) -> tuple[str, ...]:
    """Those of an edition that continue some of the one before; none of one that is not there."""
    try:
        rules = await rules_of(edition)
    except RuleBroken:
        return ()
    return tuple(each.code for each in rules.questionnaire.items if each.continues in items)


async def waiting_for(
    waiting: Mapping[tuple[str, str], Waiting], edition: str, item: str
) -> Waiting | None:
    """What was issued for an item and waits for a commitment, if anything was.

    What was issued for the item that this one continues is answered with one for this one.
    """
    found = waiting.get((edition, item))
    if found is not None or not waiting:
        return found
    try:
        rules = await rules_of(edition)
        earlier = rules.questionnaire.item(item).continues
    except RuleBroken:
        return None
    found = waiting.get((rules.edition.continues or "", earlier or ""))
    return replace(found, edition=edition, item=item) if found else None


async def own_plan(participant: str, edition: str, item: str) -> Answer | None:
    """What the participant itself answered there: an honest no says what it plans, and when."""
    kept = await answers_of(participant, edition, [item])
    return kept[item].answer if item in kept else None


async def _published_gaps(participant: str) -> tuple[Advice, ...]:
    """The gaps of the newest published results that the participant is in."""
    found = await newest_results_of(participant)
    if found is None:
        return ()
    questionnaire = (await rules_of(found.edition)).questionnaire
    openings = openings_of(questionnaire, await participant_of(participant))
    gains = await asyncio.to_thread(gains_of, found.results, participant, openings)
    before = _place_of(found, participant)
    return tuple(_published(found.edition, questionnaire, gap, before) for gap in gains)


def _place_of(found: Published, participant: str) -> int | None:
    """The place in the league; told where everybody's results are for all eyes."""
    if found.rules.results != PUBLIC:
        return None
    return found.results.node_score(participant, found.results.scores.tree.code).league_place


def _published(edition: str, questionnaire: Questionnaire, gap: Gain, before: int | None) -> Advice:
    item = questionnaire.item(gap.item)
    pillar = questionnaire.pillar_of(item.topic)
    return Advice(
        edition,
        item,
        pillar,
        is_published=True,
        gain=gap.full_gain,
        place_before=before,
        place=gap.full_place if before is not None else None,
        opens=len(gap.opens),
    )


async def _admitted_gaps(participant: str) -> tuple[Advice, ...]:
    """The honest gaps of the edition under way."""
    try:
        rules, entry = await current_entry(participant)
    except RuleBroken:
        return ()
    if rules.stage is Stage.PUBLISHED:
        return ()
    answers = plain(await answers_of(participant, rules.code))
    asked = asked_items(rules.questionnaire, answers, entry.participant)
    return tuple(_admitted(rules, asked, answers))


def _admitted(
    rules: EditionRules, asked: tuple[Item, ...], answers: Mapping[str, Answer]
) -> Iterator[Advice]:
    for item in asked:
        answer = answers.get(item.code)
        if answer is not None and stance_of(item, answer) is Stance.GAP:
            pillar = rules.questionnaire.pillar_of(item.topic)
            yield Advice(rules.code, item, pillar, is_published=False, answer=answer)


def _with_gain(advice: Advice, before: Mapping[str, Advice]) -> Advice:
    earlier = before.get(advice.item.continues or "")
    if earlier is None:
        return advice
    return replace(
        advice,
        gain=earlier.gain,
        place_before=earlier.place_before,
        place=earlier.place,
        opens=earlier.opens,
    )


def _with_commitment(
    advice: Advice,
    before: Mapping[str, Advice],
    promised: Mapping[tuple[str, str], int],
    waiting: Mapping[tuple[str, str], Waiting],
) -> Advice:
    """What was promised for the item, or for the one it continues; else what was recommended."""
    keys = [(advice.edition, advice.item.code)]
    earlier = before.get(advice.item.continues or "")
    if earlier is not None:
        keys.append((earlier.edition, earlier.item.code))
    found = next((promised[key] for key in keys if key in promised), None)
    issued = next((waiting[key] for key in keys if key in waiting), None)
    return replace(advice, commitment=found, issued=issued if found is None else None)


def _order(advice: Advice) -> tuple[float, int, str]:
    return -(advice.gain or 0.0), EASIEST_FIRST.index(advice.item.effort), advice.item.code
