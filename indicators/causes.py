"""Causas: a change told to whoever reads it, item by item and reason by reason, and rounded.

`indicators.change` says how much each cause moved; here each item says why it is behind a cause,
and the figures are rounded so that what is shown adds up to what is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.change import Change, Changes, Line, Split
from indicators.matrix import AnswerState
from indicators.ranks import closing, round_half_up
from indicators.scores import NOISE, Scores
from indicators.tree import Leaf, Node

# Of what several items say together, the first of these that any of them says.
LOUDEST = (
    AnswerState.ANSWERED,
    AnswerState.NO_ANSWER,
    AnswerState.UNKNOWN,
    AnswerState.NOT_APPLICABLE,
    AnswerState.OPEN,
    AnswerState.NOT_ASKED,
)


class Cause(StrEnum):
    """The three things that can move an index, in the order in which they are told."""

    PERFORMANCE = "performance"
    METHOD = "method"
    COVERAGE = "coverage"


class Reason(StrEnum):
    """Why an item is behind a cause, in the order in which reasons are told.

    `others`: nothing became of the item itself; what became of others makes it weigh more or less.
    """

    IMPROVED = "improved"
    LOST = "lost"
    ADDED = "added"
    DROPPED = "dropped"
    REWEIGHTED = "reweighted"
    ANSWERED = "answered"
    SILENCED = "silenced"
    EXCUSED = "excused"
    APPLIES = "applies"
    ASKED = "asked"
    UNASKED = "unasked"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Movement:
    """What a line moved by one cause, in shares of one, and why."""

    cause: Cause
    reason: Reason
    line: Line
    moved: float


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in points of a hundred as it is shown.

    `total` is the difference of the two scores as each was published, which is what a reader gets
    who subtracts them; the parts are rounded so that they add up to it.
    """

    before: Decimal
    after: Decimal
    total: Decimal
    parts: dict[Cause, Decimal]


def part_of(split: Split, cause: Cause) -> float:
    """What one cause moved."""
    parts = (split.performance, split.method, split.coverage)
    return dict(zip(Cause, parts, strict=True))[cause]


def shown_change(change: Change, decimals: int) -> ShownChange | None:
    """With the decimals that both editions show; None where there is no split."""
    if change.before is None or change.after is None or change.split is None:
        return None
    then = round_half_up(change.before * 100, decimals)
    now = round_half_up(change.after * 100, decimals)
    exact = [part_of(change.split, cause) * 100 for cause in Cause]
    parts = closing(exact, now - then, decimals)
    return ShownChange(then, now, now - then, dict(zip(Cause, parts, strict=True)))


def movements_of(changes: Changes, change: Change) -> tuple[Movement, ...]:
    """Every item behind every cause of one's change; by cause, by reason, what moved most first."""
    told = _Told(changes.before, changes.after, change.participant)
    order = {reason: place for place, reason in enumerate(Reason)}
    found = [
        Movement(cause, told.reason(cause, line), line, part_of(line.split, cause))
        for cause in Cause
        for line in change.lines
        if abs(part_of(line.split, cause)) >= NOISE
    ]
    causes = list(Cause)
    return tuple(
        sorted(found, key=lambda m: (causes.index(m.cause), order[m.reason], -abs(m.moved)))
    )


class _Told:
    """What became of an item between two editions of one participant."""

    def __init__(self, before: Scores, after: Scores, participant: str) -> None:
        self._sides = (before, after)
        self._rows = tuple(side.row(participant) for side in self._sides)
        self._worth = tuple(dict(_worths(side.tree)) for side in self._sides)

    def reason(self, cause: Cause, line: Line) -> Reason:
        if cause is Cause.PERFORMANCE:
            return Reason.IMPROVED if line.split.performance > 0 else Reason.LOST
        if cause is Cause.METHOD:
            return self._method(line)
        return self._coverage(line)

    def _method(self, line: Line) -> Reason:
        if not line.before:
            return Reason.ADDED
        if not line.after:
            return Reason.DROPPED
        then, now = (
            [worth[item] for item in items]
            for worth, items in zip(self._worth, (line.before, line.after), strict=True)
        )
        return Reason.OTHERS if then == now else Reason.REWEIGHTED

    def _coverage(self, line: Line) -> Reason:
        then, now = self._state(0, line.before), self._state(1, line.after)
        if then == now or then is None or now is None:
            return Reason.OTHERS
        left = {
            AnswerState.NOT_APPLICABLE: Reason.EXCUSED,
            AnswerState.NOT_ASKED: Reason.UNASKED,
            AnswerState.NO_ANSWER: Reason.SILENCED,
            AnswerState.UNKNOWN: Reason.SILENCED,
            AnswerState.OPEN: Reason.SILENCED,
        }
        came = {AnswerState.NOT_APPLICABLE: Reason.APPLIES, AnswerState.NOT_ASKED: Reason.ASKED}
        return left.get(now) or came.get(then, Reason.ANSWERED)

    def _state(self, end: int, items: tuple[str, ...]) -> AnswerState | None:
        matrix = self._sides[end].matrix
        row = matrix.states[self._rows[end]]
        said = {AnswerState(row[matrix.items.index(item)]) for item in items}
        return next((state for state in LOUDEST if state in said), None)


def _worths(node: Node, above: tuple[object, ...] = ()) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Each item with what is declared of it: where it stands, and what all of that weighs."""
    for leaf in node.leaves:
        yield leaf.item, (*above, _declared(leaf))
    for child in node.children:
        yield from _worths(child, (*above, (child.code, child.weight, child.method)))


def _declared(leaf: Leaf) -> object:
    return leaf.weight, leaf.excuse, leaf.silence, leaf.unsure
