"""Fusión: an answer that was filled in elsewhere, put together with what was saved meanwhile.

Whoever works on a copy takes an answer with them (base), brings one back (mine), and finds
another in force (theirs). What is said is merged whole, as half of each of two answers would be
nobody's; documents are merged one by one, as whoever cites one more takes nothing away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from game.answers import Answer, Citation

# Gives an answer as a copy shows it: two that look the same there are the same.
Shown = Callable[[Answer], Answer]


class Outcome(StrEnum):
    """What becomes of an answer that was brought."""

    SAME = "same"
    KEPT = "kept"
    TAKEN = "taken"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Merged:
    """What is decided, and the answer that can be put in force without taking anything away."""

    outcome: Outcome
    answer: Answer


#   base  theirs  mine   outcome    what is put in force
#   a     a       a      same       theirs
#   a     b       b      same       theirs
#   a     b       a      kept       theirs
#   a     a       b      taken      mine
#   a     b       c      conflict   theirs, until somebody chooses
#   a     b       c      kept       theirs, where c was saved since a and b came after it
def merge(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer] = (), shown: Shown = replace
) -> Merged:
    """Decide on one answer. `since`: what was saved after the base, up to what is in force.

    What was brought once and saved is known from then on: to bring it again changes nothing, also
    where somebody changed it meanwhile.
    """
    outcome = _outcome(base, theirs, mine, since, shown)
    said = replace(mine, copied_from="") if outcome is Outcome.TAKEN else theirs
    cited = _cited(base, theirs, mine, since)
    if outcome in {Outcome.SAME, Outcome.KEPT} and cited != theirs.evidence:
        outcome = Outcome.TAKEN
    return Merged(outcome, replace(said, evidence=cited))


def _outcome(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer], shown: Shown
) -> Outcome:
    took, found, brought = (_said(shown(each)) for each in (base, theirs, mine))
    if brought == found:
        return Outcome.SAME
    if brought == took:
        return Outcome.KEPT
    if any(_said(shown(each)) == brought for each in since):
        return Outcome.KEPT
    return Outcome.TAKEN if found == took else Outcome.CONFLICT


def _said(answer: Answer) -> Answer:
    return replace(answer, evidence=(), copied_from="")


def _cited(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer]
) -> tuple[Citation, ...]:
    """Theirs, with what was added and without what was taken away, each once and for all."""
    added = [
        each
        for each in dict.fromkeys(mine.evidence)
        if each not in base.evidence
        and each not in theirs.evidence
        and not any(each in answer.evidence for answer in since)
    ]
    dropped = {
        each
        for each in base.evidence
        if each not in mine.evidence and all(each in answer.evidence for answer in since)
    }
    kept = tuple(each for each in theirs.evidence if each not in dropped)
    return (*kept, *added)
