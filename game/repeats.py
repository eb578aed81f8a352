"""Repetidos: whether a promise was made before, also where it was worded anew or moved since.

Own rule: two promises of a government are the same where their goals have the same words
(`game.substance`) and they are due on the same day. A commitment is still the one that it was
before each of its amendments, so that a workbook of last month is recognised.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from game.commitments import Commitment, Term
from game.substance import words_in

Said = tuple[tuple[str, ...], date]


def said_in(goal: str, due: date) -> Said:
    """What makes a promise the same as another one."""
    return words_in(goal), due


def ever_said(commitment: Commitment) -> frozenset[Said]:
    """The same of a commitment, as it stands and as it stood before any of its amendments."""
    goals, days = {commitment.goal}, {commitment.due}
    for event in commitment.history:
        goals |= {str(each.before) for each in event.changes if each.term is Term.GOAL}
        if event.due_before is not None:
            days.add(event.due_before)
    return frozenset(said_in(goal, due) for goal in goals for due in days)


def promised_before(commitments: Iterable[Commitment]) -> Mapping[Said, int]:
    """What these said, each with the number of the first one that said it."""
    found: dict[Said, int] = {}
    for commitment in sorted(commitments, key=lambda each: each.code or 0):
        for said in ever_said(commitment):
            found.setdefault(said, commitment.code or 0)
    return found
