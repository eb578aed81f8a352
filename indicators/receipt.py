"""Recibo: a score as a list of contributions that adds up."""

from dataclasses import dataclass

from indicators.matrix import AnswerState
from indicators.scores import Scores, number_of

BEST = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One item: what it scored, how much of the index it is, and what it gave.

    `path` goes from below the root to the item's own node: pillar, topic. An item that left has
    no factor and no weight.
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
class Receipt:
    """score = sum of contributions + lift; the lift is zero where every node is a mean."""

    participant: str
    score: float | None
    lift: float
    lines: tuple[Line, ...]

    def part(self, node: str) -> tuple[Line, ...]:
        """The lines of a pillar or a topic."""
        return tuple(line for line in self.lines if node in line.path)

    @property
    def strengths(self) -> tuple[Line, ...]:
        """What stands at its best, heaviest first."""
        best = (line for line in self.lines if line.is_strength)
        return tuple(sorted(best, key=lambda line: -line.weight))


def receipt_of(scores: Scores, participant: str) -> Receipt:
    """The lines in the order of the questionnaire."""
    row = scores.row(participant)
    states = _states(scores, row)
    contributions = scores.contributions[row]
    return Receipt(
        participant,
        number_of(scores.values[row, 0]),
        float(scores.lift[row]),
        tuple(
            Line(
                item,
                path,
                states[item],
                number_of(scores.factors[row, column]),
                float(scores.weights[row, column]),
                float(contributions[column]),
            )
            for column, (item, path) in enumerate(scores.tree.paths())
        ),
    )


def _states(scores: Scores, row: int) -> dict[str, AnswerState]:
    codes = zip(scores.matrix.items, scores.matrix.states[row], strict=True)
    return {item: AnswerState(code) for item, code in codes}
