"""Leyes: a law is abrogated, and whoever answered on its ground says whether the answer holds.

Nothing is void by itself, and no point moves: an answer that rests on the law is to be reviewed
from that day on, until its participant confirms it or changes it. So is each document it cites.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from game.days import today_of
from game.questionnaire import Law
from game.rules import RuleBroken


class LawMove(StrEnum):
    """What may be said of a law."""

    ABROGATED = "abrogated"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class LawEvent:
    """What was said of a law, when and by whom. `since` and `replaced_by` of an abrogation."""

    id: int
    law: str
    move: LawMove
    at: datetime
    since: date | None = None
    replaced_by: str = ""
    note: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Abrogation:
    """The abrogation in force of a law: since which day, and what came in its place.

    `event` tells it from an earlier one that was taken back.
    """

    event: int
    law: str
    since: date
    at: datetime
    replaced_by: str = ""
    note: str = ""

    def is_due(self, today: date) -> bool:
        """Whether its day has come."""
        return self.since <= today


class Lifting(StrEnum):
    """How a review ends."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Lift:
    """Who ended a review, how and when."""

    how: Lifting
    author: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class LawReview:
    """What an abrogation asks of an answer or a document: to be reviewed, until it is lifted."""

    abrogation: Abrogation
    lift: Lift | None = None

    @property
    def is_pending(self) -> bool:
        return self.lift is None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, or a document, as it is now: who gave it and when."""

    author: str
    at: datetime


def standing(events: Iterable[LawEvent]) -> Mapping[str, Abrogation]:
    """Law to its abrogation in force. `events` in the order they came: the last one counts."""
    found: dict[str, Abrogation] = {}
    for event in events:
        found.pop(event.law, None)
        if event.move is LawMove.ABROGATED and event.since is not None:
            found[event.law] = Abrogation(
                event.id, event.law, event.since, event.at, event.replaced_by, event.note
            )
    return found


def check_abrogation(
    law: str, replaced_by: str, known: Collection[str], in_force: Mapping[str, Abrogation]
) -> None:
    """Refuse an unknown law or successor, a law that succeeds itself, and a second abrogation.

    Nor does a law that was abrogated itself come after another: so none succeeds in a circle.
    """
    for code in (law, replaced_by):
        if code and code not in known:
            raise RuleBroken("unknown-law", law=code)
    if law == replaced_by:
        raise RuleBroken("law-replaces-itself", law=law)
    if law in in_force:
        raise RuleBroken("already-abrogated", law=law, since=in_force[law].since)
    if replaced_by in in_force:
        since = in_force[replaced_by].since
        raise RuleBroken("successor-abrogated", law=replaced_by, since=since)


def check_known_end(law: Law, since: date) -> None:
    """Refuse a day that is not the one on which the law ended, where its edition knows it.

    Its last day in force and the first one without it both agree.
    """
    last = law.valid_to
    if last is not None and since not in {last, last + timedelta(days=1)}:
        first = (last + timedelta(days=1)).isoformat()
        raise RuleBroken("law-ended-before", law=law.code, last=last, first=first)


def known_successor(law: Law, known: Iterable[Law]) -> str:
    """The code of the law that came in place of another, as its edition names it; "" if unknown."""
    if law.replaced_by is None:
        return ""
    return next((each.code for each in known if each.name == law.replaced_by), "")


def check_restoring(
    law: str, known: Collection[str], in_force: Mapping[str, Abrogation]
) -> Abrogation:
    """The abrogation to take back; refuse an unknown law and one that is in force."""
    if law not in known:
        raise RuleBroken("unknown-law", law=law)
    if law not in in_force:
        raise RuleBroken("law-in-force", law=law)
    return in_force[law]


def due_among(
    laws: Iterable[str], in_force: Mapping[str, Abrogation], today: date
) -> tuple[Abrogation, ...]:
    """The abrogations whose day has come, of these laws; each law once."""
    named = (in_force[law] for law in dict.fromkeys(laws) if law in in_force)
    return tuple(each for each in named if each.is_due(today))


def review_of(abrogation: Abrogation, given: Given, confirmed: Lift | None) -> LawReview:
    """What an abrogation asks of an answer: nothing more once it was confirmed or changed."""
    if confirmed is not None:
        return LawReview(abrogation, confirmed)
    if is_later(abrogation, given.at):
        return LawReview(abrogation, Lift(Lifting.CHANGED, given.author, given.at))
    return LawReview(abrogation)


def document_review_of(
    abrogation: Abrogation,
    document: Given,
    confirmed: Lift | None,
    answers: Iterable[Given],
) -> LawReview:
    """The same of a document that `answers` on the ground of the law cite.

    One brought after the abrogation is no proof under the old law; and once every answer that
    cites it was changed, whoever changed them had it before them.
    """
    if confirmed is None and not is_later(abrogation, document.at):
        changes = tuple(answers)
        if changes and all(is_later(abrogation, each.at) for each in changes):
            last = max(changes, key=lambda each: each.at)
            return review_of(abrogation, last, None)
    return review_of(abrogation, document, confirmed)


def is_later(abrogation: Abrogation, at: datetime) -> bool:
    """Whether something was done knowing of an abrogation that was in force.

    Own rule: after it was declared here and from its day on. Before either nobody could know.
    """
    return at > abrogation.at and today_of(at) >= abrogation.since
