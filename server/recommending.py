"""Emisión: recommendations drafted from published gaps, and as the pages show what was issued."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from game.questionnaire import Item, Option, Questionnaire
from game.recommendations import Decision, aims_of, decision_of, gain_per_effort, hardest
from game.room import EffortRules
from game.rules import RuleBroken
from indicators.targets import Gain, gain_together, gains_of, openings_of
from server.i18n import SOURCE
from server.inheriting import letters_to
from server.pages.batches import BatchFacts, Issued
from server.pages.commitment_letters import issued_letter
from server.pages.examples import Shown
from server.people import Holder
from server.queries.batches import (
    Batch,
    Drafted,
    Recommended,
    batches,
    counted_in,
    issued_to,
    recommended_in,
)
from server.queries.commitments import commitments_by_item, commitments_by_item_of
from server.queries.editions import entries_of, participant_of, rules_of
from server.queries.examples import examples_of
from server.queries.mail import Message
from server.queries.results import PUBLIC, Published, published

__all__ = [
    "LEAGUE_SIGN",
    "Request",
    "aimed",
    "audience_of",
    "decision_of",
    "drafts_for",
    "everything_public",
    "examples_for",
    "facts_of",
    "issued_of",
    "letters_for",
    "merged",
    "own_issued",
    "shown_of",
    "steps_for",
]


# Before the code of a league, where a form may also name one participant.
LEAGUE_SIGN: Final = "/"
# By edition and item, the commitment of a participant that answers for it.
Promised = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Request:
    """Whom to draft for, of which published edition, and how many for each at most."""

    edition: str
    participants: Sequence[str]
    most: int


async def audience_of(edition: str, typed: str) -> Sequence[str]:
    """The codes of a league of the edition, or of the one participant that is named."""
    entries = await entries_of(edition)
    league = typed.removeprefix(LEAGUE_SIGN)
    if typed.startswith(LEAGUE_SIGN):
        return [each.participant.code for each in entries if each.league == league]
    return [each.participant.code for each in entries if each.participant.code == typed]


async def drafts_for(asked: Request) -> list[Drafted]:
    """For each what gains most per effort, without what is promised or was issued before."""
    found = await published(asked.edition)
    rules = found.rules.room.efforts
    drafted: list[Drafted] = []
    for code in asked.participants:
        if code not in found.results.scores.matrix.participants:
            continue
        known = await _known_items(asked.edition, code)
        openings = openings_of(found.questionnaire, await participant_of(code))
        gains = await asyncio.to_thread(gains_of, found.results, code, openings)
        open_gaps = [gap for gap in gains if gap.item not in known]
        drafted += _drafts(found, code, open_gaps, rules, asked.most)
    return drafted


async def _known_items(edition: str, participant: str) -> set[str]:
    """The items that already have a commitment, or a recommendation that was issued."""
    promised = await commitments_by_item(participant)
    known = {item for where, item in promised if where == edition}
    for batch, each in await issued_to(participant):
        if batch.edition == edition:
            known.update(each.what.items)
    return known


def _drafts(
    found: Published, code: str, gaps: Sequence[Gain], rules: EffortRules, most: int
) -> list[Drafted]:
    questionnaire = found.questionnaire

    def worth(gap: Gain) -> tuple[float, str]:
        effort = questionnaire.item(gap.item).effort
        return -gain_per_effort(gap.full_gain or 0.0, effort, rules), gap.item

    chosen = sorted(gaps, key=worth)[:most]
    return [
        Drafted(
            participant=code,
            items=(gap.item,),
            text=questionnaire.item(gap.item).recommendation.of(SOURCE),
            effort=questionnaire.item(gap.item).effort,
            priority=number,
            gain=gap.full_gain,
            place_before=_place_of(found, code),
            place=gap.full_place if found.rules.results == PUBLIC else None,
        )
        for number, gap in enumerate(chosen, start=1)
    ]


def _place_of(found: Published, code: str) -> int | None:
    """The place in the league, where those of all are for everybody's eyes."""
    if found.rules.results != PUBLIC:
        return None
    return found.results.node_score(code, found.results.scores.tree.code).league_place


async def merged(batch: Batch, parts: Sequence[Recommended]) -> Drafted:
    """Several as one: all their items and texts, the hardest effort, what they gain together."""
    if len(parts) < 2:
        raise RuleBroken("merge-two")
    found = await published(batch.edition)
    first = parts[0].what
    items = tuple(dict.fromkeys(item for part in parts for item in part.what.items))
    aims = {item: aim for part in parts for item, aim in part.what.aims.items()}
    gain, place = await _gained(found, first.participant, items, aims)
    return replace(
        first,
        items=items,
        aims=aims,
        text="\n".join(part.what.text for part in parts),
        effort=hardest(part.what.effort for part in parts),
        priority=min(part.what.priority for part in parts),
        gain=gain,
        place=place,
    )


async def aimed(batch: Batch, what: Drafted) -> Drafted:
    """The same with what it gains by what it aims at now."""
    found = await published(batch.edition)
    gain, place = await _gained(found, what.participant, what.items, what.aims)
    return replace(what, gain=gain, place=place)


def steps_for(found: Published, participant: str, item: Item) -> tuple[Option, ...]:
    """The options of an item that one can aim at: above what is verified, below the best."""
    scores = found.results.scores
    if participant not in scores.matrix.participants or item.code not in scores.matrix.items:
        return aims_of(item)
    place = scores.matrix.items.index(item.code)
    now = float(scores.matrix.factors[scores.row(participant), place])
    # Of what nobody verified the factor is no number: every step is above it.
    return tuple(option for option in aims_of(item) if not float(option.factor) <= now)


async def _gained(
    found: Published, participant: str, items: Sequence[str], aims: Mapping[str, str]
) -> tuple[float | None, int | None]:
    """What several items gain together, each with the option that is aimed at or the best one."""
    questionnaire = found.questionnaire
    openings = openings_of(questionnaire, await participant_of(participant), aims)
    reached = {
        code: float(option.factor)
        for code, aim in aims.items()
        for option in questionnaire.item(code).options
        if option.code == aim
    }
    gain, place = await asyncio.to_thread(
        gain_together, found.results, participant, items, openings, reached
    )
    return gain, place if found.rules.results == PUBLIC else None


def facts_of(batch: Batch) -> BatchFacts:
    """A batch, as the pages take it."""
    return BatchFacts(
        batch.number,
        batch.title,
        batch.edition,
        batch.is_public,
        batch.created_on,
        batch.issued_on,
        batch.count,
    )


async def shown_of(batch: Batch, kept: Sequence[Recommended]) -> list[Issued]:
    """Recommendations of a batch as the pages take them, with their examples."""
    questionnaire = (await rules_of(batch.edition)).questionnaire
    found = await published(batch.edition)
    whose = sorted({each.what.participant for each in kept})
    promised = {code: await commitments_by_item(code) for code in whose}
    return [
        await _shown(batch, each, questionnaire, found, promised[each.what.participant])
        for each in kept
    ]


async def own_issued(participant: str) -> list[Issued]:
    """Everything issued to a participant, as the pages take it."""
    together: dict[int, tuple[Batch, list[Recommended]]] = {}
    for batch, each in await issued_to(participant):
        together.setdefault(batch.number, (batch, []))[1].append(each)
    return [each for batch, kept in together.values() for each in await shown_of(batch, kept)]


async def _shown(
    batch: Batch,
    each: Recommended,
    questionnaire: Questionnaire,
    found: Published,
    promised: Promised,
) -> Issued:
    examples = await examples_for(found, each.what.participant, each.what.items)
    issued = issued_of(batch, each, questionnaire, promised)
    steps = {item.code: steps_for(found, issued.participant, item) for item in issued.items}
    return replace(issued, examples=examples, steps=steps)


def issued_of(
    batch: Batch, each: Recommended, questionnaire: Questionnaire, promised: Promised
) -> Issued:
    """A recommendation of a batch as the pages take it, without its examples.

    `promised`: by edition and item, the commitments of its government. What was proposed apart from
    the recommendation, before or since, is told with it.
    """
    what = each.what
    apart: dict[str, int] = {}
    if each.decision in {None, Decision.DECLINED}:
        keys = ((item, promised.get((batch.edition, item))) for item in what.items)
        apart = {item: code for item, code in keys if code is not None}
    known = {item.code: item for item in questionnaire.items}
    return Issued(
        id=each.id,
        batch=batch.number,
        batch_title=batch.title,
        issued_on=batch.issued_on,
        participant=what.participant,
        items=tuple(known[code] for code in what.items if code in known),
        text=what.text,
        effort=what.effort,
        priority=what.priority,
        gain=what.gain,
        place_before=what.place_before,
        place=what.place,
        aims=what.aims,
        revision=each.revision,
        answers=each.answers,
        promised=apart,
    )


async def everything_public() -> list[tuple[Issued, str]]:
    """All that was issued and everybody may read, each with its edition, the newest batch first.

    Of what was issued to each alone only what was answered is public.
    """
    found: list[tuple[Issued, str]] = []
    for batch in await batches(is_issued=True):
        questionnaire = (await rules_of(batch.edition)).questionnaire
        promised = await commitments_by_item_of(batch.edition)
        found += [
            (
                issued_of(batch, each, questionnaire, promised.get(each.what.participant, {})),
                batch.edition,
            )
            for each in await recommended_in(batch.number)
            if batch.is_public or each.answers
        ]
    return found


async def examples_for(
    found: Published, participant: str, items: tuple[str, ...]
) -> tuple[Shown, ...]:
    """Peers who have it, as the pages take them."""
    return tuple(
        Shown(e.name, e.edition, e.item, e.topic, e.participant, e.evidence)
        for e in await examples_of(found, participant, items)
    )


async def letters_for(
    batch: Batch, address: str, at: datetime, *, is_public: bool
) -> Sequence[Message]:
    """To the heads of everybody in a batch: how many are for them, and where."""
    found: list[Message] = []
    for participant, count in await counted_in(batch.number):

        def write(
            reader: Holder,
            name: str = participant.name,
            code: str = participant.code,
            n: int = count,
        ) -> Message:
            made = issued_letter(
                title=batch.title,
                count=n,
                is_public=is_public,
                reader=reader.name,
                participant=name,
                address=address,
            )
            key = f"issued.{batch.number}.{code}.{reader.account}"
            return Message(key, reader.email, reader.name, made.subject, made.body)

        found += await letters_to(participant.code, write)
    return found
