"""Recibo: a score as a list of contributions that adds up."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicators.matrix import AnswerState
from indicators.scores import NOISE, Parts, Scores, number_of
from indicators.tree import Node

BEST = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One item: what it scored, how much of the node it is, and what it gave.

    `path` goes from below the node to the item's own: pillar, topic. An item that left has no
    factor and no weight.
    """

    item: str
    path: tuple[str, ...]
    state: AnswerState
    factor: float | None
    weight: float
    contribution: float

    @property
    def is_strength(self) -> bool:
        return self.factor == BEST and self.state is AnswerState.ANSWERED

    @property
    def is_gap(self) -> bool:
        """Not at its best and could be: answered below one, or not answered."""
        if self.state is AnswerState.ANSWERED:
            return not self.is_strength
        return self.state is AnswerState.NO_ANSWER


@dataclass(frozen=True, slots=True)
class Part:
    """A child of a node, or an item of its own: contribution = share x value.

    `weight`: as the edition says it. A part that left has no value and no share.
    """

    code: str
    is_item: bool
    weight: Fraction
    value: float | None
    share: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """score = sum of contributions + lift: once by the items below, once by the parts of the node.

    Each lift is zero where the nodes it is of are means: it is what the policies for zeros give.
    """

    participant: str
    node: str
    score: float | None
    lift: float
    lines: tuple[Line, ...]
    parts_lift: float
    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        """What the items give together, with the lift."""
        return sum(line.contribution for line in self.lines) + self.lift

    @property
    def parts_total(self) -> float:
        """What the parts give together, with their lift."""
        return sum(part.contribution for part in self.parts) + self.parts_lift

    @property
    def strengths(self) -> tuple[Line, ...]:
        """What stands at its best, heaviest first."""
        best = (line for line in self.lines if line.is_strength)
        return tuple(sorted(best, key=lambda line: -line.weight))


def receipt_of(scores: Scores, participant: str, node: str = "") -> Receipt:
    """Of the index where no node is named; the lines in the order of the questionnaire."""
    row, code = scores.row(participant), node or scores.tree.code
    found, score = scores.node(code), scores.value(participant, code)
    lines = tuple(_lines(scores, row, code))
    if found.method.is_flat and found.children:
        parts = tuple(_groups(found, lines))
    else:
        parts = tuple(_parts(found, scores.parts(code), row))
    return Receipt(participant, code, score, _lift(score, lines), lines, _lift(score, parts), parts)


def _lift(score: float | None, given: Iterable[Line | Part]) -> float:
    """What a score has over the sum of what makes it."""
    lift = 0.0 if score is None else score - sum(each.contribution for each in given)
    return lift if abs(lift) >= NOISE else 0.0


def _lines(scores: Scores, row: int, node: str) -> Iterator[Line]:
    states = dict(zip(scores.matrix.items, scores.matrix.states[row], strict=True))
    shares = scores.shares(node)[row]
    root = scores.tree.code
    for column, (item, below) in enumerate(scores.tree.paths()):
        path = (root, *below)
        if node in path:
            factor = number_of(scores.factors[row, column])
            share = float(shares[column])
            given = share * factor if share > 0 and factor is not None else 0.0
            path = path[path.index(node) + 1 :]
            yield Line(item, path, AnswerState(states[item]), factor, share, given)


def _parts(node: Node, parts: Parts, row: int) -> Iterator[Part]:
    nodes = len(parts.codes) - len(node.leaves)
    for column, code in enumerate(parts.codes):
        value, share = number_of(parts.values[row, column]), float(parts.shares[row, column])
        given = share * value if share > 0 and value is not None else 0.0
        yield Part(code, column >= nodes, parts.weights[column], value, share, given)


def _groups(node: Node, lines: Sequence[Line]) -> Iterator[Part]:
    """Of a flat node, whose items count and not its children: what the items of each child give."""
    for child in node.children:
        below = [line for line in lines if child.code in line.path]
        share = sum(line.weight for line in below)
        given = sum(line.contribution for line in below)
        weight = sum((leaf.weight for leaf in child.all_leaves()), Fraction(0))
        yield Part(child.code, False, weight, given / share if share > 0 else None, share, given)
    weights = {leaf.item: leaf.weight for leaf in node.leaves}
    for line in lines:
        if not line.path:
            weight = weights[line.item]
            yield Part(line.item, True, weight, line.factor, line.weight, line.contribution)
