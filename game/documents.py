"""Documento: until when it holds, and which of its versions is the newest.

Days are those of central Mexico (`game.days`). Own rule: the last day of a document still counts;
an expired one is shown as such wherever it is cited and keeps nobody from handing in a level, since
what it proved while it held may be just what is asked. Whoever verifies sees the date.

Own rules, of putting right what a document is called, its date and its validity:

- **A signature is over them too**: the change voids those of the levels that cite it, in the same
  unit (`game/levels.py`). Sending the same again changes nothing and voids nothing.
- **What was judged stays as it was judged**: once an answer or a reply that cites it was accepted
  or rejected, in whichever edition, or a commitment that cites it was verified or declared not met,
  it cannot change any more; what is right comes as another version.
- **Nor does what was signed and cannot be signed again**, since nobody could give the signature
  back. Whatever is cited only in drafts, or in what was returned, can be put right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from game.editions import Act, Stage, allows
from game.rules import RuleBroken


class Validity(StrEnum):
    """Whether a document holds on a day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when a document holds, both days counted; open where nothing is said."""

    first: date | None = None
    last: date | None = None

    def on(self, day: date) -> Validity:
        """Whether it holds on that day."""
        if self.last is not None and self.last < day:
            return Validity.EXPIRED
        if self.first is not None and self.first > day:
            return Validity.TO_COME
        return Validity.IN_FORCE

    def check(self) -> None:
        """Refuse one that ends before it begins."""
        if self.first is not None and self.last is not None and self.last < self.first:
            raise RuleBroken("validity-reversed", field="valid_until", first=self.first)


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions of a document: `line` is what they have in common."""

    line: str
    number: int

    def is_older_than(self, other: "Version") -> bool:
        """Of the same document, and replaced by the other or by one before it."""
        return self.line == other.line and self.number < other.number


def check_correction(
    stage: Stage, judged: Sequence[str], signed: Sequence[str], field: str
) -> None:
    """Refuse to put right a document that an edition at this stage holds to.

    `judged`: the items whose answer or reply cites it and was decided. `signed`: those under a
    signature in force. `field`: what was to change.
    """
    if judged:
        raise RuleBroken("document-judged", field=field, item=judged[0])
    if signed and not allows(stage, Act.SIGN):
        raise RuleBroken("document-signed", field=field, item=signed[0])
