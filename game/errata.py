"""Fe de erratas: what was published is put right by publishing again, and never overwritten.

One person opens it and says in public what was wrong. While it is open, verdicts can be decided
anew, each by a verifier who did not give the one before, with a reason. Then somebody proposes what
follows from them and somebody else confirms the same, as with the first publication.
"""

from dataclasses import dataclass
from datetime import datetime

from game.publications import LONGEST_REASON, Publication, confirm
from game.rules import RuleBroken
from game.typed import said


@dataclass(frozen=True, slots=True)
class Erratum:
    """One as it was kept: open, proposed, confirmed, or closed without publishing anything.

    `corrects`: the SHA-256 of the snapshot that was in force. `sha256`: that of the one proposed in
    its place. `ending`: why it was closed.
    """

    id: int
    corrects: str
    reason: str
    opener: str
    opened_at: datetime
    publication: Publication | None = None
    proposer: str = ""
    proposed_at: datetime | None = None
    confirmer: str = ""
    confirmed_at: datetime | None = None
    ender: str = ""
    ended_at: datetime | None = None
    ending: str = ""

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.ended_at is None


def reason_given(reason: str) -> str:
    """What was wrong, as it is kept and published: it is said, and not too long."""
    if not said(reason):
        raise RuleBroken("reason-required")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason-too-long", limit=LONGEST_REASON)
    return said(reason)


def check_proposable(erratum: Erratum, *, changes: int) -> None:
    """Once, and only where something of what was published changes."""
    if erratum.publication is not None:
        raise RuleBroken("erratum-proposed")
    if not changes:
        raise RuleBroken("erratum-empty")


def confirmed(erratum: Erratum, by: int, sha256: str) -> Publication:
    """The second person confirms what the first one saw; `sha256` is that of what it gives now."""
    if erratum.publication is None:
        raise RuleBroken("erratum-unproposed")
    return confirm(erratum.publication, by, sha256)


def check_closable(*, changes: int) -> None:
    """Whatever was decided anew is published or decided back: nothing stays half put right."""
    if changes:
        raise RuleBroken("erratum-changes", n=changes)
