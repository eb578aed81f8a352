"""Publicación: proposed by one person, confirmed by another who saw the same, and what it holds."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from game.participants import Participant
from game.questionnaire import Item
from game.rules import RuleBroken
from game.typed import said

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Publication:
    """What one person saw and proposed, by its SHA-256, and another confirmed."""

    proposed_by: int
    sha256: str
    confirmed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A publication as it was kept: it waits for the second person, had them, or came to nothing.

    `ender` withdrew it and said why, or found that it was not the same any more, which voids it.
    """

    id: int
    publication: Publication
    proposer: str
    proposed_at: datetime
    confirmer: str = ""
    confirmed_at: datetime | None = None
    ender: str = ""
    ended_at: datetime | None = None
    is_void: bool = False
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Tally:
    """What a publication would hold now, in counts that tell nothing of any score.

    `signed`: levels that were, at any time; `voided`: those of them whose signature is without
    effect. Answers are those of signed levels, by the verdict that stands on them. `undecided` ones
    have none and count as not verified. A reply in `unanswered` keeps the edition from being
    published.
    """

    participants: int
    signed: int
    unsigned: int
    accepted: int
    rejected: int
    returned: int
    undecided: int
    unanswered: tuple[tuple[Participant, Item], ...] = ()
    voided: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the governments of a kind would have an index now. It tells nothing of any."""

    kind: str
    entered: int
    reached: int

    def is_below(self, share: Fraction) -> bool:
        """So few, of those that are entered, that whoever publishes is told so aloud."""
        return self.reached < share * self.entered


def confirm(publication: Publication, by: int, sha256: str) -> Publication:
    """The second person confirms what the first one saw; never their own, and only once.

    `sha256` is that of what would be published now.
    """
    _check_open(publication)
    if publication.proposed_by == by:
        raise RuleBroken("two-publishers-required")
    if publication.sha256 != sha256:
        raise RuleBroken("publication-changed")
    return replace(publication, confirmed_by=by)


def withdraw(publication: Publication, reason: str) -> str:
    """Either of the two may take a proposal back, and says why. Gives the reason as it is kept."""
    _check_open(publication)
    if not said(reason):
        raise RuleBroken("reason-required")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason-too-long", limit=LONGEST_REASON)
    return said(reason)


def check_settled(tally: Tally) -> None:
    """Refuse to publish over a reply that no second verifier has decided on."""
    if tally.unanswered:
        raise RuleBroken("replies-unanswered", n=len(tally.unanswered))


def _check_open(publication: Publication) -> None:
    if publication.confirmed_by is not None:
        raise RuleBroken("already-confirmed", by=publication.confirmed_by)
