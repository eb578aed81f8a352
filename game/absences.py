"""Ausencia: while an item is not asked, because of what the items before it were answered.

Own rule, of what was returned: an item that is no longer asked is neither mended nor left
unmended. Asked again with the answer it had, it stands as returned again, and its term has run on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from game.answers import Answer, is_asked
from game.participants import Participant
from game.questionnaire import Condition, Item


@dataclass(frozen=True, slots=True)
class Absence:
    """An item that had been asked was not since a moment, until another one or up to now."""

    item: str
    since: datetime
    until: datetime | None = None

    def holds(self, end: datetime) -> bool:
        """Whether it was not asked just before a moment."""
        return self.since < end and (self.until is None or self.until >= end)


def openers_of(item: Item) -> frozenset[str]:
    """The items whose answers decide whether this one is asked."""
    return frozenset(_openers(item.asked_when))


def absences_of(
    item: Item, participant: Participant, saves: Iterable[tuple[datetime, Answer]]
) -> Iterator[Absence]:
    """`saves`: the answers in force of what opens it, each since when, in order."""
    answers: dict[str, Answer] = {}
    was_asked, since = False, None
    for at, answer in saves:
        answers[answer.item] = answer
        if is_asked(item, answers, participant):
            if since is not None:
                yield Absence(item.code, since, at)
            was_asked, since = True, None
        elif was_asked and since is None:
            since = at
    if since is not None:
        yield Absence(item.code, since)


def _openers(condition: Condition | None) -> Iterator[str]:
    if condition is not None:
        yield condition.item
        yield from _openers(condition.asked_when)
