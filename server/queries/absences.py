"""Ausencias: since when items are not asked, of the few of which it has to be known."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from game.absences import Absence, absences_of, openers_of
from game.answers import Answer
from game.questionnaire import Item, Questionnaire
from server.queries.boards import NEVER
from server.queries.editions import entries_of
from server.queries.kept import answer_in, put_in_force
from server.tables.answers import AnswerRevisionRow

# (participant, item), and when it was not asked.
Place: TypeAlias = tuple[str, str]
Absences: TypeAlias = Mapping[Place, tuple[Absence, ...]]


async def absences_in(questionnaire: Questionnaire, places: Collection[Place]) -> Absences:
    """When each of these was not asked any more; those that always were are left out."""
    items = {code: questionnaire.item(code) for _, code in places}
    opened = [(who, items[code]) for who, code in places if items[code].asked_when is not None]
    if not opened:
        return {}
    participants = {
        each.participant.code: each.participant for each in await entries_of(questionnaire.edition)
    }
    saves = await _saves_of(questionnaire.edition, opened)
    found = {
        (who, item.code): tuple(absences_of(item, participants[who], saves.get(who, ())))
        for who, item in opened
        if who in participants
    }
    return {place: absences for place, absences in found.items() if absences}


def is_absent(absences: Absences, place: Place, end: datetime = NEVER) -> bool:
    """Whether an item was not asked any more just before a moment; without one, now."""
    return any(each.holds(end) for each in absences.get(place, ()))


async def _saves_of(
    edition: str, opened: Collection[tuple[str, Item]]
) -> Mapping[str, list[tuple[datetime, Answer]]]:
    """Participant to what it answered, in order, to the items that open these."""
    revision = AnswerRevisionRow
    rows = await revision.select(
        revision.participant,
        revision.item,
        revision.revision,
        revision.based_on,
        revision.content,
        revision.saved_at,
    ).where(
        revision.edition == edition,
        revision.participant.is_in(sorted({who for who, _ in opened})),
        revision.item.is_in(sorted({code for _, item in opened for code in openers_of(item)})),
    )
    saves: dict[str, list[tuple[datetime, Answer]]] = defaultdict(list)
    place = itemgetter("participant", "item")
    for (who, _), revisions in groupby(sorted(rows, key=place), place):
        kept = put_in_force(revisions)
        saves[who] += [(row["saved_at"], answer_in(row["content"])) for row in kept]
    return {who: sorted(found, key=itemgetter(0)) for who, found in saves.items()}
